"""RuntimeClass: the overhead and the node selector of the runtime a pod asks for.

Upstream: plugin/pkg/admission/runtimeclass/admission.go.
"""

from __future__ import annotations

from typing import Any

from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

Object = dict[str, Any]


def _mutate(request: Request) -> None:
    pod = request.obj
    if pod is None or request.subresource:
        return
    spec = pod["spec"]
    name = spec.get("runtimeClassName")
    if not name:
        if spec.get("overhead"):
            raise deny(request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
        return
    found = request.api.find("RuntimeClass", name)
    if found is None:
        raise deny(request, f'pod rejected: RuntimeClass "{name}" not found')
    _overhead(request, spec, found)
    _scheduling(request, spec, found.get("scheduling") or {})


def _overhead(request: Request, spec: Object, found: Object) -> None:
    fixed = (found.get("overhead") or {}).get("podFixed")
    if not fixed:
        return
    if spec.get("overhead") and spec["overhead"] != fixed:
        why = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead"
        raise deny(request, why)
    spec["overhead"] = dict(fixed)


def _scheduling(request: Request, spec: Object, scheduling: Object) -> None:
    selector, own = scheduling.get("nodeSelector") or {}, spec.get("nodeSelector") or {}
    for key, value in selector.items():
        if own.get(key, value) != value:
            theirs = f"runtimeClass.scheduling.nodeSelector[{key}] = {value}"
            raise deny(request, f"conflict: {theirs}; pod.spec.nodeSelector[{key}] = {own[key]}")
    if selector:
        spec["nodeSelector"] = {**own, **selector}
    for toleration in scheduling.get("tolerations") or ():
        if toleration not in (spec.get("tolerations") or ()):
            spec["tolerations"] = [*(spec.get("tolerations") or ()), dict(toleration)]


PLUGIN = Plugin("RuntimeClass", ("CREATE",), ("Pod",), _mutate)
