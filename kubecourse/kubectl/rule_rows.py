"""Rules of roles as rows of a table: one row a resource, its verbs together, in kubectl's order.

`auth can-i --list` and `describe role` print them so. Upstream: `component-helpers/auth/rbac/validation/policy_compact.go`,
`kubectl/pkg/util/rbac/rbac.go`. Next: `cmd_auth.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..engine.api.authorization.escalation import compact, parts
from ..engine.core.work import Object

__all__ = ["bracket", "rule_rows"]


def rule_rows(rules: Iterable[Object]) -> list[list[str]]:
    """Resource, non-resource URLs, resource names and verbs of each."""
    found = sorted(compact([part for rule in rules for part in parts(rule)]), key=_order)
    return [
        [_title(rule), *(bracket(rule.get(part)) for part in ("nonResourceURLs", "resourceNames", "verbs"))]
        for rule in found
    ]


def _order(rule: Object) -> str:
    """The text by which kubectl sorts rules."""
    fields = (("Verbs", "verbs"), ("APIGroups", "apiGroups"), ("Resources", "resources"),
              ("ResourceNames", "resourceNames"), ("NonResourceURLs", "nonResourceURLs"))  # fmt: skip
    return ",".join(f"{name}:{bracket(rule.get(field))}" for name, field in fields) + ",}"


def _title(rule: Object) -> str:
    """`deployments.apps/scale`."""
    if not rule.get("resources"):
        return ""
    resource, slash, subresource = str(rule["resources"][0]).partition("/")
    group = rule["apiGroups"][0]
    return (f"{resource}.{group}" if group else resource) + slash + subresource


def bracket(words: list[str] | None) -> str:
    """`[get list]`."""
    return f"[{' '.join(words or ())}]"
