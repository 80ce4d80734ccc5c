"""NamespaceLifecycle: nothing is created where there is no namespace, or where one is going.

Upstream: staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go.
"""

from __future__ import annotations

from ..errors import Cause, not_found
from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

#: what a cluster cannot do without
_IMMORTAL = ("default", "kube-system", "kube-public")
#: questions that may be asked about a namespace that is gone
_QUESTIONS = ("LocalSubjectAccessReview",)


def _mutate(request: Request) -> None:
    namespace = request.namespace
    if not namespace or not request.kind.namespaced or request.kind.key in _QUESTIONS:
        return
    found = request.api.find("Namespace", namespace)
    if found is None:
        raise not_found("", "namespaces", namespace)
    if request.verb != "CREATE":
        return
    if "deletionTimestamp" in found["metadata"] or (found.get("status") or {}).get("phase") == "Terminating":
        why = f"unable to create new content in namespace {namespace} because it is being terminated"
        cause = Cause("metadata.namespace", "NamespaceTerminating", f"namespace {namespace} is being terminated")
        raise deny(request, why, causes=(cause,))


def _check(request: Request) -> None:
    if request.verb == "DELETE" and request.kind.key == "Namespace" and request.name in _IMMORTAL:
        raise deny(request, "this namespace may not be deleted")


PLUGIN = Plugin("NamespaceLifecycle", ("CREATE", "UPDATE", "DELETE"), (), _mutate, _check)
