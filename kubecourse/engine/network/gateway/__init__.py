"""The Gateway API: a class (whose), a Gateway (where one listens), HTTPRoutes (what goes where).

    GatewayClass, Gateway, HTTPRoute -> who may attach to whom (`attach.py`) -> which backend gets a request (`routing.py`)
                                                                             -> conditions (`controller.py`)

The pods that apply it are the reverse proxies that serve Ingresses too. `MANIFEST` are its kinds; nothing happens without.
"""

from __future__ import annotations

from .controller import Gateways
from .manifest import MANIFEST
from .routing import Decision, decide

__all__ = ["MANIFEST", "Decision", "Gateways", "decide"]
