"""`kubectl describe` says what there is, in the order of the real one."""

import pytest

from kubecourse.kubectl.cmd_describe import _BY_KIND


def test_a_pod_is_described_from_its_name_to_its_events(cluster):
    name = cluster.list("Pod", "default")[0]["metadata"]["name"]
    text = cluster.kubectl(f"describe pod {name}")
    heads = [line.split(":")[0] for line in text.splitlines() if line and not line.startswith(" ")]
    assert heads[:8] == [
        "Name",
        "Namespace",
        "Priority",
        "Service Account",
        "Node",
        "Start Time",
        "Labels",
        "Annotations",
    ]
    assert heads[-6:] == ["Conditions", "Volumes", "QoS Class", "Node-Selectors", "Tolerations", "Events"]
    assert "Successfully assigned default/" in text


def test_a_name_that_does_not_exist_stands_for_all_that_begin_with_it(cluster):
    assert cluster.kubectl("describe pod web").count("Name:             web-") == 2
    assert cluster.kubectl("describe pod nada").stderr == 'Error from server (NotFound): pods "nada" not found\n'


MANIFESTS = """
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: x}, spec: {serviceName: x, selector: {matchLabels: {a: x}}, template: {metadata: {labels: {a: x}}, spec: {containers: [{name: c, image: i}]}}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: x}, spec: {selector: {matchLabels: {a: yy}}, template: {metadata: {labels: {a: yy}}, spec: {containers: [{name: c, image: i, livenessProbe: {exec: {command: [ls]}}, env: [{name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]}]}}}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {schedule: "0 3 * * 4", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: x}, spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {a: b}}}, {ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}]}}
---
{apiVersion: v1, kind: LimitRange, metadata: {name: x}, spec: {limits: [{type: Container, max: {cpu: "1"}}]}}
---
{apiVersion: v1, kind: PersistentVolume, metadata: {name: x}, spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteMany], nfs: {server: s, path: /x}}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: x}, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}
"""


def test_every_kind_of_the_course_can_be_described(cluster):
    cluster.apply(MANIFESTS)
    cluster.settle()
    for kind in _BY_KIND:
        result = cluster.kubectl(f"describe {kind} -A")
        assert result.code == 0, kind
        assert result.startswith("Name:") or result.stderr.startswith("No resources found"), kind


@pytest.mark.parametrize(
    "line", ["From:\n      PodSelector: a=b", "To Port: 80/TCP", "IPBlock:\n        CIDR: 10.0.0.0/8"]
)
def test_a_network_policy_is_said_in_sentences(cluster, line):
    cluster.apply(MANIFESTS)
    assert line in cluster.kubectl("describe netpol x")
