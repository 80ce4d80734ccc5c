"""What a CustomResourceDefinition may say: each broken rule has its field and the server's words."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.api.custom import definitions, patterns, structural

KEYS = "x-kubernetes-list-map-keys"
LIST = "x-kubernetes-list-type"


def definition(**spec: Any) -> dict[str, Any]:
    names = {"plural": "things", "singular": "thing", "kind": "Thing", "listKind": "ThingList", **spec.pop("names", {})}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}},
               **spec.pop("version", {})}  # fmt: skip
    whole = {"group": "ex.com", "scope": "Namespaced", "names": names, "versions": [version], **spec}
    return {"metadata": {"name": f"{names['plural']}.{whole['group']}"}, "spec": whole}


def told(obj: dict[str, Any], old: dict[str, Any] | None = None) -> list[str]:
    return [f"{cause.field}: {cause.message}" for cause in definitions.causes(obj, old)]


def of(part: dict[str, Any]) -> list[str]:
    """What is said of a schema whose field `spec` is this."""
    schema = {"type": "object", "properties": {"spec": part}}
    return [
        f"{cause.field.removeprefix('S.properties[spec]')}: {cause.message}" for cause in structural.causes(schema, "S")
    ]


def test_a_whole_definition_is_taken() -> None:
    assert told(definition()) == []


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({"group": "plain"}, 'spec.group: Invalid value: "plain": should be a domain with at least one dot'),
        ({"scope": ""}, "spec.scope: Required value"),
        ({"names": {"listKind": "Thing"}}, 'spec.names.listKind: Invalid value: "Thing": kind and listKind may not be the same'),
        ({"version": {"schema": None}}, "spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required"),
        ({"preserveUnknownFields": True}, "spec.preserveUnknownFields: Invalid value: true: cannot set to true, set "
         "x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"),
        ({"versions": []}, "spec.versions: Invalid value: []: must have exactly one version marked as storage version"),
        ({"group": "shop.k8s.io"}, "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have "
         'approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111'),
        ({"version": {"additionalPrinterColumns": [{"name": "A", "type": "text", "jsonPath": ".a"}]}},
         'spec.versions[0].additionalPrinterColumns[0].type: Invalid value: "text": must be one of '
         "boolean,date,integer,number,string"),
        ({"version": {"subresources": {"scale": {"specReplicasPath": ".status.a", "statusReplicasPath": ".status.a"}}}},
         'spec.versions[0].subresources.scale.specReplicasPath: Invalid value: ".status.a": should be a json path under .spec'),
        ({"conversion": {"strategy": "Webhook", "webhook": {"conversionReviewVersions": ["v1"]}}},
         "spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook"),
    ],
)  # fmt: skip
def test_a_definition_is_refused_for_what_is_wrong_in_it(spec: dict[str, Any], wanted: str) -> None:
    assert told(definition(**spec)) == [wanted]


def test_what_decides_where_objects_are_kept_cannot_change() -> None:
    old, new = definition(), definition(scope="Cluster")
    assert told(new, old) == ['spec.scope: Invalid value: "Cluster": field is immutable']
    new = {**definition(version={"name": "v2"}), "status": {"storedVersions": ["v1", "v2"]}}
    assert told(new, old)[0].startswith(
        'status.storedVersions[0]: Invalid value: "v1": missing from spec.versions; v1 was'
    )


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ({}, [".type: Required value: must not be empty for specified object fields"]),
        ({"type": "text"}, ['.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", '
                            '"object", "string"']),
        ({"type": "array"}, [".items: Required value: must be specified"]),
        ({"type": "array", "items": {}}, [".items.type: Required value: must not be empty for specified array items"]),
        ({"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": {"type": "string"}},
         [".additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive"]),
        ({"type": "object", "anyOf": [{"type": "object"}]}, [".anyOf[0].type: Forbidden: must be empty to be structural"]),
        ({"type": "object", "oneOf": [{"properties": {"a": {}}}]},
         [".properties[a]: Required value: because it is defined in S.properties[spec].oneOf[0].properties[a]"]),
        ({"type": "object", "x-kubernetes-embedded-resource": True},
         [".properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without "
          "x-kubernetes-preserve-unknown-fields"]),
        ({"type": "array", LIST: "map", KEYS: ["k"], "items": {"type": "object", "properties": {"k": {"type": "string"}}}},
         [".items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a "
          "default or be a required property"]),
        ({"type": "string", "pattern": "(?=a)"}, ['.pattern: Invalid value: "(?=a)": must be a valid regular expression, but '
                                                  "isn't: error parsing regexp: invalid or unsupported Perl syntax: `(?=`"]),
        ({"type": "integer", "default": "x"},
         ['.default: Invalid value: "string": default in body must be of type integer: "string"']),
        ({"type": "object", "default": {"q": 1}}, ['.default: Invalid value: {"q":1}: must not have unknown fields']),
        ({"type": "object", "x-kubernetes-validations": [{"rule": "true", "message": " "}]},
         ['.x-kubernetes-validations[0].message: Invalid value: " ": message must be non-empty if specified']),
        ({"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}, []),
        ({"type": "object", "additionalProperties": {"type": "string"}}, []),
    ],
)  # fmt: skip
def test_a_schema_is_structural(part: dict[str, Any], wanted: list[str]) -> None:
    assert of(part) == wanted


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^a+$", "aa", True), ("^a+$", "aa\n", False), ("b", "abc", True), ("^[[:alpha:]]+$", "aZ", True),
        ("^[[:alpha:]]+$", "a1", False), (r"^\d+\z", "12", True), (r"^\d+\z", "１", False), ("^[a[]$", "[", True),
        ("^[^$]$", "$", False), ("(?<year>\\d{4})", "2026", True),
    ],
)  # fmt: skip
def test_patterns_mean_what_they_mean_in_go(pattern: str, text: str, found: bool) -> None:
    assert patterns.readable(pattern) == "" and patterns.matches(pattern, text) is found
