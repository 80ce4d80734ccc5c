"""Whatever people do to a cluster in whatever order, its promises hold at every instant; and no past is ever lost.

A hypothesis state machine leads a cluster of every kind of workload, with a quota and a budget, through random lives: applies, scales,
images, deaths of containers and nodes, evictions, time, journeys into the past. A witness (`witness.py`) reads each change.
`KUBECOURSE_LIVES=500 pytest tests/engine/test_stateful.py` looks for longer, and elsewhere each time.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from kubecourse import ApiError, Cluster
from kubecourse.engine.core.trace import fingerprint

from .witness import Witness, active, ready, share, surge

_LIVES = int(os.environ.get("KUBECOURSE_LIVES", "0"))
LONG = settings(
    max_examples=_LIVES or 80,
    stateful_step_count=30 if _LIVES else 14,
    derandomize=not _LIVES,
    phases=[
        Phase.generate
    ],  # to shrink a life takes minutes: what it did is printed, and each step is a line to leave out
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
WORLD = (Path(__file__).parent / "lives_world.yaml").read_text(encoding="utf-8")
TEAM = "team"
DEPLOYMENTS, STATEFULSETS = ("web", "pair", "single"), ("db", "cache")
WORKLOADS = [*(f"deployment/{name}" for name in DEPLOYMENTS), *(f"statefulset/{name}" for name in STATEFULSETS)]
GOOD = ("nginx:1.27", "nginx:1.26", "httpd:2.4")
STRETCHES = (9, 441)
WORKERS = ("worker-1", "worker-2", "worker-3")
_BASE: list[Cluster] = []

Act = Callable[[Cluster], Any]


def fresh() -> Cluster:
    """A cluster of its own where the whole world of `lives_world.yaml` has come to rest."""
    if not _BASE:
        cluster = Cluster("cloud", nodes=3)
        cluster.apply(WORLD)
        cluster.settle()
        cluster.advance("5m")
        _BASE.append(cluster)
    return _BASE[0].fork()


#: what another process does with a saved cluster: opens it, lets time pass, and prints its trace after each stretch
GO_ON = """
import sys
from kubecourse import Cluster
from kubecourse.engine.core.trace import fingerprint
cluster = Cluster.open(sys.argv[1])
for seconds in sys.argv[2:]:
    cluster.advance(float(seconds))
    print(fingerprint(cluster.changes))
"""


class Life(RuleBasedStateMachine):
    """One cluster, and what people have done to it: (when, what)."""

    def __init__(self) -> None:
        super().__init__()
        self.cluster = fresh()
        self.born = int(self.cluster.now)
        self.acts: list[tuple[int, Act]] = []
        self.switched: list[tuple[int, str, bool]] = []
        self.witness = Witness(self.cluster)

    # -- how people act, and how time passes -----------------------------------------------------------

    def do(self, act: Act) -> bool:
        """Do it now, and keep it so that it can be done again in another past. Did the cluster accept it?"""
        self.acts.append((int(self.cluster.now), act))
        accepted = again(act, self.cluster)
        self.look()
        self.pass_time(0)
        return accepted

    def kubectl(self, command: str) -> None:
        self.do(lambda cluster: cluster.kubectl(f"{command} -n {TEAM}"))

    def look(self, cluster: Cluster | None = None) -> bool:
        self.witness.look(self.cluster)
        return False

    def pass_time(self, seconds: float) -> None:
        """Let time pass and look at the end of each instant."""
        end = self.cluster.now + round(seconds * 1000)
        self.cluster.run_until(self.look, seconds)
        assert self.cluster.now == end
        self.look()

    def pods(self, wanted: Callable[[dict[str, Any]], bool] = lambda pod: True) -> list[str]:
        found = [p for p in self.witness.all("Pod") if p["metadata"]["namespace"] == TEAM and wanted(p)]
        return [pod["metadata"]["name"] for pod in found]

    # -- what people do ----------------------------------------------------------------------------------

    @rule(which=st.sampled_from(WORKLOADS), replicas=st.integers(0, 6))
    def scale(self, which: str, replicas: int) -> None:
        self.kubectl(f"scale {which} --replicas={replicas}")

    @rule(which=st.sampled_from([*WORKLOADS, "daemonset/agent"]), image=st.sampled_from([*GOOD, "nginx:no-such-tag"]))
    def change_image(self, which: str, image: str) -> None:
        self.kubectl(f"set image {which} main={image}")

    @rule(
        which=st.sampled_from(DEPLOYMENTS), verb=st.sampled_from(["rollout undo", "rollout restart", "rollout pause", "rollout resume"])
    )  # fmt: skip
    def roll(self, which: str, verb: str) -> None:
        self.kubectl(f"{verb} deployment/{which}")

    @rule(
        which=st.sampled_from(("web", "pair")), replicas=st.integers(0, 6),
        surge=st.sampled_from([0, 1, 3, "25%", "100%"]), away=st.sampled_from([0, 1, "25%", "60%"]),
    )  # fmt: skip
    def reshape(self, which: str, replicas: int, surge: int | str, away: int | str) -> None:
        rolling = {"maxSurge": surge, "maxUnavailable": away}
        patch = {"spec": {"replicas": replicas, "strategy": {"rollingUpdate": rolling}}}
        self.do(lambda cluster: cluster.api.patch("Deployment", which, patch, TEAM))

    @rule(
        which=st.sampled_from(STATEFULSETS),
        strategy=st.sampled_from([
            {"type": "OnDelete", "rollingUpdate": None},
            {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
            {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}},
        ]),
    )  # fmt: skip
    def restrain(self, which: str, strategy: dict[str, Any]) -> None:
        patch = {"spec": {"updateStrategy": strategy}}
        self.do(lambda cluster: cluster.api.patch("StatefulSet", which, patch, TEAM))

    @rule(hard=st.sampled_from([("22", "2500m"), ("30", "4"), ("12", "2")]))
    def share_out(self, hard: tuple[str, str]) -> None:
        patch = {"spec": {"hard": {"pods": hard[0], "requests.cpu": hard[1]}}}
        self.do(lambda cluster: cluster.api.patch("ResourceQuota", "share", patch, TEAM))

    @rule(which=st.sampled_from(WORKLOADS), how=st.sampled_from(["Background", "Foreground", "Orphan"]))
    def delete_and_apply_again(self, which: str, how: str) -> None:
        kind, _, name = which.partition("/")
        self.do(lambda cluster: cluster.delete(kind, name, TEAM, how))
        self.do(lambda cluster: cluster.apply(WORLD))

    @precondition(lambda self: self.pods())
    @rule(number=st.integers(0, 40), grace=st.sampled_from([None, 0, 1]))
    def delete_pod(self, number: int, grace: int | None) -> None:
        name = picked(self.pods(), number)
        self.do(lambda cluster: cluster.api.delete("Pod", name, TEAM, grace=grace))

    @precondition(lambda self: self.pods())
    @rule(number=st.integers(0, 40))
    def kill(self, number: int) -> None:
        name = picked(self.pods(), number)
        self.do(lambda cluster: cluster.kill(name, namespace=TEAM))

    @precondition(lambda self: self.pods(ready))
    @rule(number=st.integers(0, 40))
    def evict(self, number: int) -> None:
        """An eviction that is granted leaves as many healthy pods as the budget asks for."""
        name = picked(self.pods(ready), number)
        inside = self.witness.now["Pod"][f"{TEAM}/{name}"]["metadata"]["labels"].get("tier") == "front"
        before = len(self.pods(lambda p: p["metadata"]["labels"].get("tier") == "front" and active(p) and ready(p)))
        leaving = "deletionTimestamp" in self.witness.now["Pod"][f"{TEAM}/{name}"]["metadata"]
        if self.do(lambda cluster: cluster.api.evict(name, TEAM)) and inside and not leaving:
            assert before > 4, f"{name} was evicted although only {before} were healthy"

    @rule(node=st.sampled_from(WORKERS), on=st.booleans())
    def power(self, node: str, on: bool) -> None:
        self.do(lambda cluster: cluster.recover_node(node) if on else cluster.fail_node(node))
        self.switched.append((int(self.cluster.now), node, on))

    @rule(node=st.sampled_from(WORKERS), what=st.sampled_from(["cordon", "uncordon"]))
    def cordon(self, node: str, what: str) -> None:
        self.do(lambda cluster: cluster.kubectl(f"{what} {node}"))

    @rule(seconds=st.sampled_from([0.4, 1, 3, 11, 47, 90, 420]))
    def wait(self, seconds: float) -> None:
        self.pass_time(seconds)

    # -- promises that need a moment of their own -------------------------------------------------------------

    @rule()
    def settle(self) -> None:
        """What has settled counts truly, writes nothing more, and is the same after being looked at."""
        if self.cluster.settle("40m").outcome == "settled":
            self.look()
            self.witness.at_rest(self.cluster)
        self.look()

    @rule(which=st.sampled_from(("web", "pair")), image=st.sampled_from(GOOD))
    def roll_out_in_good_health(self, which: str, image: str) -> None:
        """A rollout of a healthy Deployment never has too many pods, nor too few that are ready."""
        self.cluster.settle("10m")
        self.look()
        if not self.healthy(which):
            return
        spec = self.witness.now["Deployment"][f"{TEAM}/{which}"]
        replicas, rolling = spec["spec"]["replicas"], spec["spec"]["strategy"]["rollingUpdate"]
        most, least = replicas + surge(spec), replicas - share(rolling["maxUnavailable"], replicas, up=False)
        least -= most == least  # nothing could move: one pod may be away
        self.kubectl(f"set image deployment/{which} main={image}")
        end = self.cluster.now + 180_000
        while self.cluster.now < end and self.cluster.busy:
            self.cluster.run_until(self.look, min(0.5, (end - self.cluster.now) / 1000))
            pods = [p for p in self.witness.all("Pod") if p["metadata"]["labels"].get("app") == which and active(p)]
            assert len(pods) <= most, f"{len(pods)} pods where {most} are allowed"
            assert sum(map(ready, pods)) >= least, f"{sum(map(ready, pods))} ready pods where {least} must be"

    def healthy(self, which: str) -> bool:
        """Is it complete, nobody acting on it, and every machine up?"""
        deployment = self.witness.now["Deployment"].get(f"{TEAM}/{which}")
        if deployment is None or deployment["spec"].get("paused") or "deletionTimestamp" in deployment["metadata"]:
            return False
        status, nodes = deployment["status"], self.witness.all("Node")
        wanted = deployment["spec"]["replicas"]
        counts = {
            status.get(field, 0) for field in ("replicas", "availableReplicas", "updatedReplicas", "readyReplicas")
        }
        up = all(row["status"] == "True" for n in nodes for row in n["status"]["conditions"] if row["type"] == "Ready")
        up = up and all({node: on for _, node, on in self.switched}.values())  # a dead machine is noticed only later
        return up and counts == {wanted} and not self.cluster.busy

    @rule(far=st.floats(0, 1))
    def live_again(self, far: float) -> None:
        """Any instant can be gone back to, and what was done since then, done again, gives the same bytes."""
        instant = self.some_instant(far)
        twin = self.cluster.at(instant)
        kept = [change for change in self.cluster.changes if change.time <= instant]
        assert list(twin.changes) == kept[: len(twin.changes)]
        for when, act in self.acts:
            if when > instant:
                twin.advance((when - twin.now) / 1000)
                again(act, twin)
        twin.advance((self.cluster.now - twin.now) / 1000)
        assert_same(self.cluster, twin)

    @rule(far=st.floats(0.3, 1))
    def go_back(self, far: float) -> None:
        """Go back and stay there."""
        instant = self.some_instant(far)
        self.cluster.rewind(instant)
        self.acts = [(when, act) for when, act in self.acts if when <= instant]
        self.switched = [(when, node, on) for when, node, on in self.switched if when <= instant]
        self.witness = Witness(self.cluster)

    def some_instant(self, far: float) -> int:
        instants = [instant for instant in self.cluster.instants() if instant >= self.born] or [self.born]
        return max(self.born, instants[min(int(far * len(instants)), len(instants) - 1)])

    @rule(which=st.sampled_from(WORKLOADS), replicas=st.integers(0, 6))
    def fork(self, which: str, replicas: int) -> None:
        """A fork goes its own way, and the cluster it came from the way it would have gone."""
        twin, witness = self.cluster.fork(), self.cluster.fork()
        lived = len(self.cluster.changes)
        twin.kubectl(f"scale {which} --replicas={replicas} -n {TEAM}")
        twin.kubectl(f"delete pods --all --wait=false -n {TEAM}")
        twin.fail_node("worker-1")
        twin.advance("2m")
        assert len(self.cluster.changes) == lived
        self.pass_time(20)
        witness.advance(20)
        assert_same(self.cluster, witness)


def again(act: Act, cluster: Cluster) -> bool:
    """Do it. A refusal is an answer too, but only such as a person may meet."""
    try:
        act(cluster)
    except ApiError as error:
        assert error.reason in ("NotFound", "BadRequest", "Forbidden", "Invalid", "TooManyRequests"), error
        return False
    return True


def picked(names: list[str], number: int) -> str:
    return names[number % len(names)]


def assert_same(one: Cluster, other: Cluster) -> None:
    """Two clusters have lived the same life; says the first change in which they differ."""
    for number, (mine, theirs) in enumerate(zip(one.changes, other.changes, strict=False)):
        assert mine == theirs, (
            f"change {number}: {mine[:6]} {mine.because}, the other time {theirs[:6]} {theirs.because}"
        )
    assert len(one.changes) == len(other.changes)
    assert fingerprint(one.changes) == fingerprint(other.changes)
    assert one.now == other.now


def test_random_lives_keep_every_promise_at_every_instant() -> None:
    run_state_machine_as_test(Life, settings=LONG)


@settings(LONG, max_examples=_LIVES // 10 or 8)
@given(st.data())
def test_a_saved_life_goes_on_in_another_process_as_if_it_had_never_stopped(data: st.DataObject) -> None:
    life = Life()
    for _ in range(3):
        which = data.draw(st.sampled_from(WORKLOADS))
        if data.draw(st.booleans()):
            life.change_image(which, data.draw(st.sampled_from(GOOD)))
        else:
            life.scale(which, data.draw(st.integers(0, 6)))
        life.wait(data.draw(st.sampled_from([0.3, 4, 31])))
    if data.draw(st.booleans()):
        life.power(data.draw(st.sampled_from(WORKERS)), False)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "life.gz")
        life.cluster.save(path)
        command = [sys.executable, "-c", GO_ON, path, *map(str, STRETCHES)]
        traces = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.split()
    for seconds, trace in zip(STRETCHES, traces, strict=True):
        life.pass_time(seconds)
        assert fingerprint(life.cluster.changes) == trace
