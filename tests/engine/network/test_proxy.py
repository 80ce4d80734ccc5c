"""kube-proxy: what its rules promise to a packet, whatever Services and endpoints there are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubecourse import Cluster
from kubecourse.engine.network.proxy import Config, Packet, Proxy, place_of, walk

NODES = {
    name: {
        "metadata": {"name": name, "labels": {"topology.kubernetes.io/zone": f"z{number}"}},
        "status": {"addresses": [{"type": "InternalIP", "address": f"192.168.0.10{number}"}]},
    }
    for number, name in enumerate(("one", "two", "three"), 1)
}
PODS = "10.10.20.0/24"


def service(number: int = 1, **spec: Any) -> dict[str, Any]:
    port = {"port": 80, "targetPort": 8080, "protocol": "TCP", **spec.pop("port", {})}
    return {
        "kind": "Service",
        "metadata": {"name": f"web{number}", "namespace": "default"},
        "spec": {"clusterIP": f"10.10.{30 + number // 250}.{number % 250 + 1}", "ports": [port], **spec},
    }


def endpoint(last: int, node: str = "one", **conditions: bool) -> dict[str, Any]:
    known = {"ready": True, "serving": True, "terminating": False, **conditions}
    return {"addresses": [f"10.10.20.{last}"], "nodeName": node, "conditions": known}


def piece(endpoints: list[dict[str, Any]], number: int = 1) -> dict[str, Any]:
    meta = {"name": f"web{number}-x", "namespace": "default", "labels": {"kubernetes.io/service-name": f"web{number}"}}
    return {"kind": "EndpointSlice", "metadata": meta, "addressType": "IPv4", "endpoints": endpoints,
            "ports": [{"name": "", "port": 8080, "protocol": "TCP"}]}  # fmt: skip


def proxy(*objects: dict[str, Any]) -> Proxy:
    made = Proxy(Config(cluster_cidr=PODS))
    for obj in objects:
        made.put(obj["kind"], None, obj)
    return made


def first(ways: int) -> bool:
    return True


def send(made: Proxy, destination: str, port: int = 80, source: str = "10.10.20.77", node: str = "one") -> Any:
    place = place_of(NODES[node])
    packet = Packet(source, destination, port, to_node=destination == place.address)
    return walk(made.tables(place), packet, first)


def test_a_packet_to_a_service_goes_to_one_of_its_ready_endpoints() -> None:
    made = proxy(service(), piece([endpoint(1), endpoint(2, "two"), endpoint(3, ready=False, serving=False)]))
    walked = send(made, "10.10.30.2")
    assert (walked.verdict, walked.target) == ("dnat", "10.10.20.1:8080")
    assert walked.offered == ("10.10.20.1:8080", "10.10.20.2:8080")
    assert [step.chain[:9] for step in walked.steps] == ["PREROUTIN", "KUBE-SERV", "KUBE-SVC-", "KUBE-SEP-"]
    assert not walked.masquerade


def test_what_comes_from_outside_is_masqueraded() -> None:
    made = proxy(service(type="NodePort", port={"nodePort": 30080}), piece([endpoint(1)]))
    walked = send(made, "192.168.0.101", 30080, source="192.168.0.200")
    assert (walked.verdict, walked.masquerade) == ("dnat", True)


def test_nobody_ready_is_refused_and_an_unknown_port_has_no_rule() -> None:
    made = proxy(service(), piece([endpoint(1, ready=False, serving=False)]))
    assert send(made, "10.10.30.2").verdict == "reject"
    assert send(made, "10.10.30.2", 81).verdict == "none"


def test_local_traffic_policy_drops_where_there_is_no_endpoint_and_keeps_the_source_where_there_is() -> None:
    spec = {"type": "NodePort", "externalTrafficPolicy": "Local", "port": {"nodePort": 30080}}
    made = proxy(service(**spec), piece([endpoint(1, "one")]))
    here = send(made, "192.168.0.101", 30080, source="192.168.0.200", node="one")
    assert (here.verdict, here.masquerade) == ("dnat", False)
    assert send(made, "192.168.0.102", 30080, source="192.168.0.200", node="two").verdict == "drop"
    # pods reach it from any node
    assert send(made, "10.10.30.2", node="two").verdict == "dnat"


def test_endpoints_that_leave_are_used_only_while_no_other_is_there() -> None:
    leaving = endpoint(1, ready=False, terminating=True)
    made = proxy(service(), piece([leaving]))
    assert send(made, "10.10.30.2").target == "10.10.20.1:8080"
    made.put("EndpointSlice", piece([leaving]), piece([leaving, endpoint(2)]))
    assert send(made, "10.10.30.2").offered == ("10.10.20.2:8080",)


def test_source_ranges_let_in_whom_they_name() -> None:
    balanced = service(type="LoadBalancer", loadBalancerSourceRanges=["203.0.113.0/24"])
    balanced["status"] = {"loadBalancer": {"ingress": [{"ip": "192.168.0.50"}]}}
    made = proxy(balanced, piece([endpoint(1)]))
    assert send(made, "192.168.0.50", source="203.0.113.9").verdict == "dnat"
    assert send(made, "192.168.0.50", source="198.51.100.1").verdict == "drop"


def test_a_change_makes_anew_only_the_chains_of_its_own_service() -> None:
    made = proxy(*[service(n) for n in range(1, 21)], *[piece([endpoint(n)], n) for n in range(1, 21)])
    before = made.tables(place_of(NODES["one"])).nat
    made.put("EndpointSlice", piece([endpoint(7)], 7), piece([endpoint(7), endpoint(99)], 7))
    after = made.tables(place_of(NODES["one"])).nat
    changed = {
        name for name in after if after[name] is not before.get(name) and name.startswith(("KUBE-SVC", "KUBE-SEP"))
    }
    assert {name[:9] for name in changed} == {"KUBE-SVC-", "KUBE-SEP-"}
    assert len(changed) == 3  # the service's chain and its two endpoints


def test_with_many_endpoints_comments_are_saved() -> None:
    made = proxy(
        service(), piece([{**endpoint(1), "addresses": [f"10.10.{20 + n // 250}.{n % 250}"]} for n in range(1001)])
    )
    text = made.tables(place_of(NODES["one"])).nat_text
    assert "default/web1 -> " not in text
    assert "default/web1 cluster IP" in text


def test_local_inside_drops_while_another_node_still_serves_and_refuses_when_nobody_does() -> None:
    made = proxy(service(internalTrafficPolicy="Local"), piece([endpoint(1, "two", ready=False, terminating=True)]))
    assert send(made, "10.10.30.2", node="one").verdict == "drop"
    assert send(made, "10.10.30.2", node="two").target == "10.10.20.1:8080"
    made = proxy(service(internalTrafficPolicy="Local"), piece([endpoint(1, "two", ready=False, serving=False)]))
    assert send(made, "10.10.30.2", node="one").verdict == "reject"


def test_source_ranges_are_written_as_iptables_writes_them() -> None:
    ranges = ["203.0.113.77/24", " 198.51.100.0/24", "2001:db8::/32", "0.0.0.0/0"]
    balanced = service(type="LoadBalancer", loadBalancerSourceRanges=ranges)
    balanced["status"] = {"loadBalancer": {"ingress": [{"ip": "192.168.0.50"}, {"ip": "2001:db8::50"}]}}
    text = proxy(balanced, piece([endpoint(1)])).tables(place_of(NODES["one"])).nat_text
    guard = [line.partition(" -m ")[0].partition(" ")[2] for line in text.splitlines() if line.startswith("-A KUBE-FW")]
    assert [line.partition(" ")[2] for line in guard] == [
        "-s 203.0.113.0/24",
        "-s 198.51.100.0/24",
        "",
        "-s 192.168.0.50/32",
        "",
    ]
    assert "2001:" not in text


def test_a_service_of_two_families_has_its_ipv4_address_in_the_rules() -> None:
    both = service(clusterIPs=["2001:db8::1", "10.10.30.2"], clusterIP="2001:db8::1")
    assert send(proxy(both, piece([endpoint(1)])), "10.10.30.2").verdict == "dnat"
    six = service(clusterIPs=["2001:db8::1"], clusterIP="2001:db8::1")
    assert "default/web1" not in proxy(six, piece([endpoint(1)])).tables(place_of(NODES["one"])).text


def test_a_service_of_another_proxy_is_left_alone() -> None:
    foreign = service()
    foreign["metadata"]["labels"] = {"service.kubernetes.io/service-proxy-name": "mine"}
    made = proxy(foreign, piece([endpoint(1)]))
    assert send(made, "10.10.30.2").verdict == "none"
    made.put("Service", foreign, service())
    assert send(made, "10.10.30.2").verdict == "dnat"


def test_hints_hold_for_the_zone_in_which_a_node_is_now() -> None:
    ends = [{**endpoint(n), "hints": {"forZones": [{"name": f"z{n}"}]}} for n in (1, 2)]
    made = proxy(service(), piece(ends))
    assert send(made, "10.10.30.2", node="one").offered == ("10.10.20.1:8080",)
    assert send(made, "10.10.30.2", node="three").offered == ("10.10.20.1:8080", "10.10.20.2:8080")
    moved = {**NODES["one"], "metadata": {"name": "one", "labels": {"topology.kubernetes.io/zone": "z2"}}}
    walked = walk(made.tables(place_of(moved)), Packet("10.10.20.77", "10.10.30.2", 80), first)
    assert walked.target == "10.10.20.2:8080"


def test_a_pod_that_reaches_itself_through_its_service_is_masqueraded() -> None:
    made = proxy(service(), piece([endpoint(1), endpoint(2)]))
    assert send(made, "10.10.30.2", source="10.10.20.1").masquerade
    assert not send(made, "10.10.30.2", source="10.10.20.2").masquerade


def test_the_notes_read_the_same_rules_in_one_line_each() -> None:
    made = proxy(service(type="NodePort", port={"nodePort": 30080}), piece([endpoint(1), endpoint(2)]), service(2))
    assert made.tables(place_of(NODES["one"])).simple.splitlines() == [
        "10.10.30.2:80 → 10.10.20.1:8080 | 10.10.20.2:8080",
        "192.168.0.101:30080 → 10.10.20.1:8080 | 10.10.20.2:8080",
        "10.10.30.3:80 → -",
    ]


def test_nodes_share_their_rules_where_these_are_equal_and_only_there() -> None:
    plain = proxy(service(), piece([endpoint(1), endpoint(2, "two")]))
    one, two, three = (plain.tables(place_of(node)) for node in NODES.values())
    assert one.nat is two.nat is three.nat
    made = proxy(service(internalTrafficPolicy="Local"), piece([endpoint(1), endpoint(2, "two")]))
    one, two, three = (made.tables(place_of(node)) for node in NODES.values())
    assert len({one.text, two.text, three.text}) == 3


def test_rules_follow_a_live_cluster_its_forks_and_its_way_back() -> None:
    cluster = Cluster()
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=2")
    cluster.kubectl("expose deployment web --port=80")
    cluster.settle()
    node = cluster.list("Node")[0]["metadata"]["name"]
    before = cluster.rules(node).text
    assert before == cluster.rules(node).text and before.count("-j DNAT") >= 2
    other = cluster.fork()
    other.kubectl("scale deployment web --replicas=3")
    other.settle()
    assert other.rules(node).text.count("-j DNAT") == before.count("-j DNAT") + 1
    assert cluster.rules(node).text == before
    then = cluster.now
    cluster.advance("1m")
    cluster.kubectl("delete service web")
    assert cluster.rules(node).text != before
    cluster.rewind(then)
    assert cluster.rules(node).text == before
    assert cluster.rules(node)._repr_html_().startswith("<pre>")


ENDPOINTS = st.lists(
    st.builds(
        endpoint,
        st.integers(1, 9),
        st.sampled_from(["one", "two", "three"]),
        ready=st.booleans(),
        serving=st.booleans(),
        terminating=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda e: e["addresses"][0],
)


@settings(max_examples=200, deadline=None)
@given(
    endpoints=ENDPOINTS,
    kind=st.sampled_from(["ClusterIP", "NodePort"]),
    internal=st.sampled_from(["Cluster", "Local"]),
    external=st.sampled_from(["Cluster", "Local"]),
    node=st.sampled_from(["one", "two", "three"]),
    outside=st.booleans(),
)
def test_every_packet_has_one_end_and_never_one_that_does_not_serve(
    endpoints: list[Any], kind: str, internal: str, external: str, node: str, outside: bool
) -> None:
    port = {"nodePort": 30080} if kind == "NodePort" else {}
    extra = {"externalTrafficPolicy": external} if kind == "NodePort" else {}
    made = proxy(service(type=kind, internalTrafficPolicy=internal, port=port, **extra), piece(endpoints))
    address = NODES[node]["status"]["addresses"][0]["address"]
    way = (address, 30080, "192.168.0.200") if outside else ("10.10.30.2", 80, "10.10.20.77")
    walked = send(made, *way, node=node)
    assert walked.verdict in ("dnat", "reject", "drop", "none")
    state = {f"{e['addresses'][0]}:8080": e for e in endpoints}
    if walked.verdict == "dnat":
        one = state[walked.target]
        assert one["conditions"]["ready"] or (one["conditions"]["serving"] and one["conditions"]["terminating"])
        if not one["conditions"]["ready"]:
            # only where no ready one could have been chosen
            local = (external if outside else internal) == "Local"
            others = [e for e in endpoints if e["conditions"]["ready"] and (not local or e["nodeName"] == node)]
            assert not others


@pytest.mark.parametrize("source", ["MenchuPC", "default/asks"])
def test_a_journey_goes_by_the_rules_of_the_node(source: str) -> None:
    cluster = Cluster()
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=2")
    cluster.kubectl("expose deployment web --port=80 --type=NodePort")
    cluster.kubectl("run asks --image=busybox:1.36 -- sleep 1d")
    cluster.settle()
    row = cluster.get("Service", "web")["spec"]["ports"][0]
    url = f"http://192.168.0.101:{row['nodePort']}/" if source == "MenchuPC" else "http://web/"
    journey = cluster.request(url, source=source)
    assert journey.code == 200
    hop = next(hop for hop in journey.hops if hop.did == "balances")
    assert hop.facts["chains"].startswith("KUBE-SERVICES > ")
    assert "KUBE-SVC-" in hop.facts["chains"]


def test_affinity_brings_a_client_back_to_its_pod() -> None:
    cluster = Cluster()
    cluster.kubectl("create deployment web --image=nginx:1.27 --replicas=4")
    cluster.kubectl("expose deployment web --port=80")
    cluster.api.patch("Service", "web", {"spec": {"sessionAffinity": "ClientIP"}}, "default", type="merge")
    cluster.kubectl("run asks --image=busybox:1.36 -- sleep 1d")
    cluster.settle()
    assert len({cluster.request("http://web/", source="default/asks").pod for _ in range(12)}) == 1
