"""Why a NetworkPolicy does what it does: whom it selects, whom each rule lets through, and whether anybody enforces it.

Next: `storage.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.engine.core import selectors
from kubecourse.engine.network import policy as engine
from kubecourse.engine.network.plugin import plugin
from kubecourse.explain.look import Look, closest, named
from kubecourse.explain.reasons import Reason, fine, reason

__all__ = ["guards", "policy_reasons"]

Object = dict[str, Any]
_MANY = 5


def policy_reasons(look: Look, policy: Object) -> list[Reason]:
    """A NetworkPolicy, rule by rule."""
    about, spec, space = named("NetworkPolicy", policy), policy["spec"], policy["metadata"]["namespace"]
    found: list[Reason] = []
    installed = plugin(look.engine)
    if not installed.policies:
        found.append(reason("pol.ignored", about, plugin=installed.name))
    found += _selected(look, about, spec.get("podSelector") or {}, space)
    types = spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    for direction in types:
        found += _rules(look, about, policy, direction)
    if (
        "Egress" in types
        and spec.get("egress") != [{}]
        and not any(_lets_ask(rule) for rule in spec.get("egress") or ())
    ):
        found.append(reason("pol.no-dns", about))
    return found


def guards(look: Look, pods: list[Object]) -> list[Reason]:
    """The policies that stand before the pods of a Service."""
    found = []
    for pod in pods[:_MANY] if plugin(look.engine).policies else ():
        names = [
            f"{p['metadata']['namespace']}/{p['metadata']['name']}" for p in engine.selecting(look.api, pod, "ingress")
        ]
        if names:
            found.append(fine("svc.policy", named("Pod", pod), pod=pod["metadata"]["name"], policies=", ".join(names)))
    return found


def _selected(look: Look, about: str, selector: Object, space: str) -> list[Reason]:
    pods = look.api.list("Pod", space)
    chosen = [p for p in pods if selectors.labels(selector).matches(p["metadata"].get("labels") or {})]
    if not selector:
        return [fine("pol.all", about, count=len(pods))]
    if chosen:
        names = [p["metadata"]["name"] for p in chosen]
        shown = ", ".join(names[:_MANY]) + (f", +{len(names) - _MANY}" if len(names) > _MANY else "")
        return [fine("pol.selects", about, count=len(names), pods=shown)]
    for key, value in (selector.get("matchLabels") or {}).items():
        for pod in pods:
            have = (pod["metadata"].get("labels") or {}).get(key)
            if have and closest(value, [have]):
                return [reason("pol.typo", about, key=key, wanted=value, pod=pod["metadata"]["name"], have=have)]
    return [reason("pol.nobody", about, selector=_labels(selector))]


def _rules(look: Look, about: str, policy: Object, direction: str) -> list[Reason]:
    low = direction.lower()
    rules = policy["spec"].get(low) or ()
    if not rules:
        return [fine("pol.closed", about, direction=direction)]
    found = []
    for number, rule in enumerate(rules, 1):
        peers = rule.get("from" if low == "ingress" else "to") or ()
        ports = ", ".join(_port(row) for row in rule.get("ports") or ()) or "*"
        words = "; ".join(_peer(peer) for peer in peers)
        if not peers and ports == "*":
            found.append(fine("pol.open", about, direction=direction, number=number))
        elif peers and not any("ipBlock" in peer for peer in peers) and not _anybody(look, policy, list(peers)):
            found.append(reason("pol.no-peer", about, direction=direction, number=number, peers=words))
        else:
            found.append(fine("pol.rule", about, direction=direction, number=number, peers=words or "*", ports=ports))
    return found


def _anybody(look: Look, policy: Object, peers: list[Object]) -> bool:
    return any(engine.fits(look.api, policy, peers, pod) for pod in look.api.list("Pod"))


def _lets_ask(rule: Object) -> bool:
    ports = rule.get("ports")
    return not ports or any(_covers_dns(row) for row in ports)


def _covers_dns(row: Object) -> bool:
    wanted = row.get("port")
    if wanted is None or not isinstance(wanted, int):
        return True
    return wanted <= 53 <= int(row.get("endPort") or wanted)


def _port(row: Object) -> str:
    number = row.get("port", "*")
    last = f"-{row['endPort']}" if row.get("endPort") else ""
    return f"{number}{last}/{row.get('protocol') or 'TCP'}"


def _labels(selector: Object) -> str:
    rows = [f"{key}={value}" for key, value in (selector.get("matchLabels") or {}).items()]
    rows += [
        f"{e['key']} {e['operator']} {','.join(e.get('values') or ())}".strip()
        for e in selector.get("matchExpressions") or ()
    ]
    return ", ".join(rows) or "*"


def _peer(peer: Object) -> str:
    block = peer.get("ipBlock")
    if block:
        without = f" - {', '.join(block['except'])}" if block.get("except") else ""
        return f"{block['cidr']}{without}"
    parts = []
    if "namespaceSelector" in peer:
        parts.append(f"namespaces {_labels(peer['namespaceSelector'] or {})}")
    if "podSelector" in peer:
        parts.append(f"pods {_labels(peer['podSelector'] or {})}")
    return ", ".join(parts)
