"""One YAML document -> plain maps, lists and scalars, with limits, lines and duplicate keys.

Built from parser events, never by recursion, so that no text can overflow the stack or expand for ever. The C parser is
used where PyYAML has it; the pure Python one gives the same values and the same words.
Next: `decode.py`, which cuts a stream into documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .scalars import ScalarError, key_text, resolve

__all__ = ["MAX_DEPTH", "YamlError", "has_c_parser", "lines", "load"]

#: maps and lists inside each other; everything that walks objects may recurse to this depth
MAX_DEPTH = 100
MAX_NODES = 1_000_000
#: tabs that separate words: not those of an indentation
_TABS = re.compile(r"(?<=[^ \t\n])[ \t]*\t[ \t]*")
_NO_KEY = object()
_MERGE = object()
#: how the pure Python parser says what libyaml (and Go) says otherwise
_WORDS = (
    (re.compile(r"found character .* that cannot start any token", re.S),
     "found character that cannot start any token"),
    (re.compile(r"mapping values are not allowed here"), "mapping values are not allowed in this context"),
    (re.compile(r"sequence entries are not allowed here"), "block sequence entries are not allowed in this context"),
    (re.compile(r"mapping keys are not allowed here"), "mapping keys are not allowed in this context"),
    (re.compile(r"expected ',' or '([\]}])', but got .*", re.S), r"did not find expected ',' or '\1'"),
    (re.compile(r"expected the node content, but found .*", re.S), "did not find expected node content"),
    (re.compile(r"expected '<document start>', but found .*", re.S), "did not find expected <document start>"),
    (re.compile(r"found unknown escape character .*", re.S), "found unknown escape character"),
    (re.compile(r"found undefined tag handle .*|found undefined tag handle", re.S), "found undefined tag handle"),
    (re.compile(r"expected alphabetic or numeric character, but found .*", re.S),
     "did not find expected alphabetic or numeric character"),
    (re.compile(r"special characters are not allowed"), "control characters are not allowed"),
)  # fmt: skip


class YamlError(ValueError):
    """A document that cannot be read. `str(error)`: Go's words; `line`: where, from 1 in this document, or None."""

    def __init__(self, message: str, line: int | None = None, hint: str = "yaml.syntax") -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


def has_c_parser() -> bool:
    """Is PyYAML's C parser there? The pure one is about ten times slower."""
    import yaml

    return bool(yaml.__with_libyaml__)


def _events(text: str, pure: bool) -> Iterator[Any]:
    import yaml

    loader: Any = yaml.SafeLoader if pure or not yaml.__with_libyaml__ else yaml.CSafeLoader
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        raise _marked(error, text, isinstance(error, yaml.scanner.ScannerError)) from None
    except yaml.YAMLError as error:
        reason = str(getattr(error, "reason", error))
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) and not pure else None
        raise YamlError(f"yaml: {_said(reason)}", line) from None
    except UnicodeError:
        raise YamlError("yaml: incomplete UTF-16 surrogate pair") from None


def _said(problem: str) -> str:
    for pattern, words in _WORDS:
        if pattern.fullmatch(problem):
            return pattern.sub(words, problem)
    return problem


def _marked(error: Any, text: str, scanner: bool) -> YamlError:
    problem = str(error.problem or "unknown problem parsing YAML content")
    if problem.startswith("expected <block end>"):
        sequence = "sequence" in str(error.context) or "collection" in str(error.context)
        problem = "did not find expected '-' indicator" if sequence else "did not find expected key"
    # go-yaml names the line where the construct began, counted from 0 except in the scanner, and never line 0
    marks = [mark for mark in (error.context_mark, error.problem_mark) if mark is not None]
    line = next((mark.line for mark in marks if mark.line), 0)
    where = f"line {line + scanner}: " if line else ""
    place = (error.problem_mark or error.context_mark).line + 1 if marks else None
    return YamlError(f"yaml: {where}{_said(problem)}", place, _hint(problem, text, place))


def _hint(problem: str, text: str, line: int | None) -> str:
    written = text.split("\n")[line - 1] if line and line <= text.count("\n") + 1 else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or "'\\t'" in problem:
        return "yaml.tab"
    if "mapping values" in problem or "expected key" in problem or "'-' indicator" in problem:
        return "yaml.indent"
    return "yaml.quote" if "end of stream" in problem else "yaml.syntax"


class _Frame:
    """A map or list that is being filled."""

    __slots__ = ("anchor", "before", "explicit", "key", "line", "merged", "value")

    def __init__(self, value: Any, anchor: str | None, line: int, before: int) -> None:
        self.value = value
        self.anchor = anchor
        self.line = line
        self.before = before
        self.key: Any = _NO_KEY
        self.merged: list[Any] = []
        self.explicit: Any = None


class _Builder:
    def __init__(self) -> None:
        self.frames: list[_Frame] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = self.aliased = 0
        self.root: Any = None
        self.duplicates: list[tuple[tuple[str | int, ...], int]] = []

    def open(self, value: Any, event: Any) -> None:
        if len(self.frames) >= MAX_DEPTH:
            line = event.start_mark.line + 1
            raise YamlError(f"yaml: exceeded max depth of {MAX_DEPTH}", line, "yaml.depth")
        self.nodes += 1
        if event.anchor:
            self.anchors[event.anchor] = (_NO_KEY, 0)
        self.frames.append(_Frame(value, event.anchor, event.start_mark.line, self.nodes))

    def close(self, event: Any) -> None:
        frame = self.frames.pop()
        for merged in frame.merged:
            for key, value in merged.items():
                frame.value.setdefault(key, value)
        if frame.anchor:
            self.anchors[frame.anchor] = (frame.value, self.nodes - frame.before + 1)
        self.add(frame.value, frame.line)

    def scalar(self, event: Any) -> None:
        self.nodes += 1
        try:
            value = resolve(event.value, event.tag, event.implicit[0] if event.tag is None else False)
        except ScalarError as error:
            raise YamlError(str(error), event.start_mark.line + 1) from None
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        frame = self.frames[-1] if self.frames else None
        if value == "<<" and not event.style and frame is not None and frame.key is _NO_KEY:
            if type(frame.value) is dict:
                frame.key = _MERGE
                return
        self.add(value, event.start_mark.line)

    def alias(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if event.anchor not in self.anchors:
            raise YamlError(f"yaml: unknown anchor '{event.anchor}' referenced", line, "yaml.alias")
        value, size = self.anchors[event.anchor]
        if value is _NO_KEY:
            raise YamlError(f"yaml: anchor '{event.anchor}' value contains itself", line, "yaml.alias")
        self.nodes += size
        self.aliased += size
        # go-yaml's rule: small documents may be nearly all aliases, large ones hardly
        share = 0.99 if self.nodes <= 400_000 else max(0.10, 0.99 - 0.89 * (self.nodes - 400_000) / 3_600_000)
        excessive = self.aliased > 100 and self.nodes > 1000 and self.aliased > share * self.nodes
        if excessive or self.nodes > MAX_NODES or len(self.frames) + _depth(value) > MAX_DEPTH:
            raise YamlError("yaml: document contains excessive aliasing", line, "yaml.alias")
        self.add(_copy(value), event.start_mark.line)

    def add(self, value: Any, line: int) -> None:
        """Put a finished value where it belongs; `line` counts from 0."""
        if not self.frames:
            self.root = value
            return
        frame = self.frames[-1]
        if type(frame.value) is list:
            frame.value.append(value)
        elif frame.key is _NO_KEY:
            self.key(frame, value, line)
        elif frame.key is _MERGE:
            self.merge(frame, value, line)
            frame.key = _NO_KEY
        else:
            frame.value[frame.key] = value
            frame.key = _NO_KEY

    def key(self, frame: _Frame, value: Any, line: int) -> None:
        if type(value) is not str:
            try:
                value = key_text(value)
            except ScalarError as error:
                raise YamlError(str(error), line + 1, "yaml.key") from None
        if value in frame.value:
            self.duplicates.append(((*self.path(), value), line + 1))
        frame.key = value

    def merge(self, frame: _Frame, value: Any, line: int) -> None:
        several = value if isinstance(value, list) else [value]
        if not all(isinstance(one, dict) for one in several):
            raise YamlError("yaml: map merge requires map or sequence of maps as the value", line + 1, "yaml.alias")
        frame.merged.extend(several)

    def path(self) -> tuple[str | int, ...]:
        """Where the innermost open map stands."""
        steps: list[str | int] = []
        for frame in self.frames[:-1]:
            steps.append(len(frame.value) if type(frame.value) is list else frame.key)
        return tuple(steps)


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(below) for key, below in value.items()}
    return [_copy(below) for below in value] if isinstance(value, list) else value


def load(text: str, pure: bool = False) -> tuple[Any, list[tuple[tuple[str | int, ...], int]]]:
    """The value of the first document in `text`, and its duplicate keys as (path, line from 1); the last one counts.

    Raises YamlError. `pure`: use the pure Python parser even where there is a C one.
    """
    if "\t" in text and (pure or not has_c_parser()):
        try:
            return _build(text, pure)
        except YamlError as error:  # the pure parser refuses tabs that YAML allows between words and at the end
            if error.hint != "yaml.tab" and "start any token" not in str(error):
                raise
            return _build(_TABS.sub(" ", text), pure)
    return _build(text, pure)


def _build(text: str, pure: bool) -> tuple[Any, list[tuple[tuple[str | int, ...], int]]]:
    builder, documents = _Builder(), 0
    for event in _events(text, pure):
        name = type(event).__name__
        if name == "ScalarEvent":
            builder.scalar(event)
        elif name == "MappingStartEvent":
            builder.open({}, event)
        elif name == "SequenceStartEvent":
            builder.open([], event)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            builder.close(event)
        elif name == "AliasEvent":
            builder.alias(event)
        elif name == "DocumentStartEvent":
            documents += 1
            if documents > 1:
                break
    return builder.root, builder.duplicates


def lines(text: str, pure: bool = False) -> dict[tuple[str | int, ...], int]:
    """The line (from 1) of every key and list item of the first document; () is where it begins."""
    builder = _Builder()
    found: dict[tuple[str | int, ...], int] = {}
    for event in _events(text, pure):
        name = type(event).__name__
        if name in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            _note(builder, found, event)
        if name == "ScalarEvent":
            builder.scalar(event)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            builder.open({} if name[0] == "M" else [], event)
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            builder.close(event)
        elif name == "AliasEvent":
            builder.alias(event)
        elif name == "DocumentEndEvent":
            break
    return found


def _note(builder: _Builder, found: dict[tuple[str | int, ...], int], event: Any) -> None:
    line = event.start_mark.line + 1
    frame = builder.frames[-1] if builder.frames else None
    if frame is None:
        found.setdefault((), line)
    elif type(frame.value) is list:
        found[(*builder.path(), len(frame.value))] = line
    elif frame.key is _NO_KEY and type(event).__name__ == "ScalarEvent":
        # the key's own line, not its value's: that is where a person looks
        try:
            found[(*builder.path(), key_text(resolve(event.value, event.tag, event.implicit[0])))] = line
        except ScalarError:
            return
