"""The image `agnhost`: one program with many small tools and servers, by which Kubernetes tests itself.

Promises: pause, entrypoint-tester, mounttest, connect, dns-suffix, dns-server-list, etc-hosts, logs-generator as
programs; netexec, serve-hostname, test-webserver, liveness, porter, guestbook, fake-gitserver, grpc-health-checking as
servers, with the pages that clients ask for. Left out: what needs a kernel (net, sctp, iperf), webhooks, TLS.
Upstream: test/images/agnhost. Next: `serving.py`, where its pages are asked for.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .commands import FOREVER, Result

__all__ = ["PROGRAMS", "changes", "is_it", "is_program", "page", "ports", "run", "script"]

#: where the image has its program, and a copy under another name
PROGRAMS = ("/agnhost", "/agnhost-2")
#: what runs until it is told to end -> its ports
_SERVERS: dict[str, tuple[int, ...]] = {
    "netexec": (8080, 8081), "serve-hostname": (9376,), "test-webserver": (80,), "liveness": (8080,), "porter": (),
    "guestbook": (80, 6379), "fake-gitserver": (8000,), "grpc-health-checking": (5000, 8080), "audit-proxy": (8080,),
    "resource-consumer-controller": (8080,), "no-snat-test": (8080,), "nettest": (8080,), "webhook": (443,),
    "crd-conversion-webhook": (443,), "openidmetadata": (), "inclusterclient": (), "pause": (),
}  # fmt: skip
_NEW = "mount-tester new file\n"
#: for how long `liveness` is well, in ms
_WELL = 10_000
_LACKS = "no such file or directory"


def is_it(name: str) -> bool:
    """Is this the program?"""
    return name in PROGRAMS or name in ("agnhost", "agnhost-2")


def is_program(argv: list[str]) -> bool:
    """Does this command line end by itself?"""
    return is_it(argv[0]) and (len(argv) < 2 or argv[1] not in _SERVERS)


def changes(argv: Sequence[str]) -> bool:
    """Does the server answer otherwise after some time?"""
    return len(argv) > 1 and is_it(argv[0]) and argv[1] == "liveness"


def _flags(words: list[str]) -> dict[str, str]:
    """`--name=value`, `--name value` and `-n value`."""
    found: dict[str, str] = {}
    for index, word in enumerate(words):
        if not word.startswith("-"):
            continue
        name, sign, value = word.lstrip("-").partition("=")
        following = words[index + 1] if index + 1 < len(words) else ""
        found[name.replace("_", "-")] = value if sign else "" if following.startswith("-") else following
    return found


# -- servers -------------------------------------------------------------------------------------------


def ports(argv: list[str], env: dict[str, str]) -> dict[int, str] | None:
    """The ports that a command line opens; None where it is no server of this image."""
    if len(argv) < 2 or not is_it(argv[0]) or argv[1] not in _SERVERS:
        return None
    flags = _flags(argv[2:])
    asked = [flags.get(name, "") for name in ("http-port", "udp-port", "port", "backend-port")]
    given = [int(text) for text in asked if text.isdigit()]
    usual = _SERVERS[argv[1]]
    if argv[1] == "netexec":
        usual = tuple(port for port, name in ((8080, "http-port"), (8081, "udp-port")) if name not in flags)
    elif argv[1] == "porter":
        usual = tuple(
            int(match.group(1)) for name in env if (match := re.fullmatch(r"SERVE_(?:TLS_)?PORT_([0-9]+)", name))
        )
    elif given:
        usual = ()
    return dict.fromkeys((*usual, *given), "")


def page(argv: list[str], host: Any, env: dict[str, str], port: int, path: str, age: int) -> tuple[int, str]:
    """(status, body) of a request to a server; `age` is how long it runs, in ms."""
    if argv[1] == "serve-hostname":
        return 200, str(host.hostname)
    if argv[1] == "liveness":
        return (200, "ok") if age <= _WELL else (500, f"error: {age / 1000:.6g}")
    if argv[1] == "porter":
        return 200, env.get(f"SERVE_PORT_{port}", env.get(f"SERVE_TLS_PORT_{port}", ""))
    if argv[1] == "fake-gitserver":
        return 200, "I am a fake git server\n"
    if argv[1] == "test-webserver":
        body = host.read(urlsplit(path).path)
        return (200, body) if body is not None else (404, "404 page not found\n")
    if argv[1] == "netexec":
        return _netexec(host, path)
    return 200, ""


def _netexec(host: Any, path: str) -> tuple[int, str]:
    parts = urlsplit(path)
    asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
    if parts.path.lower() == "/hostname":
        return 200, str(host.hostname)
    if parts.path == "/echo":
        code = asked.get("code", "200")
        return (int(code) if code.isdigit() else 400), asked.get("msg", "")
    if parts.path == "/healthz":
        return 200, ""
    if parts.path == "/dial":
        return _dial(host, asked)
    return 200, "NOW: running\n" if parts.path == "/" else ""


def _dial(host: Any, asked: dict[str, str]) -> tuple[int, str]:
    """Ask another server, as often as wanted, and tell what it said."""
    if not asked.get("request") or not asked.get("port", "").isdigit():
        return 400, "request parameter not specified"
    tries = int(asked.get("tries", "1")) if asked.get("tries", "1").isdigit() else 1
    said: list[str] = []
    failed: list[str] = []
    for _ in range(min(tries, 100)):
        answer = host.connect(asked.get("host", ""), int(asked["port"]), f"/{asked['request'].lstrip('/')}")
        (failed if isinstance(answer, str) else said).append(answer if isinstance(answer, str) else answer[1])
    body: dict[str, Any] = {"responses": said} if said else {}
    return (200 if not failed else 417), json.dumps(
        body | ({"errors": failed} if failed else {}), separators=(",", ":")
    )


# -- programs ------------------------------------------------------------------------------------------


def script(argv: list[str]) -> str:
    """What the shell runs for a program as process 1."""
    flags = _flags(argv[2:])
    words = " ".join(map(shlex.quote, argv))
    if argv[1:2] == ["mounttest"] and flags.get("file-content-in-loop"):
        times = max(1, int(flags.get("retry-time") or 180) // 2)
        again = f"{argv[0]} mounttest --again={shlex.quote(flags['file-content-in-loop'])}"
        stop = "break" if flags.get("break-on-expected-content", "true") != "false" else "true"
        return f"{words}; i=0; while [ $i -lt {times} ]; do {again} && {stop}; sleep 2; i=$((i+1)); done"
    if argv[1:2] == ["logs-generator"]:
        lines = int(flags.get("log-lines-total") or flags.get("t") or 1)
        pause = _seconds(flags.get("run-duration") or flags.get("d") or "1s") / max(lines, 1)
        line = "GET /api/v1/namespaces/default/pods/p$i 200"
        return f'i=0; while [ $i -lt {lines} ]; do echo "I0101 logs_generator.go:76] $i {line}"; sleep {pause:g}; i=$((i+1)); done'
    return f"exec {words}"


def _seconds(text: str) -> float:
    units = {"ms": 0.001, "s": 1, "m": 60, "h": 3600}
    found = re.findall(r"([0-9.]+)(ms|s|m|h)", text)
    return sum(float(number) * units[unit] for number, unit in found) if found else 1.0


def run(shell: Any, argv: list[str], stdin: str | None) -> Result:
    """The program: a tool, or a server in the foreground."""
    tool = argv[1] if len(argv) > 1 else "help"
    if tool in _TOOLS:
        return _TOOLS[tool](shell, argv)
    if tool in _SERVERS:
        shell.host.service(argv)
        shell.time, shell.in_loop = FOREVER, True
        return Result()
    return Result(1, "", f'Error: unknown command "{tool}" for "app"\nRun \'app --help\' for usage.\n')


def _entrypoint(shell: Any, argv: list[str]) -> Result:
    return Result(0, f"[{' '.join(argv)}]\n")


def _help(shell: Any, argv: list[str]) -> Result:
    names = "".join(f"  {name}\n" for name in sorted({*_TOOLS, *_SERVERS}))
    return Result(0, f"Usage:\n  app [command]\n\nAvailable Commands:\n{names}")


def _hosts(shell: Any, argv: list[str]) -> Result:
    return Result(0, shell.host.read("/etc/hosts") or "")


def _resolver(word: str) -> Callable[[Any, list[str]], Result]:
    """A tool that prints what follows a word in /etc/resolv.conf."""

    def tool(shell: Any, argv: list[str]) -> Result:
        lines = [line.split() for line in (shell.host.read("/etc/resolv.conf") or "").splitlines()]
        found = [value for parts in lines if parts[:1] == [word] for value in parts[1:]]
        return Result(0, f"{','.join(found)}\n")

    return tool


def _connect(shell: Any, argv: list[str]) -> Result:
    """Open a connection; what goes wrong is said by one word before the text."""
    from .netcommands import ask

    places = [word for word in argv[2:] if re.fullmatch(r"[^-].*:[0-9]+", word)]
    if not places:
        return Result(1, "", "UNKNOWN: wrong number of arguments\n")
    name, _, port = places[0].rpartition(":")
    limit = round(_seconds(_flags(argv[2:]).get("timeout") or "30s") * 1000)
    answer = ask(shell, name.strip("[]"), int(port), "/", limit)
    if not isinstance(answer, str):
        return Result()
    word = (
        "DNS"
        if "address" in answer
        else "TIMEOUT"
        if "timed" in answer
        else "REFUSED"
        if "refused" in answer.lower()
        else "OTHER"
    )
    return Result(1, "", f"{word}\n" if word in ("TIMEOUT", "REFUSED") else f"{word}: {answer}\n")


def _mounttest(shell: Any, argv: list[str]) -> Result:
    """Files of a mount: kind, new ones, modes, owners, contents, in this order whatever the order of the flags."""
    flags = _flags(argv[2:])
    if "again" in flags:
        return _again(shell, flags["again"])
    out, failed = "", False
    if path := flags.get("fs-type"):
        kind = next((kind for at, kind, _ in shell.host.mounts() if path == at or path.startswith(f"{at}/")), "ext4")
        out += f'mount type of "{path}": {"tmpfs" if kind == "tmpfs" else 61267}\n'
    for bits in ("0644", "0666", "0660", "0777"):
        if path := flags.get(f"new-file-{bits}"):
            problem = shell.host.write(path, _NEW, False)
            if problem:
                out, failed = f'{out}error writing new file "{path}": open {path}: {problem.lower()}\n', True
                continue
            shell.host.chmod(path, int(bits, 8))
            out += _content(shell, path)[0]
    for flag, text in (("file-mode", "mode of file"), ("file-perm", "perms of file"), ("file-owner", "owner")):
        if path := flags.get(flag):
            if shell.host.read(path) is None and shell.host.listdir(path) is None:
                out, failed = f'{out}error gathering fileinfo for "{path}": lstat {path}: {_LACKS}\n', True
            elif flag == "file-owner":
                user, group = shell.host.owner(path)
                out += f'owner UID of "{path}": {user}\nowner GID of "{path}": {group}\n'
            else:
                mode = _mode(shell.host, path)
                out += f'{text} "{path}": {mode if flag == "file-mode" else "-" + _plain(mode)}\n'
    if path := flags.get("file-content"):
        text, lacks = _content(shell, path)
        out, failed = out + text, failed or lacks
    return Result(int(failed), out)


def _mode(host: Any, path: str) -> str:
    """The mode of what a path leads to, through links, as Go writes it: `dtrwxrwxrwx` for a sticky folder."""
    for _ in range(5):
        mode, _links, target = host.describe(path)
        if not target:
            break
        path = target if target.startswith("/") else f"{path.rpartition('/')[0]}/{target}"
    if mode[-1] in "tT":
        mode = f"{mode[0].replace('-', '')}t{mode[1:-1]}{'x' if mode[-1] == 't' else '-'}"
    return str(mode)


def _plain(mode: str) -> str:
    return mode[-9:]


def _content(shell: Any, path: str) -> tuple[str, bool]:
    """What is said of the content of a file; is it missing?"""
    text = shell.host.read(path)
    if text is None:
        return f'error reading file content for "{path}": open {path}: {_LACKS}\n', True
    return f'content of file "{path}": {text}\n', False


def _again(shell: Any, path: str) -> Result:
    """One look at a file that is watched; 0 when it is what was expected."""
    text = shell.host.read(path)
    if text is None:
        return Result(1, f"Error reading file {path}: open {path}: {_LACKS}, retrying\n")
    return Result(int(text != _NEW), f'content of file "{path}": {text}\n')


_TOOLS: dict[str, Callable[[Any, list[str]], Result]] = {
    "entrypoint-tester": _entrypoint, "mounttest": _mounttest, "connect": _connect, "etc-hosts": _hosts,
    "dns-suffix": _resolver("search"), "dns-server-list": _resolver("nameserver"), "help": _help,
}  # fmt: skip
