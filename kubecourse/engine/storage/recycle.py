"""The deprecated policy Recycle: a pod empties the volume, then it is Available for the next claim.

The pod runs in `default`, is called `recycler-for-VOLUME` and has a minute; what happens to it is told on the volume, and
whatever becomes of it, it is deleted at its end. Volumes of a host path or of NFS can be recycled, all others fail.
Upstream: pkg/volume/util/recyclerclient/recycler_client.go, pkg/volume/plugins.go. Next: `protection.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..core.work import Object
from .words import say

__all__ = ["PREFIX", "of_recycler", "recycle"]

PREFIX = "recycler-for-"
_NAMESPACE = "default"
_PLUGINS = ("hostPath", "nfs")
_SCRUB = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1'


def of_recycler(api: Any, pod: Object) -> Iterable[str]:
    """The volume that a recycler pod works for."""
    if pod["metadata"]["name"].startswith(PREFIX):
        yield f"volume:{pod['metadata']['name'].removeprefix(PREFIX)}"


def recycle(api: Any, volume: Object) -> str | None:
    """One step. Returns None while it goes on, "" when the volume is empty, else why it failed."""
    if not any(kind in volume["spec"] for kind in _PLUGINS):
        return "No recycler plugin found for the volume!"
    name = volume["metadata"]["name"]
    pod = api.find("Pod", PREFIX + name, _NAMESPACE)
    if pod is None:
        api.create(_pod(volume))
        return None
    _pass_on(api, volume, pod)
    phase = (pod.get("status") or {}).get("phase")
    if phase not in ("Succeeded", "Failed") or pod["metadata"].get("deletionTimestamp"):
        return None
    api.delete("Pod", PREFIX + name, _NAMESPACE)
    api.memory.pop(f"told/{volume['metadata']['uid']}", None)
    if phase == "Succeeded":
        return ""
    message = pod["status"].get("message") or "pod failed, pod.Status.Message unknown"
    return f"Recycle failed: failed to recycle volume: {message}"


def _pass_on(api: Any, volume: Object, pod: Object) -> None:
    """What is said of the pod is said of the volume, too."""
    key = f"told/{volume['metadata']['uid']}"
    told = int(api.memory.get(key) or 0)
    uid = pod["metadata"]["uid"]
    news = [event for event in api.list("Event", _NAMESPACE) if event["involvedObject"].get("uid") == uid]
    news = [event for event in news if int(event["metadata"]["resourceVersion"]) > told]
    for event in sorted(news, key=lambda event: int(event["metadata"]["resourceVersion"])):
        say(api, volume, event["type"], "RecyclerPod", f"Recycler pod: {event['message']}")
        api.memory[key] = int(event["metadata"]["resourceVersion"])


def _pod(volume: Object) -> Object:
    source = {kind: volume["spec"][kind] for kind in _PLUGINS if kind in volume["spec"]}
    container = {
        "name": "pv-recycler",
        "image": "registry.k8s.io/build-image/debian-base:bookworm-v1.0.6",
        "command": ["/bin/sh"],
        "args": ["-c", _SCRUB],
        "volumeMounts": [{"name": "vol", "mountPath": "/scrub"}],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": PREFIX + volume["metadata"]["name"], "namespace": _NAMESPACE},
        "spec": {
            "activeDeadlineSeconds": 60,
            "restartPolicy": "Never",
            "volumes": [{"name": "vol", **source}],
            "containers": [container],
        },
    }
