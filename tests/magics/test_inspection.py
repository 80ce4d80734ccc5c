"""Shift-Tab and Tab in cells that hold a manifest."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from kubecourse.magics.completion import manifest_matcher
from kubecourse.magics.inspection import inspected, install

CELL = "%%apply\napiVersion: v1\nkind: Pod\nspec:\n  restartPolicy: Never\n  nodeN"


def test_shift_tab_tells_the_field(monkeypatch: Any) -> None:
    monkeypatch.setenv("KUBECOURSE_LANG", "es")
    found = inspected(CELL, CELL.index("restartPolicy") + 3)
    assert found is not None and found["found"]
    assert found["data"]["text/plain"].startswith(
        "Pod.spec.restartPolicy <string>\nQué hacer cuando acaba un contenedor"
    )
    assert "&lt;string&gt;" in found["data"]["text/html"]
    assert inspected(CELL, 3) == {"status": "ok", "found": False, "data": {}, "metadata": {}}
    assert inspected("import os", 3) is None, "Python is IPython's"


def test_the_kernel_asks_ipython_for_everything_else() -> None:
    asked: list[str] = []
    kernel = SimpleNamespace(do_inspect=lambda code, cursor, *more: asked.append(code) or {"found": False})
    shell = SimpleNamespace(kernel=kernel)
    install(shell)
    install(shell)
    kernel.do_inspect("print", 2, 0)
    assert asked == ["print"], "once, however often the extension is loaded"
    assert kernel.do_inspect(CELL, CELL.index("Never"), 0)["found"] and asked == ["print"]
    install(SimpleNamespace())  # a shell without a kernel stays as it is


def test_tab_proposes_fields_and_values_and_nothing_of_python() -> None:
    def found(cell: str) -> Any:
        lines = cell.split("\n")
        place = SimpleNamespace(full_text=cell, cursor_line=len(lines) - 1, cursor_position=len(lines[-1]))
        return manifest_matcher(place)

    reply = found(CELL)
    assert [one.text for one in reply["completions"]] == ["nodeName: "] and reply["matched_fragment"] == "nodeN"
    assert reply["suppress"] and not found("%%apply")["completions"]
    assert not found("nodeN")["suppress"]


def test_jupyterlites_kernel_is_answered_too() -> None:
    kernel = SimpleNamespace(inspect=lambda *a: {"found": False}, complete=lambda *a: {"matches": ["python"]})
    install(SimpleNamespace(kernel=kernel))
    assert kernel.inspect(CELL, CELL.index("Never"), 0)["found"]
    reply = kernel.complete(CELL, len(CELL))
    assert reply["matches"] == ["nodeName: "] and CELL[reply["cursor_start"] : reply["cursor_end"]] == "nodeN"
    assert kernel.complete("pri", 3) == {"matches": ["python"]}
