"""HorizontalPodAutoscaler: as many replicas as the load needs.

Promises: Resource and ContainerResource metrics every 15 s (the first look comes 15 s after the object), the highest wish of
all metrics, minReplicas and maxReplicas at once, behavior, conditions, events. Measures come through a function that the composition
root hands in; without one there is no metrics API. Custom and external metrics are not there: they fail as on a cluster without
their APIs. Upstream: pkg/controller/podautoscaler/horizontal.go. It is the last of the controllers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ..core import quantity, selectors
from ..core.clock import stamp
from ..core.work import DONE, Object, Wake, Watch, split_key, wake_at
from .hpa_limits import limited, rules
from .hpa_usage import Metrics, Unknown, Wish, replicas_for

__all__ = ["HorizontalPodAutoscaler"]

#: ms between two looks
PERIOD = 15_000
#: ms for which wishes and changes are remembered
MEMORY = 3_600_000
_TOLERANCE = 0.1
_CUSTOM = "unable to fetch metrics from custom metrics API: the server could not find the requested resource"
_EXTERNAL = "unable to fetch metrics from external metrics API: the server could not find the requested resource"


class HorizontalPodAutoscaler:
    """Scales the target of one HPA. `metrics` measures pods; None is a cluster without metrics API, as is one where
    `served()` says that there is none just now.
    """

    name = "horizontal-pod-autoscaler"
    watches = (Watch("HorizontalPodAutoscaler"),)

    def __init__(self, metrics: Metrics | None = None, served: Callable[[], bool] | None = None) -> None:
        self.metrics, self.served = metrics, served

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Look every 15 s, whatever happens in between."""
        namespace, name = split_key(key)
        hpa = api.find("HorizontalPodAutoscaler", name, namespace)
        if hpa is None:
            api.memory.pop(key, None)
            return DONE
        uid = hpa["metadata"]["uid"]
        memory = api.memory.get(key)
        if memory is None or memory["uid"] != uid:
            memory = {"uid": uid, "due": api.now + PERIOD, "wishes": (), "changes": ()}
        if api.now >= memory["due"]:
            metrics = self.metrics if self.served is None or self.served() else None
            memory = _Look(api, hpa, memory, metrics).look()
            memory = {**memory, "due": api.now + PERIOD}
        api.memory[key] = memory
        return wake_at(memory["due"], background=True)


class _Measure(NamedTuple):
    replicas: int
    name: str
    status: Object


class _Look:
    """One look: `status` is private and becomes the HPA's."""

    def __init__(self, api: Any, hpa: Object, memory: Object, metrics: Metrics | None) -> None:
        self.api, self.hpa, self.memory, self.metrics = api, hpa, memory, metrics
        self.spec, self.status = hpa["spec"], {**(hpa.get("status") or {})}
        self.status.setdefault("desiredReplicas", 0)
        self.status.setdefault("currentMetrics", None)

    def look(self) -> Object:
        """Measure, decide, scale, report; answers what to remember."""
        target = self._target()
        if target is not None:
            self._scale(target)
        self.api.set_status(self.hpa, self.status)
        return self.memory

    # -- saying ----------------------------------------------------------------------------------------

    def _event(self, type: str, reason: str, message: str) -> None:
        self.api.event(self.hpa, type, reason, message)

    def _condition(self, type: str, status: str, reason: str, message: str) -> None:
        conditions = list(self.status.get("conditions") or ())
        new = {"type": type, "status": status, "lastTransitionTime": stamp(self.api.now), "reason": reason,
               "message": message}  # fmt: skip
        for place, old in enumerate(conditions):
            if old["type"] == type:
                if old["status"] == status:
                    new["lastTransitionTime"] = old["lastTransitionTime"]
                conditions[place] = new
                break
        else:
            conditions.append(new)
        self.status["conditions"] = conditions

    # -- the target --------------------------------------------------------------------------------------

    def _target(self) -> Object | None:
        reference = self.spec["scaleTargetRef"]
        namespace = self.hpa["metadata"]["namespace"]
        found: Object | None = self.api.find(reference["kind"], reference["name"], namespace)
        if found is None or "replicas" not in found["spec"]:
            text = str(self.api.missing(reference["kind"], reference["name"]))
            self._event("Warning", "FailedGetScale", text)
            message = f"the HPA controller was unable to get the target's current scale: {text}"
            self._condition("AbleToScale", "False", "FailedGetScale", message)
            return None
        message = "the HPA controller was able to get the target's current scale"
        self._condition("AbleToScale", "True", "SucceededGetScale", message)
        return found

    def _scale(self, target: Object) -> None:
        current = int(target["spec"]["replicas"])
        if not self.memory["wishes"]:
            self._remember("wishes", current)
        least, most = int(self.spec.get("minReplicas", 1)), int(self.spec["maxReplicas"])
        if current == 0 and least != 0:
            text = "scaling is disabled since the replica count of the target is zero"
            self._condition("ScalingActive", "False", "ScalingDisabled", text)
            self._report(0, 0, None)
        elif current > most:
            self._rescale(target, current, most, "Current number of replicas above Spec.MaxReplicas", None)
        elif current < least:
            self._rescale(target, current, least, "Current number of replicas below Spec.MinReplicas", None)
        else:
            self._follow(target, current)

    def _follow(self, target: Object, current: int) -> None:
        """As the metrics say, within the limits."""
        best, statuses, error = self._measure_all(target, current)
        if best is None:
            self._event("Warning", "FailedComputeMetricsReplicas", error)
            self._report(current, self.status["desiredReplicas"], statuses)
            return
        self._remember("wishes", best.replicas)
        wishes, changes = self.memory["wishes"], self.memory["changes"]
        left = limited(self.hpa, current, best.replicas, wishes, changes, self.api.now)
        self._condition("AbleToScale", "True", *left.able)
        self._condition("ScalingLimited", "True" if left.is_limited else "False", *left.limit)
        if left.replicas == current:
            self._report(current, current, statuses)
            return
        reason = f"{best.name} above target" if best.replicas > current else "All metrics below target"
        self._rescale(target, current, left.replicas, reason, statuses)

    def _rescale(self, target: Object, current: int, wanted: int, reason: str, statuses: list[Object] | None) -> None:
        self.api.change(target, spec={**target["spec"], "replicas": wanted})
        message = f"the HPA controller was able to update the target scale to {wanted}"
        self._condition("AbleToScale", "True", "SucceededRescale", message)
        self._event("Normal", "SuccessfulRescale", f"New size: {wanted}; reason: {reason}")
        self._remember("changes", wanted - current)
        self.status["lastScaleTime"] = stamp(self.api.now)
        self._report(current, wanted, statuses)

    def _report(self, current: int, desired: int, statuses: list[Object] | None) -> None:
        self.status["currentReplicas"], self.status["desiredReplicas"] = current, desired
        self.status["currentMetrics"] = statuses
        if not current:
            del self.status["currentReplicas"]

    def _remember(self, field: str, value: int) -> None:
        now = self.api.now
        kept = tuple(row for row in self.memory[field] if row[0] > now - MEMORY)
        self.memory = {**self.memory, field: (*kept, (now, value))}

    # -- metrics -------------------------------------------------------------------------------------------

    def _measure_all(self, target: Object, current: int) -> tuple[_Measure | None, list[Object], str]:
        """(the highest wish, what was measured, why nothing may be done)."""
        selector = selectors.labels(target["spec"].get("selector") or {})
        pods = self.api.pods_matching(self.hpa["metadata"]["namespace"], selector)
        best: _Measure | None = None
        statuses: list[Object] = []
        failures: list[tuple[str, str, str]] = []
        metrics = self.spec.get("metrics") or []
        for metric in metrics:
            try:
                found = self._measure(metric, pods, current)
            except _Failure as failure:
                failures.append(failure.args)
                self._event("Warning", failure.args[0], failure.args[1])
                statuses.append({"type": ""})
                continue
            statuses.append(found.status)
            if best is None or found.replicas > best.replicas:
                best = found
        if failures and (best is None or best.replicas < current):
            reason, text, prefix = failures[0]
            message = f"the HPA was unable to compute the replica count: {text}"
            self._condition("ScalingActive", "False", reason, message)
            first = f"invalid metrics ({len(failures)} invalid out of {len(metrics)}), first error is: {prefix}: {text}"
            return None, statuses, first
        if best is not None:
            message = f"the HPA was able to successfully calculate a replica count from {best.name}"
            self._condition("ScalingActive", "True", "ValidMetricFound", message)
        return best, statuses, ""

    def _measure(self, metric: Object, pods: list[Object], current: int) -> _Measure:
        type = metric["type"]
        field = type[0].lower() + type[1:]
        source = metric[field]
        if type not in ("Resource", "ContainerResource"):
            name, where = source["metric"]["name"], _EXTERNAL if type == "External" else _CUSTOM
            text = f"unable to get {'external ' if type == 'External' else ''}metric {name}: {where}"
            raise _Failure(f"FailedGet{type}Metric", text, f"failed to get {type.lower()} metric value")
        wish = self._wish(source)
        reason, kind = f"FailedGet{type}Metric", "utilization" if wish.percent else "usage"
        try:
            answer = replicas_for(wish, pods, current, self.api.now, self.metrics)
        except Unknown as error:
            words = "container resource" if wish.container else "resource"
            text = f"failed to get {wish.resource} {kind}: {error}"
            raise _Failure(reason, text, f"failed to get {wish.resource} {words} metric value") from None
        measured: Object = {"averageValue": str(quantity.from_milli(answer.average, _form(wish.resource)))}
        if answer.percent is not None:
            measured["averageUtilization"] = answer.percent
        about = {"name": wish.resource} | ({"container": wish.container} if wish.container else {})
        suffix = " resource utilization (percentage of request)" if wish.percent else " resource"
        return _Measure(answer.replicas, wish.resource + suffix, {"type": type, field: {**about, "current": measured}})

    def _wish(self, source: Object) -> Wish:
        target = source["target"]
        percent = target.get("averageUtilization") is not None
        amount = int(target["averageUtilization"]) if percent else quantity.milli(target["averageValue"])
        return Wish(source["name"], source.get("container"), amount, percent, self._tolerance())

    def _tolerance(self) -> tuple[float, float]:
        if self.spec.get("behavior") is None:
            return _TOLERANCE, _TOLERANCE
        down, up = (rules(self.hpa, way).get("tolerance") for way in ("scaleDown", "scaleUp"))
        return tuple(_TOLERANCE if text is None else quantity.milli(text) / 1000 for text in (down, up))  # type: ignore[return-value]


class _Failure(Exception):
    """(reason of the condition and the event, the text, what comes before it in the summary)."""


def _form(resource: str) -> str:
    return "BinarySI" if resource == "memory" else "DecimalSI"
