"""`/kubecourse/v1`: time and machines, for tests and teachers.

POST advance {"duration": "90s"} · POST settle · GET now · POST nodes/NAME/fail and nodes/NAME/recover. For the
administrator only. Next: `app.py`.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.errors import ApiError, bad_request
from ..engine.core.clock import duration, stamp
from ..engine.core.work import Object
from .pace import Pace
from .target import lost

__all__ = ["control"]

_LONGEST = 10 * 365 * 86_400_000


async def control(cluster: Any, pace: Pace, method: str, words: list[str], body: Object) -> Object:
    """Do it; answers with the time it is then. Raises ApiError."""
    allowed = "GET" if words == ["now"] else "POST"
    if words not in (["now"], ["settle"], ["advance"]) and not (
        len(words) == 3 and words[0] == "nodes" and words[2] in ("fail", "recover")
    ):
        raise lost()
    if method != allowed:
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
    if words == ["advance"]:
        await pace.advance(_milliseconds(body.get("duration")))
    elif words == ["settle"]:
        await pace.rest()
    elif words[0] == "nodes":
        (cluster.fail_node if words[2] == "fail" else cluster.recover_node)(words[1])
        await pace.after()
    return {"now": stamp(int(cluster.now)), "milliseconds": int(cluster.now), "settled": not cluster.busy}


def _milliseconds(given: Any) -> int:
    try:
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise ValueError("it is missing")
        found = duration(given)
    except (ValueError, OverflowError) as error:
        raise bad_request(f'duration: {error}: write {{"duration": "90s"}}') from None
    if not 0 <= found <= _LONGEST:
        raise bad_request("duration: it must be between 0 and ten years")
    return found
