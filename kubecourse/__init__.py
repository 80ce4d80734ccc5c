"""kubecourse: a Kubernetes cluster that lives inside a notebook, and a course to learn Kubernetes with it.

`from kubecourse import Cluster, ApiError`. Importing costs little: each name is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .engine.api.errors import ApiError
    from .engine.core.fields import plain
    from .face import Cluster
    from .grading import check, exercise

__version__ = "0.1.0"
__all__ = ["ApiError", "Cluster", "check", "exercise", "plain"]

_WHERE = {
    "ApiError": "kubecourse.engine.api.errors",
    "Cluster": "kubecourse.face",
    "check": "kubecourse.grading",
    "exercise": "kubecourse.grading",
    "plain": "kubecourse.engine.core.fields",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'kubecourse' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_WHERE])


def load_ipython_extension(ipython: Any) -> None:
    """`%load_ext kubecourse`: the magics."""
    from .magics import load_ipython_extension as load

    load(ipython)
