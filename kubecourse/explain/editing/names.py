"""Names that a field may point to: objects of the cluster, objects further up or down in the same text, its own volumes.

`named(place, text, line, cluster)` gives (name, what it is). Next: `help.py`, which proposes them.
"""

from __future__ import annotations

import re
from typing import Any

from .. import fields
from .place import Place

__all__ = ["named"]

_CONFIG, _SECRET, _SCALED = ("ConfigMap",), ("Secret",), ("Deployment", "StatefulSet", "ReplicaSet")
#: definition and field -> kinds of the objects that it names
_POINTS: dict[tuple[str, str], tuple[str, ...]] = {
    ("PersistentVolumeClaimVolumeSource", "claimName"): ("PersistentVolumeClaim",),
    ("ConfigMapVolumeSource", "name"): _CONFIG,
    ("ConfigMapEnvSource", "name"): _CONFIG,
    ("ConfigMapKeySelector", "name"): _CONFIG,
    ("ConfigMapProjection", "name"): _CONFIG,
    ("SecretVolumeSource", "secretName"): _SECRET,
    ("SecretEnvSource", "name"): _SECRET,
    ("SecretKeySelector", "name"): _SECRET,
    ("SecretProjection", "name"): _SECRET,
    ("LocalObjectReference", "name"): _SECRET,
    ("IngressTLS", "secretName"): _SECRET,
    ("PodSpec", "serviceAccountName"): ("ServiceAccount",),
    ("PodSpec", "nodeName"): ("Node",),
    ("PodSpec", "priorityClassName"): ("PriorityClass",),
    ("PodSpec", "runtimeClassName"): ("RuntimeClass",),
    ("PersistentVolumeClaimSpec", "storageClassName"): ("StorageClass",),
    ("PersistentVolumeSpec", "storageClassName"): ("StorageClass",),
    ("PersistentVolumeClaimSpec", "volumeName"): ("PersistentVolume",),
    ("ObjectMeta", "namespace"): ("Namespace",),
    ("IngressServiceBackend", "name"): ("Service",),
    ("StatefulSetSpec", "serviceName"): ("Service",),
    ("IngressSpec", "ingressClassName"): ("IngressClass",),
    ("CrossVersionObjectReference", "name"): _SCALED,
    ("RoleRef", "name"): ("Role", "ClusterRole"),
    ("Subject", "name"): ("ServiceAccount",),
}
_MOST = 200


def named(where: Place, text: str, line: int, cluster: Any = None) -> list[tuple[str, str]]:
    """Names that may stand at a place, those of the text first; empty where a field names nothing."""
    holder, name, _ = fields.at(where.kind, where.path, where.api_version)
    if (holder.go_name, name) in (("VolumeMount", "name"), ("VolumeDevice", "name")):
        return [(volume, "volume") for volume in _volumes(text, line)]
    kinds = _POINTS.get((holder.go_name, name), ())
    if not kinds:
        return []
    found = [(one, kind) for kind, one in _written(text) if kind in kinds]
    if cluster is not None:
        space = _space(text, line)
        for kind in kinds:
            for obj in cluster.list(kind)[: _MOST * 10]:
                meta = obj["metadata"]
                # a service account is given with its namespace beside it
                if meta.get("namespace", space) == space or name == "namespace" or holder.go_name == "Subject":
                    found.append((meta["name"], kind))
    return list(dict.fromkeys(found))[:_MOST]


def _document(text: str, line: int) -> list[str]:
    lines = text.split("\n")
    first = next((n + 1 for n in range(min(line, len(lines) - 1), -1, -1) if lines[n].startswith("---")), 0)
    last = next((n for n in range(line + 1, len(lines)) if lines[n].startswith("---")), len(lines))
    return lines[first:last]


def _space(text: str, line: int) -> str:
    match = re.search(r"^ +namespace:[ \t]*([\w.-]+)", "\n".join(_document(text, line)), re.M)
    return match.group(1) if match else "default"


def _written(text: str) -> list[tuple[str, str]]:
    """Kind and name of every document of a text that says both."""
    found = []
    for part in re.split(r"^---.*$", text, flags=re.M):
        kind = re.search(r"^kind:[ \t]*(\w+)", part, re.M)
        name = re.search(
            r"^metadata:[ \t]*(?:\{[^}\n]*?\bname:[ \t]*([\w.-]+)|\n(?:[ \t]+.*\n)*?[ \t]+name:[ \t]*([\w.-]+))",
            part,
            re.M,
        )
        if kind and name:
            found.append((kind.group(1), name.group(1) or name.group(2)))
    return found


def _volumes(text: str, line: int) -> list[str]:
    """Names of the volumes of the document in which the cursor is, and of its claim templates."""
    rows = [row for row in _document(text, line) if row.strip() and not row.lstrip().startswith("#")]
    found: list[str] = []
    for number, row in enumerate(rows):
        opened = re.match(r"( *)(?:- +)?(volumes|volumeClaimTemplates):\s*$", row)
        if opened:
            found += _items(rows[number + 1 :], len(opened.group(1)), opened.group(2) == "volumeClaimTemplates")
    return list(dict.fromkeys(found))


def _items(rows: list[str], column: int, templates: bool) -> list[str]:
    """The `name` of each item of a list (in its `metadata`, of templates), not that of what it points to."""
    found: list[str] = []
    dash, meta = -1, False
    for row in rows:
        indent, bare = len(row) - len(row.lstrip(" ")), row.strip()
        if indent < column or (indent == column and not bare.startswith("-")):
            break
        if dash < 0 and bare.startswith("-"):
            dash = indent
        if bare.startswith("-") and indent == dash:
            bare, indent = bare[1:].lstrip(" {"), dash + 2
        if indent == dash + 2:
            meta = bare.startswith("metadata:")
        right = meta if templates else indent == dash + 2
        name = re.search(r"\bname:[ \t]*([\w.-]+)" if templates else r"^name:[ \t]*([\w.-]+)", bare)
        if right and name:
            found.append(name.group(1))
    return found
