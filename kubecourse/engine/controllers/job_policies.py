"""What a Job makes of a failed pod.

Promises: which pods count as failed, and spec.podFailurePolicy (the first rule that matches: FailJob, FailIndex,
Ignore, Count). Pure functions. Upstream: pkg/controller/job/pod_failure_policy.go. Next: `job_indexes.py`.
"""

from __future__ import annotations

from ..core.work import Object

__all__ = ["action_of", "counts", "failed", "job_failure", "only_failed"]


def only_failed(job: Object) -> bool:
    """Are pods replaced only when they have ended (podReplacementPolicy: Failed), not when they begin to?"""
    spec = job["spec"]
    return spec.get("podReplacementPolicy") == "Failed" or spec.get("podFailurePolicy") is not None


def failed(job: Object, pod: Object) -> bool:
    """Does the pod count as failed? A deleted one does too, unless the Job waits for its end."""
    phase = pod["status"].get("phase")
    if phase == "Failed":
        return True
    return not only_failed(job) and "deletionTimestamp" in pod["metadata"] and phase != "Succeeded"


def _match(job: Object, pod: Object) -> tuple[int, Object, str] | None:
    """(number of the rule, the rule, what matched it) of the first rule that matches."""
    policy = job["spec"].get("podFailurePolicy")
    for number, rule in enumerate(policy["rules"] if policy else ()):
        if "onExitCodes" in rule:
            container = _container(pod["status"], rule["onExitCodes"])
            if container is not None:
                code = container["state"]["terminated"]["exitCode"]
                return number, rule, f"Container {container['name']} for pod {_name(pod)} failed with exit code {code}"
        elif rule.get("onPodConditions"):
            condition = _condition(pod["status"], rule["onPodConditions"])
            if condition:
                return number, rule, f"Pod {_name(pod)} has condition {condition}"
    return None


def _name(pod: Object) -> str:
    return f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"


def _container(status: Object, wanted: Object) -> Object | None:
    """The first container whose exit code matches; 0 is never considered."""
    for container in [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]:
        ended = (container.get("state") or {}).get("terminated")
        if not ended or not ended.get("exitCode"):
            continue
        if wanted.get("containerName") not in (None, container["name"]):
            continue
        if (ended["exitCode"] in wanted["values"]) == (wanted["operator"] == "In"):
            found: Object = container
            return found
    return None


def _condition(status: Object, patterns: list[Object]) -> str | None:
    for condition in status.get("conditions") or ():
        for pattern in patterns:
            if condition["type"] == pattern["type"] and condition["status"] == pattern.get("status", "True"):
                return str(condition["type"])
    return None


def action_of(job: Object, pod: Object) -> str | None:
    """The action of the rule that the pod's failure matches."""
    match = _match(job, pod)
    return None if match is None else str(match[1]["action"])


def counts(job: Object, pod: Object) -> bool:
    """Does the failure count towards back-off limits?"""
    return action_of(job, pod) != "Ignore"


def job_failure(job: Object, pods: list[Object]) -> str | None:
    """Why the policy fails the whole Job, or None."""
    if job["spec"].get("podFailurePolicy") is None:
        return None
    for pod in pods:
        match = _match(job, pod) if failed(job, pod) else None
        if match is not None and match[1]["action"] == "FailJob":
            return f"{match[2]} matching FailJob rule at index {match[0]}"
    return None
