"""Probes and lifecycle hooks: exactly one handler, and numbers that make sense.

Rules of `validateProbe`, `validateHandler`, `validateLifecycle`. Next: `containers.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .addresses import port_name_or_number, port_number
from .causes import Causes, at_least_zero, forbidden, invalid, required, unsupported

__all__ = ["lifecycle", "probes"]

Part = dict[str, Any]
ONE_HANDLER = "may not specify more than 1 handler type"
HEADER = "[-A-Za-z0-9]+"
BAD_HEADER = (
    f"a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for"
    f" validation is '{HEADER}')"
)


def _exec(causes: Causes, part: Part, path: str) -> None:
    if not part.get("command"):
        required(causes, f"{path}.command")


def _http_get(causes: Causes, part: Part, path: str) -> None:
    # an absent path is `/` by default
    port_name_or_number(causes, part.get("port"), f"{path}.port")
    scheme = part.get("scheme", "HTTP")
    if scheme not in ("HTTP", "HTTPS"):
        unsupported(causes, f"{path}.scheme", scheme, ("HTTP", "HTTPS"))
    for header in part.get("httpHeaders") or ():
        name = header.get("name", "")
        if not re.fullmatch(HEADER, name):
            invalid(causes, f"{path}.httpHeaders", name, BAD_HEADER)


def _tcp(causes: Causes, part: Part, path: str) -> None:
    port_name_or_number(causes, part.get("port"), f"{path}.port")


def _grpc(causes: Causes, part: Part, path: str) -> None:
    port_number(causes, part.get("port") or 0, f"{path}.port")


PROBE: tuple[tuple[str, Callable[[Causes, Part, str], None]], ...] = (
    ("exec", _exec), ("httpGet", _http_get), ("tcpSocket", _tcp), ("grpc", _grpc),
)  # fmt: skip


def _handler(causes: Causes, part: Part, path: str, grace: int | None, hook: bool) -> None:
    found = False
    for key, check in PROBE:
        if key in part and not (hook and key == "grpc"):
            if found:
                forbidden(causes, f"{path}.{key}", ONE_HANDLER)
            else:
                check(causes, part[key] or {}, f"{path}.{key}")
            found = True
    if hook and "sleep" in part:
        if found:
            forbidden(causes, f"{path}.sleep", ONE_HANDLER)
        else:
            _sleep(causes, (part["sleep"] or {}).get("seconds", 0), grace, f"{path}.sleep")
        found = True
    if not found:
        required(causes, path, "must specify a handler type")


def _sleep(causes: Causes, seconds: int, grace: int | None, path: str) -> None:
    if grace is not None and not 0 <= seconds <= grace:
        detail = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
        invalid(causes, path, seconds, detail)


def _probe(causes: Causes, probe: Part, path: str, grace: int | None) -> None:
    _handler(causes, probe, path, grace, hook=False)
    for key in ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"):
        at_least_zero(causes, f"{path}.{key}", probe.get(key))
    seconds = probe.get("terminationGracePeriodSeconds")
    if seconds is not None and seconds <= 0:
        invalid(causes, f"{path}.terminationGracePeriodSeconds", seconds, "must be greater than 0")


def probes(causes: Causes, container: Part, path: str, grace: int | None) -> None:
    """Liveness, readiness and startup probe of a container that stays."""
    for key in ("livenessProbe", "readinessProbe", "startupProbe"):
        probe = container.get(key)
        if probe is None:
            continue
        where = f"{path}.{key}"
        _probe(causes, probe, where, grace)
        if key == "readinessProbe":
            seconds = probe.get("terminationGracePeriodSeconds")
            if seconds is not None:
                field = f"{where}.terminationGracePeriodSeconds"
                invalid(causes, field, seconds, "must not be set for readinessProbes")
        elif probe.get("successThreshold", 1) != 1:
            invalid(causes, f"{where}.successThreshold", probe["successThreshold"], "must be 1")


def lifecycle(causes: Causes, hooks: Part, path: str, grace: int | None) -> None:
    """postStart and preStop."""
    for key in ("postStart", "preStop"):
        if hooks.get(key) is not None:
            _handler(causes, hooks[key], f"{path}.{key}", grace, hook=True)
