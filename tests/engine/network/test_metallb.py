"""MetalLB: nothing before it is installed, addresses from its pools, and a node that answers for each of them."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.engine.network.metallb import MANIFEST, parse

BASE: list[Cluster] = []


def installed() -> Cluster:
    if not BASE:
        cluster = Cluster()
        cluster.kubectl("create deployment web --image=nginx:1.27 --port=80")
        cluster.apply(MANIFEST)
        cluster.settle()
        BASE.append(cluster)
    return BASE[0].fork()


def pool(name: str, *addresses: str, **spec: Any) -> dict[str, Any]:
    meta = {"name": name, "namespace": "metallb-system"}
    return {
        "apiVersion": "metallb.io/v1beta1",
        "kind": "IPAddressPool",
        "metadata": meta,
        "spec": {"addresses": list(addresses), **spec},
    }


def announce(*pools: str, **spec: Any) -> dict[str, Any]:
    meta = {"name": "all", "namespace": "metallb-system"}
    body = {**({"ipAddressPools": list(pools)} if pools else {}), **spec}
    return {"apiVersion": "metallb.io/v1beta1", "kind": "L2Advertisement", "metadata": meta, "spec": body}


def service(name: str = "web", notes: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    body = {"type": "LoadBalancer", "selector": {"app": "web"}, "ports": [{"port": 80}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "annotations": notes or {}}, "spec": body}


def address(cluster: Cluster, name: str = "web") -> str:
    rows = (cluster.get("Service", name)["status"].get("loadBalancer") or {}).get("ingress") or [{}]
    return str(rows[0].get("ip", ""))


def said(cluster: Cluster, name: str = "web") -> list[str]:
    return [f"{e['reason']}: {e['message']}" for e in cluster.events(of=f"Service/{name}")]


def test_a_pool_without_metallb_is_no_kind_and_the_address_stays_pending() -> None:
    cluster = Cluster(platform="minimal")
    with pytest.raises(Exception, match='no matches for kind "IPAddressPool"'):
        cluster.apply(pool("first", "192.168.0.240/32"))
    cluster.apply(service())
    cluster.settle()
    assert "<pending>" in cluster.kubectl("get service web")


def test_addresses_come_in_order_with_the_events_of_the_real_one() -> None:
    cluster = installed()
    cluster.apply([pool("first", "192.168.0.240-192.168.0.241"), announce()])
    for name in ("web", "two", "three"):
        cluster.apply(service(name))
        cluster.settle()
    assert [address(cluster, name) for name in ("web", "two", "three")] == ["192.168.0.240", "192.168.0.241", ""]
    assert said(cluster)[0] == 'IPAllocated: Assigned IP ["192.168.0.240"]'
    assert said(cluster)[1].startswith('nodeAssigned: announcing from node "')
    assert said(cluster, "three") == ['AllocationFailed: Failed to allocate IP for "default/three": no available IPs']
    assert "svc.pool-empty" in [each.key for each in cluster.why("Service", "three")]
    cluster.kubectl("delete service two")
    cluster.apply(pool("second", "192.168.0.250/32"))
    cluster.settle()
    assert address(cluster, "three") == "192.168.0.241"
    assert cluster.get("Service", "three")["metadata"]["annotations"]["metallb.io/ip-allocated-from-pool"] == "first"


def test_without_an_advertisement_nobody_answers_for_the_address() -> None:
    cluster = installed()
    cluster.apply([pool("first", "192.168.0.240/30"), service()])
    cluster.settle()
    assert cluster.request(f"http://{address(cluster)}/").verdict == "not-announced"
    cluster.apply(announce("other"))
    cluster.settle()
    assert cluster.request(f"http://{address(cluster)}/").verdict == "not-announced"
    cluster.apply(announce("first"))
    cluster.settle()
    journey = cluster.request(f"http://{address(cluster)}/")
    assert journey and journey.hops[0].did == "balancer-announced"


def test_when_the_announcing_node_dies_another_one_answers() -> None:
    cluster = installed()
    cluster.kubectl("scale deployment web --replicas=4")
    cluster.apply([pool("first", "192.168.0.240/32"), announce(), service()])
    cluster.settle()
    first = cluster.request("http://192.168.0.240/").hops[0].facts["node"]
    cluster.fail_node(first)
    cluster.advance("2m")
    journey = cluster.request("http://192.168.0.240/")
    assert journey.hops[0].facts["node"] != first


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"notes": {"metallb.io/loadBalancerIPs": "192.168.0.99"}}, '["192.168.0.99"] is not allowed in config'),
        ({"notes": {"metallb.io/loadBalancerIPs": "no address"}}, 'invalid spec.loadBalancerIP "no address"'),
        ({"notes": {"metallb.io/address-pool": "thrid"}}, 'unknown pool "thrid"'),
        ({"notes": {"metallb.io/loadBalancerIPs": "192.168.0.240"}}, "can't change sharing key for"),
    ],
)
def test_what_cannot_be_given_is_refused_in_its_words(asked: dict[str, Any], message: str) -> None:
    cluster = installed()
    cluster.apply([pool("first", "192.168.0.240/31"), service("holder")])
    cluster.settle()
    cluster.apply(service("web", asked["notes"]))
    cluster.settle()
    assert address(cluster) == "" and message in said(cluster)[0]


def test_an_address_that_is_asked_for_and_one_that_is_shared() -> None:
    cluster = installed()
    share = {"metallb.io/allow-shared-ip": "k", "metallb.io/loadBalancerIPs": "192.168.0.243"}
    cluster.apply(
        [pool("first", "192.168.0.240/29"), service("web", share), service("dns", share, ports=[{"port": 53}])]
    )
    cluster.settle()
    assert [address(cluster, name) for name in ("web", "dns")] == ["192.168.0.243"] * 2


def test_pools_choose_by_autoassign_priority_namespace_and_skip_buggy_addresses() -> None:
    cluster = installed()
    cluster.kubectl("create namespace shop")
    cluster.apply(
        [
            pool("by-hand", "10.9.0.0/24", autoAssign=False),
            pool("shop", "10.8.0.0/24", avoidBuggyIPs=True, serviceAllocation={"priority": 1, "namespaces": ["shop"]}),
            pool("all", "10.7.0.0/24", serviceAllocation={"priority": 50}),
            service(), service("hand", {"metallb.io/address-pool": "by-hand"}),
            {**service("own"), "metadata": {"name": "own", "namespace": "shop"}},
        ]
    )  # fmt: skip
    cluster.settle()
    assert address(cluster) == "10.7.0.0" and address(cluster, "hand") == "10.9.0.0"
    assert cluster.get("Service", "own", "shop")["status"]["loadBalancer"]["ingress"][0]["ip"] == "10.8.0.1"


def test_the_address_goes_back_when_the_type_changes() -> None:
    cluster = installed()
    cluster.apply([pool("first", "192.168.0.240/32"), announce(), service()])
    cluster.settle()
    cluster.kubectl('patch service web -p \'{"spec":{"type":"ClusterIP"}}\'')
    cluster.settle()
    assert address(cluster) == ""
    assert cluster.request("http://192.168.0.240/").verdict == "timeout"


@pytest.mark.parametrize(
    "text", ["10.0.0.9-10.0.0.1", "10.0.0.0", "10.0.0.0/40", "a-b", "10.0.0.1-10.0.0.2-10.0.0.3", ""]
)
def test_ranges_that_are_none_give_no_addresses(text: str) -> None:
    with pytest.raises(ValueError, match="invalid"):
        parse(text)
