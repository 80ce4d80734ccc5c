"""One object laid over another, field by field, as apply does it.

What the manifest says wins; what it does not mention stays. Items of lists that are maps or sets are matched by their
keys and keep the order of the manifest among themselves. Upstream: structured-merge-diff `typed/merge.go`.
Next: `managers.py`, who owns what.
"""

from __future__ import annotations

from typing import Any

from ..schema import ANY, SchemaNode
from .walk import ABSENT, element, owned_whole

__all__ = ["merge"]


def merge(where: SchemaNode, live: Any, config: Any) -> Any:
    """`live` with all that `config` says. Neither is changed; the result shares their parts."""
    if config is ABSENT:
        return live
    if live is ABSENT or (not live and not config) or owned_whole(where, config):
        return config
    if isinstance(config, list):
        return _lists(where, live or [], config)
    merged = dict(live) if isinstance(live, dict) else {}
    for key, value in (config or {}).items():
        merged[key] = merge(where.child(key), merged.get(key, ABSENT), value)
    return merged


def _lists(where: SchemaNode, live: list[Any], config: list[Any]) -> list[Any]:
    before: dict[str, Any] = {}
    for item in live:
        before.setdefault(element(where, item), item)
    after = {element(where, item): item for item in config}
    inner = where.item or ANY
    return [merge(inner, before.get(step, ABSENT), after.get(step, ABSENT)) for step in _order([*before], [*after])]


def _order(before: list[str], after: list[str]) -> list[str]:
    """The items of both lists, each once: those of `after` in its order, those that only `before` has in their places."""
    old, new = frozenset(before), frozenset(after)
    shared = [step for step in after if step in old]
    found: list[str] = []
    left = right = 0
    while left < len(before) or right < len(after):
        if left < len(before) and right < len(after):
            if before[left] == after[right]:
                found.append(before[left])
                left, right, shared = left + 1, right + 1, shared[1:]
                continue
            if before[left] in new and shared and shared[0] != before[left]:
                left += 1  # it comes at another place of the manifest
                continue
        if left < len(before) and before[left] not in new:
            found.append(before[left])
            left += 1
        elif right < len(after):
            found.append(after[right])
            if shared and shared[0] == after[right]:
                shared = shared[1:]
            right += 1
        else:
            left += 1
    return found
