"""How long an object may take to go.

Upstream: pkg/registry/core/pod/strategy.go (CheckGracefulDelete).
"""

from __future__ import annotations

from typing import Any

from ..kinds import Kind

__all__ = ["grace_period"]


def grace_period(kind: Kind, obj: dict[str, Any], asked: int | None) -> int | None:
    """Seconds between the deletion and the end of a pod; None for kinds that go at once.

    A pod that was never given to a node, or has ended, has nobody to wait for.
    """
    if kind.key != "Pod":
        return None
    spec, status = obj["spec"], obj.get("status") or {}
    if asked is not None:
        period = asked
    else:
        period = spec.get("terminationGracePeriodSeconds")
        if period is None:
            return 0
    if not spec.get("nodeName") or status.get("phase") in ("Failed", "Succeeded"):
        return 0
    # less than nothing means at once, but through the kubelet
    return max(1, period) if period < 0 else int(period)
