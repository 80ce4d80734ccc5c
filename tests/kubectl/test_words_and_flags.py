"""What is typed wrong is answered in kubectl's words; what is typed in another order means the same."""

import pytest

ERRORS = [
    ("gt pods", 'error: unknown command "gt" for "kubectl"\n\nDid you mean this?\n\tcp\n\tget\n\tset\n'),
    ("get pods --foo", "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"),
    ("get pods -x", "error: unknown shorthand flag: 'x' in -x\nSee 'kubectl get --help' for usage.\n"),
    ("get pods -o", "error: flag needs an argument: 'o' in -o\nSee 'kubectl get --help' for usage.\n"),
    ("get pods --output", "error: flag needs an argument: --output\nSee 'kubectl get --help' for usage.\n"),
    ("get contenedores", 'error: the server doesn\'t have a resource type "contenedores"\n'),
    ("get pods web -A", "error: a resource cannot be retrieved by name across all namespaces\n"),
    (
        "rollout statu",
        'error: unknown command "statu" for "kubectl rollout"\nSee \'kubectl rollout --help\' for usage.\n',
    ),
    ("apply", "error: must specify one of -f and -k\n"),
    ("apply -f web.yaml", 'error: the path "web.yaml" does not exist\n'),
    ("apply -f -", "error: no objects passed to apply\n"),
    ("delete pod", "error: resource(s) were provided, but no name was specified\n"),
    ("scale deploy web", 'error: required flag(s) "replicas" not set\n'),
    ("get 'pods", "error: No closing quotation\n"),
    ("get pods > file", "error: there is no shell here, so > means nothing: write one kubectl command a line\n"),
]


@pytest.mark.parametrize(("line", "text"), ERRORS)
def test_a_mistake_is_answered_in_kubectls_words(cluster, line, text):
    result = cluster.kubectl(line)
    assert (result.stderr, result.code, str(result)) == (text, 1, "")


@pytest.mark.parametrize("line", ["get -n default deploy web", "-n default get deploy/web", "kubectl get deploy web -ndefault",
                                  "get deployments.apps web --namespace=default", "get Deployment web -n=default"])  # fmt: skip
def test_flags_may_stand_anywhere_and_kinds_have_many_names(cluster, line):
    assert cluster.kubectl(line).split()[5:7] == ["web", "2/2"]


def test_a_heredoc_is_standard_input(cluster):
    text = "kubectl apply -f - <<EOF\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\nEOF"
    assert cluster.kubectl(text) == "configmap/c created\n"


def test_a_file_is_read_only_through_the_reader_that_was_given(cluster):
    files = {"c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"}
    assert cluster.kubectl("apply -f c.yaml", read_file=files.__getitem__) == "configmap/c created\n"


def test_the_notebook_shows_output_first_and_errors_after_it(cluster):
    result = cluster.kubectl("get deploy web nada --no-headers")
    assert result.startswith("web   2/2")
    assert repr(result) == f'{result}Error from server (NotFound): deployments.apps "nada" not found'


def test_grep_and_wc_stand_in_for_a_shell(cluster):
    assert cluster.kubectl("get pods -o name | grep web | wc -l") == "2\n"
    assert cluster.kubectl("get pods | grep nada").code == 1
