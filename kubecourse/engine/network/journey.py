"""One request, hop by hop: who decided what, by which rule, and how it ended.

From a client machine: the company's DNS, its balancer, a node's port. From a pod: the cluster's DNS. Then
the rules that kube-proxy wrote, a pod, perhaps a reverse proxy and on to the next service. What the program
in a pod answers is asked of `serve`, which the composition root hands in. Each request ends in one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..core.work import Object
from . import dns, gateway, ingress, metallb, policy, routes
from .choice import CLIENT, through_rules
from .hops import Hop, Journey, Reply
from .lookups import (
    alive,
    any_node,
    balanced,
    dns_serves,
    inner,
    pod_at,
    pod_called,
    port_row,
    ready_endpoints,
    routes_port,
)
from .plugin import plugin
from .proxy import place_of
from .urls import Target, target_of

__all__ = ["BALANCER", "BY_HAND", "Hop", "Journey", "Reply", "resume", "travel"]

_MOST_HOPS = 40
_PHRASES = {404: "Not Found", 500: "Internal Server Error", 503: "Service Unavailable"}

#: the balancer of the company: its address, and where its administrators pointed it by hand (port 80 -> nodePort 30080)
BALANCER = "192.168.0.50"
BY_HAND = {80: 30080, 443: 30443}


Serve = Callable[[Any, Object, int, str, "Traveller"], Reply]


def travel(api: Any, url: str, source: str, serve: Serve, headers: Mapping[str, str] | None = None) -> Journey:
    """Send a request for `url` (http://host[:port]/path, or host:port) from a machine or a pod ("ns/name" or "name").

    A header `Host` is what a reverse proxy goes by, whatever name was asked for.
    """
    journey = Journey(url, source)
    target = target_of(url)
    if target is None:
        journey.failure = "bad-url"
        journey.hops.append(Hop(f"Machine/{source}", "bad-url", {"url": url}))
        return journey
    host, port = target.host, target.port
    traveller = Traveller(api, journey, serve, host, target.path)
    traveller.sends(target, headers or {})
    pod = pod_called(api, source)
    journey.address = CLIENT if pod is None else str((pod.get("status") or {}).get("podIP") or "")
    machine = api.find("Node", source) if pod is None else None
    if pod is not None:
        traveller.from_pod(pod, host, port)
    elif machine is not None and dns.is_address(host) and inner(host):
        journey.address = place_of(machine).address
        traveller.from_node(machine, host, port)
    else:
        traveller.from_outside(source, host, port)
    return journey


def resume(api: Any, url: str, source: str, serve: Serve, pod: Object, port: int) -> Journey:
    """Send a request over a connection to a pod that is open already: no name, no rule and no lot stands before it."""
    journey = Journey(url, source)
    target = target_of(url)
    Traveller(api, journey, serve, target.host if target else "", target.path if target else "/").to_pod(pod, port)
    return journey


class Traveller:
    """The request on its way: every method adds hops and ends in one answer."""

    def __init__(self, api: Any, journey: Journey, serve: Serve, host: str, path: str) -> None:
        self.api, self.journey, self.serve, self.host, self.path = api, journey, serve, host, path
        #: who sends now: the client, a pod, the reverse proxy on the way; its node's address where that hides it
        self.sender = policy.End(CLIENT)
        self.headers: Mapping[str, str] = {}
        self.query, self.scheme = "", "http"

    def sends(self, target: Target, headers: Mapping[str, str]) -> None:
        """What a reverse proxy looks at besides host and path."""
        self.headers, self.query, self.scheme = headers, target.query, target.scheme
        self.host = next((text for name, text in headers.items() if name.lower() == "host"), self.host)

    def _hop(self, at: str, did: str, **facts: Any) -> None:
        self.journey.hops.append(Hop(at, did, facts))

    def _end(self, at: str, failure: str, **facts: Any) -> None:
        self._hop(at, failure, **facts)
        self.journey.failure = failure

    # -- where it starts ---------------------------------------------------------------------------

    def from_outside(self, source: str, host: str, port: int) -> None:
        """From a machine of the company: only what the company's DNS and network know can be reached."""
        address = host
        if not dns.is_address(host):
            found = dns.external(self.api, host)
            if found is None:
                self._end("DNS/external", "nxdomain-outside", name=host, source=source)
                return
            self._hop("DNS/external", "resolves-outside", name=host, address=found, source=source)
            address = found
        self._to_company_address(address, port)

    def from_node(self, node: Object, address: str, port: int) -> None:
        """From a machine of the cluster: its own rules and routes lead to what is inside."""
        name = node["metadata"]["name"]
        self.sender = policy.End(place_of(node).address)
        self.to_address(address, port, name, f"Node/{name}")

    def from_pod(self, pod: Object, host: str, port: int) -> None:
        """From a pod: through the cluster's DNS and the rules of its own node."""
        meta = pod["metadata"]
        node = pod["spec"].get("nodeName", "")
        at = f"Pod/{meta['namespace']}/{meta['name']}"
        self._sends(pod)
        address = host if dns.is_address(host) else self._resolved(pod, host)
        if address:
            self.to_address(address, port, node, at)

    def _resolved(self, pod: Object, host: str) -> str:
        """The address that the pod gets for a name: from its /etc/hosts, or from the DNS that it asks; "" ends the journey."""
        meta, settings = pod["metadata"], dns.settings_of(pod)
        for alias in pod["spec"].get("hostAliases") or ():
            if host in (alias.get("hostnames") or ()):
                at = f"Pod/{meta['namespace']}/{meta['name']}"
                self._hop(at, "hosts-file", name=host, address=alias["ip"], pod=meta["name"])
                return str(alias["ip"])
        at = "DNS/cluster" if settings.inside else "DNS/external"
        if settings.inside and self._dns_denied(pod):
            return ""
        if settings.inside and not dns_serves(self.api):
            self._end(at, "dns-down", name=host, pod=meta["name"])
            return ""
        found = dns.look_up(self.api, host, "A", settings)
        facts = {"name": host, "pod": meta["name"], "tried": [f"{one.name} {one.status}" for one in found.tried]}
        if found.answer.addresses:
            did = "resolves-inside" if settings.inside else "resolves-company"
            self._hop(at, did, full=found.answer.name, address=found.answer.addresses[0], **facts)
            return found.answer.addresses[0]
        if found.answer.circle:
            names = " > ".join([found.answer.name, *(record.data.rstrip(".") for record in found.answer.records)])
            self._end(at, "dns-circle", names=names, **facts)
        elif found.answer.records:
            self._end(at, "nxdomain-alias", alias=found.answer.records[-1].data.rstrip("."), **facts)
        else:
            did = "nxdomain-inside" if settings.inside else "nxdomain-company"
            self._end(at, did, namespace=meta["namespace"], **facts)
        return ""

    def _sends(self, pod: Object) -> None:
        self.sender = policy.End((pod.get("status") or {}).get("podIP") or "", pod)

    def _dns_denied(self, pod: Object) -> bool:
        """A pod that may not talk to any DNS server does not even learn the address."""
        servers = [
            p
            for p in self.api.list("Pod", "kube-system")
            if (p["metadata"].get("labels") or {}).get("k8s-app") == "kube-dns"
        ]
        ends = [policy.End((p.get("status") or {}).get("podIP") or "", p) for p in servers]
        found = [policy.refusal(self.api, self.sender, end, 53, "UDP") for end in ends]
        first = next((refusal for refusal in found if refusal), None)
        if not found or first is None or not all(found):
            return False
        self._end(
            "DNS/cluster", "dns-denied", name=self.host, pod=pod["metadata"]["name"], policies=", ".join(first.policies)
        )
        return True

    # -- the company's network -----------------------------------------------------------------------

    def _to_company_address(self, address: str, port: int) -> None:
        service = balanced(self.api, address)
        nodes = {a["address"]: n for n in self.api.list("Node") for a in n["status"].get("addresses") or ()}
        if service is not None:
            node = self._balancer(service, address, port)
            if node:
                self._service(service, port, node, (address, port))
        elif address == BALANCER:
            self._by_hand(port)
        elif address in nodes:
            self._node_port(nodes[address], port)
        elif inner(address):
            self._end(f"Address/{address}", "not-routed", address=address)
        else:
            self._end(f"Address/{address}", "timeout", address=address, port=port)

    def _balancer(self, service: Object, address: str, port: int) -> str:
        """The node that a balancer sends it to: that of MetalLB is the one that answers for the address; "" ends it."""
        at, name = f"Balancer/{address}", service["metadata"]["name"]
        if metallb.POOL_NOTE not in (service["metadata"].get("annotations") or {}):
            self._hop(at, "balancer-service", address=address, port=port, service=name)
            return any_node(self.api)
        node = metallb.announcer(self.api, service)
        if node is None:
            self._end(at, "not-announced", address=address, service=name)
            return ""
        self._hop(at, "balancer-announced", address=address, port=port, service=name, node=node)
        return node

    def _by_hand(self, port: int) -> None:
        target = BY_HAND.get(port)
        node = any_node(self.api)
        if target is None or not node:
            self._end(f"Balancer/{BALANCER}", "refused", address=BALANCER, port=port)
            return
        found = self.api.find("Node", node)
        self._hop(f"Balancer/{BALANCER}", "balancer-by-hand", address=BALANCER, port=port, node=node, node_port=target)
        self._node_port(found, target)

    def _node_port(self, node: Object, port: int) -> None:
        name = node["metadata"]["name"]
        if not alive(node):
            self._end(f"Node/{name}", "node-down", node=name)
            return
        for service in self.api.list("Service"):
            for row in service["spec"].get("ports") or ():
                if row.get("nodePort") == port:
                    self._hop(
                        f"Node/{name}",
                        "node-port",
                        node=name,
                        port=port,
                        service=service["metadata"]["name"],
                        to=row["port"],
                    )
                    self._service(service, row["port"], name, (place_of(node).address, port))
                    return
        self._end(f"Node/{name}", "refused", address=name, port=port)

    # -- inside the cluster ----------------------------------------------------------------------------

    def to_address(self, address: str, port: int, node: str, at: str) -> None:
        """To an address inside: a service's, a pod's, or out again to the company."""
        if len(self.journey.hops) > _MOST_HOPS:
            self._end(at, "loop", address=address)
            return
        for service in self.api.list("Service"):
            if address in (service["spec"].get("clusterIPs") or [service["spec"].get("clusterIP")]):
                self._service(service, port, node)
                return
        pod = pod_at(self.api, address)
        if pod is not None:
            self.to_pod(pod, port)
        elif inner(address):
            self._end(f"Address/{address}", "timeout", address=address, port=port)
        else:
            self._to_company_address(address, port)

    def _service(self, service: Object, port: int, node: str, way: tuple[str, int] | None = None) -> None:
        """Through the rules of a node. `way`: the address and port it came to, if not the cluster's own."""
        meta = service["metadata"]
        at = f"Service/{meta['namespace']}/{meta['name']}"
        if len(self.journey.hops) > _MOST_HOPS:
            self._end(at, "loop", address=meta["name"])
            return
        row = next((r for r in service["spec"].get("ports") or () if r["port"] == port), None)
        if row is None:
            have = ", ".join(str(r["port"]) for r in service["spec"].get("ports") or ())
            self._end(at, "service-port", service=meta["name"], port=port, have=have)
            return
        found = self.api.find("Node", node)
        address = service["spec"].get("clusterIP")
        walked = (
            through_rules(self.api, self.journey.source, service, row, found, way or (address, port)) if found else None
        )
        if walked is None or walked.verdict != "dnat":
            drops = walked is not None and walked.verdict == "drop"
            did = "no-local-endpoints" if drops else "no-endpoints"
            self._end(at, did, service=meta["name"], address=address, port=port, node=node)
            return
        if walked.masquerade and self.sender.pod is None:
            self.sender = policy.End(place_of(found).address)
        chains = " > ".join(dict.fromkeys(step.chain for step in walked.steps if step.chain.startswith("KUBE-S")))
        self._hop(at, "balances", service=meta["name"], address=address, port=port, node=node, to=walked.target,
                  endpoints=", ".join(walked.offered), chains=chains)  # fmt: skip
        ip, _, number = walked.target.rpartition(":")
        pod = pod_at(self.api, ip)
        if pod is None:
            self._end(at, "timeout", address=ip, port=int(number))
        else:
            self.to_pod(pod, int(number))

    def to_pod(self, pod: Object, port: int) -> None:
        """To a pod itself: its node, the policies, then the program in it."""
        meta = pod["metadata"]
        at = f"Pod/{meta['namespace']}/{meta['name']}"
        node = self.api.find("Node", pod["spec"].get("nodeName", ""))
        if node is not None and not alive(node):
            self._end(at, "node-down", node=node["metadata"]["name"])
            return
        end = policy.End((pod.get("status") or {}).get("podIP") or "", pod)
        denied = policy.verdict(self.api, self.sender, end, port)
        if denied is not None and policy.enforced(self.api):
            self._end(at, f"policy-{denied.direction}", pod=denied.pod.partition("/")[2], sender=self._who(),
                      policies=", ".join(denied.policies), port=port, missed=list(map(list, denied.missed)))  # fmt: skip
            return
        if denied is not None:
            self._hop(at, "policy-ignored", pod=meta["name"], policies=", ".join(denied.policies),
                      plugin=plugin(self.api).name)  # fmt: skip
        asked = f"{self.path}?{self.query}" if self.query else self.path
        reply = self.serve(self.api, pod, port, asked, self)
        if reply.failure:
            self._end(at, reply.failure, pod=meta["name"], address=(pod.get("status") or {}).get("podIP"), port=port)
            return
        controller = ingress.controller_of(pod)
        if controller is not None:
            self._proxy(pod, controller, at)
            return
        if reply.inner is not None:
            self.journey.hops += [
                Hop(at, "asks-database", {"pod": meta["name"], "host": reply.inner.url}),
                *reply.inner.hops,
            ]
        self._hop(at, "answers", pod=meta["name"], port=port, code=reply.code or "OK", node=pod["spec"].get("nodeName"))
        self.journey.code, self.journey.body = reply.code, reply.body

    def _who(self) -> str:
        pod = self.sender.pod
        return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}" if pod else self.sender.address

    def _proxy(self, pod: Object, controller: str, at: str) -> None:
        """The pod is a reverse proxy: its Ingress rules say where to go on, and it is who sends from here."""
        self._sends(pod)
        found = ingress.route(self.api, controller, self.host, self.path)
        if found is not None:
            rule = found.ingress["metadata"]
            self._hop(at, "proxy-rule", pod=pod["metadata"]["name"], ingress=rule["name"], namespace=rule["namespace"],
                      host=found.host or "*", path=found.path or "/", service=found.service, port=found.port)  # fmt: skip
            self._onward(pod, at, rule["namespace"], found.service, found.port)
            return
        if controller == routes.ROUTER_NAME:
            self._router(pod, at)
            return
        asked = f"{self.path}?{self.query}" if self.query else self.path
        decided = gateway.decide(self.api, controller, self.host, asked, self.headers, self.scheme)
        if decided is None:
            self._itself(pod, at, 404, "proxy-404")
            return
        self._hop(at, "gateway-rule", pod=pod["metadata"]["name"], gateway=decided.gateway["metadata"]["name"],
                  route=decided.route["metadata"]["name"], namespace=decided.namespace, host=decided.host or "*",
                  path=decided.path, service=decided.service or "-", port=decided.port)  # fmt: skip
        if decided.code >= 400:
            self._itself(pod, at, decided.code, "proxy-500")
        elif decided.code:
            self._itself(pod, at, decided.code, "")
        else:
            self._onward(pod, at, decided.namespace, decided.service, decided.port)

    def _router(self, pod: Object, at: str) -> None:
        """OpenShift's router: by its Routes, and 503 for a host that none of them has."""
        found = routes.decide(self.api, self.host, self.path, self.scheme)
        if found is None or found.code >= 400:
            self._itself(pod, at, 503, "router-503")
            return
        meta = found.route["metadata"]
        self._hop(at, "route-rule", pod=pod["metadata"]["name"], route=meta["name"], namespace=meta["namespace"],
                  host=self.host, path=found.route["spec"].get("path") or "/", service=found.service or "https")  # fmt: skip
        if found.code:
            self._itself(pod, at, found.code, "")
            return
        service = self.api.find("Service", found.service, meta["namespace"])
        row = routes_port(service, found.port) if service else None
        self._onward(pod, at, meta["namespace"], found.service, row["port"] if row else found.port or 0)

    def _itself(self, pod: Object, at: str, code: int, failure: str) -> None:
        """The proxy answers: nobody else is asked."""
        name = pod["metadata"]["name"]
        self.journey.code, self.journey.body = code, f"{code} {_PHRASES.get(code, 'Redirect')}"
        if failure:
            self._hop(at, failure, pod=name, host=self.host, path=self.path)
        self._hop(at, "answers", pod=name, port=80, code=code, node=pod["spec"].get("nodeName"))
        self.journey.failure = failure or None

    def _onward(self, pod: Object, at: str, namespace: str, name: str, port: int | str) -> None:
        """From the proxy to the Service of the rule that it has applied."""
        service = self.api.find("Service", name, namespace)
        row = port_row(service, port) if service else None
        if service is None or row is None or not ready_endpoints(self.api, service, row):
            self.journey.code, self.journey.body = 503, "503 Service Temporarily Unavailable"
            self._end(at, "proxy-503", pod=pod["metadata"]["name"], service=name, port=port)
            return
        self._service(service, row["port"], pod["spec"].get("nodeName", ""))
