"""How the VolumeAttachment of a disk on a machine is called: who attaches and who mounts must agree on it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

__all__ = ["attachment_name"]


def attachment_name(source: dict[str, Any], node: str) -> str:
    """For `spec.csi` of a PersistentVolume and a node. Upstream: pkg/volume/csi/csi_attacher.go (getAttachmentName)."""
    text = f"{source.get('volumeHandle', '')}{source.get('driver', '')}{node}"
    return f"csi-{sha256(text.encode()).hexdigest()}"
