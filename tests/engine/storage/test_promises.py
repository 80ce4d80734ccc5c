"""Whatever happens to claims, volumes and pods: a pair stays a pair, no volume serves two, and data go only where the policy says."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import ApiError, Cluster

NAMES = ["a", "b", "c"]
SIZES = ["1Gi", "2Gi", "5Gi"]
STEPS = st.one_of(
    st.tuples(st.just("volume"), st.sampled_from(NAMES), st.sampled_from(SIZES), st.sampled_from(["Retain", "Delete"])),
    st.tuples(st.just("claim"), st.sampled_from(NAMES), st.sampled_from(SIZES)),
    st.tuples(st.just("reserve"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("pod"), st.sampled_from(NAMES)),
    st.tuples(
        st.just("drop"), st.sampled_from(["PersistentVolume", "PersistentVolumeClaim", "Pod"]), st.sampled_from(NAMES)
    ),
    st.tuples(st.just("free"), st.sampled_from(NAMES)),
    st.tuples(st.just("fail"), st.just("worker-1")),
    st.tuples(st.just("recover"), st.just("worker-1")),
    st.tuples(st.just("advance"), st.sampled_from([1, 20, 400])),
)


def volume(name: str, size: str, policy: str) -> dict[str, Any]:
    spec = {
        "capacity": {"storage": size},
        "accessModes": ["ReadWriteOnce"],
        "persistentVolumeReclaimPolicy": policy,
        "nfs": {"server": "nfs", "path": f"/{name}"},
    }
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": spec}


def claim(name: str, size: str) -> dict[str, Any]:
    spec = {"accessModes": ["ReadWriteOnce"], "storageClassName": "", "resources": {"requests": {"storage": size}}}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name}, "spec": spec}


def pod(name: str) -> dict[str, Any]:
    container = {
        "name": "c",
        "image": "busybox:1.36",
        "command": ["sh", "-c", f"echo {name} >> /d/log; sleep 1d"],
        "volumeMounts": [{"name": "v", "mountPath": "/d"}],
    }
    source = {"name": "v", "persistentVolumeClaim": {"claimName": name}}
    spec = {"containers": [container], "volumes": [source], "terminationGracePeriodSeconds": 1}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec}


def do(cluster: Cluster, step: tuple[Any, ...]) -> None:
    what, *rest = step
    api = cluster.api
    try:
        if what == "volume":
            api.create(volume(*rest))
        elif what == "claim":
            api.create(claim(*rest))
        elif what == "pod":
            api.create(pod(*rest))
        elif what == "reserve":
            api.patch(
                "PersistentVolume",
                rest[0],
                {"spec": {"claimRef": {"name": rest[1], "namespace": "default"}}},
                type="merge",
            )
        elif what == "drop":
            cluster.delete(*rest)
        elif what == "free":
            api.patch("PersistentVolume", rest[0], {"spec": {"claimRef": None}}, type="merge")
        elif what == "fail":
            cluster.fail_node(rest[0])
        elif what == "recover":
            cluster.recover_node(rest[0])
        else:
            cluster.advance(rest[0])
    except ApiError as error:
        assert error.reason in ("AlreadyExists", "NotFound", "Invalid", "Conflict", "BadRequest"), error


def pairs(cluster: Cluster) -> dict[str, str]:
    """Claim (its uid) -> volume (its uid), of those that are bound on both sides."""
    volumes = {v["metadata"]["name"]: v for v in cluster.list("PersistentVolume")}
    found = {}
    for one in cluster.list("PersistentVolumeClaim"):
        mine = volumes.get(one["spec"].get("volumeName") or "")
        if (one.get("status") or {}).get("phase") == "Bound" and mine is not None:
            if (mine["spec"].get("claimRef") or {}).get("uid") == one["metadata"]["uid"]:
                found[one["metadata"]["uid"]] = mine["metadata"]["uid"]
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(steps=st.lists(STEPS, min_size=4, max_size=25))
def test_a_pair_stays_a_pair_and_no_volume_serves_two(steps: list[tuple[Any, ...]]) -> None:
    cluster = Cluster(nodes=2)
    known: dict[str, str] = {}
    for step in steps:
        do(cluster, step)
        cluster.advance(1)
        now = pairs(cluster)
        assert len(set(now.values())) == len(now), "two claims of one volume"
        uids = {
            o["metadata"]["uid"] for kind in ("PersistentVolume", "PersistentVolumeClaim") for o in cluster.list(kind)
        }
        freed = step[0] in ("free", "reserve")
        for mine, its in known.items():
            if mine in uids and its in uids and not freed:
                assert now.get(mine) == its, f"a pair was parted by {step}"
        known = now


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(steps=st.lists(STEPS, min_size=2, max_size=15))
def test_what_was_written_under_retain_is_there_whatever_happened_to_its_objects(steps: list[tuple[Any, ...]]) -> None:
    cluster = Cluster(nodes=2)
    for obj in (volume("a", "5Gi", "Retain"), claim("a", "5Gi"), pod("a")):
        cluster.api.create(obj)
    cluster.settle()
    for step in steps:
        do(cluster, step)
    for name in ("worker-1",):
        cluster.recover_node(name)
    cluster.settle()
    look = volume("look", "1Gi", "Retain")
    look["spec"]["nfs"]["path"] = "/a"
    look["spec"]["claimRef"] = {"name": "look", "namespace": "default"}
    for obj in (look, claim("look", "1Gi"), pod("look")):
        cluster.api.create(obj)
    cluster.settle()
    assert cluster.exec("look", ["cat", "/d/log"]).stdout.startswith("a\n")


def test_under_delete_the_volume_and_its_data_go_with_the_claim() -> None:
    cluster = Cluster(platform="cloud")
    cluster.api.create(
        {**claim("a", "1Gi"), "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
    )
    cluster.api.create(pod("a"))
    cluster.settle()
    assert cluster.exec("a", ["cat", "/d/log"]).stdout == "a\n"
    name = cluster.get("PersistentVolumeClaim", "a")["spec"]["volumeName"]
    for kind in ("Pod", "PersistentVolumeClaim"):
        cluster.delete(kind, "a")
        cluster.settle()
    assert name not in [v["metadata"]["name"] for v in cluster.list("PersistentVolume")]
