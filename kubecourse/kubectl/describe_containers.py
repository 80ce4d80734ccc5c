"""Containers, their probes, variables and mounts, and the pod template around them.

Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_volumes.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..engine.core.fields import get
from ..engine.core.work import Object
from .describe_volumes import volumes
from .describe_words import annotation_lines, boolean, labels, spread, time, tolerations

__all__ = ["containers", "pod_template", "probe"]

Resolve = Callable[[str], str]


def containers(
    title: str,
    found: Iterable[Object],
    statuses: Iterable[Object] | None = None,
    space: str = "",
    resolve: Resolve | None = None,
) -> list[str]:
    """All containers under a title; with their states where `statuses` are known."""
    known = {status["name"]: status for status in statuses or ()}
    lines = [f"{space}{title}:"]
    pad = " " if space else ""
    for container in found:
        lines.append(f"  {pad}{container['name']}:")
        lines += _one(container, known.get(container["name"]), resolve)
    return lines


def _one(container: Object, status: Object | None, resolve: Resolve | None) -> list[str]:
    ports = container.get("ports") or ()
    lines = [f"    Container ID:\t{status.get('containerID', '')}"] if status else []
    lines.append(f"    Image:\t{container.get('image', '')}")
    if status:
        lines.append(f"    Image ID:\t{status.get('imageID', '')}")
    lines.append(_ports("Port", [_port(port, "containerPort") for port in ports]))
    lines.append(_ports("Host Port", [_port(port, "hostPort") for port in ports]))
    for field, title in (("command", "Command"), ("args", "Args")):
        if container.get(field):
            lines.append(f"    {title}:")
            lines += [f"      {line}" for word in container[field] for line in word.split("\n")]
    if status:
        lines += _state("State", status.get("state") or {})
        if (status.get("lastState") or {}).get("terminated"):
            lines += _state("Last State", status["lastState"])
        lines += [f"    Ready:\t{boolean(status.get('ready'))}", f"    Restart Count:\t{status.get('restartCount', 0)}"]
    lines += _resources(container.get("resources") or {})
    for field, title in (("livenessProbe", "Liveness"), ("readinessProbe", "Readiness"), ("startupProbe", "Startup")):
        if container.get(field):
            lines.append(f"    {title}:\t{probe(container[field])}")
    return lines + _variables(container, resolve) + _mounts(container)


def _port(port: Object, field: str) -> str:
    name = f" ({port['name']})" if port.get("name") else ""
    return f"{port.get(field, 0)}/{port.get('protocol', 'TCP')}{name}"


def _ports(title: str, texts: list[str]) -> str:
    plural = "s" if len(texts) > 1 else ""
    return f"    {title}{plural}:\t{', '.join(texts) or '<none>'}"


def _state(title: str, state: Object) -> list[str]:
    if state.get("running") is not None:
        return [f"    {title}:\tRunning", f"      Started:\t{time(state['running'].get('startedAt'))}"]
    ended = state.get("terminated")
    if ended is None:
        reason = (state.get("waiting") or {}).get("reason")
        return [f"    {title}:\tWaiting", *([f"      Reason:\t{reason}"] if reason else [])]
    lines = [f"    {title}:\tTerminated"]
    for field in ("reason", "message"):
        if ended.get(field):
            lines.append(f"      {field.title()}:\t{ended[field]}")
    lines.append(f"      Exit Code:\t{ended.get('exitCode', 0)}")
    if ended.get("signal"):
        lines.append(f"      Signal:\t{ended['signal']}")
    return [
        *lines,
        f"      Started:\t{time(ended.get('startedAt'))}",
        f"      Finished:\t{time(ended.get('finishedAt'))}",
    ]


def _resources(resources: Object) -> list[str]:
    lines = []
    for field, title in (("limits", "Limits"), ("requests", "Requests")):
        amounts = resources.get(field)
        if amounts:
            lines.append(f"    {title}:")
            lines += [f"      {name}:\t{amounts[name]}" for name in sorted(amounts)]
    return lines


def probe(found: Object) -> str:
    """A probe on one line."""
    attrs = (
        f"delay={found.get('initialDelaySeconds', 0)}s timeout={found.get('timeoutSeconds', 1)}s "
        f"period={found.get('periodSeconds', 10)}s successThreshold={found.get('successThreshold', 1)} "
        f"failureThreshold={found.get('failureThreshold', 3)}"
    )
    if found.get("exec") is not None:
        return f"exec [{' '.join(found['exec'].get('command') or ())}] {attrs}"
    if found.get("httpGet") is not None:
        ask = found["httpGet"]
        path = ask.get("path", "")
        path = path if path.startswith("/") or not path else f"/{path}"
        return f"http-get {ask.get('scheme', 'HTTP').lower()}://{ask.get('host', '')}:{ask['port']}{path} {attrs}"
    if found.get("tcpSocket") is not None:
        return f"tcp-socket {found['tcpSocket'].get('host', '')}:{found['tcpSocket']['port']} {attrs}"
    if found.get("grpc") is not None:
        return f"grpc <pod>:{found['grpc']['port']} {found['grpc'].get('service') or ''} {attrs}"
    return f"unknown {attrs}"


def _variables(container: Object, resolve: Resolve | None) -> list[str]:
    lines = []
    if container.get("envFrom"):
        lines.append("    Environment Variables from:")
        lines += [_env_from(source) for source in container["envFrom"]]
    if not container.get("env"):
        return [*lines, "    Environment:\t<none>"]
    lines.append("    Environment:")
    for variable in container["env"]:
        lines += _variable(variable, resolve)
    return lines


def _env_from(source: Object) -> str:
    kind, ref = (
        ("ConfigMap", source["configMapRef"]) if "configMapRef" in source else ("Secret", source.get("secretRef") or {})
    )
    prefix = f" with prefix '{source['prefix']}'" if source.get("prefix") else ""
    return f"      {ref.get('name', '')}\t{kind}{prefix}\tOptional: {_lower(ref.get('optional'))}"


def _lower(value: Any) -> str:
    return "true" if value else "false"


def _variable(variable: Object, resolve: Resolve | None) -> list[str]:
    name, source = variable["name"], variable.get("valueFrom")
    if not source:
        first, *rest = variable.get("value", "").split("\n")
        return [f"      {name}:\t{first}", *(f"      \t{line}" for line in rest)]
    if "fieldRef" in source:
        ref = source["fieldRef"]
        value = resolve(ref["fieldPath"]) if resolve else ""
        return [f"      {name}:\t{value} ({ref.get('apiVersion', 'v1')}:{ref['fieldPath']})"]
    if "resourceFieldRef" in source:
        ref = source["resourceFieldRef"]
        return [f"      {name}:\t{ref.get('divisor', '0')} ({ref['resource']})"]
    if "secretKeyRef" in source:
        ref, text = source["secretKeyRef"], "in secret"
    else:
        ref, text = source.get("configMapKeyRef") or {}, "of config map"
    return [
        f"      {name}:\t<set to the key '{ref.get('key')}' {text} '{ref.get('name', '')}'>\tOptional: {_lower(ref.get('optional'))}"
    ]


def _mounts(container: Object) -> list[str]:
    mounts = sorted(container.get("volumeMounts") or (), key=lambda mount: mount["mountPath"])
    lines = ["    Mounts:" if mounts else "    Mounts:\t<none>"]
    for mount in mounts:
        flags = ["ro" if mount.get("readOnly") else "rw"]
        if mount.get("subPath"):
            flags.append(f'path="{mount["subPath"]}"')
        lines.append(f"      {mount['mountPath']} from {mount['name']} ({','.join(flags)})")
    devices = sorted(container.get("volumeDevices") or (), key=lambda device: device["devicePath"])
    if devices:
        lines.append("    Devices:")
        lines += [f"      {device['devicePath']} from {device['name']}" for device in devices]
    return lines


def pod_template(template: Object) -> list[str]:
    """`Pod Template:` and what is in it."""
    meta, spec = template.get("metadata") or {}, template["spec"]
    lines = ["Pod Template:", *labels("  Labels", meta.get("labels"))]
    if meta.get("annotations"):
        lines += annotation_lines("  Annotations", meta["annotations"])
    if spec.get("serviceAccountName"):
        lines.append(f"  Service Account:\t{spec['serviceAccountName']}")
    if spec.get("initContainers"):
        lines += containers("Init Containers", spec["initContainers"], space="  ")
    lines += containers("Containers", spec["containers"], space="  ")
    lines += volumes(spec.get("volumes"), "  ")
    lines += spread("  Topology Spread Constraints", spec.get("topologySpreadConstraints"))
    if spec.get("priorityClassName"):
        lines.append(f"  Priority Class Name:\t{spec['priorityClassName']}")
    return [
        *lines,
        *labels("  Node-Selectors", spec.get("nodeSelector")),
        *tolerations("  Tolerations", spec.get("tolerations")),
    ]


def field_of(pod: Object) -> Resolve:
    """The downward API fields that a description can resolve."""

    def resolve(path: str) -> str:
        return str(get(pod, path, "")) if path.startswith("metadata.") else ""

    return resolve
