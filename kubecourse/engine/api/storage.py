"""Objects, resourceVersions and the log of every change.

What is stored is never changed afterwards: a write puts a new object in place of the old one, sharing
all that is equal. So readers need no copies, the log is the history, and a checkpoint is a shallow
copy of the tables. Next: `server.py`, the only writer.
"""

from __future__ import annotations

from typing import Any

from ..core.trace import Change
from ..core.work import Object, name_key

__all__ = ["Storage"]

ADDED, MODIFIED, DELETED = "ADDED", "MODIFIED", "DELETED"

_Index = dict[Any, dict[str, None]]
_NO_LABELS: dict[str, str] = {}
#: makes a Change of all its fields, in half the time of a call of the class
_CHANGE = tuple.__new__


class Storage:
    """Tables `kind -> key -> object`, their indexes, and the log."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[str, Object]] = {}
        self.revision = 0
        #: objects there are, events left out
        self._count = 0
        self.log: list[Change] = []
        self._owned: dict[str, dict[tuple[str, str], None]] = {}
        self._on_node: _Index = {}
        self._labelled: _Index = {}
        self._claims: _Index = {}
        #: lists that were asked for, until an object of the kind changes
        self._lists: dict[str, dict[str, list[Object]]] = {}

    # -- reading ---------------------------------------------------------------------------------

    def find(self, kind: str, key: str) -> Object | None:
        """The object, or None."""
        table = self.tables.get(kind)
        return table.get(key) if table else None

    def all(self, kind: str, namespace: str | None = None) -> list[Object]:
        """Objects of a kind in the order etcd lists them: by namespace, then name."""
        table = self.tables.get(kind)
        if not table:
            return []
        known = self._lists.setdefault(kind, {})
        found = known.get(namespace or "")
        if found is None:
            prefix = f"{namespace}/" if namespace else ""
            found = known[namespace or ""] = [table[key] for key in sorted(table) if key.startswith(prefix)]
        return found.copy()

    def count(self) -> int:
        """How many objects there are, events left out."""
        return self._count

    def owned(self, uid: str, kind: str | None = None) -> list[Object]:
        """Objects that have an ownerReference to `uid`, in the order in which they got it."""
        entries = self._owned.get(uid)
        if not entries:
            return []
        tables = self.tables
        return [tables[k][key] for k, key in entries if kind is None or k == kind]

    def pods_on(self, node: str) -> list[Object]:
        """Pods whose spec.nodeName is `node`."""
        pods = self.tables.get("Pod", {})
        return [pods[key] for key in self._on_node.get(node, ())]

    def claim_users(self, namespace: str, claim: str) -> list[Object]:
        """Pods that mount the claim."""
        pods = self.tables.get("Pod", {})
        return [pods[key] for key in self._claims.get((namespace, claim), ())]

    def pods_labelled(self, namespace: str, pairs: tuple[tuple[str, str], ...]) -> list[Object]:
        """Pods of the namespace that carry the rarest of the pairs: candidates, still to be matched."""
        pods = self.tables.get("Pod", {})
        postings = [self._labelled.get((namespace, *pair), {}) for pair in pairs]
        return [pods[key] for key in min(postings, key=len)]

    def changes_after(self, last: Change | None) -> list[Change] | None:
        """The changes since `last`; None if it is not in the log (any more), so that whoever asks must begin anew."""
        if last is None or not self.log:
            return None
        at = last.revision - self.log[0].revision
        return self.log[at + 1 :] if 0 <= at < len(self.log) and self.log[at] is last else None

    # -- writing ---------------------------------------------------------------------------------

    def put(self, kind: str, obj: Object, time: int, who: str, because: int, how: Object | None = None) -> Object:
        """Store `obj` with a new resourceVersion; returns what was stored. `how`: see `managed/ledger.py`."""
        self.revision += 1
        stored = {**obj, "metadata": {**obj["metadata"], "resourceVersion": str(self.revision)}}
        key = name_key(stored)
        table = self.tables.setdefault(kind, {})
        old = table.get(key)
        table[key] = stored
        self._lists.pop(kind, None)
        self._reindex(kind, key, old, stored)
        verb = ADDED if old is None else MODIFIED
        self._count += old is None and kind != "Event"
        self.log.append(_CHANGE(Change, (self.revision, time, who, verb, kind, key, old, stored, because, how)))
        return stored

    def remove(self, kind: str, key: str, time: int, who: str, because: int) -> Object:
        """Take the object out; returns its last state."""
        self.revision += 1
        old = self.tables[kind].pop(key)
        self._count -= kind != "Event"
        self._lists.pop(kind, None)
        self._reindex(kind, key, old, None)
        self.log.append(_CHANGE(Change, (self.revision, time, who, DELETED, kind, key, old, None, because, None)))
        return old

    # -- checkpoints -----------------------------------------------------------------------------

    def dump(self) -> tuple[int, int, dict[str, dict[str, Object]]]:
        """(revision, length of the log, tables): shallow, since objects never change."""
        return self.revision, len(self.log), {kind: dict(table) for kind, table in self.tables.items()}

    def load(self, data: tuple[int, int, dict[str, dict[str, Object]]], log: list[Change]) -> None:
        """Become what `dump` described; `log` holds at least the changes up to then."""
        self.revision, length, tables = data
        self.log = log[:length]
        self.tables = {kind: dict(table) for kind, table in tables.items()}
        self._count = sum(len(table) for kind, table in tables.items() if kind != "Event")
        self._owned, self._on_node, self._labelled, self._claims, self._lists = {}, {}, {}, {}, {}
        self._rebuild()

    def _rebuild(self) -> None:
        """Live the log again, for the indexes only, so that each lists in the order in which the kept one did."""
        logged = {(change.kind, change.key) for change in self.log}
        for kind, table in self.tables.items():
            for key, obj in table.items():
                if (kind, key) not in logged:
                    self._reindex(kind, key, None, obj)
        begun: set[tuple[str, str]] = set()
        for change in self.log:
            kind, key = change.kind, change.key
            if kind == "Event":
                continue
            if change.old is not None and (kind, key) not in begun:
                self._reindex(kind, key, None, change.old)
            begun.add((kind, key))
            self._reindex(kind, key, change.old, change.new)

    # -- indexes ---------------------------------------------------------------------------------

    def _reindex(self, kind: str, key: str, old: Object | None, new: Object | None) -> None:
        before = old["metadata"].get("ownerReferences") if old else None
        after = new["metadata"].get("ownerReferences") if new else None
        if before is not after and before != after:
            for owner in before or ():
                self._owned.get(owner["uid"], {}).pop((kind, key), None)
            for owner in after or ():
                self._owned.setdefault(owner["uid"], {})[(kind, key)] = None
        if kind == "Pod":
            self._reindex_pod(key, old, new)

    def _reindex_pod(self, key: str, old: Object | None, new: Object | None) -> None:
        spec_before = old["spec"] if old else None
        spec_after = new["spec"] if new else None
        if spec_before is not spec_after:
            _move(self._on_node, key, spec_before and _node(spec_before), spec_after and _node(spec_after))
            _move(self._claims, key, spec_before and _claims(key, old), spec_after and _claims(key, new))
        before = old["metadata"].get("labels", _NO_LABELS) if old else _NO_LABELS
        after = new["metadata"].get("labels", _NO_LABELS) if new else _NO_LABELS
        if before is not after and before != after:
            namespace = key.partition("/")[0]
            _move(
                self._labelled, key, [(namespace, *p) for p in before.items()], [(namespace, *p) for p in after.items()]
            )


def _node(spec: Object) -> list[str]:
    return [spec["nodeName"]] if spec.get("nodeName") else []


def _claims(key: str, pod: Object | None) -> list[tuple[str, str]]:
    found = []
    namespace, _, name = key.partition("/")
    for volume in pod["spec"].get("volumes") or () if pod else ():
        if "persistentVolumeClaim" in volume:
            found.append((namespace, volume["persistentVolumeClaim"]["claimName"]))
        elif "ephemeral" in volume:
            found.append((namespace, f"{name}-{volume['name']}"))
    return found


def _move(index: _Index, key: str, before: Any, after: Any) -> None:
    """Take `key` out of the entries `before` and put it into `after`; equal entries keep their place."""
    if before == after:
        return
    for entry in before or ():
        if entry not in (after or ()):
            posting = index.get(entry)
            if posting is not None:
                posting.pop(key, None)
                if not posting:
                    del index[entry]
    for entry in after or ():
        index.setdefault(entry, {})[key] = None
