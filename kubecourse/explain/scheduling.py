"""What the scheduler's words mean for this pod: one reason a refusal, most frequent first.

Reads `0/5 nodes are available: 3 node(s) had untolerated taint(s), 2 Insufficient cpu. …` (condition PodScheduled,
else the event FailedScheduling). Texts of the refusals: `pkg/scheduler/framework/plugins`. Next: `pods.py`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from kubecourse.engine.core import quantity
from kubecourse.explain.look import Look, named
from kubecourse.explain.pod_state import condition
from kubecourse.explain.reasons import Reason, reason
from kubecourse.explain.texts import TEXTS, say

__all__ = ["Refusals", "parse", "unscheduled"]

Object = dict[str, Any]

_HEAD = re.compile(r"^0/(\d+) nodes are available: (.*?)(?:\. |\.$|$)(.*)$", re.DOTALL)
_COUNTED = re.compile(r"^(\d+) (.*)$", re.DOTALL)

#: the beginning of a refusal -> the sentence
_KEYS = (
    ("Insufficient ", "sched.insufficient"),
    ("Too many pods", "sched.pods"),
    ("node(s) were unschedulable", "sched.cordoned"),
    ("node(s) had untolerated taint", "sched.taint"),
    ("node(s) didn't match Pod's node affinity", "sched.affinity"),
    ("node(s) didn't match the requested node name", "sched.name"),
    ("node(s) didn't have free ports", "sched.ports"),
    ("node(s) didn't match pod affinity", "sched.pod-affinity"),
    ("node(s) didn't match pod anti-affinity", "sched.pod-anti"),
    ("node(s) didn't satisfy existing pods anti-affinity", "sched.pod-anti-them"),
    ("node(s) didn't match pod topology spread constraints (missing", "sched.spread-label"),
    ("node(s) didn't match pod topology spread", "sched.spread"),
    ("node(s) didn't find available persistent volumes", "sched.volume-none"),
    ("node(s) didn't match PersistentVolume's node affinity", "sched.volume-node"),
    ("node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod", "sched.volume-rwop"),
    ("node(s) did not have enough free storage", "sched.volume"),
    ("node(s) unavailable due to one or more pvc", "sched.volume"),
    ("node(s) had no available volume zone", "sched.volume"),
    ("node(s) exceed max volume count", "sched.volume"),
)


class Refusals(NamedTuple):
    """The scheduler's message taken apart: how many nodes, (count, why) each, and a text without counts."""

    nodes: int
    each: tuple[tuple[int, str], ...]
    before_filters: str = ""


def parse(message: str) -> Refusals | None:
    """A FailedScheduling message; None if it has another form."""
    found = _HEAD.match(message)
    if found is None:
        return None
    parts = re.split(r", (?=\d+ )", found[2])
    counted = [_COUNTED.match(part) for part in parts]
    if any(match is None for match in counted):
        return Refusals(int(found[1]), (), found[2])
    each = [(int(match[1]), match[2]) for match in counted if match]
    return Refusals(int(found[1]), tuple(sorted(each, key=lambda e: -e[0])))


def unscheduled(look: Look, pod: Object) -> list[Reason]:
    """Why a pod has no node."""
    about, spec = named("Pod", pod), pod.get("spec", {})
    if spec.get("schedulingGates"):
        gates = ", ".join(gate.get("name", "") for gate in spec["schedulingGates"])
        return [reason("pod.gated", about, gates=gates)]
    scheduled = condition(pod, "PodScheduled") or {}
    message = scheduled.get("message") or look.quote("Pod", pod, "FailedScheduling")
    if not message:
        other = spec.get("schedulerName", "default-scheduler")
        if other != "default-scheduler":
            return [reason("pod.other-scheduler", about, scheduler=other)]
        return [reason("pod.not-looked", about, wrong=False)]
    refusals = parse(message)
    if refusals is None or refusals.before_filters:
        nodes = refusals.nodes if refusals is not None else len(look.api.list("Node"))
        return [*_claims(look, pod), reason("pod.unscheduled", about, message, nodes=nodes)]
    found = [_refusal(look, pod, count, text) for count, text in refusals.each]
    claims = _claims(look, pod) if any("volume" in r.key for r in found) else []
    whole = reason("pod.unscheduled", about, message, nodes=refusals.nodes)
    return [*claims, *found, whole, *_each_node(look, pod)]


def _each_node(look: Look, pod: Object) -> list[Reason]:
    """A row a node: the filter that refuses it now, in Kubernetes' words, or its points."""
    ask = getattr(look.cluster, "scheduling", None)
    rows = ask(pod["metadata"]["name"], pod["metadata"].get("namespace", "")) if ask is not None else []
    if not rows:
        return []

    def remark(row: Object, lang: str) -> str:
        if "total" in row:
            return say(lang, "pod.node-scores", total=row["total"])
        return f"{row['plugin']}: {'; '.join(row['reasons'])}"

    table = {lang: tuple((row["node"], remark(row, lang)) for row in rows) for lang in TEXTS}
    return [reason("pod.nodes", named("Pod", pod), wrong=False, table=table, count=len(rows))]


def _claims(look: Look, pod: Object) -> list[Reason]:
    """What is the matter with the claims the pod mounts."""
    about, space = named("Pod", pod), pod["metadata"].get("namespace", "")
    found: list[Reason] = []
    for volume in pod.get("spec", {}).get("volumes") or ():
        name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if volume.get("ephemeral"):
            name = f"{pod['metadata']['name']}-{volume['name']}"
        if not name:
            continue
        claim = look.find("PersistentVolumeClaim", name, space)
        if claim is None:
            found.append(reason("pod.claim-missing", about, claim=name))
        elif claim.get("status", {}).get("phase") != "Bound":
            found += [*look.explain("PersistentVolumeClaim", claim), reason("pod.claim-unbound", about)]
    return found


def _refusal(look: Look, pod: Object, count: int, text: str) -> Reason:
    about = named("Pod", pod)
    key = next((key for start, key in _KEYS if text.startswith(start)), "sched.other")
    evidence = f"{count} {text}"
    if key == "sched.insufficient":
        resource = text.removeprefix("Insufficient ")
        return reason(key, about, evidence, count=count, resource=resource, asked=_asked(pod, resource))
    if key == "sched.cordoned":
        names = [n["metadata"]["name"] for n in look.api.list("Node") if n.get("spec", {}).get("unschedulable")]
        return reason(key, about, evidence, count=count, nodes=", ".join(names))
    if key == "sched.taint":
        return reason(key, about, evidence, count=count, taints=_taints(look, pod))
    if key == "sched.affinity":
        return reason(key, about, evidence, count=count, asked=_wanted_labels(pod))
    return reason(key, about, evidence, count=count)


def _asked(pod: Object, resource: str) -> str:
    """What the pod requests of a resource: its containers together, or its largest init container."""
    spec = pod.get("spec", {})

    def of(container: Object) -> Any:
        resources = container.get("resources") or {}
        return (resources.get("requests") or {}).get(resource) or (resources.get("limits") or {}).get(resource) or "0"

    amounts = [of(container) for container in spec.get("containers") or ()]
    total = str(quantity.parse(amounts[0])) if amounts else "0"
    for amount in amounts[1:]:
        total = str(quantity.add(total, amount))
    for container in spec.get("initContainers") or ():
        if quantity.compare(of(container), total) > 0:
            total = str(of(container))
    return total


def _taints(look: Look, pod: Object) -> str:
    """The taints of the nodes that this pod does not tolerate, each once."""
    tolerations = pod.get("spec", {}).get("tolerations") or ()
    seen: dict[str, None] = {}
    for node in look.api.list("Node"):
        for taint in node.get("spec", {}).get("taints") or ():
            if taint.get("effect") != "PreferNoSchedule" and not any(_tolerates(t, taint) for t in tolerations):
                value = f"={taint['value']}" if taint.get("value") else ""
                seen[f"{taint['key']}{value}:{taint['effect']}"] = None
    return ", ".join(seen)


def _tolerates(toleration: Object, taint: Object) -> bool:
    if toleration.get("effect") and toleration["effect"] != taint.get("effect"):
        return False
    if toleration.get("key") and toleration["key"] != taint.get("key"):
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return True
    return bool(toleration.get("key")) and toleration.get("value", "") == taint.get("value", "")


def _wanted_labels(pod: Object) -> str:
    """NodeSelector and required nodeAffinity, as people write them."""
    spec = pod.get("spec", {})
    parts = [f"{key}={value}" for key, value in (spec.get("nodeSelector") or {}).items()]
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    terms = (affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}).get("nodeSelectorTerms") or ()
    for term in terms:
        for rule in (*(term.get("matchExpressions") or ()), *(term.get("matchFields") or ())):
            values = f" ({', '.join(rule['values'])})" if rule.get("values") else ""
            parts.append(f"{rule['key']} {rule['operator']}{values}")
    return ", ".join(parts) or "-"
