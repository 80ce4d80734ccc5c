"""`kubectl cluster-info dump`: the objects, events and logs of namespaces, one after another.

Upstream: `kubectl/pkg/cmd/clusterinfo/clusterinfo_dump.go`. Next: `cmd_debug.py`.
"""

from __future__ import annotations

from ..engine.api.errors import ApiError
from .pods_of import containers
from .session import Session
from .yamltext import json_text, yaml_text

__all__ = ["dump"]

_KINDS = ("Event", "ReplicationController", "Service", "DaemonSet", "Deployment", "ReplicaSet", "Pod")


def dump(session: Session) -> None:
    """Nodes first, then each namespace: its objects and what its containers wrote."""
    flags = session.flags
    if flags("all-namespaces"):
        spaces = [obj["metadata"]["name"] for obj in session.api.list("Namespace")]
    else:
        spaces = flags("namespaces") or ["kube-system", session.namespace]
    text = yaml_text if flags("output") == "yaml" else json_text
    session.out.append(text({"kind": "NodeList", "apiVersion": "v1", "items": session.api.list("Node")}))
    for space in spaces:
        for key in _KINDS:
            kind = session.registry.key(key)
            if kind is not None:
                items = session.api.list(key, space)
                session.out.append(text({"kind": f"{kind.name}List", "apiVersion": kind.api_version, "items": items}))
        for pod in session.api.list("Pod", space):
            for name, _ in containers(pod):
                where = f"container {name} of pod {space}/{pod['metadata']['name']}"
                session.say(f"==== START logs for {where} ====")
                try:
                    session.out.append(session.cluster.logs(pod["metadata"]["name"], name, False, space))
                except ApiError as error:
                    session.say(f"Request log error: {error.message}")
                session.say(f"==== END logs for {where} ====")
