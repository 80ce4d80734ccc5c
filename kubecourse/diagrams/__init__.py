"""Pictures of a cluster: objects -> scene (`scene.py`) -> DOT (`dot.py`) and text (`text.py`) -> SVG (`render.py`).

`diagram(cluster, view)` is the door. Reads through `cluster.api` alone; changes nothing. `bars` and `steps` draw numbers
that somebody has measured.
"""

from kubecourse.diagrams.diagram import VIEWS, Diagram, diagram
from kubecourse.diagrams.numbers import Chart, bars, steps

__all__ = ["VIEWS", "Chart", "Diagram", "bars", "diagram", "steps"]
