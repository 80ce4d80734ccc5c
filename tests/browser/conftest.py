"""The browser that all tests of a file share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from .jupyter import CHROMIUM, FLAGS, SHOTS


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        message = "chromium is not installed: apt install chromium fonts-liberation"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    SHOTS.mkdir(exist_ok=True)
    with sync_playwright() as tools:
        chromium = tools.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
