"""`kubectl describe` of disruption budgets, autoscalers, roles, bindings and priority classes.

Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_nodes.py`.
"""

from __future__ import annotations

from ..engine.api.tables_words import label_selector
from ..engine.core.work import Object
from .describe_words import annotation_lines, conditions_of, events, head, labels, time
from .rule_rows import rule_rows
from .session import Session

__all__ = ["autoscaler", "binding", "budget", "custom", "priority_class", "role"]


def budget(session: Session, obj: Object) -> list[str]:
    """A PodDisruptionBudget."""
    meta, spec, status = obj["metadata"], obj["spec"], obj.get("status") or {}
    lines = [f"Name:\t{meta['name']}", f"Namespace:\t{meta['namespace']}"]
    if spec.get("minAvailable") is not None:
        lines.append(f"Min available:\t{spec['minAvailable']}")
    elif spec.get("maxUnavailable") is not None:
        lines.append(f"Max unavailable:\t{spec['maxUnavailable']}")
    lines.append(f"Selector:\t{label_selector(spec.get('selector')) if spec.get('selector') else '<unset>'}")
    lines.append("Status:")
    for title, field in (
        ("Allowed disruptions", "disruptionsAllowed"),
        ("Current", "currentHealthy"),
        ("Desired", "desiredHealthy"),
        ("Total", "expectedPods"),
    ):
        lines.append(f"    {title}:\t{status.get(field, 0)}")
    return [*lines, *events(session, obj)]


def autoscaler(session: Session, obj: Object) -> list[str]:
    """A HorizontalPodAutoscaler."""
    spec, status = obj["spec"], obj.get("status") or {}
    target = spec["scaleTargetRef"]
    lines = [
        *head(obj),
        f"CreationTimestamp:\t{time(obj['metadata'].get('creationTimestamp'))}",
        f"Reference:\t{target['kind']}/{target['name']}",
        "Metrics:\t( current / target )",
    ]
    current = status.get("currentMetrics") or []
    for number, metric in enumerate(spec.get("metrics") or ()):
        lines.append(_metric(metric, current[number] if number < len(current) else {}))
    lines += [f"Min replicas:\t{spec.get('minReplicas', '<unset>')}", f"Max replicas:\t{spec['maxReplicas']}"]
    what = target["kind"]
    lines.append(
        f"{what} pods:\t{status.get('currentReplicas', 0)} current / {status.get('desiredReplicas', 0)} desired"
    )
    if status.get("conditions"):
        lines += conditions_of(status, "type", "status", "reason", "message")
    return [*lines, *events(session, obj)]


def _metric(metric: Object, status: Object) -> str:
    if metric["type"] not in ("Resource", "ContainerResource"):
        return f"  <{metric['type']}>"
    field = "resource" if metric["type"] == "Resource" else "containerResource"
    wanted, have = metric[field], (status.get(field) or {}).get("current") or {}
    if wanted["target"].get("averageValue"):
        return f"  resource {wanted['name']} on pods:\t{have.get('averageValue', '<unknown>')} / {wanted['target']['averageValue']}"
    goal = wanted["target"].get("averageUtilization")
    use = have.get("averageUtilization")
    now = "<unknown>" if use is None else f"{use}% ({have.get('averageValue', 0)})"
    return f"  resource {wanted['name']} on pods  (as a percentage of request):\t{now} / {'<auto>' if goal is None else f'{goal}%'}"


def role(session: Session, obj: Object) -> list[str]:
    """A Role or ClusterRole as a table of rules."""
    lines = head(obj, space=False)
    lines += [
        "PolicyRule:",
        "  Resources\tNon-Resource URLs\tResource Names\tVerbs",
        "  ---------\t-----------------\t--------------\t-----",
    ]
    lines += ["  " + "\t".join(row) for row in rule_rows(obj.get("rules") or ())]
    return lines


def binding(session: Session, obj: Object) -> list[str]:
    """A RoleBinding or ClusterRoleBinding."""
    ref = obj["roleRef"]
    lines = [
        *head(obj, space=False),
        "Role:",
        f"  Kind:\t{ref['kind']}",
        f"  Name:\t{ref['name']}",
        "Subjects:",
        "  Kind\tName\tNamespace",
        "  ----\t----\t---------",
    ]
    return [
        *lines,
        *(f"  {one['kind']}\t{one['name']}\t{one.get('namespace', '')}" for one in obj.get("subjects") or ()),
    ]


def priority_class(session: Session, obj: Object) -> list[str]:
    """A PriorityClass."""
    meta = obj["metadata"]
    return [
        f"Name:\t{meta['name']}",
        f"Value:\t{obj.get('value', 0)}",
        f"GlobalDefault:\t{str(bool(obj.get('globalDefault'))).lower()}",
        f"PreemptionPolicy:\t{obj.get('preemptionPolicy', '')}",
        f"Description:\t{obj.get('description', '')}",
        *annotation_lines("Annotations", meta.get("annotations")),
        *events(session, obj),
    ]


def custom(session: Session, obj: Object) -> list[str]:
    """A kind without a description of its own: every field, as a tree of titles."""
    meta = obj["metadata"]
    lines = [
        f"Name:\t{meta['name']}",
        f"Namespace:\t{meta.get('namespace', '')}",
        *labels("Labels", meta.get("labels")),
        *annotation_lines("Annotations", meta.get("annotations")),
    ]
    shown = {"apiVersion": "API Version", "kind": "Kind"}
    lines += [f"{shown[key]}:\t{obj[key]}" for key in shown if key in obj]
    rest = {key: value for key, value in obj.items() if key not in ("apiVersion", "kind", "metadata")}
    kept = ("creationTimestamp", "generation", "resourceVersion", "uid", "finalizers", "ownerReferences")
    lines += _tree({"metadata": {key: meta[key] for key in kept if key in meta}, **rest}, 0)
    return [*lines, *events(session, obj)]


def _title(key: str) -> str:
    words = "".join(
        f" {c}" if c.isupper() and number and not key[number - 1].isupper() else c for number, c in enumerate(key)
    )
    found = words[:1].upper() + words[1:]
    return {"Uid": "UID", "Api Version": "API Version"}.get(found, found)


def _tree(value: Object, depth: int) -> list[str]:
    pad, lines = "  " * depth, []
    for key in sorted(value, key=_title):
        below = value[key]
        if isinstance(below, dict):
            lines += [f"{pad}{_title(key)}:", *_tree(below, depth + 1)]
        elif isinstance(below, list):
            lines.append(f"{pad}{_title(key)}:")
            for item in below:
                lines += _tree(item, depth + 1) if isinstance(item, dict) else [f"{pad}  {item}"]
        else:
            lines.append(f"{pad}{_title(key)}:\t{str(below).lower() if isinstance(below, bool) else below}")
    return lines
