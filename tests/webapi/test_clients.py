"""The READMEs say of clients what the tests of today do with them."""

from __future__ import annotations

import pytest

from .clients import CLIENTS, READMES, table


@pytest.mark.parametrize("language", READMES)
def test_a_readme_has_the_table_of_today(language: str) -> None:
    assert table(language) in READMES[language].read_text("utf-8"), "python -m tests.webapi.clients"


def test_every_client_is_asked_for_by_the_extra_and_has_a_version() -> None:
    rows = table("en").splitlines()[3:-1]
    assert len(rows) == len(CLIENTS)
    for row, line in zip(CLIENTS, rows, strict=True):
        _, name, version, *_, count, _ = (cell.strip() for cell in line.split("|"))
        assert name == row.name and int(count) > 5
        assert bool(version) is bool(row.package), line
