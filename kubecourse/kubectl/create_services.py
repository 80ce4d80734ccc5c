"""`kubectl create service | ingress` and `kubectl expose`.

Upstream: `kubectl/pkg/cmd/create/create_{service,ingress}.go`, `pkg/cmd/expose`. Next: `create_config.py`.
"""

from __future__ import annotations

import re
from typing import Any

from ..engine.core.work import Object
from .cmd_create import one_name, send
from .failures import Failure, help_error
from .flags import required
from .resources import need, read, requested, select
from .session import Session

__all__ = ["cluster_ip", "expose", "external_name", "ingress", "load_balancer", "node_port"]


def _ports(session: Session) -> list[Object]:
    return [_port(text) for text in session.flags("tcp") or ()]


def _port(text: str) -> Object:
    """`80`, `80:8080` or `80:http`."""
    first, colon, second = text.partition(":")
    name = text.replace(":", "-")
    port = _number(first)
    target: Any = port
    if colon:
        target = _number(second) if second.isdecimal() else second
    return {"name": name, "port": port, "protocol": "TCP", "targetPort": target}


def _number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise Failure(
            f'strconv.Atoi: parsing "{text}": invalid syntax' if not text.isdecimal() else f"invalid port {text}"
        )
    return int(text)


def _service(session: Session, type: str, spec: Object) -> None:
    name = one_name(session)
    labels = {"app": name}
    body = {"type": type, "selector": labels, **spec}
    send(
        session,
        "Service",
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": name, "labels": labels},
            "spec": body,
            "status": {"loadBalancer": {}},
        },
    )


def cluster_ip(session: Session) -> None:
    """A Service inside the cluster; `--clusterip=None` makes it headless."""
    ports, ip = _ports(session), session.flags("clusterip")
    if not ports and ip != "None":
        raise Failure("at least one tcp port specifier must be provided")
    _service(session, "ClusterIP", {**({"ports": ports} if ports else {}), **({"clusterIP": ip} if ip else {})})


def node_port(session: Session) -> None:
    """A Service with a port on every node."""
    ports = _ports(session)
    if not ports:
        raise Failure("at least one tcp port specifier must be provided")
    if session.flags("node-port"):
        ports = [{**ports[0], "nodePort": session.flags("node-port")}, *ports[1:]]
    _service(session, "NodePort", {"ports": ports})


def load_balancer(session: Session) -> None:
    """A Service with an address from outside."""
    ports = _ports(session)
    if not ports:
        raise Failure("at least one tcp port specifier must be provided")
    _service(session, "LoadBalancer", {"ports": ports})


def external_name(session: Session) -> None:
    """A Service that is an alias of a name outside."""
    required(session.flags, "external-name")
    ports = _ports(session)
    _service(
        session, "ExternalName", {"externalName": session.flags("external-name"), **({"ports": ports} if ports else {})}
    )


_RULE = re.compile(r"([^/]*)(/[^=]*?)?(\*)?=([^:,]+):([^,]+)((?:,.*)?)")


def ingress(session: Session) -> None:
    """An Ingress from `--rule="host/path=service:port[,tls[=secret]]"`."""
    name, flags = one_name(session), session.flags
    rules: dict[str, list[Object]] = {}
    tls: dict[str, Object] = {}
    if not flags("rule") and not flags("default-backend"):
        raise Failure(
            "not enough information provided: every ingress has to either specify a default-backend (which catches all "
            "traffic) or a list of rules (which catch specific paths)"
        )
    for text in flags("rule") or ():
        found = _RULE.fullmatch(text)
        if found is None:
            raise Failure(f"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]")
        host, path, star, service, port, extra = found.groups()
        one = {"backend": _backend(service, port), "path": path or "/", "pathType": "Prefix" if star else "Exact"}
        rules.setdefault(host, []).append(one)
        if extra.startswith(",tls"):
            secret = extra.partition("=")[2]
            entry = tls.setdefault(
                secret, {**({"hosts": []} if host else {}), **({"secretName": secret} if secret else {})}
            )
            if host and host not in entry.get("hosts", ()):
                entry.setdefault("hosts", []).append(host)
    spec: Object = {}
    if flags("class"):
        spec["ingressClassName"] = flags("class")
    if flags("default-backend"):
        spec["defaultBackend"] = _backend(*flags("default-backend").partition(":")[::2])
    if rules:
        spec["rules"] = [
            {**({"host": host} if host else {}), "http": {"paths": paths}} for host, paths in rules.items()
        ]
    if tls:
        spec["tls"] = list(tls.values())
    meta: Object = {"name": name}
    if flags("annotation"):
        meta["annotations"] = dict(text.partition("=")[::2] for text in flags("annotation"))
    send(
        session,
        "Ingress",
        {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "metadata": meta,
            "spec": spec,
            "status": {"loadBalancer": {}},
        },
    )


def _backend(service: str, port: str) -> Object:
    return {"service": {"name": service, "port": {"number": int(port)} if port.isdecimal() else {"name": port}}}


def expose(session: Session) -> None:
    """A Service for what already runs."""
    wanted = requested(session, session.args)
    need(session, wanted)
    for kind, name in wanted:
        objects = [read(session, kind, name)] if name else select(session, kind)
        if kind.key not in ("Deployment", "ReplicaSet", "ReplicationController", "Service", "Pod"):
            raise Failure(f"cannot expose a {kind.name}" + (f".{kind.group}" if kind.group else ""))
        for obj in objects:
            made = _exposed(session, obj)
            service = session.registry.key("Service")
            assert service is not None
            if session.dry_run != "client":
                made = session.api.create(made, session.namespace, dry_run=session.dry_run == "server")
                session.heard()
            session.done(service, made, "exposed")


def _exposed(session: Session, obj: Object) -> Object:
    flags = session.flags
    selector = _selector(session, obj)
    ports = _known_ports(obj)
    if flags("port"):
        ports = [{"port": int(text)} for text in flags("port").split(",") if text.isdecimal()]
    if not ports:
        raise help_error("kubectl expose", "couldn't find port via --port flag or introspection")
    target = flags("target-port")
    made = []
    for number, port in enumerate(ports):
        one = {"port": port["port"], "protocol": flags("protocol") or port.get("protocol", "TCP")}
        if len(ports) > 1:
            one["name"] = f"port-{number + 1}"
        one["targetPort"] = (int(target) if target.isdecimal() else target) if target else port["port"]
        made.append(one)
    spec: Object = {"ports": made, "selector": selector}
    if flags("type"):
        spec["type"] = flags("type")
    for flag, field in (
        ("cluster-ip", "clusterIP"),
        ("session-affinity", "sessionAffinity"),
        ("load-balancer-ip", "loadBalancerIP"),
    ):
        if flags(flag):
            spec[field] = flags(flag)
    if flags("external-ip"):
        spec["externalIPs"] = flags("external-ip").split(",")
    labels = dict(part.partition("=")[::2] for part in flags("labels").split(",")) if flags("labels") else None
    labels = labels or obj["metadata"].get("labels")
    meta: Object = {"name": flags("name") or obj["metadata"]["name"]}
    if labels:
        meta["labels"] = dict(labels)
    return {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": spec, "status": {"loadBalancer": {}}}


def _selector(session: Session, obj: Object) -> dict[str, str]:
    if session.flags("selector"):
        return dict(part.partition("=")[::2] for part in session.flags("selector").split(","))
    if obj["kind"] == "Pod":
        labels = obj["metadata"].get("labels")
        if not labels:
            raise Failure(
                "couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed"
            )
        return dict(labels)
    selector = obj["spec"].get("selector") or {}
    if obj["kind"] in ("Service", "ReplicationController"):
        return dict(selector)
    if selector.get("matchExpressions"):
        raise Failure(
            "couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - "
            '"[]" to map-based selector format'
        )
    return dict(selector.get("matchLabels") or {})


def _known_ports(obj: Object) -> list[Object]:
    if obj["kind"] == "Service":
        return [dict(port) for port in obj["spec"].get("ports") or ()]
    spec = obj["spec"] if obj["kind"] == "Pod" else obj["spec"]["template"]["spec"]
    found = [port for container in spec["containers"] for port in container.get("ports") or ()]
    return [{"port": port["containerPort"], "protocol": port.get("protocol", "TCP")} for port in found]
