"""The first journey in a real browser: a notebook runs, WordPress comes up in the panel, things break and heal.

Screenshots land in tests/browser/shots. Needs Debian's chromium; without it the tests are skipped, and fail in CI.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary

from .jupyter import SHOTS, jupyter_lab, open_notebook, write_notebook

pytestmark = pytest.mark.browser

SETUP = "from kubecourse import Cluster\nfrom kubecourse.widgets import lab\n%load_ext kubecourse\ncluster = Cluster()"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


@pytest.fixture(params=[("en", "dark"), ("es", "light")], ids="-".join)
def page(request: pytest.FixtureRequest, browser: Any, tmp_path: Path) -> Iterator[Any]:
    """A page on a fresh JupyterLab in a language and a theme; its errors fail the test."""
    lang, theme = request.param
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": THEMES[theme]}))
    cells = [SETUP, "lab(cluster)", "%kubectl get pods"]
    write_notebook(tmp_path / "notebooks" / "lab.ipynb", cells)
    with jupyter_lab(tmp_path, lang) as address:
        shown = browser.new_page(viewport={"width": 1280, "height": 720})
        wrong: list[str] = []
        shown.on("pageerror", lambda error: wrong.append(str(error)))
        shown.kc = {"address": address, "shots": f"{lang}-{theme}", "folder": tmp_path, "lang": lang}
        open_notebook(shown, address, "lab.ipynb")
        shown.keyboard.press("Control+b")
        yield shown
        shown.close()
        assert not wrong


def shoot(page: Any, name: str) -> None:
    page.screenshot(path=str(SHOTS / f"{page.kc['shots']}-{name}.png"))


def run_all(page: Any, cells: int) -> None:
    page.click(".jp-Notebook .jp-Cell .cm-content")
    for _ in range(cells):
        page.keyboard.press("Shift+Enter")


def pod(page: Any, name: str) -> Any:
    return page.locator(f'.kc-lab a[data-object^="Pod/default/{name}"]').first


def wait_text(page: Any, selector: str, text: str) -> None:
    page.wait_for_function(
        "([selector, text]) => [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text))",
        arg=[selector, text], timeout=30_000,
    )  # fmt: skip


def apply_example(page: Any, number: int) -> None:
    page.select_option(".kc-edit .kc-select", index=number)
    page.click(".kc-foot .kc-primary")


def wait_green(page: Any, pods: int) -> None:
    page.wait_for_function(
        """(pods) => [...document.querySelectorAll('.kc-lab a[data-object^="Pod/default/"]')].filter((one) =>
             one.querySelector('path')?.getAttribute('fill')?.includes('--kc-good-fill')
             && one.textContent.includes('1/1')).length >= pods""",
        arg=pods, timeout=60_000,
    )  # fmt: skip


def test_wordpress_in_the_panel(page: Any) -> None:
    """Apply the manifests, pods turn green, one is killed and comes back, a wrong manifest marks its line."""
    run_all(page, 3)
    page.wait_for_selector(".kc-lab a[data-object]", timeout=60_000)
    assert page.locator(".kc-still").first.is_hidden(), "while the panel lives, its still picture is not seen"

    apply_example(page, 1)
    page.locator(".kc-lab").scroll_into_view_if_needed()
    wait_green(page, 3)
    shoot(page, "1-running")

    pod(page, "wordpress").click()
    wait_text(page, ".kc-details .kc-panel", "Running 1/1")
    page.click(".kc-breakers .kc-danger >> nth=0")
    page.wait_for_function(
        "() => /\\bx1|1\\/1 x1/.test(document.querySelector('.kc-twin').textContent)", timeout=60_000
    )
    wait_green(page, 3)
    shoot(page, "2-killed-and-back")

    apply_example(page, 6)
    page.wait_for_selector(".kc-said:not([hidden])")
    assert page.locator(".kc-gutter .kc-wrong").inner_text().strip().endswith("17")
    assert "unknown field" in page.locator(".kc-said > code").inner_text()
    assert page.locator(".kc-area").get_attribute("aria-invalid") == "true"
    shoot(page, "3-mistake")

    of_the_pod = page.locator(".kc-breakers .kc-danger").first.inner_text()
    page.locator('.kc-lab a[data-object="Node//worker-1"]').first.focus()
    page.keyboard.press("Enter")
    # the pod's own panel names its node as well: what can be broken now must be something else
    page.wait_for_function(
        "(before) => document.querySelector('.kc-breakers .kc-danger')?.innerText !== before", arg=of_the_pod
    )
    wait_text(page, ".kc-details .kc-panel", "worker-1")
    page.click(".kc-breakers .kc-danger")
    page.click(".kc-buttons button >> nth=4")
    wait_text(page, ".kc-twin", "NotReady")
    shoot(page, "4-node-down")

    page.locator(".kc-slider").focus()
    page.keyboard.press("Home")
    page.wait_for_selector(".kc-banner:not([hidden])")
    wait_text(page, ".kc-twin", "ContainerCreating")
    shoot(page, "5-past")
    page.click(".kc-banner button >> nth=0")
    page.wait_for_selector(".kc-banner", state="hidden")

    page.click(".kc-look .kc-head button >> nth=0")
    assert page.locator(".kc-twin").is_visible() and page.locator(".kc-glass").is_hidden()
    shoot(page, "6-text")
    reopen_without_kernel(page)


def reopen_without_kernel(page: Any) -> None:
    """The saved notebook shows the last picture where no kernel can be had."""
    page.keyboard.press("Control+s")
    path = page.kc["folder"] / "notebooks" / "lab.ipynb"
    page.wait_for_function("() => !document.querySelector('.jp-mod-dirty')", timeout=20_000)
    book = json.loads(path.read_text())
    outputs = book["cells"][1]["outputs"]
    assert ["application/vnd.jupyter.widget-view+json" in output["data"] for output in outputs] == [True, False]
    book["metadata"]["kernelspec"] = {"name": "no-such-kernel", "display_name": "none"}
    page.goto("about:blank")
    again = nbformat.from_dict(book)
    # the reader's own notebook is trusted; this copy has to be signed to be
    NotebookNotary(data_dir=str(page.kc["folder"] / "data")).sign(again)
    nbformat.write(again, path.parent / "again.ipynb")
    page.goto(f"{page.kc['address']}/lab/tree/again.ipynb?reset")
    page.wait_for_selector(".kc-still", timeout=60_000)
    page.wait_for_timeout(1500)
    if page.locator(".jp-Dialog").count():
        page.keyboard.press("Escape")
    page.locator(".kc-still").first.scroll_into_view_if_needed()
    assert page.locator(".kc-still svg").first.is_visible()
    for text in ("Error displaying", "Loading widget"):
        for one in page.locator(f"text={text}").all():
            assert not one.is_visible()
    shoot(page, "7-reopened")


def test_an_exercise_goes_from_not_yet_to_met(browser: Any, tmp_path: Path) -> None:
    """The learner runs the check on the answer as it was given, mends the answer, and runs it again."""
    from kubecourse.grading import exercises

    known = exercises()["workloads.heal"]
    header = "%%manifest workloads.heal\n"
    cells = ["%load_ext kubecourse", header + known.starter, "from kubecourse import check\ncheck('workloads.heal')"]
    write_notebook(tmp_path / "notebooks" / "exercise.ipynb", cells)
    with jupyter_lab(tmp_path, "en") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        open_notebook(page, address, "exercise.ipynb")
        run_all(page, 3)
        page.wait_for_selector(".kc-score.kc-not-yet", timeout=60_000)
        languages = page.locator(".jp-CodeCell .cm-content").evaluate_all(
            "(all) => all.map((one) => one.dataset.language)"
        )
        assert languages[:3] == ["python", "yaml", "python"], "manifests are coloured as what they are"
        page.screenshot(path=str(SHOTS / "en-light-8-not-yet.png"))
        page.locator(".jp-Notebook .jp-CodeCell").nth(1).locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(header + known.solution)
        page.keyboard.press("Shift+Enter")
        page.keyboard.press("Shift+Enter")
        page.wait_for_selector(".kc-score.kc-met", timeout=60_000)
        page.screenshot(path=str(SHOTS / "en-light-9-met.png"))
        page.close()
