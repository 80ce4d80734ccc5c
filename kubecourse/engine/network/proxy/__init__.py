"""kube-proxy: the iptables rules of every node, as the real one writes them.

    Services + EndpointSlices -> ports (`ports.py`) -> endpoints for a node (`topology.py`)
        -> chains of rules (`chains.py`) -> the tables of a node (`tables.py`) -> a packet walks them (`walk.py`)

`Proxy` keeps all of it for one cluster and computes anew only what a change touches.
"""

from .chains import Config
from .proxy import Proxy, live, place_of
from .tables import Tables
from .walk import Packet, Walked, walk

__all__ = ["Config", "Packet", "Proxy", "Tables", "Walked", "live", "place_of", "walk"]
