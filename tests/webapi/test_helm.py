"""The real helm 4 installs, upgrades, rolls back and uninstalls a chart of ours, and waits until it runs. Next: `clients.py`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kubecourse import Cluster

CHART = Path(__file__).parent / "charts" / "shop"
Helm = Callable[..., subprocess.CompletedProcess[str]]


def program() -> str:
    """helm, where `.ci/run` put it or on the PATH."""
    found = os.environ.get("KUBECOURSE_HELM") or shutil.which("helm")
    if not found:
        if os.environ.get("CI") == "true":
            pytest.fail("helm is missing: python tests/webapi/helm.py FOLDER, and KUBECOURSE_HELM=FOLDER/helm")
        pytest.skip("helm is not installed")
    return found


@pytest.fixture
def helm(cluster: Cluster, tmp_path: Path) -> Iterator[Helm]:
    where = program()
    homes = {f"HELM_{name}_HOME": str(tmp_path / name) for name in ("CACHE", "CONFIG", "DATA")}
    with cluster.serve() as served:

        def run(line: str, code: int = 0) -> subprocess.CompletedProcess[str]:
            env = {**os.environ, **homes, "KUBECONFIG": served.kubeconfig}
            done = subprocess.run([where, *line.split()], env=env, capture_output=True, text=True, timeout=60)
            assert done.returncode == code, f"helm {line}\n{done.stdout}{done.stderr}"
            return done

        yield run


def test_a_release_lives_from_install_to_uninstall(helm: Helm, cluster: Cluster) -> None:
    assert helm("version --short").stdout.startswith("v4.3.1")
    said = helm(f"install bakery {CHART} --wait --timeout 30s").stdout
    assert "STATUS: deployed" in said and "bakery sells on port 80" in said
    web = cluster.get("Deployment", "bakery")
    assert (web["status"]["readyReplicas"], web["spec"]["replicas"]) == (2, 2)
    job = cluster.get("Job", "bakery-prepare")
    assert job["status"]["completionTime"] <= web["metadata"]["creationTimestamp"], (
        "the hook is over before the rest begins"
    )
    assert [(one["name"], one["status"]) for one in json.loads(helm("list -o json").stdout)] == [("bakery", "deployed")]

    helm(f"upgrade bakery {CHART} --set replicas=3 --set greeting=bye --wait --timeout 30s")
    assert cluster.get("Deployment", "bakery")["status"]["readyReplicas"] == 3
    assert cluster.get("ConfigMap", "bakery-settings")["data"] == {"greeting": "bye"}
    assert json.loads(helm("get values bakery -o json").stdout) == {"greeting": "bye", "replicas": 3}
    assert "replicas: 3" in helm("get manifest bakery").stdout
    assert "REVISION: 2" in helm("status bakery").stdout
    assert "Phase:          Succeeded" in helm("test bakery --timeout 30s").stdout

    helm("rollback bakery 1 --wait --timeout 30s")
    assert cluster.get("Deployment", "bakery")["spec"]["replicas"] == 2
    assert cluster.get("ConfigMap", "bakery-settings")["data"] == {"greeting": "hello"}
    past = json.loads(helm("history bakery -o json").stdout)
    assert [(one["revision"], one["status"]) for one in past] == [(1, "superseded"), (2, "superseded"), (3, "deployed")]

    helm("uninstall bakery --wait --timeout 30s")
    assert json.loads(helm("list -o json").stdout) == []
    assert cluster.api.find("Deployment", "bakery", "default") is None
    assert [pod for pod in cluster.list("Pod", "default") if "prepare" not in pod["metadata"]["name"]] == []


def test_what_cannot_run_is_rolled_back_and_what_is_wrong_is_said(helm: Helm, cluster: Cluster) -> None:
    helm(f"upgrade --install bakery {CHART} --set prepare=false --wait --timeout 30s")
    said = helm(
        f"upgrade bakery {CHART} --set image=nginx:none --wait --timeout 2s --rollback-on-failure", code=1
    ).stderr
    assert "has been rolled back" in said
    image = cluster.get("Deployment", "bakery")["spec"]["template"]["spec"]["containers"][0]["image"]
    assert image == "nginx:1.27"
    said = helm(f"upgrade bakery {CHART} --set prepare=false --set replicas=many", code=1).stderr
    assert ".spec.replicas: expected numeric" in said
    said = helm(f"install other {CHART} --dry-run=server --set prepare=false").stdout
    assert "name: other-settings" in said and cluster.api.find("ConfigMap", "other-settings", "default") is None
