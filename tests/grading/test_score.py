"""A score is a bare number to a grader, and feedback to a person."""

from __future__ import annotations

import dataclasses
import pickle
import re
from string import Formatter

import pytest

from kubecourse.grading import Exercise, criterion, grade, say
from kubecourse.grading.words import WORDS

Course = dict[str, Exercise]


@pytest.mark.parametrize("replicas", [0, 1, 2])
def test_its_repr_is_a_number_between_nothing_and_all(course: Course, replicas: int) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", f"replicas: {replicas}")
    score = grade(course["demo.heal"], text)
    assert re.fullmatch(r"\d+\.\d+", repr(score))
    assert 0 <= float(repr(score)) <= 4
    assert repr(score) == str(score) == repr(float(score))


def test_a_third_of_the_points_is_never_more_than_the_points(course: Course) -> None:
    words = say(es="una cosa", en="one thing")
    checks = tuple(criterion(f"c{n}", 1, words, behaves=lambda case: True, hints=[words]) for n in range(3))
    exercise = dataclasses.replace(course["demo.who"], points=0.1, checks=checks)
    assert grade(exercise, "b") == 0.1


def test_it_counts_and_travels_as_a_float(course: Course) -> None:
    score = grade(course["demo.who"], "b")
    assert score + 1 == 2.0
    assert pickle.loads(pickle.dumps(score)) == 1.0


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_feedback_names_each_behaviour_with_a_mark_and_a_word(course: Course, lang: str) -> None:
    text = str(course["demo.heal"].solution).replace("replicas: 2", "replicas: 1")
    html = grade(course["demo.heal"], text, lang=lang)._repr_html_()
    for each in course["demo.heal"].checks:
        assert each.title(lang) in html
    assert "✓" in html and "✗" in html
    assert WORDS[lang]["met"] in html and WORDS[lang]["not-yet"] in html
    assert course["demo.heal"].checks[0].hints[0](lang) in html
    assert f'lang="{lang}"' in html


def test_the_feedback_suits_a_dark_page() -> None:
    from kubecourse.grading.feedback import _STYLE

    assert "prefers-color-scheme:dark" in _STYLE and "data-jp-theme-light=false" in _STYLE


def test_what_a_learner_wrote_is_escaped(course: Course) -> None:
    evil = "apiVersion: v1\nkind: <script>alert(1)</script>\nmetadata: {name: x}\n"
    html = grade(course["demo.heal"], evil)._repr_html_()
    assert "<script" not in html and "&lt;script" in html


def test_a_records_sentence_may_have_code_and_stress_and_nothing_more() -> None:
    from kubecourse.grading.feedback import inline

    told = inline("`a: *x*` is **very** *much*, 2 * 3 * 4 <b>")
    assert told == "<code>a: *x*</code> is <strong>very</strong> <em>much</em>, 2 * 3 * 4 &lt;b&gt;"


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()
    for key, english in WORDS["en"].items():
        blanks = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in (english, WORDS["es"][key])]
        assert blanks[0] == blanks[1], key
