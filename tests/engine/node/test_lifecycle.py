"""The life of a pod on its node, as `kubectl get pods` shows it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from kubecourse.engine.api import tables_core
from kubecourse.engine.api.errors import ApiError
from kubecourse.engine.cluster import Cluster
from kubecourse.engine.core.clock import moment


def cluster(**more: Any) -> Cluster:
    c = Cluster(platform="minimal", nodes=[{"name": "node-1"}], **more)
    for image in ("busybox:1.36", "nginx:1.27"):
        c._parts.kubelet.preload(c._handle("kubelet"), image)
    return c


def pod(
    script: str | None = None, name: str = "p", container: dict[str, Any] | None = None, **spec: Any
) -> dict[str, Any]:
    c: dict[str, Any] = {"name": "c", "image": "nginx:1.27"}
    if script is not None:
        c = {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", script]}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [{**c, **(container or {})}], **spec},
    }


def columns(c: Cluster, name: str = "p") -> list[str]:
    """READY STATUS RESTARTS, one text for each change that is seen."""
    seen: list[str] = []
    for change in c._storage.log:
        if change.kind == "Pod" and change.key == f"default/{name}":
            row = "deleted"
            if change.new is not None:
                cells = tables_core._pod(change.new, change.time)
                row = f"{cells[1]} {cells[2]} {cells[3].split()[0]}"
            if not seen or seen[-1] != row:
                seen.append(row)
    return seen


def state(c: Cluster, name: str = "p", container: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = c.get("Pod", name)["status"]["containerStatuses"][container]
    return found


BEGINS = ["0/1 Pending 0", "0/1 ContainerCreating 0"]


def test_a_server_runs_until_it_is_deleted_and_ends_in_peace() -> None:
    c = cluster()
    c.apply(pod())
    assert c.settle()
    assert columns(c) == [*BEGINS, "1/1 Running 0"]
    c.delete("Pod", "p")
    c.settle()
    assert columns(c)[3:] == ["1/1 Terminating 0", "0/1 Completed 0", "deleted"]
    assert not [
        key for key in c._memories["kubelet"] if key.startswith(("pod/", "fs/", "log/", "vol/", "made/", "address/"))
    ]


@pytest.mark.parametrize(
    ("script", "policy", "last", "phase"),
    [
        ("exit 0", "Never", "0/1 Completed 0", "Succeeded"),
        ("sleep 2; exit 3", "Never", "0/1 Error 0", "Failed"),
        ("sleep 1", "OnFailure", "0/1 Completed 0", "Succeeded"),
    ],
)
def test_what_is_not_started_again_ends_the_pod(script: str, policy: str, last: str, phase: str) -> None:
    c = cluster()
    c.apply(pod(script, restartPolicy=policy))
    c.settle()
    assert columns(c) == [*BEGINS, "1/1 Running 0", last]
    assert c.get("Pod", "p")["status"]["phase"] == phase


def test_a_crash_loop_waits_10_s_then_20_then_40() -> None:
    c = cluster()
    c.apply(pod("exit 1"))
    c.advance("3m")
    assert columns(c)[2:9] == [
        "1/1 Running 0", "0/1 Error 0", "1/1 Running 1", "0/1 Error 1", "0/1 CrashLoopBackOff 1", "1/1 Running 2", "0/1 Error 2",
    ]  # fmt: skip
    said = [
        change.new
        for change in c._storage.log
        if change.kind == "Event" and change.new and change.new["reason"] == "Started"
    ]
    times = [moment(event["lastTimestamp"]) // 1000 for event in said]
    waits = [after - before for before, after in pairwise(times[1:])]
    assert all(10 * 2**n <= wait <= 15 * 2**n for n, wait in enumerate(waits)) and len(waits) >= 3
    waiting = c.get("Pod", "p")["status"]
    assert waiting["phase"] == "Running", "a pod that crashes all the time is still Running"


def test_a_crash_loop_does_not_keep_the_cluster_from_settling() -> None:
    c = cluster()
    c.apply(pod("exit 1"))
    begun = c.now
    assert c.settle().outcome == "settled"
    assert c.now - begun < 10_000


def test_an_image_that_does_not_exist_is_tried_again_later_and_later() -> None:
    c = cluster()
    c.apply(pod(container={"image": "nginx:0.0.1"}))
    c.settle()
    assert state(c)["state"]["waiting"]["reason"] == "ErrImagePull"
    c.advance("40s")
    assert "0/1 ImagePullBackOff 0" in columns(c)
    c.api.patch("Pod", "p", {"spec": {"containers": [{"name": "c", "image": "nginx:1.27"}]}}, "default")
    c.settle()
    assert columns(c)[-1] == "1/1 Running 0"


def test_a_first_pull_takes_its_time_and_a_second_pod_finds_the_image() -> None:
    c = Cluster(platform="minimal", nodes=[{"name": "node-1"}])
    begun = c.now
    c.apply(pod(name="one", container={"image": "wordpress:6.8"}))
    c.settle()
    first = c.now - begun
    begun = c.now
    c.apply(pod(name="two", container={"image": "wordpress:6.8"}))
    c.settle()
    assert first > 5_000 and c.now - begun < first / 2
    said = [e["message"] for e in c.events(of="Pod/two") if e["reason"] == "Pulled"]
    assert said == ['Container image "wordpress:6.8" already present on machine and can be accessed by the pod']


def test_a_program_that_does_not_exist_cannot_start() -> None:
    c = cluster()
    c.apply(pod(container={"image": "busybox:1.36", "command": ["nosuch"]}, restartPolicy="Never"))
    c.settle()
    ended = state(c)["state"]["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("StartError", 128)
    assert 'exec: "nosuch": executable file not found in $PATH' in ended["message"]


def test_init_containers_run_in_order_and_a_sidecar_runs_on() -> None:
    init = [
        {"name": "i1", "image": "busybox:1.36", "command": ["sleep", "2"]},
        {"name": "log", "image": "busybox:1.36", "command": ["tail", "-f", "/dev/null"], "restartPolicy": "Always"},
        {"name": "i2", "image": "busybox:1.36", "command": ["sleep", "1"]},
    ]
    c = cluster()
    c.apply(pod("sleep 3", initContainers=init, restartPolicy="Never"))
    c.run_until(lambda c: c.get("Pod", "p")["status"]["phase"] == "Running")
    assert [s["ready"] for s in c.get("Pod", "p")["status"]["initContainerStatuses"]] == [True, True, True]
    c.settle()
    assert columns(c)[0:3] == ["0/2 Pending 0", "0/2 Init:0/3 0", "0/2 Init:1/3 0"]
    assert c.get("Pod", "p")["status"]["phase"] == "Succeeded", "the sidecar is stopped when the work is done"


def test_missing_configuration_holds_the_container_until_it_is_there() -> None:
    c = cluster()
    env = [{"name": "COLOR", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "color"}}}]
    c.apply(pod("echo $COLOR; sleep 1000", container={"env": env}))
    c.settle()
    assert state(c)["state"]["waiting"] == {
        "reason": "CreateContainerConfigError",
        "message": 'configmap "conf" not found',
    }
    c.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"color": "azul"}})
    c.advance("30s")
    assert c.logs("p") == "azul\n"


def test_a_volume_that_cannot_be_mounted_leaves_the_pod_creating() -> None:
    c = cluster()
    c.apply(pod(volumes=[{"name": "v", "secret": {"secretName": "tls"}}]))
    c.settle()
    assert columns(c) == BEGINS
    assert c.events(of="Pod/p")[-1]["message"] == 'MountVolume.SetUp failed for volume "v" : secret "tls" not found'


def test_readiness_follows_the_probe_both_ways() -> None:
    probe = {"exec": {"command": ["test", "-f", "/tmp/ok"]}, "periodSeconds": 2, "failureThreshold": 2}
    c = cluster()
    c.apply(pod("trap 'exit 0' TERM; while true; do sleep 1; done", container={"readinessProbe": probe}))
    c.settle()
    assert columns(c)[-1] == "0/1 Running 0"
    c.exec("p", "touch /tmp/ok")
    c.advance("5s")
    assert columns(c)[-1] == "1/1 Running 0"
    c.exec("p", "rm /tmp/ok")
    c.advance("8s")
    assert columns(c)[-1] == "0/1 Running 0"


def test_a_failed_liveness_probe_starts_the_container_anew() -> None:
    probe = {"httpGet": {"port": 80, "path": "/no-such-page"}, "periodSeconds": 2, "failureThreshold": 3}
    c = cluster()
    c.apply(pod(container={"livenessProbe": probe}))
    c.advance("10s")
    assert columns(c)[2:4] == ["1/1 Running 0", "1/1 Running 1"]
    messages = [e["message"] for e in c.events(of="Pod/p")]
    assert "Liveness probe failed: HTTP probe failed with statuscode: 404" in messages
    assert "Container c failed liveness probe, will be restarted" in messages


def test_who_ignores_term_is_killed_when_the_grace_period_is_over() -> None:
    c = cluster()
    c.apply(pod("sleep 100000", terminationGracePeriodSeconds=5))
    c.settle()
    begun = c.now
    c.delete("Pod", "p")
    c.settle()
    assert columns(c)[3:] == ["1/1 Terminating 0", "0/1 Error 0", "deleted"]
    assert 5_000 <= c.now - begun <= 7_000


def test_prestop_runs_before_the_end_and_its_files_are_seen() -> None:
    hook = {"preStop": {"exec": {"command": ["sh", "-c", "echo bye >> /d/log; sleep 3"]}}}
    volume = [{"name": "d", "hostPath": {"path": "/data"}}]
    mount = [{"name": "d", "mountPath": "/d"}]
    c = cluster()
    c.apply(pod(container={"lifecycle": hook, "volumeMounts": mount}, volumes=volume))
    c.settle()
    c.delete("Pod", "p")
    begun = c.now
    c.settle()
    assert c.now - begun >= 3_000
    c.apply(pod("cat /d/log", "reader", {"volumeMounts": mount}, volumes=volume, restartPolicy="Never"))
    c.settle()
    assert c.logs("reader") == "bye\n"


def test_memory_over_the_limit_ends_the_container() -> None:
    c = cluster()
    limits = {"limits": {"memory": "64Mi"}}
    c.apply(
        pod("exec dd if=/dev/zero of=/dev/null bs=200M count=1", container={"resources": limits}, restartPolicy="Never")
    )
    c.settle()
    ended = state(c)["state"]["terminated"]
    assert (ended["reason"], ended["exitCode"]) == ("OOMKilled", 137)


def test_a_database_without_a_password_says_what_it_lacks() -> None:
    c = cluster()
    c.apply(pod(container={"image": "mariadb:11.4"}))
    c.settle()
    assert state(c)["lastState"]["terminated"]["exitCode"] == 1
    assert "MARIADB_ROOT_PASSWORD" in c.logs("p")


def test_a_pod_bound_by_hand_to_a_full_node_is_refused() -> None:
    c = cluster()
    c.apply(pod(container={"resources": {"requests": {"cpu": "100"}}}, nodeName="node-1"))
    c.settle()
    status = c.get("Pod", "p")["status"]
    assert (status["phase"], status["reason"]) == ("Failed", "OutOfcpu")
    assert status["message"].startswith(
        "Pod was rejected: Node didn't have enough resource: cpu, requested: 100000, used: 0"
    )


def test_exec_answers_with_output_and_code_and_refuses_what_does_not_run() -> None:
    c = cluster()
    c.apply(pod())
    c.settle()
    done = c.exec("p", ["sh", "-c", "hostname; ls /nowhere; exit 4"])
    assert (done.stdout, done.stderr, done.code) == ("p\n", "ls: /nowhere: No such file or directory\n", 4)
    with pytest.raises(ApiError, match="executable file not found in"):
        c.exec("p", ["nosuch"])
    with pytest.raises(ApiError, match="container x is not valid for pod p"):
        c.exec("p", ["true"], container="x")


def test_kill_ends_a_container_with_the_code_asked_for() -> None:
    c = cluster()
    c.apply(pod())
    c.settle()
    c.kill("p", exit_code=137)
    c.settle()
    assert state(c)["restartCount"] == 1
    assert state(c)["lastState"]["terminated"]["exitCode"] == 137


def test_a_machine_that_dies_reports_nothing_and_starts_its_pods_anew_when_it_is_back() -> None:
    c = cluster()
    c.apply(pod())
    c.settle()
    c.fail_node("node-1")
    c.advance("30s")
    assert columns(c)[-1] == "1/1 Running 0", "nobody has said that it does not run"
    with pytest.raises(ApiError):
        c.exec("p", ["true"])
    c.recover_node("node-1")
    c.settle()
    assert columns(c)[-1] == "1/1 Running 1"
    assert state(c)["lastState"]["terminated"]["exitCode"] == 255


def test_a_pod_of_two_writes_and_a_settled_kubelet_writes_nothing() -> None:
    c = cluster()
    c.apply(pod())
    c.settle()
    writes = [change for change in c._storage.log if change.kind == "Pod" and change.who == "kubelet"]
    assert len(writes) == 2
    before = c._storage.revision
    for node_or_pod in ("default/p", "node:node-1"):
        c._parts.kubelet.reconcile(c._handle("kubelet"), node_or_pod)
    assert c._storage.revision == before


def test_what_a_kubelet_remembers_goes_back_with_the_clock() -> None:
    c = cluster()
    c.apply(pod("while true; do date >> /tmp/log; sleep 5; done"))
    c.settle()
    c.advance("1m")
    lines = c.exec("p", "wc -l < /tmp/log").stdout
    here = c.now
    c.advance("2m")
    c.rewind(int(here))
    assert c.exec("p", "wc -l < /tmp/log").stdout == lines
