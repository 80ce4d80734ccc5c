"""Selectors: three ways to write one, one meaning, Kubernetes' words when it is wrong."""

import pytest

from kubecourse.engine.core import selectors

LABELS = {"app": "web", "tier": "front", "n": "3"}


@pytest.mark.parametrize(
    ("selector", "chosen"),
    [
        ("", True), ("app=web", True), ("app==web,tier", True), ("app!=web", False), ("missing!=x", True),
        ("app in (api, web),!gone", True), ("app notin (web)", False), ("n>2,n<4", True), ("n>3", False),
        ("app=", False), ({"app": "web"}, True), ({}, True), (None, False),
        ({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "tier", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web", "x"]}]}, False),
    ],
)  # fmt: skip
def test_a_selector_chooses_what_kubernetes_would_choose(selector: object, chosen: bool) -> None:
    assert selectors.labels(selector).matches(LABELS) is chosen  # type: ignore[arg-type]


def test_an_index_can_answer_the_equalities() -> None:
    selector = selectors.labels("b=2,a in (1),c in (x,y)")
    assert selector.equalities == (("a", "1"), ("b", "2"))
    assert str(selector) == "a in (1),b=2,c in (x,y)"
    assert selectors.labels({}).empty
    assert not selectors.labels(None).empty


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("app in web", "unable to parse requirement: found 'web' expected: '('"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("=b", "found '=', expected: !, identifier, or 'end of string'"),
        ("a,", "found '', expected: identifier after ','"),
        ("app in (x", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a b", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
    ],
)
def test_a_wrong_selector_is_explained_as_the_server_does(text: str, words: str) -> None:
    with pytest.raises(ValueError) as refusal:
        selectors.labels(text)
    assert str(refusal.value) == words


def test_a_wrong_label_value_names_its_place() -> None:
    with pytest.raises(ValueError, match=r'^unable to parse requirement: values\[0\]\[a\]: Invalid value: "@": a'):
        selectors.labels("a=@")
    with pytest.raises(ValueError, match=r'^"Igual" is not a valid label selector operator$'):
        selectors.labels({"matchExpressions": [{"key": "a", "operator": "Igual", "values": ["b"]}]})


def test_field_selectors_compare_fields_as_text() -> None:
    pod = {"metadata": {"name": "p"}, "spec": {"nodeName": "n1", "hostNetwork": True}}
    assert selectors.fields("metadata.name=p,spec.nodeName!=n2").matches(pod)
    assert selectors.fields("spec.hostNetwork==true,status.phase=").matches(pod)
    assert not selectors.fields("spec.nodeName=").matches(pod)
    assert str(selectors.fields(r"metadata.name=a\,b")) == r"metadata.name=a\,b"
    with pytest.raises(ValueError, match=r"^invalid selector: 'x'; can't understand 'x'$"):
        selectors.fields("x")
