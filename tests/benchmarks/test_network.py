"""The budgets of the network. What is asserted are ratios; the figures are for reading.

`python -m pytest tests/benchmarks --benchmark-enable -n 0`
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from kubecourse import Cluster
from kubecourse.engine.network.proxy import Config, Proxy, place_of

WORDPRESS = Path(__file__).with_name("wordpress.yaml").read_text(encoding="utf-8")


def service(number: int) -> dict[str, Any]:
    ports = [{"port": 80, "protocol": "TCP"}]
    spec = {"clusterIP": f"10.{number // 250}.30.{number % 250 + 1}", "ports": ports}
    return {"kind": "Service", "metadata": {"name": f"s{number}", "namespace": "default"}, "spec": spec}


def piece(number: int, endpoints: int = 5) -> dict[str, Any]:
    rows = [
        {"addresses": [f"10.{64 + number // 250}.{number % 250}.{e}"], "nodeName": "n1", "conditions": {"ready": True}}
        for e in range(1, endpoints + 1)
    ]
    meta = {"name": f"s{number}-x", "namespace": "default", "labels": {"kubernetes.io/service-name": f"s{number}"}}
    return {"kind": "EndpointSlice", "metadata": meta, "addressType": "IPv4", "endpoints": rows,
            "ports": [{"name": "", "port": 8080, "protocol": "TCP"}]}  # fmt: skip


def made(services: int) -> Proxy:
    proxy = Proxy(Config(cluster_cidr="10.64.0.0/10"))
    for number in range(services):
        proxy.put("Service", None, service(number))
        proxy.put("EndpointSlice", None, piece(number))
    return proxy


NODES = [{"metadata": {"name": f"n{i}"}, "status": {"addresses": []}} for i in range(100)]


def all_tables(proxy: Proxy) -> int:
    return sum(len(proxy.tables(place_of(node)).nat) for node in NODES)


def test_rules_of_a_thousand_services_on_a_hundred_nodes(benchmark: Any) -> None:
    """Budget: 1 s."""
    assert benchmark.pedantic(all_tables, setup=lambda: ((made(1000),), {}), rounds=3) > 600_000


def test_one_changed_endpoint_costs_little_beside_all_rules() -> None:
    proxy = made(1000)
    begun = time.perf_counter()
    _ = proxy.tables(place_of(NODES[0])).nat
    whole = time.perf_counter() - begun
    times = []
    for round_ in range(5):
        proxy.put("EndpointSlice", piece(7, 5 + round_), piece(7, 6 + round_))
        begun = time.perf_counter()
        _ = proxy.tables(place_of(NODES[0])).nat
        times.append(time.perf_counter() - begun)
    assert min(times) * 3 < whole


def test_a_journey_to_the_database(benchmark: Any) -> None:
    """Budget: 2 ms from the company's balancer to the row in MariaDB."""
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.settle()
    assert benchmark(lambda: cluster.request("http://192.168.0.50/")).code == 200


def test_a_journey_through_an_ingress_to_the_database(benchmark: Any) -> None:
    """Budget: 2 ms through the reverse proxy, WordPress and the row in MariaDB."""
    cluster = Cluster()
    cluster.apply(WORDPRESS)
    cluster.kubectl("create deployment proxy --image=traefik:v3.5 --port=80")
    cluster.apply(
        """
apiVersion: v1
kind: Service
metadata: {name: proxy}
spec: {type: NodePort, selector: {app: proxy}, ports: [{port: 81, targetPort: 80, nodePort: 30088}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: proxy}
spec: {controller: traefik.io/ingress-controller}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: app}
spec: {ingressClassName: proxy, defaultBackend: {service: {name: wp-desarrollo, port: {number: 87}}}}
"""
    )
    cluster.settle()
    journey = benchmark(lambda: cluster.request("http://192.168.0.101:30088/"))
    assert journey.code == 200
    assert [hop.did for hop in journey.hops].count("balances") == 3
