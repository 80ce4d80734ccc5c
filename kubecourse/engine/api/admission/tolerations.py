"""DefaultTolerationSeconds: a pod stays five minutes on a node that went silent.

Upstream: plugin/pkg/admission/defaulttolerationseconds/admission.go.
"""

from __future__ import annotations

from typing import Any

from .request import Plugin, Request

__all__ = ["PLUGIN"]

_KEYS = ("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable")
_SECONDS = 300


def _mutate(request: Request) -> None:
    pod = request.obj
    if pod is None or request.subresource:
        return
    present: list[dict[str, Any]] = pod["spec"].get("tolerations") or []
    added = [_toleration(key) for key in _KEYS if not any(_tolerates(t, key) for t in present)]
    if added:
        pod["spec"]["tolerations"] = [*present, *added]


def _tolerates(toleration: dict[str, Any], key: str) -> bool:
    return toleration.get("key", "") in (key, "") and toleration.get("effect", "") in ("NoExecute", "")


def _toleration(key: str) -> dict[str, Any]:
    return {"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": _SECONDS}


PLUGIN = Plugin("DefaultTolerationSeconds", ("CREATE", "UPDATE"), ("Pod",), _mutate)
