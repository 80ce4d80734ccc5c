"""A small cluster for controllers alone: the real storage, clock, runner and defaults; no admission, no validation.

Pods are bound and started by a double that does one thing at a time and lets the controllers settle in between,
as the kubelet behind the recordings does: first the ends of deleted pods, then new pods in the order of creation.
An image tagged `not-ready` never gets ready, `pull-fails` never starts; a container named `fails` fails at once.
"""

from __future__ import annotations

import copy
from typing import Any

from kubecourse.engine.api import defaults
from kubecourse.engine.api.errors import ApiError, already_exists, conflict, not_found
from kubecourse.engine.api.kinds import Registry
from kubecourse.engine.api.storage import Storage
from kubecourse.engine.core.chance import Chance
from kubecourse.engine.core.clock import Clock, stamp
from kubecourse.engine.core.names import generate
from kubecourse.engine.core.runner import Runner
from kubecourse.engine.core.work import Object, name_key

START = 1_767_603_600_000
#: time between two acts of the kubelet double, ms
PACE = 200


class FakeApi:
    """The handle of one component."""

    def __init__(self, lab: Lab, user: str) -> None:
        self.lab, self.user, self.memory = lab, user, {}
        self.storage: Storage = lab.storage

    @property
    def now(self) -> int:
        return self.lab.clock.now

    def key_of(self, obj: Object) -> str:
        return str(obj["kind"])

    @property
    def server(self) -> Any:
        return self.lab  # it has the registry

    def find(self, kind: str, name: str, namespace: str = "") -> Object | None:
        return self.storage.find(kind, f"{namespace}/{name}" if namespace else name)

    def list(self, kind: str, namespace: str | None = None) -> list[Object]:
        return self.storage.all(kind, namespace)

    def owned(self, uid: str, kind: str | None = None) -> list[Object]:
        return self.storage.owned(uid, kind)

    def pods_matching(self, namespace: str, selector: Any) -> list[Object]:
        return [pod for pod in self.storage.all("Pod", namespace) if selector.matches(pod["metadata"].get("labels"))]

    def create(self, obj: Object) -> Object:
        kind, lab = obj["kind"], self.lab
        obj = copy.deepcopy(obj)
        meta = obj["metadata"]
        if lab.refuse is not None and kind == "Pod":
            lab.refuse(obj)
        if "name" not in meta:
            meta["name"] = generate(meta["generateName"], lab.chance)
        if self.find(kind, meta["name"], meta.get("namespace", "")):
            raise already_exists("", kind, meta["name"])
        defaults.apply(lab.registry.gvk(obj["apiVersion"], kind), obj)
        meta |= {"uid": lab.chance.uid(), "creationTimestamp": stamp(self.now), "generation": 1}
        if kind == "Pod":
            obj["status"] = {"phase": "Pending"}
        return self._put(obj)

    def change(self, obj: Object, **top: Any) -> Object:
        if all(obj.get(field) == value for field, value in top.items()):
            return obj
        current = self.find(obj["kind"], obj["metadata"]["name"], obj["metadata"].get("namespace", ""))
        if current is None or current["metadata"]["resourceVersion"] != obj["metadata"]["resourceVersion"]:
            raise conflict("", obj["kind"], obj["metadata"]["name"], "stale")
        new = {**obj, **top}
        if "spec" in top and top["spec"] != obj["spec"]:
            new["metadata"] = {**new["metadata"], "generation": obj["metadata"]["generation"] + 1}
        return self._put(new)

    def set_status(self, obj: Object, status: Object) -> Object:
        return self.change(obj, status=status)

    def delete(self, kind: str, name: str, namespace: str = "", propagation: str | None = None) -> None:
        obj = self.find(kind, name, namespace)
        if obj is None:
            raise not_found("", kind, name)
        if kind == "Pod" and obj["spec"].get("nodeName"):
            marked = {**obj["metadata"], "deletionTimestamp": stamp(self.now + 30_000)}
            self._put({**obj, "metadata": marked})
        else:
            self.storage.remove(kind, name_key(obj), self.now, self.user, 0)

    def event(self, about: Object, type: str, reason: str, message: str, *, component: str) -> None:
        self.lab.events.append((about["kind"], about["metadata"]["name"], type, reason, message, component))

    def _put(self, obj: Object) -> Object:
        return self.storage.put(obj["kind"], obj, self.now, self.user, 0)


class Lab:
    """A cluster of `workers` nodes with the given controllers."""

    def __init__(self, *controllers: Any, workers: int = 2) -> None:
        self.registry, self.storage, self.clock, self.chance = Registry(), Storage(), Clock(START), Chance(7)
        self.events: list[tuple[str, ...]] = []
        #: called with each pod to create; may raise ApiError
        self.refuse: Any = None
        self.hold_termination = False
        self.api = FakeApi(self, "person")
        self.runner = Runner(
            self.clock,
            controllers,
            lambda: self.storage.log,
            lambda who: FakeApi(self, who),
            ApiError,
            lambda _: None,
            lambda: self.storage.tables,
        )
        for number in range(1, workers + 1):
            self.add_node(f"worker-{number}")

    def add_node(self, name: str, **spec: Any) -> Object:
        labels = {"kubernetes.io/hostname": name, "kubernetes.io/os": "linux"}
        about = {"name": name, "labels": labels}
        return self.api.create({"apiVersion": "v1", "kind": "Node", "metadata": about, "spec": spec})

    def create(self, manifest: Object) -> Object:
        return self.api.create({**manifest, "metadata": {"namespace": "default", **manifest["metadata"]}})

    def get(self, kind: str, name: str, namespace: str = "default") -> Object:
        found = self.api.find(kind, name, namespace) or self.api.find(kind, name)
        assert found is not None, f"no {kind} {name}"
        return found

    def edit(self, kind: str, name: str, **spec: Any) -> None:
        obj = self.get(kind, name)
        self.api.change(obj, spec={**obj["spec"], **spec})

    def set_image(self, kind: str, name: str, image: str) -> None:
        spec = copy.deepcopy(self.get(kind, name)["spec"])
        spec["template"]["spec"]["containers"][0]["image"] = image
        meta = self.get(kind, name)["metadata"]
        generation = (meta.get("annotations") or {}).get("deprecated.daemonset.template.generation")
        if generation:
            self.api.change(self.get(kind, name), metadata={**meta, "annotations": {
                "deprecated.daemonset.template.generation": str(int(generation) + 1)}})  # fmt: skip
        self.edit(kind, name, **spec)

    def pods(self) -> list[Object]:
        table = self.storage.tables.get("Pod", {})
        return sorted(table.values(), key=lambda pod: int(self._born(pod)))

    def _born(self, pod: Object) -> int:
        key = name_key(pod)
        born = (c.revision for c in reversed(self.storage.log) if (c.kind, c.verb, c.key) == ("Pod", "ADDED", key))
        return next(born)

    # -- time --------------------------------------------------------------------------------------

    def settle(self, limit: int = 3_600_000) -> None:
        """Until nothing is left to do but background work."""
        until = self.clock.now + limit
        while self.clock.now < until:
            self._work()
            if self._kubelet():
                self.clock.now += PACE
            elif self.clock.busy:
                self.runner.step()
            else:
                return
        raise AssertionError("it does not settle")

    def advance(self, ms: int) -> None:
        """Let time pass, background work included."""
        until = self.clock.now + ms
        while True:
            self._work()
            if self._kubelet():
                continue
            due = self.clock.next_due()
            if due is None or due > until:
                break
            self.runner.step()
        self.clock.now = until
        self._work()

    def _work(self) -> None:
        steps = 0
        while not self.runner.idle():
            self.runner.step()
            steps += 1
            assert steps < 50_000, "the controllers never come to rest"

    def timeline(self, since: int = 0) -> list[str]:
        """How the spec of ReplicaSets changed: `web-x 1 -> 2`, in order."""
        lines = []
        for change in self.storage.log:
            if change.kind != "ReplicaSet" or change.revision <= since:
                continue
            old, new = (obj["spec"]["replicas"] if obj else None for obj in (change.old, change.new))
            if old != new:
                lines.append(f"{change.key.partition('/')[2]} {old} -> {new}")
        return lines

    # -- the kubelet double --------------------------------------------------------------------------

    def _kubelet(self) -> bool:
        pods = self.pods()
        if not self.hold_termination:
            for pod in pods:
                if "deletionTimestamp" in pod["metadata"]:
                    self.storage.remove("Pod", name_key(pod), self.clock.now, "kubelet", 0)
                    return True
        return any(self._start(pod) for pod in pods)

    def _start(self, pod: Object) -> bool:
        node = pod["spec"].get("nodeName") or self._node_for(pod)
        containers = pod["spec"]["containers"]
        image = containers[0]["image"]
        running = not image.endswith("pull-fails")
        failed = containers[0]["name"] == "fails"
        phase = "Failed" if failed else "Running" if running else "Pending"
        done = pod["spec"].get("nodeName") and pod["status"]["phase"] == phase
        if node is None or "deletionTimestamp" in pod["metadata"] or done:
            return False
        ready = running and not failed and not image.endswith("not-ready")
        condition = {"type": "Ready", "status": str(ready), "lastTransitionTime": stamp(self.clock.now)}
        status = {"phase": phase, "conditions": [condition]}
        started = {**pod, "spec": {**pod["spec"], "nodeName": node}, "status": status}
        self.storage.put("Pod", started, self.clock.now, "kubelet", 0)
        return True

    def _node_for(self, pod: Object) -> str | None:
        from kubecourse.engine.controllers.daemonset_nodes import node_of

        names = [node["metadata"]["name"] for node in self.storage.all("Node")]
        pinned = node_of(pod)
        if pinned:
            return pinned if pinned in names else None
        used = [p["spec"].get("nodeName") for p in self.storage.tables["Pod"].values()]
        return min(names, key=used.count)


def template(image: str = "nginx:1.27", app: str = "web") -> Object:
    return {"metadata": {"labels": {"app": app}}, "spec": {"containers": [{"name": app, "image": image}]}}


def workload(kind: str, name: str = "web", image: str = "nginx:1.27", **spec: Any) -> Object:
    """A manifest of a workload that selects `app: <name>`."""
    about: Object = {"name": name}
    if kind == "DaemonSet":
        about["annotations"] = {"deprecated.daemonset.template.generation": "1"}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": about,
        "spec": {"selector": {"matchLabels": {"app": name}}, "template": template(image, name), **spec},
    }
