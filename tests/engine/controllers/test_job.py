"""Job: how many pods, how often again, and how it ends."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.api.errors import ApiError
from kubecourse.engine.controllers.job import JobController
from kubecourse.engine.controllers.job_indexes import parse, render

from .fake_batch import World


def job(**spec: Any) -> dict[str, Any]:
    """A Job as the server stores it: with defaults, selector and labels."""
    labels = {"batch.kubernetes.io/controller-uid": "x", "job-name": "copia"}
    template = {"metadata": {"labels": labels}, "spec": {"restartPolicy": "Never", "containers": [{"name": "c"}]}}
    usual = {"parallelism": 1, "completions": 1, "backoffLimit": 6, "completionMode": "NonIndexed", "suspend": False,
             "podReplacementPolicy": "TerminatingOrFailed", "template": template,
             "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": "x"}}}  # fmt: skip
    usual.update(spec)
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "copia", "namespace": "default"},
            "spec": {field: value for field, value in usual.items() if value is not None}}  # fmt: skip


def indexed(**spec: Any) -> dict[str, Any]:
    return job(**{"completionMode": "Indexed", "completions": 3, "parallelism": 3, **spec})


def world(manifest: dict[str, Any], **ends: tuple[float, int]) -> World:
    new = World(JobController())
    new.ends = {name.replace("_", "-"): end for name, end in ends.items()}
    new.person.create(manifest)
    return new


def status(of: World) -> dict[str, Any]:
    return of.person.get("Job", "copia", "default")["status"]


def conditions(of: World) -> list[tuple[str, str]]:
    return [(c["type"], c["reason"]) for c in status(of).get("conditions", []) if c["status"] == "True"]


def live(of: World) -> int:
    return sum(pod["status"].get("phase") == "Running" for pod in of.person.list("Pod", "default"))


def test_a_task_that_ends_well_completes_the_job() -> None:
    w = world(job(), copia=(2, 0))
    w.settle()
    done = status(w)
    assert conditions(w) == [("SuccessCriteriaMet", "CompletionsReached"), ("Complete", "CompletionsReached")]
    assert {k: done[k] for k in ("succeeded", "ready", "terminating", "uncountedTerminatedPods")} == {
        "succeeded": 1, "ready": 0, "terminating": 0, "uncountedTerminatedPods": {}}  # fmt: skip
    assert done["completionTime"] and "active" not in done and "failed" not in done
    assert w.reasons() == ["SuccessfulCreate", "Completed"]
    assert "finalizers" not in w.person.list("Pod")[0]["metadata"]


def test_no_more_pods_run_than_parallelism_and_remaining_completions_allow() -> None:
    w = world(job(completions=5, parallelism=2), copia=(3, 0))
    most = 0
    for _ in range(40):
        w.run(0.5)
        most = max(most, live(w))
    assert most == 2 and status(w)["succeeded"] == 5 and len(w.names("Pod")) == 5
    assert len(world_after(job(completions=2, parallelism=5)).names("Pod")) == 2


def world_after(manifest: dict[str, Any]) -> World:
    w = world(manifest)
    w.settle()
    return w


def test_retries_wait_ten_seconds_and_then_twice_as_long() -> None:
    w = world(job(backoffLimit=2), copia=(0, 1))
    w.settle()
    made = [pod["metadata"]["creationTimestamp"][-3:-1] for pod in w.person.owned(
        w.person.get("Job", "copia", "default")["metadata"]["uid"], "Pod")]  # fmt: skip
    assert made == ["00", "10", "30"]
    assert conditions(w) == [("FailureTarget", "BackoffLimitExceeded"), ("Failed", "BackoffLimitExceeded")]
    assert status(w)["failed"] == 3 and w.reasons()[-1] == "BackoffLimitExceeded"


def test_with_on_failure_the_restarts_of_the_pod_count() -> None:
    manifest = job(backoffLimit=2)
    manifest["spec"]["template"]["spec"]["restartPolicy"] = "OnFailure"
    w = world(manifest)
    w.run(1)
    pod = w.person.list("Pod")[0]
    container = {**pod["status"]["containerStatuses"][0], "restartCount": 2}
    w.person.set_status(pod, {**pod["status"], "containerStatuses": [container]})
    w.settle()
    assert conditions(w)[-1] == ("Failed", "BackoffLimitExceeded")
    assert w.names("Pod") == [] and status(w)["failed"] == 1 and "SuccessfulDelete" in w.reasons()


def test_the_deadline_ends_what_runs_and_failed_waits_until_it_is_gone() -> None:
    w = world(job(activeDeadlineSeconds=5))
    assert w.settle() < 5, "a deadline does not hold up settling"
    w.power_cut = True
    w.run(6)
    assert conditions(w) == [("FailureTarget", "DeadlineExceeded")] and status(w)["terminating"] == 1
    w.power_cut = False
    w.runner.wake("kubelet", f"default/{w.names('Pod')[0]}")
    w.settle()
    assert conditions(w)[-1] == ("Failed", "DeadlineExceeded") and status(w)["failed"] == 1


def test_each_index_gets_a_pod_with_its_name_label_and_variable() -> None:
    w = world(indexed(parallelism=2))
    w.settle()
    pods = w.person.list("Pod")
    assert [pod["spec"]["hostname"] for pod in pods] == ["copia-0", "copia-1"]
    assert [pod["metadata"]["generateName"] for pod in pods] == ["copia-0-", "copia-1-"]
    key = "batch.kubernetes.io/job-completion-index"
    assert pods[1]["metadata"]["labels"][key] == pods[1]["metadata"]["annotations"][key] == "1"
    assert pods[0]["spec"]["containers"][0]["env"][0]["name"] == "JOB_COMPLETION_INDEX"


def test_an_index_has_retries_of_its_own() -> None:
    w = world(indexed(backoffLimit=2**31 - 1, backoffLimitPerIndex=1), copia_0=(0, 1), copia_1=(0, 0), copia_2=(0, 0))
    w.settle()
    assert conditions(w)[-1] == ("Failed", "FailedIndexes")
    assert (status(w)["completedIndexes"], status(w)["failedIndexes"], status(w)["failed"]) == ("1,2", "0", 2)
    counts = {p["metadata"]["annotations"]["batch.kubernetes.io/job-index-failure-count"]
              for p in w.person.list("Pod") if p["metadata"]["name"].startswith("copia-0")}  # fmt: skip
    assert counts == {"0", "1"}


def test_too_many_failed_indexes_end_the_job_early() -> None:
    w = world(indexed(completions=6, parallelism=2, backoffLimit=2**31 - 1, backoffLimitPerIndex=0, maxFailedIndexes=1),
              copia=(0, 1))  # fmt: skip
    w.settle()
    assert conditions(w)[-1] == ("Failed", "MaxFailedIndexesExceeded") and status(w)["failedIndexes"] == "0,1"


def test_the_failure_policy_can_fail_the_job_at_once() -> None:
    rules = [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}]
    w = world(job(podFailurePolicy={"rules": rules}, podReplacementPolicy="Failed"), copia=(0, 42))
    w.settle()
    name = w.names("Pod")[0]
    message = f"Container c for pod default/{name} failed with exit code 42 matching FailJob rule at index 0"
    assert status(w)["conditions"][-1]["message"] == message and ("PodFailurePolicy", "Job/copia", message) in w.events


def test_an_ignored_failure_does_not_count_and_does_not_hold_up_settling() -> None:
    rules = [{"action": "Ignore", "onExitCodes": {"operator": "In", "values": [7]}}]
    w = world(job(backoffLimit=0, podFailurePolicy={"rules": rules}, podReplacementPolicy="Failed"), copia=(0, 7))
    w.settle()
    w.run(14)
    assert len(w.names("Pod")) == 2 and conditions(w) == [] and "failed" not in status(w)


def test_the_success_policy_ends_the_rest() -> None:
    w = world(indexed(successPolicy={"rules": [{"succeededIndexes": "0"}]}), copia_0=(1, 0))
    w.settle()
    assert [(c["reason"], c["message"]) for c in status(w)["conditions"]] == [
        ("SuccessPolicy", "Matched rules at index 0")
    ] * 2
    assert status(w)["completedIndexes"] == "0" and "failed" not in status(w) and len(w.names("Pod")) == 1


def test_a_suspended_job_gives_its_pods_up_and_begins_afresh() -> None:
    w = world(job(suspend=True))
    w.settle()
    assert w.names("Pod") == [] and conditions(w) == [("Suspended", "JobSuspended")] and "startTime" not in status(w)
    w.run(60)
    old = w.person.get("Job", "copia", "default")
    w.person.change(old, spec={**old["spec"], "suspend": False})
    w.settle()
    assert (
        live(w) == 1
        and status(w)["startTime"].endswith("09:01:01Z")
        and w.reasons()[:2] == ["Suspended", "SuccessfulCreate"]
    )
    old = w.person.get("Job", "copia", "default")
    w.person.change(old, spec={**old["spec"], "suspend": True})
    w.settle()
    assert w.names("Pod") == [] and "startTime" not in status(w) and "failed" not in status(w)


def test_a_pod_deleted_by_hand_counts_as_failed_and_is_replaced() -> None:
    w = world(job())
    w.settle()
    w.person.delete("Pod", w.names("Pod")[0], "default")
    w.run(13)
    assert live(w) == 1 and (status(w)["active"], status(w)["failed"], status(w)["ready"]) == (1, 1, 1)


def test_pods_of_a_deleted_job_are_let_go() -> None:
    w = world(job())
    w.settle()
    w.person.delete("Job", "copia", "default", propagation="Background")
    w.settle()
    assert "finalizers" not in w.person.list("Pod")[0]["metadata"]


def test_orphans_that_match_are_adopted_and_tracked() -> None:
    w = World(JobController())
    labels = {"batch.kubernetes.io/controller-uid": "x"}
    w.person.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "mio", "namespace": "default", "labels": labels},
                     "spec": {"containers": []}})  # fmt: skip
    w.person.create(job())
    w.settle()
    assert w.names("Pod") == ["mio"] and status(w)["active"] == 1
    assert w.person.list("Pod")[0]["metadata"]["finalizers"] == ["batch.kubernetes.io/job-tracking"]


def test_refused_pods_are_tried_again_later_and_later() -> None:
    w = World(JobController())
    w.refusal = ApiError("Forbidden", "exceeded quota")
    w.person.create(job())
    assert w.settle() < 2
    assert w.events[0] == ("FailedCreate", "Job/copia", "Error creating: exceeded quota")
    w.refusal = None
    w.run(5)
    assert live(w) == 1


def test_a_settled_job_is_left_alone() -> None:
    w = world(job(parallelism=2, completions=None))
    w.settle()
    before = w.storage.revision
    w.runner.wake("job-controller", "default/copia")
    w.settle()
    w.run(30)
    assert w.storage.revision == before


def test_indexes_are_written_short() -> None:
    assert render({0, 2, 4, 5, 6, 8, 9}) == "0,2,4-6,8,9" and render([]) == ""
    assert parse("0,2,4-6,8", 6) == {0, 2, 4, 5} and parse("", 3) == set()
