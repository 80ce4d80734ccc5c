"""Many proofs at once say what one after another says."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from kubecourse.cli import main
from kubecourse.grading import Exercise, prove
from kubecourse.grading.proof import pieces, prove_piece
from kubecourse.grading.proving import prove_all
from kubecourse.grading.stage import set_up, values_for

Course = dict[str, Exercise]
BAD = """
from kubecourse.grading import criterion, exercise, say, wrong

exercise(
    "demo.bad", 1, hat=say(es="x", en="x"), title=say(es="uno", en="one"), prompt=say(es="di a", en="say a"), kind="number",
    varies=lambda chance: {"right": chance.below(6, "right")}, solution="{right}", starter="3",
    wrong=[wrong(say(es="y", en="y"), "9", caught_by="same", says=say(es="otro", en="another"))],
    checks=[criterion("same", 1, say(es="igual", en="equal"), hints=[say(es="p", en="h")],
                      behaves=lambda case: case.number == case.values["right"] or say(es="otro", en="another"))],
    debrief=say(es="fin", en="end"),
)
"""


def test_on_all_cores_the_answers_are_those_of_one_and_in_the_order_asked_for(tmp_path: Path) -> None:
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "demo.py").write_text(BAD)
    (tmp_path / "exercises" / "more.py").write_text(
        BAD.replace("demo.bad", "demo.good").replace('starter="3"', 'starter="77"')
    )
    alone, together = ([*prove_all(["demo.good", "demo.bad"], jobs, course=tmp_path)] for jobs in (1, 2))
    assert alone == together
    assert [(id, bool(problems)) for id, problems in together] == [("demo.good", False), ("demo.bad", True)]
    assert any(told.startswith("student-") and "the starter earns 1" in told for told in together[1][1])


def test_equal_variants_are_proved_once_and_none_is_left_out(course: Course) -> None:
    made = dataclasses.replace(course["demo.scale"], varies=lambda chance: {"count": 2 + chance.below(3, "count")})
    done = [name for piece in pieces(made, 50, size=1) for name in piece.students if name]
    counts = {values_for(made, name)["count"] for name in done} | {values_for(made)["count"]}
    assert counts == {2, 3, 4} and len(done) == 2


def test_a_wrong_answer_that_is_wrong_for_the_printed_variant_only_is_found(course: Course) -> None:
    made = course["demo.scale"]
    first = dataclasses.replace(
        made, wrongs=(dataclasses.replace(made.wrongs[0], says="no such words"), *made.wrongs[1:])
    )
    told = [problem for problem in prove(first, 10) if "with other words" in problem]
    assert any(problem.startswith("student-") for problem in told) and any(problem.startswith("[") for problem in told)


def test_the_proof_is_the_sum_of_its_pieces(course: Course) -> None:
    made = dataclasses.replace(course["demo.scale"], solution="kubectl scale deployment web --replicas=4")
    apart = [told for piece in pieces(made, 10, size=1) for told in prove_piece(made, piece)]
    assert apart == prove(made, 10) and any("student-" in told for told in apart)


def test_an_exercise_begins_in_a_cluster_of_its_own_although_it_was_started_before(course: Course) -> None:
    first, second = (set_up(course["demo.scale"], values_for(course["demo.scale"])) for _ in range(2))
    begun = str(first.now), str(first.kubectl("get all -A"))
    first.kubectl("delete deployments --all")
    first.advance("1h")
    assert (str(second.now), str(second.kubectl("get all -A"))) == begun
    second.advance("1m")
    second.rewind("-61s")
    third = set_up(course["demo.scale"], values_for(course["demo.scale"]))
    assert (str(third.now), str(third.kubectl("get all -A"))) == begun


def test_kubecourse_check_says_which_hold(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "demo.who", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.splitlines() == ["ok        demo.who", "1 of 1 exercises hold."]
    assert main(["check", "demo.nobody"]) == 2
    assert "demo.nobody" in capsys.readouterr().err
