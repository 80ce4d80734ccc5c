"""The api handle: what a component or a person holds, one call a verb.

Everything written through it is signed with `user`. Reads return stored objects: look, do not touch.
A component's own writes (`set_status`, `change`, `event`) are short ways into the same storage.
Next: `../cluster.py`, which hands one to each component.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..core import patches, selectors
from ..core.chance import Chance
from ..core.clock import stamp
from ..core.fields import plain
from ..core.trace import Change
from ..core.work import Object, name_key
from . import admission, conversion, eventlog, fieldlabels, managed, paging, schema, strategy
from .authorization import tokens
from .decode import to_object
from .errors import ApiError, bad_request, conflict, not_found
from .kinds import BUILTIN, SPOKES, Kind
from .scale import read_scale, write_scale
from .server import ADMIN, MODIFIED, Server
from .watching import Watcher

__all__ = ["Api"]

_BUILTIN = frozenset(kind.key for kind in BUILTIN)
#: those that are stored in their own form
_HUBS = frozenset(kind.key for kind in BUILTIN if not kind.hub)
# the class has a method called `list`, so these types are named outside it
Objects = list[Object]
Changes = list[tuple[str, Object]]
Log = list[Change]

#: the patches that the server takes; kinds that were taught know no strategic one
_MEDIA = ("json-patch+json", "merge-patch+json", "strategic-merge-patch+json", "apply-patch+yaml", "apply-patch+cbor")
_PATCHES: dict[str, Callable[[Object, Any], Object]] = {"json": patches.json_patch, "merge": patches.merge_patch}


class Api:
    """A handle on the server for one user, with the memory of one component."""

    def __init__(self, server: Server, user: str, memory: dict[str, Any] | None = None) -> None:
        self.server = server
        self.user = user
        #: components are: what they send is neither decoded nor validated
        self.trusted = user != ADMIN
        self.memory: dict[str, Any] = {} if memory is None else memory
        self.warnings: list[str] = []
        self._storage = server.storage

    @property
    def now(self) -> int:
        """Virtual time, ms since 1970."""
        return self.server.clock.now

    @property
    def derived(self) -> dict[str, Any]:
        """A place for what can be derived from the storage at any time."""
        return self.server.derived

    @property
    def chance(self) -> Chance:
        """The cluster's only source of randomness."""
        return self.server.chance

    # -- reads -----------------------------------------------------------------------------------

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        """The object, or None."""
        key = f"{namespace}/{name}" if namespace else name
        if kind in _HUBS:
            return self._storage.find(kind, key)
        row = SPOKES.get(kind) or self.server.registry.find(kind)
        if row is None:
            return None
        found = self._storage.find(row.hub or row.key, key)
        return found and self._read(row, found)

    def key_of(self, obj: Object) -> str:
        """The name of the table of an object or a reference, by its apiVersion and kind."""
        row = self.server.registry.gvk(obj.get("apiVersion", ""), obj["kind"])
        return (row.hub or row.key) if row else str(obj["kind"])

    def _read(self, row: Kind, obj: Object) -> Object:
        """A stored object as `row` shows it."""
        obj = self.server.read(row, obj)
        return conversion.from_hub(row, obj) if row.hub else obj

    def get(self, kind: str, name: str, namespace: str = "", *, subresource: str | None = None) -> Object:
        """The object; raises ApiError NotFound."""
        row = self.server.kind(kind)
        if row.hub:
            with conversion.as_asked(row, self.server.kind(row.hub)):
                return conversion.from_hub(row, self.get(row.hub, name, namespace, subresource=subresource))
        obj = self.server.stored(row, name, namespace or "default" if row.namespaced else "")
        return read_scale(row, obj) if subresource == "scale" else obj

    def list(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None) -> Objects:
        """Objects by namespace and name; `labels` is text, a dict or a LabelSelector, `fields` text."""
        row = self.server.kind(kind)
        if row.hub:
            return [conversion.from_hub(row, obj) for obj in self.list(row.hub, namespace, labels, fields)]
        wanted = selectors.labels(labels) if labels else None
        if wanted is not None and wanted.equalities and row.key == "Pod":
            spaces = (
                [namespace] if namespace else [space["metadata"]["name"] for space in self._storage.all("Namespace")]
            )
            items = sorted((pod for space in spaces for pod in self.pods_matching(space, wanted)), key=name_key)
        else:
            items = self._storage.all(row.key, namespace if row.namespaced else None)
            if row.key not in _BUILTIN:
                items = [self.server.read(row, obj) for obj in items]
            if wanted is not None:
                items = [obj for obj in items if wanted.matches(obj["metadata"].get("labels") or {})]
        if fields:
            selector = fieldlabels.compiled(row, fields)
            items = [obj for obj in items if selector.matches(obj, fieldlabels.value)]
        return items

    def page(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None, *,
             limit: int = 0, token: str = "", version: str = "", match: str = "") -> Object:  # fmt: skip
        """The List as the server sends it, by pages of `limit`; see `paging.py`."""
        return paging.page(self, self.server.kind(kind), namespace, labels, fields, limit, token, version, match)

    def shown(self, objs: Objects) -> Objects:
        """Stored objects as this handle gives them out."""
        return objs

    def owned(self, uid: str, kind: str | None = None) -> Objects:
        """Objects with an ownerReference to `uid`, oldest first."""
        return self._storage.owned(uid, kind)

    def pods_on(self, node: str) -> Objects:
        """Pods bound to a node."""
        return self._storage.pods_on(node)

    def claim_users(self, namespace: str, claim: str) -> Objects:
        """Pods that mount a PersistentVolumeClaim."""
        return self._storage.claim_users(namespace, claim)

    def pods_matching(self, namespace: str, selector: selectors.Selector) -> Objects:
        """Pods of a namespace that a compiled selector matches, by name."""
        if selector.equalities:
            pods = self._storage.pods_labelled(namespace, selector.equalities)
        else:
            pods = self._storage.all("Pod", namespace)
        matches = selector.matches
        found = [pod for pod in pods if matches(pod["metadata"].get("labels") or {})]
        return sorted(found, key=lambda pod: str(pod["metadata"]["name"]))

    def watch(self, kind: str, namespace: str | None = None, since: str | int = 0) -> Changes:
        """Changes after resourceVersion `since`, oldest first: (ADDED | MODIFIED | DELETED, object)."""
        row, after = self.server.kind(kind), int(since)
        prefix = f"{namespace}/" if namespace and row.namespaced else ""
        key = row.hub or row.key
        changes = [c for c in self._storage.log if c.revision > after and c.kind == key and c.key.startswith(prefix)]
        found = [(c.verb, c.new or c.old or {}) for c in changes]
        return [(verb, conversion.from_hub(row, obj)) for verb, obj in found] if row.hub else found

    def observe(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None,
                **options: Any) -> Watcher:  # fmt: skip
        """A watch: `take()` gives the events since the last call. Options: version, bookmarks, initial, match."""
        return Watcher(self, self.server.kind(kind), namespace, labels, fields, **options)

    def changes_after(self, last: Change | None) -> Log | None:
        """The changes of the whole cluster since `last`; None after a rewind: see `Storage.changes_after`."""
        return self._storage.changes_after(last)

    def last_change(self) -> Change | None:
        """The newest change."""
        return self._storage.log[-1] if self._storage.log else None

    # -- writes ----------------------------------------------------------------------------------

    def create(self, obj: Object, namespace: str | None = None, *, dry_run: bool = False,
               field_validation: str = "Strict", manager: str = "") -> Object:  # fmt: skip
        """POST; returns the stored object. `manager` names who manages the fields (`managed_fields`)."""
        return self.server.create(self, obj, namespace, dry_run, field_validation, manager)

    def replace(self, obj: Object, namespace: str | None = None, *, subresource: str | None = None,
                dry_run: bool = False, field_validation: str = "Strict", manager: str = "") -> Object:  # fmt: skip
        """PUT; a resourceVersion in `obj` must be the stored one."""
        kind = self._kind_of(obj)
        if kind.hub:
            checked = to_object(plain(obj), self.server.registry, field_validation)[1]
            stored = conversion.to_hub(self.server.kind(kind.hub), checked)
            with conversion.as_asked(kind, self.server.kind(kind.hub)):
                done = self.replace(stored, namespace, subresource=subresource, dry_run=dry_run, manager=manager)
            return conversion.from_hub(kind, done)
        meta = obj.get("metadata") or {}
        if not isinstance(meta, dict) or not all(isinstance(meta.get(key) or "", str) for key in ("name", "namespace")):
            to_object(plain(obj), self.server.registry, field_validation)
        space = meta.get("namespace") or namespace or "default"
        if kind.namespaced and namespace and space != namespace:
            raise bad_request("the namespace of the provided object does not match the namespace sent on the request")
        old = self.server.stored(kind, meta.get("name") or "", space if kind.namespaced else "")
        if subresource and subresource not in kind.subresources:
            raise ApiError("NotFound", "the server could not find the requested resource")
        how, anew = self._note(kind, old, obj, manager, subresource or "")
        part = subresource or ""
        return self.server.update(self, kind, plain(obj), old, part, dry_run, field_validation, how=how, anew=anew)

    def _note(self, kind: Kind, old: Object, new: Object, manager: str, part: str) -> tuple[Object | None, bool]:
        """Who manages what this update changes; components leave no note."""
        return (None, False) if self.trusted else managed.replace_note(self.server, kind, old, new, manager, part)

    def replace_scale(self, kind: str, scale: Object, namespace: str = "", *, dry_run: bool = False,
                      manager: str = "") -> Object:  # fmt: skip
        """PUT of the scale subresource of an object; returns its Scale."""
        row, meta = self.server.kind(kind), scale.get("metadata") or {}
        space = (meta.get("namespace") or namespace or "default") if row.namespaced else ""
        old = self.server.stored(row, meta.get("name") or "", space)
        if meta.get("resourceVersion") not in (None, "", old["metadata"]["resourceVersion"]):
            raise conflict(row.group, row.plural, meta["name"], MODIFIED)
        new = write_scale(row, old, plain(scale)) if "scale" in row.subresources else old
        how = None if self.trusted else managed.update_note(row, manager, "scale")
        return read_scale(row, self.server.update(self, row, plain(new), old, "", dry_run, "Strict", how=how))

    def _kind_of(self, obj: Object) -> Kind:
        kind = self.server.registry.gvk(obj.get("apiVersion", ""), obj.get("kind", ""))
        if kind is None:
            raise ApiError("NotFound", "the server could not find the requested resource")
        return kind

    def patch(self, kind: str, name: str, body: Any, namespace: str = "", *, type: str = "strategic",
              subresource: str | None = None, dry_run: bool = False, field_validation: str = "Strict",
              manager: str = "") -> Object:  # fmt: skip
        """PATCH with a strategic, merge or json patch; `subresource` may be "status" or "scale"."""
        row = self.server.kind(kind)
        if subresource and subresource not in row.subresources:
            raise ApiError("NotFound", "the server could not find the requested resource")
        if row.hub:
            after = self._patched(row, plain(self.get(kind, name, namespace)), plain(body), type)
            space = namespace or "default"
            return self.replace(after, space, subresource=subresource, dry_run=dry_run, manager=manager)
        old = self.server.stored(row, name, namespace or "default" if row.namespaced else "")
        before = read_scale(row, old) if subresource == "scale" else old
        body, part = plain(body), subresource or ""
        if type in ("json", "merge") and not self.trusted and "managedFields" in repr(body):
            entries = self.managed_fields(kind, name, namespace)
            before = {**before, "metadata": {**before["metadata"], "managedFields": entries}}
        after = self._patched(row, before, body, type)
        how, anew = self._note(row, old, after, manager, part)
        if subresource == "scale":
            after, part = write_scale(row, old, after), ""
        return self.server.update(self, row, after, old, part, dry_run, field_validation, body, how, anew)

    def apply(self, obj: Object, manager: str = "", force: bool = False, dry_run: bool = False, namespace: str = "", *,
              subresource: str | None = None, field_validation: str = "Strict") -> Object:  # fmt: skip
        """PATCH with an apply: `obj` says all that `manager` wants; returns the object as it is now.

        What it said last time and no longer says goes, unless somebody else owns it. Raises ApiError Conflict where it
        would change what others own, with a cause for each field; with `force` it takes them over.
        """
        return managed.apply(self, obj, manager, force, dry_run, namespace, subresource or "", field_validation)

    def managed_fields(self, kind: str, name: str, namespace: str = "") -> Objects:
        """metadata.managedFields of an object: who owns which fields. Other reads leave them out."""
        row = self.server.kind(kind)
        row = self.server.kind(row.hub) if row.hub else row
        obj = self.server.stored(row, name, namespace or "default" if row.namespaced else "")
        return managed.entries_of(self.server, row, obj)

    @staticmethod
    def _patched(row: Kind, before: Object, body: Any, type: str) -> Object:
        try:
            if type == "strategic" and (row.key in _BUILTIN or row.key in SPOKES):
                return patches.strategic(before, body, schema.node(row))
            if type in _PATCHES:
                return _PATCHES[type](before, body)
        except patches.JsonPatchError:
            words = "the server rejected our request due to an error in our request"
            raise ApiError("Invalid", words, details={}) from None
        except ValueError as error:
            raise bad_request(str(error)) from None
        taught = row.key not in _BUILTIN and row.key not in SPOKES
        types = [one for one in _MEDIA if one != "strategic-merge-patch+json" or not taught]
        accepted = ", ".join(f"application/{one}" for one in types)
        why = f"the body of the request was in an unknown format - accepted media types include: {accepted}"
        raise ApiError("UnsupportedMediaType", why)

    def delete(self, kind: str, name: str, namespace: str = "", *, propagation: str | None = None, grace: int | None = None,
               uid: str | None = None, resource_version: str | None = None, dry_run: bool = False) -> Object:  # fmt: skip
        """DELETE; returns the last or the marked object. `grace` in seconds."""
        row = self.server.kind(kind)
        space = namespace or "default" if row.namespaced else ""
        if not row.hub:
            return self.server.delete(self, row, name, space, propagation=propagation, grace=grace, uid=uid,
                                      version=resource_version, dry_run=dry_run)  # fmt: skip
        hub = self.server.kind(row.hub)
        with conversion.as_asked(row, hub):
            gone = self.server.delete(self, hub, name, space, propagation=propagation, grace=grace, uid=uid,
                                      version=resource_version, dry_run=dry_run)  # fmt: skip
        return conversion.from_hub(row, gone)

    def delete_collection(self, kind: str, namespace: str | None = None, labels: Any = None, fields: str | None = None, *,
                          propagation: str | None = None, grace: int | None = None, dry_run: bool = False) -> Objects:  # fmt: skip
        """DELETE of a list: all that the selectors mean, in the order of the list; returns them as they were last."""
        row = self.server.kind(kind)
        if row.key == "Namespace" or not row.stored:
            raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
        wanted = paging.page(self, row, namespace, labels, fields, 0, "", "", "")["items"]
        shown, row = row, self.server.kind(row.hub) if row.hub else row
        how: Object = {"propagation": propagation, "grace": grace, "version": None, "dry_run": dry_run}
        names = [
            (obj["metadata"]["name"], obj["metadata"].get("namespace", ""), obj["metadata"]["uid"]) for obj in wanted
        ]
        gone = [self.server.delete(self, row, name, space, uid=uid, **how) for name, space, uid in names]
        return [conversion.from_hub(shown, obj) for obj in gone] if shown.hub else gone

    # -- a component's own ways --------------------------------------------------------------------

    def set_status(self, obj: Object, status: Object) -> Object:
        """Write the status of an object just read; nothing happens when it is equal."""
        return self.change(obj, status=status)

    def change(self, obj: Object, **top: Any) -> Object:
        """Write top-level fields of an object just read; nothing happens when they are equal."""
        for field, value in top.items():
            if obj.get(field) != value:
                break
        else:
            return obj
        kind = self._kind_of(obj)
        new = {**obj, **top}
        if "spec" in top and obj.get("spec") != top["spec"] and strategy.has_generation(kind):
            new["metadata"] = {**new["metadata"], "generation": obj["metadata"].get("generation", 0) + 1}
        return self.server.write(kind, new, obj, self.user)

    def bind(self, namespace: str, name: str, node: str, dry_run: bool = False) -> Object:
        """The binding subresource: give a pod its node."""
        pod = self.get("Pod", name, namespace)
        if pod["spec"].get("nodeName"):
            raise conflict(
                "", "pods/binding", name, f'pod {name} is already assigned to node "{pod["spec"]["nodeName"]}"'
            )
        # a nomination is over once the pod has its place
        status = {k: v for k, v in (pod.get("status") or {}).items() if k != "nominatedNodeName"}
        scheduled = {
            "type": "PodScheduled",
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": stamp(self.now),
        }
        if pod["metadata"].get("generation"):
            scheduled["observedGeneration"] = pod["metadata"]["generation"]
        conditions = [c for c in status.get("conditions") or () if c["type"] != "PodScheduled"]
        new = {
            **pod,
            "spec": {**pod["spec"], "nodeName": node},
            "status": {**status, "conditions": [*conditions, scheduled]},
        }
        # what was nominated is decided now
        new["status"].pop("nominatedNodeName", None)
        admission.label_topology(self, new, node)
        if dry_run:
            return new
        return self.server.write(self.server.kind("Pod"), new, pod, self.user)

    def evict(self, name: str, namespace: str = "default", grace: int | None = None, *, uid: str | None = None,
              resource_version: str | None = None, dry_run: bool = False) -> Object:  # fmt: skip
        """The eviction subresource: delete, unless a PodDisruptionBudget forbids it (429)."""
        return strategy.evict(self, name, namespace, grace, uid, resource_version, dry_run)

    def token(self, name: str, namespace: str = "default", *, audiences: Sequence[str] = (), seconds: int | None = None,
              bound: Object | None = None) -> Object:  # fmt: skip
        """The token subresource of a ServiceAccount: a TokenRequest with its token in `status.token`."""
        account = self.server.stored(self.server.kind("ServiceAccount"), name, namespace)
        spec = {"audiences": list(audiences), "expirationSeconds": seconds, "boundObjectRef": bound}
        return tokens.issue(self.server, account, spec)

    def event(self, about: Object, type: str, reason: str, message: str, *, component: str | None = None,
              host: str | None = None) -> None:  # fmt: skip
        """Record an event about an object; an equal one is counted."""
        eventlog.record(self, about, type, reason, message, component or self.user, host)

    def missing(self, kind: str, name: str) -> ApiError:
        """The NotFound that the server would answer."""
        row = self.server.kind(kind)
        return not_found(row.group, row.plural, name)
