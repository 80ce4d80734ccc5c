"""Shift-Tab in a cell that holds a manifest: what the field under the cursor means, in the course's words.

JupyterLab asks the kernel for it, and so does its hover (`share/jupyter/labextensions`). Python cells are answered by
IPython as always.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from html import escape
from typing import Any

from ..explain.editing import Description, complete, describe, manifest_of

__all__ = ["completed", "inspected", "install"]


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


def completed(code: str, cursor: int) -> dict[str, Any] | None:
    """The kernel's answer about what can follow in a manifest, or None for other cells."""
    text = manifest_of(code)
    if text is None:
        return None
    before = text[:cursor]
    column = len(before) - before.rfind("\n") - 1
    start, found = complete(text, before.count("\n"), column)
    return {
        "status": "ok", "matches": [one.text for one in found], "metadata": {},
        "cursor_start": cursor - (column - start), "cursor_end": cursor,
    }  # fmt: skip


def install(shell: Any) -> None:
    """Let the kernel of a shell answer about manifests; a shell without a kernel stays as it is.

    ipykernel has `do_inspect`, and its completer asks our matchers. The kernel of JupyterLite has `inspect` and `complete`,
    and gives its completer one line only.
    """
    kernel = getattr(shell, "kernel", None) or getattr(sys.modules.get("pyodide_kernel"), "kernel_instance", None)
    if kernel is None or getattr(kernel, "_kubecourse_inspects", False):
        return
    for name, ours in (("do_inspect", inspected), ("inspect", inspected), ("complete", completed)):
        original = getattr(kernel, name, None)
        if callable(original):
            setattr(kernel, name, _first(ours, original))
    kernel._kubecourse_inspects = True


def _first(ours: Callable[[str, int], dict[str, Any] | None], original: Callable[..., Any]) -> Callable[..., Any]:
    """Ask us, and the kernel's own way where we have nothing to say."""

    def asked(code: str, cursor_pos: int | None = None, *details: Any, **more: Any) -> Any:
        try:
            found = ours(code, len(code) if cursor_pos is None else cursor_pos)
        except Exception:  # a half-written manifest is no error while it is typed
            found = None
        return original(code, cursor_pos, *details, **more) if found is None else found

    return asked
