"""The commands of the little shell: those of sh itself and those that look at the system.

Each is a function (shell, argv, stdin) -> Result. Files and text are in `textcommands.py`, names and
requests in `netcommands.py`. What is not here does not exist: exit code 127.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple

from ..core.clock import stamp
from .host import Host
from .syntax import with_options

__all__ = ["BUILTINS", "COMMANDS", "FOREVER", "Result", "command", "exists", "find"]

#: later than anything
FOREVER = 1 << 60


class Result(NamedTuple):
    """Exit code, and what was printed."""

    code: int = 0
    out: str = ""
    err: str = ""


#: what the shell does itself, without a process of its own
BUILTINS = frozenset("true : false exit return trap wait export readonly local declare unset set read shift cd pwd exec eval"
                     " command echo printf test [ kill umask ulimit".split())  # fmt: skip
Command = Callable[[Any, list[str], str | None], Result]
COMMANDS: dict[str, Command] = {}
_FOLDERS = ("/bin/", "/usr/bin/", "/sbin/", "/usr/sbin/", "/usr/local/bin/")


def command(*names: str) -> Callable[[Command], Command]:
    """A decorator: the function is the command of these names."""

    def enter(function: Command) -> Command:
        for name in names:
            COMMANDS[name] = function
        return function

    return enter


def _known(name: str) -> Command | None:
    if not COMMANDS.get("cat"):
        for room in ("db", "dns", "load", "mode", "net", "tar", "text"):
            import_module(f"{__package__}.{room}commands")
        for room in ("ends", "listing", "sqlclients"):
            import_module(f"{__package__}.{room}")
    if "/" in name:
        folder, _, last = name.rpartition("/")
        return COMMANDS.get(last) if f"{folder}/" in _FOLDERS else None
    return COMMANDS.get(name)


def exists(name: str) -> bool:
    """Is there such a command in every image with a shell?"""
    return _known(name) is not None


def find(name: str, host: Host) -> Command:
    """The command of this name, a script, a server of the image, or the one that says that there is none."""
    from . import agnhost

    known = _known(name)
    if known is not None:
        return known
    if agnhost.is_it(name) and host.read(agnhost.PROGRAMS[0]) is not None:
        return agnhost.run
    if "/" in name and host.read(name) is not None:
        return _run_file
    return _service


def _service(run: Any, argv: list[str], stdin: str | None) -> Result:
    name = argv[0]
    if any("gcomm://" in word for word in argv):
        from .dbcommands import alone

        problem = alone(run.host, argv)
        if problem:
            run.time += 30_000
            return Result(1, "", problem)
    if run.host.service(argv):
        run.time, run.in_loop = FOREVER, True
        return Result()
    return Result(127, "", f"{run.args[0]}: {name}: not found\n")


def _run_file(run: Any, argv: list[str], stdin: str | None) -> Result:
    text = run.host.read(argv[0]) or ""
    return _sub(run, text, tuple(argv))


def _sub(run: Any, source: str, args: tuple[str, ...]) -> Result:
    """A shell inside the shell: it shares files and time."""
    before = run.args
    run.args = args
    out = run.captured(source)
    run.args = before
    return Result(run.status, out)


# -- of the shell itself -----------------------------------------------------------------------------


@command("true", ":", "sync", "ulimit", "umask", "chown", "chgrp", "stty", "clear", "tput", "renice")
def _true(run: Any, argv: list[str], stdin: str | None) -> Result:
    return Result()


@command("false")
def _false(run: Any, argv: list[str], stdin: str | None) -> Result:
    return Result(1)


@command("exit", "return")
def _exit(run: Any, argv: list[str], stdin: str | None) -> Result:
    run.ended = "exit"
    return Result(int(argv[1]) % 256 if len(argv) > 1 and argv[1].lstrip("-").isdigit() else run.status)


@command("sleep", "usleep")
def _sleep(run: Any, argv: list[str], stdin: str | None) -> Result:
    total = 0.0
    for text in argv[1:]:
        match = re.fullmatch(r"([0-9]*\.?[0-9]+)([smhd]?)", text)
        if text in ("infinity", "inf"):
            run.time = FOREVER
            return Result()
        if match is None:
            return Result(1, "", f"sleep: invalid number '{text}'\n")
        total += float(match.group(1)) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[match.group(2)]
    if len(argv) < 2:
        return Result(1, "", "BusyBox v1.36.1 multi-call binary.\n\nUsage: sleep [N]...\n")
    run.time = min(run.time + round(total * (0.001 if argv[0] == "usleep" else 1000)), FOREVER)
    return Result()


@command("trap")
def _trap(run: Any, argv: list[str], stdin: str | None) -> Result:
    handlers = dict(run.traps)
    for name in argv[2:]:
        short = {"15": "TERM", "2": "INT", "1": "HUP", "0": "EXIT"}.get(name, name.removeprefix("SIG"))
        if argv[1] == "-":
            handlers.pop(short, None)
        else:
            handlers[short] = argv[1]
    run.traps = handlers
    return Result()


@command("wait")
def _wait(run: Any, argv: list[str], stdin: str | None) -> Result:
    if run.others():
        run.waits, run.time = True, FOREVER
    return Result()


@command("export", "readonly", "local", "declare")
def _export(run: Any, argv: list[str], stdin: str | None) -> Result:
    for text in argv[1:]:
        name, sign, value = text.partition("=")
        if sign:
            run.env[name] = value
    return Result()


@command("unset")
def _unset(run: Any, argv: list[str], stdin: str | None) -> Result:
    for name in argv[1:]:
        run.env.pop(name, None)
    return Result()


@command("set")
def _set(run: Any, argv: list[str], stdin: str | None) -> Result:
    if "--" in argv:
        run.args = (run.args[0], *argv[argv.index("--") + 1 :])
    return Result()


@command("read")
def _read(run: Any, argv: list[str], stdin: str | None) -> Result:
    names = [word for word in argv[1:] if not word.startswith("-")] or ["REPLY"]
    text = stdin or "" if run.stdin is None else run.stdin
    line, _, run.stdin = text.partition("\n")
    values = line.split(None, len(names) - 1)
    run.env = {**run.env, **{name: values[i].rstrip() if i < len(values) else "" for i, name in enumerate(names)}}
    return Result(0 if text else 1)


@command("shift")
def _shift(run: Any, argv: list[str], stdin: str | None) -> Result:
    run.args = (run.args[0], *run.args[2:])
    return Result()


@command("cd")
def _cd(run: Any, argv: list[str], stdin: str | None) -> Result:
    target = argv[1] if len(argv) > 1 else run.env.get("HOME", "/")
    if run.host.listdir(run.path(target)) is None:
        return Result(1, "", f"{run.args[0]}: cd: can't cd to {target}: No such file or directory\n")
    run.env["PWD"] = run.path(target)
    return Result()


@command("pwd")
def _pwd(run: Any, argv: list[str], stdin: str | None) -> Result:
    return Result(0, f"{run.env.get('PWD', '/')}\n")


@command("exec")
def _exec(run: Any, argv: list[str], stdin: str | None) -> Result:
    if len(argv) < 2:
        return Result()
    result = find(argv[1], run.host)(run, argv[1:], stdin)
    run.ended = run.time < FOREVER and not run.goes_on and "exit"
    run.traps = {}
    return result


@command("eval", "command", "nohup", "time", "env_run")
def _eval(run: Any, argv: list[str], stdin: str | None) -> Result:
    if argv[0] == "eval":
        return _sub(run, " ".join(argv[1:]), run.args)
    if argv[1:2] == ["-v"]:
        found = exists(argv[2]) if len(argv) > 2 else False
        return Result(0 if found else 127, f"/bin/{argv[2]}\n" if found else "")
    return find(argv[1], run.host)(run, argv[1:], stdin) if len(argv) > 1 else Result()


@command("timeout")
def _timeout(run: Any, argv: list[str], stdin: str | None) -> Result:
    rest = argv[1:]
    while rest and rest[0].startswith("-"):
        rest = rest[1:]
    begin, limit = run.time, round(float(rest[0].rstrip("s")) * 1000) if rest else 0
    result = find(rest[1], run.host)(run, rest[1:], stdin) if len(rest) > 1 else Result()
    if run.time - begin > limit or run.goes_on:
        run.again(0)  # what follows a file has looked once
        run.followed, run.time = (), begin + limit
        return Result(143, result.out, result.err)
    return result


@command("sh", "bash", "ash", "dash", "zsh")
def _sh(run: Any, argv: list[str], stdin: str | None) -> Result:
    options, said = argv[1:], ""
    while options and options[0].startswith("-") and "c" not in options[0]:
        options, said = options[1:], said + options[0]
    if options and options[0].startswith("-"):
        text = with_options(said + options[0], options[1] if len(options) > 1 else "")
        return _sub(run, text, tuple(options[2:]) or (argv[0],))
    if options:
        text = run.host.read(run.path(options[0]))
        if text is None:
            return Result(2, "", f"{argv[0]}: can't open '{options[0]}': No such file or directory\n")
        return _sub(run, text, tuple(options))
    return _sub(run, stdin or "", (argv[0],))


# -- about the system --------------------------------------------------------------------------------


@command("env", "printenv")
def _env(run: Any, argv: list[str], stdin: str | None) -> Result:
    if argv[0] == "printenv" and len(argv) > 1:
        value = run.variable(argv[1])
        return Result(1) if value is None else Result(0, f"{value}\n")
    values, rest = dict(run.env), argv[1:]
    while rest and "=" in rest[0]:
        name, _, value = rest.pop(0).partition("=")
        values[name] = value
    if rest and not rest[0].startswith("-"):
        before, run.env = run.env, values
        result = find(rest[0], run.host)(run, rest, stdin)
        run.env = before
        return result
    return Result(0, "".join(f"{name}={value}\n" for name, value in values.items()))


@command("date")
def _date(run: Any, argv: list[str], stdin: str | None) -> Result:
    run.host.effects += 1
    text = stamp(run.time)
    year, month, day, clock = text[:4], text[5:7], text[8:10], text[11:19]
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    days = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")
    weekday = days[run.time // 86_400_000 % 7]
    form = next((a[1:] for a in argv[1:] if a.startswith("+")), None)
    if form is None:
        return Result(0, f"{weekday} {names[int(month) - 1]} {int(day):2d} {clock} UTC {year}\n")
    table = {
        "Y": year, "m": month, "d": day, "H": clock[:2], "M": clock[3:5], "S": clock[6:], "s": str(run.time // 1000),
        "F": text[:10], "T": clock, "R": clock[:5], "N": f"{run.time % 1000 * 1_000_000:09d}", "Z": "UTC", "a": weekday,
        "b": names[int(month) - 1], "y": year[2:], "%": "%", "z": "+0000", "j": day, "u": str((run.time // 86_400_000 + 3) % 7 + 1), "n": "\n", "e": f"{int(day):2d}",
    }  # fmt: skip
    return Result(0, re.sub(r"%(.)", lambda m: table.get(m.group(1), m.group(0)), form) + "\n")


@command("hostname", "uname", "arch", "nproc", "uptime", "tty")
def _system(run: Any, argv: list[str], stdin: str | None) -> Result:
    name = run.host.hostname
    if argv[0] == "uname":
        full = f"Linux {name} 6.12.0 #1 SMP PREEMPT_DYNAMIC x86_64 GNU/Linux"
        short = {"-n": name, "-m": "x86_64", "-r": "6.12.0", "-a": full}
        return Result(0, short.get(argv[1] if len(argv) > 1 else "", "Linux") + "\n")
    fixed = {"arch": "x86_64", "nproc": "4", "uptime": " up 1 day,  load average: 0.00, 0.00, 0.00", "tty": "not a tty"}
    if argv[0] == "hostname" and "-i" in argv[1:]:
        name = run.host.resolve(name) or "127.0.0.1"
    if argv[0] == "hostname" and "-f" in argv[1:]:
        name = run.host.fqdn
    return Result(0, fixed.get(argv[0], name) + "\n")


@command("id", "whoami")
def _id(run: Any, argv: list[str], stdin: str | None) -> Result:
    user, group = run.host.user, run.host.group
    name = "root" if user == 0 else ""
    if argv[0] == "whoami":
        return Result(0, f"{name}\n") if name else Result(1, "", f"whoami: unknown uid {user}\n")
    if "-u" in argv[1:]:
        return Result(0, f"{user}\n")
    if user == 0 and group == 0:
        return Result(0, "uid=0(root) gid=0(root) groups=0(root)\n")
    groups = ",".join(f"{g}(root)" if g == 0 else str(g) for g in sorted({group, *run.host.groups}))
    shown = f"{group}(root)" if group == 0 else str(group)
    return Result(0, f"uid={user}{'(root)' if name else ''} gid={shown} groups={groups}\n")


@command("ps", "top")
def _ps(run: Any, argv: list[str], stdin: str | None) -> Result:
    rows = run.host.processes(run.time)
    number = max(pid for pid, _, _ in rows)
    rows += [(number + 1 + place, run.host.user, line) for place, line in enumerate(run.host.beside)]
    if run.host.beside and run.host.beside[-1] != " ".join(argv):
        rows.append((number + 1 + len(run.host.beside), run.host.user, " ".join(argv)))
    wanted = next((argv[i + 1] for i, word in enumerate(argv[:-1]) if word == "-o"), "pid,user,args")
    columns: dict[str, tuple[str, Callable[[Any], str]]] = {
        "pid": ("PID  ", lambda row: f"{row[0]:5d}"),
        "user": ("USER    ", lambda row: f"{'root' if row[1] == 0 else row[1]!s:8}"),
        "args": ("COMMAND", lambda row: row[2]),
        "comm": ("COMMAND", lambda row: row[2].partition(" ")[0].rpartition("/")[2][:15]),
    }
    names = [name for name in wanted.split(",") if name in columns]
    head = " ".join(columns[name][0] for name in names)
    return Result(
        0, "".join(f"{line}\n" for line in [head, *(" ".join(columns[n][1](r) for n in names) for r in rows)])
    )


@command("kill", "pkill", "killall")
def _kill(run: Any, argv: list[str], stdin: str | None) -> Result:
    name, targets = "TERM", argv[1:]
    if targets and targets[0].startswith("-"):
        name = targets[0][1:].removeprefix("SIG")
        targets = targets[1:]
        if name == "s" and targets:
            name, targets = targets[0].removeprefix("SIG"), targets[1:]
    name = {"9": "KILL", "15": "TERM", "2": "INT", "1": "HUP", "3": "QUIT", "0": "0"}.get(name, name)
    for target in targets:
        if argv[0] != "kill" or target == "1":
            run.host.signal(name, 1)
    return Result()


@command("nginx", "httpd", "apache2", "apachectl")
def _web(run: Any, argv: list[str], stdin: str | None) -> Result:
    if "-t" in argv[1:]:
        good = "nginx: configuration file /etc/nginx/nginx.conf test is successful\n"
        return Result(0, "", good if argv[0] == "nginx" else "Syntax OK\n")
    if "-v" in argv[1:] or "-V" in argv[1:]:
        return Result(0, "", f"{argv[0]} version: {argv[0]}/1.27\n")
    if "-s" in argv[1:]:
        return Result()
    if not run.host.service(argv):
        return Result(127, "", f"{run.args[0]}: {argv[0]}: not found\n")
    if argv[0] == "httpd" and "-f" not in argv and run.host.closed:
        return Result()
    run.time, run.in_loop = FOREVER, True
    return Result()
