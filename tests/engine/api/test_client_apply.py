"""`apply`: three states are compared and one patch is sent."""

import json

import pytest

from kubecourse.engine.api.client_apply import LAST_APPLIED, apply, go_json, plan
from kubecourse.engine.api.errors import ApiError
from kubecourse.engine.cluster import Cluster


def config(**data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}


def small():
    return Cluster(platform="minimal", nodes=1)


def test_an_object_is_created_then_changed_then_left_alone():
    api = small().api
    assert [apply(api, config(a=value))[1] for value in "112"] == ["created", "unchanged", "configured"]


def test_the_annotation_remembers_the_manifest_with_its_namespace():
    made, _ = apply(small().api, config(a="<1>"))
    text = made["metadata"]["annotations"][LAST_APPLIED]
    assert text.endswith("}\n") and "\\u003c1\\u003e" in text
    assert json.loads(text)["metadata"] == {"annotations": {}, "name": "c", "namespace": "default"}


def test_what_the_file_no_longer_says_goes_and_what_it_never_said_stays():
    api = small().api
    apply(api, config(a="1", b="2"))
    api.patch("ConfigMap", "c", {"data": {"z": "9"}}, "default")
    done, _ = apply(api, config(a="1"))
    assert done["data"] == {"a": "1", "z": "9"}


def test_an_object_that_was_not_applied_before_is_seen():
    api = small().api
    api.create(config(a="1"))
    todo = plan(api, config(a="2"))
    assert todo.unmarked and todo.outcome == "configured"


def test_go_json_is_compact_sorted_and_safe_in_html():
    assert go_json({"b": 1, "a": "<&>"}) == '{"a":"\\u003c\\u0026\\u003e","b":1}'


def test_annotations_that_are_no_map_are_refused_and_not_stumbled_over() -> None:
    cluster = Cluster(nodes=1)
    with pytest.raises(ApiError, match="annotations"):
        cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, annotations: ' '}}")
