"""The lessons of volumes, networking and batch in a real browser, in both languages and themes: every picture is drawn.

The lessons' own notebooks run from top to bottom in a real kernel; then each picture is looked at where it stands.
Screenshots land in tests/browser/shots.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .jupyter import ROOT, SHOTS, jupyter_lab, open_notebook

pytestmark = pytest.mark.browser

THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
#: lesson -> pictures it must show, by a word in the title of the SVG (es, en)
PICTURES = {
    "01-volumes": {"storage": ("Almacenamiento", "Storage")},
    "03-networking": {"company": ("La empresa", "The company"), "journey": ("El camino", "The way")},
    "04-batch": {"timeline": ("Qué se ejecutó", "What ran when")},
}


@pytest.mark.parametrize(("lang", "theme"), [("es", "light"), ("en", "dark")])
def test_lessons_draw_their_pictures(browser: Any, tmp_path: Path, lang: str, theme: str) -> None:
    settings = tmp_path / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": THEMES[theme]}))
    folder = tmp_path / "notebooks"
    folder.mkdir()
    for lesson in PICTURES:
        book = json.loads((ROOT / "notebooks" / lang / f"{lesson}.ipynb").read_text(encoding="utf-8"))
        # the panel at the end and the learner's answers have tests of their own
        book["cells"] = [cell for cell in book["cells"] if cell["cell_type"] != "code" or not _own(cell)]
        (folder / f"{lesson}.ipynb").write_text(json.dumps(book), encoding="utf-8")
    with jupyter_lab(tmp_path, lang) as address:
        for lesson, pictures in PICTURES.items():
            page = browser.new_page(viewport={"width": 1360, "height": 900})
            open_notebook(page, address, f"{lesson}.ipynb")
            page.keyboard.press("Control+b")
            _run(page, len(json.loads((folder / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]))
            for name, words in pictures.items():
                title = words[0] if lang == "es" else words[1]
                picture = page.locator(f'.jp-OutputArea svg.kubecourse-diagram[aria-label^="{title}"]').last
                picture.wait_for(timeout=120_000, state="attached")
                picture.scroll_into_view_if_needed()
                page.wait_for_timeout(300)
                box = picture.bounding_box()
                assert box is not None and box["width"] > 400 and box["x"] + box["width"] <= 1360
                _nothing_leaves_its_place(picture)
                page.screenshot(path=str(SHOTS / f"{lang}-{theme}-lesson-{name}.png"))
            if lesson == "03-networking":
                _walk(page, f"{lang}-{theme}")
            if lesson == "01-volumes":
                table = page.locator(".kubecourse-why table").first
                table.wait_for(timeout=30_000, state="attached")
                for _ in range(3):  # Lab draws the cells above it late, and what is below moves
                    table.scroll_into_view_if_needed()
                    page.wait_for_timeout(500)
                place = table.bounding_box()
                assert place is not None and 60 < place["y"] < 880
                page.screenshot(path=str(SHOTS / f"{lang}-{theme}-lesson-match.png"))
            page.close()


def _walk(page: Any, name: str) -> None:
    """Forward with the button, back with the arrow key: what lies ahead is pale, where we are is strong."""
    way = page.locator(".kc-way").first
    way.wait_for(timeout=60_000)
    way.scroll_into_view_if_needed()
    assert way.locator("g.edge.kc-way-ahead").count() == 9
    for _ in range(5):
        way.locator(".kc-primary").click()
    way.locator('.kc-way-list li[aria-current="step"] >> nth=0').wait_for()
    page.wait_for_timeout(200)
    assert way.locator(".kc-way-place").inner_text().startswith("5 ")
    page.screenshot(path=str(SHOTS / f"{name}-lesson-walk.png"))
    way.locator(".kc-way-picture").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(200)
    assert way.locator(".kc-way-place").inner_text().startswith("4 ")
    assert way.locator("g.edge.kc-way-ahead").count() == 5
    page.keyboard.press("End")
    page.wait_for_timeout(200)
    assert way.locator(".kc-way-end").is_visible() and way.locator("g.edge.kc-way-ahead").count() == 0
    _nothing_leaves_its_place(way.locator("svg.kubecourse-diagram"))


def _own(cell: dict[str, Any]) -> bool:
    source = "".join(cell["source"])
    return "lab(" in source or "%%manifest" in source or "check(" in source or "%%answer" in source


def _run(page: Any, cells: int) -> None:
    page.click(".jp-Notebook .jp-Cell")
    page.keyboard.press("Escape")
    for _ in range(cells):
        page.keyboard.press("Shift+Enter")
    page.wait_for_function(
        "() => !document.querySelector('.jp-InputPrompt') || ![...document.querySelectorAll('.jp-InputPrompt')].some((one) => one.textContent.includes('*'))",
        timeout=180_000,
    )


def _nothing_leaves_its_place(picture: Any) -> None:
    """No text of the picture stands outside of it."""
    outside = picture.evaluate(
        """(svg) => { const whole = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter((one) => { const box = one.getBoundingClientRect();
              return box.right > whole.right + 1 || box.left < whole.left - 1; }).map((one) => one.textContent); }"""
    )
    assert outside == []
