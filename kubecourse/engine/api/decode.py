"""Text -> documents -> objects: the first step of every write.

`documents` cuts a stream as kubectl does and reads each part (YAML or JSON) with limits; `to_object` finds the kind and
checks the fields, in the words of the server or of kubectl. What it returns is a private tree that the server may
change until it is stored. A hint on an error is a message key, followed by words that belong into the message.
Next: `defaults/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from . import custom
from .errors import ApiError, bad_request
from .kinds import Kind, Registry
from .schema import ANY, node, tidy
from .typecheck import Report, inspect
from .yamltext import MAX_DEPTH, YamlError, has_c_parser, lines, load

__all__ = ["MAX_BYTES", "Document", "documents", "flattened", "to_object"]

#: what the API server accepts in one request
MAX_BYTES = 3 * 1024 * 1024
#: the pure Python parser is ten times slower: as much as it reads in a reasonable time
MAX_BYTES_PURE = 256 * 1024
_SEPARATOR = re.compile(r"^---[ \t\r]*(?:#.*)?$", re.M)
_CONTENT = re.compile(r"^[ \t\r]*[^ \t\r\n#]", re.M)
_VALIDATE = "; if you choose to ignore these errors, turn validation off with --validate=false"
_HEADER = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
Path = tuple[str | int, ...]


class Document:
    """One document of a text: `index` and `line` (both from 1, in the whole text), `value`, and the keys given twice as
    (path, line).
    """

    __slots__ = ("_lines", "_text", "duplicates", "index", "line", "value")

    def __init__(
        self, index: int, line: int, value: Any, text: str, duplicates: Sequence[tuple[Path, int]] = ()
    ) -> None:
        self.index = index
        self.line = line
        self.value = value
        self.duplicates = tuple((path, line + at - 1) for path, at in duplicates)
        self._text = text
        self._lines: dict[Path, int] | None = None

    def line_of(self, path: str | Path) -> int:
        """The line in the whole text of a field (`spec.containers[0].image`, or a tuple), or of the nearest parent."""
        if self._lines is None:
            try:
                self._lines = lines(self._text)
            except YamlError:  # JSON that is no YAML
                self._lines = {}
        steps = _steps(path) if isinstance(path, str) else tuple(path)
        while steps and steps not in self._lines:
            steps = steps[:-1]
        return self.line + self._lines.get(steps, 1) - 1

    def __repr__(self) -> str:
        return f"Document({self.index}, line {self.line})"


def _steps(path: str) -> Path:
    from ..core.fields import parts

    return parts(path)


class _Part(NamedTuple):
    line: int
    text: str


def _split(text: str) -> Iterator[_Part]:
    """The parts between `---` lines; a comment or tag after `---` belongs to what follows."""
    start = line = 0
    for match in _SEPARATOR.finditer(text):
        if match.start() > start:
            yield _Part(line + 1, text[start : match.start()])
            # as kubectl counts: a `---` between documents belongs to neither, a leading one to what follows
            end = match.end() + (text.startswith("\n", match.end()))
        else:
            end = match.end()
        line += text.count("\n", start, end)
        start = end
    yield _Part(line + 1, text[start:])


def documents(text: str | bytes, name: str = "STDIN", *, pure: bool = False) -> list[Document]:
    """All documents of a text that are not empty. `name` is what kubectl calls the source in its errors.

    Raises ApiError BadRequest with `.line`, `.document` and `.hint`; RequestEntityTooLarge for too much text.
    """
    text = _decoded(text, name)
    limit = MAX_BYTES_PURE if pure or not has_c_parser() else MAX_BYTES
    if len(text) > limit or (not text.isascii() and len(text.encode("utf-8", "replace")) > limit):
        message = f"Request entity too large: limit is {limit}"
        raise ApiError("RequestEntityTooLarge", message, hint="yaml.size")
    found: list[Document] = []
    if text.lstrip()[:1] == "{" and (objects := _json(text)) is not None:
        return objects
    for part in _split(text):
        if not part.text.strip() or not _CONTENT.search(part.text):
            continue
        index = len(found) + 1
        try:
            value, duplicates = load(part.text, pure)
        except YamlError as error:
            raise _unreadable(error, name, part, index) from None
        if value is not None:
            found.append(Document(index, part.line, value, part.text, duplicates))
    return found


def _decoded(text: str | bytes, name: str) -> str:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            message = f"error parsing {name}: error converting YAML to JSON: yaml: invalid leading UTF-8 octet"
            raise bad_request(message, line=line, document=1, hint="yaml.utf8") from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def _unreadable(error: YamlError, name: str, part: _Part, index: int) -> ApiError:
    last = part.text.rstrip().count("\n") + 1  # what is missing at the end is missing in the last line
    line = part.line + min(error.line or 1, last) - 1
    message = f"error parsing {name}: error converting YAML to JSON: {error}"
    return bad_request(message, line=line, document=index, hint=error.hint)


def _json(text: str) -> list[Document] | None:
    """The objects of a JSON stream, or None where it is not JSON: then it may be YAML in flow style."""
    import json

    found: list[Document] = []
    duplicates: list[str] = []
    decoder = json.JSONDecoder(object_pairs_hook=lambda pairs: _object(pairs, duplicates), parse_constant=_no_constant)
    at = 0
    try:
        while at < len(text):
            value, end = decoder.raw_decode(text, at)
            twice = [((key,), 1) for key in duplicates]
            line = text.count("\n", 0, at) + 1
            found.append(Document(len(found) + 1, line, value, text[at:end], twice))
            duplicates.clear()
            while end < len(text) and text[end] in " \t\r\n":
                end += 1
            at = end
    except (ValueError, RecursionError):
        return None
    return found if all(_shallow(document.value) for document in found) else None


def _object(pairs: list[tuple[str, Any]], duplicates: list[str]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                duplicates.append(key)
            seen.add(key)
    return made


def _no_constant(word: str) -> Any:
    raise ValueError(word)


def _shallow(value: Any) -> bool:
    """Is it nested no deeper than MAX_DEPTH? Level by level, so that it cannot recurse itself."""
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        if not below:
            return True
        level = below
    return False


def flattened(value: Any) -> list[Any]:
    """The objects of a `List` (or `PodList`, …) one by one; anything else as a list of one."""
    if isinstance(value, dict) and isinstance(value.get("items"), list) and str(value.get("kind", "")).endswith("List"):
        return [one for item in value["items"] for one in flattened(item)]
    return [value]


def to_object(
    value: Any,
    registry: Registry,
    field_validation: str = "Strict",
    source: str = "server",
    name: str = "STDIN",
    duplicates: Sequence[str] = (),
) -> tuple[Kind, dict[str, Any], list[str]]:
    """The kind of a decoded document, the object as the server would hold it, and warnings.

    `value` becomes the object where possible: give a tree that nobody else holds. `field_validation`: Strict, Warn or
    Ignore. `source`: "server" or "kubectl", whose words differ; `name`: the file as kubectl calls it. `duplicates`:
    paths of keys that the text had twice. Raises ApiError.
    """
    version, kind_name = _type_meta(value, source, name)
    kind = registry.gvk(version, kind_name)
    where = node(kind) if kind is not None else ANY
    if source == "kubectl":
        _as_kubectl(value, name)
    if kind is None:
        raise _no_kind(registry, version, kind_name, source)
    doubled = [f'duplicate field "{path}"' for path in duplicates]
    if where is ANY:
        return kind, *_custom(registry, kind, value, doubled, field_validation)
    if not doubled and tidy(where, value):
        return kind, value, []
    report = inspect(where, _sorted(value) if source == "kubectl" else value)
    return kind, *_judged(kind, report, doubled, field_validation)


def _judged(kind: Kind, report: Report, doubled: list[str], validation: str) -> tuple[dict[str, Any], list[str]]:
    refused = f'{kind.name} in version "{kind.version}" cannot be handled as a {kind.name}: '
    if report.fatal:
        raise bad_request(refused + report.fatal, hint=_type_hint(report.fatal))
    strict = [*report.unknown, *doubled]
    if strict and validation == "Strict":
        hint = "field.unknown" if report.unknown else "field.duplicate"
        raise bad_request(f"{refused}strict decoding error: {', '.join(strict)}", hint=hint)
    return report.value, strict if validation == "Warn" else []


def _type_hint(fatal: str) -> str:
    if fatal.startswith(("quantities", "unable to parse quantity")):
        return "field.quantity"
    return "field.base64" if "base64" in fatal else "field.type"


def _custom(
    registry: Registry, kind: Kind, value: dict[str, Any], doubled: list[str], validation: str
) -> tuple[dict[str, Any], list[str]]:
    """A kind the cluster was taught: its metadata is that of any kind, the rest is as its definition says."""
    value, dropped = custom.shaped(registry, kind, value)
    lost = tuple(f'unknown field "{path}"' for path in dropped)
    metadata = value.get("metadata")
    if metadata is None:
        return _judged(kind, Report("", lost, {**value, "metadata": {}}), doubled, validation)
    report = inspect(_metadata(), {"metadata": metadata})
    if not report.fatal:
        report = report._replace(value={**value, **report.value}, unknown=(*report.unknown, *lost))
    return _judged(kind, report, doubled, validation)


def _metadata() -> Any:
    """The type of an object of which only `metadata` is looked at (any namespaced kind has the same)."""
    return node("ConfigMap")


def _type_meta(value: Any, source: str, name: str) -> tuple[str, str]:
    kubectl = source == "kubectl"
    if not isinstance(value, dict):
        if kubectl:
            raise _invalid(name, "invalid object to validate", "object.not-a-map")
        what = "array" if isinstance(value, list) else "string" if isinstance(value, str) else "number"
        message = f"json: cannot unmarshal {what} into Go value of type {_HEADER}"
        raise bad_request(f"couldn't get version/kind; json parse error: {message}", hint="object.not-a-map")
    version, kind = value.get("apiVersion"), value.get("kind")
    for field, given in (("apiVersion", version), ("kind", kind)):
        if given is not None and not isinstance(given, str):
            what = "bool" if isinstance(given, bool) else "number" if isinstance(given, (int, float)) else (
                "array" if isinstance(given, list) else "object")  # fmt: skip
            message = f"json: cannot unmarshal {what} into Go struct field .{field} of type string"
            raise bad_request(f"couldn't get version/kind; json parse error: {message}", hint="field.type")
    missing = [f"{field} not set" for field, given in (("apiVersion", version), ("kind", kind)) if not given]
    if missing and kubectl:
        text = missing[0] if len(missing) == 1 else f"[{', '.join(missing)}]"
        raise _invalid(name, text, "object.no-kind" if not kind else "object.no-version")
    if not kind:
        raise bad_request(f"Object 'Kind' is missing in '{_compact(value)}'", hint="object.no-kind")
    if not version:
        raise bad_request(f"Object 'apiVersion' is missing in '{_compact(value)}'", hint="object.no-version")
    return str(version), str(kind)


def _invalid(name: str, text: str, hint: str) -> ApiError:
    return bad_request(f'error validating "{name}": error validating data: {text}{_VALIDATE}', hint=hint)


def _compact(value: Any) -> str:
    import json

    return json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def _as_kubectl(value: dict[str, Any], name: str) -> None:
    """The metadata, which kubectl itself reads before it sends anything."""
    metadata = value.get("metadata")
    if metadata is not None:
        report = inspect(_metadata(), {"metadata": metadata})
        if report.fatal:
            raise bad_request(f'unable to decode "{name}": {report.fatal}', hint=_type_hint(report.fatal))


def _no_kind(registry: Registry, version: str, kind: str, source: str) -> ApiError:
    others = registry.versions_of(kind)
    near = [row for row in registry if row.name.lower() == kind.lower() or row.plural == kind.lower()]
    hint = "kind.unknown"
    if others:
        hint = f"kind.other-version {others[0].api_version}"
    elif near:
        hint = f"kind.spelling {near[0].name} {near[0].api_version}"
    if source == "kubectl":
        return ApiError("NotFound", f'no matches for kind "{kind}" in version "{version}"', hint=hint)
    if any(row.api_version == version for row in registry):
        return ApiError("NotFound", "the server could not find the requested resource", hint=hint)
    # no such group or version: not even a Status, so no reason and no words
    return ApiError("", "", code=404, hint=hint)


def _sorted(value: Any) -> Any:
    """The tree with its maps in the order of their keys, as kubectl sends them."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
