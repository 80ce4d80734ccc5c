"""Tables of workloads, policies, access rules and the rarer kinds.

Upstream: `pkg/printers/internalversion/printers.go`. Next: `server.py`, which knows nothing of tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.work import Object
from .tables_words import NONE, UNKNOWN, UNSET, age, at, containers_and_images, few, human_duration, label_selector

__all__ = ["RULES", "hpa_targets", "job_status", "subjects"]


def _name(obj: Object) -> str:
    return str(obj["metadata"]["name"])


def _age(obj: Object, now: int) -> str:
    return age(obj["metadata"].get("creationTimestamp"), now)


def _count(status: Object, field: str) -> str:
    return str(status.get(field) or 0)


def _template(obj: Object) -> list[str]:
    return containers_and_images(obj["spec"]["template"]["spec"]["containers"])


def _deployment(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        _name(obj),
        f"{_count(status, 'readyReplicas')}/{spec.get('replicas', 1)}",
        _count(status, "updatedReplicas"),
        _count(status, "availableReplicas"),
        _age(obj, now),
        *_template(obj),
        label_selector(spec.get("selector")),
    ]


def _replica_set(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    return [
        _name(obj),
        str(spec.get("replicas", 1)),
        _count(status, "replicas"),
        _count(status, "readyReplicas"),
        _age(obj, now),
        *_template(obj),
        label_selector(spec.get("selector")),
    ]


def _controller(obj: Object, now: int) -> list[str]:
    narrow = {**obj, "spec": {**obj["spec"], "selector": {"matchLabels": obj["spec"].get("selector") or {}}}}
    return _replica_set(narrow, now)


def _stateful_set(obj: Object, now: int) -> list[str]:
    status = obj.get("status") or {}
    return [
        _name(obj),
        f"{_count(status, 'readyReplicas')}/{obj['spec'].get('replicas', 1)}",
        _age(obj, now),
        *_template(obj),
    ]


def _daemon_set(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    selector = spec["template"]["spec"].get("nodeSelector") or {}
    counts = [
        _count(status, field)
        for field in (
            "desiredNumberScheduled",
            "currentNumberScheduled",
            "numberReady",
            "updatedNumberScheduled",
            "numberAvailable",
        )
    ]
    where = ",".join([f"{key}={selector[key]}" for key in sorted(selector)]) or NONE
    return [_name(obj), *counts, where, _age(obj, now), *_template(obj), label_selector(spec.get("selector"))]


def job_status(obj: Object) -> str:
    """The word for a Job's state."""
    true = {c["type"] for c in (obj.get("status") or {}).get("conditions") or () if c["status"] == "True"}
    for type in ("Complete", "Failed"):
        if type in true:
            return type
    if obj["metadata"].get("deletionTimestamp"):
        return "Terminating"
    for type in ("Suspended", "FailureTarget", "SuccessCriteriaMet"):
        if type in true:
            return type
    return "Running"


def _job(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    done = status.get("succeeded") or 0
    if spec.get("completions") is not None:
        text = f"{done}/{spec['completions']}"
    else:
        text = f"{done}/1 of {spec['parallelism']}" if spec.get("parallelism", 0) > 1 else f"{done}/1"
    start, end = status.get("startTime"), status.get("completionTime")
    took = human_duration((at(end) if end else now) - at(start)) if start else ""
    return [
        _name(obj),
        job_status(obj),
        text,
        took,
        _age(obj, now),
        *_template(obj),
        label_selector(spec.get("selector")),
    ]


def _cron_job(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    inner = spec["jobTemplate"]["spec"]
    suspend = UNSET if spec.get("suspend") is None else str(spec["suspend"])
    last = status.get("lastScheduleTime")
    return [
        _name(obj),
        spec["schedule"],
        spec.get("timeZone") or NONE,
        suspend,
        str(len(status.get("active") or ())),
        age(last, now) if last else NONE,
        _age(obj, now),
        *containers_and_images(inner["template"]["spec"]["containers"]),
        label_selector(inner.get("selector")),
    ]


def _budget(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    return [
        _name(obj),
        "N/A" if least is None else str(least),
        "N/A" if most is None else str(most),
        _count(status, "disruptionsAllowed"),
        _age(obj, now),
    ]


def _autoscaler(obj: Object, now: int) -> list[str]:
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    return [
        _name(obj),
        f"{target['kind']}/{target['name']}",
        hpa_targets(spec.get("metrics"), status.get("currentMetrics")),
        str(spec.get("minReplicas", UNSET)),
        str(spec["maxReplicas"]),
        _count(status, "currentReplicas"),
        _age(obj, now),
    ]


def hpa_targets(metrics: Any, current: Any) -> str:
    """`cpu: 40%/60%`: what is and what is wanted, the first two metrics."""
    if not metrics:
        return NONE
    now = list(current or ())
    found = [_target(metric, now[number] if number < len(now) else {}) for number, metric in enumerate(metrics)]
    return few(found, len(found), 2, ", ")


_SOURCES = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}


def _target(metric: Object, status: Object) -> str:
    source = _SOURCES.get(metric["type"])
    if source is None:
        return "<unknown type>"
    wanted, have = metric[source], (status.get(source) or {}).get("current") or {}
    target = wanted["target"]
    name = f"{wanted['name']}: " if "esource" in source else ""
    if target.get("averageValue") is not None:
        tail = " (avg)" if source in ("external", "object") else ""
        return f"{name}{have.get('averageValue', UNKNOWN)}/{target['averageValue']}{tail}"
    if name:
        use = have.get("averageUtilization")
        goal = target.get("averageUtilization")
        return f"{name}{UNKNOWN if use is None else f'{use}%'}/{'<auto>' if goal is None else f'{goal}%'}"
    return f"{have.get('value', UNKNOWN)}/{target.get('value')}"


def _binding(obj: Object, now: int) -> list[str]:
    role = obj["roleRef"]
    return [_name(obj), f"{role['kind']}/{role['name']}", _age(obj, now), *[", ".join(some) for some in subjects(obj)]]


def subjects(obj: Object) -> tuple[list[str], list[str], list[str]]:
    """Users, groups and service accounts of a binding."""
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for subject in obj.get("subjects") or ():
        if subject["kind"] == "ServiceAccount":
            found[2].append(f"{subject.get('namespace', '')}/{subject['name']}")
        else:
            found[subject["kind"] == "Group"].append(subject["name"])
    return found


def _revision(obj: Object, now: int) -> list[str]:
    owner = next((ref for ref in obj["metadata"].get("ownerReferences") or () if ref.get("controller")), None)
    text = NONE
    if owner:
        group = owner["apiVersion"].rpartition("/")[0]
        text = f"{owner['kind'].lower()}{f'.{group}' if group else ''}/{owner['name']}"
    return [_name(obj), text, str(obj.get("revision", 0)), _age(obj, now)]


def _priority(obj: Object, now: int) -> list[str]:
    default = "true" if obj.get("globalDefault") else "false"
    return [
        _name(obj),
        str(obj.get("value", 0)),
        default,
        _age(obj, now),
        obj.get("preemptionPolicy", "PreemptLowerPriority"),
    ]


def _runtime(obj: Object, now: int) -> list[str]:
    return [_name(obj), obj.get("handler", ""), _age(obj, now)]


def _attachment(obj: Object, now: int) -> list[str]:
    spec = obj["spec"]
    attached = "true" if (obj.get("status") or {}).get("attached") else "false"
    volume = (spec.get("source") or {}).get("persistentVolumeName", "")
    return [_name(obj), spec["attacher"], volume, spec["nodeName"], attached, _age(obj, now)]


def _csi_node(obj: Object, now: int) -> list[str]:
    return [_name(obj), str(len((obj.get("spec") or {}).get("drivers") or ())), _age(obj, now)]


def _csi_driver(obj: Object, now: int) -> list[str]:
    spec = obj.get("spec") or {}

    def word(field: str, default: bool) -> str:
        return "true" if spec.get(field, default) else "false"

    tokens = ",".join([token.get("audience", "") for token in spec.get("tokenRequests") or ()]) or UNSET
    return [
        _name(obj),
        word("attachRequired", True),
        word("podInfoOnMount", False),
        word("storageCapacity", False),
        tokens,
        word("requiresRepublish", False),
        ",".join(spec.get("volumeLifecycleModes") or ()) or NONE,
        _age(obj, now),
    ]


def _webhooks(obj: Object, now: int) -> list[str]:
    return [_name(obj), str(len(obj.get("webhooks") or ())), _age(obj, now)]


def _driver_class(obj: Object, now: int) -> list[str]:
    return [_name(obj), obj.get("driverName", ""), _age(obj, now)]


def _cidrs(obj: Object, now: int) -> list[str]:
    return [_name(obj), ",".join((obj.get("spec") or {}).get("cidrs") or ()), _age(obj, now)]


def _ip_address(obj: Object, now: int) -> list[str]:
    ref = (obj.get("spec") or {}).get("parentRef") or {}
    group = f".{ref['group']}" if ref.get("group") else ""
    return [
        _name(obj),
        f"{ref.get('resource', '')}{group}/{ref.get('namespace', '')}/{ref.get('name', '')}",
        _age(obj, now),
    ]


_SET = "NAME,DESIRED,CURRENT,READY,AGE|CONTAINERS,IMAGES,SELECTOR"
_BINDING = "NAME,ROLE,AGE|USERS,GROUPS,SERVICEACCOUNTS"

RULES: dict[str, tuple[str, Callable[[Object, int], list[str]]]] = {
    "Deployment": ("NAME,READY,UP-TO-DATE,AVAILABLE,AGE|CONTAINERS,IMAGES,SELECTOR", _deployment),
    "ReplicaSet": (_SET, _replica_set),
    "ReplicationController": (_SET, _controller),
    "StatefulSet": ("NAME,READY,AGE|CONTAINERS,IMAGES", _stateful_set),
    "DaemonSet": (
        "NAME,DESIRED,CURRENT,READY,UP-TO-DATE,AVAILABLE,NODE SELECTOR,AGE|CONTAINERS,IMAGES,SELECTOR",
        _daemon_set,
    ),
    "Job": ("NAME,STATUS,COMPLETIONS,DURATION,AGE|CONTAINERS,IMAGES,SELECTOR", _job),
    "CronJob": ("NAME,SCHEDULE,TIMEZONE,SUSPEND,ACTIVE,LAST SCHEDULE,AGE|CONTAINERS,IMAGES,SELECTOR", _cron_job),
    "PodDisruptionBudget": ("NAME,MIN AVAILABLE,MAX UNAVAILABLE,ALLOWED DISRUPTIONS,AGE", _budget),
    "HorizontalPodAutoscaler": ("NAME,REFERENCE,TARGETS,MINPODS,MAXPODS,REPLICAS,AGE", _autoscaler),
    "RoleBinding": (_BINDING, _binding),
    "ClusterRoleBinding": (_BINDING, _binding),
    "ControllerRevision": ("NAME,CONTROLLER,REVISION,AGE", _revision),
    "PriorityClass": ("NAME,VALUE,GLOBAL-DEFAULT,AGE,PREEMPTIONPOLICY", _priority),
    "RuntimeClass": ("NAME,HANDLER,AGE", _runtime),
    "VolumeAttachment": ("NAME,ATTACHER,PV,NODE,ATTACHED,AGE", _attachment),
    "CSINode": ("NAME,DRIVERS,AGE", _csi_node),
    "CSIDriver": (
        "NAME,ATTACHREQUIRED,PODINFOONMOUNT,STORAGECAPACITY,TOKENREQUESTS,REQUIRESREPUBLISH,MODES,AGE",
        _csi_driver,
    ),
    "ValidatingWebhookConfiguration": ("NAME,WEBHOOKS,AGE", _webhooks),
    "MutatingWebhookConfiguration": ("NAME,WEBHOOKS,AGE", _webhooks),
    "VolumeAttributesClass": ("NAME,DRIVERNAME,AGE", _driver_class),
    "ServiceCIDR": ("NAME,CIDRS,AGE", _cidrs),
    "IPAddress": ("NAME,PARENTREF,AGE", _ip_address),
}
