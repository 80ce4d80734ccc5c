"""The trace: who did what, when, because of what. It is the log of changes, and its fingerprint.

Two clusters with one fingerprint have lived the same life, to the byte. Next: `history.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from .work import Object

__all__ = ["Change", "fingerprint"]


class Change(NamedTuple):
    """One line of the log: who changed what, when, because of which earlier change (0: from outside)."""

    revision: int
    time: int
    who: str
    verb: str
    kind: str
    key: str
    old: Object | None
    new: Object | None
    because: int
    #: of a person's write: who manages the fields (`engine/api/managed`); never part of the fingerprint
    how: dict[str, Any] | None = None


def fingerprint(log: Iterable[Change]) -> str:
    """SHA-256 over every change in order: the trace of a run as one number."""
    digest = hashlib.sha256()
    for change in log:
        line = (
            change.revision,
            change.time,
            change.who,
            change.verb,
            change.kind,
            change.key,
            change.because,
            change.new,
        )
        digest.update(json.dumps(line, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode())
    return digest.hexdigest()
