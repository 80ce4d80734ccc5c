"""Programs that use a machine: `stress` takes memory and cpu, `hey` and `ab` send many requests.

Memory beyond the limit of the container ends it (OOMKilled); beyond what the node has, the kubelet evicts pods.
"""

from __future__ import annotations

from typing import Any

from ..core.clock import duration
from .commands import FOREVER, Result, command

__all__: list[str] = []

_UNITS = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
#: requests that are really sent; the rest is taken to go like them
_SENT = 10


def _option(argv: list[str], *names: str, default: str = "") -> str:
    """The value after one of these options, or behind its equals sign."""
    for index, word in enumerate(argv):
        if word in names and index + 1 < len(argv):
            return argv[index + 1]
        name, sign, value = word.partition("=")
        if sign and name in names:
            return value
    return default


def _bytes(text: str) -> int:
    text = text.upper().removesuffix("I").removesuffix("B") or "0"
    return int(float(text.rstrip("KMG") or 0) * _UNITS.get(text[-1:], 1))


@command("stress", "stress-ng")
def _stress(run: Any, argv: list[str], stdin: str | None) -> Result:
    workers = int(_option(argv, "--vm", "-m", default="0"))
    if workers:
        run.host.allocate(workers * _bytes(_option(argv, "--vm-bytes", default="256M")), run.time)
    cpu = _option(argv, "--cpu", "-c", default="0")
    said = f"stress: info: [1] dispatching hogs: {cpu} cpu, 0 io, {workers} vm, 0 hdd\n"
    limit = _option(argv, "--timeout", "-t")
    if limit:
        run.time += int(limit) * 1000 if limit.isdigit() else duration(limit)
        return Result(0, f"{said}stress: info: [1] successful run completed in {limit}\n")
    run.host.output(said, run.time, False)
    run.time, run.in_loop = FOREVER, True
    return Result()


@command("hey", "ab")
def _load(run: Any, argv: list[str], stdin: str | None) -> Result:
    """As many requests as asked for, to a URL; the answers are counted by their code."""
    count = int(_option(argv, "-n", default="200" if argv[0] == "hey" else "1"))
    at_once = max(int(_option(argv, "-c", default="50" if argv[0] == "hey" else "1")), 1)
    host, _, path = argv[-1].removeprefix("http://").partition("/")
    name, _, port = host.partition(":")
    codes: dict[str, int] = {}
    for _ in range(min(count, _SENT)):
        answer = run.host.connect(name, int(port or 80), f"/{path}")
        key = answer if isinstance(answer, str) else str(answer[0])
        codes[key] = codes.get(key, 0) + 1
    run.time += max(count * 10 // at_once, 1)
    share = {key: value * count // max(sum(codes.values()), 1) for key, value in sorted(codes.items())}
    good = "".join(f"  [{key}]\t{value} responses\n" for key, value in share.items() if key.isdigit())
    bad = "".join(f"  [{value}]\t{key}\n" for key, value in share.items() if not key.isdigit())
    out = f"Summary:\n  Requests:\t{count}\n\nStatus code distribution:\n{good}"
    return Result(0, out + (f"\nError distribution:\n{bad}" if bad else ""))
