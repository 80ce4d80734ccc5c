"""An object is refused, or taken with a warning, for the causes and in the words of a real 1.36 API server."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from kubecourse.engine.api import defaults, strategy, validation
from kubecourse.engine.api.admission.request import Request
from kubecourse.engine.api.kinds import Kind, Registry

RECORDINGS = Path(__file__).parents[2] / "conformance" / "recordings"
REGISTRY = Registry()
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: refusals of the allocators, of admission and of patches, which are not validation
NOT_OURS = ("provided port", "failed to allocate IP", "not configured for dual-stack", "<varies>")
UID = "3c9d1f6e"

Object = dict[str, Any]


def kind_of(obj: Object) -> Kind:
    found = REGISTRY.gvk(obj["apiVersion"], obj["kind"])
    assert found is not None
    return found


def private(obj: Object) -> Object:
    copied: Object = json.loads(json.dumps(obj, default=str))
    return copied


def prepared(obj: Object, old: Object | None = None) -> tuple[Kind, Object]:
    """As the server has it when it validates: defaulted, and with what only the server writes."""
    kind, obj = kind_of(obj), private(obj)
    defaults.apply(kind, obj)
    if kind.namespaced:
        obj["metadata"].setdefault("namespace", "default")
    verb = "CREATE" if old is None else "UPDATE"
    for key in ("uid", "creationTimestamp", "generation"):
        if old is None:
            obj["metadata"][key] = 1 if key == "generation" else UID
        elif key in old["metadata"]:
            obj["metadata"][key] = old["metadata"][key]
    name = obj["metadata"].get("name", "")
    request = Request(verb, kind, "default", name, obj, old, "", "admin", SimpleNamespace(now=0))
    (strategy.prepare_create if old is None else strategy.prepare_update)(request)
    return kind, obj


def recorded() -> list[Any]:
    """Creations and replacements of recordings that were answered by validation, or with a warning."""
    found = []
    for path in sorted(RECORDINGS.glob("*/*.yaml")) if RECORDINGS.exists() else ():
        text = path.read_text("utf-8")
        if "reason: Invalid" not in text and "warnings:" not in text:
            continue
        steps = yaml.load(text, LOADER).get("steps") or []
        for i, step in enumerate(steps):
            for verb in ("create", "replace"):
                result = step.get("result")
                if verb in step and isinstance(result, dict) and isinstance(step[verb], dict):
                    causes = result.get("causes") or []
                    if any(word in cause["message"] for cause in causes for word in NOT_OURS):
                        continue
                    if result.get("reason") == "Invalid" or result.get("warnings"):
                        found.append(pytest.param(steps, i, verb, id=f"{path.parent.name}/{path.stem}-{i}"))
    return found


def matches(said: str, expected: str) -> bool:
    """Equal, apart from what the recording leaves out."""
    if "<diff>" in expected:
        return said.startswith(expected.partition("<diff>")[0])
    return said.replace(UID, "<uid>").strip() == expected.strip()


@pytest.mark.parametrize(("steps", "at", "verb"), recorded())
def test_it_says_what_was_recorded(steps: list[Object], at: int, verb: str) -> None:
    step = steps[at]
    old = None
    if verb == "replace":
        before = [s["create"] for s in steps[:at] if isinstance(s.get("create"), dict)]
        old = prepared(next(o for o in before if o["metadata"]["name"] == step[verb]["metadata"]["name"]))[1]
    kind, obj = prepared(step[verb], old)
    expected = step["result"].get("causes") or []
    said = validation.validate(kind, obj, old)
    shown = [(cause.field, cause.reason, cause.message) for cause in said]
    assert len(said) == len(expected), shown
    for cause, wanted in zip(said, expected, strict=True):
        assert (cause.field, cause.reason) == (wanted["field"], wanted["reason"]), shown
        assert matches(cause.message, wanted["message"]), (cause.message, wanted["message"])
    if not said:
        warned = [text for text in step["result"].get("warnings") or () if not text.startswith("unknown field")]
        assert validation.warnings(kind, obj, old) == warned
