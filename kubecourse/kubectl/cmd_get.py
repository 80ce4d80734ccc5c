"""`kubectl get`: tables, and every other format of `-o`.

Upstream: `kubectl/pkg/cmd/get/get.go`. Next: `watching.py`.
"""

from __future__ import annotations

import re

from ..engine.api import tables
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from .columns import table
from .failures import Failure, Failures, help_error
from .jsonpath import Template, relaxed
from .manifests import manifests
from .output import formatted, is_table, listed, split_form
from .resources import Found, Wanted, collect, requested
from .session import Session, title

__all__ = ["get", "table_head", "table_rows"]

_NO_TYPE = 'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n'


def get(session: Session) -> None:
    """Print what is asked for; what is not found comes last, on standard error."""
    if session.flags("raw"):
        from .raw import raw

        raw(session, "GET")
        return
    form = session.flags("output") or ""
    if not is_table(form):
        split_form(form)
    errors: list[Exception] = []
    if session.flags("filename"):
        wanted = [Wanted(one.kind, one.name) for one in manifests(session, errors)]
    elif session.args:
        wanted = requested(session, session.args)
    else:
        session.note(_NO_TYPE)
        raise help_error(
            "kubectl get",
            'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed '
            "description of that resource (e.g. kubectl explain pods).",
        )
    if (
        session.flags("all-namespaces")
        and any(want.name for want in wanted)
        and any(want.kind.namespaced for want in wanted)
    ):
        raise Failure("a resource cannot be retrieved by name across all namespaces")
    mark = len(session.api.server.storage.log)
    found, missing = collect(session, wanted)
    errors += missing
    if session.flags("sort-by"):
        found = _sorted(session, found)
    if is_table(form):
        _tables(session, wanted, found, errors)
    else:
        _formatted(session, form, wanted, found)
    if session.flags("watch") or session.flags("watch-only"):
        from .watching import follow

        follow(session, wanted, mark, form)
    if errors:
        raise Failures(errors)


def _formatted(session: Session, form: str, wanted: list[Wanted], found: list[Found]) -> None:
    single = len(wanted) == 1 and wanted[0].name is not None
    if single and not found:
        return
    if single:
        session.out.append(formatted(session, form, found[0].kind, found[0].obj))
    elif form == "name":
        session.out += [formatted(session, form, one.kind, one.obj) for one in found]
    elif found or all(want.name is None for want in wanted):
        session.out.append(formatted(session, form, None, listed([one.obj for one in found])))


def _tables(session: Session, wanted: list[Wanted], found: list[Found], errors: list[Exception]) -> None:
    named = len({want.kind.key for want in wanted}) > 1 or bool(session.flags("show-kind"))
    groups: list[tuple[Kind, list[Object]]] = []
    for kind, obj in found:
        if groups and groups[-1][0] is kind:
            groups[-1][1].append(obj)
        else:
            groups.append((kind, [obj]))
    if not groups:
        _nothing(session, wanted, errors)
    for number, (kind, objects) in enumerate(groups):
        if number:
            session.out.append("\n")
        session.out.append(kind_table(session, kind, objects, named))


def _nothing(session: Session, wanted: list[Wanted], errors: list[Exception]) -> None:
    flags = session.flags
    if errors or flags("ignore-not-found") or flags("watch") or flags("watch-only"):
        return
    if flags("all-namespaces") or not all(want.kind.namespaced for want in wanted):
        session.note("No resources found")
    else:
        session.note(f"No resources found in {session.namespace} namespace.")


def kind_table(session: Session, kind: Kind, objects: list[Object], named: bool) -> str:
    """The table of some objects of one kind. `named`: names with their kind before them."""
    rows = [] if session.flags("no-headers") else [table_head(session, kind)]
    return table([*rows, *table_rows(session, kind, objects, named)])


def table_head(session: Session, kind: Kind) -> list[str]:
    """The names of the columns that the flags ask for."""
    flags = session.flags
    wide = flags("output") == "wide"
    head = [column.name for column in tables.columns(kind) if wide or not column.wide]
    space = ["NAMESPACE"] if flags("all-namespaces") and kind.namespaced else []
    labels = [_label_head(label) for label in flags("label-columns") or ()]
    return [*space, *head, *labels, *(["LABELS"] if flags("show-labels") else [])]


def table_rows(session: Session, kind: Kind, objects: list[Object], named: bool) -> list[list[str]]:
    """One list of cells an object."""
    flags, columns = session.flags, tables.columns(kind)
    wide = flags("output") == "wide"
    keep = [number for number, column in enumerate(columns) if wide or not column.wide]
    at = next((number for number, column in enumerate(columns) if column.name == "NAME"), 0)
    spaced, labels = bool(flags("all-namespaces")) and kind.namespaced, flags("label-columns") or ()
    show, now, prefix = bool(flags("show-labels")), session.now, f"{title(kind)}/" if named else ""
    rows = []
    for obj in objects:
        cells = tables.row(kind, obj, now)
        if prefix:
            cells[at] = prefix + cells[at]
        picked = [_one_line(cells[number]) for number in keep]
        rows.append(_framed(obj, picked, spaced, labels, show))
    return rows


def _one_line(cell: str) -> str:
    return cell if "\n" not in cell else cell.split("\n", 1)[0] + "..."


def _framed(obj: Object, cells: list[str], spaced: bool, labels: list[str] | tuple[()], show: bool) -> list[str]:
    if not (spaced or labels or show):
        return cells
    meta = obj["metadata"]
    have = meta.get("labels") or {}
    extra = [have.get(label, "") for label in labels]
    if show:
        extra.append(",".join(f"{key}={have[key]}" for key in sorted(have)) or "<none>")
    return [*([meta.get("namespace", "")] if spaced else []), *cells, *extra]


def _label_head(label: str) -> str:
    return label.rpartition("/")[2].upper()


_DIGITS = re.compile(r"([0-9]+)")


def _natural(value: object) -> tuple[int, object]:
    """An order over what a path may find: nothing, then numbers, then text as people sort it."""
    if value is None:
        return (0, 0)
    if isinstance(value, (int, float)):
        return (1, value)
    return (2, [(part.isdigit(), int(part) if part.isdigit() else part) for part in _DIGITS.split(str(value))])


def _sorted(session: Session, found: list[Found]) -> list[Found]:
    text = session.flags("sort-by")
    try:
        path = Template(relaxed(text))
    except ValueError as error:
        raise Failure(f"couldn't parse --sort-by expression: {error}") from None
    values = [(path.find(one.obj) or [None])[0] for one in found]
    if found and all(value is None for value in values):
        raise Failure(f"couldn't find any field with path {go_path(text)} in the list of objects")
    return [
        found[number] for number in sorted(range(len(found)), key=lambda n: (found[n].kind.key, _natural(values[n])))
    ]


def go_path(text: str) -> str:
    """The path in quotes, as the message has it."""
    return f'"{relaxed(text)}"'
