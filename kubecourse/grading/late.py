"""What handing in late costs: so much of a notebook's points for each day begun, up to a limit, after some minutes of grace.

`nbgrader_config.py` of a course directory sets it; as it comes, lateness costs nothing. nbgrader's `autograde` and
`kubecourse grade run` ask the same plugin, so both write the same penalty in the gradebook.
Next: `nbgrader_setup.py`, which puts it in its place.
"""

from __future__ import annotations

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

__all__ = ["LatePenalty"]

_DAY = 24 * 60 * 60


class LatePenalty(LateSubmissionPlugin):
    """A part of the points for each day begun. With `per_day` 0, nbgrader's own `penalty_method` is asked."""

    per_day = Float(0.0, min=0.0, max=1.0, help="Part of the points earned that each day begun costs: 0.1 is a tenth.")
    per_day.tag(config=True)
    at_most = Float(1.0, min=0.0, max=1.0, help="Part of the points earned that lateness costs at most.")
    at_most.tag(config=True)
    grace_minutes = Float(0.0, min=0.0, help="Minutes after the due date that cost nothing.")
    grace_minutes.tag(config=True)

    def late_submission_penalty(self, student_id: str, score: float, total_seconds_late: float) -> float | None:
        """Points to take from `score`; None where there is nothing to take."""
        late = total_seconds_late - self.grace_minutes * 60
        if late <= 0:
            return None
        if not self.per_day:
            asked: float | None = super().late_submission_penalty(student_id, score, total_seconds_late)
            return asked
        taken: float = round(score * min(self.per_day * math.ceil(late / _DAY), self.at_most), 2)
        return taken
