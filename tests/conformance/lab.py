"""A cluster as the recordings had it, and the steps of a scenario run against it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubecourse import ApiError
from kubecourse.engine.core.clock import stamp
from kubecourse.engine.core.fields import plain
from kubecourse.engine.core.work import Object
from kubecourse.engine.parts import Parts
from kubecourse.engine.platforms import node_object
from kubecourse.face import Cluster

from .backend import ExampleProvisioner
from .simple_kubelet import SimpleKubelet

__all__ = ["Lab"]

_QUIET = 1300
_LONGEST = 300_000
_DEFAULT = [
    *({"name": f"master-{n}", "ip": f"192.168.0.{9 + n}", "role": "control-plane"} for n in (1, 2, 3)),
    *({"name": f"worker-{n}", "ip": f"192.168.0.{100 + n}"} for n in (1, 2)),
]


class Lab:
    """One scenario's cluster. `names` translates tokens of recorded arguments into the names of this run."""

    def __init__(self, scenario: Object, real_name: Callable[[Any], Any]) -> None:
        self.kubelet = SimpleKubelet()
        self.real_name = real_name
        nodes = scenario.get("cluster") or _DEFAULT
        self.cluster = Cluster(platform="minimal", nodes=nodes, parts=self._parts)
        self.cluster.limits.steps = 10_000_000
        self.detail = scenario.get("detail")
        if scenario.get("area") == "kubectl":
            self._told_as_recorded()

    def _told_as_recorded(self) -> None:
        """What the recorded cluster said of itself: it kept no endpoints of its own API server, and its kubelets said less."""
        api = self.cluster.api
        for kind in ("Endpoints", "EndpointSlice"):
            api.delete(kind, "kubernetes", "default")
        for event in [one for one in api.list("Event") if one["involvedObject"]["kind"] == "Node"]:
            api.delete("Event", event["metadata"]["name"], event["metadata"]["namespace"])
        for node in api.list("Node"):
            node = plain(node)
            name, status = node["metadata"]["name"], node["status"]
            status["nodeInfo"] |= dict.fromkeys(("machineID", "systemUUID", "bootID"), name)
            status["nodeInfo"] |= {"osImage": "Linux", "containerRuntimeVersion": "containerd://2.2.0"}
            for one in status["conditions"]:
                if one["type"] != "Ready":
                    one |= {"reason": f"KubeletHasSufficient{one['type'].removesuffix('Pressure')}", "message": ""}
            api.replace(node, subresource="status")

    def _parts(self, handle: Callable[[str], Any]) -> Parts:
        from kubecourse.engine import controllers, network, storage
        from kubecourse.engine.scheduler import Scheduler

        kubelet = self.kubelet

        def heartbeat(node: str) -> int | None:
            return kubelet.heartbeat(handle("kubelet"), node)

        rooms = [*controllers.standard(heartbeat), *network.standard()]
        stores = [c for c in storage.standard() if c.name != "csi-provisioner"]
        return Parts([*rooms, *stores, ExampleProvisioner(), Scheduler(), kubelet], kubelet)

    # -- steps -----------------------------------------------------------------------------------

    def run(self, step: Object) -> Object | None:
        """Do one step; returns its result in the recording's form, None for a wait (its result is a snapshot)."""
        verb = next(iter(step))
        return getattr(self, "_" + verb.replace("-", "_"))(step[verb], step)

    def _answer(self, work: Callable[[], Any], code: int, show: bool = False) -> Object:
        api = self.cluster.api
        try:
            obj = work()
        except ApiError as error:
            result: Object = {"code": error.code, "reason": error.reason or None, "message": error.message}
            if error.causes:
                result["causes"] = [_cause(c) for c in error.causes]
            if api.warnings:
                result["warnings"] = list(api.warnings)
            return result
        result = {"code": code}
        if api.warnings:
            result["warnings"] = list(api.warnings)
        if show or self.detail == "full":
            result["object"] = plain(obj)
        return result

    def _create(self, manifest: Any, step: Object) -> Object:
        options = {"dry_run": bool(step.get("dryRun")), "field_validation": step.get("fieldValidation", "Strict")}
        api = self.cluster.api

        def one(obj: Object) -> Object:
            result = self._answer(lambda: api.create(obj, step.get("namespace"), **options), 201)
            self._breathe()
            return result

        if isinstance(manifest, list):
            return {"all": [one(obj) for obj in manifest]}
        return one(manifest)

    def _breathe(self) -> None:
        """A request takes a little time; the controllers are quick."""
        self.cluster.advance("2ms")

    def _replace(self, manifest: Object, step: Object) -> Object:
        return self._answer(lambda: self.cluster.api.replace(manifest), 200)

    def _patch(self, what: Object, step: Object) -> Object:
        what = self.real_name(what)
        return self._answer(
            lambda: self.cluster.api.patch(
                what["kind"], what["name"], what["body"], what.get("namespace", ""),
                type=what.get("type", "strategic"), subresource=what.get("subresource"),
            ), 200,
        )  # fmt: skip

    def _scale(self, what: Object, step: Object) -> Object:
        body = {"spec": {"replicas": what["replicas"]}}
        return self._answer(
            lambda: self.cluster.api.patch(what["kind"], what["name"], body, type="merge", subresource="scale"), 200
        )

    def _delete(self, what: Object, step: Object) -> Object:
        what = self.real_name(what)
        return self._answer(
            lambda: self.cluster.api.delete(
                what["kind"], what["name"], what.get("namespace", ""),
                propagation=what.get("propagation"), grace=what.get("gracePeriodSeconds"),
            ), 200,
        )  # fmt: skip

    def _evict(self, what: Object, step: Object) -> Object:
        what = self.real_name(what)
        result = self._answer(lambda: self.cluster.api.evict(what["name"], what.get("namespace", "default")), 201)
        self._breathe()
        return result

    def _get(self, what: Object, step: Object) -> Object:
        what = self.real_name(what)
        return self._answer(
            lambda: self.cluster.api.get(what["kind"], what["name"], what.get("namespace", "")), 200, True
        )

    def _kubectl(self, arguments: str, step: Object) -> Object:
        import yaml

        stdin = step.get("stdin", "")
        if isinstance(stdin, list):
            stdin = "---\n".join(yaml.safe_dump(one, sort_keys=False) for one in stdin)
        elif isinstance(stdin, dict):
            stdin = yaml.safe_dump(stdin, sort_keys=False)
        # a process has to start, and the kubelet goes on meanwhile
        self.cluster.advance("300ms")
        result = self.cluster.kubectl(self.real_name(arguments), stdin)
        printed = str(result)
        if arguments.startswith("explain"):
            # only kind, field, and the names and types of fields were kept: what they mean is said in words of our own
            lines = [line for line in printed.splitlines() if line.strip() and line != "DESCRIPTION:"]
            printed = "".join(f"{line}\n" for line in lines if "\t<" in line or not line.startswith("    "))
        return {"exit": result.code, "stdout": printed, "stderr": result.stderr}

    # -- nodes -----------------------------------------------------------------------------------

    def _set_node(self, what: Object, step: Object) -> Object:
        api, name = self.cluster.api, what["name"]
        handle = self.cluster._handle("kubelet")
        if what.get("delete"):
            api.delete("Node", name)
        if "silent" in what:
            (self.cluster.fail_node if what["silent"] else self.cluster.recover_node)(name)
        if "ready" in what:
            node = handle.get("Node", name)
            handle.set_status(
                node,
                {**node["status"], "conditions": [self._ready(c, what["ready"]) for c in node["status"]["conditions"]]},
            )
        if "cordon" in what:
            api.patch("Node", name, {"spec": {"unschedulable": True if what["cordon"] else None}}, type="merge")
        if "taints" in what:
            api.patch("Node", name, {"spec": {"taints": what["taints"] or None}}, type="merge")
        if "labels" in what:
            api.patch("Node", name, {"metadata": {"labels": what["labels"]}}, type="merge")
        return {}

    def _ready(self, condition: Object, ready: bool) -> Object:
        if condition["type"] != "Ready":
            return condition
        words = (
            ("True", "KubeletReady", "kubelet is posting ready status")
            if ready
            else ("False", "KubeletNotReady", "container runtime is down")
        )
        return {
            **condition,
            "status": words[0],
            "reason": words[1],
            "message": words[2],
            "lastTransitionTime": stamp(self.cluster.now),
        }

    def _add_node(self, what: Object, step: Object) -> Object:
        api = self.cluster._handle("kubelet")
        api.create(node_object(what, stamp(self.cluster.now)))
        return {}

    def _kubelet(self, what: Object, step: Object) -> Object:
        self.kubelet.hold = bool(what.get("holdTermination"))
        self.cluster._runner.wake("kubelet", "work")
        return {}

    # -- waiting ---------------------------------------------------------------------------------

    def _wait(self, what: Any, step: Object) -> None:
        if what == "settled":
            self._settled()
        elif "seconds" in what:
            self.cluster.advance(what["seconds"])
        elif "secondOfMinute" in what:
            second = self.cluster.now // 1000 % 60
            self.cluster.advance((what["secondOfMinute"] - second) % 60)
        else:
            self.cluster.run_until(lambda c: self._holds(what), what.get("timeout", 60))
            self._settled()

    def _holds(self, what: Object) -> bool:
        from kubecourse.engine.core.fields import get

        what = self.real_name(what)
        kind = self.cluster.registry.find(what["kind"])
        assert kind is not None
        obj = self.cluster._storage.find(
            kind.key, f"{what.get('namespace', 'default')}/{what['name']}" if kind.namespaced else what["name"]
        )
        if what.get("gone"):
            return obj is None
        if obj is None:
            return False
        if "condition" in what:
            return any(
                c["type"] == what["condition"] and c["status"] == "True"
                for c in (obj.get("status") or {}).get("conditions") or ()
            )
        return bool(get(obj, what["field"]) == what["equals"])

    def _settled(self) -> None:
        """Let time pass until nothing has changed for 1.3 s."""
        cluster = self.cluster
        runner, clock = cluster._runner, cluster._clock
        begun, deadline = clock.now, clock.now + _QUIET
        while clock.now - begun < _LONGEST:
            seen = len(cluster._storage.log)
            due = clock.next_due()
            if runner.idle() and (due is None or due > deadline):
                break
            runner.step()
            if len(cluster._storage.log) > seen:
                deadline = clock.now + _QUIET
        clock.now = max(clock.now, deadline)


def _cause(cause: Any) -> Object:
    row = {"reason": cause.reason, "message": cause.message}
    return {**row, "field": cause.field} if cause.field else row
