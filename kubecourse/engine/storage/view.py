"""The backends as a person sees them from their own console: what is there, how full it is, who was given what.

`seen` reads the memory of `provisioner.py`; `changed` is how a person empties a purse or breaks a password.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.clock import stamp
from .backends import BACKENDS, Backend, amount, state_of, used
from .parts import PARTS

__all__ = ["Seen", "changed", "seen", "short"]

_UNITS = ((1 << 40, "Ti"), (1 << 30, "Gi"), (1 << 20, "Mi"), (1 << 10, "Ki"))


@dataclass(frozen=True)
class Seen:
    """A backend now; driver, modes, zones, speed (MB/s) and the like are read through. Sizes in bytes; `volumes`: name -> size, claim, since (ms), zone."""

    backend: Backend
    capacity: int
    used: int
    #: is a pod of its provisioner Ready
    running: bool
    #: are the credentials that the driver has good
    credentials: bool
    volumes: dict[str, dict[str, Any]]

    @property
    def free(self) -> int:
        """What could still be given; shares give folders, which take nothing until something is written."""
        return self.capacity - (self.used if self.backend.enforced else 0)

    def __getattr__(self, name: str) -> Any:
        if name in ("driver", "title", "modes", "zones", "speed", "enforced", "attached", "part"):
            return getattr(self.backend, name)
        raise AttributeError(name)

    def facts(self) -> dict[str, Any]:
        """What a picture shows of it, as plain data: sizes as a person writes them."""
        row = self.backend
        return {"part": row.part, "driver": row.driver, "title": row.title, "capacity": short(self.capacity), "used": short(self.used),
                "modes": row.modes, "zones": row.zones, "speed": row.speed, "enforced": row.enforced, "running": self.running,
                "open": self.credentials,
                "volumes": [(name, short(v["size"]), v["claim"]) for name, v in self.volumes.items()]}  # fmt: skip

    def __repr__(self) -> str:
        row = self.backend
        lines = [
            f"{row.part}: {row.title}",
            f"  provisioner  {row.driver} ({'running' if self.running else 'no pod Ready'})",
            f"  capacity     {short(self.capacity)}, {short(self.used)} given{'' if row.enforced else ' (sizes are not enforced)'}",
            f"  modes        {', '.join(row.modes)}",
            f"  speed        {row.speed} MB/s" + (f", zones {', '.join(row.zones)}" if row.zones else ""),
        ]
        if not self.credentials:
            lines.append("  credentials  refused")
        for name, volume in self.volumes.items():
            lines.append(f"  {name}  {short(volume['size'])}  {volume['claim']}  since {stamp(volume['since'])}")
        return "\n".join(lines)


def short(size: int) -> str:
    """Bytes as a person writes them: `20Gi`."""
    for unit, word in _UNITS:
        if size >= unit:
            return f"{round(size / unit, 1):g}{word}"
    return str(size)


def seen(memory: dict[str, Any], classes: list[dict[str, Any]]) -> dict[str, Seen]:
    """part -> what it is like now, of the backends that a class names or a driver's pod serves, in the order of PARTS."""
    named = {row.get("provisioner") for row in classes}
    found: dict[str, Seen] = {}
    for driver, backend in BACKENDS.items():
        state, running = state_of(memory, driver), bool(memory.get(f"ready/{driver}"))
        if driver in named or running or f"backend/{driver}" in memory:
            found[backend.part] = Seen(
                backend, state["capacity"], used(state), running, state["open"], state["volumes"]
            )
    return found


def changed(memory: dict[str, Any], part: str, capacity: str | None, credentials: bool | None) -> None:
    """Give a backend another capacity (a quantity), or make its credentials good or bad. ValueError for what is neither."""
    driver = next((driver for driver, backend in BACKENDS.items() if backend.part == part), None)
    if driver is None:
        raise ValueError(f"{part!r} is no backend: there are {', '.join(PARTS)}")
    state = state_of(memory, driver)
    if capacity is not None:
        state = {**state, "capacity": amount(capacity)}
    if credentials is not None:
        state = {**state, "open": bool(credentials)}
    memory[f"backend/{driver}"] = state
