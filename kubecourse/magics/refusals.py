"""A refusal that a cell's own Python runs into (`cluster.apply(…)`): Kubernetes' words, the line, what to try.

In place of a traceback through the engine, which teaches nobody anything; the cell has failed all the same. Other
exceptions are shown as always.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any

from ..engine.api.errors import ApiError
from ..explain.mistakes import mistake

__all__ = ["install", "told"]

#: names under which the engine's doors hold the manifest they were given
_HELD = ("text", "manifest", "obj")


def install(shell: Any) -> None:
    """Show refusals so from now on; what else was asked to show its own errors is left in peace."""
    if getattr(shell, "custom_exceptions", ()) in ((), None) and hasattr(shell, "set_custom_exc"):
        shell.set_custom_exc((ApiError,), _shown)


def _shown(shell: Any, kind: type[BaseException], error: BaseException, trace: TracebackType, **_: Any) -> list[str]:
    try:
        lines = told(error, trace, shell)
    except Exception:  # never hide an error behind another
        lines = [f"{kind.__name__}: {error}"]
    shell._showtraceback(kind, error, lines)
    return lines


def told(error: BaseException, trace: TracebackType | None, shell: Any = None) -> list[str]:
    """The lines to show: where in the cell it happened, then the refusal with its advice."""
    cluster = shell.user_ns.get("cluster") if shell is not None else None
    text, where = "", ""
    step = trace
    while step is not None:
        frame = step.tb_frame
        if "__file__" not in frame.f_globals or frame.f_globals.get("__name__") == "__main__":
            where = _line(frame.f_code.co_filename, step.tb_lineno) or where
        held = next((v for name in _HELD if isinstance(v := frame.f_locals.get(name), str) and "\n" in v), "")
        text = text or held
        step = step.tb_next
    found = mistake(error, text=text, cluster=cluster if hasattr(cluster, "registry") else None)
    return [*([f"--> {where}", ""] if where else []), *found.marked(text).split("\n")]


def _line(file: str, number: int) -> str:
    """The line of the cell, as it is written."""
    import linecache

    return linecache.getline(file, number).strip()[:160]
