"""Whatever people do to a cluster, these things hold: random lives, checked at every stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import ApiError, Cluster

WORDPRESS = (Path(__file__).parents[1] / "benchmarks/wordpress.yaml").read_text(encoding="utf-8")
_BASE: list[Cluster] = []

STEPS = st.one_of(
    st.tuples(st.just("scale"), st.integers(0, 6)),
    st.tuples(st.just("image"), st.sampled_from(["wordpress:6.8", "wordpress:6.7", "wordpress:no-such-tag"])),
    st.tuples(st.just("kill"), st.integers(0, 9)),
    st.tuples(st.just("delete"), st.integers(0, 9)),
    st.tuples(st.just("fail"), st.sampled_from(["worker-1", "worker-2"])),
    st.tuples(st.just("recover"), st.sampled_from(["worker-1", "worker-2"])),
    st.tuples(st.just("advance"), st.sampled_from([1, 7, 45, 400])),
)


def fresh() -> Cluster:
    if not _BASE:
        cluster = Cluster()
        cluster.apply(WORDPRESS)
        cluster.settle()
        _BASE.append(cluster)
    return _BASE[0].fork()


def do(cluster: Cluster, step: tuple[str, Any]) -> None:
    what, value = step
    pods = [p["metadata"]["name"] for p in cluster.list("Pod", "default")]
    try:
        if what == "scale":
            cluster.kubectl(f"scale deployment wordpress --replicas={value}")
        elif what == "image":
            cluster.kubectl(f"set image deployment/wordpress apache={value}")
        elif what == "kill" and pods:
            cluster.kill(pods[value % len(pods)])
        elif what == "delete" and pods:
            cluster.delete("Pod", pods[value % len(pods)])
        elif what == "fail":
            cluster.fail_node(value)
        elif what == "recover":
            cluster.recover_node(value)
        elif what == "advance":
            cluster.advance(value)
    except ApiError as error:
        assert error.reason in ("BadRequest", "NotFound"), error


def check(cluster: Cluster) -> None:
    pods = cluster.list("Pod")
    live = [p for p in pods if p.get("status", {}).get("phase") not in ("Succeeded", "Failed")]
    addresses = [p["status"]["podIP"] for p in live if p["status"].get("podIP")]
    assert len(addresses) == len(set(addresses)), "two live pods with one address"
    wordpress = cluster.get("Deployment", "wordpress")
    wanted = wordpress["spec"]["replicas"]
    most = wanted + -(-wanted // 4)
    active = [
        p
        for p in live
        if p["metadata"].get("labels", {}).get("app") == "wordpress" and "deletionTimestamp" not in p["metadata"]
    ]
    rolling = any("desired-replicas" in key and value != str(wanted)
                  for rs in cluster.list("ReplicaSet", "default") if rs["metadata"]["ownerReferences"][0]["name"] == "wordpress" and rs["spec"]["replicas"]
                  for key, value in rs["metadata"]["annotations"].items())  # fmt: skip
    assert rolling or len(active) <= max(most, wanted), "more pods than replicas and surge allow"
    ready = {
        p["metadata"]["uid"]
        for p in pods
        if any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", ()))
    }
    for piece in cluster.list("EndpointSlice"):
        for endpoint in piece["endpoints"] or ():
            if endpoint["conditions"].get("ready") and "targetRef" in endpoint:
                assert endpoint["targetRef"]["uid"] in ready, "served by a pod that is not ready"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=9))
def test_random_lives_keep_the_promises(steps: list[tuple[str, Any]]) -> None:
    cluster = fresh()
    for step in steps:
        do(cluster, step)
        cluster.advance(0)
        check(cluster)
    cluster.settle()
    check(cluster)
    before = len(cluster._storage.log)
    cluster.advance("300ms")
    cluster.settle("10ms")
    quiet = [c for c in cluster._storage.log[before:] if c.kind != "Event"]
    # what crash-loops, pulls or waits for a node goes on by itself; all else has come to rest
    assert not quiet or any(word in str(cluster.kubectl("get pods")) for word in ("Err", "Back", "Crash", "Terminating", "Creating")) or any(
        c["status"] != "True" for n in cluster.list("Node") for c in n["status"]["conditions"] if c["type"] == "Ready"
    )  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=1, max_size=6), st.integers(0, 120))
def test_rewinding_and_living_on_gives_the_same_life(steps: list[tuple[str, Any]], back: int) -> None:
    from kubecourse.engine.core.trace import fingerprint

    cluster = fresh()
    start = cluster.now
    for step in steps:
        do(cluster, step)
    cluster.advance("2m")
    lived, end = fingerprint(cluster._storage.log), cluster.now
    twin = cluster.fork()
    # only time has passed since the last step, so that living on needs nobody
    instant = max(end - back * 1000, start)
    if any(entry.time > instant and entry.verb != "pass" for entry in twin._history.journal):
        return
    twin.rewind(int(instant))
    twin.advance((end - instant) / 1000)
    assert fingerprint(twin._storage.log) == lived
