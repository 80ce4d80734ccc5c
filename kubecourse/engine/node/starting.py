"""Starting containers: which are next, back-off, image (`pulling.py`), environment, program, hook (`hooks.py`).

Upstream: `kuberuntime/{kuberuntime_manager,kuberuntime_container}.go` (computePodActions, startContainer, doBackOff),
`client-go/util/flowcontrol/backoff.go`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core import quantity
from ..core.work import Object
from . import env, hooks, images, probes, processes, pulling, status, volumes
from .pulling import Failed
from .timing import CREATE, ERROR_WAIT, FIRST_BACKOFF, LAST_BACKOFF, stretched

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["Outcome", "resume", "slowed", "start_all"]


class Outcome(NamedTuple):
    """Was something started, and after how many ms to try again what failed (None: nothing failed)."""

    started: bool
    wait: int | None


# -- which are next ----------------------------------------------------------------------------------


def start_all(w: Worker) -> Outcome:
    """Start all that can be started now."""
    started, wait = False, None
    names = _next(w)
    while names:
        name = names.pop(0)
        try:
            if not _start(w, name):
                return Outcome(started, wait)
            started = True
        except Failed as failed:
            w.set_why(name, (failed.reason, failed.message))
            wait = failed.wait if wait is None else min(wait, failed.wait)
            continue
        if not w.r["inited"] and status.is_sidecar(w.container(name)):
            # what follows a sidecar is started by the next sync
            w.r["sync"] = (w.now + 100, False)
            break
    return Outcome(started, wait)


def _next(w: Worker) -> list[str]:
    spec, found = w.spec, []
    for container in spec.get("initContainers") or ():
        name = container["name"]
        state = _begun(w, name)
        if status.is_sidecar(container):
            if state is None or state["state"] == "exited":
                found.append(name)
                if not w.r["inited"]:
                    return found
            elif not state["up"] and not w.r["inited"]:
                return found
        elif not w.r["inited"]:
            if state is None:
                return [*found, name]
            if state["state"] == "running":
                return found
            if state["code"] != 0:
                return [*found, name] if status.restarts(w.pod, container, state["code"]) else found
    for container in (*spec["containers"], *(spec.get("ephemeralContainers") or ())):
        state = _begun(w, container["name"])
        if state is None or (state["state"] == "exited" and _again(w, container, state)):
            found.append(container["name"])
    if _over(w):
        return []
    return found


def _begun(w: Worker, name: str) -> dict[str, Any] | None:
    """Its state; None if it was never started, or is to be started anew with all the others."""
    state = w.state(name)
    return None if state is None or state.get("anew") else state


def _again(w: Worker, container: Object, state: dict[str, Any]) -> bool:
    if any(container is c for c in w.spec.get("ephemeralContainers") or ()):
        return False
    return state["restart"] or status.restarts(w.pod, container, state["code"])


def _over(w: Worker) -> bool:
    """Have all regular containers ended for good? Then sidecars are not started again."""
    for container in w.spec["containers"]:
        state = _begun(w, container["name"])
        if state is None or state["state"] == "running" or _again(w, container, state):
            return False
    return True


# -- one container -----------------------------------------------------------------------------------


def _start(w: Worker, name: str) -> bool:
    """Start one container; False if the worker is busy with it now. Raises Failed."""
    if w.r.get("pulled") != w.container(name).get("image"):
        # what a pull was begun for has had its turn to wait
        _check_backoff(w, name)
    image = pulling.image_of(w, name)
    if image is None:
        return False
    container = w.container(name)
    _check_security(w, container, image)
    variables = _variables(w, name, container, image)
    wait = (CREATE if w.state(name) is not None else 0) + slowed(w)
    if wait:
        w.r["do"] = ("create", name, w.now + wait, True)
        return False
    return _create(w, name, container, image, variables)


def _variables(w: Worker, name: str, container: Object, image: images.Image) -> dict[str, str]:
    if not env.needs_api(container) and not processes.needs_environment(container, image):
        return {}
    try:
        return env.environment(w.api, w.pod, container, (w.r["ip"], w.host_ip), dict(image.env))
    except env.ConfigError as error:
        w.event("Warning", "Failed", f"Error: {error}", name)
        raise Failed(error.reason, str(error), ERROR_WAIT) from None


def _create(w: Worker, name: str, container: Object, image: images.Image, variables: dict[str, str]) -> bool:
    w.event("Normal", "Created", "Container created", name)
    return _run(w, name, container, image, variables) and w.r["do"] is None


def slowed(w: Worker) -> int:
    """ms more for a sandbox or a container where the cpu limit of the whole pod throttles the runtime, too.

    The runtime needs about 25 ms of cpu time; at 20m that lasts more than a second.
    """
    total = 0
    for container in w.spec["containers"]:
        limit = ((container.get("resources") or {}).get("limits") or {}).get("cpu")
        if limit is None:
            return 0
        total += quantity.milli(limit)
    more = 25_000 // max(total, 1)
    return more if more >= 100 else 0


def _check_backoff(w: Worker, name: str) -> None:
    """A container that ended is started at once the first time, then after 10 s, 20 s, 40 s…"""
    state = w.state(name)
    if state is not None and state.get("anew") and not state.get("trigger"):
        return
    ended = None if state is None else state["end"] if state["state"] == "exited" and not state["restart"] else None
    if state is not None and state["restart"]:
        # killed to be started anew: what counts is when the one before it ended
        ended = state["last"]["end"] if state["last"] else None
    if ended is None:
        return
    delay, since = w.r["back"].get(name, (None, 0))
    forgotten = delay is not None and ended - since > 2 * LAST_BACKOFF
    if delay is not None and not forgotten and w.now - ended < delay:
        meta = w.pod["metadata"]
        where = f"{meta['name']}_{meta['namespace']}({meta['uid']})"
        w.event("Warning", "BackOff", f"Back-off restarting failed container {name} in pod {where}", name)
        text = f"back-off {_duration(delay)} restarting failed container={name} pod={where}"
        if state is not None and state["restart"]:
            w.set_state(name, restart=False)
        raise Failed("CrashLoopBackOff", text, stretched(ended + delay - w.now))
    delay = FIRST_BACKOFF if delay is None or forgotten else min(delay * 2, LAST_BACKOFF)
    w.r["back"] = {**w.r["back"], name: (delay, w.now)}


def _duration(ms: int) -> str:
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"


def _check_security(w: Worker, container: Object, image: images.Image) -> None:
    security = {**(w.spec.get("securityContext") or {}), **(container.get("securityContext") or {})}
    user = security.get("runAsUser")
    if security.get("runAsNonRoot") and (user == 0 or (user is None and image.root)):
        meta = w.pod["metadata"]
        where = f'(pod: "{meta["name"]}_{meta["namespace"]}({meta["uid"]})", container: {container["name"]})'
        text = f"container has runAsNonRoot and image will run as root {where}"
        if user == 0:
            text = f"container's runAsUser breaks non-root policy {where}"
        w.event("Warning", "Failed", f"Error: {text}", container["name"])
        raise Failed("CreateContainerConfigError", text, ERROR_WAIT)


def resume(w: Worker, what: str, name: str) -> None:
    """A pull, the making of a container or a postStart hook has come to its end."""
    if what == "hook":
        hooks.ended(w, name)
    elif what == "pull":
        pulling.pulled(w, name)
    else:
        _created(w, name)


def _created(w: Worker, name: str) -> None:
    container = w.container(name)
    text = container.get("image") or ""
    image = images.lookup(text) or images.Image(text, closed=False, command=("/app",))
    try:
        done = _create(w, name, container, image, _variables(w, name, container, image))
    except Failed as failed:
        w.set_why(name, (failed.reason, failed.message))
        w.put_off(failed.wait)
        return
    if done:
        w.act(started=True)


# -- running -----------------------------------------------------------------------------------------


def _run(w: Worker, name: str, container: Object, image: images.Image, variables: dict[str, str]) -> bool:
    """Start process 1; False if it came to nothing. Raises Failed if there is no such program and it is tried again."""
    before = w.state(name)
    count = 0 if before is None else before["n"] + 1
    _rotate(w, name, before)
    host = w.host(name)
    last = None if before is None else {k: before[k] for k in ("start", "end", "code", "reason", "msg", "id")}
    token = sha256(f"{w.r['uid']}/{name}/{count}".encode()).hexdigest()
    common = {
        "n": count, "image": image.name, "wanted": container.get("image"), "id": f"containerd://{token}", "last": last,
        "kill": None, "msg": "", "restart": False, "seen": w.now, "ran": 0, "stop": image.stop, "hidden": False,
        "group": w.group(name), "anew": False, "trigger": False,
    }  # fmt: skip
    try:
        process = processes.start(host, image, container, variables, w.now)
    except processes.StartError as error:
        w.event("Warning", "Failed", f"Error: {error}", name)
        ended = {"state": "exited", "start": 0, "end": w.now, "code": 128, "reason": "StartError", "msg": str(error)}
        w.set_state(name, **{**common, **ended}, proc=None, ready=False, up=False, ports={}, open=0)
        w.r["fresh"] = True
        if not status.restarts(w.pod, container, 128):
            w.r["sync"] = (w.now + 300, False)
            return False
        raise Failed("RunContainerError", str(error), ERROR_WAIT) from None
    w.event("Normal", "Started", "Container started", name)
    started = not container.get("startupProbe")
    ready = started and not container.get("readinessProbe")
    if name in {c["name"] for c in w.spec.get("initContainers") or ()} and not status.is_sidecar(container):
        ready = False
    w.set_state(
        name, **common, state="running", start=w.now, end=None, code=0, reason="", proc=process["proc"], up=started, ready=ready,
        ports=process["ports"], open=process["open"], argv=tuple(host.command),
        env=variables if env.needs_api(container) else None, memory=0,
    )  # fmt: skip
    limit = processes.memory_limit(container)
    if process["server"] and limit is not None and image.memory << 20 > limit:
        # it does not get as far as to serve
        w.set_state(name, end=process["open"] + 500, code=137, reason="OOMKilled", ports={})
    host.keep_log()
    w.set_why(name, None)
    if any(c is container for c in w.spec["containers"]):
        w.r["inited"] = w.r["ran"] = True
    if w.r.get("anew"):
        w.r["anew"] = any(state.get("anew") for state in w.r["cs"].values())
    probes.begin(w, name)
    hook = (container.get("lifecycle") or {}).get("postStart")
    if hook:
        hooks.begin(w, name, hook)
    return True


def _rotate(w: Worker, name: str, before: dict[str, Any] | None) -> None:
    """A new container has an empty layer and a new log; files mounted by subPath are those of now."""
    memory, uid = w.api.memory, w.r["uid"]
    if before is not None:
        memory.pop(f"fs/{uid}/{name}", None)
        key = f"log/{uid}/{name}"
        if key in memory:
            memory[key] = ("", memory[key][0])
        else:
            memory[key] = ("", "")
    named = {volume["name"]: volume for volume in w.spec.get("volumes") or ()}
    for mount in w.container(name).get("volumeMounts") or ():
        volume = named.get(mount["name"])
        if (
            mount.get("subPath")
            and volume is not None
            and not {"emptyDir", "hostPath", "persistentVolumeClaim"} & set(volume)
        ):
            files = volumes.contents(w.api, w.pod, volume, (w.r["ip"], w.host_ip))
            memory[f"sub/{uid}/{name}/{mount['mountPath']}"] = files.get(mount["subPath"].strip("/"))
