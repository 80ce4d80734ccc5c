"""One command at work: the cluster, the arguments and flags, and what has been printed so far.

A command's function gets a `Session`, prints with `say`, and raises a `Failure` or lets an `ApiError`
pass. Next: `resources.py`, which finds the objects that the arguments mean.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..engine.api.handle import Api
from ..engine.api.kinds import Kind, Registry
from ..engine.core.work import Object
from .failures import Failure
from .flags import Flags, seconds

__all__ = ["CLUSTER", "CONTEXT", "MANAGER", "USER", "Session", "contexts_of", "kind_name", "preferred", "title"]

CONTEXT, USER, CLUSTER = "kubernetes-admin@kubernetes", "kubernetes-admin", "kubernetes"

#: who manages the fields of what a command writes, unless it has a name of its own
MANAGER = "kubectl"
_OWN_MANAGERS = (
    "annotate", "apply", "autoscale", "create", "diff", "edit", "expose", "label", "patch", "replace", "rollout", "run",
    "set", "taint",
)  # fmt: skip


def title(kind: Kind) -> str:
    """`deployment.apps`, or `pod` for the core group."""
    return f"{kind.singular}.{kind.group}" if kind.group else kind.singular


def kind_name(kind: Kind, name: str) -> str:
    """`deployment.apps/web`."""
    return f"{title(kind)}/{name}"


class Session:
    """What a command needs; `path` is the command as usage errors name it (`kubectl rollout status`)."""

    def __init__(
        self,
        cluster: Any,
        path: str,
        args: list[str],
        flags: Flags,
        tail: list[str] | None,
        stdin: str,
        read_file: Callable[[str], str] | None,
        write_file: Callable[[str, str], None] | None = None,
    ) -> None:
        self.cluster = cluster
        self.api: Api = _door(cluster, flags, _manager(path, flags))
        self.registry: Registry = cluster.registry
        self.path, self.args, self.flags, self.tail, self.stdin = path, args, flags, tail, stdin
        self.read_file, self.write_file = read_file, write_file
        self.out: list[str] = []
        self.err: list[str] = []
        self.chosen = flags("namespace")
        self.namespace: str = self.chosen or preferred(cluster)
        self._warned: set[str] = set()

    def demand(self, verb: str, kind: str, namespace: str, name: str, subresource: str) -> None:
        """Refuse what goes past the api handle (logs, exec) as the server would, when `--as` may not do it."""
        check = getattr(self.api, "demand", None)
        if check is not None:
            check(verb, kind, namespace, name, subresource)

    @property
    def now(self) -> int:
        """Virtual time, ms."""
        return int(self.cluster.now)

    def say(self, text: str) -> None:
        """A line on standard output."""
        self.out.append(f"{text}\n")

    def note(self, text: str) -> None:
        """A line on standard error."""
        self.err.append(f"{text}\n")

    def warn(self, text: str) -> None:
        """A warning on standard error, each one once."""
        if text not in self._warned:
            self._warned.add(text)
            self.note(f"Warning: {text}")

    def heard(self) -> None:
        """Print the warnings that came with the last answer of the server."""
        for text in self.api.warnings:
            self.warn(text)

    @property
    def dry_run(self) -> str:
        """`client`, `server` or nothing."""
        value = self.flags("dry-run", "none")
        if value not in ("none", "client", "server"):
            raise Failure(f'Invalid dry-run value ({value}). Must be "none", "server", or "client".')
        return "" if value == "none" else str(value)

    @property
    def suffix(self) -> str:
        """What follows `created` in a dry run."""
        return {"client": " (dry run)", "server": " (server dry run)"}.get(self.dry_run, "")

    def space(self, kind: Kind) -> str:
        """The namespace for a kind: nothing for those that have none."""
        return self.namespace if kind.namespaced else ""

    def done(self, kind: Kind, obj: Object, what: str) -> None:
        """Report a write: `deployment.apps/web created`, or the object in the format asked for."""
        form = self.flags("output")
        if form:
            from .output import formatted

            self.out.append(formatted(self, form, kind, obj))
        else:
            self.say(f"{kind_name(kind, obj['metadata']['name'])} {what}{self.suffix}")

    def timeout(self, default: float) -> float:
        """Seconds of `--timeout`; 0 means `default`."""
        given = self.flags("timeout")
        return (seconds(given) if given else 0.0) or default

    def wait_until(self, holds: Callable[[], bool], limit: float) -> bool:
        """Let virtual time pass until `holds`, at most `limit` seconds."""
        if holds():
            return True
        self.cluster.run_until(lambda _: holds(), limit)
        return holds()


def _manager(path: str, flags: Flags) -> str:
    """Who manages the fields of what a command writes: some commands have a name of their own."""
    words = path.split()
    verb = words[1] if len(words) > 1 else ""
    if verb == "rollout" and words[-1] == "undo":
        return MANAGER
    own = "kubectl-client-side-apply" if verb in ("apply", "diff") else f"kubectl-{verb}"
    return str(flags("field-manager") or (own if verb in _OWN_MANAGERS else MANAGER))


def _door(cluster: Any, flags: Flags, manager: str) -> Api:
    """The server as whoever `--as` names sees it; without it, as the administrator does."""
    user, groups, uid = flags("as"), flags("as-group") or (), flags("as-uid") or ""
    if not user and (groups or uid):
        raise Failure("requesting uid, groups or user-extra for  without impersonating a user")
    door = cluster.api.acting_as(user, groups, uid) if user else cluster.api
    signed: Api = door.signed(manager)
    return signed


def preferred(cluster: Any) -> str:
    """The namespace of the current context: `kubectl config set-context --current --namespace=…`."""
    now, entries = contexts_of(cluster)
    return entries.get(now, {}).get("namespace") or "default"


def contexts_of(cluster: Any) -> tuple[str, dict[str, dict[str, str]]]:
    """The name of the current context, and all contexts: name -> cluster, user, namespace."""
    kept = getattr(cluster, "_kubectl_config", None)
    if kept is None:
        return CONTEXT, {CONTEXT: {"cluster": CLUSTER, "user": USER}}
    return kept["current"], kept["contexts"]
