"""postStart: it runs beside process 1, and until it has ended the container is not shown as running.

When it fails, the container is killed and started again like one that crashed. preStop belongs to `ending.py`.
Upstream: `pkg/kubelet/lifecycle/handlers.go`, `kuberuntime_container.go` (startContainer).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..core.work import Object
from . import ending, probes

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["begin", "ended"]

#: a hook has no time limit of its own; this one keeps a loop in it finite, in ms
_LIMIT = 3_600_000


def begin(w: Worker, name: str, hook: Object) -> None:
    """The container has been started: the worker waits for its hook."""
    code, text, takes = probes.handler(w, name, hook, _LIMIT)
    w.r["hook"] = (code, text)
    w.set_state(name, hidden=True)
    w.r["do"] = ("hook", name, w.now + takes, True)


def ended(w: Worker, name: str) -> None:
    """The hook is over: the container is shown, or killed."""
    code, text = w.r["hook"]
    if code == 0:
        w.set_state(name, hidden=False)
        w.act(started=True)
        return
    w.event("Warning", "FailedPostStartHook", "PostStartHook failed", name)
    w.set_why(name, ("PostStartHookError", _failed(w, name, code, text)))
    # nothing is written now: the next sync finds the container ended
    w.r["fresh"] = True
    ending.kill(w, name, w.grace(), "FailedPostStartHook", restart=False)


def _failed(w: Worker, name: str, code: int, text: str) -> str:
    hook = w.container(name)["lifecycle"]["postStart"]
    meta = w.pod["metadata"]
    where = f'for Container "{name}" in Pod "{meta["name"]}_{meta["namespace"]}({meta["uid"]})" failed - error: '
    if "exec" in hook:
        argv = " ".join(hook["exec"].get("command") or ())
        error = f"command '{argv}' exited with {code}: "
        return f"Exec lifecycle hook ([{argv}]) {where}{error}, message: {_quoted(text)}"
    path = (hook.get("httpGet") or {}).get("path") or ""
    return f"HTTP lifecycle hook ({path}) {where}{text}"


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'
