"""Endpoints written by hand are seen in EndpointSlices, and requests find them."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster

SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: db}, spec: {ports: [{port: 80}]}}"
ENDPOINTS = """{apiVersion: v1, kind: Endpoints, metadata: {name: db, labels: {team: a}, annotations: {note: x}},
 subsets: [{addresses: [{ip: 10.1.2.3}], notReadyAddresses: [{ip: 10.1.2.4}], ports: [{port: 80}]}]}"""


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster("minimal", 1)
    cluster.apply(SERVICE)
    cluster.apply(ENDPOINTS)
    cluster.settle()
    return cluster


def slices(cluster: Cluster) -> list[Any]:
    cluster.settle()
    return cluster.list("EndpointSlice", "default", "kubernetes.io/service-name=db")


def test_a_slice_mirrors_addresses_ports_labels_and_annotations(cluster: Cluster) -> None:
    (found,) = slices(cluster)
    assert found["endpoints"] == [
        {"addresses": ["10.1.2.3"], "conditions": {"ready": True}},
        {"addresses": ["10.1.2.4"], "conditions": {"ready": False}},
    ]
    assert found["ports"] == [{"name": "", "port": 80, "protocol": "TCP"}] and found["addressType"] == "IPv4"
    labels = found["metadata"]["labels"]
    assert labels["endpointslice.kubernetes.io/managed-by"] == "endpointslicemirroring-controller.k8s.io"
    assert labels["team"] == "a" and found["metadata"]["annotations"] == {"note": "x"}
    assert found["metadata"]["ownerReferences"][0]["kind"] == "Endpoints"


def test_it_follows_changes_and_goes_with_the_endpoints(cluster: Cluster) -> None:
    name = slices(cluster)[0]["metadata"]["name"]
    cluster.apply(ENDPOINTS.replace("10.1.2.3", "10.2.3.4").replace("port: 80", "port: 81"))
    (found,) = slices(cluster)
    assert (found["metadata"]["name"], found["endpoints"][0]["addresses"], found["ports"][0]["port"]) == (
        name,
        ["10.2.3.4"],
        81,
    )
    cluster.delete("EndpointSlice", name)
    assert len(slices(cluster)) == 1
    cluster.delete("Endpoints", "db")
    assert slices(cluster) == []


def test_each_family_and_each_set_of_ports_has_its_slice(cluster: Cluster) -> None:
    cluster.apply(
        ENDPOINTS.replace("subsets: [", "subsets: [{addresses: [{ip: 'fd00::1'}], ports: [{port: 90, name: b}]}, ")
    )
    assert sorted((one["addressType"], one["ports"][0]["port"]) for one in slices(cluster)) == [
        ("IPv4", 80),
        ("IPv6", 90),
    ]


@pytest.mark.parametrize("change", [
    ("label endpoints db endpointslice.kubernetes.io/skip-mirror=true"),
    ("annotate endpoints db control-plane.alpha.kubernetes.io/leader={}"),
    ("set selector service db app=x"),
])  # fmt: skip
def test_what_is_not_to_be_mirrored_is_not(cluster: Cluster, change: str) -> None:
    assert cluster.kubectl(change).code == 0
    managed = [one["metadata"]["labels"]["endpointslice.kubernetes.io/managed-by"] for one in slices(cluster)]
    assert "endpointslicemirroring-controller.k8s.io" not in managed


def test_the_slices_of_the_api_server_are_its_own() -> None:
    cluster = Cluster()
    assert len(cluster.list("EndpointSlice", "default", "kubernetes.io/service-name=kubernetes")) == 1
