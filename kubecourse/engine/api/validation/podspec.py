"""The spec of a pod, in a Pod or in a template.

Rules of `ValidatePodSpec`, `ValidatePodTemplateSpec` in their order. What the server fills in when it is absent is taken as
filled in. Next: `pods.py` for Pods themselves, `workloads.py` and `batch.py` for templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...core import names, quantity
from .addresses import ip
from .causes import Causes, duplicate, forbidden, invalid, invalid_all, required, unsupported
from .containers import Around, containers, ephemeral_containers, init_containers
from .meta import annotation_map, label_name, labels
from .quantities import pod_name, requirements, text
from .scheduling import affinity, gates, spread, tolerations
from .security import pod_security
from .volumes import pod_volumes

__all__ = ["pod_annotations", "pod_spec", "template_spec", "visit_containers"]

Part = dict[str, Any]
RESTART = ("Always", "OnFailure", "Never")
DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
PREEMPTION = ("PreemptLowerPriority", "Never")
DEADLINE = "must be between 1 and 2147483647, inclusive"
_SEARCH_PART = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
SEARCH = _SEARCH_PART + r"(\." + _SEARCH_PART + ")*"
BAD_SEARCH = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and"
    f" end with an alphanumeric character (e.g. 'example.com', regex used for validation is '{SEARCH}')"
)
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
MIRROR = "kubernetes.io/config.mirror"


def visit_containers(spec: Part, path: str = "spec") -> Iterator[tuple[Part, str]]:
    """Init, regular and ephemeral containers with their paths."""
    for key in ("initContainers", "containers", "ephemeralContainers"):
        for i, container in enumerate(spec.get(key) or ()):
            yield container, f"{path}.{key}[{i}]"


def pod_annotations(causes: Causes, found: dict[str, str] | None, spec: Part, path: str) -> None:
    """The annotations that mean something to the server."""
    if not found:
        return
    if MIRROR in found and not spec.get("nodeName"):
        detail = "must set spec.nodeName if mirror pod annotation is set"
        invalid(causes, f"{path}[{MIRROR}]", found[MIRROR], detail)
    cost = found.get(DELETION_COST)
    if cost is not None and not _is_int32(cost):
        invalid(causes, f"{path}[{DELETION_COST}]", cost, "must be a 32bit integer")


def _is_int32(value: str) -> bool:
    digits = value[1:] if value.startswith("-") else value
    # no plus sign, no leading zeros: one way to write a number
    plain = digits.isascii() and digits.isdigit() and (digits == "0" or digits[0] != "0") and value != "-0"
    return plain and -(1 << 31) <= int(value) < 1 << 31


def pod_spec(causes: Causes, spec: Part, path: str, *, is_pod: bool = False, pod: str = "",
             extra_volumes: tuple[Part, ...] = ()) -> None:  # fmt: skip
    """All of a pod spec. `pod`: the pod's name if it is one; `extra_volumes`: those of volumeClaimTemplates."""
    grace = spec.get("terminationGracePeriodSeconds", 30)
    volumes = pod_volumes(causes, spec.get("volumes") or [], f"{path}.volumes", pod)
    for volume in extra_volumes:
        volumes.setdefault(volume.get("name", ""), volume)
    claims = spec.get("resourceClaims") or []
    if claims:
        _resource_claims(causes, claims, f"{path}.resourceClaims")
    around = Around(volumes, tuple(claim.get("name", "") for claim in claims), grace,
                    spec.get("restartPolicy", "Always"), spec.get("hostUsers") is not False)  # fmt: skip
    regular, init = spec.get("containers") or [], spec.get("initContainers") or []
    containers(causes, regular, f"{path}.containers", around)
    if init:
        init_containers(causes, init, regular, f"{path}.initContainers", around)
    if spec.get("ephemeralContainers"):
        where = f"{path}.ephemeralContainers"
        ephemeral_containers(causes, spec["ephemeralContainers"], [*regular, *init], where, around)
    if spec.get("resources"):
        _pod_resources(causes, spec, f"{path}.resources", around)
    _network_and_policies(causes, spec, path, is_pod)
    _placement(causes, spec, path)
    _names(causes, spec, path)
    _late(causes, spec, path)


def _resource_claims(causes: Causes, claims: list[Part], path: str) -> None:
    seen: list[str] = []
    for i, claim in enumerate(claims):
        where, name = f"{path}[{i}]", claim.get("name", "")
        if not name:
            required(causes, f"{where}.name")
        elif name in seen:
            duplicate(causes, f"{where}.name", name)
        else:
            invalid_all(causes, f"{where}.name", name, names.dns_label(name))
            seen.append(name)
        for key in ("resourceClaimName", "resourceClaimTemplateName"):
            if claim.get(key) is not None:
                invalid_all(causes, f"{where}.{key}", claim[key], names.dns_subdomain(claim[key]))


def _pod_resources(causes: Causes, spec: Part, path: str, around: Around) -> None:
    """Requests of the whole pod: at least the sum of its containers'."""
    found = spec["resources"]
    if found.get("claims"):
        forbidden(causes, f"{path}.claims", "claims cannot be set for Resources at pod-level")
    requirements(causes, found, path, around.claims, rule=pod_name)
    requests, limits = found.get("requests") or {}, found.get("limits") or {}
    total: dict[str, quantity.Quantity] = {}
    for container in spec.get("containers") or ():
        for name, asked in ((container.get("resources") or {}).get("requests") or {}).items():
            total[name] = quantity.add(total.get(name, "0"), asked)
    for name in sorted(total):
        have = requests.get(name, "0")
        if quantity.compare(total[name], have) > 0:
            detail = f"must be greater than or equal to aggregate container requests of {total[name]}"
            invalid(causes, f"{path}.requests[{name}]", text(have), detail)
    for i, container in enumerate(spec.get("containers") or ()):
        for name, limit in sorted(((container.get("resources") or {}).get("limits") or {}).items()):
            if name in limits and quantity.compare(limit, limits[name]) > 0:
                detail = f"must be less than or equal to pod limits of {text(limits[name])}"
                invalid(causes, f"{path}.containers[{i}][{name}].limits", text(limit), detail)


def _network_and_policies(causes: Causes, spec: Part, path: str, is_pod: bool) -> None:
    if spec.get("hostNetwork"):
        _host_network_ports(causes, spec, path, is_pod)
    restart, dns = spec.get("restartPolicy", "Always"), spec.get("dnsPolicy", "ClusterFirst")
    if restart not in RESTART:
        unsupported(causes, f"{path}.restartPolicy", restart, RESTART)
    if dns not in DNS_POLICIES:
        unsupported(causes, f"{path}.dnsPolicy", dns, DNS_POLICIES)
    if spec.get("nodeSelector"):
        labels(causes, spec["nodeSelector"], f"{path}.nodeSelector")
    pod_security(causes, spec, f"{path}.securityContext")


def _host_network_ports(causes: Causes, spec: Part, path: str, is_pod: bool) -> None:
    for i, container in enumerate(spec.get("containers") or ()):
        for j, port in enumerate(container.get("ports") or ()):
            host, own = port.get("hostPort") or 0, port.get("containerPort") or 0
            if (is_pod or host) and host != own:
                detail = "must match `containerPort` when `hostNetwork` is true"
                invalid(causes, f"{path}.containers[{i}].ports[{j}].hostPort", host, detail)


def _placement(causes: Causes, spec: Part, path: str) -> None:
    if spec.get("affinity"):
        affinity(causes, spec["affinity"], f"{path}.affinity")
    dns = spec.get("dnsPolicy", "ClusterFirst")
    if dns == "None" or "dnsConfig" in spec:
        _dns(causes, spec.get("dnsConfig"), dns, f"{path}.dnsConfig")
    for i, gate in enumerate(spec.get("readinessGates") or ()):
        label_name(causes, gate.get("conditionType", ""), f"{path}.readinessGates[{i}].conditionType")
    if spec.get("schedulingGates"):
        gates(causes, spec["schedulingGates"], f"{path}.schedulingGates")
    if spec.get("topologySpreadConstraints"):
        spread(causes, spec["topologySpreadConstraints"], f"{path}.topologySpreadConstraints")
    if spec.get("hostUsers") is False:
        for key, field in (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
            if spec.get(key):
                forbidden(causes, f"{path}.{field}", "when `pod.Spec.HostUsers` is false")


def _dns(causes: Causes, config: Part | None, policy: str, path: str) -> None:
    servers = (config or {}).get("nameservers") or []
    if policy == "None":
        if config is None:
            required(causes, path, "must provide `dnsConfig` when `dnsPolicy` is None")
            return
        if not servers:
            detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            required(causes, f"{path}.nameservers", detail)
            return
    config = config or {}
    if len(servers) > 3:
        invalid(causes, f"{path}.nameservers", servers, "must not have more than 3 nameservers")
    for i, server in enumerate(servers):
        ip(causes, server, f"{path}.nameservers[{i}]")
    searches = config.get("searches") or []
    if len(searches) > 32:
        invalid(causes, f"{path}.searches", searches, "must not have more than 32 search paths")
    if len(" ".join(searches)) > 2048:
        detail = "must not have more than 2048 characters (including spaces) in the search list"
        invalid(causes, f"{path}.searches", searches, detail)
    for i, search in enumerate(searches):
        if search != ".":
            _search(causes, search.removesuffix("."), f"{path}.searches[{i}]")
    for i, option in enumerate(config.get("options") or ()):
        if not option.get("name"):
            required(causes, f"{path}.options[{i}]", "must not be empty")


def _search(causes: Causes, domain: str, path: str) -> None:
    """A domain whose parts may hold underscores."""
    if len(domain) > 253:
        invalid(causes, path, domain, "must be no more than 253 characters")
    if not re.fullmatch(SEARCH, domain):
        invalid(causes, path, domain, BAD_SEARCH)


def _names(causes: Causes, spec: Part, path: str) -> None:
    for key, rule in (("serviceAccountName", names.dns_subdomain), ("nodeName", names.dns_subdomain)):
        value = spec.get(key)
        if value:
            wrong = rule(value)
            if wrong:
                invalid_all(causes, f"{path}.{key}", value, wrong)
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 1 <= deadline <= 2147483647:
        invalid(causes, f"{path}.activeDeadlineSeconds", deadline, DEADLINE)
    for key in ("hostname", "subdomain"):
        value = spec.get(key)
        if value:
            invalid_all(causes, f"{path}.{key}", value, names.dns_label(value))


def _late(causes: Causes, spec: Part, path: str) -> None:
    if spec.get("tolerations"):
        tolerations(causes, spec["tolerations"], f"{path}.tolerations")
    for i, alias in enumerate(spec.get("hostAliases") or ()):
        ip(causes, alias.get("ip", ""), f"{path}.hostAliases[{i}].ip")
        for j, host in enumerate(alias.get("hostnames") or ()):
            invalid_all(causes, f"{path}.hostAliases[{i}].hostnames[{j}]", host, names.dns_subdomain(host))
    for key in ("priorityClassName", "runtimeClassName"):
        value = spec.get(key)
        if value or (value is not None and key == "runtimeClassName"):
            invalid_all(causes, f"{path}.{key}", value, names.dns_subdomain(value))
    policy = spec.get("preemptionPolicy")
    if policy is not None and policy not in PREEMPTION:
        unsupported(causes, f"{path}.preemptionPolicy", policy, PREEMPTION)
    if spec.get("overhead"):
        requirements(causes, {"limits": spec["overhead"]}, f"{path}.overhead")
    system = spec.get("os")
    if system is not None:
        name = system.get("name", "")
        if not name:
            required(causes, f"{path}.os.name", "cannot be empty")
        elif name not in ("linux", "windows"):
            unsupported(causes, f"{path}.os", name, ("linux", "windows"))


def template_spec(causes: Causes, template: Part, path: str, extra_volumes: tuple[Part, ...] = ()) -> None:
    """A pod template. Labels and annotations are named without `metadata`, as upstream does."""
    meta, spec = template.get("metadata") or {}, template.get("spec") or {}
    labels(causes, meta.get("labels"), f"{path}.labels")
    annotation_map(causes, meta.get("annotations"), f"{path}.annotations")
    pod_annotations(causes, meta.get("annotations"), spec, f"{path}.annotations")
    pod_spec(causes, spec, f"{path}.spec", extra_volumes=extra_volumes)
    if spec.get("ephemeralContainers"):
        forbidden(causes, f"{path}.spec.ephemeralContainers", "ephemeral containers not allowed in pod template")
