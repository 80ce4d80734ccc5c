"""CertificateSigningRequest: who asked is what the server saw; the request itself never changes.

Approved and Denied are written through `approval` only, everything else of the status through `status` only; the server
says when a condition was written. Nobody signs: that is a signer's work. Upstream:
pkg/registry/certificates/certificates/strategy.go.
"""

from __future__ import annotations

from typing import Any

from ...core.clock import stamp
from ..admission.request import Request
from ..authorization.reviews import identity, info

__all__ = ["create", "update"]

Object = dict[str, Any]
_DECISIONS = ("Approved", "Denied")


def create(request: Request) -> None:
    """The spec says who asked; what is said of the status does not count."""
    assert request.obj is not None
    asker = info(identity(request.api))
    spec = {
        field: value
        for field, value in request.obj["spec"].items()
        if field not in ("username", "uid", "groups", "extra")
    }
    request.obj["spec"] = {**spec, **asker}
    request.obj["status"] = {}


def update(request: Request) -> None:
    """Put back in `request.obj` what its subresource does not write."""
    obj, old = request.obj, request.old
    assert obj is not None and old is not None
    obj["spec"] = old["spec"]
    before = old.get("status") or {}
    after = obj.get("status") or {}
    if request.subresource == "approval":
        obj["status"] = _with(before, _conditions(before, after, decisions=True))
    elif request.subresource == "status":
        obj["status"] = _with(after, _conditions(before, after, decisions=False))
    else:
        obj["status"] = before
        return
    _stamped(obj["status"], before, stamp(request.api.now))


def _with(status: Object, conditions: list[Object]) -> Object:
    kept = {field: value for field, value in status.items() if field != "conditions"}
    return {**kept, "conditions": conditions} if conditions else kept


def _conditions(before: Object, after: Object, decisions: bool) -> list[Object]:
    """The conditions of after that this subresource writes, and those of before that it does not."""
    kept = [one for one in before.get("conditions") or () if (one["type"] in _DECISIONS) != decisions]
    return [*kept, *(one for one in after.get("conditions") or () if (one.get("type") in _DECISIONS) == decisions)]


def _stamped(status: Object, before: Object, now: str) -> None:
    known = {one["type"]: one for one in before.get("conditions") or ()}
    for one in status.get("conditions") or ():
        was = known.get(one.get("type", ""))
        if one == was:
            continue
        one.setdefault("lastUpdateTime", now)
        same = was is not None and was.get("status") == one.get("status")
        one.setdefault(
            "lastTransitionTime", was["lastTransitionTime"] if was and same and "lastTransitionTime" in was else now
        )
