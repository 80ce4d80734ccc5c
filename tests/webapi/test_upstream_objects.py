"""Walks through what upstream's tests of accounts, pods, services, scheduling and volumes ask. Next: `clients.py`."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from .conftest import Client, signing_request
from .walks import MERGE, PAUSE, Walk, pod, soon


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
    body = signing_request()
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
