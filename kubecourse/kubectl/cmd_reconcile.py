"""`kubectl auth reconcile -f`: roles and bindings get what their manifest has and they have not.

What they have besides stays, unless `--remove-extra-permissions` or `--remove-extra-subjects` asks otherwise. A binding
whose role changes is made anew. Upstream: `kubectl/pkg/cmd/auth/reconcile.go`,
`component-helpers/auth/rbac/reconciliation`. Next: `cmd_config.py`.
"""

from __future__ import annotations

from ..engine.api.authorization.escalation import missing
from ..engine.core.fields import plain
from ..engine.core.work import Object
from .failures import Failure, Failures
from .manifests import Manifest, manifests
from .session import Session

__all__ = ["reconcile"]

_UNTOUCHED = "rbac.authorization.kubernetes.io/autoupdate"


def reconcile(session: Session) -> None:
    """Bring each role and binding of the files up to what is written there."""
    if not session.flags("filename"):
        raise Failure("must specify --filename for the resources")
    errors: list[Exception] = []
    for one in manifests(session, errors):
        if one.kind.group != "rbac.authorization.k8s.io":
            errors.append(Failure(f"only rbac.authorization.k8s.io/v1 is supported: not {one.kind.api_version}, Kind={one.kind.name}"))  # fmt: skip
            break
        _one(session, one)
    if errors:
        raise Failures(errors)


def _one(session: Session, one: Manifest) -> None:
    old = session.api.find(one.kind.key, one.name, one.namespace)
    field = "rules" if one.kind.name.endswith("Role") else "subjects"
    wanted = one.obj.get(field) or []
    have = plain((old or {}).get(field) or [])
    if field == "rules":
        added, extra = missing(have, wanted), missing(wanted, have)
    else:
        wanted = [_full(subject, one.namespace) for subject in wanted]
        added, extra = [s for s in wanted if s not in have], [s for s in have if s not in wanted]
    remove = bool(session.flags("remove-extra-permissions" if field == "rules" else "remove-extra-subjects"))
    operation, new = _plan(one, old, field, have, wanted, added, extra if remove else [])
    protected = ((old or {}).get("metadata", {}).get("annotations") or {}).get(_UNTOUCHED) == "false"
    if operation and not protected:
        new = _write(session, operation, new)
    session.done(one.kind, new, "reconciled")
    if session.flags("output") or not operation:
        return
    caveat = f", but object opted out ({_UNTOUCHED}: false)" if protected else ""
    session.note(f"\treconciliation required {operation}{caveat}")
    _tell(session, field, added, extra if remove else [])


def _full(subject: Object, namespace: str) -> Object:
    """A subject as the server stores it."""
    if subject.get("kind") == "ServiceAccount":
        return {"namespace": namespace, **subject} if namespace else subject
    return {"apiGroup": "rbac.authorization.k8s.io", **subject}


def _plan(one: Manifest, old: Object | None, field: str, have: list[Object], wanted: list[Object],
          added: list[Object], removed: list[Object]) -> tuple[str, Object]:  # fmt: skip
    """(create, update, recreate or nothing, the object to write)."""
    if old is None:
        return "create", one.obj
    if field == "subjects" and (one.obj.get("roleRef") or {}).get("name") != old["roleRef"]["name"]:
        return "recreate", one.obj
    new = plain(old)
    for part in ("labels", "annotations"):
        both = {**(new["metadata"].get(part) or {}), **((one.obj.get("metadata") or {}).get(part) or {})}
        if both:
            new["metadata"][part] = both
    new[field] = wanted if removed else [*have, *added]
    if "aggregationRule" in one.obj:
        new["aggregationRule"] = one.obj["aggregationRule"]
    return ("update" if new != plain(old) else ""), new


def _write(session: Session, operation: str, new: Object) -> Object:
    if session.dry_run == "client":
        return new
    trial, api = session.dry_run == "server", session.api
    meta = new["metadata"]
    if operation == "update":
        return api.replace(new, dry_run=trial)
    if operation == "recreate":
        api.delete(new["kind"], meta["name"], meta.get("namespace", session.namespace), dry_run=trial)
        if trial:
            return new
    return api.create(new, None if new["kind"].startswith("Cluster") else session.namespace, dry_run=trial)


def _tell(session: Session, field: str, added: list[Object], removed: list[Object]) -> None:
    for parts, text in ((added, f"missing {field} added"), (removed, f"extra {field} removed")):
        if parts:
            session.note(f"\t{text}:")
        for part in parts:
            session.note(f"\t\t{_rule(part) if field == 'rules' else _subject(part)}")


def _rule(rule: Object) -> str:
    """A rule as Go prints it: verbs, groups, resources, names, paths."""
    lists = [rule.get(part) or () for part in ("verbs", "apiGroups", "resources", "resourceNames", "nonResourceURLs")]
    return "{" + " ".join(f"[{' '.join(words)}]" for words in lists) + "}"


def _subject(subject: Object) -> str:
    return "{" + " ".join(str(subject.get(part) or "") for part in ("kind", "apiGroup", "name", "namespace")) + "}"
