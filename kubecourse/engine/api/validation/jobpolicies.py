"""podFailurePolicy and successPolicy of a Job.

Rules of `validatePodFailurePolicy` and `validateSuccessPolicy` (`pkg/apis/batch/validation`). Next: `batch.py`.
"""

from __future__ import annotations

import re
from typing import Any

from .causes import (
    Causes,
    at_least_zero,
    duplicate,
    invalid,
    invalid_omitted,
    quote,
    required,
    too_many,
    unsupported,
)  # fmt: skip
from .gojson import struct_json
from .meta import label_name

__all__ = ["failure_policy", "success_policy"]

Part = dict[str, Any]
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
STATUSES = ("False", "True", "Unknown")


def _values(known: tuple[str, ...]) -> str:
    return f"valid values: [{' '.join(quote(text) for text in known)}]"


def failure_policy(causes: Causes, spec: Part, path: str) -> None:
    """Which failures of pods end the Job, or do not count."""
    rules = spec["podFailurePolicy"].get("rules") or []
    if len(rules) > 20:
        too_many(causes, f"{path}.rules", len(rules), 20)
    pod = (spec.get("template") or {}).get("spec") or {}
    known = [c.get("name") for key in ("containers", "initContainers") for c in pod.get(key) or ()]
    for i, rule in enumerate(rules):
        _failure_rule(causes, spec, rule, known, f"{path}.rules[{i}]")


def _failure_rule(causes: Causes, spec: Part, rule: Part, known: list[Any], path: str) -> None:
    action, codes, conditions = rule.get("action", ""), rule.get("onExitCodes"), rule.get("onPodConditions") or []
    if not action:
        required(causes, f"{path}.action", _values(ACTIONS))
    elif action == "FailIndex":
        if spec.get("backoffLimitPerIndex") is None:
            invalid(causes, f"{path}.action", action, "requires the backoffLimitPerIndex to be set")
    elif action not in ACTIONS:
        unsupported(causes, f"{path}.action", action, ACTIONS)
    if codes is not None:
        _exit_codes(causes, codes, known, f"{path}.onExitCodes")
    _pod_conditions(causes, conditions, f"{path}.onPodConditions")
    if codes is not None and conditions:
        invalid_omitted(causes, path, "specifying both OnExitCodes and OnPodConditions is not supported")
    if codes is None and not conditions:
        invalid_omitted(causes, path, "specifying one of OnExitCodes and OnPodConditions is required")


def _pod_conditions(causes: Causes, conditions: list[Part], path: str) -> None:
    if len(conditions) > 20:
        too_many(causes, path, len(conditions), 20)
    for i, condition in enumerate(conditions):
        label_name(causes, condition.get("type", ""), f"{path}[{i}].type")
        status = condition.get("status", "True")
        if status not in STATUSES:
            unsupported(causes, f"{path}[{i}].status", status, STATUSES)


def _exit_codes(causes: Causes, codes: Part, known: list[Any], path: str) -> None:
    operator, container, values = codes.get("operator", ""), codes.get("containerName"), codes.get("values") or []
    if not operator:
        required(causes, f"{path}.operator", _values(("In", "NotIn")))
    elif operator not in ("In", "NotIn"):
        unsupported(causes, f"{path}.operator", operator, ("In", "NotIn"))
    if container is not None and container not in known:
        detail = "must be one of the container or initContainer names in the pod template"
        invalid(causes, f"{path}.containerName", container, detail)
    if not values:
        invalid(causes, f"{path}.values", None, "at least one value is required")
    elif len(values) > 255:
        too_many(causes, f"{path}.values", len(values), 255)
    seen: list[int] = []
    for i, value in enumerate(values):
        if operator == "In" and value == 0:
            invalid(causes, f"{path}.values[{i}]", value, "must not be 0 for the In operator")
        if value in seen:
            duplicate(causes, f"{path}.values[{i}]", value)
        seen.append(value)
    if values != sorted(values):
        invalid(causes, f"{path}.values", values, "must be ordered")


def success_policy(causes: Causes, spec: Part, mode: str, path: str) -> None:
    """Which indexes are enough."""
    policy = spec["successPolicy"]
    if mode != "Indexed":
        invalid(causes, path, struct_json("SuccessPolicy", policy), "requires indexed completion mode")
        return
    rules = policy.get("rules") or []
    if not rules:
        required(causes, f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")
    if len(rules) > 20:
        too_many(causes, f"{path}.rules", len(rules), 20)
    for i, rule in enumerate(rules):
        _success_rule(causes, rule, spec.get("completions") or 0, f"{path}.rules[{i}]")


def _success_rule(causes: Causes, rule: Part, completions: int, path: str) -> None:
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    if count is None and indexes is None:
        detail = "at least one of succeededCount or succeededIndexes must be specified"
        required(causes, path, detail)
    total = 0
    if indexes is not None:
        try:
            total = _count_indexes(indexes, completions)
        except ValueError as error:
            detail = f"error parsing succeededIndexes: {error}"
            invalid(causes, f"{path}.succeededIndexes", indexes, detail)
    if count is None:
        return
    at_least_zero(causes, f"{path}.succeededCount", count)
    for most, what in (
        (completions, "specified completions"),
        (total, "indexes in the specified succeededIndexes field"),
    ):
        if count > most and (what == "specified completions" or indexes is not None):
            detail = f"must be less than or equal to {most} (the number of {what})"
            invalid(causes, f"{path}.succeededCount", count, detail)


def _count_indexes(text: str, completions: int) -> int:
    """How many indexes `0-2,5` names; raises ValueError in the server's words."""
    if not text:
        return 0
    total, last = 0, -1
    for part in text.split(","):
        ends = part.split("-")
        if len(ends) > 2:
            raise ValueError(f"the fragment {quote(part)} violates the requirement that an index interval can have at"
                             " most two parts separated by '-'")  # fmt: skip
        numbers = []
        for end in ends:
            if not re.fullmatch("[+-]?[0-9]+", end):
                raise ValueError(f"cannot convert string to integer for index: {quote(end)}")
            if int(end) >= completions:
                raise ValueError(f"too large index: {quote(end)}")
            numbers.append(int(end))
        first, end_of = numbers[0], numbers[-1]
        if last >= first or first > end_of or (len(ends) == 2 and first >= end_of):
            at = last if last >= first else first
            raise ValueError(f"non-increasing order, previous: {at}, current: {first if last >= first else end_of}")
        total, last = total + end_of - first + 1, end_of
    return total
