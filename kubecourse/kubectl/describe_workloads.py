"""`kubectl describe` of Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs, CronJobs and autoscalers.

Upstream: `kubectl/pkg/describe/{describe,deployment}.go`. Next: `describe_services.py`.
"""

from __future__ import annotations

from ..engine.api.tables_words import human_duration, label_selector
from ..engine.core.clock import moment
from ..engine.core.work import Object
from .describe_containers import pod_template
from .describe_words import annotation_lines, conditions_of, events, labels, owner, time
from .session import Session

__all__ = ["controller", "cron_job", "daemon_set", "deployment", "job", "replica_set", "stateful_set"]

_REVISION = "deployment.kubernetes.io/revision"


def _both(obj: Object) -> list[str]:
    meta = obj["metadata"]
    return [*labels("Labels", meta.get("labels")), *annotation_lines("Annotations", meta.get("annotations"))]


def _top(obj: Object) -> list[str]:
    meta = obj["metadata"]
    return [f"Name:\t{meta['name']}", f"Namespace:\t{meta['namespace']}"]


def deployment(session: Session, obj: Object) -> list[str]:
    """A Deployment with its ReplicaSets."""
    spec, status = obj["spec"], obj.get("status") or {}
    strategy = spec.get("strategy") or {}
    counts = " | ".join(
        f"{status.get(field, 0)} {word}"
        for field, word in (
            ("updatedReplicas", "updated"),
            ("replicas", "total"),
            ("availableReplicas", "available"),
            ("unavailableReplicas", "unavailable"),
        )
    )
    lines = [
        *_top(obj),
        f"CreationTimestamp:\t{time(obj['metadata'].get('creationTimestamp'))}",
        *_both(obj),
        f"Selector:\t{label_selector(spec.get('selector'))}",
        f"Replicas:\t{spec.get('replicas', 1)} desired | {counts}",
        f"StrategyType:\t{strategy.get('type', '')}",
        f"MinReadySeconds:\t{spec.get('minReadySeconds', 0)}",
    ]
    rolling = strategy.get("rollingUpdate")
    if rolling:
        lines.append(
            f"RollingUpdateStrategy:\t{rolling.get('maxUnavailable')} max unavailable, {rolling.get('maxSurge')} max surge"
        )
    lines += pod_template(spec["template"])
    if status.get("conditions"):
        lines += conditions_of(status, "type", "status", "reason")
    return [*lines, *_sets(session, obj), *events(session, obj)]


def _sets(session: Session, obj: Object) -> list[str]:
    """The ReplicaSets of before and of now: the newest is the one with the Deployment's template."""
    found = session.api.owned(obj["metadata"]["uid"], "ReplicaSet")

    def number(one: Object) -> int:
        return int((one["metadata"].get("annotations") or {}).get(_REVISION) or 0)

    wanted = (obj["metadata"].get("annotations") or {}).get(_REVISION)
    new = next((one for one in found if str(number(one)) == wanted), None)
    old = sorted((one for one in found if one is not new), key=number)
    return [f"OldReplicaSets:\t{_named(old)}", f"NewReplicaSet:\t{_named([new] if new else [])}"]


def _named(found: list[Object]) -> str:
    texts = [
        f"{one['metadata']['name']} ({(one.get('status') or {}).get('replicas', 0)}/{one['spec'].get('replicas', 1)} replicas created)"
        for one in found
    ]
    return ", ".join(texts) or "<none>"


def _pods(session: Session, obj: Object) -> str:
    phases = [(pod.get("status") or {}).get("phase", "") for pod in session.api.owned(obj["metadata"]["uid"], "Pod")]
    words = (("Running", "Running"), ("Pending", "Waiting"), ("Succeeded", "Succeeded"), ("Failed", "Failed"))
    return " / ".join(f"{phases.count(phase)} {word}" for phase, word in words)


def replica_set(session: Session, obj: Object) -> list[str]:
    """A ReplicaSet."""
    spec, status = obj["spec"], obj.get("status") or {}
    lines = [*_top(obj), f"Selector:\t{label_selector(spec.get('selector'))}", *_both(obj)]
    if owner(obj):
        lines.append(f"Controlled By:\t{owner(obj)}")
    lines += [
        f"Replicas:\t{status.get('replicas', 0)} current / {spec.get('replicas', 1)} desired",
        f"Pods Status:\t{_pods(session, obj)}",
    ]
    lines += pod_template(spec["template"])
    if status.get("conditions"):
        lines += conditions_of(status, "type", "status", "reason")
    return [*lines, *events(session, obj)]


def controller(session: Session, obj: Object) -> list[str]:
    """A ReplicationController."""
    return replica_set(
        session, {**obj, "spec": {**obj["spec"], "selector": {"matchLabels": obj["spec"].get("selector") or {}}}}
    )


def stateful_set(session: Session, obj: Object) -> list[str]:
    """A StatefulSet with its claims."""
    spec = obj["spec"]
    update = spec.get("updateStrategy") or {}
    lines = [
        *_top(obj),
        f"CreationTimestamp:\t{time(obj['metadata'].get('creationTimestamp'))}",
        f"Selector:\t{label_selector(spec.get('selector'))}",
        *_both(obj),
        f"Replicas:\t{spec.get('replicas', 1)} desired | {(obj.get('status') or {}).get('replicas', 0)} total",
        f"Update Strategy:\t{update.get('type', '')}",
    ]
    if update.get("rollingUpdate"):
        lines.append(f"  Partition:\t{update['rollingUpdate'].get('partition', 0)}")
    lines += [f"Pods Status:\t{_pods(session, obj)}", *pod_template(spec["template"])]
    return [*lines, *_claims(spec.get("volumeClaimTemplates")), *events(session, obj)]


def _claims(found: list[Object] | None) -> list[str]:
    if not found:
        return ["Volume Claims:\t<none>"]
    lines = ["Volume Claims:"]
    for claim in found:
        meta, spec = claim["metadata"], claim["spec"]
        lines += [
            f"  Name:\t{meta['name']}",
            f"  StorageClass:\t{spec.get('storageClassName', '')}",
            *labels("  Labels", meta.get("labels")),
            *annotation_lines("  Annotations", meta.get("annotations")),
        ]
        size = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
        lines.append(f"  Capacity:\t{size or '<default>'}")
        lines.append(f"  Access Modes:\t[{' '.join(spec.get('accessModes') or ())}]")
    return lines


def daemon_set(session: Session, obj: Object) -> list[str]:
    """A DaemonSet."""
    spec, status = obj["spec"], obj.get("status") or {}
    selector = spec["template"]["spec"].get("nodeSelector") or {}
    where = ",".join(f"{key}={selector[key]}" for key in sorted(selector)) or "<none>"
    lines = [
        *_top(obj),
        f"Selector:\t{label_selector(spec.get('selector'))}",
        f"Node-Selector:\t{where}",
        *_both(obj),
        f"Desired Number of Nodes Scheduled: {status.get('desiredNumberScheduled', 0)}",
        f"Current Number of Nodes Scheduled: {status.get('currentNumberScheduled', 0)}",
        f"Number of Nodes Scheduled with Up-to-date Pods: {status.get('updatedNumberScheduled', 0)}",
        f"Number of Nodes Scheduled with Available Pods: {status.get('numberAvailable', 0)}",
        f"Number of Nodes Misscheduled: {status.get('numberMisscheduled', 0)}",
        f"Pods Status:\t{_pods(session, obj)}",
    ]
    return [*lines, *pod_template(spec["template"]), *events(session, obj)]


def _optional(title: str, value: object) -> list[str]:
    return [] if value is None else [f"{title}:\t{value}"]


def job(session: Session, obj: Object) -> list[str]:
    """A Job."""
    spec, status = obj["spec"], obj.get("status") or {}
    lines = [*_top(obj), f"Selector:\t{label_selector(spec.get('selector'))}", *_both(obj)]
    if owner(obj):
        lines.append(f"Controlled By:\t{owner(obj)}")
    lines += _optional("Parallelism", spec.get("parallelism"))
    lines.append(f"Completions:\t{'<unset>' if spec.get('completions') is None else spec['completions']}")
    lines += _optional("Completion Mode", spec.get("completionMode"))
    if spec.get("suspend") is not None:
        lines.append(f"Suspend:\t{str(spec['suspend']).lower()}")
    lines += _optional("Backoff Limit", spec.get("backoffLimit"))
    lines += _optional("TTL Seconds After Finished", spec.get("ttlSecondsAfterFinished"))
    start, end = status.get("startTime"), status.get("completionTime")
    if start:
        lines.append(f"Start Time:\t{time(start)}")
    if end:
        lines.append(f"Completed At:\t{time(end)}")
    if start and end:
        lines.append(f"Duration:\t{human_duration(moment(end) - moment(start))}")
    if spec.get("activeDeadlineSeconds") is not None:
        lines.append(f"Active Deadline Seconds:\t{spec['activeDeadlineSeconds']}s")
    lines.append(
        f"Pods Statuses:\t{status.get('active', 0)} Active ({status.get('ready', 0)} Ready) / "
        f"{status.get('succeeded', 0)} Succeeded / {status.get('failed', 0)} Failed"
    )
    if spec.get("completionMode") == "Indexed":
        lines.append(f"Completed Indexes:\t{status.get('completedIndexes') or '<none>'}")
    return [*lines, *pod_template(spec["template"]), *events(session, obj)]


def cron_job(session: Session, obj: Object) -> list[str]:
    """A CronJob with its job template."""
    spec, status = obj["spec"], obj.get("status") or {}
    lines = [*_top(obj), *_both(obj), f"Schedule:\t{spec['schedule']}"]
    lines += _optional("Time Zone", spec.get("timeZone"))
    lines += [f"Concurrency Policy:\t{spec.get('concurrencyPolicy', '')}", f"Suspend:\t{_bool(spec.get('suspend'))}"]
    for title, field in (
        ("Successful Job History Limit", "successfulJobsHistoryLimit"),
        ("Failed Job History Limit", "failedJobsHistoryLimit"),
    ):
        lines.append(f"{title}:\t{spec[field]}" if spec.get(field) is not None else f"{title}:\t<unset>")
    deadline = spec.get("startingDeadlineSeconds")
    lines.append(f"Starting Deadline Seconds:\t{'<unset>' if deadline is None else f'{deadline}s'}")
    inner = spec["jobTemplate"]["spec"]
    lines += [f"Selector:\t{label_selector(inner['selector']) if inner.get('selector') else '<unset>'}"]
    for title, field in (("Parallelism", "parallelism"), ("Completions", "completions")):
        lines.append(f"{title}:\t{inner[field] if inner.get(field) is not None else '<unset>'}")
    lines += _optional("Active Deadline Seconds", inner.get("activeDeadlineSeconds"))
    lines += pod_template(inner["template"])
    last = status.get("lastScheduleTime")
    lines.append(f"Last Schedule Time:\t{time(last) if last else '<unset>'}")
    active = ", ".join(ref["name"] for ref in status.get("active") or ())
    return [*lines, f"Active Jobs:\t{active or '<none>'}", *events(session, obj)]


def _bool(value: object) -> str:
    return "<unset>" if value is None else str(value)
