"""The API server without a network: every write takes the same way in.

    decode (strict fields) -> default -> mutating admission (then default again) -> prepare
        -> validate -> validating admission (quota last) -> store -> the log, which watchers read

The order decides which refusal a person sees first. Reads hand out stored objects, which nobody may
change. `handle.py` is what components and people hold; here is what stands behind it.
Upstream: staging/src/k8s.io/apiserver/pkg/{endpoints/handlers,registry/generic/registry}.
"""

from __future__ import annotations

from json import dumps as dumps_json
from marshal import dumps, loads
from typing import Any

from ..core import names
from ..core.chance import Chance
from ..core.clock import Clock, moment, stamp
from ..core.fields import plain
from ..core.work import Object, name_key
from . import admission, conversion, custom, defaults, managed, strategy, validation
from .authorization import reviews
from .custom import definitions
from .decode import to_object
from .errors import ApiError, Cause, already_exists, bad_request, conflict, invalid, not_found
from .kinds import Kind, Registry
from .storage import Storage
from .templates import Templates
from .versions import needs_version

__all__ = ["ADMIN", "MODIFIED", "Server"]

#: the user of the public door, as kubeadm calls it
ADMIN = "kubernetes-admin"

#: kinds whose change can alter what admission does to a pod
_POLICIES = ("LimitRange", "PriorityClass", "ServiceAccount", "Namespace", "RuntimeClass")

_MUST = "must be specified for an update"
#: why an update of what somebody else wrote since is refused
MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"


class Server:
    """Storage, time and chance behind the pipeline of a write."""

    def __init__(self, registry: Registry, storage: Storage, clock: Clock, chance: Chance, service_cidr: str) -> None:
        self.registry = registry
        registry.definitions = lambda: storage.tables.get("CustomResourceDefinition", {})
        registry.tables = lambda: storage.tables
        self.storage = storage
        self.shapes = custom.Shapes()
        self.clock = clock
        self.chance = chance
        self.service_cidr = service_cidr
        #: revision of the change that woke whoever acts now; 0 is a person
        self.because = 0
        self._templates = Templates()
        self.policy = 0
        #: what a room derives from the storage and can derive anew: never saved, never shared with a fork
        self.derived: dict[str, Any] = {}
        #: events that can still be counted: what they say -> their key
        self.events: dict[str, Any] = {}
        self.event_count = 0

    # -- finding ---------------------------------------------------------------------------------

    def kind(self, word: str) -> Kind:
        """The kind called `word`; raises NotFound in the words of the server."""
        kind = self.registry.key(word) or self.registry.find(word)
        if kind is None:
            raise ApiError("NotFound", "the server could not find the requested resource")
        return kind

    def stored(self, kind: Kind, name: str, namespace: str = "") -> Object:
        """The object or NotFound."""
        obj = self.storage.find(kind.key, f"{namespace}/{name}" if kind.namespaced else name)
        if obj is None:
            raise not_found(kind.group, kind.plural, name)
        return self.read(kind, obj) if self.registry.is_taught(kind) else obj

    def read(self, kind: Kind, obj: Object) -> Object:
        """A stored object of a kind that was taught, as its definition says now: pruned, with defaults, in its version."""
        return conversion.in_version(kind, self.shapes.read(self.registry, kind, obj))

    # -- create ----------------------------------------------------------------------------------

    def create(self, api: Any, value: Object, namespace: str | None, dry_run: bool, checked: str, manager: str = "",
               how: Object | None = None) -> Object:  # fmt: skip
        """POST. `value` is left as it is; returns what was stored. `manager` is who sends it, `how` the note of an apply."""
        trusted = api.trusted
        if trusted:
            found = self.registry.gvk(value["apiVersion"], value["kind"])
            if found is None:
                raise ApiError("NotFound", "the server could not find the requested resource")
            kind, obj, api.warnings = found, value, []
        else:
            kind, obj, api.warnings = to_object(plain(value), self.registry, checked)
        if self.registry.is_taught(kind):
            custom.demand_open(self.registry, kind)
        if kind.hub:
            hub = conversion.to_hub(self.kind(kind.hub), obj)
            # what its own version knows was checked; another version may know less
            checked, said = ("Ignore" if kind.many else checked), api.warnings
            with conversion.as_asked(kind, self.kind(kind.hub)):
                made = conversion.from_hub(kind, self.create(api, hub, namespace, dry_run, checked, manager))
            api.warnings = [*said, *api.warnings, *((kind.deprecation,) if kind.deprecation else ())]
            return made
        meta = dict(obj.get("metadata") or {})
        self._place(kind, meta, namespace)
        if not kind.stored:
            return reviews.answer(api, kind, {**obj, "metadata": meta}, meta.get("namespace", ""))
        pod = trusted and kind.key == "Pod"
        reuse = self._templates.admitted(obj, meta, self.policy) if pod else None
        if reuse is not None:
            obj = reuse
        else:
            obj = loads(dumps({**obj, "metadata": meta})) if trusted else {**obj, "metadata": meta}
            defaults.apply(kind, obj)
        if not trusted and how is None:
            how = managed.made_note(kind, obj, manager)
        request = admission.Request(
            "CREATE", kind, meta.get("namespace", ""), meta.get("name", ""), obj, None, "", api.user, api, dry_run
        )
        if reuse is None:
            admission.mutate(request)
            defaults.apply(kind, obj)
        self._system_fields(kind, obj)
        request.name = obj["metadata"].get("name", "")
        strategy.prepare_create(request)
        strategy.allocate(request, self.service_cidr, dry_run)
        if reuse is None and not trusted:
            self._validate(kind, obj, None, "")
        api.warnings = [*api.warnings, *(() if trusted else validation.warnings(kind, obj, None))]
        taken = self.storage.find(kind.key, name_key(obj)) is not None
        # what will be refused must not be counted by a quota
        request.dry_run = dry_run or taken
        admission.check(request)
        if taken:
            raise already_exists(kind.group, kind.plural, obj["metadata"]["name"])
        if pod and reuse is None:
            self._templates.remember(value["spec"], meta.get("annotations"), obj, self.policy)
        elif trusted and reuse is None:
            Templates.share(obj, value)
        return self._commit(kind, obj, api.user, dry_run, how)

    def _place(self, kind: Kind, meta: Object, namespace: str | None) -> None:
        if not kind.namespaced:
            if meta.get("namespace"):
                del meta["namespace"]
            return
        wanted = meta.get("namespace")
        if namespace and wanted and namespace != wanted:
            raise bad_request("the namespace of the provided object does not match the namespace sent on the request")
        meta["namespace"] = wanted or namespace or "default"

    def _system_fields(self, kind: Kind, obj: Object) -> None:
        """What only the server writes: name from generateName, uid, creation time."""
        meta = obj["metadata"]
        base = meta.get("generateName")
        if base and not meta.get("name"):
            meta["name"] = self._fresh_name(kind, base, meta.get("namespace"))
        for field in (
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "resourceVersion",
            "managedFields",
        ):
            meta.pop(field, None)
        meta["uid"] = self.chance.uid()
        meta["creationTimestamp"] = stamp(self.clock.now)

    def _fresh_name(self, kind: Kind, base: str, namespace: str | None) -> str:
        table = self.storage.tables.get(kind.key, {})
        while True:
            name = names.generate(base, self.chance)
            if (f"{namespace}/{name}" if namespace else name) not in table:
                return name

    def restore(self, counters: dict[str, int], events: tuple[dict[str, Any], int, int]) -> None:
        """Go back to draws, events and the state of policies as they were; what was admitted under others is forgotten."""
        self.chance.counters = dict(counters)
        self.events, self.event_count, self.policy = dict(events[0]), events[1], events[2]
        self._templates.clear()

    # -- update ----------------------------------------------------------------------------------

    def update(self, api: Any, kind: Kind, value: Object, old: Object, subresource: str, dry_run: bool,
               checked: str, patched_by: Any = None, how: Object | None = None, anew: bool = False) -> Object:  # fmt: skip
        """PUT, and the second half of every PATCH: `value` takes the place of `old`.

        `how` is the note of who manages the fields; `anew`: it is worth a write of its own.
        """
        try:
            new_kind, obj, api.warnings = to_object(plain(value), self.registry, checked)
        except ApiError as error:
            raise error if patched_by is None else _bad_patch(patched_by, error) from None
        if patched_by is None and not (obj.get("metadata") or {}).get("resourceVersion") and needs_version(kind):
            cause = Cause("metadata.resourceVersion", "FieldValueInvalid", f"Invalid value: 0x0: {_MUST}")
            raise invalid(kind.group, kind.plural, old["metadata"]["name"], [cause])
        if new_kind is not kind:
            raise bad_request(
                f"the API version in the data ({new_kind.api_version}) does not match the expected API version ({kind.api_version})"
            )
        self._same_object(kind, obj, old)
        defaults.apply(kind, obj)
        meta = old["metadata"]
        request = admission.Request(
            "UPDATE", kind, meta.get("namespace", ""), meta["name"], obj, old, subresource, api.user, api, dry_run
        )
        admission.mutate(request)
        defaults.apply(kind, obj)
        self._keep_system_fields(obj, old)
        strategy.prepare_update(request)
        strategy.allocate(request, self.service_cidr, dry_run)
        self._validate(kind, obj, old, subresource)
        if kind.key != "Pod":
            # people seldom change pods by hand: upstream warns of them only when they are made
            api.warnings = [*api.warnings, *validation.warnings(kind, obj, old)]
        admission.check(request)
        return self._replace(kind, obj, old, api.user, dry_run, how, anew)

    def _same_object(self, kind: Kind, obj: Object, old: Object) -> None:
        meta, name = obj.setdefault("metadata", {}), old["metadata"]["name"]
        if meta.get("name") not in (None, "", name):
            raise bad_request(f"the name of the object ({meta['name']}) does not match the name on the URL ({name})")
        meta["name"] = name
        uid = meta.get("uid")
        if uid and uid != old["metadata"]["uid"]:
            raise conflict(kind.group, kind.plural, name, _other_uid(kind, old, uid))
        version = meta.get("resourceVersion")
        if version and version != old["metadata"]["resourceVersion"]:
            raise conflict(kind.group, kind.plural, name, MODIFIED)

    @staticmethod
    def _keep_system_fields(obj: Object, old: Object) -> None:
        meta, before = obj["metadata"], old["metadata"]
        for field in ("namespace", "uid", "creationTimestamp", "generation", "deletionTimestamp",
                      "deletionGracePeriodSeconds", "generateName", "resourceVersion"):  # fmt: skip
            if field in before:
                meta[field] = before[field]
            else:
                meta.pop(field, None)
        meta.pop("managedFields", None)

    def _validate(self, kind: Kind, obj: Object, old: Object | None, subresource: str) -> None:
        causes = validation.validate(kind, obj, old, subresource)
        if self.registry.is_taught(kind):
            causes = [*causes, *custom.causes(self.registry, kind, obj, old)]
        elif kind.key == "CustomResourceDefinition" and not subresource:
            causes = [*causes, *definitions.causes(obj, old)]
        if causes:
            raise invalid(kind.group, kind.name, obj["metadata"].get("name", ""), causes)

    def _replace(self, kind: Kind, obj: Object, old: Object, user: str, dry_run: bool, how: Object | None = None,
                 anew: bool = False) -> Object:  # fmt: skip
        """Store `obj` in the place of `old`, unless they are equal; the last finalizer gone ends a deletion."""
        meta = obj["metadata"]
        if meta.get("deletionTimestamp") and not meta.get("finalizers") and not meta.get("deletionGracePeriodSeconds"):
            if not (kind.key == "Namespace" and obj["spec"].get("finalizers")):
                return self._remove(kind, obj, user, dry_run)
        if obj == old and not anew:
            return old
        return self._commit(kind, obj, user, dry_run, how)

    def _commit(self, kind: Kind, obj: Object, user: str, dry_run: bool, how: Object | None = None) -> Object:
        if dry_run:
            return obj
        if kind.key == "CustomResourceDefinition" and self.registry.collides(obj):
            # the table of its objects is called after their group as well: that there is one says so
            self.storage.tables.setdefault(f"{obj['spec']['names']['kind']}.{obj['spec']['group']}", {})
        stored = self.storage.put(kind.key, obj, self.clock.now, user, self.because, how)
        if kind.key in _POLICIES:
            self.policy = self.storage.revision
        return stored

    def _remove(self, kind: Kind, obj: Object, user: str, dry_run: bool) -> Object:
        if dry_run:
            return obj
        gone = self.storage.remove(kind.key, name_key(obj), self.clock.now, user, self.because)
        strategy.release(kind, gone)
        if kind.key in _POLICIES:
            self.policy = self.storage.revision
        return gone

    def write(self, kind: Kind, obj: Object, old: Object, user: str) -> Object:
        """A component's own write of parts it owns: no decoding and no validation, but the same storage rules."""
        current = self.stored(kind, old["metadata"]["name"], old["metadata"].get("namespace", ""))
        if current["metadata"]["resourceVersion"] != old["metadata"]["resourceVersion"]:
            raise conflict(kind.group, kind.plural, old["metadata"]["name"], MODIFIED)
        return self._replace(kind, obj, current, user, False)

    # -- delete ----------------------------------------------------------------------------------

    def delete(self, api: Any, kind: Kind, name: str, namespace: str, *, propagation: str | None, grace: int | None,
               uid: str | None, version: str | None, dry_run: bool) -> Object:  # fmt: skip
        """DELETE: gone at once, or marked with a deletionTimestamp until its time and its finalizers are over."""
        old = self.stored(kind, name, namespace)
        self._preconditions(kind, old, uid, version)
        request = admission.Request("DELETE", kind, namespace, name, None, old, "", api.user, api, dry_run)
        admission.check(request)
        meta = old["metadata"]
        period = strategy.grace_period(kind, old, grace)
        finalizers = _finalizers(meta.get("finalizers"), propagation, meta.get("deletionTimestamp") is not None)
        if kind.key == "CustomResourceDefinition" and not meta.get("deletionTimestamp"):
            finalizers = [*finalizers, definitions.FINALIZER]
        if meta.get("deletionTimestamp"):
            return self._hurry(kind, old, period, grace, finalizers, api.user, dry_run)
        if not period and not finalizers and kind.key != "Namespace":
            if period is not None and not dry_run:
                # kinds that can go gracefully are marked first, even when nothing is left to wait for
                old = self._commit(kind, self._mark(kind, old, 0, finalizers), api.user, dry_run)
            return self._remove(kind, old, api.user, dry_run)
        obj = self._mark(kind, old, period or 0, finalizers)
        return self._commit(kind, obj, api.user, dry_run)

    def _preconditions(self, kind: Kind, old: Object, uid: str | None, version: str | None) -> None:
        meta = old["metadata"]
        if uid and uid != meta["uid"]:
            why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {meta['uid']}"
            raise conflict(kind.group, kind.plural, meta["name"], why)
        if version and version != meta["resourceVersion"]:
            why = f"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {meta['resourceVersion']}"
            raise conflict(kind.group, kind.plural, meta["name"], why)

    def _mark(self, kind: Kind, old: Object, period: int, finalizers: list[str]) -> Object:
        meta = {**old["metadata"]}
        meta["deletionTimestamp"] = stamp(self.clock.now + period * 1000)
        if kind.key != "Namespace":
            meta["deletionGracePeriodSeconds"] = period
        if meta.get("generation"):
            meta["generation"] += 1
        meta.pop("finalizers", None)
        if finalizers:
            meta["finalizers"] = finalizers
        obj = {**old, "metadata": meta}
        if kind.key == "Namespace":
            obj["status"] = {**obj.get("status", {}), "phase": "Terminating"}
        return obj

    def _hurry(self, kind: Kind, old: Object, period: int | None, grace: int | None, finalizers: list[str],
               user: str, dry_run: bool) -> Object:  # fmt: skip
        """A second delete: it can only shorten the time, or add to the finalizers."""
        meta = {**old["metadata"]}
        current = meta.get("deletionGracePeriodSeconds") or 0
        if grace is not None and period is not None and period < current:
            begun = moment(meta["deletionTimestamp"]) - current * 1000
            meta["deletionTimestamp"] = stamp(begun + period * 1000)
            meta["deletionGracePeriodSeconds"] = current = period
        elif kind.key == "Pod" and period == 0 and grace is None:
            meta["deletionGracePeriodSeconds"] = current = 0
        if finalizers:
            meta["finalizers"] = finalizers
        return self._replace(kind, {**old, "metadata": meta}, old, user, dry_run)


def _other_uid(kind: Kind, old: Object, uid: str) -> str:
    """What the storage layer says when an update means an object that is no more."""
    key = f"/registry/{kind.plural}/{name_key(old)}"
    why = f"Precondition failed: UID in precondition: {uid}, UID in object meta: {old['metadata']['uid']}"
    return f"StorageError: invalid object, Code: 4, Key: {key}, ResourceVersion: 0, AdditionalErrorMsg: {why}"


def _bad_patch(patch: Any, error: ApiError) -> ApiError:
    """A patch whose result cannot be read is refused as a value of the field `patch`."""
    text = dumps_json(patch, separators=(",", ":"), ensure_ascii=False)
    why = error.message.partition("cannot be handled as a ")[2].partition(": ")[2] or error.message
    return invalid("", "", "", [Cause("patch", "FieldValueInvalid", f"Invalid value: {dumps_json(text)}: {why}")])


def _finalizers(present: list[str] | None, propagation: str | None, deleting: bool) -> list[str]:
    """The finalizers after a delete with this propagation: foreground and orphan are finalizers themselves."""
    kept = (
        [f for f in present or () if f not in ("orphan", "foregroundDeletion")] if propagation else list(present or ())
    )
    if propagation == "Foreground":
        return [*kept, "foregroundDeletion"]
    if propagation == "Orphan":
        return [*kept, "orphan"]
    return kept
