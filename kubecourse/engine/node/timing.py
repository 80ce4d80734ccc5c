"""How long things take on a node, in ms; what is random in reality is its usual value here.

Upstream: `pkg/kubelet/{kubelet,pod_workers}.go`: waits are stretched by a random factor of 1 to 1.5, and the
queue is looked at once a second; here it is the mean of both. The rest is what the recordings show.
"""

from __future__ import annotations

__all__ = ["CREATE", "ERROR_WAIT", "FIRST_BACKOFF", "FLOOR", "LAST", "LAST_BACKOFF", "LONGEST_WAIT", "NOTICE", "PATIENCE",
           "PERIODIC", "SANDBOX", "STOPS", "stretched"]  # fmt: skip

#: volumes and sandbox of a new pod, and its first container
SANDBOX = 600
#: making and starting a container once more
CREATE = 150
#: noticing that a container has ended
NOTICE = 800
#: from the last status to the end of the object
LAST = 500
#: a pod that is well is looked at every 60 to 90 s
PERIODIC = 87_000
#: a wait for a back-off is cut to this before it is stretched
LONGEST_WAIT = 60_000
#: a container that is meant to run for ever holds nobody up when its end is further away than this
PATIENCE = 60_000
#: crash and image back-off
FIRST_BACKOFF, LAST_BACKOFF = 10_000, 300_000
#: a server needs this long to stop; preStop leaves at least so much
STOPS, FLOOR = 200, 2_000


def stretched(ms: int) -> int:
    """When a sync that was put off by so much happens in the end, in ms."""
    return min(max(ms, 0), LONGEST_WAIT) * 5 // 4 + 500


#: the next try after a sync that failed: 10 s, stretched
ERROR_WAIT = stretched(10_000)
