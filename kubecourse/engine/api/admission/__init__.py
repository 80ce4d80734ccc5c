"""Admission: what the cluster as a whole has to say about one object.

`mutate` runs after defaulting and may change the object; `check` runs after validation and may only refuse.
Both ask the plugins in the order of the real server (pkg/kubeapiserver/options/plugins.go); quota is last, so
that nothing is counted that somebody else refuses.

Next: `request.py` (what a plugin sees), then one file a plugin.
"""

from __future__ import annotations

from collections.abc import Callable

from . import (
    classes,
    lifecycle,
    limits,
    nodes,
    podsecurity,
    policies,
    priority,
    quota,
    runtimeclass,
    serviceaccount,
    tolerations,
    volumes,
)
from .request import Plugin, Request
from .topology import label_topology

__all__ = ["PLUGINS", "Plugin", "Request", "check", "label_topology", "mutate"]

PLUGINS: tuple[Plugin, ...] = (
    lifecycle.PLUGIN,
    limits.PLUGIN,
    serviceaccount.PLUGIN,
    nodes.PLUGIN,
    podsecurity.PLUGIN,
    priority.PLUGIN,
    tolerations.PLUGIN,
    classes.STORAGE,
    volumes.PROTECTION,
    volumes.RESIZE,
    runtimeclass.PLUGIN,
    classes.INGRESS,
    policies.PLUGIN,
    quota.PLUGIN,
)

_Call = Callable[[Request], None]
#: (verb, kind) -> the functions to call, so that most writes ask two plugins and not a dozen
_mutators: dict[tuple[str, str], tuple[_Call, ...]] = {}
_checkers: dict[tuple[str, str], tuple[_Call, ...]] = {}


def _asked(verb: str, kind: str) -> list[Plugin]:
    return [p for p in PLUGINS if verb in p.verbs and (not p.kinds or kind in p.kinds)]


def mutate(request: Request) -> None:
    """Let the plugins change `request.obj`; raises the ApiError of the first that refuses."""
    key = (request.verb, request.kind.key)
    calls = _mutators.get(key)
    if calls is None:
        calls = _mutators[key] = tuple(p.mutate for p in _asked(*key) if p.mutate)
    for call in calls:
        call(request)


def check(request: Request) -> None:
    """Let the plugins refuse; `request.obj` is not changed any more."""
    key = (request.verb, request.kind.key)
    calls = _checkers.get(key)
    if calls is None:
        calls = _checkers[key] = tuple(p.check for p in _asked(*key) if p.check)
    for call in calls:
        call(request)
