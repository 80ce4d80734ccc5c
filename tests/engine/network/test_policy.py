"""NetworkPolicies: who may talk to whom, and which policy says no."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import Cluster

BASE: list[Cluster] = []


def company() -> Cluster:
    """web and db in default, asks in default, other in namespace `dev` (label team=dev)."""
    if not BASE:
        cluster = Cluster()
        cluster.kubectl("create namespace dev")
        cluster.kubectl("label namespace dev team=dev")
        cluster.settle()
        for name in ("web", "db"):
            cluster.kubectl(f"create deployment {name} --image=nginx:1.27 --replicas=1 --port=80")
            cluster.kubectl(f"expose deployment {name} --port=80 --type=NodePort")
        cluster.kubectl("run asks --image=busybox:1.36 --labels=role=front -- sleep 100d")
        cluster.kubectl("run other -n dev --image=busybox:1.36 --labels=role=front -- sleep 100d")
        cluster.settle()
        BASE.append(cluster)
    return BASE[0].fork()


def policy(name: str = "p", selector: Any = None, **spec: Any) -> dict[str, Any]:
    body = {"podSelector": {"matchLabels": selector} if selector else {}, **spec}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}, "spec": body}


def reaches(cluster: Cluster, source: str = "default/asks", url: str = "http://db/") -> bool:
    return bool(cluster.request(url, source=source))


def test_without_a_policy_everybody_reaches_everybody() -> None:
    assert reaches(company())
    assert reaches(company(), "dev/other", "http://db.default/")


def test_an_empty_policy_lets_nothing_in_and_says_which_policy_it_was() -> None:
    cluster = company()
    cluster.apply(policy("deny", {"app": "db"}))
    journey = cluster.request("http://db/", source="default/asks")
    assert journey.failure == "policy-ingress"
    assert "default/deny" in journey.lines("en")[-1] and "default/asks" in journey.lines("es")[-1]
    assert reaches(cluster, url="http://web/")
    assert "timed out" in cluster.exec("asks", ["wget", "-T", "2", "-O-", "http://db/"]).stderr


@pytest.mark.parametrize(
    ("rule", "from_default", "from_dev"),
    [
        ({}, True, True),
        ({"from": [{"podSelector": {"matchLabels": {"role": "front"}}}]}, True, False),
        ({"from": [{"podSelector": {"matchLabels": {"role": "back"}}}]}, False, False),
        ({"from": [{"namespaceSelector": {"matchLabels": {"team": "dev"}}}]}, False, True),
        ({"from": [{"namespaceSelector": {}, "podSelector": {"matchLabels": {"role": "front"}}}]}, True, True),
        ({"from": [{"namespaceSelector": {"matchLabels": {"team": "dev"}}, "podSelector": {"matchLabels": {"role": "x"}}}]}, False, False),
        ({"from": [{"ipBlock": {"cidr": "10.10.20.0/24"}}]}, True, True),
        ({"from": [{"ipBlock": {"cidr": "10.10.0.0/16", "except": ["10.10.20.0/24"]}}]}, False, False),
        ({"ports": [{"port": 80}]}, True, True),
        ({"ports": [{"port": 81}]}, False, False),
        ({"ports": [{"port": 70, "endPort": 90}]}, True, True),
        ({"ports": [{"port": 80, "protocol": "UDP"}]}, False, False),
    ],
)  # fmt: skip
def test_what_a_rule_lets_in(rule: dict[str, Any], from_default: bool, from_dev: bool) -> None:
    cluster = company()
    cluster.apply(policy(selector={"app": "db"}, ingress=[rule]))
    assert reaches(cluster) is from_default
    assert reaches(cluster, "dev/other", "http://db.default/") is from_dev


def test_policies_add_up() -> None:
    cluster = company()
    cluster.apply(policy("deny", {"app": "db"}))
    cluster.apply(policy("allow", {"app": "db"}, ingress=[{"from": [{"podSelector": {}}]}]))
    assert reaches(cluster)
    assert not reaches(cluster, "dev/other", "http://db.default/")


def test_egress_without_a_way_to_the_dns_does_not_even_learn_the_address() -> None:
    cluster = company()
    cluster.apply(
        policy(
            "out",
            {"role": "front"},
            policyTypes=["Egress"],
            egress=[{"to": [{"podSelector": {"matchLabels": {"app": "db"}}}]}],
        )
    )
    journey = cluster.request("http://db/", source="default/asks")
    assert journey.failure == "dns-denied"
    cluster.apply(
        policy("dns", {"role": "front"}, policyTypes=["Egress"], egress=[{"ports": [{"port": 53, "protocol": "UDP"}]}])
    )
    assert reaches(cluster)
    assert cluster.request("http://web/", source="default/asks").failure == "policy-egress"


def test_from_outside_a_pod_sees_the_address_of_the_node_that_masquerades() -> None:
    cluster = company()
    port = cluster.get("Service", "db")["spec"]["ports"][0]["nodePort"]
    cluster.apply(policy(selector={"app": "db"}, ingress=[{"from": [{"ipBlock": {"cidr": "192.168.0.200/32"}}]}]))
    assert not reaches(cluster, "MenchuPC", f"http://192.168.0.101:{port}/")
    cluster.apply(policy(selector={"app": "db"}, ingress=[{"from": [{"ipBlock": {"cidr": "192.168.0.0/24"}}]}]))
    assert reaches(cluster, "MenchuPC", f"http://192.168.0.101:{port}/")


def test_a_plug_in_that_does_not_know_policies_ignores_them() -> None:
    cluster = Cluster(platform="minimal", nodes=2)
    cluster.kubectl("create deployment db --image=nginx:1.27 --port=80")
    cluster.kubectl("expose deployment db --port=80")
    cluster.kubectl("run asks --image=busybox:1.36 -- sleep 100d")
    cluster.settle()
    cluster.apply(policy("deny"))
    address = cluster.get("Service", "db")["spec"]["clusterIP"]
    assert reaches(cluster, url=f"http://{address}/")


PEERS = st.sampled_from(
    [
        {"podSelector": {}},
        {"podSelector": {"matchLabels": {"role": "front"}}},
        {"podSelector": {"matchLabels": {"role": "x"}}},
        {"namespaceSelector": {}},
        {"namespaceSelector": {"matchLabels": {"team": "dev"}}},
        {"ipBlock": {"cidr": "10.10.0.0/16"}},
        {"ipBlock": {"cidr": "192.168.0.0/16"}},
    ]
)
RULES = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "from": st.lists(PEERS, max_size=2),
            "ports": st.lists(st.sampled_from([{"port": 80}, {"port": 81}, {}]), max_size=2),
        },
    ),
    max_size=2,
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules=RULES)
def test_a_denied_request_never_reaches_a_pod_and_every_request_has_one_end(rules: list[Any]) -> None:
    cluster = company()
    cluster.apply(policy(selector={"app": "db"}, ingress=rules))
    for source in ("default/asks", "dev/other"):
        journey = cluster.request("http://db.default/", source=source)
        answered = any(hop.did == "answers" for hop in journey.hops)
        assert answered == bool(journey)
        assert (journey.failure == "policy-ingress") == (not journey)
        if not rules:
            assert not journey
