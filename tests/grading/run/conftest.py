"""One class for all tests of a run: released once, copied for each."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import classroom


@pytest.fixture(scope="session")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return classroom.make(tmp_path_factory.mktemp("class"))


@pytest.fixture
def room(released: Path, tmp_path: Path) -> Path:
    shutil.copytree(released, tmp_path / "class", symlinks=True)
    return tmp_path / "class"
