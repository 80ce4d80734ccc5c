"""Jobs and CronJobs.

Rules of `pkg/apis/batch/validation`. The strategy of Jobs validates the whole and then the update, so that an update tells
some causes twice. Next: `../../core/cron.py` reads the schedules.
"""

from __future__ import annotations

import re
from typing import Any

from ...core import cron, names
from .causes import (
    Causes,
    at_least_zero,
    immutable,
    invalid,
    required,
    too_long,
    unsupported,
)  # fmt: skip
from .gojson import selector_json, struct_json
from .jobpolicies import failure_policy, success_policy
from .meta import object_meta, object_meta_update
from .networking import domain_path
from .podspec import template_spec
from .selector import is_valid, label_selector, selects
from .workloads import NO_MATCH

__all__ = ["cron_job", "cron_job_update", "job", "job_update"]

Part = dict[str, Any]
MODES = ("NonIndexed", "Indexed")
POLICIES = ("Allow", "Forbid", "Replace")
MANY = 100_000
SOME = 10_000
ZONE_PART = re.compile(r"[A-Za-z.\-_0-9+]{1,14}")


def job(causes: Causes, obj: Part) -> None:
    """A whole Job, after its selector and labels were generated."""
    meta, spec = obj["metadata"], obj.get("spec") or {}
    object_meta(causes, meta, True, names.dns_subdomain)
    if not spec.get("manualSelector") and spec.get("selector") is not None:
        _generated(causes, meta, spec)
    _with_selector(causes, spec)
    completions = spec.get("completions") or 0
    if spec.get("completionMode") == "Indexed" and completions > 0:
        host = f"{meta.get('name', '')}-{completions - 1}"
        if names.dns_label(host):
            detail = f"will not able to create pod with invalid DNS label: {host}"
            invalid(causes, "metadata.name", meta.get("name", ""), detail)


def _generated(causes: Causes, meta: Part, spec: Part) -> None:
    uid, name = meta.get("uid", ""), meta.get("name", "")
    expected = {"controller-uid": uid, "job-name": name}
    expected |= {f"batch.kubernetes.io/{key}": value for key, value in expected.items()}
    found = ((spec.get("template") or {}).get("metadata") or {}).get("labels") or {}
    for key, value in expected.items():
        where = f"spec.template.metadata.labels[{key}]"
        if key not in found:
            required(causes, where, f"must be '{value}'")
        elif found[key] != value:
            invalid(causes, where, found, f"must be '{value}'")
    if is_valid(spec["selector"]) and not selects(spec["selector"], expected):
        invalid(causes, "spec.selector", selector_json(spec["selector"]), "`selector` not auto-generated")


def _with_selector(causes: Causes, spec: Part) -> None:
    _spec(causes, spec, "spec")
    selector = spec.get("selector")
    if selector is None:
        required(causes, "spec.selector")
    else:
        label_selector(causes, selector, "spec.selector")
    found = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if is_valid(selector) and not selects(selector, found):
        invalid(causes, "spec.template.metadata.labels", found or None, NO_MATCH)


def _spec(causes: Causes, spec: Part, path: str) -> None:
    for key in ("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
                "backoffLimitPerIndex", "maxFailedIndexes"):  # fmt: skip
        at_least_zero(causes, f"{path}.{key}", spec.get(key))
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        required(causes, f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    manager = spec.get("managedBy")
    if manager is not None:
        domain_path(causes, manager, f"{path}.managedBy")
        if len(manager) > 63:
            too_long(causes, f"{path}.managedBy", 63)
    mode = spec.get("completionMode") or "NonIndexed"
    if mode not in MODES:
        unsupported(causes, f"{path}.completionMode", mode, MODES)
    if mode == "Indexed":
        _indexed(causes, spec, path)
    if mode == "NonIndexed":
        for key in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if spec.get(key) is not None:
                invalid(causes, f"{path}.{key}", spec[key], "requires indexed completion mode")
    if spec.get("podFailurePolicy") is not None:
        failure_policy(causes, spec, f"{path}.podFailurePolicy")
    if spec.get("successPolicy") is not None:
        success_policy(causes, spec, mode, f"{path}.successPolicy")
    _replacement(causes, spec, f"{path}.podReplacementPolicy")
    template_spec(causes, spec.get("template") or {}, f"{path}.template")
    _restart(causes, spec, f"{path}.template.spec.restartPolicy")


def _indexed(causes: Causes, spec: Part, path: str) -> None:
    completions, parallelism = spec.get("completions"), spec.get("parallelism") or 0
    failed = spec.get("maxFailedIndexes")
    if completions is None:
        required(causes, f"{path}.completions", "when completion mode is Indexed")
    if parallelism > MANY:
        detail = f"must be less than or equal to {MANY} when completion mode is Indexed"
        invalid(causes, f"{path}.parallelism", parallelism, detail)
    if failed is not None:
        if completions is not None and failed > completions:
            invalid(causes, f"{path}.maxFailedIndexes", failed, "must be less than or equal to completions")
        if failed > MANY:
            invalid(causes, f"{path}.maxFailedIndexes", failed, f"must be less than or equal to {MANY}")
    if (completions or 0) <= MANY or spec.get("backoffLimitPerIndex") is None:
        return
    detail = (
        f"must be less than or equal to {SOME} when completions are above {MANY} and used with backoff limit per index"
    )
    if failed is None:
        required(causes, f"{path}.maxFailedIndexes", f"must be specified when completions is above {MANY}")
    if parallelism > SOME:
        invalid(causes, f"{path}.parallelism", parallelism, detail)
    if failed is not None and failed > SOME:
        invalid(causes, f"{path}.maxFailedIndexes", failed, detail)


def _replacement(causes: Causes, spec: Part, path: str) -> None:
    policy = spec.get("podReplacementPolicy")
    known = ("Failed",) if spec.get("podFailurePolicy") is not None else ("Failed", "TerminatingOrFailed")
    if policy is not None and policy not in known:
        unsupported(causes, path, policy, known)


def _restart(causes: Causes, spec: Part, path: str) -> None:
    restart = ((spec.get("template") or {}).get("spec") or {}).get("restartPolicy", "Always")
    if restart == "Always":
        required(causes, path, 'valid values: "OnFailure", "Never"')
    elif restart not in ("OnFailure", "Never"):
        unsupported(causes, path, restart, ("OnFailure", "Never"))
    elif restart != "Never" and spec.get("podFailurePolicy") is not None:
        invalid(causes, path, restart, 'only "Never" is supported when podFailurePolicy is specified')


def job_update(causes: Causes, new: Part, old: Part) -> None:
    """Selector, template and the shape of the work stay; of a suspended Job that never ran, where its pods go may change."""
    job(causes, new)
    object_meta_update(causes, new["metadata"], old["metadata"])
    now, was = new.get("spec") or {}, old.get("spec") or {}
    _with_selector(causes, now)
    _completions(causes, now, was)
    selector = now.get("selector")
    immutable(causes, "spec.selector", selector, was.get("selector"), shown=selector_json(selector))
    template, before = now.get("template") or {}, was.get("template") or {}
    if _may_redirect(old):
        before = _redirected(before, template)
    if template != before:
        invalid(causes, "spec.template", struct_json("PodTemplateSpec", template), "field is immutable")
    immutable(causes, "spec.completionMode", now.get("completionMode"), was.get("completionMode"))
    for key, name in (("podFailurePolicy", "PodFailurePolicy"), ("backoffLimitPerIndex", ""), ("managedBy", ""),
                      ("successPolicy", "SuccessPolicy")):  # fmt: skip
        value = now.get(key)
        immutable(causes, f"spec.{key}", value, was.get(key), shown=struct_json(name, value) if name else value)


def _completions(causes: Causes, now: Part, was: Part) -> None:
    new, old = now.get("completions"), was.get("completions")
    if now.get("completionMode") != "Indexed":
        if new != old:
            invalid(causes, "spec.completions", new, "field is immutable")
    elif new not in (None, old) and new != now.get("parallelism"):
        invalid(causes, "spec.completions", new, "can only be modified in tandem with spec.parallelism")


def _may_redirect(old: Part) -> bool:
    """Suspended, and never started or stopped again."""
    return bool((old.get("spec") or {}).get("suspend")) and not (old.get("status") or {}).get("startTime")


def _redirected(before: Part, template: Part) -> Part:
    """The old template with the new one's directions to the scheduler."""
    meta, spec = dict(before.get("metadata") or {}), dict(before.get("spec") or {})
    new_meta, new_spec = template.get("metadata") or {}, template.get("spec") or {}
    for key in ("labels", "annotations"):
        meta.pop(key, None)
        if key in new_meta:
            meta[key] = new_meta[key]
    for key in ("nodeSelector", "tolerations", "schedulingGates"):
        spec.pop(key, None)
        if key in new_spec:
            spec[key] = new_spec[key]
    affinity = {key: value for key, value in (spec.pop("affinity", None) or {}).items() if key != "nodeAffinity"}
    if "nodeAffinity" in (new_spec.get("affinity") or {}):
        affinity["nodeAffinity"] = new_spec["affinity"]["nodeAffinity"]
    if affinity or "affinity" in new_spec:
        spec["affinity"] = affinity
    out = {**before, "spec": spec}
    if meta or "metadata" in template:
        out["metadata"] = meta
    return out


def cron_job(causes: Causes, obj: Part) -> None:
    """A new CronJob: its name leaves room for the minute."""
    object_meta(causes, obj["metadata"], True, names.dns_subdomain)
    _cron_spec(causes, obj.get("spec") or {}, None)
    name = obj["metadata"].get("name", "")
    if len(name) > 52:
        invalid(causes, "metadata.name", name, "must be no more than 52 characters")


def cron_job_update(causes: Causes, new: Part, old: Part) -> None:
    """Everything in it may change."""
    object_meta_update(causes, new["metadata"], old["metadata"])
    _cron_spec(causes, new.get("spec") or {}, old.get("spec") or {})


def _cron_spec(causes: Causes, spec: Part, was: Part | None) -> None:
    schedule, zone = spec.get("schedule", ""), spec.get("timeZone")
    if not schedule:
        required(causes, "spec.schedule")
    else:
        _schedule(causes, schedule, zone, was is not None and "TZ" in was.get("schedule", ""))
    at_least_zero(causes, "spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    if zone is not None and (was is None or was.get("timeZone") != zone):
        _zone(causes, zone)
    policy = spec.get("concurrencyPolicy", "Allow")
    if policy not in POLICIES:
        unsupported(causes, "spec.concurrencyPolicy", policy, POLICIES)
    template = (spec.get("jobTemplate") or {}).get("spec") or {}
    path = "spec.jobTemplate.spec"
    _spec(causes, template, path)
    if template.get("selector") is not None:
        detail = "`selector` will be auto-generated"
        invalid(causes, f"{path}.selector", selector_json(template["selector"]), detail)
    if template.get("manualSelector"):
        unsupported(causes, f"{path}.manualSelector", True, ("nil", "false"))
    for key in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        at_least_zero(causes, f"spec.{key}", spec.get(key))


def _schedule(causes: Causes, schedule: str, zone: str | None, may_have_zone: bool) -> None:
    try:
        cron.parse(schedule)
    except cron.CronError as error:
        invalid(causes, "spec.schedule", schedule, str(error))
    if "TZ" not in schedule:
        return
    if not may_have_zone:
        detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        invalid(causes, "spec.schedule", schedule, detail)
    elif zone is not None:
        invalid(causes, "spec.schedule", schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule")


def _zone(causes: Causes, zone: str) -> None:
    path = "spec.timeZone"
    if not zone:
        invalid(causes, path, zone, "timeZone must be nil or non-empty string")
        return
    parts = zone.split("/")
    if any(part in (".", "..") or part.startswith("-") or not ZONE_PART.fullmatch(part) for part in parts):
        invalid(causes, path, zone, f"unknown time zone {zone}")
        return
    if zone.lower() == "local":
        detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        invalid(causes, path, zone, detail)
    try:
        cron.zone(zone)
    except cron.CronError as error:
        invalid(causes, path, zone, str(error))
