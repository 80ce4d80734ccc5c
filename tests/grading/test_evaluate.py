"""An answer and its grade: what the cluster does decides, and nothing a learner writes raises."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import pytest

from kubecourse.grading import Exercise, answers, begin, check, criterion, grade, say
from kubecourse.grading.evaluate import Case

WORDS = say(es="algo va mal", en="something is wrong")
Course = dict[str, Exercise]


def with_check(exercise: Exercise, behaves: Any) -> Exercise:
    return dataclasses.replace(exercise, checks=(criterion("one", 1, WORDS, behaves=behaves, hints=[WORDS]),))


def test_a_right_answer_earns_all_points(course: Course) -> None:
    score = grade(course["demo.heal"], str(course["demo.heal"].solution))
    assert (score, score.state) == (4.0, "met")


def test_half_of_it_earns_its_weight(course: Course) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", "replicas: 1")
    score = grade(course["demo.heal"], text, lang="en")
    assert (score, score.state) == (3.0, "not-yet")
    assert "1 replicas were ready" in score.text
    assert "Hint 1" in score.text


def test_not_yet_shows_what_the_cluster_itself_said(course: Course) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", "replicas: 1")
    assert "Pod/web-" in grade(course["demo.heal"], text).results[0].evidence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "still empty"),
        ("# a comment\n---\n", "still empty"),
        ("kind: [", "refused"),
        ("a: 1\n\tb: 2", "refused"),
        ("kind: Deployment\n", "apiVersion not set"),
        ("apiVersion: v1\nkind: Pood\nmetadata: {name: x}\n", "Pood"),
        ("just words", "refused"),
        ("\x00\ud800", ""),
        ("[" * 5000, ""),
    ],
)
def test_an_answer_that_cannot_be_read_earns_nothing_and_says_why(course: Course, text: str, words: str) -> None:
    score = grade(course["demo.heal"], text, lang="en")
    assert (score, score.state) == (0.0, "malformed")
    assert words in score.text


def test_the_line_of_a_refusal_is_shown(course: Course) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", "replicas: two")
    assert "Line 6: replicas: two" in grade(course["demo.heal"], text, lang="en").text
    spanish = grade(course["demo.heal"], text, lang="es")
    assert "Línea 6: replicas: two" in spanish.text
    assert "Prueba esto" in spanish.text and "Prueba esto" in spanish._repr_html_()


def test_asking_for_a_million_pods_ends_soon_and_says_where(course: Course) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", "replicas: 1000000")
    assert "more work than an exercise may take" in grade(course["demo.heal"], text, lang="en").text


def test_a_check_that_breaks_is_not_met_with_the_reason(course: Course) -> None:
    def breaks(case: Case) -> None:
        case.cluster.get("Pod", "nobody")

    score = grade(with_check(course["demo.heal"], breaks), str(course["demo.heal"].solution))
    assert (score, score.state) == (0.0, "not-yet")
    assert 'pods "nobody" not found' in score.text

    score = grade(with_check(course["demo.heal"], lambda case: 1 / 0), str(course["demo.heal"].solution))
    assert "ZeroDivisionError" in score.text


def test_a_record_whose_cluster_cannot_be_made_is_told_without_a_traceback(course: Course) -> None:
    score = grade(dataclasses.replace(course["demo.heal"], given=("kind: Nonsense",)), "kind: Pod", lang="en")
    assert (score, score.state) == (0.0, "malformed")
    assert "Please report it" in score.text


def test_each_check_has_a_cluster_of_its_own(course: Course) -> None:
    def destroys(case: Case) -> Any:
        found = case.cluster.list("Deployment", "default")
        case.cluster.delete("Deployment", "web")
        return bool(found)

    exercise = with_check(course["demo.heal"], destroys)
    both = dataclasses.replace(exercise, checks=(exercise.checks[0], dataclasses.replace(exercise.checks[0], id="two")))
    assert grade(both, str(course["demo.heal"].solution)).state == "met"


def test_nothing_is_printed_whatever_a_check_does(course: Course, capfd: pytest.CaptureFixture[str]) -> None:
    def noisy(case: Case) -> None:
        print("noise")
        print("noise", file=sys.stderr)

    grade(with_check(course["demo.heal"], noisy), str(course["demo.heal"].solution))
    assert capfd.readouterr() == ("", "")


def test_new_objects_are_those_of_the_answer(course: Course) -> None:
    seen: list[list[str]] = []

    def look(case: Case) -> None:
        seen.append([pod["metadata"]["labels"]["app"] for pod in case.new("Pod")])

    grade(with_check(course["demo.scale"], look), "kubectl create deployment other --image=nginx:1.27")
    assert seen == [["other"]]


@pytest.mark.parametrize("text", ["b", "B", " b) ", "# mine\nb\n"])
def test_a_letter_may_be_written_in_several_ways(course: Course, text: str) -> None:
    assert grade(course["demo.who"], text) == 1.0


@pytest.mark.parametrize("text", ["z", "the second", "b a d", "1"])
def test_what_is_no_letter_of_an_option_is_not_readable(course: Course, text: str) -> None:
    assert grade(course["demo.who"], text).state == "malformed"


def test_all_letters_do_not_earn_the_points_of_one(course: Course) -> None:
    assert grade(course["demo.who"], "a b") == 0.0


@pytest.mark.parametrize(("text", "value"), [("90", 90.0), ("-1,5", -1.5), ("# why\n2.50", 2.5)])
def test_a_number_may_have_a_comma(course: Course, text: str, value: float) -> None:
    exercise = dataclasses.replace(with_check(course["demo.heal"], lambda case: case.number == value), kind="number")
    assert grade(exercise, text).state == "met"


@pytest.mark.parametrize("text", ["nan", "inf", "1e9", "90 s", "9 0", "0x10"])
def test_what_is_no_plain_number_is_not_readable(course: Course, text: str) -> None:
    exercise = dataclasses.replace(with_check(course["demo.heal"], lambda case: True), kind="number")
    assert grade(exercise, text).state == "malformed"


def test_commands_run_one_after_another_and_the_first_that_fails_is_shown(course: Course) -> None:
    lines = "kubectl get deployments\n# comment\nkubectl scale deployment \\\n  web --replicas=5\nkubectl get nothing"
    score = grade(course["demo.scale"], lines, lang="en")
    assert score.state == "malformed"
    assert "Line 5" in score.text


def test_values_differ_by_student_and_not_by_run(course: Course) -> None:
    from kubecourse.grading.stage import values_for

    counts = [values_for(course["demo.scale"], f"s{n}")["count"] for n in range(20)]
    assert counts == [values_for(course["demo.scale"], f"s{n}")["count"] for n in range(20)]
    assert len({*counts}) > 1


def test_a_check_cell_reads_the_answer_of_the_cell_above(course: Course) -> None:
    assert "%%answer demo.who" in check("demo.who", lang="en").text
    answers.remember("demo.who", "b\n")
    assert check("demo.who") == 1.0


def test_the_learner_may_have_the_cluster_an_exercise_starts_from(course: Course) -> None:
    cluster = begin("demo.scale")
    assert cluster.get("Deployment", "web")["status"]["readyReplicas"] == 2
    with pytest.raises(ValueError, match=r"demo\.heal"):
        begin("demo.hael")


def test_an_unknown_exercise_is_told_and_does_not_raise(course: Course) -> None:
    assert "demo.heal" in check("demo.hael", lang="en").text


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("%%manifest demo.heal\nkind: Pod", ("demo.heal", "kind: Pod")),
        ("\n%%answer demo.who \nb", ("demo.who", "b")),
        ("%%manifest demo.heal", ("demo.heal", "")),
        ("x = 1\n%%manifest demo.heal\nb", None),
        ("%%manifest\nkind: Pod", None),
        ("%%bash demo.heal\nb", None),
    ],
)
def test_an_answers_cell_is_known_by_its_first_line(source: str, found: Any) -> None:
    assert answers.read_cell(source) == found
