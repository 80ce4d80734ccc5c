"""Python's own clients work with a served cluster as with any other: kubernetes, kr8s and lightkube.

Each test is one client's whole day: read, create, wait, watch, scale, look into a container, patch, delete. Their objects are typed and
strict, so that a field which a real cluster always has and ours has not is found here. Next: `test_operator.py`.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any
from urllib.request import urlopen

import pytest

from kubecourse import Cluster
from kubecourse.http import Server

from .conftest import SHOP

#: what a client forgets to close is the client's
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
LABELS = {"app": "web"}
WEB: dict[str, Any] = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "default"},
    "spec": {"replicas": 2, "selector": {"matchLabels": LABELS},
             "template": {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]}}},
}  # fmt: skip
SHOPS = {
    "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": {"name": "shops.miempresa.com"},
    "spec": {"group": "miempresa.com", "scope": "Namespaced", "names": {"plural": "shops", "singular": "shop", "kind": "Shop"},
             "versions": [{"name": "v1", "served": True, "storage": True, "subresources": {"status": {}},
                           "schema": {"openAPIV3Schema": {"type": "object", "properties": {
                               "spec": {"type": "object", "properties": {"counters": {"type": "integer"}}},
                               "status": {"type": "object", "properties": {"open": {"type": "boolean"}}}}}}}]},
}  # fmt: skip


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """What a client forgot is collected here, and not while another test runs."""
    yield
    gc.collect()


@pytest.fixture
def official(served: Server) -> Iterator[Any]:
    """The ApiClient of the official client."""
    kubernetes = pytest.importorskip("kubernetes")
    with kubernetes.config.new_client_from_config(served.kubeconfig) as made:
        yield made


def soon(look: Callable[[], Any], seconds: float = 10) -> Any:
    """What `look` finds as soon as it finds something."""
    end = monotonic() + seconds
    while not (found := look()):
        assert monotonic() < end, "it never came to be"
        sleep(0.02)
    return found


# -- kubernetes ----------------------------------------------------------------------------------------------------


def test_the_official_client_creates_watches_scales_and_deletes(official: Any, cluster: Cluster) -> None:
    from kubernetes import client, watch

    core, apps = client.CoreV1Api(official), client.AppsV1Api(official)
    assert client.VersionApi(official).get_code().git_version == "v1.36.2"
    nodes = core.list_node().items
    assert len({node.status.node_info.machine_id for node in nodes}) == len(nodes) > 1
    container = client.V1Container(name="nginx", image="nginx:1.27")
    template = client.V1PodTemplateSpec(
        metadata=client.V1ObjectMeta(labels=LABELS), spec=client.V1PodSpec(containers=[container])
    )
    spec = client.V1DeploymentSpec(replicas=2, selector=client.V1LabelSelector(match_labels=LABELS), template=template)
    made = apps.create_namespaced_deployment(
        "default", client.V1Deployment(metadata=client.V1ObjectMeta(name="web"), spec=spec)
    )
    assert made.metadata.managed_fields[0].operation == "Update"
    stream = watch.Watch()
    for event in stream.stream(apps.list_namespaced_deployment, "default", timeout_seconds=10):
        if event["object"].status.ready_replicas == 2:
            stream.stop()
    assert apps.patch_namespaced_deployment_scale("web", "default", {"spec": {"replicas": 3}}).spec.replicas == 3
    pods = core.list_namespaced_pod("default", label_selector="app=web").items
    assert [pod.status.phase for pod in pods] == ["Running"] * 3
    assert {pod.spec.node_name for pod in pods} <= {node.metadata.name for node in nodes}
    first = core.list_namespaced_pod("default", limit=2)
    rest = core.list_namespaced_pod("default", limit=2, _continue=first.metadata._continue)
    assert first.metadata.remaining_item_count == 1
    assert [pod.metadata.name for pod in first.items + rest.items] == [pod.metadata.name for pod in pods]
    name = pods[0].metadata.name
    core.create_namespaced_pod_eviction(
        name, "default", client.V1Eviction(metadata=client.V1ObjectMeta(name=name, namespace="default"))
    )
    with pytest.raises(client.ApiException) as refused:
        core.read_namespaced_pod(name, "default")
    assert (refused.value.status, refused.value.reason) == (404, "Not Found")
    apps.delete_namespaced_deployment("web", "default", propagation_policy="Foreground")
    assert core.list_namespaced_pod("default").items == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # its forwarder, when it is closed
def test_the_official_client_looks_into_containers(official: Any, cluster: Cluster) -> None:
    from kubernetes import client
    from kubernetes.stream import portforward, stream

    core = client.CoreV1Api(official)
    cluster.api.create({**WEB, "spec": {**WEB["spec"], "replicas": 1}})
    name = core.list_namespaced_pod("default").items[0].metadata.name
    assert "start worker processes" in core.read_namespaced_pod_log(name, "default")
    said = stream(core.connect_get_namespaced_pod_exec, name, "default", command=["hostname"], stdout=True, stderr=True)
    assert said == f"{name}\n"
    through = portforward(core.connect_get_namespaced_pod_portforward, name, "default", ports="80").socket(80)
    through.settimeout(10)
    through.sendall(b"GET / HTTP/1.0\r\nHost: web\r\n\r\n")
    assert through.recv(64).startswith(b"HTTP/1.")
    through.close()
    for thread in threading.enumerate():
        if thread.name.startswith("Kubernetes port forward"):
            thread.join(10)


def test_the_official_client_asks_who_may_what(official: Any, cluster: Cluster) -> None:
    from kubernetes import client

    core, asked = client.CoreV1Api(official), client.AuthorizationV1Api(official)
    about = client.V1ResourceAttributes(verb="delete", resource="nodes")
    review = asked.create_self_subject_access_review(
        client.V1SelfSubjectAccessReview(spec=client.V1SelfSubjectAccessReviewSpec(resource_attributes=about))
    )
    assert review.status.allowed is True
    request = client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=3600))
    token = core.create_namespaced_service_account_token("default", "default", request).status.token
    config = client.Configuration()
    config.host, config.ssl_ca_cert = official.configuration.host, official.configuration.ssl_ca_cert
    config.api_key, config.api_key_prefix = {"authorization": token}, {"authorization": "Bearer"}
    with client.ApiClient(config) as theirs, pytest.raises(client.ApiException) as refused:
        client.CoreV1Api(theirs).list_namespaced_pod("default")
    assert refused.value.status == 403 and "system:serviceaccount:default:default" in refused.value.body


def test_the_dynamic_client_learns_a_new_kind_and_applies(official: Any) -> None:
    from kubernetes import client, dynamic, utils

    utils.create_from_dict(official, SHOPS)
    client.CustomObjectsApi(official).create_namespaced_custom_object("miempresa.com", "v1", "default", "shops", SHOP)
    kinds = dynamic.DynamicClient(official).resources
    shops, deployments = (
        kinds.get(api_version="miempresa.com/v1", kind="Shop"),
        kinds.get(kind="Deployment", group="apps"),
    )
    assert [shop.spec.counters for shop in shops.get(namespace="default").items] == [2]
    shops.status.patch(body={"status": {"open": True}}, name="bakery", namespace="default", content_type="application/merge-patch+json")  # fmt: skip
    assert shops.get(name="bakery", namespace="default").status.open is True
    for event in shops.watch(namespace="default", timeout=10):
        assert (event["type"], event["object"].metadata.name) == ("ADDED", "bakery")
        break
    mine = {**WEB, "spec": {**WEB["spec"], "replicas": 1}}
    for manager, expected in (("me", None), ("you", 409)):
        try:
            deployments.server_side_apply(body=mine, name="web", namespace="default", field_manager=manager)
            mine = {**WEB, "spec": {**WEB["spec"], "replicas": 5}}
        except client.ApiException as error:
            assert error.status == expected and ".spec.replicas" in str(error.body)
    owners = deployments.get(name="web", namespace="default").metadata.managedFields
    assert ("me", "Apply") in [(one.manager, one.operation) for one in owners]


def test_one_of_two_becomes_leader_and_the_other_takes_over(official: Any) -> None:
    from kubernetes import client
    from kubernetes.leaderelection import electionconfig, leaderelection
    from kubernetes.leaderelection.resourcelock.leaselock import LeaseLock

    led: list[str] = []
    leases = client.CoordinationV1Api(official)

    def candidate(who: str) -> tuple[Any, threading.Thread]:
        lock = LeaseLock("boss", "default", who)
        lock.api_instance = leases
        config = electionconfig.Config(lock, lease_duration=3, renew_deadline=2, retry_period=1,
                                       onstarted_leading=lambda: led.append(who), onstopped_leading=lambda: None)  # fmt: skip
        thread = threading.Thread(target=leaderelection.LeaderElection(config).run)
        thread.start()
        return lock, thread

    ana, first = candidate("ana")
    soon(lambda: led == ["ana"])
    bruno, second = candidate("bruno")
    lease = leases.read_namespaced_lease("boss", "default").spec
    soon(lambda: leases.read_namespaced_lease("boss", "default").spec.renew_time > lease.renew_time)
    assert led == ["ana"] and lease.holder_identity == "ana"
    ana.update = lambda *_: False  # ana is cut off
    soon(lambda: led == ["ana", "bruno"])
    assert leases.read_namespaced_lease("boss", "default").spec.holder_identity == "bruno"
    bruno.update = ana.update
    for thread in (first, second):
        thread.join(10)
        assert not thread.is_alive()


# -- kr8s ----------------------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Kubernetes version")
def test_kr8s_creates_waits_watches_and_forwards_a_port(served: Server, cluster: Cluster) -> None:
    kr8s = pytest.importorskip("kr8s")
    from kr8s.objects import Deployment, new_class, object_from_spec

    api = kr8s.api(kubeconfig=served.kubeconfig)
    assert api.whoami() == "kubernetes-admin"
    web = Deployment(WEB, api=api)
    web.create()
    web.wait("condition=Available", timeout=10)
    web.scale(3)
    assert web.ready() and [pod.status.phase for pod in web.pods()] == ["Running"] * 3
    pod = web.pods()[0]
    assert pod.exec(["hostname"]).stdout.decode() == f"{pod.name}\n"
    assert any("start worker processes" in line for line in pod.logs())
    with pod.portforward(remote_port=80) as port, urlopen(f"http://127.0.0.1:{port}/", timeout=10) as page:
        assert b"<html>" in page.read()
    web.label({"tier": "front"})
    for event, found in api.watch("deployments", namespace="default"):
        assert (event, found.labels["tier"]) == ("ADDED", "front")
        break
    node = next(iter(api.get("nodes")))
    node.cordon()
    assert cluster.get("Node", node.name)["spec"]["unschedulable"] is True
    object_from_spec(SHOPS, api=api).create()
    new_class(kind="Shop", version="miempresa.com/v1", namespaced=True)(SHOP, api=api).create()
    assert [shop.spec.counters for shop in api.get("shops.miempresa.com", namespace="default")] == [2]
    web.delete()
    web.wait("delete", timeout=10)
    assert not web.exists() and cluster.list("Pod", "default") == []


# -- lightkube -----------------------------------------------------------------------------------------------------


def test_lightkube_applies_waits_and_replaces(served: Server, cluster: Cluster) -> None:
    lightkube = pytest.importorskip("lightkube")
    from lightkube.generic_resource import create_namespaced_resource
    from lightkube.models.meta_v1 import ObjectMeta
    from lightkube.resources.apps_v1 import Deployment
    from lightkube.resources.core_v1 import ConfigMap, Node, Pod

    client = lightkube.Client(config=lightkube.KubeConfig.from_file(served.kubeconfig), field_manager="tests")
    assert sorted(node.metadata.name for node in client.list(Node)) == [
        one["metadata"]["name"] for one in cluster.list("Node")
    ]
    client.create(Deployment.from_dict(WEB))
    assert client.wait(Deployment, "web", for_conditions=["Available"]).status.readyReplicas == 2
    scale = client.get(Deployment.Scale, "web")
    scale.spec.replicas = 4
    assert client.replace(scale, "web").spec.replicas == 4
    applied = client.apply(ConfigMap(metadata=ObjectMeta(name="settings", namespace="default"), data={"a": "1"}))
    assert (applied.data, applied.metadata.managedFields[0].operation) == ({"a": "1"}, "Apply")
    assert client.patch(Deployment, "web", {"metadata": {"labels": {"tier": "front"}}}).metadata.labels == {
        "tier": "front"
    }
    for event, found in client.watch(Deployment, labels={"tier": "front"}):
        assert (event, found.spec.replicas) == ("ADDED", 4)
        break
    pods = list(client.list(Pod, chunk_size=3))
    assert len(pods) == 4
    assert any("start worker processes" in line for line in client.log(pods[0].metadata.name))
    cluster.api.create(SHOPS)
    shop = create_namespaced_resource("miempresa.com", "v1", "Shop", "shops")
    client.create(shop(SHOP), namespace="default")
    assert client.get(shop, "bakery").spec == {"counters": 2}
    client.delete(Deployment, "web")
    with pytest.raises(lightkube.ApiError) as refused:
        client.get(Deployment, "web")
    assert refused.value.status.reason == "NotFound"
