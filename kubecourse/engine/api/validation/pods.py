"""Pods: creation, and the few fields that may change afterwards; PodTemplates.

Rules of `ValidatePodCreate`, `ValidatePodUpdate`, `ValidatePodResize` and `ValidatePodEphemeralContainersUpdate`.
Next: `pod_status.py`.
"""

from __future__ import annotations

from typing import Any

from ...core import names, quantity
from .causes import Causes, forbidden, invalid, required
from .gojson import difference, struct_json
from .meta import object_meta, object_meta_update
from .podspec import MIRROR, pod_annotations, pod_spec, template_spec, visit_containers
from .scheduling import tolerations

__all__ = ["ephemeral_update", "pod", "pod_template", "pod_template_update", "pod_update", "resize"]

Part = dict[str, Any]
MAY_CHANGE = (
    "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
    " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
    " previously negative)"
)
NOT_PADDED = "must not have leading or trailing whitespace"
SECONDS = "must be between 0 and 2147483647, inclusive"


def _whole(causes: Causes, obj: Part) -> None:
    meta, spec = obj["metadata"], obj.get("spec") or {}
    object_meta(causes, meta, True, names.dns_subdomain)
    pod_annotations(causes, meta.get("annotations"), spec, "metadata.annotations")
    pod_spec(causes, spec, "spec", is_pod=True, pod=meta.get("name", ""))
    if not spec.get("serviceAccountName"):
        _tokens(causes, spec)
    for key in ("containers", "initContainers"):
        for i, container in enumerate(spec.get(key) or ()):
            image = container.get("image", "")
            if image != image.strip():
                invalid(causes, f"spec.{key}[{i}].image", image, NOT_PADDED)


def _tokens(causes: Causes, spec: Part) -> None:
    for i, volume in enumerate(spec.get("volumes") or ()):
        for j, source in enumerate((volume.get("projected") or {}).get("sources") or ()):
            if "serviceAccountToken" in source:
                field = f"spec.volumes[{i}].projected.sources[{j}].serviceAccountToken"
                forbidden(causes, field, "must not be specified when serviceAccountName is not set")


def pod(causes: Causes, obj: Part) -> None:
    """A new pod."""
    _whole(causes, obj)
    spec = obj.get("spec") or {}
    if spec.get("ephemeralContainers"):
        forbidden(causes, "spec.ephemeralContainers", "cannot be set on create")
    if spec.get("nodeName") and spec.get("schedulingGates"):
        forbidden(causes, "spec.nodeName", "cannot be set until all schedulingGates have been cleared")


def pod_template(causes: Causes, obj: Part) -> None:
    """A PodTemplate object."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    template_spec(causes, obj.get("template") or {}, "template")


def pod_template_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    template_spec(causes, new.get("template") or {}, "template")


def pod_update(causes: Causes, new: Part, old: Part) -> None:
    """Images, a nearer deadline, more tolerations, fewer gates: all else is refused with the difference."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _whole(causes, new)
    _mirror(causes, new, old)
    pod_annotations(causes, new["metadata"].get("annotations"), new.get("spec") or {}, "metadata.annotations")
    was, now = old.get("spec") or {}, new.get("spec") or {}
    for key in ("containers", "initContainers"):
        if not _images(causes, now.get(key) or [], was.get(key) or [], f"spec.{key}"):
            return
    if not _deadline(causes, now.get("activeDeadlineSeconds"), was.get("activeDeadlineSeconds")):
        return
    _more_tolerations(causes, now.get("tolerations") or [], was.get("tolerations") or [])
    _fewer_gates(causes, now.get("schedulingGates") or [], was.get("schedulingGates") or [])
    if now == was:
        return
    put_back = _put_back(causes, now, was)
    if put_back != was:
        changed = difference("PodSpec", was, put_back)
        forbidden(causes, "spec", f"pod updates may not change fields other than {MAY_CHANGE}\n{changed}")


def _mirror(causes: Causes, new: Part, old: Part) -> None:
    now = (new["metadata"].get("annotations") or {}).get(MIRROR)
    was = (old["metadata"].get("annotations") or {}).get(MIRROR)
    if was is not None and now != was:
        forbidden(causes, f"metadata.annotations[{MIRROR}]", "may not remove or update mirror pod annotation")
    if was is None and now is not None:
        forbidden(causes, f"metadata.annotations[{MIRROR}]", "may not add mirror pod annotation")


def _images(causes: Causes, now: list[Part], was: list[Part], path: str) -> bool:
    if len(now) != len(was):
        forbidden(causes, path, "pod updates may not add or remove containers")
        return False
    for i, container in enumerate(now):
        image = container.get("image", "")
        if not image:
            required(causes, f"{path}[{i}].image")
        if image != image.strip():
            invalid(causes, f"{path}[{i}].image", image, NOT_PADDED)
    return True


def _deadline(causes: Causes, now: int | None, was: int | None) -> bool:
    field = "spec.activeDeadlineSeconds"
    if now is None:
        if was is not None:
            invalid(causes, field, None, "must not update from a positive integer to nil value")
        return True
    if not 0 <= now <= 2147483647:
        invalid(causes, field, now, SECONDS)
        return False
    if was is not None and was < now:
        invalid(causes, field, now, "must be less than or equal to previous value")
        return False
    return True


def _more_tolerations(causes: Causes, now: list[Part], was: list[Part]) -> None:
    def but_seconds(toleration: Part) -> Part:
        return {key: value for key, value in toleration.items() if key != "tolerationSeconds"}

    kept = [but_seconds(toleration) for toleration in now]
    if any(but_seconds(toleration) not in kept for toleration in was):
        detail = "existing toleration can not be modified except its tolerationSeconds"
        forbidden(causes, "spec.tolerations", detail)
        return
    tolerations(causes, now, "spec.tolerations")


def _fewer_gates(causes: Causes, now: list[Part], was: list[Part]) -> None:
    known = [gate.get("name") for gate in was]
    for i, gate in enumerate(now):
        if gate.get("name") not in known:
            detail = f"only deletion is allowed, but found new scheduling gate '{gate.get('name', '')}'"
            forbidden(causes, f"spec.schedulingGates[{i}].name", detail)


def _put_back(causes: Causes, now: Part, was: Part) -> Part:
    """The new spec with all that may change as it was."""
    out = dict(now)
    for key in ("containers", "initContainers"):
        if key in out:
            out[key] = [
                _with_image(container, old) for container, old in zip(out[key], was.get(key) or [], strict=True)
            ]
    for key in ("activeDeadlineSeconds", "schedulingGates", "tolerations"):
        _restore(out, was, key)
    if was.get("terminationGracePeriodSeconds", 30) < 0 and out.get("terminationGracePeriodSeconds") == 1:
        _restore(out, was, "terminationGracePeriodSeconds")
    if was.get("schedulingGates"):
        _gated(causes, out, was)
    return out


def _with_image(container: Part, old: Part) -> Part:
    out = {key: value for key, value in container.items() if key != "image"}
    return {**out, "image": old["image"]} if "image" in old else out


def _restore(out: Part, was: Part, key: str) -> None:
    out.pop(key, None)
    if key in was:
        out[key] = was[key]


def _gated(causes: Causes, out: Part, was: Part) -> None:
    """A pod that waits at a gate may still be told more precisely where to go."""
    selector, before = out.get("nodeSelector") or {}, was.get("nodeSelector") or {}
    if any(selector.get(key) != value for key, value in before.items()):
        detail = "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
        invalid(causes, "spec.nodeSelector", selector or None, detail)
    _restore(out, was, "nodeSelector")
    affinity, had = dict(out.get("affinity") or {}), was.get("affinity") or {}
    _narrower(causes, affinity.get("nodeAffinity"), had.get("nodeAffinity"))
    _restore(affinity, had, "nodeAffinity")
    out.pop("affinity", None)
    if affinity or "affinity" in was:
        out["affinity"] = affinity


def _narrower(causes: Causes, now: Part | None, was: Part | None) -> None:
    key = "requiredDuringSchedulingIgnoredDuringExecution"
    path = f"spec.affinity.nodeAffinity.{key}.nodeSelectorTerms"
    old = ((was or {}).get(key) or {}).get("nodeSelectorTerms") or []
    new = ((now or {}).get(key) or {}).get("nodeSelectorTerms") or []
    if not old:
        return
    if len(old) != len(new):
        shown = struct_json("NodeSelector", {"nodeSelectorTerms": new})
        detail = "no additions/deletions to non-empty NodeSelectorTerms list are allowed"
        invalid(causes, path, type(shown)(shown[len('{"NodeSelectorTerms":') : -1]), detail)
        return
    for i, (before, after) in enumerate(zip(old, new, strict=True)):
        if not all(_only_more(after.get(field) or [], before.get(field) or [], before) for field in
                   ("matchExpressions", "matchFields")):  # fmt: skip
            detail = "only additions are allowed (no mutations or deletions)"
            invalid(causes, f"{path}[{i}]", struct_json("NodeSelectorTerm", after), detail)


def _only_more(now: list[Part], was: list[Part], term: Part) -> bool:
    if not term.get("matchExpressions") and not term.get("matchFields"):
        return not now
    return now[: len(was)] == was


def ephemeral_update(causes: Causes, new: Part, old: Part) -> None:
    """The subresource through which debug containers are added."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _whole(causes, new)
    field = "spec.ephemeralContainers"
    now = {item.get("name"): item for item in (new.get("spec") or {}).get("ephemeralContainers") or ()}
    for before in (old.get("spec") or {}).get("ephemeralContainers") or ():
        name = before.get("name", "")
        if name not in now:
            forbidden(causes, field, f'existing ephemeral containers "{name}" may not be removed\n')
        elif now[name] != before:
            changed = difference("EphemeralContainer", before, now[name])
            forbidden(causes, field, f'existing ephemeral containers "{name}" may not be changed\n{changed}')


def resize(causes: Causes, new: Part, old: Part) -> None:
    """The subresource through which cpu and memory of a running pod change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _whole(causes, new)
    was, now = old.get("spec") or {}, new.get("spec") or {}
    for (container, path), (before, _) in zip(visit_containers(now), visit_containers(was), strict=False):
        if ".containers[" in path or before.get("restartPolicy") == "Always":
            _resized(causes, container, before, f"{path}.resources")
    if causes:
        return
    if [_fixed(c) for c, _ in visit_containers(now)] != [_fixed(c) for c, _ in visit_containers(was)]:
        forbidden(causes, "spec", "only cpu and memory resources are mutable")


def _fixed(container: Part) -> Part:
    out = {key: value for key, value in container.items() if key != "resources"}
    for side in ("limits", "requests"):
        found = (container.get("resources") or {}).get(side) or {}
        out[side] = {name: value for name, value in found.items() if name not in ("cpu", "memory")}
    return out


def _resized(causes: Causes, container: Part, before: Part, path: str) -> None:
    now, was = container.get("resources") or {}, before.get("resources") or {}
    for side in ("requests", "limits"):
        if any(name not in (now.get(side) or {}) for name in was.get(side) or {}):
            forbidden(causes, f"{path}.{side}", f"resource {side} cannot be removed")
    policies = {
        policy.get("resourceName"): policy.get("restartPolicy") for policy in container.get("resizePolicy") or ()
    }
    limit, had = (now.get("limits") or {}).get("memory"), (was.get("limits") or {}).get("memory")
    if limit is None or policies.get("memory", "NotRequired") != "NotRequired":
        return
    if had is not None and quantity.compare(limit, had) < 0:
        detail = "memory limits cannot be decreased unless resizePolicy is RestartContainer"
        forbidden(causes, f"{path}.limits[memory]", detail)
