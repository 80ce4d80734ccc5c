"""CEL: the expressions of custom kinds' rules and of admission policies.

The language is a library's (`pip install 'kubecourse[cel]'`), imported when the first expression is asked for; an expression
is compiled once. What Kubernetes adds to it is in `cel/`. The library has no types before it runs: `undeclared` finds the
functions and variables that nothing defines, and a path under a known schema that leads nowhere. Left out: `a.?b` and `a[?b]`,
`cel.bind`, macros with two variables, the authorizer, limits of cost; the size of a text is counted in bytes.
Next: `custom/rules.py`, `admission/policies.py`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from .errors import ApiError

__all__ = ["ExpressionError", "compiled", "evaluate", "names", "undeclared"]

_MISSING = "expressions in CEL need a library that is not installed: pip install 'kubecourse[cel]'"
#: a function of ours failed: what it said is in the middle
_FAILED = re.compile(r"Python function call failed: \w+: (.*)\. Check function arguments and their types\.", re.S)
_TEXT = re.compile(r"""[rRbB]*(?:\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", re.S)
#: `list.all(x, …)`: x is a variable within
_BOUND = re.compile(r"\.(?:all|exists|exists_one|existsOne|map|filter)\(\s*([A-Za-z_]\w*)\s*,")
_PATH = re.compile(r"(?<![\w.])([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)+)(\s*\()?")
#: what the language itself has under these names, or the parser makes
_NATIVE = frozenset(
    "all bool bytes contains double duration dyn endsWith exists exists_one existsOne filter getDate getDayOfMonth getDayOfWeek "
    "getDayOfYear getFullYear getHours getMilliseconds getMinutes getMonth getSeconds has hasValue int map matches none of "
    "optMap optFlatMap or orValue size startsWith string timestamp type uint value ofNonZeroValue".split()
)
_TYPES = frozenset(
    "bool bytes double duration dyn int list map null_type optional_type string timestamp type uint".split()
)


class ExpressionError(ValueError):
    """An expression that cannot be read, or gives no value."""


def _library() -> Any:
    try:
        import cel
    except ImportError:
        raise ApiError("InternalError", _MISSING) from None
    return cel


@lru_cache(maxsize=4096)
def compiled(text: str) -> Any:
    """The program of an expression. Raises ExpressionError, and ApiError where the library is missing."""
    try:
        return _library().compile(text)
    except (ValueError, TypeError) as error:
        raise ExpressionError((str(error).partition("ERROR: ")[2] or str(error)).replace("\n| ", "\n | ")) from None


@lru_cache(maxsize=4096)
def names(text: str) -> frozenset[str]:
    """The variables that an expression mentions."""
    return frozenset(compiled(text).variables())


@lru_cache(maxsize=64)
def _context(variables: tuple[str, ...]) -> Any:
    """All functions, for expressions with these variables."""
    from cel.stdlib import add_stdlib_to_context

    from . import cel as kubernetes

    logging.getLogger("cel").addHandler(logging.NullHandler())  # what a function refuses is told by our error
    context = _library().Context()
    add_stdlib_to_context(context)
    for name, function in kubernetes.functions().items():
        context.add_function(name, function)
    for space in kubernetes.SPACES:
        if space not in variables:
            context.add_variable(space, {"~": "space"})
    return context


def evaluate(text: str, variables: dict[str, Any]) -> Any:
    """The value of an expression. Raises ExpressionError."""
    program = compiled(text)
    context = _context(tuple(sorted(variables)))
    try:
        context.update(variables)
        return program.execute(context)
    except ApiError:
        raise
    except KeyError as error:
        raise ExpressionError(f"no such key: {error.args[0]}") from None
    except ZeroDivisionError:
        raise ExpressionError("division by zero") from None
    except Exception as error:  # the library raises what the operation raises
        told = _FAILED.search(str(error))
        raise ExpressionError(told[1] if told else str(error)) from None


@lru_cache(maxsize=1)
def _functions() -> frozenset[str]:
    from . import cel as kubernetes

    _library()
    return frozenset(name.rpartition(".")[2] for name in _context(()).functions) | _NATIVE | set(kubernetes.SPACES)


def undeclared(text: str, variables: Iterable[str], schemas: dict[str, Any] | None = None) -> str:
    """What an expression names that is not there, as the server tells it; nothing when all is. Raises ExpressionError.

    `schemas`: of variables whose fields are known.
    """
    program = compiled(text)
    bare = _TEXT.sub(lambda match: "_" * len(match[0]), text)
    from . import cel as kubernetes

    known = {*variables, *kubernetes.SPACES, *_TYPES, *_BOUND.findall(bare)}
    for name in sorted(set(program.variables()) - known):
        return _told(text, bare, rf"(?<![\w.]){name}\b", f"undeclared reference to '{name}' (in container '')")
    for name in sorted(set(program.functions()) - _functions()):
        if name[0].isalpha():
            return _told(text, bare, rf"(?<=\b{name})\(", f"undeclared reference to '{name}' (in container '')")
    for match in _PATH.finditer(bare):
        schema = (schemas or {}).get(match[1])
        steps = match[2][1:].split(".")
        steps = steps[:-1] if match[3] else steps
        at = match.start(2)
        for step in steps if schema is not None else ():
            schema, there = _field(schema, step)
            if not there:
                return _told(text, bare, "", f"undefined field '{step}'", at)
            at += len(step) + 1
    return ""


def _field(schema: Any, step: str) -> tuple[Any, bool]:
    """(the schema below, is there such a field?); None where nothing is known."""
    properties = (schema or {}).get("properties") or {}
    if step in properties:
        return properties[step], True
    if "__" in step:  # how names are written that are no names in the language
        return None, True
    closed = schema and schema.get("type") == "object" and schema.get("additionalProperties") is None
    if closed and not schema.get("x-kubernetes-preserve-unknown-fields") and not (
        schema.get("x-kubernetes-embedded-resource")
    ):  # fmt: skip
        return None, False
    return (schema or {}).get("additionalProperties") or None, True


def _told(text: str, bare: str, pattern: str, what: str, at: int = 0) -> str:
    """The message with the place in the text, as CEL draws it."""
    if pattern:
        found = re.search(pattern, bare)
        at = found.start() if found else 0
    line = text.count("\n", 0, at) + 1
    begin = text.rfind("\n", 0, at) + 1
    shown = text[begin:].split("\n", 1)[0]
    return f"<input>:{line}:{at - begin + 1}: {what}\n | {shown}\n | {'.' * (at - begin)}^"
