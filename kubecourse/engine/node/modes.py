"""Modes and links of files, as `ls -l` shows them: what the kubelet makes for volumes, and what a process makes.

A volume made from objects holds symbolic links into `..data`, which the kubelet exchanges as a whole. Upstream:
`pkg/volume/util/atomic_writer.go`, `pkg/volume/{emptydir,configmap,secret,projected}`, `pkg/volume/util/subpath`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.work import Object

if TYPE_CHECKING:
    from .container import Container

__all__ = ["change", "describe", "executable", "filesystem", "owner"]

_MADE = ("configMap", "secret", "downwardAPI", "projected")
_OPEN, _CLOSED = "drwxrwxrwx", "drwxr-xr-x"


def describe(
    host: Container, path: str, mount: Object | None, volume: Object | None, inner: str
) -> tuple[str, int, str]:
    """(mode, links, target) of a path; `inner` is the path inside the volume."""
    folder = host.listdir(path) is not None
    changed = host.api.memory.get(f"modes/{host.uid}")
    if changed is not None and (bits := changed.get(_key(host, mount, inner))) is not None:
        return ("d" if folder else "-") + _letters(bits), (2 if folder else 1), ""
    if mount is None or volume is None:
        return _own(path, folder)
    root = inner == (mount.get("subPath") or "").strip("/")
    if any(kind in volume for kind in _MADE) and not mount.get("subPath"):
        return _made(volume, inner, folder, "fsGroup" in (host.pod["spec"].get("securityContext") or {}))
    if root and "emptyDir" in volume:
        # a subPath that is not there is made with the mode of the volume
        return (_OPEN if folder else "-rw-r--r--"), (2 if folder else 1), ""
    return _own("", folder)


def _own(path: str, folder: bool) -> tuple[str, int, str]:
    if not folder:
        return "-rw-r--r--", 1, ""
    return ("drwxrwxrwt" if path in ("/tmp", "/var/tmp", "/dev/shm") else _CLOSED), 2, ""


def _made(volume: Object, inner: str, folder: bool, grouped: bool) -> tuple[str, int, str]:
    if not inner:
        # those with secrets in them are kept in memory
        return ("drwxrwxrwt" if "configMap" not in volume and "downwardAPI" not in volume else _OPEN), 3, ""
    if "/" not in inner:
        return "lrwxrwxrwx", 1, f"..data/{inner}"
    return (_CLOSED if folder else _mode(volume, inner, grouped)), (2 if folder else 1), ""


def executable(volume: Object | None, inner: str) -> bool:
    """May a file be run? What processes write is taken to be; what the kubelet makes has the mode that the volume says."""
    if volume is None or not any(kind in volume for kind in _MADE):
        return True
    return bool(_bits(volume, inner) & 0o111)


def _bits(volume: Object, inner: str) -> int:
    """The mode of a file that the kubelet made: its item's, or that of its volume; a group of the pod may read it."""
    kind = next(kind for kind in _MADE if kind in volume)
    source = volume[kind]
    name = inner.removeprefix("..data/")
    items = [
        *(source.get("items") or ()),
        *(i for s in source.get("sources") or () for k in s for i in s[k].get("items") or ()),
    ]
    own = next((item["mode"] for item in items if item.get("path") == name and item.get("mode") is not None), None)
    return int(source.get("defaultMode", 0o644) if own is None else own)


def _mode(volume: Object, inner: str, grouped: bool) -> str:
    return f"-{_letters(_bits(volume, inner) | (0o440 if grouped else 0))}"


def _letters(bits: int) -> str:
    return "".join(letter if bits >> 8 - place & 1 else "-" for place, letter in enumerate("rwxrwxrwx"))


def filesystem(volume: Object) -> str:
    """What kind a mount is of: secrets and their like are kept in memory, and an emptyDir that wants to be."""
    if "emptyDir" in volume:
        return "tmpfs" if (volume["emptyDir"] or {}).get("medium") == "Memory" else "ext4"
    return "tmpfs" if any(kind in volume for kind in ("secret", "projected", "downwardAPI")) else "ext4"


# -- what processes change ---------------------------------------------------------------------------


def _key(host: Container, mount: Object | None, inner: str) -> str:
    return f"{mount['name'] if mount is not None else '/' + host.name}|{inner}"


def change(host: Container, path: str, bits: int, mount: Object | None, inner: str) -> None:
    """chmod: kept for as long as the pod lives."""
    name = f"modes/{host.uid}"
    host.api.memory[name] = {**host.api.memory.get(name, {}), _key(host, mount, inner): bits & 0o777}


def owner(host: Container, mount: Object | None, volume: Object | None) -> tuple[int, int]:
    """User and group of a file: in a volume root and the group of the pod, elsewhere who runs."""
    if mount is None or volume is None:
        return host.user, host.group
    group = (host.pod["spec"].get("securityContext") or {}).get("fsGroup")
    return (0, int(group or 0)) if any(kind in volume for kind in _MADE) else (host.user, int(group or host.group))
