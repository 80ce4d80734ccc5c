"""The lab: a panel in the notebook to edit manifests, see the cluster live, move its clock and break things.

`lab(cluster)` is the door, and `steps(journey)` the one to a request, hop by hop. `bench.py` is what the panel can do, without any widget; `panel.py` the widget;
`still.py` the picture that stays when the kernel is gone; `static/` the page's side, plain ES modules.
"""

from __future__ import annotations

from .panel import Lab, lab
from .steps import Steps, steps

__all__ = ["Lab", "Steps", "lab", "steps"]
