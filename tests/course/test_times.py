"""The time that a lesson promises is the time it takes somebody who reads, runs and does its exercises."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.authoring.lesson import Lesson, read_lesson
from kubecourse.authoring.times import estimate
from kubecourse.grading import exercises
from kubecourse.study.incident_records import incidents

COURSE = Path(__file__).resolve().parents[2] / "course"
KNOWN = exercises(COURSE)
#: minutes to look around, mend and read the debrief of one broken cluster
_INCIDENT = 7
LESSONS = [read_lesson(path) for lang in ("es", "en") for path in sorted((COURSE / lang).glob("[0-9][0-9]-*.md"))]


@pytest.mark.parametrize("lesson", LESSONS, ids=[f"{each.lang}-{each.name}" for each in LESSONS])
def test_the_promised_time_holds(lesson: Lesson) -> None:
    """A third less or more is another person, not another lesson."""
    counted = estimate(lesson, KNOWN)
    if lesson.module == "incidents":  # none of them stands in the page: they are opened from it
        counted += _INCIDENT * len(incidents(COURSE))
    assert 0.67 * counted <= lesson.minutes <= 1.5 * counted, f"minutes: {round(counted / 5) * 5} would be true"


def test_both_languages_promise_the_same() -> None:
    spanish, english = ({each.name: each.minutes for each in LESSONS if each.lang == lang} for lang in ("es", "en"))
    assert spanish == english
