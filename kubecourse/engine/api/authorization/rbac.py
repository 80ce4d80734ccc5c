"""Who may do what: roles and bindings, as the RBAC authorizer reads them.

`decide(storage, user, ask)` says yes or no and why; `rules_of` gives the rules that hold for somebody in a
namespace. Nothing is remembered between two questions: the bindings are read as they are stored now.
Upstream: plugin/pkg/auth/authorizer/rbac/rbac.go, pkg/registry/rbac/validation/rule.go. Next: `escalation.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ...core.work import Object
from ..errors import ApiError, forbidden
from ..storage import Storage

__all__ = ["MASTERS", "Ask", "Rule", "User", "decide", "refusal", "rule_allows", "rules_of", "user_of"]

#: the group that is asked nothing (kube-apiserver's privileged group)
MASTERS = "system:masters"

#: a PolicyRule: apiGroups, resources, resourceNames, nonResourceURLs, verbs
Rule = dict[str, Any]


class User(NamedTuple):
    """Somebody, as authentication found them. `extra` is what a token or an impersonator adds."""

    name: str
    groups: tuple[str, ...] = ()
    uid: str = ""
    extra: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Ask(NamedTuple):
    """One question: a verb on a resource (`namespace` empty: in all of them, or at the cluster scope), or on a `path`."""

    verb: str
    group: str = ""
    resource: str = ""
    subresource: str = ""
    namespace: str = ""
    name: str = ""
    path: str = ""

    @property
    def full(self) -> str:
        """`pods/log`, or `pods`."""
        return f"{self.resource}/{self.subresource}" if self.subresource else self.resource


def user_of(name: str, groups: tuple[str, ...] = (), uid: str = "") -> User:
    """The user that an impersonation makes: whoever has a name is authenticated, and a service account has its groups.

    Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/filters/impersonation.go.
    """
    parts = name.split(":")
    if not groups and name.startswith("system:serviceaccount:") and len(parts) == 4:
        groups = ("system:serviceaccounts", f"system:serviceaccounts:{parts[2]}")
    usual = "system:unauthenticated" if name == "system:anonymous" else "system:authenticated"
    if not any(group in ("system:authenticated", "system:unauthenticated") for group in groups):
        groups = (*groups, usual)
    return User(name, groups, uid)


def decide(storage: Storage, user: User, ask: Ask) -> tuple[bool, str]:
    """(allowed, reason). The reason of a refusal names roles that a binding means and that are not there."""
    if MASTERS in user.groups:
        return True, ""
    errors = []
    for source, rules, error in _bound(storage, user, ask.namespace):
        if error:
            errors.append(error)
        for rule in rules:
            if rule_allows(rule, ask):
                return True, f"RBAC: allowed by {source}"
    if not errors:
        return False, ""
    text = errors[0] if len(errors) == 1 else f"[{', '.join(dict.fromkeys(errors))}]"
    return False, f"RBAC: {text}"


def rules_of(storage: Storage, user: User, namespace: str) -> tuple[list[Rule], list[str]]:
    """All rules that hold for `user` in `namespace`, and what went wrong in finding them."""
    found: list[Rule] = []
    errors: list[str] = []
    for _, rules, error in _bound(storage, user, namespace):
        found += rules
        if error:
            errors.append(error)
    return found, errors


def _bound(storage: Storage, user: User, namespace: str) -> Iterator[tuple[str, list[Rule], str]]:
    """(who gives it, the rules, an error) for each binding that means `user`; cluster-wide ones first."""
    for kind, bindings in (
        ("ClusterRoleBinding", storage.all("ClusterRoleBinding")),
        ("RoleBinding", storage.all("RoleBinding", namespace) if namespace else []),
    ):
        for binding in bindings:
            subject = next((s for s in binding.get("subjects") or () if _means(s, user, namespace)), None)
            if subject is None:
                continue
            meta, ref = binding["metadata"], binding["roleRef"]
            named = meta["name"] + (f"/{meta['namespace']}" if kind == "RoleBinding" else "")
            source = f'{kind} "{named}" of {ref["kind"]} "{ref["name"]}" to {_subject(subject, meta.get("namespace"))}'
            key = ref["name"] if ref["kind"] == "ClusterRole" else f"{meta.get('namespace', '')}/{ref['name']}"
            role = storage.find(ref["kind"], key)
            if role is None:
                yield source, [], f'{ref["kind"].lower()}.rbac.authorization.k8s.io "{ref["name"]}" not found'
            else:
                yield source, role.get("rules") or [], ""


def _means(subject: Object, user: User, namespace: str) -> bool:
    kind, name = subject["kind"], subject["name"]
    if kind == "User":
        return bool(name == user.name)
    if kind == "Group":
        return name in user.groups
    space = subject.get("namespace") or namespace
    return kind == "ServiceAccount" and user.name == f"system:serviceaccount:{space}:{name}"


def _subject(subject: Object, namespace: str | None) -> str:
    if subject["kind"] != "ServiceAccount":
        return f'{subject["kind"]} "{subject["name"]}"'
    return f'ServiceAccount "{subject["name"]}/{subject.get("namespace") or namespace or ""}"'


def rule_allows(rule: Rule, ask: Ask) -> bool:
    """Does this one rule allow it?"""
    verbs = rule.get("verbs") or ()
    if "*" not in verbs and ask.verb not in verbs:
        return False
    if ask.path:
        return any(_path_matches(url, ask.path) for url in rule.get("nonResourceURLs") or ())
    groups, names = rule.get("apiGroups") or (), rule.get("resourceNames") or ()
    if "*" not in groups and ask.group not in groups:
        return False
    if names and ask.name not in names:
        return False
    resources = rule.get("resources") or ()
    if "*" in resources or ask.full in resources:
        return True
    return bool(ask.subresource) and f"*/{ask.subresource}" in resources


def _path_matches(url: str, path: str) -> bool:
    return url == "*" or url == path or (url.endswith("*") and path.startswith(url[:-1].rstrip("*")))


def refusal(user: User, ask: Ask, reason: str = "") -> ApiError:
    """The 403 in the words of the server."""
    if ask.path:
        text = f'User "{user.name}" cannot {ask.verb} path "{ask.path}"'
        return ApiError("Forbidden", f"forbidden: {text}" + (f": {reason}" if reason else ""))
    where = f'in the namespace "{ask.namespace}"' if ask.namespace else "at the cluster scope"
    text = f'User "{user.name}" cannot {ask.verb} resource "{ask.full}" in API group "{ask.group}" {where}'
    return forbidden(ask.group, ask.resource, ask.name, text + (f": {reason}" if reason else ""))
