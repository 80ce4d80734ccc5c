"""Nobody can give away what they do not have: the check on writes of roles and bindings.

Holders of the verb `escalate` on roles, or `bind` on the role in question, are asked nothing more.
Upstream: pkg/registry/rbac/{role,clusterrole,rolebinding,clusterrolebinding}/policybased/storage.go and
staging/src/k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go. Next: `reviews.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...core.work import Object
from ..errors import ApiError, forbidden
from ..kinds import Kind
from ..storage import Storage
from .rbac import MASTERS, Ask, Rule, User, decide, rules_of

__all__ = ["check_escalation", "compact", "covers", "missing", "parts"]

_RBAC = "rbac.authorization.k8s.io"


def check_escalation(storage: Storage, user: User, kind: Kind, obj: Object, old: Object | None, namespace: str) -> None:
    """Refuse a role or a binding that would give more than `user` holds. Raises ApiError Forbidden or NotFound."""
    if kind.group != _RBAC or MASTERS in user.groups:
        return
    if kind.key in ("Role", "ClusterRole"):
        _check_role(storage, user, kind, obj, old, namespace)
    else:
        _check_binding(storage, user, kind, obj, old, namespace)


def _check_role(storage: Storage, user: User, kind: Kind, obj: Object, old: Object | None, namespace: str) -> None:
    name = obj["metadata"].get("name", "")
    if decide(storage, user, Ask("escalate", kind.group, kind.plural, "", namespace, name))[0]:
        return
    if old is not None and all(old.get(part) == obj.get(part) for part in ("rules", "aggregationRule")):
        return
    _confirm(storage, user, kind, name, obj.get("rules") or [], namespace)
    if kind.key == "ClusterRole" and obj.get("aggregationRule") and (old or {}).get("aggregationRule") != obj["aggregationRule"]:  # fmt: skip
        # whoever aggregates gets any rule that somebody labels later
        _confirm(storage, user, kind, name, [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
                                             {"nonResourceURLs": ["*"], "verbs": ["*"]}], "")  # fmt: skip


def _check_binding(storage: Storage, user: User, kind: Kind, obj: Object, old: Object | None, namespace: str) -> None:
    if old is not None and all(old.get(part) == obj.get(part) for part in ("roleRef", "subjects")):
        return
    ref = obj.get("roleRef") or {}
    target, role_name = ref.get("kind", ""), ref.get("name", "")
    plural = {"Role": "roles", "ClusterRole": "clusterroles"}.get(target, "")
    if decide(storage, user, Ask("bind", _RBAC, plural, "", namespace, role_name))[0]:
        return
    role = storage.find(target, f"{namespace}/{role_name}" if target == "Role" else role_name)
    if role is None:
        details = {"name": role_name, "group": _RBAC, "kind": target.lower()}
        raise ApiError("NotFound", f'{target.lower()}.{_RBAC} "{role_name}" not found', details=details)
    _confirm(storage, user, kind, obj["metadata"].get("name", ""), role.get("rules") or [], namespace)


def _confirm(storage: Storage, user: User, kind: Kind, name: str, wanted: list[Rule], namespace: str) -> None:
    held, errors = rules_of(storage, user, namespace)
    lacking = missing(held, wanted)
    if not lacking:
        return
    listed = "\n".join(sorted(_text(rule) for rule in compact(lacking)))
    why = (
        f'user "{user.name}" (groups={_list(user.groups)}) is attempting to grant RBAC permissions not currently '
        f"held:\n{listed}"
    )
    if errors:
        why += f"; resolution errors: [{', '.join(errors)}]"
    raise forbidden(kind.group, kind.plural, name, why)


def covers(held: list[Rule], wanted: list[Rule]) -> bool:
    """Do the rules `held` allow all that the rules `wanted` allow?"""
    return not missing(held, wanted)


def missing(held: list[Rule], wanted: list[Rule]) -> list[Rule]:
    """The parts of `wanted`, one resource and one verb each, that `held` does not allow."""
    return [part for rule in wanted for part in parts(rule) if not any(_covers(owner, part) for owner in held)]


def parts(rule: Rule) -> Iterator[Rule]:
    """The rule in pieces of one verb on one resource (or path) each."""
    for group in rule.get("apiGroups") or ():
        for resource in rule.get("resources") or ():
            for verb in rule.get("verbs") or ():
                part: Rule = {"apiGroups": [group], "resources": [resource], "verbs": [verb]}
                names = rule.get("resourceNames") or ()
                for name in names:
                    yield {**part, "resourceNames": [name]}
                if not names:
                    yield part
    for url in rule.get("nonResourceURLs") or ():
        for verb in rule.get("verbs") or ():
            yield {"nonResourceURLs": [url], "verbs": [verb]}


def _covers(owner: Rule, part: Rule) -> bool:
    verbs = owner.get("verbs") or ()
    if "*" not in verbs and part["verbs"][0] not in verbs:
        return False
    if "nonResourceURLs" in part:
        wanted = part["nonResourceURLs"][0]
        return any(
            url in ("*", wanted) or (url.endswith("*") and wanted.startswith(url.rstrip("*")))
            for url in owner.get("nonResourceURLs") or ()
        )
    groups, names = owner.get("apiGroups") or (), owner.get("resourceNames") or ()
    if "*" not in groups and part["apiGroups"][0] not in groups:
        return False
    if names and (not part.get("resourceNames") or part["resourceNames"][0] not in names):
        return False
    resources, resource = owner.get("resources") or (), part["resources"][0]
    _, slash, subresource = resource.partition("/")
    return "*" in resources or resource in resources or bool(slash and f"*/{subresource}" in resources)


def compact(rules: list[Rule]) -> list[Rule]:
    """Parts (see `parts`) that differ only in their verb become one rule, in the order of the first."""
    merged: dict[tuple[str, str, tuple[str, ...]], Rule] = {}
    others = []
    for rule in rules:
        if "resources" not in rule:
            others.append(rule)
            continue
        key = (rule["apiGroups"][0], rule["resources"][0], tuple(rule.get("resourceNames") or ()))
        if key in merged:
            merged[key]["verbs"] += rule["verbs"]
        else:
            merged[key] = {**rule, "verbs": [*rule["verbs"]]}
    return [*merged.values(), *others]


_SHOWN = {"apiGroups": "APIGroups", "resources": "Resources", "nonResourceURLs": "NonResourceURLs",
          "resourceNames": "ResourceNames", "verbs": "Verbs"}  # fmt: skip


def _text(rule: Rule) -> str:
    """`{APIGroups:[""], Resources:["pods"], Verbs:["get"]}`."""
    return "{" + ", ".join(f"{name}:{_list(rule[field])}" for field, name in _SHOWN.items() if rule.get(field)) + "}"


def _list(words: list[str] | tuple[str, ...]) -> str:
    return "[" + " ".join(f'"{word}"' for word in words) + "]"
