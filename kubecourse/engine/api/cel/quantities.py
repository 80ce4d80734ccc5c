"""Quantities and semantic versions in CEL: `quantity("100Mi").isGreaterThan(quantity("1Mi"))`, `semver("1.2.3").major()`.

Upstream: apiserver `pkg/cel/library/{quantity,semverlib}.go`. Next: `addresses.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...core import quantity
from ...core.quantity import Quantity

__all__ = ["FUNCTIONS"]

Made = dict[str, Any]
_NANO = 1_000_000_000
_NUMBER = r"0|[1-9]\d*"
_SEMVER = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"
)


def _quantity(text: str) -> Made:
    return {"~": "quantity", "v": str(quantity.parse(text))}


def _is_quantity(text: str) -> bool:
    try:
        quantity.parse(text)
    except ValueError:
        return False
    return True


def _amount(value: Any) -> Quantity:
    return quantity.parse(value["v"] if isinstance(value, dict) else str(value))


def _semver(text: str, loose: bool = False) -> Made:
    text = _loosened(text) if loose else text
    if _SEMVER.fullmatch(text) is None:
        raise ValueError(f"invalid semantic version {text!r}")
    return {"~": "semver", "v": text}


def _loosened(text: str) -> str:
    """`v1.02` as 1.2.0."""
    head, mark, tail = re.sub(r"^v", "", text).partition("-")
    numbers = [str(int(part)) if part.isdigit() else part for part in head.split(".")]
    return ".".join([*numbers, *["0"] * (3 - len(numbers))]) + mark + tail


def _is_semver(text: str, loose: bool = False) -> bool:
    try:
        _semver(text, loose)
    except ValueError:
        return False
    return True


def _part(number: int) -> Callable[[Made], int]:
    return lambda made: int(made["v"].split("-")[0].split("+")[0].split(".")[number])


def _compare(a: Made, b: Made) -> int:
    if a["~"] == "semver":
        return _compare_versions(a["v"], b["v"])
    return quantity.compare(_amount(a), _amount(b))


def _compare_versions(a: str, b: str) -> int:
    one, two = _SEMVER.fullmatch(a), _SEMVER.fullmatch(b)
    assert one is not None and two is not None
    heads = [tuple(int(part) for part in match.group(1, 2, 3)) for match in (one, two)]
    if heads[0] != heads[1]:
        return -1 if heads[0] < heads[1] else 1
    if one[4] == two[4]:
        return 0
    if one[4] is None or two[4] is None:  # a release comes after what was before it
        return 1 if one[4] is None else -1
    keys = [[_before(part) for part in match[4].split(".")] for match in (one, two)]
    return -1 if keys[0] < keys[1] else 1


def _before(part: str) -> tuple[bool, int, str]:
    return (False, int(part), "") if part.isdigit() else (True, 0, part)


def _add(a: Made, b: Any) -> Made:
    return {"~": "quantity", "v": str(quantity.add(_amount(a), _amount(b)))}


def _sub(a: Made, b: Any) -> Made:
    return {"~": "quantity", "v": str(quantity.sub(_amount(a), _amount(b)))}


def _sign(made: Made) -> int:
    return quantity.compare(_amount(made), quantity.parse("0"))


def _whole(made: Made) -> int:
    whole, rest = divmod(_amount(made).nano, _NANO)
    if rest:
        raise ValueError("cannot convert value to integer")
    return whole


def _is_whole(made: Made) -> bool:
    try:
        _whole(made)
    except ValueError:
        return False
    return True


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "quantity": _quantity, "isQuantity": _is_quantity, "sign": _sign, "isInteger": _is_whole, "asInteger": _whole,
    "asApproximateFloat": lambda made: _amount(made).nano / _NANO, "add": _add, "sub": _sub, "semver": _semver,
    "isSemver": _is_semver, "major": _part(0), "minor": _part(1), "patch": _part(2), "compareTo": _compare,
    "isLessThan": lambda a, b: _compare(a, b) < 0, "isGreaterThan": lambda a, b: _compare(a, b) > 0,
}  # fmt: skip
