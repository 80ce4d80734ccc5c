"""Ingresses, IngressClasses and NetworkPolicies.

Rules of `pkg/apis/networking/validation`. Next: `endpoints.py`.
"""

from __future__ import annotations

import re
from typing import Any

from ...core import names
from .addresses import cidr, network, parse, port_name_or_number, port_number
from .causes import Causes, forbidden, immutable, invalid, invalid_all, required, too_long, unsupported
from .meta import object_meta, object_meta_update, path_segment
from .selector import label_selector

__all__ = [
    "domain_path", "ingress", "ingress_class", "ingress_class_update", "ingress_update", "network_policy",
    "network_policy_update",
]  # fmt: skip

Part = dict[str, Any]
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
BAD_IN_PATH = ("//", "/./", "/../", "%2f", "%2F")
BAD_AT_END = ("/..", "/.")
HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"
PROTOCOLS = ("TCP", "UDP", "SCTP")


def domain_path(causes: Causes, value: str, path: str) -> None:
    """`example.com/name`: who handles it (`IsDomainPrefixedPath`)."""
    if not value:
        required(causes, path)
        return
    host, _, rest = value.partition("/")
    if not host or not rest:
        invalid(causes, path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')
        return
    invalid_all(causes, path, host, names.dns_subdomain(host))
    if not re.fullmatch(HTTP_PATH, rest):
        invalid(causes, path, rest, f"Invalid path (regex used for validation is '{HTTP_PATH}')")


def ingress(causes: Causes, obj: Part) -> None:
    """A new Ingress."""
    _ingress(causes, obj, None)
    found = (obj["metadata"].get("annotations") or {}).get(CLASS_ANNOTATION)
    named = (obj.get("spec") or {}).get("ingressClassName")
    if found is not None and named is not None and found != named:
        detail = "must match `ingressClassName` when both are specified"
        invalid(causes, f"annotations.{CLASS_ANNOTATION}", found, detail)


def ingress_update(causes: Causes, new: Part, old: Part) -> None:
    """What was wrong before may stay wrong."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _ingress(causes, new, old.get("spec") or {})


def _ingress(causes: Causes, obj: Part, was: Part | None) -> None:
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    spec = obj.get("spec") or {}
    rules, backend = spec.get("rules") or [], spec.get("defaultBackend")
    if not rules and backend is None:
        invalid(causes, "spec", None, "either `defaultBackend` or `rules` must be specified")
    if backend is not None:
        _backend(causes, backend, "spec.defaultBackend")
    for i, rule in enumerate(rules):
        _rule(causes, rule, f"spec.rules[{i}]")
    tolerated = any(
        names.dns_subdomain(one["secretName"]) for one in (was or {}).get("tls") or () if one.get("secretName")
    )
    for i, one in enumerate(spec.get("tls") or ()):
        for j, host in enumerate(one.get("hosts") or ()):
            _host(causes, host, f"spec.tls[{i}].hosts[{j}]")
        secret = one.get("secretName")
        if secret and not tolerated:
            invalid_all(causes, f"spec.tls[{i}].secretName", secret, names.dns_subdomain(secret))
    name = spec.get("ingressClassName")
    if name is not None:
        invalid_all(causes, "spec.ingressClassName", name, names.dns_subdomain(name))


def _host(causes: Causes, host: str, path: str) -> None:
    rule = names.wildcard_subdomain if "*" in host else names.dns_subdomain
    invalid_all(causes, path, host, rule(host))


def _rule(causes: Causes, rule: Part, path: str) -> None:
    host = rule.get("host", "")
    if host:
        if parse(host) is not None:
            invalid(causes, f"{path}.host", host, "must be a DNS name, not an IP address")
        _host(causes, host, f"{path}.host")
    http = rule.get("http")
    if http is None:
        return
    paths = http.get("paths") or []
    if not paths:
        required(causes, f"{path}.http.paths")
    for i, one in enumerate(paths):
        _path(causes, one, f"{path}.http.paths[{i}]")


def _path(causes: Causes, one: Part, where: str) -> None:
    kind, path = one.get("pathType"), one.get("path", "")
    if kind is None:
        required(causes, f"{where}.pathType", "pathType must be specified")
        return
    if kind in ("Exact", "Prefix"):
        if not path.startswith("/"):
            invalid(causes, f"{where}.path", path, "must be an absolute path")
        for bad in BAD_IN_PATH:
            if bad in path:
                invalid(causes, f"{where}.path", path, f"must not contain '{bad}'")
        for bad in BAD_AT_END:
            if path.endswith(bad):
                invalid(causes, f"{where}.path", path, f"cannot end with '{bad}'")
    elif kind == "ImplementationSpecific":
        if path and not path.startswith("/"):
            invalid(causes, f"{where}.path", path, "must be an absolute path")
    else:
        unsupported(causes, f"{where}.pathType", kind, PATH_TYPES)
    _backend(causes, one.get("backend") or {}, f"{where}.backend")


def _backend(causes: Causes, backend: Part, path: str) -> None:
    resource, service = backend.get("resource"), backend.get("service")
    if resource is not None and service is not None:
        invalid(causes, path, "", "cannot set both resource and service backends")
    elif resource is not None:
        _reference(causes, resource, f"{path}.resource")
    elif service is None:
        invalid(causes, path, "", "resource or service backend is required")
    else:
        _service(causes, service, path)


def _service(causes: Causes, service: Part, path: str) -> None:
    name, port = service.get("name", ""), service.get("port") or {}
    if not name:
        required(causes, f"{path}.service.name")
    else:
        invalid_all(causes, f"{path}.service.name", name, names.dns_label(name))
    named, number = port.get("name", ""), port.get("number") or 0
    if named and number:
        invalid(causes, path, "", "cannot set both port name & port number")
    elif named:
        port_name_or_number(causes, named, f"{path}.service.port.name")
    elif number:
        port_number(causes, number, f"{path}.service.port.number")
    else:
        required(causes, path, "port name or number is required")


def _reference(causes: Causes, ref: Part, path: str) -> None:
    group = ref.get("apiGroup")
    if group is not None:
        invalid_all(causes, f"{path}.apiGroup", group, names.dns_subdomain(group))
    for key in ("kind", "name"):
        value = ref.get(key, "")
        if not value:
            required(causes, f"{path}.{key}", f"{key} is required")
        else:
            invalid_all(causes, f"{path}.{key}", value, path_segment(value))


def ingress_class(causes: Causes, obj: Part) -> None:
    """An IngressClass."""
    object_meta(causes, obj["metadata"], False, names.dns_subdomain)
    spec = obj.get("spec") or {}
    controller, parameters = spec.get("controller", ""), spec.get("parameters")
    if len(controller) > 250:
        too_long(causes, "spec.controller", 250)
    domain_path(causes, controller, "spec.controller")
    if parameters is not None:
        _parameters(causes, parameters, "spec.parameters")


def _parameters(causes: Causes, parameters: Part, path: str) -> None:
    _reference(causes, parameters, path)
    scope, namespace = parameters.get("scope", "Cluster"), parameters.get("namespace")
    if scope not in ("Cluster", "Namespace"):
        unsupported(causes, f"{path}.scope", scope, ("Cluster", "Namespace"))
    elif scope == "Namespace":
        if namespace is None:
            required(causes, f"{path}.namespace", "`parameters.scope` is set to 'Namespace'")
        else:
            invalid_all(causes, f"{path}.namespace", namespace, names.dns_label(namespace))
    elif namespace is not None:
        forbidden(causes, f"{path}.namespace", "`parameters.scope` is set to 'Cluster'")


def ingress_class_update(causes: Causes, new: Part, old: Part) -> None:
    """The controller stays."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    now, was = (new.get("spec") or {}).get("controller", ""), (old.get("spec") or {}).get("controller", "")
    immutable(causes, "spec.controller", now, was)
    ingress_class(causes, new)


def network_policy(causes: Causes, obj: Part) -> None:
    """A NetworkPolicy."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _policy_spec(causes, obj.get("spec") or {})


def network_policy_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _policy_spec(causes, new.get("spec") or {})


def _policy_spec(causes: Causes, spec: Part) -> None:
    label_selector(causes, spec.get("podSelector"), "spec.podSelector")
    for side, peers in (("ingress", "from"), ("egress", "to")):
        for i, rule in enumerate(spec.get(side) or ()):
            for j, port in enumerate(rule.get("ports") or ()):
                _policy_port(causes, port, f"spec.{side}[{i}].ports[{j}]")
            for j, peer in enumerate(rule.get(peers) or ()):
                _peer(causes, peer, f"spec.{side}[{i}].{peers}[{j}]")
    types = spec.get("policyTypes") or []
    if len(types) > 2:
        invalid(causes, "spec.policyTypes", types, "may not specify more than two policyTypes")
        return
    for i, kind in enumerate(types):
        if kind not in ("Ingress", "Egress"):
            unsupported(causes, f"spec.policyTypes[{i}]", kind, ("Ingress", "Egress"))


def _policy_port(causes: Causes, port: Part, path: str) -> None:
    protocol, number, end = port.get("protocol", "TCP"), port.get("port"), port.get("endPort")
    if protocol not in PROTOCOLS:
        unsupported(causes, f"{path}.protocol", protocol, PROTOCOLS)
    if number is None:
        if end is not None:
            invalid(causes, f"{path}.endPort", end, "may not be specified when `port` is not specified")
    elif isinstance(number, str):
        if end is not None:
            invalid(causes, f"{path}.endPort", end, "may not be specified when `port` is non-numeric")
        port_name_or_number(causes, number, f"{path}.port")
    else:
        port_number(causes, number, f"{path}.port")
        if end is not None:
            if end < number:
                invalid(causes, f"{path}.endPort", number, "must be greater than or equal to `port`")
            port_number(causes, end, f"{path}.endPort")


def _peer(causes: Causes, peer: Part, path: str) -> None:
    found = [key for key in ("podSelector", "namespaceSelector", "ipBlock") if key in peer]
    for key in found:
        if key == "ipBlock":
            _block(causes, peer[key] or {}, f"{path}.ipBlock")
        else:
            label_selector(causes, peer[key], f"{path}.{key}")
    if not found:
        required(causes, path, "must specify a peer")
    elif len(found) > 1 and "ipBlock" in found:
        forbidden(causes, path, "may not specify both ipBlock and another peer")


def _block(causes: Causes, block: Part, path: str) -> None:
    text = block.get("cidr", "")
    if not text:
        required(causes, f"{path}.cidr")
        return
    cidr(causes, text, f"{path}.cidr")
    whole = network(text)
    if whole is None:
        return
    for i, except_text in enumerate(block.get("except") or ()):
        if not cidr(causes, except_text, f"{path}.except[{i}]"):
            continue
        part = network(except_text)
        inside = part is not None and part.version == whole.version and part.network_address in whole
        if part is None or not inside or whole.prefixlen >= part.prefixlen:
            invalid(causes, f"{path}.except[{i}]", except_text, "must be a strict subset of `cidr`")
