"""The revisions of a StatefulSet's template, kept as ControllerRevisions.

Promises: an equal template finds its old revision again (which then gets the highest number), history beyond
revisionHistoryLimit that no pod uses goes, oldest first.
Upstream: pkg/controller/statefulset/stateful_set_control.go (getStatefulSetRevisions, truncateHistory),
pkg/controller/history.
Next: `statefulset_pods.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..core.names import revision_hash
from ..core.work import Object
from . import pods

__all__ = ["REVISION", "ordered", "revisions", "snapshot", "template_of", "truncate"]

#: label of a pod: the name of its revision
REVISION = "controller-revision-hash"
HASH = "controller.kubernetes.io/hash"


def snapshot(template: Object) -> Object:
    """What a revision stores: a patch that puts the template back."""
    return {"spec": {"template": {**template, "$patch": "replace"}}}


def template_of(revision: Object) -> Object:
    """The template that a revision stores."""
    return {field: value for field, value in revision["data"]["spec"]["template"].items() if field != "$patch"}


def ordered(found: list[Object]) -> list[Object]:
    """By revision number, then age, then name."""
    return sorted(found, key=lambda r: (r["revision"], r["metadata"]["creationTimestamp"], r["metadata"]["name"]))


def revisions(api: Any, owner: Object) -> tuple[Object, Object, int, list[Object]]:
    """(current revision, update revision, collision count, all that existed before, oldest first)."""
    known = ordered(api.owned(owner["metadata"]["uid"], "ControllerRevision"))
    status = owner.get("status") or {}
    data = snapshot(owner["spec"]["template"])
    number = known[-1]["revision"] + 1 if known else 1
    equal = [r for r in known if r["data"] == data]
    collisions = status.get("collisionCount") or 0
    if not equal:
        update, collisions = _create(api, owner, data, number, collisions)
    elif equal[-1] is known[-1]:
        update = known[-1]
    else:
        update = api.change(equal[-1], revision=number)
    current = [r for r in known if r["metadata"]["name"] == status.get("currentRevision")]
    return current[0] if current else update, update, collisions, known


def _create(api: Any, owner: Object, data: Object, number: int, collisions: int) -> tuple[Object, int]:
    """Store a new revision; a name that another template has taken leads to another hash."""
    meta = owner["metadata"]
    labels = (owner["spec"]["template"].get("metadata") or {}).get("labels") or {}
    while True:
        code = revision_hash(data, collisions)
        about: Object = {"name": f"{meta['name']}-{code}", "namespace": meta["namespace"]}
        about["labels"] = {**labels, HASH: code}
        if meta.get("annotations"):
            about["annotations"] = meta["annotations"]
        about["ownerReferences"] = [pods.controller_ref(owner)]
        wanted = {
            "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": about, "data": data, "revision": number,
        }  # fmt: skip
        try:
            return api.create(wanted), collisions
        except ApiError as error:
            taken = error.reason == "AlreadyExists" and api.find("ControllerRevision", about["name"], meta["namespace"])
            if not taken:
                raise
            if taken["data"] == data:
                return taken, collisions
            collisions += 1


def truncate(api: Any, owner: Object, mine: list[Object], known: list[Object], live: tuple[str, str]) -> None:
    """Delete revisions that neither pods nor the set use, beyond revisionHistoryLimit."""
    limit = owner["spec"].get("revisionHistoryLimit")
    used = {*live, *((pod["metadata"].get("labels") or {}).get(REVISION) for pod in mine)}
    unused = [r for r in known if r["metadata"]["name"] not in used]
    for revision in unused[: max(0, len(unused) - (10 if limit is None else limit))]:
        api.delete("ControllerRevision", revision["metadata"]["name"], revision["metadata"]["namespace"])
