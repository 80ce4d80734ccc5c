"""What a student writes in Markdown is shown to others as they wrote it, and runs nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubecourse.grading.harmless import harmless

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    "text",
    [
        "a < b and b > c",
        "> said\n\n`x`",
        "<b>bold</b><br/>",
        "see <https://kubernetes.io>",
        "1 <2",
        "# T\n- x",
        "[x](y.md)",
    ],
)
def test_ordinary_markdown_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_the_courses_own_markdown_reads_as_it_did() -> None:
    for path in sorted((ROOT / "grading/source").glob("*/*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                text = "".join(cell["source"])
                assert harmless(text).replace("\u200b", "") == text, (path.name, text)
