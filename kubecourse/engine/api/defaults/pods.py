"""Defaults of a pod and of a pod template: the spec, its containers and their probes.

A Pod gets more than a template (requests from limits, host ports, enableServiceLinks), so that what
is written in a Deployment stays as short as the person left it. Upstream: pkg/apis/core/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any

from . import volumes
from .quantities import resource_list, resources

__all__ = ["pod", "pod_spec", "template"]

_LISTS = ("initContainers", "containers", "ephemeralContainers")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}


def template(template: dict[str, Any] | None) -> None:
    """A PodTemplateSpec."""
    if template is not None:
        template.setdefault("metadata", {})
        pod_spec(template.setdefault("spec", {}))


def pod(obj: dict[str, Any]) -> None:
    """A Pod itself."""
    spec = obj.setdefault("spec", {})
    pod_spec(spec)
    spec.setdefault("enableServiceLinks", True)
    for field in ("containers", "initContainers"):
        for container in spec.get(field) or ():
            _requests_from_limits(container["resources"])
            if spec.get("hostNetwork"):
                for port in container.get("ports") or ():
                    if "containerPort" in port:
                        port.setdefault("hostPort", port["containerPort"])
    if (spec.get("resources") or {}).get("limits"):
        _pod_level_requests(spec)


def pod_spec(spec: dict[str, Any]) -> None:
    """What pods and templates have in common."""
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("securityContext", {})
    spec.setdefault("schedulerName", "default-scheduler")
    # the old name of the field is always written beside the new one
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    resources(spec.get("resources"))
    resource_list(spec.get("overhead"))
    for volume in spec.get("volumes") or ():
        volumes.volume(volume)
    for field in _LISTS:
        for container in spec.get(field) or ():
            _container(container)


def _container(container: dict[str, Any]) -> None:
    requirements = container.setdefault("resources", {})
    if requirements:
        resources(requirements)
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    if "imagePullPolicy" not in container:
        container["imagePullPolicy"] = volumes.pull_policy(container.get("image", ""))
    for port in container.get("ports") or ():
        port.setdefault("protocol", "TCP")
    for variable in container.get("env") or ():
        source = variable.get("valueFrom")
        if source:
            volumes.field_ref(source)
    for name in _PROBES:
        if name in container:
            _probe(container[name])
    for hook in (container.get("lifecycle") or {}).values():
        _http(hook)


def _probe(probe: dict[str, Any]) -> None:
    for field, value in _PROBE.items():
        if not probe.get(field):
            probe[field] = value
    _http(probe)
    if probe.get("grpc") is not None:
        probe["grpc"].setdefault("service", "")


def _http(handler: dict[str, Any]) -> None:
    action = handler.get("httpGet")
    if action is not None:
        action.setdefault("path", "/")
        action.setdefault("scheme", "HTTP")


def _requests_from_limits(requirements: dict[str, Any]) -> None:
    limits = requirements.get("limits")
    if limits:
        requests = requirements.setdefault("requests", {})
        for name, value in limits.items():
            requests.setdefault(name, value)


def _pod_level_requests(spec: dict[str, Any]) -> None:
    """Requests of the whole pod: the sum of its containers', else its own limits."""
    from ...core.quantity import add

    own = spec["resources"]
    requests = dict(own.get("requests") or {})
    for name, limit in own["limits"].items():
        if name in requests or name not in ("cpu", "memory"):
            continue
        asked = [c["resources"].get("requests", {}).get(name) for c in spec.get("containers") or ()]
        total = add("0", "0")
        for amount in asked:
            total = add(total, amount or "0")
        requests[name] = str(total) if total.nano else limit
    own["requests"] = requests
