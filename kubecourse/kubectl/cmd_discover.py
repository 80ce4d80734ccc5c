"""`kubectl explain | api-resources | api-versions | version | cluster-info | help`: what there is.

Upstream: `kubectl/pkg/cmd/{explain,apiresources,version,clusterinfo}`. Next: `cmd_auth.py`.
"""

from __future__ import annotations

from textwrap import wrap

from ..engine.api import schema
from ..engine.api.kinds import Kind
from ..explain.fields import words
from . import explain_custom
from .columns import table
from .commands import COMMANDS, Command, group
from .failures import Failure, help_error, usage
from .session import Session
from .yamltext import json_text, yaml_text

__all__ = [
    "about",
    "api_resources",
    "api_versions",
    "cluster_info",
    "explain",
    "group_help",
    "help_text",
    "options",
    "version",
]

CLIENT, SERVER, KUSTOMIZE = "v1.37.1", "v1.36.2", "v5.8.1"


def explain(session: Session) -> None:
    """The fields of a kind, or of a field, with the course's words for them in the reader's language."""
    if not session.args:
        raise help_error(
            "kubectl explain",
            'You must specify the type of resource to explain. Use "kubectl api-resources" for a '
            "complete list of supported resources.",
        )
    if len(session.args) > 1:
        raise help_error("kubectl explain", "We accept only this format: explain RESOURCE")
    word, _, path = session.args[0].rstrip(".").partition(".")
    kind = session.registry.find(word)
    while kind is not None and path and session.registry.find(f"{word}.{path}"):
        kind, path = session.registry.find(f"{word}.{path}"), ""
    if kind is None:
        raise Failure(f'the server doesn\'t have a resource type "{word}"', bare=True)
    head = ([f"GROUP:      {kind.group}"] if kind.group else []) + [
        f"KIND:       {kind.name}",
        f"VERSION:    {kind.version}",
        "",
    ]
    session.out.append("\n".join(head) + "\n")
    book = _Book(session, kind)
    try:
        facts = book.facts(path)
    except KeyError as error:
        raise Failure(f'field "{error.args[0]}" does not exist') from None
    lines = [f"FIELD: {facts.name} <{facts.type}>", "", ""] if path else []
    told = book.told(path)
    lines += ["DESCRIPTION:", *_wrapped(told), "    "] if told else ["DESCRIPTION:", "    <empty>"]
    if facts.fields:
        lines.append("FIELDS:")
        lines += _below(book, path, 1, bool(session.flags("recursive")), frozenset())
    while lines and not lines[-1]:
        lines.pop()
    session.out.append("\n".join([*lines, ""]) if lines else "")


def _wrapped(text: str) -> list[str]:
    """The course's own words about a field, as wide as kubectl writes."""
    return wrap(text, 80, initial_indent="    ", subsequent_indent="    ", break_long_words=False)


class _Book:
    """What there is to say of a kind: from the built-in schema, or from the definition of a custom kind."""

    def __init__(self, session: Session, kind: Kind) -> None:
        self.kind = kind
        self.custom = explain_custom.schema_of(session.api, kind)

    def facts(self, path: str) -> schema.Explained:
        """Type and fields; KeyError for a field that does not exist."""
        return schema.explain(self.kind, path) if self.custom is None else explain_custom.facts(self.custom, path)

    def told(self, path: str) -> str:
        """What it means, "" if nobody says."""
        if self.custom is None:
            return words(self.kind, path.split(".") if path else ())
        return explain_custom.told(self.custom, path)


def _below(book: _Book, path: str, depth: int, deep: bool, seen: frozenset[str]) -> list[str]:
    lines = []
    for name, type, required in book.facts(path).fields:
        below = f"{path}.{name}" if path else name
        lines.append(f"{'  ' * depth}{name}\t<{type}>{' -required-' if required else ''}")
        if not deep:
            lines += [*(_wrapped(book.told(below)) or ["    <no description>"]), ""]
        bare = type.replace("[]", "").replace("map[string]", "")
        # a custom kind's objects have no names of their own, and cannot hold themselves
        if deep and bare[:1].isupper() and bare not in seen:
            lines += _below(book, below, depth + 1, deep, seen if bare == "Object" else seen | {bare})
    return lines


def api_resources(session: Session) -> None:
    """Every kind, with its names."""
    flags = session.flags
    kinds = [*session.registry, *(kind for kind in session.registry.taught() if not kind.hub)]
    if "namespaced" in flags:
        kinds = [kind for kind in kinds if kind.namespaced is flags("namespaced")]
    if "api-group" in flags:
        kinds = [kind for kind in kinds if kind.group == flags("api-group")]
    if flags("categories"):
        kinds = [kind for kind in kinds if set(flags("categories")) <= set(kind.categories)]
    if flags("verbs"):
        kinds = [kind for kind in kinds if set(flags("verbs")) <= set(_verbs(kind))]
    if flags("sort-by"):
        key = {"name": lambda kind: kind.plural, "kind": lambda kind: kind.name}.get(flags("sort-by"))
        if key is None:
            raise Failure("--sort-by accepts only name or kind")
        kinds = sorted(kinds, key=key)
    form = flags("output") or ""
    if form not in ("", "wide", "name"):
        raise Failure(f"--output {form} is not available")
    if form == "name":
        session.out += [f"{kind.resource}\n" for kind in kinds]
        return
    wide = form == "wide"
    rows = (
        []
        if flags("no-headers")
        else [["NAME", "SHORTNAMES", "APIVERSION", "NAMESPACED", "KIND", *(["VERBS", "CATEGORIES"] if wide else [])]]
    )
    for kind in kinds:
        extra = [",".join(_verbs(kind)), ",".join(kind.categories)] if wide else []
        rows.append(
            [
                kind.plural,
                ",".join(kind.short),
                kind.api_version,
                "true" if kind.namespaced else "false",
                kind.name,
                *extra,
            ]
        )
    session.out.append(table(rows))


def _verbs(kind: Kind) -> list[str]:
    return (
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
        if kind.stored
        else ["create"]
    )


def api_versions(session: Session) -> None:
    """Every group and version."""
    kinds = (*session.registry, *session.registry.taught())
    found = {kind.api_version for kind in kinds} | {"autoscaling/v1"}
    session.out += [f"{version}\n" for version in sorted(found)]


def version(session: Session) -> None:
    """Whose words these are."""
    form = session.flags("output")
    client = {"gitVersion": CLIENT, "major": "1", "minor": "37", "platform": "linux/amd64"}
    server = {"gitVersion": SERVER, "major": "1", "minor": "36", "platform": "linux/amd64"}
    if form:
        if form not in ("yaml", "json"):
            raise Failure("--output must be 'yaml' or 'json'")
        body = {
            "clientVersion": client,
            "kustomizeVersion": KUSTOMIZE,
            **({} if session.flags("client") else {"serverVersion": server}),
        }
        session.out.append(yaml_text(body) if form == "yaml" else json_text(body))
        return
    session.say(f"Client Version: {CLIENT}\nKustomize Version: {KUSTOMIZE}")
    if not session.flags("client"):
        session.say(f"Server Version: {SERVER}")


def cluster_info(session: Session) -> None:
    """Where the control plane answers."""
    nodes = session.api.list("Node", None, "node-role.kubernetes.io/control-plane") or session.api.list("Node")
    addresses = nodes[0].get("status", {}).get("addresses") or [] if nodes else []
    ip = next((a["address"] for a in addresses if a["type"] == "InternalIP"), "127.0.0.1")
    session.say(f"Kubernetes control plane is running at https://{ip}:6443")
    if session.api.find("Service", "kube-dns", "kube-system"):
        session.say(
            f"CoreDNS is running at https://{ip}:6443/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy"
        )
    session.say("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.")


def help_text(session: Session) -> None:
    """The help of a command, or the list of all."""
    path = " ".join(session.args)
    if not path:
        lines = [f"  {command.path:<15} {command.about}" for command in group("") if command.about]
        session.say(
            "kubectl controls the Kubernetes cluster manager.\n\nCommands:\n"
            + "\n".join(lines)
            + '\n\nUsage:\n  kubectl [flags] [options]\n\nUse "kubectl <command> --help" for more information about a given command.'
        )
        return
    if path not in COMMANDS:
        raise usage("kubectl", f"unknown help topic {path!r}")
    session.out.append(about(COMMANDS[path]))


def about(command: Command) -> str:
    """What `--help` prints of a command."""
    if group(command.path):
        return group_help(command.path)
    lines = [f"    --{row.name}" + (f", -{row.short}" if row.short else "") for row in command.rows]
    return f"{command.about}.\n\nUsage:\n  kubectl {command.path} [options]\n\nOptions:\n" + "\n".join(lines) + "\n"


def group_help(path: str) -> str:
    """The commands under a command."""
    below = group(path)
    width = max(len(command.path.split()[-1]) for command in below) if below else 0
    lines = [f"  {command.path.split()[-1]:<{width}}   {command.about}" for command in below]
    head = COMMANDS[path].about if path in COMMANDS else "Configure application resources"
    return (
        f"{head}.\n\nAvailable Commands:\n" + "\n".join(lines) + f"\n\nUsage:\n  kubectl {path} [flags] [options]\n\n"
        f'Use "kubectl {path} <command> --help" for more information about a given command.\n'
    )


def options(session: Session) -> None:
    """The flags of every command."""
    rows = COMMANDS["help"].rows
    session.say(
        "The following options can be passed to any command:\n\n" + "\n".join(f"    --{row.name}" for row in rows)
    )
