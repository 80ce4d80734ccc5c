"""`kubectl certificate approve | deny`: say yes or no to a signing request.

Upstream: `kubectl/pkg/cmd/certificates`. Next: `cmd_discover.py`.
"""

from __future__ import annotations

from ..engine.core.clock import stamp
from .failures import Failure, help_error
from .resources import targets
from .session import Session

__all__ = ["approve", "deny"]


def approve(session: Session) -> None:
    """Write the condition Approved."""
    _say(session, "Approved", "Denied", "approved")


def deny(session: Session) -> None:
    """Write the condition Denied."""
    _say(session, "Denied", "Approved", "denied")


def _say(session: Session, type: str, other: str, done: str) -> None:
    verb = session.path.rpartition(" ")[2]
    if not session.args and not session.flags("filename"):
        raise help_error(session.path, "one or more CSRs must be specified as <name> or -f <filename>")
    things = session.args if "/" in "".join(session.args) else ["certificatesigningrequests", *session.args]
    for kind, obj in targets(session, things):
        if kind.key != "CertificateSigningRequest":
            raise Failure("can only handle certificates.k8s.io/v1 certificate signing requests")
        have = (obj.get("status") or {}).get("conditions") or []
        if any(row["type"] == other for row in have):
            raise Failure(f'certificate signing request "{obj["metadata"]["name"]}" is already {other}')
        if not any(row["type"] == type for row in have) or session.flags("force"):
            at = stamp(session.now)
            row = {
                "type": type,
                "status": "True",
                "reason": f"Kubectl{type.removesuffix('d') if type == 'Approved' else 'Deny'}",
                "message": f"This CSR was {done} by kubectl certificate {verb}.",
                "lastUpdateTime": at,
                "lastTransitionTime": at,
            }
            kept = [one for one in have if one["type"] != type]
            body = {**obj, "status": {**(obj.get("status") or {}), "conditions": [*kept, row]}}
            obj = session.api.replace(body, subresource="approval" if "approval" in kind.subresources else "status")
            session.heard()
        session.done(kind, obj, done)
