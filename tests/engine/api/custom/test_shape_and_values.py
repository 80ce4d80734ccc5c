"""What a custom object's schema promises: defaults, pruning, and refusals in the apiserver's words."""

from __future__ import annotations

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
