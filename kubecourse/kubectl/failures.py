"""What goes wrong, in kubectl's words.

`Failure` is an error of kubectl's own, `ApiError` one of the server's; `told` words either as
kubectl's `CheckErr` does. Upstream: `kubectl/pkg/cmd/util/helpers.go`. Next: `flags.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from json import dumps

from ..engine.api.errors import ApiError

__all__ = ["Exit", "Failure", "Failures", "from_server", "go_quote", "sourced", "told", "usage"]


class Failure(Exception):
    """An error found by kubectl itself. `bare` texts are printed as they are, others after `error: `."""

    def __init__(self, text: str, code: int = 1, *, bare: bool = False) -> None:
        super().__init__(text)
        self.text, self.code, self.bare = text, code, bare


class Exit(Exception):
    """End now with this code and nothing more to say."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Failures(Exception):
    """Several errors: kubectl went on after the first."""

    def __init__(self, errors: Sequence[Exception]) -> None:
        super().__init__(*errors)
        self.errors = list(errors)


def go_quote(text: str) -> str:
    """`text` as Go's %q prints it."""
    return dumps(text, ensure_ascii=False)


def usage(path: str, text: str) -> Failure:
    """An error of the command line: says where help is."""
    return Failure(f"{text}\nSee '{path} --help' for usage.")


def help_error(path: str, text: str) -> Failure:
    """An error of the command's own check of its arguments."""
    return Failure(f"{text}\nSee '{path} -h' for help and examples")


def from_server(error: ApiError, where: str = "") -> str:
    """`Error from server (NotFound): …`; `where` goes before the message.

    An InternalError of the server begins with its own words; other failures of a kubelet have no reason at all.
    """
    named = error.reason and (error.reason != "InternalError" or "Internal error occurred: " in error.message)
    reason = f" ({error.reason})" if named else ""
    return f"Error from server{reason}: {where}{error.message}"


def sourced(error: ApiError, verb: str, source: str) -> ApiError:
    """The error with `error when VERB "SOURCE": ` before its message; its fields stay."""
    text = f"error when {verb} {go_quote(source)}: {error.message}"
    return ApiError(
        error.reason,
        text,
        code=error.code,
        causes=error.causes,
        details=error.details,
        line=error.line,
        document=error.document,
        hint=error.hint,
    )


def _invalid(error: ApiError) -> str:
    details = error.details
    head = "The request is invalid"
    if details.get("kind") or details.get("name"):
        head = f"The {details.get('kind', '')} {go_quote(str(details.get('name', '')))} is invalid"
    causes = list(dict.fromkeys(f"{cause.field}: {cause.message}" for cause in error.causes))
    if not causes:
        return head if details.get("kind") else f"{head}: {error.message}"
    if len(causes) == 1:
        return f"{head}: {causes[0]}"
    return "\n".join([f"{head}: ", *(f"* {cause}" for cause in causes)])


def told(error: Exception) -> tuple[str, int]:
    """The text for standard error, ending in a newline, and the exit code."""
    if isinstance(error, Failures):
        if len(error.errors) == 1:
            return told(error.errors[0])
        return "".join(f"{_alone(one)}\n" for one in error.errors), 1
    if isinstance(error, ApiError):
        text = _invalid(error) if error.reason == "Invalid" else from_server(error)
        return f"{text}\n", 1
    if isinstance(error, Failure):
        text = error.text if error.bare or error.text.startswith("error: ") else f"error: {error.text}"
        return (f"{text}\n" if text and not text.endswith("\n") else text), error.code
    return f"error: {error}\n", 1


def _alone(error: Exception) -> str:
    """One of several errors: kubectl does not put `error: ` before its own."""
    return from_server(error) if isinstance(error, ApiError) else str(error)
