"""Volumes of a pod: exactly one source each, and what each source needs.

The sources are checked in upstream's order (`validateVolumeSource`), because the second one found is the one refused.
Next: `persistent.py` for volumes of the cluster, `containers.py` for mounts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core import names, quantity
from .causes import Causes, duplicate, forbidden, invalid, invalid_all, required, too_long, unsupported
from .claims import claim_spec
from .downward import downward_file
from .meta import annotation_map, labels

__all__ = [
    "MODE", "PULL_POLICIES", "SOURCES", "Check", "Source", "csi_driver", "fibre", "host_path", "iscsi", "nfs",
    "no_backsteps", "one_source", "pod_volumes", "relative_path", "sources",
]  # fmt: skip

Source = dict[str, Any]
Check = Callable[[Causes, Source, str], None]
ONE_TYPE = "may not specify more than 1 volume type"
MODE = "must be a number between 0 and 0777 (octal), both inclusive"
HOST_PATH_TYPES = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")
PULL_POLICIES = ("Always", "IfNotPresent", "Never")


def no_backsteps(causes: Causes, text: str, path: str) -> None:
    """No `..` as a part of a path."""
    if ".." in text.split("/"):
        invalid(causes, path, text, "must not contain '..'")


def relative_path(causes: Causes, text: str, path: str) -> None:
    """Does not start at the root, does not climb."""
    if text.startswith("/"):
        invalid(causes, path, text, "must be a relative path")
    no_backsteps(causes, text, path)


def unreserved_path(causes: Causes, text: str, path: str) -> None:
    """A file in a volume: relative, and its name does not begin with two dots."""
    relative_path(causes, text, path)
    if text.startswith("..") and not text.startswith("../"):
        invalid(causes, path, text, "must not start with '..'")


def file_mode(causes: Causes, mode: Any, path: str) -> None:
    """Permission bits."""
    if mode is not None and not 0 <= mode <= 0o777:
        invalid(causes, path, mode, MODE)


def sources(*keys: str) -> tuple[tuple[str, Check], ...]:
    """Some of the sources of a pod's volume with their checks, in the order given: for persistent volumes."""
    return tuple((key, _BY_NAME[key]) for key in keys)


def _needs(*keys: str) -> Check:
    def check(causes: Causes, source: Source, path: str) -> None:
        for key in keys:
            if not source.get(key):
                required(causes, f"{path}.{key}")

    return check


def _empty_dir(causes: Causes, source: Source, path: str) -> None:
    limit = source.get("sizeLimit")
    if limit is not None and quantity.parse(limit).nano < 0:
        forbidden(causes, f"{path}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def host_path(causes: Causes, source: Source, path: str) -> None:
    """A path of the node and its type."""
    if not source.get("path"):
        required(causes, f"{path}.path")
        return
    no_backsteps(causes, source["path"], f"{path}.path")
    kind = source.get("type")
    if kind is not None and kind not in HOST_PATH_TYPES:
        unsupported(causes, f"{path}.type", kind, HOST_PATH_TYPES)


def _git_repo(causes: Causes, source: Source, path: str) -> None:
    if not source.get("repository"):
        required(causes, f"{path}.repository")
    relative_path(causes, source.get("directory", ""), f"{path}.directory")


def _disk(key: str) -> Check:
    def check(causes: Causes, source: Source, path: str) -> None:
        if not source.get(key):
            required(causes, f"{path}.{key}")
        if not 0 <= (source.get("partition") or 0) <= 255:
            invalid(causes, f"{path}.partition", source["partition"], "must be between 1 and 255, inclusive")

    return check


def _key_to_path(causes: Causes, items: list[Source], path: str) -> None:
    for i, item in enumerate(items):
        where = f"{path}[{i}]"
        if not item.get("key"):
            required(causes, f"{where}.key")
        if not item.get("path"):
            required(causes, f"{where}.path")
        unreserved_path(causes, item.get("path", ""), f"{where}.path")
        file_mode(causes, item.get("mode"), f"{where}.mode")


def _files_of(key: str) -> Check:
    def check(causes: Causes, source: Source, path: str) -> None:
        if not source.get(key):
            required(causes, f"{path}.{key}")
        file_mode(causes, source.get("defaultMode"), f"{path}.defaultMode")
        _key_to_path(causes, source.get("items") or [], f"{path}.items")

    return check


def nfs(causes: Causes, source: Source, path: str) -> None:
    """A server and what it exports."""
    _needs("server", "path")(causes, source, path)
    if not source.get("path", "").startswith("/"):
        invalid(causes, f"{path}.path", source.get("path", ""), "must be an absolute path")


def iscsi(causes: Causes, source: Source, path: str) -> None:
    """A target by name and number."""
    if not source.get("targetPortal"):
        required(causes, f"{path}.targetPortal")
    iqn = source.get("iqn", "")
    if not iqn:
        required(causes, f"{path}.iqn")
    elif not iqn.startswith(("iqn", "eui", "naa")):
        invalid(causes, f"{path}.iqn", iqn, "must be valid format starting with iqn, eui, or naa")
    if not 0 <= (source.get("lun") or 0) <= 255:
        invalid(causes, f"{path}.lun", source["lun"], "must be between 0 and 255, inclusive")
    if (source.get("chapAuthDiscovery") or source.get("chapAuthSession")) and not source.get("secretRef"):
        required(causes, f"{path}.secretRef")


def fibre(causes: Causes, source: Source, path: str) -> None:
    """Fibre channel: by targets and number, or by world-wide ids."""
    targets, ids = source.get("targetWWNs") or [], source.get("wwids") or []
    if not targets and not ids:
        required(causes, f"{path}.targetWWNs", "must specify either targetWWNs or wwids, but not both")
    if targets and ids:
        invalid(causes, f"{path}.targetWWNs", targets, "targetWWNs and wwids can not be specified simultaneously")
    if targets and source.get("lun") is None:
        required(causes, f"{path}.lun", "lun is required if targetWWNs is specified")


def _downward(causes: Causes, source: Source, path: str) -> None:
    file_mode(causes, source.get("defaultMode"), f"{path}.defaultMode")
    for item in source.get("items") or ():
        _downward_item(causes, item, path)


def _downward_item(causes: Causes, item: Source, path: str) -> None:
    if not item.get("path"):
        required(causes, f"{path}.path")
    unreserved_path(causes, item.get("path", ""), f"{path}.path")
    downward_file(causes, item, path)
    file_mode(causes, item.get("mode"), f"{path}.mode")


def _projected(causes: Causes, source: Source, path: str) -> None:
    file_mode(causes, source.get("defaultMode"), f"{path}.defaultMode")
    paths: list[str] = []
    for i, part in enumerate(source.get("sources") or ()):
        _projection(causes, part, path, f"{path}.sources[{i}]", paths)


def _projection(causes: Causes, part: Source, path: str, where: str, paths: list[str]) -> None:
    """One source of a projected volume; `paths` are the files of all before it."""
    for key in ("secret", "configMap"):
        source = part.get(key)
        if source is not None:
            if not source.get("name"):
                required(causes, f"{where}.{key}.name")
            for i, item in enumerate(source.get("items") or ()):
                _key_to_path_at(causes, item, f"{where}.{key}.items[{i}]")
                _taken(causes, item.get("path", ""), path, source.get("name", ""), paths)
    downward = part.get("downwardAPI")
    for item in (downward or {}).get("items") or ():
        _downward_item(causes, item, f"{where}.downwardAPI")
        _taken(causes, item.get("path", ""), path, item.get("path", ""), paths)
    if part.get("serviceAccountToken") is not None:
        _token(causes, part["serviceAccountToken"], path, f"{where}.serviceAccountToken")
    if len(part) > 1:
        forbidden(causes, where, "may not specify more than 1 volume type per source")


def _key_to_path_at(causes: Causes, item: Source, where: str) -> None:
    before: Causes = []
    _key_to_path(before, [item], "")
    causes += [cause._replace(field=where + cause.field[len("[0]") :]) for cause in before]


def _taken(causes: Causes, file: str, path: str, shown: str, paths: list[str]) -> None:
    if file and file in paths:
        invalid(causes, path, shown, "conflicting duplicate paths")
    paths.append(file)


def _token(causes: Causes, token: Source, path: str, where: str) -> None:
    seconds = token.get("expirationSeconds", 3600)
    if seconds < 600:
        invalid(causes, f"{where}.expirationSeconds", seconds, "may not specify a duration less than 10 minutes")
    if seconds > 1 << 32:
        invalid(causes, f"{where}.expirationSeconds", seconds, "may not specify a duration larger than 2^32 seconds")
    if not token.get("path"):
        required(causes, f"{path}.path")
    else:
        unreserved_path(causes, token["path"], f"{path}.path")


def csi_driver(causes: Causes, name: str, path: str) -> None:
    """The name of a CSI driver."""
    if not name:
        required(causes, path)
    if len(name) > 63:
        too_long(causes, path, 63)
    invalid_all(causes, path, name, names.dns_subdomain(name.lower()))


def _csi(causes: Causes, source: Source, path: str) -> None:
    csi_driver(causes, source.get("driver", ""), f"{path}.driver")
    secret = source.get("nodePublishSecretRef")
    if secret is not None:
        if not secret.get("name"):
            required(causes, f"{path}.nodePublishSecretRef.name")
        else:
            invalid_all(causes, f"{path}.name", secret["name"], names.dns_subdomain(secret["name"]))


def _ephemeral(causes: Causes, source: Source, path: str) -> None:
    template = source.get("volumeClaimTemplate")
    if template is None:
        required(causes, f"{path}.volumeClaimTemplate")
        return
    meta, where = template.get("metadata") or {}, f"{path}.volumeClaimTemplate"
    annotation_map(causes, meta.get("annotations"), f"{where}.metadata.annotations")
    labels(causes, meta.get("labels"), f"{where}.metadata.labels")
    for key in meta:
        if key not in ("annotations", "labels"):
            forbidden(causes, f"{where}.metadata.{key}", "cannot be set")
    claim_spec(causes, template.get("spec") or {}, f"{where}.spec")


def _image(causes: Causes, source: Source, path: str) -> None:
    if not source.get("reference"):
        required(causes, f"{path}.reference")
    policy = source.get("pullPolicy", "IfNotPresent")
    if policy not in PULL_POLICIES:
        unsupported(causes, f"{path}.pullPolicy", policy, PULL_POLICIES)


def _flocker(causes: Causes, source: Source, path: str) -> None:
    name, uid = source.get("datasetName", ""), source.get("datasetUUID", "")
    if not name and not uid:
        required(causes, path, "one of datasetName and datasetUUID is required")
    if name and uid:
        invalid(causes, path, "resource", "datasetName and datasetUUID can not be specified simultaneously")
    if "/" in name:
        invalid(causes, f"{path}.datasetName", name, "must not contain '/'")


#: field, its check, in the order in which they are looked at
SOURCES: tuple[tuple[str, Check], ...] = (
    ("emptyDir", _empty_dir), ("hostPath", host_path), ("gitRepo", _git_repo),
    ("gcePersistentDisk", _disk("pdName")), ("awsElasticBlockStore", _disk("volumeID")),
    ("secret", _files_of("secretName")), ("nfs", nfs), ("iscsi", iscsi), ("glusterfs", _needs("endpoints", "path")),
    ("flocker", _flocker), ("persistentVolumeClaim", _needs("claimName")), ("rbd", _needs("monitors", "image")),
    ("cinder", _needs("volumeID")), ("cephfs", _needs("monitors")), ("quobyte", _needs("registry", "volume")),
    ("downwardAPI", _downward), ("fc", fibre), ("flexVolume", _needs("driver")), ("configMap", _files_of("name")),
    ("azureFile", _needs("secretName", "shareName")), ("vsphereVolume", _needs("volumePath")),
    ("photonPersistentDisk", _needs("pdID")), ("portworxVolume", _needs("volumeID")),
    ("azureDisk", _needs("diskName", "diskURI")), ("storageos", _needs("volumeName")), ("projected", _projected),
    ("scaleIO", _needs("gateway", "system", "volumeName")), ("csi", _csi), ("ephemeral", _ephemeral), ("image", _image),
)  # fmt: skip
_BY_NAME = dict(SOURCES)


def one_source(causes: Causes, volume: Source, path: str, kinds: tuple[tuple[str, Check], ...] = SOURCES) -> None:
    """The first source is checked, every further one refused."""
    found = False
    for key, check in kinds:
        source = volume.get(key)
        if source is None:
            continue
        where = f"{path}.{key}"
        if found:
            forbidden(causes, where, ONE_TYPE)
        else:
            check(causes, source, where)
        found = True
    if not found:
        required(causes, path, "must specify a volume type")


def pod_volumes(causes: Causes, volumes: list[Source], path: str, pod_name: str = "") -> dict[str, Source]:
    """Check them and return those that mounts may name: the ones without a fault."""
    known: dict[str, Source] = {}
    created = [f"{pod_name}-{volume.get('name', '')}" for volume in volumes if pod_name and "ephemeral" in volume]
    for i, volume in enumerate(volumes):
        where, name = f"{path}[{i}]", volume.get("name", "")
        before = len(causes)
        _source(causes, volume, where)
        if not name:
            required(causes, f"{where}.name")
        else:
            wrong = names.dns_label(name)
            if wrong:
                invalid_all(causes, f"{where}.name", name, wrong)
        if name in known:
            duplicate(causes, f"{where}.name", name)
        if len(causes) == before:
            known[name] = volume
        claim = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if claim in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            invalid(causes, f"{where}.persistentVolumeClaim.claimName", claim, detail)
    return known


def _source(causes: Causes, volume: Source, path: str) -> None:
    """The usual volume has a name and one source: look it up instead of trying all."""
    if len(volume) == 2:
        for key, source in volume.items():
            check = _BY_NAME.get(key)
            if check is not None and source is not None:
                check(causes, source, f"{path}.{key}")
                return
    one_source(causes, volume, path)
