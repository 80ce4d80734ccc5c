"""`kubectl exec | attach | port-forward | proxy`: commands in containers, and what has no place in a cell.

An error of the stream itself is worded by kubectl, not by the server. Upstream: `kubectl/pkg/cmd/{exec,attach,portforward,proxy}`.
Next: `cmd_cp.py`.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .cmd_logs import FOLLOW
from .failures import Exit, Failure, help_error
from .interactive import instead
from .manifests import manifests
from .pods_of import chosen, pods_of
from .session import Session

__all__ = ["attach", "execute", "in_container", "port_forward", "proxy"]

_INTERNAL = "Internal error occurred: "


def in_container(session: Session, pod: Object, container: str, argv: list[str]) -> Any:
    """Run a command: a result with .stdout, .stderr, .code. What the stream answers is kubectl's own error."""
    session.demand("create", "Pod", pod["metadata"]["namespace"], pod["metadata"]["name"], "exec")
    try:
        return session.cluster.exec(
            pod["metadata"]["name"], argv, namespace=pod["metadata"]["namespace"], container=container
        )
    except ApiError as error:
        if error.reason != "InternalError" or "dial tcp" in error.message:
            raise
        said = error.message.startswith(_INTERNAL)
        raise Failure(error.message if said else _INTERNAL + error.message) from None


def execute(session: Session) -> None:
    """Run a command in a container."""
    flags = session.flags
    named = _named(session)
    if session.tail is None and len(session.args) > len(named) - bool(flags("filename")):
        raise Failure(
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n"
            "See 'kubectl exec -h' for help and examples"
        )
    if not session.tail:
        raise help_error("kubectl exec", "you must specify at least one command for the container")
    pod = pods_of(session, named[0])[0]
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot exec into a container in a completed pod; current phase is {phase}")
    container = chosen(session, pod)
    if flags("tty") and flags("stdin") and _is_shell(session.tail):
        instead(session, "exec", target=named[0] + (f" -c {container}" if flags("container") else ""))
        raise Exit(1)
    if flags("tty"):
        session.note("Unable to use a TTY - input is not a terminal or the right kind of file")
    done = in_container(session, pod, container, session.tail)
    session.out.append(done.stdout)
    session.err.append(done.stderr)
    if done.code:
        session.note(f"command terminated with exit code {done.code}")
        raise Exit(done.code)


def _is_shell(words: list[str]) -> bool:
    """A shell with nothing to do waits for a keyboard."""
    return len(words) == 1 and words[0].rpartition("/")[2] in (
        "sh",
        "bash",
        "ash",
        "python",
        "python3",
        "mysql",
        "psql",
    )


def _named(session: Session) -> list[str]:
    if session.flags("filename"):
        errors: list[Exception] = []
        found = [f"{one.kind.plural}/{one.name}" for one in manifests(session, errors)]
        if errors:
            raise errors[0]
        return found
    if not session.args:
        raise help_error("kubectl exec", "pod, type/name or --filename must be specified")
    return session.args[:1]


def attach(session: Session) -> None:
    """Attaching shows what the container has written so far; there is no keyboard to attach."""
    if not session.args:
        raise help_error("kubectl attach", "at least 1 argument is required for attach")
    if len(session.args) > 2:
        raise help_error(
            "kubectl attach",
            f"expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw {len(session.args)}: {' '.join(session.args)}",
        )
    word = "/".join(session.args)
    pod = pods_of(session, word)[0]
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot attach a container in a completed pod; current phase is {phase}")
    container = chosen(session, pod)
    if session.flags("stdin"):
        instead(session, "attach", target=word)
        raise Exit(1)
    session.cluster.settle(FOLLOW)
    session.out.append(session.cluster.logs(pod["metadata"]["name"], container, False, session.namespace))


def port_forward(session: Session) -> None:
    """There is no port of this machine to forward: say how to send a request instead."""
    if len(session.args) < 2:
        raise help_error("kubectl port-forward", "TYPE/NAME and list of ports are required for port-forward")
    target, *ports = session.args
    pod = pods_of(session, target)[0]
    phase = (pod.get("status") or {}).get("phase", "")
    if phase != "Running":
        raise Failure(f"unable to forward port because pod is not running. Current status={phase}")
    for text in ports:
        local, colon, remote = text.partition(":")
        if any(part and not part.isdigit() for part in (local, remote)) or (colon and not remote):
            raise Failure(f"error parsing remote port {remote or local}: invalid port")
    is_service = target.startswith(("svc/", "service/", "services/"))
    host = target.partition("/")[2] if is_service else (pod["status"].get("podIP") or pod["metadata"]["name"])
    instead(session, "port-forward", target=host, port=ports[0].rpartition(":")[2])
    raise Exit(1)


def proxy(session: Session) -> None:
    """There is no port to listen on."""
    instead(session, "proxy")
    raise Exit(1)
