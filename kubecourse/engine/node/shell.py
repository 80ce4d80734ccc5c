"""A shell that runs in virtual time and whose whole state is plain data.

A *process* is a dict: `threads` (the main one first, then those started with `&`), traps, environment and,
once it is over, `end` = (time, code). `advance` runs it up to an instant: it writes files and output through
its `Host`, and comes back with the new state. `sleep` only moves the thread's own time forward, so nothing
is lost by looking seldom. A loop that does nothing but sleep is recognised and never looked at again.
"""

from __future__ import annotations

import re
from typing import Any

from .commands import BUILTINS, Result, find
from .expand import expand, flat, matches
from .host import Host
from .scope import LONGEST, Scope
from .syntax import compiled
from .threads import FOREVER, READERS, Process, new_thread, next_wake, script, signal, woken
from .tokens import ShellError

__all__ = ["FOREVER", "Process", "advance", "next_wake", "run_once", "script", "signal"]

#: instructions that one thread may run without letting time pass
_FUEL = 2_000
_Thread = dict[str, Any]


def advance(process: Process, until: int, host: Host) -> Process:
    """Run every thread up to `until` (ms), earliest first."""
    while process["end"] is None:
        number, thread = min(enumerate(process["threads"]), key=lambda pair: (pair[1]["wake"], pair[0]))
        if thread["wake"] > until:
            return process
        run = _Run(process, thread, host)
        others = (t["wake"] for index, t in enumerate(process["threads"]) if index != number)
        run.go(min(until, *others) if len(process["threads"]) > 1 else until)
        process = run.process(number)
    return process


def run_once(
    source: str, args: tuple[str, ...], env: dict[str, str], now: int, host: Host, limit: int, stdin: str | None = None
) -> Process:
    """Run a script to its end, or until `limit` ms have passed for it: then its code is 137.

    `stdin`: what it can read, all of it; what then ends has its variables in "vars".
    """
    begun = script(source, args, env, now)
    process = advance(begun if stdin is None else {**begun, "stdin": stdin}, now + limit, host)
    return process if process["end"] is not None else {**process, "end": (now + limit, 137)}


class _Run(Scope):
    """One thread while it runs; it is also the `Scope` of its words."""

    def __init__(self, process: Process, thread: _Thread, host: Host) -> None:
        self._process, self._thread, self.host = process, thread, host
        self.env: dict[str, str] = dict(thread["vars"])
        self.time: int = thread["wake"]
        self.status: int = thread["status"]
        self.args: tuple[str, ...] = process["args"]
        self.traps: dict[str, str] = process["traps"]
        self.children: list[_Thread] = []
        self.in_loop, self.tick = thread["in_loop"], 0
        #: True at the end of the script, "exit" after exit
        self.ended: bool | str = False
        self.waits = False
        self._fuel = _FUEL
        #: the command that time last passed in: what `ps` shows below the shell
        self._doing: tuple[str, ...] = thread.get("doing") or ()
        self._argv: tuple[str, ...] = ()
        self._iters: list[tuple[str, ...]] = list(thread["iters"])
        self._redirs: list[Any] = list(thread["redirs"])
        self._pc: int = thread["pc"]
        #: the last head of a loop: (instruction, effects since then, environment, time)
        self._seen: Any = thread["seen"]
        #: what `tail -f` has printed so far, and the instruction that is being carried out
        self.followed: tuple[Any, ...] = thread.get("followed") or ()
        self.here = self._later = 0
        self._mark: int = host.effects
        self._depth = 0
        #: what `read` takes its lines from
        self.stdin: str | None = process.get("stdin")

    def process(self, number: int) -> Process:
        """The state of the process with what this thread has done."""
        threads = list(self._process["threads"])
        if self.ended and (number == 0 or self._thread.get("trap")):
            end = None if self._thread.get("trap") and self.ended != "exit" else (self.time, self.status)
            if end is not None:
                left = {"vars": self.env} if "stdin" in self._process else {}
                return {**self._process, **left, "traps": self.traps, "end": end}
        if self.ended:
            del threads[number]
        else:
            threads[number] = {
                **self._thread, "pc": self._pc, "wake": self.time, "status": self.status, "vars": self.env,
                "iters": tuple(self._iters), "redirs": tuple(self._redirs), "seen": self._kept(), "in_loop": self.in_loop,
                "tick": self.tick, "waits": self.waits, "doing": self._doing, "followed": self.followed,
            }  # fmt: skip
        threads.extend(self.children)
        threads = woken(threads, self.time)
        kept = {"stdin": self.stdin} if "stdin" in self._process else {}
        return {**self._process, **kept, "traps": self.traps, "threads": tuple(threads)}

    # -- instructions ----------------------------------------------------------------------------

    def go(self, until: int) -> None:
        """Run until the thread's time is past `until`, or it ends."""
        try:
            program = compiled(self._thread["src"])
        except ShellError as error:
            self.host.output(f"{self.args[0]}: {error}\n", self.time, True)
            self.status, self.ended = 2, "exit"
            return
        self.waits = False
        while not self.ended and self.time <= until:
            if self.children:
                # the child has its turn first
                until = min(until, self.children[0]["wake"])
                if self.time > until:
                    return
            self._fuel -= 1
            if self._fuel <= 0:
                self.time += 1000
                self.in_loop = True
                return
            self._step(program)

    def _step(self, program: Any) -> None:
        instruction = program[self._pc]
        self.here, self._pc = self._pc, self._pc + 1
        getattr(self, f"_do_{instruction[0]}")(*instruction[1:])

    def _do_nop(self) -> None:
        pass

    def _do_end(self) -> None:
        self.ended = True

    def _do_set(self, status: int) -> None:
        self.status = status

    def _do_errexit(self) -> None:
        if self.status:
            self.ended = "exit"

    def _do_not(self) -> None:
        self.status = 0 if self.status else 1

    def _do_jmp(self, target: int) -> None:
        self._pc = target

    def _do_jz(self, target: int) -> None:
        if self.status == 0:
            self._pc = target

    def _do_jnz(self, target: int) -> None:
        if self.status:
            self._pc = target

    def _do_loop(self) -> None:
        """The head of a loop: seen twice with nothing changed in between, it will go on like that for ever."""
        seen = self._kept()
        if seen is not None and seen[:3] == (self._pc, 0, self.env):
            self.tick = max(self.time - seen[3], 1)
            self.time, self.in_loop = FOREVER, True
            return
        self._seen, self._mark = (self._pc, 0, dict(self.env), self.time), self.host.effects

    def _kept(self) -> Any:
        """`_seen` with the effects up to now: the host that counts them is another one after each pause."""
        if self._seen is None:
            return None
        pc, effects, env, time = self._seen
        return pc, effects + self.host.effects - self._mark, env, time

    def _do_forinit(self, words: Any) -> None:
        self._iters.append(tuple(expand(words, self)))

    def _do_fornext(self, name: str, leave: int) -> None:
        items = self._iters.pop()
        if not items:
            self._pc = leave
            return
        self.env[name] = items[0]
        self._iters.append(items[1:])

    def _do_forbreak(self, target: int) -> None:
        self._iters.pop()
        self._pc = target

    def _do_match(self, subject: Any, patterns: Any, otherwise: int) -> None:
        text = flat(subject, self)
        if not any(matches(text, flat(pattern, self)) for pattern in patterns):
            self._pc = otherwise

    def _do_rpush(self, redirections: Any) -> None:
        opened = tuple((fd, op, (("lit", flat(word, self), True),)) for fd, op, word in redirections)
        for _, operator, word in opened:
            if operator == "<":
                self.stdin = self.host.read(self.path(word[0][1])) or ""
            if operator in (">", ">|", "&>"):
                self._write(word[0][1], "", False)
        # the file is made once; what the commands inside print is added to it
        self._redirs.append(tuple((fd, ">>" if op in (">", ">|", "&>") else op, word) for fd, op, word in opened))

    def _do_rpop(self) -> None:
        self._redirs.pop()

    def _do_bg(self, begin: int, after: int) -> None:
        child = new_thread(self._thread["src"], begin, self.time, dict(self.env))
        self.children.append({**child, "redirs": tuple(self._redirs)})
        self._pc, self.status = after, 0

    def _do_pipe(self, stages: Any) -> None:
        self._piped(stages, None, False)

    def _piped(self, stages: Any, text: str | None, captured: bool) -> str:
        """One stage after another; what the last prints is caught too where the pipe is inside `$(…)`."""
        for number, stage in enumerate(stages):
            text = self._stage(stage, text, captured or number < len(stages) - 1)
        return text or ""

    @property
    def nested(self) -> bool:
        """Is this inside a pipe or `$(…)`, where nothing can be carried out again?"""
        return self._depth > 0

    @property
    def goes_on(self) -> bool:
        """Will the command be carried out again?"""
        return self._later > 0

    def again(self, ms: int) -> None:
        """Carry out the same instruction once more, so much later."""
        self._later = ms

    def _do_cmd(self, assigns: Any, words: Any, redirections: Any, in_loop: bool) -> None:
        self.in_loop = in_loop
        began = self.time
        result = self.command(assigns, words, redirections, self._given())
        if self.time > began or self._later:
            self._doing = self._argv
        self._emit(result, [*self._redirs, redirections])
        if self._later:
            self.time, self._pc, self.in_loop, self._later = self.time + self._later, self.here, True, 0

    def _given(self) -> str | None:
        """What a command can read that is at the head of a pipe: the standard input of the process, where it has one."""
        return self.stdin if "stdin" in self._process else None

    # -- commands --------------------------------------------------------------------------------

    def command(self, assigns: Any, words: Any, redirections: Any, stdin: str | None) -> Result:
        """Expand and run one simple command."""
        argv = expand(words, self)
        values = {name: flat(value, self) for name, value in assigns}
        for descriptor, operator, word in [r for group in (*self._redirs, redirections) for r in group]:
            if operator in ("<<", "<<<"):
                stdin = flat(word, self) + ("\n" if operator == "<<<" else "")
            elif operator == "<" and descriptor == 0:
                path = flat(word, self)
                stdin = self.host.read(self.path(path))
                if stdin is None:
                    return Result(1, "", f"{self.args[0]}: can't open {path}: no such file\n")
        if not argv:
            self.env.update({name: value[:LONGEST] for name, value in values.items()})
            # the status of `x=$(false)` is that of the substitution
            return Result(self.status if any(p[0] == "cmd" for _, v in assigns for p in v) else 0)
        before, self._argv = self.env, tuple(argv)
        if argv[0] not in BUILTINS:
            self.host.forks += 1
        if values:
            self.env = {**before, **values}
        try:
            return find(argv[0], self.host)(self, argv, stdin)
        except (ValueError, IndexError, KeyError, TypeError, OverflowError, re.error):
            # arguments that the command cannot read
            return Result(1, "", f"{argv[0]}: invalid argument\n")
        finally:
            if values:
                self.env = before
            if stdin is self.stdin and argv[0] not in BUILTINS and argv[0] in READERS:
                self.stdin = stdin and ""  # it has read to the end

    def _emit(self, result: Result, groups: list[Any]) -> None:
        """Send what a command printed where its redirections say; `waits` and ends have set the rest."""
        self.status = result.code
        targets: dict[int, Any] = {1: "out", 2: "err"}
        for descriptor, operator, word in [r for group in groups for r in group]:
            if operator in (">&", "<&"):
                other = flat(word, self)
                targets[descriptor] = targets.get(int(other), "out") if other.isdigit() else None
            elif operator in (">", ">>", ">|", "&>"):
                path = flat(word, self)
                problem = self._write(path, "", operator == ">>")
                if problem:
                    self.host.output(f"{self.args[0]}: can't create {path}: {problem}\n", self.time, True)
                    self.status = 1
                    return
                targets[descriptor] = path
                if operator == "&>":
                    targets[2] = path
        self.status = result.code  # a name such as `$(date).txt` has run a command of its own
        for descriptor, text in ((1, result.out), (2, result.err)):
            target = targets[descriptor]
            if text and target in ("out", "err"):
                self.host.output(text, self.time, target == "err")
            elif text and target is not None:
                self._wrote(self._write(target, text, True))

    def _wrote(self, problem: str | None) -> None:
        """What could not be written is told: by the shell itself, or by the program that wrote."""
        if problem:
            who = self._argv[0] if self._argv and self._argv[0] not in BUILTINS else self.args[0]
            self.host.output(f"{who}: write error: {problem}\n", self.time, True)
            self.status = 1

    def _write(self, path: str, text: str, append: bool) -> str | None:
        if path in ("/dev/null", "/dev/zero"):
            return None
        if path in ("/dev/stdout", "/proc/1/fd/1", "/dev/stderr", "/proc/1/fd/2"):
            self.host.output(text, self.time, path[-1] in "r2")
            return None
        return self.host.write(self.path(path), text, append)

    def _stage(self, program: Any, stdin: str | None, captured: bool) -> str:
        """One part of a pipeline, run to its end; what it prints goes to the next."""
        saved = (self._pc, self._iters, self._redirs, self.ended, dict(self.env))
        self._pc, self._iters, outer, self._redirs = 0, [], self._redirs, []
        self._depth += 1
        before, self.stdin = self.stdin, stdin if stdin is not None else self.stdin
        collected: list[str] = []
        while not self.ended and self._fuel > 0 and self.time < FOREVER and self._depth < 20:
            self._fuel -= 1
            instruction = program[self._pc]
            if instruction[0] == "pipe" and captured:
                self._pc += 1
                collected.append(self._piped(instruction[1], stdin, True))
            elif instruction[0] == "cmd" and (captured or stdin is not None):
                self._pc += 1
                result = self.command(
                    instruction[1], instruction[2], instruction[3], self._given() if stdin is None else stdin
                )
                groups = [*outer, *self._redirs, instruction[3]] if not captured else [*self._redirs, instruction[3]]
                if captured and not any(fd == 1 for group in groups for fd, _, _ in group):
                    collected.append(result.out)
                    result = Result(result.code, "", result.err)
                self._emit(result, groups)
            else:
                self._step(program)
        self._depth -= 1
        self._pc, self._iters, self._redirs, self.ended, env = saved
        self.stdin = before
        if captured:
            self.env = env
        return "".join(collected)

    # -- of the process --------------------------------------------------------------------------

    def others(self) -> bool:
        """Does the process have threads but this one?"""
        return len(self._process["threads"]) + len(self.children) > 1

    def captured(self, source: str) -> str:
        """`$(…)`."""
        try:
            program = compiled(source)
        except ShellError as error:
            self.host.output(f"{self.args[0]}: {error}\n", self.time, True)
            return ""
        return self._stage(program, None, True)
