"""What the lessons tell as an answer to a prediction is what the cluster does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from kubecourse import Cluster
from kubecourse.authoring.lesson import read_lesson

COURSE = Path(__file__).resolve().parents[2] / "course" / "en"
URL = "http://app.miempresa.com/"


def manifest(lesson: str, cell: str) -> str:
    """What a cell of a lesson applies."""
    blocks = read_lesson(COURSE / f"{lesson}.md").blocks
    body = next(block.body for block in blocks if block.kind == "code" and block.id == cell)
    quoted = re.search(r'"""\n(.*?)"""', body, re.DOTALL)
    return quoted[1] if quoted else body.removeprefix("%%apply\n")


def named(lesson: str, cell: str, name: str) -> str:
    """A text that a cell gives a name."""
    blocks = read_lesson(COURSE / f"{lesson}.md").blocks
    body = next(block.body for block in blocks if block.kind == "code" and block.id == cell)
    found = re.search(rf'{name} = """\n(.*?)"""', body, re.DOTALL)
    assert found is not None
    return found[1]


def pods(cluster: Any, **labels: str) -> list[Any]:
    return list(cluster.list("Pod", "default", labels=labels or None))


def restarts(pod: Any) -> int:
    return sum(row["restartCount"] for row in pod["status"]["containerStatuses"])


@pytest.fixture
def web() -> Any:
    cluster = Cluster()
    cluster.apply(manifest("02-workloads", "web-text"))
    cluster.settle()
    return cluster


def test_an_empty_cluster_runs_twenty_pods_and_three_are_coredns() -> None:
    names = [pod["metadata"]["name"] for pod in Cluster().list("Pod")]
    assert len(names) == 20
    assert sum(name.startswith("coredns") for name in names) == 3


def test_one_deployment_makes_five_objects_and_a_lost_node_looks_alive_for_a_while() -> None:
    cluster = Cluster()
    cluster.apply(manifest("00-start", "apply-web"))
    cluster.settle(0)
    assert [len(cluster.list(kind, "default")) for kind in ("Deployment", "ReplicaSet", "Pod")] == [1, 1, 3]
    cluster.settle()
    names = {pod["metadata"]["name"] for pod in pods(cluster)}
    cluster.fail_node("worker-1")
    cluster.advance("60s")
    assert {pod["metadata"]["name"] for pod in pods(cluster)} == names
    assert "Running" in str(cluster.kubectl("get pods"))
    cluster.advance("6m")
    fresh = [pod for pod in pods(cluster) if pod["metadata"]["name"] not in names]
    assert fresh and {pod["spec"]["nodeName"] for pod in fresh} == {"worker-2"}
    cluster.recover_node("worker-1")
    cluster.settle()
    assert {pod["spec"]["nodeName"] for pod in pods(cluster)} == {"worker-2"}


def test_a_bare_pod_gets_its_container_back_and_is_itself_not_replaced() -> None:
    cluster = Cluster()
    cluster.apply(manifest("02-workloads", "bare-pod"))
    cluster.settle()
    before = pods(cluster)[0]
    cluster.kill("loose")
    cluster.settle()
    after = pods(cluster)[0]
    assert restarts(after) == 1
    assert after["status"]["podIP"] == before["status"]["podIP"]
    cluster.delete("Pod", "loose")
    cluster.settle()
    assert pods(cluster) == []


def test_a_rollout_of_five_has_seven_pods_at_most_and_four_ready_at_least(web: Any) -> None:
    web.kubectl("scale deployment web --replicas=5")
    web.settle()
    web.kubectl("set image deployment/web nginx=nginx:1.28")
    most, fewest = 0, 5
    for _ in range(100):
        web.advance("100ms")
        status = web.get("Deployment", "web")["status"]
        most, fewest = max(most, status["replicas"]), min(fewest, status.get("readyReplicas", 0))
    assert (most, fewest) == (7, 4)


def test_a_bad_image_leaves_the_site_up(web: Any) -> None:
    web.kubectl("scale deployment web --replicas=3")
    web.settle()
    web.kubectl("set image deployment/web nginx=nginx:no-such-tag")
    web.advance("10m")
    assert web.request(URL)


def test_a_plain_daemon_set_is_on_the_two_workers() -> None:
    cluster = Cluster()
    cluster.apply(manifest("02-workloads", "daemonset"))
    cluster.settle()
    assert {pod["spec"]["nodeName"] for pod in pods(cluster)} == {"worker-1", "worker-2"}


def test_a_claim_of_ten_gets_the_whole_volume_of_fifty() -> None:
    cluster = Cluster()
    cluster.apply(manifest("01-volumes", "claim"))
    cluster.settle()
    assert cluster.get("PersistentVolumeClaim", "data")["status"]["phase"] == "Pending"
    cluster.apply(manifest("01-volumes", "shelf"))
    cluster.settle()
    claim = cluster.get("PersistentVolumeClaim", "data")
    assert claim["spec"]["volumeName"] == "large"
    assert claim["status"]["capacity"]["storage"] == "50Gi"


def test_with_a_provisioner_a_claim_without_a_class_gets_a_disk_made_to_measure() -> None:
    cluster = Cluster(platform="vsphere")
    cluster.apply(manifest("01-volumes", "dynamic-claim"))
    cluster.settle()
    claim = cluster.get("PersistentVolumeClaim", "data")
    assert claim["spec"]["storageClassName"] == "vsphere-default"
    assert claim["status"]["capacity"]["storage"] == "10Gi"


def test_the_ip_of_a_pod_serves_inside_only_and_changes_with_the_pod() -> None:
    cluster = Cluster()
    cluster.apply(named("03-networking", "programs", "DATABASE"))
    cluster.settle()
    database = pods(cluster)[0]
    words = named("03-networking", "programs", "WORDPRESS")
    cluster.apply(words.replace("DATABASE_HOST", f"{database['status']['podIP']}:3306"))
    cluster.advance("1m")
    apache = pods(cluster, app="wordpress")[0]
    url, inside = f"http://{apache['status']['podIP']}/", f"default/{apache['metadata']['name']}"
    assert cluster.request(url, source=inside)
    assert cluster.request(url).verdict == "not-routed"
    cluster.delete("Pod", database["metadata"]["name"])
    cluster.advance("1m")
    assert cluster.request(url, source=inside).code == 500


def test_an_ingress_rule_does_nothing_until_a_controller_is_there() -> None:
    database, words = (named("03-networking", "programs", name) for name in ("DATABASE", "WORDPRESS"))
    services = named("03-networking", "services", "SERVICES")
    services = services.replace("  type: LoadBalancer\n", "").replace("    nodePort: 30080\n", "")
    rule = named("03-networking", "ingress-rule", "RULE")
    cluster = Cluster()
    cluster.apply("---\n".join([database, words.replace("DATABASE_HOST", "basedatos-desarrollo:3307"), services, rule]))
    cluster.advance("1m")
    assert not cluster.request(URL)
    cluster.apply(manifest("03-networking", "proxy"))
    cluster.advance("1m")
    assert (cluster.request(URL).pod or "").startswith("default/wordpress")


def test_a_load_balancer_has_an_address_in_the_cloud_and_none_on_own_machines() -> None:
    services = named("03-networking", "services", "SERVICES")
    found = {}
    for platform in ("bare-metal", "cloud"):
        cluster = Cluster(platform=platform)
        cluster.apply(services)
        cluster.advance("10m")
        found[platform] = bool(cluster.get("Service", "wp-desarrollo")["status"]["loadBalancer"].get("ingress"))
    assert found == {"bare-metal": False, "cloud": True}


def test_a_script_that_ends_with_0_is_started_again_and_again() -> None:
    cluster = Cluster()
    cluster.apply(manifest("04-batch", "script"))
    cluster.advance("10m")
    assert restarts(pods(cluster)[0]) >= 3
    assert "restartPolicy Always" in str(cluster.why("Pod", "script", lang="en"))


def test_init_containers_run_one_after_the_other() -> None:
    cluster = Cluster()
    cluster.apply(manifest("04-batch", "init"))
    cluster.advance("8s")
    assert "Init:1/2" in str(cluster.kubectl("get pods"))
    cluster.advance("1m")
    assert cluster.exec("prepared", ["cat", "/usr/local/apache2/htdocs/steps"]).stdout == "one\ntwo\n"


def test_three_retries_are_four_pods() -> None:
    cluster = Cluster()
    cluster.apply(manifest("04-batch", "job"))
    cluster.advance("10m")
    assert len(pods(cluster)) == 4
    assert any(row["type"] == "Failed" for row in cluster.get("Job", "flaky")["status"]["conditions"])


def test_in_ten_days_there_is_one_thursday_and_it_is_23_00_in_madrid() -> None:
    cluster = Cluster()
    cluster.apply(manifest("04-batch", "cronjob"))
    cluster.advance("10d")
    assert [job["status"]["startTime"] for job in cluster.list("Job", "default")] == ["2026-01-08T22:00:00Z"]


def test_what_was_there_on_thursday_comes_back_and_what_came_later_does_not() -> None:
    blocks = read_lesson(COURSE / "04-batch.md").blocks
    words = [block.body for block in blocks if block.kind == "code" and block.id in ("shop", "copy", "lose", "restore")]
    space: dict[str, object] = {"Cluster": Cluster}
    said: list[str] = []
    space["print"] = lambda *values: said.append(" ".join(map(str, values)))
    for body in words:
        lines = []
        for line in body.splitlines():
            verb, _, rest = line.removeprefix("%").partition(" ")
            calls = {"settle": "cluster.settle()", "advance": f"cluster.advance({rest!r})"}
            lines.append(calls.get(verb, "") if line.startswith("%") else line)
        exec("\n".join(lines), space)
    assert said[0].count("\n") == 4 and "Carmen\t75" in said[0]
    assert "Table 'shop.orders' doesn't exist" in said[-2]
    assert said[-1] == said[0]
