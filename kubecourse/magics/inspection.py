"""Shift-Tab in a cell that holds a manifest: what the field under the cursor means, in the course's words.

JupyterLab asks the kernel for it, and so does its hover (`share/jupyter/labextensions`). Python cells are answered by
IPython as always.
"""

from __future__ import annotations

from html import escape
from typing import Any

from ..explain.editing import Description, describe, manifest_of

__all__ = ["inspected", "install"]


def inspected(code: str, cursor: int) -> dict[str, Any] | None:
    """The kernel's answer about a place in a cell (in characters), or None where it is no field of a manifest."""
    text = manifest_of(code)
    if text is None:
        return None
    before = text[:cursor]
    found = describe(text, before.count("\n"), len(before) - before.rfind("\n") - 1)
    if found is None:
        return {"status": "ok", "found": False, "data": {}, "metadata": {}}
    return {
        "status": "ok",
        "found": True,
        "data": {"text/plain": found.text, "text/html": _html(found)},
        "metadata": {},
    }


def _html(found: Description) -> str:
    first, *rest = found.text.split("\n")
    lines = "".join(f"<div>{escape(line)}</div>" for line in rest)
    return f"<div><b>{escape(first)}</b></div>{lines}"


def install(shell: Any) -> None:
    """Let the kernel of a shell answer about manifests; a shell without a kernel stays as it is."""
    kernel = getattr(shell, "kernel", None)
    if kernel is None or getattr(kernel, "_kubecourse_inspects", False):
        return
    ask_python = kernel.do_inspect

    def do_inspect(code: str, cursor_pos: int, *details: Any, **more: Any) -> Any:
        try:
            found = inspected(code, cursor_pos)
        except Exception:  # a half-written manifest is no error while it is typed
            found = None
        return ask_python(code, cursor_pos, *details, **more) if found is None else found

    kernel.do_inspect = do_inspect
    kernel._kubecourse_inspects = True
