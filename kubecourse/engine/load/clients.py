"""The clients: a component that sends the requests of each second, and notes what became of them.

Promises: a second is looked at when all else that happens at its instant has happened; its requests go the ways the
network gives them just then, and cost CPU where they are answered. A load is periodic work: it does not keep a cluster
from being settled, and a cluster without one has nothing to do here. All that is remembered is plain data in `api.memory`:
`load/NAME` (plan and state), `rows/NAME/N` (a minute of seconds each), `pod/NAMESPACE/NAME` (see `usage.py`).
Next: `results.py`, which reads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..core.work import DONE, Object, Wake, Watch, split_key, wake_at
from . import usage
from .connections import Target, sent_over
from .paths import outcomes
from .profiles import BadLoad, length, requests_in

__all__ = ["CHUNK", "Clients", "reason_of"]

#: seconds whose rows are kept together
CHUNK = 60
#: how a journey failed -> how a client sees it; what is not here is silence
_SEEN = {
    "refused": "refused",
    "no-endpoints": "refused",
    "proxy-404": "404",
    "proxy-500": "500",
    "proxy-502": "502",
    "proxy-503": "503",
    "router-503": "503",
    "proxy-504": "504",
    "nxdomain-outside": "nxdomain",
    "nxdomain-inside": "nxdomain",
    "nxdomain-alias": "nxdomain",
    "nxdomain-company": "nxdomain",
    "dns-denied": "nxdomain",
    "dns-circle": "nxdomain",
    "dns-down": "nxdomain",
}
_BEHIND_PROXY = {"refused": "502", "timeout": "504"}
#: what a pod does with a request that costs it CPU
_AT_WORK = ("answers", "asks-database", "proxy-rule", "proxy-404")
Request = Callable[[Any, str, str], Any]
Resume = Callable[[Any, str, str, Object, int], Any]


class Clients:
    """Sends the requests of all loads. `network()` gives the api handle that `request(api, url, source)` asks with;
    `resume(api, url, source, pod, port)` sends the next one over an open connection.
    """

    name = "load"
    watches: tuple[Watch, ...] = ()

    def __init__(self, network: Callable[[], Any], request: Request, resume: Resume) -> None:
        self._network, self._request, self._resume = network, request, resume

    # -- what people ask for -----------------------------------------------------------------------------

    def check(self, api: Any, name: str) -> None:
        """Raises BadLoad where a load of that name has not ended."""
        old = api.memory.get(f"load/{name}")
        if old is not None and old["end"] is None:
            raise BadLoad("name-taken", name)

    def start(self, api: Any, plan: Object) -> None:
        """Begin a load now; wake its name afterwards. Raises BadLoad where one of that name has not ended."""
        name = plan["name"]
        self.check(api, name)
        for key in [key for key in api.memory if key.startswith(f"rows/{name}/")]:
            del api.memory[key]
        namespace, short = split_key(plan["source"])
        pod = f"{namespace or 'default'}/{short}"
        inside = api.find("Pod", *reversed(split_key(pod))) is not None
        api.memory[f"load/{name}"] = {"plan": plan, "pod": pod if inside else None, "begun": api.now, "end": None,
                                      "second": 0, "owed": 0, "quiet": False, "why": {},
                                      "held": (None,) * plan["connections"]}  # fmt: skip

    def stop(self, api: Any, name: str) -> None:
        """End a load now. Raises BadLoad if there is none."""
        state = api.memory.get(f"load/{name}")
        if state is None:
            raise BadLoad("no-load", name)
        if state["end"] is None:
            api.memory[f"load/{name}"] = {**state, "end": api.now}

    # -- a second ------------------------------------------------------------------------------------------

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Send what is due in this second, once nothing else is left to do at this instant."""
        state = api.memory.get(f"load/{key}")
        if state is None or state["end"] is not None:
            return DONE
        due = state["begun"] + state["second"] * 1000
        if api.now < due:
            return wake_at(due, background=True)
        if not state["quiet"]:
            api.memory[f"load/{key}"] = {**state, "quiet": True}
            return wake_at(api.now, background=True)
        state = self._second(api, key, state)
        over = state["second"] >= length(state["plan"])
        api.memory[f"load/{key}"] = {**state, "end": api.now + 1000 if over else None}
        return DONE if over else wake_at(due + 1000, background=True)

    def _second(self, api: Any, name: str, state: Object) -> Object:
        second, why = state["second"], state["why"]
        count, owed = requests_in(state["plan"], second, state["owed"])
        ended: dict[str, int] = {}
        pods: dict[str, int] = {}
        if not _can_send(api, state["pod"]):
            count = 0
        journeys, held = self._journeys(api, name, state, count)
        for journey, number in journeys:
            reason, good = reason_of(journey), 0
            if journey.failure is None:
                good = self._charged(api, journey, state["plan"]["cost"], number)
            if not reason and good:
                pods[journey.pod or ""] = pods.get(journey.pod or "", 0) + good
            for what, amount in ((reason, number if reason else 0), ("overloaded", 0 if reason else number - good)):
                if amount:
                    ended[what] = ended.get(what, 0) + amount
            if reason and reason not in why:
                why = {**why, reason: {lang: journey.lines(lang)[-1].partition(" ")[2] for lang in ("en", "es")}}
        row = (api.now, count, tuple(sorted(ended.items())), tuple(sorted(pods.items())))
        place = f"rows/{name}/{second // CHUNK}"
        api.memory[place] = (*api.memory.get(place, ()), row)
        if second % (usage.WINDOW // 1000) == 0:
            _forget_gone(api)
        return {**state, "second": second + 1, "owed": owed, "quiet": False, "why": why, "held": held}

    def _journeys(self, api: Any, name: str, state: Object, count: int) -> tuple[list[tuple[Any, int]], Any]:
        """(what became of how many requests, the connections kept after it)."""
        if not count:
            return [], state["held"]

        def draw(limit: int) -> int:
            drawn: int = api.chance.below(limit, f"load/{name}")
            return drawn

        network, url, source = self._network(), state["plan"]["url"], state["plan"]["source"]

        def fresh(number: int) -> list[tuple[Any, int]]:
            return outcomes(network, lambda asking: self._request(asking, url, source), number, draw)

        def resumed(target: Target, number: int) -> list[tuple[Any, int]] | None:
            pod = _there(api, target)
            if pod is None:
                return None
            asked = outcomes(network, lambda asking: self._resume(asking, url, source, pod, target.port), number, draw)
            # nothing listens there any more: the connection was closed when the program ended
            closed = any(journey.failure == "refused" and len(journey.hops) == 1 for journey, _ in asked)
            return None if closed else asked

        if not state["held"]:
            return fresh(count), ()
        held = [Target(*row) if row else None for row in state["held"]]

        def opened(number: int) -> list[tuple[Any, int, Target | None]]:
            return [(journey, part, _target(api, journey)) for journey, part in fresh(number)]

        found, after = sent_over(held, count, state["second"], opened, resumed)
        return found, tuple(tuple(target) if target else None for target in after)

    def _charged(self, api: Any, journey: Any, cost: int | None, count: int) -> int:
        """Let every pod on the way work; how many of the requests were answered in time."""
        last = journey.pod
        seen: dict[str, int] = {}
        for hop in journey.hops:
            if hop.at.startswith("Pod/") and hop.did in _AT_WORK:
                seen[hop.at.partition("/")[2]] = hop.facts.get("port") or 0
        for pod, port in seen.items():
            count = _work(api, pod, port, cost if pod == last else None, count)
        return count


def _target(api: Any, journey: Any) -> Target | None:
    """What a new connection leads to: the first pod on the way, if it answered."""
    first = next((hop for hop in journey.hops if hop.at.startswith("Pod/") and hop.did in _AT_WORK), None)
    chosen = next((hop for hop in journey.hops if hop.did == "balances"), None)
    if first is None or chosen is None or reason_of(journey) in ("refused", "timeout"):
        return None
    pod = first.at.partition("/")[2]
    namespace, name = split_key(pod)
    found = api.find("Pod", name, namespace)
    return Target(pod, found["metadata"]["uid"], int(chosen.facts["to"].rpartition(":")[2])) if found else None


def _there(api: Any, target: Target) -> Object | None:
    """The pod at the other end of a connection, if it is still the same one."""
    namespace, name = split_key(target.pod)
    found: Object | None = api.find("Pod", name, namespace)
    return found if found is not None and found["metadata"]["uid"] == target.uid else None


def _can_send(api: Any, pod: str | None) -> bool:
    """A client that is a pod sends only while it runs."""
    if pod is None:
        return True
    namespace, name = split_key(pod)
    found = api.find("Pod", name, namespace)
    return found is not None and (found.get("status") or {}).get("phase") == "Running"


def reason_of(journey: Any) -> str:
    """How the client sees that its request failed; empty for success. A reverse proxy answers for those behind it."""
    if journey.failure is not None:
        seen = _SEEN.get(journey.failure, "timeout")
        if any(hop.did == "proxy-rule" for hop in journey.hops):
            return "503" if journey.failure == "no-endpoints" else _BEHIND_PROXY.get(seen, seen)
        return seen
    return str(journey.code) if journey.code >= 400 else ""


def _work(api: Any, pod: str, port: int, cost: int | None, count: int) -> int:
    """Give a pod so many requests; how many it can answer in time."""
    namespace, name = split_key(pod)
    found = api.find("Pod", name, namespace)
    if found is None:
        return count
    containers = found["spec"]["containers"]
    named = (c for c in containers for row in c.get("ports") or () if row.get("containerPort") == port)
    container = next(named, containers[0])
    key, uid = f"pod/{pod}", found["metadata"]["uid"]
    row = api.memory.get(key)
    if row is None or row["uid"] != uid:
        row = usage.new_row(uid, container["name"], api.now)
    speed = usage.capacity(found, container, api.find("Node", found["spec"].get("nodeName", "")))
    api.memory[key], taken = usage.accepted(
        row, api.now, speed, usage.cost_of(container) if cost is None else cost, count
    )
    return taken


def _forget_gone(api: Any) -> None:
    """What is known of pods that are gone is of no use."""
    for key in [key for key in api.memory if key.startswith("pod/")]:
        namespace, name = split_key(key.removeprefix("pod/"))
        if api.find("Pod", name, namespace) is None:
            del api.memory[key]
