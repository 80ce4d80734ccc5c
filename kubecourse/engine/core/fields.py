"""Read and set by field path; read-only views for the public door.

Objects are plain dicts and are never changed: `put` and `remove` build a new object that shares all
that is not on the path. `frozen` makes the copy a reader may hold: still dicts and lists, but every
mutator raises. Next: `quantity.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NoReturn, TypeVar

__all__ = ["FrozenDict", "FrozenList", "Path", "frozen", "get", "parts", "plain", "put", "remove", "same"]

Path = str | Sequence[str | int]
_T = TypeVar("_T")
_STEP = re.compile(r"\[(-?[0-9]+|'[^']*'|\"[^\"]*\")\]|([^.\[]+)")
_cache: dict[str, tuple[str | int, ...]] = {}


def parts(path: Path) -> tuple[str | int, ...]:
    """The steps of a path: `spec.containers[0].name`, `metadata.labels['a.b/c']`, or a tuple as it is."""
    if not isinstance(path, str):
        return tuple(path)
    found = _cache.get(path)
    if found is None:
        found = tuple(_step(index, name) for index, name in _STEP.findall(path))
        if len(_cache) < 10_000:
            _cache[path] = found
    return found


def _step(index: str, name: str) -> str | int:
    if not index:
        return name
    return index[1:-1] if index[0] in "'\"" else int(index)


def get(obj: Any, path: Path, default: Any = None) -> Any:
    """The value at `path`, or `default` where a step is missing or null."""
    here = obj
    for step in _cache.get(path) or parts(path) if isinstance(path, str) else path:
        if isinstance(here, dict):
            here = here.get(step)
        elif isinstance(here, list) and isinstance(step, int) and -len(here) <= step < len(here):
            here = here[step]
        else:
            return default
        if here is None:
            return default
    return here


def put(obj: _T, path: Path, value: Any) -> _T:
    """A new object with `value` at `path`, sharing the rest; missing maps are made, a list index must exist
    or be the next one. Raises KeyError where a step goes through something that is neither map nor list.
    """
    return _put(obj, parts(path), 0, value)  # type: ignore[no-any-return]


def _put(here: Any, path: tuple[str | int, ...], at: int, value: Any) -> Any:
    if at == len(path):
        return value
    step = path[at]
    if isinstance(here, list):
        if not isinstance(step, int) or not -len(here) <= step <= len(here):
            raise KeyError(f"no item {step!r} in a list of {len(here)}")
        items = list(here)
        if step == len(items):
            items.append(_put(None, path, at + 1, value))
        else:
            items[step] = _put(items[step], path, at + 1, value)
        return items
    if here is None and isinstance(step, int):
        return _put([], path, at, value)
    if here is not None and not isinstance(here, dict):
        raise KeyError(f"{step!r} is asked of {here!r}, which has no fields")
    new = dict(here or {})
    new[step] = _put(new.get(step), path, at + 1, value)
    return new


def remove(obj: _T, path: Path) -> _T:
    """A new object without what is at `path`; the same object where nothing is there."""
    steps = parts(path)
    return _remove(obj, steps, 0) if steps else obj


def _remove(here: Any, path: tuple[str | int, ...], at: int) -> Any:
    step, last = path[at], at == len(path) - 1
    if isinstance(here, dict) and step in here:
        if last:
            return {key: value for key, value in here.items() if key != step}
        below = _remove(here[step], path, at + 1)
        return here if below is here[step] else {**here, step: below}
    if isinstance(here, list) and isinstance(step, int) and -len(here) <= step < len(here):
        step %= len(here)
        if last:
            return here[:step] + here[step + 1 :]
        below = _remove(here[step], path, at + 1)
        return here if below is here[step] else [*here[:step], below, *here[step + 1 :]]
    return here


def same(a: Any, b: Any) -> bool:
    """Equal as JSON: 1 is not true, but 1 is 1.0. Shared parts cost nothing."""
    if a is b:
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        return len(a) == len(b) and all(key in b and same(value, b[key]) for key, value in a.items())
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


def _refuse(self: object, *args: Any, **words: Any) -> NoReturn:
    raise TypeError(
        "this object is a read-only copy of what is in the cluster: make a copy of your own with"
        " kubecourse.plain(obj), change that, and send it with cluster.apply or cluster.api.replace"
    )


class FrozenDict(dict[str, Any]):
    """A dict that cannot be changed. `plain` gives an ordinary one."""

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __copy__(self) -> FrozenDict:
        return self

    def __deepcopy__(self, memo: object) -> Any:
        return plain(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return frozen, (plain(self),)


class FrozenList(list[Any]):
    """A list that cannot be changed. `plain` gives an ordinary one."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __copy__(self) -> FrozenList:
        return self

    def __deepcopy__(self, memo: object) -> Any:
        return plain(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return frozen, (plain(self),)


def frozen(obj: Any, seen: dict[int, Any] | None = None) -> Any:
    """A read-only deep copy: `isinstance(…, dict)` and `json.dumps` hold, mutators raise TypeError.

    `seen` remembers parts by their identity, so that what many objects share (the spec of pods of one template) is
    copied once; the parts must outlive it.
    """
    kind = type(obj)
    if kind is not dict and kind is not list:
        return obj
    if seen is not None and id(obj) in seen:
        return seen[id(obj)]
    if kind is dict:
        copy: Any = FrozenDict({key: frozen(value, seen) for key, value in obj.items()})
    else:
        copy = FrozenList([frozen(value, seen) for value in obj])
    if seen is not None:
        seen[id(obj)] = copy
    return copy


def plain(obj: Any) -> Any:
    """An ordinary, private, mutable deep copy of maps and lists."""
    if isinstance(obj, dict):
        return {key: plain(value) for key, value in obj.items()}
    if isinstance(obj, (list, tuple)):
        return [plain(value) for value in obj]
    return obj
