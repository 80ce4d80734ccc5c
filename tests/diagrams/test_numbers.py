"""Numbers a learner has measured: the picture and its text twin say the same ones."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from kubecourse.diagrams import bars, steps

NINE = 1_767_603_600_000  # 2026-01-05T09:00:00Z


def test_each_bar_has_its_name_and_its_number_in_picture_and_text() -> None:
    made = bars("Speed", {"1 machine": 1, "3 machines": 1.5}, "data", lang="en")
    words = "".join(ElementTree.fromstring(made.svg).itertext())
    for name, number in (("1 machine", "1 data"), ("3 machines", "1.5 data")):
        line = next(line for line in made.text.splitlines() if name in line)
        assert line.endswith(number)
        assert name in words and number in words


def test_bars_are_as_long_as_their_numbers() -> None:
    svg = ElementTree.fromstring(bars("t", {"a": 1, "b": 4, "c": 0}).svg)
    widths = [float(each.get("width", 0)) for each in svg.iter() if each.tag.endswith("rect")][1:]
    assert widths[1] == pytest.approx(4 * widths[0])
    assert 0 < widths[2] < 5


def test_steps_tell_only_the_changes_and_the_hour_of_the_cluster() -> None:
    made = steps("Day", {"replicas": [(NINE, 3), (NINE + 60_000, 3), (NINE + 120_000, 10)]}, lang="en")
    assert made.text.splitlines()[1].split() == ["replicas", "09:00:00", "3,", "09:02:00", "10"]
    words = "".join(ElementTree.fromstring(made.svg).itertext())
    assert "09:00:00" in words and "max 10" in words


def test_names_with_marks_of_html_stay_names() -> None:
    svg = bars("<b>", {"<script>": 1}).svg
    assert "<script>" not in svg
    ElementTree.fromstring(svg)


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), True, "3"])
def test_what_is_no_number_from_0_on_is_refused_by_name(value: object) -> None:
    with pytest.raises(ValueError, match="total"):
        bars("t", {"total": value})  # type: ignore[dict-item]


def test_times_that_go_back_are_refused() -> None:
    with pytest.raises(ValueError, match="go back"):
        steps("t", {"a": [(2, 1), (1, 1)]})
