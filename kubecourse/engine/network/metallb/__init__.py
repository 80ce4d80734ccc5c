"""MetalLB, a balancer for machines of one's own: pools of addresses, and who announces them.

    IPAddressPool, L2Advertisement -> free addresses (`pools.py`) -> status, events, announcing node (`controller.py`)

Nothing happens until somebody installs it: `MANIFEST` is what its own has to have, in short.
"""

from __future__ import annotations

from .controller import POOL_NOTE, MetalLB, announcer, installed
from .manifest import MANIFEST
from .pools import Pool, parse, pools

__all__ = ["MANIFEST", "POOL_NOTE", "MetalLB", "Pool", "announcer", "installed", "parse", "pools"]
