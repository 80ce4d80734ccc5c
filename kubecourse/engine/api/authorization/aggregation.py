"""The rules of a ClusterRole that collects those of others.

Upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go. Next: `bootstrap.py`, and
`controllers/clusterroles.py`, which keeps it so.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...core import selectors
from ...core.work import Object

__all__ = ["aggregated"]


def aggregated(role: Object, others: Iterable[Object]) -> Object:
    """`role` with the rules of all ClusterRoles that its aggregationRule selects: by name, each rule once."""
    rules: list[Object] = []
    for text in role["aggregationRule"].get("clusterRoleSelectors") or ():
        wanted = selectors.labels(text)
        found = [
            other
            for other in others
            if other["metadata"]["name"] != role["metadata"]["name"]
            and other["kind"] == "ClusterRole"
            and wanted.matches(other["metadata"].get("labels") or {})
        ]
        for other in sorted(found, key=lambda one: str(one["metadata"]["name"])):
            rules += [rule for rule in other.get("rules") or () if rule not in rules]
    return role if rules == (role.get("rules") or []) else {**role, "rules": rules}
