"""Completion indexes of Indexed Jobs: which are done, which failed, which come next.

Promises: the short notation of the status ("0,2,4-7"), the index of a pod, how often an index has failed, and
which pods are kept back so that their replacement can go on counting, and spec.successPolicy. Pure functions.
Upstream: pkg/controller/job/{indexed_job_utils,success_policy}.go. Next: `job_backoff.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from ..core.work import Object
from .job_policies import action_of, counts, failed
from .pods import active

__all__ = [
    "IGNORED", "INDEX", "RETRIES", "completed", "failed_indexes", "held_back", "index_of", "parse", "pending",
    "render", "retries", "success",
]  # fmt: skip

#: annotation and label with the index of a pod
INDEX = "batch.kubernetes.io/job-completion-index"
#: annotations with the failures of an index before this pod: counted ones, and those the policy ignores
RETRIES = "batch.kubernetes.io/job-index-failure-count"
IGNORED = "batch.kubernetes.io/job-index-ignored-failure-count"

FINALIZER = "batch.kubernetes.io/job-tracking"


def parse(text: str, completions: int) -> set[int]:
    """The indexes that `text` names; those from `completions` on do not count any more."""
    found: set[int] = set()
    for part in filter(None, text.split(",")):
        first, _, last = part.partition("-")
        found.update(range(int(first), min(int(last or first), completions - 1) + 1))
    return found


def render(indexes: Iterable[int]) -> str:
    """The shortest notation: runs of three and more get a dash."""
    runs: list[list[int]] = []
    for index in sorted(indexes):
        if runs and runs[-1][1] == index - 1:
            runs[-1][1] = index
        else:
            runs.append([index, index])
    return ",".join(
        str(first) if first == last else f"{first},{last}" if last == first + 1 else f"{first}-{last}"
        for first, last in runs
    )


def index_of(pod: Object) -> int | None:
    """The completion index of a pod, None if it has none."""
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isdigit() else None


def _valid(job: Object, pod: Object) -> int | None:
    index = index_of(pod)
    return index if index is not None and index < job["spec"]["completions"] else None


def _tracked(pod: Object) -> bool:
    return FINALIZER in (pod["metadata"].get("finalizers") or ())


def completed(job: Object, pods: list[Object]) -> tuple[set[int], set[int]]:
    """(succeeded as the status says, the same and those that have succeeded since)."""
    before = parse((job.get("status") or {}).get("completedIndexes") or "", job["spec"]["completions"])
    now = set(before)
    for pod in pods:
        index = _valid(job, pod)
        if index is not None and pod["status"].get("phase") == "Succeeded" and _tracked(pod):
            now.add(index)
    return before, now


def retries(pod: Object, annotation: str = RETRIES) -> int:
    """The failures of the pod's index before this pod."""
    text = (pod["metadata"].get("annotations") or {}).get(annotation, "")
    return int(text) if text.isdigit() else 0


def _index_failed(job: Object, pod: Object) -> bool:
    """Has the pod's failure used up the index's retries, or does the policy give the index up?"""
    if not failed(job, pod):
        return False
    if action_of(job, pod) == "FailIndex":
        return True
    return bool(counts(job, pod)) and retries(pod) >= job["spec"]["backoffLimitPerIndex"]


def failed_indexes(job: Object, pods: list[Object]) -> set[int]:
    """Indexes that are given up (backoffLimitPerIndex)."""
    found = parse((job.get("status") or {}).get("failedIndexes") or "", job["spec"]["completions"])
    for pod in pods:
        index = _valid(job, pod)
        if index is not None and _tracked(pod) and _index_failed(job, pod):
            found.add(index)
    return found


def held_back(job: Object, pods: list[Object], over: set[int]) -> dict[int, Object]:
    """Index -> its last failed pod, which keeps its finalizer until a replacement carries its count on.

    `over` are the indexes that succeeded or are given up.
    """
    running = {index_of(pod) for pod in pods if active(pod)}
    kept: dict[int, Object] = {}
    for pod in pods:
        index = _valid(job, pod)
        if index is None or index in over or index in running or not _tracked(pod) or not failed(job, pod):
            continue
        if _index_failed(job, pod):
            continue
        last = kept.get(index)
        if last is None or _failures(last) <= _failures(pod):
            kept[index] = pod
    return kept


def _failures(pod: Object) -> int:
    return retries(pod) + retries(pod, IGNORED)


def pending(taken: set[int], count: int, completions: int) -> list[int]:
    """The first `count` indexes that nobody has taken."""
    found: list[int] = []
    for index in range(completions):
        if len(found) >= count:
            break
        if index not in taken:
            found.append(index)
    return found


def success(job: Object, done: set[int]) -> str | None:
    """Which rule of spec.successPolicy the succeeded indexes meet, or None."""
    policy = job["spec"].get("successPolicy")
    if policy is None or not done:
        return None
    for number, rule in enumerate(policy["rules"]):
        wanted = parse(rule["succeededIndexes"], job["spec"]["completions"]) if "succeededIndexes" in rule else None
        have = len(done if wanted is None else done & wanted)
        enough = rule.get("succeededCount", len(wanted) if wanted is not None else None)
        if enough is not None and have >= enough:
            return f"Matched rules at index {number}"
    return None
