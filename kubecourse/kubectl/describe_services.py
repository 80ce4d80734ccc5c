"""`kubectl describe` of Services, Ingresses, IngressClasses, NetworkPolicies, Endpoints and EndpointSlices.

Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_storage.py`.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.tables_words import few, label_selector, load_balancer
from ..engine.core.work import Object
from .describe_words import annotation_lines, events, head, labels
from .session import Session

__all__ = ["endpoints", "ingress", "ingress_class", "network_policy", "service", "slice_of"]


def _addresses(session: Session, obj: Object, port_name: str) -> str:
    """`10.0.0.1:80,…` of the ready endpoints of one port of a Service, three at most."""
    slices = session.api.list(
        "EndpointSlice", obj["metadata"]["namespace"], {"kubernetes.io/service-name": obj["metadata"]["name"]}
    )
    found = []
    for one in slices:
        for port in one.get("ports") or ():
            if (port.get("name") or "") != port_name or port.get("port") is None:
                continue
            for endpoint in one.get("endpoints") or ():
                if (endpoint.get("conditions") or {}).get("ready", True):
                    found += [f"{ip}:{port['port']}" for ip in endpoint["addresses"]]
    return few(found, len(found), 3) if slices else "<none>"


def service(session: Session, obj: Object) -> list[str]:
    """A Service with its endpoints."""
    spec, status = obj["spec"], obj.get("status") or {}
    lines = [*head(obj), *labels("Selector", spec.get("selector")), f"Type:\t{spec.get('type', '')}"]
    if spec.get("ipFamilyPolicy"):
        lines.append(f"IP Family Policy:\t{spec['ipFamilyPolicy']}")
    if spec.get("ipFamilies"):
        lines.append(f"IP Families:\t{','.join(spec['ipFamilies'])}")
    lines += [f"IP:\t{spec.get('clusterIP', '')}", f"IPs:\t{','.join(spec.get('clusterIPs') or ()) or '<none>'}"]
    if spec.get("externalIPs"):
        lines.append(f"External IPs:\t{','.join(spec['externalIPs'])}")
    if spec.get("loadBalancerIP"):
        lines.append(f"Desired LoadBalancer IP:\t{spec['loadBalancerIP']}")
    if spec.get("externalName"):
        lines.append(f"External Name:\t{spec['externalName']}")
    given = (status.get("loadBalancer") or {}).get("ingress")
    if given:
        texts = [_given(one) for one in given]
        lines.append(f"LoadBalancer Ingress:\t{', '.join(texts)}")
    for port in spec.get("ports") or ():
        lines += _port(session, obj, port)
    lines.append(f"Session Affinity:\t{spec.get('sessionAffinity', '')}")
    for title, field in (
        ("External Traffic Policy", "externalTrafficPolicy"),
        ("Internal Traffic Policy", "internalTrafficPolicy"),
        ("Traffic Distribution", "trafficDistribution"),
        ("HealthCheck NodePort", "healthCheckNodePort"),
    ):
        if spec.get(field):
            lines.append(f"{title}:\t{spec[field]}")
    if spec.get("loadBalancerSourceRanges"):
        lines.append(f"LoadBalancer Source Ranges:\t{','.join(spec['loadBalancerSourceRanges'])}")
    return [*lines, *events(session, obj)]


def _given(one: Object) -> str:
    mode = f" ({one['ipMode']})" if one.get("ipMode") else ""
    return f"{one.get('ip') or one.get('hostname', '')}{mode}"


def _port(session: Session, obj: Object, port: Object) -> list[str]:
    name, protocol = port.get("name") or "<unset>", port.get("protocol", "TCP")
    lines = [f"Port:\t{name}\t{port['port']}/{protocol}", f"TargetPort:\t{port.get('targetPort', 0)}/{protocol}"]
    if port.get("nodePort"):
        lines.append(f"NodePort:\t{name}\t{port['nodePort']}/{protocol}")
    return [*lines, f"Endpoints:\t{_addresses(session, obj, port.get('name') or '')}"]


def ingress(session: Session, obj: Object) -> list[str]:
    """An Ingress with its rules and what is behind them."""
    meta, spec = obj["metadata"], obj["spec"]
    address = load_balancer((obj.get("status") or {}).get("loadBalancer"))
    lines = [
        f"Name:\t{meta['name']}",
        *labels("Labels", meta.get("labels")),
        f"Namespace:\t{meta['namespace']}",
        f"Address:\t{address}",
        f"Ingress Class:\t{spec.get('ingressClassName') or '<none>'}",
    ]
    default = spec.get("defaultBackend")
    lines.append(f"Default backend:\t{_backend(session, obj, default) if default else '<default>'}")
    if spec.get("tls"):
        lines.append("TLS:")
        for one in spec["tls"]:
            hosts = ",".join(one.get("hosts") or ())
            lines.append(
                f"  {one['secretName']} terminates {hosts}" if one.get("secretName") else f"  SNI routes {hosts}"
            )
    return [
        *lines,
        *_rules(session, obj),
        *annotation_lines("Annotations", meta.get("annotations")),
        *events(session, obj),
    ]


def _rules(session: Session, obj: Object) -> list[str]:
    lines = ["Rules:", "  Host\tPath\tBackends", "  ----\t----\t--------"]
    rules = [rule for rule in obj["spec"].get("rules") or () if rule.get("http")]
    for rule in rules:
        lines.append(f"  {rule.get('host') or '*'}\t")
        for path in rule["http"].get("paths") or ():
            lines.append(f"    \t{path.get('path', '')} \t{_backend(session, obj, path['backend'])}")
    if not rules:
        lines.append(
            f"  {'*'}\t{'*'} \t{_backend(session, obj, obj['spec'].get('defaultBackend')) if obj['spec'].get('defaultBackend') else '<default>'}"
        )
    return lines


def _backend(session: Session, obj: Object, backend: Any) -> str:
    if "service" not in backend:
        ref = backend.get("resource") or {}
        return f"APIGroup: {ref.get('apiGroup', '')}, Kind: {ref.get('kind', '')}, Name: {ref.get('name', '')}"
    name, port = backend["service"]["name"], backend["service"].get("port") or {}
    text = port.get("name") or port.get("number", "")
    found = session.api.find("Service", name, obj["metadata"]["namespace"])
    if found is None:
        return f'{name}:{text} (<error: services "{name}" not found>)'
    mine = next((p for p in found["spec"].get("ports") or () if text in (p.get("name"), p["port"])), None)
    where = _addresses(session, found, mine.get("name") or "") if mine else ""
    return f"{name}:{text} ({where})"


def ingress_class(session: Session, obj: Object) -> list[str]:
    """An IngressClass."""
    lines = [*head(obj, space=False), f"Controller:\t{obj['spec'].get('controller', '')}"]
    given = obj["spec"].get("parameters")
    if given:
        lines += [
            "Parameters:",
            f"  APIGroup:\t{given.get('apiGroup', '')}",
            f"  Kind:\t{given['kind']}",
            f"  Name:\t{given['name']}",
        ]
    return [*lines, *events(session, obj)]


def network_policy(session: Session, obj: Object) -> list[str]:
    """A NetworkPolicy in sentences."""
    meta, spec = obj["metadata"], obj["spec"]
    created = meta.get("creationTimestamp", "").replace("T", " ").replace("Z", " +0000 UTC")
    lines = [
        f"Name:\t{meta['name']}",
        f"Namespace:\t{meta['namespace']}",
        f"Created on:\t{created}",
        *labels("Labels", meta.get("labels")),
        *annotation_lines("Annotations", meta.get("annotations")),
    ]
    pods = label_selector(spec.get("podSelector"))
    if pods == "<none>":
        pods += " (Allowing the specific traffic to all pods in this namespace)"
    lines += ["Spec:", f"  PodSelector:     {pods}"]
    types = spec.get("policyTypes") or ["Ingress"]
    for way, peer, word in (("Ingress", "from", "ingress"), ("Egress", "to", "egress")):
        if way in types:
            lines += [f"  Allowing {word} traffic:", *_traffic(spec.get(word), peer, word)]
        else:
            lines.append(f"  Not affecting {word} traffic")
    return [*lines, f"  Policy Types: {', '.join(types)}"]


def _traffic(rules: Any, peer: str, word: str) -> list[str]:
    if not rules:
        return [f"    <none> (Selected pods are isolated for {word} connectivity)"]
    lines = []
    for number, rule in enumerate(rules):
        ports = rule.get("ports")
        if not ports:
            lines.append("    To Port: <any> (traffic allowed to all ports)")
        lines += [f"    To Port: {_policy_port(port)}" for port in ports or ()]
        title = peer.title()
        if not rule.get(peer):
            source = "source" if peer == "from" else "destination"
            lines.append(f"    {title}: <any> (traffic not restricted by {source})")
        for one in rule.get(peer) or ():
            lines += [f"    {title}:", *_peer(one)]
        if number < len(rules) - 1:
            lines.append("    ----------")
    return lines


def _policy_port(port: Object) -> str:
    number = port.get("port", "<any>")
    last = f"-{port['endPort']}" if port.get("endPort") else ""
    return f"{number}{last}/{port.get('protocol', 'TCP')}"


def _peer(one: Object) -> list[str]:
    if one.get("ipBlock"):
        block = one["ipBlock"]
        return [
            "      IPBlock:",
            f"        CIDR: {block['cidr']}",
            f"        Except: {', '.join(block.get('except') or ())}",
        ]
    lines = []
    if "namespaceSelector" in one:
        lines.append(f"      NamespaceSelector: {label_selector(one['namespaceSelector'])}")
    if "podSelector" in one:
        lines.append(f"      PodSelector: {label_selector(one['podSelector'])}")
    return lines


def endpoints(session: Session, obj: Object) -> list[str]:
    """An Endpoints object."""
    lines = [*head(obj), "Subsets:"]
    for subset in obj.get("subsets") or ():
        for field, title in (("addresses", "Addresses"), ("notReadyAddresses", "NotReadyAddresses")):
            ips = ",".join(entry["ip"] for entry in subset.get(field) or ())
            lines.append(f"  {title}:\t{ips or '<none>'}")
        if subset.get("ports"):
            lines += ["  Ports:", "    Name\tPort\tProtocol", "    ----\t----\t--------"]
            lines += [
                f"    {port.get('name') or '<unset>'}\t{port['port']}\t{port.get('protocol', 'TCP')}"
                for port in subset["ports"]
            ]
        lines.append("")
    return [*lines, *events(session, obj)]


def slice_of(session: Session, obj: Object) -> list[str]:
    """An EndpointSlice."""
    lines = [*head(obj), f"AddressType:\t{obj.get('addressType', '')}"]
    if obj.get("ports"):
        lines += ["Ports:", "  Name\tPort\tProtocol", "  ----\t----\t--------"]
        lines += [
            f"  {port.get('name') or '<unset>'}\t{port.get('port') or '<unset>'}\t{port.get('protocol', 'TCP')}"
            for port in obj["ports"]
        ]
    else:
        lines.append("Ports: <unset>")
    if not obj.get("endpoints"):
        return [*lines, "Endpoints: <none>", *events(session, obj)]
    lines.append("Endpoints:")
    for one in obj["endpoints"]:
        ready = (one.get("conditions") or {}).get("ready")
        lines += [
            f"  - Addresses:\t{','.join(one['addresses']) or '<none>'}",
            "    Conditions:",
            f"      Ready:\t{'<unset>' if ready is None else str(ready).lower()}",
            f"    Hostname:\t{one.get('hostname') or '<unset>'}",
        ]
        if one.get("targetRef"):
            lines.append(f"    TargetRef:\t{one['targetRef']['kind']}/{one['targetRef']['name']}")
        lines += [f"    NodeName:\t{one.get('nodeName') or '<unset>'}", f"    Zone:\t{one.get('zone') or '<unset>'}"]
    return [*lines, *events(session, obj)]
