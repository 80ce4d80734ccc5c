"""StorageObjectInUseProtection and PersistentVolumeClaimResize.

Upstream: plugin/pkg/admission/storage/{storageobjectinuseprotection,persistentvolume/resize}/admission.go.
"""

from __future__ import annotations

from typing import Any

from ...core import quantity
from .request import Plugin, Request, deny

__all__ = ["PROTECTION", "RESIZE"]

Object = dict[str, Any]
_FINALIZERS = {
    "PersistentVolume": "kubernetes.io/pv-protection",
    "PersistentVolumeClaim": "kubernetes.io/pvc-protection",
    "VolumeAttributesClass": "kubernetes.io/vac-protection",
}
_CANNOT = (
    "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize"
)


def _protect(request: Request) -> None:
    obj = request.obj
    if obj is None or request.subresource:
        return
    finalizer, present = _FINALIZERS[request.kind.key], obj["metadata"].get("finalizers") or []
    if finalizer not in present:
        obj["metadata"]["finalizers"] = [*present, finalizer]


def _resize(request: Request) -> None:
    obj, old = request.obj, request.old
    if obj is None or old is None or request.subresource or not _grows(obj, old):
        return
    if (old.get("status") or {}).get("phase") != "Bound":
        raise deny(request, "Only bound persistent volume claims can be expanded")
    name = _class_name(old)
    found = request.api.find("StorageClass", name) if name else None
    if _class_name(obj) != name or found is None or found.get("allowVolumeExpansion") is not True:
        raise deny(request, _CANNOT)


def _grows(obj: Object, old: Object) -> bool:
    return quantity.compare(_size(obj), _size(old)) > 0


def _size(claim: Object) -> Any:
    return ((claim["spec"].get("resources") or {}).get("requests") or {}).get("storage", "0")


def _class_name(claim: Object) -> str:
    annotations = claim["metadata"].get("annotations") or {}
    return annotations.get("volume.beta.kubernetes.io/storage-class") or claim["spec"].get("storageClassName") or ""


PROTECTION = Plugin("StorageObjectInUseProtection", ("CREATE",), tuple(_FINALIZERS), _protect)
RESIZE = Plugin("PersistentVolumeClaimResize", ("UPDATE",), ("PersistentVolumeClaim",), None, _resize)
