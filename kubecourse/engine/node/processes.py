"""Process 1 of a container: what an image and a command line come to.

A script or a command of the shell runs (`shell.py`); a server of an image listens on its ports until it is
told to end. `StartError` carries the words of the container runtime where there is no such program.
"""

from __future__ import annotations

import re
import shlex
from typing import Any

from ..core import quantity
from ..core.work import Object
from . import agnhost, commands, dbcommands, shell
from .container import Container
from .images import Image
from .syntax import with_options

__all__ = ["StartError", "expand_args", "memory_limit", "needs_environment", "run_command", "start"]

_SHELLS = ("sh", "bash", "ash", "dash", "zsh")
_OCI = "OCI runtime create failed: runc create failed: unable to start container process"


class StartError(Exception):
    """The container was created, but its program does not exist."""


def expand_args(words: list[str], env: dict[str, str]) -> list[str]:
    """`$(NAME)` in command and args."""

    def one(match: re.Match[str]) -> str:
        return "$" if match.group(0) == "$$" else env.get(match.group(1), match.group(0))

    return [re.sub(r"\$\$|\$\(([^()]*)\)", one, word) if "$" in word else word for word in words]


def needs_environment(container: Object, image: Image) -> bool:
    """Does the program look at its environment?"""
    return bool(container.get("command") or container.get("args") or image.kind != "server" or image.needs)


def start(host: Container, image: Image, container: Object, env: dict[str, str], now: int) -> dict[str, Any]:
    """What process 1 is: `proc` (a script) or `server`, the `ports` it opens and from when. Raises StartError."""
    given = [*(container.get("command") or ()), *(container.get("args") or ())]
    argv = expand_args(given, env) if given else list(image.command)
    if container.get("args") and not container.get("command"):
        argv = [*_entrypoint(image), *argv]
    host.command = argv
    if image.kind == "tool" and not container.get("command"):
        host.output("".join(f"{line}\n" for line in image.logs), now, False)
        return _script("exit 0", argv, env, now)
    if not container.get("command") and image.kind == "server":
        return _server(host, image, container, argv, env, now)
    if not argv or (argv[0] == "/bin/sh" and len(argv) == 1):
        return _script("exit 0", argv, env, now)
    return _command(host, image, container, argv, env, now)


def _entrypoint(image: Image) -> list[str]:
    """The part of the image's command that args do not replace."""
    first = image.command[:1]
    return (
        list(first)
        if first and first[0].startswith(("/docker-e", "docker-e", "/entry", "/agnhost", "curl", "/http"))
        else []
    )


def _script(
    source: str, argv: list[str], env: dict[str, str], now: int, args: tuple[str, ...] = ("sh",)
) -> dict[str, Any]:
    return {"proc": shell.script(source, args, env, now, tuple(argv)), "server": False, "ports": {}, "open": now}


def _command(
    host: Container, image: Image, container: Object, argv: list[str], env: dict[str, str], now: int
) -> dict[str, Any]:
    if agnhost.is_program(argv) and host.read(agnhost.PROGRAMS[0]) is not None:
        return _script(agnhost.script(argv), argv, env, now)
    name = argv[0].rpartition("/")[2]
    if name in _SHELLS and (len(argv) == 1 or argv[1].startswith("-")):
        at = next((i for i, word in enumerate(argv[1:], 1) if word.startswith("-") and "c" in word), None)
        if at is None:  # a shell with a keyboard waits at it, one without has read all there is
            return _script("sleep infinity" if container.get("stdin") and len(argv) == 1 else "exit 0", argv, env, now)
        text = with_options("".join(argv[1 : at + 1]), argv[at + 1] if len(argv) > at + 1 else "")
        return _script(text, argv, env, now, tuple(argv[at + 2 :]) or (argv[0],))
    own = {word.rpartition("/")[2] for word in image.command}
    if (
        (name in own and (image.kind == "server" or not commands.exists(argv[0])))
        or name.endswith(("entrypoint.sh", "-foreground"))
        or (not image.closed and not commands.exists(argv[0]))
    ):
        return _server(host, image, container, argv, env, now)
    if commands.exists(argv[0]) or (host.read(argv[0]) is not None and host.executable(argv[0])):
        if name == "httpd" or name == "nc":
            host.service(argv)
        return _script(f"exec {' '.join(map(shlex.quote, argv))}", argv, env, now)
    raise _cannot(argv[0], _lack(host, argv[0]))


def _lack(host: Container, program: str) -> str:
    if "/" not in program:
        return "executable file not found in $PATH"
    if host.listdir(program) is not None:
        return "is a directory"
    return "permission denied" if host.read(program) is not None else f"stat {program}: no such file or directory"


def _cannot(program: str, lacks: str) -> StartError:
    where = "failed to create containerd task: failed to create shim task"
    return StartError(f'{where}: {_OCI}: exec: "{program}": {lacks}: unknown')


def _server(
    host: Container, image: Image, container: Object, argv: list[str], env: dict[str, str], now: int
) -> dict[str, Any]:
    if image.needs and not any(env.get(name) for name in image.needs):
        host.output(_complaint(image), now, True)
        return _script("sleep 0.5; exit 1", argv, env, now)
    text = " ".join(argv)
    problem = dbcommands.alone(host, argv) if "gcomm://" in text else ""
    if problem:
        host.output(problem, now, True)
        return _script("sleep 30; exit 1", argv, env, now)
    host.output("".join(f"{line.format(ip=host.ip) if '{ip}' in line else line}\n" for line in image.logs), now, False)
    ports = dict.fromkeys(image.ports, "")
    if "gcomm://" in text:
        ports[dbcommands.GALERA] = ""
    if not image.closed or not image.ports:
        ports |= dict.fromkeys(_declared(container), "")
    tester = agnhost.ports(argv, env)
    if tester is not None:
        host.output("Paused\n" if argv[1] == "pause" else "", now, False)
        return {"proc": None, "server": True, "ports": tester, "open": now}
    match = re.search(r"(?:--port[= ]|-listen[= ]:?|--http-port=|http\.server )([0-9]+)", text)
    if match:
        ports = {int(match.group(1)): ""}
    return {"proc": None, "server": True, "ports": ports, "open": now + round(image.warmup * 1000)}


def _declared(container: Object) -> list[int]:
    """The ports of a generic server: those declared, and those that its probes ask."""
    found = [int(port["containerPort"]) for port in container.get("ports") or ()]
    for kind in ("startupProbe", "readinessProbe", "livenessProbe"):
        probe = container.get(kind) or {}
        for how in ("httpGet", "tcpSocket", "grpc"):
            port = (probe.get(how) or {}).get("port")
            if isinstance(port, int):
                found.append(port)
    return found


def _complaint(image: Image) -> str:
    if "mariadb" in image.name:
        return (
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n"
            "\tYou need to specify one of MARIADB_ROOT_PASSWORD, MARIADB_ROOT_PASSWORD_HASH,"
            " MARIADB_ALLOW_EMPTY_ROOT_PASSWORD and MARIADB_RANDOM_ROOT_PASSWORD\n"
        )
    if "mysql" in image.name:
        return (
            "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified\n"
            "    You need to specify one of the following as an environment variable:\n"
            "    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD\n"
        )
    return "Error: Database is uninitialized and superuser password is not specified.\n"


def run_command(
    host: Container, argv: list[str], env: dict[str, str], now: int, limit: int, stdin: str | None = None
) -> tuple[int, str, str, int]:
    """Run a command beside process 1 (exec, a hook, a probe): (code, stdout, stderr, ms it took).

    `stdin`: what it can read; `env` then becomes the variables that it leaves behind. Raises StartError where there is no such program.
    """
    name = argv[0]
    if not commands.exists(name) and host.read(name) is None:
        lacks = f"stat {name}: no such file or directory" if "/" in name else "executable file not found in $PATH"
        raise StartError(f'exec: "{name}": {lacks}: unknown')
    sink = _Sink(host)
    host.beside = [" ".join(argv)]
    source, args = " ".join(map(shlex.quote, argv)), tuple[str, ...](("sh",))
    if name.rpartition("/")[2] in _SHELLS and len(argv) > 2 and argv[1].startswith("-") and "c" in argv[1]:
        source, args = with_options(argv[1], argv[2]), tuple(argv[3:]) or (name,)
    process = shell.run_once(source, args, env, now, sink, limit, stdin)
    if "vars" in process:
        env.clear()
        env.update(process["vars"])
    end, code = process["end"]
    return code, "".join(sink.out), "".join(sink.err), min(end - now, limit)


class _Sink:
    """A host whose output is caught instead of logged."""

    def __init__(self, host: Container) -> None:
        self._host = host
        self.out: list[str] = []
        self.err: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._host, name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ("_host", "out", "err"):
            object.__setattr__(self, name, value)
        else:
            setattr(self._host, name, value)

    def output(self, text: str, time: int, error: bool) -> None:
        """Catch it."""
        (self.err if error else self.out).append(text)


def memory_limit(container: Object) -> int | None:
    """Bytes, or None."""
    text = ((container.get("resources") or {}).get("limits") or {}).get("memory")
    return None if text is None else quantity.value(text)
