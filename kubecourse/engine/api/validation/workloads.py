"""Deployments, ReplicaSets, StatefulSets, DaemonSets, ReplicationControllers, ControllerRevisions.

Rules of `pkg/apis/apps/validation` and of the strategies that call it: what is validated twice on an update upstream is told
twice here. Next: `batch.py`.
"""

from __future__ import annotations

import re
from typing import Any

from ...core import names
from .causes import Causes, at_least_zero, forbidden, immutable, invalid, required, unsupported
from .claims import claim_spec
from .gojson import selector_json, struct_json
from .meta import object_meta, object_meta_update
from .podspec import template_spec
from .selector import is_empty, is_valid, label_selector, selects

__all__ = [
    "controller_revision", "controller_revision_update", "daemon_set", "daemon_set_update", "deployment",
    "deployment_update", "int_or_percent", "not_over_100", "replica_set", "replica_set_update",
    "replication_controller", "replication_controller_update", "stateful_set", "stateful_set_update",
]  # fmt: skip

Part = dict[str, Any]
NO_MATCH = "`selector` does not match template `labels`"
PERCENT = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for"
    " validation is '[0-9]+%')"
)
FROZEN_SET = (
    "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy',"
    " 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
)
FREE_OF_SET = ("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
               "persistentVolumeClaimRetentionPolicy", "minReadySeconds")  # fmt: skip


def _percent(value: Any) -> int | None:
    """The number of a percentage, or None for anything else."""
    return int(value[:-1]) if isinstance(value, str) and re.fullmatch("[0-9]+%", value) else None


def _number(value: Any) -> int:
    """A percentage or a number as a number; a text that is neither counts as zero or its digits, as in Go."""
    found = _percent(value)
    if found is not None:
        return found
    if isinstance(value, str):
        return int(value) if re.fullmatch("[+-]?[0-9]+", value) else 0
    return value or 0


def int_or_percent(causes: Causes, value: Any, path: str) -> None:
    """`2` or `25%`."""
    if isinstance(value, str):
        if _percent(value) is None:
            invalid(causes, path, value, PERCENT)
    else:
        at_least_zero(causes, path, value)


def not_over_100(causes: Causes, value: Any, path: str) -> None:
    """A percentage of at most all."""
    found = _percent(value)
    if found is not None and found > 100:
        invalid(causes, path, value, "must not be greater than 100%")


def _selector(causes: Causes, spec: Part, kind: str) -> None:
    selector = spec.get("selector")
    if selector is None:
        required(causes, "spec.selector")
        return
    label_selector(causes, selector, "spec.selector")
    if is_empty(selector):
        invalid(causes, "spec.selector", selector_json(selector), f"empty selector is invalid for {kind}")


def _matches(causes: Causes, template: Part, selector: Part | None) -> None:
    found = (template.get("metadata") or {}).get("labels")
    if not is_empty(selector) and not selects(selector, found):
        invalid(causes, "spec.template.metadata.labels", found or None, NO_MATCH)


def _always(causes: Causes, template: Part, kind: str) -> None:
    """Pods of these run for ever."""
    spec = template.get("spec") or {}
    restart = spec.get("restartPolicy", "Always")
    if restart != "Always":
        unsupported(causes, "spec.template.spec.restartPolicy", restart, ("Always",))
    if spec.get("activeDeadlineSeconds") is not None:
        detail = f"activeDeadlineSeconds in {kind} is not Supported"
        forbidden(causes, "spec.template.spec.activeDeadlineSeconds", detail)


def _template(causes: Causes, spec: Part, kind: str) -> None:
    template = spec.get("template") or {}
    if not is_valid(spec.get("selector")):
        invalid(causes, "spec.selector", selector_json(spec["selector"]), "invalid label selector")
        return
    _matches(causes, template, spec.get("selector"))
    template_spec(causes, template, "spec.template")
    _always(causes, template, kind)


def deployment(causes: Causes, obj: Part) -> None:
    """A new Deployment."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _deployment_spec(causes, obj.get("spec") or {})


def _deployment_spec(causes: Causes, spec: Part) -> None:
    at_least_zero(causes, "spec.replicas", spec.get("replicas"))
    _selector(causes, spec, "deployment")
    _template(causes, spec, "ReplicaSet")
    strategy = spec.get("strategy") or {}
    kind, rolling = strategy.get("type", "RollingUpdate"), strategy.get("rollingUpdate")
    if kind == "Recreate":
        if rolling is not None:
            detail = "may not be specified when strategy `type` is 'Recreate'"
            forbidden(causes, "spec.strategy.rollingUpdate", detail)
    elif kind == "RollingUpdate":
        _rolling(causes, rolling or {}, "spec.strategy.rollingUpdate")
    else:
        shown = struct_json("DeploymentStrategy", strategy)
        unsupported(causes, "spec.strategy", shown, ("Recreate", "RollingUpdate"))
    ready, deadline = spec.get("minReadySeconds") or 0, spec.get("progressDeadlineSeconds", 600)
    at_least_zero(causes, "spec.minReadySeconds", ready)
    at_least_zero(causes, "spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))
    at_least_zero(causes, "spec.progressDeadlineSeconds", deadline)
    if deadline <= ready:
        invalid(causes, "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")


def _rolling(causes: Causes, rolling: Part, path: str) -> None:
    gone, extra = rolling.get("maxUnavailable", "25%"), rolling.get("maxSurge", "25%")
    int_or_percent(causes, gone, f"{path}.maxUnavailable")
    int_or_percent(causes, extra, f"{path}.maxSurge")
    if _number(gone) == 0 and _number(extra) == 0:
        invalid(causes, f"{path}.maxUnavailable", gone, "may not be 0 when `maxSurge` is 0")
    not_over_100(causes, gone, f"{path}.maxUnavailable")


def _fixed_selector(causes: Causes, new: Part, old: Part) -> None:
    now, was = (new.get("spec") or {}).get("selector"), (old.get("spec") or {}).get("selector")
    immutable(causes, "spec.selector", now, was, shown=selector_json(now))


def deployment_update(causes: Causes, new: Part, old: Part) -> None:
    """The selector stays."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _deployment_spec(causes, new.get("spec") or {})
    _fixed_selector(causes, new, old)


def replica_set(causes: Causes, obj: Part) -> None:
    """A new ReplicaSet."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _replica_set_spec(causes, obj.get("spec") or {})


def _replica_set_spec(causes: Causes, spec: Part) -> None:
    at_least_zero(causes, "spec.replicas", spec.get("replicas"))
    at_least_zero(causes, "spec.minReadySeconds", spec.get("minReadySeconds"))
    # upstream says deployment here too
    _selector(causes, spec, "deployment")
    _template(causes, spec, "ReplicaSet")


def replica_set_update(causes: Causes, new: Part, old: Part) -> None:
    """The selector stays."""
    replica_set(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
    _replica_set_spec(causes, new.get("spec") or {})
    _fixed_selector(causes, new, old)


def stateful_set(causes: Causes, obj: Part) -> None:
    """A new StatefulSet: its name must fit the host names of its pods."""
    object_meta(causes, obj["metadata"], True, names.dns_label)
    _set_spec(causes, obj.get("spec") or {})


def _set_spec(causes: Causes, spec: Part) -> None:
    management = spec.get("podManagementPolicy", "OrderedReady")
    if management not in ("OrderedReady", "Parallel"):
        invalid(causes, "spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'")
    _set_strategy(causes, spec.get("updateStrategy") or {}, "spec.updateStrategy")
    retention = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    for key in ("whenDeleted", "whenScaled"):
        value = retention.get(key, "Retain")
        if value not in ("Retain", "Delete"):
            where = f"spec.persistentVolumeClaimRetentionPolicy.{key}"
            unsupported(causes, where, value, ("Retain", "Delete"))
    at_least_zero(causes, "spec.replicas", spec.get("replicas"))
    at_least_zero(causes, "spec.minReadySeconds", spec.get("minReadySeconds"))
    at_least_zero(causes, "spec.ordinals.start", (spec.get("ordinals") or {}).get("start"))
    _selector(causes, spec, "statefulset")
    template = spec.get("template") or {}
    claims = spec.get("volumeClaimTemplates") or []
    if not is_valid(spec.get("selector")):
        invalid(causes, "spec.selector", selector_json(spec["selector"]))
    else:
        _matches(causes, template, spec.get("selector"))
        template_spec(causes, template, "spec.template", tuple(_mounted(claim) for claim in claims))
    _always(causes, template, "StatefulSet")
    for i, claim in enumerate(claims):
        claim_spec(causes, claim.get("spec") or {}, f"spec.volumeClaimTemplates[{i}].spec")


def _mounted(claim: Part) -> Part:
    """The volume that a pod of the set will have for a claim template."""
    name = (claim.get("metadata") or {}).get("name", "")
    return {"name": name, "persistentVolumeClaim": {"claimName": name}}


def _set_strategy(causes: Causes, strategy: Part, path: str) -> None:
    kind, rolling = strategy.get("type", "RollingUpdate"), strategy.get("rollingUpdate")
    if kind == "OnDelete":
        if rolling is not None:
            shown = struct_json("RollingStatefulSet", rolling)
            invalid(causes, f"{path}.rollingUpdate", shown, "only allowed for updateStrategy 'RollingUpdate'")
    elif kind == "RollingUpdate":
        at_least_zero(causes, f"{path}.rollingUpdate.partition", (rolling or {}).get("partition"))
        gone = (rolling or {}).get("maxUnavailable")
        if gone is not None:
            int_or_percent(causes, gone, f"{path}.rollingUpdate.maxUnavailable")
            if _number(gone) == 0:
                invalid(causes, f"{path}.rollingUpdate.maxUnavailable", gone, "cannot be 0")
            not_over_100(causes, gone, f"{path}.rollingUpdate.maxUnavailable")
    else:
        shown = struct_json("StatefulSetUpdateStrategy", strategy)
        invalid(causes, path, shown, "must be 'RollingUpdate' or 'OnDelete'")


def stateful_set_update(causes: Causes, new: Part, old: Part) -> None:
    """Little of a set may change: its pods and claims have their names and sizes."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    now, was = new.get("spec") or {}, old.get("spec") or {}
    _set_spec(causes, now)
    fixed = {key: value for key, value in now.items() if key not in FREE_OF_SET}
    if fixed != {key: value for key, value in was.items() if key not in FREE_OF_SET}:
        forbidden(causes, "spec", FROZEN_SET)


def daemon_set(causes: Causes, obj: Part) -> None:
    """A new DaemonSet."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _daemon_spec(causes, obj.get("spec") or {})


def _daemon_spec(causes: Causes, spec: Part) -> None:
    selector, template = spec.get("selector"), spec.get("template") or {}
    label_selector(causes, selector, "spec.selector")
    found = (template.get("metadata") or {}).get("labels")
    if is_valid(selector) and not selects(selector, found):
        invalid(causes, "spec.template.metadata.labels", found or None, NO_MATCH)
    if is_empty(selector):
        detail = "empty selector is invalid for daemonset"
        invalid(causes, "spec.selector", selector_json(selector), detail)
    template_spec(causes, template, "spec.template")
    _always(causes, template, "DaemonSet")
    at_least_zero(causes, "spec.minReadySeconds", spec.get("minReadySeconds"))
    strategy = spec.get("updateStrategy") or {}
    kind = strategy.get("type", "RollingUpdate")
    if kind == "RollingUpdate":
        _daemon_rolling(causes, strategy.get("rollingUpdate") or {}, "spec.updateStrategy.rollingUpdate")
    elif kind != "OnDelete":
        shown = struct_json("DaemonSetUpdateStrategy", strategy)
        unsupported(causes, "spec.updateStrategy", shown, ("RollingUpdate", "OnDelete"))
    at_least_zero(causes, "spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"))


def _daemon_rolling(causes: Causes, rolling: Part, path: str) -> None:
    gone, extra = rolling.get("maxUnavailable", 1), rolling.get("maxSurge", 0)
    for check in (int_or_percent, not_over_100):
        check(causes, gone, f"{path}.maxUnavailable")
        check(causes, extra, f"{path}.maxSurge")
    if _number(gone) and _number(extra):
        invalid(causes, f"{path}.maxSurge", extra, "may not be set when maxUnavailable is non-zero")
    elif not _number(gone) and not _number(extra):
        required(causes, f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")


def daemon_set_update(causes: Causes, new: Part, old: Part) -> None:
    """The selector stays."""
    daemon_set(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
    _daemon_spec(causes, new.get("spec") or {})
    _fixed_selector(causes, new, old)


def replication_controller(causes: Causes, obj: Part) -> None:
    """A new ReplicationController: its selector is a plain map."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _controller_spec(causes, obj.get("spec") or {})


def _controller_spec(causes: Causes, spec: Part) -> None:
    at_least_zero(causes, "spec.minReadySeconds", spec.get("minReadySeconds"))
    selector, template = spec.get("selector") or {}, spec.get("template")
    if not selector:
        required(causes, "spec.selector")
    at_least_zero(causes, "spec.replicas", spec.get("replicas"))
    if template is None:
        required(causes, "spec.template")
        return
    if selector:
        _matches(causes, template, {"matchLabels": selector})
    template_spec(causes, template, "spec.template")
    _always(causes, template, "ReplicationController")


def replication_controller_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything may change, the whole is validated twice."""
    replication_controller(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
    _controller_spec(causes, new.get("spec") or {})


def controller_revision(causes: Causes, obj: Part) -> None:
    """A remembered template."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    if obj.get("data") is None:
        required(causes, "data", "data is mandatory")
    at_least_zero(causes, "revision", obj.get("revision"))


def controller_revision_update(causes: Causes, new: Part, old: Part) -> None:
    """Its data stays."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    controller_revision(causes, new)
    immutable(causes, "data", new.get("data"), old.get("data"))
