"""The scheduler: the default profile of kube-scheduler 1.36 as a component.

Start with `scheduler.py`; one file a family of plugins. `explain_pod` tells what each node says to a pod.
"""

from .explain import explain_pod
from .scheduler import Scheduler

__all__ = ["Scheduler", "explain_pod"]
