"""What the volumes of a pod hold: emptyDir, hostPath, ConfigMap, Secret, projected, downward API.

A volume is a map from relative path to content; a directory is its path with a slash and no content. Maps are
kept in the kubelet's memory and replaced, never changed. Persistent volumes are asked of the `World`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object
from .env import ConfigError, decoded, field_value, resource_value
from .timing import PERIODIC

__all__ = ["Files", "change", "contents", "follows", "listing", "persistent", "problem", "refresh"]

Files = dict[str, str]
#: content made from API objects follows them at the pod's next sync: this much later at most
REFRESH = PERIODIC


_HERE = ("emptyDir", "hostPath", "configMap", "secret", "projected", "downwardAPI", "image", "gitRepo")


def persistent(volume: Object) -> bool:
    """Does the volume live somewhere else than on the node?"""
    return not any(kind in volume for kind in _HERE) and len(volume) > 1


def problem(api: Any, world: Any, pod: Object, volume: Object) -> str | None:
    """Why a volume cannot be mounted, in the words of FailedMount; None if it can."""
    name = volume["name"]
    if persistent(volume):
        found: str | None = world.volume_ready(api, pod, volume)
        return found
    if "hostPath" in volume:
        why = _host_path(api, pod, volume["hostPath"])
    else:
        try:
            _made(api, pod, volume, ("", ""))
            return None
        except ConfigError as error:
            why = str(error)
    return f'MountVolume.SetUp failed for volume "{name}" : {why}' if why else None


def _host_path(api: Any, pod: Object, source: Object) -> str | None:
    kind, path = source.get("type") or "", source["path"]
    if kind not in ("Directory", "File", "Socket"):
        return None
    files: Files = api.memory.get(f"host/{pod['spec']['nodeName']}", {})
    inside = path.strip("/")
    is_dir = any(name.startswith(f"{inside}/") for name in files) or path in _STANDARD
    there = is_dir if kind == "Directory" else inside in files
    return None if there else f"hostPath type check failed: {path} is not a {kind.lower()}"


#: directories that every node has
_STANDARD = ("/", "/etc", "/var", "/var/log", "/var/lib", "/tmp", "/usr", "/opt", "/home", "/mnt", "/var/lib/kubelet",
             "/proc", "/sys", "/run", "/dev", "/var/run")  # fmt: skip


def contents(api: Any, pod: Object, volume: Object, addresses: tuple[str, str]) -> Files:
    """The files of a volume that is not persistent."""
    uid = pod["metadata"]["uid"]
    if "hostPath" in volume:
        return _below(api.memory.get(f"host/{pod['spec']['nodeName']}", {}), volume["hostPath"]["path"].strip("/"))
    if "emptyDir" in volume:
        found: Files = api.memory.get(f"vol/{uid}/{volume['name']}", {})
        return found
    key = f"made/{uid}/{volume['name']}"
    known = api.memory.get(key)
    if known is None or api.now - known[0] >= REFRESH:
        try:
            known = (api.now, _made(api, pod, volume, addresses))
        except ConfigError:
            known = (api.now, known[1] if known else {})
        api.memory[key] = known
    files: Files = known[1]
    return files


def follows(volume: Object) -> bool:
    """Is the volume made from objects that may change? (The token of a pod is not looked at here.)"""
    made = any(kind in volume for kind in ("configMap", "secret", "downwardAPI", "projected"))
    return made and not volume["name"].startswith("kube-api-access-")


def refresh(api: Any, pod: Object, addresses: tuple[str, str], at: int) -> bool:
    """A sync of the pod makes such volumes anew; `at` is its time, from which the next one is counted. Did any change?"""
    changed = False
    for volume in pod["spec"].get("volumes") or ():
        if follows(volume):
            key = f"made/{pod['metadata']['uid']}/{volume['name']}"
            known = api.memory.get(key)
            try:
                api.memory[key] = (at, _made(api, pod, volume, addresses))
            except ConfigError:
                if key in api.memory:
                    api.memory[key] = (at, api.memory[key][1])
            changed = changed or (known is not None and known[1] != api.memory[key][1])
    return changed


def _below(files: Files, folder: str) -> Files:
    if not folder:
        return files
    if folder in files:
        return {"": files[folder]}
    size = len(folder) + 1
    return {name[size:]: text for name, text in files.items() if name.startswith(f"{folder}/") and name[size:]}


def change(api: Any, pod: Object, volume: Object, path: str, text: str | None) -> str | None:
    """Write (or with None remove) a file; None, or why not."""
    if "hostPath" in volume:
        key, path = (
            f"host/{pod['spec']['nodeName']}",
            "/".join(filter(None, (volume["hostPath"]["path"].strip("/"), path))),
        )
    elif "emptyDir" in volume:
        key = f"vol/{pod['metadata']['uid']}/{volume['name']}"
    else:
        return "Read-only file system"
    api.memory[key] = _changed(api.memory.get(key, {}), path, text)
    return None


def _changed(files: Files, path: str, text: str | None) -> Files:
    if text is None:
        return {
            name: body for name, body in files.items() if name.rstrip("/") != path and not name.startswith(f"{path}/")
        }
    return {**files, path: text}


def listing(files: Files, path: str) -> list[str] | None:
    """The names in a directory of such a map; None if there is no such directory."""
    prefix = f"{path}/" if path else ""
    names = dict.fromkeys(name[len(prefix) :].partition("/")[0] for name in files if name.startswith(prefix))
    there = not prefix or bool(names)
    names.pop("", None)
    return list(names) if there else None


# -- volumes made from objects ---------------------------------------------------------------------


def _made(api: Any, pod: Object, volume: Object, addresses: tuple[str, str]) -> Files:
    if "configMap" in volume:
        return _from_object(api, pod, "ConfigMap", volume["configMap"], volume["configMap"].get("name", ""))
    if "secret" in volume:
        return _from_object(api, pod, "Secret", volume["secret"], volume["secret"].get("secretName", ""))
    if "downwardAPI" in volume:
        return _downward(api, pod, volume["downwardAPI"], addresses)
    files: Files = {}
    for source in (volume.get("projected") or {}).get("sources") or ():
        if "configMap" in source:
            files |= _from_object(api, pod, "ConfigMap", source["configMap"], source["configMap"].get("name", ""))
        elif "secret" in source:
            files |= _from_object(api, pod, "Secret", source["secret"], source["secret"].get("name", ""))
        elif "downwardAPI" in source:
            files |= _downward(api, pod, source["downwardAPI"], addresses)
        elif "serviceAccountToken" in source:
            account = pod["spec"].get("serviceAccountName") or "default"
            token = source["serviceAccountToken"]
            files[token["path"]] = f"token-of-{pod['metadata']['namespace']}-{account}-{pod['metadata']['uid']}"
    return files


def _from_object(api: Any, pod: Object, kind: str, source: Object, name: str) -> Files:
    space = pod["metadata"]["namespace"]
    found = api.find(kind, name, space)
    if found is None:
        if source.get("optional") or name == "kube-root-ca.crt":
            return {"ca.crt": "-----BEGIN CERTIFICATE-----\n"} if name == "kube-root-ca.crt" else {}
        raise ConfigError(f'{kind.lower()} "{name}" not found')
    values = decoded(found)
    if kind == "ConfigMap":
        values |= {key: str(value) for key, value in (found.get("binaryData") or {}).items()}
    items = source.get("items")
    if not items:
        return values
    missing = next((item["key"] for item in items if item["key"] not in values), None)
    if missing is not None and not source.get("optional"):
        raise ConfigError(f"references non-existent {'config' if kind == 'ConfigMap' else 'secret'} key: {missing}")
    return {item["path"]: values[item["key"]] for item in items if item["key"] in values}


def _downward(api: Any, pod: Object, source: Object, addresses: tuple[str, str]) -> Files:
    files: Files = {}
    for item in source.get("items") or ():
        if "fieldRef" in item:
            files[item["path"]] = field_value(pod, item["fieldRef"]["fieldPath"], addresses)
        elif "resourceFieldRef" in item:
            files[item["path"]] = resource_value(api, pod, {}, item["resourceFieldRef"])
    return files
