"""Storage: which volume serves which claim, and where volumes come from. Components meet only through the API.

`matching.py` chooses, `claims.py` and `volumes.py` are the two halves of the binder, `protection.py` keeps what is in
use, `provisioner.py` makes volumes on demand in `backends.py`, `attach.py` brings disks to machines, `generic.py` makes the claims of ephemeral volumes, `expand.py` tells who must grow one.
"""

from __future__ import annotations

from ..core.work import Controller

__all__ = ["standard"]


def standard() -> list[Controller]:
    """The components of this room, in the order they run when woken together."""
    from .attach import AttachDetach
    from .binder import Binder
    from .expand import Expand
    from .generic import EphemeralVolumes
    from .protection import AttributesProtection, ClaimProtection, VolumeProtection
    from .provisioner import Provisioner

    guards: list[Controller] = [ClaimProtection(), VolumeProtection(), AttributesProtection()]
    return [Binder(), *guards, EphemeralVolumes(), Expand(), Provisioner(), AttachDetach()]
