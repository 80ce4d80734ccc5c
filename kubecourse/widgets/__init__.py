"""The lab: a panel in the notebook to edit manifests, see the cluster live, move its clock and break things.

`lab(cluster)` is the door, `steps(journey)` the one to a request, hop by hop, and `start()` the start page of self-study. `bench.py` is what the panel can do, without any widget; `panel.py` the widget;
`still.py` the picture that stays when the kernel is gone; `static/` the page's side, plain ES modules.
"""

from __future__ import annotations

from .panel import Lab, lab
from .start import Start, start
from .steps import Steps, steps

__all__ = ["Lab", "Start", "Steps", "lab", "start", "steps"]
