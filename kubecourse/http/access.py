"""Who may come in: the token and the kubeconfig of a server, and the person behind a request.

The administrator's token is drawn anew for each server, from the operating system; tokens of service accounts are those
that the cluster itself has issued. The kubeconfig is readable for its owner alone. Next: `guard.py`.
"""

from __future__ import annotations

import os
import secrets
from base64 import b64encode
from collections.abc import Mapping
from hmac import compare_digest
from pathlib import Path
from typing import Any

import yaml

from ..engine.api.authorization import tokens
from ..engine.api.errors import ApiError
from ..engine.door import Door

__all__ = ["Access", "kubeconfig", "write_private"]

_PUBLIC = ("/healthz", "/livez", "/readyz", "/version")


def kubeconfig(url: str, authority: bytes, token: str) -> str:
    """A kubeconfig for one cluster, as YAML."""
    name = "kubecourse"
    text: str = yaml.safe_dump({
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": {"server": url, "certificate-authority-data": b64encode(authority).decode()}}],
        "users": [{"name": name, "user": {"token": token}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name, "namespace": "default"}}],
        "current-context": name,
    })  # fmt: skip
    return text


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody else may read, not even for a moment."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)


class Access:
    """Tokens in, doors out."""

    def __init__(self, cluster: Any, token: str | None = None) -> None:
        self._cluster = cluster
        self.token = token or secrets.token_urlsafe(32)

    def door(self, headers: Mapping[str, str], path: str) -> Door:
        """The api handle of whoever asks. Raises ApiError Unauthorized or Forbidden."""
        door = self._who(headers.get("Authorization", ""), path)
        wanted = headers.get("Impersonate-User")
        return door if not wanted else self._instead(door, wanted, headers)

    def _who(self, header: str, path: str) -> Door:
        api: Door = self._cluster.api
        scheme, _, text = header.partition(" ")
        text = text.strip()
        if scheme.lower() == "bearer" and text:
            if compare_digest(text.encode(), self.token.encode()):
                return api
            try:
                user, _ = tokens.read(api.server, text)
            except (ValueError, KeyError, TypeError):
                raise _unauthorized() from None
            return api.acting_as(user.name, user.groups, user.uid)
        if path.startswith(_PUBLIC):
            return api.acting_as("system:anonymous", ("system:unauthenticated",))
        raise _unauthorized()

    def _instead(self, door: Door, wanted: str, headers: Mapping[str, str]) -> Door:
        """Impersonation (`kubectl --as`): for those who may."""
        get_all = getattr(headers, "get_list", None)
        groups = list(get_all("Impersonate-Group")) if get_all else []
        asked = [("users", wanted), *(("groups", group) for group in groups)]
        may = getattr(door, "may_impersonate", None)
        for resource, name in asked:
            if door is not self._cluster.api and not (may and may(resource, name)):
                raise ApiError(
                    "Forbidden",
                    f'{resource} "{name}" is forbidden: User "{door.user}" cannot impersonate resource "{resource}" '
                    'in API group "" at the cluster scope',
                    details={"name": name, "kind": resource},
                )
        return self._cluster.api.acting_as(wanted, tuple(groups), headers.get("Impersonate-Uid", ""))  # type: ignore[no-any-return]


def _unauthorized() -> ApiError:
    return ApiError("Unauthorized", "Unauthorized")
