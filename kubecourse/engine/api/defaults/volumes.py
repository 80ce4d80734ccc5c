"""Defaults of the volumes of a pod, and of the sources a PersistentVolume shares with them.

Upstream: pkg/apis/core/v1/defaults.go. Next: `pods.py`.
"""

from __future__ import annotations

from typing import Any

from .quantities import one, resources

__all__ = ["claim_spec", "field_ref", "pull_policy", "volume", "volume_source"]

_MODE = 0o644
_TOKEN_SECONDS = 3600

#: sources whose whole default is a few constants
_CONSTANTS: dict[str, dict[str, Any]] = {
    "secret": {"defaultMode": _MODE},
    "configMap": {"defaultMode": _MODE},
    "hostPath": {"type": ""},
    "iscsi": {"iscsiInterface": "default"},
    "rbd": {"pool": "rbd", "user": "admin", "keyring": "/etc/ceph/keyring"},
    "azureDisk": {"cachingMode": "ReadWrite", "kind": "Shared", "fsType": "ext4", "readOnly": False},
    "scaleIO": {"storageMode": "ThinProvisioned", "fsType": "xfs"},
}


def volume(volume: dict[str, Any]) -> None:
    """One entry of `spec.volumes`; without a source it is an emptyDir."""
    if len(volume) == 1 and "name" in volume:
        volume["emptyDir"] = {}
        return
    for source, body in volume.items():
        if type(body) is dict:
            _pod_source(source, body)


def _pod_source(source: str, body: dict[str, Any]) -> None:
    if source == "emptyDir":
        one(body, "sizeLimit")
    elif source == "projected":
        body.setdefault("defaultMode", _MODE)
        for part in body.get("sources") or ():
            _projection(part)
    elif source == "downwardAPI":
        body.setdefault("defaultMode", _MODE)
        _items(body)
    elif source == "ephemeral":
        template = body.get("volumeClaimTemplate")
        if template is not None:
            template.setdefault("metadata", {})
            claim_spec(template.setdefault("spec", {}))
    elif source == "image":
        body.setdefault("pullPolicy", pull_policy(body.get("reference", "")))
    else:
        volume_source(source, body)


def volume_source(source: str, body: dict[str, Any]) -> None:
    """A source that is the same in pods and in PersistentVolumes."""
    constants = _CONSTANTS.get(source)
    if constants:
        for field, value in constants.items():
            body.setdefault(field, value)


def _projection(part: dict[str, Any]) -> None:
    token = part.get("serviceAccountToken")
    if token is not None:
        token.setdefault("expirationSeconds", _TOKEN_SECONDS)
    if part.get("downwardAPI"):
        _items(part["downwardAPI"])


def _items(body: dict[str, Any]) -> None:
    for item in body.get("items") or ():
        field_ref(item)


def field_ref(holder: dict[str, Any]) -> None:
    """`fieldRef` and `resourceFieldRef` of an environment variable or of a downwardAPI file."""
    reference = holder.get("fieldRef")
    if reference is not None:
        reference.setdefault("apiVersion", "v1")
    reference = holder.get("resourceFieldRef")
    if reference is not None:
        reference.setdefault("divisor", "0")
        one(reference, "divisor")


def claim_spec(spec: dict[str, Any]) -> None:
    """The spec of a PersistentVolumeClaim, wherever it is found."""
    spec.setdefault("volumeMode", "Filesystem")
    resources(spec.setdefault("resources", {}))


def pull_policy(image: str) -> str:
    """Always for `:latest` and for no tag at all, unless a digest says exactly which image."""
    name, at, _ = image.partition("@")
    tag = name.rpartition("/")[2].partition(":")[2]
    if tag == "latest" or (image and not tag and not at):
        return "Always"
    return "IfNotPresent"
