"""The editors in a real browser: resting on a field tells what it is, typing proposes what can follow."""

from __future__ import annotations

from typing import Any

import pytest

from .test_lab import page, run_all, shoot, wait_text  # noqa: F401  (fixtures of the first journey)

pytestmark = pytest.mark.browser
MANIFEST = (
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: web\n    image: nginx:1.27\n"
)
WORDS = {"en": "The image: [registry/]", "es": "La imagen: [registro/]"}


def rest_on(page: Any, selector: str, text: str) -> None:  # noqa: F811
    """Move the mouse onto a word of a line of text."""
    at = page.evaluate(
        """([selector, text]) => {
             for (const root of document.querySelectorAll(selector)) {
               const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
               for (let node = walk.nextNode(); node; node = walk.nextNode()) {
                 const index = node.textContent.indexOf(text);
                 if (index < 0) continue;
                 const range = document.createRange();
                 range.setStart(node, index); range.setEnd(node, index + text.length);
                 const box = range.getBoundingClientRect();
                 if (box.width) return [box.x + box.width / 2, box.y + box.height / 2];
               }
             }
             return null;
           }""",
        [selector, text],
    )
    assert at, f"{text!r} is nowhere in {selector}"
    page.mouse.move(at[0] - 40, at[1] - 3)
    page.mouse.move(at[0], at[1], steps=3)


def test_fields_are_told_and_proposed(page: Any) -> None:  # noqa: F811
    lang = page.kc["lang"]
    run_all(page, 3)
    page.wait_for_selector(".kc-lab a[data-object]", timeout=60_000)
    page.locator(".kc-lab").scroll_into_view_if_needed()

    # the panel: resting on a field
    page.click(".kc-area")
    page.keyboard.insert_text(MANIFEST)
    rest_on(page, ".kc-paint", "image")
    page.wait_for_selector(".kc-tip:not([hidden])", timeout=20_000)
    assert WORDS[lang] in page.locator(".kc-tip").inner_text()
    shoot(page, "10-hover")

    # typing: a list of fields, then of values
    page.click(".kc-area")
    page.keyboard.press("Control+End")
    page.keyboard.type("  restartP")
    page.wait_for_selector(".kc-popup:not([hidden])", timeout=20_000)
    assert page.locator(".kc-list li").first.inner_text().startswith("restartPolicy")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Space")
    wait_text(page, ".kc-list li", "OnFailure")
    shoot(page, "11-values")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.locator(".kc-area").input_value() == MANIFEST + "  restartPolicy: OnFailure"
    assert page.locator(".kc-popup").is_hidden()

    # a cell of the notebook: the same words, by the mouse and by Shift-Tab; fields by Tab
    page.locator(".jp-Notebook .jp-CodeCell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"%%apply\n{MANIFEST}")
    page.wait_for_timeout(600)
    rest_on(page, ".jp-CodeCell:nth-child(3) .cm-line, .jp-CodeCell .cm-line", "image")
    page.wait_for_selector(".kubecourse-tip", timeout=20_000)
    assert WORDS[lang] in page.locator(".kubecourse-tip").inner_text()
    shoot(page, "12-cell-hover")
    page.mouse.move(5, 5)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("End")
    page.keyboard.press("Shift+Tab")
    page.wait_for_selector(".jp-Tooltip", timeout=20_000)
    assert WORDS[lang] in page.locator(".jp-Tooltip").inner_text()
    page.locator(".jp-Notebook .jp-CodeCell").nth(2).locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("    imageP")
    page.keyboard.press("Tab")
    # JupyterLab adds the words of the cell itself below the kernel's
    page.wait_for_selector(".jp-Completer-item", timeout=20_000)
    assert "imagePullPolicy" in page.locator(".jp-Completer-item").first.inner_text()
    shoot(page, "13-cell-proposals")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "() => [...document.querySelectorAll('.jp-CodeCell .cm-line')].some((one) => one.textContent.includes('imagePullPolicy:'))",
        timeout=20_000,
    )
