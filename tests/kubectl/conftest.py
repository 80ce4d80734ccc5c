"""A small cluster that is forked for each test."""

import pytest

from kubecourse.face import Cluster

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "nginx:1.27"}]}
"""


@pytest.fixture(scope="session")
def settled():
    cluster = Cluster(platform="minimal", nodes=[{"name": "worker-1", "ip": "192.168.0.101"}])
    cluster.apply(WEB)
    cluster.settle()
    return cluster


@pytest.fixture
def cluster(settled):
    return settled.fork()
