"""`kubectl drain`: cordon, then evict what can go, and wait until it has gone.

Upstream: `kubectl/pkg/drain/{drain,filters}.go`, `pkg/cmd/drain`. Next: `cmd_wait.py`.
"""

from __future__ import annotations

from ..engine.api.errors import ApiError
from ..engine.core.selectors import labels
from ..engine.core.work import Object
from .cmd_nodes import nodes, set_schedulable
from .failures import Failure
from .session import Session

__all__ = ["drain"]

_DAEMON = "ignoring DaemonSet-managed Pods"
_BARE = "deleting Pods that declare no controller"
_LOCAL = "deleting Pods with local storage"
_NO_DAEMON = "cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)"
_NO_BARE = "cannot delete Pods that declare no controller (use --force to override)"
_NO_LOCAL = "cannot delete Pods with local storage (use --delete-emptydir-data to override)"
_LOST = "cannot delete cannot delete orphaned pods"


def drain(session: Session) -> None:
    """Empty the nodes, one after the other; a node that cannot be emptied does not stop the next."""
    found = list(nodes(session))
    for node in found:
        set_schedulable(session, node, False)
    failed: list[tuple[str, str]] = []
    for node in found:
        name = node["metadata"]["name"]
        try:
            _empty(session, name)
            session.say(f"node/{name} drained{session.suffix}")
        except Failure as error:
            failed.append((name, error.text))
    if failed:
        _report(session, failed)


def _report(session: Session, failed: list[tuple[str, str]]) -> None:
    for name, text in failed:
        many = text.split("\n")
        said = f"[{', '.join(many)}]" if len(many) > 1 else text
        session.note(f'error: unable to drain node "{name}" due to error: {said}, continuing command...')
    session.note("There are pending nodes to be drained:")
    for name, _ in failed:
        session.note(f" {name}")
    raise Failure("\n".join(text for _, text in failed), bare=True)


def _owner(pod: Object) -> Object | None:
    return next((ref for ref in pod["metadata"].get("ownerReferences") or () if ref.get("controller")), None)


def _sort_out(session: Session, pods: list[Object]) -> tuple[list[Object], dict[str, list[str]], dict[str, list[str]]]:
    """What goes, warnings, and what forbids it: texts with the pods they are about."""
    flags = session.flags
    go: list[Object] = []
    warnings: dict[str, list[str]] = {}
    errors: dict[str, list[str]] = {}
    for pod in pods:
        meta = pod["metadata"]
        name = f"{meta['namespace']}/{meta['name']}"
        owner = _owner(pod)
        done = (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")
        if owner and owner["kind"] == "DaemonSet" and not done:
            into, text = (warnings, _DAEMON) if flags("ignore-daemonsets") else (errors, _NO_DAEMON)
            into.setdefault(text, []).append(name)
            continue
        if "kubernetes.io/config.mirror" in (meta.get("annotations") or {}):
            continue
        stays = False
        if not done and any("emptyDir" in volume for volume in pod["spec"].get("volumes") or ()):
            allowed = flags("delete-emptydir-data") or flags("delete-local-data")
            (warnings if allowed else errors).setdefault(_LOCAL if allowed else _NO_LOCAL, []).append(name)
            stays = not allowed
        if not done and owner is None and not stays:
            (warnings if flags("force") else errors).setdefault(_BARE if flags("force") else _NO_BARE, []).append(name)
            stays = not flags("force")
        if not stays:
            go.append(pod)
    return go, warnings, errors


_ORDER = (_DAEMON, _NO_DAEMON, _NO_LOCAL, _LOCAL, _NO_BARE, _BARE)


def _empty(session: Session, node: str) -> None:
    pods = session.api.pods_on(node)
    if session.flags("pod-selector"):
        matches = labels(session.flags("pod-selector")).matches
        pods = [pod for pod in pods if matches(pod["metadata"].get("labels") or {})]
    pods = sorted(pods, key=lambda pod: (pod["metadata"]["namespace"], pod["metadata"]["name"]))
    go, warnings, errors = _sort_out(session, pods)
    if errors:
        raise Failure("\n".join(f"{text}: {', '.join(errors[text])}" for text in sorted(errors)))
    if warnings:
        session.warn("; ".join(f"{text}: {', '.join(warnings[text])}" for text in _ORDER if text in warnings))
    if session.dry_run:
        for pod in go:
            session.say(f"evicting pod {pod['metadata']['namespace']}/{pod['metadata']['name']}{session.suffix}")
        return
    _evict(session, node, go)


def _evict(session: Session, node: str, pods: list[Object]) -> None:
    """Evict all, again every 5 s what a disruption budget holds, until all are gone."""
    grace = session.flags("grace-period")
    waiting = list(pods)
    deadline = session.now + int(session.timeout(3600) * 1000)
    for pod in pods:
        session.say(f"evicting pod {pod['metadata']['namespace']}/{pod['metadata']['name']}")
    asked: list[Object] = []
    while waiting:
        held = [pod for pod in waiting if not _ask(session, pod, None if grace is None or grace < 0 else grace)]
        asked += [pod for pod in waiting if pod not in held]
        if held and session.now >= deadline:
            raise Failure(f"global timeout reached: {session.flags('timeout') or '1h0m0s'}")
        waiting = held
        if held:
            session.cluster.advance(5)
            for pod in held:
                session.say(f"evicting pod {pod['metadata']['namespace']}/{pod['metadata']['name']}")
    for pod in asked:
        if not session.wait_until(lambda pod=pod: _gone(session, pod), max(1, (deadline - session.now) / 1000)):  # type: ignore[misc]
            raise Failure(f"global timeout reached: {session.flags('timeout') or '1h0m0s'}")
        session.say(f"pod/{pod['metadata']['name']} evicted")


def _ask(session: Session, pod: Object, grace: int | None) -> bool:
    meta = pod["metadata"]
    try:
        if session.flags("disable-eviction"):
            session.api.delete("Pod", meta["name"], meta["namespace"], grace=grace)
        else:
            session.api.evict(meta["name"], meta["namespace"], grace)
    except ApiError as error:
        if error.reason == "NotFound":
            return True
        if error.reason == "TooManyRequests":
            session.note(
                f'error when evicting pods/"{meta["name"]}" -n "{meta["namespace"]}" (will retry after 5s): {error.message}'
            )
            return False
        raise Failure(f'error when evicting pods/"{meta["name"]}" -n "{meta["namespace"]}": {error.message}') from None
    return True


def _gone(session: Session, pod: Object) -> bool:
    meta = pod["metadata"]
    now = session.api.find("Pod", meta["name"], meta["namespace"])
    return now is None or now["metadata"]["uid"] != meta["uid"]
