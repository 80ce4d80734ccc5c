"""Which pod and which container the commands about pods mean: `web`, `deploy/web`, `job/copia -c main`.

Promises the pod that kubectl picks when a workload has several, and its words about the choice.
Upstream: `kubectl/pkg/polymorphichelpers`, `pkg/cmd/util/podcmd`. Next: `cmd_logs.py`.
"""

from __future__ import annotations

from ..engine.core.work import Object
from .failures import Failure
from .resources import lookup
from .session import Session

__all__ = ["chosen", "containers", "pods_of"]


def pods_of(session: Session, word: str, every: object = False) -> list[Object]:
    """The pods that `pod`, `deploy/web` or `job/copia` mean, best first; unless `every` is wanted, says which is."""
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
    if len(pods) > 1 and not every:
        session.note(f"Found {len(pods)} pods, using pod/{pods[0]['metadata']['name']}")
    return pods


def _rank(pod: Object) -> tuple[bool, bool, str]:
    """Running and ready before the others, then the oldest."""
    status = pod.get("status") or {}
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in status.get("conditions") or ())
    return status.get("phase") == "Pending", not ready, pod["metadata"].get("creationTimestamp", "")


def containers(pod: Object) -> list[tuple[str, str]]:
    """(name, how it is called in a list): `web`, `migrate (init)`."""
    spec = pod["spec"]
    found = [(c["name"], c["name"]) for c in spec["containers"]]
    found += [(c["name"], f"{c['name']} (init)") for c in spec.get("initContainers") or ()]
    return found + [(c["name"], f"{c['name']} (ephem)") for c in spec.get("ephemeralContainers") or ()]


def chosen(session: Session, pod: Object) -> str:
    """The container of `-c`, or the default one, which is said when there are several."""
    known, name = containers(pod), session.flags("container")
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
