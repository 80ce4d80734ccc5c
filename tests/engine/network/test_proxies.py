"""Ingress controllers' configurations: real proxies take them, and route as the simulation says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kubecourse import Cluster
from kubecourse.engine.network import ingress
from kubecourse.engine.network.proxies import KINDS, render, site
from kubecourse.engine.network.proxies.apache import MODULES
from kubecourse.engine.network.proxies.model import Backend, Site

CONTROLLER = KINDS["nginx"]
SERVICES = {"web": True, "shop": True, "api": True, "down": False}
HOSTS = ["", "app.miempresa.com", "shop.miempresa.com", "*.miempresa.com", "*.test"]
PATHS = ["/", "/a", "/a/b", "/a/", "/blog", "/api/v1", "/a-b_c.d~e"]
ASKED = [
    "app.miempresa.com",
    "shop.miempresa.com",
    "other.miempresa.com",
    "x.y.miempresa.com",
    "one.test",
    "nobody.example",
]
WAYS = ["/", "/a", "/a/", "/a/b", "/a/b/c", "/ab", "/a/bc", "/blog/1", "/api", "/api/v1/x", "/a-b_c.d~e", "/none"]


def tool(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


def path_rule(path: str, kind: str, service: str) -> dict[str, Any]:
    return {"path": path, "pathType": kind, "backend": {"service": {"name": service, "port": {"number": 80}}}}


RULES = st.lists(
    st.tuples(
        st.sampled_from(HOSTS),
        st.lists(st.builds(path_rule, st.sampled_from(PATHS), st.sampled_from(["Prefix", "Exact", "ImplementationSpecific"]), st.sampled_from(list(SERVICES))), min_size=1, max_size=4),
    ),
    max_size=4,
)  # fmt: skip
SETS = st.lists(st.tuples(RULES, st.sampled_from([None, "web", "down"])), min_size=1, max_size=3)


BASE: list[Cluster] = []


def company(given_sets: list[Any]) -> Cluster:
    if not BASE:
        cluster = Cluster(platform="minimal", nodes=1)
        cluster.api.create(
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "IngressClass",
                "metadata": {"name": "nginx"},
                "spec": {"controller": CONTROLLER},
            }
        )
        for number, (name, there) in enumerate(SERVICES.items(), 1):
            cluster.api.create(
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": {"ports": [{"port": 80}]}}
            )
            if there:
                piece = {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "ports": [{"name": "", "port": 8080}],
                         "metadata": {"name": f"{name}-x", "labels": {"kubernetes.io/service-name": name}},
                         "endpoints": [{"addresses": [f"10.10.20.{number}"], "conditions": {"ready": True}}]}  # fmt: skip
                cluster.api.create(piece)
        BASE.append(cluster)
    cluster = BASE[0].fork()
    for number, (rules, default) in enumerate(given_sets):
        spec: dict[str, Any] = {"ingressClassName": "nginx"}
        if rules:
            spec["rules"] = [
                {"host": host, "http": {"paths": paths}} if host else {"http": {"paths": paths}}
                for host, paths in rules
            ]
        if default or not rules:
            spec["defaultBackend"] = {"service": {"name": default or "web", "port": {"number": 80}}}
        cluster.api.create(
            {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": f"i{number}"}, "spec": spec}
        )
    return cluster


def verdict(cluster: Cluster, host: str, path: str) -> str:
    """What the simulation's proxy does: the name of a Service, 404 or 503."""
    found = ingress.route(cluster._handle("network"), CONTROLLER, host, path)
    if found is None:
        return "404"
    return found.service if SERVICES[found.service] else "503"


# -- real proxies take it ------------------------------------------------------------------------------


def checked(kind: str, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    file = folder / f"{kind}.conf"
    if kind == "nginx":
        file.write_text(text, encoding="utf-8")
        command = [
            tool("nginx"),
            "-t",
            "-q",
            "-p",
            str(folder),
            "-c",
            str(file),
            "-e",
            "stderr",
            "-g",
            f"pid {folder}/nginx.pid;",
        ]
    elif kind == "haproxy":
        file.write_text(text, encoding="utf-8")
        command = [tool("haproxy"), "-c", "-q", "-f", str(file)]
    else:
        modules = Path("/usr/lib/apache2/modules")
        needed = ("mpm_event", "authz_core", *MODULES, "socache_shmcb")
        loads = [
            f"LoadModule {name}_module {modules}/mod_{name}.so"
            for name in needed
            if (modules / f"mod_{name}.so").exists()
        ]
        head = [
            f"ServerRoot {folder}",
            f"PidFile {folder}/httpd.pid",
            "ErrorLog /dev/null",
            f"DefaultRuntimeDir {folder}",
            "ServerName localhost",
        ]
        file.write_text("\n".join([*loads, *head, text]), encoding="utf-8")
        # apachectl configtest is this, with Debian's own file
        command = [tool("apache2"), "-t", "-f", str(file)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("kind", ["nginx", "haproxy", "apache"])
def test_a_real_proxy_takes_what_is_written_for_it(kind: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp(kind)

    @settings(
        max_examples=200,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    @given(sets=SETS)
    def check(sets: list[Any]) -> None:
        cluster = company(sets)
        text = cluster.proxy_config(kind, CONTROLLER)
        done = checked(kind, text, folder)
        assert done.returncode == 0, f"{done.stderr}\n{text}"

    tool("apache2" if kind == "apache" else kind)
    check()


def test_a_broken_configuration_would_be_noticed(tmp_path: Path) -> None:
    for kind, text in (("nginx", "http {"), ("haproxy", "frontend x\n    bind"), ("apache", "<VirtualHost *:80>")):
        assert checked(kind, text, tmp_path).returncode != 0


# -- and route as the simulation says ------------------------------------------------------------------


class _Here(BaseHTTPRequestHandler):
    #: head and body in one packet
    wbufsize = 65536

    def do_GET(self) -> None:
        body = self.server.called.encode()  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def backends() -> Iterator[dict[str, str]]:
    """One real HTTP server a Service that has endpoints; each answers its name."""
    servers = {}
    for name, there in SERVICES.items():
        if there:
            server = ThreadingHTTPServer(("127.0.0.1", 0), _Here)
            server.called = name  # type: ignore[attr-defined]
            threading.Thread(target=server.serve_forever, daemon=True).start()
            servers[name] = server
    yield {name: f"127.0.0.1:{server.server_address[1]}" for name, server in servers.items()}
    for server in servers.values():
        server.shutdown()
        server.server_close()


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def at_home(made: Site, places: dict[str, str]) -> Site:
    """The same site with the servers of this machine in the place of pods."""

    def moved(backend: Backend) -> Backend:
        name = backend.name.split("-")[1]
        return backend._replace(servers=(places[name],) if name in places else ())

    hosts = tuple(h._replace(routes=tuple(r._replace(backend=moved(r.backend)) for r in h.routes)) for h in made.hosts)
    return Site(hosts, tuple(moved(b) for b in made.backends))


def ask(port: int, host: str, path: str) -> str:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Host": host})
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        return body if answer.status == 200 else str(answer.status)
    finally:
        connection.close()


def running(kind: str, text: str, folder: Path, port: int) -> subprocess.Popen[bytes]:
    file = folder / f"{kind}-{port}.conf"
    file.write_text(text, encoding="utf-8")
    if kind == "nginx":
        command = [
            tool("nginx"),
            "-p",
            str(folder),
            "-c",
            str(file),
            "-e",
            "stderr",
            "-g",
            f"daemon off; master_process off; pid {folder}/n{port}.pid;",
        ]
    else:
        command = [tool("haproxy"), "-db", "-f", str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        try:
            ask(port, "warm.up", "/")
            return process
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise AssertionError(f"{kind} did not start:\n{text}")


@pytest.mark.parametrize("kind", ["nginx", "haproxy"])
def test_a_real_proxy_routes_every_request_as_the_simulation_does(
    kind: str, backends: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(f"{kind}-run")
    (folder / "logs").mkdir(exist_ok=True)

    @settings(
        max_examples=200,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    @given(sets=SETS)
    def check(sets: list[Any]) -> None:
        cluster = company(sets)
        port = free_port()
        text = render(kind, at_home(site(cluster._handle("network"), CONTROLLER), backends), port)
        if kind == "nginx":
            text = text.replace("http {", "http {\n    access_log off;", 1)
        process = running(kind, text, folder, port)
        try:
            for host in ASKED:
                for path in WAYS:
                    assert ask(port, host, path) == verdict(cluster, host, path), (host, path, text)
        finally:
            process.terminate()
            process.wait(10)

    tool(kind)
    check()


# -- the other two -----------------------------------------------------------------------------------------


def test_all_five_speak_of_every_host_and_backend() -> None:
    rules = [
        ("app.miempresa.com", [path_rule("/", "Prefix", "web"), path_rule("/a", "Exact", "shop")]),
        ("*.test", [path_rule("/api/v1", "Prefix", "api")]),
    ]
    cluster = company([(rules, None)])
    texts = {kind: cluster.proxy_config(kind, CONTROLLER) for kind in KINDS}
    for kind, text in texts.items():
        for word in ("app.miempresa.com", "default-web-80", "default-shop-80", "default-api-80", "10.10.20.1"):
            assert word in text, (kind, word)
    traefik = yaml.safe_load(texts["traefik"])["http"]
    assert {router["service"] for router in traefik["routers"].values()} <= set(traefik["services"])
    envoy = yaml.safe_load(texts["envoy"])["static_resources"]
    assert "path_separated_prefix" in json.dumps(envoy)


def test_a_certificate_is_used_where_its_secret_is_there() -> None:
    cluster = company([])
    spec = {"ingressClassName": "nginx", "tls": [{"hosts": ["app.miempresa.com"], "secretName": "cert"}],
            "rules": [{"host": "app.miempresa.com", "http": {"paths": [path_rule("/", "Prefix", "web")]}}]}  # fmt: skip
    cluster.api.create(
        {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "t"}, "spec": spec}
    )
    assert "ssl_certificate" not in cluster.proxy_config("nginx", CONTROLLER)
    cluster.api.create(
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": "cert"},
            "type": "kubernetes.io/tls",
            "data": {"tls.crt": "", "tls.key": ""},
        }
    )
    assert "ssl_certificate     ssl/default-cert.crt;" in cluster.proxy_config("nginx", CONTROLLER)
    for kind in ("haproxy", "apache", "traefik"):
        assert "default-cert" in cluster.proxy_config(kind, CONTROLLER)
