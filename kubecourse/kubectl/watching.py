"""`kubectl get -w`: the changes from now until the cluster has settled, one row each.

A real kubectl waits for ever; here time is virtual, so watching lets it pass until nothing is due but
periodic work. Columns never get narrower again. Next: `cmd_describe.py`.
"""

from __future__ import annotations

from ..engine.api.kinds import Kind
from ..engine.core import selectors
from ..engine.core.fields import get
from ..engine.core.work import Object
from .cmd_get import table_head, table_rows
from .output import formatted, is_table
from .resources import Wanted
from .session import Session

__all__ = ["follow"]


def follow(session: Session, wanted: list[Wanted], mark: int, form: str) -> None:
    """Let time pass and print each change of what is wanted; `mark` is the length of the log at the start."""
    session.cluster.settle()
    lines = _Lines(session, headed=bool(session.out))
    for change in session.api.server.storage.log[mark:]:
        for kind, name in wanted:
            obj = change.new or change.old
            if change.kind != kind.key or obj is None or not _meant(session, obj, name):
                continue
            if is_table(form):
                lines.add(kind, obj, change.time)
            else:
                session.out.append(formatted(session, form, kind, obj))


class _Lines:
    """Rows that come one by one, in columns as wide as the widest cell so far."""

    def __init__(self, session: Session, headed: bool) -> None:
        self._session, self._headed = session, headed or bool(session.flags("no-headers"))
        #: where the columns of the table above begin
        self._widths: list[int] = []
        if headed:
            first = session.out[-1].split("\n", 1)[0]
            self._widths = [len(cell) for cell in _columns(first)]

    def add(self, kind: Kind, obj: Object, time: int) -> None:
        """Print the row of an object as it was at an instant."""
        rows = [] if self._headed else [table_head(self._session, kind)]
        self._headed = True
        rows += table_rows(_At(self._session, time), kind, [obj], False)
        for cells in rows:
            self._widths += [6] * (len(cells) - 1 - len(self._widths))
            self._widths = [max(width, len(cell) + 3) for width, cell in zip(self._widths, cells, strict=False)]
        for cells in rows:
            padded = [cell.ljust(width) for cell, width in zip(cells, self._widths, strict=False)]
            self._session.say("".join(padded) + cells[-1])


def _columns(head: str) -> list[str]:
    """The cells of a head line with the spaces after them, but the last."""
    cells, cell = [], ""
    for at, c in enumerate(head):
        if c != " " and head[at - 3 : at] == "   ":
            cells.append(cell)
            cell = ""
        cell += c
    return cells


class _At(Session):
    """The same session at an earlier instant: ages are as they were when the change came."""

    def __init__(self, session: Session, time: int) -> None:
        self.__dict__.update(session.__dict__)
        self._time = time

    @property
    def now(self) -> int:
        """The instant of the change."""
        return self._time


def _meant(session: Session, obj: Object, name: str | None) -> bool:
    meta, flags = obj["metadata"], session.flags
    if name is not None and meta["name"] != name:
        return False
    if meta.get("namespace") and not flags("all-namespaces") and meta["namespace"] != session.namespace:
        return False
    if flags("selector") and not selectors.labels(flags("selector")).matches(meta.get("labels") or {}):
        return False
    return not flags("field-selector") or selectors.fields(flags("field-selector")).matches(obj, get)
