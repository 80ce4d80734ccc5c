"""Every kind through the whole of its API, as upstream's conformance tests of API operations walk it.

create, get, list (of one namespace and of all), watch, merge and strategic patch, update; of the status get, patch and update with a
condition of the test's own; scale; delete or deletecollection; and the watch has seen all of it. Next: `test_upstream.py`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.engine.api import schema
from kubecourse.engine.api.kinds import BUILTIN, Kind
from tests.conformance.kinds import body

from .conftest import Client
from .walks import STRATEGIC, Walk, soon

KINDS = [kind for kind in BUILTIN if kind.stored and kind.key not in ("ComponentStatus", "Namespace")]
#: what has to have another name than that which the cluster has already
_OWN: dict[str, dict[str, Any]] = {
    "IPAddress": {"metadata": {"name": "10.9.9.9"}},
    "ServiceCIDR": {"metadata": {"name": "e2ecidr"}, "spec": {"cidrs": ["10.77.0.0/24"]}},
    "APIService": {"metadata": {"name": "v1.e2e.example.com"}, "spec": {"group": "e2e.example.com", "version": "v1"}},
    "CustomResourceDefinition": {
        "metadata": {"name": "frobs.e2e.example.com"},
        "spec": {"group": "e2e.example.com", "names": {"plural": "frobs", "kind": "Frob", "singular": "frob", "listKind": "FrobList"}},
    },
}  # fmt: skip
CONDITION = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "set by a test",
             "lastTransitionTime": "2026-01-01T00:00:00Z"}  # fmt: skip


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    with Cluster().serve() as served:
        made = Walk(Client(served))
        yield made
        made.close()


def sample(kind: Kind) -> Any:
    """An object of the kind, with the walk's label."""
    made: Any = copy.deepcopy(body(kind))
    own = _OWN.get(kind.key, {})
    made["metadata"] = {"name": f"{made['metadata']['name']}-e", "labels": {"e2e": "x"}} | own.get("metadata", {})
    if "spec" in own:
        made["spec"] = made.get("spec", {}) | own["spec"]
    return made


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_kind_goes_the_whole_way(walk: Walk, kind: Kind) -> None:
    root = f"/apis/{kind.api_version}" if kind.group else f"/api/{kind.version}"
    everywhere = f"{root}/{kind.plural}"
    base = f"{root}/namespaces/{walk.space}/{kind.plural}" if kind.namespaced else everywhere
    since = walk.get(base)["metadata"]["resourceVersion"]
    stream = walk.watch(f"{base}?labelSelector=e2e%3Dx&resourceVersion={since}")
    made = walk.post(base, sample(kind), 201)
    one = f"{base}/{made['metadata']['name']}"
    assert walk.get(one)["metadata"]["uid"] == made["metadata"]["uid"]
    for where in dict.fromkeys((base, everywhere)):
        assert len(walk.get(f"{where}?labelSelector=e2e%3Dx")["items"]) == 1
    assert (
        walk.patch(one, {"metadata": {"annotations": {"patched": "true"}}})["metadata"]["annotations"]["patched"]
        == "true"
    )
    assert (
        walk.patch(one, {"metadata": {"annotations": {"patched": None}}}, STRATEGIC)["metadata"]
        .get("annotations", {})
        .get("patched")
        is None
    )
    updated = walk.changed(one, lambda obj: obj["metadata"].setdefault("annotations", {}).update(updated="true"))
    assert updated["metadata"]["annotations"]["updated"] == "true"
    if "status" in kind.subresources:
        fields = schema.node(kind).fields["status"].fields
        _status(walk, f"{one}/status", "conditions" in fields)
    if "scale" in kind.subresources:
        assert walk.changed(f"{one}/scale", lambda scale: scale["spec"].update(replicas=3))["spec"]["replicas"] == 3
        assert walk.patch(f"{one}/scale", {"spec": {"replicas": 4}})["spec"]["replicas"] == 4
    walk.client("DELETE", f"{base}?labelSelector=e2e%3Dx", {"gracePeriodSeconds": 0, "propagationPolicy": "Background"})
    walk.gone(one)
    soon(lambda: stream.types[-1:] == ["DELETED"])
    assert (stream.types[0], set(stream.types[1:-1])) == ("ADDED", {"MODIFIED"})


def _status(walk: Walk, path: str, conditions: bool) -> None:
    """A condition of our own, where the kind has any, is patched in, and another one written over it."""
    assert walk.get(path)["metadata"]
    found = walk.patch(
        path, {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": {"conditions": [CONDITION]}}
    )
    assert found["metadata"]["annotations"]["patchedstatus"] == "true"
    if not conditions:
        return
    assert "StatusUpdate" in [one["type"] for one in found["status"]["conditions"]]
    other = {**CONDITION, "type": "PutUpdate"}
    found = walk.changed(path, lambda obj: obj.setdefault("status", {}).update(conditions=[other]))
    assert "PutUpdate" in [one["type"] for one in found["status"]["conditions"]]
