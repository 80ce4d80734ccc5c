"""The environment of a container: envFrom, env, references, the downward API, links to Services.

`ConfigError` carries the words of CreateContainerConfigError. Upstream:
`pkg/kubelet/kubelet_pods.go` (makeEnvironmentVariables), `third_party/forked/golang/expansion`, `pkg/kubelet/envvars`.
"""

from __future__ import annotations

import base64
import re
from typing import Any

from ..core import fields, quantity
from ..core.work import Object

__all__ = ["ConfigError", "decoded", "environment", "field_value", "hostname", "needs_api", "resource_value"]

_REFERENCE = re.compile(r"\$\$|\$\(([^()]*)\)")
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class ConfigError(Exception):
    """The container cannot be made: `str(error)` is the message, `reason` the one in its status."""

    def __init__(self, message: str, reason: str = "CreateContainerConfigError") -> None:
        super().__init__(message)
        self.reason = reason


def needs_api(container: Object) -> bool:
    """Can making the environment fail?"""
    return bool(container.get("envFrom")) or any("valueFrom" in entry for entry in container.get("env") or ())


def environment(
    api: Any, pod: Object, container: Object, addresses: tuple[str, str], base: dict[str, str]
) -> dict[str, str]:
    """All variables; `addresses` are (pod, host), `base` those of the image. Raises ConfigError."""
    own: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        own.update(_all_of(api, pod, source))
    services = _services(api, pod)
    for entry in container.get("env") or ():
        value = _value(api, pod, container, entry, addresses, {**services, **own})
        if value is not None:
            own[entry["name"]] = value
    security = {**(pod["spec"].get("securityContext") or {}), **(container.get("securityContext") or {})}
    home = "/" if security.get("runAsUser") else "/root"
    return {"PATH": _PATH, "HOSTNAME": hostname(pod), **base, **services, **own, "HOME": own.get("HOME", home)}


def hostname(pod: Object) -> str:
    """The name that a pod has for itself: that of the node with hostNetwork."""
    spec = pod["spec"]
    own = spec.get("nodeName") if spec.get("hostNetwork") else spec.get("hostname")
    return str(own or pod["metadata"]["name"])[:63]


def _all_of(api: Any, pod: Object, source: Object) -> dict[str, str]:
    prefix = source.get("prefix") or ""
    kind, reference = (
        ("ConfigMap", source["configMapRef"]) if "configMapRef" in source else ("Secret", source["secretRef"])
    )
    found = _object(api, pod, kind, reference)
    if found is None:
        return {}
    return {f"{prefix}{key}": value for key, value in decoded(found).items()}


def decoded(obj: Object) -> dict[str, str]:
    """The data of a ConfigMap or Secret as text."""
    if obj["kind"] == "ConfigMap":
        return {key: str(value) for key, value in sorted((obj.get("data") or {}).items())}
    data = obj.get("data") or {}
    return {key: base64.b64decode(value or "").decode("utf-8", "replace") for key, value in sorted(data.items())}


def _object(api: Any, pod: Object, kind: str, reference: Object) -> Object | None:
    found: Object | None = api.find(kind, reference.get("name", ""), pod["metadata"]["namespace"])
    if found is None and not reference.get("optional"):
        raise ConfigError(f'{kind.lower()} "{reference.get("name", "")}" not found')
    return found


def _value(
    api: Any, pod: Object, container: Object, entry: Object, addresses: tuple[str, str], known: dict[str, str]
) -> str | None:
    source = entry.get("valueFrom")
    if not source:
        return _expanded(entry.get("value") or "", known)
    if "fieldRef" in source:
        return field_value(pod, source["fieldRef"]["fieldPath"], addresses)
    if "resourceFieldRef" in source:
        return resource_value(api, pod, container, source["resourceFieldRef"])
    if "fileKeyRef" in source:
        return None
    kind = "ConfigMap" if "configMapKeyRef" in source else "Secret"
    reference = source["configMapKeyRef" if kind == "ConfigMap" else "secretKeyRef"]
    found = _object(api, pod, kind, reference)
    values = decoded(found) if found is not None else {}
    if reference["key"] not in values and not reference.get("optional"):
        place = f"{pod['metadata']['namespace']}/{reference.get('name', '')}"
        raise ConfigError(f"couldn't find key {reference['key']} in {kind} {place}")
    return values.get(reference["key"])


def _expanded(text: str, known: dict[str, str]) -> str:
    """`$(NAME)` of what is known so far; `$$` is a dollar; the rest stays."""

    def one(match: re.Match[str]) -> str:
        if match.group(0) == "$$":
            return "$"
        return known.get(match.group(1), match.group(0))

    return _REFERENCE.sub(one, text) if "$" in text else text


def field_value(pod: Object, path: str, addresses: tuple[str, str]) -> str:
    """A field of the downward API."""
    meta, spec = pod["metadata"], pod["spec"]
    match = re.fullmatch(r"metadata\.(labels|annotations)\['(.+)'\]", path)
    if match:
        return str((meta.get(match.group(1)) or {}).get(match.group(2), ""))
    if path in ("metadata.labels", "metadata.annotations"):
        values = meta.get(path.partition(".")[2]) or {}
        return "\n".join(f'{key}="{_quoted(value)}"' for key, value in sorted(values.items()))
    special = {
        "status.podIP": addresses[0], "status.podIPs": addresses[0], "status.hostIP": addresses[1],
        "status.hostIPs": addresses[1], "spec.serviceAccountName": spec.get("serviceAccountName") or "default",
        "metadata.uid": meta["uid"],
    }  # fmt: skip
    return special[path] if path in special else str(fields.get(pod, path, ""))


def _quoted(value: str) -> str:
    return str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def resource_value(api: Any, pod: Object, container: Object, reference: Object) -> str:
    """A request or limit of a container, in units of the divisor, rounded up."""
    name = reference.get("containerName")
    if name:
        spec = pod["spec"]
        everything = [*spec["containers"], *(spec.get("initContainers") or ())]
        container = next((c for c in everything if c["name"] == name), container)
    group, _, resource = reference["resource"].partition(".")
    resources = container.get("resources") or {}
    text = (resources.get(group) or {}).get(resource)
    if text is None and group == "limits":
        node = api.find("Node", pod["spec"].get("nodeName") or "")
        text = ((node or {}).get("status") or {}).get("allocatable", {}).get(resource)
    divisor = quantity.parse(reference.get("divisor") or "1").nano or quantity.parse("1").nano
    return str(-(-quantity.parse(text or 0).nano // divisor))


def _services(api: Any, pod: Object) -> dict[str, str]:
    """The variables that a container has for each Service of its namespace, and for `kubernetes`."""
    space = pod["metadata"]["namespace"]
    master = api.find("Service", "kubernetes", "default")
    services = {} if master is None else {"kubernetes": master}
    if pod["spec"].get("enableServiceLinks", True):
        services |= {service["metadata"]["name"]: service for service in api.list("Service", space)}
    found: dict[str, str] = {}
    for name, service in services.items():
        address = service["spec"].get("clusterIP")
        ports = service["spec"].get("ports") or ()
        if address and address != "None" and ports:
            found |= _links(re.sub(r"[^A-Z0-9_]", "_", name.upper()), address, ports)
    return found


def _links(name: str, address: str, ports: Any) -> dict[str, str]:
    first = ports[0]
    found = {f"{name}_SERVICE_HOST": address, f"{name}_SERVICE_PORT": str(first["port"])}
    for port in ports:
        if port.get("name"):
            found[f"{name}_SERVICE_PORT_{re.sub(r'[^A-Z0-9_]', '_', port['name'].upper())}"] = str(port["port"])
    protocol = (first.get("protocol") or "TCP").lower()
    found[f"{name}_PORT"] = f"{protocol}://{address}:{first['port']}"
    for port in ports:
        protocol = port.get("protocol") or "TCP"
        prefix = f"{name}_PORT_{port['port']}_{protocol}"
        found[prefix] = f"{protocol.lower()}://{address}:{port['port']}"
        found |= {f"{prefix}_PROTO": protocol.lower(), f"{prefix}_PORT": str(port["port"]), f"{prefix}_ADDR": address}
    return found
