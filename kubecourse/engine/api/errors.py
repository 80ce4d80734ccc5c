"""Refusals of the API server, in its words.

    ApiError                     a Status with code, reason, message, causes
     ├─ 400 BadRequest           the text or the request cannot be read
     ├─ 403 Forbidden            admission or quota says no
     ├─ 404 NotFound             no such kind or object
     ├─ 405 MethodNotAllowed
     ├─ 409 AlreadyExists        the name is taken
     ├─ 409 Conflict             written by somebody else since it was read
     ├─ 410 Expired              the watch or continue token is too old
     ├─ 415 UnsupportedMediaType
     ├─ 422 Invalid              fields that break the rules: one cause each
     └─ 429 TooManyRequests      an eviction that a disruption budget forbids

One class with a reason, because callers match on the reason as Kubernetes' own clients do.
Next: `decode.py`, the first to raise them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

__all__ = ["ApiError", "Cause", "already_exists", "bad_request", "conflict", "forbidden", "invalid", "not_found"]

CODES = {
    "BadRequest": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404, "MethodNotAllowed": 405,
    "NotAcceptable": 406, "AlreadyExists": 409, "Conflict": 409, "Gone": 410, "Expired": 410,
    "RequestEntityTooLarge": 413, "UnsupportedMediaType": 415, "Invalid": 422, "TooManyRequests": 429,
    "InternalError": 500, "ServiceUnavailable": 503, "Timeout": 504,
}  # fmt: skip


class Cause(NamedTuple):
    """One field that breaks a rule.

    `field` is a path as Kubernetes prints it (`spec.containers[0].image`), `reason` one of FieldValueRequired,
    FieldValueInvalid, FieldValueNotSupported, FieldValueForbidden, FieldValueDuplicate, FieldValueTooLong,
    FieldValueTooMany, FieldValueNotFound, FieldValueTypeInvalid; `message` starts with its words: `Required value: …`,
    `Invalid value: "x": …`.
    """

    field: str
    reason: str
    message: str


class ApiError(Exception):
    """A refusal of the API server. `str(error)` is its message; `status` is the Status object."""

    def __init__(
        self,
        reason: str,
        message: str,
        *,
        code: int | None = None,
        causes: tuple[Cause, ...] = (),
        details: dict[str, Any] | None = None,
        line: int | None = None,
        document: int | None = None,
        hint: str | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.code = CODES.get(reason, 500) if code is None else code
        self.causes = causes
        self.details = details or {}
        #: of the Status: where a list can go on (`continue`)
        self.metadata = metadata or {}
        #: where in a learner's text: line (from 1) and document (from 1), when known
        self.line = line
        self.document = document
        #: what to try, as a message key of the course's texts; never part of Kubernetes' message
        self.hint = hint

    @property
    def status(self) -> dict[str, Any]:
        """The Status object as the server sends it."""
        details: dict[str, Any] = dict(self.details)
        if self.causes:
            details["causes"] = [{"reason": c.reason, "message": c.message, "field": c.field} for c in self.causes]
        status: dict[str, Any] = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": self.metadata,
            "status": "Failure",
            "message": self.message,
        }
        status["reason"] = self.reason
        if details:
            status["details"] = details
        status["code"] = self.code
        return status


def _resource(group: str, plural: str) -> str:
    return f"{plural}.{group}" if group else plural


def not_found(group: str, plural: str, name: str) -> ApiError:
    """`deployments.apps "web" not found`."""
    details = {"name": name, "kind": plural} | ({"group": group} if group else {})
    return ApiError("NotFound", f'{_resource(group, plural)} "{name}" not found', details=details)


def already_exists(group: str, plural: str, name: str) -> ApiError:
    """`deployments.apps "web" already exists`."""
    details = {"name": name, "kind": plural} | ({"group": group} if group else {})
    return ApiError("AlreadyExists", f'{_resource(group, plural)} "{name}" already exists', details=details)


def conflict(group: str, plural: str, name: str, why: str) -> ApiError:
    """`Operation cannot be fulfilled on deployments.apps "web": <why>`."""
    details = {"name": name, "kind": plural} | ({"group": group} if group else {})
    message = f'Operation cannot be fulfilled on {_resource(group, plural)} "{name}": {why}'
    return ApiError("Conflict", message, details=details)


def forbidden(group: str, plural: str, name: str, why: str) -> ApiError:
    """`pods "web" is forbidden: <why>`."""
    details = {"name": name, "kind": plural} | ({"group": group} if group else {})
    named = f' "{name}"' if name else ""
    return ApiError("Forbidden", f"{_resource(group, plural)}{named} is forbidden: {why}", details=details)


def bad_request(message: str, **where: Any) -> ApiError:
    """400 with the given words."""
    return ApiError("BadRequest", message, **where)


def invalid(group: str, kind: str, name: str, causes: list[Cause]) -> ApiError:
    """`Deployment.apps "web" is invalid: [field: message, …]`, brackets only for more than one."""
    # the message says a thing once, the causes keep every one
    texts = list(dict.fromkeys(f"{c.field}: {c.message}" for c in causes))
    text = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    qualified = f"{kind}.{group}" if group else kind
    details = {"name": name, "kind": kind} | ({"group": group} if group else {})
    return ApiError("Invalid", f'{qualified} "{name}" is invalid: {text}', causes=tuple(causes), details=details)
