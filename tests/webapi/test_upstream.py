"""What upstream's conformance suite needs before its first test, and walks of ours through what some of its tests ask.

Each walk says in its name what is promised; the suite itself is not run here. Sources of what is asked: kubernetes/test/e2e.
Next: `clients.py`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest

from kubecourse import Cluster

from .conftest import Client
from .walks import JSON_PATCH, MERGE, Walk, soon

PAUSE = "registry.k8s.io/pause:3.10.1"


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture(scope="module")
def client(cluster: Cluster) -> Iterator[Client]:
    with cluster.serve() as served:
        yield Client(served)


@pytest.fixture
def walk(client: Client, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """A walk in a namespace of its own."""
    words = request.node.name.removeprefix("test_").split("_")
    made = Walk(client, "-".join(["walk", *words[:6]]))
    yield made
    made.close()
    made.delete(f"/api/v1/namespaces/{made.space}")


def pod(name: str, **spec: Any) -> Any:
    labels = spec.pop("labels", {"name": name})
    return {"metadata": {"name": name, "labels": labels},
            "spec": {"containers": [{"name": "pause", "image": PAUSE}], "terminationGracePeriodSeconds": 0, **spec}}  # fmt: skip


def template(labels: dict[str, str]) -> Any:
    return {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "pause", "image": PAUSE}]}}


def workload(name: str, replicas: int = 2, **spec: Any) -> Any:
    labels = {"app": name}
    return {"metadata": {"name": name, "labels": labels},
            "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template(labels), **spec}}  # fmt: skip


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


# -- apps ----------------------------------------------------------------------------------------------------------


def test_workloads_roll_out_scale_and_are_adopted_and_released(walk: Walk) -> None:
    sets = "apps/v1//replicasets"
    walk.post("pods", pod("alone", labels={"app": "web"}))
    walk.post(sets, workload("web", 1))
    owner = soon(lambda: walk.get("pods/alone")["metadata"].get("ownerReferences"))
    assert owner[0]["name"] == "web" and len(walk.get("pods?labelSelector=app%3Dweb")["items"]) == 1
    walk.patch("pods/alone", {"metadata": {"labels": {"app": "free"}}})
    soon(lambda: not walk.get("pods/alone")["metadata"].get("ownerReferences"))
    soon(lambda: walk.get(f"{sets}/web")["status"].get("readyReplicas") == 1)
    walk.post(
        "replicationcontrollers",
        {
            "metadata": {"name": "rc"},
            "spec": {"replicas": 2, "selector": {"a": "rc"}, "template": template({"a": "rc"})},
        },
    )
    soon(lambda: walk.get("replicationcontrollers/rc")["status"].get("readyReplicas") == 2)
    deployments = "apps/v1//deployments"
    walk.post(deployments, workload("roll", 3))
    walk.patch(f"{deployments}/roll", {"spec": {"template": {"metadata": {"annotations": {"v": "2"}}}}})
    done = soon(
        lambda: (
            (found := walk.get(f"{deployments}/roll"))["status"].get("updatedReplicas")
            == found["status"].get("availableReplicas")
            == 3
            and found
        )
    )
    assert done["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "2"
    walk.post(
        "services",
        {"metadata": {"name": "ss"}, "spec": {"clusterIP": "None", "selector": {"app": "ss"}, "ports": [{"port": 80}]}},
    )
    walk.post("apps/v1//statefulsets", workload("ss", 2, serviceName="ss"))
    soon(lambda: walk.get("apps/v1//statefulsets/ss")["status"].get("readyReplicas") == 2)
    assert [one["metadata"]["name"] for one in walk.get("pods?labelSelector=app%3Dss")["items"]] == ["ss-0", "ss-1"]
    assert len(walk.get("apps/v1//controllerrevisions")["items"]) == 1
    daemon = workload("ds")
    del daemon["spec"]["replicas"]
    walk.post("apps/v1//daemonsets", daemon)
    soon(
        lambda: (
            (found := walk.get("apps/v1//daemonsets/ds")["status"])["numberReady"]
            == found["desiredNumberScheduled"]
            > 1
        )
    )


def test_jobs_complete_fail_are_suspended_and_indexed(walk: Walk) -> None:
    def job(name: str, command: str, **spec: Any) -> Any:
        below = {
            "restartPolicy": "Never",
            "containers": [{"name": "c", "image": "busybox:1.37", "command": ["sh", "-c", command]}],
        }
        return {"metadata": {"name": name}, "spec": {"template": {"spec": below}, **spec}}

    jobs = "batch/v1//jobs"
    walk.post(
        jobs, job("indexed", "echo $JOB_COMPLETION_INDEX", completions=3, parallelism=2, completionMode="Indexed")
    )
    soon(lambda: walk.get(f"{jobs}/indexed")["status"].get("completedIndexes") == "0-2")
    walk.post(jobs, job("fails", "exit 3", backoffLimit=0))
    failed = soon(lambda: walk.get(f"{jobs}/fails")["status"].get("failed") and walk.get(f"{jobs}/fails"))
    assert [(c["type"], c["reason"]) for c in failed["status"]["conditions"] if c["type"] == "Failed"] == [
        ("Failed", "BackoffLimitExceeded")
    ]
    walk.post(jobs, job("waits", "true", suspend=True))
    assert not walk.get("pods?labelSelector=job-name%3Dwaits")["items"]
    walk.patch(f"{jobs}/waits", {"spec": {"suspend": False}})
    soon(lambda: walk.get(f"{jobs}/waits")["status"].get("succeeded") == 1)
    rule = {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [3]}}
    walk.post(jobs, job("policy", "exit 3", backoffLimit=9, podFailurePolicy={"rules": [rule]}))
    reasons = soon(
        lambda: [
            c["reason"] for c in walk.get(f"{jobs}/policy")["status"].get("conditions", []) if c["type"] == "Failed"
        ]
    )
    assert reasons == ["PodFailurePolicy"]


def test_a_budget_lets_go_of_as_many_as_it_says(walk: Walk) -> None:
    budgets = "policy/v1//poddisruptionbudgets"
    walk.post("apps/v1//replicasets", workload("web", 3))
    walk.post(
        budgets, {"metadata": {"name": "b"}, "spec": {"minAvailable": 2, "selector": {"matchLabels": {"app": "web"}}}}
    )
    soon(lambda: walk.get(f"{budgets}/b")["status"].get("disruptionsAllowed") == 1)
    names = [one["metadata"]["name"] for one in walk.get("pods?labelSelector=app%3Dweb")["items"]]
    walk.patch(f"{budgets}/b", {"spec": {"minAvailable": 3}})
    soon(lambda: walk.get(f"{budgets}/b")["status"]["disruptionsAllowed"] == 0)
    refused = walk.post(
        f"pods/{names[0]}/eviction",
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": names[0]}},
        429,
    )
    assert refused["details"]["causes"][0]["reason"] == "DisruptionBudget"
    walk.delete(f"{budgets}?labelSelector=")
    walk.post(
        f"pods/{names[0]}/eviction",
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": names[0]}},
        201,
    )


# -- auth, nodes, network, storage ---------------------------------------------------------------------------------


def test_who_asks_is_told_who_they_are_and_what_they_may(walk: Walk) -> None:
    walk.post("serviceaccounts", {"metadata": {"name": "robot"}})
    token = walk.post("serviceaccounts/robot/token", {"spec": {"audiences": [], "expirationSeconds": 600}}, 201)[
        "status"
    ]["token"]
    me = f"system:serviceaccount:{walk.space}:robot"
    robot = Client(walk.client.served, token)
    assert (
        robot("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {})[1]["status"]["userInfo"]["username"]
        == me
    )
    reviewed = walk.post("/apis/authentication.k8s.io/v1/tokenreviews", {"spec": {"token": token}})
    assert reviewed["status"]["authenticated"] and reviewed["status"]["user"]["username"] == me
    asked = {"spec": {"user": me, "resourceAttributes": {"namespace": walk.space, "verb": "list", "resource": "pods"}}}
    review = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
    assert walk.post(review, asked)["status"]["allowed"] is False and robot("GET", walk.full("pods"))[0] == 403
    rbac = "rbac.authorization.k8s.io/v1//"
    walk.post(
        f"{rbac}roles",
        {"metadata": {"name": "r"}, "rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]}]},
    )
    walk.post(f"{rbac}rolebindings", {"metadata": {"name": "b"}, "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "r"},
                                      "subjects": [{"kind": "ServiceAccount", "name": "robot", "namespace": walk.space}]})  # fmt: skip
    assert walk.post(review, asked)["status"]["allowed"] is True and robot("GET", walk.full("pods"))[0] == 200
    local = walk.post("authorization.k8s.io/v1//localsubjectaccessreviews", asked)
    assert local["status"]["allowed"] is True


def test_a_pod_is_changed_where_it_may_be_and_its_events_are_collected(walk: Walk) -> None:
    walk.post("pods", pod("p"))
    soon(lambda: walk.get("pods/p")["status"]["phase"] == "Running")
    walk.patch("pods/p", {"spec": {"activeDeadlineSeconds": 50_000_000}})
    refused = walk.patch("pods/p", {"spec": {"terminationGracePeriodSeconds": 7}}, MERGE, 422)
    assert "pod updates may not change fields other than" in refused["message"]
    extra = {
        "spec": {"ephemeralContainers": [{"name": "debug", "image": "busybox:1.37", "command": ["sleep", "infinity"]}]}
    }
    walk.patch("pods/p/ephemeralcontainers", extra, "application/strategic-merge-patch+json")
    soon(
        lambda: (
            "running" in (walk.get("pods/p")["status"].get("ephemeralContainerStatuses") or [{"state": {}}])[0]["state"]
        )
    )
    about = {"apiVersion": "v1", "kind": "Pod", "namespace": walk.space, "name": "p"}
    event = {
        "metadata": {"name": "e", "labels": {"e2e": "x"}},
        "involvedObject": about,
        "type": "Normal",
        "reason": "E2E",
        "message": "m",
        "source": {"component": "e2e"},
    }
    walk.post("events", event)
    assert [one["reason"] for one in walk.get("events.k8s.io/v1//events?labelSelector=e2e%3Dx")["items"]] == ["E2E"]
    walk.delete("events?labelSelector=e2e%3Dx")
    assert not walk.get("events?labelSelector=e2e%3Dx")["items"]
    stream = walk.watch("pods?fieldSelector=metadata.name%3Dp")
    walk.delete("pods?fieldSelector=metadata.name%3Dp", {"gracePeriodSeconds": 0})
    soon(lambda: "DELETED" in stream.types)


def test_services_get_addresses_and_slices_and_a_class_stands_behind_an_ingress(walk: Walk) -> None:
    walk.post(
        "pods",
        pod(
            "backend",
            labels={"app": "b"},
            containers=[{"name": "c", "image": "nginx:1.27", "ports": [{"containerPort": 80}]}],
        ),
    )
    made = walk.post(
        "services",
        {"metadata": {"name": "s"}, "spec": {"type": "NodePort", "selector": {"app": "b"}, "ports": [{"port": 80}]}},
    )
    assert 30000 <= made["spec"]["ports"][0]["nodePort"] <= 32767 and made["spec"]["clusterIPs"] == [
        made["spec"]["clusterIP"]
    ]
    slices = "discovery.k8s.io/v1//endpointslices?labelSelector=kubernetes.io%2Fservice-name%3Ds"
    soon(
        lambda: (
            [one["endpoints"][0]["conditions"]["ready"] for one in walk.get(slices)["items"] if one["endpoints"]]
            == [True]
        )
    )
    changed = walk.changed(
        "services/s", lambda obj: obj["spec"].update(type="ExternalName", externalName="example.com")
    )
    assert "clusterIP" not in changed["spec"] or not changed["spec"]["clusterIP"]
    walk.patch("services/s/status", {"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.1"}]}}}, MERGE, 422)
    walk.post(
        "/apis/networking.k8s.io/v1/ingressclasses",
        {"metadata": {"name": f"{walk.space}-c"}, "spec": {"controller": "example.com/c"}},
    )
    backend = {"service": {"name": "s", "port": {"number": 80}}}
    walk.post(
        "networking.k8s.io/v1//ingresses",
        {"metadata": {"name": "i"}, "spec": {"ingressClassName": f"{walk.space}-c", "defaultBackend": backend}},
    )
    found = walk.patch(
        "networking.k8s.io/v1//ingresses/i/status", {"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.2"}]}}}
    )
    assert found["status"]["loadBalancer"]["ingress"][0]["ip"] == "203.0.113.2"
    walk.delete(f"/apis/networking.k8s.io/v1/ingressclasses/{walk.space}-c")


def test_limits_and_priorities_are_given_and_the_more_important_pod_has_its_place(walk: Walk) -> None:
    limits = {"type": "Container", "default": {"cpu": "300m"}, "defaultRequest": {"cpu": "200m"}, "max": {"cpu": "64"}}
    walk.post("limitranges", {"metadata": {"name": "l"}, "spec": {"limits": [limits]}})
    made = walk.post("pods", pod("given"))
    assert made["spec"]["containers"][0]["resources"] == {"limits": {"cpu": "300m"}, "requests": {"cpu": "200m"}}
    classes = "/apis/scheduling.k8s.io/v1/priorityclasses"
    for name, value in (("low", 1), ("high", 1000)):
        walk.post(classes, {"metadata": {"name": f"{walk.space}-{name}"}, "value": value})
    refused = walk.patch(f"{classes}/{walk.space}-low", {"value": 2}, MERGE, 422)
    assert "may not be changed in an update" in refused["message"] or "Forbidden" in refused["message"]
    node = next(one for one in walk.get("/api/v1/nodes")["items"] if not one["spec"].get("taints"))["metadata"]["name"]
    here = {"kubernetes.io/hostname": node}
    walk.patch(
        f"/api/v1/nodes/{node}/status",
        {"status": {"capacity": {"example.com/seat": "2"}, "allocatable": {"example.com/seat": "2"}}},
    )

    def sits(name: str, level: str) -> Any:
        seat = {"limits": {"example.com/seat": "2", "cpu": "10m"}, "requests": {"example.com/seat": "2", "cpu": "10m"}}
        return pod(
            name,
            priorityClassName=f"{walk.space}-{level}",
            nodeSelector=here,
            containers=[{"name": "c", "image": PAUSE, "resources": seat}],
        )

    walk.post("pods", sits("first", "low"))
    soon(lambda: walk.get("pods/first")["status"]["phase"] == "Running")
    walk.post("pods", sits("second", "high"))
    soon(lambda: walk.client("GET", walk.full("pods/second"))[1]["status"]["phase"] == "Running")
    walk.gone("pods/first")
    for name in ("low", "high"):
        walk.delete(f"{classes}/{walk.space}-{name}")


def test_what_is_immutable_stays_and_what_is_mounted_is_read(walk: Walk) -> None:
    walk.post("secrets", {"metadata": {"name": "s"}, "data": {"k": b64encode(b"v1").decode()}})
    walk.post("configmaps", {"metadata": {"name": "c"}, "data": {"k": "v2"}})
    sources = [{"secret": {"name": "s", "items": [{"key": "k", "path": "one"}]}}, {"configMap": {"name": "c", "items": [{"key": "k", "path": "two"}]}},
               {"downwardAPI": {"items": [{"path": "three", "fieldRef": {"fieldPath": "metadata.name"}}]}}]  # fmt: skip
    container = {
        "name": "c",
        "image": "busybox:1.37",
        "command": ["sh", "-c", "cat /p/one /p/two /p/three"],
        "volumeMounts": [{"name": "v", "mountPath": "/p"}],
    }
    walk.post(
        "pods",
        pod(
            "reads",
            restartPolicy="Never",
            containers=[container],
            volumes=[{"name": "v", "projected": {"sources": sources}}],
        ),
    )
    soon(lambda: walk.get("pods/reads")["status"]["phase"] == "Succeeded")
    assert walk.get("pods/reads/log") == "v1v2reads"
    for where in ("secrets/s", "configmaps/c"):
        walk.patch(where, {"immutable": True})
        assert (
            "field is immutable when `immutable` is set"
            in walk.patch(where, {"data": {"k": "eA=="}}, MERGE, 422)["message"]
        )
        walk.patch(where, {"immutable": False}, MERGE, 422)
    assert walk.post("configmaps", {"metadata": {"name": "bad"}, "data": {"": "x"}}, 422)["reason"] == "Invalid"


def test_a_certificate_is_asked_for_approved_and_signed_by_status(walk: Walk) -> None:
    requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
    body = _request()
    walk.post(
        requests,
        {
            "metadata": {"name": walk.space},
            "spec": {
                "request": body,
                "signerName": "example.com/e2e",
                "usages": ["client auth"],
                "expirationSeconds": 3600,
            },
        },
    )
    one, approved = (
        f"{requests}/{walk.space}",
        {"type": "Approved", "status": "True", "reason": "E2E", "message": "by a test"},
    )
    found = walk.changed(f"{one}/approval", lambda obj: obj.setdefault("status", {}).update(conditions=[approved]))
    assert found["status"]["conditions"][0]["type"] == "Approved"
    assert (
        walk.patch(f"{one}/status", {"metadata": {"annotations": {"patchedstatus": "true"}}})["metadata"][
            "annotations"
        ]["patchedstatus"]
        == "true"
    )
    walk.delete(one)
    walk.gone(one)


def _request() -> str:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "e2e")])
    made = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(name)
        .sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    )
    return b64encode(made.public_bytes(serialization.Encoding.PEM)).decode()


def test_volumes_are_bound_and_protected_while_they_are_used(walk: Walk) -> None:
    volumes = "/api/v1/persistentvolumes"
    spec = {
        "capacity": {"storage": "1Gi"},
        "accessModes": ["ReadWriteOnce"],
        "hostPath": {"path": "/tmp/e2e"},
        "storageClassName": walk.space,
        "persistentVolumeReclaimPolicy": "Retain",
    }
    walk.post(volumes, {"metadata": {"name": walk.space}, "spec": spec})
    claim = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": walk.space,
        "resources": {"requests": {"storage": "1Gi"}},
    }
    walk.post("persistentvolumeclaims", {"metadata": {"name": "c"}, "spec": claim})
    soon(lambda: walk.get("persistentvolumeclaims/c")["status"]["phase"] == "Bound")
    walk.delete(f"{volumes}/{walk.space}")
    assert walk.get(f"{volumes}/{walk.space}")["metadata"]["deletionTimestamp"]
    walk.delete("persistentvolumeclaims/c")
    walk.gone("persistentvolumeclaims/c")
    walk.gone(f"{volumes}/{walk.space}")
