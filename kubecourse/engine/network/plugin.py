"""Which network plug-in connects the pods, and whether it knows NetworkPolicies.

A plug-in is what somebody has installed: its DaemonSet. Where none of those known here runs, the platform has brought its own,
and `minimal` the plainest there is, a bridge that ignores policies. Pure functions. Next: `policy.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["PLUGINS", "Plugin", "manifests", "plugin"]


class Plugin(NamedTuple):
    """`policies`: does it enforce NetworkPolicies?"""

    name: str
    policies: bool


#: name -> (namespace of its DaemonSet, the DaemonSet, image, does it enforce policies); who enforces counts first
PLUGINS: dict[str, tuple[str, str, str, bool]] = {
    "calico": ("kube-system", "calico-node", "quay.io/calico/node:v3.31.2", True),
    "cilium": ("kube-system", "cilium", "quay.io/cilium/cilium:v1.18.4", True),
    "flannel": ("kube-flannel", "kube-flannel-ds", "ghcr.io/flannel-io/flannel:v0.27.4", False),
}


def plugin(api: Any) -> Plugin:
    """The plug-in of the cluster that `api` belongs to."""
    for name, (space, daemon, _, policies) in PLUGINS.items():
        if api.find("DaemonSet", daemon, space) is not None:
            return Plugin(name, policies)
    brought = bool(getattr(api, "derived", {}).get("policies", True))
    return Plugin("calico" if brought else "bridge", brought)


def manifests(name: str) -> list[dict[str, Any]]:
    """What has to be applied to install a plug-in. Raises ValueError for one that is not known here."""
    if name not in PLUGINS:
        raise ValueError(f"network {name!r}: it must be one of {', '.join(PLUGINS)}")
    space, daemon, image, _ = PLUGINS[name]
    labels = {"k8s-app": daemon}
    spec = {
        "hostNetwork": True,
        "priorityClassName": "system-node-critical",
        "tolerations": [{"operator": "Exists"}],
        "containers": [{"name": daemon, "image": image}],
    }
    body = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}}
    found: list[dict[str, Any]] = []
    if space != "kube-system":
        found.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": space}})
    meta = {"name": daemon, "namespace": space, "labels": labels}
    return [*found, {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": meta, "spec": body}]
