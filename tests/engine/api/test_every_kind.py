"""Every built-in kind understands every verb, and refuses in the same words.

The least objects are those of `tests/conformance/kinds.py`.
"""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.api.kinds import BUILTIN, Kind
from kubecourse.engine.core.fields import plain
from tests.conformance.kinds import body

STORED = [kind for kind in BUILTIN if kind.stored]


@pytest.fixture(scope="module")
def start() -> Cluster:
    return Cluster(platform="minimal", nodes=1)


class One:
    """One object of a kind in a cluster of its own."""

    def __init__(self, cluster: Cluster, kind: Kind) -> None:
        self.cluster, self.api, self.kind = cluster, cluster.api, kind
        self.body = body(kind)
        self.name, self.space = self.body["metadata"]["name"], self.body["metadata"].get("namespace", "")

    def create(self) -> Any:
        return self.api.create(plain(self.body))

    def get(self) -> Any:
        return self.api.get(self.kind.key, self.name, self.space)

    def patch(self, body: Any, type: str) -> Any:
        return self.api.patch(self.kind.key, self.name, body, self.space, type=type)

    def delete(self, **how: Any) -> Any:
        return self.api.delete(self.kind.key, self.name, self.space, **how)


@pytest.fixture(params=STORED, ids=lambda kind: kind.resource)
def one(start: Cluster, request: pytest.FixtureRequest) -> One:
    return One(start.fork(), request.param)


def refused(work: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        work()
    return caught.value


def test_what_is_created_is_read_listed_and_watched(one: One) -> None:
    watch = one.api.observe(one.kind.key, one.space or None, initial=False, match="NotOlderThan")
    stored = one.create()
    assert one.get() == stored
    assert (stored["kind"], stored["apiVersion"]) == (one.kind.name, one.kind.api_version)
    assert {"uid", "creationTimestamp", "resourceVersion"} <= set(stored["metadata"])
    assert stored in one.api.list(one.kind.key, one.space or None)
    assert stored in one.api.page(one.kind.key, fields=f"metadata.name={one.name}")["items"]
    mine = [event for event in watch.take() if event["object"]["metadata"]["name"] == one.name]
    assert mine[0] == {"type": "ADDED", "object": stored}
    assert refused(one.create).message == f'{one.kind.resource} "{one.name}" already exists'


@pytest.mark.parametrize("type", ["merge", "strategic", "json"])
def test_it_is_patched_in_three_ways(one: One, type: str) -> None:
    before = one.create()
    watch = one.api.observe(one.kind.key, one.space or None, version=before["metadata"]["resourceVersion"])
    change: Any = {"metadata": {"labels": {"a": "b"}, "annotations": {"x/y": "z"}}}
    if type == "json":
        labels = {**before["metadata"].get("labels", {}), "a": "b"}
        notes = {**before["metadata"].get("annotations", {}), "x/y": "z"}
        change = [
            {"op": "add", "path": "/metadata/labels", "value": labels},
            {"op": "add", "path": "/metadata/annotations", "value": notes},
        ]
    after = one.patch(change, type)
    assert after["metadata"]["labels"]["a"] == "b"
    assert after["metadata"]["annotations"]["x/y"] == "z"
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert {"type": "MODIFIED", "object": after} in watch.take()
    assert one.patch({} if type != "json" else [], type) == after


def test_it_is_updated_and_what_is_stale_is_a_conflict(one: One) -> None:
    stored = one.create()
    new = plain(stored)
    new["metadata"]["labels"] = {**new["metadata"].get("labels", {}), "a": "b"}
    assert one.api.replace(new)["metadata"]["labels"]["a"] == "b"
    new["metadata"]["labels"]["a"] = "c"
    error = refused(lambda: one.api.replace(new))
    assert (error.code, error.reason) == (409, "Conflict")
    assert f'Operation cannot be fulfilled on {one.kind.resource} "{one.name}"' in error.message


def test_dry_runs_leave_no_trace(one: One) -> None:
    before = len(one.cluster.changes)
    one.api.create(plain(one.body), dry_run=True)
    assert refused(one.get).reason == "NotFound"
    assert len(one.cluster.changes) == before
    one.create()
    mark = len(one.cluster.changes)
    one.api.patch(one.kind.key, one.name, {"metadata": {"labels": {"a": "b"}}}, one.space, dry_run=True)
    one.delete(dry_run=True)
    assert len(one.cluster.changes) == mark


def test_it_is_deleted_and_then_not_found(one: One) -> None:
    stored = one.create()
    assert refused(lambda: one.delete(uid="other")).reason == "Conflict"
    one.delete(uid=stored["metadata"]["uid"], grace=0 if one.kind.key == "Pod" else None)
    one.cluster.settle()
    error = refused(one.get)
    assert (error.code, error.message) == (404, f'{one.kind.resource} "{one.name}" not found')


def test_fields_that_it_has_not_are_refused_warned_of_or_dropped(one: One) -> None:
    wrong = {**plain(one.body), "colour": "red"}
    error = refused(lambda: one.api.create(plain(wrong)))
    assert (error.code, 'unknown field "colour"' in error.message) == (400, True)
    assert "colour" not in one.api.create(plain(wrong), field_validation="Warn", dry_run=True)
    assert one.api.warnings[0] == 'unknown field "colour"'
    assert "colour" not in one.api.create(plain(wrong), field_validation="Ignore", dry_run=True)


def test_a_name_is_asked_for(one: One) -> None:
    nameless = plain(one.body)
    del nameless["metadata"]["name"]
    assert refused(lambda: one.api.create(nameless)).code == 422


def test_a_person_is_asked_for_each_verb_on_it(one: One) -> None:
    ana, one.api = one.api.acting_as("ana"), one.api
    where = f'in the namespace "{one.space}"' if one.space else "at the cluster scope"
    if one.kind.key == "Namespace":
        where = "at the cluster scope"
    plural, group = one.kind.plural, one.kind.group
    assert (
        f'User "ana" cannot create resource "{plural}" in API group "{group}" {where}'
        in refused(lambda: ana.create(plain(one.body))).message
    )
    assert (
        f'User "ana" cannot list resource "{plural}" in API group "{group}"'
        in refused(lambda: ana.list(one.kind.key, one.space or None)).message
    )


@pytest.mark.parametrize("kind", [kind for kind in BUILTIN if not kind.stored], ids=lambda kind: kind.resource)
def test_a_question_is_no_object(start: Cluster, kind: Kind) -> None:
    with pytest.raises(ApiError):
        start.api.get(kind.key, "x")
