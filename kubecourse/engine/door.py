"""The door of people: their api handle, and where in their text an error is.

What is written through it goes into the journal, what is read is a read-only copy. Next: `cluster.py`, which
opens it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Self

from .api import decode
from .api.authorization import ADMINISTRATOR, user_of
from .api.errors import ApiError
from .api.handle import Api
from .api.server import ADMIN
from .core.fields import frozen
from .core.work import Object
from .turns import taking_turns

if TYPE_CHECKING:
    from .person import Person

__all__ = ["Door", "doubled", "located"]

_MOST_COPIES = 20_000
# the class has a method called `list`, so this type is named outside it
Objects = list[Object]


@taking_turns(lambda door: door._cluster.turns)
class Door(Api):
    """The api handle of people: what it writes is journalled, what it reads is read-only."""

    VERBS = (
        "create",
        "replace",
        "patch",
        "apply",
        "delete",
        "evict",
        "bind",
        "delete_collection",
        "replace_scale",
        "token",
        "act_as",
    )

    def __init__(self, cluster: Any) -> None:
        super().__init__(cluster._server, ADMIN)
        self.identity = ADMINISTRATOR
        self._cluster = cluster
        self._copies: dict[int, tuple[Object, Object]] = {}
        #: who manages the fields of what is written through this door; see `signed`
        self.manager = ""

    def signed(self, manager: str) -> Self:
        """Open the same door with `manager` as who manages the fields of what is written through it."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.manager, twin.warnings = manager, []
        return twin

    def _signed(self, kwargs: dict[str, Any]) -> dict[str, Any]:
        return {**kwargs, "manager": self.manager} if self.manager and not kwargs.get("manager") else kwargs

    def _journalled(self, verb: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self._written(verb, [list(args), kwargs], verb, args, kwargs)

    def _written(self, entry: str, noted: list[Any], verb: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do a write, under `entry` and what was `noted` in the journal."""
        method = getattr(super(), verb)
        return frozen(self._cluster._act(entry, noted, lambda: method(*args, **kwargs)))

    def acting_as(self, user: str, groups: Sequence[str] = (), uid: str = "") -> Person:
        """The door for somebody else: every call is allowed by roles and bindings, or refused (ApiError Forbidden)."""
        from .person import Person

        return Person(self._cluster, user_of(user, tuple(groups), uid))

    def act_as(self, user: str, groups: Sequence[str], verb: str, args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Do one write for somebody: as the journal has it."""
        return getattr(self.acting_as(user, groups), verb)(*args, **kwargs)

    def create(self, *args: Any, **kwargs: Any) -> Object:
        """POST; see Api.create."""
        return self._journalled("create", args, self._signed(kwargs))  # type: ignore[no-any-return]

    def replace(self, *args: Any, **kwargs: Any) -> Object:
        """PUT; see Api.replace."""
        return self._journalled("replace", args, self._signed(kwargs))  # type: ignore[no-any-return]

    def replace_scale(self, *args: Any, **kwargs: Any) -> Object:
        """PUT of a Scale; see Api.replace_scale."""
        return self._journalled("replace_scale", args, self._signed(kwargs))  # type: ignore[no-any-return]

    def patch(self, *args: Any, **kwargs: Any) -> Object:
        """PATCH; see Api.patch."""
        return self._journalled("patch", args, self._signed(kwargs))  # type: ignore[no-any-return]

    def apply(self, *args: Any, **kwargs: Any) -> Object:
        """Server-side apply; see Api.apply."""
        return self._journalled("apply", args, kwargs)  # type: ignore[no-any-return]

    def delete(self, *args: Any, **kwargs: Any) -> Object:
        """DELETE; see Api.delete."""
        return self._journalled("delete", args, kwargs)  # type: ignore[no-any-return]

    def delete_collection(self, *args: Any, **kwargs: Any) -> Objects:
        """DELETE of a list; see Api.delete_collection."""
        return self._journalled("delete_collection", args, kwargs)  # type: ignore[no-any-return]

    def evict(self, *args: Any, **kwargs: Any) -> Object:
        """The eviction subresource; see Api.evict."""
        return self._journalled("evict", args, kwargs)  # type: ignore[no-any-return]

    def bind(self, *args: Any, **kwargs: Any) -> Object:
        """The binding subresource; see Api.bind."""
        return self._journalled("bind", args, kwargs)  # type: ignore[no-any-return]

    def token(self, *args: Any, **kwargs: Any) -> Object:
        """The token subresource of a ServiceAccount; see Api.token."""
        return self._journalled("token", args, kwargs)  # type: ignore[no-any-return]

    def get(self, kind: str, name: str, namespace: str = "", *, subresource: str | None = None) -> Object:
        """One object, read-only."""
        found: Object = frozen(super().get(kind, name, namespace, subresource=subresource))
        return found

    def list(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None) -> Objects:
        """Objects, read-only, by namespace and name."""
        return self._read_only(super().list(kind, namespace, labels, fields))

    def shown(self, objs: Objects) -> Objects:
        """Objects as people get them: read-only."""
        return self._read_only(objs)

    def _read_only(self, objs: Objects) -> Objects:
        """Each object's read-only copy; a copy is made once, and its parts are shared as those of the objects are."""
        if len(self._copies) > _MOST_COPIES:
            self._copies.clear()
        seen: dict[int, Any] = {}
        found: Objects = []
        for obj in objs:
            known = self._copies.get(id(obj))
            if known is None:
                # the object is kept beside its copy: an identity means nothing once its owner is gone
                known = self._copies[id(obj)] = (obj, frozen(obj, seen))
            found.append(known[1])
        return found


def doubled(document: decode.Document) -> list[str]:
    """Paths of the keys that a document has twice, as the server prints them."""
    paths = []
    for path, _ in document.duplicates:
        text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        paths.append(text.lstrip("."))
    return paths


#: where a message of the server names the field it means
_NAMED = re.compile(r'(?:unknown|duplicate) field "([^"]+)"|Go struct field \w+\.([\w.\[\]-]+)')


def located(error: ApiError, document: decode.Document | None, number: int) -> ApiError:
    """Say where in the learner's text the error is: its document, and the line of the first field named."""
    error.document = error.document or number + 1
    if document is None or error.line is not None:
        return error
    named = _NAMED.search(error.message)
    if error.causes:
        error.line = document.line_of(error.causes[0].field)
    elif "duplicate field" in error.message and document.duplicates:
        error.line = document.duplicates[0][1]
    else:
        error.line = document.line_of((named.group(1) or named.group(2)) if named else "")
    return error
