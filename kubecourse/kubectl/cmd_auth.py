"""`kubectl auth can-i | whoami`: what roles and bindings allow.

The administrator may do everything; `--as` asks for somebody else. Upstream: `kubectl/pkg/cmd/auth`,
`plugin/pkg/auth/authorizer/rbac`. Next: `cmd_config.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..engine.core.work import Object
from .columns import table
from .failures import Exit, help_error
from .session import Session

__all__ = ["can_i", "whoami"]


def can_i(session: Session) -> None:
    """Print yes or no; no is exit code 1."""
    if session.flags("list"):
        _list(session)
        return
    if len(session.args) not in (2, 3):
        raise help_error(
            "kubectl auth can-i",
            "you must specify two arguments: verb resource or verb resource/resourceName.\n"
            "See 'kubectl auth can-i -h' for help and examples.",
        )
    verb, word = session.args[0], session.args[1]
    word, _, name = word.partition("/")
    if len(session.args) == 3:
        name = session.args[2]
    kind = session.registry.find(word)
    if kind is None and word != "*" and not word.startswith("/"):
        session.warn(f"the server doesn't have a resource type '{word}'\n")
    elif kind is not None and not kind.namespaced and not session.flags("all-namespaces"):
        scope = f"resource '{kind.plural}' is not namespace scoped" + (
            f" in group '{kind.group}'" if kind.group else ""
        )
        session.warn(f"{scope}\n")
    plural, group = (kind.plural, kind.group) if kind else (word, "")
    if session.flags("subresource"):
        plural = f"{plural}/{session.flags('subresource')}"
    allowed = any(_allows(rule, verb, group, plural, name) for rule in _rules(session, kind is None or kind.namespaced))
    if not session.flags("quiet"):
        session.say("yes" if allowed else "no")
    if not allowed:
        raise Exit(1)


def _user(session: Session) -> tuple[str, list[str]]:
    name = session.flags("as")
    if not name:
        return "kubernetes-admin", ["system:masters", "system:authenticated"]
    groups = [*(session.flags("as-group") or ()), "system:authenticated"]
    if name.startswith("system:serviceaccount:"):
        groups += ["system:serviceaccounts", f"system:serviceaccounts:{name.split(':')[2]}"]
    return str(name), groups


def _rules(session: Session, namespaced: bool) -> Iterator[Object]:
    """The rules that hold for whoever asks, here."""
    user, groups = _user(session)
    if "system:masters" in groups:
        yield {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
        return
    yield {
        "verbs": ["create"],
        "apiGroups": ["authorization.k8s.io"],
        "resources": ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    }
    bindings = list(session.api.list("ClusterRoleBinding"))
    if namespaced and not session.flags("all-namespaces"):
        bindings += session.api.list("RoleBinding", session.namespace)
    for binding in bindings:
        if any(_is(subject, user, groups) for subject in binding.get("subjects") or ()):
            ref = binding["roleRef"]
            space = binding["metadata"].get("namespace", "") if ref["kind"] == "Role" else ""
            role = session.api.find(ref["kind"], ref["name"], space)
            yield from (role or {}).get("rules") or ()


def _is(subject: Object, user: str, groups: list[str]) -> bool:
    if subject["kind"] == "ServiceAccount":
        return user == f"system:serviceaccount:{subject.get('namespace', '')}:{subject['name']}"
    return subject["name"] in groups if subject["kind"] == "Group" else subject["name"] == user


def _allows(rule: Object, verb: str, group: str, plural: str, name: str) -> bool:
    def has(field: str, value: str) -> bool:
        return "*" in rule.get(field, ()) or value in rule.get(field, ())

    names = rule.get("resourceNames")
    return has("verbs", verb) and has("apiGroups", group) and has("resources", plural) and (not names or name in names)


def _list(session: Session) -> None:
    rows = [["Resources", "Non-Resource URLs", "Resource Names", "Verbs"]]
    for rule in _rules(session, True):
        groups = rule.get("apiGroups", [""])
        for resource in rule.get("resources", ()):
            for group in groups:
                title = resource if resource == "*" and group == "*" else f"{resource}.{group}" if group else resource
                title = "*.*" if title == "*" else title
                rows.append([title, "[]", _bracket(rule.get("resourceNames")), _bracket(rule["verbs"])])
    session.out.append(table(rows))


def _bracket(words: list[str] | None) -> str:
    return f"[{' '.join(words or ())}]"


def whoami(session: Session) -> None:
    """Who the server thinks you are."""
    user, groups = _user(session)
    session.out.append(table([["ATTRIBUTE", "VALUE"], ["Username", user], ["Groups", _bracket(groups)]]))
