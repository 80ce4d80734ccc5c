"""The formats of `-o`: yaml, json, name, jsonpath, custom-columns and templates.

`formatted` prints one object or a List in the format asked for. Tables are `cmd_get.py`'s.
Upstream: `cli-runtime/pkg/genericclioptions`, `kubectl/pkg/cmd/get`. Next: `cmd_get.py`.
"""

from __future__ import annotations

import json
from typing import Any

from ..engine.api.kinds import Kind
from ..engine.api.managed import entries_of
from ..engine.core.work import Object
from .columns import table
from .failures import Failure
from .jsonpath import Template, relaxed
from .session import Session, kind_name
from .yamltext import json_text, yaml_text

__all__ = ["custom_columns", "formatted", "is_table", "listed"]

_FORMS = (
    "custom-columns custom-columns-file go-template go-template-file json jsonpath jsonpath-as-json jsonpath-file kyaml name "
    "template templatefile wide yaml"
).split()


def is_table(form: str) -> bool:
    """Is it the table of `kubectl get`?"""
    return form in ("", "wide")


def listed(items: list[Object]) -> Object:
    """The List that kubectl prints for several objects."""
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


def split_form(form: str) -> tuple[str, str]:
    """`jsonpath={.x}` as format and template. Raises Failure for a format that is not known."""
    name, _, template = form.partition("=")
    if name not in _FORMS:
        raise Failure(
            f'unable to match a printer suitable for the output format "{form}", allowed formats are: {",".join(_FORMS)}'
        )
    if name in ("jsonpath", "jsonpath-as-json", "go-template", "template") and not template:
        raise Failure("template format specified but no template given")
    if name == "custom-columns" and not template:
        raise Failure("custom-columns format specified but no custom columns given")
    return name, template


def formatted(session: Session, form: str, kind: Kind | None, obj: Object) -> str:
    """One object (or a List, without `kind`) as `-o FORM` prints it."""
    name, template = split_form(form)
    if session.flags("show-managed-fields") or "managedFields" in template:
        obj = _with_owners(session, obj)
    if name == "yaml":
        return yaml_text(_shown(session, obj))
    if name in ("json", "kyaml"):
        return json_text(_shown(session, obj)) if name == "json" else _kyaml(_shown(session, obj))
    if name == "name":
        return _names(session, kind, obj)
    if name.startswith("jsonpath"):
        return _jsonpath(template, obj, name == "jsonpath-as-json")
    if name == "custom-columns":
        items = obj["items"] if kind is None else [obj]
        return custom_columns(template, items, bool(session.flags("no-headers")))
    from .gotemplate import render

    return render(template, obj)


def _with_owners(session: Session, obj: Object) -> Object:
    """With managedFields, which are only looked up when somebody asks for them."""
    if "items" in obj and obj.get("kind") == "List":
        return {**obj, "items": [_with_owners(session, item) for item in obj["items"]]}
    row, meta = session.registry.gvk(obj.get("apiVersion", ""), obj.get("kind", "")), obj.get("metadata") or {}
    if row is None or not row.stored or not meta.get("resourceVersion") or "managedFields" in meta:
        return obj
    row = session.registry.key(row.hub) or row
    entries = entries_of(session.api.server, row, obj)
    return {**obj, "metadata": {**meta, "managedFields": entries}} if entries else obj


def _shown(session: Session, obj: Object) -> Object:
    """Without managedFields, unless they are asked for."""
    if session.flags("show-managed-fields"):
        return obj
    if "items" in obj and obj.get("kind") == "List":
        return {**obj, "items": [_shown(session, item) for item in obj["items"]]}
    meta = obj.get("metadata") or {}
    if "managedFields" not in meta:
        return obj
    return {**obj, "metadata": {key: value for key, value in meta.items() if key != "managedFields"}}


def _names(session: Session, kind: Kind | None, obj: Object) -> str:
    if kind is not None:
        return f"{kind_name(kind, obj['metadata']['name'])}\n"
    lines = []
    for item in obj["items"]:
        row = session.registry.gvk(item["apiVersion"], item["kind"])
        if row is not None:
            lines.append(f"{kind_name(row, item['metadata']['name'])}\n")
    return "".join(lines)


def _jsonpath(template: str, obj: Object, as_json: bool) -> str:
    try:
        parsed = Template(template)
        if as_json:
            return json.dumps(parsed.find(obj), indent=4, sort_keys=True, ensure_ascii=False) + "\n"
        return parsed.render(obj)
    except ValueError as error:
        raise Failure(f"error parsing jsonpath {template}, {error}") from None
    except IndexError as error:
        raise Failure(f'error executing jsonpath "{template}": Error executing template: {error}') from None


def custom_columns(spec: str, items: list[Object], bare: bool = False) -> str:
    """A table of one's own: `NAME:.metadata.name,IMAGE:.spec.containers[*].image`."""
    heads, paths = [], []
    for part in spec.split(","):
        head, colon, path = part.partition(":")
        if not colon:
            raise Failure(f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>")
        try:
            heads.append(head)
            paths.append(Template(relaxed(path)))
        except ValueError as error:
            raise Failure(str(error)) from None
    rows = [] if bare else [heads]
    for item in items:
        rows.append([",".join(_go(value) for value in path.find(item)) or "<none>" for path in paths])
    return table(rows)


def _go(value: Any) -> str:
    """A value as Go's %v prints it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "<nil>"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{_go(value[key])}" for key in sorted(value)) + "]"
    if isinstance(value, list):
        return "[" + " ".join(map(_go, value)) + "]"
    return str(value)


def _kyaml(value: Any) -> str:
    """KYAML: YAML in flow style, strings in double quotes, keys plain."""
    return "---\n" + _flow(value, 0) + "\n"


def _flow(value: Any, depth: int) -> str:
    pad = "  " * (depth + 1)
    if isinstance(value, dict) and value:
        lines = "".join(f"{pad}{key}: {_flow(value[key], depth + 1)},\n" for key in sorted(value))
        return "{\n" + lines + "  " * depth + "}"
    if isinstance(value, list) and value:
        if all(isinstance(item, dict) and item for item in value):
            return "[" + ", ".join(_flow(item, depth) for item in value) + "]"
        return "[\n" + "".join(f"{pad}{_flow(item, depth + 1)},\n" for item in value) + "  " * depth + "]"
    return json.dumps(value, ensure_ascii=False)
