"""What the engine answers on request only, and a client over HTTP always: who owns which fields, and whose a token is.

`with_owners` adds metadata.managedFields to one object that is answered (GET by name, POST, PUT, PATCH). Lists and watches leave
them out, as `cluster.list` does: nobody decides by them there, and a list of a thousand pods would cost ten times as much.
`reviewed` answers a TokenReview for the administrator's token, which the cluster itself has never issued. Next: `rest.py`.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from ..engine.door import Door

__all__ = ["reviewed", "with_owners"]


def with_owners(door: Door, kind: Kind, obj: Object) -> Object:
    """The object with its managedFields, if it is stored as it is here; otherwise (a trial, a Scale) the object itself."""
    meta: Any = obj.get("metadata") or {}
    version = meta.get("resourceVersion")
    if not kind.stored or not version or obj.get("kind") != kind.name or "managedFields" in meta:
        return obj
    space = meta.get("namespace", "")
    try:
        if door.server.stored(_hub(door, kind), meta["name"], space)["metadata"]["resourceVersion"] != version:
            return obj
        entries = door.managed_fields(kind.key, meta["name"], space)
    except ApiError:  # it is gone: the write took away the last thing that held it
        return obj
    return {**obj, "metadata": {**meta, "managedFields": entries}} if entries else obj


def _hub(door: Door, kind: Kind) -> Kind:
    return door.server.kind(kind.hub) if kind.hub else kind


def reviewed(made: Object, token: str, user: str, groups: tuple[str, ...]) -> Object:
    """A TokenReview as answered, or, if it asks for `token`, saying that this is `user`."""
    if (made.get("spec") or {}).get("token") != token:
        return made
    asked = (made.get("spec") or {}).get("audiences") or []
    status = {"authenticated": True, "user": {"username": user, "groups": list(groups)}}
    return {**made, "status": {**status, "audiences": asked} if asked else status}
