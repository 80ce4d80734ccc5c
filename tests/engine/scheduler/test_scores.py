"""Scores in whole numbers, and totals that are kept instead of worked out anew."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from kubecourse.engine.cluster import Cluster
from kubecourse.engine.scheduler import needs, placement, resources
from kubecourse.engine.scheduler.case import Case
from kubecourse.engine.scheduler.snapshot import NodeState, Snapshot


def node(cpu: str = "4", memory: str = "8Gi") -> NodeState:
    return NodeState(
        {"metadata": {"name": "n"}, "status": {"allocatable": {"cpu": cpu, "memory": memory, "pods": "110"}}}
    )


def wants(cpu: str | None = None, memory: str | None = None, **spec: object) -> needs.Needs:
    requests = {name: text for name, text in (("cpu", cpu), ("memory", memory)) if text}
    return needs.needs({"spec": {"containers": [{"name": "c", "resources": {"requests": requests}}], **spec}})


def test_a_pod_without_requests_counts_as_100m_and_200mi() -> None:
    assert wants()[:2] == (0, 0)
    assert (wants().nz_cpu, wants().nz_memory) == (100, 200 * 1024 * 1024)


def test_init_containers_count_by_the_largest_and_sidecars_add_up() -> None:
    init = [
        {"name": "i", "resources": {"requests": {"cpu": "900m"}}},
        {"name": "s", "restartPolicy": "Always", "resources": {"requests": {"cpu": "200m"}}},
        {"name": "j", "resources": {"requests": {"cpu": "100m"}}},
    ]
    assert wants("500m", initContainers=init).cpu == 900
    assert wants("800m", initContainers=init).cpu == 1000


def test_least_allocated_is_the_mean_of_what_stays_free() -> None:
    assert resources.least(wants("1", "2Gi"), node()) == 75
    assert resources.least(wants("5", "2Gi"), node()) == 37  # what does not fit scores nothing


def test_a_pod_that_keeps_the_balance_scores_75_and_one_without_requests_nothing() -> None:
    assert resources.balance(wants("1", "2Gi"), node()) == 75
    assert resources.balance(wants(), node()) == 0


def test_all_that_is_missing_is_named_at_once() -> None:
    refusal = resources.fits(wants("5", "9Gi"), node())
    assert refusal is not None and refusal.reasons == ("Insufficient cpu", "Insufficient memory")
    assert not refusal.resolvable, "no pod can be taken away that would make the node larger"


def test_a_toleration_without_key_and_with_exists_tolerates_all() -> None:
    taint = {"key": "k", "value": "v", "effect": "NoExecute"}
    assert placement.tolerates({"operator": "Exists"}, taint)
    assert placement.tolerates({"key": "k", "value": "v"}, taint)
    assert not placement.tolerates({"key": "k", "value": "w"}, taint)
    assert not placement.tolerates({"key": "k", "operator": "Exists", "effect": "NoSchedule"}, taint)


def test_an_empty_term_matches_no_node() -> None:
    assert not placement.matches_terms([{}], {}, "n")
    term = {"matchExpressions": [{"key": "cores", "operator": "Gt", "values": ["4"]}]}
    assert placement.matches_terms([term], {"cores": "8"}, "n")
    assert not placement.matches_terms([term], {"cores": "four"}, "n")


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_kept_totals_are_those_worked_out_anew(homes: list[int]) -> None:
    c = Cluster(platform="minimal", nodes=[{"name": f"n{i}"} for i in range(5)])
    api = c._handle("default-scheduler")
    labels = {"app": "x"}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"},
               "spec": {"selector": labels, "ports": [{"port": 80}]}}  # fmt: skip
    c.apply(service)
    spec = {"containers": [{"name": "c", "image": "nginx", "resources": {"requests": {"cpu": "100m"}}}]}

    def pod(number: int) -> dict[str, object]:
        meta = {"name": f"p{number}", "namespace": "default", "uid": str(number), "labels": labels}
        return {"metadata": meta, "spec": spec}

    snapshot = Snapshot(api, {})
    case = Case(snapshot, pod(0))
    every = list(range(5))
    for number, home in enumerate(homes):
        snapshot.place(snapshot.nodes[home], pod(number))
        case.catch_up()
        assert case.totals(every) == Case(snapshot, pod(99)).totals(every)
