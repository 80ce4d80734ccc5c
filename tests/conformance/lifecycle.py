"""Recordings of a real kubelet, played on ours: what `kubectl get` showed in order, starts, events, printed texts.

`differs` gives a list of (path, recorded, ours). Its rules are "How to compare" of recordings/README-pod-lifecycle.md.
Recordings of kube-proxy are compared in `iptables.py`.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from kubecourse import ApiError
from kubecourse.engine.api import tables_core
from kubecourse.face import Cluster

from . import iptables, timeline
from .compare import Difference

__all__ = ["differs"]

_SPACE = "vida"
_IMAGES = ("busybox:1.36", "nginx:1.27", "docker.io/library/nginx:1.27", "127.0.0.1:1/local:1")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WILD = {
    r"<rand\d*>": r"[a-z0-9]{5}",
    r"<time\d*>": r"\d+",
    r"<podIP>|<hostIP>": r"[\d.]+",
    r"<uid>": r"[0-9a-f-]{36}",
    r"<id>": r"[0-9a-f]+",
    r"<digest>|<image-id>|<hostname of the node>": r"\S+",
    r"<date>|<timestamp>": r".+?",
    r"<age>|<a>": r"\d+[a-z0-9]*",
}
_TOKEN = re.compile("|".join(f"({token})" for token in _WILD))
_AGE = re.compile(r"(?<![\w.:-])(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s)?(?<=\d[smhd])(?![\w.-])")


def differs(scenario: Any, area: str) -> list[Difference]:
    """All the differences between a recording and what our cluster does."""
    if area == "kube-proxy":
        return iptables.differs(scenario)
    play = _Play(scenario)
    play.run()
    found = [*play.found, *_sequences(scenario, play), *_starts(scenario, play), *_events(scenario, play)]
    # where the two recordings went different ways, the one timeline is not all of the truth
    return found if "status_sequence_2" in scenario else [*found, *_timelines(scenario, play)]


class _Play:
    """One scenario on one cluster."""

    def __init__(self, scenario: Any) -> None:
        self.scenario = scenario
        nodes: list[Any] = [{"name": "nodo1", "ip": "192.168.0.101", "cpu": 2}]
        nodes += [{"name": str(n).split()[0]} for n in scenario.get("nodes") or () if not str(n).startswith("nodo1")]
        self.cluster = Cluster(platform="minimal", nodes=nodes)
        self.kubelet, self.handle = self.cluster._parts.kubelet, self.cluster._handle("kubelet")
        for image in _IMAGES:
            self.kubelet.preload(self.handle, image)
        self.space = _SPACE if scenario["manifests"] else "default"
        if self.space == _SPACE:
            self.cluster.apply(f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {_SPACE}}}")
        self.cluster.advance(max(5, (float(scenario.get("created_at_second_of_minute", 5))) % 60))
        self.begin, self.seen = int(self.cluster.now), len(self.cluster._storage.log)
        self.files = {**(scenario.get("files") or {}), "manifests.yaml": scenario["manifests"]}
        self.found: list[Difference] = []

    def run(self) -> None:
        """Create, do each step at its time, and look on somewhat longer than the recording does."""
        steps = list(self.scenario.get("steps") or ())
        refused = [step for step in steps if str(step.get("run")).startswith("create ")]
        for obj in yaml.load_all(self.scenario["manifests"], _LOADER):
            if obj is not None:
                self._create(obj, refused)
        for number, step in enumerate(steps):
            self._until(step["t"])
            self._step(number, step)
        self._until(self.scenario["duration"] * 1.2 + 2)

    def _until(self, seconds: float) -> None:
        left = self.begin + round(seconds * 1000) - int(self.cluster.now)
        if left > 0:
            self.cluster.advance(left / 1000)

    def _create(self, obj: Any, refused: list[Any]) -> None:
        what = f"create {obj['kind']}/{obj['metadata'].get('name')}"
        expected = next((step for step in refused if step["run"] == what), {"stderr": "", "code": None, "reason": None})
        ours: tuple[Any, ...] = ("", None, None)
        try:
            self.cluster.api.create(obj, self.space)
        except ApiError as error:
            ours = (error.message, error.code, error.reason)
        if not _fits(self._real(expected["stderr"]), ours[0]) or (expected["code"], expected["reason"]) != ours[1:]:
            self.found.append((what, expected, ours))

    def _real(self, text: Any) -> str:
        return str(text or "").replace("<ns>", self.space)

    def _step(self, number: int, step: Any) -> None:
        run = str(step["run"])
        if run.startswith("create "):
            return
        if not run.startswith("kubectl "):
            self._node(number, run)
            return
        command = f"-n {self.space} {self._real(run)[8:]}"
        result = self.cluster.kubectl(command, read_file=lambda path: self.files[path.rpartition("/")[2]])
        for key, have in (("stdout", str(result)), ("stderr", result.stderr)):
            if not _fits(_even(self._real(step.get(key))), _even(have)):
                self.found.append((f"steps[{number}].{key} {run[:60]}", step.get(key), have))
        if step.get("exit", 0) != result.code:
            self.found.append((f"steps[{number}].exit {run[:60]}", step.get("exit"), result.code))

    def _node(self, number: int, run: str) -> None:
        verb, _, rest = run.removeprefix("node: ").partition(" ")
        if verb in ("write", "remove"):
            name = rest.partition(" ")[0]
            text = self.files[name] if verb == "write" else None
            self.kubelet.write_file(self.handle, "nodo1", f"/etc/kubernetes/manifests/{name}", text)
        elif verb in ("stop", "start"):
            getattr(self.kubelet, verb)(self.handle, "nodo1")
        else:
            self.found.append((f"steps[{number}].run", run, "not known"))
        self.cluster._runner.wake("node-lifecycle-controller", "nodo1")
        self.cluster._runner.wake("kubelet", "node:nodo1")

    def like(self, expected: str, actual: str) -> bool:
        """Is a text of a status what was recorded?"""
        return _fits(_alone(self._real(expected)), _alone(actual))

    def changes(self) -> list[Any]:
        """(seconds, change) of everything in the scenario's namespace since it began."""
        rows = self.cluster._storage.log[self.seen :]
        return [((c.time - self.begin) / 1000, c) for c in rows if self._concerns(c)]

    def _concerns(self, change: Any) -> bool:
        """Events about nodes lie in another namespace."""
        about = (change.new or {}).get("involvedObject") or {}
        return bool(change.key.startswith(f"{self.space}/") or about.get("kind") == "Node")


# -- texts -------------------------------------------------------------------------------------------


def _even(text: str) -> str:
    """Columns and ages do not count."""
    lines = (" ".join(line.split()) for line in text.rstrip("\n").split("\n"))
    return "\n".join(_AGE.sub("AGE", line) for line in lines)


def _fits(expected: str, actual: str) -> bool:
    """Is `actual` what was recorded, with any value in the place of a token?"""
    wild = list(_WILD.values())
    parts, end = [], 0
    for match in _TOKEN.finditer(expected):
        parts += [re.escape(expected[end : match.start()]), wild[(match.lastindex or 1) - 1]]
        end = match.end()
    return re.fullmatch("".join([*parts, re.escape(expected[end:])]), actual) is not None


# -- what was seen ---------------------------------------------------------------------------------


def _status(change: Any) -> str | None:
    if change.new is None:
        return "deleted"
    if change.kind == "Pod":
        row = tables_core._pod(change.new, change.time)
        return f"{row[1]} {row[2]} {str(row[3]).split(' ')[0]}"
    conditions = (change.new.get("status") or {}).get("conditions") or ()
    true = [c["type"] for c in conditions if c["status"] == "True"]
    order = ("Complete", "Failed", "SuccessCriteriaMet", "FailureTarget", "Suspended")
    if change.new["metadata"].get("deletionTimestamp") and not {"Complete", "Failed"} & set(true):
        return "Terminating"
    return next((word for word in order if word in true), "Running")


def _seen(play: _Play) -> dict[str, list[tuple[float, str]]]:
    found: dict[str, list[tuple[float, str]]] = {}
    for time, change in play.changes():
        kind = change.kind.rpartition("/")[2].partition(".")[0]
        if kind not in ("Pod", "Job"):
            continue
        row = found.setdefault(f"{kind}/{change.key.partition('/')[2]}", [])
        text = _status(change)
        if text and (not row or row[-1][1] != text):
            row.append((time, text))
    return found


def _ends(rows: list[tuple[float, str]], duration: float) -> list[list[str]]:
    """The sequence as it was at any end of the window that the tolerance of times allows."""
    slack = max(2.0, duration * 0.2)
    cuts = [duration, *(t for t, _ in rows if abs(t - duration) <= slack), duration - slack]
    return [[text for t, text in rows if t <= cut] for cut in cuts]


def _sequences(scenario: Any, play: _Play) -> list[Difference]:
    ours = _seen(play)
    found: list[Difference]
    best: list[Difference] | None = None
    for key in ("status_sequence", "status_sequence_2"):
        if key not in scenario:
            continue
        left = dict(ours)
        found = []
        for name, want in scenario[key].items():
            names = [n for n in left if _fits(name, n)]
            good = next((n for n in names if want in _ends(left[n], scenario["duration"])), None)
            if good is None:
                found.append((f"{key}.{name}", want, [[text for _, text in left[n]] for n in names]))
            else:
                left.pop(good)
        extra = [n for n, rows in left.items() if rows and rows[0][0] <= scenario["duration"]]
        found += [
            (f"{key}.{n}", "(absent)", left[n]) for n in extra if not any(_fits(f[0][len(key) + 1 :], n) for f in found)
        ]
        best = found if best is None or len(found) < len(best) else best
    return best or []


def _timelines(scenario: Any, play: _Play) -> list[Difference]:
    rows: dict[str, list[tuple[float, Any]]] = {}
    for time, change in play.changes():
        if change.kind == "Pod" and change.new is not None:
            name = f"Pod/{change.key.partition('/')[2]}"
            rows.setdefault(name, []).append((time, timeline.ours(change.new, change.time)))
    recorded: dict[str, list[Any]] = {}
    for entry in scenario.get("timeline") or ():
        if entry["object"].startswith("Pod/"):
            recorded.setdefault(entry["object"], []).append(entry)
    found: list[Difference] = []
    for name, entries in recorded.items():
        tries = [
            (timeline.differences(entries, rows[n], scenario["duration"], _near, play.like), n)
            for n in rows
            if _fits(name, n)
        ]
        if not tries:
            found.append((f"timeline.{name}", "present", "absent"))
            continue
        best, ours = min(tries, key=lambda pair: len(pair[0]))
        rows.pop(ours)
        found += [(f"{where}.{name}", want, have) for where, want, have in best]
    return found


def _near(have: float, times: list[float]) -> bool:
    low, high = min(times), max(times)
    return low - max(2.0, low * 0.2) <= have <= high + max(2.0, high * 0.2)


def _starts(scenario: Any, play: _Play) -> list[Difference]:
    ours: dict[str, list[float]] = {}
    for time, change in play.changes():
        event = change.new
        if change.kind.endswith("Event") and event is not None and event.get("reason") == "Started":
            about = event["involvedObject"]
            container = re.sub(r".*\{(.*)\}", r"\1", about.get("fieldPath", ""))
            ours.setdefault(f"{about['kind']}/{about['name']} {container}", []).append(time)
    found: list[Difference] = []
    for name, want in (scenario.get("container_starts") or {}).items():
        second = (scenario.get("container_starts_2") or {}).get(name, want)
        pairs = _pairs(want, second)
        # where the two recordings went different ways, the second alone is also true
        ways = [pairs] if scenario.get("same_sequence_twice", True) else [pairs, _pairs(second, want)]
        lists = [times for key, times in ours.items() if _fits(name, key)]
        if not any(_same_times(times, way, scenario["duration"]) for times in lists for way in ways):
            found.append((f"container_starts.{name}", [want, second], lists))
    return found


def _pairs(one: list[float], two: list[float]) -> list[list[float]]:
    return [[t, two[i]] if i < len(two) else [t] for i, t in enumerate(one)]


def _same_times(times: list[float], pairs: list[list[float]], duration: float) -> bool:
    inside = [t for t in times if t <= duration - max(2.0, duration * 0.2)]
    return len(inside) <= len(pairs) <= len(times) and all(_near(t, p) for t, p in zip(times, pairs, strict=False))


def _alone(message: str) -> str:
    """What other pods use of a node: the recorded one had pods of an earlier scenario on it."""
    return re.sub(r"\bused: \d+, capacity", "used: N, capacity", message)


def _events(scenario: Any, play: _Play) -> list[Difference]:
    ours: dict[tuple[str, str, str, str], float] = {}
    for time, change in play.changes():
        event = change.new
        if change.kind.endswith("Event") and event is not None:
            about = event["involvedObject"]
            row = (event["type"], event["reason"], f"{about['kind']}/{about['name']}", _alone(event["message"]))
            ours.setdefault(row, time)
    rows = scenario.get("events") or ()
    slack = max(2.0, scenario["duration"] * 0.2)
    keys = ("type", "reason", "object", "message")
    wanted = [(row, tuple(_alone(play._real(row[key])) for key in keys)) for row in rows]
    found: list[Difference] = []
    for row, want in wanted:
        if "t2" in row and not any(all(map(_fits, want, have)) for have in ours):
            found.append(("events", want, "(absent)"))
    for have, time in ours.items():
        known = any(all(map(_fits, want, have)) for _, want in wanted)
        if not known and time <= scenario["duration"] - slack and have[2].partition("/")[0] != "Node":
            found.append(("events", "(absent)", have))
    return found
