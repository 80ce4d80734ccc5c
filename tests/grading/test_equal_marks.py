"""The same points in each of the three ways of grading, for right and wrong answers to every exercise of the course.

Here every exercise has two of its answers, drawn anew when the course changes; `KUBECOURSE_EQUAL=all` takes all of them in
both languages (about a quarter of an hour on one core).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kubecourse.engine.core.chance import Chance
from kubecourse.grading import exercises

from .equal_round import ROOT, WAYS, answers_to

ALL = os.environ.get("KUBECOURSE_EQUAL") == "all"


def picks(lang: str) -> dict[str, dict[str, int]]:
    """Student -> exercise -> which of its answers."""
    counts = {id: len(answers_to(made, lang)) for id, made in exercises(ROOT / "course").items()}
    if ALL:
        return {f"s{n:02}": {id: n for id in counts if n < counts[id]} for n in range(max(counts.values()))}
    chance = Chance(sum(counts.values()))
    # the first has something wrong (the last answers are), the second anything
    return {
        "s00": {id: count - 1 - chance.below(max(1, count // 2), "wrong") for id, count in counts.items()},
        "s01": {id: chance.below(count, "any") for id, count in counts.items()},
    }


def graded(folder: Path, lang: str) -> dict[str, Any]:
    (folder / "class").mkdir()
    (folder / "picks.json").write_text(json.dumps(picks(lang)), encoding="utf-8")
    places = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    run = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("equal_round.py")), str(folder / "class"), lang, str(folder / "picks.json")],
        cwd=folder, capture_output=True, text=True, timeout=3600 if ALL else 300,
        env=os.environ | places | {"PYTHONPATH": str(ROOT), "KUBECOURSE_COURSE": str(ROOT / "course"), "IPYTHONDIR": str(folder / "ipython")},
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-6000:]
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("lang", ["es", "en"] if ALL else ["es"])
def test_an_answer_earns_the_same_whoever_grades_it(tmp_path: Path, lang: str) -> None:
    found = graded(tmp_path, lang)
    asked = picks(lang)
    unequal, earned = [], set()
    for student in asked:
        marks = [found[way][student] for way in WAYS]
        assert len({frozenset(each) for each in marks}) == 1, "the same cells are graded"
        unequal += [
            (student, name, *(each[name] for each in marks))
            for name in marks[0]
            if len({each[name] for each in marks}) > 1
        ]
        earned |= {*marks[0].values()}
    assert not unequal, f"{WAYS}: {unequal}"
    assert len(earned) > 3, "nothing, something, a text that waits for a person and all there is to earn are among them"
    print(lang, found["seconds"], sum(len(each) for each in asked.values()), "answers")
