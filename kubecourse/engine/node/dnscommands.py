"""Commands that ask for names: nslookup as BusyBox prints it, dig as BIND does, host and getent. Next: `netcommands.py`."""

from __future__ import annotations

from typing import Any

from .commands import Result, command

__all__: list[str] = []

_TYPES = ("A", "SRV", "CNAME", "PTR", "TXT", "AAAA", "ANY", "NS", "SOA", "MX")
#: what a silent server costs a client, ms
_SILENCE = 10_000
_NAMES = {"CNAME": "canonical name", "SRV": "service", "PTR": "name", "TXT": "text"}


def _reversed(name: str) -> str | None:
    """The name under which an address is asked for; None if it is no address."""
    parts = name.split(".")
    if len(parts) == 4 and all(part.isdigit() and int(part) < 256 for part in parts):
        return ".".join(reversed(parts)) + ".in-addr.arpa"
    return None


def _asked(argv: list[str]) -> tuple[str, str]:
    """(name, type) of a command line; an address is asked for backwards."""
    kind = "A"
    words: list[str] = []
    for place, word in enumerate(argv[1:]):
        low = word.lower()
        if low.startswith(("-type=", "-query=", "-q=", "-querytype=")):
            kind = word.partition("=")[2].upper()
        elif argv[place] == "-t" or (word.upper() in _TYPES and words):
            kind = word.upper()
        elif not word.startswith(("-", "+", "@")) and word.upper() != "IN":
            words.append(word)
    name = words[0] if words else ""
    back = _reversed(name)
    return (back, "PTR") if back and kind in ("A", "PTR") else (name, kind)


@command("getent")
def _getent(run: Any, argv: list[str], stdin: str | None) -> Result:
    if len(argv) < 3:
        return Result(1)
    address = run.host.resolve(argv[2])
    return Result(2) if address is None else Result(0, f"{address:<16}{argv[2]}\n")


@command("nslookup")
def _nslookup(run: Any, argv: list[str], stdin: str | None) -> Result:
    name, kind = _asked(argv)
    if not name:
        return Result(1)
    found, server = run.host.query(name, kind, True), run.host.nameserver
    if found is None:
        run.time += _SILENCE
        return Result(1, ";; connection timed out; no servers could be reached\n\n")
    head = f"Server:\t\t{server}\nAddress:\t{server}:53\n\n"
    if found.answer.status != "NOERROR":
        run.time += 50
        return Result(1, f"{head}** server can't find {found.tried[-1].name}: {found.answer.status}\n\n")
    if not found.answer.records:
        return Result(1, f"{head}*** Can't find {found.answer.name}: No answer\n\n")
    lines = []
    for record in found.answer.records:
        if record.type == "A":
            lines += [f"Name:\t{record.name}", f"Address: {record.data}"]
        else:
            data = record.data.rstrip(".") if record.type != "TXT" else record.data
            lines.append(f"{record.name}\t{_NAMES.get(record.type, record.type)} = {data}")
    return Result(0, head + "\n".join(lines) + "\n\n")


@command("host")
def _host(run: Any, argv: list[str], stdin: str | None) -> Result:
    name, kind = _asked(argv)
    if not name:
        return Result(1)
    found = run.host.query(name, kind, True)
    if found is None:
        run.time += _SILENCE
        return Result(1, ";; connection timed out; no servers could be reached\n")
    if found.answer.status != "NOERROR":
        return Result(1, f"Host {name} not found: 3({found.answer.status})\n")
    said = {"A": "has address", "CNAME": "is an alias for", "SRV": "has SRV record", "PTR": "domain name pointer"}
    return Result(0, "".join(f"{r.name} {said.get(r.type, r.type)} {r.data}\n" for r in found.answer.records))


@command("dig")
def _dig(run: Any, argv: list[str], stdin: str | None) -> Result:
    """dig takes a name as it is; `+search` makes it use the search path."""
    name, kind = _asked([argv[0], *("-t=PTR" if word == "-x" else word for word in argv[1:])])
    if not name:
        return Result(1)
    found = run.host.query(name, kind, "+search" in argv)
    if found is None:
        run.time += 3 * _SILENCE // 2
        return Result(
            9, f";; communications error to {run.host.nameserver}#53: timed out\n;; no servers could be reached\n"
        )
    if "+short" in argv:
        return Result(0, "".join(f"{record.data}\n" for record in found.answer.records))
    return Result(0, _whole(run, argv, found))


def _whole(run: Any, argv: list[str], found: Any) -> str:
    answer, server = found.answer, run.host.nameserver
    rows = [f"{r.name}.\t\t{r.ttl}\tIN\t{r.type}\t{r.data}" for r in answer.records]
    if "+noall" in argv:
        return "".join(f"{row}\n" for row in rows)
    number = sum(ord(letter) * (place + 1) for place, letter in enumerate(answer.name)) % 65536
    size = 29 + len(answer.name) + sum(16 + len(r.data) for r in answer.records)
    lines = [
        "", f"; <<>> DiG 9.20.11 <<>> {' '.join(argv[1:])}", ";; global options: +cmd", ";; Got answer:",
        f";; ->>HEADER<<- opcode: QUERY, status: {answer.status}, id: {number}",
        f";; flags: qr aa rd; QUERY: 1, ANSWER: {len(rows)}, AUTHORITY: 0, ADDITIONAL: 1", "",
        ";; OPT PSEUDOSECTION:", "; EDNS: version: 0, flags:; udp: 1232", ";; QUESTION SECTION:",
        f";{answer.name}.\t\tIN\t{answer.type}", "",
    ]  # fmt: skip
    if rows:
        lines += [";; ANSWER SECTION:", *rows, ""]
    lines += [";; Query time: 0 msec", f";; SERVER: {server}#53({server}) (UDP)", f";; MSG SIZE  rcvd: {size}", ""]
    return "\n".join(lines) + "\n"
