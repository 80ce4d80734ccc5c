"""A small cluster for the tests of the batch and lifecycle controllers: real storage, clock and runner.

The server is a stand-in: no defaults, no admission, no validation. The kubelet is a table of what pods do:
`world.ends["name prefix"] = (seconds, exit code)`; a pod without an entry runs for ever. Every pod runs on node `n1`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kubecourse.engine.api.errors import ApiError, not_found
from kubecourse.engine.api.kinds import Registry
from kubecourse.engine.api.storage import Storage
from kubecourse.engine.core import selectors
from kubecourse.engine.core.chance import Chance
from kubecourse.engine.core.clock import Clock, moment, stamp
from kubecourse.engine.core.runner import Runner
from kubecourse.engine.core.work import DONE, Object, Wake, Watch, name_key, split_key, wake_at

__all__ = ["START", "World"]

START = moment("2026-01-05T09:00:00Z")


class Kubelet:
    """Runs every pod at once on node n1, and ends it as the world says."""

    name = "kubelet"
    watches = (Watch("Pod"),)

    def __init__(self, world: World) -> None:
        self.world = world

    def reconcile(self, api: FakeApi, key: str) -> Wake | None:
        namespace, name = split_key(key)
        pod = api.find("Pod", name, namespace)
        if pod is None or pod["status"].get("phase") in ("Succeeded", "Failed"):
            if pod is not None and "deletionTimestamp" in pod["metadata"]:
                api.delete("Pod", name, namespace, grace=0)
            return DONE
        if self.world.power_cut:
            return DONE
        if "deletionTimestamp" in pod["metadata"]:
            self._report(api, pod, "Failed", 137)
            return DONE
        if not pod["spec"].get("nodeName"):
            pod = api.change(pod, spec={**pod["spec"], "nodeName": "n1"})
        if pod["status"].get("phase") != "Running":
            pod = self._report(api, pod, "Running", None)
        entry = next((v for k, v in self.world.ends.items() if name.startswith(k)), None)
        if entry is None:
            return DONE
        end = moment(pod["metadata"]["creationTimestamp"]) + round(entry[0] * 1000)
        if api.now < end:
            return wake_at(end)
        self._report(api, pod, "Failed" if entry[1] else "Succeeded", entry[1])
        return DONE

    @staticmethod
    def _report(api: FakeApi, pod: Object, phase: str, code: int | None) -> Object:
        ready = {"type": "Ready", "status": "True" if phase == "Running" else "False",
                 "lastTransitionTime": stamp(api.now)}  # fmt: skip
        state: Object = {"running": {"startedAt": stamp(api.now)}}
        if code is not None:
            state = {"terminated": {"exitCode": code, "finishedAt": stamp(api.now)}}
        containers = [{"name": "c", "ready": phase == "Running", "restartCount": 0, "state": state}]
        others = [c for c in pod["status"].get("conditions") or () if c["type"] != "Ready"]
        status = {**pod["status"], "phase": phase, "conditions": [*others, ready], "containerStatuses": containers}
        return api.set_status(pod, status)


class FakeApi:
    """The part of the handle that these controllers use."""

    def __init__(self, world: World, user: str) -> None:
        self.world, self.user, self.memory = world, user, {}
        self.chance, self.storage = world.chance, world.storage

    @property
    def now(self) -> int:
        return self.world.clock.now

    def key_of(self, obj: Object) -> str:
        return str(obj["kind"])

    @property
    def server(self) -> Any:
        return self.world  # it has the registry

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        return self.storage.find(kind, f"{namespace}/{name}" if namespace else name)

    def get(self, kind: str, name: str, namespace: str = "") -> Object:
        found = self.find(kind, name, namespace)
        if found is None:
            row = self.world.registry.key(kind)
            assert row is not None
            raise not_found(row.group, row.plural, name)
        return found

    def list(self, kind: str, namespace: str | None = None) -> list[Object]:
        return self.storage.all(kind, namespace)

    def owned(self, uid: str, kind: str | None = None) -> list[Object]:
        return self.storage.owned(uid, kind)

    def pods_on(self, node: str) -> list[Object]:
        return self.storage.pods_on(node)

    def pods_matching(self, namespace: str, selector: selectors.Selector) -> list[Object]:
        return [p for p in self.storage.all("Pod", namespace) if selector.matches(p["metadata"].get("labels") or {})]

    def create(self, obj: Object) -> Object:
        meta = {**obj["metadata"], "uid": self.chance.uid(), "creationTimestamp": stamp(self.now), "generation": 1}
        if "name" not in meta:
            meta["name"] = meta["generateName"] + self.chance.suffix()
        if self.find(obj["kind"], meta["name"], meta.get("namespace", "")):
            raise ApiError("AlreadyExists", f"{meta['name']} already exists")
        self.world.refuse(obj)
        return self.storage.put(obj["kind"], {"status": {}, **obj, "metadata": meta}, self.now, self.user, 0)

    def set_status(self, obj: Object, status: Object) -> Object:
        return self.change(obj, status=status)

    def change(self, obj: Object, **top: Any) -> Object:
        if all(obj.get(field) == value for field, value in top.items()):
            return obj
        meta = obj["metadata"]
        if (
            self.get(obj["kind"], meta["name"], meta.get("namespace", ""))["metadata"]["resourceVersion"]
            != meta["resourceVersion"]
        ):
            raise ApiError("Conflict", f"{meta['name']} was changed")
        new = {**obj, **top}
        if "spec" in top and obj["kind"] != "Pod":
            new["metadata"] = {**new["metadata"], "generation": meta.get("generation", 0) + 1}
        return self._store(new)

    def _store(self, obj: Object) -> Object:
        meta = obj["metadata"]
        over = (
            meta.get("deletionTimestamp") and not meta.get("finalizers") and not meta.get("deletionGracePeriodSeconds")
        )
        if over and not (obj["kind"] == "Namespace" and obj["spec"].get("finalizers")):
            return self.storage.remove(obj["kind"], name_key(obj), self.now, self.user, 0)
        return self.storage.put(obj["kind"], obj, self.now, self.user, 0)

    def delete(self, kind: str, name: str, namespace: str = "", *, propagation: str | None = None, grace: int | None = None,
               uid: str | None = None, resource_version: str | None = None) -> Object:  # fmt: skip
        old = self.get(kind, name, namespace)
        meta = {**old["metadata"]}
        if uid not in (None, meta["uid"]) or resource_version not in (None, meta["resourceVersion"]):
            raise ApiError("Conflict", "precondition failed")
        special = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}
        if propagation in special and "deletionTimestamp" not in meta:
            meta["finalizers"] = [*(meta.get("finalizers") or ()), special[propagation]]
        running = (
            kind == "Pod" and old["spec"].get("nodeName") and old["status"].get("phase") not in ("Succeeded", "Failed")
        )
        if "deletionTimestamp" not in meta:
            meta["generation"] = meta.get("generation", 1) + 1
            meta["deletionTimestamp"] = stamp(self.now)
        meta["deletionGracePeriodSeconds"] = (30 if grace is None else grace) if running else 0
        new = {**old, "metadata": meta}
        return old if new == old and meta.get("finalizers") else self._store(new)

    def event(self, about: Object, type: str, reason: str, message: str, *, component: str | None = None) -> None:
        self.world.events.append((reason, f"{about['kind']}/{about['metadata']['name']}", message))


class World:
    """Components running together; `until` moves time."""

    def __init__(self, *components: Any) -> None:
        self.registry, self.storage, self.clock, self.chance = Registry(), Storage(), Clock(START), Chance(7)
        self.ends: dict[str, tuple[float, int]] = {}
        self.events: list[tuple[str, str, str]] = []
        self.refusal: ApiError | None = None
        self.power_cut = False
        self.apis: dict[str, FakeApi] = {}
        every: Sequence[Any] = [*components, Kubelet(self)]
        self.runner = Runner(
            self.clock,
            every,
            lambda: self.storage.log,
            self.api,
            ApiError,
            lambda revision: None,
            lambda: self.storage.tables,
        )
        self.person = self.api("person")

    def api(self, who: str) -> FakeApi:
        return self.apis.setdefault(who, FakeApi(self, who))

    def refuse(self, obj: Object) -> None:
        """Pods are refused while `refusal` is set."""
        if self.refusal is not None and obj["kind"] == "Pod":
            raise self.refusal

    def run(self, seconds: float) -> None:
        """Let so many seconds pass."""
        end = self.clock.now + round(seconds * 1000)
        while True:
            due = self.clock.next_due()
            if not self.runner.idle() or (due is not None and due <= end):
                self.runner.step()
            else:
                break
        self.clock.now = end

    def settle(self) -> float:
        """Run until only background work is left; answers the seconds that took."""
        begin = self.clock.now
        while not self.runner.idle() or self.clock.busy:
            self.runner.step()
        return (self.clock.now - begin) / 1000

    def names(self, kind: str) -> list[str]:
        return [obj["metadata"]["name"] for obj in self.storage.all(kind)]

    def reasons(self) -> list[str]:
        return [reason for reason, _, _ in self.events]
