"""ClusterRole aggregation: a role with an aggregationRule has the rules of all that it selects.

Promises: collected by name, each rule once; done again when a role is made, changed or gone; rules written by hand into
such a role are replaced. Upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go.
Next: `cronjob.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.authorization.aggregation import aggregated
from ..core.work import DONE, Object, Wake, Watch

__all__ = ["ClusterRoleAggregation"]


class ClusterRoleAggregation:
    """Keeps the rules of one ClusterRole."""

    name = "clusterrole-aggregation-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("ClusterRole", _collectors),)

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Give the role the rules of those it selects."""
        role = api.find("ClusterRole", key)
        if role is None or not role.get("aggregationRule"):
            return DONE
        api.change(role, rules=aggregated(role, api.list("ClusterRole")).get("rules") or [])
        return DONE


def _collectors(api: Any, role: Object) -> Iterable[str]:
    """Any change can matter to any role that collects others."""
    return [one["metadata"]["name"] for one in api.list("ClusterRole") if one.get("aggregationRule")]
