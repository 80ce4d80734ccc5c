"""Volumes of pods and the sources of PersistentVolumes. Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_pod.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..engine.core.work import Object

__all__ = ["source", "volumes"]

#: the sentence after the type, and (title, field, value when missing)
_SOURCES: dict[str, tuple[str, tuple[tuple[str, str, Any], ...]]] = {
    "hostPath": ("HostPath (bare host directory volume)", (("Path", "path", ""), ("HostPathType", "type", ""))),
    "emptyDir": (
        "EmptyDir (a temporary directory that shares a pod's lifetime)",
        (("Medium", "medium", ""), ("SizeLimit", "sizeLimit", "<unset>")),
    ),
    "secret": (
        "Secret (a volume populated by a Secret)",
        (("SecretName", "secretName", ""), ("Optional", "optional", False)),
    ),
    "configMap": (
        "ConfigMap (a volume populated by a ConfigMap)",
        (("Name", "name", ""), ("Optional", "optional", False)),
    ),
    "nfs": (
        "NFS (an NFS mount that lasts the lifetime of a pod)",
        (("Server", "server", ""), ("Path", "path", ""), ("ReadOnly", "readOnly", False)),
    ),
    "persistentVolumeClaim": (
        "PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)",
        (("ClaimName", "claimName", ""), ("ReadOnly", "readOnly", False)),
    ),
    "csi": (
        "CSI (a Container Storage Interface (CSI) volume source)",
        (
            ("Driver", "driver", ""),
            ("FSType", "fsType", ""),
            ("VolumeHandle", "volumeHandle", ""),
            ("ReadOnly", "readOnly", False),
        ),
    ),
    "local": ("LocalVolume (a persistent volume backed by local storage on a node)", (("Path", "path", ""),)),
    "awsElasticBlockStore": (
        "AWSElasticBlockStore (a Persistent Disk resource in AWS)",
        (
            ("VolumeID", "volumeID", ""),
            ("FSType", "fsType", ""),
            ("Partition", "partition", 0),
            ("ReadOnly", "readOnly", False),
        ),
    ),
    "vsphereVolume": (
        "vSphereVolume (a Persistent Disk resource in vSphere)",
        (("VolumePath", "volumePath", ""), ("FSType", "fsType", ""), ("StoragePolicyName", "storagePolicyName", "")),
    ),
    "iscsi": (
        "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)",
        (
            ("TargetPortal", "targetPortal", ""),
            ("IQN", "iqn", ""),
            ("Lun", "lun", 0),
            ("ISCSIInterface", "iscsiInterface", ""),
            ("FSType", "fsType", ""),
            ("ReadOnly", "readOnly", False),
        ),
    ),
}


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def volumes(found: Iterable[Object] | None, space: str = "") -> list[str]:
    """`Volumes:` and each of them."""
    some = list(found or ())
    if not some:
        return [f"{space}Volumes:\t<none>"]
    lines, pad = [f"{space}Volumes:"], " " if space else ""
    for volume in some:
        lines += [f"  {pad}{volume['name']}:", *source(volume)]
    return lines


def source(volume: Object, indent: str = "    ") -> list[str]:
    """The lines of a volume's source."""
    if "projected" in volume:
        return _projected(volume["projected"], indent)
    if "downwardAPI" in volume:
        return _downward(volume["downwardAPI"], indent)
    if "ephemeral" in volume:
        return _ephemeral(volume["ephemeral"], indent)
    for kind, (text, rows) in _SOURCES.items():
        if kind in volume:
            have = volume[kind] or {}
            lines = [f"{indent}Type:\t{text}"]
            for title, field, missing in rows:
                if field == "volumeHandle" and field not in have:
                    continue
                lines.append(f"{indent}{title}:\t{_word(have.get(field, missing))}")
            if kind == "csi":
                lines += _attributes(have.get("volumeAttributes"), indent)
            return lines
    return [f"{indent}<unknown>"]


def _attributes(found: Object | None, indent: str) -> list[str]:
    if not found:
        return [f"{indent}VolumeAttributes:\t<none>"]
    pairs = [f"{key}={found[key]}" for key in sorted(found)]
    return [f"{indent}VolumeAttributes:\t{pairs[0]}", *(f"{indent}\t{pair}" for pair in pairs[1:])]


def _projected(projected: Object, indent: str) -> list[str]:
    lines = [f"{indent}Type:\tProjected (a volume that contains injected data from multiple sources)"]
    for one in projected.get("sources") or ():
        if "secret" in one:
            lines += [
                f"{indent}SecretName:\t{one['secret'].get('name', '')}",
                f"{indent}Optional:\t{_word(bool(one['secret'].get('optional')))}",
            ]
        elif "configMap" in one:
            ref = one["configMap"]
            lines += [
                f"{indent}ConfigMapName:\t{ref.get('name', '')}",
                f"{indent}Optional:\t{_word(bool(ref.get('optional')))}",
            ]
        elif "downwardAPI" in one:
            lines.append(f"{indent}DownwardAPI:\ttrue")
        elif "serviceAccountToken" in one:
            lines.append(
                f"{indent}TokenExpirationSeconds:\t{one['serviceAccountToken'].get('expirationSeconds', 3600)}"
            )
    return lines


def _downward(found: Object, indent: str) -> list[str]:
    lines = [f"{indent}Type:\tDownwardAPI (a volume populated by information about the pod)", f"{indent}Items:"]
    for item in found.get("items") or ():
        if "fieldRef" in item:
            lines.append(f"{indent}  {item['fieldRef']['fieldPath']} -> {item['path']}")
        else:
            lines.append(f"{indent}  {(item.get('resourceFieldRef') or {}).get('resource', '')} -> {item['path']}")
    return lines


def _ephemeral(found: Object, indent: str) -> list[str]:
    from ..engine.api.tables_words import access_modes

    text = "EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)"
    spec = (found.get("volumeClaimTemplate") or {}).get("spec") or {}
    return [
        f"{indent}Type:\t{text}",
        f"{indent}StorageClass:\t{spec.get('storageClassName', '')}",
        f"{indent}Volume:\t{spec.get('volumeName', '')}",
        f"{indent}Labels:\t<none>",
        f"{indent}Annotations:\t<none>",
        f"{indent}Capacity:\t",
        f"{indent}Access Modes:\t{access_modes(spec.get('accessModes'))}",
        f"{indent}VolumeMode:\t{spec.get('volumeMode', 'Filesystem')}",
    ]
