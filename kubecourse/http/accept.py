"""The form of an answer: JSON or YAML, whole objects, their metadata alone, or a Table as `kubectl get` prints it.

`wanted` reads an Accept header; `shown` and `page_shown` give one object, or a list, the form that was asked for.
Upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{negotiation,response}, pkg/printers. Next: `rest.py`.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from ..engine.api import tables
from ..engine.api.errors import ApiError
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from .answer import JSON, Answer, compact, encoded, list_body

__all__ = ["Form", "page_shown", "shown", "table", "wanted"]

META = "meta.k8s.io/v1"
YAML = "application/yaml"
_TYPES = {
    JSON: JSON, YAML: YAML, "application/x-yaml": YAML, "text/yaml": YAML,
    "*/*": JSON, "application/*": JSON, "text/*": JSON, "": JSON,
}  # fmt: skip
_KINDS = ("Table", "PartialObjectMetadata", "PartialObjectMetadataList")
_NUMBERS = ("Desired", "Current", "Up-To-Date", "Available", "Data", "Secrets", "Min Available", "Max Unavailable")


class Form(NamedTuple):
    """How a client wants it: media type, and "", "Table", "PartialObjectMetadata" or its list."""

    type: str = JSON
    kind: str = ""
    #: meta.k8s.io/v1 or v1beta1
    version: str = "v1"


def wanted(header: str, tables: bool = True) -> Form:
    """The first form of an Accept header that the server has. Raises ApiError NotAcceptable.

    `tables`: is there a Table? Questions that are answered and not kept (a SelfSubjectAccessReview) have none.
    """
    for part in (header or "*/*").split(","):
        word, *options = (piece.strip() for piece in part.split(";"))
        given = dict(option.partition("=")[::2] for option in options)
        media, kind = _TYPES.get(word), given.get("as", "")
        if media is None or (kind and (kind not in _KINDS or given.get("g") != "meta.k8s.io" or given.get("v") not in ("v1", "v1beta1"))):  # fmt: skip
            continue
        if kind == "Table" and (media == YAML or not tables):
            continue
        return Form(media, kind, given.get("v", "v1"))
    names = ", ".join([JSON, YAML, "application/vnd.kubernetes.protobuf"][:2])
    raise ApiError("NotAcceptable", f"only the following media types are accepted: {names}")


def shown(form: Form, kind: Kind, obj: Object, now: int, include: str = "Metadata") -> Answer:
    """One object."""
    if form.kind == "Table":
        if kind.key == "Status" or "metadata" not in obj:
            return _written(form, obj)
        return _written(form, table(kind, [obj], (obj.get("metadata") or {}), now, include, form))
    if form.kind == "PartialObjectMetadata" and obj.get("kind") != "Status":
        return _written(form, partial(obj, form))
    if form.type == JSON:
        return Answer(body=encoded(obj) + b"\n")
    return _written(form, obj)


def page_shown(form: Form, kind: Kind, page: Object, now: int, bare: bool, include: str = "Metadata") -> Answer:
    """A list."""
    if form.kind == "Table":
        return _written(form, table(kind, page["items"], page["metadata"], now, include, form))
    if form.kind.startswith("PartialObjectMetadata"):
        items = [partial(obj, form) for obj in page["items"]]
        version = f"meta.k8s.io/{form.version}"
        named = {"kind": "PartialObjectMetadataList", "apiVersion": version, "metadata": page["metadata"]}
        return _written(form, {**named, "items": items})
    if form.type == JSON:
        return Answer(body=list_body(page, bare))
    return _written(form, page)


def _written(form: Form, value: Any) -> Answer:
    if form.type == JSON:
        return Answer(body=compact(value) + b"\n")
    import yaml

    return Answer(body=yaml.safe_dump(_plain(value), allow_unicode=True).encode(), type=YAML)


def _plain(value: Any) -> Any:
    """Read-only copies as the dicts and lists that PyYAML knows."""
    if isinstance(value, dict):
        return {key: _plain(below) for key, below in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def partial(obj: Object, form: Form) -> Object:
    """The metadata of an object alone."""
    version = f"meta.k8s.io/{form.version}"
    return {"kind": "PartialObjectMetadata", "apiVersion": version, "metadata": obj.get("metadata") or {}}


def table(
    kind: Kind, objs: list[Object], meta: Object, now: int, include: str, form: Form, heads: bool = True
) -> Object:
    """Rows and columns. `include`: None, Metadata or Object, for the object behind each row."""
    columns = [_column(column) for column in tables.columns(kind)]
    rows = []
    for obj in objs:
        row: Object = {
            "cells": [_cell(head, text) for head, text in zip(columns, tables.row(kind, obj, now), strict=True)]
        }
        if include == "Object":
            row["object"] = obj
        elif include != "None":
            row["object"] = partial(obj, form)
        rows.append(row)
    kept = {key: meta[key] for key in ("resourceVersion", "continue", "remainingItemCount") if key in meta}
    made: Object = {"kind": "Table", "apiVersion": f"meta.k8s.io/{form.version}", "metadata": kept}
    return {**made, "columnDefinitions": columns if heads else [], "rows": rows}


def _column(column: tables.Column) -> Object:
    """A column in the server's own capitals: `Up-To-Date`, `Cluster-IP`."""
    name = re.sub(r"\b(Ip|Url|Api|Id|Cidr)s?\b", lambda found: found[0].upper(), column.name.title())
    made: Object = {"name": name, "type": "string", "format": "name" if name == "Name" else "", "description": ""}
    return {**made, "priority": 1 if column.wide else 0, "type": "integer" if name in _NUMBERS else "string"}


def _cell(head: Object, text: str) -> Any:
    return int(text) if head["type"] == "integer" and text.isdigit() else text
