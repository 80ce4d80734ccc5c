"""What each kind does to an object on its way into storage, and on its way out.

`prepare_create` and `prepare_update` run after mutating admission and before validation, in place on a
private tree: they wipe what only the system may write, start the status, count generations, and give
services their addresses. Upstream: PrepareForCreate and PrepareForUpdate of pkg/registry/*/*/strategy.go.

Next: `deletion.py` (grace periods), `eviction.py`, and `../allocators.py` behind `service.py`.
"""

from __future__ import annotations

from typing import Any

from ...core.clock import stamp
from ..admission.request import Request
from ..custom import definitions
from ..kinds import Kind
from . import batch, certificates, core, service, workloads
from .deletion import grace_period
from .eviction import evict
from .generation import has_generation, next_generation
from .status import first_status
from .subresources import NARROW, narrow

__all__ = [
    "allocate", "evict", "grace_period", "has_generation", "prepare_create", "prepare_update", "release",
]  # fmt: skip


def _serve(request: Request) -> None:
    """A CustomResourceDefinition is served from the moment it is stored."""
    assert request.obj is not None
    if request.verb == "CREATE":
        request.obj.pop("status", None)
    definitions.established(request.obj, stamp(request.api.now))


_CREATE = {
    "CertificateSigningRequest": certificates.create,
    "CustomResourceDefinition": _serve,
    "DaemonSet": workloads.create_daemon_set, "Job": batch.create_job, "Namespace": core.create_namespace,
    "PersistentVolumeClaim": core.create_claim, "Pod": core.create_pod, "Service": service.create,
}  # fmt: skip
_UPDATE = {
    "CustomResourceDefinition": _serve,
    "DaemonSet": workloads.update_daemon_set, "Namespace": core.update_namespace,
    "PersistentVolumeClaim": core.update_claim, "Service": service.update,
}  # fmt: skip


def prepare_create(request: Request) -> None:
    """Make `request.obj` what a new object of its kind looks like. The uid and the name must be there already."""
    kind, obj = request.kind, request.obj
    assert obj is not None
    metadata = obj["metadata"]
    metadata.pop("generation", None)
    if has_generation(kind):
        metadata["generation"] = 1
    first_status(kind, obj, request)
    function = _CREATE.get(kind.key)
    if function is not None:
        function(request)


def prepare_update(request: Request) -> None:
    """Take from `request.old` what this request may not change."""
    kind, obj, old = request.kind, request.obj, request.old
    assert obj is not None and old is not None
    if kind.key == "CertificateSigningRequest":
        certificates.update(request)
        return
    if request.subresource == "status":
        _keep_all_but_status(kind, obj, old)
        return
    if request.subresource in NARROW and kind.key == "Pod":
        narrow(request)
    if "status" in kind.subresources:
        _keep(obj, old, "status")
    function = _UPDATE.get(kind.key)
    if function is not None:
        function(request)
    next_generation(kind, obj, old)


def _keep_all_but_status(kind: Kind, obj: dict[str, Any], old: dict[str, Any]) -> None:
    for field in old:
        if field not in ("status", "metadata"):
            obj[field] = old[field]
    for field in tuple(obj):
        if field not in old and field != "status":
            del obj[field]
    if kind.group == "apps" or kind.key == "Pod":
        # their strategies keep labels (owners, for a pod) as well
        _keep(obj["metadata"], old["metadata"], "ownerReferences" if kind.key == "Pod" else "labels")


def _keep(obj: dict[str, Any], old: dict[str, Any], field: str) -> None:
    if field in old:
        obj[field] = old[field]
    else:
        obj.pop(field, None)


def allocate(request: Request, service_cidr: str, dry_run: bool) -> None:
    """Give a Service its cluster IP and node ports, or refuse what it asks for. Nothing is written for a dry run."""
    if request.kind.key == "Service" and request.subresource != "status":
        service.allocate(request, service_cidr, dry_run)


def release(kind: Kind, gone: dict[str, Any]) -> None:
    """An object was removed. What it held is free at once: allocations are read off the stored Services."""
