"""The checks of the Pod Security Standards, each a sentence about what a pod must not (or must) say.

Baseline first, then restricted, and by name within each, as the real server lists them. A check of the
restricted level takes the place of the baseline one of the same subject.
Upstream: staging/src/k8s.io/pod-security-admission/policy/check_*.go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

__all__ = ["violations"]

Object = dict[str, Any]
Check = Callable[[Object, Object], str]

_CAPABILITIES = frozenset((
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
))  # fmt: skip
_SYSCTLS = frozenset((
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
))  # fmt: skip
_SELINUX = frozenset(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"])
_VOLUMES = frozenset((
    "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    "image",
))  # fmt: skip


def violations(level: str, pod: Object) -> str:
    """All that the level forbids in this pod, joined as the server prints it; "" if it is fine."""
    spec = pod.get("spec") or {}
    texts = [check(spec, pod.get("metadata") or {}) for check in _CHECKS[level]]
    return ", ".join(text for text in texts if text)


# -- helpers ---------------------------------------------------------------------------------------------


def _containers(spec: Object) -> list[Object]:
    return [c for f in ("initContainers", "containers", "ephemeralContainers") for c in spec.get(f) or ()]


def _context(holder: Object) -> Object:
    return holder.get("securityContext") or {}


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _who(names: list[str], word: str = "container") -> str:
    return f"{word}{'' if len(names) == 1 else 's'} {_quoted(names)}"


def _where(spec: Object, wrong: Callable[[Object], bool]) -> list[str]:
    return [c["name"] for c in _containers(spec) if wrong(c)]


# -- baseline --------------------------------------------------------------------------------------------


def _app_armor(spec: Object, metadata: Object) -> str:
    def forbidden(holder: Object) -> bool:
        return (_context(holder).get("appArmorProfile") or {}).get("type") == "Unconfined"

    bad = ["pod"] if forbidden(spec) else []
    names = _where(spec, forbidden)
    bad += [_who(names)] if names else []
    if not bad:
        return ""
    text = ' must not set AppArmor profile type to "Unconfined"'
    return f"forbidden AppArmor profile ({' and '.join(bad)}{text})"


def _capabilities(spec: Object, metadata: Object) -> str:
    names, added = [], []
    for container in _containers(spec):
        extra = [c for c in (_context(container).get("capabilities") or {}).get("add") or () if c not in _CAPABILITIES]
        if extra:
            names.append(container["name"])
            added += extra
    if not names:
        return ""
    shown = _quoted(sorted(dict.fromkeys(added)))
    return f"non-default capabilities ({_who(names)} must not include {shown} in securityContext.capabilities.add)"


def _host_namespaces(spec: Object, metadata: Object) -> str:
    on = [f"{field}=true" for field in ("hostNetwork", "hostPID", "hostIPC") if spec.get(field)]
    return f"host namespaces ({', '.join(on)})" if on else ""


def _host_path(spec: Object, metadata: Object) -> str:
    names = [v["name"] for v in spec.get("volumes") or () if v.get("hostPath") is not None]
    return f"hostPath volumes ({_who(names, 'volume')})" if names else ""


def _host_ports(spec: Object, metadata: Object) -> str:
    names, ports = [], []
    for container in _containers(spec):
        used = [port["hostPort"] for port in container.get("ports") or () if port.get("hostPort")]
        if used:
            names.append(container["name"])
            ports += [str(number) for number in used]
    if not names:
        return ""
    ports = sorted(dict.fromkeys(ports))
    verb = "uses" if len(names) == 1 else "use"
    return f"hostPort ({_who(names)} {verb} hostPort{'' if len(ports) == 1 else 's'} {', '.join(ports)})"


def _privileged(spec: Object, metadata: Object) -> str:
    names = _where(spec, lambda c: _context(c).get("privileged") is True)
    return f"privileged ({_who(names)} must not set securityContext.privileged=true)" if names else ""


def _proc_mount(spec: Object, metadata: Object) -> str:
    bad = [c for c in _containers(spec) if _context(c).get("procMount", "Default") != "Default"]
    if not bad:
        return ""
    values = _quoted(dict.fromkeys(_context(c)["procMount"] for c in bad))
    return f"procMount ({_who([c['name'] for c in bad])} must not set securityContext.procMount to {values})"


def _selinux(spec: Object, metadata: Object) -> str:
    def forbidden(holder: Object) -> bool:
        options = _context(holder).get("seLinuxOptions") or {}
        return options.get("type", "") not in _SELINUX or bool(options.get("user")) or bool(options.get("role"))

    bad = ["pod"] if forbidden(spec) else []
    names = _where(spec, forbidden)
    bad += [_who(names)] if names else []
    return f"seLinuxOptions ({' and '.join(bad)} set forbidden securityContext.seLinuxOptions)" if bad else ""


def _seccomp(spec: Object, metadata: Object) -> str:
    def unconfined(holder: Object) -> bool:
        return (_context(holder).get("seccompProfile") or {}).get("type") == "Unconfined"

    bad = ["pod"] if unconfined(spec) else []
    names = _where(spec, unconfined)
    bad += [_who(names)] if names else []
    if not bad:
        return ""
    return f'seccompProfile ({" and ".join(bad)} must not set securityContext.seccompProfile.type to "Unconfined")'


def _sysctls(spec: Object, metadata: Object) -> str:
    bad = [s["name"] for s in _context(spec).get("sysctls") or () if s["name"] not in _SYSCTLS]
    return f"forbidden sysctl{'' if len(bad) == 1 else 's'} ({', '.join(bad)})" if bad else ""


# -- restricted ------------------------------------------------------------------------------------------


def _escalation(spec: Object, metadata: Object) -> str:
    names = _where(spec, lambda c: _context(c).get("allowPrivilegeEscalation") is not False)
    if not names:
        return ""
    must = "must set securityContext.allowPrivilegeEscalation=false"
    return f"allowPrivilegeEscalation != false ({_who(names)} {must})"


def _drop_all(spec: Object, metadata: Object) -> str:
    undropped, names, added = [], [], []
    for container in _containers(spec):
        own = _context(container).get("capabilities") or {}
        if "ALL" not in (own.get("drop") or ()):
            undropped.append(container["name"])
        extra = [c for c in own.get("add") or () if c != "NET_BIND_SERVICE"]
        if extra:
            names.append(container["name"])
            added += extra
    texts = []
    if undropped:
        texts.append(f'{_who(undropped)} must set securityContext.capabilities.drop=["ALL"]')
    if names:
        shown = _quoted(sorted(dict.fromkeys(added)))
        texts.append(f"{_who(names)} must not include {shown} in securityContext.capabilities.add")
    return f"unrestricted capabilities ({'; '.join(texts)})" if texts else ""


def _restricted_volumes(spec: Object, metadata: Object) -> str:
    bad = []
    for volume in spec.get("volumes") or ():
        source = next((field for field in volume if field != "name"), "")
        if source and source not in _VOLUMES:
            bad.append((volume["name"], source))
    if not bad:
        return ""
    types = sorted(dict.fromkeys(source for _, source in bad))
    verb = "uses" if len(bad) == 1 else "use"
    kinds = f"restricted volume type{'' if len(types) == 1 else 's'} {_quoted(types)}"
    return f"restricted volume types ({_who([name for name, _ in bad], 'volume')} {verb} {kinds})"


def _non_root(spec: Object, metadata: Object) -> str:
    own = _context(spec).get("runAsNonRoot")
    false = _where(spec, lambda c: _context(c).get("runAsNonRoot") is False)
    unset = _where(spec, lambda c: _context(c).get("runAsNonRoot") is None)
    bad = ["pod"] if own is False else []
    bad += [_who(false)] if false else []
    if bad:
        return f"runAsNonRoot != true ({' and '.join(bad)} must not set securityContext.runAsNonRoot=false)"
    if own is None and unset:
        return f"runAsNonRoot != true (pod or {_who(unset)} must set securityContext.runAsNonRoot=true)"
    return ""


def _user(spec: Object, metadata: Object) -> str:
    bad = ["pod"] if _context(spec).get("runAsUser") == 0 else []
    names = _where(spec, lambda c: _context(c).get("runAsUser") == 0)
    bad += [_who(names)] if names else []
    return f"runAsUser=0 ({' and '.join(bad)} must not set runAsUser=0)" if bad else ""


def _seccomp_restricted(spec: Object, metadata: Object) -> str:
    def of(holder: Object) -> str:
        return str((_context(holder).get("seccompProfile") or {}).get("type", ""))

    field, good = "securityContext.seccompProfile.type", ("", "RuntimeDefault", "Localhost")
    bad = ["pod"] if of(spec) not in good else []
    names = _where(spec, lambda c: of(c) not in good)
    bad += [_who(names)] if names else []
    if bad:
        types = [of(spec), *(of(c) for c in _containers(spec))]
        values = _quoted(dict.fromkeys(t for t in types if t not in good))
        return f"seccompProfile ({' and '.join(bad)} must not set {field} to {values})"
    unset = _where(spec, lambda c: not of(c))
    if not of(spec) and unset:
        return f'seccompProfile (pod or {_who(unset)} must set {field} to "RuntimeDefault" or "Localhost")'
    return ""


_BASELINE: tuple[Check, ...] = (
    _app_armor, _capabilities, _host_namespaces, _host_path, _host_ports, _privileged, _proc_mount, _selinux, _seccomp,
    _sysctls,
)  # fmt: skip
_RESTRICTED: tuple[Check, ...] = (
    _app_armor, _host_namespaces, _host_ports, _privileged, _proc_mount, _selinux, _sysctls,
    _escalation, _drop_all, _restricted_volumes, _non_root, _user, _seccomp_restricted,
)  # fmt: skip
_CHECKS = {"baseline": _BASELINE, "restricted": _RESTRICTED}
