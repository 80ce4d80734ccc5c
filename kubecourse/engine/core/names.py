"""Names: what may be one, how one is made up, and the hashes in them.

Each check gives the list of what is wrong, in the words of `apimachinery/pkg/util/validation`
(content rules); an empty list means right. Hashes are FNV as Kubernetes uses them.
Next: `patches.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from .chance import SAFE_ALPHABET, Chance

__all__ = [
    "config_key", "dns_1035_label", "dns_label", "dns_subdomain", "fnv32", "fnv32a", "generate", "label_value",
    "port_name", "qualified_name", "revision_hash", "safe_encode", "template_hash", "wildcard_subdomain",
]  # fmt: skip

_LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN = _LABEL + r"(\." + _LABEL + ")*"
_LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?"
_QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE = f"({_QUALIFIED})?"
_CONFIG_KEY = "[-._a-zA-Z0-9]+"
#: generateName bases are cut so that the result fits a DNS label
_LONGEST_BASE = 58


def _wrong(rule: str, pattern: str, *examples: str) -> str:
    shown = " or ".join(f"'{example}', " for example in examples)
    return f"{rule} (e.g. {shown}regex used for validation is '{pattern}')"


_LABEL_WRONG = _wrong(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end"
    " with an alphanumeric character", _LABEL, "my-name", "123-abc")  # fmt: skip
_SUBDOMAIN_WRONG = _wrong(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start"
    " and end with an alphanumeric character", _SUBDOMAIN, "example.com")  # fmt: skip
_1035_WRONG = _wrong(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character,"
    " and end with an alphanumeric character", _LABEL_1035, "my-name", "abc-123")  # fmt: skip
_WILDCARD_WRONG = _wrong(
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of"
    " lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    r"\*\." + _SUBDOMAIN, "*.example.com")  # fmt: skip
_QUALIFIED_WRONG = _wrong(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    _QUALIFIED, "MyName", "my.name", "123-abc")  # fmt: skip
_VALUE_WRONG = _wrong(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and"
    " end with an alphanumeric character", _VALUE, "MyValue", "my_value", "12345")  # fmt: skip
_CONFIG_KEY_WRONG = _wrong(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    _CONFIG_KEY, "key.name", "KEY_NAME", "key-name")  # fmt: skip

_label = re.compile(_LABEL)
_subdomain = re.compile(_SUBDOMAIN)
_label_1035 = re.compile(_LABEL_1035)
_wildcard = re.compile(r"\*\." + _SUBDOMAIN)
_qualified = re.compile(_QUALIFIED)
_value = re.compile(_VALUE)
_config_key = re.compile(_CONFIG_KEY)


def _too_long(limit: int, unit: str = "characters") -> str:
    return f"must be no more than {limit} {unit}"  # newer upstream checks say bytes, older ones characters


def _length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def dns_label(text: str) -> list[str]:
    """Namespaces, containers, volumes…: `my-name`, at most 63."""
    wrong = [_too_long(63)] if _length(text) > 63 else []
    if not _label.fullmatch(text):
        wrong.append("must not contain dots" if _subdomain.fullmatch(text) else _LABEL_WRONG)
    return wrong


def dns_subdomain(text: str) -> list[str]:
    """Most object names: `web.example-1`, at most 253."""
    wrong = [_too_long(253)] if _length(text) > 253 else []
    return wrong if _subdomain.fullmatch(text) else [*wrong, _SUBDOMAIN_WRONG]


def dns_1035_label(text: str) -> list[str]:
    """Services: like a label, but starting with a letter."""
    wrong = [_too_long(63)] if _length(text) > 63 else []
    return wrong if _label_1035.fullmatch(text) else [*wrong, _1035_WRONG]


def wildcard_subdomain(text: str) -> list[str]:
    """Hosts of an Ingress that start with `*.`."""
    wrong = [_too_long(253)] if _length(text) > 253 else []
    return wrong if _wildcard.fullmatch(text) else [*wrong, _WILDCARD_WRONG]


def config_key(text: str) -> list[str]:
    """Keys of ConfigMaps and Secrets."""
    wrong = [_too_long(253)] if _length(text) > 253 else []
    if not _config_key.fullmatch(text):
        wrong.append(_CONFIG_KEY_WRONG)
    elif text in (".", ".."):
        wrong.append(f"must not be '{text}'")
    elif text.startswith(".."):
        wrong.append("must not start with '..'")
    return wrong


def port_name(text: str) -> list[str]:
    """IANA service names, as container ports have them: `http-2`, at most 15."""
    wrong = [_too_long(15)] if _length(text) > 15 else []
    if not re.fullmatch("[-a-z0-9]+", text):
        wrong.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", text):
        wrong.append("must contain at least one letter (a-z)")
    if "--" in text:
        wrong.append("must not contain consecutive hyphens")
    if text and (text[0] == "-" or text[-1] == "-"):
        wrong.append("must not begin or end with a hyphen")
    return wrong


@lru_cache(maxsize=4096)
def _qualified_name(text: str) -> tuple[str, ...]:
    wrong: list[str] = []
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        tail = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        return (f"a qualified name {_QUALIFIED_WRONG}{tail}",)
    if slash and not prefix:
        wrong.append("prefix part must be non-empty")
    elif slash:
        wrong += [f"prefix part {error.replace('characters', 'bytes', 1)}" if error.startswith("must be no more") else
                  f"prefix part {error}" for error in dns_subdomain(prefix)]  # fmt: skip
    if not name:
        wrong.append("name part must be non-empty")
    elif _length(name) > 63:
        wrong.append(f"name part {_too_long(63, 'bytes')}")
    if not _qualified.fullmatch(name):
        wrong.append(f"name part {_QUALIFIED_WRONG}")
    return tuple(wrong)


def qualified_name(text: str) -> list[str]:
    """Label and annotation keys: `name` or `example.com/name`."""
    return list(_qualified_name(text))


@lru_cache(maxsize=4096)
def _label_value(text: str) -> tuple[str, ...]:
    wrong = (_too_long(63, "bytes"),) if _length(text) > 63 else ()
    return wrong if _value.fullmatch(text) else (*wrong, _VALUE_WRONG)


def label_value(text: str) -> list[str]:
    """Label values: empty, or at most 63 of letters, digits, `-`, `_`, `.`."""
    return list(_label_value(text))


def generate(base: str, chance: Chance) -> str:
    """A generateName: `base` (cut to 58) and five random characters (`apiserver/pkg/storage/names`)."""
    return base[:_LONGEST_BASE] + chance.suffix()


def _fnv(data: bytes, xor_first: bool) -> int:
    value = 0x811C9DC5
    if xor_first:
        for byte in data:
            value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    else:
        for byte in data:
            value = value * 0x01000193 & 0xFFFFFFFF ^ byte
    return value


def fnv32(data: bytes) -> int:
    """FNV-1, 32 bits: revisions of StatefulSets and DaemonSets."""
    return _fnv(data, xor_first=False)


def fnv32a(data: bytes) -> int:
    """FNV-1a, 32 bits: pod template hashes."""
    return _fnv(data, xor_first=True)


def safe_encode(text: str) -> str:
    """Each character as one of the 27 that spell no words (`apimachinery/pkg/util/rand`)."""
    return "".join(SAFE_ALPHABET[ord(letter) % 27] for letter in text)


def _sorted_json(value: Any) -> str:
    import json  # here, because importing the engine must stay fast

    dumps: Callable[..., str] = json.dumps
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def template_hash(template: dict[str, Any], collision: int | None = None) -> str:
    """`pod-template-hash` of a pod template (`pkg/controller/controller_utils.go`, ComputeHash)."""
    from .godump import dump  # here, because importing the engine must stay fast

    text = dump(template).encode()
    if collision is not None:
        text += collision.to_bytes(8, "little")
    return safe_encode(str(fnv32a(text)))


def revision_hash(data: Any, collision: int | None = None) -> str:
    """Hash in the name of a ControllerRevision: FNV-1 of the sorted JSON (`pkg/controller/history`)."""
    text = data if isinstance(data, str) else _sorted_json(data)
    return safe_encode(str(fnv32((text + ("" if collision is None else str(collision))).encode())))
