"""The little shell: what scripts print, when they end, how they take signals; state is plain data throughout."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kubecourse.engine.node.shell import FOREVER, advance, next_wake, script, signal


class Machine:
    """A host with a map of files and nothing else."""

    hostname, fqdn, nameserver = "p", "p", "10.10.30.10"
    user, group, groups, closed = 0, 0, (), True

    def __init__(self, **files: str) -> None:
        self.effects = self.forks = 0
        self.beside: list[str] = []
        self.born = "2026-01-05T09:00:00Z"
        self.files = {name.replace("_", "/"): text for name, text in files.items()}
        self.printed: list[tuple[int, str]] = []

    def read(self, path: str) -> str | None:
        self.effects += 1
        return self.files.get(path)

    def write(self, path: str, text: str, append: bool) -> str | None:
        self.effects += 1
        if path.startswith("/ro/"):
            return "Read-only file system"
        self.files[path] = (self.files.get(path, "") if append else "") + text
        return None

    def remove(self, path: str) -> str | None:
        self.effects += 1
        return None if self.files.pop(path, None) is not None else "No such file or directory"

    def mkdir(self, path: str, parents: bool) -> str | None:
        return None

    def listdir(self, path: str) -> list[str] | None:
        self.effects += 1
        prefix = path.rstrip("/") + "/"
        names = {name[len(prefix) :].split("/")[0] for name in self.files if name.startswith(prefix)}
        return sorted(names) if names or path in ("/", "/tmp") else None

    def output(self, text: str, time: int, error: bool) -> None:
        self.effects += 1
        self.printed.append((time, text))

    def resolve(self, name: str) -> str | None:
        return None if name == "nobody" else "10.0.0.1"

    def connect(self, host: str, port: int, path: str) -> Any:
        return (200, "hello\n") if port == 80 else "connection refused"

    def service(self, argv: list[str]) -> bool:
        return argv[0] == "nginx"

    def processes(self, now: int) -> list[tuple[int, int, str]]:
        return [(1, 0, "sh")]

    def describe(self, path: str) -> tuple[str, int, str]:
        return ("-rw-r--r--", 1, "") if path in self.files else ("drwxr-xr-x", 2, "")

    def query(self, name: str, kind: str, search: bool) -> Any:
        return None

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.printed)


def run(source: str, until: int = 60_000, machine: Machine | None = None, **env: str) -> tuple[Machine, dict[str, Any]]:
    machine = machine or Machine()
    process = advance(script(source, ("sh",), env, 0), until, machine)  # type: ignore[arg-type]
    return machine, process


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("echo one; echo two", "one\ntwo\n"),
        ("false || echo no; true && echo yes", "no\nyes\n"),
        ("if [ -f /x ]; then echo a; elif [ 2 -gt 1 ]; then echo b; else echo c; fi", "b\n"),
        ("for x in 1 2 3; do [ $x = 2 ] && continue; echo $x; done", "1\n3\n"),
        ("i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done", "1\n2\n3\n"),
        ("until [ -f /x ]; do touch /x; echo made; done", "made\n"),
        ("case web-1 in db*) echo d;; web-*|api) echo w;; esac", "w\n"),
        ("x=$(echo in; echo side); echo $x; echo \"$x\"", "in side\nin\nside\n"),
        ("echo ${NO:-default} ${A} ${A%b} ${#A}; echo '$A' \"$A\"", "default ab a 2\n$A ab\n"),
        ("echo b > /f; echo a >> /f; sort /f | tee /g | wc -l; cat /g", "2\na\nb\n"),
        ("seq 3 | while read n; do echo n$n; done", "n1\nn2\nn3\n"),
        ("cat <<EOF\nhi $A\nEOF\n", "hi ab\n"),
        ("{ echo a; echo b; } > /f; cat /f", "a\nb\n"),
        ("echo a,b,c | cut -d, -f2 | tr a-z A-Z", "B\n"),
        ("sh -c 'exit 3'; echo $?", "3\n"),
        ("nosuch; echo $?", "sh: nosuch: not found\n127\n"),
        ("echo x > /ro/f; echo $?", "sh: can't create /ro/f: Read-only file system\n1\n"),
        ("cat /missing", "cat: can't open '/missing': No such file or directory\n"),
        ("printf '%s=%d\\n' a 1 b 2", "a=1\nb=2\n"),
        ("echo aXb | sed 's/X/-/'; echo 'a b c' | awk '{print $2}'", "a-b\nb\n"),
        ("wget -qO- http://web/; wget -qO- http://web:81/ || echo $?; curl -s nobody; echo $?",
         "hello\nwget: can't connect to remote host (10.0.0.1): Connection refused\n1\n6\n"),
    ],
)  # fmt: skip
def test_scripts_print_what_sh_prints(source: str, printed: str) -> None:
    machine, _ = run(source, A="ab")
    assert machine.text == printed


def test_sleep_takes_virtual_time_and_the_code_is_that_of_exit() -> None:
    machine, process = run("echo a; sleep 2.5; echo b; exit 7")
    assert machine.printed == [(0, "a\n"), (2500, "b\n")]
    assert process["end"] == (2500, 7)


def test_looking_seldom_loses_nothing() -> None:
    often, seldom = Machine(), Machine()
    process = script("while true; do date >> /log; sleep 5; done", ("sh",), {}, 0)
    at_once = advance(process, 60_000, seldom)  # type: ignore[arg-type]
    for time in range(0, 60_001, 1000):
        process = advance(process, time, often)  # type: ignore[arg-type]
    assert often.files == seldom.files and often.files["/log"].count("\n") == 13
    assert next_wake(process) == next_wake(at_once) == (65_000, False)


def test_a_loop_that_only_sleeps_is_never_looked_at_again() -> None:
    _, process = run("trap 'exit 0' TERM; while true; do sleep 0.2; done")
    assert next_wake(process)[0] == FOREVER


def test_process_1_ignores_a_signal_that_it_does_not_trap() -> None:
    machine, process = run("sleep 1000")
    assert signal(process, "TERM", 60_000) == process
    machine, process = run("trap 'echo bye; sleep 2; exit 4' TERM; while true; do sleep 0.2; done")
    ended = advance(signal(process, "TERM", 60_000), 90_000, machine)  # type: ignore[arg-type]
    assert machine.text == "bye\n" and ended["end"] == (62_100, 4)


def test_a_trap_waits_for_the_command_in_the_foreground() -> None:
    machine, process = run("trap 'exit 0' TERM; sleep 100; echo late", until=1_000)
    ended = advance(signal(process, "TERM", 1_000), 99_000, machine)  # type: ignore[arg-type]
    assert ended["end"] is None


def test_threads_in_the_background_take_their_turn() -> None:
    machine, process = run("touch /ok; (sleep 5.5; rm /ok) & while [ -f /ok ]; do sleep 1; done; echo gone")
    assert machine.text == "gone\n" and process["end"] == (6000, 0)
    machine, process = run("sleep 3 & wait; echo done")
    assert process["end"] == (3000, 0)


def test_endless_work_is_cut_into_pieces_instead_of_hanging() -> None:
    machine, process = run("while true; do echo y; done", until=3_000)
    assert process["end"] is None and len(machine.printed) < 20_000
    run("x=1; while true; do x=$((x*7)); done", until=3_000)
    run("yes | head -1; a() { a; }; a", until=3_000)


@pytest.mark.parametrize(
    "source", ["echo 'open", "if true; then", "for do", "echo $(", ")", "case x in", "a | | b", "while"]
)
def test_broken_scripts_end_with_a_syntax_error(source: str) -> None:
    machine, process = run(source)
    assert process["end"] is not None and process["end"][1] == 2
    assert "syntax error" in machine.text


def test_the_state_of_a_process_is_plain_data() -> None:
    machine, process = run("for x in 1 2 3; do sleep 1; echo $x; done", until=1_500)
    again = json.loads(json.dumps(process))
    again["threads"] = tuple({**t, "iters": tuple(map(tuple, t["iters"])), "redirs": ()} for t in again["threads"])
    again["args"] = tuple(again["args"])
    assert advance(again, 9_000, machine)["end"] == [3000, 0] or machine.text == "1\n2\n3\n"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "source",
    [
        "x=abcdefgh; while true; do x=$x$x; done",
        "echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! | grep -E '(a+)+b'",
        "case aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa in *a*a*a*a*a*a*b) ;; esac",
        "seq 1 1000000000 | wc -l",
        "echo $((9**9**9**9**9))",
        "sh -c 'while true; do :; done' | cat",
    ],
)
def test_scripts_that_would_eat_the_machine_are_stopped(source: str) -> None:
    machine, process = run(source, until=1_000)
    assert len(json.dumps(process)) < 300_000 and len(machine.text) < 1_000_000


@pytest.mark.parametrize(
    "source",
    ["tail -n x /f", "head -c", "timeout x y", "cut -f a", "echo a | sed 's/(/x/'", "seq", "awk", "kill", "test 1 -gt x",
     "basename", "printf", "tr", "sleep x", "exit abc", "read", "shift 9", "dd bs=x", "nslookup", "ping -c x web", "base64 -d /f",
     "case [ in [) echo a;; esac", "echo ${", "echo ${!x} ${x:1:2} ${x//a/b}", "trap", "wait 9", "cd", "exec", "eval 'if'"],
)  # fmt: skip
def test_arguments_that_make_no_sense_break_a_command_and_nothing_else(source: str) -> None:
    _, process = run(f"{source}; echo after")
    assert process["end"] is not None


@pytest.mark.parametrize(
    ("script", "out", "code"),
    [
        ("set -e; false; echo on", "", 1),
        ("set -e; false || echo or; echo on", "or\non\n", 0),
        ("set -e; false && echo and; echo on", "on\n", 0),
        ("set -e; true && false; echo on", "", 1),
        ("set -e; if false; then echo then; fi; echo on", "on\n", 0),
        ("set -e; ! true; echo on", "on\n", 0),
        ("set -eu; false; echo on", "", 1),
        ("set -o errexit; false; echo on", "", 1),
        ("set -e; set +e; false; echo on", "on\n", 0),
        ("false; echo on", "on\n", 0),
        ("set -e; false > /tmp/$(echo name); echo on", "", 1),
        ("sh -ec 'false; echo in'; echo on $?", "on 1\n", 0),
    ],
)
def test_set_e_ends_a_script_at_the_first_failure_nobody_asked_about(script: str, out: str, code: int) -> None:
    machine, process = run(script)
    assert ("".join(text for _, text in machine.printed), process["end"][1]) == (out, code)
