"""Modes and links of files, as `ls -l` shows them: what the kubelet makes for volumes, and what a process makes.

A volume made from objects holds symbolic links into `..data`, which the kubelet exchanges as a whole. Upstream:
`pkg/volume/util/atomic_writer.go`, `pkg/volume/{emptydir,configmap,secret,projected}`, `pkg/volume/util/subpath`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.work import Object

if TYPE_CHECKING:
    from .container import Container

__all__ = ["describe", "executable"]

_MADE = ("configMap", "secret", "downwardAPI", "projected")
_OPEN, _CLOSED = "drwxrwxrwx", "drwxr-xr-x"


def describe(
    host: Container, path: str, mount: Object | None, volume: Object | None, inner: str
) -> tuple[str, int, str]:
    """(mode, links, target) of a path; `inner` is the path inside the volume."""
    folder = host.listdir(path) is not None
    if mount is None or volume is None:
        return _own(path, folder)
    root = inner == (mount.get("subPath") or "").strip("/")
    if any(kind in volume for kind in _MADE) and not mount.get("subPath"):
        return _made(volume, inner, folder)
    if root and "emptyDir" in volume:
        # a subPath that is not there is made with the mode of the volume
        return (_OPEN if folder else "-rw-r--r--"), (2 if folder else 1), ""
    return _own("", folder)


def _own(path: str, folder: bool) -> tuple[str, int, str]:
    if not folder:
        return "-rw-r--r--", 1, ""
    return ("drwxrwxrwt" if path in ("/tmp", "/var/tmp", "/dev/shm") else _CLOSED), 2, ""


def _made(volume: Object, inner: str, folder: bool) -> tuple[str, int, str]:
    if not inner:
        # those with secrets in them are kept in memory
        return ("drwxrwxrwt" if "configMap" not in volume and "downwardAPI" not in volume else _OPEN), 3, ""
    if "/" not in inner:
        return "lrwxrwxrwx", 1, f"..data/{inner}"
    return (_CLOSED if folder else _mode(volume)), (2 if folder else 1), ""


def executable(volume: Object | None, inner: str) -> bool:
    """May a file be run? What processes write is taken to be; what the kubelet makes has the mode that the volume says."""
    if volume is None or not any(kind in volume for kind in _MADE):
        return True
    source = next(volume[kind] for kind in _MADE if kind in volume)
    items = [
        *(source.get("items") or ()),
        *(i for s in source.get("sources") or () for k in s for i in s[k].get("items") or ()),
    ]
    own = next((item["mode"] for item in items if item.get("path") == inner and item.get("mode") is not None), None)
    return bool((source.get("defaultMode", 0o644) if own is None else own) & 0o111)


def _mode(volume: Object) -> str:
    source = next(volume[kind] for kind in _MADE if kind in volume)
    bits = int(source.get("defaultMode", 0o644))
    return "-" + "".join(letter if bits >> 8 - place & 1 else "-" for place, letter in enumerate("rwxrwxrwx"))
