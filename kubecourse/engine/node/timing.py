"""How long things take on a node, in ms; what is random in reality is its usual value here.

Upstream: `pkg/kubelet/{kubelet,pod_workers}.go`, and the recordings: a wait after an error is 10 s stretched by up to a half.
"""

from __future__ import annotations

__all__ = ["ERROR_WAIT", "FIRST_BACKOFF", "FLOOR", "LAST", "LAST_BACKOFF", "NOTICE", "PATIENCE", "PERIODIC", "SANDBOX",
           "STOPS", "STRETCH"]  # fmt: skip

#: volumes and sandbox of a new pod
SANDBOX = 600
#: noticing that a container has ended
NOTICE = 800
#: from the last status to the end of the object
LAST = 500
#: the next try after a sync that failed
ERROR_WAIT = 12_000
#: waits for a back-off are stretched by this, so that it is over when the pod is looked at again
STRETCH = 6 / 5
#: a pod is looked at at least this often
PERIODIC = 75_000
#: a container that is meant to run for ever holds nobody up when its end is further away than this
PATIENCE = 60_000
#: crash and image back-off
FIRST_BACKOFF, LAST_BACKOFF = 10_000, 300_000
#: a server needs this long to stop; preStop leaves at least so much
STOPS, FLOOR = 200, 2_000
