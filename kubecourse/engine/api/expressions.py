"""CEL: the expressions of custom kinds' rules and of admission policies.

The language is a library's (`pip install 'kubecourse[cel]'`), imported when the first expression is asked for; an expression
is compiled once. Left out: Kubernetes' own functions for URLs, quantities, addresses and formats, and cost limits.
Next: `custom/rules.py`, `admission/policies.py`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .errors import ApiError

__all__ = ["ExpressionError", "compiled", "evaluate", "names"]

_MISSING = "expressions in CEL need a library that is not installed: pip install 'kubecourse[cel]'"


class ExpressionError(ValueError):
    """An expression that cannot be read, or gives no value."""


@lru_cache(maxsize=4096)
def compiled(text: str) -> Any:
    """The program of an expression. Raises ExpressionError, and ApiError where the library is missing."""
    try:
        import cel
    except ImportError:
        raise ApiError("InternalError", _MISSING) from None
    try:
        return cel.compile(text)
    except (ValueError, TypeError) as error:
        raise ExpressionError(str(error).partition("ERROR: ")[2] or str(error)) from None


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """The variables that an expression mentions."""
    return frozenset(compiled(text).variables())


def evaluate(text: str, variables: dict[str, Any]) -> Any:
    """The value of an expression. Raises ExpressionError."""
    try:
        return compiled(text).execute(variables)
    except ApiError:
        raise
    except Exception as error:  # the library raises what the operation raises
        raise ExpressionError(str(error)) from None
