"""Every field that a learner meets is described in both languages, wherever a definition is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubecourse.engine.api import schema
from kubecourse.explain import fields
from kubecourse.explain.fields.enums import VALUES
from kubecourse.explain.fields.kinds import KINDS
from kubecourse.face import Cluster
from tests.conformance.replay import load

ROOT = Path(__file__).resolve().parents[2]
AREAS = ("workloads", "volumes", "networking", "batch", "pod-lifecycle", "scheduling", "api-defaults")
_FENCE = re.compile(r"```[^\n]*\n(.*?)```", re.S)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every map that looks like a manifest, however deep it is."""
    if isinstance(value, dict):
        if isinstance(value.get("kind"), str) and isinstance(value.get("apiVersion"), str) and "metadata" in value:
            yield value
        for below in value.values():
            yield from _objects(below)
    elif isinstance(value, list):
        for below in value:
            yield from _objects(below)


def _of_lessons() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "course").rglob("*")):
        if path.suffix not in (".md", ".py", ".yaml"):
            continue
        text = path.read_text(encoding="utf-8")
        parts = _FENCE.findall(text) if path.suffix == ".md" else re.findall(r'"""(.*?)"""', text, re.S)
        for part in [text] if path.suffix == ".yaml" else parts:
            # a cell's magic is not part of the manifest, what an exercise leaves blank is no YAML
            part = "\n".join(line for line in part.split("\n") if not line.startswith("%"))
            try:
                yield from _objects(list(yaml.safe_load_all(part)))
            except (yaml.YAMLError, ValueError):
                continue


def _of_recordings() -> Iterator[dict[str, Any]]:
    for area in AREAS:
        for path in sorted((ROOT / "tests/conformance/recordings" / area).glob("*.yaml")):
            for step in load(path)["steps"]:
                yield from _objects([step.get("create"), step.get("replace"), step.get("stdin")])


def _paths(where: schema.SchemaNode, value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The known fields that an object uses; keys of maps are the writer's own."""
    if isinstance(value, list):
        for item in value:
            yield from _paths(where.item or schema.ANY, item, path)
    elif isinstance(value, dict) and where.type == "object":
        for key, below in value.items():
            if key in where.fields:
                yield (*path, key)
                yield from _paths(where.fields[key], below, (*path, key))


def _used(objects: Iterator[dict[str, Any]]) -> set[tuple[str, str, tuple[str, ...]]]:
    found = set()
    for obj in objects:
        if obj["kind"] in KINDS:
            kind, version = obj["kind"], obj["apiVersion"]
            found |= {(kind, version, path) for path in _paths(schema.node(kind, version), obj)}
    return found


@pytest.mark.parametrize(("source", "least"), [(_of_lessons, 100), (_of_recordings, 250)], ids=["course", "recordings"])
def test_each_field_that_is_written_has_words_in_both_languages(source: Any, least: int) -> None:
    used = _used(source())
    assert len(used) > least
    silent = sorted(
        {
            f"{kind}.{'.'.join(path)}"
            for kind, version, path in used
            if not all(fields.words(kind, path, lang, version) for lang in ("es", "en"))
        }
    )
    assert not silent, silent


def _definitions(kind: str) -> dict[str, schema.SchemaNode]:
    found: dict[str, schema.SchemaNode] = {}

    def walk(where: schema.SchemaNode) -> None:
        while where.type in ("list", "map") and where.item is not None:
            where = where.item
        if where.type == "object" and where.name not in found:
            found[where.name] = where
            for child in where.fields.values():
                walk(child)

    walk(schema.node(kind))
    return found


def test_nearly_all_fields_of_the_courses_kinds_have_words() -> None:
    every = {name: where for kind in KINDS for name, where in _definitions(kind).items()}
    # the disks of clouds from before CSI and status of devices are left out on purpose
    all_ = [(where, name) for where in every.values() for name in where.fields]
    silent = [f"{where.go_name}.{name}" for where, name in all_ if not fields.field_words(where, name, "es")]
    print(f"{len(all_) - len(silent)} of {len(all_)} fields have words")
    assert len(silent) < 0.08 * len(all_), silent


def test_the_tables_name_only_fields_that_exist() -> None:
    every = [where for kind in KINDS for where in _definitions(kind).values()]
    known = {(where.go_name, name) for where in every for name in where.fields}
    general = {"", "Condition", "VolumeSource", "MetricStatus"}
    rows = {(d, name) for d, table in fields._table().items() if d not in general for name in table}
    rows |= {(d, name) for d, table in VALUES.items() for name in table}
    # of the second version of a kind, and of what is like a container
    known |= {("HorizontalPodAutoscalerSpec", "targetCPUUtilizationPercentage"), ("Container", "targetContainerName")}
    assert rows <= known, rows - known


def test_each_language_speaks_for_itself() -> None:
    for definition, table in fields._table().items():
        for name, (es, en) in table.items():
            assert es.endswith(".") and en.endswith("."), (definition, name)
            # a list of values, or of names, is the same in both
            assert es != en or not re.search(r"[a-z]{3,} [a-z]{2,} [a-z]{2,}", es), (definition, name, es)


def test_words_are_found_by_kind_and_path_through_lists() -> None:
    path = ("spec", "template", "spec", "containers", 0, "image")
    assert fields.words("Deployment", path, "en") == fields.words("Pod", ("spec", "initContainers", "image"), "en")
    assert "imagen" in fields.words("Deployment", path, "es")
    assert fields.words("Pod", (), "en") == fields.kind_words("Pod", "en") != ""
    assert fields.words("Pod", ("spec", "nothing"), "en") == "" == fields.words("Whatever", ("spec",), "en")
    assert fields.words("ConfigMap", ("data", "my-key"), "en") == "", "keys of a map are the writer's own"


def test_values_are_offered_where_they_are_few() -> None:
    assert fields.values("Pod", ("spec", "restartPolicy")) == ("Always", "OnFailure", "Never")
    assert fields.values("CronJob", ("spec", "suspend")) == ("true", "false")
    assert fields.values("Pod", ("spec", "nodeName")) == ()


def test_every_offered_value_is_one_the_server_takes() -> None:
    cluster = Cluster(platform="minimal")
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"containers": [{"name": "a", "image": "b"}]}}  # fmt: skip
    for value in fields.values("Pod", ("spec", "restartPolicy")):
        cluster.api.create({**pod, "spec": {**pod["spec"], "restartPolicy": value}}, dry_run=True)  # type: ignore[dict-item]
    for value in fields.values("Service", ("spec", "type")):
        spec = (
            {"type": value, "externalName": "a.example"}
            if value == "ExternalName"
            else {"type": value, "ports": [{"port": 80}]}
        )
        cluster.api.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "x"}, "spec": spec}, dry_run=True)  # fmt: skip
    for value in fields.values("PersistentVolumeClaim", ("spec", "accessModes")):
        spec = {"accessModes": [value], "resources": {"requests": {"storage": "1Gi"}}}
        cluster.api.create({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "x"}, "spec": spec}, dry_run=True)  # fmt: skip


@pytest.mark.parametrize(("lang", "says"), [("es", "El nodo donde corre."), ("en", "The node where it runs.")])
def test_kubectl_explain_speaks_the_readers_language(lang: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECOURSE_LANG", lang)
    cluster = Cluster(platform="minimal")
    told = str(cluster.kubectl("explain pod.spec.nodeName"))
    assert told.startswith("KIND:       Pod\nVERSION:    v1\n\nFIELD: nodeName <string>\n\n\nDESCRIPTION:\n    " + says)
    assert says in str(cluster.kubectl("explain pod.spec")), "and below each field in the list"
    assert "DESCRIPTION:\n    <empty>" in str(cluster.kubectl("explain lease.spec.renewTime")), "as kubectl says it"
