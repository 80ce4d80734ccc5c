"""What the cluster as a whole says about one object: refusals in its words, and what it fills in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kubecourse.engine.api.admission import PLUGINS
from kubecourse.engine.api.admission.quota_usage import recount
from kubecourse.engine.api.errors import ApiError

from .small_server import SmallServer

Object = dict[str, Any]
RECORDINGS = Path(__file__).parents[2] / "conformance" / "recordings" / "api-errors"
REFUSED = (
    "limitrange-max", "namespace-not-found", "pod-priority-number", "pod-priority-unknown",
    "pod-serviceaccount-unknown", "quota-cpu", "quota-nodeports", "quota-pods", "quota-storage",
    "service-clusterip-outside", "service-clusterip-taken", "service-dualstack-required", "service-nodeport-high",
    "service-nodeport-low", "service-nodeport-taken", "service-nodeport-twice", "service-nodeport-udp-tcp",
)  # fmt: skip


@pytest.fixture
def server() -> SmallServer:
    return SmallServer()


def pod(name: str = "p", **spec: Any) -> Object:
    containers = spec.pop("containers", [{"name": "web", "image": "nginx:1.27"}])
    metadata = {"name": name, **spec.pop("metadata", {})}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": containers, **spec}}


def make(api_version: str, kind: str, name: str, **parts: Any) -> Object:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, **parts.pop("metadata", {})}, **parts}


def count_quotas(server: SmallServer) -> None:
    for quota in server.list("ResourceQuota"):
        server.set_status(quota, {"hard": quota["spec"]["hard"], "used": recount(server, quota)})


def refusal(server: SmallServer, manifest: Object) -> str:
    with pytest.raises(ApiError) as caught:
        server.create(manifest)
    return str(caught.value)


@pytest.mark.parametrize("name", REFUSED)
def test_refusals_are_those_of_a_real_cluster(server: SmallServer, name: str) -> None:
    path = RECORDINGS / f"{name}.yaml"
    if not path.exists():
        pytest.skip("the recordings are not here")
    for step in yaml.safe_load(path.read_text("utf-8"))["steps"]:
        if "wait" in step:
            count_quotas(server)
            for wanted in step["result"]["objects"]:
                got = server.get(wanted["kind"], wanted["metadata"]["name"], "default")
                assert got["status"] == wanted["status"]
        if "create" not in step:
            continue
        result = step["result"]
        if result["code"] == 201:
            server.create(step["create"])
            continue
        with pytest.raises(ApiError) as caught:
            server.create(step["create"])
        assert (caught.value.code, caught.value.reason) == (result["code"], result["reason"])
        assert str(caught.value) == result["message"]
        assert [c._asdict() for c in caught.value.causes] == result.get("causes", [])


def test_quota_is_the_last_to_be_asked() -> None:
    assert PLUGINS[0].name == "NamespaceLifecycle"
    assert PLUGINS[-1].name == "ResourceQuota"


def test_a_terminating_namespace_takes_nothing_new(server: SmallServer) -> None:
    server.create(make("v1", "Namespace", "dev"))
    server.objects[("Namespace", "", "dev")]["metadata"]["deletionTimestamp"] = "2026-01-05T09:00:00Z"
    manifest = make("v1", "ConfigMap", "d", metadata={"namespace": "dev"})
    with pytest.raises(ApiError) as caught:
        server.create(manifest)
    because = (
        'configmaps "d" is forbidden: unable to create new content in namespace dev because it is being terminated'
    )
    assert str(caught.value) == because
    assert caught.value.causes[0] == ("metadata.namespace", "NamespaceTerminating", "namespace dev is being terminated")


def test_a_pod_that_still_has_no_name_is_refused_by_the_beginning_of_it(server: SmallServer) -> None:
    manifest = pod(serviceAccountName="nadie")
    manifest["metadata"] = {"generateName": "web-5d-"}
    assert refusal(server, manifest).startswith('pods "web-5d-" is forbidden: error looking up service account')


def test_the_pull_secrets_of_the_account_land_in_the_pod_unless_it_has_its_own(server: SmallServer) -> None:
    account = make("v1", "ServiceAccount", "builder", imagePullSecrets=[{"name": "registro"}])
    server.create({**account, "automountServiceAccountToken": False})
    spec = server.create(pod("a", serviceAccountName="builder"))["spec"]
    assert spec["imagePullSecrets"] == [{"name": "registro"}]
    assert "volumes" not in spec
    own = server.create(pod("b", serviceAccountName="builder", imagePullSecrets=[{"name": "mio"}]))
    assert own["spec"]["imagePullSecrets"] == [{"name": "mio"}]


def test_a_claim_takes_the_newest_default_class(server: SmallServer) -> None:
    mark = {"annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    server.create(make("storage.k8s.io/v1", "StorageClass", "a-vieja", metadata=mark, provisioner="x"))
    server.now += 1000
    server.create(make("storage.k8s.io/v1", "StorageClass", "z-nueva", metadata=mark, provisioner="x"))
    spec = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    claim = server.create(make("v1", "PersistentVolumeClaim", "c", spec=spec))
    assert claim["spec"]["storageClassName"] == "z-nueva"
    none = server.create(make("v1", "PersistentVolumeClaim", "d", spec={**spec, "storageClassName": ""}))
    assert none["spec"]["storageClassName"] == ""


def test_only_a_bound_claim_of_an_expandable_class_may_grow(server: SmallServer) -> None:
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": "1Gi"}},
        "storageClassName": "lento",
    }
    claim = server.create(make("v1", "PersistentVolumeClaim", "a", spec=spec))
    bigger = make("v1", "PersistentVolumeClaim", "a", spec={**spec, "resources": {"requests": {"storage": "2Gi"}}})
    with pytest.raises(ApiError, match="Only bound persistent volume claims can be expanded"):
        server.replace(bigger)
    server.set_status(claim, {"phase": "Bound"})
    with pytest.raises(ApiError, match="only dynamically provisioned pvc can be resized and the storageclass that"):
        server.replace(bigger)
    server.create(make("storage.k8s.io/v1", "StorageClass", "lento", provisioner="x", allowVolumeExpansion=True))
    assert server.replace(bigger)["spec"]["resources"]["requests"]["storage"] == "2Gi"


def test_only_one_priority_class_may_be_the_default(server: SmallServer) -> None:
    server.create(make("scheduling.k8s.io/v1", "PriorityClass", "normal", value=10, globalDefault=True))
    text = refusal(server, make("scheduling.k8s.io/v1", "PriorityClass", "otra", value=20, globalDefault=True))
    assert text.endswith("PriorityClass normal is already marked as default. Only one default can exist")


def test_a_new_node_is_tainted_until_it_is_ready(server: SmallServer) -> None:
    node = server.create(make("v1", "Node", "worker-9"))
    assert node["spec"]["taints"] == [{"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}]


def test_quota_counts_what_it_lets_through_and_a_dry_run_counts_nothing(server: SmallServer) -> None:
    server.create(make("v1", "ResourceQuota", "q", spec={"hard": {"count/deployments.apps": "2", "pods": "3"}}))
    count_quotas(server)
    template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    server.create(make("apps/v1", "Deployment", "uno", spec=spec), dry_run=True)
    server.create(make("apps/v1", "Deployment", "uno", spec=spec))
    server.create(pod("p"))
    used = server.get("ResourceQuota", "q", "default")["status"]["used"]
    assert used == {"count/deployments.apps": "1", "pods": "1"}


def test_quota_scopes_choose_pods(server: SmallServer) -> None:
    server.create(make("v1", "ResourceQuota", "q", spec={"hard": {"pods": "0"}, "scopes": ["BestEffort"]}))
    count_quotas(server)
    assert "exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0" in refusal(server, pod("a"))
    resources = {"requests": {"cpu": "100m"}}
    server.create(pod("b", containers=[{"name": "c", "image": "i", "resources": resources}]))


def test_a_quota_nobody_has_counted_yet_says_so(server: SmallServer) -> None:
    quota = server.create(make("v1", "ResourceQuota", "q", spec={"hard": {"pods": "1"}}))
    server.create(pod("a"))  # no status.hard: the controller has not seen it, so it forbids nothing
    server.set_status(quota, {"hard": {"pods": "1"}})
    assert refusal(server, pod("b")).endswith("status unknown for quota: q, resources: pods")


def test_limits_are_filled_in_for_init_containers_too_and_a_ratio_is_checked(server: SmallServer) -> None:
    item = {"type": "Container", "default": {"cpu": "400m"}, "defaultRequest": {"cpu": "100m"}}
    server.create(make("v1", "LimitRange", "l", spec={"limits": [{**item, "maxLimitRequestRatio": {"cpu": "3"}}]}))
    text = refusal(server, pod("a", initContainers=[{"name": "prep", "image": "busybox"}]))
    assert (
        text
        == 'pods "a" is forbidden: cpu max limit to request ratio per Container is 3, but provided ratio is 4.000000'
    )
    resources = {"limits": {"cpu": "400m"}, "requests": {"cpu": "200m"}}
    made = server.create(pod("b", containers=[{"name": "web", "image": "i", "resources": resources}]))
    assert "annotations" not in made["metadata"]


def test_a_restricted_namespace_says_all_that_is_wrong_with_a_pod(server: SmallServer) -> None:
    labels = {"pod-security.kubernetes.io/enforce": "restricted", "pod-security.kubernetes.io/warn": "restricted"}
    server.create(make("v1", "Namespace", "seguro", metadata={"labels": labels}))
    server.create(make("v1", "ServiceAccount", "default", metadata={"namespace": "seguro"}))
    wrong = (
        'allowPrivilegeEscalation != false (container "web" must set securityContext.allowPrivilegeEscalation=false), '
        'unrestricted capabilities (container "web" must set securityContext.capabilities.drop=["ALL"]), '
        'runAsNonRoot != true (pod or container "web" must set securityContext.runAsNonRoot=true), '
        'seccompProfile (pod or container "web" must set securityContext.seccompProfile.type to "RuntimeDefault" '
        'or "Localhost")'
    )
    text = refusal(server, pod("a", metadata={"namespace": "seguro"}))
    assert text == f'pods "a" is forbidden: violates PodSecurity "restricted:latest": {wrong}'
    template = {"metadata": {"labels": {"a": "b"}}, "spec": pod()["spec"]}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": template}
    server.create(make("apps/v1", "Deployment", "d", metadata={"namespace": "seguro"}, spec=spec))
    assert server.warnings == [f'would violate PodSecurity "restricted:latest": {wrong}']
