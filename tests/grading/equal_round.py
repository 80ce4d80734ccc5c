"""Submissions of all modules graded in each way there is, in a process of its own. Prints JSON: way -> student -> cell -> points.

Called with a folder, a language and a file of picks: for each student, which answer to which exercise. An answer's number is
its place in `answers_to`; who has none leaves the cell as it was released. The cells are those of the released notebooks.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from kubecourse.grading import Exercise, exercises
from kubecourse.grading.records import spoken
from kubecourse.grading.stage import values_for

ROOT = Path(__file__).resolve().parents[2]
NAME = "equal"
STAMP = "2026-01-08 22:00:00.000000 UTC"
WAYS = ("run", "data", "stock")
CONFIG = """from kubecourse.grading.nbgrader_setup import configure
c = get_config()
c.CourseDirectory.course_id = "kubecourse"
c.CourseDirectory.root = {root!r}
c.CourseDirectory.db_url = "sqlite:///{root}/{way}.db"
c.CourseDirectory.autograded_directory = "autograded-{way}"
configure(c, stock={stock})
"""


def answers_to(made: Exercise, lang: str) -> list[str]:
    """The solution, the other right answers and all wrong ones, as a student would write them."""
    values = values_for(made)
    given = [made.solution, *made.also_right, *(wrong.answer for wrong in made.wrongs)]
    return [spoken(one, lang, values).strip("\n") for one in given]


def assignment(lang: str) -> dict:
    """One notebook with every exercise of every module, made of their own cells; lessons are left out."""
    cells, made = [], None
    for path in sorted((ROOT / "grading" / "source").glob(f"*_{lang}/*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        # what opens a notebook is the same in each
        cells += [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader")
                  and cell["cell_type"] == "code" and (made is None or cell["id"] not in ("language", "setup"))]  # fmt: skip
        made = made or notebook
    assert made is not None
    return made | {"cells": cells}


def config_of(root: Path, way: str):
    from traitlets.config import PyFileConfigLoader

    text = CONFIG.format(root=str(root), way=way, stock=way == "stock")
    (root / "nbgrader_config.py").write_text(text, encoding="utf-8")
    return PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()


def main(root: Path, lang: str, picks: dict[str, dict[str, int]]) -> None:
    os.chdir(root)
    from nbgrader.apps import NbGraderAPI

    (root / "source" / NAME).mkdir(parents=True)
    (root / "source" / NAME / f"{NAME}.ipynb").write_text(json.dumps(assignment(lang)), encoding="utf-8")
    done = NbGraderAPI(config=config_of(root, "run")).generate_assignment(NAME)
    assert done["success"], done.get("log") or done.get("error")
    for way in WAYS[1:]:
        shutil.copyfile(root / "run.db", root / f"{way}.db")
    for student, picked in picks.items():
        hand_in(root, lang, student, picked)
    found: dict = {"seconds": {}}
    for way in WAYS:
        begun = time.perf_counter()
        api = NbGraderAPI(config=config_of(root, way))
        if way == "run":
            start = "import sys; from kubecourse.cli import main; sys.exit(main())"
            subprocess.run(
                [sys.executable, "-c", start, "grade", "run", NAME, "--dir", str(root)],
                check=True, stdout=sys.stderr,
            )  # fmt: skip
        else:
            for student in picks:
                done = api.autograde(NAME, student)
                assert done["success"], done.get("log") or done.get("error")
        found[way] = {student: scores(api, student) for student in picks}
        found["seconds"][way] = round(time.perf_counter() - begun, 1)
    print("\n" + json.dumps(found))


def hand_in(root: Path, lang: str, student: str, picked: dict[str, int]) -> None:
    notebook = json.loads((root / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
    texts = {f"{made.slug}-answer": f"{made.magic}\n{answers_to(made, lang)[picked[id]]}"
             for id, made in exercises().items() if id in picked}  # fmt: skip
    for cell in notebook["cells"]:
        cell["source"] = texts.get(cell["id"], cell["source"])
    folder = root / "submitted" / student / NAME
    folder.mkdir(parents=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "timestamp.txt").write_text(STAMP)


def scores(api, student: str) -> dict:
    with api.gradebook as gradebook:
        notebook = gradebook.find_submission(NAME, student).notebooks[0]
        return {grade.name: grade.auto_score for grade in notebook.grades}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], json.loads(Path(sys.argv[3]).read_text(encoding="utf-8")))
