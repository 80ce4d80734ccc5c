"""Probes and hooks: startup, readiness, liveness; exec, httpGet, tcpSocket, grpc.

A probe's clock ticks from the start of the pod, not of the container; readiness is asked at once when a container
starts. A probe whose answer cannot change (a server that answers on its port) is not asked again.
Upstream: `pkg/kubelet/prober/{worker,prober,prober_manager}.go`, `pkg/kubelet/lifecycle/handlers.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..core.work import Object
from . import agnhost, processes, serving
from .timing import NOTICE

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["again", "begin", "due", "forget", "handler", "run"]

_KINDS = (("startup", "startupProbe"), ("readiness", "readinessProbe"), ("liveness", "livenessProbe"))
#: an answer that takes longer than this is waited for, in ms
SLOW = 50
_TITLES = {"startup": "Startup", "readiness": "Readiness", "liveness": "Liveness"}


def begin(w: Worker, name: str) -> None:
    """A container has started: its probes begin."""
    container = w.container(name)
    for kind, field in _KINDS:
        probe = container.get(field)
        if probe:
            first = _first(w, probe, kind)
            fresh = {"next": first, "ok": 0, "bad": 0, "tries": 0, "answer": None}
            w.r["probes"] = {**w.r["probes"], (name, kind): fresh}


def _first(w: Worker, probe: Object, kind: str) -> int:
    period, delay = _ms(probe, "periodSeconds", 10), _ms(probe, "initialDelaySeconds", 0)
    if kind == "readiness" and not delay:
        return w.now + 100
    # a container is asked once its status says that it runs
    earliest = w.now + max(delay, 100)
    base = (w.r["sandbox"] or w.now) - 100
    return base + -(-(earliest - base) // period) * period


def _ms(probe: Object, field: str, default: int) -> int:
    value = probe.get(field)
    return int(default if value is None else value) * 1000


def forget(w: Worker, name: str) -> None:
    """The container has ended: its probes wait for the next one.

    The first of them that finds it so asks for a sync; a startup probe is asked at once.
    """
    if w.r["probes"]:
        asked = {kind: probe["next"] for (owner, kind), probe in w.r["probes"].items() if owner == name}
        times = [time for time in asked.values() if time is not None and time > w.now]
        w.r["tick"] = w.now + NOTICE if "startup" in asked else min(times, default=None)
        w.r["probes"] = {key: value for key, value in w.r["probes"].items() if key[0] != name}


def due(w: Worker) -> list[tuple[int, bool, str, str]]:
    """When each probe is asked next. It is progress until the first success, or as many failures as it takes."""
    found = []
    if w.r["dying"] is None and w.r["probes"]:
        for (name, kind), probe in w.r["probes"].items():
            if probe["next"] is None:
                continue
            state = w.r["cs"][name]
            if state["hidden"] or (kind != "startup" and not state["up"]):
                continue
            limit = _limit(w, name, kind)
            progress = probe["ok"] == 0 and probe["tries"] < limit and kind != "liveness" and state["n"] == 0
            found.append((probe["next"], progress, "probe", f"{name}/{kind}"))
    return found


def _limit(w: Worker, name: str, kind: str) -> int:
    probe = w.container(name)[dict(_KINDS)[kind]]
    value = probe.get("failureThreshold")
    return 3 if value is None else int(value)


def run(w: Worker, what: str) -> None:
    """Ask one probe, and act on the answer when it has been the same often enough."""
    name, _, kind = what.partition("/")
    container, state = w.container(name), w.state(name)
    assert state is not None
    probe = container[dict(_KINDS)[kind]]
    memory = w.r["probes"][(name, kind)]
    key, period = (name, kind), _ms(probe, "periodSeconds", 10)
    if memory["answer"] is None:
        code, text, takes = handler(w, name, probe, _ms(probe, "timeoutSeconds", 1), probe=True)
        if takes >= SLOW:
            # the answer comes later; a look that was due in the meantime follows at once
            late = {**memory, "next": w.now + takes, "answer": (code, text, memory["next"] + period)}
            w.r["probes"] = {**w.r["probes"], key: late}
            return
        following = memory["next"] + period
    else:
        code, text, following = memory["answer"]
        following = max(following, w.now + 1)
    good = code == 0
    ok, bad = (memory["ok"] + 1, 0) if good else (0, memory["bad"] + 1)
    if not good:
        w.event("Warning", "Unhealthy", f"{_TITLES[kind]} probe failed: {text}", name)
    if following <= w.now:
        following += -(-(w.now - following + 1) // period) * period
    # a server that answers on an open port will answer so as long as it runs
    if good and _settled(w, probe, state) and ok >= int(probe.get("successThreshold") or 1):
        following = None
    now = {"next": following, "ok": ok, "bad": bad, "tries": memory["tries"] + 1, "answer": None, "was": memory["next"]}
    w.r["probes"] = {**w.r["probes"], key: now}
    if ok >= int(probe.get("successThreshold") or 1):
        _passed(w, name, kind, container)
    elif bad >= _limit(w, name, kind):
        _failed(w, name, kind, probe)


def again(w: Worker) -> None:
    """Files have changed: servers that were taken to answer as before are asked once more, when it is their turn."""
    probes = {}
    for (name, kind), probe in w.r["probes"].items():
        if probe["next"] is None:
            period = _ms(w.container(name)[dict(_KINDS)[kind]], "periodSeconds", 10)
            probe = {**probe, "next": probe["was"] + ((w.now - probe["was"]) // period + 1) * period}
        probes[(name, kind)] = probe
    w.r["probes"] = probes


def _settled(w: Worker, probe: Object, state: dict[str, Any]) -> bool:
    changes = agnhost.changes(state.get("argv") or ())
    return "exec" not in probe and state["proc"] is None and w.now >= state["open"] and not changes


def _passed(w: Worker, name: str, kind: str, container: Object) -> None:
    state = w.state(name)
    assert state is not None
    if kind == "startup" and not state["up"]:
        w.set_state(name, up=True, ready=not container.get("readinessProbe"))
        _drop(w, name, "startup")
        for other in ("readiness", "liveness"):
            key = (name, other)
            if key in w.r["probes"]:
                w.r["probes"] = {**w.r["probes"], key: {**w.r["probes"][key], "next": w.now + 100 if other == "readiness" else _first(
                    w, container["livenessProbe"], other)}}  # fmt: skip
        w.write_status()
        w.act()
    elif kind == "readiness" and not state["ready"]:
        w.set_state(name, ready=True)
        w.write_status()


def _drop(w: Worker, name: str, kind: str) -> None:
    w.r["probes"] = {key: value for key, value in w.r["probes"].items() if key != (name, kind)}


def _failed(w: Worker, name: str, kind: str, probe: Object) -> None:
    from . import ending

    state = w.state(name)
    assert state is not None
    if kind == "readiness":
        if state["ready"]:
            w.set_state(name, ready=False)
            w.write_status()
        return
    grace = probe.get("terminationGracePeriodSeconds")
    _drop(w, name, kind)
    text = f"Container {name} failed {kind} probe, will be restarted"
    ending.kill(w, name, w.grace() if grace is None else int(grace) * 1000, text, restart=True)


# -- what is asked -----------------------------------------------------------------------------------


def handler(w: Worker, name: str, action: Object, limit: int, probe: bool = False) -> tuple[int, str, int]:
    """Run an exec, httpGet, tcpSocket, grpc or sleep: (0 if it went well, what to say, ms it took)."""
    if "exec" in action:
        return _exec(w, name, list(action["exec"].get("command") or ["true"]), limit, probe)
    if "sleep" in action:
        return 0, "", min(int(action["sleep"]["seconds"]) * 1000, limit)
    if "httpGet" in action:
        return _http(w, name, action["httpGet"])
    kind = "tcpSocket" if "tcpSocket" in action else "grpc"
    port = _port(w, name, action[kind]["port"])
    host = action[kind].get("host") or w.r["ip"]
    answer = _serve(w, host, port, "")
    if kind == "grpc":
        return _grpc(w, name, answer, f"{host}:{port}", limit)
    if answer is not None and not isinstance(answer, str):
        return 0, "", 1
    return 1, f"dial tcp {host}:{port}: connect: connection refused", 1


def _grpc(w: Worker, name: str, answer: Any, where: str, limit: int) -> tuple[int, str, int]:
    """Servers that are known to speak plain HTTP do not understand the question, and the probe waits in vain."""
    spoken = answer is not None and not isinstance(answer, str)
    if spoken and (answer[0] == 0 or not w.host(name).image.closed):
        return 0, "", 1
    seconds = f"{limit // 1000}s"
    return 1, f'timeout: failed to connect service "{where}" within {seconds}: context deadline exceeded', limit


def _exec(w: Worker, name: str, argv: list[str], limit: int, probe: bool) -> tuple[int, str, int]:
    host = w.host(name)
    try:
        code, out, err, takes = processes.run_command(host, argv, w.environment(name), w.now, limit)
    except processes.StartError as error:
        return 1, f"error: {error}", 1
    if takes >= limit and probe:
        return 1, f'command timed out: "{" ".join(argv)}" timed out after {limit // 1000}s', takes
    return code, (out + err), takes


def _http(w: Worker, name: str, get: Object) -> tuple[int, str, int]:
    port, path = _port(w, name, get["port"]), get.get("path") or "/"
    path = path if path.startswith("/") else f"/{path}"
    host = get.get("host") or w.r["ip"]
    answer = _serve(w, host, port, path)
    url = f"{(get.get('scheme') or 'HTTP').lower()}://{host}:{port}{path}"
    if answer is None or isinstance(answer, str):
        return 1, f'Get "{url}": dial tcp {host}:{port}: connect: connection refused', 1
    if answer[0] == 0:
        return 1, f'Get "{url}": EOF', 1
    if not 200 <= answer[0] < 400:
        return 1, f"HTTP probe failed with statuscode: {answer[0]}", 1
    return 0, "", 1


def _serve(w: Worker, host: str, port: int, path: str) -> tuple[int, str] | str | None:
    if host in (w.r["ip"], "127.0.0.1", "localhost"):
        return serving.answer(w, port, path)
    found: tuple[int, str] | str = w.world.connect(w.api, w.pod, host, port, path)
    return found


def _port(w: Worker, name: str, port: Any) -> int:
    if isinstance(port, int) or str(port).isdigit():
        return int(port)
    for declared in w.container(name).get("ports") or ():
        if declared.get("name") == port:
            return int(declared["containerPort"])
    return 0
