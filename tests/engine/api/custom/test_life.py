"""Taught kinds live like all others: of any name and version, scaled, owned, counted, and gone with their namespace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kubecourse import ApiError, Cluster

OPEN = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}


def version(name: str = "v1", schema: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "served": True,
        "storage": name == "v1",
        "schema": {"openAPIV3Schema": schema or OPEN},
        **more,
    }


def teach(cluster: Cluster, kind: str, group: str = "ex.com", *versions: dict[str, Any], **names: Any) -> None:
    plural = f"{kind.lower()}s"
    spec = {"group": group, "scope": "Namespaced", "names": {"plural": plural, "kind": kind, **names}, "versions": [*versions] or [version()]}  # fmt: skip
    cluster.api.create({"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
                        "metadata": {"name": f"{plural}.{group}"}, "spec": spec})  # fmt: skip


def made(cluster: Cluster, kind: str, name: str = "a", at: str = "ex.com/v1", space: str = "default", **top: Any) -> dict[str, Any]:  # fmt: skip
    meta = {"name": name, "namespace": space, **top.pop("metadata", {})}
    return cluster.api.create({"apiVersion": at, "kind": kind, "metadata": meta, **top})


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(nodes=1)


def test_a_kind_may_be_called_like_a_built_in_one(cluster: Cluster) -> None:
    before = [obj["metadata"]["name"] for obj in cluster.api.list("Service")]
    teach(cluster, "Service", "serving.example.dev")
    made(cluster, "Service", "hello", "serving.example.dev/v1", spec={"template": {}})
    assert [obj["metadata"]["name"] for obj in cluster.api.list("Service")] == before
    assert "hello" in str(cluster.kubectl("get services.serving.example.dev"))
    cluster.delete("CustomResourceDefinition", "services.serving.example.dev")
    cluster.settle()
    assert [obj["metadata"]["name"] for obj in cluster.api.list("Service")] == before


def test_two_groups_may_have_a_kind_of_one_name(cluster: Cluster, tmp_path: Path) -> None:
    for group in ("a.io", "b.io"):
        teach(cluster, "Gate", group)
        made(cluster, "Gate", at=f"{group}/v1", spec={"of": group})
    cluster.save(str(tmp_path / "saved"))
    for one in (cluster, cluster.fork(), Cluster.open(str(tmp_path / "saved"))):
        assert [one.api.get(f"gates.{group}", "a")["spec"]["of"] for group in ("a.io", "b.io")] == ["a.io", "b.io"]
    # when one goes, the objects of the other stay where they are
    cluster.delete("CustomResourceDefinition", "gates.a.io")
    cluster.settle()
    assert cluster.api.get("Gate", "a")["spec"]["of"] == "b.io"


def test_an_object_is_shown_in_the_version_asked_for(cluster: Cluster) -> None:
    beta = version("v1beta1", deprecated=True)
    teach(cluster, "Car", "ex.com", beta, version("v1"))
    made(cluster, "Car", at="ex.com/v1beta1", spec={"doors": 3})
    assert cluster.api.warnings == ["ex.com/v1beta1 Car is deprecated"]
    assert cluster.api.get("Car", "a")["apiVersion"] == "ex.com/v1"
    assert cluster.api.get("cars.v1beta1.ex.com", "a")["apiVersion"] == "ex.com/v1beta1"
    assert cluster.api.list("cars.v1beta1.ex.com")[0]["apiVersion"] == "ex.com/v1beta1"
    changed = cluster.api.patch("Car", "a", {"spec": {"doors": 5}}, type="merge")
    assert (changed["apiVersion"], changed["spec"], changed["metadata"]["generation"]) == ("ex.com/v1", {"doors": 5}, 2)
    assert str(cluster.kubectl("api-resources --api-group=ex.com")).count("cars") == 1


def test_defaults_of_a_new_schema_are_seen_in_old_objects(cluster: Cluster) -> None:
    old = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"a": {"type": "integer"}}}}}
    teach(cluster, "Box", "ex.com", version(schema=old))
    made(cluster, "Box", spec={"a": 1})
    add = [{"op": "add", "path": "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/b",
            "value": {"type": "string", "default": "x"}}]  # fmt: skip
    cluster.api.patch("CustomResourceDefinition", "boxs.ex.com", add, type="json")
    assert cluster.api.get("Box", "a")["spec"] == {"a": 1, "b": "x"}
    assert cluster.api.list("Box")[0]["spec"] == {"a": 1, "b": "x"}


def test_scaling_writes_where_the_definition_says(cluster: Cluster) -> None:
    number = {"type": "object", "properties": {"size": {"type": "integer", "maximum": 10}, "sel": {"type": "string"}}}
    paths = {"specReplicasPath": ".spec.size", "statusReplicasPath": ".status.size", "labelSelectorPath": ".status.sel"}
    parts = {"status": {}, "scale": paths}
    schema = {"type": "object", "properties": {"spec": number, "status": number}}
    teach(cluster, "Fleet", "ex.com", version(schema=schema, subresources=parts), shortNames=["fl"], categories=["all"])
    made(cluster, "Fleet", spec={"size": 2})
    assert "scaled" in str(cluster.kubectl("scale fl a --replicas=4"))
    cluster.api.patch("Fleet", "a", {"status": {"size": 3, "sel": "a=b"}}, type="merge", subresource="status")
    scale = cluster.api.get("Fleet", "a", subresource="scale")
    assert (scale["spec"], scale["status"]) == ({"replicas": 4}, {"replicas": 3, "selector": "a=b"})
    with pytest.raises(ApiError, match="should be less than or equal to 10"):
        cluster.api.patch("Fleet", "a", {"spec": {"replicas": 40}}, type="merge", subresource="scale")
    assert "fleet.ex.com/a" in str(cluster.kubectl("get all"))


def test_a_strategic_patch_is_not_for_taught_kinds(cluster: Cluster) -> None:
    teach(cluster, "Box")
    made(cluster, "Box", spec={"a": 1})
    with pytest.raises(ApiError) as caught:
        cluster.api.patch("Box", "a", {"spec": {"a": 2}})
    assert (caught.value.reason, caught.value.code) == ("UnsupportedMediaType", 415)
    said = cluster.kubectl("""patch box a -p '{"spec":{"a":2}}'""")
    wanted = (
        "application/strategic-merge-patch+json is not supported by ex.com/v1, Kind=Box: the body of the request was in"
    )
    assert wanted in said.stderr
    assert "patched" in str(cluster.kubectl("""patch box a --type=merge -p '{"spec":{"a":2}}'"""))


def test_what_a_taught_object_owns_goes_with_it(cluster: Cluster) -> None:
    teach(cluster, "Box")
    box = made(cluster, "Box")
    reference = {"apiVersion": "ex.com/v1", "kind": "Box", "name": "a", "uid": box["metadata"]["uid"]}
    for kind, at in (("ConfigMap", "v1"), ("Box", "ex.com/v1")):
        made(cluster, kind, "owned", at, metadata={"ownerReferences": [reference]})
    cluster.settle()
    assert cluster.api.find("Box", "owned", "default") is not None
    cluster.delete("Box", "a")
    cluster.settle()
    assert [cluster.api.find(kind, "owned", "default") for kind in ("ConfigMap", "Box")] == [None, None]


def test_a_namespace_goes_with_its_taught_objects_and_quotas_count_them(cluster: Cluster) -> None:
    teach(cluster, "Box")
    cluster.apply("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}")
    cluster.apply(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {count/boxs.ex.com: '1'}}}"
    )
    cluster.settle()
    made(cluster, "Box", "one", space="shop")
    with pytest.raises(ApiError, match="exceeded quota: q"):
        made(cluster, "Box", "two", space="shop")
    cluster.delete("Box", "one", "shop")
    cluster.settle()
    made(cluster, "Box", "two", space="shop")
    cluster.delete("Namespace", "shop")
    cluster.advance("1m")
    assert cluster.api.find("Namespace", "shop") is None and cluster.api.list("Box") == []


def test_nothing_is_made_of_a_kind_that_goes(cluster: Cluster) -> None:
    teach(cluster, "Box")
    made(cluster, "Box", metadata={"finalizers": ["ex.com/wait"]})
    cluster.delete("CustomResourceDefinition", "boxs.ex.com")
    cluster.settle()
    conditions = cluster.get("CustomResourceDefinition", "boxs.ex.com")["status"]["conditions"]
    assert (conditions[-1]["type"], conditions[-1]["reason"]) == ("Terminating", "InstanceDeletionInProgress")
    with pytest.raises(ApiError, match="create not allowed while custom resource definition is terminating"):
        made(cluster, "Box", "b")
    cluster.api.patch("Box", "a", {"metadata": {"finalizers": None}}, type="merge")
    cluster.advance("10s")
    assert cluster.api.find("CustomResourceDefinition", "boxs.ex.com") is None
