"""The test image of Kubernetes: what its small programs print, and what its servers answer."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster

IMAGE = "registry.k8s.io/e2e-test-images/agnhost:2.63.0"


@pytest.fixture
def cluster() -> Cluster:
    return Cluster(platform="minimal", nodes=2)


def pod(cluster: Cluster, name: str, *args: str, image: str = IMAGE, **spec: Any) -> str:
    """What a pod printed by the time nothing more happens."""
    container = {"name": "c", "image": image, "args": [*args], **spec.pop("container", {})}
    body = {"restartPolicy": "Never", "containers": [container], **spec}
    cluster.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": body})
    cluster.settle()
    return cluster.logs(name)


def mounted(volume: Any) -> dict[str, Any]:
    return {"volumes": [{"name": "v", **volume}], "container": {"volumeMounts": [{"name": "v", "mountPath": "/v"}]}}


def test_modes_and_contents_of_a_mount(cluster: Cluster) -> None:
    cluster.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "cm"}, "data": {"k": "v1"}})
    source = {
        "name": "cm",
        "defaultMode": 0o400,
        "items": [{"key": "k", "path": "a"}, {"key": "k", "path": "b", "mode": 0o644}],
    }
    look = ("mounttest", "--file_content=/v/a", "--file_mode=/v/a")
    assert (
        pod(cluster, "own", *look, **mounted({"configMap": source}))
        == 'mode of file "/v/a": -r--------\ncontent of file "/v/a": v1\n'
    )
    assert (
        pod(cluster, "item", "mounttest", "--file_mode=/v/b", **mounted({"configMap": source}))
        == 'mode of file "/v/b": -rw-r--r--\n'
    )
    group = pod(cluster, "group", *look[::2], **mounted({"configMap": source}), securityContext={"fsGroup": 1001})
    assert group == 'mode of file "/v/a": -r--r-----\n'


def test_new_files_have_the_mode_they_are_given_on_disk_and_in_memory(cluster: Cluster) -> None:
    for medium, kind in (("", "61267"), ("Memory", "tmpfs")):
        words = ("mounttest", "--fs_type=/v", "--new_file_0666=/v/f", "--file_perm=/v/f")
        said = pod(cluster, f"m{medium.lower()}", *words, **mounted({"emptyDir": {"medium": medium}}))
        assert said.startswith(f'mount type of "/v": {kind}\ncontent of file "/v/f": mount-tester new file\n')
        assert said.endswith('perms of file "/v/f": -rw-rw-rw-\n')


def test_what_is_not_there_is_said_and_fails(cluster: Cluster) -> None:
    said = pod(cluster, "lacks", "mounttest", "--file_content=/v/none", **mounted({"emptyDir": {}}))
    assert said == 'error reading file content for "/v/none": open /v/none: no such file or directory\n'
    assert cluster.get("Pod", "lacks")["status"]["phase"] == "Failed"


def test_args_follow_the_entrypoint_and_a_command_replaces_it(cluster: Cluster) -> None:
    assert pod(cluster, "args", "entrypoint-tester", "a") == "[/agnhost entrypoint-tester a]\n"
    other = {"container": {"command": ["/agnhost-2", "entrypoint-tester"]}}
    assert pod(cluster, "command", "b", **other) == "[/agnhost-2 entrypoint-tester b]\n"
    assert "No such" not in pod(cluster, "nginx", image="nginx:1.27", container={"command": ["/agnhost"]})
    waiting = cluster.get("Pod", "nginx")["status"]["containerStatuses"][0]["state"]
    assert "stat /agnhost: no such file or directory" in waiting["terminated"]["message"]


def test_it_waits_and_ends_with_2_when_it_is_told_to(cluster: Cluster) -> None:
    assert pod(cluster, "waits") == "Paused\n"
    cluster.kubectl("delete pod waits --wait=false")
    cluster.advance("5s")
    assert cluster.list("Pod", "default") == []


def test_servers_answer_what_clients_ask(cluster: Cluster) -> None:
    pod(cluster, "named", "serve-hostname")
    pod(cluster, "net", "netexec", "--http-port=8083")
    pod(cluster, "client")
    host = {name: cluster.get("Pod", name)["status"]["podIP"] for name in ("named", "net")}
    ask = lambda url: cluster.exec("client", ["curl", "-s", url]).stdout  # noqa: E731
    assert ask(f"http://{host['named']}:9376") == "named"
    assert ask(f"http://{host['net']}:8083/echo?msg=hello") == "hello"
    dial = f"http://{host['net']}:8083/dial?request=hostname&host={host['named']}&port=9376&tries=2"
    assert ask(dial) == '{"responses":["named","named"]}'


def test_connections_are_tried_and_named_by_what_goes_wrong(cluster: Cluster) -> None:
    pod(cluster, "server", "netexec")
    pod(cluster, "client")
    address = cluster.get("Pod", "server")["status"]["podIP"]
    tried = {
        to: cluster.exec("client", ["/agnhost", "connect", "--timeout=2s", to])
        for to in (f"{address}:8080", f"{address}:81", "no:1")
    }
    assert [(done.code, done.stderr.split(":")[0].strip()) for done in tried.values()] == [
        (0, ""),
        (1, "REFUSED"),
        (1, "DNS"),
    ]


def test_liveness_fails_after_ten_seconds(cluster: Cluster) -> None:
    probe = {
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": 8080}, "periodSeconds": 3, "failureThreshold": 1}
    }
    pod(cluster, "well", "liveness", container=probe, restartPolicy="Always")
    cluster.advance("1m")
    assert cluster.get("Pod", "well")["status"]["containerStatuses"][0]["restartCount"] >= 1


def test_chmod_is_seen_by_ls(cluster: Cluster) -> None:
    words = "touch /x; chmod 640 /x; ls -l /x; chmod u+x,o=r /x; ls -l /x; chmod 9 /x; chmod 600 /none"
    said = pod(cluster, "modes", image="busybox:1.36", container={"command": ["sh", "-c", words], "args": []})
    rows = said.splitlines()
    assert [row[:10] for row in rows[:2]] == ["-rw-r-----", "-rwxr--r--"]
    assert rows[2:] == ["chmod: invalid mode '9'", "chmod: /none: No such file or directory"]
