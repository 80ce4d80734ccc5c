"""`kubectl config`: the contexts of this notebook and the namespace of each.

There is one cluster and one user; contexts can be added, renamed and deleted, and each keeps its namespace. They live in
`cluster._kubectl_config`, a plain dict that is replaced, never changed. Upstream: `kubectl/pkg/cmd/config`. Next: `cmd_diff.py`.
"""

from __future__ import annotations

from typing import Any

from .columns import table
from .failures import Failure, help_error
from .session import CLUSTER, USER, Session, contexts_of
from .yamltext import json_text, yaml_text

__all__ = [
    "assign",
    "clusters",
    "contexts",
    "current",
    "delete_context",
    "rename_context",
    "set_context",
    "unset",
    "use_context",
    "users",
    "view",
]

_Entries = dict[str, dict[str, str]]


def _read(session: Session) -> tuple[str, _Entries]:
    """The current context, and all of them by name."""
    return contexts_of(session.cluster)


def _keep(session: Session, now: str, entries: _Entries) -> None:
    session.cluster._kubectl_config = {"current": now, "contexts": entries}


def view(session: Session) -> None:
    """The kubeconfig, without its secrets."""
    now, entries = _read(session)
    if session.flags("minify"):
        entries = {now: entries[now]}
    hidden = "DATA+OMITTED"
    body: dict[str, Any] = {
        "apiVersion": "v1",
        "clusters": [
            {"cluster": {"certificate-authority-data": hidden, "server": "https://192.168.0.10:6443"}, "name": CLUSTER}
        ],
        "contexts": [{"context": dict(entries[name]), "name": name} for name in sorted(entries)],
        "current-context": now,
        "kind": "Config",
        "users": [{"name": USER, "user": {"client-certificate-data": hidden, "client-key-data": hidden}}],
    }
    form = session.flags("output") or "yaml"
    if form not in ("yaml", "json"):
        from .output import formatted

        session.out.append(formatted(session, form, None, body))
        return
    session.out.append(json_text(body) if form == "json" else yaml_text(body))


def current(session: Session) -> None:
    """The name of the context."""
    now, entries = _read(session)
    if now not in entries:
        raise Failure("current-context is not set")
    session.say(now)


def contexts(session: Session) -> None:
    """All contexts, or those that are named."""
    now, entries = _read(session)
    form = session.flags("output")
    if form not in (None, "", "name"):
        raise Failure(f"output must be one of '' or 'name': {form}")
    missing = [name for name in session.args if name not in entries]
    names = [name for name in session.args or sorted(entries) if name in entries]
    if form == "name":
        session.out += [f"{name}\n" for name in names]
    else:
        rows = [] if session.flags("no-headers") else [["CURRENT", "NAME", "CLUSTER", "AUTHINFO", "NAMESPACE"]]
        for name in names:
            row = entries[name]
            rows.append(
                ["*" if name == now else "", name, *(row.get(key, "") for key in ("cluster", "user", "namespace"))]
            )
        session.out.append(table(rows))
    if missing:
        raise Failure(f"context {missing[0]} not found")


def clusters(session: Session) -> None:
    """The one cluster there is."""
    session.say(f"NAME\n{CLUSTER}")


def users(session: Session) -> None:
    """The one user there is."""
    session.say(f"NAME\n{USER}")


def set_context(session: Session) -> None:
    """Add a context or change one: its namespace is used when none is given."""
    now, entries = _read(session)
    name = now if session.flags("current") else session.args[0] if len(session.args) == 1 else ""
    if session.flags("current") and session.args:
        raise Failure("you cannot specify both a context name and --current")
    if not name:
        raise help_error(session.path, f"Unexpected args: [{' '.join(session.args)}]")
    given = {key: session.flags(key) for key in ("cluster", "user", "namespace") if session.flags(key)}
    _keep(session, now, {**entries, name: {**entries.get(name, {}), **given}})
    session.say(f'Context "{name}" {"modified" if name in entries else "created"}.')


def use_context(session: Session) -> None:
    """Go on in another context."""
    _, entries = _read(session)
    name = _one(session)
    if name not in entries:
        raise Failure(f'no context exists with the name: "{name}"')
    _keep(session, name, entries)
    session.say(f'Switched to context "{name}".')


def _one(session: Session) -> str:
    if len(session.args) != 1:
        raise help_error(session.path, f"Unexpected args: [{' '.join(session.args)}]")
    return session.args[0]


def rename_context(session: Session) -> None:
    """Another name for a context."""
    now, entries = _read(session)
    if len(session.args) != 2:
        raise help_error(session.path, f"Unexpected args: [{' '.join(session.args)}]")
    old, new = session.args
    if old not in entries:
        raise Failure(f'cannot rename the context "{old}", it\'s not in {_FILE}')
    if new in entries:
        raise Failure(f'cannot rename the context "{old}", the context "{new}" already exists in {_FILE}')
    renamed = {new if name == old else name: row for name, row in entries.items()}
    _keep(session, new if now == old else now, renamed)
    session.say(f'Context "{old}" renamed to "{new}".')


#: what kubectl calls the file; there is none here
_FILE = "kubeconfig"


def delete_context(session: Session) -> None:
    """Take a context away; the current one too, with a warning."""
    now, entries = _read(session)
    name = _one(session)
    if name not in entries:
        raise Failure(f"cannot delete context {name}, not in {_FILE}")
    if name == now:
        session.note(
            'warning: this removed your active context, use "kubectl config use-context" to select a different one'
        )
    _keep(session, now, {key: row for key, row in entries.items() if key != name})
    session.say(f"deleted context {name} from {_FILE}")


def assign(session: Session) -> None:
    """`config set contexts.NAME.namespace VALUE` and `config set current-context NAME`."""
    if len(session.args) != 2:
        raise help_error(session.path, f"Unexpected args: [{' '.join(session.args)}]")
    _property(session, session.args[0], session.args[1])
    session.say(f'Property "{session.args[0]}" set.')


def unset(session: Session) -> None:
    """`config unset contexts.NAME.namespace`."""
    _property(session, _one(session), "")
    session.say(f'Property "{session.args[0]}" unset.')


def _property(session: Session, path: str, value: str) -> None:
    now, entries = _read(session)
    if path == "current-context":
        _keep(session, value, entries)
        return
    head, _, rest = path.partition(".")
    name, _, field = rest.rpartition(".")
    if head != "contexts" or name not in entries or field not in ("namespace", "user", "cluster"):
        raise Failure(f"only current-context and contexts.NAME.namespace can be changed here, not {path}")
    row = {**entries[name], field: value} if value else {k: v for k, v in entries[name].items() if k != field}
    _keep(session, now, {**entries, name: row})
