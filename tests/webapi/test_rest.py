"""The verbs of REST answer as the API server answers them."""

from __future__ import annotations

import json
import threading
from typing import Any

from kubecourse import Cluster

from .conftest import WEB, Client

DEPLOYMENTS = "/apis/apps/v1/namespaces/default/deployments"
PODS = "/api/v1/namespaces/default/pods"


def test_what_is_created_runs_when_it_is_looked_at(client: Client, cluster: Cluster) -> None:
    code, made, _ = client("POST", DEPLOYMENTS, WEB)
    assert (code, made["metadata"]["generation"]) == (201, 1)
    code, pods, _ = client("GET", f"{PODS}?labelSelector=app%3Dweb")
    assert code == 200 and pods["kind"] == "PodList" and len(pods["items"]) == 2
    assert all(pod["status"]["phase"] == "Running" and "kind" not in pod for pod in pods["items"])
    assert cluster.get("Deployment", "web")["status"]["readyReplicas"] == 2


def test_refusals_are_the_servers_own_status(client: Client) -> None:
    code, status, _ = client("GET", f"{PODS}/nobody")
    assert (code, status["reason"], status["message"]) == (404, "NotFound", 'pods "nobody" not found')
    code, status, _ = client("POST", DEPLOYMENTS, {**WEB, "spec": {}})
    assert (code, status["reason"]) == (422, "Invalid") and status["details"]["causes"]
    assert client("GET", "/apis/apps/v1/nothing")[0] == 404


def test_unknown_fields_warn_unless_strict(client: Client) -> None:
    odd = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "dta": {}}
    path = "/api/v1/namespaces/default/configmaps"
    code, status, _ = client("POST", f"{path}?fieldValidation=Strict", odd)
    assert code == 400 and 'unknown field "dta"' in status["message"]
    code, _, headers = client("POST", path, odd)
    assert code == 201 and headers["Warning"] == '299 - "unknown field \\"dta\\""'


def test_a_key_given_twice_is_told_with_its_path(client: Client) -> None:
    text = b'{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"a":"1","a":"2"}}'
    path = "/api/v1/namespaces/default/configmaps?fieldValidation=Strict"
    code, body, _ = client.raw("POST", path, text, Content_Type="application/json")
    assert code == 400 and 'duplicate field "data.a"' in json.loads(body)["message"]


def test_patches_of_every_kind(client: Client) -> None:
    client("POST", DEPLOYMENTS, WEB)
    path = f"{DEPLOYMENTS}/web"
    for kind, body, replicas in (
        ("merge-patch+json", {"spec": {"replicas": 3}}, 3),
        ("strategic-merge-patch+json", {"spec": {"replicas": 4}}, 4),
        ("json-patch+json", [{"op": "replace", "path": "/spec/replicas", "value": 5}], 5),
    ):
        code, made, _ = client("PATCH", path, body, type=f"application/{kind}")
        assert (code, made["spec"]["replicas"]) == (200, replicas)
    assert client("PATCH", path, {}, type="application/json")[0] == 415
    code, scale, _ = client("PATCH", f"{path}/scale", {"spec": {"replicas": 1}}, type="application/merge-patch+json")
    assert (code, scale["kind"], scale["spec"]["replicas"]) == (200, "Scale", 1)


def test_server_side_apply_tells_of_conflicts(client: Client) -> None:
    apply = {"type": "application/apply-patch+yaml"}
    first = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": "1"}}
    path = "/api/v1/namespaces/default/configmaps/c"
    assert client("PATCH", f"{path}?fieldManager=one", first, **apply)[0] == 201
    other = {**first, "data": {"a": "2"}}
    code, status, _ = client("PATCH", f"{path}?fieldManager=two", other, **apply)
    assert code == 409 and 'conflict with "one": .data.a' in status["message"]
    assert client("PATCH", f"{path}?fieldManager=two&force=true", other, **apply)[0] == 200


def test_a_dry_run_keeps_nothing(client: Client) -> None:
    assert client("POST", f"{DEPLOYMENTS}?dryRun=All", WEB)[0] == 201
    assert client("GET", f"{DEPLOYMENTS}/web")[0] == 404


def test_deleting_answers_with_a_status_or_the_object(client: Client) -> None:
    client("POST", "/api/v1/namespaces/default/configmaps", {"metadata": {"name": "c"}})
    code, status, _ = client("DELETE", "/api/v1/namespaces/default/configmaps/c")
    assert (code, status["status"], status["details"]["kind"]) == (200, "Success", "configmaps")
    client("POST", PODS, {"metadata": {"name": "p"}, "spec": WEB["spec"]["template"]["spec"]})  # type: ignore[index]
    code, pod, _ = client("DELETE", f"{PODS}/p", {"gracePeriodSeconds": 5})
    assert (code, pod["kind"], pod["metadata"]["deletionGracePeriodSeconds"]) == (200, "Pod", 5)


def test_tables_and_metadata_alone(client: Client) -> None:
    client("POST", DEPLOYMENTS, WEB)
    _, table, _ = client("GET", DEPLOYMENTS, Accept="application/json;as=Table;v=v1;g=meta.k8s.io")
    assert table["kind"] == "Table" and [c["name"] for c in table["columnDefinitions"]][:3] == [
        "Name",
        "Ready",
        "Up-To-Date",
    ]
    assert table["rows"][0]["cells"][:2] == ["web", "2/2"]
    only = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
    _, found, _ = client("GET", DEPLOYMENTS, Accept=only)
    assert found["kind"] == "PartialObjectMetadataList" and "spec" not in found["items"][0]
    assert client("GET", DEPLOYMENTS, Accept="application/vnd.kubernetes.protobuf")[0] == 406


def test_lists_come_in_pages(client: Client) -> None:
    path = "/api/v1/namespaces/kube-system/pods?limit=3"
    _, first, _ = client("GET", path)
    assert len(first["items"]) == 3 and first["metadata"]["remainingItemCount"] > 0
    _, second, _ = client("GET", f"{path}&continue={first['metadata']['continue']}")
    assert second["items"][0]["metadata"]["name"] > first["items"][-1]["metadata"]["name"]


def test_a_watch_hears_what_a_cell_does(client: Client, cluster: Cluster) -> None:
    connection = client.connection()
    path = "/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=5&fieldSelector=metadata.name%3Dnews"
    connection.request("GET", path, headers={"Authorization": f"Bearer {client.token}"})
    answer = connection.getresponse()
    teller = threading.Timer(0.1, lambda: cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: news}}"))
    teller.start()
    event = json.loads(answer.readline())
    assert (event["type"], event["object"]["metadata"]["name"]) == ("ADDED", "news")
    cluster.delete("ConfigMap", "news")
    assert json.loads(answer.readline())["type"] == "DELETED"
    connection.close()


def test_clients_are_answered_while_a_cell_lets_time_pass(client: Client, cluster: Cluster) -> None:
    cluster.apply("{apiVersion: batch/v1, kind: CronJob, metadata: {name: often}, spec: {schedule: '* * * * *', jobTemplate: "
                  "{spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: 'busybox:1.36'}]}}}}}}")  # fmt: skip
    cell = threading.Thread(target=lambda: cluster.advance("12h"))
    begun = int(cluster.now)
    cell.start()
    seen: list[Any] = []
    while cell.is_alive() and len(seen) < 5:
        seen.append(client("POST", "/api/v1/namespaces/default/configmaps", {"metadata": {"generateName": "n-"}})[0])
    cell.join(60)
    assert seen and set(seen) == {201} and int(cluster.now) >= begun + 12 * 3_600_000
    assert len(cluster.list("ConfigMap", "default", fields="metadata.name!=kube-root-ca.crt")) == len(seen)


def test_the_log_of_a_pod_and_its_end(client: Client) -> None:
    shell = {
        "containers": [{"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", "echo one; echo two"]}],
        "restartPolicy": "Never",
    }
    client("POST", PODS, {"metadata": {"name": "p"}, "spec": shell})
    client("GET", f"{PODS}/p")
    assert client("GET", f"{PODS}/p/log")[1] == "one\ntwo\n"
    assert client("GET", f"{PODS}/p/log?tailLines=1&follow=true")[1] == "two\n"


def test_time_and_machines_can_be_moved(client: Client, cluster: Cluster) -> None:
    before = int(cluster.now)
    code, told, _ = client("POST", "/kubecourse/v1/advance", {"duration": "90s"})
    assert (code, told["milliseconds"]) == (200, before + 90_000)
    assert client("POST", "/kubecourse/v1/nodes/worker-1/fail")[0] == 200
    client("POST", "/kubecourse/v1/advance", {"duration": "60s"})
    _, node, _ = client("GET", "/api/v1/nodes/worker-1")
    assert [c["status"] for c in node["status"]["conditions"] if c["type"] == "Ready"] == ["Unknown"]
    assert client("POST", "/kubecourse/v1/advance", {"duration": "soon"})[0] == 400
    assert client("GET", "/kubecourse/v1/now")[1]["now"].startswith("2026-01-05T09:02")


def test_a_real_clock_follows_the_wall(cluster: Cluster) -> None:
    with cluster.serve(clock="600x") as served:
        client = Client(served)
        client("POST", DEPLOYMENTS, WEB)
        for _ in range(200):
            ready = client("GET", f"{DEPLOYMENTS}/web")[1].get("status", {}).get("readyReplicas")
            if ready == 2:
                break
        assert ready == 2


def test_orders_to_a_pod_can_be_tried_first(client: Client, cluster: Cluster) -> None:
    client("POST", DEPLOYMENTS, WEB)
    name = client("GET", PODS)[1]["items"][0]["metadata"]["name"]
    order = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}}
    assert client("POST", f"{PODS}/{name}/eviction?dryRun=All", order)[0] == 201
    assert "deletionTimestamp" not in cluster.get("Pod", name)["metadata"]
    other = {**order, "deleteOptions": {"preconditions": {"uid": "another"}}}
    assert client("POST", f"{PODS}/{name}/eviction", other)[1]["reason"] == "Conflict"
    binding = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": name}, "target": {"kind": "Rack"}}
    status = client("POST", f"{PODS}/{name}/binding", binding)[1]
    assert [cause["field"] for cause in status["details"]["causes"]] == ["target.kind", "target.name"]


def test_pages_of_pods_and_services_come_through_the_server(client: Client, cluster: Cluster) -> None:
    client("POST", DEPLOYMENTS, WEB)
    cluster.kubectl("expose deployment web --port=8080 --target-port=80")
    name = client("GET", PODS)[1]["items"][0]["metadata"]["name"]
    services = "/api/v1/namespaces/default/services"
    for path in (f"{PODS}/{name}/proxy/", f"{PODS}/http:{name}:80/proxy/index.html", f"{services}/web:8080/proxy/"):
        code, page, headers = client("GET", path)
        assert (code, "Welcome to nginx!" in page) == (200, True)
        assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert client("GET", f"{PODS}/{name}/proxy/no.html")[0] == 404
    assert client("GET", f"{PODS}/{name}:81/proxy/")[1]["reason"] == "ServiceUnavailable"
    cluster.kubectl("scale deployment web --replicas=0")
    assert "no endpoints available" in client("GET", f"{services}/web:8080/proxy/")[1]["message"]


def test_a_signing_request_is_approved_by_its_own_door(client: Client) -> None:
    path = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
    spec = {
        "request": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K",
        "signerName": "e.com/x",
        "usages": ["client auth"],
    }
    made = client("POST", path, {"metadata": {"name": "me"}, "spec": {**spec, "username": "somebody"}})[1]
    assert made["spec"]["username"] == "kubernetes-admin"
    said = {"type": "Approved", "status": "True", "reason": "R", "message": "m"}
    made["status"] = {"conditions": [said], "certificate": "LS0t"}
    assert client("PUT", f"{path}/me/status", made)[1]["status"] == {"certificate": "LS0t"}
    approved = client(
        "PATCH", f"{path}/me/approval", {"status": {"conditions": [said]}}, type="application/merge-patch+json"
    )[1]
    assert [one["type"] for one in approved["status"]["conditions"]] == ["Approved"]
    assert "lastUpdateTime" in approved["status"]["conditions"][0]
    other = {"status": {"conditions": [{**said, "type": "Failed"}]}}
    after = client("PATCH", f"{path}/me/status", other, type="application/merge-patch+json")[1]
    assert [one["type"] for one in after["status"]["conditions"]] == ["Approved", "Failed"]


def test_versions_are_offered_newest_stable_first(client: Client) -> None:
    from kubecourse.http.discovery import _age

    assert sorted(["v1beta1", "v2alpha1", "v1", "v10", "v2", "v1beta2", "foo"], key=_age) == [
        "v10", "v2", "v1", "v1beta2", "v1beta1", "v2alpha1", "foo",
    ]  # fmt: skip
    rows = {row["name"]: row["verbs"] for row in client("GET", "/api/v1")[1]["resources"]}
    assert "deletecollection" not in rows["namespaces"] and rows["namespaces/finalize"] == ["update"]


def test_metrics_tell_what_was_answered(client: Client, cluster: Cluster) -> None:
    for name in ("nobody", "nobody"):
        client("GET", f"/api/v1/namespaces/default/pods/{name}")
    client("POST", "/apis/apps/v1/namespaces/default/deployments", WEB)
    code, text, heads = client("GET", "/metrics")
    rows = dict(line.rsplit(" ", 1) for line in text.splitlines() if line[0] != "#")
    of = 'component="apiserver",group="{}",resource="{}",scope="{}",subresource="",verb="{}",version="v1"'
    missing = of.format("", "pods", "resource", "GET")
    made = of.format("apps", "deployments", "namespace", "POST")
    assert (code, heads["Content-Type"].partition(";")[0]) == (200, "text/plain")
    assert rows[f'apiserver_request_total{{code="404",{missing}}}'] == "2"
    assert rows[f'apiserver_request_total{{code="201",{made}}}'] == "1"
    kept = rows['apiserver_resource_objects{group="apps",resource="deployments"}']
    assert int(kept) == len(cluster.list("Deployment"))
    assert client("GET", "/metrics", Authorization="Bearer wrong")[0] == 401
