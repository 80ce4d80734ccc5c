"""Server-side apply as people meet it: who owns what, what goes, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.engine.api.errors import ApiError

Object = dict[str, Any]
_READY = Cluster(platform="minimal", nodes=1)


@pytest.fixture
def cluster() -> Cluster:
    return _READY.fork()


def deployment(replicas: int | None = None, labels: Object | None = None, **container: Any) -> Object:
    spec: Object = {
        "selector": {"matchLabels": {"app": "web"}},
        "template": {
            "metadata": {"labels": {"app": "web"}},
            "spec": {"containers": [{"name": "web", "image": "nginx:1.27", **container}]},
        },
    }
    if replicas is not None:
        spec["replicas"] = replicas
    meta: Object = {"name": "web", **({"labels": labels} if labels is not None else {})}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": meta, "spec": spec}


def config_map(**data: str) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}


def owners(cluster: Cluster, kind: str = "Deployment", name: str = "web") -> dict[tuple[str, str, str], Object]:
    entries = cluster.api.managed_fields(kind, name)
    return {(e["manager"], e["operation"], e.get("subresource", "")): e["fieldsV1"] for e in entries}


def refusal(cluster: Cluster, obj: Object, manager: str = "other", **how: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        cluster.api.apply(obj, manager=manager, **how)
    return caught.value


def test_an_applier_owns_what_it_said_and_no_default(cluster: Cluster) -> None:
    made = cluster.api.apply(deployment(2, ports=[{"containerPort": 80}]), manager="me")
    assert made["spec"]["strategy"]["type"] == "RollingUpdate"
    container = {
        ".": {}, "f:image": {}, "f:name": {},
        "f:ports": {'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}}},
    }  # fmt: skip
    template = {
        "f:metadata": {"f:labels": {"f:app": {}}},
        "f:spec": {"f:containers": {'k:{"name":"web"}': container}},
    }
    spec = {"f:replicas": {}, "f:selector": {}, "f:template": template}
    assert cluster.api.managed_fields("Deployment", "web") == [
        {
            "manager": "me", "operation": "Apply", "apiVersion": "apps/v1", "time": "2026-01-05T09:00:00Z",
            "fieldsType": "FieldsV1", "fieldsV1": {"f:spec": spec},
        }
    ]  # fmt: skip


def test_a_creation_owns_its_defaults_too_and_what_it_had_to_make(cluster: Cluster) -> None:
    cluster.api.create(deployment(2), manager="kubectl-create")
    spec = owners(cluster)[("kubectl-create", "Update", "")]["f:spec"]
    assert spec["f:strategy"] == {
        "f:rollingUpdate": {".": {}, "f:maxSurge": {}, "f:maxUnavailable": {}},
        "f:type": {},
    }
    pod = spec["f:template"]["f:spec"]
    assert "." not in pod["f:containers"] and pod["f:securityContext"] == {}
    assert pod["f:containers"]['k:{"name":"web"}']["."] == {}
    assert spec["f:template"]["f:metadata"]["f:labels"] == {".": {}, "f:app": {}}


def test_a_pod_is_not_said_to_own_what_admission_added(cluster: Cluster) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "p"},
        "spec": {"containers": [{"name": "a", "image": "b"}]},
    }
    made = cluster.api.create(pod)
    spec = owners(cluster, "Pod", "p")[("kubecourse", "Update", "")]["f:spec"]
    assert made["spec"]["tolerations"] and made["spec"]["serviceAccountName"] == "default"
    assert not {"f:tolerations", "f:serviceAccountName", "f:volumes", "f:priority"} & set(spec)


def test_an_update_owns_what_it_changed_and_takes_it_from_others(cluster: Cluster) -> None:
    cluster.api.create(config_map(a="1", b="1"), manager="first")
    cluster.api.patch("ConfigMap", "c", {"data": {"b": "2", "c": "2"}}, manager="second")
    found = owners(cluster, "ConfigMap", "c")
    assert found[("first", "Update", "")] == {"f:data": {".": {}, "f:a": {}}}
    assert found[("second", "Update", "")] == {"f:data": {"f:b": {}, "f:c": {}}}


def test_a_scaling_is_an_owner_of_its_own(cluster: Cluster) -> None:
    cluster.api.apply(deployment(2), manager="kubectl")
    cluster.kubectl("scale deployment web --replicas=5")
    found = owners(cluster)
    assert found[("kubectl", "Update", "scale")] == {"f:spec": {"f:replicas": {}}}
    assert "f:replicas" not in found[("kubectl", "Apply", "")]["f:spec"]


def test_a_field_that_is_said_no_more_goes(cluster: Cluster) -> None:
    cluster.api.apply(config_map(a="1", b="1"), manager="me")
    assert cluster.api.apply(config_map(a="1"), manager="me")["data"] == {"a": "1"}


def test_a_field_that_somebody_else_owns_stays(cluster: Cluster) -> None:
    cluster.api.apply(config_map(a="1", b="1"), manager="me")
    cluster.api.apply(config_map(b="1"), manager="other")
    assert cluster.api.apply(config_map(a="1"), manager="me")["data"] == {"a": "1", "b": "1"}


def test_a_default_comes_back_when_its_field_is_said_no_more(cluster: Cluster) -> None:
    cluster.api.apply(deployment(4), manager="me")
    assert cluster.api.apply(deployment(), manager="me")["spec"]["replicas"] == 1


def test_an_item_of_a_list_goes_with_its_key_and_the_others_stay(cluster: Cluster) -> None:
    env = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    cluster.api.apply(deployment(env=env), manager="me")
    container = {"name": "web", "env": [{"name": "C", "value": "3"}]}
    cluster.api.patch("Deployment", "web", {"spec": {"template": {"spec": {"containers": [container]}}}})
    made = cluster.api.apply(deployment(env=env[:1]), manager="me")
    assert [one["name"] for one in made["spec"]["template"]["spec"]["containers"][0]["env"]] == ["C", "A"] or [
        one["name"] for one in made["spec"]["template"]["spec"]["containers"][0]["env"]
    ] == ["A", "C"]


def test_the_order_of_the_manifest_is_the_order_of_its_items(cluster: Cluster) -> None:
    def named(*names: str) -> list[Object]:
        return [{"name": name, "value": name} for name in names]

    cluster.api.apply(deployment(env=named("A", "B", "C")), manager="me")
    made = cluster.api.apply(deployment(env=named("C", "X", "A", "B")), manager="me")
    assert [one["name"] for one in made["spec"]["template"]["spec"]["containers"][0]["env"]] == ["C", "X", "A", "B"]


def test_a_conflict_names_the_field_and_its_owner(cluster: Cluster) -> None:
    cluster.api.apply(deployment(2), manager="me")
    error = refusal(cluster, deployment(3))
    assert error.code == 409 and error.message == 'Apply failed with 1 conflict: conflict with "me": .spec.replicas'
    assert error.status["details"] == {
        "causes": [{"reason": "FieldManagerConflict", "message": 'conflict with "me"', "field": ".spec.replicas"}]
    }
    assert cluster.get("Deployment", "web")["spec"]["replicas"] == 2


def test_several_conflicts_are_listed_by_owner(cluster: Cluster) -> None:
    cluster.api.apply(deployment(2), manager="me")
    cluster.api.patch("Deployment", "web", {"spec": {"minReadySeconds": 5}}, manager="kubectl-patch")
    error = refusal(
        cluster, {**deployment(3, image="nginx:1"), "spec": {**deployment(3, image="x")["spec"], "minReadySeconds": 1}}
    )
    assert error.message == (
        'Apply failed with 3 conflicts: conflicts with "kubectl-patch" using apps/v1:\n- .spec.minReadySeconds\n'
        'conflicts with "me":\n- .spec.replicas\n- .spec.template.spec.containers[name="web"].image'
    )


def test_force_takes_the_fields_over(cluster: Cluster) -> None:
    cluster.api.apply(deployment(2), manager="me")
    made = cluster.api.apply(deployment(3), manager="other", force=True)
    found = owners(cluster)
    assert made["spec"]["replicas"] == 3
    assert "f:replicas" in found[("other", "Apply", "")]["f:spec"]
    assert "f:replicas" not in found[("me", "Apply", "")]["f:spec"]


def test_equal_values_are_shared(cluster: Cluster) -> None:
    cluster.api.apply(deployment(2), manager="me")
    cluster.api.apply(deployment(2), manager="other")
    found = owners(cluster)
    assert found[("me", "Apply", "")] == found[("other", "Apply", "")]


def test_applying_the_same_again_writes_nothing(cluster: Cluster) -> None:
    first = cluster.api.apply(deployment(2), manager="me")
    cluster.advance("1m")
    before = cluster.get("Deployment", "web")["metadata"]["resourceVersion"]
    entries = cluster.api.managed_fields("Deployment", "web")
    again = cluster.api.apply(deployment(2), manager="me")
    assert again["metadata"]["resourceVersion"] == before and first["metadata"]["generation"] == 1
    assert cluster.api.managed_fields("Deployment", "web") == entries


def test_a_dry_run_changes_neither_object_nor_owners(cluster: Cluster) -> None:
    assert cluster.api.apply(config_map(a="1"), manager="me", dry_run=True)["data"] == {"a": "1"}
    assert cluster.api.find("ConfigMap", "c", "default") is None
    cluster.api.apply(config_map(a="1"), manager="me")
    assert cluster.api.apply(config_map(a="2"), manager="me", dry_run=True)["data"] == {"a": "2"}
    assert cluster.get("ConfigMap", "c")["data"] == {"a": "1"}


def test_the_status_is_applied_through_its_own_door(cluster: Cluster) -> None:
    cluster.api.apply(deployment(2), manager="me")
    cluster.settle()
    condition = {"type": "Reviewed", "status": "True", "reason": "Read", "message": "by a person"}
    body = {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "status": {"conditions": [condition]},
    }
    made = cluster.api.apply(body, manager="me", subresource="status")
    assert any(one["type"] == "Reviewed" for one in made["status"]["conditions"])
    assert list(owners(cluster)[("me", "Apply", "status")]) == ["f:status"]
    kept = cluster.api.apply(body, manager="other")
    assert ("other", "Apply", "") not in owners(cluster) and kept["spec"]["replicas"] == 2


def test_the_scale_is_applied_through_its_own_door(cluster: Cluster) -> None:
    cluster.api.create(deployment(2))
    body = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 4}}
    error = refusal(cluster, body, manager="me", subresource="scale")
    assert error.message == 'Apply failed with 1 conflict: conflict with "kubecourse" using apps/v1: .spec.replicas'
    assert cluster.api.apply(body, manager="me", subresource="scale", force=True)["spec"] == {"replicas": 4}
    assert owners(cluster)[("me", "Apply", "scale")] == {"f:spec": {"f:replicas": {}}}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"metadata": {}}, "resource name may not be empty"),
        ({"metadata": {"name": "c", "managedFields": []}}, "metadata.managedFields must be nil"),
        ({"metadata": {"name": "c"}, "dta": {}},
         "failed to create typed patch object (default/c; /v1, Kind=ConfigMap): .dta: field not declared in schema"),
        ({"metadata": {"name": "c"}, "data": {"a": 1}},
         "failed to create typed patch object (default/c; /v1, Kind=ConfigMap): .data.a: expected string, "
         "got &value.valueUnstructured{Value:1}"),
        ({"metadata": {"name": "c", "finalizers": ["a/b", "a/b"]}},
         'failed to create typed patch object (default/c; /v1, Kind=ConfigMap): .metadata.finalizers: duplicate '
         'entries for key [="a/b"]'),
    ],
)  # fmt: skip
def test_what_cannot_be_applied_is_refused_in_the_words_of_the_server(
    cluster: Cluster, body: Object, said: str
) -> None:
    error = refusal(cluster, {"apiVersion": "v1", "kind": "ConfigMap", **body}, "me")
    assert error.message == said
    assert cluster.api.find("ConfigMap", "c", "default") is None


def test_a_manager_is_required(cluster: Cluster) -> None:
    error = refusal(cluster, config_map(), "")
    assert error.message == (
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'
    )


def test_an_item_without_its_key_is_refused(cluster: Cluster) -> None:
    body = deployment()
    del body["spec"]["template"]["spec"]["containers"][0]["name"]
    assert refusal(cluster, body).message.endswith(
        ".spec.template.spec.containers: element 0: associative list with keys has an element that omits key field "
        '"name" (and doesn\'t have default value)'
    )


def test_an_old_resource_version_is_a_conflict(cluster: Cluster) -> None:
    made = cluster.api.apply(config_map(a="1"), manager="me")
    cluster.api.apply(config_map(a="2"), manager="me")
    body = config_map(a="3")
    body["metadata"]["resourceVersion"] = made["metadata"]["resourceVersion"]
    assert "the object has been modified" in refusal(cluster, body, "me").message


def test_a_lasting_history_forks_rewinds_and_saves_with_its_owners(cluster: Cluster, tmp_path: Any) -> None:
    cluster.api.apply(config_map(a="1"), manager="me")
    cluster.advance("1m")
    moment, before = cluster.now, cluster.api.managed_fields("ConfigMap", "c")
    cluster.advance("1m")
    cluster.api.apply(config_map(a="2", b="2"), manager="other", force=True)
    after = cluster.api.managed_fields("ConfigMap", "c")
    assert cluster.at(moment).api.managed_fields("ConfigMap", "c") == before
    assert cluster.fork().api.managed_fields("ConfigMap", "c") == after
    cluster.save(str(tmp_path / "saved"))
    assert Cluster.open(str(tmp_path / "saved")).api.managed_fields("ConfigMap", "c") == after
    cluster.rewind(moment)
    assert cluster.api.managed_fields("ConfigMap", "c") == before


def test_people_see_no_managed_fields_unless_they_ask(cluster: Cluster) -> None:
    cluster.api.apply(config_map(a="1"), manager="me")
    assert "managedFields" not in cluster.get("ConfigMap", "c")["metadata"]
    assert "managedFields" not in str(cluster.kubectl("get cm c -o yaml"))
    shown = str(cluster.kubectl("get cm c -o yaml --show-managed-fields"))
    assert "  managedFields:\n  - apiVersion: v1\n    fieldsType: FieldsV1\n    fieldsV1:\n      f:data:\n" in shown
    assert str(cluster.kubectl("get cm c -o jsonpath={.metadata.managedFields[*].manager}")) == "me"


def test_owners_can_be_forgotten_and_the_next_apply_counts_them_again(cluster: Cluster) -> None:
    cluster.api.create(config_map(a="1", b="1"))
    forget = [{"op": "replace", "path": "/metadata/managedFields", "value": [{}]}]
    cluster.api.patch("ConfigMap", "c", forget, type="json")
    assert cluster.api.managed_fields("ConfigMap", "c") == []
    assert 'conflict with "before-first-apply" using v1: .data.a' in refusal(cluster, config_map(a="2")).message


def test_more_than_ten_updaters_are_summed_up(cluster: Cluster) -> None:
    cluster.api.create(config_map(a="1"), manager="m00")
    for number in range(1, 13):
        cluster.advance("1s")
        cluster.api.patch("ConfigMap", "c", {"data": {f"k{number}": "1"}}, manager=f"m{number:02}")
    found = owners(cluster, "ConfigMap", "c")
    assert len(found) == 10
    assert list(found[("ancient-changes", "Update", "")]["f:data"]) == [".", "f:a", "f:k1", "f:k2", "f:k3"]
