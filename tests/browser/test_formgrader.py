"""The formgrader in a real browser: a free text is read beside its rubric, gets its points, and the feedback is opened.

A course directory as `kubecourse grade init` makes it, one student, whose notebook carries scripts that must not run.
Screenshots land in tests/browser/shots.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .jupyter import ROOT, SHOTS, jupyter_lab

pytestmark = pytest.mark.browser

SCRIPT = "<script>window.gotcha = 'script'</script><img src=x onerror=\"window.gotcha = 'image'\">"
WORDS = {
    "es": "Se ha soltado la petición, pero el volumen guarda el claimRef y los datos de la de antes: por eso dice Released.",
    "en": "The claim was let go, but the volume keeps its claimRef and the data of the one before: that is why it says Released.",
}


def graded_class(folder: Path, assignment: str, lang: str) -> Path:
    """A course directory in which one student's work has been graded."""
    course = folder / "notebooks"
    environment = os.environ | {
        "PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(folder / "config"), "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_DATA_DIR": str(folder / "data"), "JUPYTER_RUNTIME_DIR": str(folder / "runtime"), "KUBECOURSE_LANG": lang,
    }  # fmt: skip

    def call(*words: str, where: Path) -> None:
        start = (
            ["-m", *words]
            if words[0] == "nbgrader"
            else ["-c", "from kubecourse.cli import main; exit(main())", *words[1:]]
        )
        done = subprocess.run([sys.executable, *start], cwd=where, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{words}: {done.stdout[-1500:]}{done.stderr[-3000:]}"

    call("kubecourse", "grade", "init", str(course), where=folder)
    call("nbgrader", "generate_assignment", assignment, where=course)
    (released,) = (course / "release" / assignment).glob("*.ipynb")
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == "volumes-explain-retain-answer":
            first = "".join(cell["source"]).partition("\n")[0]
            cell["source"] = f"{first}\n{WORDS[lang]}\n{SCRIPT}"
            cell["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT}}]
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": SCRIPT})
    handed = course / "submitted" / "ada" / assignment
    handed.mkdir(parents=True)
    (handed / released.name).write_text(json.dumps(notebook), encoding="utf-8")
    call("kubecourse", "grade", "run", assignment, "--workers", "1", where=course)
    return course


def text_scores(course: Path, assignment: str) -> list[tuple[float | None, bool]]:
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        grades = book.find_submission(assignment, "ada").notebooks[0].grades
        return [(one.manual_score, one.needs_manual_grade) for one in grades if "explain-retain" in one.name]


@pytest.mark.parametrize("lang", ["es", "en"])
def test_a_free_text_is_graded_beside_its_rubric_and_its_feedback_opened(
    browser: Any, tmp_path: Path, lang: str
) -> None:
    assignment = f"volumes_{lang}"
    course = graded_class(tmp_path, assignment, lang)
    assert text_scores(course, assignment) == [(None, True)]
    with jupyter_lab(tmp_path, lang) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 1000}, locale=lang)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.set_default_timeout(15_000)
        page.goto(f"{address}/formgrader/gradebook/{assignment}/volumes")
        page.locator("a.name-hidden", has_text="Submission #1").click()
        rubric = page.locator(".kc-rubric")
        rubric.wait_for()
        page.wait_for_load_state("networkidle")
        assert rubric.count() == 1 and len(rubric.locator("tbody tr").all()) == 3
        assert rubric.get_attribute("lang") == lang
        page.screenshot(path=SHOTS / f"formgrader-{lang}.png")
        score = page.locator("input#volumes-explain-retain-answer")
        score.fill("2")
        with page.expect_response(
            lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"
        ) as saved:
            page.keyboard.press("Tab")
        assert saved.value.ok
        assert text_scores(course, assignment) == [(2.0, False)]
        assert page.evaluate("window.gotcha") is None
        rubric.scroll_into_view_if_needed()
        page.screenshot(path=SHOTS / f"formgrader-{lang}.png")

        page.goto(f"{address}/formgrader/manage_assignments")
        with page.expect_response(lambda answer: "generate_feedback" in answer.url, timeout=60_000) as made:
            page.locator("td.generate-feedback a").last.click()
        assert made.value.json()["success"], made.value.json()
        (feedback,) = (course / "feedback" / "ada" / assignment).glob("*.html")
        page.goto(feedback.as_uri())
        assert "gotcha" not in "".join(page.locator("script").all_inner_texts())
        page.locator(".kc-rubric").scroll_into_view_if_needed()
        page.screenshot(path=SHOTS / f"feedback-{lang}.png")
        assert page.evaluate("window.gotcha") is None
        assert "2.0" in page.locator("#toc").inner_text()
        # nbgrader's pages ask a CDN for MathJax, which is not everywhere to be had
        assert not [error for error in wrong if "MathJax" not in error]
