"""OpenAPI v3 of the served kinds: what kubectl patches, explains and checks by.

Written from the engine's own table of fields; descriptions are the course's words where there are any. Custom kinds bring
their schema themselves. Upstream: k8s.io/kube-openapi (handler3, builder3). Next: `openapi2.py`.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from json import dumps
from typing import Any

from ..engine.api import schema
from ..engine.api.about import VERSION
from ..engine.api.kinds import Kind
from ..engine.core.work import Object
from ..explain.fields import field_words, kind_words
from ..explain.language import language
from .discovery import served
from .target import lost

__all__ = ["document", "index"]

_META = "meta.v1.ObjectMeta"
_SCALARS: dict[str, Object] = {
    "string": {"type": "string"}, "bytes": {"type": "string", "format": "byte"}, "bool": {"type": "boolean"},
    "int32": {"type": "integer", "format": "int32"}, "int64": {"type": "integer", "format": "int64"},
    "number": {"type": "number", "format": "double"}, "time": {"type": "string", "format": "date-time"},
    "micro-time": {"type": "string", "format": "date-time"}, "any": {"type": "object"},
    "quantity": {"oneOf": [{"type": "string"}, {"type": "number"}]},
    "int-or-string": {"oneOf": [{"type": "string"}, {"type": "integer"}], "format": "int-or-string"},
}  # fmt: skip
#: scalars that have a definition of their own
_NAMED = {
    "quantity": "io.k8s.apimachinery.pkg.api.resource.Quantity",
    "int-or-string": "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
}


def index(cluster: Any) -> Object:
    """/openapi/v3: where each group and version is described."""
    paths = {}
    for version in dict.fromkeys(kind.api_version for kind in served(cluster.registry)):
        where = f"apis/{version}" if "/" in version else f"api/{version}"
        mark = blake2b(dumps(document(cluster, where), sort_keys=True).encode(), digest_size=16).hexdigest().upper()
        paths[where] = {"serverRelativeURL": f"/openapi/v3/{where}?hash={mark}"}
    return {"paths": paths}


def document(cluster: Any, where: str) -> Object:
    """One group and version (`api/v1`, `apis/apps/v1`). Raises ApiError NotFound."""
    version = where.partition("/")[2]
    kinds = [kind for kind in served(cluster.registry) if kind.api_version == version]
    if not kinds or not where.startswith("apis/" if "/" in version else "api/"):
        raise lost()
    taught = [kind for kind in kinds if schema.node(kind) is schema.ANY]
    schemas: Object = {}
    for kind in kinds:
        schemas |= _taught(cluster, kind) if kind in taught else _known(kind, language())
    paths: Object = {}
    for kind in kinds:
        paths |= _paths(kind, where)
    return {"openapi": "3.0.0", "info": {"title": "Kubernetes", "version": VERSION["gitVersion"]},
            "paths": paths, "components": {"schemas": schemas}}  # fmt: skip


def _gvk(kind: Kind) -> Object:
    return {"group": kind.group, "version": kind.version, "kind": kind.name}


def _paths(kind: Kind, where: str) -> Object:
    base = f"/{where}/namespaces/{{namespace}}/{kind.plural}" if kind.namespaced else f"/{where}/{kind.plural}"
    gvk = _gvk(kind)
    write = {"x-kubernetes-group-version-kind": gvk, "parameters": [
        {"name": name, "in": "query", "schema": {"type": "string", "uniqueItems": True}}
        for name in ("dryRun", "fieldManager", "fieldValidation")]}  # fmt: skip
    if not kind.stored:
        return {base: {"post": {"x-kubernetes-action": "post", **write}}}
    read = {"x-kubernetes-group-version-kind": gvk}
    return {
        base: {"get": {"x-kubernetes-action": "list", **read}, "post": {"x-kubernetes-action": "post", **write}},
        f"{base}/{{name}}": {
            "get": {"x-kubernetes-action": "get", **read}, "put": {"x-kubernetes-action": "put", **write},
            "patch": {"x-kubernetes-action": "patch", **write}, "delete": {"x-kubernetes-action": "delete", **read},
        },
    }  # fmt: skip


def _full(name: str) -> str:
    """`apps.v1.Deployment` as it is called in published schemas."""
    if name.startswith("meta."):
        return f"io.k8s.apimachinery.pkg.apis.{name}"
    if name.startswith("apiextensions."):
        return f"io.k8s.apiextensions-apiserver.pkg.apis.{name}"
    if name.startswith("apiregistration."):
        return f"io.k8s.kube-aggregator.pkg.apis.{name}"
    return f"io.k8s.api.{name}"


@lru_cache(maxsize=256)
def _known(kind: Kind, lang: str) -> Object:
    """The definitions that a built-in kind needs, its own with its group, version and kind; kept for each language."""
    made: Object = {}
    top = schema.node(kind)
    _define(top, made, lang)
    own = made[_full(top.name)]
    if told := kind_words(kind.name, lang):
        own = {"description": told, **own}
    made[_full(top.name)] = {**own, "x-kubernetes-group-version-kind": [_gvk(kind)]}
    return made


def _define(where: schema.SchemaNode, made: Object, lang: str) -> None:
    name = _full(where.name)
    if name in made:
        return
    made[name] = own = {"type": "object"}
    if where.fields:
        own["properties"] = {
            field: _told(where, field, _field(below, made, lang), lang) for field, below in where.fields.items()
        }  # type: ignore[assignment]
    if where.required:
        own["required"] = list(where.required)  # type: ignore[assignment]


def _told(where: schema.SchemaNode, name: str, made: Object, lang: str) -> Object:
    """A field with the course's words for it, where there are any: what `kubectl explain` shows."""
    told = field_words(where, name, lang)
    return {"description": told, **made} if told else made


def _field(where: schema.SchemaNode, made: Object, lang: str) -> Object:
    made_of = _typed(where, made, lang)
    if where.list_type:
        made_of["x-kubernetes-list-type"] = where.list_type
    if where.keys:
        made_of["x-kubernetes-list-map-keys"] = list(where.keys)
    if where.merges:
        made_of["x-kubernetes-patch-strategy"] = "merge"
        if where.merge_key:
            made_of["x-kubernetes-patch-merge-key"] = where.merge_key
    if where.retain_keys:
        before = made_of.get("x-kubernetes-patch-strategy")
        made_of["x-kubernetes-patch-strategy"] = f"{before},retainKeys" if before else "retainKeys"
    if where.atomic and where.type in ("object", "map"):
        made_of["x-kubernetes-map-type"] = "atomic"
    return made_of


def _typed(where: schema.SchemaNode, made: Object, lang: str) -> Object:
    if where.type == "object":
        _define(where, made, lang)
        return {"allOf": [{"$ref": f"#/components/schemas/{_full(where.name)}"}], "default": {}}
    if where.type in ("list", "map") and where.item is not None:
        below = _field(where.item, made, lang)
        return (
            {"type": "array", "items": below}
            if where.type == "list"
            else {"type": "object", "additionalProperties": below}
        )
    if where.type in _NAMED:
        made[_NAMED[where.type]] = dict(_SCALARS[where.type])
        return {"allOf": [{"$ref": f"#/components/schemas/{_NAMED[where.type]}"}]}
    return dict(_SCALARS[where.type])


def _taught(cluster: Any, kind: Kind) -> Object:
    """The schema of a custom kind, as its definition has it."""
    found: Object = {"type": "object"}
    for definition in cluster.registry.definitions().values():
        spec = definition["spec"]
        if (spec["group"], spec["names"]["kind"]) == (kind.group, kind.name):
            for version in spec["versions"]:
                if version["name"] == kind.version:
                    found = (version.get("schema") or {}).get("openAPIV3Schema") or found
    made: Object = {}
    _define(schema.SchemaNode("object", _META), made, language())
    meta = {"allOf": [{"$ref": f"#/components/schemas/{_full(_META)}"}]}
    properties = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        **(found.get("properties") or {}),
        "metadata": meta,
    }
    reverse = ".".join(reversed(kind.group.split(".")))
    name = f"{reverse}.{kind.version}.{kind.name}"
    made[name] = {**found, "properties": properties, "x-kubernetes-group-version-kind": [_gvk(kind)]}
    return made
