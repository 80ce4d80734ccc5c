"""The second door to the cluster: the Kubernetes API over TLS, for kubectl, helm and every other client.

`serve(cluster)` gives a running `Server`. The rooms, from the socket inwards: `server`, `app`, `guard` and `access`, then
`rest`, `watches`, `discovery`, `openapi`, `podlogs`, `podstreams`, `control`. Next: `server.py`.
"""

from __future__ import annotations

from .guard import Limits
from .server import Server

__all__ = ["Limits", "Server"]
