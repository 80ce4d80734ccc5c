"""What `zip_collect` reads in names of files: `STUDENT_attempt_2026-01-30-15-00-00_NOTEBOOK.ipynb`, as platforms hand them out.

nbgrader's collector takes the time as it is written, which its reader of dates refuses or misreads for some hours; here it is
put into a form with one meaning (UTC). Another form of name: set `AttemptCollector.named_regexp` in `nbgrader_config.py`.
Next: `nbgrader_setup.py`, which puts it in its place.
"""

from __future__ import annotations

import re

from nbgrader.plugins import FileNameCollectorPlugin
from traitlets import default

__all__ = ["AttemptCollector"]

_NAME = r".*[/\\](?P<student_id>[^/\\]+?)_attempt_(?P<timestamp>[0-9-]+)_(?P<file_id>[^/\\]+)\.ipynb$"
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)-(\d\d)-(\d\d)-(\d\d)")


class AttemptCollector(FileNameCollectorPlugin):
    """Student, time and notebook from the path of a file that was handed in."""

    @default("named_regexp")
    def _named(self) -> str:
        return _NAME

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """The parts of a path; None for a file that is no notebook or is called otherwise."""
        found: dict[str, str] | None = super().collect(submitted_file)
        if found and (time := _TIME.fullmatch(found.get("timestamp") or "")):
            day, *clock = time.groups()
            found["timestamp"] = f"{day} {':'.join(clock)} UTC"
        return found
