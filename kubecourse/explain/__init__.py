"""Why things are as they are: `why(cluster, kind, name)` and `timeline(cluster)`.

`pod_state.py` and `language.py` are used by pictures and tables too and import nothing of this room. The names here are
loaded when first used, so that asking for the language costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kubecourse.explain.reasons import Reason, Why
    from kubecourse.explain.timeline import timeline
    from kubecourse.explain.why import why

__all__ = ["Reason", "Why", "timeline", "why"]

_WHERE = {"Reason": "reasons", "Why": "reasons", "timeline": "timeline", "why": "why"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = found
    return found
