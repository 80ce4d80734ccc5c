"""What the feedback says of an answer that the cluster refuses: each thing, in the student's language, with its line."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from kubecourse import ApiError
from kubecourse.face import Cluster
from kubecourse.grading.feedback import inline
from kubecourse.grading.stage import _kubectl, _refusal

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: Web}\nspec:\n  restartPolicy: Nunca\n  containers: []\n"


def test_every_mistake_of_a_manifest_is_told_in_both_languages() -> None:
    cluster = Cluster(platform="minimal")
    try:
        cluster.apply(POD)
    except ApiError as error:
        problem = _refusal(error, POD)
    assert problem.line == 3 and problem.excerpt == "metadata: {name: Web}" and problem.hint is not None
    for lang, words in (("es", "¿Querías decir Never?"), ("en", "Did you mean Never?")):
        said = problem.hint(lang)
        assert said.count("\n") == 2 and words in said
    assert "<em>" not in inline(problem.hint("en")), "an asterisk in a sentence is no stress"


def test_a_command_that_fails_is_explained() -> None:
    exercise: Any = SimpleNamespace()
    taken = _kubectl(exercise, Cluster(platform="minimal"), "kubectl scale deployment web")
    assert taken.problem is not None and taken.problem.key == "command" and taken.problem.hint is not None
    assert "--replicas" in taken.problem.hint("es")
