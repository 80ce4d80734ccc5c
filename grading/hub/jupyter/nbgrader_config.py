"""What nbgrader has to know in everybody's server of the hub; `jupyterhub_config.py` hands it out."""

import os

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "kubecourse"
c.Exchange.root = os.environ.get("KUBECOURSE_EXCHANGE", "/srv/nbgrader/exchange")
if os.environ.get("KUBECOURSE_COURSE_DIR"):
    c.CourseDirectory.root = os.environ["KUBECOURSE_COURSE_DIR"]
elif os.environ.get("KUBECOURSE_HUB_TRY"):
    # everybody is one account of the machine: the hub's name tells them apart
    c.CourseDirectory.student_id = os.environ["JUPYTERHUB_USER"]
if os.environ.get("KUBECOURSE_HUB_TRY"):
    c.ExchangeCollect.check_owner = False
