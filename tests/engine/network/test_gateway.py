"""The Gateway API: conditions in the words of the real one, and requests that go where the most telling match says."""

from __future__ import annotations

from typing import Any

from kubecourse import Cluster
from kubecourse.engine.network.gateway import MANIFEST

BASE: list[Cluster] = []
CLASS = "{apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {name: traefik}, spec: {controllerName: traefik.io/gateway-controller}}"


def installed() -> Cluster:
    """Three programs, Traefik before them on node port 30080, and the kinds."""
    if not BASE:
        cluster = Cluster()
        for name in ("blue", "green"):
            cluster.kubectl(f"create deployment {name} --image=nginx:1.27 --port=80")
            cluster.kubectl(f"expose deployment {name} --port=80")
        cluster.apply(
            MANIFEST
            + """
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy}
spec:
  selector: {matchLabels: {app: proxy}}
  template:
    metadata: {labels: {app: proxy}}
    spec: {containers: [{name: traefik, image: "traefik:v3.5", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: proxy}
spec: {type: NodePort, selector: {app: proxy}, ports: [{port: 80, nodePort: 30080}]}
"""
        )
        cluster.settle()
        BASE.append(cluster)
    return BASE[0].fork()


def gateway(*listeners: dict[str, Any], name: str = "door") -> dict[str, Any]:
    rows = list(listeners) or [{"name": "http", "port": 80, "protocol": "HTTP"}]
    return {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "metadata": {"name": name},
            "spec": {"gatewayClassName": "traefik", "listeners": rows}}  # fmt: skip


def route(*rules: dict[str, Any], name: str = "site", hosts: list[str] | None = None, **ref: Any) -> dict[str, Any]:
    spec = {"parentRefs": [{"name": "door", **ref}], "rules": list(rules)}
    return {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": name},
            "spec": {**spec, **({"hostnames": hosts} if hosts else {})}}  # fmt: skip


def to(service: str, weight: int = 1, port: int = 80) -> dict[str, Any]:
    return {"name": service, "port": port, "weight": weight}


def conditions(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {row["type"]: f"{row['status']} {row['reason']}" for row in rows}


def parent(cluster: Cluster, name: str = "site") -> dict[str, str]:
    return conditions(cluster.get("HTTPRoute", name)["status"]["parents"][0]["conditions"])


def where(cluster: Cluster, path: str = "/", **headers: str) -> str:
    journey = cluster.request(
        f"http://app.miempresa.com{path}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return str(journey.pod).removeprefix("default/").partition("-")[0] if journey.failure is None else journey.verdict


def test_a_class_waits_for_its_controller_and_is_accepted_when_it_runs() -> None:
    cluster = installed()
    cluster.apply(CLASS.replace("traefik.io", "nobody.example").replace("name: traefik", "name: nobody"))
    cluster.apply(CLASS)
    cluster.settle()
    seen = {
        name: conditions(cluster.get("GatewayClass", name)["status"]["conditions"]) for name in ("traefik", "nobody")
    }
    assert seen == {"traefik": {"Accepted": "True Accepted"}, "nobody": {"Accepted": "Unknown Pending"}}


def test_a_gateway_is_programmed_and_counts_its_routes() -> None:
    cluster = installed()
    cluster.apply([gateway(), route({"backendRefs": [to("blue")]})])
    cluster.apply(CLASS)
    cluster.settle()
    status = cluster.get("Gateway", "door")["status"]
    assert conditions(status["conditions"]) == {"Accepted": "True Accepted", "Programmed": "True Programmed"}
    assert status["listeners"][0]["attachedRoutes"] == 1
    assert [row["value"] for row in status["addresses"]] == ["192.168.0.101", "192.168.0.102"]
    assert parent(cluster) == {"Accepted": "True Accepted", "ResolvedRefs": "True ResolvedRefs"}
    journey = cluster.request("http://app.miempresa.com/")
    assert "gateway-rule" in [hop.did for hop in journey.hops] and journey


def test_paths_headers_and_hosts_go_by_the_most_telling_match() -> None:
    cluster = installed()
    beta = {"headers": [{"name": "X-Beta", "value": "yes"}]}
    cluster.apply(CLASS)
    cluster.apply(
        [
            gateway(),
            route(
                {"matches": [{"path": {"type": "PathPrefix", "value": "/"}}], "backendRefs": [to("blue")]},
                {"matches": [{"path": {"type": "Exact", "value": "/shop"}}, beta], "backendRefs": [to("green")]},
                {"matches": [{"path": {"value": "/old"}}], "filters": [{"type": "RequestRedirect", "requestRedirect": {"statusCode": 301}}]},
                {"matches": [{"path": {"value": "/nobody"}}], "backendRefs": [to("nobody")]},
            ),
            route({"backendRefs": [to("green")]}, name="other", hosts=["other.example.com"]),
        ]
    )  # fmt: skip
    cluster.settle()
    assert [where(cluster, path) for path in ("/", "/shop", "/shop/a", "/nobody")] == [
        "blue",
        "green",
        "blue",
        "proxy-500",
    ]
    assert where(cluster, X_Beta="yes") == "green" and where(cluster, X_Beta="no") == "blue"
    assert cluster.request("http://app.miempresa.com/old/x").code == 301
    assert where(cluster, Host="other.example.com") == "green"
    assert parent(cluster) == {"Accepted": "True Accepted", "ResolvedRefs": "False BackendNotFound"}


def test_weights_share_out_the_requests() -> None:
    cluster = installed()
    cluster.apply(CLASS)
    cluster.apply([gateway(), route({"backendRefs": [to("blue", 9), to("green", 1)]})])
    cluster.settle()
    seen = [where(cluster) for _ in range(200)]
    assert 3 <= seen.count("green") <= 45 and seen.count("blue") + seen.count("green") == 200
    cluster.apply(route({"backendRefs": [to("blue", 0), to("green", 1)]}))
    cluster.settle()
    assert {where(cluster) for _ in range(20)} == {"green"}


def test_what_may_not_attach_says_why() -> None:
    cluster = installed()
    cluster.kubectl("create namespace shop")
    cluster.apply(CLASS)
    cluster.apply(
        [
            gateway({"name": "http", "port": 80, "protocol": "HTTP", "hostname": "*.miempresa.com"},
                    {"name": "twice", "port": 80, "protocol": "HTTP", "hostname": "*.miempresa.com"},
                    {"name": "tls", "port": 443, "protocol": "HTTPS", "tls": {"certificateRefs": [{"name": "none"}]}},
                    {"name": "raw", "port": 5432, "protocol": "TCP"}),
            route({"backendRefs": [to("blue")]}, name="host", hosts=["www.example.org"], sectionName="http"),
            route({"backendRefs": [to("blue")]}, name="section", sectionName="nothing"),
            {**route({"backendRefs": [to("blue")]}, namespace="default"), "metadata": {"name": "far", "namespace": "shop"}},
            route({"backendRefs": [{**to("web"), "namespace": "shop"}]}, name="theirs"),
        ]
    )  # fmt: skip
    cluster.settle()
    assert parent(cluster, "host")["Accepted"] == "False NoMatchingListenerHostname"
    assert parent(cluster, "section")["Accepted"] == "False NoMatchingParent"
    far = cluster.get("HTTPRoute", "far", "shop")["status"]["parents"][0]["conditions"]
    assert conditions(far)["Accepted"] == "False NotAllowedByListeners"
    assert parent(cluster, "theirs")["ResolvedRefs"] == "False RefNotPermitted"
    rows = {row["name"]: conditions(row["conditions"]) for row in cluster.get("Gateway", "door")["status"]["listeners"]}
    assert rows["twice"]["Accepted"] == "False HostnameConflict"
    assert rows["tls"]["ResolvedRefs"] == "False InvalidCertificateRef"
    assert rows["raw"]["Accepted"] == "False UnsupportedProtocol"


def test_a_proxy_whose_rule_leads_back_to_itself_does_not_hang() -> None:
    cluster = installed()
    cluster.apply(CLASS)
    cluster.apply([gateway(), route({"backendRefs": [to("proxy")]})])
    cluster.settle()
    assert cluster.request("http://app.miempresa.com/").verdict == "loop"
