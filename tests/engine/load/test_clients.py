"""Requests over virtual time: what an update, a dead node, a missing Service do to those who ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse import Cluster
from kubecourse.engine.load import BadLoad
from kubecourse.engine.load.clients import reason_of
from kubecourse.engine.network.journey import Hop, Journey

from .stage import URL, shop

_INGRESS = """
apiVersion: v1
kind: Namespace
metadata: {name: ingress}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy, namespace: ingress}
spec:
  selector: {matchLabels: {app: proxy}}
  template:
    metadata: {labels: {app: proxy}}
    spec:
      containers: [{name: proxy, image: "registry.k8s.io/ingress-nginx/controller:v1.13.0", ports: [{containerPort: 80}]}]
---
apiVersion: v1
kind: Service
metadata: {name: ingress, namespace: ingress}
spec: {selector: {app: proxy}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: nginx}
spec: {controller: k8s.io/ingress-nginx}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  ingressClassName: nginx
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
---
apiVersion: v1
kind: Pod
metadata: {name: client}
spec: {containers: [{name: client, image: "busybox:1.36", command: [sleep, infinity]}]}
"""


def test_no_request_fails_while_nothing_happens_and_all_pods_share_them() -> None:
    load = (cluster := shop(3)).load(URL, rate=30, duration="2m")
    cluster.advance("3m")
    assert load.summary and load.sent == 3600 and load.away == 0 and not load.running
    assert len(load.summary.pods) == 3 and all(1000 < count < 1400 for count in load.summary.pods.values())


def test_no_request_fails_during_a_rolling_update() -> None:
    load = (cluster := shop(3)).load(URL, rate=50)
    cluster.advance("1m")
    cluster.kubectl("set image deployment/web web=httpd:2.4.62")
    cluster.advance("2m")
    assert cluster.get("Deployment", "web")["status"]["updatedReplicas"] == 3
    assert load.summary and len(load.summary.pods) == 6


def test_recreate_is_seen_as_an_outage() -> None:
    cluster = shop(3)
    cluster.api.patch(
        "Deployment", "web", {"spec": {"strategy": {"type": "Recreate", "rollingUpdate": None}}}, "default"
    )
    load = cluster.load(URL, rate=50)
    cluster.advance("30s")
    cluster.kubectl("set image deployment/web web=httpd:2.4.62")
    cluster.advance("2m")
    assert load.failed and load.away >= 1 and set(load.summary.reasons) == {"refused"}
    assert "no ready pod" in load.why("refused") and "ningún pod listo" in load.why("refused", "es")


def test_a_dead_node_with_the_only_pod_is_away_for_352_seconds() -> None:
    cluster = shop(1)
    load = cluster.load(URL, rate=5)
    cluster.advance("30s")
    cluster.fail_node(cluster.list("Pod", "default")[0]["spec"]["nodeName"])
    cluster.advance("9m")
    assert 345 <= load.away <= 360
    assert set(load.summary.reasons) == {"timeout", "refused"}
    before, after = load.results[0], load.results[-1]
    assert before.ok == after.ok == 5 and before.pods != after.pods


def test_a_dead_node_with_one_of_two_pods_loses_half_until_it_is_noticed() -> None:
    cluster = shop(2, nodes=3)
    load = cluster.load(URL, rate=40)
    cluster.advance("30s")
    cluster.fail_node(cluster.list("Pod", "default")[-1]["spec"]["nodeName"])
    cluster.advance("3m")
    bad = [tick for tick in load.results if tick.failed]
    assert 35 <= len(bad) <= 51 and load.away == 0
    assert 0.4 < load.failed / sum(tick.sent for tick in bad) < 0.6


def test_a_pod_that_is_not_ready_gets_nothing() -> None:
    cluster = shop(2)
    probe = {"readinessProbe": {"exec": {"command": ["cat", "/tmp/ready"]}, "periodSeconds": 5}}
    cluster.api.patch(
        "Deployment", "web", {"spec": {"template": {"spec": {"containers": [{"name": "web", **probe}]}}}}, "default"
    )
    cluster.advance("30s")
    fresh = [p for p in cluster.list("Pod", "default") if any("readinessProbe" in c for c in p["spec"]["containers"])]
    load = cluster.load(URL, rate=20)
    cluster.advance("1m")
    assert fresh and load.summary and not any(f"default/{p['metadata']['name']}" in load.summary.pods for p in fresh)


@pytest.mark.parametrize(("url", "source", "reason"), [
    ("http://web.example/", "MenchuPC", "nxdomain"), ("http://192.168.0.102:31999/", "MenchuPC", "refused"),
    ("http://10.10.30.9/", "MenchuPC", "timeout"), ("http://192.168.0.50/nothing-here", "MenchuPC", "404"),
])  # fmt: skip
def test_what_cannot_be_reached_fails_with_its_reason(url: str, source: str, reason: str) -> None:
    load = (cluster := shop(1)).load(url, rate=3, source=source, duration="5s")
    cluster.advance("10s")
    assert load.summary.reasons == {reason: 15} and load.away == 5 and load.why(reason) != load.why(reason, "es") != ""


def test_a_pod_can_be_the_client_and_stops_when_it_is_gone() -> None:
    cluster = shop(2)
    cluster.kubectl("run client --image=busybox:1.36 --command -- sleep infinity")
    cluster.settle()
    load = cluster.load("http://web/", rate=4, source="client", duration="1m")
    cluster.advance("20s")
    assert load.summary and load.sent == 84
    cluster.kubectl("delete pod client --now")
    cluster.advance("2m")
    assert load.sent < 100 and not load.failed and not load.running


@pytest.mark.parametrize(("failure", "direct", "behind_a_proxy"), [
    ("refused", "refused", "502"), ("node-down", "timeout", "504"), ("no-endpoints", "refused", "503"),
    ("proxy-503", "503", "503"), ("proxy-404", "404", "404"), ("policy-ingress", "timeout", "504"),
])  # fmt: skip
def test_a_reverse_proxy_answers_for_those_behind_it(failure: str, direct: str, behind_a_proxy: str) -> None:
    journey = Journey("http://web/", "MenchuPC", failure=failure)
    assert reason_of(journey) == direct
    journey.hops.append(Hop("Pod/ingress/proxy", "proxy-rule", {}))
    assert reason_of(journey) == behind_a_proxy


def test_affinity_sends_a_client_to_one_pod() -> None:
    cluster = shop(3)
    cluster.api.patch("Service", "web", {"spec": {"sessionAffinity": "ClientIP"}}, "default")
    load = cluster.load(URL, rate=10, duration="10s")
    cluster.advance("15s")
    assert load.summary and len(load.summary.pods) == 1


def test_a_busy_pod_makes_clients_give_up() -> None:
    load = (cluster := shop(1)).load(URL, rate=40, cost="50m", duration="1m")
    cluster.advance("1m")
    assert set(load.summary.reasons) == {"overloaded"} and 0.4 < load.failed / load.sent < 0.55 and load.away == 0


def test_a_database_works_for_those_who_ask_the_application() -> None:
    cluster = Cluster("cloud")
    cluster.apply((Path(__file__).parents[2] / "benchmarks" / "wordpress.yaml").read_text(encoding="utf-8"))
    cluster.settle()
    blog = next(s for s in cluster.list("Service") if any("nodePort" in row for row in s["spec"]["ports"]))
    load = cluster.load(f"http://192.168.0.101:{blog['spec']['ports'][0]['nodePort']}/", rate=10, duration="2m")
    cluster.advance("90s")
    pods = {p["spec"]["containers"][0]["image"].partition(":")[0]: p["metadata"] for p in cluster.list("Pod")}
    use = {image: cluster.metrics(meta["namespace"], meta["name"]) or {} for image, meta in pods.items()}
    database = next(image for image in use if image in ("mariadb", "mysql"))
    assert load.summary
    assert sum(row["cpu"] for row in use[database].values()) > 50
    assert sum(row["cpu"] for row in use["wordpress"].values()) > 100


def test_a_blog_without_its_database_answers_500() -> None:
    cluster = Cluster()
    cluster.apply((Path(__file__).parents[2] / "benchmarks" / "wordpress.yaml").read_text(encoding="utf-8"))
    cluster.settle()
    load = cluster.load("http://app.miempresa.com/", rate=5)
    cluster.advance("20s")
    database = cluster.list("Pod", labels={"app": "mariadb"})[0]["metadata"]
    owner = cluster.get("ReplicaSet", database["ownerReferences"][0]["name"])["metadata"]["ownerReferences"][0]
    cluster.kubectl(f"scale {owner['kind']} {owner['name']} --replicas=0")
    cluster.advance("1m")
    assert set(load.summary.reasons) == {"500"} and load.results[10].ok == 5 and load.results[-1].ok == 0


def test_behind_an_ingress_a_client_sees_what_the_proxy_answers() -> None:
    cluster = shop(2)
    cluster.apply(_INGRESS)
    cluster.settle()
    load = cluster.load("http://ingress.ingress/", rate=10, source="client")
    cluster.advance("30s")
    assert load.summary and len(load.summary.pods) == 2
    cluster.kubectl("scale deployment web --replicas=0")
    cluster.advance("1m")
    assert set(load.summary.reasons) == {"503"} and load.results[-1].failed == {"503": 10}


def test_a_stopped_load_sends_no_more() -> None:
    load = (cluster := shop(1)).load(URL, rate=10)
    cluster.advance("10s")
    sent = load.stop().sent
    cluster.advance("1m")
    assert load.sent == sent and not load.running and cluster.loads["load-1"].sent == sent


def test_a_load_does_not_keep_a_cluster_from_being_settled() -> None:
    (cluster := shop(1)).load(URL, rate=10)
    assert cluster.settle() and not cluster.busy


def test_loads_have_names_of_their_own_until_they_end() -> None:
    cluster = shop(1)
    cluster.load(URL, name="one", duration="5s")
    with pytest.raises(BadLoad, match="already"):
        cluster.load(URL, name="one")
    assert [cluster.load(URL).name, cluster.load(URL).name] == ["load-1", "load-2"]
    cluster.advance("10s")
    assert cluster.load(URL, rate=1, name="one", duration="5s").sent == 0
    assert list(cluster.loads) == ["one", "load-1", "load-2"]
    with pytest.raises(BadLoad, match="no load"):
        cluster.stop_load("nobody")


def test_a_part_of_a_load_has_numbers_of_its_own() -> None:
    load = (cluster := shop(1)).load(URL, profile=[("1m", 1), ("1m", 9)])
    cluster.advance("2m")
    assert load.summary_of(until=load.begun + 60_000).sent == 60
    assert load.summary_of(load.begun + 60_000).sent == 540 == load.summary_of("-1m").sent
