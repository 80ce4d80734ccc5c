"""Recordings of a real kube-proxy: the same objects given to ours, and `iptables-save` compared line by line.

The order inside a chain counts, except that Services come in any order inside KUBE-SERVICES and KUBE-NODEPORTS
(recordings/README-pod-lifecycle.md). The Service `kubernetes` was there and is not among the manifests.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from kubecourse.engine.network.proxy import Config, Proxy, place_of

from .compare import Difference

__all__ = ["differs"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ANY_ORDER = re.compile(r"-A KUBE-(SERVICES|NODEPORTS) ")
_KUBERNETES = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "kubernetes", "namespace": "default"},
    "spec": {"clusterIP": "10.10.30.1", "ports": [{"name": "https", "port": 443, "targetPort": 6443}]},
}


def differs(scenario: Any) -> list[Difference]:
    """(state and table, the first line that differs, ours)."""
    given = scenario.get("config") or {}
    proxy = Proxy(
        Config(
            cluster_cidr=given.get("clusterCIDR", ""),
            masquerade_all=bool((given.get("iptables") or {}).get("masqueradeAll")),
            primary_only=given.get("nodePortAddresses") == ["primary"],
        )
    )
    nodes = {node["metadata"]["name"]: node for node in _documents(scenario["nodes"])}
    present: dict[tuple[str, str], Any] = {}

    def put(obj: Any) -> None:
        key = obj["kind"], obj["metadata"]["name"]
        proxy.put(obj["kind"], present.get(key), obj)
        present[key] = obj

    put(_KUBERNETES)
    for obj in _documents(scenario["manifests"]):
        put(obj)
    found: list[Difference] = []
    for state in scenario["states"]:
        for obj in _documents(state.get("apply") or ""):
            put(obj)
        for words in state.get("delete") or ():
            kind, name = words.split("/")
            proxy.put(kind, present.pop((kind, name)), None)
        tables = proxy.tables(place_of(nodes[scenario["node"]]))
        for table, text in (("nat", tables.nat_text), ("filter", tables.filter_text)):
            found += _compare(f"{state['step']}: {table}", state[table], text)
    return found


def _documents(text: str) -> list[Any]:
    return [document for document in yaml.load_all(text, Loader=_LOADER) if document]


def _compare(where: str, want: str, have: str) -> list[Difference]:
    mine, theirs = _lines(have), _lines(want)
    for index in range(max(len(mine), len(theirs))):
        ours = mine[index] if index < len(mine) else "(absent)"
        recorded = theirs[index] if index < len(theirs) else "(absent)"
        if ours != recorded:
            return [(where, recorded, ours)]
    return []


def _lines(text: str) -> list[str]:
    lines = text.rstrip("\n").split("\n")
    free = [line for line in lines if _ANY_ORDER.match(line) and "this must be the last rule" not in line]
    at = next((i for i, line in enumerate(lines) if line in free), 0)
    # the rest keeps its place: the node port rule stays behind those that may change places
    return (
        [line for line in lines[:at] if line not in free]
        + sorted(free)
        + [line for line in lines[at:] if line not in free]
    )
