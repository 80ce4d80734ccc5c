"""The body of a request: JSON, YAML or protobuf, with limits, and with the keys that were given twice.

Nothing here trusts what was sent: depth, aliases, size and encoding are checked by the engine's own reader, and what
cannot be read is a BadRequest in the words of the server. Next: `rest.py`.
"""

from __future__ import annotations

import json
from typing import Any

from ..engine.api import decode, yamltext
from ..engine.api.errors import ApiError, bad_request
from ..engine.core.work import Object
from ..engine.door import doubled
from . import proto

__all__ = ["TYPES", "media", "patch_body", "read"]

#: media types of whole objects
TYPES = ("application/json", "application/yaml", "application/x-yaml", "text/yaml", "application/apply-patch+yaml", "")


def media(header: str) -> str:
    """The media type of a Content-Type header, without its options."""
    return header.partition(";")[0].strip().lower()


def read(body: bytes, header: str, version: str = "", name: str = "") -> tuple[Object, list[str]]:
    """(object, paths of keys given twice). An empty body is an empty object. Raises ApiError.

    `version` and `name`: the kind that is meant where protobuf does not say which it is.
    """
    kind = media(header)
    if kind == proto.TYPE and body:
        return _proto(body, version, name), []
    if kind not in (*TYPES, proto.TYPE, "application/x-www-form-urlencoded"):
        known = f"application/json, application/yaml, {proto.TYPE}"
        text = f"the body of the request was in an unknown format - accepted media types include: {known}"
        raise ApiError("UnsupportedMediaType", text)
    if not body.strip():
        return {}, []
    value, twice = _yaml(body) if "yaml" in kind else _json(body)
    if not isinstance(value, dict):
        raise bad_request("couldn't get version/kind; json parse error: json: cannot unmarshal "
                          f"{_go(value)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; "
                          "Kind string \"json:\\\"kind,omitempty\\\"\" }")  # fmt: skip
    return value, twice


def patch_body(body: bytes, header: str) -> Any:
    """The body of a patch; JSON, or YAML for server-side apply. Raises ApiError BadRequest."""
    if "yaml" in media(header):
        return _yaml(body)[0]
    return _json(body)[0]


def _proto(body: bytes, version: str, name: str) -> Object:
    try:
        return proto.read(body, version, name)
    except proto.Malformed as error:
        start = body[:30].hex() + (" ..." if len(body) > 30 else "")
        must = f" (must be of type {name})" if name else ""
        raise bad_request(f"the object provided is unrecognized{must}: {error} ({start})") from None


def _go(value: Any) -> str:
    return "array" if isinstance(value, list) else "string" if isinstance(value, str) else "number"


def _yaml(body: bytes) -> tuple[Any, list[str]]:
    found = decode.documents(body)
    if not found:
        return {}, []
    return found[0].value, doubled(found[0])


def _json(body: bytes) -> tuple[Any, list[str]]:
    twice = False

    def pairs(items: list[tuple[str, Any]]) -> Object:
        nonlocal twice
        made = dict(items)
        twice = twice or len(made) < len(items)
        return made

    try:
        value = json.loads(body, object_pairs_hook=pairs, parse_constant=_no_constant)
    except RecursionError:
        raise bad_request("the body of the request is nested too deeply") from None
    except UnicodeDecodeError:
        raise bad_request("the body of the request is not valid UTF-8") from None
    except ValueError as error:
        raise bad_request(f"couldn't get version/kind; json parse error: {error}") from None
    if _deep(value):
        raise bad_request("the body of the request is nested too deeply")
    return value, _paths(body.decode()) if twice else []


def _paths(text: str) -> list[str]:
    """The keys that stand there twice: JSON is YAML, and the reader of that knows their whole path."""
    try:
        value, duplicates = yamltext.load(text)
    except yamltext.YamlError:
        return []
    return doubled(decode.Document(1, 1, value, text, duplicates))


def _deep(value: Any) -> bool:
    level = [value]
    for _ in range(yamltext.MAX_DEPTH + 1):
        level = [below for item in level if isinstance(item, dict | list) for below in _below(item)]
        if not level:
            return False
    return True


def _below(item: Any) -> Any:
    return item.values() if isinstance(item, dict) else item


def _no_constant(word: str) -> Any:
    raise ValueError(f"invalid character '{word[0]}' looking for beginning of value")
