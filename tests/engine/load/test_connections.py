"""Kept-alive connections: requests follow them, until somebody closes them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.load.connections import Target, sent_over

from .stage import URL, shop

A, B = (Target(f"default/{name}", name, 80) for name in "ab")
FINE, LOST = SimpleNamespace(failure=None), SimpleNamespace(failure="node-down")


def to_b(number: int) -> list[tuple[Any, int, Target | None]]:
    return [(FINE, number, B)]


def no_more(number: int) -> list[tuple[Any, int, Target | None]]:
    raise AssertionError(f"{number} connections were opened")


def test_open_connections_are_used_and_none_is_opened() -> None:
    found, after = sent_over((A, A, B), 30, 0, no_more, lambda target, n: [(FINE, n)])
    assert [n for _, n in found] == [20, 10] and after == (A, A, B)


def test_a_closed_connection_is_opened_anew_for_the_same_requests() -> None:
    found, after = sent_over((A, B), 10, 0, to_b, lambda target, n: None if target == A else [(FINE, n)])
    assert sum(n for _, n in found) == 10 and after == (B, B)


def test_a_silent_one_loses_its_requests_and_is_given_up() -> None:
    found, after = sent_over((A,), 4, 0, to_b, lambda target, n: [(LOST, n)])
    assert found == [(LOST, 4)] and after == (None,)
    assert sent_over(after, 4, 1, to_b, lambda target, n: None)[1] == (B,)


@given(st.lists(st.sampled_from([A, B, None]), min_size=1, max_size=20), st.integers(1, 200), st.integers(0, 99))
def test_every_request_goes_somewhere_once(held: list[Target | None], count: int, turn: int) -> None:
    found, after = sent_over(held, count, turn, to_b, lambda target, n: None if target == A else [(FINE, n)])
    assert sum(n for _, n in found) == count and len(after) == len(held)
    assert A not in after or count < len(held)


def test_new_pods_get_nothing_from_old_connections() -> None:
    served = []
    for connections in (0, 8):
        cluster = shop(1)
        load = cluster.load(URL, rate=40, connections=connections)
        cluster.advance("30s")
        cluster.kubectl("scale deployment web --replicas=4")
        cluster.advance("2m")
        assert load.summary
        served.append(len(load.summary.pods))
    assert served == [4, 1]


def test_a_rolling_update_drains_kept_connections_without_a_loss() -> None:
    cluster = shop(3)
    load = cluster.load(URL, rate=40, connections=12)
    cluster.advance("30s")
    cluster.kubectl("set image deployment/web web=httpd:2.4.62")
    cluster.advance("2m")
    alive = {f"default/{pod['metadata']['name']}" for pod in cluster.list("Pod", "default")}
    assert load.summary and set(load.results[-1].pods) <= alive and len(alive) == 3


def test_a_pod_that_takes_its_time_to_end_still_serves_who_is_connected() -> None:
    cluster = shop(2)
    hook = {"name": "web", "lifecycle": {"preStop": {"exec": {"command": ["sleep", "20"]}}}}
    slow = {"terminationGracePeriodSeconds": 60, "containers": [hook]}
    cluster.api.patch("Deployment", "web", {"spec": {"template": {"spec": slow}}}, "default")
    cluster.settle()
    load = cluster.load(URL, rate=40, connections=12)
    cluster.advance("10s")
    victim = cluster.list("Pod", "default")[0]["metadata"]["name"]
    cluster.delete("Pod", victim)
    cluster.advance("1m")
    served = [tick.time for tick in load.results if f"default/{victim}" in tick.pods]
    assert load.summary and 25_000 <= served[-1] - load.begun <= 35_000


def test_a_dead_node_costs_kept_connections_their_requests_until_the_rules_know() -> None:
    cluster = shop(2, nodes=3)
    load = cluster.load(URL, rate=20, connections=6)
    cluster.advance("30s")
    cluster.fail_node(cluster.list("Pod", "default")[-1]["spec"]["nodeName"])
    cluster.advance("3m")
    assert set(load.summary.reasons) == {"timeout"} and load.away == 0 and load.summary_of("-2m")


def test_kept_connections_are_saved_with_the_cluster(tmp_path: Any) -> None:
    cluster = shop(2)
    load = cluster.load(URL, rate=10, connections=5)
    cluster.advance("20s")
    cluster.save(str(tmp_path / "c"))
    opened = type(cluster).open(str(tmp_path / "c"))
    for one in (cluster, opened):
        one.advance("20s")
    assert opened.loads[load.name].results == load.results
