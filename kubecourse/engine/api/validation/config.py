"""ConfigMaps, Secrets, ServiceAccounts, Namespaces.

Rules of `pkg/apis/core/validation`. Values of Secrets are base64 here and measured as what they stand for.
Next: `cluster.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names
from .causes import Causes, forbidden, immutable, invalid, invalid_all, required, too_long
from .meta import finalizer_name, object_meta, object_meta_update

__all__ = [
    "config_map", "config_map_update", "decoded", "namespace", "namespace_update", "secret", "secret_update",
    "service_account", "service_account_update",
]  # fmt: skip

Part = dict[str, Any]
MOST = 1024 * 1024
LOCKED = "field is immutable when `immutable` is set"
ACCOUNT = "kubernetes.io/service-account.name"
REDACTED = "<secret contents redacted>"


def decoded(text: str) -> bytes:
    """The bytes of a Secret's value; what is no base64 counts as nothing (it was refused before)."""
    import base64  # late: only Secrets and binary data need it

    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


def config_map(causes: Causes, obj: Part) -> None:
    """Keys are file names; a megabyte in all."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    data, binary = obj.get("data") or {}, obj.get("binaryData") or {}
    size = 0
    for key in sorted(data):
        invalid_all(causes, f"data[{key}]", key, names.config_key(key))
        if key in binary:
            invalid(causes, f"data[{key}]", key, "duplicate of key present in binaryData")
        size += len(data[key].encode())
    for key in sorted(binary):
        invalid_all(causes, f"binaryData[{key}]", key, names.config_key(key))
        size += len(decoded(binary[key]))
    if size > MOST:
        too_long(causes, "", MOST)


def config_map_update(causes: Causes, new: Part, old: Part) -> None:
    """An immutable one stays as it is."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _locked(causes, new, old, ("data", "binaryData"))
    config_map(causes, new)


def _locked(causes: Causes, new: Part, old: Part, keys: tuple[str, ...]) -> None:
    if not old.get("immutable"):
        return
    if not new.get("immutable"):
        forbidden(causes, "immutable", LOCKED)
    for key in keys:
        if (new.get(key) or {}) != (old.get(key) or {}):
            forbidden(causes, key, LOCKED)


def secret(causes: Causes, obj: Part) -> None:
    """Keys are file names; some types need certain keys."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    data = obj.get("data") or {}
    size = 0
    for key in sorted(data):
        invalid_all(causes, f"data[{key}]", key, names.config_key(key))
        size += len(decoded(data[key]))
    if size > MOST:
        too_long(causes, "data", MOST)
    _by_type(causes, obj, data)


def _by_type(causes: Causes, obj: Part, data: dict[str, str]) -> None:
    kind = obj.get("type", "Opaque")
    if kind == "kubernetes.io/service-account-token":
        if not (obj["metadata"].get("annotations") or {}).get(ACCOUNT):
            required(causes, f"metadata.annotations[{ACCOUNT}]")
    elif kind in ("kubernetes.io/dockercfg", "kubernetes.io/dockerconfigjson"):
        _docker(causes, data, f".{kind.rpartition('/')[2]}")
    elif kind == "kubernetes.io/basic-auth":
        if "username" not in data and "password" not in data:
            required(causes, "data[username]")
            required(causes, "data[password]")
    elif kind == "kubernetes.io/ssh-auth":
        if not data.get("ssh-privatekey"):
            required(causes, "data[ssh-privatekey]")
    elif kind == "kubernetes.io/tls":
        for key in ("tls.crt", "tls.key"):
            if key not in data:
                required(causes, f"data[{key}]")


def _docker(causes: Causes, data: dict[str, str], key: str) -> None:
    if key not in data:
        required(causes, f"data[{key}]")
        return
    problem = _json_problem(decoded(data[key]))
    if problem:
        invalid(causes, f"data[{key}]", REDACTED, problem)


def _json_problem(text: bytes) -> str:
    """What Go says of JSON that is no object; of the many ways to be broken only the two usual ones in its words."""
    import json  # late: only pull secrets need it

    try:
        found = json.loads(text)
    except ValueError:
        stripped = text.decode("utf-8", "replace").lstrip()
        if not stripped or stripped[0] in '{["':
            return "unexpected end of JSON input"
        return f"invalid character '{stripped[0]}' looking for beginning of value"
    if found is None or isinstance(found, dict):
        return ""
    kinds = {list: "array", str: "string", bool: "bool", int: "number", float: "number"}
    return f"json: cannot unmarshal {kinds[type(found)]} into Go value of type map[string]interface {{}}"


def secret_update(causes: Causes, new: Part, old: Part) -> None:
    """The type stays."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    immutable(causes, "type", new.get("type", "Opaque"), old.get("type", "Opaque"))
    _locked(causes, new, old, ("data",))
    secret(causes, new)


def service_account(causes: Causes, obj: Part) -> None:
    """Only its name can be wrong."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)


def service_account_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    service_account(causes, new)


def namespace(causes: Causes, obj: Part) -> None:
    """Its name is a label."""
    object_meta(causes, obj["metadata"], False, names.dns_label)
    for name in (obj.get("spec") or {}).get("finalizers") or ():
        invalid_all(causes, "spec.finalizers", name, names.qualified_name(name))
        finalizer_name(causes, name, "spec.finalizers")


def namespace_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    namespace(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
