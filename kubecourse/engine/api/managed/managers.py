"""Who owns which fields of an object: the entries of metadata.managedFields.

An owner is a manager with an operation, a subresource and, for updates, a version: the same kubectl that applied an
object and then scaled it is two owners. Upstream: kube `managedfields/internal/managedfields.go`.
Next: `ownership.py`, how updates and applies move fields between owners.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from ..errors import bad_request
from .sets import NONE, Fields, from_v1, to_v1

__all__ = ["APPLY", "UPDATE", "Managers", "Owned", "Owner", "decode", "encode"]

APPLY, UPDATE = "Apply", "Update"


class Owner(NamedTuple):
    """Who: `version` is empty for appliers, who stay the same whatever version they apply."""

    manager: str
    operation: str
    version: str = ""
    subresource: str = ""

    @property
    def key(self) -> str:
        """The text by which the server sorts owners."""
        pairs = {"manager": self.manager, "operation": self.operation, "apiVersion": self.version}
        pairs["subresource"] = self.subresource
        return json.dumps({name: value for name, value in pairs.items() if value}, separators=(",", ":"))

    def __str__(self) -> str:
        """As a conflict names them: `"kubectl" with subresource "scale" using apps/v1`."""
        text = json.dumps(self.manager, ensure_ascii=False)
        if self.subresource:
            text += f' with subresource "{self.subresource}"'
        return f"{text} using {self.version}" if self.operation == UPDATE else text


class Owned(NamedTuple):
    """What: the fields in the words of a version, and when this owner last wrote (RFC 3339, or nothing)."""

    fields: Fields
    version: str
    time: str = ""


#: never changed in place
Managers = dict[Owner, Owned]


def encode(managers: Managers) -> list[dict[str, Any]]:
    """The entries as the server shows them: appliers first, then by time and name."""
    rows = sorted(
        managers.items(),
        key=lambda row: (row[0].operation, row[1].time, row[0].manager, row[1].version, row[0].subresource),
    )
    return [_entry(owner, owned) for owner, owned in rows]


def _entry(owner: Owner, owned: Owned) -> dict[str, Any]:
    entry: dict[str, Any] = {"manager": owner.manager} if owner.manager else {}
    entry |= {"operation": owner.operation, "apiVersion": owned.version}
    if owned.time:
        entry["time"] = owned.time
    entry |= {"fieldsType": "FieldsV1", "fieldsV1": to_v1(owned.fields)}
    if owner.subresource:
        entry["subresource"] = owner.subresource
    return entry


def decode(entries: Any) -> Managers:
    """What entries mean. Raises ApiError BadRequest for what cannot be one."""
    found: Managers = {}
    for number, entry in enumerate(entries):
        operation, version = entry.get("operation", ""), entry.get("apiVersion", "")
        if operation not in (APPLY, UPDATE):
            raise bad_request("operation must be `Apply` or `Update`")
        if not version:
            raise bad_request("apiVersion must not be empty")
        if entry.get("fieldsType", "") != "FieldsV1":
            given = entry.get("fieldsType")
            raise bad_request(
                f'invalid fieldsType "{given}" in managed fields entry {number}'
                if given
                else f"missing fieldsType in managed fields entry {number}"
            )
        owner = Owner(
            entry.get("manager", ""), operation, version if operation == UPDATE else "", entry.get("subresource", "")
        )
        try:
            fields = from_v1(entry["fieldsV1"]) if entry.get("fieldsV1") is not None else NONE
        except ValueError as error:
            raise bad_request(f"error decoding set: {error}") from None
        found[owner] = Owned(fields, version, entry.get("time") or "")
    return found
