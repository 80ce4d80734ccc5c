"""Objects as boxes: what a cell says about a pod, a service, a claim, and what its tooltip adds.

Each function is pure: an object (and what it must be seen with) in, a `Box` out. Labels stay whole here; `dot.py`
shortens them. Next: the views, which put boxes in their places.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kubecourse.diagrams.scene import Box, object_id
from kubecourse.diagrams.texts import say
from kubecourse.explain.pod_state import condition, pod_state

__all__ = ["SYSTEM", "claim_box", "node_state", "pod_box", "selects", "service_box", "short_modes", "volume_box"]

Object = dict[str, Any]

#: namespaces of the cluster itself: drawn small, their inner services left out
SYSTEM = frozenset({"kube-system", "kube-public", "kube-node-lease", "vmware-system-csi", "openshift-storage"})

_MODES = {"ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP"}


def short_modes(modes: Iterable[str] | None) -> str:
    """`RWO,ROX`, as kubectl prints access modes."""
    return ",".join(_MODES.get(mode, mode) for mode in modes or ())


def selects(selector: dict[str, str] | None, obj: Object) -> bool:
    """Does a Service's selector choose this pod? An empty selector chooses none."""
    if not selector:
        return False
    labels = obj["metadata"].get("labels") or {}
    return all(labels.get(key) == value for key, value in selector.items())


def node_state(node: Object) -> tuple[str, str]:
    """(what kubectl prints under STATUS, the state for colour)."""
    ready = condition(node, "Ready")
    healthy = ready is not None and ready.get("status") == "True"
    text = "Ready" if healthy else "NotReady" if ready is not None else "Unknown"
    if node.get("spec", {}).get("unschedulable"):
        return f"{text},SchedulingDisabled", "pending" if healthy else "crash"
    return text, "ready" if healthy else "crash"


def pod_box(pod: Object, lang: str, *, small: bool | None = None) -> Box:
    """A pod: its name, kubectl's STATUS and READY, and more in the tooltip."""
    meta, spec = pod["metadata"], pod.get("spec", {})
    seen = pod_state(pod)
    node = spec.get("nodeName", "")
    label = meta["name"].removesuffix(f"-{node}") if node else meta["name"]
    line = f"{seen.status} {seen.ready}/{seen.total}" + (f" x{seen.restarts}" if seen.restarts else "")
    facts = [f"Pod {meta.get('namespace', '')}/{meta['name']}", f"{seen.status}, {seen.ready}/{seen.total}"]
    if seen.restarts:
        facts.append(f"{say(lang, 'restarts')}: {seen.restarts}")
    if node:
        facts.append(f"{say(lang, 'node')}: {node}")
    if pod.get("status", {}).get("podIP"):
        facts.append(f"{say(lang, 'address')}: {pod['status']['podIP']}")
    facts += [f"{c['name']}: {c.get('image', '')}" for c in spec.get("containers") or ()]
    tiny = meta.get("namespace") in SYSTEM if small is None else small
    return Box(object_id(pod, "Pod"), label, (line,), seen.state, "\n".join(facts), tiny)


def _ports(service: Object) -> list[str]:
    lines = []
    for port in service.get("spec", {}).get("ports") or ():
        text = f"{port['port']} -> {port.get('targetPort', port['port'])}"
        lines.append(f"{port['nodePort']} -> {text}" if port.get("nodePort") else text)
    return lines


def service_box(service: Object, chosen: list[Object], lang: str) -> Box:
    """A Service with the pods its selector chooses: type, addresses, ports, and whether anybody answers."""
    spec, meta = service.get("spec", {}), service["metadata"]
    kind = spec.get("type", "ClusterIP")
    address = spec.get("externalName") if kind == "ExternalName" else spec.get("clusterIP", "")
    lines = [f"{kind} {say(lang, 'headless') if address == 'None' else address}"]
    outside = (service.get("status", {}).get("loadBalancer") or {}).get("ingress") or ()
    if kind == "LoadBalancer":
        lines.append(", ".join(i.get("ip") or i.get("hostname", "") for i in outside) or "EXTERNAL-IP <pending>")
    ports = _ports(service)
    lines += ports[:2] + ([f"+{len(ports) - 2}"] if len(ports) > 2 else [])
    state = "service"
    if spec.get("selector"):
        if not chosen:
            state = "crash"
            lines.append(say(lang, "no-match"))
        elif not any(pod_state(pod).state == "ready" for pod in chosen):
            state = "not-ready"
            lines.append(say(lang, "none-ready"))
    selector = ", ".join(f"{key}={value}" for key, value in (spec.get("selector") or {}).items())
    facts = [f"Service {meta.get('namespace', '')}/{meta['name']}", *lines]
    facts += ports[2:]
    facts.append(f"{say(lang, 'selector')}: {selector or '-'}")
    return Box(object_id(service, "Service"), meta["name"], tuple(lines), state, "\n".join(facts))


def _size(obj: Object) -> str:
    status, spec = obj.get("status", {}), obj.get("spec", {})
    capacity = (status.get("capacity") or {}).get("storage")
    asked = (spec.get("resources") or {}).get("requests") or {}
    return str(capacity or asked.get("storage", ""))


def claim_box(claim: Object, lang: str, *, with_volume: bool = True) -> Box:
    """A PersistentVolumeClaim: phase, size, access modes and the volume it got."""
    meta, spec = claim["metadata"], claim.get("spec", {})
    phase = claim.get("status", {}).get("phase", "Pending")
    lines = [f"{phase} {_size(claim)} {short_modes(spec.get('accessModes'))}"]
    if with_volume:
        lines.append(spec.get("volumeName") or say(lang, "waits"))
    state = {"Bound": "storage", "Pending": "pending"}.get(phase, "crash")
    facts = [f"PersistentVolumeClaim {meta.get('namespace', '')}/{meta['name']}", lines[0]]
    facts.append(f"{say(lang, 'volume')}: {spec.get('volumeName') or '-'}")
    facts.append(f"storageClassName: {spec.get('storageClassName', '-')!s}")
    return Box(object_id(claim, "PersistentVolumeClaim"), meta["name"], tuple(lines), state, "\n".join(facts))


def volume_box(volume: Object, lang: str) -> Box:
    """A PersistentVolume: phase, capacity, access modes, reclaim policy."""
    spec = volume.get("spec", {})
    phase = volume.get("status", {}).get("phase", "Pending")
    policy = spec.get("persistentVolumeReclaimPolicy", "Retain")
    capacity = (spec.get("capacity") or {}).get("storage", "")
    lines = (f"{phase} {capacity} {short_modes(spec.get('accessModes'))}", policy)
    state = {"Bound": "storage", "Available": "ready", "Released": "pending", "Failed": "crash"}.get(phase, "pending")
    ref = spec.get("claimRef") or {}
    facts = [f"PersistentVolume {volume['metadata']['name']}", *lines]
    owner = f"{ref.get('namespace', '')}/{ref.get('name', '')}"
    facts.append(f"{say(lang, 'claim')}: {owner}" if ref else say(lang, "free"))
    return Box(object_id(volume, "PersistentVolume"), volume["metadata"]["name"], lines, state, "\n".join(facts))
