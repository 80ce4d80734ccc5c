"""The words of `kubectl get`: ages, pod states, targets."""

import pytest

from kubecourse.engine.api.kinds import BUILTIN
from kubecourse.engine.api.pod_status import pod_status
from kubecourse.engine.api.tables import columns, human_duration, row

S, M, H, D = 1000, 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("ms", "text"),
    [
        (0, "0s"), (-1500, "0s"), (-5 * S, "<invalid>"), (119 * S, "119s"), (120 * S, "2m"), (150 * S, "2m30s"), (9 * M + 59 * S, "9m59s"),
        (10 * M + 5 * S, "10m"), (179 * M, "179m"), (3 * H, "3h"), (3 * H + 5 * M, "3h5m"), (8 * H + 5 * M, "8h"), (47 * H, "47h"),
        (2 * D, "2d"), (5 * D + 4 * H, "5d4h"), (9 * D + 4 * H, "9d"), (729 * D, "729d"), (731 * D, "2y1d"), (3000 * D, "8y"),
    ],
)  # fmt: skip
def test_an_age_is_as_short_as_upstream_makes_it(ms, text):
    assert human_duration(ms) == text


def pod(status, spec=None, **meta):
    return {
        "metadata": {"name": "p", **meta},
        "spec": spec or {"containers": [{"name": "a"}]},
        "status": {"phase": "Running", **status},
    }


def waiting(reason):
    return {"name": "a", "restartCount": 3, "state": {"waiting": {"reason": reason}}}


@pytest.mark.parametrize(
    ("obj", "word"),
    [
        (pod({"phase": "Pending"}), "Pending"),
        (pod({"phase": "Failed", "reason": "Evicted"}), "Evicted"),
        (pod({"containerStatuses": [waiting("CrashLoopBackOff")]}), "CrashLoopBackOff"),
        (pod({"containerStatuses": [{"name": "a", "restartCount": 0, "state": {"terminated": {"exitCode": 3}}}]}), "ExitCode:3"),
        (pod({"containerStatuses": [{"name": "a", "restartCount": 0, "state": {"terminated": {"signal": 9, "exitCode": 137}}}]}), "Signal:9"),
        (pod({}, deletionTimestamp="2026-01-05T09:00:00Z"), "Terminating"),
        (pod({"phase": "Succeeded"}, deletionTimestamp="2026-01-05T09:00:00Z"), "Succeeded"),
        (pod({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}]}), "SchedulingGated"),
        (
            pod(
                {"phase": "Pending", "initContainerStatuses": [{"name": "i", "restartCount": 0, "state": {"running": {}}}]},
                {"containers": [{"name": "a"}], "initContainers": [{"name": "i"}, {"name": "j"}]},
            ),
            "Init:0/2",
        ),
    ],
)  # fmt: skip
def test_one_word_says_how_a_pod_is(obj, word):
    assert pod_status(obj).status == word


def test_a_pod_with_one_container_done_and_one_running_is_not_ready():
    done = {"name": "a", "restartCount": 0, "state": {"terminated": {"reason": "Completed", "exitCode": 0}}}
    runs = {"name": "b", "restartCount": 0, "ready": True, "state": {"running": {}}}
    said = pod_status(pod({"containerStatuses": [done, runs]}, {"containers": [{"name": "a"}, {"name": "b"}]}))
    assert (said.status, said.ready, said.total) == ("NotReady", 1, 2)


def test_restarts_say_when_the_last_one_was():
    container = {
        **waiting("CrashLoopBackOff"),
        "lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-01-05T09:00:00Z"}},
    }
    cells = row(
        "Pod", pod({"containerStatuses": [container]}, creationTimestamp="2026-01-05T08:59:00Z"), 1767603610_000
    )
    assert cells[1:5] == ["0/1", "CrashLoopBackOff", "3 (10s ago)", "70s"]


def test_every_kind_has_a_table():
    for kind in BUILTIN:
        assert columns(kind)[0].name in ("NAME", "LAST SEEN")
