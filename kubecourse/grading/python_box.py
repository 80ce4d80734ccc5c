"""Inside the box: the only place where code of a student is run. Read as text by `python_cells.py`, imported by nobody.

Before the first line of it: namespaces of its own (no network, no other process to be seen), a file system with nothing but
Python's standard library and one small empty folder, no rights, and the limits of the operating system. What is asked
comes in as lines of text after the code has run; what goes out is JSON, which proves nothing to whoever reads it.
"""

from __future__ import annotations

import ctypes
import io
import json
import os
import resource
import sys
import sysconfig
from pathlib import Path

__all__: list[str] = []

NOBODY = 65534
NEWNS, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
RDONLY, NOSUID, NODEV, REMOUNT, BIND, REC, PRIVATE = 1, 2, 4, 32, 4096, 16384, 1 << 18
DEEPEST, LONGEST = 20, 10_000
libc = ctypes.CDLL(None, use_errno=True)


def called(number: int) -> None:
    if number != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def apart() -> None:
    """Namespaces: by right where we have it, else by way of a user namespace. Raises OSError where the kernel has neither."""
    user, group = os.geteuid(), os.getegid()
    rest = NEWNS | NEWUTS | NEWIPC | NEWPID | NEWNET
    if libc.unshare(rest) == 0:
        return
    called(libc.unshare(NEWUSER | rest))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{NOBODY} {user} 1"), ("gid_map", f"{NOBODY} {group} 1")):
        Path(f"/proc/self/{name}").write_text(text)


def mount(what: str, where: str, kind: str | None, flags: int, data: str | None = None) -> None:
    words = [word.encode() if word is not None else None for word in (what, where, kind)]
    called(libc.mount(*words, ctypes.c_ulong(flags), data.encode() if data else None))


def alone(folder: str) -> None:
    """A root with Python's library and an empty folder, and nothing else; it is read-only but for that folder."""
    mount("none", "/", None, REC | PRIVATE)
    mount("tmpfs", folder, "tmpfs", NOSUID | NODEV, "size=64k,mode=755")
    stdlib = {os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib")}
    shown = [path for path in (*sorted(stdlib), "/usr/lib", "/usr/lib64", "/lib", "/lib64") if os.path.isdir(path)]
    for path in shown:
        if os.path.islink(path):
            os.symlink(os.readlink(path), folder + path)
            continue
        os.makedirs(folder + path, exist_ok=True)
        mount(path, folder + path, None, BIND)
        mount("none", folder + path, None, BIND | REMOUNT | RDONLY | NOSUID | NODEV)
    for path in shown:  # a course may be installed where Python's packages are
        for hidden in (f"{path}/site-packages", f"{path}/dist-packages", f"{path}/python3/dist-packages"):
            if os.path.isdir(folder + hidden):
                mount("tmpfs", folder + hidden, "tmpfs", RDONLY | NOSUID | NODEV, "size=4k")
    os.mkdir(folder + "/work")
    mount("tmpfs", folder + "/work", "tmpfs", NOSUID | NODEV, "size=1m,mode=777")
    mount("none", folder, None, REMOUNT | RDONLY | NOSUID | NODEV)
    os.chroot(folder)
    os.chdir("/work")


def bound(seconds: int, memory: int, boxed: bool) -> None:
    """No rights, and limits."""
    if os.geteuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        except OSError:
            if boxed:
                raise
    libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS
    header, nothing = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    libc.capset(header, nothing)
    limits = {"CPU": seconds, "AS": memory, "FSIZE": 1 << 20, "NOFILE": 32, "NPROC": 0, "CORE": 0}
    for name, most in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))


def not_alone() -> None:
    """Not one second longer than whoever waits for it; to be said anew whenever rights have changed."""
    libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG


def plain(value: object, depth: int = 0) -> object:
    """What JSON can say, exactly; anything else is refused."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if value is None or type(value) in (bool, int, float, str):
        return value
    if type(value) in (list, tuple) and len(value) <= LONGEST:  # type: ignore[arg-type]
        return [plain(each, depth + 1) for each in value]  # type: ignore[attr-defined]
    if type(value) is dict and len(value) <= LONGEST and all(type(key) is str for key in value):
        return {key: plain(each, depth + 1) for key, each in value.items()}
    raise TypeError(f"a {type(value).__name__} is no plain data")


class Unheard(io.TextIOBase):
    """Where `print` goes."""

    def write(self, text: str) -> int:
        return len(text)


def play(told: dict, reading: int, writing: int) -> None:
    """Run the code, then look at each expression that is asked for."""
    os.write(writing, b"+")  # the box is shut: nothing that is said from here on can say that it is not
    space: dict = {"__name__": "__main__"}
    found: dict = {"replies": {}}
    try:
        exec(compile(told["code"], "answer", "exec"), space)
    except BaseException as error:
        found["stopped"] = f"{type(error).__name__}: {error}"[:300]
    else:
        os.write(writing, b"\n")  # ready: only now is anything asked
        with os.fdopen(reading, "rb") as source:
            asks = json.loads(source.read())
        for ask in asks:
            try:
                found["replies"][ask] = {"value": plain(eval(ask, space))}
            except BaseException as error:
                found["replies"][ask] = {"error": f"{type(error).__name__}: {error}"[:300]}
    left = json.dumps(found).encode()
    while left:
        left = left[os.write(writing, left) :]
    os._exit(0)


def main() -> None:
    line = bytearray()
    while not line.endswith(b"\n"):  # one byte at a time: what comes after it is not for us yet
        line += os.read(0, 1)
    told = json.loads(line)
    folder = os.getcwd()
    try:
        if told["namespaces"]:
            apart()
        not_alone()
    except OSError as error:
        os.write(1, json.dumps({"refused": str(error)}).encode())
        os._exit(3)
    sys.path[:] = [path for path in sys.path if path and "-packages" not in path]
    player = os.fork() if told["namespaces"] else 0  # the first process of its own, whose end is the end of all of them
    if player:
        _, status = os.waitpid(player, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    try:
        if told["namespaces"]:
            alone(folder)
        bound(told["seconds"], told["memory"], told["namespaces"])
        not_alone()
    except OSError as error:
        os.write(1, json.dumps({"refused": str(error)}).encode())
        os._exit(3)
    reading, writing = os.dup(0), os.dup(1)
    nowhere, out = os.pipe()
    for number, end in ((0, nowhere), (1, out), (2, out)):  # there is no /dev/null in here
        os.dup2(end, number)
    os.close(nowhere)
    os.close(out)
    sys.stdout = sys.stderr = Unheard()
    play(told, reading, writing)


if __name__ == "__main__":
    main()
