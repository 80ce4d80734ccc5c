"""One recording against one cluster: the list of differences, empty when it is equal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from .compare import Difference, differences
from .lab import Lab
from .snapshot import Snapshots, clean
from .tokens import Tokens

__all__ = ["differs", "load"]

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PATH = re.compile(r"steps\[(\d+)\]\.result\.?(.*?)(?: (\(.*\)))?$")


class _AsWritten(_Loader):  # type: ignore[misc, valid-type]
    """Dates stay text, as kubectl reads them."""


_AsWritten.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
    for first, rows in _Loader.yaml_implicit_resolvers.items()
}


def load(path: Path) -> Any:
    """A recording as plain data."""
    return yaml.load(path.read_text(encoding="utf-8"), _AsWritten)


def differs(scenario: Any) -> list[Difference]:
    """Replay a scenario; the differences of all its steps."""
    tokens = Tokens(scenario.get("nodes", "mask") == "mask")
    for step in scenario["steps"]:
        tokens.asked(step.get(next(iter(step))))
        tokens.asked(step.get("stdin"))
    lab = Lab(scenario, tokens.real)
    tokens.read(lab.cluster)
    shots = Snapshots(lab.cluster, scenario)
    found: list[Difference] = []
    for number, step in enumerate(scenario["steps"]):
        result = lab.run(step)
        tokens.read(lab.cluster)
        if step.get("silent"):
            shots.take(False)
            continue
        if result is None:
            result = shots.take((step.get("detail") or scenario.get("detail")) == "full")
        if "result" not in step:
            continue
        found += _step(step["result"], result, number, tokens, _varies(scenario, number))
    return found


def _varies(scenario: Any, number: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in scenario.get("varies") or ():
        match = _PATH.match(text)
        if match and int(match.group(1)) == number:
            found.setdefault(match.group(2), set()).add(match.group(3) or "")
    return found


def _step(expected: Any, actual: Any, number: int, tokens: Tokens, varies: dict[str, set[str]]) -> list[Difference]:
    def found() -> list[Difference]:
        shown = clean(tokens.normal(actual))
        if isinstance(shown, dict) and "events" in shown:
            # each once: two that differ in a random suffix only are one
            shown["events"] = list({tuple(event.values()): event for event in shown["events"]}.values())
        return list(differences(expected, shown, "", varies))

    best = found()
    if not best:
        return []
    # which of several equal pods was hit is not defined: try other numberings
    for _ in range(12):
        better = _exchange(tokens, found, len(best))
        if better is None:
            break
        best = better
        if not best:
            return []
    return [(f"steps[{number}].result.{path}", want, have) for path, want, have in best]


def _exchange(tokens: Tokens, found: Any, most: int) -> list[Difference] | None:
    for names in tokens.pods().values():
        for i, one in enumerate(names):
            for two in names[i + 1 :]:
                tokens.exchange(one, two)
                again: list[Difference] = found()
                if len(again) < most:
                    return again
                tokens.exchange(one, two)
    return None
