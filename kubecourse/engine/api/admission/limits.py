"""LimitRanger: requests and limits that a namespace fills in, and those it does not allow.

Upstream: plugin/pkg/admission/limitranger/admission.go. Resources are compared by name, in order, where
upstream's order is that of a Go map.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ...core import quantity
from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

Object = dict[str, Any]
Amounts = dict[str, Any]
_ANNOTATION = "kubernetes.io/limit-ranger"


def _ranges(request: Request) -> list[Object]:
    if request.subresource or (request.verb == "UPDATE" and request.kind.key == "Pod"):
        return []
    found: list[Object] = request.api.list("LimitRange", request.namespace)
    return found


# -- filling in ----------------------------------------------------------------------------------------


def _mutate(request: Request) -> None:
    if request.kind.key != "Pod" or request.obj is None:
        return
    for limit_range in _ranges(request):
        _fill(request.obj, limit_range)


def _fill(pod: Object, limit_range: Object) -> None:
    requests: Amounts = {}
    limits: Amounts = {}
    for item in limit_range["spec"].get("limits") or ():
        if item.get("type") == "Container":
            requests.update(item.get("defaultRequest") or {})
            limits.update(item.get("default") or {})
    done: list[str] = []
    for field, words in (("containers", "container"), ("initContainers", "init container")):
        for container in pod["spec"].get(field) or ():
            own = container.setdefault("resources", {})
            which = f"{words} {container.get('name', '')}"
            done += _merge(own, "requests", requests, f"request for {which}")
            done += _merge(own, "limits", limits, f"limit for {which}")
    if done:
        annotations = pod["metadata"].setdefault("annotations", {})
        annotations[_ANNOTATION] = "LimitRanger plugin set: " + "; ".join(done)


def _merge(own: Object, field: str, defaults: Amounts, words: str) -> list[str]:
    missing = sorted(name for name in defaults if name not in (own.get(field) or {}))
    if not missing:
        return []
    own[field] = {**(own.get(field) or {}), **{name: defaults[name] for name in missing}}
    return [f"{', '.join(missing)} {words}"]


# -- refusing ------------------------------------------------------------------------------------------


def _check(request: Request) -> None:
    obj = request.obj
    if obj is None or "deletionTimestamp" in obj["metadata"]:
        return
    for limit_range in _ranges(request):
        errors: list[str] = []
        for item in limit_range["spec"].get("limits") or ():
            for requests, limits in _subjects(request.kind.key, item.get("type", ""), obj):
                errors += _errors(item, requests, limits)
        if errors:
            raise deny(request, *errors)


def _subjects(kind: str, type: str, obj: Object) -> Iterator[tuple[Amounts, Amounts | None]]:
    """What an item of a LimitRange measures: (requests, limits); a claim has no limits to speak of."""
    if kind == "PersistentVolumeClaim":
        if type == "PersistentVolumeClaim":
            yield (obj["spec"].get("resources") or {}).get("requests") or {}, None
        return
    spec = obj["spec"]
    containers = [c.get("resources") or {} for c in spec.get("containers") or ()]
    init = [c.get("resources") or {} for c in spec.get("initContainers") or ()]
    if type == "Container":
        for own in (*containers, *init):
            yield own.get("requests") or {}, own.get("limits") or {}
    elif type == "Pod":
        sidecars = [c.get("restartPolicy") == "Always" for c in spec.get("initContainers") or ()]
        yield _pod(containers, init, sidecars, "requests"), _pod(containers, init, sidecars, "limits")


def _pod(containers: list[Object], init: list[Object], sidecars: list[bool], field: str) -> Amounts:
    """A pod's own amount: its containers together, or its most demanding start."""
    total: dict[str, quantity.Quantity] = {}
    running = [*containers, *(own for own, stays in zip(init, sidecars, strict=True) if stays)]
    for own in running:
        for name, value in (own.get(field) or {}).items():
            total[name] = quantity.add(total.get(name, "0"), value)
    for own, stays in zip(init, sidecars, strict=True):
        for name, value in ({} if stays else own.get(field) or {}).items():
            if name not in total or quantity.compare(value, total[name]) > 0:
                total[name] = quantity.parse(value)
    return dict(total)


def _errors(item: Object, requests: Amounts, limits: Amounts | None) -> list[str]:
    type = item["type"]
    found: list[str] = []
    rules: list[tuple[str, Callable[..., str]]]
    if limits is None:
        rules = [("min", _minimum_request), ("max", _maximum_request)]
    else:
        rules = [("min", _minimum), ("max", _maximum), ("maxLimitRequestRatio", _ratio)]
    for field, rule in rules:
        for name, enforced in sorted((item.get(field) or {}).items()):
            error = rule(type, name, enforced, requests.get(name), (limits or {}).get(name))
            if error:
                found.append(error)
    return found


def _minimum(type: str, name: str, enforced: Any, request: Any, limit: Any) -> str:
    begin = f"minimum {name} usage per {type} is {enforced}"
    if request is None:
        return f"{begin}.  No request is specified"
    if quantity.compare(request, enforced) < 0:
        return f"{begin}, but request is {request}"
    if limit is not None and quantity.compare(limit, enforced) < 0:
        return f"{begin}, but limit is {limit}"
    return ""


def _minimum_request(type: str, name: str, enforced: Any, request: Any, limit: Any) -> str:
    return _minimum(type, name, enforced, request, None)


def _maximum(type: str, name: str, enforced: Any, request: Any, limit: Any) -> str:
    begin = f"maximum {name} usage per {type} is {enforced}"
    if limit is None:
        return f"{begin}.  No limit is specified"
    if quantity.compare(limit, enforced) > 0:
        return f"{begin}, but limit is {limit}"
    if request is not None and quantity.compare(request, enforced) > 0:
        return f"{begin}, but request is {request}"
    return ""


def _maximum_request(type: str, name: str, enforced: Any, request: Any, limit: Any) -> str:
    begin = f"maximum {name} usage per {type} is {enforced}"
    if request is None:
        return f"{begin}.  No request is specified"
    return f"{begin}, but request is {request}" if quantity.compare(request, enforced) > 0 else ""


def _ratio(type: str, name: str, enforced: Any, request: Any, limit: Any) -> str:
    begin = f"{name} max limit to request ratio per {type} is {enforced}"
    asked = quantity.parse(request).milli if request is not None else 0
    allowed = quantity.parse(limit).milli if limit is not None else 0
    if not asked:
        return f"{begin}, but no request is specified or request is 0"
    if not allowed:
        return f"{begin}, but no limit is specified or limit is 0"
    if allowed * 1000 > quantity.milli(enforced) * asked:
        return f"{begin}, but provided ratio is {allowed / asked:f}"
    return ""


PLUGIN = Plugin("LimitRanger", ("CREATE", "UPDATE"), ("Pod", "PersistentVolumeClaim"), _mutate, _check)
