"""PodSecurity: the Pod Security Standards that a namespace asks for with labels.

`pod-security.kubernetes.io/enforce: baseline | restricted` refuses pods, `warn` warns, for the templates of
workloads too. Left out: versions other than the latest, exemptions, and the check of what already runs when a
label is set. Upstream: staging/src/k8s.io/pod-security-admission/admission. Next: `podsecurity_checks.py`.
"""

from __future__ import annotations

from typing import Any

from .podsecurity_checks import violations
from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

Object = dict[str, Any]
_PREFIX = "pod-security.kubernetes.io/"
_LEVELS = ("baseline", "restricted")
_WORKLOADS = (
    "Pod", "PodTemplate", "ReplicationController", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job",
    "CronJob",
)  # fmt: skip


def _check(request: Request) -> None:
    obj = request.obj
    if obj is None or request.subresource:
        return
    namespace = request.api.find("Namespace", request.namespace)
    labels = (namespace["metadata"].get("labels") or {}) if namespace else {}
    if not any(label.startswith(_PREFIX) for label in labels):
        return
    template = _template(request.kind.key, obj)
    if template is None or (request.old is not None and template == _template(request.kind.key, request.old)):
        return
    enforce = labels.get(_PREFIX + "enforce", "")
    if request.kind.key == "Pod" and enforce in _LEVELS:
        found = violations(enforce, template)
        if found:
            raise deny(request, f'violates PodSecurity "{enforce}:{_version(labels, "enforce")}": {found}')
    _warn(request, labels, template, enforce)


def _warn(request: Request, labels: dict[str, str], template: Object, enforce: str) -> None:
    level = labels.get(_PREFIX + "warn", "")
    if level not in _LEVELS:
        return
    found = violations(level, template)
    if found:
        text = f'would violate PodSecurity "{level}:{_version(labels, "warn")}": {found}'
        request.api.warnings = [*request.api.warnings, text]


def _version(labels: dict[str, str], mode: str) -> str:
    return labels.get(f"{_PREFIX}{mode}-version", "latest")


def _template(kind: str, obj: Object) -> Object | None:
    """Metadata and spec of the pod inside."""
    if kind == "Pod":
        return obj
    if kind == "PodTemplate":
        template: Object | None = obj.get("template")
    elif kind == "CronJob":
        template = obj["spec"]["jobTemplate"]["spec"].get("template")
    else:
        template = obj["spec"].get("template")
    return template


PLUGIN = Plugin("PodSecurity", ("CREATE", "UPDATE"), _WORKLOADS, None, _check)
