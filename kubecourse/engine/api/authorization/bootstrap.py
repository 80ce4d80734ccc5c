"""The default roles and bindings, put into a new cluster.

They are stored before anything else happens and without a line in the log: a cluster's life begins with them. Their
objects are made once a start time and shared by all clusters, as stored objects never change. Next: `person.py`
in `engine/`, who is asked for them.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

from ...core.work import Object, name_key
from ..storage import Storage
from .aggregation import aggregated
from .default_controllers import CONTROLLERS
from .default_roles import BINDINGS, ROLES
from .rbac import Rule

__all__ = ["install"]

_API = "rbac.authorization.k8s.io/v1"
_GROUP = "rbac.authorization.k8s.io"
_READ, _WRITE = "get list watch", "create delete deletecollection patch update"
_EVENTS: Rule = {"apiGroups": ["", "events.k8s.io"], "resources": ["events"], "verbs": ["create", "patch", "update"]}


def install(storage: Storage, time: str) -> None:
    """Put the default roles and bindings into an empty storage; `time` is their creation time, RFC 3339."""
    for obj in _objects(time):
        storage.tables.setdefault(obj["kind"], {})[name_key(obj)] = obj


@lru_cache(maxsize=16)
def _objects(time: str) -> tuple[Object, ...]:
    roles = _roles(ROLES, time, "") + _roles(CONTROLLERS, time, "system:controller:")
    # twice: what `edit` collects is collected by `admin`
    for _ in range(3):
        roles = [aggregated(role, roles) if role.get("aggregationRule") else role for role in roles]
    bindings = [_binding(line.split(), time) for line in BINDINGS.split("\n") if line]
    for line in CONTROLLERS.split("\n"):
        if line and line[0] != " ":
            bindings.append(_binding([f"system:controller:{line}", f"s:{line}"], time))
    return (*roles, *bindings)


def _meta(kind: str, name: str, space: str, labels: dict[str, str], time: str, kubeadm: bool) -> Object:
    text = blake2b(f"{kind}/{space}/{name}".encode(), digest_size=16).hexdigest()
    meta: Object = {
        "name": name,
        "uid": f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}",
        "resourceVersion": "1",
        "creationTimestamp": time,
    }
    if not kubeadm:
        meta["labels"] = {"kubernetes.io/bootstrapping": "rbac-defaults", **labels}
        meta["annotations"] = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
    return {**meta, "namespace": space} if space else meta


def _roles(text: str, time: str, prefix: str) -> list[Object]:
    roles: list[Object] = []
    for line in text.split("\n"):
        words = line.split()
        if not words:
            continue
        if line[0] == " ":
            roles[-1]["rules"].append(_rule(words))
            continue
        space = next((word[1:] for word in words if word[0] == "@"), "")
        labels = {f"{_GROUP}/aggregate-to-{word[1:]}": "true" for word in words if word[0] == ">"}
        kind = "Role" if space else "ClusterRole"
        role: Object = {
            "apiVersion": _API,
            "kind": kind,
            "metadata": _meta(kind, prefix + words[0], space, labels, time, "kubeadm" in words[1:]),
            "rules": [],
        }
        collects = [word[1:] for word in words if word[0] == "<"]
        if collects:
            wanted = [{"matchLabels": {f"{_GROUP}/aggregate-to-{word}": "true"}} for word in collects]
            role["aggregationRule"] = {"clusterRoleSelectors": wanted}
        roles.append(role)
    return roles


def _rule(words: list[str]) -> Rule:
    if words == ["E"]:
        return _EVENTS
    verbs = sorted(" ".join({"R": _READ, "W": _WRITE}.get(word, word) for word in words[0].split(",")).split())
    if len(words) == 2:
        return {"nonResourceURLs": words[1].split(","), "verbs": verbs}
    rule: Rule = {"apiGroups": ["" if group == "-" else group for group in words[1].split(",")]}
    if len(words) == 4:
        rule["resourceNames"] = words[3][1:].split(",")
    return {**rule, "resources": words[2].split(","), "verbs": verbs}


def _binding(words: list[str], time: str) -> Object:
    name, _, role = words[0].partition("=")
    space = next((word[1:] for word in words if word[0] == "@"), "")
    kind = "RoleBinding" if space else "ClusterRoleBinding"
    ref = {"apiGroup": _GROUP, "kind": "Role" if space else "ClusterRole", "name": role or name}
    binding: Object = {
        "apiVersion": _API,
        "kind": kind,
        "metadata": _meta(kind, name, space, {}, time, "kubeadm" in words[1:]),
        "roleRef": ref,
    }
    subjects = [_subject(word) for word in words[1:] if word[1:2] == ":"]
    return {**binding, "subjects": subjects} if subjects else binding


def _subject(word: str) -> Object:
    name = word[2:]
    if word[0] == "s":
        return {"kind": "ServiceAccount", "name": name, "namespace": "kube-system"}
    return {"kind": "Group" if word[0] == "g" else "User", "name": name, "apiGroup": _GROUP}
