"""ServiceAccount: every pod runs as somebody, and finds a token for it.

Upstream: plugin/pkg/admission/serviceaccount/admission.go.
"""

from __future__ import annotations

import json
from typing import Any

from .request import Plugin, Request, deny

__all__ = ["PLUGIN"]

Object = dict[str, Any]
_PREFIX = "kube-api-access-"
_PATH = "/var/run/secrets/kubernetes.io/serviceaccount"
#: an hour, and the seven seconds that let a kubelet tell such tokens from others
_SECONDS = 3607
_MIRROR = "kubernetes.io/config.mirror"


def _mutate(request: Request) -> None:
    pod = request.obj
    if pod is None or request.subresource or request.verb != "CREATE":
        return
    if _MIRROR in (pod["metadata"].get("annotations") or {}):
        return
    spec = pod["spec"]
    name = spec.get("serviceAccountName") or "default"
    spec["serviceAccountName"] = spec["serviceAccount"] = name
    account = request.api.find("ServiceAccount", name, request.namespace)
    if account is None:
        where = f"{request.namespace}/{name}"
        raise deny(request, f'error looking up service account {where}: serviceaccount "{name}" not found')
    if _mounts(spec, account):
        _mount(request, spec)
    if not spec.get("imagePullSecrets") and account.get("imagePullSecrets"):
        spec["imagePullSecrets"] = [dict(secret) for secret in account["imagePullSecrets"]]


def _mounts(spec: Object, account: Object) -> bool:
    for holder in (spec, account):
        if holder.get("automountServiceAccountToken") is not None:
            return bool(holder["automountServiceAccountToken"])
    return True


def _mount(request: Request, spec: Object) -> None:
    volume = next((v["name"] for v in spec.get("volumes") or () if v.get("name", "").startswith(_PREFIX)), "")
    name = volume or _PREFIX + _suffix(request, spec)
    needed = False
    for field in ("initContainers", "containers"):
        for container in spec.get(field) or ():
            mounts = container.get("volumeMounts") or []
            if not any(mount.get("mountPath") == _PATH for mount in mounts):
                container["volumeMounts"] = [*mounts, {"name": name, "readOnly": True, "mountPath": _PATH}]
                needed = True
    if needed and not volume:
        spec["volumes"] = [*(spec.get("volumes") or ()), _token_volume(name)]


def _suffix(request: Request, spec: Object) -> str:
    """Pods of one template are admitted once and share their spec: whoever admits it again must find the same name."""
    chance = request.api.chance
    if request.obj is None or not request.obj["metadata"].get("ownerReferences"):
        return str(chance.suffix("volumes"))
    return str(chance.suffix_of(json.dumps(spec, sort_keys=True), "volumes"))


def _token_volume(name: str) -> Object:
    namespace = {"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}
    authority = {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}
    sources = [
        {"serviceAccountToken": {"expirationSeconds": _SECONDS, "path": "token"}},
        {"configMap": authority},
        {"downwardAPI": {"items": [namespace]}},
    ]
    return {"name": name, "projected": {"sources": sources, "defaultMode": 0o644}}


PLUGIN = Plugin("ServiceAccount", ("CREATE",), ("Pod",), _mutate)
