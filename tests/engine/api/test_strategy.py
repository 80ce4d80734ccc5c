"""What each kind does to an object on its way in: addresses, generations, labels, grace."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.api import allocators, strategy
from kubecourse.engine.api.errors import ApiError
from kubecourse.engine.api.kinds import Registry

from .small_server import SmallServer

Object = dict[str, Any]


@pytest.fixture
def server() -> SmallServer:
    return SmallServer()


def service(name: str = "web", **spec: Any) -> Object:
    ports = spec.pop("ports", [{"port": 80}])
    body = {"selector": {"app": name}, "ports": ports, **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


def deployment(image: str = "nginx:1.27") -> Object:
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": image}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec}


def last(address: str) -> int:
    return int(address.rpartition(".")[2])


# -- services ------------------------------------------------------------------------------------------


def test_chosen_addresses_leave_the_first_sixteen_to_those_who_ask() -> None:
    assert allocators.static_addresses(254) == 16
    assert allocators.static_addresses(2**20 - 2) == 256
    assert allocators.static_ports(2768) == 86
    assert allocators.first_address("10.96.0.0/12") == "10.96.0.1"


def test_a_range_is_used_up_from_its_upper_part_and_then_is_full(server: SmallServer) -> None:
    addresses = [server.create(service(f"s{n}"))["spec"]["clusterIP"] for n in range(253)]
    assert len(set(addresses)) == 253
    assert all(last(ip) > 16 for ip in addresses[:238])
    assert all(1 < last(ip) <= 16 for ip in addresses[238:])
    with pytest.raises(ApiError, match="failed to allocate a serviceIP: range is full"):
        server.create(service("one-more"))


def test_the_same_seed_gives_the_same_addresses() -> None:
    first, second = (SmallServer().create(service(type="NodePort"))["spec"] for _ in range(2))
    assert first == second
    assert 30086 <= first["ports"][0]["nodePort"] <= 32767


def test_an_address_is_free_again_when_its_service_is_gone(server: SmallServer) -> None:
    server.create(service("a", clusterIP="10.10.30.7"))
    with pytest.raises(ApiError, match="provided IP is already allocated"):
        server.create(service("b", clusterIP="10.10.30.7"))
    server.delete("Service", "a", "default")
    assert server.create(service("b", clusterIP="10.10.30.7"))["spec"]["clusterIPs"] == ["10.10.30.7"]


def test_the_ends_of_the_range_are_nobodys(server: SmallServer) -> None:
    for address in ("10.10.30.0", "10.10.30.255"):
        with pytest.raises(ApiError) as caught:
            server.create(service(clusterIP=address))
        why = f"the provided IP ({address}) is not in the valid range. The range of valid IPs is 10.10.30.0/24"
        assert str(caught.value).endswith(f"failed to allocate IP {address}: {why}")


def test_a_manifest_applied_again_keeps_what_was_allocated(server: SmallServer) -> None:
    before = server.create(service(type="NodePort", ports=[{"name": "a", "port": 80}, {"name": "b", "port": 81}]))
    after = server.replace(service(type="NodePort", ports=[{"name": "b", "port": 81}, {"name": "a", "port": 8080}]))
    assert after["spec"]["clusterIP"] == before["spec"]["clusterIP"]
    numbers = {port["name"]: port["nodePort"] for port in before["spec"]["ports"]}
    assert {port["name"]: port["nodePort"] for port in after["spec"]["ports"]} == numbers


def test_a_service_that_is_no_longer_reached_from_outside_loses_its_node_port(server: SmallServer) -> None:
    before = server.create(service(type="NodePort"))
    changed = {**before, "spec": {**before["spec"], "type": "ClusterIP"}}
    after = server.replace(changed)["spec"]
    assert "nodePort" not in after["ports"][0]
    assert "externalTrafficPolicy" not in after
    assert after["clusterIP"] == before["spec"]["clusterIP"]


def test_becoming_an_external_name_gives_the_address_back(server: SmallServer) -> None:
    before = server.create(service())
    changed = {**before, "spec": {**before["spec"], "type": "ExternalName", "externalName": "db.example.com"}}
    after = server.replace(changed)["spec"]
    assert not {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"} & set(after)
    assert server.replace(service())["spec"]["clusterIP"].startswith("10.10.30.")


def test_dns_over_both_protocols_shares_one_node_port(server: SmallServer) -> None:
    ports = [{"name": "tcp", "port": 53}, {"name": "udp", "port": 53, "protocol": "UDP"}, {"name": "web", "port": 80}]
    made = server.create(service(type="NodePort", ports=ports))["spec"]["ports"]
    assert made[0]["nodePort"] == made[1]["nodePort"] != made[2]["nodePort"]


def test_local_load_balancers_get_a_health_port_and_clusterwide_ones_give_it_back(server: SmallServer) -> None:
    before = server.create(service(type="LoadBalancer", externalTrafficPolicy="Local"))
    port = before["spec"]["healthCheckNodePort"]
    assert port != before["spec"]["ports"][0]["nodePort"]
    spec = {**before["spec"], "externalTrafficPolicy": "Cluster"}
    assert "healthCheckNodePort" not in server.replace({**before, "spec": spec})["spec"]


def test_a_headless_service_without_selector_speaks_both_families(server: SmallServer) -> None:
    made = server.create(service(clusterIP="None", selector={}))["spec"]
    assert (made["ipFamilies"], made["ipFamilyPolicy"]) == (["IPv4", "IPv6"], "RequireDualStack")


def test_a_dry_run_reserves_nothing(server: SmallServer) -> None:
    made = server.create(service(type="NodePort"), dry_run=True)
    assert made["spec"]["clusterIP"] == "10.10.30.0"
    assert made["spec"]["ports"][0]["nodePort"] == 32769


# -- generations, status --------------------------------------------------------------------------------


def test_a_generation_counts_changes_of_the_spec_only(server: SmallServer) -> None:
    assert server.create(deployment())["metadata"]["generation"] == 1
    assert server.replace(deployment())["metadata"]["generation"] == 1
    labelled = deployment()
    labelled["metadata"]["labels"] = {"x": "y"}
    assert server.replace(labelled)["metadata"]["generation"] == 1
    assert server.replace(deployment("nginx:1.28"))["metadata"]["generation"] == 2


def test_status_and_spec_are_written_apart(server: SmallServer) -> None:
    made = server.create({**deployment(), "status": {"replicas": 99}})
    assert made["status"] == {}
    status = {**made, "status": {"replicas": 1}, "spec": {**made["spec"], "replicas": 7}}
    written = server.replace(status, "status")
    assert (written["status"], written["spec"]["replicas"]) == ({"replicas": 1}, 1)
    assert written["metadata"]["generation"] == 1
    assert server.replace(deployment("nginx:1.28"))["status"] == {"replicas": 1}


def test_daemon_sets_count_their_templates_too(server: SmallServer) -> None:
    def daemon(image: str, **spec: Any) -> Object:
        body = {**deployment(image)["spec"], **spec}
        return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "d"}, "spec": body}

    def number(obj: Object) -> str:
        return str(obj["metadata"]["annotations"]["deprecated.daemonset.template.generation"])

    assert number(server.create(daemon("a"))) == "1"
    assert number(server.replace(daemon("a", minReadySeconds=5))) == "1"
    assert number(server.replace(daemon("b"))) == "2"


def test_a_job_selects_its_own_pods_by_uid_and_keeps_the_labels_it_has(server: SmallServer) -> None:
    template = {"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"generateName": "j-"}, "spec": {"template": template}}
    made = server.create(job)
    uid, name = made["metadata"]["uid"], made["metadata"]["name"]
    labels = made["spec"]["template"]["metadata"]["labels"]
    assert made["spec"]["selector"] == {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
    assert (labels["job-name"], labels["controller-uid"], labels["app"]) == (name, uid, "x")
    assert made["metadata"]["labels"] == labels
    by_hand = {**job, "metadata": {"name": "k", "labels": {"mine": "1"}}}
    by_hand["spec"] = {**job["spec"], "manualSelector": True, "selector": {"matchLabels": {"app": "x"}}}
    made = server.create(by_hand)
    assert made["spec"]["template"]["metadata"]["labels"] == {"app": "x"}
    assert made["metadata"]["labels"] == {"mine": "1"}


def test_empty_values_that_go_forgets_are_not_stored(server: SmallServer) -> None:
    manifest = deployment()
    manifest["metadata"]["labels"] = {}
    manifest["spec"].update(paused=False, minReadySeconds=0, replicas=0)
    spec = manifest["spec"]["template"]["spec"]
    spec.update(
        hostNetwork=False, nodeSelector={}, volumes=[{"name": "v", "emptyDir": {}}], shareProcessNamespace=False
    )
    made = server.create(manifest)
    assert "labels" not in made["metadata"]
    assert not {"paused", "minReadySeconds"} & set(made["spec"])
    assert made["spec"]["replicas"] == 0
    stored = made["spec"]["template"]["spec"]
    assert not {"hostNetwork", "nodeSelector"} & set(stored)
    assert stored["volumes"] == [{"name": "v", "emptyDir": {}}]
    assert stored["shareProcessNamespace"] is False


def test_a_pod_that_is_nowhere_or_over_needs_no_time_to_go() -> None:
    kind = Registry().key("Pod")
    assert kind is not None
    pod: Object = {"spec": {"terminationGracePeriodSeconds": 30, "nodeName": "n"}, "status": {"phase": "Running"}}
    assert strategy.grace_period(kind, pod, None) == 30
    assert strategy.grace_period(kind, pod, 5) == 5
    assert strategy.grace_period(kind, pod, -1) == 1
    assert strategy.grace_period(kind, {**pod, "status": {"phase": "Failed"}}, None) == 0
    assert strategy.grace_period(kind, {**pod, "spec": {"terminationGracePeriodSeconds": 30}}, None) == 0


# -- eviction ------------------------------------------------------------------------------------------


def evictable(server: SmallServer, **status: int) -> None:
    spec = {"containers": [{"name": "c", "image": "i"}]}
    pod = server.create(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p", "labels": {"a": "b"}}, "spec": spec}
    )
    ready = {"type": "Ready", "status": "True"}
    server.set_status(pod, {**pod["status"], "phase": "Running", "conditions": [ready]})
    selector = {"matchLabels": {"a": "b"}}
    budget: Object = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "pdb"}}
    made = server.create({**budget, "spec": {"minAvailable": 1, "selector": selector}})
    server.set_status(made, {**made["status"], "observedGeneration": 1, **status})


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (
            {"currentHealthy": 2, "desiredHealthy": 2},
            "The disruption budget pdb needs 2 healthy pods and has 2 currently",
        ),
        ({"currentHealthy": 1}, "The disruption budget pdb does not allow evicting pods currently"),
        ({"observedGeneration": 0}, "The disruption budget pdb is still being processed by the server."),
    ],
)
def test_a_used_up_budget_keeps_its_pods(server: SmallServer, status: dict[str, int], why: str) -> None:
    evictable(server, **status)
    with pytest.raises(ApiError, match=r"Cannot evict pod as it would violate the pod's disruption budget\.") as caught:
        strategy.evict(server, "p", "default", None)
    assert caught.value.code == 429
    assert [cause.message for cause in caught.value.causes] == [why]


def test_an_eviction_uses_the_budget_and_says_why_the_pod_goes(server: SmallServer) -> None:
    evictable(server, disruptionsAllowed=1, currentHealthy=2, desiredHealthy=1)
    gone = strategy.evict(server, "p", "default", None)
    assert gone["status"]["conditions"][-1]["reason"] == "EvictionByEvictionAPI"
    status = server.get("PodDisruptionBudget", "pdb", "default")["status"]
    assert status["disruptionsAllowed"] == 0
    assert list(status["disruptedPods"]) == ["p"]
