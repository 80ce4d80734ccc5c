"""An operator written with kopf looks after a custom resource of ours, from another process and in real time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from kubecourse import Cluster

from .conftest import SHOP

HERE = Path(__file__).parent / "shops_operator"


@pytest.fixture
def log(cluster: Cluster, tmp_path: Path) -> Iterator[Path]:
    """A served cluster, the operator at work in a process of its own, and what that says."""
    cluster.apply((HERE / "shops.yaml").read_text())
    with cluster.serve(clock="real") as served:
        said = tmp_path / "operator.log"
        words = [sys.executable, "-m", "kopf", "run", "--standalone", "--namespace", "default", str(HERE / "shops.py")]
        with said.open("w") as out:
            working = subprocess.Popen(
                words, stdout=out, stderr=out, env={**os.environ, "KUBECONFIG": served.kubeconfig}
            )
        try:
            yield said
        finally:
            working.terminate()
            working.wait(10)


def seen(look: Callable[[], Any], log: Path, seconds: float = 15) -> Any:
    """What `look` finds as soon as it finds something."""
    end = monotonic() + seconds
    while monotonic() < end:
        if found := look():
            return found
        sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s; the operator said:\n{log.read_text()}")


def test_a_shop_is_opened_enlarged_and_closed_by_its_operator(cluster: Cluster, log: Path) -> None:
    api = cluster.api
    api.create(SHOP)
    held = seen(lambda: cluster.get("Shop", "bakery")["metadata"].get("finalizers"), log)
    assert held == ["kopf.zalando.org/KopfFinalizerMarker"]
    made = seen(lambda: api.find("Deployment", "bakery", "default"), log)
    assert made["spec"]["replicas"] == 2
    assert made["metadata"]["ownerReferences"][0]["kind"] == "Shop"
    told = seen(lambda: (cluster.get("Shop", "bakery").get("status") or {}).get("opened"), log)
    assert told == {"deployment": "bakery"}
    assert cluster.get("Shop", "bakery")["spec"]["image"] == "nginx:1.27"

    api.patch("Shop", "bakery", {"spec": {"counters": 4}}, "default", type="merge")
    seen(lambda: cluster.get("Deployment", "bakery")["status"].get("readyReplicas") == 4, log)
    seen(lambda: cluster.get("Shop", "bakery")["status"].get("counters") == 4, log)

    api.delete("Shop", "bakery", "default")
    seen(lambda: api.find("Shop", "bakery", "default") is None, log)
    assert cluster.get("ConfigMap", "bakery-closed")["data"] == {"sold": "everything"}
    seen(lambda: api.find("Deployment", "bakery", "default") is None and not cluster.list("Pod", "default"), log)
    assert "Traceback" not in log.read_text(), log.read_text()
