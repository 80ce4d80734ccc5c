"""Network: services get endpoints, names get addresses, requests get answers. Components meet only through the API.

`backends.py` asks which pods stand behind a service, `slices.py` and `endpoints.py` write that down (`mirroring.py` what somebody wrote by hand), `balancer.py`
gives LoadBalancers their address (`metallb` too, where somebody installs it), `dns`, `ingress.py` and `journey.py` follow one request hop by hop.
"""

from __future__ import annotations

from ..core.work import Controller

__all__ = ["standard"]


def standard() -> list[Controller]:
    """The components of this room, in the order they run when woken together."""
    from .balancer import LoadBalancers
    from .endpoints import Endpoints
    from .external import ExternalDns
    from .gateway import Gateways
    from .ingress_status import IngressAddresses
    from .metallb import MetalLB
    from .mirroring import Mirroring
    from .routes import Routers
    from .slices import EndpointSlices

    return [
        EndpointSlices(),
        Endpoints(),
        Mirroring(),
        LoadBalancers(),
        MetalLB(),
        IngressAddresses(),
        Gateways(),
        Routers(),
        ExternalDns(),
    ]
