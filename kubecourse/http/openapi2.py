"""OpenAPI v2 (Swagger) of all served kinds in one document, for the clients that know nothing newer.

Made of the v3 documents (`openapi.py`), so that both say the same: references point to definitions, what only v3 can say (oneOf, anyOf,
not, nullable) is left out, as the server leaves it out. Written when somebody first asks, and again after a custom kind has changed.
Upstream: kube-openapi/pkg/builder, apiextensions-apiserver/pkg/controller/openapi/v2. Next: `openapi_wire.py`, the same in protobuf.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.about import VERSION
from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from ..explain.language import language
from . import openapi, openapi_wire
from .answer import Answer, compact
from .discovery import served

__all__ = ["described", "document"]

_WIRE = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
#: what the answer calls it: an @ is no part of a media type
_WIRE_SAID = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"
_V3, _V2 = "#/components/schemas/", "#/definitions/"
_TYPES = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
_LEFT_OUT = ("oneOf", "anyOf", "not", "nullable", "deprecated", "writeOnly")
_VERBS = {"get": "read", "list": "list", "post": "create", "put": "replace", "patch": "patch", "delete": "delete"}


def described(cluster: Any, accept: str) -> Answer:
    """The answer to GET /openapi/v2. Raises ApiError NotAcceptable."""
    wire = _wanted(accept)
    marks = (
        language(),
        tuple((kind.api_version, kind.name) for kind in served(cluster.registry)),
        tuple(one["metadata"]["resourceVersion"] for one in cluster.registry.definitions().values()),
    )
    kept = cluster.api.server.derived.get("openapi v2")
    if kept is None or kept[0] != marks:
        kept = cluster.api.server.derived["openapi v2"] = (marks, document(cluster), {})
    texts: dict[bool, bytes] = kept[2]
    if wire not in texts:
        texts[wire] = openapi_wire.encoded(kept[1]) if wire else compact(kept[1])
    return Answer(body=texts[wire], type=_WIRE_SAID if wire else "application/json", headers={"Vary": "Accept"})


def _wanted(accept: str) -> bool:
    """In protobuf?"""
    for part in (accept or "*/*").split(","):
        word = part.partition(";")[0].strip()
        if word in (_WIRE, _WIRE_SAID):
            return True
        if word in ("application/json", "application/*", "*/*"):
            return False
    raise ApiError("NotAcceptable", f"only the following media types are accepted: application/json, {_WIRE}")


def document(cluster: Any) -> Object:
    """The whole document."""
    definitions: Object = {}
    paths: Object = {}
    for version in dict.fromkeys(kind.api_version for kind in served(cluster.registry)):
        where = f"apis/{version}" if "/" in version else f"api/{version}"
        found = openapi.document(cluster, where)
        schemas = found["components"]["schemas"]
        definitions |= {name: _schema(schema) for name, schema in schemas.items() if name not in definitions}
        names = {
            _mark(gvk): name
            for name, schema in schemas.items()
            for gvk in schema.get("x-kubernetes-group-version-kind", ())
        }
        for path, item in found["paths"].items():
            paths[path] = _path(path, item, names)
    return {"swagger": "2.0", "info": {"title": "Kubernetes", "version": VERSION["gitVersion"]},
            "paths": dict(sorted(paths.items())), "definitions": dict(sorted(definitions.items()))}  # fmt: skip


def _mark(gvk: Object) -> tuple[str, str, str]:
    return gvk["group"], gvk["version"], gvk["kind"]


def _schema(schema: Any) -> Any:
    """A v3 schema in the words of v2."""
    if not isinstance(schema, dict):
        return schema
    whole = schema.get("allOf")
    if isinstance(whole, list) and len(whole) == 1 and "$ref" in whole[0]:
        kept = {key: value for key, value in schema.items() if key not in ("allOf", "default")}
        return {**kept, "$ref": whole[0]["$ref"].replace(_V3, _V2)}
    made = {key: value for key, value in schema.items() if key not in _LEFT_OUT}
    if "$ref" in made:
        made["$ref"] = made["$ref"].replace(_V3, _V2)
    if "oneOf" in schema and "type" not in made:  # a quantity, a number or a name: text, for who knows one type only
        made["type"] = "string"
    if schema.get("nullable"):
        made = {
            key: value
            for key, value in made.items()
            if key not in ("type", "properties", "items", "additionalProperties")
        }
    if made.get("x-kubernetes-preserve-unknown-fields"):
        made = {key: value for key, value in made.items() if key not in ("properties", "items")}
    for key in ("properties",):
        if isinstance(made.get(key), dict):
            made[key] = {name: _schema(below) for name, below in made[key].items()}
    for key in ("items", "additionalProperties"):
        if key in made:
            made[key] = _schema(made[key])
    if isinstance(made.get("allOf"), list):
        made["allOf"] = [_schema(one) for one in made["allOf"]]
    return made


def _path(path: str, item: Object, names: dict[tuple[str, str, str], str]) -> Object:
    given = [{"name": name, "in": "path", "required": True, "type": "string", "uniqueItems": True}
             for name in ("name", "namespace") if f"{{{name}}}" in path]  # fmt: skip
    made: Object = {verb: _operation(path, verb, operation, names) for verb, operation in item.items()}
    return {**made, "parameters": given} if given else made


def _operation(path: str, verb: str, operation: Object, names: dict[tuple[str, str, str], str]) -> Object:
    gvk, action = operation["x-kubernetes-group-version-kind"], operation["x-kubernetes-action"]
    name = names.get(_mark(gvk), "")
    schema: Object = {"$ref": _V2 + name} if name else {"type": "object"}
    parameters = [
        {"name": one["name"], "in": "query", "type": "string", "uniqueItems": True}
        for one in operation.get("parameters", ())
    ]
    if verb in ("post", "put", "patch"):
        body = {"type": "object"} if verb == "patch" else schema
        parameters.insert(0, {"name": "body", "in": "body", "required": True, "schema": body})
    word = _VERBS["list" if action == "list" else verb]
    space = "Namespaced" if "{namespace}" in path else ""
    group = "".join(part.title() for part in (gvk["group"].partition(".")[0] or "core", gvk["version"]))
    answers: Object = {"200": {"description": "OK", "schema": schema}, "401": {"description": "Unauthorized"}}
    made: Object = {"operationId": f"{word}{group}{space}{gvk['kind']}", "schemes": ["https"], "consumes": ["*/*"],
                    "produces": _TYPES, "responses": answers}  # fmt: skip
    if parameters:
        made["parameters"] = parameters
    return {**made, "x-kubernetes-action": action, "x-kubernetes-group-version-kind": gvk}
