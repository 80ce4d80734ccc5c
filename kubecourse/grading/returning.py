"""Feedback that goes back through the exchange, also in a class where some work came as a zip.

nbgrader returns feedback by the secret that `submit` leaves beside the work, and stops at the first work without one, with
nothing returned to those who follow. Here such work is named and passed over: its page in `feedback/` goes back the way the
work came. Next: `nbgrader_setup.py`, which puts it in its place.
"""

from __future__ import annotations

from pathlib import Path

from nbgrader.exchange.default import ExchangeReleaseFeedback

__all__ = ["ReturnFeedback"]


class ReturnFeedback(ExchangeReleaseFeedback):
    """As nbgrader's, for those who handed in through the exchange."""

    def copy_files(self) -> None:
        """Return what has a secret; say of the others where their pages are."""
        before = self.coursedir.student_id_exclude
        without = []
        for place in sorted(Path(self.coursedir.root, self.coursedir.feedback_directory).glob("*")):
            work = place / self.coursedir.assignment_id
            if work.is_dir() and not (work / "submission_secret.txt").is_file():
                without.append(place.name)
                self.log.warning("%s did not hand in through the exchange: the feedback is in %s", place.name, work)
        self.coursedir.student_id_exclude = ",".join([*(name for name in [before] if name), *without])
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before
