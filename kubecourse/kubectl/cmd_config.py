"""`kubectl config`: one context, whose namespace can be set.

Upstream: `kubectl/pkg/cmd/config`. Next: `cmd_diff.py`.
"""

from __future__ import annotations

from .columns import table
from .failures import Failure
from .session import Session, preferred
from .yamltext import json_text, yaml_text

__all__ = ["contexts", "current", "set_context", "use_context", "view"]

_CONTEXT, _USER, _CLUSTER = "kubernetes-admin@kubernetes", "kubernetes-admin", "kubernetes"


def view(session: Session) -> None:
    """The kubeconfig, without its secrets."""
    space = preferred(session.cluster)
    context = {"cluster": _CLUSTER, "user": _USER, **({"namespace": space} if space != "default" else {})}
    body = {
        "apiVersion": "v1",
        "clusters": [
            {
                "cluster": {"certificate-authority-data": "DATA+OMITTED", "server": "https://192.168.0.10:6443"},
                "name": _CLUSTER,
            }
        ],
        "contexts": [{"context": context, "name": _CONTEXT}],
        "current-context": _CONTEXT,
        "kind": "Config",
        "users": [
            {"name": _USER, "user": {"client-certificate-data": "DATA+OMITTED", "client-key-data": "DATA+OMITTED"}}
        ],
    }
    form = session.flags("output") or "yaml"
    if form.startswith("jsonpath"):
        from .output import formatted

        session.out.append(formatted(session, form, None, body))
        return
    session.out.append(json_text(body) if form == "json" else yaml_text(body))


def current(session: Session) -> None:
    """The name of the context."""
    session.say(_CONTEXT)


def contexts(session: Session) -> None:
    """The one context there is."""
    if session.flags("output") == "name":
        session.say(_CONTEXT)
        return
    space = preferred(session.cluster)
    rows = [] if session.flags("no-headers") else [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]]
    rows.append(["*", _CONTEXT, _CLUSTER, _USER, space if space != "default" else ""])
    session.out.append(table(rows))


def set_context(session: Session) -> None:
    """Set the namespace that is used when none is given."""
    if not session.flags("current") and session.args != [_CONTEXT]:
        raise Failure(
            f'only the context "{_CONTEXT}" exists in this notebook'
            if session.args
            else "Unexpected args: []\nyou must specify a non-empty context name or --current"
        )
    if session.chosen:
        session.cluster._kubectl_namespace = session.chosen
    session.say(f'Context "{_CONTEXT}" modified.')


def use_context(session: Session) -> None:
    """There is one context."""
    if session.args != [_CONTEXT]:
        raise Failure(f'no context exists with the name: "{" ".join(session.args)}"')
    session.say(f'Switched to context "{_CONTEXT}".')
