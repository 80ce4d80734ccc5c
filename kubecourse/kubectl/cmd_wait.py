"""`kubectl wait`: let virtual time pass until a condition holds.

Upstream: `kubectl/pkg/cmd/wait`. Next: `cmd_set.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .failures import Failure, Failures
from .jsonpath import Template, relaxed, shown
from .resources import Wanted, need, requested, select
from .session import Session, kind_name

__all__ = ["wait"]

_NO_MATCH = "no matching resources found"


def wait(session: Session) -> None:
    """Wait for each object in turn; what does not come in time is an error."""
    asked = session.flags("for") or []
    if len(asked) != 1:
        raise Failure(f"unrecognized condition: {json_list(asked)}")
    wanted = requested(session, session.args)
    need(session, wanted)
    test = _test(asked[0])
    limit = session.timeout(30)
    deadline = session.now + int(limit * 1000)
    errors: list[Exception] = []
    met = 0
    for want, name in _names(session, wanted, asked[0]):
        try:
            met += _one(session, want, name, asked[0], test, max(0.0, (deadline - session.now) / 1000))
        except (ApiError, Failure) as error:
            errors.append(error)
    if errors:
        raise Failures(errors)


def json_list(words: list[str]) -> str:
    """A list as Go prints it."""
    return f"[{' '.join(words)}]"


def _names(session: Session, wanted: list[Wanted], what: str) -> list[tuple[Wanted, str]]:
    found: list[tuple[Wanted, str]] = []
    for want in wanted:
        if want.name is not None:
            found.append((want, want.name))
        else:
            found += [(want, obj["metadata"]["name"]) for obj in select(session, want.kind)]
    if not found and what not in ("delete",):
        raise Failure(_NO_MATCH)
    return found


def _one(session: Session, want: Wanted, name: str, what: str, test: Callable[[Object], bool], limit: float) -> bool:
    kind, space = want.kind, session.space(want.kind)
    first = session.api.find(kind.key, name, space)
    if what == "create":
        holds = session.wait_until(lambda: session.api.find(kind.key, name, space) is not None, limit)
    elif what == "delete":
        if first is None:
            return True
        uid = first["metadata"]["uid"]
        holds = session.wait_until(lambda: _uid(session, kind.key, name, space) != uid, limit)
    else:
        session.api.get(kind.key, name, space)
        holds = session.wait_until(lambda: _holds(session, kind.key, name, space, test), limit)
    if not holds:
        raise Failure(f"timed out waiting for the condition on {kind.plural}/{name}")
    if what == "delete":
        said = "condition met"
    else:
        said = "condition met"
    if not session.flags("output"):
        session.say(f"{kind_name(kind, name)} {said}")
    else:
        obj = session.api.find(kind.key, name, space) or first
        if obj is not None:
            session.done(kind, obj, said)
    return True


def _uid(session: Session, key: str, name: str, space: str) -> str | None:
    obj = session.api.find(key, name, space)
    return obj["metadata"]["uid"] if obj is not None else None


def _holds(session: Session, key: str, name: str, space: str, test: Callable[[Object], bool]) -> bool:
    obj = session.api.find(key, name, space)
    return obj is not None and test(obj)


def _test(text: str) -> Callable[[Object], bool]:
    word, _, rest = text.partition("=")
    if word == "delete" or word == "create":
        return lambda obj: True
    if word == "condition" and rest:
        type, equals, value = rest.partition("=")
        return _condition(type.lower(), (value if equals else "true").lower())
    if word == "jsonpath" and rest:
        return _path(rest)
    raise Failure(f'unrecognized condition: "{text}"')


def _condition(type: str, value: str) -> Callable[[Object], bool]:
    def holds(obj: Object) -> bool:
        status, generation = obj.get("status") or {}, obj["metadata"].get("generation")
        for condition in status.get("conditions") or ():
            if condition["type"].lower() == type:
                seen = condition.get("observedGeneration") or status.get("observedGeneration")
                if seen and generation and seen < generation:
                    return False
                return str(condition["status"]).lower() == value
        return False

    return holds


def _path(text: str) -> Callable[[Object], bool]:
    """`{.status.phase}=Running`, or only a path that must exist."""
    path, equals, value = text.rpartition("=") if "}=" in text or ("=" in text and "}" not in text) else (text, "", "")
    bare = (path or text).strip("'\"")
    try:
        template = Template(relaxed(bare))
    except ValueError as error:
        raise Failure(str(error)) from None
    wanted = value.strip("'\"")

    def holds(obj: Object) -> bool:
        found = template.find(obj)
        if not equals:
            return bool(found)
        return len(found) == 1 and shown(found[0]) == wanted

    return holds
