"""Patches: each kind as the server applies it, and the one that kubectl apply makes."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.api.schema import node
from kubecourse.engine.core.patches import JsonPatchError, PatchError, json_patch, merge_patch, strategic, three_way

DEPLOYMENT = node("Deployment")


def pod(*containers: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {"spec": {"template": {"spec": {"containers": list(containers)}}, **spec}}


def containers(obj: dict[str, Any]) -> Any:
    return obj["spec"]["template"]["spec"]["containers"]


A = {"name": "a", "image": "one", "ports": [{"containerPort": 80}], "env": [{"name": "E", "value": "1"}]}
SIDE = {"name": "side", "image": "two"}


def test_json_patch_edits_by_pointer() -> None:
    ops = [
        {"op": "add", "path": "/a/-", "value": 3}, {"op": "remove", "path": "/a/0"},
        {"op": "copy", "from": "/a", "path": "/b"},
        {"op": "test", "path": "/b", "value": [2, 3]}, {"op": "replace", "path": "/x~1y", "value": 1},
        {"op": "move", "from": "/b", "path": "/c"},
    ]  # fmt: skip
    before = {"a": [1, 2], "keep": {}}
    after = json_patch(before, ops)
    assert after == {"a": [2, 3], "keep": {}, "x/y": 1, "c": [2, 3]}
    assert after["keep"] is before["keep"]
    assert before == {"a": [1, 2], "keep": {}}


@pytest.mark.parametrize(
    "op",
    [
        {"op": "test", "path": "/a", "value": 2}, {"op": "remove", "path": "/z"},
        {"op": "add", "path": "/l/5", "value": 1},
        {"op": "add", "path": "/z/z", "value": 1}, {"op": "hop", "path": "/a"}, {"op": "add", "path": "a", "value": 1},
        {"op": "add", "path": "/a"},
    ],
)  # fmt: skip
def test_a_json_patch_that_does_not_apply_is_refused(op: dict[str, Any]) -> None:
    with pytest.raises(JsonPatchError):
        json_patch({"a": 1, "l": []}, [op])


def test_a_merge_patch_replaces_lists_and_removes_with_null() -> None:
    assert merge_patch({"a": {"b": 1, "c": 2}, "l": [1]}, {"a": {"b": None, "d": {"e": None}}, "l": [2]}) == {
        "a": {"c": 2, "d": {}},
        "l": [2],
    }


def test_a_strategic_patch_merges_containers_by_name_and_puts_new_ones_before_those_it_does_not_name() -> None:
    patch = pod({"name": "a", "image": "new"}, {"name": "n", "image": "three"})
    after = strategic(pod(A, SIDE, replicas=2), patch, DEPLOYMENT)
    assert [(c["name"], c["image"]) for c in containers(after)] == [("a", "new"), ("n", "three"), ("side", "two")]
    assert containers(after)[0]["env"] == A["env"]
    assert after["spec"]["replicas"] == 2


def test_directives_delete_replace_retain_and_order() -> None:
    old = pod(A, SIDE, strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}})
    assert containers(strategic(old, pod({"name": "side", "$patch": "delete"}), DEPLOYMENT)) == [A]
    assert containers(strategic(old, pod({"$patch": "replace"}, SIDE), DEPLOYMENT)) == [SIDE]
    retained = {"spec": {"strategy": {"$retainKeys": ["type"], "type": "Recreate"}}}
    assert strategic(old, retained, DEPLOYMENT)["spec"]["strategy"] == {"type": "Recreate"}
    order = {"$setElementOrder/containers": [{"name": "side"}, {"name": "a"}]}
    assert containers(strategic(old, {"spec": {"template": {"spec": order}}}, DEPLOYMENT)) == [SIDE, A]
    drop = {"metadata": {"$deleteFromPrimitiveList/finalizers": ["x"], "finalizers": ["z"]}}
    assert strategic({"metadata": {"finalizers": ["x", "y"]}}, drop, DEPLOYMENT)["metadata"]["finalizers"] == ["z", "y"]


def test_an_item_without_its_merge_key_is_refused() -> None:
    with pytest.raises(PatchError, match="does not contain declared merge key: name"):
        strategic(pod(A), pod({"image": "x"}), DEPLOYMENT)
    with pytest.raises(PatchError, match="unknown patch type 'hop' in map"):
        strategic(pod(A), {"spec": {"$patch": "hop"}}, DEPLOYMENT)


def test_apply_removes_what_it_set_before_and_leaves_what_others_set() -> None:
    last = pod(A, SIDE, replicas=3)
    live = strategic(last, {"spec": {"paused": True}, "metadata": {"annotations": {"by": "another"}}}, DEPLOYMENT)
    wanted = pod({"name": "a", "image": "new", "ports": [{"containerPort": 80}]})
    patch = three_way(last, wanted, live, DEPLOYMENT)
    after = strategic(live, patch, DEPLOYMENT)
    assert containers(after) == containers(wanted)
    assert after["spec"]["paused"] is True
    assert after["metadata"]["annotations"] == {"by": "another"}
    assert "replicas" not in after["spec"]
    assert three_way(wanted, wanted, after, DEPLOYMENT) == {}


def test_changing_the_kind_of_a_volume_or_strategy_drops_the_old_one() -> None:
    live = {"spec": {"strategy": {"type": "RollingUpdate", "rollingUpdate": {}},
                     "template": {"spec": {"volumes": [{"name": "v", "emptyDir": {}}]}}}}  # fmt: skip
    wanted = {"spec": {"strategy": {"type": "Recreate"},
                       "template": {"spec": {"volumes": [{"name": "v", "configMap": {"name": "c"}}]}}}}  # fmt: skip
    after = strategic(live, three_way(None, wanted, live, DEPLOYMENT), DEPLOYMENT)
    assert after == wanted


NAMES = st.sampled_from("abcd")
FIELDS = st.dictionaries(st.sampled_from(["image", "workingDir"]), NAMES)
CONTAINERS = st.dictionaries(NAMES, FIELDS, max_size=4).flatmap(
    lambda found: st.permutations([{"name": name, **rest} for name, rest in found.items()])
)


@given(CONTAINERS, CONTAINERS)
def test_apply_always_reaches_what_was_wanted(before: list[Any], after: list[Any]) -> None:
    last, wanted = pod(*before, replicas=1), pod(*after)
    text = json.dumps([last, wanted])
    reached = strategic(last, three_way(last, wanted, last, DEPLOYMENT), DEPLOYMENT)
    assert reached == wanted
    assert json.dumps([last, wanted]) == text
