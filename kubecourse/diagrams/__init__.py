"""Pictures of a cluster: objects -> scene (`scene.py`) -> DOT (`dot.py`) and text (`text.py`) -> SVG (`render.py`).

`diagram(cluster, view)` is the door. Reads through `cluster.api` alone; changes nothing.
"""

from kubecourse.diagrams.diagram import VIEWS, Diagram, diagram

__all__ = ["VIEWS", "Diagram", "diagram"]
