"""The timeline of a recording: every change of a pod, with its phase, conditions and containers, against ours.

Rules: what both recordings have must come, in their order, at about its time; what only the first has may be left out, and
so may what lasted less than half a second (two changes close together reach a watcher as one, or swapped). What we write
and no recording has is a difference, unless it lasts less than that, too. When CrashLoopBackOff is first shown depends on
how many looks the kubelet needed to see the end of the container: only its place in the order counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kubecourse.engine.api import tables_core

from .compare import Difference

__all__ = ["differences"]

#: two changes closer than this, in seconds, may be seen as one
CLOSE = 0.5
_AGO = re.compile(r"\(.*? ago\)")
Fits = Callable[[str, str], bool]
Near = Callable[[float, list[float]], bool]
Shown = dict[str, Any]


def _condition(condition: Shown) -> Any:
    row = {key: condition[key] for key in ("status", "reason", "message") if condition.get(key)}
    return row["status"] if len(row) == 1 else row


def _ended(ended: Shown) -> Shown:
    return {"state": "terminated", **{k: ended[k] for k in ("reason", "exitCode", "message") if k in ended}}


def _container(entry: Shown) -> Shown:
    kind, state = next(iter((entry.get("state") or {"waiting": {}}).items()))
    row = (
        _ended(state)
        if kind == "terminated"
        else {"state": kind, **{k: state[k] for k in ("reason", "message") if k in state}}
    )
    row |= {
        "ready": entry.get("ready", False),
        "started": bool(entry.get("started")),
        "restartCount": entry["restartCount"],
    }
    if entry.get("lastState"):
        row["last"] = _ended(entry["lastState"]["terminated"])
    return row


def ours(pod: Shown, now: int) -> Shown:
    """A pod of ours as the recordings show one."""
    cells = tables_core._pod(pod, now)
    status = pod.get("status") or {}
    row: Shown = {"get": f"{cells[1]} {cells[2]} {_AGO.sub('', str(cells[3])).strip()}", "phase": status.get("phase")}
    row |= {key: status[key] for key in ("reason", "message") if status.get(key)}
    meta = pod["metadata"]
    if "deletionTimestamp" in meta:
        row["deleting"] = {"gracePeriodSeconds": meta.get("deletionGracePeriodSeconds")}
    if meta.get("generation", 1) != 1:
        row["generation"] = {"metadata": meta["generation"], "observed": status.get("observedGeneration")}
    row["conditions"] = {c["type"]: _condition(c) for c in status.get("conditions") or ()}
    for group, field in (("initContainers", "initContainerStatuses"), ("containers", "containerStatuses")):
        row |= {group: {e["name"]: _container(e) for e in status[field]}} if status.get(field) else {}
    return row


def theirs(entry: Shown) -> Shown:
    """An entry of a recording without its times."""
    get = entry["get"]
    row: Shown = {"get": f"{get['READY']} {get['STATUS']} {_AGO.sub('', str(get['RESTARTS'])).strip()}"}
    row["phase"] = entry.get("phase")
    row |= {key: entry[key] for key in ("reason", "message", "deleting", "generation") if entry.get(key)}
    row["conditions"] = entry.get("conditions") or {}
    for group in ("initContainers", "containers"):
        if entry.get(group):
            row[group] = {name: _timeless(state) for name, state in entry[group].items()}
    return row


def _timeless(state: Shown) -> Shown:
    kept = ("state", "reason", "exitCode", "message", "ready", "started", "restartCount")
    row = {key: state[key] for key in kept if key in state} | {"started": bool(state.get("started"))}
    if state.get("last"):
        row["last"] = {key: state["last"][key] for key in kept if key in state["last"]}
    return row


def _equal(want: Any, have: Any, fits: Fits) -> bool:
    if isinstance(want, dict) and isinstance(have, dict):
        return want.keys() == have.keys() and all(_equal(want[key], have[key], fits) for key in want)
    if isinstance(want, str) and isinstance(have, str):
        return fits(want, have)
    return bool(want == have)


def _unlike(want: Any, have: Any, fits: Fits, path: str = "") -> str:
    """Where two snapshots differ first."""
    if isinstance(want, dict) and isinstance(have, dict):
        for key in {**want, **have}:
            found = _unlike(want.get(key), have.get(key), fits, f"{path}.{key}")
            if found:
                return found
        return ""
    return "" if _equal(want, have, fits) else f"{path}: {want!r} / {have!r}"


def _lasts(rows: list[tuple[float, Any]], end: float) -> list[float]:
    times = [time for time, _ in rows]
    return [after - time for time, after in zip(times, [*times[1:], end], strict=True)]


def _bare(entry: Shown) -> bool:
    """Only the sandbox is there: how long that lasts is a matter of the machine."""
    ready = (entry.get("conditions") or {}).get("PodReadyToStartContainers")
    return ready == "True" and "podIP" in entry and entry["podIP"] is None


def _expected(entries: list[Shown], duration: float) -> list[tuple[Shown, Shown, bool]]:
    """(entry, snapshot, must it be there) of what the recording shows; what only changes unseen things is left out."""
    kept: list[Shown] = []
    for entry in entries:
        if entry["change"] == "deleted" or not kept or theirs(entry) != theirs(kept[-1]):
            kept.append(entry)
    first = _lasts([(e["t"], e) for e in kept], duration)
    second = _lasts([(e["t2"] if "t2" in e else e["t"], e) for e in kept], duration)
    rows = zip(kept, first, second, strict=True)
    return [
        (e, theirs(e), "t2" in e and not _bare(e) and min(one, two) >= CLOSE)
        for e, one, two in rows
        if e["change"] != "deleted"
    ]


def differences(
    entries: list[Shown], rows: list[tuple[float, Shown]], duration: float, near: Near, fits: Fits
) -> list[Difference]:
    """The differences of one pod: `entries` of its timeline, `rows` of ours with their seconds."""
    expected = _expected(entries, duration)
    found: list[Difference] = []
    place = 0
    for (time, row), lasts in zip(rows, _lasts(rows, duration), strict=True):
        if time > duration or (place and _equal(expected[place - 1][1], row, fits)):
            continue
        at = next((i for i in range(place, len(expected)) if _equal(expected[i][1], row, fits)), None)
        if at is None:
            if lasts >= CLOSE and time < duration - max(2.0, 0.1 * duration):
                unlike = _unlike(expected[min(place, len(expected) - 1)][1], row, fits)
                found.append(("timeline", unlike, f"{time} {row['get']}: ours only"))
            continue
        missed = [(e, snapshot) for e, snapshot, must in expected[place:at] if must]
        found += [
            ("timeline", f"{e['t']} {shot['get']}", f"left out: {_unlike(shot, row, fits)}") for e, shot in missed
        ]
        entry = expected[at][0]
        timed = "t2" in entry and entry["get"]["STATUS"] != "CrashLoopBackOff"
        if timed and not near(time, [entry["t"], entry["t2"]]):
            found.append(("timeline", f"{row['get']} at {entry['t']}, {entry['t2']}", f"at {time}"))
        place = at + 1
    late = duration - max(2.0, 0.2 * duration)
    missed = [(e, snapshot) for e, snapshot, must in expected[place:] if must and e["t"] <= late]
    return [*found, *(("timeline", f"{e['t']} {snapshot['get']}", "absent") for e, snapshot in missed)]
