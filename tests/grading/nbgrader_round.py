"""One class through nbgrader, in a process of its own: release, collect, autograde, feedback. Prints JSON.

Called with a folder that has `source/` (built notebooks), the assignment, and `stock` or `data` for the kind of grading.
Submissions are made from the release by the functions of STUDENTS.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

STAMP = "2026-01-08 22:00:00.000000 UTC"


def cell_of(notebook: dict, id: str) -> dict:
    return next(cell for cell in notebook["cells"] if cell["id"] == id)


def code(source: str) -> dict:
    return {"cell_type": "code", "id": f"x{abs(hash(source))}", "metadata": {}, "execution_count": None,
            "outputs": [], "source": source}  # fmt: skip


def answer(notebook: dict, id: str, text: str) -> None:
    cell = cell_of(notebook, f"{id}-answer")
    cell["source"] = cell_source(cell).split("\n")[0] + "\n" + text


def cell_source(cell: dict) -> str:
    return "".join(cell["source"])


def untouched(notebook: dict, solved: dict) -> None:
    pass


def solved(notebook: dict, solved: dict) -> None:
    for cell in solved["cells"]:
        if cell["id"].endswith("-answer"):
            cell_of(notebook, cell["id"])["source"] = cell_source(cell)


def partly(notebook: dict, solved: dict) -> None:
    text = cell_source(cell_of(solved, "demo-heal-answer")).replace("replicas: 2", "replicas: 1")
    cell_of(notebook, "demo-heal-answer")["source"] = text
    answer(notebook, "demo-who", "a")
    answer(notebook, "demo-scale", "scale deployment wep --replicas=3")


def exits(notebook: dict, solved: dict) -> None:
    notebook["cells"].insert(0, code("import os; os._exit(0)"))
    answer(notebook, "demo-who", "b")


def patched(notebook: dict, solved: dict) -> None:
    attack = (
        "import kubecourse, kubecourse.grading.evaluate as e, kubecourse.grading.limited as l\n"
        "check = kubecourse.check = e.check = e.grade = l.evaluate_apart = lambda *a, **k: 4.0"
    )
    notebook["cells"].insert(0, code(attack))
    for cell in notebook["cells"]:
        if cell["id"].endswith("-check"):
            cell["source"] = "4.0"
            cell["metadata"]["nbgrader"]["points"] = 400
            cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "metadata": {},
                                "data": {"text/plain": "4.0"}}]  # fmt: skip


def deleted(notebook: dict, solved: dict) -> None:
    gone = ("demo-heal-answer", "demo-heal-check", "demo-who-check")
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] not in gone]
    answer(notebook, "demo-who", "b")


def twice(notebook: dict, solved: dict) -> None:
    answer(notebook, "demo-who", "b")
    notebook["cells"].append(code("%%answer demo.who\na"))
    notebook["cells"].append(json.loads(json.dumps(cell_of(notebook, "demo-heal-check"))) | {"id": "copied"})


def broken(notebook: dict, solved: dict) -> None:
    answer(notebook, "demo-who", "b")
    cell_of(notebook, "demo-heal-check")["metadata"]["nbgrader"] = {"grade": True, "points": 4}
    cell_of(notebook, "demo-scale-answer")["metadata"]["nbgrader"]["grade_id"] = "of-another-course"


def messy(notebook: dict, solved: dict) -> None:
    """All right, and hardly a cell where it was: below its own, split, retyped, below its check, without its name."""
    for name in ("demo-heal", "demo-who", "demo-scale"):
        source = cell_source(cell_of(solved, f"{name}-answer")).replace("### BEGIN SOLUTION\n", "")
        cell_of(notebook, f"{name}-answer")["source"] = source.replace("\n### END SOLUTION", "")
    cells, heal, who, scale = (
        notebook["cells"],
        *(cell_of(notebook, f"demo-{name}-answer") for name in ("heal", "who", "scale")),
    )
    first, _, rest = heal["source"].partition("\n")
    lines = rest.splitlines()
    heal["source"] = first + "\n# your answer here · tu respuesta aquí"
    cells.insert(cells.index(heal) + 1, code("\n".join(lines)))
    for gone in ("outputs", "execution_count"):
        del who[gone]
    who["cell_type"] = "markdown"
    cells.remove(who)
    cells.append(who)
    scale["source"] = scale["source"].partition("\n")[2]


STUDENTS = {"stock": (untouched, solved, partly, messy),
            "data": (untouched, solved, partly, messy, exits, patched, deleted, twice, broken)}  # fmt: skip


def main(folder: Path, assignment: str, how: str) -> None:
    os.chdir(folder)
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    from kubecourse.grading.nbgrader_setup import configure

    c = Config()
    c.CourseDirectory.root = str(folder)
    c.CourseDirectory.course_id = "kubecourse"
    c.Exchange.root = str(folder / "exchange")
    c.ExchangeCollect.check_owner = False
    configure(c, stock=how == "stock")
    (folder / "exchange").mkdir(exist_ok=True)
    (folder / "exchange").chmod(0o777)
    api = NbGraderAPI(config=c)
    for step in (api.generate_assignment, api.release_assignment):
        done = step(assignment)
        assert done["success"], done.get("log") or done.get("error")
    students = [function.__name__ for function in STUDENTS[how]]
    for function in STUDENTS[how]:
        submit(folder, assignment, function)
    done = api.collect(assignment)
    assert done["success"], done.get("log") or done.get("error")
    result: dict = {}
    for student in students:
        begun = time.perf_counter()
        graded = api.autograde(assignment, student)
        feedback = api.generate_feedback(assignment, student)
        result[student] = {
            "log": graded.get("log", "") + graded.get("error", ""),
            "success": graded["success"] and feedback["success"],
            "seconds": round(time.perf_counter() - begun, 2),
            "scores": scores(api, assignment, student),
            "feedback": page(folder, assignment, student),
        }
    print("\n" + json.dumps(result))


def submit(folder: Path, assignment: str, function) -> None:
    released = next((folder / "exchange" / "kubecourse" / "outbound" / assignment).glob("*.ipynb"))
    notebook = json.loads(released.read_text(encoding="utf-8"))
    solution = json.loads((folder / "source" / assignment / released.name).read_text(encoding="utf-8"))
    function(notebook, solution)
    student = function.__name__
    inbound = folder / "exchange" / "kubecourse" / "inbound" / f"{student}+{assignment}+{STAMP}"
    inbound.mkdir(parents=True)
    (inbound / released.name).write_text(json.dumps(notebook), encoding="utf-8")
    (inbound / "timestamp.txt").write_text(STAMP, encoding="utf-8")


def scores(api, assignment: str, student: str) -> dict[str, float]:
    with api.gradebook as gradebook:
        notebook = gradebook.find_submission(assignment, student).notebooks[0]
        return {grade.name: grade.score for grade in notebook.grades}


def page(folder: Path, assignment: str, student: str) -> str:
    found = [*(folder / "feedback" / student / assignment).glob("*.html")]
    text = found[0].read_text(encoding="utf-8") if found else ""
    return "\n".join(re.findall(r'<div class="kc-score.*?</div>', text, re.S))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
