"""What an editor shows while a manifest is written: the words of the field under the cursor, and what can come next.

`describe` for hovering and Shift-Tab, `complete` for Tab. Facts: the schema; words: `../fields`. Nothing is read from
the network, and a text that is no YAML yet is no error.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ...engine.api.kinds import BUILTIN, SPOKES
from ...engine.api.schema import ANY, SchemaNode, node
from .. import fields
from ..language import language
from .names import named
from .place import Path, Place, place

__all__ = ["Completion", "Description", "complete", "describe", "manifest_of"]

#: fields that the server writes, and old ones: never proposed
_HIDDEN = frozenset(
    "status managedFields creationTimestamp deletionTimestamp deletionGracePeriodSeconds selfLink uid resourceVersion "
    "generation ephemeralContainers serviceAccount awsElasticBlockStore azureDisk azureFile cephfs cinder flexVolume "
    "flocker gcePersistentDisk gitRepo glusterfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos "
    "vsphereVolume configSource externalID".split()
)  # fmt: skip
_SHOWN = {
    "string": "string", "bytes": "base64", "int32": "integer", "int64": "integer", "bool": "boolean", "number": "number",
    "quantity": "quantity", "int-or-string": "integer or string", "time": "time", "micro-time": "time", "any": "object",
}  # fmt: skip
_WORDS = {
    "es": {"required": "obligatorio", "values": "Valores"},
    "en": {"required": "required", "values": "Values"},
}
_USUAL = ("apiVersion", "kind", "metadata", "spec", "name", "image", "containers")


class Description(NamedTuple):
    """`title`: `Deployment.spec.replicas`; `type`: `integer`; `words`: ours, "" if there are none."""

    title: str
    type: str
    required: bool
    words: str
    values: tuple[str, ...]
    lang: str

    @property
    def text(self) -> str:
        """As plain text, for a tooltip."""
        told = _WORDS[self.lang]
        head = f"{self.title} <{self.type}>" + (f" · {told['required']}" if self.required else "")
        lines = [head if self.type else self.title, *([self.words] if self.words else [])]
        if self.values:
            lines.append(f"{told['values']}: {', '.join(self.values)}")
        return "\n".join(lines)


class Completion(NamedTuple):
    """`text` replaces what stands from column `start` to the cursor; `label` and `detail` (its type) are for the list."""

    label: str
    text: str
    detail: str
    words: str


def _shown(where: SchemaNode) -> str:
    if where.type == "list":
        return f"[]{_shown(where.item or ANY)}"
    if where.type == "map":
        return f"map[string]{_shown(where.item or ANY)}"
    return where.go_name if where.type == "object" else _SHOWN[where.type]


def _under(kind: str, version: str, path: Path) -> SchemaNode:
    here = node(kind, version)
    for step in path:
        if isinstance(step, int):
            here = here.item or ANY if here.type == "list" else ANY
        else:
            here = here.child(step) if here.type in ("object", "map") else ANY
    return here


def describe(text: str, line: int, column: int, lang: str | None = None) -> Description | None:
    """The field under the cursor (line and column from 0), or None where there is none that is known."""
    spoken = language(lang)
    row = text.split("\n")[line] if line < text.count("\n") + 1 else ""
    if column > len(row.rstrip()) or not row.strip():
        return None
    where = place(text, line, column)
    path, kind = where.path, where.kind
    if not path or not kind or where.fresh:
        return None
    if path == ("kind",) and where.value:
        words = fields.kind_words(kind, spoken)
        return Description(kind, "", False, words, (), spoken) if words else None
    while path and isinstance(path[-1], int):
        path = path[:-1]
    version = where.api_version
    holder, name, here = fields.at(kind, path, version)
    if not name:
        return None
    title = kind + "".join("[]" if isinstance(step, int) else f".{step}" for step in path)
    words = fields.words(kind, path, spoken, version)
    return Description(title, _shown(here), name in holder.required, words, fields.values(kind, path, version), spoken)


def complete(
    text: str, line: int, column: int, lang: str | None = None, cluster: Any = None
) -> tuple[int, list[Completion]]:
    """The column from which to replace, and what can stand there, likely things first; an empty list for no idea.

    `cluster`: to propose the names of its objects where a field points to one.
    """
    spoken = language(lang)
    where = place(text, line, column)
    if where.value and not where.fresh:
        found = _values(where, spoken) or [_one(n, n, what, "") for n, what in named(where, text, line, cluster)]
    elif where.fresh or where.word:
        found = _fields(where, spoken)
    else:
        found = []
    word = where.word.lower()
    matching = [one for one in found if one.label.lower().startswith(word)]
    matching += [one for one in found if len(word) > 1 and word in one.label.lower() and one not in matching]
    return where.start, matching


def _values(where: Place, lang: str) -> list[Completion]:
    if where.path == ("kind",):
        rows = [
            row for row in BUILTIN if row.stored and (not where.api_version or row.api_version == where.api_version)
        ]
        return [_one(row.name, row.name, row.api_version, fields.kind_words(row.name, lang)) for row in rows]
    if where.path == ("apiVersion",):
        rows = [row for row in (*BUILTIN, *SPOKES.values()) if not where.kind or row.name == where.kind]
        return [_one(version, version, "", "") for version in dict.fromkeys(row.api_version for row in rows)]
    values = fields.values(where.kind, where.path, where.api_version) if where.kind else ()
    return [_one(value, value, "", "") for value in values]


def _one(label: str, text: str, detail: str, words: str) -> Completion:
    return Completion(label, text, detail, words)


def _fields(where: Place, lang: str) -> list[Completion]:
    parent = where.path if where.fresh else where.path[:-1]
    if not where.kind:
        names = ("apiVersion", "kind", "metadata", "spec") if not parent else ()
        return [_one(name, f"{name}: ", "", "") for name in names if name not in where.siblings]
    here = _under(where.kind, where.api_version, parent)
    mark = ""
    if here.type == "list" and here.item is not None:
        values = fields.values(where.kind, parent, where.api_version)
        if values:
            return [_one(value, value if where.dash else f"- {value}", "", "") for value in values]
        here, mark = here.item, "- "
    elif parent and isinstance(parent[-1], int) and here.type not in ("object", "list"):
        return [_one(value, value, "", "") for value in fields.values(where.kind, parent, where.api_version)]
    return _of_map(where, parent, here, mark, lang)


def _of_map(where: Place, parent: Path, here: SchemaNode, mark: str, lang: str) -> list[Completion]:
    hidden = where.siblings | (_HIDDEN if parent[:1] != ("status",) else frozenset())
    found = []
    for name, child in here.fields.items():
        if name in hidden:
            continue
        path = (*parent, name)
        required = name in here.required
        words = fields.words(where.kind, path, lang, where.api_version)
        detail = _shown(child) + (f" · {_WORDS[lang]['required']}" if required else "")
        # a list or a map goes on in the next line, a word after the colon
        text = f"{mark}{name}:" + ("" if child.type in ("object", "list", "map") else " ")
        found.append((not required, name not in _USUAL, name, _one(name, text, detail, words)))
    return [one for *_, one in sorted(found, key=lambda row: row[:3])]


def manifest_of(cell: str) -> str | None:
    """The manifest in a notebook's cell, with the magic's own line left empty; None for cells of another sort."""
    if not re.match(r"\s*%%(apply|manifest|yaml)\b|\s*%%kubectl\b.*-f\s*=?\s*-", cell):
        return None
    head, newline, rest = cell.lstrip("\n").partition("\n")
    return "\n" * (len(cell) - len(cell.lstrip("\n"))) + " " * len(head) + newline + rest
