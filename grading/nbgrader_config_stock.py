"""nbgrader with its own Execute step: students' cells are run. Only for people whose code you would run yourself."""

from kubecourse.grading.nbgrader_setup import configure

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "kubecourse"
configure(c, stock=True)

# Handing in late: the part of the points that each day begun costs, at most how much, and minutes that are forgiven.
# Entregar tarde: la parte de los puntos que cuesta cada día empezado, cuánto como mucho, y los minutos que se perdonan.
c.LatePenalty.per_day = 0.0
c.LatePenalty.at_most = 1.0
c.LatePenalty.grace_minutes = 0
