"""No input gives a traceback, a hang above a second, or a changed cluster on error; what is taken in does not break the controllers."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import ApiError, Cluster

from .inputs import broken_objects, broken_texts, json_values, kubectl_lines, patches

#: how many inputs in all; they are shared by the five tests
EXAMPLES = int(os.environ.get("KUBECOURSE_FUZZ", "1500"))
LONGEST = 1.0
WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27", ports: [{containerPort: 80}]}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data: {a: b}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: web}
spec:
  schedule: "0 0 * * *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: "busybox:1.36"}]}}}}
"""

many = settings(
    max_examples=max(1, EXAMPLES // 5),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not os.environ.get("KUBECOURSE_FUZZ"),
    database=None,
)


class Box:
    """One cluster for many inputs; a new one when it has taken in too much."""

    def __init__(self) -> None:
        self.fresh()

    def fresh(self) -> None:
        self.cluster = Cluster(nodes=2)
        self.cluster.limits.objects = 2_000
        self.cluster.limits.steps = 20_000
        self.cluster.apply(WEB)
        self.cluster.settle()
        self.taken = 0

    def try_it(self, work: Callable[[Cluster], Any]) -> None:
        """Do it; an error must leave everything as it was, a success must leave a cluster that goes on."""
        cluster = self.cluster
        before = cluster._storage.revision, len(cluster._storage.log)
        begun = time.thread_time()
        gc.disable()  # a pass over all that hypothesis remembers is not the door's time
        try:
            work(cluster)
            failed = None
        except ApiError as error:
            failed = error
            assert str(error) or error.code == 404
        finally:
            gc.enable()
        assert time.thread_time() - begun < LONGEST
        if failed is not None:
            assert (cluster._storage.revision, len(cluster._storage.log)) == before, str(failed)
        elif cluster._storage.revision != before[0]:
            self.goes_on()

    def goes_on(self) -> None:
        """Thirty seconds later no controller has stumbled."""
        self.taken += 1
        self.cluster.advance(30)
        if self.taken >= 40:
            self.fresh()


@pytest.fixture(scope="module")
def box() -> Box:
    return Box()


@many
@given(text=st.one_of(broken_texts(), broken_texts(), st.text(max_size=200)))
def test_applied_texts(box: Box, text: str) -> None:
    box.try_it(lambda cluster: cluster.apply(text))


@many
@given(
    obj=st.one_of(broken_objects(), broken_objects(), json_values), strict=st.sampled_from(["Strict", "Warn", "Ignore"])
)
def test_created_objects(box: Box, obj: Any, strict: str) -> None:
    box.try_it(lambda cluster: cluster.api.create(obj, field_validation=strict))


@many
@given(obj=broken_objects(), keep=st.booleans())
def test_replaced_objects(box: Box, obj: Any, keep: bool) -> None:
    def work(cluster: Cluster) -> None:
        kinds = {"Deployment": "apps/v1", "Service": "v1", "ConfigMap": "v1", "CronJob": "batch/v1"}
        if isinstance(obj.get("metadata"), dict) and keep and isinstance(obj.get("kind"), str) and obj["kind"] in kinds:
            obj["metadata"]["name"] = "web"
            obj["metadata"]["namespace"] = "default"
        cluster.api.replace(obj)

    box.try_it(work)


@many
@given(
    kind=st.sampled_from(["Deployment", "Service", "ConfigMap", "CronJob", "ReplicaSet", "Pod", "Node", "Namespace"]),
    patch=patches(),
    part=st.sampled_from([None, None, "status", "scale"]),
)
def test_patches(box: Box, kind: str, patch: tuple[str, Any], part: str | None) -> None:
    def work(cluster: Cluster) -> None:
        found = cluster.api.list(kind)
        name = found[0]["metadata"]["name"] if found else "web"
        space = found[0]["metadata"].get("namespace", "") if found else ""
        cluster.api.patch(kind, name, patch[1], space, type=patch[0], subresource=part)

    box.try_it(work)


@many
@given(line=kubectl_lines, stdin=st.one_of(st.just(""), broken_texts()))
def test_kubectl_lines(box: Box, line: str, stdin: str) -> None:
    def work(cluster: Cluster) -> None:
        result = cluster.kubectl(line, stdin)
        assert isinstance(result.code, int)
        assert result.code != 0 or not str(result.stderr).startswith("error")

    box.try_it(work)
