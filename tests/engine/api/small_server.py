"""A server of a few lines for tests of what stands before storage: defaults, admission, strategies.

It does what `api/server.py` does, in the same order, without decoding and validation.
"""

from __future__ import annotations

from typing import Any

from kubecourse.engine.api import admission, defaults, strategy
from kubecourse.engine.api.errors import already_exists
from kubecourse.engine.api.kinds import Registry
from kubecourse.engine.core import names, selectors
from kubecourse.engine.core.chance import Chance
from kubecourse.engine.core.clock import moment, stamp
from kubecourse.engine.core.fields import plain

CIDR = "10.10.30.0/24"
Object = dict[str, Any]


class SmallServer:
    """Objects in a dict, and the verbs that a test needs."""

    def __init__(self) -> None:
        self.registry = Registry()
        self.server = self
        self.chance = Chance(7)
        self.now = moment("2026-01-05T09:00:00Z")
        self.user = "kubernetes-admin"
        self.warnings: list[str] = []
        self.objects: dict[tuple[str, str, str], Object] = {}
        self.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
        self.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}})
        ports = [{"name": "https", "port": 443, "targetPort": 6443}]
        spec = {"clusterIP": "10.10.30.1", "ports": ports}
        self.create({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "kubernetes"}, "spec": spec})

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        return self.objects.get((kind, namespace, name))

    def get(self, kind: str, name: str, namespace: str = "") -> Object:
        return self.objects[(kind, namespace, name)]

    def list(self, kind: str, namespace: str | None = None, labels: Any = None) -> list[Object]:
        keys = sorted(k for k in self.objects if k[0] == kind and (not namespace or k[1] == namespace))
        found = [self.objects[key] for key in keys]
        if labels:
            found = [obj for obj in found if selectors.labels(labels).matches(obj["metadata"].get("labels") or {})]
        return found

    def _put(self, kind: str, obj: Object) -> Object:
        metadata = obj["metadata"]
        self.objects[(kind, metadata.get("namespace", ""), metadata["name"])] = obj
        return obj

    def create(self, value: Object, *, dry_run: bool = False) -> Object:
        obj = plain(value)
        kind = self.registry.gvk(obj["apiVersion"], obj["kind"])
        if kind is None or kind.hub:
            # a second version is defaulted in its own form here; the real server converts it
            kind = self.registry.key(obj["kind"])
        assert kind is not None
        metadata = obj.setdefault("metadata", {})
        if kind.namespaced:
            metadata.setdefault("namespace", "default")
        self.warnings = []
        defaults.apply(kind, obj)
        space, name = metadata.get("namespace", ""), metadata.get("name", "")
        request = admission.Request("CREATE", kind, space, name, obj, None, "", self.user, self, dry_run)
        admission.mutate(request)
        defaults.apply(kind, obj)
        if "name" not in metadata:
            metadata["name"] = names.generate(metadata["generateName"], self.chance)
        request.name = metadata["name"]
        metadata["uid"] = self.chance.uid()
        metadata["creationTimestamp"] = stamp(self.now)
        strategy.prepare_create(request)
        strategy.allocate(request, CIDR, dry_run)
        admission.check(request)
        if (kind.key, metadata.get("namespace", ""), metadata["name"]) in self.objects:
            raise already_exists(kind.group, kind.plural, metadata["name"])
        return obj if dry_run else self._put(kind.key, obj)

    def replace(self, value: Object, subresource: str = "") -> Object:
        obj = plain(value)
        kind = self.registry.gvk(obj["apiVersion"], obj["kind"])
        assert kind is not None
        metadata = obj["metadata"]
        if kind.namespaced:
            metadata.setdefault("namespace", "default")
        old = self.objects[(kind.key, metadata.get("namespace", ""), metadata["name"])]
        self.warnings = []
        defaults.apply(kind, obj)
        space = metadata.get("namespace", "")
        request = admission.Request("UPDATE", kind, space, metadata["name"], obj, old, subresource, self.user, self)
        admission.mutate(request)
        defaults.apply(kind, obj)
        for field in ("uid", "creationTimestamp", "generation"):
            if field in old["metadata"]:
                metadata[field] = old["metadata"][field]
        strategy.prepare_update(request)
        strategy.allocate(request, CIDR, False)
        admission.check(request)
        return self._put(kind.key, obj)

    def set_status(self, obj: Object, status: Object) -> Object:
        return self._put(obj["kind"], {**obj, "status": status})

    def delete(self, kind: str, name: str, namespace: str = "", **options: Any) -> Object:
        key = (kind, namespace, name)
        return self.objects[key] if options.get("dry_run") else self.objects.pop(key)
