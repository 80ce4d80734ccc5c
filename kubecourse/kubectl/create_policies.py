"""`kubectl create quota | poddisruptionbudget | priorityclass | role…` and `kubectl autoscale`.

Upstream: `kubectl/pkg/cmd/create/create_*.go`, `pkg/cmd/autoscale`. Next: `cmd_delete.py`.
"""

from __future__ import annotations

import re

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .cmd_create import one_name, send
from .failures import Failure
from .flags import required, seconds
from .output import formatted
from .resources import kinds_of, need, read, requested, select
from .session import Session

__all__ = [
    "autoscale",
    "budget",
    "cluster_role",
    "cluster_role_binding",
    "priority_class",
    "quota",
    "role",
    "role_binding",
    "subjects_of",
    "token",
]

_RBAC = "rbac.authorization.k8s.io"


def _amounts(text: str) -> dict[str, str]:
    found = {}
    for part in text.split(","):
        name, equals, value = part.partition("=")
        if not equals or not name or not value:
            raise Failure(f"Invalid argument syntax {part}, expected <resource>=<value>")
        found[name] = value
    return found


def quota(session: Session) -> None:
    """A ResourceQuota."""
    name, spec = one_name(session), {}
    if session.flags("hard"):
        spec["hard"] = _amounts(session.flags("hard"))
    if session.flags("scopes"):
        spec["scopes"] = session.flags("scopes").split(",")
    send(
        session,
        "ResourceQuota",
        {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": name}, "spec": spec, "status": {}},
    )


def _terms(text: str) -> Object:
    return {"matchLabels": dict(part.replace("==", "=").partition("=")[::2] for part in text.split(","))}


def budget(session: Session) -> None:
    """A PodDisruptionBudget."""
    name, flags = one_name(session), session.flags
    if not flags("selector"):
        raise Failure("a selector must be specified")
    least, most = flags("min-available"), flags("max-unavailable")
    if not least and not most:
        raise Failure("one of min-available or max-unavailable must be specified")
    if least and most:
        raise Failure("min-available and max-unavailable cannot be both specified")
    amount = least or most
    if not re.fullmatch(r"\d+%?", amount):
        raise Failure(
            "invalid format specified for min-available" if least else "invalid format specified for max-unavailable"
        )
    value = int(amount) if amount.isdecimal() else amount
    spec = {"minAvailable" if least else "maxUnavailable": value, "selector": _terms(flags("selector"))}
    obj = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": name}, "spec": spec}
    send(
        session,
        "PodDisruptionBudget",
        {**obj, "status": {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0}},
    )


def priority_class(session: Session) -> None:
    """A PriorityClass."""
    name, flags = one_name(session), session.flags
    obj: Object = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": name},
        "value": flags("value", 0),
        "preemptionPolicy": flags("preemption-policy") or "PreemptLowerPriority",
    }
    if flags("global-default"):
        obj["globalDefault"] = True
    if flags("description"):
        obj["description"] = flags("description")
    send(session, "PriorityClass", obj)


def _rules(session: Session) -> list[Object]:
    flags = session.flags
    if not flags("verb"):
        raise Failure("at least one verb must be specified")
    verbs = ["*"] if "*" in flags("verb") else list(dict.fromkeys(flags("verb")))
    if flags("non-resource-url"):
        return [{"nonResourceURLs": flags("non-resource-url"), "verbs": verbs}]
    if not flags("resource"):
        raise Failure("at least one resource must be specified")
    groups: dict[str, list[str]] = {}
    for word in flags("resource"):
        bare, _, sub = word.partition("/")
        if bare == "*":
            groups.setdefault("*", []).append("*")
            continue
        kind = kinds_of(session, bare)[0]
        groups.setdefault(kind.group, []).append(f"{kind.plural}/{sub}" if sub else kind.plural)
    names = {"resourceNames": flags("resource-name")} if flags("resource-name") else {}
    return [{"apiGroups": [group], "resources": words, **names, "verbs": verbs} for group, words in groups.items()]


def role(session: Session) -> None:
    """A Role with one rule."""
    name = one_name(session)
    send(
        session,
        "Role",
        {"apiVersion": f"{_RBAC}/v1", "kind": "Role", "metadata": {"name": name}, "rules": _rules(session)},
    )


def cluster_role(session: Session) -> None:
    """A ClusterRole."""
    name = one_name(session)
    rules = _rules(session)
    send(
        session,
        "ClusterRole",
        {"apiVersion": f"{_RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": name}, "rules": rules},
    )


def subjects_of(session: Session) -> list[Object]:
    """The subjects that --user, --group and --serviceaccount name."""
    flags = session.flags
    found: list[Object] = [{"kind": "User", "apiGroup": _RBAC, "name": name} for name in flags("user") or ()]
    found += [{"kind": "Group", "apiGroup": _RBAC, "name": name} for name in flags("group") or ()]
    for text in flags("serviceaccount") or ():
        space, colon, name = text.partition(":")
        if not colon or not space or not name:
            raise Failure("serviceaccount must be <namespace>:<name>")
        found.append({"kind": "ServiceAccount", "name": name, "namespace": space})
    return found


def _binding(session: Session, kind: str, role_kind: str, role_name: str) -> None:
    obj: Object = {
        "apiVersion": f"{_RBAC}/v1",
        "kind": kind,
        "metadata": {"name": one_name(session)},
        "roleRef": {"apiGroup": _RBAC, "kind": role_kind, "name": role_name},
    }
    found = subjects_of(session)
    if found:
        obj["subjects"] = found
    send(session, kind, obj)


def role_binding(session: Session) -> None:
    """A RoleBinding to a Role or a ClusterRole."""
    flags = session.flags
    one_name(session)
    if bool(flags("role")) == bool(flags("clusterrole")):
        raise Failure("exactly one of clusterrole or role must be specified")
    _binding(session, "RoleBinding", "Role" if flags("role") else "ClusterRole", flags("role") or flags("clusterrole"))


def cluster_role_binding(session: Session) -> None:
    """A ClusterRoleBinding."""
    required(session.flags, "clusterrole")
    _binding(session, "ClusterRoleBinding", "ClusterRole", session.flags("clusterrole"))


def token(session: Session) -> None:
    """A token of a service account, for as long as `--duration` says."""
    flags, name = session.flags, one_name(session)
    bound = None
    if flags("bound-object-kind"):
        versions = {"Pod": "v1", "Secret": "v1", "Node": "v1"}
        if flags("bound-object-kind") not in versions:
            raise Failure("supported --bound-object-kind values are Node, Pod, Secret")
        if not flags("bound-object-name"):
            raise Failure("--bound-object-name is required if --bound-object-kind is provided")
        bound = {"kind": flags("bound-object-kind"), "apiVersion": "v1", "name": flags("bound-object-name")}
    elif flags("bound-object-name"):
        raise Failure("--bound-object-name can only be set if --bound-object-kind is provided")
    given = flags("duration")
    life = int(seconds(given)) if given else None
    try:
        request = session.api.token(
            name, session.namespace, audiences=flags("audience") or (), seconds=life, bound=bound
        )
    except ApiError as error:
        raise Failure(f"failed to create token: {error.message}") from None
    if flags("output"):
        session.out.append(formatted(session, flags("output"), session.registry.key("TokenReview"), request))
    else:
        session.say(request["status"]["token"])


def autoscale(session: Session) -> None:
    """A HorizontalPodAutoscaler for what can be scaled."""
    flags = session.flags
    required(flags, "max")
    most, least = flags("max"), flags("min", -1)
    if flags("cpu-percent") is not None:
        session.note(
            "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format "
            "(e.g., '70%' for utilization or '500m' for milliCPU)."
        )
    if most < 1:
        raise Failure(f"--max=MAXPODS is required and must be at least 1, max: {most}")
    if most < least:
        raise Failure(f"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {most}, min: {least}")
    wanted = requested(session, session.args)
    need(session, wanted)
    for kind, name in wanted:
        if kind.key not in ("Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"):
            raise Failure(f"cannot autoscale a {kind.name}: could not find scale subresource for {kind.name}")
        for obj in [read(session, kind, name)] if name else select(session, kind):
            _autoscaled(session, obj, most, least)


def _autoscaled(session: Session, obj: Object, most: int, least: int) -> None:
    flags, name = session.flags, session.flags("name") or obj["metadata"]["name"]
    metrics = [
        _metric("cpu", f"{flags('cpu-percent')}%" if flags("cpu-percent") is not None else flags("cpu")),
        _metric("memory", flags("memory")),
    ]
    spec: Object = {"maxReplicas": most, "metrics": [metric for metric in metrics if metric]}
    if least > 0:
        spec["minReplicas"] = least
    spec["scaleTargetRef"] = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "name": obj["metadata"]["name"]}
    made = {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name}, "spec": spec}
    if not spec["metrics"]:
        raise Failure(
            "failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: empty input"
        )
    kind = session.registry.key("HorizontalPodAutoscaler")
    assert kind is not None
    if session.dry_run != "client":
        made = session.api.create(made, session.namespace, dry_run=session.dry_run == "server")
        session.heard()
    session.done(kind, made, "autoscaled")


def _metric(name: str, text: str | None) -> Object | None:
    if not text:
        return None
    if text.endswith("%"):
        target: Object = {"averageUtilization": int(text[:-1]), "type": "Utilization"}
    else:
        target = {"averageValue": text, "type": "AverageValue"}
    return {"type": "Resource", "resource": {"name": name, "target": target}}
