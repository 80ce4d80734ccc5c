"""Fields: reading never fails, writing never changes what others hold."""

import copy
import json
import pickle

import pytest

from kubecourse.engine.core import fields

POD = {"metadata": {"labels": {"a.b/c": "x"}}, "spec": {"containers": [{"name": "web"}, {"name": "log"}]}}


def test_a_path_reads_maps_lists_and_quoted_keys() -> None:
    assert fields.get(POD, "spec.containers[1].name") == "log"
    assert fields.get(POD, "metadata.labels['a.b/c']") == "x"
    assert fields.get(POD, ("spec", "containers", 0, "name")) == "web"
    assert fields.get(POD, "spec.volumes[0].name", "none") == "none"
    assert fields.get({"spec": None}, "spec.nodeName", "") == ""


def test_put_shares_what_is_not_on_the_path() -> None:
    before = json.dumps(POD)
    new = fields.put(POD, "spec.containers[0].image", "nginx")
    assert new["spec"]["containers"][0] == {"name": "web", "image": "nginx"}
    assert new["metadata"] is POD["metadata"]
    assert new["spec"]["containers"][1] is POD["spec"]["containers"][1]
    assert fields.put({}, "status.conditions[0].type", "Ready") == {"status": {"conditions": [{"type": "Ready"}]}}
    assert json.dumps(POD) == before
    with pytest.raises(KeyError):
        fields.put({"spec": "text"}, "spec.replicas", 1)


def test_remove_gives_the_same_object_where_nothing_is_there() -> None:
    assert fields.remove(POD, "spec.containers[0]")["spec"]["containers"] == [{"name": "log"}]
    assert fields.remove(POD, "spec.nodeName.x") is POD


def test_a_reader_cannot_change_the_cluster_but_can_copy_it() -> None:
    held = fields.frozen(POD)
    assert isinstance(held, dict)
    assert json.loads(json.dumps(held)) == POD
    for change in (
        lambda: held.update(a=1), lambda: held["spec"]["containers"].append(1), lambda: held["spec"].pop("containers"),
        lambda: held["spec"]["containers"].sort(), lambda: held.__setitem__("a", 1),
    ):  # fmt: skip
        with pytest.raises(TypeError, match="read-only copy"):
            change()
    mine = fields.plain(held)
    mine["spec"]["containers"].append({})
    assert len(held["spec"]["containers"]) == 2
    assert type(copy.deepcopy(held)) is dict
    assert pickle.loads(pickle.dumps(held)) == POD


def test_same_compares_as_json_does() -> None:
    assert fields.same({"a": [1, {"b": None}]}, {"a": [1.0, {"b": None}]})
    assert not fields.same({"a": 1}, {"a": True})
    assert not fields.same({"a": None}, {})
