"""A PostgreSQL server of the tests' own, in a folder of its own, on a socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

__all__ = ["server"]


@contextmanager
def server() -> Iterator[str]:
    """Start it and give its SQLAlchemy URL; skipped where there is no PostgreSQL (never in CI)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    initdb = str(found[-1]) if found else shutil.which("initdb")
    if initdb is None:
        if os.environ.get("CI"):
            pytest.fail("there is no PostgreSQL")
        pytest.skip("there is no PostgreSQL")
    programs = Path(initdb).parent
    # a socket's path is short, and nobody else's: process ids repeat where containers share /tmp
    home = Path(tempfile.mkdtemp(prefix="kubecourse-pg-", dir="/tmp"))
    me = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
    if me:
        shutil.chown(home, "nobody")
    data = str(home / "data")
    run = lambda *words: subprocess.run([*me, *words], check=True, capture_output=True, cwd=home, timeout=120)  # noqa: E731
    run(str(programs / "initdb"), "-D", data, "-U", "teacher", "--auth=trust", "-N")
    options = f"-c listen_addresses='' -k {home} -c fsync=off -c max_connections=50"
    run(str(programs / "pg_ctl"), "-D", data, "-o", options, "-w", "-l", str(home / "log"), "start")
    try:
        yield f"postgresql+psycopg://teacher@/postgres?host={home}"
    finally:
        run(str(programs / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
