"""A witness of a cluster's life: reads its trace change by change, and objects where a promise is broken."""

from __future__ import annotations

from typing import Any

from kubecourse import Cluster
from kubecourse.engine.core.clock import moment
from kubecourse.engine.core.quantity import milli
from kubecourse.engine.core.trace import Change
from kubecourse.engine.core.work import name_key, split_key

__all__ = ["Witness", "active", "alive", "owner", "ready"]

Object = dict[str, Any]


def alive(pod: Object) -> bool:
    """Its containers may run: it has not ended."""
    return pod["status"].get("phase") not in ("Succeeded", "Failed")


def active(pod: Object) -> bool:
    """Its owner counts on it: neither ended nor leaving."""
    return alive(pod) and "deletionTimestamp" not in pod["metadata"]


def ready(pod: Object) -> bool:
    return any(row["type"] == "Ready" and row["status"] == "True" for row in pod["status"].get("conditions") or ())


def owner(obj: Object, kind: str = "") -> str:
    """The uid of the controller of an object, if it is of this kind."""
    for row in obj["metadata"].get("ownerReferences") or ():
        if row.get("controller") and kind in ("", row["kind"]):
            return str(row["uid"])
    return ""


class Witness:
    """What is alive in `cluster`, and `look`, which checks what has been written since the last time."""

    def __init__(self, cluster: Cluster) -> None:
        self.seen = 0
        self.now: dict[str, dict[str, Object]] = {}
        for change in cluster.changes:
            self._remember(change)

    def _remember(self, change: Change) -> None:
        self.seen += 1
        table = self.now.setdefault(change.kind, {})
        if change.new is None:
            table.pop(change.key, None)
        else:
            table[change.key] = change.new

    def all(self, kind: str) -> list[Object]:
        return list(self.now.get(kind, {}).values())

    def look(self, cluster: Cluster) -> None:
        """Check every change since the last look as it came, then the instant as a whole."""
        new = cluster.changes[self.seen :]
        for change in new:
            if change.kind == "Pod" and change.old is None:
                self._made(change)
            if change.kind == "ReplicaSet" and change.who == "deployment-controller":
                self._sized(change)
            self._remember(change)
            if change.kind in ("Pod", "PersistentVolumeClaim") and change.old is None:
                self._quota(change)
        if any(change.kind in ("Pod", "Service") for change in new):
            self._addresses()

    # -- change by change --------------------------------------------------------------------------

    def _made(self, change: Change) -> None:
        pod = change.new
        assert pod is not None
        for kind, check in (("ReplicaSet", self._replica), ("StatefulSet", self._ordinal)):
            uid = owner(pod, kind)
            for obj in self.all(kind):
                if obj["metadata"]["uid"] == uid:
                    check(obj, pod)

    def _pods_of(self, uid: str) -> list[Object]:
        return [pod for pod in self.all("Pod") if owner(pod) == uid]

    def _replica(self, replicaset: Object, pod: Object) -> None:
        """A ReplicaSet makes no pod too many."""
        uid = replicaset["metadata"]["uid"]
        count = sum(active(other) for other in self._pods_of(uid))
        assert count < replicaset["spec"]["replicas"], f"{pod['metadata']['name']} is one too many"

    def _ordinal(self, statefulset: Object, pod: Object) -> None:
        """Pods of a StatefulSet come in order, each when those before it are ready."""
        name, spec = pod["metadata"]["name"], statefulset["spec"]
        number = int(name.rpartition("-")[2])
        assert name not in (other["metadata"]["name"] for other in self._pods_of(statefulset["metadata"]["uid"]))
        if spec["podManagementPolicy"] == "OrderedReady":
            for below in range(number):
                before = self.now["Pod"].get(f"{pod['metadata']['namespace']}/{name.rpartition('-')[0]}-{below}")
                assert before is not None, f"{name} came although {below} was not there"
                assert active(before) and ready(before), f"{name} came although {below} was not ready"

    def _sized(self, change: Change) -> None:
        """No rollout and no scaling goes above replicas and surge; one that recreates waits until the old pods have ended."""
        if change.new is None:
            return
        before = change.old["spec"]["replicas"] if change.old is not None else 0
        grown = change.new["spec"]["replicas"] - before
        if grown <= 0:
            return
        for deployment in self.all("Deployment"):
            uid = deployment["metadata"]["uid"]
            if uid == owner(change.new):
                total = grown + sum(rs["spec"]["replicas"] for rs in self.all("ReplicaSet") if owner(rs) == uid)
                most = deployment["spec"]["replicas"] + surge(deployment)
                assert total <= most, f"{change.key}: {total} pods wanted where {most} are allowed"
                # a paused Deployment is only scaled, and does not look at pods
                if deployment["spec"]["strategy"]["type"] == "Recreate" and not deployment["spec"].get("paused"):
                    for other in self.all("ReplicaSet"):
                        if owner(other) == uid and other["metadata"]["uid"] != change.new["metadata"]["uid"]:
                            left = [p["metadata"]["name"] for p in self._pods_of(other["metadata"]["uid"]) if alive(p)]
                            assert not left, f"recreated before {left} had ended"

    def _quota(self, change: Change) -> None:
        """What has been created was within every quota of its namespace."""
        namespace, _ = split_key(change.key)
        for quota in self.all("ResourceQuota"):
            hard = quota.get("status", {}).get("hard", {})
            if quota["metadata"]["namespace"] == namespace:
                for resource, used in self._used(namespace, change.time).items():
                    if resource in hard and (change.kind == "Pod") == (resource != "persistentvolumeclaims"):
                        assert used <= milli(hard[resource]), f"{change.key}: {resource} {used} over {hard[resource]}"

    def _used(self, namespace: str, now: int) -> dict[str, int]:
        """In thousandths. Pods that have ended do not count, nor those that should have been gone long ago."""
        counted = []
        for pod in self.all("Pod"):
            meta = pod["metadata"]
            late = "deletionTimestamp" in meta and (
                moment(meta["deletionTimestamp"]) + 1000 * meta["deletionGracePeriodSeconds"] < now
            )
            if meta["namespace"] == namespace and alive(pod) and not late:
                counted.append(pod)
        claims = [c for c in self.all("PersistentVolumeClaim") if c["metadata"]["namespace"] == namespace]
        return {
            "pods": 1000 * len(counted),
            "requests.cpu": sum(
                milli(c["resources"]["requests"]["cpu"]) for pod in counted for c in pod["spec"]["containers"]
            ),
            "persistentvolumeclaims": 1000 * len(claims),
        }

    # -- the instant as a whole ------------------------------------------------------------------------

    def _addresses(self) -> None:
        pods = [p for p in self.all("Pod") if alive(p) and not p["spec"].get("hostNetwork")]
        for what, addresses in (
            ("pods", [p["status"]["podIP"] for p in pods if p["status"].get("podIP")]),
            (
                "services",
                [s["spec"].get("clusterIP") for s in self.all("Service") if s["spec"].get("clusterIP") != "None"],
            ),
        ):
            assert len(addresses) == len(set(addresses)), f"two {what} with one address"

    def at_rest(self, cluster: Cluster) -> None:
        """A settled cluster: all counts are true, nothing is left without its owner, and nothing is written any more."""
        uids = {obj["metadata"]["uid"] for table in self.now.values() for obj in table.values()}
        for pod in self.all("Pod"):
            assert not active(pod) or not owner(pod) or owner(pod) in uids, f"{pod['metadata']['name']} has no owner"
        for kind in ("ReplicaSet", "StatefulSet"):
            for obj in self.all(kind):
                counts = active if kind == "ReplicaSet" else alive  # a StatefulSet counts those that leave as well
                pods = [pod for pod in self._pods_of(obj["metadata"]["uid"]) if counts(pod)]
                status, name = obj["status"], obj["metadata"]["name"]
                assert status["observedGeneration"] == obj["metadata"]["generation"], f"{name} was not looked at"
                assert status["replicas"] == len(pods), f"{name} counts {status['replicas']} of {len(pods)} pods"
                assert status.get("readyReplicas", 0) == sum(map(ready, pods)), f"{name} miscounts the ready"
        late = False
        for quota in self.all("ResourceQuota"):
            used, before = (self._used(quota["metadata"]["namespace"], int(cluster.now) - ago) for ago in (0, 300_000))
            for resource, text in quota["status"]["used"].items():
                # a pod that stays on a lost node is forgotten by the next full count
                late = late or used[resource] != before[resource]
                assert used[resource] <= milli(text) <= before[resource], (
                    f"quota: {resource} {text}, not {used[resource]}"
                )
        self._slices()
        # a StatefulSet that waits for its pods to go finds its revision gone, makes it again, and it is collected again: as upstream
        leaving = any("deletionTimestamp" in obj["metadata"] for obj in self.all("StatefulSet"))
        nothing_more(cluster, ("ResourceQuota",) * late + ("ControllerRevision",) * leaving)

    def _slices(self) -> None:
        """The ready addresses of a Service are those of its ready pods."""
        for service in self.all("Service"):
            selector, meta = service["spec"].get("selector"), service["metadata"]
            if selector:
                wanted = {
                    pod["metadata"]["uid"]
                    for pod in self.all("Pod")
                    if pod["metadata"]["namespace"] == meta["namespace"]
                    and selector.items() <= (pod["metadata"].get("labels") or {}).items()
                    and active(pod)
                    and ready(pod)
                }
                served = {
                    row["targetRef"]["uid"]
                    for piece in self.all("EndpointSlice")
                    if owner(piece) == meta["uid"]
                    for row in piece["endpoints"] or ()
                    if row["conditions"].get("ready")
                }
                assert served == wanted, f"service {meta['name']} serves {served ^ wanted}"


def surge(deployment: Object) -> int:
    """How many pods above its replicas a Deployment may have."""
    rolling = deployment["spec"]["strategy"].get("rollingUpdate")
    return share(rolling["maxSurge"], deployment["spec"]["replicas"], up=True) if rolling else 0


def share(value: Any, total: int, *, up: bool) -> int:
    """A number, or "25%" of a total, rounded."""
    if not isinstance(value, str):
        return int(value)
    hundredths = int(value[:-1]) * total
    return -(-hundredths // 100) if up else hundredths // 100


def nothing_more(cluster: Cluster, but: tuple[str, ...] = ()) -> None:
    """Every controller looks at everything again and has nothing to write, `but` these kinds."""
    twin = cluster.fork()
    runner, length = twin._runner, len(twin.changes)
    for kind, watching in runner._watching.items():
        for obj in twin._storage.all(kind):
            for _, who, api, keys, *_ in watching.watchers if watching else ():
                for key in (name_key(obj),) if keys is None else keys(api, obj):
                    if (who, key) not in runner._failures:  # what was refused is tried again, later and later
                        runner.wake(who, key)
    twin.advance(0)
    written = [(c.who, c.verb, c.kind, c.key) for c in twin.changes[length:] if c.kind not in ("Event", *but)]
    assert not written, f"a settled cluster goes on: {written}"
