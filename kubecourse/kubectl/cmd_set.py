"""`kubectl set image | env | resources | serviceaccount`: change pod templates.

Upstream: `kubectl/pkg/cmd/set`. Next: `cmd_set_more.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..engine.api.kinds import Kind
from ..engine.core import fields
from ..engine.core.work import Object
from .failures import Failure, Failures, help_error
from .resources import targets
from .session import Session

__all__ = ["env", "image", "resources", "service_account"]

_TEMPLATES = {"Pod": "spec", "CronJob": "spec.jobTemplate.spec.template.spec"}


def _pod_spec(obj: Object) -> str:
    return _TEMPLATES.get(obj["kind"], "spec.template.spec")


def _split(args: list[str]) -> tuple[list[str], list[str]]:
    """What names objects, and `key=value` or `key-`."""
    at = next((n for n, arg in enumerate(args) if "=" in arg or (arg.endswith("-") and n)), len(args))
    return args[:at], args[at:]


def _each(session: Session, things: list[str], change: Callable[[Object, Object], Object], done: str) -> None:
    """Change the pod spec of each object, write what differs, report it."""
    errors: list[Exception] = []
    if not things and not session.flags("filename"):
        raise help_error(
            session.path, "one or more resources must be specified as <resource> <name> or <resource>/<name>"
        )
    for kind, obj in targets(session, things):
        where = _pod_spec(obj)
        old = fields.get(obj, where)
        if not isinstance(old, dict) or "containers" not in old:
            raise Failure(f"{kind.plural}/{obj['metadata']['name']} does not have a pod template")
        try:
            new = change(obj, old)
        except Failure as error:
            errors.append(error)
            continue
        if new == old:
            continue
        obj = _write(session, kind, obj, where, old, new)
        session.done(kind, obj, done)
    if errors:
        raise Failures(errors)


def _write(session: Session, kind: Kind, obj: Object, where: str, old: Object, new: Object) -> Object:
    if session.dry_run == "client" or session.flags("local"):
        return fields.put(obj, where, new)
    body: Object = fields.put({}, where, {key: new.get(key) for key in {**old, **new} if new.get(key) != old.get(key)})
    meta = obj["metadata"]
    sent = session.api.patch(
        kind.key, meta["name"], body, meta.get("namespace", ""), type="merge", dry_run=session.dry_run == "server"
    )
    session.heard()
    return sent


def image(session: Session) -> None:
    """New images: `container=image`, or `*=image`."""
    things, pairs = _split(session.args)
    if not pairs:
        raise help_error("kubectl set image", "at least one image update is required")
    wanted = dict(pair.partition("=")[::2] for pair in pairs)

    def change(obj: Object, spec: Object) -> Object:
        known = [c["name"] for part in ("initContainers", "containers") for c in spec.get(part) or ()]
        missing = [name for name in wanted if name != "*" and name not in known]
        if missing:
            raise Failure(f'unable to find container named "{missing[0]}"')
        new = dict(spec)
        for part in ("initContainers", "containers"):
            if spec.get(part):
                new[part] = [_imaged(c, wanted) for c in spec[part]]
        return new

    _each(session, things, change, "image updated")


def _imaged(container: Object, wanted: dict[str, str]) -> Object:
    found = wanted.get(container["name"], wanted.get("*"))
    return container if found is None else {**container, "image": found}


def _picked(session: Session, name: str) -> bool:
    """Does `-c` let this container through? `*` stands for any letters."""
    pattern = session.flags("containers") or "*"
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name) is not None


def env(session: Session) -> None:
    """Set, remove or list environment variables."""
    things, pairs = _split(session.args)
    if session.flags("env"):
        pairs += session.flags("env")
    if session.flags("list"):
        _list_env(session, things)
        return
    added = _from(session) + [_variable(pair) for pair in pairs if "=" in pair]
    gone = [pair[:-1] for pair in pairs if "=" not in pair and pair.endswith("-")]
    if not added and not gone:
        raise help_error("kubectl set env", "at least one environment variable must be provided")

    def change(obj: Object, spec: Object) -> Object:
        return {**spec, "containers": [_with_env(session, c, added, gone) for c in spec["containers"]]}

    _each(session, things, change, "env updated")


def _variable(pair: str) -> Object:
    name, _, value = pair.partition("=")
    return {"name": name, **({"value": value} if value else {"value": ""})}


def _from(session: Session) -> list[Object]:
    """The keys of a ConfigMap or Secret as variables."""
    source = session.flags("from")
    if not source:
        return []
    word, _, name = source.partition("/")
    kind = session.registry.find(word)
    if kind is None or kind.key not in ("ConfigMap", "Secret"):
        raise Failure(f"unsupported resource specified in --from: {source}")
    obj = session.api.get(kind.key, name, session.namespace)
    field = "configMapKeyRef" if kind.key == "ConfigMap" else "secretKeyRef"
    prefix, only = session.flags("prefix") or "", session.flags("keys") or ()
    found = []
    for key in sorted(obj.get("data") or ()):
        if only and key not in only:
            continue
        variable = prefix + re.sub(r"[^A-Z0-9_]", "_", key.upper())
        found.append({"name": variable, "valueFrom": {field: {"key": key, "name": name}}})
    return found


def _with_env(session: Session, container: Object, added: list[Object], gone: list[str]) -> Object:
    if not _picked(session, container["name"]):
        return container
    have = {one["name"]: one for one in container.get("env") or ()}
    have.update({one["name"]: one for one in added})
    left = [one for name, one in have.items() if name not in gone]
    new = {key: value for key, value in container.items() if key != "env"}
    return {**new, "env": left} if left else new


def _list_env(session: Session, things: list[str]) -> None:
    for kind, obj in targets(session, things):
        for container in fields.get(obj, _pod_spec(obj))["containers"]:
            if not _picked(session, container["name"]):
                continue
            session.say(f"# {kind.name} {obj['metadata']['name']}, container {container['name']}")
            for one in container.get("env") or ():
                session.say(_shown(one))


def _shown(one: Object) -> str:
    source = one.get("valueFrom")
    if not source:
        return f"{one['name']}={one.get('value', '')}"
    if "configMapKeyRef" in source:
        ref = source["configMapKeyRef"]
        return f"# {one['name']} from configmap {ref.get('name', '')}, key {ref['key']}"
    if "secretKeyRef" in source:
        ref = source["secretKeyRef"]
        return f"# {one['name']} from secret {ref.get('name', '')}, key {ref['key']}"
    if "fieldRef" in source:
        return f"# {one['name']} from field path {source['fieldRef']['fieldPath']}"
    return f"# {one['name']} from resource field {source['resourceFieldRef'].get('resource', '')}"


def resources(session: Session) -> None:
    """Requests and limits: `--requests=cpu=100m,memory=64Mi`."""
    flags = session.flags
    if not flags("limits") and not flags("requests"):
        raise help_error(
            "kubectl set resources",
            "you must specify an update to requests or limits (in the form of --requests/--limits)",
        )
    asked = {field: _amounts(flags(field)) for field in ("limits", "requests") if flags(field)}

    def change(obj: Object, spec: Object) -> Object:
        return {**spec, "containers": [_sized(session, c, asked) for c in spec["containers"]]}

    _each(session, session.args, change, "resource requirements updated")


def _amounts(text: str) -> dict[str, str]:
    found = dict(part.partition("=")[::2] for part in text.split(","))
    if not all(found.values()):
        raise Failure(f"Invalid argument syntax {text}, expected <resource>=<value>")
    return found


def _sized(session: Session, container: Object, asked: dict[str, dict[str, str]]) -> Object:
    if not _picked(session, container["name"]):
        return container
    old = container.get("resources") or {}
    new = {**old, **{field: {**(old.get(field) or {}), **amounts} for field, amounts in asked.items()}}
    for field in asked:
        new[field] = {name: value for name, value in new[field].items() if value not in ("0", "")}
    return {**container, "resources": new}


def service_account(session: Session) -> None:
    """The service account of a pod template: the last word."""
    if len(session.args) < 2:
        raise help_error("kubectl set serviceaccount", "serviceaccount is required")
    *things, name = session.args

    def change(obj: Object, spec: Object) -> Object:
        return {**spec, "serviceAccountName": name, "serviceAccount": name}

    _each(session, things, change, "serviceaccount updated")
