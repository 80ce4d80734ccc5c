"""Tokens of service accounts: made on request, read back by TokenReview.

A token looks like a JSON Web Token and says what a real one says; its signature is a digest that only this cluster's
seed gives, so that no other cluster's token is taken. The same requests in the same order give the same tokens.
Upstream: pkg/registry/core/serviceaccount/storage/token.go, pkg/serviceaccount/claims.go. Next: `reviews.py`.
"""

from __future__ import annotations

from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from hashlib import blake2b
from json import dumps, loads
from typing import Any

from ...core.clock import stamp
from ...core.work import Object
from ..errors import Cause, bad_request, invalid
from .rbac import User, user_of

__all__ = ["AUDIENCE", "issue", "lasting", "read"]

AUDIENCE = "https://kubernetes.default.svc.cluster.local"
_BAD = "invalid bearer token"
#: who signs the tokens that are kept in secrets, and how their claims begin
_LEGACY, _CLAIM = "kubernetes/serviceaccount", "kubernetes.io/serviceaccount"


def issue(server: Any, account: Object, spec: Object) -> Object:
    """The answered TokenRequest for a ServiceAccount. `spec`: audiences, expirationSeconds, boundObjectRef."""
    seconds = spec.get("expirationSeconds") or 3600
    wrong = ""
    if seconds < 600:
        wrong = "may not specify a duration less than 10 minutes"
    elif seconds > 1 << 32:
        wrong = "may not specify a duration larger than 2^32 seconds"
    if wrong:
        cause = Cause("spec.expirationSeconds", "FieldValueInvalid", f"Invalid value: {seconds}: {wrong}")
        raise invalid("authentication.k8s.io", "TokenRequest", "", [cause])
    meta, now = account["metadata"], server.clock.now // 1000
    audiences = list(spec.get("audiences") or (AUDIENCE,))
    about: Object = {"namespace": meta["namespace"], "serviceaccount": _named(account)}
    about |= _bound_to(server, meta["namespace"], spec.get("boundObjectRef"))
    claims = {
        "aud": audiences, "exp": now + seconds, "iat": now, "iss": AUDIENCE,
        "jti": f"{server.chance.below(1 << 128, 'tokens'):032x}", "kubernetes.io": about, "nbf": now,
        "sub": f"system:serviceaccount:{meta['namespace']}:{meta['name']}",
    }  # fmt: skip
    spec = {"audiences": audiences, "expirationSeconds": seconds, "boundObjectRef": spec.get("boundObjectRef")}
    return {
        "kind": "TokenRequest",
        "apiVersion": "authentication.k8s.io/v1",
        "metadata": {"name": meta["name"], "namespace": meta["namespace"], "creationTimestamp": stamp(now * 1000)},
        "spec": spec,
        "status": {"token": _signed(server, claims), "expirationTimestamp": stamp((now + seconds) * 1000)},
    }


def lasting(server: Any, account: Object, secret: str) -> str:
    """The token of a secret: it has no end but that of its account and of the secret."""
    meta = account["metadata"]
    claims = {
        "iss": _LEGACY, f"{_CLAIM}/namespace": meta["namespace"], f"{_CLAIM}/secret.name": secret,
        f"{_CLAIM}/service-account.name": meta["name"], f"{_CLAIM}/service-account.uid": meta["uid"],
        "sub": f"system:serviceaccount:{meta['namespace']}:{meta['name']}",
    }  # fmt: skip
    return _signed(server, claims)


def _named(obj: Object) -> Object:
    return {"name": obj["metadata"]["name"], "uid": obj["metadata"]["uid"]}


def _bound_to(server: Any, namespace: str, ref: Object | None) -> Object:
    """The claim for the object that a token lives and dies with."""
    if not ref:
        return {}
    kind, name = ref.get("kind", ""), ref.get("name", "")
    if kind not in ("Pod", "Secret", "Node"):
        raise bad_request(
            f"cannot bind token for serviceaccount to object of type {ref.get('apiVersion')}, Kind={kind}"
        )
    row = server.kind(kind)
    return {kind.lower(): _named(server.stored(row, name, namespace if row.namespaced else ""))}


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _signed(server: Any, claims: Object) -> str:
    head = {"alg": "RS256", "kid": _encode(blake2b(f"{server.chance.seed}/key".encode(), digest_size=32).digest())}
    text = ".".join(_encode(dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{text}.{_signature(server, text)}"


def _signature(server: Any, text: str) -> str:
    key = f"{server.chance.seed}/tokens".encode()
    return _encode(b"".join(blake2b(text.encode(), key=key, salt=bytes([n])).digest() for n in range(4)))


def read(server: Any, text: str, audiences: tuple[str, ...] = ()) -> tuple[User, tuple[str, ...]]:
    """Who a token stands for, and for which audiences. Raises ValueError in the words of the server."""
    claims = _claims(server, text)
    if claims["iss"] == _LEGACY:
        return _kept(server, text, claims), (AUDIENCE,)
    if claims["exp"] * 1000 <= server.clock.now:
        raise ValueError(f"[{_BAD}, service account token has expired]")
    good = tuple(one for one in claims["aud"] if one in (audiences or (AUDIENCE,)))
    if not good:
        raise ValueError(f"[{_BAD}, token audiences {_go(claims['aud'])} is invalid for the target audiences {_go(audiences or (AUDIENCE,))}]")  # fmt: skip
    about = claims["kubernetes.io"]
    space, account = about["namespace"], about["serviceaccount"]
    for kind, ref in (("ServiceAccount", account), ("Pod", about.get("pod")), ("Secret", about.get("secret"))):
        found = server.storage.find(kind, f"{space}/{ref['name']}") if ref else None
        if ref and (found is None or found["metadata"]["uid"] != ref["uid"]):
            what = "service account" if kind == "ServiceAccount" else kind.lower()
            raise ValueError(f"[{_BAD}, {what} {space}/{ref['name']} has been deleted]")
    user = user_of(claims["sub"], uid=account["uid"])
    extra = [("authentication.kubernetes.io/credential-id", (f"JTI={claims['jti']}",))]
    if "pod" in about:
        extra += [(f"authentication.kubernetes.io/pod-{field}", (about["pod"][field],)) for field in ("name", "uid")]
    return user._replace(extra=tuple(extra)), good


def _kept(server: Any, text: str, claims: Object) -> User:
    """Who the token of a secret stands for. Raises ValueError."""
    space, uid = claims[f"{_CLAIM}/namespace"], claims[f"{_CLAIM}/service-account.uid"]
    secret = server.storage.find("Secret", f"{space}/{claims[f'{_CLAIM}/secret.name']}")
    if secret is None or b64decode((secret.get("data") or {}).get("token", "")).decode("utf-8", "replace") != text:
        raise ValueError(f"[{_BAD}, Token has been invalidated]")
    account = server.storage.find("ServiceAccount", f"{space}/{claims[f'{_CLAIM}/service-account.name']}")
    if account is None or account["metadata"]["uid"] != uid:
        raise ValueError(f"[{_BAD}, ServiceAccount UID ({uid}) does not match]")
    return user_of(claims["sub"], uid=uid)


def _claims(server: Any, text: str) -> Object:
    body, _, signature = text.rpartition(".")
    parts = body.split(".")
    if len(parts) != 2 or signature != _signature(server, body):
        raise ValueError(_BAD)
    claims: Object = loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    return claims


def _go(words: Any) -> str:
    return "[" + " ".join(f'"{word}"' for word in words) + "]"
