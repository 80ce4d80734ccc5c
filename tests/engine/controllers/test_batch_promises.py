"""Whatever containers do: never more pods than parallelism, counters that equal what happened, and no overlap where it is forbidden."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import ApiError, Cluster

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def job(**spec: Any) -> dict[str, Any]:
    script = spec.pop("script")
    container = {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", script]}
    template = {"spec": {"restartPolicy": spec.pop("restart"), "containers": [container]}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": {**spec, "template": template}}


def life(cluster: Cluster) -> dict[str, dict[str, str]]:
    """Each pod of the job that there ever was: uid -> its last phase."""
    pods: dict[str, dict[str, str]] = {}
    for change in cluster.changes:
        if change.kind == "Pod" and (change.new or change.old)["metadata"].get("labels", {}).get("job-name") == "j":
            meta = (change.new or change.old)["metadata"]
            phase = ((change.new or change.old).get("status") or {}).get("phase", "Pending")
            if phase not in ("Succeeded", "Failed") and "deletionTimestamp" in meta:
                phase = "Deleted"  # a pod that the job gives up is counted as failed, however it then ends
            if pods.get(meta["uid"], {}).get("phase") != "Deleted":
                pods[meta["uid"]] = {"phase": phase}
    return pods


@few
@given(
    completions=st.integers(1, 6),
    parallelism=st.integers(1, 4),
    limit=st.integers(0, 3),
    fails=st.sampled_from(["exit 0", "exit 1", "sleep 3; exit 0", "test $((RANDOM_N)) = 0", "sleep 2; exit 3"]),
    restart=st.sampled_from(["Never", "OnFailure"]),
    indexed=st.booleans(),
    kill=st.integers(0, 3),
)
def test_a_job_has_at_most_its_parallelism_and_counts_what_happened(
    completions: int, parallelism: int, limit: int, fails: str, restart: str, indexed: bool, kill: int
) -> None:
    cluster = Cluster(nodes=2)
    mode = "Indexed" if indexed else "NonIndexed"
    cluster.api.create(
        job(
            completions=completions,
            parallelism=parallelism,
            backoffLimit=limit,
            script=fails,
            restart=restart,
            completionMode=mode,
        )
    )
    for _ in range(kill):
        cluster.advance(2)
        alive = [p for p in cluster.list("Pod", "default") if p["status"].get("phase") == "Running"]
        if alive:
            with suppress(ApiError):  # its container may have ended by itself
                cluster.kill(alive[0]["metadata"]["name"])
    cluster.run_until(lambda c: (c.get("Job", "j").get("status") or {}).get("conditions"), limit="4h")
    cluster.settle()
    active = 0
    present: dict[str, bool] = {}
    for change in cluster.changes:
        if change.kind != "Pod":
            continue
        obj = change.new or change.old
        if obj["metadata"].get("labels", {}).get("job-name") != "j":
            continue
        ended = (obj.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        leaving = "deletionTimestamp" in obj["metadata"]
        present[obj["metadata"]["uid"]] = change.new is not None and not ended and not leaving
        active = sum(present.values())
        assert active <= parallelism
    status = cluster.get("Job", "j")["status"]
    phases = [pod["phase"] for pod in life(cluster).values()]
    assert status.get("succeeded", 0) == phases.count("Succeeded")
    assert status.get("failed", 0) == len(phases) - phases.count("Succeeded")
    done = [c["type"] for c in status["conditions"] if c["status"] == "True"]
    assert ("Complete" in done) != ("Failed" in done)
    assert "Complete" not in done or status["succeeded"] >= completions
    assert not status.get("uncountedTerminatedPods", {}).get("succeeded")


@few
@given(
    every=st.integers(1, 5),
    lasts=st.integers(10, 500),
    policy=st.sampled_from(["Allow", "Forbid", "Replace"]),
    pauses=st.lists(st.tuples(st.integers(1, 900), st.booleans()), max_size=4),
)
def test_forbid_never_overlaps_and_replace_keeps_only_the_newest(
    every: int, lasts: int, policy: str, pauses: list[tuple[int, bool]]
) -> None:
    cluster = Cluster(nodes=2)
    container = {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", f"sleep {lasts}"]}
    pod = {"spec": {"restartPolicy": "Never", "containers": [container], "terminationGracePeriodSeconds": 0}}
    spec = {"schedule": f"*/{every} * * * *", "concurrencyPolicy": policy, "jobTemplate": {"spec": {"template": pod}}}
    cluster.api.create({"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "c"}, "spec": spec})
    for wait, suspend in pauses:
        cluster.advance(wait)
        cluster.api.patch("CronJob", "c", {"spec": {"suspend": suspend}}, "default", type="merge")
    cluster.advance("30m")
    running: dict[str, bool] = {}
    most = 0
    for change in cluster.changes:
        if change.kind == "Job":
            obj = change.new or change.old
            over = any(c["type"] in ("Complete", "Failed") for c in (obj.get("status") or {}).get("conditions") or ())
            leaving = "deletionTimestamp" in obj["metadata"]
            running[obj["metadata"]["uid"]] = change.new is not None and not over and not leaving
            most = max(most, sum(running.values()))
    if policy != "Allow":
        assert most <= 1
    names = [c.new["metadata"]["name"] for c in cluster.changes if c.kind == "Job" and c.verb == "ADDED"]
    assert len(set(names)) == len(names), "one time of the schedule, one job"
