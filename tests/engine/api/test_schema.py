"""Field types: every built-in kind, the strict walk, type errors in Go's words, kubectl explain's facts."""

import timeit
from typing import Any

import pytest

from kubecourse.engine.api.kinds import BUILTIN
from kubecourse.engine.api.schema import ANY, explain, node, strict, tidy, types
from kubecourse.engine.api.typecheck import inspect


def deployment() -> dict[str, Any]:
    container = {
        "name": "web", "image": "nginx", "ports": [{"containerPort": 80}],
        "resources": {"requests": {"cpu": 0.5, "memory": "1024Mi"}},
        "readinessProbe": {"httpGet": {"path": "/", "port": "http"}},
        "env": [{"name": "A", "value": "b"}], "volumeMounts": [{"name": "v", "mountPath": "/v"}],
    }  # fmt: skip
    pod = {"containers": [container], "volumes": [{"name": "v", "emptyDir": {"sizeLimit": "1.5Gi"}}]}
    template = {"metadata": {"labels": {"app": "web"}}, "spec": pod}
    spec = {"replicas": 3, "selector": {"matchLabels": {"app": "web"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}


@pytest.mark.parametrize("kind", BUILTIN, ids=lambda kind: kind.key)
def test_the_fields_of_every_built_in_kind_are_known(kind: Any) -> None:
    assert {"apiVersion", "kind"} <= set(node(kind).fields)
    assert types(kind)


def test_merge_keys_are_kubernetes_own() -> None:
    pod = node("Pod").fields["spec"]
    assert pod.fields["containers"].merge_key == "name"
    assert pod.fields["containers"].item.fields["ports"].keys == ("containerPort", "protocol")
    assert not pod.fields["tolerations"].merges
    assert pod.fields["volumes"].retain_keys
    assert node("Pod").fields["metadata"].fields["finalizers"].merges
    assert node("Service").fields["spec"].fields["selector"].atomic


def test_a_right_object_is_settled_in_place_with_canonical_quantities() -> None:
    obj = deployment()
    assert tidy(node("Deployment"), obj)
    spec = obj["spec"]["template"]["spec"]
    assert spec["containers"][0]["resources"]["requests"] == {"cpu": "500m", "memory": "1Gi"}
    assert spec["volumes"][0]["emptyDir"]["sizeLimit"] == "1536Mi"
    assert strict("Deployment", obj) == []


def test_unknown_fields_are_named_by_their_path() -> None:
    obj = deployment()
    obj["spec"]["replica"] = 3
    obj["spec"]["template"]["spec"]["containers"][0]["ports"][0]["Name"] = "x"
    obj["specs"] = {}
    assert strict("Deployment", obj) == [
        'unknown field "spec.template.spec.containers[0].ports[0].Name"',
        'unknown field "spec.replica"',
        'unknown field "specs"',
    ]
    assert "specs" not in inspect(node("Deployment"), obj).value


@pytest.mark.parametrize(
    ("kind", "obj", "words"),
    [
        ("Deployment", {"spec": {"replicas": "3"}},
         "string into Go struct field DeploymentSpec.spec.replicas of type int32"),
        ("Deployment", {"spec": {"replicas": 1.5}},
         "number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"),
        ("Deployment", {"spec": {"replicas": 1 << 40}},
         "number 1099511627776 into Go struct field DeploymentSpec.spec.replicas of type int32"),
        ("Deployment", {"spec": []}, "array into Go struct field Deployment.spec of type v1.DeploymentSpec"),
        ("Deployment", [], "array into Go value of type v1.Deployment"),
        ("Pod", {"metadata": {"labels": {"v": 2}}},
         "number into Go struct field ObjectMeta.metadata.labels of type string"),
        ("Pod", {"spec": {"containers": {"name": "a"}}},
         "object into Go struct field PodSpec.spec.containers of type []v1.Container"),
        ("Pod", {"spec": {"containers": [{"env": [{"value": 1}]}]}},
         "number into Go struct field EnvVar.spec.containers.env.value of type string"),
        ("Pod", {"spec": {"hostNetwork": "yes"}}, "string into Go struct field PodSpec.spec.hostNetwork of type bool"),
        ("Service", {"spec": {"ports": [{"targetPort": True}]}},
         "bool into Go struct field ServicePort.spec.ports.targetPort of type int32"),
        ("PersistentVolumeClaim", {"spec": {"accessModes": "ReadWriteOnce"}},
         "string into Go struct field PersistentVolumeClaimSpec.spec.accessModes of type"
         " []v1.PersistentVolumeAccessMode"),
        ("Secret", {"data": {"a": 1}}, "number into Go struct field Secret.data of type []uint8"),
    ],
)  # fmt: skip
def test_a_wrong_type_is_told_in_the_words_of_go(kind: str, obj: Any, words: str) -> None:
    assert strict(kind, obj) == [f"json: cannot unmarshal {words}"]


@pytest.mark.parametrize(
    ("text", "offset"),
    [("hola mundo", 4), ("YWI", 0), ("YQ=", 3), ("YQ==YQ==", 4), ("YQ==", -1), ("YWJj\nYQ==", -1), ("Y", 0)],
)
def test_bad_base64_is_told_by_its_offset(text: str, offset: int) -> None:
    expected = [] if offset < 0 else [f"illegal base64 data at input byte {offset}"]
    assert strict("Secret", {"data": {"a": text}}) == expected


def test_a_time_must_be_rfc_3339() -> None:
    said = 'parsing time "hoy" as "2006-01-02T15:04:05Z07:00": cannot parse "hoy" as "2006"'
    assert strict("Pod", {"metadata": {"creationTimestamp": "hoy"}}) == [said]
    assert strict("Pod", {"metadata": {"creationTimestamp": "2026-01-05T09:00:00Z"}}) == []


def test_null_means_absent_and_in_a_map_of_texts_empty() -> None:
    value = {"metadata": None, "data": {"a": None}, "binaryData": None}
    assert inspect(node("ConfigMap"), value).value == {"data": {"a": ""}}


def test_explain_has_the_types_that_kubectl_prints() -> None:
    ports = explain("Pod", "spec.containers.ports")
    assert (ports.name, ports.type) == ("ports", "[]ContainerPort")
    assert ports.fields[0] == ("containerPort", "integer", True)
    claim = {name: shown for name, shown, _ in explain("PersistentVolumeClaim", "spec").fields}
    assert claim["accessModes"] == "[]string"
    assert claim["selector"] == "LabelSelector"
    assert explain("Pod", "spec.nodeSelector").type == "map[string]string"
    with pytest.raises(KeyError, match="nada"):
        explain("Pod", "spec.nada")


def test_of_a_taught_kind_nothing_is_known() -> None:
    assert node("Backup") is ANY
    assert strict("Backup", {"spec": {"x": 1}}) == []


def test_the_walk_over_a_deployment_is_fast() -> None:
    obj, root = deployment(), node("Deployment")
    best = min(timeit.repeat(lambda: tidy(root, obj), number=200, repeat=5)) / 200
    assert best < 0.0001  # seconds; measured 0.000010
