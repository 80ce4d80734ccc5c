"""Jobs: the labels and the selector that make the pods of a job its own.

Upstream: pkg/registry/batch/job/strategy.go (generateSelector). A job with `manualSelector: true` is left alone.
"""

from __future__ import annotations

from ..admission.request import Request

__all__ = ["create_job"]

_UID = "batch.kubernetes.io/controller-uid"


def create_job(request: Request) -> None:
    """Label the template with the job's uid and name, and select by the uid. Needs metadata.uid and metadata.name."""
    obj = request.obj
    assert obj is not None
    spec, metadata = obj["spec"], obj["metadata"]
    if spec.get("manualSelector") is True:
        return
    uid, name = metadata.get("uid", ""), metadata.get("name", "")
    template = spec["template"].setdefault("metadata", {})
    own = {_UID: uid, "batch.kubernetes.io/job-name": name, "controller-uid": uid, "job-name": name}
    given = template.get("labels") or {}
    labels = {**own, **given}
    # a label of the template that says something else stays, and validation refuses it
    if metadata.get("labels") in (None, {}, given):
        metadata["labels"] = dict(labels)
    template["labels"] = labels
    selector = spec.get("selector") or {}
    spec["selector"] = {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), _UID: uid}}
