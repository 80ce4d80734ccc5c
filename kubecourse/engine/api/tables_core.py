"""Tables of pods, nodes, services, volumes, events and configuration.

Each function turns an object into its cells, wide ones included; `RULES` says the columns.
Upstream: `pkg/printers/internalversion/printers.go`. Next: `tables_apps.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.work import Object
from .pod_status import pod_status
from .tables_words import (
    NONE,
    UNKNOWN,
    UNSET,
    access_modes,
    age,
    containers_and_images,
    few,
    label_selector,
    labels_line,
    load_balancer,
    storage_class,
)

__all__ = ["EVENT_COLUMNS", "RULES", "event"]

EVENT_COLUMNS = (
    ("LAST SEEN", False),
    ("TYPE", False),
    ("REASON", False),
    ("OBJECT", False),
    ("SUBOBJECT", True),
    ("SOURCE", True),
    ("MESSAGE", False),
    ("FIRST SEEN", True),
    ("COUNT", True),
    ("NAME", True),
)


def _name(obj: Object) -> str:
    return str(obj["metadata"]["name"])


def _age(obj: Object, now: int) -> str:
    return age(obj["metadata"].get("creationTimestamp"), now)


def _pod(obj: Object, now: int) -> list[str]:
    said = pod_status(obj)
    restarts = str(said.restarts)
    if said.restarts and said.last_restart:
        restarts = f"{said.restarts} ({age(said.last_restart, now)} ago)"
    spec, status = obj["spec"], obj.get("status") or {}
    gates = spec.get("readinessGates") or ()
    ready = sum(_is_true(status, gate["conditionType"]) for gate in gates)
    ips = status.get("podIPs") or ()
    return [
        _name(obj),
        f"{said.ready}/{said.total}",
        said.status,
        restarts,
        _age(obj, now),
        ips[0].get("ip") or NONE if ips else NONE,
        spec.get("nodeName") or NONE,
        status.get("nominatedNodeName") or NONE,
        f"{ready}/{len(gates)}" if gates else NONE,
    ]


def _is_true(status: Object, type: str) -> bool:
    return any(c["type"] == type and c["status"] == "True" for c in status.get("conditions") or ())


def _pod_template(obj: Object, now: int) -> list[str]:
    template = obj["template"]
    cells = containers_and_images(template["spec"]["containers"])
    return [_name(obj), *cells, labels_line(template.get("metadata", {}).get("labels"))]


def _node(obj: Object, now: int) -> list[str]:
    status = obj.get("status") or {}
    info, addresses = status.get("nodeInfo") or {}, status.get("addresses") or ()
    state = [
        ("" if c["status"] == "True" else "Not") + "Ready"
        for c in status.get("conditions") or ()
        if c["type"] == "Ready"
    ]
    state = state or ["Unknown"]
    if obj.get("spec", {}).get("unschedulable"):
        state.append("SchedulingDisabled")
    return [
        _name(obj),
        ",".join(state),
        _roles(obj),
        _age(obj, now),
        info.get("kubeletVersion", ""),
        _address(addresses, "InternalIP"),
        _address(addresses, "ExternalIP"),
        info.get("osImage") or UNKNOWN,
        info.get("kernelVersion") or UNKNOWN,
        info.get("containerRuntimeVersion") or UNKNOWN,
    ]


def _roles(obj: Object) -> str:
    prefix = "node-role.kubernetes.io/"
    labels = obj["metadata"].get("labels") or {}
    roles = {key[len(prefix) :] for key in labels if key.startswith(prefix) and key != prefix}
    if labels.get("kubernetes.io/role"):
        roles.add(labels["kubernetes.io/role"])
    return ",".join(sorted(roles)) or NONE


def _address(addresses: Any, type: str) -> str:
    return next((a["address"] for a in addresses if a["type"] == type), NONE)


def _service(obj: Object, now: int) -> list[str]:
    spec = obj["spec"]
    ports = ",".join([_port(port) for port in spec.get("ports") or ()])
    ips = spec.get("clusterIPs") or ([spec["clusterIP"]] if spec.get("clusterIP") else [])
    return [
        _name(obj),
        spec.get("type", ""),
        ips[0] if ips else NONE,
        _external(obj),
        ports or NONE,
        _age(obj, now),
        labels_line(spec.get("selector")),
    ]


def _port(port: Object) -> str:
    node = f":{port['nodePort']}" if port.get("nodePort") else ""
    return f"{port['port']}{node}/{port.get('protocol', 'TCP')}"


def _external(obj: Object) -> str:
    spec = obj["spec"]
    asked = spec.get("externalIPs") or []
    if spec.get("type") == "ExternalName":
        return str(spec.get("externalName", ""))
    if spec.get("type") == "LoadBalancer":
        given = load_balancer((obj.get("status") or {}).get("loadBalancer"), wide=False)
        return ",".join([*([given] if given else []), *asked]) or "<pending>"
    return ",".join(asked) or NONE


def _endpoints(obj: Object, now: int) -> list[str]:
    return [_name(obj), subsets_line(obj.get("subsets")), _age(obj, now)]


def subsets_line(subsets: Any) -> str:
    """The first three addresses of an Endpoints object."""
    found: list[str] = []
    for subset in subsets or ():
        addresses = [entry["ip"] for entry in subset.get("addresses") or ()]
        ports = subset.get("ports") or ()
        found += [f"{ip}:{port['port']}" for port in ports for ip in addresses] if ports else addresses
    return few(found, len(found), 3) if subsets else NONE


def _slice(obj: Object, now: int) -> list[str]:
    ports = [_slice_port(port) for port in obj.get("ports") or ()]
    found = [ip for endpoint in obj.get("endpoints") or () for ip in endpoint.get("addresses") or ()]
    return [
        _name(obj),
        obj.get("addressType", ""),
        few(ports, len(ports), 3) or UNSET,
        few(found, len(found), 3) or UNSET,
        _age(obj, now),
    ]


def _slice_port(port: Object) -> str:
    return str(port["port"]) if port.get("port") is not None else port.get("name") or "*"


def _ingress(obj: Object, now: int) -> list[str]:
    spec = obj["spec"]
    hosts = [rule["host"] for rule in spec.get("rules") or () if rule.get("host")]
    rules = spec.get("rules") or ()
    text = ",".join(hosts[:3]) or "*"
    if hosts and len(rules) > 3 and len(hosts) >= 3:
        text = f"{text} + {len(rules) - 3} more..."
    address = load_balancer((obj.get("status") or {}).get("loadBalancer"), wide=False)
    return [
        _name(obj),
        spec.get("ingressClassName") or NONE,
        text,
        address,
        "80, 443" if spec.get("tls") else "80",
        _age(obj, now),
    ]


def _ingress_class(obj: Object, now: int) -> list[str]:
    spec = obj.get("spec") or {}
    given = spec.get("parameters")
    text = NONE
    if given:
        group = f".{given['apiGroup']}" if given.get("apiGroup") else ""
        text = f"{given['kind']}{group}/{given['name']}"
    return [_name(obj), spec.get("controller", ""), text, _age(obj, now)]


def _volume(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    claim = spec.get("claimRef")
    phase = "Terminating" if obj["metadata"].get("deletionTimestamp") else status.get("phase", "")
    return [
        _name(obj),
        str((spec.get("capacity") or {}).get("storage", "0")),
        access_modes(spec.get("accessModes")),
        spec.get("persistentVolumeReclaimPolicy", ""),
        phase,
        f"{claim.get('namespace', '')}/{claim.get('name', '')}" if claim else "",
        storage_class(obj),
        spec.get("volumeAttributesClassName") or UNSET,
        status.get("reason", ""),
        _age(obj, now),
        spec.get("volumeMode") or UNSET,
    ]


def _claim(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    phase = "Terminating" if obj["metadata"].get("deletionTimestamp") else status.get("phase", "")
    bound = bool(spec.get("volumeName"))
    return [
        _name(obj),
        phase,
        spec.get("volumeName", ""),
        str((status.get("capacity") or {}).get("storage", "0")) if bound else "",
        access_modes(status.get("accessModes")) if bound else "",
        storage_class(obj),
        spec.get("volumeAttributesClassName") or UNSET,
        _age(obj, now),
        spec.get("volumeMode") or UNSET,
    ]


def _storage_class(obj: Object, now: int) -> list[str]:
    notes = obj["metadata"].get("annotations") or {}
    default = any(notes.get(f"storageclass.{beta}kubernetes.io/is-default-class") == "true" for beta in ("", "beta."))
    return [
        _name(obj) + (" (default)" if default else ""),
        obj["provisioner"],
        obj.get("reclaimPolicy", "Delete"),
        obj.get("volumeBindingMode", UNSET),
        "true" if obj.get("allowVolumeExpansion") else "false",
        _age(obj, now),
    ]


def event(obj: Object, now: int) -> list[str]:
    """The cells of an event, of either API group."""
    about = obj.get("involvedObject") or obj.get("regarding") or {}
    source = obj.get("source") or obj.get("deprecatedSource") or {}
    first = obj.get("firstTimestamp") or obj.get("deprecatedFirstTimestamp") or obj.get("eventTime")
    last = obj.get("lastTimestamp") or obj.get("deprecatedLastTimestamp") or first
    count, series = obj.get("count") or obj.get("deprecatedCount") or 1, obj.get("series")
    if series:
        last, count = series.get("lastObservedTime") or last, series.get("count") or count
    target = about.get("kind", "").lower() + (f"/{about['name']}" if about.get("name") else "")
    component = source.get("component") or obj.get("reportingComponent") or obj.get("reportingController") or ""
    host = source.get("host") or obj.get("reportingInstance") or ""
    where = f"{component}, {host}" if host and host != component else component
    return [
        age(last, now),
        obj.get("type", ""),
        obj.get("reason", ""),
        target,
        about.get("fieldPath", ""),
        where,
        (obj.get("message") or obj.get("note") or "").strip(),
        age(first, now),
        str(count),
        _name(obj),
    ]


def _namespace(obj: Object, now: int) -> list[str]:
    return [_name(obj), (obj.get("status") or {}).get("phase", ""), _age(obj, now)]


def _secret(obj: Object, now: int) -> list[str]:
    return [_name(obj), obj.get("type", ""), str(len(obj.get("data") or ())), _age(obj, now)]


def _config_map(obj: Object, now: int) -> list[str]:
    return [_name(obj), str(len(obj.get("data") or ()) + len(obj.get("binaryData") or ())), _age(obj, now)]


def _account(obj: Object, now: int) -> list[str]:
    return [_name(obj), _age(obj, now)]


def _quota(obj: Object, now: int) -> list[str]:
    status = obj.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    cells: tuple[list[str], list[str]] = ([], [])
    for name in sorted(hard):
        cells[name.startswith("limits")].append(f"{name}: {used.get(name, '0')}/{hard[name]}")
    return [_name(obj), ", ".join(cells[0]), ", ".join(cells[1]), _age(obj, now)]


def _policy(obj: Object, now: int) -> list[str]:
    return [_name(obj), label_selector(obj["spec"].get("podSelector")), _age(obj, now)]


def _lease(obj: Object, now: int) -> list[str]:
    return [_name(obj), (obj.get("spec") or {}).get("holderIdentity", ""), _age(obj, now)]


RULES: dict[str, tuple[str, Callable[[Object, int], list[str]]]] = {
    "Pod": ("NAME,READY,STATUS,RESTARTS,AGE|IP,NODE,NOMINATED NODE,READINESS GATES", _pod),
    "PodTemplate": ("NAME,CONTAINERS,IMAGES,POD LABELS", _pod_template),
    "Node": ("NAME,STATUS,ROLES,AGE,VERSION|INTERNAL-IP,EXTERNAL-IP,OS-IMAGE,KERNEL-VERSION,CONTAINER-RUNTIME", _node),
    "Service": ("NAME,TYPE,CLUSTER-IP,EXTERNAL-IP,PORT(S),AGE|SELECTOR", _service),
    "Endpoints": ("NAME,ENDPOINTS,AGE", _endpoints),
    "EndpointSlice": ("NAME,ADDRESSTYPE,PORTS,ENDPOINTS,AGE", _slice),
    "Ingress": ("NAME,CLASS,HOSTS,ADDRESS,PORTS,AGE", _ingress),
    "IngressClass": ("NAME,CONTROLLER,PARAMETERS,AGE", _ingress_class),
    "PersistentVolume": (
        "NAME,CAPACITY,ACCESS MODES,RECLAIM POLICY,STATUS,CLAIM,STORAGECLASS,VOLUMEATTRIBUTESCLASS,REASON,AGE|VOLUMEMODE",
        _volume,
    ),
    "PersistentVolumeClaim": (
        "NAME,STATUS,VOLUME,CAPACITY,ACCESS MODES,STORAGECLASS,VOLUMEATTRIBUTESCLASS,AGE|VOLUMEMODE",
        _claim,
    ),
    "StorageClass": ("NAME,PROVISIONER,RECLAIMPOLICY,VOLUMEBINDINGMODE,ALLOWVOLUMEEXPANSION,AGE", _storage_class),
    "Namespace": ("NAME,STATUS,AGE", _namespace),
    "Secret": ("NAME,TYPE,DATA,AGE", _secret),
    "ConfigMap": ("NAME,DATA,AGE", _config_map),
    "ServiceAccount": ("NAME,AGE", _account),
    "ResourceQuota": ("NAME,REQUEST,LIMIT,AGE", _quota),
    "NetworkPolicy": ("NAME,POD-SELECTOR,AGE", _policy),
    "Lease": ("NAME,HOLDER,AGE", _lease),
}
