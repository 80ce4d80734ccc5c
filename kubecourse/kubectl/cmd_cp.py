"""`kubectl cp`: a file into a container, or out of one.

What is local is read and written through the doors that the caller of `run` handed in; without one to write through,
it is said how to look at the file instead. Upstream: `kubectl/pkg/cmd/cp`. Next: `cmd_top.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from .cmd_exec import in_container
from .failures import Exit, Failure, help_error
from .interactive import instead
from .manifests import text_of
from .pods_of import chosen, pods_of
from .session import Session

__all__ = ["copy"]

_WRITE = 'if [ -d "$2" ]; then printf "%s" "$1" > "$2/$3"; else printf "%s" "$1" > "$2"; fi'


class _Place(NamedTuple):
    """A path, in a pod or (without one) here."""

    namespace: str
    pod: str
    path: str


def copy(session: Session) -> None:
    """Copy SOURCE to DESTINATION; one of them is `pod:path` or `namespace/pod:path`."""
    if len(session.args) != 2:
        raise help_error("kubectl cp", "source and destination are required")
    source, target = _place(session.args[0]), _place(session.args[1])
    if source.pod and target.pod:
        raise Failure("one of src or dest must be a local file specification")
    if not source.pod and not target.pod:
        raise Failure("one of src or dest must be a remote file specification")
    if not source.path or not target.path:
        raise Failure("filepath can not be empty")
    (_out if source.pod else _in)(session, source, target)


def _place(text: str) -> _Place:
    where, colon, path = text.partition(":")
    if not colon or where.startswith((".", "/")):
        return _Place("", "", text)
    pieces = where.split("/")
    if not where or len(pieces) > 2:
        raise Failure("filespec must match the canonical format: [[namespace/]pod:]file/path")
    space = pieces[0] if len(pieces) == 2 else ""
    return _Place(space, pieces[-1], path)


def _run(session: Session, place: _Place, argv: list[str]) -> str:
    if place.namespace:
        session.namespace = place.namespace
    pod = pods_of(session, place.pod)[0]
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot exec into a container in a completed pod; current phase is {phase}")
    done = in_container(session, pod, chosen(session, pod), argv)
    if done.code:
        session.err.append(done.stderr)
        session.note(f"command terminated with exit code {done.code}")
        raise Exit(1)
    return str(done.stdout)


def _in(session: Session, source: _Place, target: _Place) -> None:
    try:
        text = text_of(session, source.path)
    except Failure:
        raise Failure(f"{source.path} doesn't exist in local filesystem") from None
    _run(session, target, ["sh", "-c", _WRITE, "cp", text, target.path.rstrip("/"), source.path.rpartition("/")[2]])


def _out(session: Session, source: _Place, target: _Place) -> None:
    text = _run(session, source, ["cat", source.path])
    if session.write_file is None:
        instead(session, "cp", target=session.args[0].partition(":")[0], path=source.path)
        raise Exit(1)
    if source.path.startswith("/"):
        session.note("tar: removing leading '/' from member names")
    session.write_file(target.path, text)
