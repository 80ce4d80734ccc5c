"""kubectl's JSONPath templates."""

import pytest

from kubecourse.kubectl.jsonpath import Template

PODS = {
    "items": [
        {"metadata": {"name": "a", "labels": {"app.kubernetes.io/name": "x"}}, "status": {"phase": "Running", "n": 1}},
        {"metadata": {"name": "b"}, "status": {"phase": "Failed", "n": 3}},
    ]
}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{.items[*].metadata.name}", "a b"),
        ('{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}', "a\tRunning\nb\tFailed\n"),
        ('{.items[?(@.status.phase=="Failed")].metadata.name}', "b"),
        ("{.items[?(@.status.n>1)].metadata.name}", "b"),
        ("{.items[?(@.metadata.labels)].metadata.name}", "a"),
        ("{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "x"),
        ("{.items[0].metadata.labels['app\\.kubernetes\\.io/name']}", "x"),
        ("{.items[-1].metadata.name}", "b"),
        ("{.items[0:1].metadata.name}", "a"),
        ("{..name}", "a b"),
        ("{.items[0].status}", '{"n":1,"phase":"Running"}'),
        ("{.items[0]['metadata.name', 'status.phase']}", ""),
        ("x={.items[0].nothing}.", "x=."),
        ("{$.items[0].metadata.name}", "a"),
        ("{.items[*].status.n}", "1 3"),
    ],
)
def test_a_template_finds_what_kubectl_finds(template, text):
    assert Template(template).render(PODS) == text


def test_an_open_brace_is_refused_in_kubectls_words():
    with pytest.raises(ValueError, match="unclosed action"):
        Template("{.spec")
