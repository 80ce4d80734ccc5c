"""A class of the tests' small course: an nbgrader course directory with a generated assignment and what was handed in.

Called as a program it generates the assignment (nbgrader wants a process of its own, and its folder as the current one).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
COURSE = ROOT / "tests/grading/course"
ASSIGNMENT = "demo_es"
STAMP = "2026-01-08 22:00:00.000000 UTC"
CONFIG = """from kubecourse.grading.nbgrader_setup import configure
c = get_config()
c.CourseDirectory.course_id = "kubecourse"
{more}
configure(c)
"""


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT), "KUBECOURSE_COURSE": str(COURSE), "KUBECOURSE_LANG": "en",
        "IPYTHONDIR": str(folder / ".ipython"), "JUPYTER_CONFIG_DIR": str(folder / ".config"),
        "JUPYTER_DATA_DIR": str(folder / ".data"), "JUPYTER_RUNTIME_DIR": str(folder / ".run"),
    }  # fmt: skip


def make(folder: Path, db_url: str = "") -> Path:
    """A course directory with the assignment in its gradebook."""
    from kubecourse.authoring import build

    built = folder / "built"
    built.mkdir(parents=True)
    os.symlink(COURSE, built / "course")
    build(built)
    root = folder / "class"
    root.mkdir()
    (built / "grading" / "source").rename(root / "source")
    more = f"c.CourseDirectory.db_url = {db_url!r}" if db_url else ""
    (root / "nbgrader_config.py").write_text(CONFIG.format(more=more))
    done = subprocess.run(
        [sys.executable, __file__, str(root)], env=environment(folder), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return root


def release(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        next((root / "release" / ASSIGNMENT).glob("*.ipynb")).read_text(encoding="utf-8")
    )
    return found


def source(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next((root / "source" / ASSIGNMENT).glob("*.ipynb")).read_text(encoding="utf-8"))
    return found


def hand_in(root: Path, student: str, notebook: Any, stamp: str = STAMP) -> Path:
    """Put a submission where nbgrader's collect would; `notebook` is an object, or the text of the file."""
    name = next((root / "release" / ASSIGNMENT).glob("*.ipynb")).name
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    (folder / name).write_text(text, encoding="utf-8", errors="surrogatepass")
    (folder / "timestamp.txt").write_text(stamp)
    return folder / name


def run(root: Path, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """`kubecourse grade run` in a process of its own."""
    return subprocess.run(
        command(root, *words), env=environment(root.parent), capture_output=True, text=True, timeout=240, **more
    )


def command(root: Path, *words: str) -> list[str]:
    start = "import sys; from kubecourse.cli import main; sys.exit(main())"
    return [sys.executable, "-c", start, "grade", "run", ASSIGNMENT, "--dir", str(root), *words]


def gradebook(db_url: str) -> dict[str, Any]:
    """All that the gradebook says of the assignment, by student."""
    from nbgrader.api import Gradebook

    with Gradebook(db_url, "kubecourse") as book:
        found = {}
        for submission in book.assignment_submissions(ASSIGNMENT):
            notebook = submission.notebooks[0]
            grades = {
                grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                for grade in notebook.grades
            }
            comments = {comment.name: comment.auto_comment for comment in notebook.comments}
            found[submission.student_id] = (str(submission.timestamp), grades, comments, len(submission.notebooks))
        return found


def sqlite(root: Path) -> str:
    return f"sqlite:///{root}/gradebook.db"


def _generate(root: Path) -> None:
    os.chdir(root)
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.CourseDirectory.root = str(root)
    done = NbGraderAPI(config=config).generate_assignment(ASSIGNMENT)
    assert done["success"], done.get("log") or done.get("error")


if __name__ == "__main__":
    _generate(Path(sys.argv[1]))
