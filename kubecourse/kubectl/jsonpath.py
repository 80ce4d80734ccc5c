r"""kubectl's JSONPath templates: `{range .items[*]}{.metadata.name}{"\n"}{end}`.

`Template(text).render(obj)` prints, `Template(text).find(obj)` gives the values of the first expression.
Missing fields print nothing. Refusals are ValueError in kubectl's words.
Upstream: `client-go/util/jsonpath/{parser,jsonpath}.go`. Next: `gotemplate.py`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..engine.api.client_apply import go_json

__all__ = ["Template", "relaxed", "shown"]


class _Step(NamedTuple):
    """`kind`: field, deep, index, slice, all, filter, union, or text (a quoted string)."""

    kind: str
    value: Any = None


class _Node(NamedTuple):
    """A piece of a template: text, path (steps), range (steps, body)."""

    kind: str
    value: Any
    body: tuple[_Node, ...] = ()


_FIELD = re.compile(r"(?:[^\s.\[\]{}()'\",|=!<>*?\\]|\\.)+")
_SLICE = re.compile(r"(-?\d*)(?::(-?\d*))?(?::(-?\d*))?")
_FILTER = re.compile(r"\s*(.+?)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*", re.DOTALL)


def relaxed(text: str) -> str:
    """`x.y`, `.x.y` and `{.x.y}` all as `{.x.y}`: what --sort-by and custom columns accept."""
    bare = text.strip()
    bare = bare[1:-1] if bare.startswith("{") and bare.endswith("}") else bare
    if not bare or "{" in bare or "}" in bare:
        raise ValueError(
            "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'"
        )
    return "{" + (bare if bare.startswith((".", "[")) else f".{bare}") + "}"


class Template:
    """A parsed template."""

    def __init__(self, text: str) -> None:
        self._nodes = _nest(_pieces(text))

    def render(self, obj: Any) -> str:
        """The text for `obj`."""
        return "".join(_render(self._nodes, obj, obj))

    def find(self, obj: Any) -> list[Any]:
        """The values that the expressions find."""
        return [value for node in self._nodes if node.kind == "path" for value in _walk(node.value, [obj], obj)]


def _pieces(text: str) -> list[_Node]:
    """Text and {…} in turn."""
    found: list[_Node] = []
    at = 0
    while at < len(text):
        start = text.find("{", at)
        if start < 0:
            found.append(_Node("text", text[at:]))
            break
        if start > at:
            found.append(_Node("text", text[at:start]))
        at = _close(text, start)
        inner = text[start + 1 : at - 1].strip()
        if inner.startswith("range"):
            found.append(_Node("range", _steps(inner[5:].strip())))
        elif inner == "end":
            found.append(_Node("end", None))
        else:
            for part in _parts(inner):
                found.append(_Node("path", _steps(part)))
    return found


def _close(text: str, start: int) -> int:
    quote, at, inside = "", start + 1, False
    while at < len(text):
        c = text[at]
        if quote:
            at += c == "\\"
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c in "[]":
            inside = c == "["
        elif c == "}":
            return at + 1
        at += 1
    raise ValueError("unterminated array" if inside else "unterminated quoted string" if quote else "unclosed action")


def _parts(inner: str) -> list[str]:
    """Expressions of one action, split at spaces outside brackets and quotes."""
    parts, depth, quote, part = [], 0, "", ""
    for c in inner:
        if quote:
            quote = "" if c == quote and not part.endswith("\\") else quote
        elif c in "'\"":
            quote = c
        elif c in "[(":
            depth += 1
        elif c in "])":
            depth -= 1
        if c.isspace() and not depth and not quote:
            parts.append(part)
            part = ""
        else:
            part += c
    return [part for part in [*parts, part] if part]


def _nest(pieces: list[_Node]) -> tuple[_Node, ...]:
    stack: list[tuple[Any, list[_Node]]] = [(None, [])]
    for piece in pieces:
        if piece.kind == "range":
            stack.append((piece.value, []))
        elif piece.kind == "end":
            if len(stack) == 1:
                raise ValueError("not in range, nothing to end")
            steps, body = stack.pop()
            stack[-1][1].append(_Node("range", steps, tuple(body)))
        else:
            stack[-1][1].append(piece)
    if len(stack) > 1:
        raise ValueError("unexpected end of range")
    return tuple(stack[0][1])


def _unquote(text: str) -> str:
    escapes = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda m: escapes.get(m[1], m[1]), text)


def _steps(text: str) -> tuple[_Step, ...]:
    if text[:1] in "'\"" and text:
        return (_Step("text", _unquote(text[1:-1])),)
    steps: list[_Step] = []
    at = 1 if text.startswith(("$", "@")) else 0
    while at < len(text):
        if text.startswith("..", at):
            steps.append(_Step("deep"))
            at += 2
            at = _field(text, at, steps) if text[at : at + 1] not in ("[", "") else at
        elif text[at] == ".":
            at = _field(text, at + 1, steps)
        elif text[at] == "[":
            end = _bracket(text, at)
            steps.append(_inside(text[at + 1 : end - 1].strip()))
            at = end
        elif not steps:
            at = _field(text, at, steps)
        else:
            raise ValueError(f"unrecognized character in action: {_rune(text[at])}")
    return tuple(steps)


def _rune(c: str) -> str:
    return f"U+{ord(c):04X} '{c}'"


def _field(text: str, at: int, steps: list[_Step]) -> int:
    if text[at : at + 1] == "*":
        steps.append(_Step("all"))
        return at + 1
    found = _FIELD.match(text, at)
    if found is None:
        if at < len(text) and text[at] not in ".[":
            raise ValueError(f"unrecognized character in action: {_rune(text[at])}")
        return at
    steps.append(_Step("field", re.sub(r"\\(.)", r"\1", found[0])))
    return found.end()


def _bracket(text: str, start: int) -> int:
    depth, quote = 0, ""
    for at in range(start, len(text)):
        c = text[at]
        if quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
        elif c == "[":
            depth += 1
        elif c == "]":
            depth -= 1
            if not depth:
                return at + 1
    raise ValueError("unterminated array")


def _inside(text: str) -> _Step:
    if text == "*":
        return _Step("all")
    if text.startswith("?(") and text.endswith(")"):
        return _filter(text[2:-1])
    if text[:1] in ("'", '"') and text[-1:] == text[:1] and text.count(text[0]) == 2:
        return _Step("field", _unquote(text[1:-1]))
    if "," in text:
        return _Step("union", tuple(_inside(part.strip()) for part in text.split(",")))
    found = _SLICE.fullmatch(text)
    if found is None or not text:
        raise ValueError(f"invalid array index {text}")
    if ":" not in text:
        return _Step("index", int(text))
    low, high, step = (int(part) if part else None for part in found.groups())
    return _Step("slice", slice(low, high, step))


def _filter(text: str) -> _Step:
    found = _FILTER.fullmatch(text)
    if found is None:
        return _Step("filter", (_steps(text.strip()), "exists", ()))
    return _Step("filter", (_steps(found[1]), found[2], _operand(found[3])))


def _operand(text: str) -> Any:
    if text.startswith(("@", "$", ".")):
        return _steps(text)
    if text[:1] in ("'", '"'):
        return _Step("text", _unquote(text[1:-1]))
    if text in ("true", "false"):
        return _Step("text", text == "true")
    try:
        return _Step("text", float(text) if "." in text else int(text))
    except ValueError:
        raise ValueError(f"unrecognized identifier {text}") from None


def _walk(steps: tuple[_Step, ...], values: list[Any], root: Any) -> list[Any]:
    for number, step in enumerate(steps):
        if step.kind == "text":
            return [step.value]
        if step.kind == "deep":
            rest = steps[number + 1 :]
            return [found for value in values for below in _below(value) for found in _walk(rest, [below], root)]
        values = [found for value in values for found in _step(step, value, root)]
    return values


def _below(value: Any) -> list[Any]:
    found = [value]
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        if isinstance(below, (dict, list)):
            found += _below(below)
    return found


def _step(step: _Step, value: Any, root: Any) -> list[Any]:
    kind = step.kind
    if kind == "field":
        return [value[step.value]] if isinstance(value, dict) and step.value in value else []
    if kind == "all":
        if isinstance(value, dict):
            return [value[key] for key in sorted(value)]
        return list(value) if isinstance(value, list) else []
    if kind == "union":
        return [found for part in step.value for found in _step(part, value, root)]
    if not isinstance(value, list):
        return []
    if kind == "index":
        if not -len(value) <= step.value < len(value):
            raise IndexError(f"array index out of bounds: index {step.value}, length {len(value)}")
        return [value[step.value]]
    if kind == "slice":
        found: list[Any] = value[step.value]
        return found
    return [item for item in value if _holds(step.value, item, root)]


def _holds(test: tuple[Any, str, Any], item: Any, root: Any) -> bool:
    left_steps, operator, right = test
    left = _walk(left_steps, [item], root)
    if operator == "exists":
        return bool(left)
    wanted = [right.value] if isinstance(right, _Step) else _walk(right, [item], root)
    if not left or not wanted:
        return False
    a, b = left[0], wanted[0]
    if operator in ("==", "!="):
        return (a == b) is (operator == "==")
    try:
        return bool({"<": a < b, ">": a > b, "<=": a <= b, ">=": a >= b}[operator])
    except TypeError:
        return False


def shown(value: Any) -> str:
    """One value as text: strings as they are, maps and lists as compact JSON."""
    return value if isinstance(value, str) else "" if value is None else go_json(value)


def _render(nodes: tuple[_Node, ...], obj: Any, root: Any) -> list[str]:
    out: list[str] = []
    for node in nodes:
        if node.kind == "text":
            out.append(node.value)
        elif node.kind == "path":
            start = root if node.value and node.value[0].kind == "root" else obj
            out.append(" ".join(shown(value) for value in _walk(node.value, [start], root)))
        else:
            for item in _walk(node.value, [obj], root):
                out += _render(node.body, item, root)
    return out
