"""DefaultStorageClass and DefaultIngressClass: what a claim or an Ingress gets that names no class.

Of several classes marked as default the newest wins, then the first by name.
Upstream: plugin/pkg/admission/{storage/storageclass/setdefault,network/defaultingressclass}/admission.go.
"""

from __future__ import annotations

from typing import Any

from .request import Plugin, Request

__all__ = ["INGRESS", "STORAGE", "default_class"]

Object = dict[str, Any]
_STORAGE = ("storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class")
_INGRESS = ("ingressclass.kubernetes.io/is-default-class",)
_OLD_STORAGE, _OLD_INGRESS = "volume.beta.kubernetes.io/storage-class", "kubernetes.io/ingress.class"


def default_class(api: Any, kind: str) -> Object | None:
    """The default StorageClass or IngressClass, if there is one."""
    marks = _STORAGE if kind == "StorageClass" else _INGRESS
    best: Object | None = None
    for candidate in api.list(kind):
        annotations = candidate["metadata"].get("annotations") or {}
        if not any(annotations.get(mark) == "true" for mark in marks):
            continue
        # listed by name, so that only a newer one takes the place
        if best is None or _created(candidate) > _created(best):
            best = candidate
    return best


def _created(obj: Object) -> str:
    return str(obj["metadata"].get("creationTimestamp") or "")


def _claim(request: Request) -> None:
    claim = request.obj
    if claim is None or request.subresource or _OLD_STORAGE in (claim["metadata"].get("annotations") or {}):
        return
    if claim["spec"].get("storageClassName") is None:
        found = default_class(request.api, "StorageClass")
        if found is not None:
            claim["spec"]["storageClassName"] = found["metadata"]["name"]


def _ingress(request: Request) -> None:
    ingress = request.obj
    if ingress is None or request.subresource or _OLD_INGRESS in (ingress["metadata"].get("annotations") or {}):
        return
    if ingress["spec"].get("ingressClassName") is None:
        found = default_class(request.api, "IngressClass")
        if found is not None:
            ingress["spec"]["ingressClassName"] = found["metadata"]["name"]


STORAGE = Plugin("DefaultStorageClass", ("CREATE",), ("PersistentVolumeClaim",), _claim)
INGRESS = Plugin("DefaultIngressClass", ("CREATE",), ("Ingress",), _ingress)
