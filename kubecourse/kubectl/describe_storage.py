"""`kubectl describe` of PersistentVolumes, claims and classes. Upstream: `kubectl/pkg/describe/describe.go`. Next: `describe_config.py`."""

from __future__ import annotations

from ..engine.api.tables_words import access_modes, age, labels_line, storage_class
from ..engine.core.work import Object
from .describe_volumes import source
from .describe_words import conditions_of, events, head
from .session import Session

__all__ = ["claim", "storage", "volume"]


def _phase(session: Session, obj: Object) -> str:
    deleted = obj["metadata"].get("deletionTimestamp")
    return (
        f"Terminating (lasts {age(deleted, session.now)})"
        if deleted
        else str((obj.get("status") or {}).get("phase", ""))
    )


def _finalizers(obj: Object) -> str:
    return f"[{' '.join(obj['metadata'].get('finalizers') or ())}]"


def volume(session: Session, obj: Object) -> list[str]:
    """A PersistentVolume."""
    spec, status = obj["spec"], obj.get("status") or {}
    ref = spec.get("claimRef")
    lines = [
        *head(obj, space=False),
        f"Finalizers:\t{_finalizers(obj)}",
        f"StorageClass:\t{storage_class(obj)}",
        f"Status:\t{_phase(session, obj)}",
        f"Claim:\t{ref.get('namespace', '')}/{ref.get('name', '')}" if ref else "Claim:\t",
        f"Reclaim Policy:\t{spec.get('persistentVolumeReclaimPolicy', '')}",
        f"Access Modes:\t{access_modes(spec.get('accessModes'))}",
    ]
    if spec.get("volumeMode"):
        lines.append(f"VolumeMode:\t{spec['volumeMode']}")
    lines.append(f"Capacity:\t{(spec.get('capacity') or {}).get('storage', '0')}")
    return [
        *lines,
        *_affinity(spec.get("nodeAffinity")),
        f"Message:\t{status.get('message', '')}",
        "Source:",
        *source(spec),
        *events(session, obj),
    ]


def _affinity(found: Object | None) -> list[str]:
    if not found:
        return ["Node Affinity:\t<none>"]
    required = found.get("required")
    if not required:
        return ["Node Affinity:\t", "  Required Terms:\t<none>"]
    lines = ["Node Affinity:\t", "  Required Terms:\t"]
    for number, term in enumerate(required.get("nodeSelectorTerms") or ()):
        texts = [_expression(one) for one in term.get("matchExpressions") or ()] or ["<none>"]
        lines.append(f"    Term {number}:\t{texts[0]}")
        lines += [f"    \t{text}" for text in texts[1:]]
    return lines


def _expression(one: Object) -> str:
    operator = {"NotIn": "not in", "DoesNotExist": "!exists"}.get(one["operator"], one["operator"].lower())
    values = f" [{', '.join(one['values'])}]" if one.get("values") else ""
    return f"{one['key']} {operator}{values}"


def claim(session: Session, obj: Object) -> list[str]:
    """A PersistentVolumeClaim and who uses it."""
    spec, status, meta = obj["spec"], obj.get("status") or {}, obj["metadata"]
    bound = bool(spec.get("volumeName"))
    top = head(obj)
    lines = [
        *top[:2],
        f"StorageClass:\t{storage_class(obj)}",
        f"Status:\t{_phase(session, obj)}",
        f"Volume:\t{spec.get('volumeName', '')}",
        *top[2:],
        f"Finalizers:\t{_finalizers(obj)}",
        f"Capacity:\t{(status.get('capacity') or {}).get('storage', '0') if bound else ''}",
        f"Access Modes:\t{access_modes(status.get('accessModes')) if bound else ''}",
    ]
    if spec.get("volumeMode"):
        lines.append(f"VolumeMode:\t{spec['volumeMode']}")
    if spec.get("dataSource"):
        ref = spec["dataSource"]
        lines += [
            "DataSource:",
            *([f"  APIGroup:\t{ref['apiGroup']}"] if ref.get("apiGroup") else []),
            f"  Kind:\t{ref['kind']}",
            f"  Name:\t{ref['name']}",
        ]
    users = sorted(pod["metadata"]["name"] for pod in session.api.claim_users(meta["namespace"], meta["name"])) or [
        "<none>"
    ]
    lines += [f"Used By:\t{users[0]}", *(f"\t{name}" for name in users[1:])]
    if status.get("conditions"):
        lines += conditions_of(status, "type", "status", "lastProbeTime", "lastTransitionTime", "reason", "message")
    return [*lines, *events(session, obj)]


def storage(session: Session, obj: Object) -> list[str]:
    """A StorageClass."""
    meta = obj["metadata"]
    notes = meta.get("annotations") or {}
    default = any(notes.get(f"storageclass.{beta}kubernetes.io/is-default-class") == "true" for beta in ("", "beta."))
    expand = obj.get("allowVolumeExpansion")
    options = obj.get("mountOptions")
    lines = [
        f"Name:\t{meta['name']}",
        f"IsDefaultClass:\t{'Yes' if default else 'No'}",
        f"Annotations:\t{labels_line(notes)}",
        f"Provisioner:\t{obj['provisioner']}",
        f"Parameters:\t{labels_line(obj.get('parameters'))}",
        f"AllowVolumeExpansion:\t{'<unset>' if expand is None else expand}",
    ]
    lines += ["MountOptions:", *(f"  {option}" for option in options)] if options else ["MountOptions:\t<none>"]
    if obj.get("reclaimPolicy"):
        lines.append(f"ReclaimPolicy:\t{obj['reclaimPolicy']}")
    if obj.get("volumeBindingMode"):
        lines.append(f"VolumeBindingMode:\t{obj['volumeBindingMode']}")
    return [*lines, *events(session, obj)]
