"""Files as `ls` and `ps` show them, files that follow objects, and programs that cannot be run."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.cluster import Cluster

LOOP = ["sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.2; done"]


def cluster() -> Cluster:
    c = Cluster(platform="minimal", nodes=[{"name": "node-1"}])
    c._parts.kubelet.preload(c._handle("kubelet"), "busybox:1.36")
    data = {"color": "azul", "run.sh": "#!/bin/sh\necho hola\n"}
    c.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": data})
    return c


def run(c: Cluster, volume: dict[str, Any], command: list[str] | None = None, **more: Any) -> None:
    mounts = [{"name": "v", "mountPath": "/v"}, {"name": "v", "mountPath": "/one", "subPath": "color"}]
    one = {"name": "c", "image": "busybox:1.36", "command": command or LOOP, "volumeMounts": mounts}
    spec = {"containers": [one], "volumes": [{"name": "v", **volume}], **more}
    meta = {"name": "p", "labels": {"tier": "front"}}
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec})
    c.settle()


def test_files_of_a_config_map_are_links_that_the_kubelet_exchanges_as_a_whole() -> None:
    c = cluster()
    run(c, {"configMap": {"name": "conf"}})
    lines = c.exec("p", "ls -l /v").stdout.splitlines()
    assert lines[0] == "total 0"
    assert lines[1].startswith("lrwxrwxrwx    1 root     root            12 ")
    assert lines[1].endswith("color -> ..data/color")


def test_a_mounted_config_map_follows_within_a_minute_and_a_half_and_a_sub_path_never() -> None:
    c = cluster()
    run(c, {"configMap": {"name": "conf"}})
    c.api.patch("ConfigMap", "conf", {"data": {"color": "rojo"}}, "default", type="merge")
    c.advance("50s")
    assert c.exec("p", "cat /v/color").stdout == "azul", "not before the next look at the pod"
    c.advance("45s")
    assert c.exec("p", "cat /v/color; cat /one").stdout == "rojoazul"


def test_any_look_at_the_pod_brings_the_files_up_to_date() -> None:
    c = cluster()
    run(c, {"configMap": {"name": "conf"}})
    c.api.patch("ConfigMap", "conf", {"data": {"color": "rojo"}}, "default", type="merge")
    c.api.patch("Pod", "p", {"metadata": {"labels": {"tier": "back"}}}, "default", type="merge")
    c.settle()
    assert c.exec("p", "cat /v/color").stdout == "rojo"


def test_a_changed_label_reaches_its_file_at_once() -> None:
    c = cluster()
    item = {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}}
    run(c, {"downwardAPI": {"items": [item]}})
    c.api.patch("Pod", "p", {"metadata": {"labels": {"tier": "back"}}}, "default", type="merge")
    c.settle()
    assert c.exec("p", "cat /v/labels").stdout == 'tier="back"'


@pytest.mark.parametrize(
    ("command", "mode", "why"),
    [
        ("/v/run.sh", 0o644, 'exec: "/v/run.sh": permission denied: unknown'),
        ("/v/run.sh", 0o755, ""),
        ("/tmp", 0o644, 'exec: "/tmp": is a directory: unknown'),
        ("/v/none", 0o644, 'exec: "/v/none": stat /v/none: no such file or directory: unknown'),
        ("none", 0o644, 'exec: "none": executable file not found in $PATH: unknown'),
    ],
)
def test_a_program_that_cannot_be_run_is_refused_in_the_words_of_the_runtime(command: str, mode: int, why: str) -> None:
    c = cluster()
    run(c, {"configMap": {"name": "conf", "defaultMode": mode}}, [command], restartPolicy="Never")
    ended = c.get("Pod", "p")["status"]["containerStatuses"][0]["state"]["terminated"]
    assert ended["reason"] == ("StartError" if why else "Completed")
    assert ended.get("message", "").endswith(why)


def test_ps_shows_what_the_shell_waits_for_and_the_pause_process_where_it_is_shared() -> None:
    c = cluster()
    run(c, {"emptyDir": {}})
    c.advance("10s")
    lines = [line.split(None, 2) for line in c.exec("p", "ps").stdout.splitlines()]
    assert lines[1] == ["1", "root", " ".join(LOOP)] and lines[2][1:] == ["root", "sleep 0.2"]
    spec = {
        "shareProcessNamespace": True,
        "containers": [{"name": n, "image": "busybox:1.36", "command": LOOP} for n in "ab"],
    }
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "q"}, "spec": spec})
    c.settle()
    out = c.exec("q", "ps -o pid,args", container="a").stdout.splitlines()
    assert out[:2] == ["PID   COMMAND", "    1 /pause"]
    assert sum(line.endswith("done") for line in out) == 2
