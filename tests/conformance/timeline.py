"""The timeline of a recording: every change of a pod, with its phase, conditions and containers, against ours.

Rules: what both recordings have must come, in their order, at about its time; what only the first has may be left out, and
so may what lasted less than half a second (two changes close together reach a watcher as one, or swapped). What we write
and no recording has is a difference, unless it lasts less than that, too.
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
Shown = dict[str, Any]


def _condition(condition: Shown) -> Any:
    row = {key: condition[key] for key in ("status", "reason", "message") if condition.get(key)}
    return row["status"] if len(row) == 1 else row


def _ended(ended: Shown) -> Shown:
    return {"state": "terminated", **{k: ended[k] for k in ("reason", "exitCode", "message") if k in ended}}


def _container(entry: Shown) -> Shown:
    kind, state = next(iter((entry.get("state") or {"waiting": {}}).items()))
    row = _ended(state) if kind == "terminated" else {"state": kind, **{k: state[k] for k in ("reason", "message") if k in state}}
    row |= {"ready": entry.get("ready", False), "started": bool(entry.get("started")), "restartCount": entry["restartCount"]}
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


def differences(
    entries: list[Shown], rows: list[tuple[float, Shown]], duration: float, near: Callable[[float, list[float]], bool], fits: Fits
) -> list[Difference]:
    """The differences of one pod: `entries` of its timeline, `rows` of ours with their seconds."""
    times = [(e["t"], e) for e in entries]
    seconds = [(e.get("t2", e["t"]), e) for e in entries]
    lasting = zip(entries, _lasts(times, duration), _lasts(seconds, duration), strict=True)
    kept = [row for row in lasting if row[0]["change"] != "deleted"]
    snapshots = [(e, theirs(e)) for e, _, _ in kept]
    short, second = [one for _, one, _ in kept], [two for _, _, two in kept]
    brief = _lasts(rows, duration)
    found: list[Difference] = []
    place = 0
    for number, (time, row) in enumerate(rows):
        if time > duration:
            break
        at = next((i for i in range(place, len(snapshots)) if _equal(snapshots[i][1], row, fits)), None)
        if at is None:
            again = place > 0 and _equal(snapshots[place - 1][1], row, fits)
            if not again and brief[number] >= CLOSE and time < duration - max(2.0, 0.1 * duration):
                nearest = snapshots[min(place, len(snapshots) - 1)][1]
                found.append(("timeline", _unlike(nearest, row, fits), f"{time} {row['get']}: ours only"))
            continue
        for missed in range(place, at):
            entry, snapshot = snapshots[missed]
            if "t2" in entry and short[missed] >= CLOSE and second[missed] >= CLOSE:
                found.append(("timeline", f"{entry['t']} {snapshot['get']}", f"left out: {_unlike(snapshot, row, fits)}"))
        entry = snapshots[at][0]
        if not near(time, [entry["t"], entry.get("t2", entry["t"])]):
            found.append(("timeline", f"{snapshots[at][1]['get']} at {entry['t']}, {entry.get('t2')}", f"at {time}"))
        place = at + 1
    for missed in range(place, len(snapshots)):
        entry, snapshot = snapshots[missed]
        late = entry["t"] > duration - max(2.0, 0.2 * duration)
        if "t2" in entry and not late and short[missed] >= CLOSE and second[missed] >= CLOSE:
            found.append(("timeline", f"{entry['t']} {snapshot['get']}", "absent"))
    return found
