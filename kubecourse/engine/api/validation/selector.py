"""Label selectors: which are right, and whether they select a set of labels.

Rules of `meta/v1/validation` and `meta/v1/helpers.go`. Next: `addresses.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...core import names
from .causes import Causes, forbidden, invalid, invalid_all, required
from .meta import label_name, labels

__all__ = ["is_empty", "is_valid", "label_selector", "selects"]

IN = ("In", "NotIn")
EXISTS = ("Exists", "DoesNotExist")


def label_selector(causes: Causes, selector: Mapping[str, Any] | None, path: str) -> None:
    """A LabelSelector, strictly: also the values."""
    if not selector:
        return
    labels(causes, selector.get("matchLabels"), f"{path}.matchLabels")
    for i, expression in enumerate(selector.get("matchExpressions") or ()):
        _requirement(causes, expression, f"{path}.matchExpressions[{i}]")


def _requirement(causes: Causes, expression: Mapping[str, Any], path: str) -> None:
    operator, values = expression.get("operator", ""), expression.get("values") or ()
    if operator in IN:
        if not values:
            required(causes, f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in EXISTS:
        if values:
            forbidden(causes, f"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    else:
        invalid(causes, f"{path}.operator", operator, "not a valid selector operator")
    label_name(causes, expression.get("key", ""), f"{path}.key")
    for i, value in enumerate(values):
        invalid_all(causes, f"{path}.values[{i}]", value, names.label_value(value))


def is_valid(selector: Mapping[str, Any] | None) -> bool:
    """Can it be used at all?"""
    causes: Causes = []
    label_selector(causes, selector, "")
    return not causes


def is_empty(selector: Mapping[str, Any] | None) -> bool:
    """Present, and selects everything."""
    return selector is not None and not selector.get("matchLabels") and not selector.get("matchExpressions")


def selects(selector: Mapping[str, Any] | None, found: Mapping[str, str] | None) -> bool:
    """An absent selector selects nothing, an empty one everything."""
    if selector is None:
        return False
    have = found or {}
    for key, value in (selector.get("matchLabels") or {}).items():
        if have.get(key) != value:
            return False
    return all(_holds(expression, have) for expression in selector.get("matchExpressions") or ())


def _holds(expression: Mapping[str, Any], have: Mapping[str, str]) -> bool:
    key, operator, values = expression.get("key", ""), expression.get("operator"), expression.get("values") or ()
    if operator == "In":
        return key in have and have[key] in values
    if operator == "NotIn":
        return have.get(key) not in values or key not in have
    return (key in have) is (operator == "Exists")
