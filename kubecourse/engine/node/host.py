"""What a process sees of the machine it runs on: files, output, names, the network.

The protocol between the shell and the container it runs in (`container.py`); tests give a small one of their own.
"""

from __future__ import annotations

from typing import Any, Protocol

__all__ = ["Host"]


class Host(Protocol):
    """`effects` grows with everything that is read or written: it tells whether a loop does something."""

    effects: int
    hostname: str
    #: the name with the domain of the service, or the same
    fqdn: str
    nameserver: str
    user: int
    group: int
    groups: tuple[int, ...]
    #: are unknown commands refused (True), or taken for servers of the image
    closed: bool

    def read(self, path: str) -> str | None:
        """The content of a file, or None."""

    def write(self, path: str, text: str, append: bool) -> str | None:
        """Write a file; None, or why not ("Read-only file system", "nonexistent directory")."""

    def remove(self, path: str) -> str | None:
        """Remove a file or a directory with what is in it; None, or why not."""

    def mkdir(self, path: str, parents: bool) -> str | None:
        """Make a directory; None, or why not."""

    def listdir(self, path: str) -> list[str] | None:
        """The names in a directory, or None where there is none."""

    #: when the container's files were made, as an RFC 3339 time
    born: str

    def describe(self, path: str) -> tuple[str, int, str]:
        """(mode as `ls -l` shows it, links, target of a symbolic link or "") of what is there."""

    def output(self, text: str, time: int, error: bool) -> None:
        """A process printed something."""

    def resolve(self, name: str) -> str | None:
        """The address of a name, or None."""

    def query(self, name: str, kind: str, search: bool) -> Any:
        """What DNS answers, question by question (as `World.query`), or None where nobody does."""

    def connect(self, host: str, port: int, path: str) -> tuple[int, str] | str:
        """(status, body) of an HTTP GET, (0, "") for an open port that speaks no HTTP, or the error."""

    def signal(self, name: str, pid: int) -> None:
        """kill: a signal to a process of the container."""

    def service(self, argv: list[str]) -> bool:
        """A server of the image is started in the foreground; False if there is no such program."""

    #: programs started since the host was made
    forks: int
    #: command lines that run beside process 1: those of exec
    beside: list[str]

    def processes(self, now: int) -> list[tuple[int, int, str]]:
        """(pid, user, command line) of what runs in the container, without `beside`."""

    def mounts(self) -> list[tuple[str, str, bool]]:
        """(path, kind, read only) of the mounts."""

    def allocate(self, amount: int, time: int) -> None:
        """A process wants this much memory, in bytes."""

    def grow(self, path: str, amount: int) -> None:
        """A file is this large, whatever is kept of its content."""

    def room(self, path: str) -> tuple[int, int] | None:
        """(bytes of the disk mounted there, bytes in use); None for what is no disk of its own."""
