"""A served cluster, and a client that speaks HTTP and nothing more."""

from __future__ import annotations

import json
import ssl
from base64 import b64encode
from collections.abc import Iterator
from http.client import HTTPSConnection
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kubecourse import Cluster
from kubecourse.http import Server

from .walks import Walk

WEB = {
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
    "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
             "template": {"metadata": {"labels": {"app": "web"}},
                          "spec": {"containers": [{"name": "nginx", "image": "nginx:1.27"}]}}},
}  # fmt: skip

#: an object of a kind that a test teaches
SHOP = {
    "apiVersion": "miempresa.com/v1",
    "kind": "Shop",
    "metadata": {"name": "bakery", "namespace": "default"},
    "spec": {"counters": 2},
}


class Client:
    """Requests of one sender: `client("GET", path)` is (code, body, headers)."""

    def __init__(self, served: Server, token: str | None = None) -> None:
        self.served, self.token = served, served.token if token is None else token
        self.trust = ssl.create_default_context(cafile=served.authority)

    def connection(self) -> HTTPSConnection:
        return HTTPSConnection("127.0.0.1", self.served.port, timeout=10, context=self.trust)

    def raw(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes, Any]:
        connection = self.connection()
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def __call__(self, method: str, path: str, body: Any = None, type: str = "application/json", **headers: str) -> Any:
        data = None if body is None else json.dumps(body).encode()
        code, text, heads = self.raw(method, path, data, Content_Type=type, **headers)
        return code, json.loads(text) if text[:1] in b"{[" and text else text.decode(), heads


def signing_request() -> str:
    """A request for a certificate of the user ana, as a CertificateSigningRequest wants it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ana")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return b64encode(made.public_bytes(serialization.Encoding.PEM)).decode("ascii")


@pytest.fixture
def cluster() -> Cluster:
    return Cluster()


@pytest.fixture
def served(cluster: Cluster) -> Iterator[Server]:
    with cluster.serve() as server:
        yield server


@pytest.fixture
def client(served: Server) -> Client:
    return Client(served)


@pytest.fixture(scope="module")
def walked() -> Iterator[Client]:
    """One served cluster for all walks of a file."""
    with Cluster().serve() as served:
        yield Client(served)


@pytest.fixture
def walk(walked: Client, request: pytest.FixtureRequest) -> Iterator[Walk]:
    """A walk in a namespace of its own."""
    words = request.node.name.removeprefix("test_").split("_")
    made = Walk(walked, "-".join(["walk", *words[:6]]))
    yield made
    made.close()
    made.delete(f"/api/v1/namespaces/{made.space}")
