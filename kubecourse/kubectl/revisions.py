"""The revisions of a workload: ReplicaSets of a Deployment, ControllerRevisions of the other two.

Upstream: `kubectl/pkg/polymorphichelpers/{history,rollback}.go`. Next: `cmd_rollout.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from ..engine.core import patches
from ..engine.core.work import Object
from .session import Session

__all__ = ["Revision", "revisions", "template_of"]

_REVISION = "deployment.kubernetes.io/revision"
_CAUSE = "kubernetes.io/change-cause"


class Revision(NamedTuple):
    """A number, why it came about, and the object that keeps it."""

    number: int
    cause: str
    keeper: Object


def revisions(session: Session, obj: Object) -> list[Revision]:
    """All revisions that are kept, oldest first."""
    kind = "ReplicaSet" if obj["kind"] == "Deployment" else "ControllerRevision"
    found = []
    for keeper in session.api.owned(obj["metadata"]["uid"], kind):
        notes = keeper["metadata"].get("annotations") or {}
        number = int(notes.get(_REVISION) or 0) if kind == "ReplicaSet" else keeper.get("revision", 0)
        if number:
            found.append(Revision(number, notes.get(_CAUSE) or "", keeper))
    return sorted(found, key=lambda revision: revision.number)


def template_of(obj: Object, revision: Revision) -> Object:
    """The pod template that a revision keeps."""
    keeper = revision.keeper
    if keeper["kind"] == "ReplicaSet":
        found: Object = keeper["spec"]["template"]
        return found
    patch = keeper["data"]["spec"]["template"]
    body = {key: value for key, value in patch.items() if key != "$patch"}
    if patch.get("$patch") == "replace":
        return body
    merged: Object = patches.merge_patch(obj["spec"]["template"], body)
    return merged
