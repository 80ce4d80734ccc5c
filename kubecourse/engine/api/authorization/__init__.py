"""Authorization: who may do what, and the questions that can be asked about it.

`rbac.py` decides, `escalation.py` guards roles and bindings, `reviews.py` answers SubjectAccessReviews and their like,
`tokens.py` makes and reads the tokens of service accounts, `bootstrap.py` brings the default roles. Components of the
cluster are not asked; people are, at the door (`engine/person.py`), unless they are the administrator.
"""

from __future__ import annotations

from .bootstrap import install
from .escalation import check_escalation
from .rbac import MASTERS, Ask, User, decide, refusal, rules_of, user_of

__all__ = ["ADMINISTRATOR", "MASTERS", "Ask", "User", "check_escalation", "decide", "install", "refusal", "rules_of", "user_of"]  # fmt: skip

#: who the public door is, as kubeadm's admin.conf makes it
ADMINISTRATOR = User("kubernetes-admin", ("kubeadm:cluster-admins", "system:authenticated"))
