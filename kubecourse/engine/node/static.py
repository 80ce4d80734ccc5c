"""Static pods: manifests in a folder of the node, which its kubelet runs without asking anybody.

For each there is a *mirror pod* in the API, `NAME-NODE`, so that it is seen; it is only a mirror: who deletes it gets it
back, and who wants the pod to end takes the file away. Our record of the pod goes from one mirror to the next.
Upstream: `pkg/kubelet/config/{common,file}.go`, `pkg/kubelet/pod/mirror_client.go`, `kubelet.go` (tryReconcileMirrorPods).
"""

from __future__ import annotations

from hashlib import md5
from typing import Any

import yaml

from ..api.errors import ApiError
from ..core.clock import stamp
from ..core.work import Object
from . import ending
from .worker import Worker

__all__ = ["FOLDER", "again", "changed", "is_mirror", "leave", "write"]

#: staticPodPath, as kubeadm sets it; paths on a node are kept without the first slash
FOLDER = "etc/kubernetes/manifests"
#: the status manager looks after what it missed at its own pace, in ms
RESYNC = 3_000
#: the folder's pods are tidied up every two seconds
HOUSEKEEPING = 2_000
_HASH, _MIRROR = "kubernetes.io/config.hash", "kubernetes.io/config.mirror"


def is_mirror(pod: Object) -> bool:
    """Does a pod only show a static one?"""
    return _MIRROR in (pod["metadata"].get("annotations") or {})


def write(api: Any, node: str, path: str, text: str | None) -> None:
    """Write a file of the node, or with None remove it."""
    key, name = f"host/{node}", path.strip("/")
    files = {other: body for other, body in api.memory.get(key, {}).items() if other != name}
    api.memory[key] = files if text is None else {**files, name: text}


def _wanted(api: Any, node: Object) -> dict[str, Object]:
    """{key: mirror pod} of the manifests in the folder; a file that is no pod is passed over."""
    files: dict[str, str] = api.memory.get(f"host/{node['metadata']['name']}", {})
    found = {}
    for path in sorted(files):
        folder, _, name = path.rpartition("/")
        if folder != FOLDER or name.startswith("."):
            continue
        pod = _read(files[path], node, api.now)
        if pod is not None:
            found[f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"] = pod
    return found


def _read(text: str, node: Object, now: int) -> Object | None:
    try:
        pod = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    if not isinstance(pod, dict) or pod.get("kind") != "Pod" or not (pod.get("metadata") or {}).get("name"):
        return None
    name = node["metadata"]["name"]
    meta, spec = dict(pod["metadata"]), dict(pod.get("spec") or {})
    digest = md5(f"{name}{text}".encode(), usedforsecurity=False).hexdigest()
    meta |= {"name": f"{meta['name']}-{name}", "namespace": meta.get("namespace") or "default"}
    meta["annotations"] = {
        **(meta.get("annotations") or {}), _HASH: digest, _MIRROR: digest, "kubernetes.io/config.seen": stamp(now),
        "kubernetes.io/config.source": "file",
    }  # fmt: skip
    owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": node["metadata"]["uid"], "controller": True}
    meta["ownerReferences"] = [owner]
    always = {"effect": "NoExecute", "operator": "Exists"}
    spec |= {"nodeName": name, "tolerations": [*(spec.get("tolerations") or ()), always]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}


def changed(api: Any, world: Any, node: str) -> None:
    """The folder may hold other manifests: new ones are started, those that went or changed are stopped."""
    found = api.find("Node", node)
    if found is None:
        return
    wanted = _wanted(api, found)
    for pod in api.pods_on(node):
        if not is_mirror(pod):
            continue
        key = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        same = wanted.pop(key, None)
        if same is None or _hash(same) != _hash(pod):
            leave(Worker(api, world, pod, key))
    for pod in wanted.values():
        _create(api, pod)


def _hash(pod: Object) -> str:
    return str(pod["metadata"]["annotations"].get(_HASH))


def _create(api: Any, pod: Object) -> Object | None:
    try:
        made: Object = api.create(pod, pod["metadata"]["namespace"])
        return made
    except ApiError:
        # the API does not want the mirror: the pod would run all the same, here it is not seen and not run
        return None


def leave(w: Worker) -> None:
    """The file is gone: the containers are stopped, and then the mirror goes."""
    if w.r["dying"] is not None or w.r["gone"] is not None:
        return
    w.r["leaves"] = w.now + HOUSEKEEPING
    w.r["over"] = None
    ending.begin(w, w.grace() // 1000)
    w.save()


def again(api: Any, world: Any, key: str) -> bool:
    """The mirror was deleted: it is made anew while the file is there, and takes over what runs. Was it one?"""
    record = api.memory.get(f"pod/{key}")
    if record is None or not record.get("static") or record.get("leaves"):
        return False
    node = api.find("Node", record["node"])
    pod = _wanted(api, node).get(key) if node is not None else None
    if pod is None:
        return False
    namespace, _, name = key.partition("/")
    old = api.find("Pod", name, namespace)
    if old is not None:
        api.delete("Pod", name, namespace, grace=0, uid=old["metadata"]["uid"])
    made = _create(api, pod)
    if made is None:
        return False
    _adopt(api, key, record, made["metadata"]["uid"])
    return True


def _adopt(api: Any, key: str, record: dict[str, Any], uid: str) -> None:
    """All that is kept by the uid of the mirror is kept by that of the new one."""
    old = record["uid"]
    for name in [name for name in api.memory if f"/{old}/" in name or name == f"address/{old}"]:
        api.memory[name.replace(old, uid)] = api.memory.pop(name)
    address = api.memory.get(f"address/{uid}")
    if address is not None and f"holder/{address}" in api.memory:
        api.memory[f"holder/{address}"] = uid
    kept = tuple(name.replace(old, uid) for name in record["kept"])
    api.memory[f"pod/{key}"] = {**record, "uid": uid, "kept": kept, "generation": 1, "sync": (api.now + RESYNC, False)}
