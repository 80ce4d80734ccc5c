"""The dump that pod-template-hash is the hash of, and one hash that a real 1.36 cluster gave."""

import pytest

from kubecourse import Cluster
from kubecourse.engine.core.godump import dump

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {terminationGracePeriodSeconds: 3, containers: [{name: web, image: "nginx:1.27"}]}
"""


def test_the_hash_is_the_one_that_a_real_cluster_gave():
    cluster = Cluster()
    cluster.apply(WEB)
    cluster.settle()
    assert cluster.api.list("ReplicaSet", "default")[0]["metadata"]["name"] == "web-74c87bff76"


def test_fields_that_nobody_set_are_in_the_dump_in_the_order_of_the_struct():
    text = dump({"metadata": {"labels": {"b": "2", "a": "1"}}, "spec": {}})
    assert text.startswith("(v1.PodTemplateSpec){ObjectMeta:(v1.ObjectMeta){Name:(string) GenerateName:(string) ")
    assert "Labels:(map[string]string)map[a:1 b:2] Annotations:(map[string]string)<nil>" in text
    assert "SecurityContext:(*v1.PodSecurityContext)<nil>" in text


def test_pointers_are_followed_and_an_empty_struct_is_not_nil():
    text = dump({"spec": {"terminationGracePeriodSeconds": 30, "securityContext": {}}})
    assert "TerminationGracePeriodSeconds:(*int64)30" in text
    assert "SecurityContext:(*v1.PodSecurityContext){SELinuxOptions:(*v1.SELinuxOptions)<nil>" in text


@pytest.mark.parametrize(
    ("text", "number", "scale", "kept", "form"),
    [
        ("100m", 100, -3, "100m", "DecimalSI"),
        ("1", 1, 0, "1", "DecimalSI"),
        ("2k", 2, 3, "2k", "DecimalSI"),
        ("0", 0, 0, "0", ""),
        ("128Mi", 128 << 20, 0, "", "BinarySI"),
        ("1Gi", 1 << 30, 0, "1Gi", "BinarySI"),
        ("12e6", 12, 6, "12e6", "DecimalExponent"),
    ],
)
def test_a_quantity_is_its_number_scale_and_text(text, number, scale, kept, form):
    told = dump({"spec": {"containers": [{"resources": {"requests": {"cpu": text}}}]}})
    amount = f"{{value:(int64){number} scale:(resource.Scale){scale}}}"
    assert f"map[cpu:{{i:(resource.int64Amount){amount}" in told
    assert f"s:(string){kept} Format:(resource.Format){form}}}]" in told


def test_a_number_or_a_word_for_a_port():
    def probe(port):
        return dump({"spec": {"containers": [{"livenessProbe": {"tcpSocket": {"port": port}}}]}})

    assert "Port:(intstr.IntOrString){Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}" in probe(80)
    assert "Port:(intstr.IntOrString){Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)web}" in probe("web")
