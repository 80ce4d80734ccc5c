"""Why nobody answers behind a Service or an Ingress: the label that differs, the port that nobody has, the controller
that is not there.

Next: `storage.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.explain.look import Look, closest, named
from kubecourse.explain.pod_state import pod_state
from kubecourse.explain.policies import guards
from kubecourse.explain.reasons import Reason, fine, reason
from kubecourse.explain.workloads import worst

__all__ = ["ingress_reasons", "service_reasons"]

Object = dict[str, Any]
Labels = dict[str, str]

_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_OLD_CLASS = "kubernetes.io/ingress.class"


def _labels(pod: Object) -> Labels:
    return pod["metadata"].get("labels") or {}


def _chosen(selector: Labels, pods: list[Object]) -> list[Object]:
    found = [p for p in pods if all(_labels(p).get(key) == value for key, value in selector.items())]
    return [p for p in found if pod_state(p).state not in ("succeeded", "failed")]


def service_reasons(look: Look, service: Object) -> list[Reason]:
    """A Service: whom it reaches, or which label or port is in the way."""
    about, spec = named("Service", service), service.get("spec", {})
    if spec.get("type") == "ExternalName":
        return [fine("svc.external", about, host=spec.get("externalName", ""))]
    selector = spec.get("selector") or {}
    if not selector:
        return [fine("svc.no-selector", about)]
    space = service["metadata"].get("namespace", "")
    chosen = _chosen(selector, look.api.list("Pod", space))
    if not chosen:
        return [*_nearest(look, about, selector, space), reason("svc.none", about)]
    found = _ports(about, spec, chosen)
    ready = sum(pod_state(pod).state == "ready" for pod in chosen)
    if not ready and not spec.get("publishNotReadyAddresses"):
        found = [*worst(look, chosen), reason("svc.not-ready", about, count=len(chosen)), *found]
    elif not any(each.key == "svc.port-name" for each in found):
        found.append(fine("svc.fine", about, ready=ready))
    found += guards(look, chosen)
    if spec.get("type") == "LoadBalancer" and not (service.get("status", {}).get("loadBalancer") or {}).get("ingress"):
        said = look.quote("Service", service, "AllocationFailed")
        found.insert(0, reason("svc.pool-empty", about, said) if said else _unprovided(about, spec))
    return found


def _unprovided(about: str, spec: dict[str, Any]) -> Reason:
    """Nobody gives addresses at all, or only others than the one it names."""
    if spec.get("loadBalancerClass"):
        return reason("svc.balancer-class", about, named=spec["loadBalancerClass"])
    return reason("svc.balancer", about)


def _nearest(look: Look, about: str, selector: Labels, space: str) -> list[Reason]:
    """Which label of the nearest pod differs from the selector."""
    pods = look.api.list("Pod", space)
    scored = [(_nearness(selector, _labels(pod)), pod) for pod in pods]
    best = max(scored, key=lambda s: s[0], default=None)
    if best is not None and best[0] > 0:
        return _differences(about, selector, best[1])
    for pod in look.api.list("Pod"):
        if _chosen(selector, [pod]):
            return [reason("svc.other-space", about, other=pod["metadata"].get("namespace", ""))]
    words = ", ".join(f"{key}={value}" for key, value in selector.items())
    return [reason("svc.no-pods", about, selector=words)]


def _nearness(selector: Labels, labels: Labels) -> float:
    """How near a pod's labels come: equal labels count most, then look-alike values, then look-alike keys."""
    score = 0.0
    for key, value in selector.items():
        have = labels.get(key)
        if have == value:
            score += 1
        elif have is not None:
            score += 0.7 if closest(value, [have]) else 0.1
        elif (near := closest(key, list(labels))) is not None and labels[near] == value:
            score += 0.6
        elif value in labels.values():
            score += 0.4
    return score


def _differences(about: str, selector: Labels, pod: Object) -> list[Reason]:
    labels, name, found = _labels(pod), pod["metadata"]["name"], []
    for key, value in selector.items():
        have = labels.get(key)
        if have is None:
            near = closest(key, list(labels)) or next((k for k, v in labels.items() if v == value), None)
            words = f"labels: {', '.join(f'{k}={v}' for k, v in labels.items())}" if near else ""
            found.append(reason("svc.label-missing", about, words, key=key, wanted=value, pod=name))
        elif have != value:
            found.append(reason("svc.typo", about, key=key, wanted=value, pod=name, have=have))
    return found


def _ports(about: str, spec: Object, pods: list[Object]) -> list[Reason]:
    """TargetPorts that the pods do not have."""
    pod = pods[0]
    declared = [port for c in pod.get("spec", {}).get("containers") or () for port in c.get("ports") or ()]
    found = []
    for port in spec.get("ports") or ():
        target, name = port.get("targetPort", port["port"]), pod["metadata"]["name"]
        if isinstance(target, str):
            if target not in [p.get("name") for p in declared]:
                found.append(reason("svc.port-name", about, port=target, pod=name))
        elif declared and target not in [p.get("containerPort") for p in declared]:
            have = ", ".join(str(p.get("containerPort")) for p in declared)
            found.append(reason("svc.port-number", about, port=target, pod=name, have=have))
    return found


def ingress_reasons(look: Look, ingress: Object) -> list[Reason]:
    """An Ingress: its class, its controller, and the Services its rules name."""
    about, spec = named("Ingress", ingress), ingress.get("spec", {})
    found = _class(look, ingress)
    found += _same(look, ingress)
    space = ingress["metadata"].get("namespace", "")
    for where, backend in _backends(spec):
        service = look.find("Service", backend.get("name", ""), space)
        if service is None:
            found.append(reason("ing.no-service", about, where=where, service=backend.get("name", "")))
            continue
        port = backend.get("port") or {}
        wanted = port.get("number", port.get("name"))
        have = [value for p in service.get("spec", {}).get("ports") or () for value in (p.get("port"), p.get("name"))]
        if wanted not in have:
            found.append(reason("ing.no-port", about, where=where, port=wanted, service=backend.get("name", "")))
        found += [each for each in look.explain("Service", service) if each.wrong]
    addresses = (ingress.get("status", {}).get("loadBalancer") or {}).get("ingress") or ()
    if addresses:
        names = ", ".join(a.get("ip") or a.get("hostname", "") for a in addresses)
        found.append(fine("ing.fine", about, address=names))
    elif not found or all(each.key not in ("ing.no-class", "ing.class-missing") for each in found):
        found.insert(0, reason("ing.no-controller", about))
    return found


def _same(look: Look, ingress: Object) -> list[Reason]:
    """Rules that an older Ingress of the same class has already."""

    def age(one: Object) -> tuple[str, str, str]:
        meta = one["metadata"]
        return meta.get("creationTimestamp") or "", meta.get("namespace", ""), meta["name"]

    def rows(one: Object) -> list[str]:
        paths = [(rule.get("host") or "*", path) for rule in one.get("spec", {}).get("rules") or ()
                 for path in (rule.get("http") or {}).get("paths") or ()]  # fmt: skip
        return [f"{host}{path.get('path') or '/'} ({path.get('pathType')})" for host, path in paths]

    mine, found = rows(ingress), []
    for other in look.api.list("Ingress"):
        same_class = other.get("spec", {}).get("ingressClassName") == ingress.get("spec", {}).get("ingressClassName")
        if same_class and age(other) < age(ingress):
            name = f"{other['metadata'].get('namespace', '')}/{other['metadata']['name']}"
            theirs = rows(other)
            found += [reason("ing.same", named("Ingress", ingress), other=name, where=w) for w in mine if w in theirs]
    return found


def _class(look: Look, ingress: Object) -> list[Reason]:
    about, name = named("Ingress", ingress), ingress.get("spec", {}).get("ingressClassName")
    if name:
        return [] if look.find("IngressClass", name) else [reason("ing.class-missing", about, cls=name)]
    if (ingress["metadata"].get("annotations") or {}).get(_OLD_CLASS):
        return []
    classes = look.api.list("IngressClass")
    if any((c["metadata"].get("annotations") or {}).get(_DEFAULT_CLASS) == "true" for c in classes):
        return []
    return [reason("ing.no-class", about)]


def _backends(spec: Object) -> list[tuple[str, Object]]:
    found = []
    for rule in spec.get("rules") or ():
        for path in (rule.get("http") or {}).get("paths") or ():
            where = f"{rule.get('host') or '*'}{path.get('path') or ''}"
            found.append((where, (path.get("backend") or {}).get("service") or {}))
    if (spec.get("defaultBackend") or {}).get("service"):
        found.append(("*", spec["defaultBackend"]["service"]))
    return found
