"""What upstream's conformance suite needs before its first test, and walks of ours through what some of its tests ask.

Each walk says in its name what is promised; the suite itself is not run here. Sources of what is asked: kubernetes/test/e2e.
Here the machinery of the API; next: `test_upstream_apps.py`.
"""

from __future__ import annotations

from typing import Any

from .conftest import Client
from .walks import JSON_PATCH, MERGE, PAUSE, Walk, pod, soon, template, workload

# -- before the first test -----------------------------------------------------------------------------------------


def test_what_the_suite_looks_at_before_its_first_test(client: Client) -> None:
    assert client.raw("GET", "/readyz")[1] == client.raw("GET", "/livez")[1] == b"ok"
    version = client("GET", "/version")[1]
    assert (version["major"], version["minor"]) == ("1", "36") and version["gitVersion"].startswith("v1.36.")
    nodes = client("GET", "/api/v1/nodes")[1]["items"]
    ready = [
        one
        for one in nodes
        if {"Ready": "True"}.items() <= {c["type"]: c["status"] for c in one["status"]["conditions"]}.items()
    ]
    assert len(ready) == len(nodes)
    assert len([one for one in ready if not one["spec"].get("taints") and not one["spec"].get("unschedulable")]) >= 2
    for one in client("GET", "/api/v1/namespaces/kube-system/pods")[1]["items"]:
        assert one["status"]["phase"] == "Succeeded" or {"type": "Ready", "status": "True"}.items() <= {
            (name, found[name]) for found in one["status"]["conditions"] for name in ("type", "status")
        } or any(c["type"] == "Ready" and c["status"] == "True" for c in one["status"]["conditions"])  # fmt: skip
    for path in ("/api", "/apis", "/api/v1", "/openapi/v2", "/openapi/v3"):
        assert client("GET", path)[0] == 200
    assert "rbac.authorization.k8s.io" in [group["name"] for group in client("GET", "/apis")[1]["groups"]]


def test_a_new_namespace_has_its_account_and_the_root_certificate_and_they_come_again(walk: Walk) -> None:
    soon(lambda: walk.client("GET", walk.full("serviceaccounts/default"))[0] == 200)
    data = soon(lambda: walk.client("GET", walk.full("configmaps/kube-root-ca.crt"))[1].get("data"))
    walk.delete("configmaps/kube-root-ca.crt")
    soon(lambda: walk.client("GET", walk.full("configmaps/kube-root-ca.crt"))[1].get("data") == data)
    walk.patch("configmaps/kube-root-ca.crt", {"data": {"ca.crt": ""}})
    soon(lambda: walk.get("configmaps/kube-root-ca.crt").get("data") == data)


# -- api machinery -------------------------------------------------------------------------------------------------


def test_discovery_says_the_same_aggregated_and_plain(walk: Walk) -> None:
    accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    whole = walk.get("/apis", Accept=accept)
    groups = {one["metadata"]["name"]: one for one in whole["items"]}
    for group in walk.get("/apis")["groups"]:
        assert [one["version"] for one in groups[group["name"]]["versions"]] == [
            one["version"] for one in group["versions"]
        ]
        assert group["preferredVersion"] == group["versions"][0]
        for version in groups[group["name"]]["versions"]:
            plain = {
                one["name"]
                for one in walk.get(f"/apis/{group['name']}/{version['version']}")["resources"]
                if "/" not in one["name"]
            }
            assert plain == {one["resource"] for one in version["resources"]}


def test_tables_of_pods_and_nodes_in_chunks_and_none_where_there_is_none(walk: Walk) -> None:
    accept = "application/json;as=Table;v=v1;g=meta.k8s.io"
    for number in range(5):
        walk.post("podtemplates", {"metadata": {"name": f"t{number}"}, "template": template({"a": "b"})})
    table = walk.get("podtemplates?limit=2", Accept=accept)
    assert table["kind"] == "Table" and len(table["rows"]) == 2 and len(table["columnDefinitions"]) > 2
    rest = walk.get(f"podtemplates?limit=9&continue={table['metadata']['continue']}", Accept=accept)
    assert [row["object"]["metadata"]["name"] for row in table["rows"] + rest["rows"]] == ["t0", "t1", "t2", "t3", "t4"]
    assert len(walk.get("/api/v1/nodes", Accept=accept)["rows"][0]["cells"]) == len(
        walk.get("/api/v1/nodes", Accept=accept)["columnDefinitions"]
    )
    path, body = (
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        {"spec": {"nonResourceAttributes": {"path": "/", "verb": "get"}}},
    )
    assert walk.client("POST", path, body, Accept=accept)[0] == 406


def test_a_list_in_chunks_is_of_one_version_whatever_is_made_meanwhile(walk: Walk) -> None:
    for number in range(40):
        walk.post("podtemplates", {"metadata": {"name": f"t{number:02}"}, "template": template({"a": "b"})})
    first = walk.get("podtemplates?limit=17")
    assert first["metadata"]["remainingItemCount"] == 23
    walk.post("podtemplates", {"metadata": {"name": "t99"}, "template": template({"a": "b"})})
    names, page = [one["metadata"]["name"] for one in first["items"]], first
    while page["metadata"].get("continue"):
        page = walk.get(f"podtemplates?limit=17&continue={page['metadata']['continue']}")
        assert page["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]
        names += [one["metadata"]["name"] for one in page["items"]]
    assert names == [f"t{number:02}" for number in range(40)]


def test_a_watch_sees_what_enters_and_leaves_its_selector_and_goes_on_where_it_ended(walk: Walk) -> None:
    since = walk.get("configmaps")["metadata"]["resourceVersion"]
    stream = walk.watch(f"configmaps?labelSelector=in%3Dyes&resourceVersion={since}")
    walk.post("configmaps", {"metadata": {"name": "c", "labels": {"in": "yes"}}})
    walk.patch("configmaps/c", {"data": {"n": "1"}})
    walk.patch("configmaps/c", {"metadata": {"labels": {"in": "no"}}})
    walk.patch("configmaps/c", {"data": {"n": "2"}})
    walk.patch("configmaps/c", {"metadata": {"labels": {"in": "yes"}}})
    walk.delete("configmaps/c")
    expected = ["ADDED", "MODIFIED", "DELETED", "ADDED", "DELETED"]
    assert stream.seen(*expected) == expected
    second = stream.events[1][1]["metadata"]["resourceVersion"]
    again = walk.watch(f"configmaps?labelSelector=in%3Dyes&resourceVersion={second}")
    assert again.seen(*expected[2:]) == expected[2:]


def test_fields_are_validated_as_strictly_as_asked(walk: Walk) -> None:
    wrong = workload("web", unknown=1)
    base = "apps/v1//deployments"
    for how, code in (("Strict", 400), ("Warn", 201), ("Ignore", 201)):
        got, found, heads = walk.client("POST", walk.full(f"{base}?fieldValidation={how}&dryRun=All"), wrong)
        assert got == code
        warned = heads.get("Warning", "")
        assert ("spec.unknown" in warned) is (how == "Warn")
        if code == 400:
            assert 'strict decoding error: unknown field "spec.unknown"' in found["message"]
    walk.post(base, workload("web"))
    patched = walk.patch(f"{base}/web?fieldValidation=Strict", {"spec": {"foo": 1}}, MERGE, 422)
    assert 'unknown field "spec.foo"' in patched["message"]
    twice = b'{"metadata":{"name":"d"},"data":{"a":"1","a":"2"}}'
    code, text, _ = walk.client.raw(
        "POST", walk.full("configmaps?fieldValidation=Strict"), twice, Content_Type="application/json"
    )
    assert code == 400 and b'duplicate field \\"data.a\\"' in text


def test_what_is_owned_goes_stays_or_waits_as_the_deletion_says(walk: Walk) -> None:
    sets, pods = "apps/v1//replicasets", "apps/v1//deployments"
    for name, how in (("orphaned", "Orphan"), ("background", "Background"), ("foreground", "Foreground")):
        walk.post(pods, workload(name))
        soon(lambda name=name: walk.get(f"{sets}?labelSelector=app%3D{name}")["items"])
        walk.delete(f"{pods}/{name}", {"propagationPolicy": how})
        walk.gone(f"{pods}/{name}")
        left = walk.get(f"{sets}?labelSelector=app%3D{name}")["items"]
        if how == "Orphan":
            assert len(left) == 1 and not left[0]["metadata"].get("ownerReferences")
        else:
            soon(lambda name=name: not walk.get(f"pods?labelSelector=app%3D{name}")["items"])
    names = ("one", "two", "three")
    made = [walk.post("pods", pod(name)) for name in names]
    for number, name in enumerate(names):  # a circle of owners does not stop the collector
        owner = made[number - 1]
        reference = {
            "apiVersion": "v1",
            "kind": "Pod",
            "name": owner["metadata"]["name"],
            "uid": owner["metadata"]["uid"],
        }
        walk.patch(
            f"pods/{name}",
            {"metadata": {"ownerReferences": [{**reference, "controller": True, "blockOwnerDeletion": True}]}},
        )
    walk.delete("pods/one")
    soon(lambda: not [one for one in walk.get("pods")["items"] if one["metadata"]["name"] in names])


def test_a_namespace_is_patched_emptied_and_gone(walk: Walk) -> None:
    where = f"/api/v1/namespaces/{walk.space}-b"
    walk.post("/api/v1/namespaces", {"metadata": {"name": f"{walk.space}-b"}})
    assert walk.patch(where, {"metadata": {"labels": {"a": "b"}}})["metadata"]["labels"]["a"] == "b"
    walk.patch(f"{where}/status", {"status": {"conditions": [{"type": "E2E", "status": "True"}]}})
    walk.changed(where, lambda obj: obj["metadata"].setdefault("finalizers", []).append("e2e.example.com/held"))
    walk.post(f"{where}/pods", pod("p"))
    walk.post(f"{where}/services", {"metadata": {"name": "s"}, "spec": {"ports": [{"port": 80}]}})
    walk.delete(where)
    found = walk.get(where)
    assert found["status"]["phase"] == "Terminating"
    refused = walk.post(f"{where}/configmaps", {"metadata": {"name": "late"}}, 403)
    assert "because it is being terminated" in refused["message"]
    soon(lambda: not walk.get(f"{where}/pods")["items"])
    walk.changed(where, lambda obj: obj["metadata"].update(finalizers=[]))
    walk.gone(where)


def test_a_quota_counts_what_comes_and_goes_and_refuses_what_is_too_much(walk: Walk) -> None:
    hard = {"pods": "2", "requests.cpu": "500m", "configmaps": "3", "services": "1", "count/replicasets.apps": "5"}
    walk.post("resourcequotas", {"metadata": {"name": "q"}, "spec": {"hard": hard}})

    def used(name: str) -> Any:
        return walk.get("resourcequotas/q").get("status", {}).get("used", {}).get(name)

    soon(lambda: used("pods") == "0")
    asked = [{"name": "c", "image": PAUSE, "resources": {"requests": {"cpu": "300m"}}}]
    walk.post("pods", pod("a", containers=asked))
    soon(lambda: (used("pods"), used("requests.cpu")) == ("1", "300m"))
    assert "exceeded quota: q" in walk.post("pods", pod("b", containers=asked), 403)["message"]
    assert "must specify requests.cpu" in walk.post("pods", pod("b"), 403)["message"]
    walk.delete("pods/a", {"gracePeriodSeconds": 0})
    soon(lambda: (used("pods"), used("requests.cpu")) == ("0", "0"))
    walk.patch("resourcequotas/q", {"spec": {"hard": {"pods": "9"}}})
    soon(lambda: walk.get("resourcequotas/q")["status"]["hard"]["pods"] == "9")


CRD = {
    "metadata": {"name": "frobs.walk.example.com"},
    "spec": {"group": "walk.example.com", "scope": "Namespaced", "names": {"plural": "frobs", "singular": "frob", "kind": "Frob", "listKind": "FrobList"},
             "versions": [{"name": "v1", "served": True, "storage": True, "subresources": {"status": {}}, "schema": {"openAPIV3Schema": {
                 "type": "object", "properties": {"spec": {"type": "object", "properties": {
                     "size": {"type": "integer", "default": 3, "maximum": 9}, "keep": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}},
                     "status": {"type": "object", "properties": {"n": {"type": "integer"}}}}}}}]},
}  # fmt: skip


def test_a_custom_kind_is_discovered_defaulted_pruned_watched_and_forgotten(walk: Walk) -> None:
    crds, frobs = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "walk.example.com/v1//frobs"
    walk.post(crds, CRD)
    one = f"{crds}/frobs.walk.example.com"
    soon(
        lambda: (
            {c["type"] for c in walk.get(one).get("status", {}).get("conditions", []) if c["status"] == "True"}
            >= {"Established", "NamesAccepted"}
        )
    )
    assert "frobs" in [
        row["name"] for row in soon(lambda: walk.client("GET", "/apis/walk.example.com/v1")[1].get("resources"))
    ]
    stream = walk.watch(frobs)
    made = walk.post(
        frobs,
        {
            "apiVersion": "walk.example.com/v1",
            "kind": "Frob",
            "metadata": {"name": "f"},
            "spec": {"keep": {"any": 1}, "lost": 2},
        },
    )
    assert made["spec"] == {"size": 3, "keep": {"any": 1}}
    assert walk.patch(f"{frobs}/f/status", {"status": {"n": 4}, "spec": {"size": 5}})["spec"]["size"] == 3
    assert (
        "should be less than or equal to 9" in walk.patch(f"{frobs}/f", {"spec": {"size": 10}}, MERGE, 422)["message"]
    )
    walk.patch(f"{frobs}/f", [{"op": "replace", "path": "/spec/size", "value": 7}], JSON_PATCH)
    walk.delete(f"{frobs}/f")
    assert stream.seen("ADDED", "MODIFIED", "MODIFIED", "DELETED") == ["ADDED", "MODIFIED", "MODIFIED", "DELETED"]
    found = walk.patch(
        f"{one}/status", {"status": {"conditions": [{"type": "E2E", "status": "True", "reason": "r", "message": "m"}]}}
    )
    assert "E2E" in [c["type"] for c in found["status"]["conditions"]]
    walk.delete(one)
    walk.gone(one)
    walk.get(frobs, 404)
