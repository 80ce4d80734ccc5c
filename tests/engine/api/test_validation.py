"""An object is refused, or taken with a warning, for the causes and in the words of a real 1.36 API server."""

from __future__ import annotations

import json
import time
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


def pod(**spec: Any) -> Object:
    container = {"name": "c", "image": "nginx:1.27", **spec.pop("container", {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [container], **spec}}


def service(**spec: Any) -> Object:
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}], **spec}}


def job(**spec: Any) -> Object:
    template = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "busybox:1.37"}]}}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "j"}, "spec": {"template": template, **spec}}


def deployment(**spec: Any) -> Object:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "nginx:1.27"}]}}
    selector = {"matchLabels": {"a": "b"}}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "d"},
        "spec": {"selector": selector, "template": template, **spec},
    }


def said(obj: Object, old: Object | None = None) -> list[str]:
    stored = None if old is None else prepared(old)[1]
    kind, new = prepared(obj, stored)
    return [f"{cause.field}: {cause.message}" for cause in validation.validate(kind, new, stored)]


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (
            pod(activeDeadlineSeconds=0),
            "spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive",
        ),
        (
            pod(tolerations=[{"key": "a", "operator": "Exists", "tolerationSeconds": 5}]),
            "spec.tolerations[0].effect: Invalid value: \"\": effect must be 'NoExecute' when `tolerationSeconds` is set",
        ),
        (
            pod(container={"readinessProbe": {"tcpSocket": {"port": 80}, "periodSeconds": -1}}),
            "spec.containers[0].readinessProbe.periodSeconds: Invalid value: -1: must be greater than or equal to 0",
        ),
        (
            pod(
                container={
                    "restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [3]}}]
                }
            ),
            "spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used",
        ),
        (
            pod(volumes=[{"name": "v", "nfs": {"server": "s", "path": "x"}}]),
            'spec.volumes[0].nfs.path: Invalid value: "x": must be an absolute path',
        ),
        (
            service(type="LoadBalancer", clusterIP="None"),
            "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for LoadBalancer services",
        ),
        (
            service(externalIPs=["127.0.0.1"]),
            'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
        ),
        (job(backoffLimit=-1), "spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0"),
        (deployment(minReadySeconds=-1), "spec.minReadySeconds: Invalid value: -1: must be greater than or equal to 0"),
    ],
)
def test_neighbours_of_the_recordings_are_refused_too(obj: Object, words: str) -> None:
    assert said(obj) == [words]


def test_all_causes_are_told_at_once_in_the_order_of_the_server() -> None:
    obj = pod(restartPolicy="X", container={"name": "A", "image": "", "ports": [{"containerPort": 0}]})
    assert [line.partition(": ")[0] for line in said(obj)] == [
        "spec.containers[0].name",
        "spec.containers[0].image",
        "spec.containers[0].ports[0].containerPort",
        "spec.restartPolicy",
    ]


def test_a_pod_may_get_another_image_and_nothing_else() -> None:
    assert said(pod(container={"image": "nginx:1.28"}), pod()) == []
    refused = said(pod(container={"image": "nginx:1.28", "command": ["x"]}), pod())
    assert len(refused) == 1
    assert refused[0].startswith("spec: Forbidden: pod updates may not change fields other than")
    # the image, which may change, is not part of the difference
    assert '"Command"' in refused[0] and "nginx:1.28" not in refused[0]


def test_a_variable_that_hides_another_is_warned_of() -> None:
    kind, obj = prepared(pod(container={"env": [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]}))
    words = 'hides previous definition of "A", which may be dropped when using apply'
    assert validation.warnings(kind, obj) == [f"spec.containers[0].env[1]: {words}"]


def test_validation_changes_nothing_and_is_quick() -> None:
    kind, obj = prepared(deployment())
    before = private(obj)
    assert validation.validate(kind, obj) == []
    assert obj == before
    start = time.perf_counter()
    for _ in range(200):
        validation.validate(kind, obj)
    assert (time.perf_counter() - start) / 200 < 0.002
