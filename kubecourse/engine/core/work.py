"""The shape of every component: what it watches, what a reconcile may answer.

A component gets a *key* and nothing else, reads the rest through its api handle, writes through the
same handle, and answers `DONE` or `wake_at(time)`. The scheduler and the kubelets have this shape
too. Next: `runner.py`, which calls them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol

__all__ = ["DONE", "Controller", "Wake", "Watch", "name_key", "split_key", "wake_at"]

Object = dict[str, Any]


class Wake(NamedTuple):
    """A reminder asked for by a reconcile: `time` in ms since 1970; `background` work does not
    keep the cluster from being settled (heartbeats, probes, back-off waits, schedules).
    """

    time: int
    background: bool = False


DONE: None = None


def wake_at(time: int, *, background: bool = False) -> Wake:
    """Ask to be called again at `time` (ms since 1970). One reminder is kept per key: the last answer wins."""
    return Wake(time, background)


def name_key(obj: Object) -> str:
    """`namespace/name`, or `name` for what has no namespace."""
    meta = obj["metadata"]
    namespace = meta.get("namespace")
    return f"{namespace}/{meta['name']}" if namespace else str(meta["name"])


def split_key(key: str) -> tuple[str, str]:
    """The inverse of `name_key`: (namespace or "", name)."""
    namespace, _, name = key.rpartition("/")
    return namespace, name


class Watch(NamedTuple):
    """A kind, and which keys a change of one of its objects wakes.

    `keys(api, obj)` is called with the object before the change (if it existed) and after it (if
    it still exists); without `keys` the object's own key is woken. `matters(old, new)` can drop
    changes that cannot concern the component (either side may be None). What is `urgent` is worked on before all that
    the same change has woken: the component reacts faster than the others. The kind `*` is every kind that the component
    does not watch by name, also those that the cluster is taught later, without the kinds of `but`. While there is no
    object of the kind `given`, nobody is asked at all: pods of a cluster without Deployments concern no Deployment.
    What `keys` answers hangs on names, labels, owners and the spec only: of a change of the status it is asked once.
    """

    kind: str
    keys: Callable[[Any, Object], Iterable[str]] | None = None
    matters: Callable[[Object | None, Object | None], bool] | None = None
    urgent: bool = False
    but: frozenset[str] = frozenset()
    given: str = ""


class Controller(Protocol):
    """What the runner needs of a component."""

    @property
    def name(self) -> str:
        """Who signs its writes."""

    @property
    def watches(self) -> tuple[Watch, ...]:
        """What wakes it."""

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the world of `key` one step nearer to what is wanted."""
