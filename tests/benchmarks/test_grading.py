"""Grading a class beside nbgrader's own Execute: budgets of issue figures, taken in one run.

KUBECOURSE_CLASS is how many submissions are graded (30; the budget of 3 minutes is for 3,000).
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "volumes_en"
COUNT = int(os.environ.get("KUBECOURSE_CLASS", "30"))

GENERATE = """
import os, sys
os.chdir(sys.argv[1])
from nbgrader.apps import NbGraderAPI
from traitlets.config import PyFileConfigLoader
c = PyFileConfigLoader("nbgrader_config.py", path=sys.argv[1]).load_config()
c.CourseDirectory.root = sys.argv[1]
api = NbGraderAPI(config=c)
for student in sys.argv[3:]:
    done = api.autograde(sys.argv[2], student, force=True)
    assert done["success"], done
if len(sys.argv) == 3:
    done = api.generate_assignment(sys.argv[2])
    assert done["success"], done
"""


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | more


def python(*words: str, **more: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", *words], env=environment(**more), capture_output=True, text=True, timeout=1800
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of the real course: full, partial and empty answers, everybody's in words of their own."""
    from kubecourse.cli import main

    root = tmp_path_factory.mktemp("bench") / "class"
    main(["grade", "init", str(root)])
    python(GENERATE, str(root), ASSIGNMENT)
    released = next((root / "release" / ASSIGNMENT).glob("*.ipynb"))
    source = json.loads((root / "source" / ASSIGNMENT / released.name).read_text(encoding="utf-8"))
    solutions = {cell["id"]: "".join(cell["source"]) for cell in source["cells"] if cell["id"].endswith("-answer")}
    text = released.read_text(encoding="utf-8")
    for number in range(COUNT):
        notebook = json.loads(text)
        for place, cell in enumerate(notebook["cells"]):
            if cell["id"] in solutions and (number * 7 + place) % 5:
                words = solutions[cell["id"]]
                cell["source"] = words if words.startswith("%%answer") else f"{words}\n# by student {number}\n"
        folder = root / "submitted" / f"s{number:04d}" / ASSIGNMENT
        folder.mkdir(parents=True)
        (folder / released.name).write_text(json.dumps(notebook), encoding="utf-8")
        (folder / "timestamp.txt").write_text("2026-01-08 22:00:00.000000 UTC")
    return root


def graded(room: Path, *words: str) -> float:
    """Seconds that a run took, by its own words."""
    start = "import sys; from kubecourse.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", start, "grade", "run", ASSIGNMENT, "--dir", str(room), *words]
    done = subprocess.run(command, env=environment(KUBECOURSE_LANG="en"), capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stderr
    return float(re.search(r"([0-9.]+) s\.$", done.stdout.strip())[1])  # type: ignore[index]


@pytest.mark.skipif(not os.environ.get("KUBECOURSE_CLASS"), reason="minutes: asked for by KUBECOURSE_CLASS=3000")
def test_a_class_beside_nbgraders_own_execute(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Budgets: 3,000 in 3 minutes on two cores, 25 times nbgrader's own; memory of the run does not grow with the class."""
    seconds = graded(room)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    python(GENERATE, str(room), ASSIGNMENT, "s0001", "s0002", KUBECOURSE_STOCK="1")
    stock = (time.perf_counter() - begun) / 2
    with capsys.disabled():
        print(f"\n{COUNT} submissions in {seconds:.1f} s ({1000 * seconds / COUNT:.1f} ms each), stock {stock:.1f} s each: "
              f"{stock / (seconds / COUNT):.0f} times; largest process {used.ru_maxrss / 1024:.0f} MiB")  # fmt: skip
    assert stock / (seconds / COUNT) > 25


def test_a_submission_of_a_module_once_warm(room: Path, benchmark: Any) -> None:
    """Budget: 60 ms a submission on one core, once the course is loaded and the class's answers are known."""
    from kubecourse.grading.run.conduct import settings
    from kubecourse.grading.run.ledger import Ledger
    from kubecourse.grading.run.work import Job, grade_one

    course = settings(room)
    with Ledger(course.db_url, course.course, ASSIGNMENT) as ledger:
        plans = ledger.plans()
    students = sorted((room / "submitted").iterdir())[:10]
    jobs = [
        Job(one.name, ASSIGNMENT, str(one / ASSIGNMENT), str(room / "bench" / one.name), plans, "x") for one in students
    ]
    benchmark.pedantic(lambda: [grade_one(job) for job in jobs], rounds=3, warmup_rounds=1)
