"""CEL as Kubernetes has it: its own functions, and what is told of an expression that cannot be right."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from kubecourse import ApiError, Cluster
from kubecourse.engine.api import expressions
from kubecourse.engine.api.expressions import ExpressionError, evaluate, undeclared

SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}, "m": {
    "type": "object", "additionalProperties": {"type": "object", "properties": {"z": {"type": "string"}}}}}}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("self.isSorted() && self.sum() == 6 && self.min() == 1 && self.max() == 3", True),
        ("[1, 2, 1].indexOf(1) + [1, 2, 1].lastIndexOf(1)", 2),
        ("'abcb'.indexOf('b', 2) + 'abcb'.lastIndexOf('b')", 6),
        ("'a1b22'.find('[0-9]+') + string('a1b22'.findAll('[0-9]+').size())", "12"),
        ("'%s has %d, %.1f, %x'.format(['a', 1, 2.0, 255])", "a has 1, 2.0, ff"),
        ("quantity('1Gi').isGreaterThan(quantity('900Mi'))", True),
        ("quantity('1k').add(quantity('24')).asInteger()", 1024),
        ("quantity('1.5').isInteger() || isQuantity('1 Gi')", False),
        ("ip('10.0.0.1').family() == 4 && !isIP('10.0.0.256') && ip('fe80::1').isLinkLocalUnicast()", True),
        ("cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16')", True),
        ("cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8') && cidr('10.1.2.3/8').prefixLength() == 8", True),
        ("isCIDR('10.0.0.0') || isIP('::ffff:10.0.0.1') || ip.isCanonical('2001:DB8::1')", False),
        ("url('https://u@a.b:80/c?d=e').getHost() + url('https://a.b:80/c').getPort()", "a.b:8080"),
        ("url('https://[::1]:80/c?d=e').getHostname() + url('/c?d=e').getQuery()['d'][0]", "::1e"),
        ("isURL('a b') || isURL('../x')", False),
        ("semver('1.2.3').isLessThan(semver('1.10.0')) && semver('1.0.0-rc.1').compareTo(semver('1.0.0')) == -1", True),
        ("format.dns1123Label().validate('A_').hasValue() && !format.dns1123Label().validate('a').hasValue()", True),
        ("math.greatest(1, 2) + [1, [2]].flatten().size()", 4),
    ],
)  # fmt: skip
def test_functions_of_kubernetes(text: str, wanted: Any) -> None:
    assert evaluate(text, {"self": [1, 2, 3]}) == wanted and undeclared(text, ("self",)) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("self.nope > 1", "<input>:1:5: undefined field 'nope'\n | self.nope > 1\n | ....^"),
        ("self.m.b.y == 'a'", "<input>:1:9: undefined field 'y'\n | self.m.b.y == 'a'\n | ........^"),
        ("true &&\n nope > 1", "<input>:2:2: undeclared reference to 'nope' (in container '')\n |  nope > 1\n | .^"),
        (
            "self.a.foo()",
            "<input>:1:11: undeclared reference to 'foo' (in container '')\n | self.a.foo()\n | ..........^",
        ),
        ("'self.nope' == 'x' && has(self.a) && self.m.all(k, self.m[k].z == k)", ""),
    ],
)
def test_what_an_expression_names_must_be_there(text: str, wanted: str) -> None:
    assert undeclared(text, ("self",), {"self": SCHEMA}) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("1 / 0", "division by zero"), ("{'a': 1}.b", "no such key: b"), ("[].min()", "min called on empty list"),
        ("ip('x').family()", 'IP Address "x" parse error during conversion from string: ParseAddr("x")'),
    ],
)  # fmt: skip
def test_what_fails_says_why(text: str, wanted: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text, {})
    assert str(caught.value) == wanted


def test_without_the_library_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    expressions.compiled.cache_clear()
    monkeypatch.setitem(sys.modules, "cel", None)
    with pytest.raises(ApiError, match=r"pip install 'kubecourse\[cel\]'"):
        evaluate("1 + 1 == 2 && true", {})
    # a cluster that has no expressions does not need it
    assert Cluster(nodes=1).api.list("Pod", "kube-system")
