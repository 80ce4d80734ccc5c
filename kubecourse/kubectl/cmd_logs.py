"""`kubectl logs`: what containers wrote.

Time is virtual, so `-f` lets it pass until nothing more is due and then ends. A line of a log has no time of its own
here: `--since` asks whether the container wrote after that instant at all, by when it began, and `--timestamps` says so.
Upstream: `kubectl/pkg/cmd/logs`. Next: `cmd_exec.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..engine.api.errors import ApiError
from ..engine.core.clock import moment
from ..engine.core.work import Object
from .failures import Failure, help_error
from .flags import seconds
from .pods_of import chosen, containers, pods_of
from .session import Session

__all__ = ["FOLLOW", "logs"]

#: how long a log is followed at most, virtual time
FOLLOW = "10m"

_EXPECTED = (
    "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"
    "POD or TYPE/NAME is a required argument for the logs command"
)
_STREAMS = (
    "you are attempting to follow {} log streams, but maximum allowed concurrency is {}, "
    "use --max-log-requests to increase the limit"
)


def logs(session: Session) -> None:
    """Print the log of one container, of all of a pod, or of all that a selector finds."""
    _check(session)
    if session.flags("follow"):
        session.cluster.settle(FOLLOW)
    pods = _pods(session)
    everything = session.flags("all-containers")
    streams = [(pod, name) for pod in pods for name in (_names(pod) if everything else [chosen(session, pod)])]
    limit = session.flags("max-log-requests", 5)
    if session.flags("follow") and len(streams) > limit:
        raise Failure(_STREAMS.format(len(streams), limit))
    for pod, name in streams:
        _one(session, pod, name)


def _check(session: Session) -> None:
    flags, args = session.flags, session.args
    if (not args and not flags("selector")) or len(args) > 2:
        raise help_error("kubectl logs", _EXPECTED)
    if flags("selector") and args:
        raise help_error("kubectl logs", "only a selector (-l) or a POD name is allowed")
    if len(args) == 2:
        if flags("container"):
            raise help_error("kubectl logs", "only one of -c or an inline [CONTAINER] arg is allowed")
        flags["container"] = args[1]
    if flags("all-containers") and flags("container"):
        raise Failure("--all-containers=true should not be specified with container name " + str(flags("container")))
    if flags("since") and flags("since-time"):
        raise Failure("at most one of `sinceTime` or `sinceSeconds` may be specified")
    if flags("tail", 0) < -1:
        raise Failure("--tail must be greater than or equal to -1")
    if flags("limit-bytes", 1) < 1:
        raise Failure("--limit-bytes must be greater than 0")


def _pods(session: Session) -> list[Object]:
    if session.flags("selector"):
        pods = session.api.list("Pod", session.namespace, session.flags("selector"))
        if not pods:
            session.note(f"No resources found in {session.namespace} namespace.")
        session.flags.setdefault("tail", 10)
        return list(pods)
    word = session.args[0]
    try:
        found = pods_of(session, word, session.flags("all-pods"))
    except ApiError as error:
        if "/" in word or error.reason != "NotFound":
            raise
        text = f'error from server (NotFound): pods "{word}" not found in namespace "{session.namespace}"'
        raise Failure(text) from None
    if session.flags("all-pods"):
        session.flags.setdefault("prefix", True)
        return found
    return found[:1]


def _names(pod: Object) -> Iterable[str]:
    """Init containers first, then the others, then those for debugging."""
    order = {"init": 0, "ephem": 2}
    known = containers(pod)
    ranked = sorted(
        known, key=lambda pair: order.get(pair[1].rpartition("(")[2].rstrip(")") if "(" in pair[1] else "", 1)
    )
    return [name for name, _ in ranked]


def _one(session: Session, pod: Object, container: str) -> None:
    flags, name = session.flags, pod["metadata"]["name"]
    space = pod["metadata"].get("namespace") or session.namespace
    session.demand("get", "Pod", space, name, "log")
    try:
        text = session.cluster.logs(name, container, bool(flags("previous")), space)
    except ApiError as error:
        if not flags("ignore-errors"):
            raise
        session.say(f"error: {error.message}")
        return
    lines = text.splitlines(keepends=True) if _recent(session, pod, container) else []
    tail = flags("tail", -1)
    if 0 <= tail < len(lines):
        lines = lines[len(lines) - tail :]
    if flags("limit-bytes"):
        lines = "".join(lines).encode()[: flags("limit-bytes")].decode("utf-8", "ignore").splitlines(keepends=True)
    if flags("timestamps"):
        begun = _begun(pod, container)
        lines = [f"{begun[:-1]}.000000000Z {line}" if begun else line for line in lines]
    if flags("prefix"):
        lines = [f"[pod/{name}/{container}] {line}" for line in lines]
    session.out.append("".join(lines))


def _recent(session: Session, pod: Object, container: str) -> bool:
    """May the container have written since the instant that is asked for? One that runs may."""
    flags = session.flags
    if not flags("since") and not flags("since-time"):
        return True
    try:
        first = session.now - int(seconds(flags("since")) * 1000) if flags("since") else moment(flags("since-time"))
    except ValueError:
        raise Failure(f"parsing time {flags('since-time')!r}: it is not like 2006-01-02T15:04:05Z") from None
    for status in _statuses(pod, container):
        ended = (status.get("state") or {}).get("terminated", {}).get("finishedAt")
        if ended and moment(ended) < first:
            return False
    return True


def _statuses(pod: Object, container: str) -> list[Object]:
    status = pod.get("status") or {}
    rows = [row for part in ("init", "", "ephemeral") for row in status.get(_FIELDS[part]) or ()]
    return [row for row in rows if row["name"] == container]


_FIELDS = {"init": "initContainerStatuses", "": "containerStatuses", "ephemeral": "ephemeralContainerStatuses"}


def _begun(pod: Object, container: str) -> str:
    for status in _statuses(pod, container):
        state = status.get("state") or {}
        return str((state.get("running") or state.get("terminated") or {}).get("startedAt") or "")
    return ""
