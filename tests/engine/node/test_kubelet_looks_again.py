"""What the kubelet does between starts: probes that take long, its own restart, resizes, forced deletions, pull secrets."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.cluster import Cluster

PROBE: dict[str, Any] = {"exec": {"command": ["sleep", "5"]}, "periodSeconds": 2, "failureThreshold": 2}


def cluster(**node: Any) -> Cluster:
    c = Cluster(platform="minimal", nodes=[{"name": "node-1", **node}])
    for image in ("busybox:1.36", "nginx:1.27"):
        c._parts.kubelet.preload(c._handle("kubelet"), image)
    return c


def pod(name: str = "p", container: dict[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    one = {"name": "c", "image": "nginx:1.27", **(container or {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": [one], **spec}}


def script(text: str, **more: Any) -> dict[str, Any]:
    return {"image": "busybox:1.36", "command": ["sh", "-c", text], **more}


def said(c: Cluster, reason: str) -> list[str]:
    return [event["message"] for event in c.events() if event["reason"] == reason]


def condition(c: Cluster, kind: str, name: str = "p") -> dict[str, Any]:
    rows: list[dict[str, Any]] = c.get("Pod", name)["status"]["conditions"]
    return next((row for row in rows if row["type"] == kind), {})


def test_a_probe_that_takes_too_long_fails_when_its_time_is_over_and_not_before() -> None:
    c = cluster()
    c.apply(pod(container=script("trap 'exit 0' TERM; while true; do sleep 1; done", livenessProbe=PROBE)))
    c.advance("3.4s")
    assert not said(c, "Unhealthy"), "asked at 2.5 s, the answer is due a second later"
    c.advance("0.3s")
    assert said(c, "Unhealthy") == ['Liveness probe failed: command timed out: "sleep 5" timed out after 1s']


def test_a_pull_does_not_keep_the_probes_of_other_containers_waiting() -> None:
    c = cluster()
    side = {"name": "slow", "image": "wordpress:6.8", "imagePullPolicy": "Always"}
    one = pod(container=script("sleep 500", readinessProbe={"exec": {"command": ["true"]}, "periodSeconds": 1}))
    one["spec"]["containers"].append(side)
    c.apply(one)
    c.advance("3s")
    states = {s["name"]: s for s in c.get("Pod", "p")["status"]["containerStatuses"]}
    assert states["c"]["ready"] and "waiting" in states["slow"]["state"]


def test_a_kubelet_that_is_started_again_has_forgotten_its_back_offs() -> None:
    c = cluster()
    c.apply(pod(container=script("sleep 3; exit 1")))
    c.advance("50s")
    before = len(c._storage.log)
    assert "back-off 20s" in str([change.new for change in c._storage.log if change.kind == "Pod"])
    kubelet, handle = c._parts.kubelet, c._handle("kubelet")
    count = c.get("Pod", "p")["status"]["containerStatuses"][0]["restartCount"]
    kubelet.stop(handle, "node-1")
    c.advance("1s")
    kubelet.start(handle, "node-1")
    c._runner.wake("kubelet", "node:node-1")
    c.advance("3s")
    assert c.get("Pod", "p")["status"]["containerStatuses"][0]["restartCount"] == count + 1
    assert said(c, "Starting") == ["Starting kubelet."]
    c.advance("15s")
    later = str([change.new for change in c._storage.log[before:] if change.kind == "Pod"])
    assert "back-off 10s" in later and "back-off 40s" not in later


def test_a_pod_deleted_by_force_is_gone_at_once_and_its_containers_are_stopped_all_the_same() -> None:
    c = cluster()
    c.apply(pod())
    c.settle()
    c.api.delete("Pod", "p", "default", grace=0)
    c.settle()
    assert said(c, "Killing") == ["Stopping container c"]
    assert not [key for key in c._memories["kubelet"] if key.startswith(("pod/", "log/", "address/"))]


def test_a_pull_secret_that_is_missing_is_told_and_the_image_is_tried_all_the_same() -> None:
    c = cluster()
    c.apply(pod(imagePullSecrets=[{"name": "one"}, {"name": "two"}]))
    c.settle()
    text = "Unable to retrieve some image pull secrets (one, two); attempting to pull the image may not succeed."
    assert said(c, "FailedToRetrieveImagePullSecret") == [text]
    assert c.get("Pod", "p")["status"]["phase"] == "Running"


def test_a_failed_post_start_hook_says_what_it_printed_and_restarts_the_container() -> None:
    c = cluster()
    hook = {"postStart": {"exec": {"command": ["sh", "-c", "echo oops; exit 3"]}}}
    c.apply(pod(container={"lifecycle": hook}))
    c.advance("2s")
    waiting = c.get("Pod", "p")["status"]["containerStatuses"][0]["state"]["waiting"]
    assert waiting["reason"] == "PostStartHookError"
    assert waiting["message"].endswith("error: command 'sh -c echo oops; exit 3' exited with 3: , message: \"oops\\n\"")


@pytest.mark.parametrize(
    ("cpu", "reason", "text"),
    [
        ("3", "Infeasible", "Node didn't have enough capacity: cpu, requested: 3000, capacity: 2000"),
        ("1500m", "Deferred", "Node didn't have enough resource: cpu, requested: 1500, used: 1000, capacity: 2000"),
    ],
)
def test_a_resize_that_does_not_fit_waits_and_the_container_keeps_what_it_has(cpu: str, reason: str, text: str) -> None:
    c = cluster(cpu=2)
    c.apply(pod(container={"resources": {"requests": {"cpu": "100m"}}}))
    c.apply(pod("other", container={"resources": {"requests": {"cpu": "1"}}}))
    c.settle()
    change = {"spec": {"containers": [{"name": "c", "resources": {"requests": {"cpu": cpu}}}]}}
    c.api.patch("Pod", "p", change, "default", subresource="resize")
    c.settle()
    pending = condition(c, "PodResizePending")
    assert (pending["reason"], pending["message"]) == (reason, text)
    assert c.get("Pod", "p")["status"]["containerStatuses"][0]["resources"] == {"requests": {"cpu": "100m"}}
    c.delete("Pod", "other")
    c.advance("30s")
    assert bool(condition(c, "PodResizePending")) == (reason == "Infeasible")


def test_a_resize_that_fits_is_done_without_a_restart_unless_the_policy_wants_one() -> None:
    c = cluster()
    policy = [{"resourceName": "memory", "restartPolicy": "RestartContainer"}]
    resources = {"requests": {"cpu": "100m", "memory": "32Mi"}}
    c.apply(pod(container={"resources": resources, "resizePolicy": policy}))
    c.settle()
    for field, value, restarts in (("cpu", "200m", 0), ("memory", "64Mi", 1)):
        change = {"spec": {"containers": [{"name": "c", "resources": {"requests": {field: value}}}]}}
        c.api.patch("Pod", "p", change, "default", subresource="resize")
        c.advance("10s")
        status = c.get("Pod", "p")["status"]["containerStatuses"][0]
        assert (status["restartCount"], status["resources"]["requests"][field]) == (restarts, value)
    assert said(c, "ResizeStarted")[0] == (
        'Pod resize started: {"containers":[{"name":"c","resources":{"requests":{"cpu":"200m","memory":"32Mi"}}}],'
        '"generation":2}'
    )
    assert "Container c resize requires restart" in said(c, "Killing")


def test_one_exit_code_may_restart_the_whole_pod_init_containers_too() -> None:
    c = cluster()
    rule = {"action": "RestartAllContainers", "exitCodes": {"operator": "In", "values": [42]}}
    mount = {"volumeMounts": [{"name": "d", "mountPath": "/d"}]}
    text = "sleep 5; echo x >> /d/n; [ $(wc -l < /d/n) -ge 2 ] && sleep 1000; exit 42"
    one = pod(container=script(text, restartPolicy="Never", restartPolicyRules=[rule], **mount), restartPolicy="Never")
    one["spec"]["initContainers"] = [{"name": "i", **script("echo init >> /d/log", **mount)}]
    one["spec"]["containers"].append({"name": "web", "image": "nginx:1.27"})
    one["spec"]["volumes"] = [{"name": "d", "emptyDir": {}}]
    c.apply(one)
    c.advance("20s")
    assert c.exec("p", "cat /d/log", container="c").stdout == "init\ninit\n"
    counts = {s["name"]: s["restartCount"] for s in c.get("Pod", "p")["status"]["containerStatuses"]}
    assert counts == {"c": 1, "web": 1}
    values = [
        row["status"]
        for change in c._storage.log
        if change.kind == "Pod" and change.new
        for row in (change.new.get("status") or {}).get("conditions") or ()
        if row["type"] == "AllContainersRestarting"
    ]
    assert list(dict.fromkeys(values)) == ["False", "True"] and values[-1] == "False"


def test_a_node_that_is_back_says_that_it_is_ready() -> None:
    c = cluster()
    c.fail_node("node-1")
    c.advance("2m")
    c.recover_node("node-1")
    c.settle()
    assert said(c, "NodeReady") == ["Node node-1 status is now: NodeReady"]


def test_a_page_that_is_taken_away_makes_the_pod_unready_until_it_is_back() -> None:
    cluster = Cluster(platform="minimal", nodes=1)
    probe = {"httpGet": {"path": "/index.html", "port": 80}, "periodSeconds": 2, "failureThreshold": 1}
    web = {"name": "c", "image": "httpd:2.4", "readinessProbe": probe}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"containers": [web]}})
    cluster.settle()
    for command, ready in (
        ("mv /usr/local/apache2/htdocs/index.html /tmp/", False),
        ("mv /tmp/index.html /usr/local/apache2/htdocs/", True),
    ):
        cluster.exec("web", command)
        cluster.advance("4s")
        assert cluster.get("Pod", "web")["status"]["containerStatuses"][0]["ready"] is ready
