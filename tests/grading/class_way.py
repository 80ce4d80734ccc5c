"""A class of three on nbgrader's own commands, in a process of its own; prints JSON.

Called with an empty folder and the folder of built sources. Ada hands in on time and Ben late, both through the exchange;
Carla's work comes as a zip, a day and a bit late.
"""

from __future__ import annotations

import io
import json
import logging
import os
import shutil
import sys
import zipfile
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader_round import cell_source, solved

DEMO = "demo_es"
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "kubecourse"
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
c.ExchangeCollect.check_owner = False  # one account of the machine plays all of them
"""


class Class:
    """Who is where, and what was said."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.course = folder, folder / "course"
        self.said: dict[str, str] = {}

    def as_who(self, who: str) -> Path:
        """Go to somebody's own folder, with their own configuration and cache; only the exchange is everybody's."""
        home = self.folder / "homes" / who
        config = home / "config"
        config.mkdir(parents=True, exist_ok=True)
        text = CONFIG.format(exchange=str(self.folder / "exchange"), cache=str(home / "cache"))
        (config / "nbgrader_config.py").write_text(text)
        os.environ["JUPYTER_CONFIG_DIR"] = str(config)
        place = self.course if who == "teacher" else home
        os.chdir(place)
        return place

    def nbgrader(self, who: str, *words: str) -> str:
        """One command of nbgrader; what it printed and logged. Raises AssertionError if it fails."""
        from jupyter_core.application import NoStart
        from nbgrader.apps import NbGraderApp

        self.as_who(who)
        if who != "teacher" and words[0] != "db":
            words = (*words, "--student", who)
        heard = io.StringIO()
        listener = logging.StreamHandler(heard)
        clear()
        app = NbGraderApp.instance()
        status: int | str | None = 0
        with redirect_stdout(heard):
            try:
                app.initialize([*words])
                for log in (app.log, getattr(app.subapp, "log", app.log)):
                    log.addHandler(listener)
                app.start()
            except NoStart:
                pass  # it was the subcommand that started
            except SystemExit as error:
                status = error.code
            finally:
                for log in (app.log, getattr(app.subapp, "log", app.log)):
                    log.removeHandler(listener)
        clear()
        assert not status, f"{who}: nbgrader {' '.join(words)}: {status}\n{heard.getvalue()}"
        return heard.getvalue()

    def kubecourse(self, *words: str) -> str:
        """One command of ours, by the teacher."""
        from kubecourse.cli import main

        self.as_who("teacher")
        clear()
        heard = io.StringIO()
        with redirect_stdout(heard):
            status = main([*words])
        assert not status, f"kubecourse {' '.join(words)}: {heard.getvalue()}"
        return heard.getvalue()

    def marks(self) -> dict[str, list[float]]:
        """By student: points before lateness, what lateness costs, what remains."""
        from nbgrader.api import Gradebook

        with Gradebook(f"sqlite:///{self.course}/gradebook.db") as book:
            return {
                one.student_id: [one.score, sum(n.late_submission_penalty or 0 for n in one.notebooks), late(one)]
                for one in book.assignment_submissions(DEMO)
            }


def late(one) -> float:
    return round(one.total_seconds_late)


def clear() -> None:
    from jupyter_core.application import JupyterApp
    from traitlets.config import SingletonConfigurable

    for kind in [JupyterApp, *all_below(SingletonConfigurable)]:
        if getattr(kind, "_instance", None) is not None:
            kind.clear_instance()


def all_below(kind: type) -> list[type]:
    return [each for child in kind.__subclasses__() for each in (child, *all_below(child))]


def work(home: Path, source: Path) -> None:
    """A student's work: all right."""
    path = home / DEMO / next((home / DEMO).glob("*.ipynb")).name
    notebook = json.loads(path.read_text())
    solved(notebook, json.loads((source / DEMO / path.name).read_text()))
    path.write_text(json.dumps(notebook))


def main(folder: Path, source: Path) -> None:
    found: dict = {}
    (folder / "exchange").mkdir()
    (folder / "exchange").chmod(0o777)
    room = Class(folder)
    room.course.mkdir()
    room.kubecourse("grade", "init", str(room.course))
    shutil.rmtree(room.course / "source")
    shutil.copytree(source, room.course / "source")
    for step in ("generate_assignment", "release_assignment"):
        room.nbgrader("teacher", step, DEMO)
    for student in ("ada", "ben"):
        found[f"list {student}"] = room.nbgrader(student, "list")
        room.nbgrader(student, "fetch_assignment", DEMO)
        home = room.as_who(student)
        found["released"] = "".join(
            cell_source(cell) for cell in json.loads(next((home / DEMO).glob("*.ipynb")).read_text())["cells"]
        )
        work(home, source)
        room.nbgrader(student, "submit", DEMO)
        if student == "ada":
            due = datetime.now(UTC) + timedelta(milliseconds=5)
            text = due.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
            room.nbgrader("teacher", "db", "assignment", "add", DEMO, f"--duedate={text}")
    found["inbound"] = room.nbgrader("teacher", "list", "--inbound")
    room.nbgrader("teacher", "collect", DEMO)
    zipped(room, due + timedelta(hours=30))
    room.nbgrader("teacher", "zip_collect", DEMO)
    room.nbgrader("teacher", "autograde", DEMO, "--create")
    found["as it comes"] = room.marks()
    config = room.course / "nbgrader_config.py"
    text = config.read_text()
    config.write_text(text.replace("c.LatePenalty.per_day = 0.0", "c.LatePenalty.per_day = 0.1"))
    room.nbgrader("teacher", "autograde", DEMO, "--force")
    found["a tenth a day, by nbgrader"] = room.marks()
    room.kubecourse("grade", "run", DEMO, "--again", "--workers", "1")
    found["a tenth a day, by kubecourse"] = room.marks()
    room.nbgrader("teacher", "generate_feedback", DEMO)
    room.nbgrader("teacher", "release_feedback", DEMO)
    for student in ("ada", "ben"):
        room.nbgrader(student, "fetch_feedback", DEMO)
        pages = [*(room.as_who(student) / DEMO / "feedback").glob("*/*.html")]
        found[f"feedback {student}"] = [page.read_text() for page in pages]
    found["carla"] = (room.course / "feedback" / "carla" / DEMO).is_dir()
    print("\n" + json.dumps(found))


def zipped(room: Class, at: datetime) -> None:
    """What another platform would hand out: archives with name and time in the names of the files."""
    place = room.course / "downloaded" / DEMO / "archive"
    place.mkdir(parents=True)
    done = next((room.folder / "homes" / "ada" / DEMO).glob("*.ipynb"))
    stamp = at.strftime("%Y-%m-%d-%H-%M-%S")
    with zipfile.ZipFile(place / f"carla_{stamp}.zip", "w") as archive:
        archive.write(done, f"carla_attempt_{stamp}_{done.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
