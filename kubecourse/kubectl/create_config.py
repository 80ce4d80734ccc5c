"""`kubectl create configmap | secret | namespace | serviceaccount`.

Upstream: `kubectl/pkg/cmd/create/create_{configmap,secret}*.go`. Next: `create_policies.py`.
"""

from __future__ import annotations

from base64 import b64encode
from json import dumps

from ..engine.core.names import config_key
from ..engine.core.work import Object
from .cmd_create import one_name, send
from .failures import Failure
from .manifests import text_of
from .session import Session

__all__ = ["config_map", "namespace", "secret_generic", "secret_registry", "secret_tls", "service_account"]


def _data(session: Session) -> dict[str, str]:
    """What --from-literal, --from-file and --from-env-file say."""
    flags = session.flags
    data: dict[str, str] = {}
    for text in flags("from-file") or ():
        key, equals, path = text.partition("=")
        path = path if equals else text
        _put(data, key if equals else path.rpartition("/")[2], text_of(session, path))
    for text in flags("from-literal") or ():
        key, equals, value = text.partition("=")
        if not equals or not key:
            raise Failure(f"invalid literal source {text}, expected key=value")
        _put(data, key, _unquoted(value))
    for path in flags("from-env-file") or ():
        for line in text_of(session, path).splitlines():
            line = line.strip()
            if line and not line.startswith("#"):
                key, _, value = line.partition("=")
                _put(data, key, value)
    return data


def _unquoted(value: str) -> str:
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1]
    return value


def _put(data: dict[str, str], key: str, value: str) -> None:
    wrong = config_key(key)
    if wrong:
        raise Failure(f'"{key}" is not a valid key name for a ConfigMap: {"; ".join(wrong)}')
    if key in data:
        raise Failure(f'cannot add key "{key}", another key by that name already exists in Data for ConfigMap')
    data[key] = value


def config_map(session: Session) -> None:
    """A ConfigMap from literals and files."""
    name, data = one_name(session), _data(session)
    obj: Object = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}}
    if data:
        obj["data"] = data
    send(session, "ConfigMap", obj)


def _secret(session: Session, type: str, data: dict[str, str]) -> None:
    coded = {key: b64encode(value.encode()).decode() for key, value in data.items()}
    obj: Object = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": one_name(session)}}
    if coded:
        obj["data"] = coded
    if type:
        obj["type"] = type
    send(session, "Secret", obj)


def secret_generic(session: Session) -> None:
    """A Secret from literals and files."""
    one_name(session)
    _secret(session, session.flags("type") or "", _data(session))


def secret_tls(session: Session) -> None:
    """A Secret with a certificate and its key."""
    one_name(session)
    if not session.flags("key") or not session.flags("cert"):
        raise Failure("key and cert must be specified")
    cert, key = text_of(session, session.flags("cert")), text_of(session, session.flags("key"))
    _secret(session, "kubernetes.io/tls", {"tls.crt": cert, "tls.key": key})


def secret_registry(session: Session) -> None:
    """A Secret to pull images with."""
    one_name(session)
    flags = session.flags
    if flags("from-file"):
        _secret(
            session, "kubernetes.io/dockerconfigjson", {".dockerconfigjson": text_of(session, flags("from-file")[0])}
        )
        return
    if not flags("docker-username") or not flags("docker-password"):
        raise Failure(
            "either --from-file or the combination of --docker-username, --docker-password and --docker-server is required"
        )
    user, word = flags("docker-username"), flags("docker-password")
    entry = {"username": user, "password": word}
    if flags("docker-email"):
        entry["email"] = flags("docker-email")
    entry["auth"] = b64encode(f"{user}:{word}".encode()).decode()
    server = flags("docker-server") or "https://index.docker.io/v1/"
    text = dumps({"auths": {server: entry}}, separators=(",", ":"))
    _secret(session, "kubernetes.io/dockerconfigjson", {".dockerconfigjson": text})


def namespace(session: Session) -> None:
    """A Namespace."""
    send(
        session,
        "Namespace",
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": one_name(session)}, "spec": {}, "status": {}},
    )


def service_account(session: Session) -> None:
    """A ServiceAccount."""
    send(
        session,
        "ServiceAccount",
        {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": one_name(session)}},
    )
