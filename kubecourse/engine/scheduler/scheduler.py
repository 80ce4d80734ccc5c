"""The scheduler: gives each pending pod a node, makes room, or says why not.

It keeps, in `api.memory`, plain data only: `waiting` {pod: (uid, generation, labels, plugins)} for pods that
no node could take, `assumed` {pod: (uid, node)} for those whose volumes are being bound, and `next`, the
node where sampling begins. Reads the queue (`queue.py`), asks the nodes (`case.py`), takes the best.
Upstream: `pkg/scheduler/schedule_one.go`. Left out: gangs, extenders, DynamicResources.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, name_key
from . import preemption, queue, volumes
from .case import Case, twins
from .needs import priority
from .snapshot import NodeState, Snapshot
from .verdict import NO_NODES, Blocked, Refusal, sentence

__all__ = ["Scheduler"]

_CLAIMS = "no new claims to deallocate, preemption: "
#: with so many nodes or fewer all of them are asked
_FEW = 100


class Scheduler:
    """The component `default-scheduler`."""

    name = "default-scheduler"
    watches = queue.WATCHES

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Place what can be placed; `key` says what has changed (see `queue.py`)."""
        waiting = dict(api.memory.get("waiting") or {})
        assumed = dict(api.memory.get("assumed") or {})
        pods = queue.pending(api, self.name)
        self._forget(waiting, assumed, pods)
        self._bind_ready(api, assumed, pods)
        tried = [pod for pod in pods if name_key(pod) not in assumed and _due(waiting.get(name_key(pod)), pod, key)]
        if tried:
            _Round(api, waiting, assumed, pods).run(tried)
        for field, value in (("waiting", waiting), ("assumed", assumed)):
            if value != (api.memory.get(field) or {}):
                api.memory[field] = value
        return DONE

    @staticmethod
    def _forget(waiting: dict[str, Any], assumed: dict[str, Any], pods: list[Object]) -> None:
        if waiting or assumed:
            here = {name_key(pod): pod["metadata"]["uid"] for pod in pods}
            for memory in (waiting, assumed):
                for key in [key for key, entry in memory.items() if here.get(key) != entry[0]]:
                    del memory[key]

    @staticmethod
    def _bind_ready(api: Any, assumed: dict[str, tuple[str, str]], pods: list[Object]) -> None:
        """Pods whose claims have become bound go to the node that was chosen for them."""
        for pod in pods if assumed else ():
            key = name_key(pod)
            if key not in assumed:
                continue
            node = assumed[key][1]
            if volumes.all_bound(api, pod):
                del assumed[key]
                _bind(api, pod, node)
            elif not _still_asked(api, pod, node):
                del assumed[key]


def _still_asked(api: Any, pod: Object, node: str) -> bool:
    """A provisioner that gives up takes the selected node away: then the pod is placed anew."""
    if api.find("Node", node) is None:
        return False
    return volumes.is_asked(api, pod, node)


def _due(entry: tuple[Any, ...] | None, pod: Object, key: str) -> bool:
    """Is a pod to be tried in this round?"""
    if entry is None:
        return True
    meta = pod["metadata"]
    if entry[1] != meta.get("generation") or entry[2] != (meta.get("labels") or {}):
        return True
    return queue.concerned(key, entry[3])


def _bind(api: Any, pod: Object, node: str) -> None:
    meta = pod["metadata"]
    api.bind(meta["namespace"], meta["name"], node)
    api.event(pod, "Normal", "Scheduled", f"Successfully assigned {meta['namespace']}/{meta['name']} to {node}")


class _Round:
    """One pass over the pods to place, over one snapshot."""

    def __init__(self, api: Any, waiting: dict[str, Any], assumed: dict[str, Any], pods: list[Object]) -> None:
        self.api, self.waiting, self.assumed = api, waiting, assumed
        self.snapshot = Snapshot(api, assumed)
        self.case: Case | None = None
        for pod in pods:
            node = (pod.get("status") or {}).get("nominatedNodeName")
            if node:
                self.snapshot.nominate(pod, node)

    def run(self, pods: list[Object]) -> None:
        for pod in pods:
            if not self.snapshot.nodes:
                self._refuse(pod, NO_NODES, ("",))
                continue
            try:
                case = self._case(pod)
            except Blocked as blocked:
                total = len(self.snapshot.nodes)
                # the plugin for dynamic resources has not seen the pod, and says so
                message = f"0/{total} nodes are available: {blocked.reason}. not found"
                self._refuse(pod, message, (blocked.plugin,))
                continue
            self._place(case, pod)

    def _case(self, pod: Object) -> Case:
        case = self.case
        if case is None or case.volumes is not None or not twins(case.pod, pod):
            case = self.case = Case(self.snapshot, pod)
        else:
            case.catch_up()
        return case

    # -- one pod ---------------------------------------------------------------------------------

    def _place(self, case: Case, pod: Object) -> None:
        nominated = self._nominated_node(case, pod)
        if nominated is not None:
            self._assign(case, pod, nominated)
            return
        feasible, refusals = self._ask_all(case, pod)
        if not feasible:
            self._fail(case, pod, [refusal for refusal in refusals if refusal is not None])
            return
        self._assign(case, pod, self._best(case, feasible))

    def _nominated_node(self, case: Case, pod: Object) -> NodeState | None:
        """The node where victims made room for this pod, if it fits by now."""
        name = (pod.get("status") or {}).get("nominatedNodeName")
        node = self.snapshot.by_name.get(name) if name else None
        return node if node is not None and case.ask_with_nominated(node, pod) is None else None

    def _ask_all(self, case: Case, pod: Object) -> tuple[list[int], list[Refusal | None]]:
        nodes = self.snapshot.nodes
        wanted = _enough(len(nodes))
        if wanted == len(nodes) and case.independent and not self.snapshot.nominated:
            refusals = case.plain
            return [index for index, refusal in enumerate(refusals) if refusal is None], refusals
        return self._ask_some(case, pod, wanted)

    def _ask_some(self, case: Case, pod: Object, wanted: int) -> tuple[list[int], list[Refusal | None]]:
        """Ask node after node, from where the last pod stopped, until enough of them can take the pod."""
        nodes, nominated, plain = self.snapshot.nodes, self.snapshot.nominated, case.plain
        count = len(nodes)
        begin = int(self.api.memory.get("next") or 0) % count
        simple = case.independent and not nominated
        answers: list[Refusal | None] = []
        feasible: list[int] = []
        for index in chain(range(begin, count), range(begin)):
            answer = plain[index]
            if (answer is None and not simple) or nominated:
                node = nodes[index]
                answer = case.ask_with_nominated(node, pod) if node.name in nominated else case.ask(node)
            answers.append(answer)
            if answer is None:
                feasible.append(index)
                if len(feasible) >= wanted:
                    break
        if wanted < count:
            self.api.memory["next"] = (begin + len(answers)) % count
        # when no node is left over, all have been asked: their answers in the order of the nodes
        return feasible, answers if feasible else [*answers[count - begin :], *answers[: count - begin]]

    def _best(self, case: Case, feasible: list[int]) -> NodeState:
        if len(feasible) == 1:
            return self.snapshot.nodes[feasible[0]]
        totals = case.totals(feasible)
        best = max(totals)
        # of equal nodes the first that was asked: a pod that ends makes room for the next one on the same node, and
        # that is what every recording shows, although upstream's text speaks of a draw
        return self.snapshot.nodes[feasible[totals.index(best)]]

    def _assign(self, case: Case, pod: Object, node: NodeState) -> None:
        key = name_key(pod)
        self.waiting.pop(key, None)
        self.snapshot.denominate(pod)
        plan = case.volumes.plan(node) if case.volumes is not None and case.volumes.delayed else None
        if plan is not None:
            plan.write(self.api, node.name)
            self.assumed[key] = (pod["metadata"]["uid"], node.name)
        else:
            _bind(self.api, pod, node.name)
        self.snapshot.place(node, pod)

    # -- what could not be placed ------------------------------------------------------------------

    def _fail(self, case: Case, pod: Object, refusals: list[Refusal]) -> None:
        choice = preemption.choose(self.snapshot, case, pod, refusals)
        message = sentence(len(refusals), (reason for refusal in refusals for reason in refusal.reasons))
        plugins = tuple(dict.fromkeys(refusal.plugin for refusal in refusals))
        if choice.node is None:
            nominated = "" if choice.clear else None
            self._refuse(pod, f"{message} {_CLAIMS}{choice.message}", plugins, nominated)
            return
        self._refuse(pod, message, plugins, choice.node)
        for victim in choice.victims:
            self._evict(pod, victim, choice.node)
        self._outranked(pod, choice.node)
        self.snapshot.nominate(pod, choice.node)

    def _evict(self, pod: Object, victim: Object, node: str) -> None:
        api, meta = self.api, victim["metadata"]
        current = api.find("Pod", meta["name"], meta["namespace"])
        if current is None or current["metadata"].get("deletionTimestamp"):
            return
        condition = {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": "PreemptionByScheduler",
            "message": f"{Scheduler.name}: preempting to accommodate a higher priority pod",
        }
        current = api.set_status(current, _with_condition(api, current, condition))
        api.delete("Pod", meta["name"], meta["namespace"])
        api.event(current, "Normal", "Preempted", f"Preempted by pod {pod['metadata']['uid']} on node {node}")

    def _outranked(self, pod: Object, node: str) -> None:
        """Less important pods lose the room they were promised on this node."""
        rank = priority(pod)
        for other in list(self.snapshot.nominated.get(node, ())):
            if priority(other) < rank:
                self.snapshot.denominate(other)
                meta = other["metadata"]
                current = self.api.find("Pod", meta["name"], meta["namespace"])
                if current is not None:
                    status = {k: v for k, v in current["status"].items() if k != "nominatedNodeName"}
                    self.api.set_status(current, status)

    def _refuse(self, pod: Object, message: str, plugins: tuple[str, ...], nominated: str | None = None) -> None:
        """Say it in an event and in the condition PodScheduled, once per change of words."""
        meta = pod["metadata"]
        labels = meta.get("labels") or {}
        self.waiting[name_key(pod)] = (meta["uid"], meta.get("generation"), labels, plugins)
        condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
        before = _condition(pod, "PodScheduled")
        if before is None or before.get("message") != message:
            self.api.event(pod, "Warning", "FailedScheduling", message)
        status = _with_condition(self.api, pod, condition)
        if nominated is not None:
            status = {key: value for key, value in status.items() if key != "nominatedNodeName"}
            if nominated:
                status["nominatedNodeName"] = nominated
        self.api.set_status(pod, status)


def _condition(pod: Object, kind: str) -> Object | None:
    return next((c for c in (pod.get("status") or {}).get("conditions") or () if c["type"] == kind), None)


def _with_condition(api: Any, pod: Object, condition: Object) -> Object:
    """The pod's status with this condition in the place of the one of its type."""
    status = pod.get("status") or {}
    before = _condition(pod, condition["type"])
    kept = before is not None and before["status"] == condition["status"]
    since = before["lastTransitionTime"] if before is not None and kept else stamp(api.now)
    generation = pod["metadata"].get("generation")
    new = {**condition, "lastProbeTime": None, "lastTransitionTime": since}
    if generation:
        new["observedGeneration"] = generation
    conditions = list(status.get("conditions") or ())
    if before is None:
        conditions.append(new)
    else:
        conditions[conditions.index(before)] = new
    return {**status, "conditions": conditions}


def _enough(count: int) -> int:
    """How many nodes that can take a pod are enough: all of 100, then a falling share, never under 100."""
    if count < _FEW:
        return count
    share = max(50 - count // 125, 5)
    return min(max(count * share // 100, _FEW), count)
