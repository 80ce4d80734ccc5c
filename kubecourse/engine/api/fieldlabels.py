"""Field selectors: by which fields the objects of a kind can be chosen, and what the server says of others.

Every kind has metadata.name (and metadata.namespace); a few have more, and only these. Upstream:
pkg/apis/*/v1/conversion.go (which names), pkg/registry/*/*/strategy.go (what they hold). Next: `paging.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ..core.fields import get
from ..core.selectors import FieldSelector, fields
from .errors import bad_request
from .kinds import BUILTIN, Kind

__all__ = ["LABELS", "compiled", "value"]

_INVOLVED = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")
#: kind -> what it can be chosen by, beside its name and namespace
LABELS: dict[str, tuple[str, ...]] = {
    "CertificateSigningRequest": ("spec.signerName",),
    "Event": (*(f"involvedObject.{field}" for field in _INVOLVED), "reason", "reportingComponent", "source", "type"),
    "Event.events.k8s.io": (*(f"regarding.{field}" for field in _INVOLVED), "reason", "reportingController", "type"),
    "Job": ("status.successful",),
    "Namespace": ("status.phase",),
    "Node": ("spec.unschedulable",),
    "Pod": ("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
            "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"),
    "ReplicaSet": ("status.replicas",),
    "ReplicationController": ("status.replicas",),
    "ResourceSlice": ("spec.nodeName", "spec.driver"),
    "Secret": ("type",),
    "Service": ("spec.clusterIP", "spec.type"),
}  # fmt: skip
#: fields that are found elsewhere than their name says
_PLACES = {"source": "source.component", "status.successful": "status.succeeded"}
#: what a field that is not there stands for
_ABSENT = {"spec.hostNetwork": False, "spec.unschedulable": False, "status.replicas": 0, "status.successful": 0}
_TAUGHT = frozenset(kind.key for kind in BUILTIN)


def value(obj: Mapping[str, Any], label: str) -> Any:
    """What `obj` has for a field label."""
    found = get(obj, _PLACES.get(label, label))
    return _ABSENT.get(label) if found is None else found


def compiled(kind: Kind, text: str) -> FieldSelector:
    """The selector that a text means for a kind. Raises ApiError BadRequest for a field the kind is not chosen by."""
    return _compiled(kind, tuple(getattr(kind, "selectable", ())), text)


@lru_cache(maxsize=1024)
def _compiled(kind: Kind, more: tuple[str, ...], text: str) -> FieldSelector:
    try:
        selector = fields(text)
    except ValueError as error:
        raise bad_request(str(error)) from None
    plain = ("metadata.name", "metadata.namespace") if kind.namespaced or kind.key in _TAUGHT else ("metadata.name",)
    for label, _, _ in selector.terms:
        if label not in (*plain, *LABELS.get(kind.key, ()), *more):
            raise bad_request(_refused(kind, label))
    return selector


def _refused(kind: Kind, label: str) -> str:
    if kind.key == "Job":
        return f'field label "{label}" not supported for batchv1.Job'
    if kind.key in LABELS or kind.key not in _TAUGHT:
        return f"field label not supported: {label}"
    return f'"{label}" is not a known field selector: only "metadata.name", "metadata.namespace"'
