"""Every recording is equal, or a strict expected failure with its reason."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from .__main__ import one
from .compare import differences
from .known import KNOWN
from .replay import differs, load
from .table import README, table

ROOT = Path(__file__).parent / "recordings"
PATHS = sorted(ROOT.rglob("*.yaml"))


def _case(path: Path) -> Any:
    name = f"{path.parent.name}/{path.stem}"
    reason = KNOWN.get(name) or KNOWN.get(f"{path.parent.name}/*")
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(path, id=name, marks=marks)


@pytest.mark.parametrize("path", [_case(path) for path in PATHS])
def test_recording(path: Path) -> None:
    _, _, difference = one(path)
    assert difference is None, difference


def test_nothing_is_known_to_differ_that_is_not_there() -> None:
    names = {f"{path.parent.name}/{path.stem}" for path in PATHS} | {f"{path.parent.name}/*" for path in PATHS}
    assert names >= set(KNOWN)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in _leaves(item, (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in _leaves(item, (*path, index))]
    return [path]


def _changed(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 7
    return f"{value}-changed" if isinstance(value, str) else "changed"


MUTATED = [
    "workloads/deployment-create-3",
    "volumes/match-exact",
    "batch/job-simple",
    "api-errors/already-exists",
    "scheduling/cpu-exact",
]


@pytest.mark.parametrize("name", MUTATED)
def test_a_changed_value_anywhere_makes_it_differ(name: str) -> None:
    """Twelve values of the results, drawn with a fixed seed, each changed alone."""
    chance = random.Random(name)
    original = load(ROOT / f"{name}.yaml")
    assert not differs(original)
    places = [p for p in _leaves({"steps": [{"result": s.get("result")} for s in original["steps"]]}) if "result" in p]
    for place in chance.sample(places, min(12, len(places))):
        scenario = load(ROOT / f"{name}.yaml")
        here: Any = scenario
        for step in place[:-1]:
            here = here[step]
        if here is None or here[place[-1]] in (None, "<varies>"):
            continue
        here[place[-1]] = _changed(here[place[-1]])
        assert differs(scenario), f"{place} was changed and nobody noticed"


def _spoil_status(scenario: Any) -> None:
    scenario["status_sequence"][next(iter(scenario["status_sequence"]))][-1] += " changed"


def _spoil_events(scenario: Any) -> None:
    event = next(e for e in scenario["events"] if "t2" in e)
    event["reason"] += "Changed"


def _spoil_starts(scenario: Any) -> None:
    for rows in scenario["container_starts"].values(), (scenario.get("container_starts_2") or {}).values():
        for times in rows:
            times[:] = [time + 40 for time in times]


def _spoil_timeline(scenario: Any) -> None:
    entry = [e for e in scenario["timeline"] if "t2" in e][-1]
    entry["conditions"]["Ready"] = {"status": "False", "reason": "changed"}


def _spoil_times(scenario: Any) -> None:
    for entry in scenario["timeline"]:
        entry["t"] += 30
        entry["t2"] = entry.get("t2", 0) + 30


@pytest.mark.parametrize("spoil", [_spoil_status, _spoil_events, _spoil_starts, _spoil_timeline, _spoil_times])
def test_a_changed_life_of_a_pod_makes_it_differ(spoil: Any) -> None:
    from .lifecycle import differs as lives

    scenario = load(ROOT / "pod-lifecycle/init-two.yaml")
    assert not lives(scenario, "pod-lifecycle")
    spoil(scenario)
    assert lives(scenario, "pod-lifecycle")


def test_a_changed_rule_of_kube_proxy_makes_it_differ() -> None:
    from .iptables import differs as rules

    scenario = load(ROOT / "kube-proxy/scale.yaml")
    assert not rules(scenario)
    for old, new in (
        ("0.33333333349", "0.33333333350"),
        ("KUBE-SEP-GFF4", "KUBE-SEP-GFF5"),
        ("--dport 80", "--dport 81"),
    ):
        spoiled = load(ROOT / "kube-proxy/scale.yaml")
        spoiled["states"][1]["nat"] = spoiled["states"][1]["nat"].replace(old, new, 1)
        assert rules(spoiled), old


def test_tokens_match_only_what_they_stand_for() -> None:
    assert not list(differences("aged <a>", "aged 5m3s", "", {}))
    assert list(differences("aged <a>", "aged never", "", {}))
    assert list(differences({"a": 1}, {"a": 1, "b": 2}, "", {}))
    assert not list(differences({"a": 1}, {"a": 1, "b": 2}, "", {"b": {""}}))
    assert list(differences([1, 2], [2, 1], "list", {}))
    assert list(differences(True, 1, "", {}))


def test_the_readme_says_how_many_are_equal() -> None:
    assert table() in README.read_text(encoding="utf-8"), "run: python -m tests.conformance.table"
