"""Resource versions as a person may name them: which are known, which are too old, and what there was at one.

The log of a cluster is kept for ever, but a client is told what a real server would tell it: of versions that etcd
compacted away nothing is known. The API server compacts every five minutes what is older than the last time it did so;
when that was is read off the log. Upstream: staging/src/k8s.io/apiserver/pkg/storage/etcd3/{compact,store}.go.
Next: `paging.py`, `watching.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

from ..core.work import Object
from .errors import ApiError, bad_request
from .kinds import BUILTIN, Kind

__all__ = ["compacted", "needs_version", "parsed", "snapshot", "too_large"]

#: kube-apiserver --etcd-compaction-interval, ms
_INTERVAL = 300_000


#: built-in kinds whose update must say which version it is for (AllowUnconditionalUpdate of their strategy is false)
_CONDITIONAL = frozenset(
    "APIService CSIDriver CSINode CSIStorageCapacity CustomResourceDefinition FlowSchema Lease MutatingAdmissionPolicy "
    "MutatingAdmissionPolicyBinding MutatingWebhookConfiguration PodDisruptionBudget PriorityLevelConfiguration RuntimeClass "
    "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment".split()
)
_TAUGHT = frozenset(kind.key for kind in BUILTIN)


def needs_version(kind: Kind) -> bool:
    """Must an update name the resourceVersion it is for? So it is for some built-in kinds and for all custom ones."""
    return kind.key in _CONDITIONAL or kind.key not in _TAUGHT


def parsed(text: str | int) -> int:
    """The number of a resourceVersion; nothing and "0" are 0. Raises ApiError BadRequest."""
    text = str(text or "0")
    if not (text.isascii() and text.isdigit()):
        why = f'strconv.ParseUint: parsing "{text}": invalid syntax'
        raise bad_request(f'invalid resource version: resourceVersion: Invalid value: "{text}": {why}')
    return int(text)


def too_large(wanted: int, current: int) -> ApiError:
    """The answer to a version that is still to come."""
    cause = {"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}
    details: Object = {"causes": [cause], "retryAfterSeconds": 1}
    message = f"Timeout: Too large resource version: {wanted}, current: {current}"
    return ApiError("Timeout", message, details=details)


def compacted(server: Any) -> int:
    """The oldest version that is still known: all before it was compacted away."""
    log = server.storage.log
    if not log:
        return 0
    begun = log[0].time
    rounds = (server.clock.now - begun) // _INTERVAL
    if rounds < 1:
        return 0
    last = bisect_right(log, begun + (rounds - 1) * _INTERVAL, key=lambda change: change.time)
    return int(log[last - 1].revision) if last else 0


def snapshot(server: Any, kind: Kind, version: int) -> dict[str, Object]:
    """The objects of a kind by key, as they were at a version (0: now)."""
    storage = server.storage
    table = storage.tables.get(kind.key, {})
    if not version or version >= storage.revision:
        return table  # type: ignore[no-any-return]
    state = dict(table)
    for change in reversed(storage.log):
        if change.revision <= version:
            break
        if change.kind != kind.key:
            continue
        if change.old is None:
            state.pop(change.key, None)
        else:
            state[change.key] = change.old
    return state
