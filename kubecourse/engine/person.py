"""The door for somebody in particular: each call is allowed by roles and bindings, or refused as the server refuses.

`cluster.api.acting_as("ana")` gives one. It reads and writes as the administrator's door does, and its writes carry the
person's name. What is refused is not written in the journal. Next: `api/authorization/rbac.py`, which decides.
"""

from __future__ import annotations

from typing import Any

from .api.authorization import Ask, User, check_escalation, decide, refusal
from .api.errors import ApiError
from .api.kinds import Kind
from .api.watching import Watcher
from .core.work import Object
from .door import Door
from .turns import taking_turns

__all__ = ["Person"]

# the class has a method called `list`, so these types are named outside it
Objects = list[Object]
Changes = list[tuple[str, Object]]


@taking_turns(lambda door: door._cluster.turns)
class Person(Door):
    """The api handle of one person."""

    def __init__(self, cluster: Any, identity: User) -> None:
        super().__init__(cluster)
        self.identity, self.user, self.trusted = identity, identity.name, False
        #: while the server works on a request of theirs, it reads with its own eyes
        self._inside = False

    # -- asking ------------------------------------------------------------------------------------

    def may(self, verb: str, kind: str, namespace: str = "", name: str = "", subresource: str = "") -> bool:
        """Is this allowed?"""
        return self._inside or self._decide(verb, self.server.kind(kind), namespace, name, subresource)[1][0]

    def demand(self, verb: str, kind: str, namespace: str = "", name: str = "", subresource: str = "") -> None:
        """Raise the server's Forbidden unless it is allowed."""
        if self._inside:
            return
        ask, (allowed, reason) = self._decide(verb, self.server.kind(kind), namespace, name, subresource)
        if not allowed:
            raise refusal(self.identity, ask, reason)

    def _decide(
        self, verb: str, row: Kind, namespace: str, name: str, subresource: str
    ) -> tuple[Ask, tuple[bool, str]]:
        space = namespace if row.namespaced or row.key == "Namespace" else ""
        ask = Ask(verb, row.group, row.plural, subresource, space, name)
        return ask, decide(self._storage, self.identity, ask)

    # -- reads -------------------------------------------------------------------------------------

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        """The object; None also where this person may not see it."""
        return super().find(kind, name, namespace) if self.may("get", kind, namespace, name) else None

    def get(self, kind: str, name: str, namespace: str = "", *, subresource: str | None = None) -> Object:
        """One object, read-only. Raises ApiError Forbidden before NotFound."""
        self.demand("get", kind, self._space(kind, namespace), name, subresource or "")
        return super().get(kind, name, namespace, subresource=subresource)

    def list(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None) -> Objects:
        """Objects, read-only, by namespace and name."""
        self.demand("list", kind, namespace or "")
        return super().list(kind, namespace, labels, fields)

    def watch(self, kind: str, namespace: str | None = None, since: str | int = 0) -> Changes:
        """Changes after a resourceVersion."""
        self.demand("watch", kind, namespace or "")
        return super().watch(kind, namespace, since)

    def page(self, kind: str, namespace: str | None = None, *args: Any, **options: Any) -> Object:
        """A List as the server sends it."""
        self.demand("list", kind, namespace or "")
        return super().page(kind, namespace, *args, **options)

    def observe(self, kind: str, namespace: str | None = None, *args: Any, **options: Any) -> Watcher:
        """A watch."""
        self.demand("watch", kind, namespace or "")
        return super().observe(kind, namespace, *args, **options)

    def pods_matching(self, namespace: str, selector: Any) -> Objects:
        """Pods that a compiled selector matches."""
        self.demand("list", "Pod", namespace)
        return super().pods_matching(namespace, selector)

    def pods_on(self, node: str) -> Objects:
        """Pods of a node."""
        self.demand("list", "Pod")
        return super().pods_on(node)

    def owned(self, uid: str, kind: str | None = None) -> Objects:
        """What an object owns, as far as this person may list it."""
        return [
            obj
            for obj in super().owned(uid, kind)
            if self.may("list", obj["kind"], obj["metadata"].get("namespace", ""))
        ]

    # -- writes ------------------------------------------------------------------------------------

    def _journalled(self, verb: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        self._allowed(verb, args, kwargs)
        who = [self.identity.name, list(self.identity.groups)]
        self._inside = True
        try:
            return self._written("act_as", [[*who, verb, list(args), kwargs], {}], verb, args, kwargs)
        finally:
            self._inside = False

    def _allowed(self, verb: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """The question that the server asks before this write."""
        check = getattr(self, f"_before_{verb}", None)
        if check is None:
            raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
        check(*args, **kwargs)

    def _before_create(self, obj: Any, namespace: str | None = None, **_: Any) -> None:
        row, meta = self._row(obj), obj.get("metadata") or {}
        space = meta.get("namespace") or namespace or "default" if row.namespaced else ""
        self.demand("create", row.key, space)
        check_escalation(self._storage, self.identity, row, {**obj, "metadata": meta}, None, space)

    def _before_replace(
        self, obj: Any, namespace: str | None = None, *, subresource: str | None = None, **_: Any
    ) -> None:
        row, meta = self._row(obj), obj.get("metadata") or {}
        space = meta.get("namespace") or namespace or "default" if row.namespaced else ""
        self.demand("update", row.key, space, meta.get("name", ""), subresource or "")
        old = super().find(row.key, meta.get("name", ""), space)
        if old is not None:
            check_escalation(self._storage, self.identity, row, obj, old, space)

    def _before_replace_scale(self, kind: str, scale: Any, namespace: str = "", **_: Any) -> None:
        meta = scale.get("metadata") or {}
        space = self._space(kind, meta.get("namespace") or namespace)
        self.demand("update", kind, space, meta.get("name", ""), "scale")

    def _before_patch(self, kind: str, name: str, body: Any, namespace: str = "", *, type: str = "strategic",
                      subresource: str | None = None, **_: Any) -> None:  # fmt: skip
        row, space = self.server.kind(kind), self._space(kind, namespace)
        self.demand("patch", kind, space, name, subresource or "")
        old = super().find(row.key, name, space)
        if old is not None and row.group == "rbac.authorization.k8s.io":
            check_escalation(self._storage, self.identity, row, self._patched(row, old, body, type), old, space)

    def _before_delete(self, kind: str, name: str, namespace: str = "", **_: Any) -> None:
        self.demand("delete", kind, self._space(kind, namespace), name)

    def _before_delete_collection(self, kind: str, namespace: str | None = None, *_: Any, **__: Any) -> None:
        self.demand("deletecollection", kind, namespace or "")

    def _before_apply(self, obj: Any, *_: Any, namespace: str = "default", **__: Any) -> None:
        row, meta = self._row(obj), obj.get("metadata") or {}
        space, name = (meta.get("namespace") or namespace if row.namespaced else ""), meta.get("name", "")
        self.demand("patch", row.key, space, name)
        old = super().find(row.key, name, space)
        if old is None:
            self.demand("create", row.key, space)
        check_escalation(self._storage, self.identity, row, {**obj, "metadata": meta}, old, space)

    def _before_evict(self, name: str, namespace: str = "default", *_: Any, **__: Any) -> None:
        self.demand("create", "Pod", namespace, name, "eviction")

    def _before_bind(self, namespace: str, name: str, *_: Any, **__: Any) -> None:
        self.demand("create", "Pod", namespace, name, "binding")

    def _before_token(self, name: str, namespace: str = "default", **_: Any) -> None:
        self.demand("create", "ServiceAccount", namespace, name, "token")

    def _row(self, obj: Any) -> Kind:
        if not isinstance(obj, dict):
            raise ApiError("BadRequest", "the body of the request is not an object")
        return self._kind_of(obj)

    def _space(self, kind: str, namespace: str) -> str:
        row = self.server.kind(kind)
        return namespace or "default" if row.namespaced else ""
