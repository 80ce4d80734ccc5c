"""Walks through what upstream's tests of workloads ask: roll-outs, jobs, budgets. Next: `test_upstream_objects.py`."""

from __future__ import annotations

from typing import Any

from .walks import Walk, pod, soon, template, workload


def test_workloads_roll_out_scale_and_are_adopted_and_released(walk: Walk) -> None:
    sets = "apps/v1//replicasets"
    walk.post("pods", pod("alone", labels={"app": "web"}))
    walk.post(sets, workload("web", 1))
    owner = soon(lambda: walk.get("pods/alone")["metadata"].get("ownerReferences"))
    assert owner[0]["name"] == "web" and len(walk.get("pods?labelSelector=app%3Dweb")["items"]) == 1
    walk.patch("pods/alone", {"metadata": {"labels": {"app": "free"}}})
    soon(lambda: not walk.get("pods/alone")["metadata"].get("ownerReferences"))
    soon(lambda: walk.get(f"{sets}/web")["status"].get("readyReplicas") == 1)
    walk.post(
        "replicationcontrollers",
        {
            "metadata": {"name": "rc"},
            "spec": {"replicas": 2, "selector": {"a": "rc"}, "template": template({"a": "rc"})},
        },
    )
    soon(lambda: walk.get("replicationcontrollers/rc")["status"].get("readyReplicas") == 2)
    deployments = "apps/v1//deployments"
    walk.post(deployments, workload("roll", 3))
    walk.patch(f"{deployments}/roll", {"spec": {"template": {"metadata": {"annotations": {"v": "2"}}}}})
    done = soon(
        lambda: (
            (found := walk.get(f"{deployments}/roll"))["status"].get("updatedReplicas")
            == found["status"].get("availableReplicas")
            == 3
            and found
        )
    )
    assert done["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "2"
    walk.post(
        "services",
        {"metadata": {"name": "ss"}, "spec": {"clusterIP": "None", "selector": {"app": "ss"}, "ports": [{"port": 80}]}},
    )
    walk.post("apps/v1//statefulsets", workload("ss", 2, serviceName="ss"))
    soon(lambda: walk.get("apps/v1//statefulsets/ss")["status"].get("readyReplicas") == 2)
    assert [one["metadata"]["name"] for one in walk.get("pods?labelSelector=app%3Dss")["items"]] == ["ss-0", "ss-1"]
    assert len(walk.get("apps/v1//controllerrevisions")["items"]) == 1
    daemon = workload("ds")
    del daemon["spec"]["replicas"]
    walk.post("apps/v1//daemonsets", daemon)
    soon(
        lambda: (
            (found := walk.get("apps/v1//daemonsets/ds")["status"])["numberReady"]
            == found["desiredNumberScheduled"]
            > 1
        )
    )


def test_jobs_complete_fail_are_suspended_and_indexed(walk: Walk) -> None:
    def job(name: str, command: str, **spec: Any) -> Any:
        below = {
            "restartPolicy": "Never",
            "containers": [{"name": "c", "image": "busybox:1.37", "command": ["sh", "-c", command]}],
        }
        return {"metadata": {"name": name}, "spec": {"template": {"spec": below}, **spec}}

    jobs = "batch/v1//jobs"
    walk.post(
        jobs, job("indexed", "echo $JOB_COMPLETION_INDEX", completions=3, parallelism=2, completionMode="Indexed")
    )
    soon(lambda: walk.get(f"{jobs}/indexed")["status"].get("completedIndexes") == "0-2")
    walk.post(jobs, job("fails", "exit 3", backoffLimit=0))
    failed = soon(lambda: walk.get(f"{jobs}/fails")["status"].get("failed") and walk.get(f"{jobs}/fails"))
    assert [(c["type"], c["reason"]) for c in failed["status"]["conditions"] if c["type"] == "Failed"] == [
        ("Failed", "BackoffLimitExceeded")
    ]
    walk.post(jobs, job("waits", "true", suspend=True))
    assert not walk.get("pods?labelSelector=job-name%3Dwaits")["items"]
    walk.patch(f"{jobs}/waits", {"spec": {"suspend": False}})
    soon(lambda: walk.get(f"{jobs}/waits")["status"].get("succeeded") == 1)
    rule = {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [3]}}
    walk.post(jobs, job("policy", "exit 3", backoffLimit=9, podFailurePolicy={"rules": [rule]}))
    reasons = soon(
        lambda: [
            c["reason"] for c in walk.get(f"{jobs}/policy")["status"].get("conditions", []) if c["type"] == "Failed"
        ]
    )
    assert reasons == ["PodFailurePolicy"]


def test_a_budget_lets_go_of_as_many_as_it_says(walk: Walk) -> None:
    budgets = "policy/v1//poddisruptionbudgets"
    walk.post("apps/v1//replicasets", workload("web", 3))
    walk.post(
        budgets, {"metadata": {"name": "b"}, "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}}
    )
    soon(lambda: walk.get(f"{budgets}/b")["status"].get("disruptionsAllowed") == 1)
    names = [one["metadata"]["name"] for one in walk.get("pods?labelSelector=app%3Dweb")["items"]]
    walk.patch(f"{budgets}/b", {"spec": {"minAvailable": 3}})
    soon(lambda: walk.get(f"{budgets}/b")["status"]["disruptionsAllowed"] == 0)
    refused = walk.post(
        f"pods/{names[0]}/eviction",
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": names[0]}},
        429,
    )
    assert refused["details"]["causes"][0]["reason"] == "DisruptionBudget"
    walk.delete(f"{budgets}?labelSelector=")
    walk.post(
        f"pods/{names[0]}/eviction",
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": names[0]}},
        201,
    )
