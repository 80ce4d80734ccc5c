"""What the server says of itself: versions, groups and resources, plain and aggregated.

Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/discovery (and its `aggregated`). Next: `openapi.py`.
"""

from __future__ import annotations

import re
from typing import Any

from ..engine.api.kinds import SPOKES, Kind, Registry
from ..engine.core.work import Object
from .target import lost

__all__ = ["AGGREGATED", "discovery", "served"]

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v={};as=APIGroupDiscoveryList"
_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_PARTS = {"eviction": ("policy", "v1", "Eviction"), "binding": ("", "v1", "Binding"), "scale": ("autoscaling", "v1", "Scale"),
          "token": ("authentication.k8s.io", "v1", "TokenRequest")}  # fmt: skip
_VERSION = re.compile(r"v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?")
#: parts that only a client over HTTP meets
_MORE = {"ServiceAccount": ("token",), "Pod": ("attach", "portforward", "proxy"), "Service": ("proxy",)}
_OPTIONS = {"exec": "PodExecOptions", "attach": "PodAttachOptions", "portforward": "PodPortForwardOptions"}
_METRICS = ("metrics.k8s.io", "v1beta1")


def served(registry: Registry) -> list[Kind]:
    """All kinds in all versions."""
    return [*registry, *registry.taught(), *SPOKES.values()]


def discovery(cluster: Any, words: list[str], aggregated: str = "") -> Object | None:
    """What is at /api, /apis and below; None where it is a path of objects. Raises ApiError NotFound."""
    kinds = served(cluster.registry)
    if words == ["api"]:
        if aggregated:
            return _aggregated([_group(cluster, kinds, "")], aggregated)
        return {"kind": "APIVersions", "versions": ["v1"],
                "serverAddressByClientCIDRs": [{"clientCIDR": "0.0.0.0/0", "serverAddress": "kubecourse"}]}  # fmt: skip
    groups = _groups(cluster, kinds)
    if words == ["apis"]:
        if aggregated:
            return _aggregated([_group(cluster, kinds, name) for name in groups], aggregated)
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_named(kinds, name) for name in groups]}
    if words[0] == "apis" and len(words) == 2:
        if words[1] not in groups:
            raise lost()
        return {"kind": "APIGroup", "apiVersion": "v1", **_named(kinds, words[1])}
    if len(words) == (2 if words[0] == "api" else 3):
        return _resources(cluster, kinds, "/".join(words[1:]))
    return None


def _groups(cluster: Any, kinds: list[Kind]) -> list[str]:
    found = list(dict.fromkeys(kind.group for kind in kinds if kind.group))
    return [*found, _METRICS[0]] if cluster.metrics_served() else found


def _versions(kinds: list[Kind], group: str) -> list[str]:
    """Newest first, as the preferred one."""
    found = list(dict.fromkeys(kind.version for kind in kinds if kind.group == group))
    return sorted(found, key=_age) if found else [_METRICS[1]]


def _age(version: str) -> tuple[int, int, int, str]:
    """Stable before beta before alpha, newer before older; other names come last, by the alphabet."""
    match = _VERSION.fullmatch(version)
    if match is None:
        return 3, 0, 0, version
    major, word, minor = match.groups()
    return ("", "beta", "alpha").index(word or ""), -int(major), -int(minor or 0), version


def _named(kinds: list[Kind], group: str) -> Object:
    versions = [{"groupVersion": f"{group}/{one}", "version": one} for one in _versions(kinds, group)]
    return {"name": group, "versions": versions, "preferredVersion": versions[0]}


def _resources(cluster: Any, kinds: list[Kind], version: str) -> Object:
    rows: list[Object] = []
    for kind in kinds:
        if kind.api_version != version:
            continue
        row: Object = {"name": kind.plural, "singularName": kind.singular, "namespaced": kind.namespaced, "kind": kind.name,
                       "verbs": _verbs_of(kind)}  # fmt: skip
        if kind.short:
            row["shortNames"] = list(kind.short)
        if kind.categories:
            row["categories"] = list(kind.categories)
        rows.append(row)
        for part in _subresources(kind):
            options = f"{kind.name}ProxyOptions" if part == "proxy" else _OPTIONS.get(part, kind.name)
            group, ver, name = _PARTS.get(part, (kind.group, kind.version, options))
            below: Object = {"name": f"{kind.plural}/{part}", "singularName": "", "namespaced": kind.namespaced,
                             "kind": name, "verbs": _verbs(part)}  # fmt: skip
            rows.append(below | ({"group": group, "version": ver} if part in _PARTS else {}))
    if not rows and version == "/".join(_METRICS) and cluster.metrics_served():
        rows = [{"name": name, "singularName": "", "namespaced": name == "pods", "kind": kind, "verbs": ["get", "list"]}
                for name, kind in (("nodes", "NodeMetrics"), ("pods", "PodMetrics"))]  # fmt: skip
    if not rows:
        raise lost()
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": rows}


def _subresources(kind: Kind) -> tuple[str, ...]:
    return (*kind.subresources, *_MORE.get(kind.key, ()))


def _verbs_of(kind: Kind) -> list[str]:
    if kind.key == "ComponentStatus":
        return ["get", "list"]
    if kind.key == "Namespace":
        return [verb for verb in _VERBS if verb != "deletecollection"]
    return _VERBS if kind.stored else ["create"]


def _verbs(part: str) -> list[str]:
    if part == "finalize":
        return ["update"]
    if part == "proxy":
        return ["create", "delete", "get", "patch", "update"]
    if part in ("eviction", "binding", "token"):
        return ["create"]
    if part == "log":
        return ["get"]
    return ["create", "get"] if part in ("exec", "attach", "portforward") else ["get", "patch", "update"]


def _aggregated(groups: list[Object], version: str) -> Object:
    return {
        "kind": "APIGroupDiscoveryList",
        "apiVersion": f"apidiscovery.k8s.io/{version}",
        "metadata": {},
        "items": groups,
    }


def _group(cluster: Any, kinds: list[Kind], group: str) -> Object:
    versions = []
    for version in _versions(kinds, group):
        plain = _resources(cluster, kinds, f"{group}/{version}" if group else version)
        versions.append(
            {"version": version, "resources": _nested(plain["resources"], group, version), "freshness": "Current"}
        )
    return {
        "metadata": {"name": group, "creationTimestamp": None} if group else {"creationTimestamp": None},
        "versions": versions,
    }


def _nested(rows: list[Object], group: str, version: str) -> list[Object]:
    """Resources with their subresources inside."""
    found: dict[str, Object] = {}
    for row in rows:
        name, _, part = row["name"].partition("/")
        kind = {"group": row.get("group", group), "version": row.get("version", version), "kind": row["kind"]}
        if part:
            below = found[name].setdefault("subresources", [])
            below.append({"subresource": part, "responseKind": kind, "verbs": row["verbs"]})
            continue
        found[name] = {"resource": name, "responseKind": kind, "scope": "Namespaced" if row["namespaced"] else "Cluster",
                       "singularResource": row["singularName"], "verbs": row["verbs"]}  # fmt: skip
        for field in ("shortNames", "categories"):
            if field in row:
                found[name][field] = row[field]
    return list(found.values())
