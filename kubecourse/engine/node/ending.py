"""Ending containers and pods: exits, signals, grace periods, hooks before the end, the last status.

A deleted pod: preStop, TERM, and KILL when the grace period is over; sidecars after the others, the last
first; then the last status, then the object goes. Upstream: `kuberuntime_container.go` (killContainer),
`kuberuntime_termination_order.go`, `pod_workers.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import anew, eviction, probes, processes, shell, status
from .timing import FLOOR, LAST, NOTICE, STOPS

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["begin", "exited", "finished", "happens", "hurry", "kill", "removed", "stop_now"]


def happens(w: Worker, what: str, name: str) -> None:
    """Something that was due: a step of a process, an exit, a signal, a deadline, an end."""
    table = {"step": _step, "exit": _exit, "term": _term, "kill": _kill_now}
    if what in table:
        table[what](w, name)
    elif what == "deadline":
        _deadline(w)
    elif what == "evict":
        message = w.r["evict"][1]
        w.event("Warning", "Evicted", message)
        w.r["fail"] = ("Evicted", message)
        begin(w, grace=1)
    elif what == "over":
        w.r["over"], w.r["terminal"], w.r["closed"] = None, True, True
        w.write_status()
        if w.pod["metadata"].get("deletionTimestamp"):
            w.r["gone"] = w.now
    else:
        _gone(w)


# -- processes ---------------------------------------------------------------------------------------


def _step(w: Worker, name: str) -> None:
    """Let process 1 run up to now."""
    state = w.state(name)
    assert state is not None
    host = w.host(name)
    process = shell.advance(state["proc"], w.now, host)
    for sent, _ in host.signals:
        process = shell.signal(process, sent, w.now)
    host.keep_log()
    opened = {**state["ports"], **host.opened} if host.opened else state["ports"]
    pids = state.get("pids", 0) + host.forks
    w.set_state(name, proc=process, seen=w.now, ports=opened, open=state["open"] or w.now, pids=pids)
    if host.grown:
        eviction.note(w, name, host.grown)
    if host.memory_wanted is not None and _too_much(w, name, host.memory_wanted[0]):
        exited(w, name, host.memory_wanted[1], 137, "OOMKilled")
    elif process["end"] is not None and process["end"][0] <= w.now:
        exited(w, name, *process["end"])


def _too_much(w: Worker, name: str, amount: int) -> bool:
    """Is it more than the limit? If not, the node's own memory is looked at soon."""
    limit = processes.memory_limit(w.container(name))
    if limit is not None and amount > limit:
        return True
    w.set_state(name, memory=amount)
    w.r["pressed"] = w.now + eviction.LOOK
    return False


def _exit(w: Worker, name: str) -> None:
    state = w.state(name)
    assert state is not None
    exited(w, name, state["end"], state["code"], state["reason"])


def exited(w: Worker, name: str, time: int, code: int, reason: str = "") -> None:
    """Process 1 has ended: note it, and look at the pod again soon."""
    state = w.state(name)
    assert state is not None
    reason = reason or ("Completed" if code == 0 else "Error")
    kill_ = state["kill"]
    restart = bool(kill_ and kill_[2])
    w.set_state(
        name, state="exited", end=time, code=code, reason=reason, msg=_message(w, name, code), ready=False, up=False, proc=None,
        kill=None, ports={}, restart=restart, ran=time - state["start"], hidden=False,
    )  # fmt: skip
    probes.forget(w, name)
    # an end that the kubelet itself brought about is noticed once more; one that it noticed is not
    w.r["fresh"] = restart
    if not restart:
        anew.may_begin(w, name, code)
    if w.r["dying"] is not None:
        _next_to_stop(w)
    elif restart:
        w.act()
        if w.r["sync"] is None and w.r["do"] is None and name in w.r["why"]:
            w.r["sync"] = (w.now + 600, False)
    elif w.r["do"] is None:
        w.r["sync"] = (w.now + NOTICE, False)


def _message(w: Worker, name: str, code: int) -> str:
    """The termination message: the file, or the end of the log of a failure."""
    container = w.container(name)
    path = container.get("terminationMessagePath") or "/dev/termination-log"
    layer = w.api.memory.get(f"fs/{w.r['uid']}/{name}", {})
    text = str(layer.get(path.strip("/"), ""))
    if not text and any(path.startswith(m["mountPath"].rstrip("/") + "/") for m in container.get("volumeMounts") or ()):
        text = w.host(name).read(path) or ""
    if not text and code != 0 and container.get("terminationMessagePolicy") == "FallbackToLogsOnError":
        log = w.api.memory.get(f"log/{w.r['uid']}/{name}", ("", ""))[0]
        text = "".join(log.splitlines(keepends=True)[-80:])[-2048:]
    return text[:4096]


# -- signals -----------------------------------------------------------------------------------------


def kill(w: Worker, name: str, grace: int, message: str, restart: bool) -> None:
    """End a container: preStop, TERM, and after `grace` ms KILL; `restart`: it is started anew at once."""
    state = w.state(name)
    if state is None or state["state"] != "running" or state["kill"] is not None:
        return
    w.event("Normal", "Killing", message, name)
    hook = (w.container(name).get("lifecycle") or {}).get("preStop")
    term, deadline = w.now, w.now + grace
    if hook and grace > 0:
        code, _, takes = probes.handler(w, name, hook, grace)
        if code != 0:
            w.event("Warning", "FailedPreStopHook", "PreStopHook failed", name)
        term = w.now + takes
        deadline = max(deadline, term + FLOOR)
    w.set_state(name, kill=(term, deadline, restart, False))
    if term == w.now:
        _term(w, name)


def _term(w: Worker, name: str) -> None:
    state = w.state(name)
    assert state is not None
    term, deadline, restart, _ = state["kill"]
    w.set_state(name, kill=(term, deadline, restart, True))
    if state["proc"] is None:
        if state["stop"] is not None and w.now + STOPS < deadline:
            w.set_state(name, end=w.now + STOPS, code=state["stop"])
        elif deadline <= w.now:
            _kill_now(w, name)
        return
    if state["proc"]["end"] is None:
        _step(w, name)
        state = w.state(name)
        if state is not None and state["state"] == "running":
            w.set_state(name, proc=shell.signal(state["proc"], "TERM", w.now))


def _kill_now(w: Worker, name: str) -> None:
    exited(w, name, w.now, 137)


def stop_now(w: Worker, name: str, code: int) -> None:
    """The main process is ended from outside with this code."""
    exited(w, name, w.now, code, "OOMKilled" if code == -1 else "")


# -- pods --------------------------------------------------------------------------------------------


def begin(w: Worker, grace: int | None = None) -> None:
    """The pod is deleted, or has to stop: stop all containers, within `grace` seconds if that is given."""
    if grace is None:
        grace = w.pod["metadata"].get("deletionGracePeriodSeconds")
    ms = w.grace() if grace is None else int(grace) * 1000
    w.r["dying"] = {"begin": w.now, "deadline": w.now + ms}
    w.r["do"] = w.r["sync"] = None
    sidecars = [c["name"] for c in w.spec.get("initContainers") or () if status.is_sidecar(c)]
    generation = w.pod["metadata"].get("generation")
    if w.r["cs"] and generation and not w.r.get("static"):
        # it has seen the deletion; what the containers do is not looked at now
        w.pod = w.api.set_status(w.pod, {**w.pod["status"], "observedGeneration": generation})
    for name in sidecars:
        state = w.state(name)
        if state is not None and state["state"] == "running" and _others_running(w, sidecars):
            w.event("Normal", "Killing", f"Stopping container {name}", name)
    for container in w.containers():
        if container["name"] not in sidecars:
            kill(w, container["name"], ms, f"Stopping container {container['name']}", restart=False)
    _next_to_stop(w)


def _others_running(w: Worker, sidecars: list[str]) -> bool:
    return any(s["state"] == "running" and n not in sidecars for n, s in w.r["cs"].items())


def _next_to_stop(w: Worker) -> None:
    """When the others have ended, sidecars are stopped, the last first; when all have, the pod is over."""
    running = [name for name, state in w.r["cs"].items() if state["state"] == "running"]
    if not running:
        _stopped(w)
        return
    sidecars = [c["name"] for c in w.spec.get("initContainers") or () if status.is_sidecar(c)]
    if any(name not in sidecars for name in running):
        return
    last = next(name for name in reversed(sidecars) if name in running)
    state = w.state(last)
    if state is not None and state["kill"] is None:
        left = max(w.r["dying"]["deadline"] - w.now, FLOOR)
        w.set_state(last, kill=(w.now, w.now + left, False, False))
        _term(w, last)


def _stopped(w: Worker) -> None:
    """Nothing runs any more: the last status, and if the pod is deleted the end of the object."""
    if w.r["gone"] is not None or w.r["over"] is not None:
        return
    w.r["closed"] = True
    if w.r.get("evict") and all(state["code"] == 0 for state in w.r["cs"].values()):
        # processes that end in peace are faster than the kubelet's word that the pod was evicted
        w.r["fail"] = None
    if w.r.get("leaves"):
        w.r["gone"] = max(w.r["leaves"], w.now)
    elif w.pod["metadata"].get("deletionTimestamp"):
        if w.r["sandbox"] is not None:
            # a pod that had not begun in earnest is only said to have failed when it goes
            w.r["terminal"] = status.phase_of(w.pod, w.r) in ("Succeeded", "Failed")
            w.write_status()
        w.r["gone"] = w.now + LAST
    else:
        if not w.r["fail"] and not w.r.get("evict"):
            w.write_status()
        w.r["over"] = w.now + NOTICE


def hurry(w: Worker) -> None:
    """A second delete with a shorter time, while the pod is being stopped."""
    grace = w.pod["metadata"].get("deletionGracePeriodSeconds")
    deadline = w.r["dying"]["begin"] + int(grace or 0) * 1000
    if deadline >= w.r["dying"]["deadline"]:
        return
    w.r["dying"] = {**w.r["dying"], "deadline": deadline}
    for name, state in list(w.r["cs"].items()):
        if state["state"] == "running" and state["kill"] is not None:
            term, before, restart, sent = state["kill"]
            w.set_state(name, kill=(min(term, deadline), min(before, max(deadline, w.now)), restart, sent))


def _deadline(w: Worker) -> None:
    """activeDeadlineSeconds is over."""
    text = "Pod was active on the node longer than the specified deadline"
    w.event("Normal", "DeadlineExceeded", text)
    w.r["fail"] = ("DeadlineExceeded", text)
    begin(w)


def finished(w: Worker) -> None:
    """Have all containers of a pod that is not started again ended? Then stop the sidecars, and say so."""
    phase = status.phase_of(w.pod, w.r, sidecars=False)
    if phase not in ("Succeeded", "Failed") or w.r["over"] is not None or not w.r["cs"]:
        return
    if w.r["sync"] is not None:
        # a program that could not be started is noticed first
        return
    running = [name for name, state in w.r["cs"].items() if state["state"] == "running"]
    if not running:
        w.r["over"] = w.now + 1000
        return
    w.r["dying"] = {"begin": w.now, "deadline": w.now + w.grace()}
    for name in running:
        w.event("Normal", "Killing", f"Stopping container {name}", name)
    _next_to_stop(w)


def _gone(w: Worker) -> None:
    """The object goes, and with it all that was kept for the pod on the node."""
    meta = w.pod["metadata"]
    if w.r["sandbox"] is not None and not w.r["terminal"] and not w.r.get("leaves"):
        w.r["terminal"] = True
        w.write_status()
    cleanup(w.api, w.key)
    w.r["removed"] = True
    if w.api.find("Pod", meta["name"], meta["namespace"]) is not None:
        w.api.delete("Pod", meta["name"], meta["namespace"], grace=0, uid=meta["uid"])


def removed(api: Any, key: str, alive: bool) -> None:
    """The object was removed at once, by force or by the garbage collector: the kubelet stops what still runs."""
    record = api.memory[f"pod/{key}"]
    namespace, _, name = key.partition("/")
    if alive and record["dying"] is None and not record["terminal"]:
        for container, state in record["cs"].items():
            if state["state"] == "running":
                about = {
                    "apiVersion": "v1", "kind": "Pod", "fieldPath": f"spec.{state['group']}{{{container}}}",
                    "metadata": {"name": name, "namespace": namespace, "uid": record["uid"]},
                }  # fmt: skip
                text = f"Stopping container {container}"
                api.event(about, "Normal", "Killing", text, component="kubelet", host=record["node"])
    cleanup(api, key)


def cleanup(api: Any, key: str) -> None:
    """Forget a pod: its record, files, logs and address."""
    record = api.memory.pop(f"pod/{key}", None)
    if record is None:
        return
    uid = record["uid"]
    for name in (*record["cs"], ""):
        for kind in ("fs", "log"):
            api.memory.pop(f"{kind}/{uid}/{name}", None)
    api.memory.pop(f"modes/{uid}", None)
    for key_ in record["kept"]:
        api.memory.pop(key_, None)
    address = api.memory.pop(f"address/{uid}", None)
    if address is not None:
        api.memory.pop(f"holder/{address}", None)
