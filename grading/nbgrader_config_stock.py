"""nbgrader with its own Execute step: students' cells are run. Only for people whose code you would run yourself."""

from kubecourse.grading.nbgrader_setup import configure

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "kubecourse"
configure(c, stock=True)
