"""Exact quantities: `500m`, `1.5Gi`, `1e3`.

An amount is a whole number of billionths (the smallest part Kubernetes keeps) and the form it was
written in, because the server prints 1024Mi as 1Gi but 1000M as 1G. No float is ever involved.
The rules are those of `apimachinery/pkg/api/resource/{quantity,suffix}.go`.
Next: `selectors.py`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "Quantity", "QuantityError", "add", "canonical", "compare", "format_like", "from_milli", "from_value", "milli",
    "parse", "sub", "value",
]  # fmt: skip

NANO = 1_000_000_000
#: the server caps binary amounts here; it also bounds what an exponent may cost us
_MOST = (1 << 63) - 1
_FORMAT_WRONG = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
_SUFFIX_WRONG = "unable to parse quantity's suffix"
_NUMBER_WRONG = "unable to parse numeric part of quantity"
_SHAPE = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)\Z")
_BINARY = {"Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_DECIMAL_TEXT = {exponent: suffix for suffix, exponent in _DECIMAL.items()}
_BINARY_TEXT = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
_FAR = 40


class QuantityError(ValueError):
    """The text is not a quantity; `str(error)` is what the server says."""


class Quantity(NamedTuple):
    """An exact amount: `nano` billionths, and the `form` it prints in (DecimalSI, BinarySI, DecimalExponent)."""

    nano: int
    form: str = "DecimalSI"

    def __str__(self) -> str:
        return _print(self.nano, self.form)

    @property
    def value(self) -> int:
        """Whole units, rounded away from zero."""
        return _away(self.nano, NANO)

    @property
    def milli(self) -> int:
        """Whole thousandths, rounded away from zero."""
        return _away(self.nano, 1_000_000)


def parse(text: str | int | float | Quantity) -> Quantity:
    """Read a quantity as the server does: text, or the number that YAML gave for it.

    Raises QuantityError in the server's words (`1 Gi`, `5 gigas`, `1K`, an empty text, a bool).
    """
    if isinstance(text, Quantity):
        return text
    return _parse(text if isinstance(text, str) else _number(text))


@lru_cache(maxsize=8192)
def _parse(text: str) -> Quantity:
    match = _SHAPE.match(text.strip())
    if match is None or not text.strip():
        raise QuantityError(_FORMAT_WRONG)
    sign, whole, part, suffix = match.groups()
    digits, places = (whole or "0") + (part or ""), len(part or "")
    if len(digits) > 400:  # an int of that length is no amount of anything, and parsing it costs quadratic time
        raise QuantityError(_NUMBER_WRONG)
    base, exponent, form = _suffix(suffix)
    number = int(digits)
    if base == 2:
        nano = _up(number * (NANO << exponent), 10**places)
    else:
        shift = max(-400 - _FAR, min(exponent - places, _FAR)) + 9
        nano = number * 10**shift if shift >= 0 else _up(number, 10**-shift)
    if form == "BinarySI":
        nano = min(nano, _MOST * NANO)
        if 0 < nano < NANO:
            form = "DecimalSI"
    return Quantity(-nano if sign == "-" else nano, form)


def _suffix(suffix: str) -> tuple[int, int, str]:
    if suffix in _DECIMAL:
        return 10, _DECIMAL[suffix], "DecimalSI"
    if suffix in _BINARY:
        return 2, _BINARY[suffix], "BinarySI"
    if suffix[0] in "eE" and re.fullmatch(r"[+-]?[0-9]{1,18}", suffix[1:]):
        return 10, int(suffix[1:]), "DecimalExponent"
    raise QuantityError(_SUFFIX_WRONG)


def _number(number: object) -> str:
    """The text of a YAML number or bool in JSON, which is what the server reads."""
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        return "true" if number is True else "false" if number is False else repr(number)
    return str(number) if isinstance(number, int) else repr(number).removesuffix(".0")


def _up(number: int, by: int) -> int:
    return -(-number // by)


def _away(number: int, by: int) -> int:
    return _up(number, by) if number >= 0 else -_up(-number, by)


def _print(nano: int, form: str) -> str:
    if nano == 0:
        return "0"
    if form == "BinarySI" and abs(nano) >= 1024 * NANO and nano % NANO == 0:
        return _binary(nano // NANO)
    number, exponent = nano, -9
    while number % 10 == 0:
        number, exponent = number // 10, exponent + 1
    while exponent % 3 or (exponent > 18 and form != "DecimalExponent"):
        number, exponent = number * 10, exponent - 1
    if form == "DecimalExponent":
        return f"{number}e{exponent}" if exponent else str(number)
    return f"{number}{_DECIMAL_TEXT[exponent]}"


def _binary(number: int) -> str:
    power = 0
    while number % 1024 == 0 and power < 6:
        number, power = number // 1024, power + 1
    return f"{number}{_BINARY_TEXT[power]}"


@lru_cache(maxsize=8192)
def _milli(text: str) -> int:
    return _parse(text).milli


@lru_cache(maxsize=8192)
def _value(text: str) -> int:
    return _parse(text).value


def milli(text: str | int | float) -> int:
    """Thousandths, rounded away from zero: `milli("0.5") == 500`; what the scheduler counts cpu in."""
    return _milli(text) if isinstance(text, str) else parse(text).milli


def value(text: str | int | float) -> int:
    """Whole units, rounded away from zero: `value("1Ki") == 1024`, `value("100m") == 1`."""
    return _value(text) if isinstance(text, str) else parse(text).value


@lru_cache(maxsize=8192)
def _canonical(text: str) -> str:
    return str(_parse(text))


def canonical(text: str | int | float) -> str:
    """What the server stores: 0.5 -> 500m, 1024Mi -> 1Gi, 1.5Gi -> 1536Mi, 1000 -> 1k."""
    return _canonical(text) if isinstance(text, str) else str(parse(text))


def add(left: str | int | float | Quantity, right: str | int | float | Quantity) -> Quantity:
    """The sum, printed in the form of `left` (of `right` where `left` is zero)."""
    a, b = parse(left), parse(right)
    return Quantity(a.nano + b.nano, a.form if a.nano else b.form)


def sub(left: str | int | float | Quantity, right: str | int | float | Quantity) -> Quantity:
    """The difference, printed in the form of `left` (of `right` where `left` is zero)."""
    a, b = parse(left), parse(right)
    return Quantity(a.nano - b.nano, a.form if a.nano else b.form)


def compare(left: str | int | float | Quantity, right: str | int | float | Quantity) -> int:
    """-1, 0 or 1."""
    a, b = parse(left).nano, parse(right).nano
    return (a > b) - (a < b)


def format_like(amount: Quantity, like: str | int | float | Quantity) -> str:
    """`amount` printed in the form in which `like` is written."""
    return _print(amount.nano, parse(like).form)


def from_milli(number: int, form: str = "DecimalSI") -> Quantity:
    """The quantity of `number` thousandths."""
    return Quantity(number * 1_000_000, form)


def from_value(number: int, form: str = "DecimalSI") -> Quantity:
    """The quantity of `number` units; `form="BinarySI"` prints bytes as Ki, Mi, Gi."""
    return Quantity(number * NANO, form)
