"""What the server takes but warns of, in pods and pod templates.

Rules of `pkg/api/pod/warnings.go`, in their order. Next: `kindwarnings.py` for all other kinds.
"""

from __future__ import annotations

from typing import Any

from ...core import quantity
from .causes import quote
from .podspec import visit_containers

__all__ = ["claim_warnings", "label_warning", "pod_warnings", "term_warnings"]

Part = dict[str, Any]
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
NODE_LABELS = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}
ANNOTATIONS = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
OLD_VOLUMES = {
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "gitRepo": "deprecated in v1.11",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "flocker": "deprecated in v1.22, non-functional in v1.25+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "quobyte": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}
POD_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
CONTAINER_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
USE_SECCOMP = 'non-functional in v1.27+; use the "seccompProfile" field instead'
NO_SELECTOR = "a null labelSelector results in matching no pod"


def label_warning(key: str) -> str:
    """What is said of an old node label, or nothing."""
    return NODE_LABELS.get(key, "")


def _fraction(found: Part | None, name: str, path: str) -> list[str]:
    value = (found or {}).get(name)
    if value is None or quantity.milli(value) % 1000 == 0:
        return []
    shown = quote(quantity.canonical(value))
    return [f"{path}[{name}]: fractional byte value {shown} is invalid, must be an integer"]


def claim_warnings(spec: Part, path: str) -> list[str]:
    """A claim for parts of a byte."""
    return _fraction((spec.get("resources") or {}).get("requests"), "storage", f"{path}.resources.requests")


def pod_warnings(spec: Part, meta: Part, path: str = "") -> list[str]:
    """Warnings of a pod (`path` empty) or of a template at `path` (with its dot: `spec.template.`)."""
    out = _placement(spec, f"{path}spec")
    found = meta.get("annotations") or {}
    out += [f"{path}metadata.annotations[{key}]: {words}" for key, words in ANNOTATIONS.items() if key in found]
    volumes = spec.get("volumes") or []
    for i, volume in enumerate(volumes):
        where = f"{path}spec.volumes[{i}]"
        out += [f"{where}.{key}: {words}" for key, words in OLD_VOLUMES.items() if key in volume]
        template = (volume.get("ephemeral") or {}).get("volumeClaimTemplate")
        if template:
            out += claim_warnings(template.get("spec") or {}, f"{where}.ephemeral.volumeClaimTemplate.spec")
    out += [warning for volume in volumes for warning in _overlaps(volume)]
    out += _repeated(spec, f"{path}spec")
    for name in ("memory", "ephemeral-storage"):
        out += _fraction(spec.get("overhead"), name, f"{path}spec.overhead")
    if POD_SECCOMP in found and not (spec.get("securityContext") or {}).get("seccompProfile"):
        out.append(f"{path}metadata.annotations[{POD_SECCOMP}]: {USE_SECCOMP}")
    for container, where in visit_containers(spec, f"{path}spec"):
        out += _container(container, where, found, f"{path}metadata.annotations")
    out += _ports(spec, f"{path}spec")
    # in a Pod itself a negative number has become 1 before anybody looks
    if path and spec.get("terminationGracePeriodSeconds", 30) < 0:
        words = "must be >= 0; negative values are invalid and will be treated as 1"
        out.append(f"{path}spec.terminationGracePeriodSeconds: {words}")
    return out + _affinity(spec, f"{path}spec")


def term_warnings(term: Part, path: str) -> list[str]:
    """Old labels in a node selector term."""
    out = []
    for i, expression in enumerate(term.get("matchExpressions") or ()):
        words = label_warning(expression.get("key", ""))
        if words:
            out.append(f"{path}.matchExpressions[{i}].key: {expression['key']} is {words}")
    return out


def _placement(spec: Part, path: str) -> list[str]:
    out = [f"{path}.nodeSelector[{key}]: {label_warning(key)}" for key in sorted(spec.get("nodeSelector") or ())
           if label_warning(key)]  # fmt: skip
    node = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    where = f"{path}.affinity.nodeAffinity"
    for i, term in enumerate((node.get(REQUIRED) or {}).get("nodeSelectorTerms") or ()):
        out += term_warnings(term, f"{where}.{REQUIRED}.nodeSelectorTerms[{i}]")
    for i, term in enumerate(node.get(PREFERRED) or ()):
        out += term_warnings(term.get("preference") or {}, f"{where}.{PREFERRED}[{i}].preference")
    for i, constraint in enumerate(spec.get("topologySpreadConstraints") or ()):
        key, where = constraint.get("topologyKey", ""), f"{path}.topologySpreadConstraints[{i}]"
        if label_warning(key):
            out.append(f"{where}.topologyKey: {key} is {label_warning(key)}")
        if constraint.get("labelSelector") is None:
            out.append(f"{where}.labelSelector: {NO_SELECTOR}")
    return out


def _repeated(spec: Part, path: str) -> list[str]:
    out: list[str] = []
    for key, field in (("hostAliases", "ip"), ("imagePullSecrets", "name")):
        seen: list[str] = []
        for i, item in enumerate(spec.get(key) or ()):
            value = item.get(field, "")
            if value in seen:
                out.append(f"{path}.{key}[{i}].{field}: duplicate {field} {quote(value)}")
            seen.append(value)
    for i, item in enumerate(spec.get("imagePullSecrets") or ()):
        if not item.get("name"):
            out.append(f'{path}.imagePullSecrets[{i}].name: invalid empty name ""')
    return out


def _container(container: Part, path: str, found: Part, annotations: str) -> list[str]:
    out: list[str] = []
    key = CONTAINER_SECCOMP + container.get("name", "")
    if key in found and not (container.get("securityContext") or {}).get("seccompProfile"):
        out.append(f"{annotations}[{key}]: {USE_SECCOMP}")
    resources = container.get("resources")
    if resources:
        for name in ("memory", "ephemeral-storage"):
            for side in ("limits", "requests"):
                out += _fraction(resources.get(side), name, f"{path}.resources.{side}")
    variables = container.get("env") or []
    if len(variables) > 1:
        out += _hidden(variables, f"{path}.env")
    return out


def _hidden(variables: list[Part], path: str) -> list[str]:
    """A variable written twice, unless the second builds on the first."""
    out: list[str] = []
    seen: set[str] = set()
    for i, variable in enumerate(variables):
        name, value = variable.get("name", ""), variable.get("value", "")
        if name in seen:
            earlier = f"$({name})"
            if variable.get("valueFrom") is not None or value == earlier or earlier not in value:
                words = f"hides previous definition of {quote(name)}, which may be dropped when using apply"
                out.append(f"{path}[{i}]: {words}")
        seen.add(name)
    return out


def _ports(spec: Part, path: str) -> list[str]:
    out: list[str] = []
    taken: dict[tuple[int, str], list[tuple[str, str, int]]] = {}
    for container, where in visit_containers(spec, path):
        for i, port in enumerate(container.get("ports") or ()):
            field = f"{where}.ports[{i}]"
            number, protocol = port.get("containerPort") or 0, port.get("protocol", "TCP")
            host_ip, host = port.get("hostIP", ""), port.get("hostPort") or 0
            if host_ip and not host:
                shown = f"{{Name:{port.get('name', '')} HostPort:0 ContainerPort:{number} Protocol:{protocol} HostIP:{host_ip}}}"
                out.append(f"{field}: hostIP set without hostPort: {shown}")
            others = taken.setdefault((number, protocol), [])
            for other, other_ip, other_host in others:
                words = _clash(host_ip, host, other_ip, other_host)
                if words:
                    out.append(f"{field}: {words} port definition with {other}")
            others.append((field, host_ip, host))
    return out


def _clash(host_ip: str, host: int, other_ip: str, other: int) -> str:
    if (host_ip, host) == (other_ip, other):
        return "duplicate"
    if not host or not other:
        return "overlapping"
    return "dangerously ambiguous" if host == other and bool(host_ip) != bool(other_ip) else ""


def _affinity(spec: Part, path: str) -> list[str]:
    out: list[str] = []
    for key in ("podAffinity", "podAntiAffinity"):
        found, where = (spec.get("affinity") or {}).get(key) or {}, f"{path}.affinity.{key}"
        for i, term in enumerate(found.get(REQUIRED) or ()):
            if term.get("labelSelector") is None:
                out.append(f"{where}.{REQUIRED}[{i}].labelSelector: {NO_SELECTOR}")
        for i, term in enumerate(found.get(PREFERRED) or ()):
            if (term.get("podAffinityTerm") or {}).get("labelSelector") is None:
                out.append(f"{where}.{PREFERRED}[{i}].podAffinityTerm.labelSelector: {NO_SELECTOR}")
    return out


def _overlaps(volume: Part) -> list[str]:
    """Files of one volume that lie on or under one another."""
    begin = f"volume {quote(volume.get('name', ''))}"
    out: list[str] = []
    for key, label, field in (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"),
                              ("downwardAPI", "DownwardAPI", "")):  # fmt: skip
        source = volume.get(key)
        if source and source.get("items"):
            shown = f"{label} {quote(source.get(field, ''))}" if field else label
            paths = [item.get("path", "") for item in source["items"]]
            out += _overlapping(paths, f"{begin} ({shown}): overlapping paths")
    if not volume.get("projected"):
        return out
    before: list[str] = []
    for source in volume["projected"].get("sources") or ():
        if not source:
            out.append(f"{begin} (Projected) has no sources provided")
            continue
        shown, paths = _projection(source)
        if paths:
            words = f"{begin} (Projected {shown}): overlapping paths"
            out += _overlapping(paths, words)
            out += _overlapping(sorted([*dict.fromkeys(paths), *before]), words)
            before += [path for path in dict.fromkeys(paths) if path not in before]
    return out


def _projection(source: Part) -> tuple[str, list[str]]:
    for key, label in (("configMap", "ConfigMap"), ("secret", "Secret"), ("downwardAPI", "DownwardAPI")):
        items = (source.get(key) or {}).get("items")
        if items:
            shown = label if key == "downwardAPI" else f"{label} {quote(source[key].get('name', ''))}"
            return shown, [item.get("path", "") for item in items]
    token = source.get("serviceAccountToken")
    return "ServiceAccountToken", [token.get("path", "")] if token else []


def _overlapping(paths: list[str], words: str) -> list[str]:
    out: list[str] = []
    seen: list[str] = []
    for path in (path.rstrip("/") for path in paths):
        other = next(
            (old for old in seen if path and old and (f"{old}/".startswith(path) or f"{path}/".startswith(old))), ""
        )
        if other:
            out.append(f"{words}: {quote(path)} with {quote(other)}")
        if path not in seen:
            seen.append(path)
    return out
