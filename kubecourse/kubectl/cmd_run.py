"""`kubectl logs | exec | attach | port-forward | top`: what goes on inside pods.

Upstream: `kubectl/pkg/cmd/{logs,exec,attach,portforward,top}`. Next: `cmd_events.py`.
"""

from __future__ import annotations

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .failures import Exit, Failure, help_error
from .resources import lookup
from .session import Session

__all__ = ["attach", "execute", "logs", "port_forward", "top"]


def _pods_of(session: Session, word: str) -> list[Object]:
    """The pods that `pod`, `deploy/web` or `job/copia` mean, best first."""
    kind_word, slash, name = word.partition("/")
    if not slash:
        return [session.api.get("Pod", word, session.namespace)]
    kind = lookup(session, kind_word)
    obj = session.api.get(kind.key, name, session.space(kind))
    if kind.key == "Pod":
        return [obj]
    selector = obj.get("spec", {}).get("selector")
    if not selector:
        raise Failure(f"cannot get the logs from {kind.group}/{kind.version}, Kind={kind.name}")
    labels = selector if kind.key in ("Service", "ReplicationController") else {"matchLabels": {}, **selector}
    pods = session.api.list("Pod", session.namespace, labels)
    if not pods:
        raise Failure("timed out waiting for the condition")
    pods = sorted(pods, key=_rank)
    if len(pods) > 1:
        session.note(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}")
    return pods


def _rank(pod: Object) -> tuple[bool, bool, str]:
    """Running and ready before the others, then the oldest."""
    status = pod.get("status") or {}
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or ())
    return status.get("phase") == "Pending", not ready, pod["metadata"].get("creationTimestamp", "")


def _containers(pod: Object) -> list[tuple[str, str]]:
    """(name, how it is called in a list): `web`, `migrate (init)`."""
    spec = pod["spec"]
    found = [(c["name"], c["name"]) for c in spec["containers"]]
    found += [(c["name"], f"{c['name']} (init)") for c in spec.get("initContainers") or ()]
    return found + [(c["name"], f"{c['name']} (ephem)") for c in spec.get("ephemeralContainers") or ()]


def _chosen(session: Session, pod: Object) -> str:
    """The container of `-c`, or the default one, which is said when there are several."""
    known, name = _containers(pod), session.flags("container")
    listed = ", ".join(shown for _, shown in known)
    if name:
        if name not in [one for one, _ in known]:
            raise Failure(f"container {name} is not valid for pod {pod['metadata']['name']} out of: {listed}")
        return str(name)
    noted = (pod["metadata"].get("annotations") or {}).get("kubectl.kubernetes.io/default-container")
    first = noted if noted in [one for one, _ in known] else known[0][0]
    if len(known) > 1:
        session.note(f'Defaulted container "{first}" out of: {listed}')
    return str(first)


def logs(session: Session) -> None:
    """What containers wrote."""
    flags, args = session.flags, session.args
    if flags("selector"):
        _selected(session)
        return
    if not args:
        raise help_error(
            "kubectl logs",
            "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
        )
    if len(args) > 2:
        raise help_error(
            "kubectl logs",
            "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
        )
    if len(args) == 2 and not flags("container"):
        flags["container"] = args[1]
    if flags("follow"):
        session.cluster.settle()
    try:
        pods = _pods_of(session, args[0])
    except ApiError as error:
        if "/" not in args[0] and error.reason == "NotFound":
            raise Failure(
                f'error from server (NotFound): pods "{args[0]}" not found in namespace "{session.namespace}"'
            ) from None
        raise
    if flags("all-containers"):
        for name, _ in sorted(_containers(pods[0]), key=lambda pair: pair[1].endswith("(init)"), reverse=True):
            _log(session, pods[0], name)
        return
    _log(session, pods[0], _chosen(session, pods[0]))


def _selected(session: Session) -> None:
    pods = session.api.list("Pod", session.namespace, session.flags("selector"))
    if not pods:
        session.note(f"No resources found in {session.namespace} namespace.")
    session.flags.setdefault("tail", 10)
    for pod in pods:
        names = [name for name, _ in _containers(pod)] if session.flags("all-containers") else [_chosen(session, pod)]
        for name in names:
            _log(session, pod, name)


def _log(session: Session, pod: Object, container: str) -> None:
    flags, name = session.flags, pod["metadata"]["name"]
    text = session.cluster.logs(name, container, bool(flags("previous")), session.namespace)
    lines = text.splitlines(keepends=True)
    tail = flags("tail", -1)
    if tail >= 0:
        lines = lines[len(lines) - tail :] if tail < len(lines) else lines
    if flags("prefix"):
        lines = [f"[pod/{name}/{container}] {line}" for line in lines]
    session.out.append("".join(lines))


def execute(session: Session) -> None:
    """Run a command in a container."""
    if not session.args:
        raise help_error("kubectl exec", "pod, type/name or --filename must be specified")
    if session.tail is None and len(session.args) > 1:
        raise Failure(
            "exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead\n"
            "See 'kubectl exec -h' for help and examples"
        )
    if not session.tail:
        raise help_error("kubectl exec", "you must specify at least one command for the container")
    pod = _pods_of(session, session.args[0])[0]
    phase = (pod.get("status") or {}).get("phase")
    if phase in ("Succeeded", "Failed"):
        raise Failure(f"cannot exec into a container in a completed pod; current phase is {phase}")
    container = _chosen(session, pod)
    done = session.cluster.exec(pod["metadata"]["name"], session.tail, namespace=session.namespace, container=container)
    session.out.append(done.stdout)
    session.err.append(done.stderr)
    if done.code:
        session.note(f"command terminated with exit code {done.code}")
        raise Exit(done.code)


def attach(session: Session) -> None:
    """Attaching shows what the container has written so far."""
    if not session.args:
        raise help_error("kubectl attach", "at least 1 argument is required for attach")
    pod = _pods_of(session, session.args[0])[0]
    container = _chosen(session, pod)
    session.out.append(session.cluster.logs(pod["metadata"]["name"], container, False, session.namespace))


def port_forward(session: Session) -> None:
    """There is no port of this machine to forward: say how to send a request instead."""
    if len(session.args) < 2:
        raise help_error("kubectl port-forward", "TYPE/NAME and list of ports are required for port-forward")
    pod = _pods_of(session, session.args[0])[0]
    if (pod.get("status") or {}).get("phase") != "Running":
        raise Failure(
            f"unable to forward port because pod is not running. Current status={(pod.get('status') or {}).get('phase', '')}"
        )
    for ports in session.args[1:]:
        local, _, remote = ports.partition(":")
        session.say(f"Forwarding from 127.0.0.1:{local} -> {remote or local}")


def top(session: Session) -> None:
    """No metrics server is installed."""
    raise Failure("Metrics API not available")
