"""Nobody gets in who should not, and no input hurts the others."""

from __future__ import annotations

import os
import socket
import stat

import pytest

from kubecourse import Cluster
from kubecourse.http import Limits, Server

from .conftest import Client


def test_without_the_token_there_is_only_health(served: Server) -> None:
    nobody = Client(served, token="")
    assert nobody("GET", "/api/v1/nodes")[0] == 401
    assert Client(served, token="wrong")("GET", "/api/v1/nodes")[0] == 401
    assert nobody("GET", "/readyz")[1] == "ok"


def test_a_service_account_may_do_what_its_roles_allow(client: Client, served: Server) -> None:
    path = "/api/v1/namespaces/default/serviceaccounts/default/token"
    code, request, _ = client("POST", path, {"spec": {"expirationSeconds": 600}})
    assert code == 201
    robot = Client(served, request["status"]["token"])
    code, status, _ = robot("GET", "/api/v1/namespaces/default/pods")
    assert (
        code == 403 and 'User "system:serviceaccount:default:default" cannot list resource "pods"' in status["message"]
    )
    assert robot("POST", "/kubecourse/v1/settle")[0] == 403


def test_a_web_page_cannot_drive_the_cluster(client: Client) -> None:
    assert client("GET", "/api/v1/nodes", Origin="https://evil.example")[0] == 403
    assert client("GET", "/api/v1/nodes", Host="evil.example")[0] == 403


def test_the_kubeconfig_is_its_owners_alone(served: Server) -> None:
    assert stat.S_IMODE(os.stat(served.kubeconfig).st_mode) == 0o600
    served.stop()
    assert not os.path.exists(served.kubeconfig)


def test_other_machines_are_let_in_only_when_asked_twice(cluster: Cluster) -> None:
    with pytest.raises(ValueError, match="anywhere=True"):
        cluster.serve(host="0.0.0.0")


def test_a_taken_port_and_an_odd_clock_are_said_at_once(cluster: Cluster, served: Server) -> None:
    with pytest.raises(OSError):
        cluster.serve(port=served.port)
    with pytest.raises(ValueError, match="clock"):
        cluster.serve(clock="fast")


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", 400), (b"[]", 400), (b"\xff\xfe", 400), (b'{"a":' * 500 + b"1" + b"}" * 500, 400), (b"NaN", 400), (b'"x"', 400)],
    ids=["cut off", "a list", "no UTF-8", "deep", "no JSON", "a string"],
)  # fmt: skip
def test_what_cannot_be_read_is_a_bad_request(client: Client, body: bytes, code: int) -> None:
    path = "/api/v1/namespaces/default/configmaps"
    found, text, _ = client.raw("POST", path, body, Content_Type="application/json")
    assert found == code and b'"reason":"BadRequest"' in text and b"Traceback" not in text
    assert client("GET", path)[0] == 200


@pytest.mark.parametrize(
    "path", ["/api/v1/../../etc/passwd", "/apis/x/y/z", "/api/v1/namespaces/%00/pods/%2e%2e", "/etc"]
)
def test_paths_that_are_none(client: Client, path: str) -> None:
    assert client("GET", path)[0] in (400, 404)


def test_odd_bytes_on_the_line_hurt_nobody(client: Client, served: Server) -> None:
    for junk in (b"\x00\x01\x02", b"GET / HTTP/9.9\r\n\r\n", b"A" * 200_000):
        with socket.create_connection(("127.0.0.1", served.port), timeout=5) as line:
            line.sendall(junk)
    assert client("GET", "/healthz")[1] == "ok"


def test_a_reader_who_never_reads_is_left_behind(client: Client, cluster: Cluster) -> None:
    with cluster.serve(limits=Limits(backlog=20_000)) as served:
        slow = Client(served).connection()
        slow.request("GET", "/api/v1/configmaps?watch=1", headers={"Authorization": f"Bearer {served.token}"})
        answer = slow.getresponse()
        for number in range(40):
            cluster.api.create(
                {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": f"c{number}"}, "data": {"x": "y" * 5000}}
            )
        assert Client(served)("GET", "/api/v1/nodes")[0] == 200
        while answer.readline():
            pass  # what was kept comes, and then the end
        slow.close()
