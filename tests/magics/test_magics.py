"""The magics in a shell of IPython: what cells print, keep and propose, and that they never raise or write to stderr."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from kubecourse.grading import answers
from kubecourse.magics.words import WORDS

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n  - name: a\n    image: nginx:1.27\n"
TYPO = POD.replace("image:", "imagen:")


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    monkeypatch.setenv("KUBECOURSE_LANG", "en")
    one = InteractiveShell.instance()
    one.run_line_magic("load_ext", "kubecourse")
    one.user_ns.pop("cluster", None)
    answers.forget()
    yield one
    one.user_ns.pop("cluster", None)


def run(shell: InteractiveShell, cell: str) -> str:
    """What the cell shows; a traceback or a word on stderr fails the test."""
    with capture_output() as seen:
        result = shell.run_cell(cell)
    assert result.success and not seen.stderr, seen.stderr
    return seen.stdout + "".join(str(output.data.get("text/plain", "")) for output in seen.outputs)


def test_a_cluster_is_made_on_first_use_and_said(shell: InteractiveShell) -> None:
    shown = run(shell, "%kubectl get nodes")
    assert "`cluster`" in shown and "worker-2" in shown
    assert "`cluster`" not in run(shell, "%kubectl get nodes") and shell.user_ns["cluster"].list("Node")


def test_the_notebooks_own_cluster_is_used(shell: InteractiveShell) -> None:
    run(shell, "from kubecourse import Cluster\ncluster = Cluster(platform='minimal')")
    assert len(run(shell, "%kubectl get nodes --no-headers").splitlines()) == len(shell.user_ns["cluster"].list("Node"))


def test_a_manifest_is_applied_and_runs(shell: InteractiveShell) -> None:
    assert "pod/web created" in run(shell, "%%apply\n" + POD)
    assert "calm" in run(shell, "%settle")
    assert "Running" in run(shell, "%kubectl get pod web")
    assert "10m have passed" in run(shell, "%advance 10m")


def test_a_namespace_can_be_named(shell: InteractiveShell) -> None:
    run(shell, "%kubectl create namespace team")
    assert "pod/web created" in run(shell, "%%apply -n team\n" + POD)
    assert shell.user_ns["cluster"].get("Pod", "web", "team")
    assert "%%apply" in run(shell, "%%apply --wrong\n" + POD)


def test_a_refusal_is_kubectls_text_with_the_line_marked(shell: InteractiveShell) -> None:
    shown = run(shell, "%%apply\n" + TYPO)
    assert 'Error from server (BadRequest): error when creating "STDIN"' in shown
    assert ">   7 |     imagen: nginx:1.27" in shown and "Try this: " in shown


@pytest.mark.parametrize(
    "text", ["a: b\n c: d", "\t", "x", "kind: Foo\napiVersion: v1", POD + "---\nkind: [", "{", "&a [*a]"]
)
def test_no_text_makes_a_cell_fail(shell: InteractiveShell, text: str) -> None:
    assert run(shell, "%%apply\n" + text).strip()
    assert run(shell, "%%manifest a.b\n" + text).strip()


def test_commands_stand_one_a_line(shell: InteractiveShell) -> None:
    shown = run(shell, "%%kubectl\n# a remark\ncreate namespace one\nkubectl create namespace \\\n  two\n")
    assert shown.splitlines()[-2:] == ["namespace/one created", "namespace/two created"]


def test_a_cell_can_be_what_kubectl_reads(shell: InteractiveShell) -> None:
    assert "pod/web created" in run(shell, "%%kubectl apply -f -\n" + POD)


def test_an_answer_is_kept_and_the_cluster_untouched(shell: InteractiveShell) -> None:
    run(shell, "%kubectl get nodes")
    shown = run(shell, "%%manifest networking.select-web\n" + POD)
    assert answers.recall("networking.select-web") == POD and "pod/web" in shown
    assert not shell.user_ns["cluster"].list("Pod", "default")


def test_a_wrong_answer_is_kept_too_and_its_line_is_marked(shell: InteractiveShell) -> None:
    shown = run(shell, "%%manifest networking.select-web\n" + TYPO)
    assert answers.recall("networking.select-web") == TYPO and ">   7 |" in shown


def test_commands_and_words_can_be_answers(shell: InteractiveShell) -> None:
    run(shell, "%%kubectl workloads.scale\nget nodes\n")
    run(shell, "%%answer start.count\n3\n")
    assert answers.recall("workloads.scale") == "get nodes\n" and answers.recall("start.count") == "3\n"


@pytest.mark.parametrize("cell", ["%%manifest\nx", "%%answer\nx", "%%manifest a.b\n\n", "%advance soon", "%settle soon",
                                  "%kubectl frobnicate", "%kubectl get pod nobody", "%kubectl apply -f nofile.yaml", "%kubectl 'open"])  # fmt: skip
def test_what_is_wrong_is_said_without_a_traceback(shell: InteractiveShell, cell: str) -> None:
    assert run(shell, cell).strip()


@pytest.mark.parametrize(
    ("text", "proposed"),
    [("%kubectl get no", "nodes"), ("%kubectl describe node worker-", "worker-1"), ("%%kubectl\nget po", "pods"),
     ("x = 1\n%kubectl roll", "rollout"), ("%kubectl get pods --all-n", "--all-namespaces")],
)  # fmt: skip
def test_tab_proposes_what_kubectl_would_take(shell: InteractiveShell, text: str, proposed: str) -> None:
    run(shell, "%kubectl get nodes")
    with provisionalcompleter():
        found: list[Any] = list(shell.Completer.completions(text, len(text)))
    assert proposed in [one.text for one in found]


def test_tab_makes_no_cluster(shell: InteractiveShell) -> None:
    with provisionalcompleter():
        list(shell.Completer.completions("%kubectl get no", 15))
    assert "cluster" not in shell.user_ns


def test_both_languages_say_the_same_things() -> None:
    assert set(WORDS["es"]) == set(WORDS["en"])


def test_a_refusal_of_python_is_a_lesson_and_no_tour_of_the_engine(shell: InteractiveShell) -> None:
    with capture_output() as seen:
        result = shell.run_cell(
            f"from kubecourse import Cluster\ncluster = Cluster(platform='minimal')\ncluster.apply({TYPO!r})"
        )
    assert not result.success, "the cell has failed"
    assert type(result.error_in_exec).__name__ == "ApiError"
    shown = seen.stdout + seen.stderr
    assert "--> cluster.apply(" in shown and ">   7 |     imagen: nginx:1.27" in shown
    assert "Try this: There is no `imagen` there: write `image`." in shown and "Traceback" not in shown
    with capture_output() as seen:
        shell.run_cell("1/0")
    assert "ZeroDivisionError" in seen.stdout + seen.stderr and "Traceback" in seen.stdout + seen.stderr
