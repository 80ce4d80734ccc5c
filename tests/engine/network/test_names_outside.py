"""Names of the company's DNS that nobody writes by hand: external-dns, and the Routes of OpenShift."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster

DNS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: external-dns, namespace: kube-system}
spec:
  selector: {matchLabels: {app: external-dns}}
  template:
    metadata: {labels: {app: external-dns}}
    spec:
      containers:
      - name: external-dns
        image: registry.k8s.io/external-dns/external-dns:v0.20.0
        args: [--source=service, --source=ingress, --domain-filter=miempresa.com]
"""
WEB = """
apiVersion: v1
kind: Service
metadata:
  name: web
  annotations: {external-dns.alpha.kubernetes.io/hostname: "web.miempresa.com,www.example.org"}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
"""
BASE: dict[str, Cluster] = {}


def platform(name: str) -> Cluster:
    if name not in BASE:
        cluster = Cluster(platform=name)
        cluster.kubectl("create deployment web --image=nginx:1.27 --port=80")
        cluster.settle()
        BASE[name] = cluster
    return BASE[name].fork()


def route(name: str, **spec: Any) -> dict[str, Any]:
    return {"apiVersion": "route.openshift.io/v1", "kind": "Route", "metadata": {"name": name},
            "spec": {"to": {"kind": "Service", "name": "web"}, **spec}}  # fmt: skip


def admitted(cluster: Cluster, name: str) -> dict[str, Any]:
    row: dict[str, Any] = cluster.get("Route", name)["status"]["ingress"][0]["conditions"][0]
    return row


def test_a_service_gets_its_name_in_the_companys_dns_and_loses_it() -> None:
    cluster = platform("cloud")
    cluster.apply(WEB)
    cluster.settle()
    assert cluster.request("http://web.miempresa.com/").verdict == "nxdomain-outside", "nobody has written it down yet"
    cluster.apply(DNS)
    cluster.settle()
    assert cluster.request("http://web.miempresa.com/")
    assert "www.example.org" not in str(cluster.zone("external")), "not a domain of this company"
    cluster.kubectl("delete service web")
    cluster.settle()
    assert cluster.request("http://web.miempresa.com/").verdict == "nxdomain-outside"
    assert cluster.zone("external").startswith("app.miempresa.com."), "what was written by hand stays"


def test_an_ingress_gets_the_address_of_its_proxy_and_its_hosts_a_name() -> None:
    cluster = platform("cloud")
    cluster.kubectl("expose deployment web --port=80")
    cluster.apply(
        DNS
        + """
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: proxy}
spec: {controller: traefik.io/ingress-controller}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: site}
spec:
  ingressClassName: proxy
  rules: [{host: shop.miempresa.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
    )
    cluster.settle()
    assert cluster.get("Ingress", "site")["status"]["loadBalancer"] == {}
    cluster.kubectl("create deployment proxy --image=traefik:v3.5 --port=80")
    cluster.kubectl("expose deployment proxy --port=80 --type=LoadBalancer")
    cluster.settle()
    address = cluster.get("Service", "proxy")["status"]["loadBalancer"]["ingress"][0]["ip"]
    assert cluster.get("Ingress", "site")["status"]["loadBalancer"]["ingress"] == [{"ip": address}]
    assert f"shop.miempresa.com. 300 IN A {address}\n" in cluster.zone("external")
    assert cluster.request("http://shop.miempresa.com/")


def test_a_route_is_admitted_gets_a_host_and_leads_to_its_service() -> None:
    cluster = platform("openshift")
    cluster.kubectl("expose deployment web --port=80")
    cluster.apply(route("web"))
    cluster.settle()
    assert cluster.get("Route", "web")["spec"]["host"] == "web-default.apps.miempresa.com"
    assert admitted(cluster, "web")["status"] == "True"
    journey = cluster.request("http://web-default.apps.miempresa.com/")
    assert journey and "route-rule" in [hop.did for hop in journey.hops]
    assert cluster.request("http://nobody.apps.miempresa.com/").code == 503


def test_of_two_routes_with_one_host_the_older_is_admitted() -> None:
    cluster = platform("openshift")
    cluster.kubectl("expose deployment web --port=80")
    cluster.apply(route("first", host="shop.apps.miempresa.com"))
    cluster.advance("5s")
    cluster.apply(
        [route("second", host="shop.apps.miempresa.com"), route("below", host="shop.apps.miempresa.com", path="/a")]
    )
    cluster.settle()
    assert admitted(cluster, "second")["reason"] == "HostAlreadyClaimed"
    assert "route first already exposes shop.apps.miempresa.com and is older" in admitted(cluster, "second")["message"]
    assert admitted(cluster, "below")["status"] == "True"


@pytest.mark.parametrize(("policy", "code"), [("Redirect", 302), ("Allow", 200), ("None", 503)])
def test_a_plain_request_to_a_route_with_tls_is_treated_as_it_says(policy: str, code: int) -> None:
    cluster = platform("openshift")
    cluster.kubectl("expose deployment web --port=80")
    cluster.apply(route("web", tls={"termination": "edge", "insecureEdgeTerminationPolicy": policy}))
    cluster.settle()
    assert cluster.request("http://web-default.apps.miempresa.com/").code == code
    assert cluster.request("https://web-default.apps.miempresa.com/").code == 200


def test_a_route_elsewhere_is_no_kind() -> None:
    with pytest.raises(Exception, match='no matches for kind "Route"'):
        platform("cloud").apply(route("web"))
