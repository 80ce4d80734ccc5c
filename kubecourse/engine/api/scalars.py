"""What a YAML scalar means to kubectl, which reads YAML 1.1 with Go's habits (go-yaml v2, then JSON).

`on`, `y` and `yes` are true, `0644` and `0o644` are 420, `1:30` and `2024-01-01` are text, `1e3` is 1000.
Next: `yamltext.py`, which calls this for each scalar.
"""

from __future__ import annotations

import re
from typing import Any

__all__ = ["ScalarError", "go_syntax", "key_text", "resolve"]

_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None, "<<": "<<"}
for _meaning, _spellings in ((True, "y yes true on"), (False, "n no false off")):
    for _word in _spellings.split():
        _WORDS.update({_word: _meaning, _word.capitalize(): _meaning, _word.upper(): _meaning})
_SPECIAL = {".nan": "NaN", ".inf": "+Inf", "+.inf": "+Inf", "-.inf": "-Inf"}
#: only these first letters can make a plain scalar anything but text
_FIRST = set("yYnNtTfFoO~0123456789+-.")
_INTEGER = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9][0-9]*|0)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_TAG = "tag:yaml.org,2002:"
_SHORT = {bool: "!!bool", int: "!!int", float: "!!float", str: "!!str", type(None): "!!null"}
_WANTED = {"int": (int,), "float": (int, float), "bool": (bool,), "null": (type(None),)}
_MOST_DIGITS = 400


class ScalarError(ValueError):
    """A scalar that kubectl refuses; the text is what it says."""


def resolve(text: str, tag: str | None, plain: bool) -> Any:
    """The JSON value of a scalar. `tag`: as the parser gives it, or None; `plain`: written without quotes."""
    if tag is None or tag == "!":
        return _plain(text) if plain and tag is None else text
    if not tag.startswith(_TAG):
        return text
    name = tag[len(_TAG) :]
    if name == "binary":
        return _binary(text)
    if name not in _WANTED:
        return text
    value = _plain(text)
    if type(value) not in _WANTED[name]:
        raise ScalarError(f"yaml: cannot decode {_SHORT[type(value)]} `{text}` as a !!{name}")
    return value


def _plain(text: str) -> Any:
    if text and text[0] not in _FIRST:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if text.lower() in _SPECIAL and text.lower().lstrip("+-") in (text.lstrip("+-"), text.lstrip("+-").lower()):
        if text.lstrip("+-")[1:] in ("inf", "Inf", "INF", "nan", "NaN", "NAN"):
            raise ScalarError(f"json: unsupported value: {_SPECIAL[text.lower()]}")
    if text[0] not in "0123456789+-.":
        return text
    return _number(text)


def _number(text: str) -> Any:
    bare = text if text[0] == "." else text.replace("_", "")
    if len(bare) > _MOST_DIGITS:
        return text
    if _INTEGER.fullmatch(bare):
        number = _integer(bare)
        return number if -(1 << 63) <= number < 1 << 63 else _float(bare, text, float(number))
    if _FLOAT.fullmatch(bare):
        return _float(bare, text, float(bare))
    return text


def _integer(bare: str) -> int:
    digits = bare.lstrip("+-").lower()
    base = {"0x": 16, "0b": 2, "0o": 8}.get(digits[:2])
    if base is not None:
        number = int(digits[2:], base)
    else:
        number = int(digits, 8 if digits[0] == "0" else 10)
    return -number if bare[0] == "-" else number


def _float(bare: str, text: str, number: float) -> Any:
    if number in (float("inf"), float("-inf")):
        return text  # out of range for Go, which then leaves it a text
    if number == int(number) and abs(number) < 1e21:
        # JSON writes 1.0 as 1; the digits beyond a float's are zeros there
        mantissa, _, exponent = repr(number).partition("e")
        whole, _, part = mantissa.partition(".")
        return int(whole + part + "0" * (int(exponent) - len(part))) if exponent else int(whole)
    return number


def _binary(text: str) -> str:
    import base64
    import binascii

    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise ScalarError("yaml: !!binary value contains invalid base64 data") from None


def key_text(key: Any) -> str:
    """A map key as JSON has it: always text. Raises ScalarError for maps, lists and null."""
    if isinstance(key, str):
        return key
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, (int, float)):
        return str(key)
    if key is None:
        raise ScalarError("unsupported map key of type: %!s(<nil>), key: <nil>")
    raise ScalarError(f"yaml: invalid map key: {go_syntax(key)}")


def go_syntax(value: Any) -> str:
    """How Go prints a value that stands where it should not."""
    import json

    if isinstance(value, dict):
        inside = ", ".join(f"{json.dumps(key)}:{go_syntax(below)}" for key, below in sorted(value.items()))
        return f"map[interface {{}}]interface {{}}{{{inside}}}"
    if isinstance(value, list):
        return f"[]interface {{}}{{{', '.join(map(go_syntax, value))}}}"
    return "interface {}(nil)" if value is None else json.dumps(value, ensure_ascii=False)
