"""The catalogue of images: which tags there are, how large, what the main process does.

A repository of the catalogue has the tags listed here and no others. Any other well-formed name is a
generic server that answers on the ports of its container, unless its name says that it does not exist.
Sizes are rounded to what the registries show. Next: `processes.py`, which starts what an image holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

__all__ = ["Image", "ImageNameError", "lookup", "missing_text", "pull_time", "qualified"]

_MB = 1_000_000
_SHELL = "shell"


@dataclass(frozen=True)
class Image:
    """What is known of an image. `kind`: shell (ends, or runs what it is told), server, tool (runs once)."""

    name: str
    kind: str = "server"
    size: int = 60 * _MB
    #: the default command line, as `docker inspect` shows Entrypoint and Cmd together
    command: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    #: what the process prints when it starts
    logs: tuple[str, ...] = ()
    #: memory the process uses, in MiB
    memory: int = 20
    #: exit code on TERM; None: TERM is ignored
    stop: int | None = 0
    #: environment of the image
    env: tuple[tuple[str, str], ...] = ()
    #: one of these variables must be set, or the process ends
    needs: tuple[str, ...] = ()
    #: seconds until its ports answer
    warmup: float = 0.0
    #: files of the image: path -> content
    files: tuple[tuple[str, str], ...] = ()
    root: bool = True
    #: False: unknown commands are taken for servers of its own
    closed: bool = True


@dataclass(frozen=True)
class _Row:
    tags: str
    image: Image
    extra: tuple[str, ...] = field(default=())


class ImageNameError(ValueError):
    """Not the name of an image; `str(error)` is what the kubelet says."""


_NGINX_PAGE = (
    "<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n"
    "<h1>Welcome to nginx!</h1>\n</body>\n</html>\n"
)
_NGINX_LOGS = (
    "/docker-entrypoint.sh: Configuration complete; ready for start up",
    "[notice] 1#1: start worker processes",
)
_HTTPD_LOGS = (
    "AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {ip}."
    " Set the 'ServerName' directive globally to suppress this message",
    "[mpm_event:notice] [pid 1:tid 1] AH00489: Apache/2.4.65 (Unix) configured -- resuming normal operations",
    "[core:notice] [pid 1:tid 1] AH00094: Command line: 'httpd -D FOREGROUND'",
)
_MARIADB_LOGS = (
    "[Note] [Entrypoint]: Entrypoint script for MariaDB Server started.",
    "[Note] mariadbd: ready for connections.",
)
_MYSQL_LOGS = (
    "[Note] [Entrypoint]: Entrypoint script for MySQL Server started.",
    "[Server] mysqld: ready for connections.",
)
_WORDPRESS_LOGS = (
    "WordPress not found in /var/www/html - copying now...",
    "Complete! WordPress has been successfully copied to /var/www/html",
    "[mpm_prefork:notice] [pid 1] AH00163: Apache/2.4.65 (Debian) PHP/8.3.26 configured -- resuming normal operations",
    "[core:notice] [pid 1] AH00094: Command line: 'apache2 -D FOREGROUND'",
)
_ROOT_PASSWORDS = (
    "{0}_ROOT_PASSWORD",
    "{0}_ROOT_PASSWORD_HASH",
    "{0}_ALLOW_EMPTY_ROOT_PASSWORD",
    "{0}_RANDOM_ROOT_PASSWORD",
)
_MARIADB_NEEDS = (
    *(name.format("MARIADB") for name in _ROOT_PASSWORDS),
    "MYSQL_ROOT_PASSWORD",
    "MYSQL_ALLOW_EMPTY_PASSWORD",
    "MYSQL_RANDOM_ROOT_PASSWORD",
)
_MYSQL_NEEDS = ("MYSQL_ROOT_PASSWORD", "MYSQL_ALLOW_EMPTY_PASSWORD", "MYSQL_RANDOM_ROOT_PASSWORD")


def _server(size: int, command: str, *ports: int, logs: tuple[str, ...] = (), **more: object) -> Image:
    return Image("", "server", size * _MB, tuple(command.split()), ports, logs, **more)  # type: ignore[arg-type]


def _shell(size: int, command: str = "sh", **more: object) -> Image:
    return Image("", _SHELL, size * _MB, (command,), **more)  # type: ignore[arg-type]


_INDEX = (("/usr/share/nginx/html/index.html", _NGINX_PAGE),)
_WORKS = (("/usr/local/apache2/htdocs/index.html", "<html><body><h1>It works!</h1></body></html>\n"),)

_AGNHOST = Image(
    "", _SHELL, 55 * _MB, ("/agnhost", "pause"), closed=False, stop=2, files=(("/agnhost", ""), ("/agnhost-2", ""))
)

#: repository -> (tags, image); `N-M.x` stands for the minor versions between
_CATALOGUE: dict[str, _Row] = {
    "docker.io/library/nginx": _Row(
        "latest stable mainline alpine stable-alpine 1 1.14 1.14.2 1.16 1.16.1 1.18 1.19 1.20 1.21 1.21.6 1.22 1.23 1.24 1.25"
        " 1.25.3 1.26 1.26.2 1.27 1.27.0 1.27.1 1.27.2 1.27.3 1.27.4 1.27.5 1.28 1.28.0 1.29 1.29.0 1.29.1 1.29.2 1.29.3"
        " 1.25-alpine 1.26-alpine 1.27-alpine 1.28-alpine 1.29-alpine",
        _server(72, "/docker-entrypoint.sh nginx -g daemon_off;", 80, logs=_NGINX_LOGS, files=_INDEX, memory=8),
    ),
    "docker.io/nginxinc/nginx-unprivileged": _Row(
        "latest stable 1.25 1.26 1.27 1.28 1.29",
        _server(72, "/docker-entrypoint.sh nginx", 8080, logs=_NGINX_LOGS, files=_INDEX, memory=8, root=False),
    ),
    "docker.io/library/httpd": _Row(
        "latest alpine 2 2.4 2.4.57 2.4.58 2.4.59 2.4.62 2.4.63 2.4.64 2.4.65 2-alpine 2.4-alpine",
        _server(56, "httpd-foreground", 80, logs=_HTTPD_LOGS, files=_WORKS, memory=12),
    ),
    "docker.io/library/wordpress": _Row(
        "latest php8.2 php8.3 php8.2-apache php8.3-apache apache fpm 5 6 6.0 6.1 6.2 6.3 6.4 6.5 6.6 6.7 6.8 6.8.1 6.8.2 6.8.3",
        _server(
            260,
            "docker-entrypoint.sh apache2-foreground",
            80,
            logs=_WORDPRESS_LOGS,
            memory=90,
            files=(("/var/www/html/index.php", "<?php require __DIR__ . '/wp-blog-header.php';\n"),),
            warmup=3.0,
        ),
    ),
    "docker.io/library/mariadb": _Row(
        "latest lts 10 10.5 10.6 10.11 10.11.8 11 11.1 11.2 11.3 11.4 11.4.2 11.5 11.6 11.7 11.8 12 12.0",
        _server(
            120,
            "docker-entrypoint.sh mariadbd",
            3306,
            logs=_MARIADB_LOGS,
            memory=110,
            needs=_MARIADB_NEEDS,
            warmup=6.0,
        ),
    ),
    "docker.io/library/mysql": _Row(
        "latest lts 5.7 8 8.0 8.0.36 8.0.39 8.4 8.4.2 9 9.0 9.1 9.2 9.3 9.4",
        _server(
            230, "docker-entrypoint.sh mysqld", 3306, logs=_MYSQL_LOGS, memory=380, needs=_MYSQL_NEEDS, warmup=10.0
        ),
    ),
    "docker.io/library/postgres": _Row(
        "latest alpine 13 14 15 16 16.4 17 17.0 17.2 18 14-alpine 15-alpine 16-alpine 17-alpine 18-alpine",
        _server(
            160,
            "docker-entrypoint.sh postgres",
            5432,
            logs=("LOG:  database system is ready to accept connections",),
            memory=40,
            needs=("POSTGRES_PASSWORD", "POSTGRES_HOST_AUTH_METHOD"),
            warmup=3.0,
        ),
    ),
    "docker.io/library/redis": _Row(
        "latest alpine 5 5.0.4 6 6.0 6.2 7 7.0 7.2 7.4 7.4.1 8 8.0 8.2 6-alpine 7-alpine 7.2-alpine 8-alpine",
        _server(
            45, "docker-entrypoint.sh redis-server", 6379, logs=("1:M * Ready to accept connections tcp",), memory=6
        ),
    ),
    "docker.io/library/memcached": _Row(
        "latest alpine 1 1.5 1.6 1.6-alpine", _server(32, "docker-entrypoint.sh memcached", 11211)
    ),
    "docker.io/library/mongo": _Row(
        "latest 4.4 5 5.0 6 6.0 7 7.0 8 8.0", _server(290, "docker-entrypoint.sh mongod", 27017, memory=180, warmup=3.0)
    ),
    "docker.io/library/rabbitmq": _Row(
        "latest management 3 3-management 3.13 4 4.0 4.1 4-management",
        _server(95, "docker-entrypoint.sh rabbitmq-server", 5672, 15672, memory=130, warmup=8.0),
    ),
    "docker.io/library/haproxy": _Row(
        "latest lts alpine 2.4 2.6 2.8 2.9 3.0 3.1 3.2 lts-alpine 2.8-alpine",
        _server(50, "docker-entrypoint.sh haproxy", 80, 443, logs=("[NOTICE]   (1) : Loading success.",), root=False),
    ),
    "docker.io/library/traefik": _Row(
        "latest v2.10 v2.11 v3 v3.0 v3.1 v3.2 v3.3 v3.4 v3.5",
        _server(52, "/entrypoint.sh traefik", 80, 443, 8080, logs=("Configuration loaded from flags.",), memory=40),
    ),
    "docker.io/envoyproxy/envoy": _Row(
        "v1.28-latest v1.29-latest v1.30-latest v1.31-latest v1.32-latest v1.33-latest v1.34-latest v1.35-latest",
        _server(65, "/docker-entrypoint.sh envoy", 10000, 9901, logs=("starting main dispatch loop",), memory=30),
    ),
    "registry.k8s.io/ingress-nginx/controller": _Row(
        "v1.10.1 v1.11.2 v1.11.5 v1.12.0 v1.12.1 v1.13.0 v1.13.3 v1.14.0",
        _server(120, "/nginx-ingress-controller", 80, 443, logs=("Starting NGINX Ingress controller",), memory=90),
    ),
    "docker.io/nginx/nginx-ingress": _Row(
        "latest 3.7 4.0 5.0 5.1 5.2",
        _server(110, "/nginx-ingress", 80, 443, logs=("Starting NGINX Ingress Controller",), memory=70),
    ),
    "docker.io/haproxytech/kubernetes-ingress": _Row(
        "latest 1.11 3.0 3.1 3.2",
        _server(60, "/start.sh", 8080, 8443, logs=("HAProxy Ingress Controller",), memory=80, root=False),
    ),
    "docker.io/library/tomcat": _Row(
        "latest 8 8.5 9 9.0 10 10.0 10.1 11 11.0",
        _server(
            200,
            "catalina.sh run",
            8080,
            logs=("Server startup in [1207] milliseconds",),
            memory=120,
            stop=143,
            warmup=4.0,
        ),
    ),
    "docker.io/library/registry": _Row("latest 2 2.8 3", _server(26, "/entrypoint.sh registry", 5000)),
    "docker.io/library/phpmyadmin": _Row("latest 5 5.2", _server(200, "/docker-entrypoint.sh apache2-foreground", 80)),
    "docker.io/traefik/whoami": _Row("latest v1.10 v1.11", _server(3, "/whoami", 80, logs=("Starting up on port 80",))),
    "docker.io/hashicorp/http-echo": _Row("latest 0.2.3 1.0 1.0.0", _server(4, "/http-echo", 5678, root=False)),
    "gcr.io/google-samples/hello-app": _Row("1.0 2.0", _server(12, "/hello-app", 8080, stop=2)),
    "docker.io/library/hello-world": _Row(
        "latest linux", Image("", "tool", 1 * _MB, ("/hello",), logs=("", "Hello from Docker!"))
    ),
    "docker.io/library/busybox": _Row(
        "latest stable musl glibc 1 1.28 1.31 1.32 1.33 1.34 1.35 1.36 1.36.1 1.37 1.37.0", _shell(2)
    ),
    "docker.io/library/alpine": _Row(
        "latest 3 3.12 3.14 3.15 3.16 3.17 3.18 3.18.4 3.19 3.20 3.20.3 3.21 3.22 edge", _shell(4, "/bin/sh")
    ),
    "docker.io/library/debian": _Row(
        "latest stable stable-slim buster bullseye bookworm trixie 11 12 12.5 13 bookworm-slim bullseye-slim trixie-slim 12-slim",
        _shell(48, "bash"),
    ),
    "docker.io/library/ubuntu": _Row("latest 18.04 20.04 22.04 24.04 focal jammy noble", _shell(30, "/bin/bash")),
    "docker.io/library/centos": _Row("latest 7 8", _shell(80, "/bin/bash")),
    "docker.io/library/fedora": _Row("latest 39 40 41 42 43", _shell(70, "/bin/bash")),
    "docker.io/library/bash": _Row("latest 4 4.4 5 5.1 5.2", _shell(6, "bash")),
    "docker.io/library/perl": _Row(
        "latest 5 5.34 5.34.0 5.36 5.38 5.40", Image("", _SHELL, 350 * _MB, ("perl",), closed=False)
    ),
    "docker.io/library/python": _Row(
        "latest 3 3.8 3.9 3.10 3.11 3.12 3.13 3.14 slim alpine 3-slim 3-alpine 3.9-slim 3.11-slim 3.12-slim 3.13-slim 3.12-alpine",
        Image("", _SHELL, 370 * _MB, ("python3",), closed=False),
    ),
    "docker.io/curlimages/curl": _Row("latest 7.88.1 8.5.0 8.9.1 8.10.1 8.16.0", _shell(9, "curl", root=False)),
    "docker.io/polinux/stress": _Row("latest 1.0.4", _shell(10, "stress")),
    "docker.io/williamyeh/hey": _Row("latest", _shell(6, "hey")),
    "docker.io/nicolaka/netshoot": _Row("latest v0.11 v0.12 v0.13", _shell(200, "zsh")),
    "docker.io/bitnami/kubectl": _Row("latest", _shell(110, "kubectl", root=False)),
    "registry.k8s.io/kubectl": _Row("v1.30.0 v1.33.0 v1.34.0 v1.35.0 v1.36.0 v1.36.2", _shell(30, "kubectl")),
    "registry.k8s.io/pause": _Row("3.1 3.2 3.5 3.6 3.7 3.8 3.9 3.10 3.10.1", _server(1, "/pause", root=False)),
    "registry.k8s.io/e2e-test-images/agnhost": _Row(
        "2.21 2.33 2.39 2.40 2.43 2.45 2.47 2.52 2.53 2.54 2.56 2.57 2.59 2.61 2.62 2.63 2.63.0 2.64 2.64.0 2.65",
        _AGNHOST,
    ),
    "registry.k8s.io/e2e-test-images/busybox": _Row("1.29-1 1.29-4 1.36.1-1 1.37.0-1", _shell(2)),
    "registry.k8s.io/e2e-test-images/nginx": _Row(
        "1.14-1 1.14-4 1.15-4", _server(20, "nginx", 80, logs=_NGINX_LOGS, files=_INDEX)
    ),
    "registry.k8s.io/e2e-test-images/httpd": _Row(
        "2.4.38-4 2.4.39-4", _server(40, "httpd", 80, logs=_HTTPD_LOGS, files=_WORKS)
    ),
    "registry.k8s.io/build-image/debian-base": _Row("bookworm-v1.0.4 bookworm-v1.0.6", _shell(30)),
    "registry.k8s.io/busybox": _Row("latest 1.27 1.27.2", _shell(2)),
    "registry.k8s.io/nginx-slim": _Row("0.8 0.21 0.24 0.26", _server(25, "nginx", 80, logs=_NGINX_LOGS, files=_INDEX)),
    "registry.k8s.io/hpa-example": _Row("latest", _server(140, "apache2-foreground", 80, memory=30)),
    "registry.k8s.io/echoserver": _Row("1.4 1.9 1.10", _server(43, "/usr/local/bin/run.sh", 8080)),
}

_REFERENCE = re.compile(
    r"(?:(?P<host>(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::[0-9]+)?)/)?"
    r"(?P<path>[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)"
    r"(?::(?P<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(?P<digest>[a-z0-9]+:[0-9a-fA-F]{32,}))?\Z"
)
_ABSENT = re.compile(r"no-?existe|does-?not-?exist|non-?existent|not-?found|invalid-image")
_GENERIC = Image("", "server", 80 * _MB, ("/app",), closed=False)


@lru_cache(maxsize=2048)
def qualified(image: str) -> tuple[str, str, str]:
    """(host, repository with host, tag or digest) of an image name as written in a pod.

    Raises ImageNameError in the kubelet's words.
    """
    match = _REFERENCE.match(image)
    host, path = (match.group("host"), match.group("path")) if match else ("", "")
    if match is not None and host and not ("." in host or ":" in host or host == "localhost"):
        host, path = "", f"{host}/{path}"
        if path != path.lower():
            match = None
    if match is None:
        raise ImageNameError(_why_not(image))
    tag = match.group("tag") or ("" if match.group("digest") else "latest")
    if not host:
        host, path = "docker.io", path if "/" in path else f"library/{path}"
    if host == "docker.io" and "/" not in path:
        path = f"library/{path}"
    host = {"k8s.gcr.io": "registry.k8s.io", "index.docker.io": "docker.io"}.get(host, host)
    return host, f"{host}/{path}", tag or match.group("digest")


def _why_not(image: str) -> str:
    why = "invalid reference format"
    name = image.partition("@")[0].rpartition(":")[0] or image
    if name != name.lower():
        full = name if "/" in name else f"library/{name}"
        why = f"{why}: repository name ({full}) must be lowercase"
    return f'Failed to apply default image tag "{image}": couldn\'t parse image name "{image}": {why}'


@lru_cache(maxsize=2048)
def lookup(image: str) -> Image | None:
    """The image of this name, or None if the registry does not have it. Raises ImageNameError."""
    host, repository, tag = qualified(image)
    row = _CATALOGUE.get(repository)
    if row is not None:
        if ":" in tag or tag in row.tags.split():
            return Image(**{**row.image.__dict__, "name": f"{repository}:{tag}"})
        return None
    if _ABSENT.search(repository.lower()) or _ABSENT.search(tag.lower()) or _refuses(host):
        return None
    size = 20 + sum(map(ord, repository)) % 180
    return Image(**{**_GENERIC.__dict__, "name": f"{repository}:{tag}", "size": size * _MB})


def _refuses(host: str) -> bool:
    """Nobody serves images on these: port 1, and names that are reserved for not existing."""
    return host.endswith(":1") or host.partition(":")[0].endswith(".invalid")


def missing_text(image: str) -> str:
    """What containerd says when an image cannot be pulled."""
    host, repository, tag = qualified(image)
    name = f"{repository}:{tag}" if host != repository.partition("/")[0] or "." in host or ":" in host else image
    path = repository.partition("/")[2]
    if _refuses(host):
        why = f'failed to do request: Head "http://{host}/v2/{path}/manifests/{tag}": dial tcp {host}: connect: connection refused'
        if host.partition(":")[0].endswith(".invalid"):
            url = f"https://{host}/v2/{path}/manifests/{tag}"
            why = f'failed to do request: Head "{url}": dial tcp: lookup {host}: no such host'
        return f'failed to pull and unpack image "{name}": failed to resolve reference "{name}": {why}'
    if repository in _CATALOGUE:
        return (
            f'rpc error: code = NotFound desc = failed to pull and unpack image "{name}": failed to resolve reference'
            f' "{name}": {name}: not found'
        )
    return (
        f'failed to pull and unpack image "{name}": failed to resolve reference "{name}": pull access denied, repository'
        " does not exist or may require authorization: server message: insufficient_scope: authorization failed"
    )


def pull_time(image: Image) -> int:
    """How many ms a pull takes: a second of talk, then 40 MB/s."""
    return 900 + image.size // 40_000
