"""Why a pod is as it is: no node, no image, a container that falls, nobody says it is ready.

Promises: the first cause comes first (the missing class, then the claim, then the pod) and each reason quotes the
status or event that shows it. Next: `workloads.py`.
"""

from __future__ import annotations

from typing import Any

from kubecourse.engine.core.clock import moment
from kubecourse.explain.look import Look, named
from kubecourse.explain.pod_state import condition, pod_state
from kubecourse.explain.reasons import Reason, fine, reason
from kubecourse.explain.scheduling import unscheduled

__all__ = ["pod_reasons"]

Object = dict[str, Any]

_IMAGES = {
    "ErrImagePull": "image.pull", "ImagePullBackOff": "image.pull", "RegistryUnavailable": "image.pull",
    "ImageInspectError": "image.pull", "ErrImageNeverPull": "image.never", "InvalidImageName": "image.name",
}  # fmt: skip
_MADE = {
    "CreateContainerConfigError": "config.missing", "CreateContainerError": "container.create",
    "RunContainerError": "container.create", "PostStartHookError": "container.create",
}  # fmt: skip
#: events that tell more than "Error: ErrImagePull"
_PULL_WORDS = ("Failed to pull image", "Failed to apply default image tag", "Failed to inspect image")


def pod_reasons(look: Look, pod: Object) -> list[Reason]:
    """The reasons of a pod's state."""
    about, seen = named("Pod", pod), pod_state(pod)
    node = pod.get("spec", {}).get("nodeName", "")
    if pod["metadata"].get("deletionTimestamp") and seen.state not in ("succeeded", "failed"):
        return _ending(look, pod, node)
    if seen.state == "succeeded":
        return [fine("pod.succeeded", about)]
    if seen.state == "failed":
        return _failed(pod)
    if not node:
        return unscheduled(look, pod)
    if seen.state == "ready":
        return [fine("pod.ready", about, node=node, ready=seen.ready, total=seen.total)]
    found = _containers(look, pod)
    if found:
        return found
    gone = _node_trouble(look, pod, node)
    if gone:
        return gone
    if seen.state == "creating":
        return _creating(look, pod, node, seen.status)
    return _not_ready(look, pod) or [fine("pod.running", about, node=node)]


def _ending(look: Look, pod: Object, node: str) -> list[Reason]:
    about = named("Pod", pod)
    host = look.find("Node", node) if node else None
    if host is not None and (condition(host, "Ready") or {}).get("status") != "True":
        return [*look.explain("Node", host), reason("pod.terminating-node", about, node=node)]
    finalizers = pod["metadata"].get("finalizers") or ()
    since = pod["metadata"]["deletionTimestamp"]
    if finalizers and look.now >= moment(since):
        return [reason("deleting", about, finalizers=", ".join(finalizers))]
    return [fine("pod.terminating", about, seconds=pod["metadata"].get("deletionGracePeriodSeconds", 30))]


def _failed(pod: Object) -> list[Reason]:
    about, status = named("Pod", pod), pod.get("status", {})
    found = []
    for state in (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ())):
        ended = (state.get("state") or {}).get("terminated") or {}
        if ended.get("exitCode"):
            found += _exit(pod, state["name"], ended, again=False)
    if found and not status.get("reason"):
        return found
    return [*found, reason("pod.failed", about, status.get("message", ""), reason=status.get("reason") or "Failed")]


def _node_trouble(look: Look, pod: Object, node: str) -> list[Reason]:
    host = look.find("Node", node)
    if host is None or (condition(host, "Ready") or {}).get("status") == "True":
        return []
    return [*look.explain("Node", host), reason("notready.node", named("Pod", pod), node=node)]


def _creating(look: Look, pod: Object, node: str, status: str) -> list[Reason]:
    about = named("Pod", pod)
    attach = look.quote("Pod", pod, "FailedAttachVolume")
    if attach.startswith("Multi-Attach"):
        return [reason("mount.elsewhere", about, attach)]
    mount = attach or look.quote("Pod", pod, "FailedMount", "FailedCreatePodSandBox")
    if mount:
        return [reason("mount.failed", about, mount)]
    for state in pod.get("status", {}).get("initContainerStatuses") or ():
        if "running" in (state.get("state") or {}) and not state.get("started"):
            return [fine("pod.init", about, container=state["name"])]
    for state in pod.get("status", {}).get("initContainerStatuses") or ():
        if (state.get("state") or {}).get("terminated", {}).get("exitCode") != 0 and not state.get("ready"):
            return [fine("pod.init", about, status, container=state["name"])]
    return [fine("pod.creating", about, node=node, status=status)]


def _containers(look: Look, pod: Object) -> list[Reason]:
    """Containers that wait or ended in trouble, in the order of the pod."""
    status = pod.get("status", {})
    found: list[Reason] = []
    main = status.get("containerStatuses") or ()
    always = pod.get("spec", {}).get("restartPolicy", "Always") == "Always"
    for state in (*(status.get("initContainerStatuses") or ()), *main):
        waiting = (state.get("state") or {}).get("waiting") or {}
        ended = (state.get("state") or {}).get("terminated") or {}
        why = waiting.get("reason", "")
        if why in _IMAGES:
            found.append(_image(look, pod, state, waiting))
        elif why in _MADE:
            found.append(reason(_MADE[why], named("Pod", pod), waiting.get("message") or why, container=state["name"]))
        elif why == "CrashLoopBackOff" or (ended and (ended.get("exitCode") or why or (always and state in main))):
            found += _crash(look, pod, state, waiting, ended)
    return found


def _image(look: Look, pod: Object, state: Object, waiting: Object) -> Reason:
    """The registry's own words, where an event or the status has them."""
    words = waiting.get("message", "")
    for event in look.events("Pod", pod):
        if event.get("message", "").startswith(_PULL_WORDS):
            words = event["message"]
            break
    key = _IMAGES[waiting["reason"]]
    spec = _spec(pod, state["name"])
    return reason(key, named("Pod", pod), words or waiting["reason"], image=spec.get("image", state.get("image", "")))


def _spec(pod: Object, name: str) -> Object:
    spec = pod.get("spec", {})
    for container in (*(spec.get("containers") or ()), *(spec.get("initContainers") or ())):
        if container["name"] == name:
            return dict(container)
    return {}


def _crash(look: Look, pod: Object, state: Object, waiting: Object, ended: Object) -> list[Reason]:
    last = ended or (state.get("lastState") or {}).get("terminated") or {}
    found = _exit(pod, state["name"], last, again=True) if last else []
    probe = look.event("Pod", pod, "Killing")
    if last.get("exitCode") in (137, 143) and probe and "probe" in probe.get("message", ""):
        words = look.quote("Pod", pod, "Unhealthy") or probe["message"]
        found = [reason("crash.probe", named("Pod", pod), words, container=state["name"])]
    if waiting:
        words = waiting.get("message") or waiting.get("reason", "")
        found.append(reason("crash.backoff", named("Pod", pod), words, restarts=state.get("restartCount", 0)))
    return found


def _exit(pod: Object, name: str, ended: Object, *, again: bool) -> list[Reason]:
    """How a container ended. `again`: the kubelet starts it again."""
    about, code = named("Pod", pod), ended.get("exitCode", 0)
    words = ended.get("message") or f"{ended.get('reason') or 'Terminated'}, exitCode {code}"
    if ended.get("reason") == "OOMKilled":
        limit = ((_spec(pod, name).get("resources") or {}).get("limits") or {}).get("memory", "-")
        return [reason("crash.oom", about, words, container=name, limit=limit)]
    if ended.get("reason") in ("StartError", "ContainerCannotRun") or code in (126, 127, 128):
        return [reason("crash.command", about, words, container=name, code=code)]
    if not again:
        policy = pod.get("spec", {}).get("restartPolicy", "Always")
        return [reason("pod.failed-exit", about, words, container=name, code=code, policy=policy)]
    if code == 0:
        return [reason("crash.zero", about, words, container=name)]
    if code in (137, 143):
        return [reason("crash.killed", about, words, container=name, code=code)]
    return [reason("crash.exit", about, words, container=name, code=code)]


def _not_ready(look: Look, pod: Object) -> list[Reason]:
    """It runs, but the condition Ready is not True."""
    about, found = named("Pod", pod), []
    words = look.quote("Pod", pod, "Unhealthy")
    for state in pod.get("status", {}).get("containerStatuses") or ():
        if state.get("ready"):
            continue
        probes = _spec(pod, state["name"])
        if probes.get("startupProbe") and not state.get("started"):
            found.append(reason("notready.startup", about, words, container=state["name"]))
        elif probes.get("readinessProbe") and words:
            found.append(reason("notready.probe", about, words, container=state["name"]))
        else:
            says = (condition(pod, "ContainersReady") or condition(pod, "Ready") or {}).get("message", "")
            found.append(reason("notready.wait", about, says, container=state["name"]))
    for gate in pod.get("spec", {}).get("readinessGates") or ():
        if (condition(pod, gate["conditionType"]) or {}).get("status") != "True":
            says = (condition(pod, "Ready") or {}).get("message", "")
            found.append(reason("notready.gate", about, says, gate=gate["conditionType"]))
    return found
