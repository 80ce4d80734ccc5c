"""Instants as people type them, in both languages."""

from __future__ import annotations

import pytest

from kubecourse.engine.core.clock import moment, stamp
from kubecourse.widgets.instants import instant

NOW = moment("2026-01-05T09:00:00Z")  # a Monday


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("09:30", "2026-01-05T09:30:00Z"),
        ("+2w", "2026-01-19T09:00:00Z"),
        ("thursday 23:00", "2026-01-08T23:00:00Z"),
        ("next Thursday 23:00", "2026-01-08T23:00:00Z"),
        ("jueves 23:00", "2026-01-08T23:00:00Z"),
        ("el próximo jueves 23:00", "2026-01-08T23:00:00Z"),
        ("miércoles 08:00", "2026-01-07T08:00:00Z"),
        ("sáb 00:05", "2026-01-10T00:05:00Z"),
        ("monday 08:00", "2026-01-12T08:00:00Z"),
        ("lunes 10:00", "2026-01-05T10:00:00Z"),
        ("2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"),
    ],
)
def test_an_instant(text: str, there: str) -> None:
    assert stamp(instant(text, NOW)) == there


@pytest.mark.parametrize("text", ["", "soon", "25:00", "thurs 23:00", "jueves", "+x", "9", "monday 24:10"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        instant(text, NOW)
