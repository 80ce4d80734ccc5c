"""`kubectl auth can-i | whoami`: what roles and bindings allow, and to whom.

Both ask the server as kubectl does, with a review; `--as` asks for somebody else. Upstream: `kubectl/pkg/cmd/auth`.
Next: `cmd_reconcile.py`.
"""

from __future__ import annotations

from ..engine.core.work import Object
from .columns import table
from .failures import Exit, Failure
from .output import formatted
from .rule_rows import bracket, rule_rows
from .session import Session

__all__ = ["can_i", "whoami"]

_VERBS = "get list watch create update patch delete deletecollection use bind impersonate * approve sign escalate attest".split()
_URL_VERBS = "get put post head options delete patch *".split()
_GIVEN = (
    "you must specify two arguments: verb resource or verb resource/resourceName.\n"
    "See 'kubectl auth can-i -h' for help and examples."
)
_NOT_WITH_LIST = "list option can't be specified with neither quiet, all-namespaces nor subresource options"
_REVIEW = "authorization.k8s.io/v1"


def can_i(session: Session) -> None:
    """Print yes or no; no is exit code 1."""
    flags = session.flags
    if flags("list"):
        if session.args:
            raise Failure("list option must be specified with no arguments")
        if flags("quiet") or flags("all-namespaces") or flags("subresource"):
            raise Failure(_NOT_WITH_LIST)
        _list(session)
        return
    if len(session.args) != 2:
        raise Failure(_GIVEN)
    if flags("no-headers"):
        raise Failure("--no-headers cannot be set without --list specified")
    spec = _about(session, session.args[0], session.args[1])
    review = {"apiVersion": _REVIEW, "kind": "SelfSubjectAccessReview", "spec": spec}
    status = session.api.create(review)["status"]
    if not flags("quiet"):
        reasons = [status[field] for field in ("reason", "evaluationError") if status.get(field)]
        session.say("yes" if status["allowed"] else " - ".join(["no", *reasons]))
    if not status["allowed"]:
        raise Exit(1)


def _about(session: Session, verb: str, what: str) -> Object:
    """The question as a review has it, with kubectl's warnings about it."""
    subresource = session.flags("subresource") or ""
    if what.startswith("/"):
        if subresource:
            raise Failure("--subresource can not be used with NonResourceURL")
        if verb not in _URL_VERBS:
            session.warn(f"verb '{verb}' is not a known verb\n")
        return {"nonResourceAttributes": {"verb": verb, "path": what}}
    word, _, name = what.partition("/")
    group, plural = _resource(session, word)
    if verb not in _VERBS:
        session.warn(f"verb '{verb}' is not a known verb\n")
    namespace = "" if session.flags("all-namespaces") else session.namespace
    asked = {"namespace": namespace, "verb": verb, "group": group, "resource": plural, "subresource": subresource}
    return {"resourceAttributes": {**asked, "name": name}}


def _resource(session: Session, word: str) -> tuple[str, str]:
    """Group and plural of what a word means; a word that means nothing is asked about as it is."""
    if word == "*":
        return "", word
    kind = session.registry.find(word.lower())
    if kind is None:
        if word not in ("users", "groups"):
            resource, _, group = word.lower().partition(".")
            where = f" in group '{group}'" if group else ""
            session.warn(f"the server doesn't have a resource type '{resource}'{where}\n")
        return "", word
    if not kind.namespaced and not session.flags("all-namespaces"):
        where = f" in group '{kind.group}'" if kind.group else ""
        session.warn(f"resource '{kind.plural}' is not namespace scoped{where}\n")
    return kind.group, kind.plural


def _list(session: Session) -> None:
    review = {"apiVersion": _REVIEW, "kind": "SelfSubjectRulesReview", "spec": {"namespace": session.namespace}}
    status = session.api.create(review)["status"]
    if status.get("evaluationError"):
        session.warn(f"the list may be incomplete: {status['evaluationError']}")
    rows = [] if session.flags("no-headers") else [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]]
    session.out.append(table([*rows, *rule_rows([*status["resourceRules"], *status["nonResourceRules"]])]))


def whoami(session: Session) -> None:
    """Who the server thinks you are."""
    review = session.api.create({"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"})
    if session.flags("output"):
        session.out.append(
            formatted(session, session.flags("output"), session.registry.key("SelfSubjectReview"), review)
        )
        return
    user = review["status"]["userInfo"]
    rows = [["ATTRIBUTE", "VALUE"], ["Username", user["username"]]]
    if user.get("uid"):
        rows.append(["UID", user["uid"]])
    rows.append(["Groups", bracket(user["groups"])])
    rows += [[f"Extra: {key}", bracket(values)] for key, values in (user.get("extra") or {}).items()]
    session.out.append(table(rows))
