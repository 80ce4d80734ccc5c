"""The diary: nothing that was written is lost, and damage is told in words with the file kept as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kubecourse.study import Diary
from kubecourse.study.diary import digest

DAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "diary.jsonl"


def diary(path: Path, day: int = 0) -> Diary:
    return Diary(path, lambda: DAY + timedelta(days=day))


def test_what_was_written_is_there_for_the_next_kernel(path: Path) -> None:
    diary(path).write("exercise", "batch.ttl", "met", answer="abc", score=2, points=2)
    diary(path, day=1).write("incident", "incidents.quota", "not-yet")
    found = diary(path).entries
    assert [(entry.id, entry.state, entry.at.day) for entry in found] == [
        ("batch.ttl", "met", 5),
        ("incidents.quota", "not-yet", 6),
    ]


def test_two_notebooks_see_each_others_entries(path: Path) -> None:
    one, other = diary(path), diary(path)
    one.write("exercise", "a.b", "met")
    other.write("exercise", "c.d", "met")
    assert [entry.id for entry in one.entries] == [entry.id for entry in other.entries] == ["a.b", "c.d"]


WRITES = """
import sys
from kubecourse.study.diary import Diary
for number in range(30):
    Diary(sys.argv[1]).write("exercise", f"{sys.argv[2]}.x{number}", "not-yet")
"""


def test_processes_that_write_at_once_lose_nothing(path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    workers = [
        subprocess.Popen([sys.executable, "-c", WRITES, str(path), name], env=environment) for name in ("p", "q")
    ]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    one = diary(path)
    assert len(one.entries) == 60
    assert not one.troubles


def test_a_line_torn_by_a_power_cut_costs_only_itself(path: Path) -> None:
    diary(path).write("exercise", "a.b", "met")
    with open(path, "a", encoding="utf-8") as file:
        file.write('{"at": "2026-01-0')
    after = diary(path)
    after.write("exercise", "c.d", "met")
    assert [entry.id for entry in diary(path).entries] == ["a.b", "c.d"]
    assert "1 lines could not be read" in after.troubles[0] or "no se han podido leer 1" in after.troubles[0]
    assert len(list(path.parent.glob("diary.damaged-*"))) == 1


@pytest.mark.parametrize("damage", [b"", b"\x00\xff\xfe not a diary", b"[1, 2]\n{}\n", b'{"kubecourse-diary": true}\n'])
def test_a_file_that_is_no_diary_is_kept_beside_the_new_one(path: Path, damage: bytes) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(damage)
    one = diary(path)
    one.write("exercise", "a.b", "met")
    assert [entry.id for entry in diary(path).entries] == ["a.b"]
    copies = [copy.read_bytes() for copy in path.parent.glob("diary.damaged-*")]
    assert copies == ([damage] if damage else [])
    assert bool(one.troubles) == bool(damage)


def test_a_diary_of_the_older_form_is_carried_over_and_kept(path: Path) -> None:
    path.parent.mkdir(parents=True)
    old = '{"kubecourse-diary": 1}\n{"when": "2025-12-24T10:00:00Z", "id": "volumes.match", "result": "met"}\n'
    path.write_text(old, encoding="utf-8")
    one = diary(path)
    assert [(entry.kind, entry.id, entry.state, entry.at.year) for entry in one.entries] == [
        ("exercise", "volumes.match", "met", 2025)
    ]
    assert one.troubles
    assert next(path.parent.glob("diary.form-1-*")).read_text(encoding="utf-8") == old
    assert not diary(path).troubles, "it is told once"


def test_a_diary_of_a_newer_form_is_never_written_to(path: Path) -> None:
    path.parent.mkdir(parents=True)
    text = '{"kubecourse-diary": 99}\n{"something": "new"}\n'
    path.write_text(text, encoding="utf-8")
    one = diary(path)
    assert one.entries == []
    with pytest.raises(OSError, match="kubecourse"):
        one.write("exercise", "a.b", "met")
    assert path.read_text(encoding="utf-8") == text


def test_what_is_no_attempt_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="exercise"):
        diary(path).write("exam", "a.b", "met")
    assert not path.exists()


def test_blanks_at_the_ends_of_lines_make_no_new_answer() -> None:
    assert digest("kind: Pod  \n\n") == digest("kind: Pod")
    assert digest("kind: Pod") != digest("kind: Job")
