"""DaemonSets count the generations of their template beside those of the whole.

The number is a field of old that v1 shows as an annotation (pkg/registry/apps/daemonset/strategy.go).
"""

from __future__ import annotations

from ..admission.request import Request

__all__ = ["create_daemon_set", "update_daemon_set"]

_GENERATION = "deprecated.daemonset.template.generation"


def create_daemon_set(request: Request) -> None:
    """The first template is generation 1, or what the annotation says."""
    assert request.obj is not None
    annotations = request.obj["metadata"].setdefault("annotations", {})
    if not _number(annotations.get(_GENERATION)):
        annotations[_GENERATION] = "1"


def update_daemon_set(request: Request) -> None:
    """One more when the template changed; otherwise the annotation cannot be changed."""
    obj, old = request.obj, request.old
    assert obj is not None and old is not None
    before = _number((old["metadata"].get("annotations") or {}).get(_GENERATION))
    if obj["spec"].get("template") != old["spec"].get("template"):
        before += 1
    obj["metadata"].setdefault("annotations", {})[_GENERATION] = str(before)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else 0
