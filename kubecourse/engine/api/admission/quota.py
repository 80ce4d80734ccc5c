"""ResourceQuota: a namespace may only hold so much.

The last to be asked. It compares with `status` of the quotas, as the controller has counted it, and adds what
it lets through there, so that two requests in a row are both counted.
Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/resourcequota/controller.go.
"""

from __future__ import annotations

from typing import Any

from ...core.quantity import Quantity, add, compare, parse, sub
from .quota_usage import covers, matches, missing, usage
from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

Object = dict[str, Any]
Amounts = dict[str, Quantity]
#: only these are counted again when they change
_UPDATED = ("Service", "PersistentVolumeClaim")


def _check(request: Request) -> None:
    if not request.namespace or request.subresource or request.obj is None:
        return
    if request.verb == "UPDATE" and request.kind.key not in _UPDATED:
        return
    quotas = request.api.list("ResourceQuota", request.namespace)
    if not quotas:
        return
    interested = [(quota, _hard(request, quota)) for quota in quotas]
    interested = [(quota, hard) for quota, hard in interested if hard and matches(quota, request.kind, request.obj)]
    for quota, hard in interested:
        _can_count(request, quota, hard)
    added = _added(request)
    if added:
        _count(request, interested, added)


def _hard(request: Request, quota: Object) -> Object:
    """The part of status.hard that this kind can add to."""
    hard = (quota.get("status") or {}).get("hard") or {}
    return {resource: hard[resource] for resource in sorted(hard) if covers(request.kind, resource)}


def _can_count(request: Request, quota: Object, hard: Object) -> None:
    assert request.obj is not None
    name = quota["metadata"]["name"]
    why = missing(request.kind, request.obj, hard)
    if why and request.verb == "CREATE":
        raise deny(request, f"failed quota: {name}: {why}")
    used = quota["status"].get("used") or {}
    unknown = [resource for resource in hard if resource not in used]
    if unknown:
        raise deny(request, f"status unknown for quota: {name}, resources: {','.join(unknown)}")


def _added(request: Request) -> Amounts:
    """What this request adds: on an update the difference. Zeros are left out."""
    assert request.obj is not None
    amounts = usage(request.kind, request.obj, request.api.now)
    if request.old is not None:
        before = usage(request.kind, request.old, request.api.now)
        names = [*amounts, *(name for name in before if name not in amounts)]
        amounts = {name: sub(amounts.get(name, parse("0")), before.get(name, "0")) for name in names}
    return {name: amount for name, amount in amounts.items() if amount.nano}


def _count(request: Request, interested: list[tuple[Object, Object]], added: Amounts) -> None:
    writes = []
    for quota, hard in interested:
        asked = {name: added[name] for name in hard if name in added}
        if not asked:
            continue
        used = quota["status"]["used"]
        new = {name: add(used[name], amount) for name, amount in asked.items()}
        # giving back is always allowed
        over = [name for name in asked if asked[name].nano > 0 and compare(new[name], hard[name]) > 0]
        if over:
            raise deny(request, _exceeded(quota["metadata"]["name"], over, asked, used, hard))
        writes.append((quota, {**used, **{name: str(amount) for name, amount in new.items()}}))
    if not request.dry_run:
        for quota, used in writes:
            request.api.set_status(quota, {**quota["status"], "used": used})


def _exceeded(name: str, over: list[str], asked: Amounts, used: Object, hard: Object) -> str:
    def show(amounts: Any) -> str:
        return ",".join(f"{resource}={amounts[resource]}" for resource in sorted(over))

    return f"exceeded quota: {name}, requested: {show(asked)}, used: {show(used)}, limited: {show(hard)}"


PLUGIN = Plugin("ResourceQuota", ("CREATE", "UPDATE"), (), None, _check)
