"""A notebook's cell computes, and two clients in other processes work on the same cluster meanwhile.

A real kernel holds the cluster and serves it; its cell lets time pass in a loop, as a long cell of the course does. kubectl and Python's
official client apply and list from outside. All three see one cluster, and nobody waits until the cell is over. Next: `test_helm.py`.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

from .test_kubectl import MANIFEST, program

BEGIN = """
from kubecourse import Cluster
cluster = Cluster()
served = cluster.serve(clock="{clock}")
print(served.kubeconfig)
"""
#: cells that are busy until both clients have said that they are done, and that work on the cluster themselves
WORK = """
seen = []
def work():
    if cluster.api.find("Deployment", "web", "default") and not seen:
        cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: from-the-cell}}")
        seen.append(cluster.now)
    return cluster.api.find("ConfigMap", "both-are-done", "default") is not None
"""
SHORT_RUNS = """
while not work() and cluster.advance("1s"): pass
"""
ONE_LONG_RUN = """
while not seen: cluster.advance("1s"); work()
cluster.kubectl("create cronjob busy --image=busybox --schedule='* * * * *' -- sleep 5")
cluster.run_until(lambda cluster: cluster.api.find("ConfigMap", "both-are-done", "default"), limit="90000h")
"""
TELL = """
print(repr([one["metadata"]["name"] for one in cluster.list("ConfigMap", "default")]))
"""
PEER = """
import sys, time
from kubernetes import client, config, watch
config.load_kube_config(sys.argv[1])
core, apps = client.CoreV1Api(), client.AppsV1Api()
ages = []
for number in range(20):
    begun = time.monotonic()
    core.create_namespaced_config_map("default", {"metadata": {"name": f"from-python-{number}"}})
    names = [one.metadata.name for one in core.list_namespaced_config_map("default").items]
    assert f"from-python-{number}" in names
    ages.append(time.monotonic() - begun)
end = time.monotonic() + 20
while not ("from-the-cell" in names and "from-kubectl" in names):
    assert time.monotonic() < end, names
    names = [one.metadata.name for one in core.list_namespaced_config_map("default").items]
web = apps.read_namespaced_deployment("web", "default")
assert web.spec.replicas == 3, web.spec.replicas
print(max(ages))
"""


class Kernel:
    """A kernel as JupyterLab starts one; `run` a cell and have what it printed."""

    def __init__(self) -> None:
        from jupyter_client.manager import start_new_kernel

        self.manager, self.client = start_new_kernel(
            startup_timeout=60, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        )

    def begin(self, code: str) -> str:
        """Send a cell; it runs while we do something else."""
        sent: str = self.client.execute(code)
        return sent

    def end(self, sent: str, seconds: float = 60) -> str:
        """What a cell has printed, once it is over. Raises queue.Empty when it says nothing for `seconds`."""
        said: list[str] = []
        while True:
            message = self.client.get_iopub_msg(timeout=seconds)
            content = message["content"]
            if message["parent_header"].get("msg_id") != sent:
                continue
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return "".join(said)
            said.append(content.get("text") or "\n".join(content.get("traceback", [])))

    def run(self, code: str) -> str:
        return self.end(self.begin(code))

    def stop(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    pytest.importorskip("jupyter_client")
    made = Kernel()
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("clock", "busy"), [("auto", SHORT_RUNS), ("real", ONE_LONG_RUN)], ids=["auto-short-runs", "real-one-long-run"]
)
def test_a_busy_cell_and_two_clients_see_one_cluster(kernel: Kernel, clock: str, busy: str, tmp_path: Path) -> None:
    config = kernel.run(BEGIN.format(clock=clock)).strip()
    assert Path(config).exists(), config
    cell = kernel.begin(WORK + busy + TELL)

    def kubectl(line: str, stdin: str = "") -> str:
        words = [program(), "--kubeconfig", config, "--cache-dir", str(tmp_path), *line.split()]
        done = subprocess.run(words, input=stdin, capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr
        return done.stdout

    begun = monotonic()
    peer = subprocess.Popen(
        [sys.executable, "-c", PEER, config], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert kubectl("apply -f -", MANIFEST) == "deployment.apps/web created\nservice/web created\n"
    made = "{apiVersion: v1, kind: ConfigMap, metadata: {name: from-kubectl}}"
    assert kubectl("apply -f -", made) == "configmap/from-kubectl created\n"
    kubectl("rollout status deploy/web --timeout=20s")
    said, wrong = peer.communicate(timeout=60)
    assert peer.returncode == 0, wrong
    assert "from-python-19" in kubectl("get configmaps -o name")
    kubectl("apply -f -", made.replace("from-kubectl", "both-are-done"))
    names = ast.literal_eval(kernel.end(cell).strip().splitlines()[-1])
    assert {"from-the-cell", "from-kubectl", "from-python-0", "from-python-19"} <= set(names)
    assert float(said) < 2.0, "two requests of a client waited for the cell"
    assert monotonic() - begun < 40
    kernel.run("served.stop()")
