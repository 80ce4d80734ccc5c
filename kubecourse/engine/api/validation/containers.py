"""Containers of a pod: regular, init (and sidecars among them), ephemeral.

Rules of `validateContainerCommon`, `validateContainers`, `validateInitContainers`, in their order.
Next: `podspec.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...core import names
from .addresses import port_number
from .causes import Causes, duplicate, forbidden, invalid, invalid_all, not_found, required, too_many, unsupported
from .environment import env, env_from
from .handlers import lifecycle, probes
from .quantities import requirements
from .security import container_security
from .volumes import PULL_POLICIES, no_backsteps, relative_path

__all__ = ["Around", "containers", "ephemeral_containers", "init_containers"]

Part = dict[str, Any]
PROTOCOLS = ("SCTP", "TCP", "UDP")
MESSAGE_POLICIES = ("File", "FallbackToLogsOnError")
RESTART = ("Always", "Never", "OnFailure")
PROPAGATION = ("Bidirectional", "HostToContainer", "None")
NOT_IN_INIT = "may not be set for init containers without restartPolicy=Always"
NOT_IN_EPHEMERAL = "cannot be set for an Ephemeral Container"
EPHEMERAL_MAY_NOT = ("ports", "resources", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle")


@dataclass(frozen=True, slots=True)
class Around:
    """What a container's rules must know of its pod."""

    volumes: dict[str, Part]
    claims: tuple[str, ...]
    grace: int | None
    restart: str
    host_users: bool


def _common(causes: Causes, container: Part, path: str, around: Around) -> None:
    name = container.get("name", "")
    if not name:
        required(causes, f"{path}.name")
    else:
        wrong = names.dns_label(name)
        if wrong:
            invalid_all(causes, f"{path}.name", name, wrong)
    if not container.get("image"):
        required(causes, f"{path}.image")
    policy = container.get("terminationMessagePolicy", "File")
    if policy not in MESSAGE_POLICIES:
        unsupported(causes, f"{path}.terminationMessagePolicy", policy, MESSAGE_POLICIES)
    mounts, devices = container.get("volumeMounts") or (), container.get("volumeDevices") or ()
    if "ports" in container:
        _ports(causes, container["ports"], f"{path}.ports")
    if "env" in container:
        env(causes, container["env"], f"{path}.env")
    if "envFrom" in container:
        env_from(causes, container["envFrom"], f"{path}.envFrom")
    if mounts:
        _mounts(causes, mounts, devices, container, f"{path}.volumeMounts", around)
    if devices:
        _devices(causes, devices, mounts, f"{path}.volumeDevices", around)
    pull = container.get("imagePullPolicy", "IfNotPresent")
    if pull not in PULL_POLICIES:
        unsupported(causes, f"{path}.imagePullPolicy", pull, PULL_POLICIES)
    if container.get("resources"):
        requirements(causes, container["resources"], f"{path}.resources", around.claims)
    if "resizePolicy" in container:
        _resize(causes, container["resizePolicy"], f"{path}.resizePolicy", around.restart)
    if container.get("securityContext"):
        container_security(causes, container["securityContext"], f"{path}.securityContext", around.host_users)


def _ports(causes: Causes, ports: list[Part], path: str) -> None:
    seen: list[str] = []
    for i, port in enumerate(ports):
        where, name, number = f"{path}[{i}]", port.get("name", ""), port.get("containerPort") or 0
        if name:
            wrong = names.port_name(name)
            if wrong:
                invalid_all(causes, f"{where}.name", name, wrong)
            elif name in seen:
                duplicate(causes, f"{where}.name", name)
            else:
                seen.append(name)
        if number == 0:
            required(causes, f"{where}.containerPort")
        else:
            port_number(causes, number, f"{where}.containerPort")
        if port.get("hostPort"):
            port_number(causes, port["hostPort"], f"{where}.hostPort")
        protocol = port.get("protocol", "TCP")
        if protocol not in PROTOCOLS:
            unsupported(causes, f"{where}.protocol", protocol, PROTOCOLS)


def _mounts(causes: Causes, mounts: list[Part], devices: Any, container: Part, path: str, around: Around) -> None:
    seen: list[str] = []
    for i, mount in enumerate(mounts):
        where, name, at = f"{path}[{i}]", mount.get("name", ""), mount.get("mountPath", "")
        if not name:
            required(causes, f"{where}.name")
        volume = around.volumes.get(name)
        if volume is None:
            not_found(causes, f"{where}.name", name)
        if not at:
            required(causes, f"{where}.mountPath")
        if at in seen:
            invalid(causes, f"{where}.mountPath", at, "must be unique")
        seen.append(at)
        for device in devices:
            if device.get("name") == name:
                invalid(causes, f"{where}.name", name, "must not already exist in volumeDevices")
            if device.get("devicePath") == at:
                invalid(causes, f"{where}.mountPath", at, "must not already exist as a path in volumeDevices")
        # upstream names the list here, not the mount
        if mount.get("subPath"):
            relative_path(causes, mount["subPath"], f"{path}.subPath")
        if mount.get("subPathExpr"):
            if mount.get("subPath"):
                detail = "subPathExpr and subPath are mutually exclusive"
                invalid(causes, f"{where}.subPathExpr", mount["subPathExpr"], detail)
            relative_path(causes, mount["subPathExpr"], f"{path}.subPathExpr")
        _propagation(causes, mount, container, path)


def _propagation(causes: Causes, mount: Part, container: Part, path: str) -> None:
    mode, recursive = mount.get("mountPropagation"), mount.get("recursiveReadOnly")
    if mode is not None:
        if mode not in PROPAGATION:
            unsupported(causes, f"{path}.mountPropagation", mode, PROPAGATION)
        if mode == "Bidirectional" and not (container.get("securityContext") or {}).get("privileged"):
            detail = "Bidirectional mount propagation is available only to privileged containers"
            forbidden(causes, f"{path}.mountPropagation", detail)
    if recursive in ("Enabled", "IfPossible"):
        if not mount.get("readOnly"):
            forbidden(causes, f"{path}.recursiveReadOnly", "may only be specified when readOnly is true")
        if mode not in (None, "None"):
            detail = "may only be specified when mountPropagation is None or not specified"
            forbidden(causes, f"{path}.recursiveReadOnly", detail)
    elif recursive not in (None, "Disabled"):
        unsupported(causes, f"{path}.recursiveReadOnly", recursive, ("Disabled", "Enabled", "IfPossible"))


def _devices(causes: Causes, devices: Any, mounts: Any, path: str, around: Around) -> None:
    seen_names: list[str] = []
    seen_paths: list[str] = []
    for i, device in enumerate(devices):
        where, name, at = f"{path}[{i}]", device.get("name", ""), device.get("devicePath", "")
        volume = around.volumes.get(name)
        if not name:
            required(causes, f"{where}.name")
        if name in seen_names:
            invalid(causes, f"{where}.name", name, "must be unique")
        if volume is not None and "persistentVolumeClaim" not in volume and "ephemeral" not in volume:
            detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
            invalid(causes, f"{where}.name", name, detail)
        if volume is None:
            not_found(causes, f"{where}.name", name)
        if not at:
            required(causes, f"{where}.devicePath")
        if at in seen_paths:
            invalid(causes, f"{where}.devicePath", at, "must be unique")
        back: Causes = []
        no_backsteps(back, at, "")
        if back:
            invalid(causes, f"{where}.devicePath", at, "can not contain backsteps ('..')")
        else:
            seen_paths.append(at)
        for mount in mounts:
            if mount.get("name") == name:
                invalid(causes, f"{where}.name", name, "must not already exist in volumeMounts")
            if mount.get("mountPath") == at:
                invalid(causes, f"{where}.devicePath", at, "must not already exist as a path in volumeMounts")
        seen_names.append(name)


def _resize(causes: Causes, policies: list[Part], path: str, restart: str) -> None:
    seen: list[str] = []
    for i, policy in enumerate(policies):
        name, action = policy.get("resourceName", ""), policy.get("restartPolicy", "")
        if name in seen:
            duplicate(causes, f"{path}[{i}]", name)
        seen.append(name)
        for value, known in ((name, ("cpu", "memory")), (action, ("NotRequired", "RestartContainer"))):
            if not value:
                required(causes, path)
            elif value not in known:
                unsupported(causes, path, value, known)
        if restart == "Never" and action != "NotRequired":
            invalid(causes, path, action, "must be 'NotRequired' when `restartPolicy` is 'Never'")


def _restart(causes: Causes, container: Part, path: str) -> None:
    """A container's own restart policy and rules (on by default since 1.35)."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules") or []
    if policy is None:
        if rules:
            required(causes, f"{path}.restartPolicy", "must specify restartPolicy when restart rules are used")
        return
    if policy not in RESTART:
        unsupported(causes, f"{path}.restartPolicy", policy, RESTART)
    if len(rules) > 20:
        too_many(causes, f"{path}.restartPolicyRules", len(rules), 20)
    for i, rule in enumerate(rules):
        where, action = f"{path}.restartPolicyRules[{i}]", rule.get("action", "")
        if action not in ("Restart", "RestartAllContainers"):
            unsupported(causes, f"{where}.action", action, ("Restart", "RestartAllContainers"))
        codes = rule.get("exitCodes")
        if codes is None:
            required(causes, f"{where}.exitCodes", "must be specified")
            continue
        if codes.get("operator", "") not in ("In", "NotIn"):
            unsupported(causes, f"{where}.exitCodes.operator", codes.get("operator", ""), ("In", "NotIn"))
        if len(codes.get("values") or ()) > 255:
            too_many(causes, f"{where}.exitCodes.values", len(codes["values"]), 255)


def _host_ports(causes: Causes, found: list[Part], path: str) -> None:
    seen: list[str] = []
    for i, container in enumerate(found):
        for j, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort"):
                key = f"{port.get('protocol', 'TCP')}/{port.get('hostIP', '')}/{port['hostPort']}"
                if key in seen:
                    duplicate(causes, f"{path}[{i}].ports[{j}].hostPort", key)
                seen.append(key)


def containers(causes: Causes, found: list[Part], path: str, around: Around) -> None:
    """The containers that make up the pod: at least one."""
    if not found:
        required(causes, path)
        return
    seen: list[str] = []
    for i, container in enumerate(found):
        where, name = f"{path}[{i}]", container.get("name", "")
        _common(causes, container, where, around)
        if name in seen:
            duplicate(causes, f"{where}.name", name)
        seen.append(name)
        if "lifecycle" in container:
            lifecycle(causes, container["lifecycle"], f"{where}.lifecycle", around.grace)
        probes(causes, container, where, around.grace)
        _restart(causes, container, where)
    _host_ports(causes, found, path)


def init_containers(causes: Causes, found: list[Part], regular: list[Part], path: str, around: Around) -> None:
    """Containers that run before, and sidecars, which alone may have probes and hooks."""
    seen = [container.get("name", "") for container in regular]
    for i, container in enumerate(found):
        where, name = f"{path}[{i}]", container.get("name", "")
        _common(causes, container, where, around)
        _restart(causes, container, where)
        if name in seen:
            duplicate(causes, f"{where}.name", name)
        elif name:
            seen.append(name)
        # they run one by one, so that two of them may use one port; upstream counts each from zero
        _host_ports(causes, [container], path)
        if container.get("restartPolicy") == "Always":
            if "lifecycle" in container:
                lifecycle(causes, container["lifecycle"], f"{where}.lifecycle", around.grace)
            probes(causes, container, where, around.grace)
            continue
        for key in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"):
            if container.get(key) is not None:
                forbidden(causes, f"{where}.{key}", NOT_IN_INIT)


def ephemeral_containers(causes: Causes, found: list[Part], others: list[Part], path: str, around: Around) -> None:
    """Containers for looking into a running pod."""
    known = [container.get("name", "") for container in others]
    seen = list(known)
    for i, container in enumerate(found):
        where, name, target = f"{path}[{i}]", container.get("name", ""), container.get("targetContainerName")
        _common(causes, container, where, around)
        image = container.get("image", "")
        if image != image.strip():
            invalid(causes, f"{where}.image", image, "must not have leading or trailing whitespace")
        if name in seen:
            duplicate(causes, f"{where}.name", name)
        seen.append(name)
        if target and target not in known:
            not_found(causes, f"{where}.targetContainerName", target)
        for key in EPHEMERAL_MAY_NOT:
            if container.get(key):
                forbidden(causes, f"{where}.{key}", NOT_IN_EPHEMERAL)
        for j, mount in enumerate(container.get("volumeMounts") or ()):
            for key in ("subPath", "subPathExpr"):
                if mount.get(key):
                    forbidden(causes, f"{where}.volumeMounts[{j}].{key}", NOT_IN_EPHEMERAL)
