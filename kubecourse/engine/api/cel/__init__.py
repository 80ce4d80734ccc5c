"""What Kubernetes adds to CEL: functions for lists, patterns, addresses, quantities, versions, URLs and formats.

`functions()` has them all by name, as plain Python functions: the receiver of a method is the first argument, and one name may
mean several things, which its receiver decides. A quantity, an address or a URL is a map with what it is under `~`: it has no
Python type that the language could carry. Upstream: staging/src/k8s.io/apiserver/pkg/cel/library. Next: `../expressions.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import addresses, quantities, texts, urls

__all__ = ["SPACES", "functions"]

#: words before a dot that are no variables: `math.abs(x)`, `ip.isCanonical(x)`
SPACES = ("base64", "cidr", "format", "ip", "lists", "math", "optional", "sets", "strings")


def functions() -> dict[str, Callable[..., Any]]:
    """Every function by its name. Each raises ValueError where Kubernetes answers with an error."""
    return {**texts.FUNCTIONS, **quantities.FUNCTIONS, **addresses.FUNCTIONS, **urls.FUNCTIONS}
