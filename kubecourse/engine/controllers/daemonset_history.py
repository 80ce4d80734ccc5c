"""The revisions of a DaemonSet's template.

Promises: one ControllerRevision a template, numbered anew when an old template comes back; history beyond
revisionHistoryLimit goes, oldest first, but never a revision that a pod still has.
Upstream: pkg/controller/daemon/update.go (constructHistory, cleanupHistory). Next: `daemonset_update.py`.
"""

from __future__ import annotations

from typing import Any

from ..api.errors import ApiError
from ..core.names import template_hash
from ..core.work import Object
from . import pods
from .statefulset_revisions import REVISION, ordered, snapshot

__all__ = ["GENERATION", "POD_GENERATION", "cleanup", "current", "hash_of", "updated"]

#: annotation of the set: how often its template changed; copied to the label of a pod
GENERATION, POD_GENERATION = "deprecated.daemonset.template.generation", "pod-template-generation"


def hash_of(revision: Object) -> str:
    """What the pods of a revision carry as their label."""
    return str(revision["metadata"]["labels"][REVISION])


def updated(owner: Object, pod: Object, code: str) -> bool:
    """Is the pod of the newest template?"""
    labels = pod["metadata"].get("labels") or {}
    generation = (owner["metadata"].get("annotations") or {}).get(GENERATION)
    return bool(labels.get(REVISION) == code or (generation is not None and labels.get(POD_GENERATION) == generation))


def current(api: Any, owner: Object) -> tuple[Object, list[Object]]:
    """(the revision of the template as it is now, all others)."""
    data = snapshot(owner["spec"]["template"])
    known = ordered(api.owned(owner["metadata"]["uid"], "ControllerRevision"))
    same = [r for r in known if r["data"] == data]
    old = [r for r in known if r["data"] != data]
    number = max((r["revision"] for r in old), default=0) + 1
    if not same:
        return _create(api, owner, data, number), old
    kept = same[-1]
    if kept["revision"] < number:
        kept = api.change(kept, revision=number)
    return kept, old


def _create(api: Any, owner: Object, data: Object, number: int) -> Object:
    meta, template = owner["metadata"], owner["spec"]["template"]
    code = template_hash(template, (owner.get("status") or {}).get("collisionCount"))
    labels = {**((template.get("metadata") or {}).get("labels") or {}), REVISION: code}
    about: Object = {"name": f"{meta['name']}-{code}", "namespace": meta["namespace"], "labels": labels}
    if meta.get("annotations"):
        about["annotations"] = meta["annotations"]
    about["ownerReferences"] = [pods.controller_ref(owner)]
    wanted = {
        "apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": about, "data": data, "revision": number,
    }  # fmt: skip
    try:
        made: Object = api.create(wanted)
    except ApiError as error:
        taken = error.reason == "AlreadyExists" and api.find("ControllerRevision", about["name"], meta["namespace"])
        if taken and taken["data"] == data:
            return dict(taken)
        if taken:
            status = owner.get("status") or {}
            api.set_status(owner, {**status, "collisionCount": (status.get("collisionCount") or 0) + 1})
        raise
    return made


def cleanup(api: Any, owner: Object, old: list[Object], mine: list[Object]) -> None:
    """Delete what the history limit does not allow."""
    limit = owner["spec"].get("revisionHistoryLimit")
    surplus = len(old) - (10 if limit is None else limit)
    if surplus <= 0:
        return
    live = {(pod["metadata"].get("labels") or {}).get(REVISION) for pod in mine}
    for revision in [r for r in old if hash_of(r) not in live][:surplus]:
        api.delete("ControllerRevision", revision["metadata"]["name"], revision["metadata"]["namespace"])
