"""What a pod may tell its containers of itself: fields and resources, in variables and in files.

Rules of `validateObjectFieldSelector` and `validateContainerResourceFieldSelector`. Next: `volumes.py`, `environment.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names, quantity
from .causes import Causes, invalid, invalid_all, required, unsupported

__all__ = ["downward_file", "field_ref", "resource_ref"]

Ref = dict[str, Any]
#: fields that can be named at all; each place takes only some of them
KNOWN = frozenset(
    "metadata.annotations metadata.labels metadata.name metadata.namespace metadata.uid spec.nodeName"
    " spec.restartPolicy spec.serviceAccountName spec.schedulerName status.phase status.hostIP status.hostIPs"
    " status.podIP status.podIPs spec.terminationGracePeriodSeconds".split()
)
IN_FILES = ("metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid")
IN_VARIABLES = (
    "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
    "status.hostIPs", "status.podIP", "status.podIPs",
)  # fmt: skip
RESOURCES = ("limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
             "requests.memory")  # fmt: skip
HUGE_PAGES = ("limits.hugepages-", "requests.hugepages-")
SIZES = ("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei")


def field_ref(causes: Causes, ref: Ref, allowed: tuple[str, ...], path: str) -> None:
    """A field of the pod, or one label or annotation: `metadata.labels['app']`."""
    version, field = ref.get("apiVersion", "v1"), ref.get("fieldPath", "")
    if not field:
        required(causes, f"{path}.fieldPath")
        return
    base, bracket, key = field.removesuffix("']").partition("['")
    subscript = field.endswith("']") and bool(bracket and base)
    problem = _convert(version, field, base if subscript else None)
    if problem:
        invalid(causes, f"{path}.fieldPath", field, f"error converting fieldPath: {problem}")
    elif subscript:
        invalid_all(causes, path, key, names.qualified_name(key.lower() if base == "metadata.annotations" else key))
    else:
        field = "spec.nodeName" if field == "spec.host" else field
        if field not in allowed:
            unsupported(causes, f"{path}.fieldPath", field, allowed)


def _convert(version: str, field: str, subscripted: str | None) -> str:
    if version != "v1":
        return f"unsupported pod version: {version}"
    if subscripted is not None:
        known = subscripted in ("metadata.annotations", "metadata.labels")
        return "" if known else f"field label does not support subscript: {field}"
    return "" if field in KNOWN or field == "spec.host" else f"field label not supported: {field}"


def resource_ref(causes: Causes, ref: Ref, path: str, in_file: bool) -> None:
    """A request or limit of a container."""
    resource = ref.get("resource", "")
    if in_file and not ref.get("containerName"):
        required(causes, f"{path}.containerName")
    elif not resource:
        required(causes, f"{path}.resource")
    elif resource not in RESOURCES and not resource.startswith(HUGE_PAGES):
        unsupported(causes, f"{path}.resource", resource, RESOURCES)
    _divisor(causes, resource, ref.get("divisor") or "0", path)


def _divisor(causes: Causes, resource: str, divisor: Any, path: str) -> None:
    if quantity.parse(divisor).nano == 0:
        return
    shown = quantity.canonical(divisor)
    if resource.endswith(".cpu"):
        if shown not in ("1m", "1"):
            detail = "only divisor's values 1m and 1 are supported with the cpu resource"
            invalid(causes, f"{path}.divisor", resource, detail)
        return
    kind = {"memory": "memory", "ephemeral-storage": "local ephemeral storage"}.get(resource.partition(".")[2], "")
    kind = "hugepages" if resource.startswith(HUGE_PAGES) else kind
    if kind and shown not in SIZES:
        detail = f"only divisor's values {', '.join(SIZES)} are supported with the {kind} resource"
        invalid(causes, f"{path}.divisor", resource, detail)


def downward_file(causes: Causes, item: Ref, path: str) -> None:
    """What one file of a downwardAPI volume holds."""
    field, resource = item.get("fieldRef"), item.get("resourceFieldRef")
    if field is not None:
        field_ref(causes, field, IN_FILES, f"{path}.fieldRef")
        if resource is not None:
            invalid(causes, path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
    elif resource is not None:
        resource_ref(causes, resource, f"{path}.resourceFieldRef", in_file=True)
    else:
        required(causes, path, "one of fieldRef and resourceFieldRef is required")
