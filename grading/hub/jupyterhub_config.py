"""JupyterHub for a class on one machine: an account of the machine for each person, one folder to give out and take in.

`KUBECOURSE_TEACHERS` (names, with commas), `KUBECOURSE_COURSE_DIR` (made by `kubecourse grade init`) and `KUBECOURSE_EXCHANGE`
say the rest. `KUBECOURSE_HUB_TRY=FOLDER` is for trying it without accounts: everybody runs as you, with a folder there.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821
here = Path(__file__).resolve().parent
teachers = {name.strip() for name in os.environ.get("KUBECOURSE_TEACHERS", "teacher").split(",")}
course = os.environ.get("KUBECOURSE_COURSE_DIR", "/srv/nbgrader/kubecourse")
exchange = os.environ.get("KUBECOURSE_EXCHANGE", "/srv/nbgrader/exchange")
trying = os.environ.get("KUBECOURSE_HUB_TRY", "")

c.JupyterHub.bind_url = os.environ.get("KUBECOURSE_HUB_URL", "http://127.0.0.1:8000")
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "JUPYTER_CONFIG_PATH": str(here / "jupyter"),
    "KUBECOURSE_EXCHANGE": exchange,
    "KUBECOURSE_HUB_TRY": trying,
}
if trying:
    c.JupyterHub.spawner_class = "simple"
    c.JupyterHub.authenticator_class = "dummy"
    c.Authenticator.allow_all = True
    c.SimpleLocalProcessSpawner.home_dir_template = str(Path(trying) / "{username}")
else:
    # PAM: whoever has an account of the machine; better one group of them: c.LocalAuthenticator.allowed_groups = {"class"}
    c.Authenticator.allow_all = True


def before(spawner):
    """The teacher works in the course directory."""
    if spawner.user.name in teachers:
        spawner.notebook_dir = course
        spawner.environment = {**spawner.environment, "KUBECOURSE_COURSE_DIR": course}


c.Spawner.pre_spawn_hook = before
