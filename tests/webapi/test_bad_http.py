"""Whatever is sent: the right Status, no traceback in the log, no growth of memory, and nobody else is hurt."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import Cluster
from kubecourse.http import Limits, Server

from .conftest import Client

MAPS = "/api/v1/namespaces/default/configmaps"
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return Cluster("minimal", 1)


@pytest.fixture(scope="module")
def served(cluster: Cluster) -> Iterator[Server]:
    limits = Limits(watches=400, connections=450, backlog=200_000, patience=0.5)
    with cluster.serve(limits=limits) as server:
        yield server


@pytest.fixture(scope="module")
def client(served: Server) -> Client:
    return Client(served)


@pytest.fixture(autouse=True)
def log(caplog: pytest.LogCaptureFixture, client: Client) -> Iterator[pytest.LogCaptureFixture]:
    """After each test the server answers others, and has logged no traceback."""
    caplog.set_level(logging.INFO)
    yield caplog
    assert client("GET", "/readyz")[:2] == (200, "ok")
    assert [
        record.getMessage() for record in caplog.records if record.exc_info or record.levelno >= logging.ERROR
    ] == []


def connected(served: Server) -> ssl.SSLSocket:
    trust = ssl.create_default_context(cafile=served.authority)
    plain = socket.create_connection(("127.0.0.1", served.port), timeout=5)
    return trust.wrap_socket(plain, server_hostname="127.0.0.1")


def told(served: Server, sent: bytes) -> bytes:
    """What the server answers to raw bytes, up to the end of the first answer."""
    with connected(served) as line, contextlib.suppress(OSError):
        line.sendall(sent)
        line.settimeout(1)
        found = b""
        while b"\r\n\r\n" not in found:
            more = line.recv(65536)
            if not more:
                break
            found += more
        return found
    return b""


def head(served: Server, first: str, *more: str) -> bytes:
    lines = [first, f"Host: 127.0.0.1:{served.port}", f"Authorization: Bearer {served.token}", *more]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"


# -- what is no HTTP -------------------------------------------------------------------------------------


def test_what_is_no_http_is_refused_and_the_connection_ends(served: Server) -> None:
    for sent in (b"\x16\x03\x01\x00\r\n\r\n", b"/ HTTP/1.1\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET /api HTTP/1.1\r\n\r\n",
                 head(served, f"POST {MAPS} HTTP/1.1", "Content-Length: x"), head(served, f"POST {MAPS} HTTP/1.1", "Content-Length: -5"),
                 head(served, f"POST {MAPS} HTTP/1.1", "Content-Length: 2", "Content-Length: 3"),
                 head(served, f"POST {MAPS} HTTP/1.1", "Content-Length: 99999999999"),
                 head(served, f"POST {MAPS} HTTP/1.1", "Transfer-Encoding: chunked") + b"ZZ\r\n",
                 head(served, f"POST {MAPS} HTTP/1.1", "Transfer-Encoding: gzip"), head(served, "GET /api HTTP/1.1", "no colon"),
                 head(served, "GET /api\x00 HTTP/1.1")):  # fmt: skip
        assert told(served, sent).startswith(b"HTTP/1.1 400 "), sent
    assert told(served, head(served, "GET /api HTTP/1.1", "X: " + "a" * 70_000)) == b""
    for method in ("TRACE", "CONNECT", "BREW"):
        assert told(served, head(served, f"{method} /api HTTP/1.1")).startswith(b"HTTP/1.1 405 ")


@QUICK
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_at_all(served: Server, sent: bytes, begun: bool) -> None:
    with connected(served) as line, contextlib.suppress(OSError):
        line.sendall((b"GET /api/v1/nodes HTTP/1.1\r\n" if begun else b"") + sent)


# -- what is no request ----------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=12)
WORD = st.sampled_from(["api", "apis", "v1", "apps", "pods", "nodes", "namespaces", "default", "..", ".", "%2e%2e", "%2f", "%00", "%ff",
                        "watch", "status", "scale", "log", "exec", "proxy", "openapi", "v3", "*", "kubecourse", "secrets", "events"])  # fmt: skip
QUERY = st.sampled_from(["watch", "limit", "continue", "labelSelector", "fieldSelector", "resourceVersion", "timeoutSeconds", "dryRun",
                         "resourceVersionMatch", "fieldManager", "force", "sendInitialEvents", "allowWatchBookmarks",
                         "fieldValidation", "gracePeriodSeconds", "propagationPolicy", "pretty", "includeObject"])  # fmt: skip
VALUE = st.sampled_from(
    [
        "",
        "1",
        "0",
        "-1",
        "true",
        "maybe",
        "%ff",
        "%zz",
        "a=b",
        "a%20in%20(",
        "!",
        "9" * 30,
        "NotOlderThan",
        "Exact",
        "All",
    ]
)


@QUICK
@given(
    st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]),
    st.lists(WORD, max_size=7),
    st.lists(st.tuples(QUERY, VALUE), max_size=3),
)
def test_any_path_with_any_query_gets_a_status(
    client: Client, method: str, words: list[str], query: list[tuple[str, str]]
) -> None:
    asked = "&".join(
        f"{name}={value}" for name, value in query if (name, value) not in (("watch", "1"), ("watch", "true"))
    )
    words = [word for word in words if word not in ("watch", "kubecourse")]
    code, body, heads = client.raw(
        method, f"/{'/'.join(words)}?{asked}", b"{}" if method != "GET" else None, Content_Type="application/json"
    )
    assert code != 500 and code < 505
    if code >= 400 and method != "HEAD" and "json" in heads["Content-Type"]:
        assert json.loads(body)["code"] == code


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | TEXT, lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["metadata", "name", "spec", "data", "kind", "apiVersion", "status", "deleteOptions",
                    "preconditions", "uid", "target", "audiences", "gracePeriodSeconds", "propagationPolicy", "labels", "op", "path",
                    "value", "template", "finalizers", "ownerReferences", "annotations"]), inner, max_size=4), max_leaves=12)  # fmt: skip


@QUICK
@given(
    st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]),
    st.sampled_from([MAPS, f"{MAPS}/c", "/api/v1/namespaces/default/pods/p/eviction", "/api/v1/namespaces/default/pods/p/binding",
                     "/api/v1/namespaces/default/serviceaccounts/default/token", "/apis/apps/v1/namespaces/default/deployments/d/scale",
                     "/api/v1/nodes/worker-1/status", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                     "/api/v1/namespaces/default/finalize", "/apis/authentication.k8s.io/v1/tokenreviews"]),
    st.sampled_from(["application/json", "application/yaml", "application/merge-patch+json", "application/json-patch+json",
                     "application/strategic-merge-patch+json", "application/apply-patch+yaml", "text/plain", "", ";", "a/b;c=d"]),
    st.one_of(JSON.map(lambda value: json.dumps(value).encode()), st.binary(max_size=40)),
    st.integers(0, 3),
)  # fmt: skip
def test_any_body_gets_a_status(client: Client, method: str, path: str, kind: str, body: bytes, cut: int) -> None:
    code, text, heads = client.raw(method, path, body[: len(body) - cut], Content_Type=kind)
    assert code != 500 and code < 505, text
    if code >= 400 and "json" in heads["Content-Type"]:
        assert json.loads(text)["code"] == code


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        (f"{MAPS}/kube-root-ca.crt", {"gracePeriodSeconds": "x"}, "cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64"),
        (f"{MAPS}/kube-root-ca.crt", {"propagationPolicy": "x"}, 'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "x"'),
        (f"{MAPS}/kube-root-ca.crt", {"preconditions": 3}, "of type v1.Preconditions"),
    ],
)  # fmt: skip
def test_wrong_options_are_refused_and_nothing_is_done(client: Client, path: str, body: Any, said: str) -> None:
    uid = client("GET", path)[1]["metadata"]["uid"]
    code, status, _ = client("DELETE", path, body)
    assert code in (400, 422) and said in status["message"]
    assert client("GET", path)[1]["metadata"]["uid"] == uid


# -- who is slow, and who leaves -------------------------------------------------------------------------


def settled(condition: Any, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(condition())


def test_many_watches_and_all_who_left_are_forgotten(served: Server, client: Client, cluster: Cluster) -> None:
    hub = served.hub
    lines = []
    for _ in range(400):
        lines.append(connected(served))
        lines[-1].sendall(head(served, f"GET {MAPS}?watch=1 HTTP/1.1"))
    assert settled(lambda: len(hub) == 400)
    code, status, heads = client("GET", f"{MAPS}?watch=1")
    assert (code, status["reason"], bool(heads["Retry-After"])) == (429, "TooManyRequests", True)
    cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: news}}")
    for line in lines:
        line.settimeout(5)
        found = b""
        while b'"name":"news"' not in found:
            found += line.recv(65536)
        line.close()
    cluster.apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: later}}")
    assert settled(lambda: len(hub) == 0)


def test_a_reader_that_does_not_read_is_dropped_and_holds_up_nobody(
    served: Server, client: Client, cluster: Cluster
) -> None:
    slow = connected(served)
    slow.sendall(head(served, f"GET {MAPS}?watch=1 HTTP/1.1"))
    assert settled(lambda: len(served.hub) == 1)
    big = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "big"}, "data": {"x": "y" * 400_000}}
    for number in range(40):
        begun = time.monotonic()
        cluster.api.delete("ConfigMap", "big", "default") if number else None
        cluster.api.create(big, "default")
        assert client("GET", "/api/v1/namespaces/default")[0] == 200 and time.monotonic() - begun < 3
    assert settled(lambda: len(served.hub) == 0)
    slow.close()


def test_half_a_body_is_waited_for_only_so_long(served: Server) -> None:
    with connected(served) as line:
        line.sendall(
            head(served, f"POST {MAPS} HTTP/1.1", "Content-Type: application/json", "Content-Length: 100") + b'{"met'
        )
        line.settimeout(5)
        with contextlib.suppress(ConnectionResetError, ssl.SSLEOFError):
            assert line.recv(100) == b""


def test_who_comes_when_all_places_are_taken_is_not_let_in_and_hurts_nobody(served: Server, client: Client) -> None:
    with contextlib.ExitStack() as open_lines:
        lines = [
            open_lines.enter_context(socket.create_connection(("127.0.0.1", served.port), timeout=10))
            for _ in range(460)
        ]
        for line in lines[-5:]:
            with contextlib.suppress(ConnectionResetError):  # a door shut in the face is one that is not open
                assert line.recv(1) == b""
    time.sleep(0.5)
    assert client("GET", "/readyz")[0] == 200
