"""Starting containers: which are next, back-off, image, environment, program, hook.

Upstream: `kuberuntime/{kuberuntime_manager,kuberuntime_container}.go` (computePodActions, startContainer),
`pkg/kubelet/images/image_manager.go`, `client-go/util/flowcontrol/backoff.go`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from ..core.work import Object
from . import env, images, probes, processes, status, volumes
from .timing import ERROR_WAIT, FIRST_BACKOFF, LAST_BACKOFF, PERIODIC, STRETCH

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["Outcome", "resume", "start_all"]


class Outcome(NamedTuple):
    """Was something started, and after how many ms to try again what failed (None: nothing failed)."""

    started: bool
    wait: int | None


class _Failed(Exception):
    """A container could not be started; `wait` in ms."""

    def __init__(self, reason: str, message: str, wait: int) -> None:
        super().__init__(message)
        self.reason, self.message, self.wait = reason, message, wait


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
        except _Failed as failed:
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
        state = w.state(name)
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
        state = w.state(container["name"])
        if state is None or (state["state"] == "exited" and _again(w, container, state)):
            found.append(container["name"])
    if _over(w):
        return []
    return found


def _again(w: Worker, container: Object, state: dict[str, Any]) -> bool:
    if any(container is c for c in w.spec.get("ephemeralContainers") or ()):
        return False
    return state["restart"] or status.restarts(w.pod, container, state["code"])


def _over(w: Worker) -> bool:
    """Have all regular containers ended for good? Then sidecars are not started again."""
    for container in w.spec["containers"]:
        state = w.state(container["name"])
        if state is None or state["state"] == "running" or _again(w, container, state):
            return False
    return True


# -- one container -----------------------------------------------------------------------------------


def _start(w: Worker, name: str) -> bool:
    """Start one container; False if the worker is busy with it now. Raises _Failed."""
    if w.r.get("pulled") != w.container(name).get("image"):
        # what a pull was begun for has had its turn to wait
        _check_backoff(w, name)
    image = _image(w, name)
    if image is None:
        return False
    container = w.container(name)
    _check_security(w, container, image)
    addresses = (w.r["ip"], w.host_ip)
    variables: dict[str, str] = {}
    if env.needs_api(container) or processes.needs_environment(container, image):
        try:
            variables = env.environment(w.api, w.pod, container, addresses, dict(image.env))
        except env.ConfigError as error:
            w.event("Warning", "Failed", f"Error: {error}", name)
            raise _Failed(error.reason, str(error), ERROR_WAIT) from None
    w.event("Normal", "Created", "Container created", name)
    _run(w, name, container, image, variables)
    return w.r["do"] is None


def _check_backoff(w: Worker, name: str) -> None:
    """A container that ended is started at once the first time, then after 10 s, 20 s, 40 s…"""
    state = w.state(name)
    ended = None if state is None else state["end"] if state["state"] == "exited" and not state["restart"] else None
    if state is not None and state["restart"]:
        # killed to be started anew: what counts is when the one before it ended
        ended = state["last"]["end"] if state["last"] else None
    if ended is None:
        return
    delay = w.r["back"].get(name)
    if delay is not None and w.now - ended < delay:
        meta = w.pod["metadata"]
        where = f"{meta['name']}_{meta['namespace']}({meta['uid']})"
        w.event("Warning", "BackOff", f"Back-off restarting failed container {name} in pod {where}", name)
        left = round((ended + delay - w.now) * STRETCH)
        text = f"back-off {_duration(delay)} restarting failed container={name} pod={where}"
        if state is not None and state["restart"]:
            w.set_state(name, restart=False)
        raise _Failed("CrashLoopBackOff", text, min(left, PERIODIC))
    if delay is None or w.now - ended > 2 * LAST_BACKOFF or (state is not None and state["ran"] > 2 * LAST_BACKOFF):
        delay = FIRST_BACKOFF
    else:
        delay = min(delay * 2, LAST_BACKOFF)
    w.r["back"] = {**w.r["back"], name: delay}


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
        raise _Failed("CreateContainerConfigError", text, ERROR_WAIT)


# -- images ------------------------------------------------------------------------------------------


def _image(w: Worker, name: str) -> images.Image | None:
    """The image on the node; None while it is being pulled. Raises _Failed."""
    text = w.container(name).get("image") or ""
    policy = w.container(name).get("imagePullPolicy") or "IfNotPresent"
    try:
        found = images.lookup(text)
        local = ":".join(images.qualified(text)[1:])
    except images.ImageNameError as error:
        w.event("Warning", "InspectFailed", str(error), name)
        w.event("Warning", "Failed", "Error: InvalidImageName", name)
        raise _Failed("InvalidImageName", str(error), ERROR_WAIT) from None
    present = w.api.memory.get(f"images/{w.node}", {}).get(local)
    pulled = w.r.get("pulled") == text
    if pulled:
        w.r["pulled"] = None
    elif present is not None and present <= w.now and policy != "Always":
        w.event(
            "Normal",
            "Pulled",
            f'Container image "{text}" already present on machine and can be accessed by the pod',
            name,
        )
    elif policy == "Never":
        message = f'Container image "{text}" is not present with pull policy of Never'
        w.event("Warning", "ErrImageNeverPull", message, name)
        w.event("Warning", "Failed", "Error: ErrImageNeverPull", name)
        raise _Failed("ErrImageNeverPull", message, ERROR_WAIT)
    else:
        _pull(w, name, text, found, local, present)
        return None
    return found or _unlisted(text, local)


def _unlisted(text: str, local: str) -> images.Image:
    """An image that no registry has, but the node: it was put there by hand."""
    return images.Image(local, closed=False, command=("/app",))


def _pull(w: Worker, name: str, text: str, found: images.Image | None, local: str, present: int | None) -> None:
    """Begin a pull: pulls of a node come one after the other."""
    delay, since = w.r["img"].get(text, (0, 0))
    if delay and w.now - since < delay:
        w.event("Normal", "BackOff", f'Back-off pulling image "{text}"', name)
        w.event("Warning", "Failed", "Error: ImagePullBackOff", name)
        message = f'Back-off pulling image "{text}": ErrImagePull: {_missing(text)}'
        raise _Failed("ImagePullBackOff", message, round(10_000 * STRETCH))
    w.event("Normal", "Pulling", f'Pulling image "{text}"', name)
    takes = 200 if found is None else images.pull_time(found) if present is None else 400
    free = max(w.now, w.api.memory.get(f"pulls/{w.node}", 0))
    if present is not None and present > w.now:
        # somebody else's pull brings the same image: when that ends, this one finds all of it there
        takes, end = 100, present
    else:
        end = free + takes
        w.api.memory[f"pulls/{w.node}"] = end
    if found is not None and present is None:
        w.api.memory[f"images/{w.node}"] = {**w.api.memory.get(f"images/{w.node}", {}), local: end}
    w.r["pull"] = (text, takes, end - w.now)
    w.r["do"] = ("pull", name, end, not delay)


def _missing(text: str) -> str:
    return images.missing_text(text)


def resume(w: Worker, what: str, name: str) -> None:
    """A pull or a postStart hook has come to its end."""
    if what == "hook":
        _hooked(w, name)
        w.act()
        w.write_status()
        return
    text, takes, waited = w.r["pull"]
    found = images.lookup(text)
    if found is None:
        message = _missing(text)
        w.event("Warning", "Failed", f'Failed to pull image "{text}": {message}', name)
        w.event("Warning", "Failed", "Error: ErrImagePull", name)
        delay = w.r["img"].get(text, (0, 0))[0]
        w.r["img"] = {**w.r["img"], text: (min(delay * 2, LAST_BACKOFF) or FIRST_BACKOFF, w.now)}
        w.set_why(name, ("ErrImagePull", message))
        if w.r["fresh"]:
            w.r["fresh"], w.r["sync"] = False, (w.now + 300, False)
        else:
            w.r["sync"] = (w.now + ERROR_WAIT, True)
        return
    times = f"{_go_seconds(takes)} ({_go_seconds(waited)} including waiting)"
    w.event("Normal", "Pulled", f'Successfully pulled image "{text}" in {times}. Image size: {found.size} bytes.', name)
    w.r["pulled"] = text
    if w.container(name).get("image") != text:
        w.r["pulled"] = None
    w.act()


def _go_seconds(ms: int) -> str:
    return f"{ms}ms" if ms < 1000 else f"{ms / 1000:g}s"


# -- running -----------------------------------------------------------------------------------------


def _run(w: Worker, name: str, container: Object, image: images.Image, variables: dict[str, str]) -> None:
    """Start process 1. Raises _Failed if there is no such program."""
    before = w.state(name)
    count = 0 if before is None else before["n"] + 1
    _rotate(w, name, before)
    host = w.host(name)
    last = None if before is None else {k: before[k] for k in ("start", "end", "code", "reason", "msg", "id")}
    token = sha256(f"{w.r['uid']}/{name}/{count}".encode()).hexdigest()
    common = {
        "n": count, "image": image.name, "wanted": container.get("image"), "id": f"containerd://{token}", "last": last,
        "kill": None, "msg": "", "restart": False, "seen": w.now, "ran": 0, "stop": image.stop, "hidden": False,
    }  # fmt: skip
    try:
        process = processes.start(host, image, container, variables, w.now)
    except processes.StartError as error:
        w.event("Warning", "Failed", f"Error: {error}", name)
        ended = {"state": "exited", "start": 0, "end": w.now, "code": 128, "reason": "StartError", "msg": str(error)}
        w.set_state(name, **{**common, **ended}, proc=None, ready=False, up=False, ports={}, open=0)
        w.r["ran"] = w.r["fresh"] = True
        if not status.restarts(w.pod, container, 128):
            w.r["sync"] = (w.now + 300, False)
            return
        raise _Failed("RunContainerError", str(error), ERROR_WAIT) from None
    w.event("Normal", "Started", "Container started", name)
    started = not container.get("startupProbe")
    ready = started and not container.get("readinessProbe")
    if name in {c["name"] for c in w.spec.get("initContainers") or ()} and not status.is_sidecar(container):
        ready = False
    w.set_state(
        name, **common, state="running", start=w.now, end=None, code=0, reason="", proc=process["proc"], up=started, ready=ready,
        ports=process["ports"], open=process["open"], argv=tuple(host.command),
        env=variables if env.needs_api(container) else None,
    )  # fmt: skip
    host.keep_log()
    w.set_why(name, None)
    if any(c is container for c in w.spec["containers"]):
        w.r["inited"] = w.r["ran"] = True
    probes.begin(w, name)
    hook = (container.get("lifecycle") or {}).get("postStart")
    if hook:
        _begin_hook(w, name, hook)


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


def _begin_hook(w: Worker, name: str, hook: Object) -> None:
    """postStart runs beside process 1; until it has ended the container is not shown as running."""
    code, text, takes = probes.handler(w, name, hook, 3_600_000)
    w.r["hook"] = (code, text)
    w.set_state(name, hidden=True)
    w.r["do"] = ("hook", name, w.now + takes, True)


def _hooked(w: Worker, name: str) -> None:
    from . import ending

    code, _ = w.r["hook"]
    if code == 0:
        w.set_state(name, hidden=False)
        return
    w.event("Warning", "FailedPostStartHook", "PostStartHook failed", name)
    w.set_why(name, ("PostStartHookError", "PostStartHook failed"))
    ending.kill(w, name, w.grace(), "FailedPostStartHook", restart=False)
