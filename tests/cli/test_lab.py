"""`kubecourse lab` puts the course there and never over a learner's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubecourse.cli import main
from kubecourse.cli.lab import deliver
from kubecourse.cli.words import WORDS


@pytest.fixture
def course(tmp_path: Path) -> Path:
    source = tmp_path / "source"
    (source / "es").mkdir(parents=True)
    (source / "es" / "start.ipynb").write_text("version 1")
    return source


def test_the_first_time_everything_is_put_there(course: Path, tmp_path: Path) -> None:
    said = deliver(course, tmp_path / "mine", "en")
    assert (tmp_path / "mine/es/start.ipynb").read_text() == "version 1"
    assert said == ["  new       es/start.ipynb"]


def test_a_second_time_nothing_changes(course: Path, tmp_path: Path) -> None:
    deliver(course, tmp_path / "mine", "en")
    assert deliver(course, tmp_path / "mine", "en") == []


def test_an_untouched_notebook_follows_the_course(course: Path, tmp_path: Path) -> None:
    deliver(course, tmp_path / "mine", "en")
    (course / "es/start.ipynb").write_text("version 2")
    deliver(course, tmp_path / "mine", "en")
    assert (tmp_path / "mine/es/start.ipynb").read_text() == "version 2"


def test_work_of_the_learner_stays_and_the_update_lands_beside_it(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    deliver(course, mine, "en")
    (mine / "es/start.ipynb").write_text("my work")
    (course / "es/start.ipynb").write_text("version 2")
    said = deliver(course, mine, "en")
    assert (mine / "es/start.ipynb").read_text() == "my work"
    assert (mine / "es/start.new.ipynb").read_text() == "version 2"
    assert "start.new.ipynb" in said[0]
    assert deliver(course, mine, "en") == [], "the same update is not announced twice"


def test_work_stays_even_when_the_ledger_is_lost(course: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    deliver(course, mine, "en")
    (mine / "es/start.ipynb").write_text("my work")
    (mine / ".kubecourse.json").write_text("{broken")
    deliver(course, mine, "en")
    assert (mine / "es/start.ipynb").read_text() == "my work"


def test_the_program_itself_is_never_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kubecourse").mkdir()
    (tmp_path / "kubecourse/__init__.py").write_text("")
    assert main(["lab", "--only-files", "--lang", "es"]) == 0
    assert list((tmp_path / "kubecourse").iterdir()) == [tmp_path / "kubecourse/__init__.py"]
    assert (tmp_path / "kubecourse-lab/es").is_dir()


def test_a_file_in_the_way_is_an_answer_not_a_traceback(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("x")
    assert main(["lab", str(tmp_path / "file"), "--only-files", "--lang", "en"]) == 1
    assert "not a folder" in capsys.readouterr().err


def test_both_languages_say_the_same_things() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()


def test_doctor_finds_everything_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0, capsys.readouterr().out
