"""Security contexts of pods and containers.

Rules of `validatePodSpecSecurityContext` and `ValidateSecurityContext`; of Windows only what is refused in any case.
Next: `containers.py`.
"""

from __future__ import annotations

import re
from typing import Any

from .causes import Causes, duplicate, invalid, required, too_long, unsupported
from .gojson import struct_json
from .volumes import relative_path

__all__ = ["container_security", "pod_security"]

Part = dict[str, Any]
ID_RANGE = "must be between 0 and 2147483647, inclusive"
PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_SEGMENT = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
SYSCTL = rf"^({_SEGMENT}[\./])*{_SEGMENT}$"
NET_SYSCTLS = ("net.",)
IPC_SYSCTLS = ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")


def _id(causes: Causes, value: Any, path: str) -> None:
    if value is not None and not 0 <= value <= 2147483647:
        invalid(causes, path, value, ID_RANGE)


def pod_security(causes: Causes, spec: Part, path: str) -> None:
    """`securityContext` of a pod spec; `path` is that of the security context."""
    context = spec.get("securityContext")
    if not context and not spec.get("shareProcessNamespace"):
        return
    context = context or {}
    for key in ("fsGroup", "runAsUser", "runAsGroup"):
        _id(causes, context.get(key), f"{path}.{key}")
    for i, group in enumerate(context.get("supplementalGroups") or ()):
        _id(causes, group, f"{path}.supplementalGroups[{i}]")
    if spec.get("shareProcessNamespace") and spec.get("hostPID"):
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        invalid(causes, f"{path}.shareProcessNamespace", True, detail)
    _sysctls(causes, context.get("sysctls") or [], spec, f"{path}.sysctls")
    policy = context.get("fsGroupChangePolicy")
    if policy is not None and policy not in ("Always", "OnRootMismatch"):
        unsupported(causes, f"{path}.fsGroupChangePolicy", policy, ("Always", "OnRootMismatch"))
    _seccomp(causes, context.get("seccompProfile"), f"{path}.seccompProfile")
    _app_armor(causes, context.get("appArmorProfile"), f"{path}.appArmorProfile")
    for key, known in (("supplementalGroupsPolicy", ("Merge", "Strict")),
                       ("seLinuxChangePolicy", ("MountOption", "Recursive"))):  # fmt: skip
        value = context.get(key)
        if value is not None and value not in known:
            unsupported(causes, f"{path}.{key}", value, known)


def _sysctls(causes: Causes, found: list[Part], spec: Part, path: str) -> None:
    seen: list[str] = []
    for i, sysctl in enumerate(found):
        name, where = sysctl.get("name", ""), f"{path}[{i}].name"
        if not name:
            required(causes, where)
        elif len(name) > 253 or not re.search(SYSCTL, name):
            invalid(causes, where, name, f"must have at most 253 characters and match regex {SYSCTL}")
        elif name in seen:
            duplicate(causes, where, name)
        dotted = name.replace("/", ".")
        if spec.get("hostNetwork") and dotted.startswith(NET_SYSCTLS):
            invalid(causes, where, name, "may not be specified when 'hostNetwork' is true")
        elif spec.get("hostIPC") and dotted.startswith(IPC_SYSCTLS):
            invalid(causes, where, name, "may not be specified when 'hostIPC' is true")
        seen.append(name)


def _seccomp(causes: Causes, profile: Part | None, path: str) -> None:
    if profile is None:
        return
    kind, local = profile.get("type", ""), profile.get("localhostProfile")
    if not kind:
        required(causes, f"{path}.type", "type is required when seccompProfile is set")
    elif kind not in PROFILES:
        unsupported(causes, f"{path}.type", kind, PROFILES)
    if kind == "Localhost":
        if local is None:
            required(causes, f"{path}.localhostProfile", "must be set when seccomp type is Localhost")
        else:
            relative_path(causes, local, f"{path}.localhostProfile")
    elif local is not None:
        shown = struct_json("Profile", profile)
        invalid(causes, f"{path}.localhostProfile", shown, "can only be set when seccomp type is Localhost")


def _app_armor(causes: Causes, profile: Part | None, path: str) -> None:
    if profile is None:
        return
    kind, local = profile.get("type", ""), profile.get("localhostProfile")
    where = f"{path}.localhostProfile"
    if kind == "Localhost":
        if not (local or "").strip():
            required(causes, where, "must be set when AppArmor type is Localhost")
        elif local is not None and local.strip() != local:
            invalid(causes, where, local, "must not be padded with whitespace")
        if len(local or "") > 4095:
            too_long(causes, where, 4095)
    elif kind in PROFILES:
        if local is not None:
            invalid(causes, where, local, "can only be set when AppArmor type is Localhost")
    elif not kind:
        required(causes, f"{path}.type", "type is required when appArmorProfile is set")
    else:
        unsupported(causes, f"{path}.type", kind, PROFILES)


def container_security(causes: Causes, context: Part, path: str, host_users: bool) -> None:
    """`securityContext` of a container. Privileged is allowed, as it is by default."""
    for key in ("runAsUser", "runAsGroup"):
        _id(causes, context.get(key), f"{path}.{key}")
    mount = context.get("procMount")
    if mount is not None:
        if mount not in ("Default", "Unmasked"):
            unsupported(causes, f"{path}.procMount", mount, ("Default", "Unmasked"))
        if host_users and mount == "Unmasked":
            invalid(causes, f"{path}.procMount", mount, "`hostUsers` must be false to use `Unmasked`")
    _seccomp(causes, context.get("seccompProfile"), f"{path}.seccompProfile")
    if context.get("allowPrivilegeEscalation") is False:
        shown = struct_json("SecurityContext", context)
        begin = "cannot set `allowPrivilegeEscalation` to false and"
        if context.get("privileged"):
            invalid(causes, path, shown, f"{begin} `privileged` to true")
        for capability in (context.get("capabilities") or {}).get("add") or ():
            if capability == "CAP_SYS_ADMIN":
                invalid(causes, path, shown, f"{begin} `capabilities.Add` CAP_SYS_ADMIN")
    _app_armor(causes, context.get("appArmorProfile"), f"{path}.appArmorProfile")
