"""Commands that send requests: wget, curl, nc, ping. Names: `dnscommands.py`; clients of databases: `dbcommands.py`."""

from __future__ import annotations

import re
from typing import Any

from .commands import Result, command

__all__ = ["ask", "target"]

_URL = re.compile(r"(?:(https?)://)?(?:[^/@]*@)?(\[[^\]]+\]|[^/:?]+)(?::([0-9]+))?([/?].*)?\Z")


def target(url: str) -> tuple[str, int, str]:
    """(host, port, path) of a URL."""
    match = _URL.match(url)
    if match is None:
        return url, 80, "/"
    scheme, host, port, path = match.groups()
    return host.strip("[]"), int(port or (443 if scheme == "https" else 80)), path or "/"


def _option(argv: list[str], *names: str) -> str | None:
    for index, word in enumerate(argv[:-1]):
        if word in names:
            return argv[index + 1]
    return None


def _seconds(text: str | None, default: int) -> int:
    return int(float(text) * 1000) if text and re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) else default


@command("wget")
def _wget(run: Any, argv: list[str], stdin: str | None) -> Result:
    words = [w for w in argv[1:] if not w.startswith("-") and w not in (_option(argv, "-O", "-T", "-t", "-P") or ())]
    values = {_option(argv, name) for name in ("-O", "-T", "-t", "-P")}
    words = [word for word in words if word not in values]
    if not words:
        return Result(1, "", "wget: missing URL\n")
    host, port, path = target(words[0])
    quiet = any(re.fullmatch(r"-[a-zA-Z]*q[a-zA-Z]*-?", word) or word == "--spider" for word in argv)
    out = _option(argv, "-O") or next(
        (w[w.index("O") + 1 :] or _after(argv, w) for w in argv if re.match(r"-[a-z]*O", w)), None
    )
    begin = (
        ""
        if quiet
        else f"Connecting to {host}{'' if port == 80 else f':{port}'} ({run.host.resolve(host) or host}:{port})\n"
    )
    answer = ask(run, host, port, path, _seconds(_option(argv, "-T"), 900_000))
    if isinstance(answer, str):
        return Result(1, "", begin + (f"wget: {answer}\n" if "address" in answer or "timed" in answer else
                                      f"wget: can't connect to remote host ({run.host.resolve(host) or host}): {answer}\n"))  # fmt: skip
    code, body = answer
    if code == 0:
        return Result(1, "", f"{begin}wget: error getting response\n")
    if code >= 400:
        return Result(
            1, "", f"{begin}wget: server returned error: HTTP/1.1 {code} {_REASONS.get(code, '')}".rstrip() + "\n"
        )
    if "--spider" in argv:
        return Result()
    if out == "-":
        return Result(0, body, begin)
    name = out or path.rpartition("/")[2] or "index.html"
    problem = run.host.write(run.path(name), body, False)
    return Result(1, "", f"wget: can't open '{name}': {problem}\n") if problem else Result(0, "", begin)


def _after(argv: list[str], word: str) -> str:
    index = argv.index(word)
    return argv[index + 1] if index + 1 < len(argv) else ""


_REASONS = {400: "Bad Request", 403: "Forbidden", 404: "Not Found", 500: "Internal Server Error", 502: "Bad Gateway",
            503: "Service Unavailable", 504: "Gateway Timeout"}  # fmt: skip


def ask(run: Any, host: str, port: int, path: str, limit: int) -> tuple[int, str] | str:
    """A request, and the time that it takes: one that nobody answers takes all of the time given."""
    if run.host.resolve(host) is None:
        run.time += 20
        return f"bad address '{host}'"
    answer: tuple[int, str] | str = run.host.connect(host, port, path)
    if isinstance(answer, str) and "timed out" in answer:
        run.time += min(limit, 127_000)
        return "download timed out"
    run.time += 5
    if isinstance(answer, str):
        return "Connection refused" if "refused" in answer else answer
    return answer


@command("curl")
def _curl(run: Any, argv: list[str], stdin: str | None) -> Result:
    takes = ("-o", "-m", "--max-time", "--connect-timeout", "-H", "-X", "-d", "-w", "-u", "-A", "--resolve", "--retry")
    words = [w for i, w in enumerate(argv[1:]) if not w.startswith("-") and argv[i] not in takes]
    if not words:
        return Result(2, "", "curl: (2) no URL specified\n")
    host, port, path = target(words[0])
    letters = "".join(word[1:] for word in argv[1:] if re.fullmatch(r"-[a-zA-Z]+", word))
    silent = ("s" in letters or "--silent" in argv) and "S" not in letters
    limit = _seconds(_option(argv, "-m", "--max-time", "--connect-timeout"), 130_000)
    answer = ask(run, host, port, path, limit)
    if isinstance(answer, str):
        return _curl_error(answer, host, port, limit, silent)
    code, body = answer
    if code == 0:
        return Result(52, "", "" if silent else "curl: (52) Empty reply from server\n")
    if ("f" in letters or "--fail" in argv) and code >= 400:
        return Result(22, "", "" if silent else f"curl: (22) The requested URL returned error: {code}\n")
    status = f"HTTP/1.1 {code} {_REASONS.get(code, 'OK')}\r\n"
    text = status + "\r\n" if "I" in letters else (status + "\r\n" if "i" in letters else "") + body
    out = _option(argv, "-o") or next((_after(argv, w) for w in argv if re.fullmatch(r"-[a-zA-Z]+o", w)), None)
    if out and out != "-":
        if out != "/dev/null":
            run.host.write(run.path(out), text, False)
        text = ""
    form = _option(argv, "-w") or ""
    return Result(
        0, text + form.replace("%{http_code}", str(code)).replace("%{response_code}", str(code)).replace("\\n", "\n")
    )


def _curl_error(answer: str, host: str, port: int, limit: int, silent: bool) -> Result:
    if "address" in answer:
        code, text = 6, f"Could not resolve host: {host}"
    elif "timed out" in answer:
        code, text = 28, f"Connection timed out after {limit} milliseconds"
    else:
        code, text = 7, f"Failed to connect to {host} port {port} after 1 ms: Could not connect to server"
    return Result(code, "", "" if silent else f"curl: ({code}) {text}\n")


@command("nc", "telnet", "ncat")
def _nc(run: Any, argv: list[str], stdin: str | None) -> Result:
    if any(re.fullmatch(r"-[a-z]*l[a-z]*", word) for word in argv[1:]):
        from .commands import FOREVER

        run.host.service(argv)
        run.time, run.in_loop = FOREVER, True
        return Result()
    words = [word for i, word in enumerate(argv[1:]) if not word.startswith("-") and argv[i] != "-w"]
    if len(words) < 2 or not words[1].isdigit():
        return Result(1, "", "BusyBox v1.36.1 multi-call binary.\n\nUsage: nc [IPADDR PORT]\n")
    answer = ask(run, words[0], int(words[1]), "", _seconds(_option(argv, "-w"), 127_000))
    if isinstance(answer, str):
        text = answer if "address" in answer else f"{words[0]} ({run.host.resolve(words[0])}:{words[1]}): {answer}"
        return Result(1, "", f"{argv[0]}: {text}\n")
    return Result(
        0, "", f"{words[0]} ({run.host.resolve(words[0])}:{words[1]}) open\n" if "v" in "".join(argv[1:]) else ""
    )


@command("ping", "traceroute")
def _ping(run: Any, argv: list[str], stdin: str | None) -> Result:
    words = [word for i, word in enumerate(argv[1:]) if not word.startswith("-") and argv[i] not in ("-c", "-W", "-w")]
    address = run.host.resolve(words[0]) if words else None
    if address is None:
        return Result(1, "", f"ping: bad address '{words[0] if words else ''}'\n")
    count = int(_option(argv, "-c") or 4)
    run.time += (count - 1) * 1000
    rows = "".join(f"64 bytes from {address}: seq={n} ttl=63 time=0.1 ms\n" for n in range(count))
    tail = (
        f"\n--- {words[0]} ping statistics ---\n{count} packets transmitted, {count} packets received, 0% packet loss\n"
    )
    return Result(0, f"PING {words[0]} ({address}): 56 data bytes\n{rows}{tail}")
