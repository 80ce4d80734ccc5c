"""nbgrader for this course: answers are graded as data, and no cell of a student is run.

To let nbgrader run the notebooks itself (its own Execute step, same scores): `KUBECOURSE_STOCK=1 nbgrader autograde …`,
or copy `nbgrader_config_stock.py` over this file.

Answers that are Python code (exercises of kind "python", if you add any) are not run unless you say
`configure(c, python_cells=True)`: then each runs in a box of its own, without network, files or rights.
"""

import os

from kubecourse.grading.nbgrader_setup import configure

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "kubecourse"
configure(c, stock=os.environ.get("KUBECOURSE_STOCK") == "1")

# Handing in late: the part of the points that each day begun costs, at most how much, and minutes that are forgiven.
# Entregar tarde: la parte de los puntos que cuesta cada día empezado, cuánto como mucho, y los minutos que se perdonan.
c.LatePenalty.per_day = 0.0
c.LatePenalty.at_most = 1.0
c.LatePenalty.grace_minutes = 0
