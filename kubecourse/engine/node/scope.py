"""What the words of a script may ask for while it runs: variables, file names, what `$1` is.

Next: `expand.py`, which asks.
"""

from __future__ import annotations

from .expand import matches
from .host import Host

__all__ = ["LONGEST", "Scope"]

#: characters that a variable may hold
LONGEST = 65_536


class Scope:
    """The half of a running thread that only looks things up."""

    env: dict[str, str]
    args: tuple[str, ...]
    status: int
    host: Host

    def variable(self, name: str) -> str | None:
        """Shell and environment variables, and $?, $#, $0…"""
        if name in self.env:
            return self.env[name]
        special = {"?": str(self.status), "#": str(max(len(self.args) - 1, 0)), "$": "1", "!": "7"}
        if name in special:
            return special[name]
        if name in ("@", "*"):
            return " ".join(self.args[1:])
        if name.isdigit():
            return self.args[int(name)] if int(name) < len(self.args) else None
        return {"PWD": "/"}.get(name)

    def assign(self, name: str, value: str) -> None:
        """Set a variable."""
        self.env[name] = value[:LONGEST]

    def path(self, name: str) -> str:
        """A file name made absolute."""
        return _absolute(name if name.startswith("/") else f"{self.env.get('PWD', '/')}/{name}")

    def names(self, pattern: str) -> list[str]:
        """Files that match."""
        folder, _, last = pattern.rpartition("/")
        found = self.host.listdir(self.path(folder or ("/" if pattern.startswith("/") else "."))) or []
        prefix = f"{folder}/" if "/" in pattern else ""
        return sorted(
            prefix + name for name in found if matches(name, last) and (not name.startswith(".") or last[0] == ".")
        )

    def positional(self) -> list[str]:
        """$1, $2, …"""
        return list(self.args[1:])


def _absolute(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    return "/" + "/".join(parts)
