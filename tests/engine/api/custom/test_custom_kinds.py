"""A cluster learns a kind, keeps its objects in shape, and forgets them with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kubecourse import ApiError, Cluster

GROUP = "shop.example.com"


def definition(**spec: Any) -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {
            "spec": {
                "type": "object", "required": ["database"],
                "x-kubernetes-validations": [
                    {"rule": "self.copies <= self.limit", "message": "more copies than the limit"},
                    {"rule": "self.database == oldSelf.database", "messageExpression": "'it was ' + oldSelf.database"},
                ],
                "properties": {
                    "database": {"type": "string", "minLength": 2},
                    "copies": {"type": "integer", "minimum": 1, "default": 3},
                    "limit": {"type": "integer", "default": 5},
                },
            },
            "status": {"type": "object", "properties": {"phase": {"type": "string"}}},
        },
    }  # fmt: skip
    version = {"name": "v1", "served": True, "storage": True, "subresources": {"status": {}}, "schema": {"openAPIV3Schema": schema},
               "additionalPrinterColumns": [{"name": "Copies", "type": "integer", "jsonPath": ".spec.copies"},
                                            {"name": "Phase", "type": "string", "jsonPath": ".status.phase"}]}  # fmt: skip
    names = {"plural": "backups", "kind": "Backup", "shortNames": ["bk"]}
    return {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
            "metadata": {"name": f"backups.{GROUP}"},
            "spec": {"group": GROUP, "scope": "Namespaced", "names": names, "versions": [version], **spec}}  # fmt: skip


def backup(**spec: Any) -> dict[str, Any]:
    return {
        "apiVersion": f"{GROUP}/v1",
        "kind": "Backup",
        "metadata": {"name": "b"},
        "spec": {"database": "wp", **spec},
    }


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(nodes=1)
    cluster.api.create(definition())
    return cluster


def refusal(cluster: Cluster, obj: dict[str, Any]) -> str:
    with pytest.raises(ApiError) as caught:
        cluster.api.create(obj)
    return caught.value.message


def test_a_definition_is_established_and_its_kind_served(cluster: Cluster) -> None:
    status = cluster.get("CustomResourceDefinition", f"backups.{GROUP}")["status"]
    assert [(one["type"], one["status"]) for one in status["conditions"]] == [
        ("NamesAccepted", "True"),
        ("Established", "True"),
    ]
    assert status["storedVersions"] == ["v1"] and status["acceptedNames"]["listKind"] == "BackupList"
    assert "backups" in str(cluster.kubectl(f"api-resources --api-group={GROUP}"))


def test_defaults_are_filled_in_and_generation_counts(cluster: Cluster) -> None:
    made = cluster.api.create({**backup(), "status": {"phase": "mine"}})
    assert made["spec"] == {"database": "wp", "copies": 3, "limit": 5} and "status" not in made
    assert cluster.api.patch("bk", "b", {"spec": {"copies": 4}}, type="merge")["metadata"]["generation"] == 2
    told = cluster.api.patch(
        "bk", "b", {"status": {"phase": "Done"}, "spec": {"copies": 1}}, type="merge", subresource="status"
    )
    assert (told["status"]["phase"], told["spec"]["copies"], told["metadata"]["generation"]) == ("Done", 4, 2)
    assert str(cluster.kubectl("get bk")).split() == ["NAME", "COPIES", "PHASE", "b", "4", "Done"]


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({"database": "w"}, 'spec.database: Invalid value: "w": spec.database in body should be at least 2 chars long'),
        ({"copies": 0}, "spec.copies: Invalid value: 0: spec.copies in body should be greater than or equal to 1"),
        (
            {"copies": "2"},
            'spec.copies: Invalid value: "string": spec.copies in body must be of type integer: "string"',
        ),
        ({"copies": 9}, 'spec: Invalid value: "object": more copies than the limit'),
    ],
)
def test_what_breaks_the_schema_is_refused(cluster: Cluster, spec: dict[str, Any], words: str) -> None:
    assert refusal(cluster, backup(**spec)) == f'Backup.{GROUP} "b" is invalid: {words}'


def test_fields_that_are_not_in_the_schema(cluster: Cluster) -> None:
    assert 'strict decoding error: unknown field "spec.colour"' in refusal(cluster, backup(colour="red"))
    made = cluster.api.create(backup(colour="red"), field_validation="Warn")
    assert "colour" not in made["spec"] and cluster.api.warnings == ['unknown field "spec.colour"']


def test_a_rule_may_look_at_the_value_before(cluster: Cluster) -> None:
    cluster.api.create(backup())
    with pytest.raises(ApiError, match="it was wp"):
        cluster.api.patch("Backup", "b", {"spec": {"database": "other"}}, type="merge")


def test_a_definition_that_makes_no_sense_is_refused() -> None:
    cluster = Cluster(nodes=1)
    assert 'must be spec.names.plural+"."+spec.group' in refusal(
        cluster, {**definition(), "metadata": {"name": "x.y.z"}}
    )
    assert 'spec.scope: Unsupported value: "Both"' in refusal(cluster, definition(scope="Both"))
    assert "must have exactly one version marked as storage version" in refusal(cluster, definition(versions=[]))
    wrong = definition()
    wrong["spec"]["versions"][0]["schema"]["openAPIV3Schema"]["x-kubernetes-validations"] = [{"rule": "self.a <"}]
    assert "compilation failed" in refusal(cluster, wrong)


def test_the_kind_lives_on_in_forks_and_files(cluster: Cluster, tmp_path: Path) -> None:
    cluster.api.create(backup())
    assert cluster.fork().get("Backup", "b")["spec"]["copies"] == 3
    cluster.save(str(tmp_path / "saved"))
    assert Cluster.open(str(tmp_path / "saved")).get("Backup", "b")["spec"]["copies"] == 3


def test_a_definition_takes_its_objects_with_it(cluster: Cluster) -> None:
    cluster.api.create(backup())
    cluster.delete("CustomResourceDefinition", f"backups.{GROUP}")
    cluster.settle()
    assert not [change for change in cluster.changes if change.kind == "Backup" and change.new is not None][1:]
    with pytest.raises(ApiError, match="could not find the requested resource"):
        cluster.list("Backup")
    assert cluster.api.find("CustomResourceDefinition", f"backups.{GROUP}") is None
