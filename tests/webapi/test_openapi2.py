"""OpenAPI v2: one document of all kinds, as JSON and in the protobuf that Go's discovery client insists on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.http import openapi2

from .conftest import Client
from .test_kubectl import Run, kubectl  # noqa: F401

WIRE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
SHOPS = (Path(__file__).parent / "shops_operator" / "shops.yaml").read_text()


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key == "$ref" and isinstance(below, str):
                yield below
            else:
                yield from references(below)
    elif isinstance(value, list):
        for below in value:
            yield from references(below)


def test_every_kind_is_described_and_every_reference_leads_somewhere(client: Client, cluster: Cluster) -> None:
    code, found, heads = client("GET", "/openapi/v2")
    assert (code, found["swagger"], heads["Content-Type"]) == (200, "2.0", "application/json")
    definitions = found["definitions"]
    assert {ref.removeprefix("#/definitions/") for ref in references(found)} <= set(definitions)
    described = {(one["group"], one["version"], one["kind"]) for schema in definitions.values()
                 for one in schema.get("x-kubernetes-group-version-kind", ())}  # fmt: skip
    for kind in cluster.registry:
        if kind.stored and kind.key != "ComponentStatus":
            assert (kind.group, kind.version, kind.name) in described, kind
    spec = definitions["io.k8s.api.apps.v1.DeploymentSpec"]["properties"]
    spec = {name: {key: said for key, said in one.items() if key != "description"} for name, one in spec.items()}
    assert spec["replicas"] == {"type": "integer", "format": "int32"}
    assert spec["template"] == {"$ref": "#/definitions/io.k8s.api.core.v1.PodTemplateSpec"}
    listed = found["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments"]
    assert listed["post"]["x-kubernetes-group-version-kind"]["kind"] == "Deployment"
    assert [one["name"] for one in listed["parameters"]] == ["namespace"]
    limits = definitions["io.k8s.api.core.v1.ResourceRequirements"]["properties"]["limits"]
    quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
    assert (limits["type"], limits["additionalProperties"]) == ("object", {"$ref": f"#/definitions/{quantity}"})
    assert definitions[quantity] == {"type": "string"}


def test_a_kind_that_is_taught_is_described_and_forgotten_again(client: Client, cluster: Cluster) -> None:
    name = "com.miempresa.v1.Shop"
    assert name not in client("GET", "/openapi/v2")[1]["definitions"]
    cluster.apply(SHOPS)
    cluster.settle()
    shop = client("GET", "/openapi/v2")[1]["definitions"][name]
    assert shop["properties"]["spec"]["required"] == ["counters"]
    assert shop["x-kubernetes-group-version-kind"] == [{"group": "miempresa.com", "version": "v1", "kind": "Shop"}]
    definition = cluster.get("CustomResourceDefinition", "shops.miempresa.com")
    schema = {
        "type": "object",
        "properties": {"spec": {"type": "object", "nullable": True, "properties": {"a": {"type": "string"}}}},
    }
    version = {**definition["spec"]["versions"][0], "schema": {"openAPIV3Schema": schema}}
    cluster.api.patch(
        "CustomResourceDefinition", "shops.miempresa.com", {"spec": {"versions": [version]}}, type="merge"
    )
    assert client("GET", "/openapi/v2")[1]["definitions"][name]["properties"]["spec"] == {}
    cluster.api.delete("CustomResourceDefinition", "shops.miempresa.com")
    cluster.settle()
    assert name not in client("GET", "/openapi/v2")[1]["definitions"]


def test_who_has_it_already_is_told_so_and_who_wants_another_form_is_refused(client: Client) -> None:
    mark = client.raw("GET", "/openapi/v2", Accept=WIRE)[2]["ETag"]
    assert client.raw("GET", "/openapi/v2", Accept=WIRE, If_None_Match=mark)[0] == 304
    assert client.raw("GET", "/openapi/v2", Accept="text/html")[0] == 406


def test_the_real_kubectl_reads_it_in_protobuf(kubectl: Run, cluster: Cluster) -> None:  # noqa: F811
    cluster.apply(SHOPS)
    said = kubectl("explain pod.spec.containers --output=plaintext-openapiv2").stdout
    assert "name\t<string> -required-" in said and "ports\t<[]Object>" in said
    said = kubectl("explain deployment.spec --recursive --output=plaintext-openapiv2").stdout
    assert "maxSurge\t<string>" in said
    said = kubectl("explain shop.spec --output=plaintext-openapiv2").stdout
    assert "counters\t<integer> -required-" in said


def test_the_words_are_those_of_the_language_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    cluster, said = Cluster(), []
    for lang in ("en", "es"):
        monkeypatch.setenv("KUBECOURSE_LANG", lang)
        found = json.loads(openapi2.described(cluster, "application/json").body)
        said.append(found["definitions"]["io.k8s.api.core.v1.PodSpec"]["properties"]["nodeName"]["description"])
    assert said[0].startswith("The node where it runs.") and said[1].startswith("El nodo donde corre.")
