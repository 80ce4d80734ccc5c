"""From the course's sources to notebooks: `build(root)`, the same bytes on every run.

Reading order: `lesson.py` reads a lesson, `expand.py` makes cells of it, `notebook.py` writes them down, `builder.py` all.
`schema_table.py` is another door: it makes the engine's table of field types.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .builder import build, planned

__all__ = ["build", "planned"]

_WHERE = {"build": "builder", "planned": "builder"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
