"""What a program finds in its container: files, environment, names."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.cluster import Cluster


def running(container: dict[str, Any] | None = None, objects: tuple[dict[str, Any], ...] = (), **spec: Any) -> Cluster:
    c = Cluster(platform="minimal", nodes=[{"name": "node-1"}])
    for obj in objects:
        c.apply(obj)
    body = {"name": "c", "image": "busybox:1.36", "command": ["sleep", "100000"], **(container or {})}
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"app": "web"}},
             "spec": {"containers": [body], **spec}})  # fmt: skip
    c.settle()
    return c


def said(c: Cluster, command: str) -> str:
    return str(c.exec("p", command).stdout)


CONF = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"color": "azul", "mode": "1"}}


def test_env_takes_what_is_nearest_and_expands_what_it_knows() -> None:
    env = [
        {"name": "mode", "value": "2"},
        {"name": "NODE", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        {"name": "LABEL", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}},
        {"name": "CPU", "valueFrom": {"resourceFieldRef": {"resource": "limits.cpu", "divisor": "1m"}}},
        {"name": "MSG", "value": "$(color) $(NOBODY) $$(mode)"},
    ]
    c = running(
        {"env": env, "envFrom": [{"configMapRef": {"name": "conf"}}], "resources": {"limits": {"cpu": "250m"}}}, (CONF,)
    )
    assert (
        said(c, 'echo $color $mode $NODE $LABEL $CPU; echo "$MSG"') == "azul 2 node-1 web 250\nazul $(NOBODY) $(mode)\n"
    )


def test_services_are_in_the_environment_of_pods_that_start_after_them() -> None:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "base-datos"},
               "spec": {"clusterIP": "10.10.30.50", "ports": [{"name": "sql", "port": 3307}]}}  # fmt: skip
    c = running(None, (service,))
    assert said(c, "echo $BASE_DATOS_SERVICE_HOST $BASE_DATOS_PORT $BASE_DATOS_SERVICE_PORT_SQL") == (
        "10.10.30.50 tcp://10.10.30.50:3307 3307\n"
    )


def test_a_config_map_is_a_directory_that_follows_it_and_a_subpath_a_file_that_does_not() -> None:
    mounts = [{"name": "v", "mountPath": "/etc/conf"}, {"name": "v", "mountPath": "/etc/one", "subPath": "color"}]
    c = running({"volumeMounts": mounts}, (CONF,), volumes=[{"name": "v", "configMap": {"name": "conf"}}])
    assert said(c, "ls /etc/conf; cat /etc/conf/color /etc/one") == "color\nmode\nazulazul"
    c.api.patch("ConfigMap", "conf", {"data": {"color": "rojo"}}, "default")
    assert said(c, "cat /etc/conf/color") == "azul", "the node looks about once a minute"
    c.advance("90s")
    assert said(c, "cat /etc/conf/color /etc/one") == "rojoazul"
    assert c.exec("p", "echo x > /etc/conf/new").stderr == "sh: can't create /etc/conf/new: Read-only file system\n"


def test_an_empty_dir_outlives_the_container_and_the_containers_own_layer_does_not() -> None:
    c = running({"volumeMounts": [{"name": "d", "mountPath": "/d"}]}, volumes=[{"name": "d", "emptyDir": {}}])
    c.exec("p", "echo kept > /d/f; echo lost > /tmp/f")
    c.kill("p")
    c.settle()
    assert said(c, "cat /d/f; cat /tmp/f") == "kept\n"


def test_names_and_resolv_conf_are_those_of_the_cluster() -> None:
    c = running(None, hostname="uno", subdomain="red", hostAliases=[{"ip": "1.2.3.4", "hostnames": ["viejo"]}])
    assert said(c, "hostname -f") == "uno.red.default.svc.cluster.local\n"
    assert "search default.svc.cluster.local svc.cluster.local cluster.local\n" in said(c, "cat /etc/resolv.conf")
    assert said(c, "grep viejo /etc/hosts") == "1.2.3.4\tviejo\n"


def test_an_archive_restores_what_it_saved() -> None:
    c = running()
    c.exec("p", "mkdir -p /data/sub; echo one > /data/a; echo two > /data/sub/b; tar czf /tmp/copy.tgz -C /data .")
    c.exec("p", "rm -rf /data; mkdir /restored; tar xzf /tmp/copy.tgz -C /restored")
    assert said(c, "cat /restored/a /restored/sub/b") == "one\ntwo\n"


def test_a_share_written_out_in_two_pods_is_the_same_share() -> None:
    share = [{"name": "s", "nfs": {"server": "192.168.0.60", "path": "/exports/web"}}]
    c = running({"volumeMounts": [{"name": "s", "mountPath": "/s"}]}, volumes=share)
    c.exec("p", "echo shared > /s/f")
    body = {
        "name": "c",
        "image": "busybox:1.36",
        "command": ["cat", "/s/f"],
        "volumeMounts": [{"name": "s", "mountPath": "/s"}],
    }
    c.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "q"},
             "spec": {"restartPolicy": "Never", "containers": [body], "volumes": share}})  # fmt: skip
    c.settle()
    assert c.logs("q") == "shared\n"


def test_a_loop_that_asks_the_network_goes_on_when_the_answer_changes() -> None:
    wait = "until nslookup late; do sleep 2; done"
    c = running({"name": "wait", "command": ["sh", "-c", f"{wait}; echo found; sleep 100000"]})
    c.advance("5m")
    assert "found" not in c.logs("p")
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "late"}}
    c.apply({**service, "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]}})
    c.advance("10s")
    assert "found" in c.logs("p")


def test_curl_is_a_program_that_ends_and_no_server() -> None:
    c = running({"image": "curlimages/curl:8.16.0", "command": ["curl", "http://nobody"]}, restartPolicy="Never")
    c.settle()
    assert c.get("Pod", "p")["status"]["phase"] == "Failed"
    assert "Could not resolve host: nobody" in c.logs("p")
