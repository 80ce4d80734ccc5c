"""What a custom object's schema promises: defaults, pruning, and refusals in the apiserver's words."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse.engine.api.custom import shape, values
from kubecourse.engine.api.custom.shape import pruned, with_defaults
from kubecourse.engine.api.custom.values import check

SCHEMA = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "required": ["image"],
            "properties": {
                "replicas": {"type": "integer", "minimum": 1, "maximum": 10, "default": 1},
                "image": {"type": "string", "minLength": 3},
                "tier": {"type": "string", "enum": ["gold", "tin"]},
                "port": {"x-kubernetes-int-or-string": True},
            },
        }
    },
}


def _said(spec: object) -> list[tuple[str, str]]:
    return [(cause.field, cause.message) for cause in check({"spec": spec}, SCHEMA)]


def test_a_value_above_its_maximum_is_refused_in_the_servers_words() -> None:
    why = "Invalid value: 11: spec.replicas in body should be less than or equal to 10"
    assert _said({"image": "nginx", "replicas": 11}) == [("spec.replicas", why)]


def test_a_wrong_type_names_the_type_that_was_given() -> None:
    why = 'Invalid value: "string": spec.replicas in body must be of type integer: "string"'
    assert _said({"image": "nginx", "replicas": "three"}) == [("spec.replicas", why)]


def test_a_missing_field_and_an_unknown_choice_are_each_a_cause() -> None:
    choice = 'Unsupported value: "iron": supported values: "gold", "tin"'
    assert _said({"tier": "iron"}) == [("spec.image", "Required value"), ("spec.tier", choice)]


def test_int_or_string_takes_both_and_nothing_else() -> None:
    assert _said({"image": "nginx", "port": 80}) == _said({"image": "nginx", "port": "http"}) == []
    assert len(_said({"image": "nginx", "port": True})) == 1


def test_an_absent_field_gets_its_default_and_the_given_object_stays_as_it_was() -> None:
    given: dict[str, object] = {"spec": {"image": "nginx"}}
    assert with_defaults(given, SCHEMA) == {"spec": {"image": "nginx", "replicas": 1}}
    assert given == {"spec": {"image": "nginx"}}


def test_an_unknown_field_is_left_out_and_told_by_its_path() -> None:
    given = {"kind": "Shop", "spec": {"image": "nginx", "colour": "red"}, "extra": 1}
    assert pruned(given, SCHEMA) == ({"kind": "Shop", "spec": {"image": "nginx"}}, ["spec.colour", "extra"])


@pytest.mark.parametrize(
    ("schema", "value", "wanted"),
    [
        ({"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}}, ["q", "q"],
         ['f[1]: Duplicate value: "q"']),
        ({"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k"],
          "items": {"type": "object", "properties": {"k": {"type": "string"}, "v": {"type": "integer"}}}},
         [{"k": "x", "v": 1}, {"k": "x", "v": 2}], ['f[1]: Duplicate value: {"k":"x"}']),
        ({"type": "object", "oneOf": [{"required": ["p"]}, {"required": ["q"]}]}, {"p": 1, "q": 2},
         ['<nil>: Invalid value: "": "f" must validate one and only one schema (oneOf). Found 2 valid alternatives']),
        ({"type": "object", "anyOf": [{"required": ["p"]}]}, {},
         ['<nil>: Invalid value: "": "f" must validate at least one schema (anyOf)', "f.p: Required value"]),
        ({"type": "string", "not": {"enum": ["x"]}}, "x",
         ['<nil>: Invalid value: "": "f" must not validate the schema (not)']),
        ({"type": "string", "format": "date-time"}, "yesterday",
         ['f: Invalid value: "yesterday": f in body must be of type date-time: "yesterday"']),
        ({"type": "string", "format": "date-time"}, "2026-02-28T10:00:00Z", []),
        ({"type": "string", "format": "ipv4"}, "10.0.0.256",
         ['f: Invalid value: "10.0.0.256": f in body must be of type ipv4: "10.0.0.256"']),
        ({"type": "string", "format": "ipv6"}, "::", []),
        ({"type": "string", "format": "made-up"}, "x", []),
        ({"type": "object", "x-kubernetes-embedded-resource": True}, {"kind": "Pod"},
         ["f.apiVersion: Required value: must not be empty"]),
    ],
)  # fmt: skip
def test_lists_alternatives_formats_and_objects_within(schema: dict[str, Any], value: Any, wanted: list[str]) -> None:
    assert [f"{cause.field}: {cause.message}" for cause in values.check(value, schema, "f")] == wanted


def test_what_an_update_leaves_as_it_was_is_not_asked_again() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer", "maximum": 3}, "b": {"type": "integer"}}}
    assert values.check({"a": 9, "b": 2}, schema, "f", {"a": 9, "b": 1}) == []
    assert [cause.field for cause in values.check({"a": 8, "b": 1}, schema, "f", {"a": 9, "b": 1})] == ["f.a"]


def test_null_without_a_default_is_left_out() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string", "nullable": True}}}
    assert shape.with_defaults({"a": None, "b": None}, schema) == {"b": None}
