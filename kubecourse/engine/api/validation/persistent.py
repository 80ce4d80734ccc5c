"""PersistentVolumes and StorageClasses.

Rules of `ValidatePersistentVolumeSpec`, `ValidatePersistentVolumeUpdate` and `pkg/apis/storage/validation`.
Next: `volumes.py` holds the sources a pod may use too.
"""

from __future__ import annotations

from typing import Any

from ...core import names, quantity
from .causes import Causes, forbidden, immutable, invalid, invalid_all, required, too_long, unsupported
from .claims import VOLUME_MODES, access_modes
from .gojson import difference, struct_json
from .meta import label_name, object_meta, object_meta_update
from .quantities import positive
from .scheduling import node_selector
from .volumes import Source, csi_driver, no_backsteps, one_source, sources

__all__ = ["storage_class", "storage_class_update", "volume", "volume_update"]

RECLAIM = ("Delete", "Recycle", "Retain")
CLASS_RECLAIM = ("Delete", "Retain")
BINDING = ("Immediate", "WaitForFirstConsumer")
PARAMETER_BYTES = 256 * 1024
PARAMETERS = 512


def _local(causes: Causes, source: Source, path: str) -> None:
    if not source.get("path"):
        required(causes, f"{path}.path")
        return
    no_backsteps(causes, source["path"], f"{path}.path")


def _secret(causes: Causes, secret: Source | None, path: str) -> None:
    if secret is None:
        return
    for key, rule in (("name", names.dns_subdomain), ("namespace", names.dns_label)):
        value = secret.get(key, "")
        if not value:
            required(causes, f"{path}.{key}")
        else:
            invalid_all(causes, f"{path}.{key}", value, rule(value))


def _csi(causes: Causes, source: Source, path: str) -> None:
    csi_driver(causes, source.get("driver", ""), f"{path}.driver")
    if not source.get("volumeHandle"):
        required(causes, f"{path}.volumeHandle")
    for key in (
        "controllerPublishSecretRef",
        "controllerExpandSecretRef",
        "nodePublishSecretRef",
        "nodeExpandSecretRef",
    ):
        _secret(causes, source.get(key), f"{path}.{key}")


#: in the order in which they are looked at
SOURCES = (
    *sources("hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte",
             "cephfs", "iscsi", "cinder", "fc", "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk",
             "portworxVolume", "azureDisk", "scaleIO"),
    ("local", _local),
    *sources("storageos"),
    ("csi", _csi),
)  # fmt: skip
KEYS = tuple(key for key, _ in SOURCES)


def volume(causes: Causes, obj: dict[str, Any]) -> None:
    """A whole PersistentVolume."""
    object_meta(causes, obj["metadata"], False, names.dns_subdomain)
    _spec(causes, obj.get("spec") or {}, "spec")


def _spec(causes: Causes, spec: dict[str, Any], path: str) -> None:
    modes = spec.get("accessModes") or []
    if not modes:
        required(causes, f"{path}.accessModes")
    access_modes(causes, modes, f"{path}.accessModes")
    _capacity(causes, spec.get("capacity") or {}, f"{path}.capacity")
    policy = spec.get("persistentVolumeReclaimPolicy")
    if policy and policy not in RECLAIM:
        unsupported(causes, f"{path}.persistentVolumeReclaimPolicy", policy, RECLAIM)
    affinity = spec.get("nodeAffinity")
    if affinity is not None:
        _node_affinity(causes, affinity, f"{path}.nodeAffinity")
    _sources(causes, spec, path)
    _rest(causes, spec, path)


def _capacity(causes: Causes, capacity: dict[str, Any], path: str) -> None:
    if not capacity:
        required(causes, path)
    if "storage" not in capacity or len(capacity) > 1:
        unsupported(causes, path, capacity or None, ("storage",))
    for name in sorted(capacity):
        number = quantity.value(capacity[name])
        if number < 0:
            invalid(causes, f"{path}[{name}]", number, "must be a valid resource quantity")
        positive(causes, capacity[name], f"{path}[{name}]")


def _node_affinity(causes: Causes, affinity: dict[str, Any], path: str) -> None:
    if affinity.get("required") is None:
        required(causes, f"{path}.required", "must specify required node constraints")
    else:
        node_selector(causes, affinity["required"], f"{path}.required")


def _sources(causes: Causes, spec: dict[str, Any], path: str) -> None:
    before: Causes = []
    one_source(before, spec, path, SOURCES)
    if next((key for key in KEYS if key in spec), "") == "local" and spec.get("nodeAffinity") is None:
        # said where the local source is looked at: only a csi source comes after it
        at = len(before) - sum(cause.field == f"{path}.csi" for cause in before)
        late: Causes = []
        required(late, f"{path}.nodeAffinity", "Local volume requires node affinity")
        before[at:at] = late
    causes += before


def _rest(causes: Causes, spec: dict[str, Any], path: str) -> None:
    host = (spec.get("hostPath") or {}).get("path", "").rstrip("/")
    if "hostPath" in spec and not host and spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        forbidden(causes, f"{path}.persistentVolumeReclaimPolicy", detail)
    class_name = spec.get("storageClassName")
    if class_name:
        invalid_all(causes, f"{path}.storageClassName", class_name, names.dns_subdomain(class_name))
    mode = spec.get("volumeMode")
    if mode is not None and mode not in VOLUME_MODES:
        unsupported(causes, f"{path}.volumeMode", mode, VOLUME_MODES)
    attributes = spec.get("volumeAttributesClassName")
    if attributes is not None:
        if not attributes:
            required(causes, f"{path}.volumeAttributesClassName", "an empty string is disallowed")
        else:
            invalid_all(causes, f"{path}.volumeAttributesClassName", attributes, names.dns_subdomain(attributes))
        if "csi" not in spec:
            required(causes, f"{path}.csi", "has to be specified when using volumeAttributesClassName")


def volume_update(causes: Causes, new: dict[str, Any], old: dict[str, Any]) -> None:
    """Where the data lies cannot change."""
    volume(causes, new)
    volume(causes, new)
    was, now = old.get("spec") or {}, new.get("spec") or {}
    before = {key: was[key] for key in KEYS if key in was}
    after = {key: now[key] for key in KEYS if key in now}
    if "csi" in before and "csi" in after and "controllerExpandSecretRef" not in before["csi"]:
        after["csi"] = {key: value for key, value in after["csi"].items() if key != "controllerExpandSecretRef"}
    if before != after:
        changed = difference("PersistentVolumeSource", before, after)
        detail = f"spec.persistentvolumesource is immutable after creation\n{changed}"
        forbidden(causes, "spec.persistentvolumesource", detail)
    immutable(causes, "volumeMode", now.get("volumeMode"), was.get("volumeMode"))
    affinity = was.get("nodeAffinity")
    if affinity is not None and affinity != now.get("nodeAffinity"):
        shown = struct_json("VolumeNodeAffinity", now.get("nodeAffinity"))
        invalid(causes, "nodeAffinity", shown, "field is immutable, except for updating from beta label to GA")
    if was.get("volumeAttributesClassName") is not None and now.get("volumeAttributesClassName") is None:
        forbidden(causes, "spec.volumeAttributesClassName", "update from non-nil value to nil is forbidden")


def storage_class(causes: Causes, obj: dict[str, Any]) -> None:
    """A StorageClass."""
    object_meta(causes, obj["metadata"], False, names.dns_subdomain)
    provisioner = obj.get("provisioner", "")
    if not provisioner:
        required(causes, "provisioner")
    else:
        invalid_all(causes, "provisioner", provisioner, names.qualified_name(provisioner.lower()))
    _parameters(causes, obj.get("parameters") or {})
    policy = obj.get("reclaimPolicy")
    if policy and policy not in CLASS_RECLAIM:
        unsupported(causes, "reclaimPolicy", policy, CLASS_RECLAIM)
    mode = obj.get("volumeBindingMode")
    if mode is None:
        required(causes, "volumeBindingMode")
    elif mode not in BINDING:
        unsupported(causes, "volumeBindingMode", mode, BINDING)
    _topologies(causes, obj.get("allowedTopologies") or [])


def _parameters(causes: Causes, parameters: dict[str, str]) -> None:
    if len(parameters) > PARAMETERS:
        too_long(causes, "parameters", PARAMETERS)
        return
    for key in sorted(parameters):
        if not key:
            invalid(causes, "parameters", key, "field can not be empty.")
    if sum(len(key) + len(value) for key, value in parameters.items()) > PARAMETER_BYTES:
        too_long(causes, "parameters", PARAMETER_BYTES)


def _topologies(causes: Causes, terms: list[dict[str, Any]]) -> None:
    for i, term in enumerate(terms):
        for j, expression in enumerate(term.get("matchLabelExpressions") or ()):
            where = f"allowedTopologies[{i}].matchLabelExpressions[{j}]"
            if not expression.get("values"):
                required(causes, f"{where}.values")
            label_name(causes, expression.get("key", ""), f"{where}.key")


def storage_class_update(causes: Causes, new: dict[str, Any], old: dict[str, Any]) -> None:
    """Whether claims may grow and the topologies may change, nothing else that matters."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    if (new.get("parameters") or {}) != (old.get("parameters") or {}):
        shown = new.get("parameters") or None
        invalid(causes, "parameters", shown, "field is immutable")
    immutable(causes, "provisioner", new.get("provisioner", ""), old.get("provisioner"))
    immutable(causes, "reclaimPolicy", new.get("reclaimPolicy"), old.get("reclaimPolicy"))
    immutable(causes, "volumeBindingMode", new.get("volumeBindingMode"), old.get("volumeBindingMode"))
