"""A cluster that outlives its process: each thing done is in a file before anybody is told that it was done.

Between two things that people do a cluster is a pure function of its state, so its file holds a state and the journal since:
opened again, the journal is lived again, to the same step. At the end of each turn the keeper stages what is new in the
journal. Without a server it is committed there and then; a server commits once for all that wait (`held`). When the
journal has grown long against the state, a newer state takes its place, written beside the work. Next: `face.py`.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from .core.datafile import DataFile, create, entry_of, entry_text
from .core.history import Entry, History

if TYPE_CHECKING:
    from .cluster import Cluster

__all__ = ["Keeper", "keep", "revive"]

#: a newer state is written after so many steps of the runner, or a third of the changes there are, whichever is more
_STEPS = 4_000
#: and at the latest after so many entries
_ENTRIES = 2_000
#: of longer lives only the end is kept in the file: changes, entries of the journal
_MOST_CHANGES, _MOST_ENTRIES = 60_000, 20_000

#: real path -> who keeps a cluster there, in this process
_KEEPERS: dict[str, Keeper] = {}


class Keeper:
    """Keeps one cluster in one file. `commit` and `close` may be called in any thread."""

    def __init__(self, cluster: Any, file: DataFile, number: int, journal: list[Entry]) -> None:
        self._cluster, self._file = cluster, file
        self._stored = list(journal)
        #: number in the file of the journal's first entry
        self._offset = number - len(journal)
        self._revision = cluster._storage.revision
        self._staged: list[tuple[int, list[tuple[int, str]]]] = []
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._reached = (cluster._runner.steps, cluster._clock.now)
        #: (step, entry) at which the state in the file was taken
        self._since = (cluster._runner.steps, len(journal))
        self._renewal: threading.Thread | None = None
        #: the thread whose turns somebody else commits, several at once; 0: none
        self.held = 0
        self.closed = False
        cluster.turns.after.append(self._noted)

    @property
    def path(self) -> str:
        """The file."""
        return self._file.path

    @property
    def waiting(self) -> bool:
        """Is something done and not yet in the file?"""
        return bool(self._staged)

    # -- at the end of each turn ---------------------------------------------------------------------

    def _noted(self) -> None:
        cluster, stored, reached = self._cluster, self._stored, self._reached
        journal, revision = cluster._history.journal, cluster._storage.revision
        self._reached = (cluster._runner.steps, cluster._clock.now)
        if self._reached < reached:  # somebody rewound it, to between two entries perhaps
            self._renew_now()
            return
        if len(journal) == len(stored) and (not journal or journal[-1] is stored[-1]):
            return
        if revision == self._revision and _only_time(stored, journal):
            return  # time passed and nothing came of it
        same = min(len(stored), len(journal))
        while same and journal[same - 1] is not stored[same - 1]:
            same -= 1
        rows = [(self._offset + at, entry_text(journal[at])) for at in range(same, len(journal))]
        with self._lock:
            self._staged.append((self._offset + same, rows))
        self._revision, stored[same:] = revision, journal[same:]
        if same < self._since[1]:  # it went back to before the state that is in the file
            self._renew_now()
        elif self.held != threading.get_ident():
            self.commit()
            self._renew_if_long()

    def commit(self) -> None:
        """Write all that is staged in one transaction. Raises OSError if it cannot be written; it stays staged."""
        with self._writing:
            with self._lock:
                taken = len(self._staged)
                staged = self._staged[:taken]
            if not staged:
                return
            cut, rows = _merged(staged)
            self._file.commit(cut, rows)
            with self._lock:
                del self._staged[:taken]

    # -- a newer state -------------------------------------------------------------------------------

    def _renew_if_long(self) -> None:
        """Call inside a turn."""
        cluster = self._cluster
        steps, entries = cluster._runner.steps - self._since[0], len(self._stored) - self._since[1]
        if self._renewal is not None and self._renewal.is_alive():
            return
        if steps > max(_STEPS, len(cluster._storage.log) // 3) or entries > _ENTRIES:
            number, data, rows = self._state()
            with self._lock:
                self._staged.append((number, rows))
            self._renewal = threading.Thread(target=self._renew, args=(number, data), daemon=True)
            self._renewal.start()

    def tidy(self) -> None:
        """Renew the state if the journal has grown long: for whoever holds the commits, after each."""
        with self._cluster.turns:
            self._renew_if_long()

    def _renew(self, number: int, data: dict[str, Any]) -> None:
        try:
            self._file.renew(number, data)
        except OSError:
            self._since = (0, self._since[1])  # the journal has it all; it is tried again

    def _renew_now(self) -> None:
        if self._renewal is not None:
            self._renewal.join()
        self._revision = self._cluster._storage.revision
        number, data, rows = self._state()
        with self._writing, self._lock:
            self._file.renew(number, data, rows)
            self._staged.clear()  # the state holds what was staged

    def _state(self) -> tuple[int, dict[str, Any], list[tuple[int, str]]]:
        """(number of the next entry, the cluster as it is, the entries after it): shallow, since objects never change.

        A "pass" at the end is left to the journal, as it may still grow.
        """
        data = state_of(self._cluster)
        journal = self._cluster._history.journal
        length = len(journal) - (1 if journal and journal[-1].verb == "pass" else 0)
        del data["journal"][length:]
        self._since = (self._cluster._runner.steps, length)
        self._stored = list(journal)
        rows = [(self._offset + at, entry_text(journal[at])) for at in range(length, len(journal))]
        return self._offset + length, data, rows

    def close(self) -> None:
        """Write the state as it is now and let the file go; what is done later is kept nowhere. Raises OSError."""
        if self.closed:
            return
        with self._cluster.turns:
            self.closed = True
            self._cluster.turns.after.remove(self._noted)
            _KEEPERS.pop(os.path.realpath(self.path), None)
            try:
                self._noted()
                self.commit()
                if self._cluster._runner.steps != self._since[0] or self.waiting or len(self._stored) > self._since[1]:
                    self._renew_now()
            finally:
                self._file.close()


def _only_time(stored: list[Entry], journal: list[Entry]) -> bool:
    """Does the journal differ from what is stored in how far time went at its end, and in nothing else?"""
    more = len(journal) - len(stored)
    if more not in (0, 1) or not journal or journal[-1].verb != "pass":
        return False
    if more:
        return not stored or journal[-2] is stored[-1]
    return stored[-1].verb == "pass" and (len(journal) < 2 or journal[-2] is stored[-2])


def _merged(staged: list[tuple[int, list[tuple[int, str]]]]) -> tuple[int, list[tuple[int, str]]]:
    """Several changes of the journal's end as one."""
    first = min(cut for cut, _ in staged)
    rows: dict[int, str] = {}
    for cut, new in staged:
        rows = {number: text for number, text in rows.items() if number < cut}
        rows.update(new)
    return first, list(rows.items())


def state_of(cluster: Any) -> dict[str, Any]:
    """A cluster as `savefile` writes it; of a very long life only the end."""
    data: dict[str, Any] = cluster._saved()
    log = data["log"] = list(data["log"])
    if len(data["journal"]) <= _MOST_ENTRIES and len(log) <= _MOST_CHANGES:
        return data
    cut = max(0, len(log) - _MOST_CHANGES // 2)
    revision, length, tables = data["state"]["storage"]
    runner = {**data["state"]["runner"], "seen": max(0, data["state"]["runner"]["seen"] - cut)}
    state = {**data["state"], "storage": (revision, length - cut, tables), "runner": runner}
    return {**data, "state": state, "journal": [], "log": log[cut:], "late": True}


def keep(cluster: Any, path: str, replace: bool = False) -> Keeper:
    """Keep a cluster in a new file from now on; `replace` what is there. Raises FileExistsError, OSError."""
    if not replace and os.path.exists(path) and os.path.getsize(path):
        raise FileExistsError(f"{path} is there already: Cluster.open goes on with what is in it")
    with cluster.turns:
        create(path, state_of(cluster))
        return _kept(cluster, DataFile(path), list(cluster._history.journal), 0)


def _kept(cluster: Any, file: DataFile, journal: list[Entry], number: int) -> Keeper:
    keeper = Keeper(cluster, file, number, journal)
    _KEEPERS[os.path.realpath(file.path)] = keeper
    return keeper


def revive(cls: type[Cluster], path: str) -> tuple[Any, Keeper]:
    """The cluster that is kept in a file, as it was when the last write was acknowledged, and kept there again.

    Another cluster of this process that is kept there is let go. Raises ValueError, OSError.
    """
    former = _KEEPERS.get(os.path.realpath(path))
    if former is not None:
        former.close()
    file = DataFile(path)
    try:
        number, data, rows = file.read()
        cluster = cls._opened(data)
        if data.get("late"):  # its history begins here
            cluster._history = History()
            cluster._history.checkpoint(cluster._runner.steps, cluster._clock.now, cluster._dump)
        length = len(cluster._history.journal)
        entries = [Entry(*entry_of(text)) for _, text in rows]
        _live_again(cluster, entries)
        keeper = _kept(cluster, file, cluster._history.journal[:length], number)
    except BaseException:
        file.close()
        raise
    keeper._stored.extend(entries)
    return cluster, keeper


def _live_again(cluster: Any, entries: list[Entry]) -> None:
    journal, runner = cluster._history.journal, cluster._runner
    cluster._acting += 1
    try:
        for entry in entries:
            with suppress(Exception):  # what failed then fails again
                cluster._replay(entry)
            if runner.steps < entry.steps and entry.verb != "pass":
                # another version of kubecourse had more to do: what people did is not to be lost for that
                with suppress(Exception):
                    cluster._replay(entry._replace(steps=runner.steps))
    finally:
        cluster._acting -= 1
    journal.extend(entries)
