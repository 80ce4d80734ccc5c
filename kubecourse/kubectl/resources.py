"""From arguments to objects: `pods`, `deploy web`, `pod/a svc/b`, `all`, `-l`, `--field-selector`, `-f`.

`requested` says which kinds and names are meant, `collect` reads them: what is found, and the errors of
what is not. Upstream: `cli-runtime/pkg/resource/builder.go`. Next: `manifests.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..engine.api.errors import ApiError, bad_request
from ..engine.api.kinds import Kind
from ..engine.core import selectors
from ..engine.core.fields import get
from ..engine.core.work import Object
from .failures import Failure, Failures, go_quote
from .session import Session

__all__ = ["Found", "Wanted", "collect", "kinds_of", "lookup", "need", "one_kind", "requested", "select"]

NOTHING_GIVEN = (
    "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
    "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"
)
_MIXED = (
    "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form"
    " (e.g. '{path} resource/<resource_name>' instead of '{path} resource resource/<resource_name>'"
)
_ONE_PART = "arguments in resource/name form may not have more than one slash"
_DEPRECATED = {
    "Endpoints": "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
    "ComponentStatus": "v1 ComponentStatus is deprecated in v1.19+",
}


class Wanted(NamedTuple):
    """A kind, and a name or None for all of them."""

    kind: Kind
    name: str | None


class Found(NamedTuple):
    """An object with its kind."""

    kind: Kind
    obj: Object


def lookup(session: Session, word: str) -> Kind:
    """The kind that a word means. Raises Failure."""
    kind = session.registry.find(word)
    if kind is None:
        raise Failure(f'the server doesn\'t have a resource type "{word}"')
    return kind


def kinds_of(session: Session, text: str) -> list[Kind]:
    """The kinds of `pods,svc` or of the category `all`."""
    found: list[Kind] = []
    for word in text.split(","):
        kinds = (*session.registry, *session.registry.taught())
        category = [kind for kind in kinds if word in kind.categories and not kind.hub]
        found += category or [lookup(session, word)]
    return list(dict.fromkeys(found))


def requested(session: Session, args: list[str]) -> list[Wanted]:
    """What the arguments ask for, in their order."""
    if not args:
        return []
    if any("/" in arg for arg in args):
        return [_slashed(session, arg) for arg in args]
    kinds, names = kinds_of(session, args[0]), list(dict.fromkeys(args[1:]))
    if not names:
        return [Wanted(kind, None) for kind in kinds]
    return [Wanted(kind, name) for kind in kinds for name in names]


def _slashed(session: Session, arg: str) -> Wanted:
    if "/" not in arg:
        raise Failure(_MIXED.format(path=session.path))
    word, _, name = arg.partition("/")
    if "/" in name:
        raise Failure(_ONE_PART)
    if not word or not name:
        raise Failure("arguments in resource/name form must have a single resource and name")
    return Wanted(lookup(session, word), name)


def one_kind(wanted: list[Wanted]) -> bool:
    """Is only one kind asked for?"""
    return len({want.kind.key for want in wanted}) == 1


def need(session: Session, wanted: list[Wanted], *, all_ok: bool = False) -> None:
    """Refuse what names nothing."""
    flags = session.flags
    if not wanted:
        raise Failure(NOTHING_GIVEN)
    if (
        not all_ok
        and any(want.name is None for want in wanted)
        and not (flags("selector") or flags("field-selector") or flags("all"))
    ):
        raise Failure("resource(s) were provided, but no name was specified")


def select(session: Session, kind: Kind) -> list[Object]:
    """All objects of a kind that the flags -n, -A, -l and --field-selector let through."""
    flags = session.flags
    if not kind.stored:
        raise ApiError("MethodNotAllowed", "the server does not allow this method on the requested resource")
    labels, fields = flags("selector") or "", flags("field-selector") or ""
    space = None if flags("all-namespaces") or not kind.namespaced else session.namespace
    deprecated(session, kind)
    try:
        if labels:
            selectors.labels(labels)
        return list(session.api.list(kind.key, space, labels or None, fields or None))
    except (ValueError, ApiError) as error:
        if isinstance(error, ApiError) and error.reason != "BadRequest":
            raise
        resource = f"{kind.group}/{kind.version}, Resource={kind.plural}"
        text = f"Unable to find {go_quote(resource)} that match label selector {go_quote(labels)}, field selector {go_quote(fields)}: {error}"
        raise bad_request(text) from None


def deprecated(session: Session, kind: Kind) -> None:
    """The server's warning for an old kind."""
    if kind.key in _DEPRECATED:
        session.warn(_DEPRECATED[kind.key])


def read(session: Session, kind: Kind, name: str) -> Object:
    """One object. Raises NotFound."""
    deprecated(session, kind)
    return session.api.get(kind.key, name, session.space(kind))


def collect(session: Session, wanted: list[Wanted]) -> tuple[list[Found], list[Exception]]:
    """What is there of what is wanted, and the errors of the rest."""
    found: list[Found] = []
    errors: list[Exception] = []
    for kind, name in wanted:
        try:
            if name is None:
                found += [Found(kind, obj) for obj in select(session, kind)]
            else:
                found.append(Found(kind, read(session, kind, name)))
        except ApiError as error:
            if not (error.reason == "NotFound" and session.flags("ignore-not-found")):
                errors.append(error)
    return found, errors


def targets(session: Session, args: list[str]) -> Iterator[Found]:
    """The objects a changing command works on, from arguments or files; the errors come after the last one."""
    from .manifests import manifests

    if session.flags("filename"):
        named: list[Found] = []
        errors: list[Exception] = []
        for one in manifests(session, errors):
            try:
                named.append(Found(one.kind, session.api.get(one.kind.key, one.name, one.namespace)))
            except ApiError as error:
                errors.append(error)
        found = named
    else:
        wanted = requested(session, args)
        need(session, wanted)
        found, errors = collect(session, wanted)
    yield from found
    if errors:
        raise Failures(errors)


def field(obj: Object, path: str, default: object = None) -> object:
    """A field by path; for commands that need no more of `core.fields`."""
    return get(obj, path, default)
