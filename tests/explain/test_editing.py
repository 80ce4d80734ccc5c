"""Help while writing: the cursor is understood in half-typed manifests, and what is proposed is what the server takes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kubecourse.engine.api import schema
from kubecourse.explain.editing import complete, describe, manifest_of
from kubecourse.face import Cluster

EXAMPLES = Path(__file__).resolve().parents[2] / "kubecourse/widgets/examples"
HEAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n"


def proposed(text: str, lang: str = "en") -> list[str]:
    """What can stand at the mark `|`."""
    before, after = text.split("|")
    line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
    _, found = complete(before + after, line, column, lang)
    return [one.text for one in found]


def told(text: str, lang: str = "en") -> str:
    before, after = text.split("|")
    found = describe(before + after, before.count("\n"), len(before) - before.rfind("\n") - 1, lang)
    return found.text if found else ""


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ap|", ["apiVersion: "]),
        ("apiVersion: v1\n|", ["kind: "]),
        ("apiVersion: apps/v1\nkind: Depl|", ["Deployment"]),
        ("kind: Ingress\napiVersion: |", ["networking.k8s.io/v1"]),
        (HEAD + "  repl|", ["replicas: "]),
        (HEAD + "  |", ["selector:"]),
        (HEAD + "  strategy:\n    type: |", ["RollingUpdate", "Recreate"]),
        (HEAD + "  template:\n    spec:\n      containers:\n        |", ["- name: "]),
        (HEAD + "  template:\n    spec:\n      containers:\n      - name: a\n        imageP|", ["imagePullPolicy: "]),
        (HEAD + "  template:\n    spec:\n      containers:\n      - name: a\n        imagePullPolicy: A|", ["Always"]),
        (HEAD + "  template:\n    spec:\n      containers:\n      - ports:\n        - {containerPort: 80, pro|", ["protocol: "]),
        (HEAD + "  template:\n    spec:\n      containers:\n      - args: [a]\n      vol|\n      restartPolicy: Always", ["volumes:"]),
        (HEAD + "  paus|ed: true", ["paused: "]),
        ("apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes: [ReadWriteM|", ["ReadWriteMany"]),
        ("apiVersion: v1\nkind: PersistentVolumeClaim\nspec:\n  accessModes:\n  - Read|", ["ReadWriteOnce"]),
        ("apiVersion: v1\nkind: Pod\nmetadata: {}\n---\napiVersion: batch/v1\nkind: CronJob\nspec:\n  concurrencyPolicy: F|", ["Forbid"]),
        ("apiVersion: v1\nkind: Pod\nspec:\n  bad line here\n  nodeS|", ["nodeSelector:"]),
    ],
)  # fmt: skip
def test_the_likeliest_comes_first(text: str, first: list[str]) -> None:
    assert proposed(text)[: len(first)] == first


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  script: |\n    spec: ",
        "apiVersion: v1\nkind: Pod\n# spe",
        "apiVersion: v1\nkind: ConfigMap\ndata:\n  ke",
        "apiVersion: v1\nkind: Nothing\nspec:\n  a",
        "",
    ],
)
def test_where_anything_goes_nothing_is_proposed(text: str) -> None:
    lines = text.split("\n")
    _, found = complete(text, len(lines) - 1, len(lines[-1]), "en")
    assert [one.text for one in found] in ([], ["apiVersion: ", "kind: ", "metadata: ", "spec: "])
    assert not found or not text


def test_what_the_map_has_already_is_not_proposed_again() -> None:
    text = (
        HEAD
        + "  template:\n    spec:\n      containers:\n      - name: a\n        image: b\n        |\n        command: [c]\n      - "
    )
    found = proposed(text)
    assert not {"name: ", "image: ", "command:"} & set(found) and "args:" in found
    assert {"name: ", "image: "} <= set(proposed(text.replace("|", "") + "|")), "the next item begins anew"


def test_the_field_under_the_cursor_is_told_in_both_languages() -> None:
    text = HEAD + "  template:\n    spec:\n      containers:\n      - name: web\n        ima|ge: nginx:1.27\n"
    assert told(text) == (
        "Deployment.spec.template.spec.containers[].image <string>\n"
        "The image: [registry/]repository[:tag], for instance nginx:1.27. Without a tag it is :latest."
    )
    assert "La imagen" in told(text, "es")
    assert "required" in told("apiVersion: batch/v1\nkind: CronJob\nspec:\n  sche|dule: x")
    assert told("apiVersion: v1\nkind: Service\nspec:\n  type: Clus|terIP").endswith(
        "Values: ClusterIP, NodePort, LoadBalancer, ExternalName"
    )
    assert told("apiVersion: v1\nkind: Po|d") == "Pod\n" + told("apiVersion: v1\nkind: Po|d").split("\n")[1]
    assert told("apiVersion: v1\nkind: Pod\nspec:\n  nod|e: x") == "", "no words for a field that is none"
    assert told("apiVersion: v1\nkind: Pod\nspec:\n   |\n  x: y") == ""


def test_in_the_panels_examples_every_field_is_found_where_yaml_says_it_is() -> None:
    """The reading by columns agrees with the parser, key by key."""
    checked = 0
    for path in sorted(EXAMPLES.glob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        for document in yaml.compose_all(text, yaml.SafeLoader):
            kind = next(v.value for k, v in document.value if k.value == "kind")
            stack = [((kind,), document)]
            while stack:
                steps, here = stack.pop()
                if isinstance(here, yaml.SequenceNode):
                    stack += [((*steps[:-1], f"{steps[-1]}[]"), item) for item in here.value]
                elif isinstance(here, yaml.MappingNode):
                    for key, below in here.value:
                        name = (*steps, key.value)
                        stack.append((name, below))
                        found = describe(text, key.start_mark.line, key.start_mark.column + 1, "en")
                        if found is not None:
                            assert found.title == ".".join(name), (path.name, key.start_mark.line)
                            checked += 1
    assert checked > 60


def test_every_proposed_field_exists() -> None:
    for kind in ("Pod", "Service", "CronJob", "Ingress", "PersistentVolume"):
        spec = schema.node(kind).fields["spec"]
        version = next(row for row in (schema._by_name()[kind],))
        found = proposed(f"apiVersion: {version}\nkind: {kind}\nspec:\n  |")
        assert found and {one.split(":")[0] for one in found} <= set(spec.fields)


def test_only_cells_with_a_manifest_are_taken() -> None:
    assert manifest_of("%%apply -n dev\nkind: Pod") == "              \nkind: Pod"
    assert manifest_of("%%kubectl apply -f -\nkind: Pod") is not None
    assert manifest_of("%%kubectl\nget pods") is None and manifest_of("print(1)") is None


STATEFUL = """\
apiVersion: v1
kind: Service
metadata: {name: db}
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: db
  namespace: dev
spec:
  serviceName: @1
  template:
    spec:
      serviceAccountName: @2
      containers:
      - name: db
        volumeMounts:
        - {name: @3, mountPath: /d}
        envFrom:
        - configMapRef:
            name: @4
      volumes:
      - name: tmp
        configMap:
          name: other
      - {name: cfg, configMap: {name: another}}
  volumeClaimTemplates:
  - metadata:
      name: data
    spec: {}
"""


def test_names_come_from_the_text_and_from_the_cluster() -> None:
    cluster = Cluster(platform="minimal")
    cluster.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: dev}")
    for space in ("dev", "default"):
        cluster.apply(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: of-{space}, namespace: {space}}}")

    def at(mark: str) -> list[str]:
        text = STATEFUL.replace(f"@{mark}", "|")
        before, after = text.split("|")
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        return [one.label for one in complete(before + after, line, column, "en", cluster)[1]]

    assert at("1") == ["db"], "the Service of the same text"
    assert at("3") == ["tmp", "cfg", "data"], "its own volumes and claims, not what they point to"
    assert "of-dev" in at("4") and "of-default" not in at("4"), "only those of its namespace"
    line = next(n for n, row in enumerate(STATEFUL.split("\n")) if "namespace" in row)
    assert [one.label for one in complete(STATEFUL, line, len("  namespace: d"), "en", cluster)[1]][:2] == [
        "default",
        "dev",
    ]


@settings(max_examples=150, deadline=None)
@given(st.text("ab:-{}[]'\"#|>&* \n\t%😀", max_size=60), st.integers(0, 12), st.integers(0, 30))
def test_nothing_typed_is_too_odd(tail: str, line: int, column: int) -> None:
    for text in (tail, HEAD + tail):
        describe(text, line, column, "en")
        start, _ = complete(text, line, column, "es")
        assert start >= 0
