"""RestartAllContainers: one container ends with a certain code, and the whole pod begins anew in its sandbox.

The others are killed without hooks or grace, init containers run once more, volumes and address stay. The condition
AllContainersRestarting is there for every pod with such a rule. Upstream: KEP 5532, `pkg/kubelet/container/helpers.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.work import Object

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["ACTION", "action", "could", "may_begin"]

ACTION = "RestartAllContainers"


def action(container: Object, code: int) -> str:
    """What the first rule that fits an exit code says; empty where there is none."""
    for rule in container.get("restartPolicyRules") or ():
        codes = rule.get("exitCodes") or {}
        if (code in (codes.get("values") or ())) == (codes.get("operator") == "In"):
            return str(rule.get("action") or "")
    return ""


def could(pod: Object) -> bool:
    """Is there such a rule in the pod?"""
    spec = pod["spec"]
    for container in (*spec["containers"], *(spec.get("initContainers") or ())):
        for rule in container.get("restartPolicyRules") or ():
            if rule.get("action") == ACTION:
                return True
    return False


def may_begin(w: Worker, name: str, code: int) -> None:
    """A container has ended by itself: if its rule says so, all others are killed and all are started anew."""
    if w.r["dying"] is not None or action(w.container(name), code) != ACTION:
        return
    for other, state in list(w.r["cs"].items()):
        changes: dict[str, Any] = {"anew": True}
        if state["state"] == "running":
            w.event("Normal", "Killing", f"Stopping container {other}", other)
            changes |= {"state": "exited", "end": w.now, "code": 137, "reason": "Error", "ready": False, "up": False, "proc": None,
                        "kill": None, "ports": {}, "restart": False, "hidden": False}  # fmt: skip
        w.set_state(other, **changes)
    w.set_state(name, trigger=True)
    w.r |= {"inited": False, "probes": {}, "do": None, "anew": True}
