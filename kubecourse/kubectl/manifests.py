"""What `-f` reads: documents of standard input or of a file, each checked as kubectl checks it before sending.

Files are read only through the `read_file` that the caller of `run` handed in. A document that cannot
be read ends its source; those before it count. Upstream: `cli-runtime/pkg/resource/visitor.go`. Next: `output.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..engine.api import decode
from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from ..engine.core.fields import plain
from ..engine.core.work import Object
from .failures import Failure
from .session import Session

__all__ = ["Manifest", "manifests", "text_of"]


class Manifest(NamedTuple):
    """One object of a file, with the namespace it will go to."""

    kind: Kind
    obj: Object
    name: str
    namespace: str
    source: str


def text_of(session: Session, source: str) -> str:
    """The text of `-` or of a file. Raises Failure."""
    if source == "-":
        return session.stdin
    if session.read_file is None:
        raise Failure(f'the path "{source}" does not exist')
    try:
        return session.read_file(source)
    except (OSError, KeyError):
        raise Failure(f'the path "{source}" does not exist') from None


def manifests(session: Session, errors: list[Exception]) -> Iterator[Manifest]:
    """The objects of all `-f`, in order; what is wrong with one goes to `errors`."""
    for source in session.flags("filename") or ():
        name = "STDIN" if source == "-" else source
        try:
            for value in _values(text_of(session, source), name, errors):
                yield _manifest(session, value, name)
        except (Failure, ApiError) as error:
            errors.append(_own(error, name))


def _values(text: str, name: str, errors: list[Exception]) -> Iterator[Object]:
    try:
        documents = decode.documents(text, name)
    except ApiError as error:
        errors.append(error if error.reason == "RequestEntityTooLarge" else Failure(error.message))
        before = re.split(r"(?m)^---.*$", text)[: (error.document or 1) - 1]
        documents = decode.documents("\n---\n".join(before), name) if before else []
    for document in documents:
        yield from decode.flattened(document.value)


def _own(error: Exception, name: str) -> Exception:
    """What kubectl finds before it asks the server is an error of its own."""
    return error if isinstance(error, Failure) else Failure(str(error))


def _manifest(session: Session, value: Object, source: str) -> Manifest:
    try:
        kind, obj = _checked(session, value, source)
    except ApiError as error:
        raise Failure(_no_match(error, value, source)) from None
    meta = obj.get("metadata") or {}
    space = meta.get("namespace") or ""
    if not kind.namespaced:
        space = ""
    elif space and session.chosen and space != session.chosen:
        raise Failure(
            f'the namespace from the provided object "{space}" does not match the namespace "{session.chosen}". '
            f"You must pass '--namespace={space}' to perform this operation."
        )
    return Manifest(kind, obj, str(meta.get("name") or ""), space or session.space(kind), source)


def _checked(session: Session, value: Object, source: str) -> tuple[Kind, Object]:
    """kubectl reads kind, version and metadata; the fields are the server's to judge."""
    registry = session.registry
    if isinstance(value, dict) and registry.gvk(str(value.get("apiVersion")), str(value.get("kind"))) is not None:
        head = {key: value[key] for key in ("apiVersion", "kind", "metadata") if key in value}
        kind, _, _ = decode.to_object(plain(head), registry, "Ignore", source="kubectl", name=source)
        return kind, value
    kind, _, _ = decode.to_object(value, registry, "Ignore", source="kubectl", name=source)
    return kind, value


def _no_match(error: ApiError, value: Object, source: str) -> str:
    if error.reason != "NotFound":
        return error.message
    meta = value.get("metadata") or {}
    return (
        f'resource mapping not found for name: "{meta.get("name", "")}" namespace: "{meta.get("namespace", "")}" '
        f'from "{source}": {error.message}\nensure CRDs are installed first'
    )
