"""Secrets of the type service-account-token: somebody makes one, and the token of the account is put into it.

Such a secret names its account in an annotation; where there is no such account (any more), the secret goes. Upstream:
pkg/controller/serviceaccount/tokens_controller.go. Left out: secrets that accounts list. Next: `rootca.py`.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from ..api.authorization.tokens import lasting
from ..core.work import DONE, Object, Wake, Watch, split_key

__all__ = ["TokenController"]

_TYPE = "kubernetes.io/service-account-token"
_NAME, _UID = "kubernetes.io/service-account.name", "kubernetes.io/service-account.uid"
_CA = "-----BEGIN CERTIFICATE-----\nkubecourse\n-----END CERTIFICATE-----\n"


class TokenController:
    """Fills one secret."""

    name = "token-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Secret", None, _is_token), Watch("ServiceAccount", _secrets_of, _gone, given="Secret"))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Put the token in, or remove the secret of an account that is not there."""
        namespace, name = split_key(key)
        secret = api.find("Secret", name, namespace)
        if secret is None or secret.get("type") != _TYPE or "deletionTimestamp" in secret["metadata"]:
            return DONE
        notes = secret["metadata"].get("annotations") or {}
        account = api.find("ServiceAccount", notes.get(_NAME, ""), namespace)
        if account is None or notes.get(_UID, account["metadata"]["uid"]) != account["metadata"]["uid"]:
            api.delete("Secret", name, namespace, uid=secret["metadata"]["uid"])
            return DONE
        data = dict(secret.get("data") or {})
        for field, value in (("ca.crt", _CA), ("namespace", namespace), ("token", "")):
            if not data.get(field):
                data[field] = b64encode((value or lasting(api.server, account, name)).encode()).decode()
        meta = {**secret["metadata"], "annotations": {**notes, _UID: account["metadata"]["uid"]}}
        api.change(secret, data=data, metadata=meta)
        return DONE


def _is_token(old: Object | None, new: Object | None) -> bool:
    return new is not None and new.get("type") == _TYPE


def _gone(old: Object | None, new: Object | None) -> bool:
    return old is None or new is None


def _secrets_of(api: Any, account: Object) -> Iterable[str]:
    meta = account["metadata"]
    for secret in api.list("Secret", meta["namespace"]):
        if (secret["metadata"].get("annotations") or {}).get(_NAME) == meta["name"] and secret.get("type") == _TYPE:
            yield f"{meta['namespace']}/{secret['metadata']['name']}"
