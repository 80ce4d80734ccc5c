"""`kubectl describe` of ConfigMaps, Secrets, Namespaces, quotas, limits and service accounts.

Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_policies.py`.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

from ..engine.core.work import Object
from .describe_words import events, head
from .session import Session

__all__ = ["config_map", "limits", "namespace", "quota", "secret", "service_account"]


def config_map(session: Session, obj: Object) -> list[str]:
    """A ConfigMap with all it holds."""
    lines = [*head(obj), "", "Data", "===="]
    for key in sorted(obj.get("data") or ()):
        lines += [f"{key}:", "----", *obj["data"][key].split("\n"), ""]
    lines += ["", "BinaryData", "===="]
    for key in sorted(obj.get("binaryData") or ()):
        lines += [f"{key}: {_size(obj['binaryData'][key])} bytes"]
    return [*lines, "", *events(session, obj)]


def _size(text: str) -> int:
    try:
        return len(b64decode(text))
    except (Error, ValueError):
        return len(text)


def secret(session: Session, obj: Object) -> list[str]:
    """A Secret: only how long each value is."""
    lines = [*head(obj), "", f"Type:\t{obj.get('type', '')}", "", "Data", "===="]
    for key in sorted(obj.get("data") or ()):
        value = obj["data"][key]
        if key == "token" and obj.get("type") == "kubernetes.io/service-account-token":
            lines.append(f"{key}:\t{b64decode(value).decode()}")
        else:
            lines.append(f"{key}:\t{_size(value)} bytes")
    return lines


def namespace(session: Session, obj: Object) -> list[str]:
    """A Namespace with its quotas and limits."""
    name = obj["metadata"]["name"]
    lines = [*head(obj, space=False), f"Status:\t{(obj.get('status') or {}).get('phase', '')}"]
    quotas = session.api.list("ResourceQuota", name)
    if quotas:
        lines += ["", "Resource Quotas"]
        for one in quotas:
            lines += [f"  Name:\t{one['metadata']['name']}", *_scopes(one, "  "), *_amounts(one, "  ", "---")]
    else:
        lines += ["", "No resource quota."]
    ranges = session.api.list("LimitRange", name)
    if not ranges:
        return [*lines, "", "No LimitRange resource."]
    lines += ["", "Resource Limits", f" {_LIMIT_HEADS}", f" {_dashes(_LIMIT_HEADS)}"]
    return [*lines, *(f" {row}" for one in ranges for row in _limit_rows(one))]


def _scopes(obj: Object, indent: str) -> list[str]:
    found = sorted(obj["spec"].get("scopes") or ())
    return [f"{indent}Scopes:\t{', '.join(found)}"] if found else []


def _amounts(obj: Object, indent: str, short: str) -> list[str]:
    status = obj.get("status") or {}
    hard, used = status.get("hard") or {}, status.get("used") or {}
    lines = [f"{indent}Resource\tUsed\tHard", f"{indent}--------\t{short}\t{short}"]
    return [*lines, *(f"{indent}{name}\t{used.get(name, '0')}\t{hard[name]}" for name in sorted(hard))]


def quota(session: Session, obj: Object) -> list[str]:
    """A ResourceQuota: used and hard."""
    meta = obj["metadata"]
    return [f"Name:\t{meta['name']}", f"Namespace:\t{meta['namespace']}", *_scopes(obj, ""), *_amounts(obj, "", "----")]


_LIMIT_HEADS = "Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio"


def _dashes(heads: str) -> str:
    return "\t".join("-" * len(word) for word in heads.split("\t"))


def limits(session: Session, obj: Object) -> list[str]:
    """A LimitRange."""
    meta = obj["metadata"]
    return [
        f"Name:\t{meta['name']}",
        f"Namespace:\t{meta['namespace']}",
        _LIMIT_HEADS,
        _dashes(_LIMIT_HEADS),
        *_limit_rows(obj),
    ]


def _limit_rows(obj: Object) -> list[str]:
    rows = []
    fields = ("min", "max", "defaultRequest", "default", "maxLimitRequestRatio")
    for one in obj["spec"].get("limits") or ():
        names = sorted({name for field in fields for name in one.get(field) or ()})
        for name in names:
            cells = [str((one.get(field) or {}).get(name, "-")) for field in fields]
            rows.append("\t".join([one["type"], name, *cells]))
    return rows


def service_account(session: Session, obj: Object) -> list[str]:
    """A ServiceAccount."""
    lines = head(obj)
    for title, field in (("Image pull secrets", "imagePullSecrets"), ("Mountable secrets", "secrets")):
        names = sorted(ref.get("name", "") for ref in obj.get(field) or ()) or ["<none>"]
        lines += [f"{title}:\t{names[0]}", *(f"\t{name}" for name in names[1:])]
    return [*lines, "Tokens:\t<none>", *events(session, obj)]
