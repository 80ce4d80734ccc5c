"""Warnings that come back with a write that is taken.

Rules of `WarningsOnCreate` and `WarningsOnUpdate` of each kind's strategy, and of deprecated kinds. Next: `__init__.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...core import names
from .addresses import cidr_warnings, ip_warnings
from .config import decoded
from .podwarnings import OLD_VOLUMES, claim_warnings, pod_warnings, term_warnings

__all__ = ["WARNINGS"]

Part = dict[str, Any]
BETA_CLASS = "volume.beta.kubernetes.io/storage-class"
MOUNT_OPTIONS = "volume.beta.kubernetes.io/mount-options"
HINTS = "service.kubernetes.io/topology-aware-hints"
TOPOLOGY = "service.kubernetes.io/topology-mode"
CLASS = "kubernetes.io/ingress.class"
RECYCLE = (
    "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to"
    " use dynamic provisioning."
)
SURPRISE = "which can result in surprising behavior; a DNS label is recommended"


def _annotations(obj: Part) -> Part:
    return obj["metadata"].get("annotations") or {}


def _name(obj: Part, used: str = "Pod names and hostnames") -> list[str]:
    wrong = names.dns_label(obj["metadata"].get("name", ""))
    return [f"metadata.name: this is used in {used}, {SURPRISE}: [{' '.join(wrong)}]"] if wrong else []


def _template(template: Part | None, path: str) -> list[str]:
    template = template or {}
    return pod_warnings(template.get("spec") or {}, template.get("metadata") or {}, path)


def _pod(obj: Part, old: Part | None) -> list[str]:
    out = [] if old else _name(obj, "the Pod's hostname")
    return out + pod_warnings(obj.get("spec") or {}, obj["metadata"])


def _spec_template(obj: Part, old: Part | None) -> list[str]:
    now = (obj.get("spec") or {}).get("template")
    if old is not None and obj["metadata"].get("generation") == old["metadata"].get("generation"):
        return []
    return _template(now, "spec.template.")


def _named_template(obj: Part, old: Part | None) -> list[str]:
    return ([] if old else _name(obj)) + _spec_template(obj, old)


def _stateful_set(obj: Part, old: Part | None) -> list[str]:
    spec = obj.get("spec") or {}
    out = _spec_template(obj, old)
    for i, claim in enumerate(spec.get("volumeClaimTemplates") or ()):
        out += _claim_parts(claim, f"spec.volumeClaimTemplates[{i}].")
    if (spec.get("revisionHistoryLimit") or 0) < 0:
        words = "a negative value retains all historical revisions; a value >= 0 is recommended"
        out.append(f"spec.revisionHistoryLimit: {words}")
    return out


def _job_spec(spec: Part, path: str) -> list[str]:
    out: list[str] = []
    if spec.get("completionMode") == "Indexed":
        completions, parallelism = spec.get("completions") or 0, spec.get("parallelism") or 0
        if completions > 100_000 and parallelism > 10_000:
            out.append(
                f"{path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4,"
                " Kubernetes might not be able to track completedIndexes when a big number of indexes fail"
            )
    return out + _template(spec.get("template"), f"{path}.template.")


def _job(obj: Part, old: Part | None) -> list[str]:
    if old is not None:
        return _job_spec(obj.get("spec") or {}, "spec")
    return _name(obj) + _job_spec(obj.get("spec") or {}, "spec")


def _cron_job(obj: Part, old: Part | None) -> list[str]:
    spec = obj.get("spec") or {}
    out = [] if old else _name(obj)
    out += _job_spec((spec.get("jobTemplate") or {}).get("spec") or {}, "spec.jobTemplate.spec")
    if old is not None and "TZ" in spec.get("schedule", ""):
        page = "https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/"
        out.append(f"CRON_TZ or TZ used in spec.spec.schedule is not officially supported, see {page} for more details")
    return out


def _service(obj: Part, old: Part | None) -> list[str]:
    spec, out = obj.get("spec") or {}, []
    if HINTS in _annotations(obj):
        out.append(f"annotation {HINTS} is deprecated, please use {TOPOLOGY} instead")
    kind, address = spec.get("type", "ClusterIP"), spec.get("clusterIP", "")
    headless = kind == "ClusterIP" and address == "None"
    if address and address != "None":
        for i, one in enumerate(spec.get("clusterIPs") or [address]):
            out += ip_warnings(one, f"spec.clusterIPs[{i}]")
    external, balancer = spec.get("externalIPs") or [], spec.get("loadBalancerIP", "")
    if headless:
        if balancer:
            out.append("spec.loadBalancerIP is ignored for headless services")
        if external:
            out.append("spec.externalIPs is ignored for headless services")
        if spec.get("sessionAffinity", "None") != "None":
            out.append("spec.SessionAffinity is ignored for headless services")
    for i, one in enumerate(external):
        out += ip_warnings(one, f"spec.externalIPs[{i}]")
    if external and not headless and kind != "ExternalName":
        out.append("spec.externalIPs is deprecated and may no longer be implemented in some clusters")
    if balancer:
        out += ip_warnings(balancer, "spec.loadBalancerIP")
    for i, one in enumerate(spec.get("loadBalancerSourceRanges") or ()):
        out += cidr_warnings(one, f"spec.loadBalancerSourceRanges[{i}]")
    return out + _service_name(spec, kind, external)


def _service_name(spec: Part, kind: str, external: list[str]) -> list[str]:
    out: list[str] = []
    if kind == "ExternalName" and external:
        out.append('spec.externalIPs is ignored when spec.type is "ExternalName"')
    if kind != "ExternalName" and spec.get("externalName"):
        out.append('spec.externalName is ignored when spec.type is not "ExternalName"')
    if spec.get("trafficDistribution") == "PreferClose":
        out.append('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"')
    return out


def _ingress(obj: Part, old: Part | None) -> list[str]:
    if old is None and CLASS in _annotations(obj) and (obj.get("spec") or {}).get("ingressClassName") is None:
        return [f"annotation \"{CLASS}\" is deprecated, please use 'spec.ingressClassName' instead"]
    return []


def _network_policy(obj: Part, old: Part | None) -> list[str]:
    out: list[str] = []
    for side, peers in (("ingress", "from"), ("egress", "to")):
        for i, rule in enumerate((obj.get("spec") or {}).get(side) or ()):
            for j, peer in enumerate(rule.get(peers) or ()):
                block, path = peer.get("ipBlock") or {}, f"spec.{side}[{i}].{peers}[{j}].ipBlock"
                out += cidr_warnings(block.get("cidr", ""), f"{path}.cidr")
                for k, text in enumerate(block.get("except") or ()):
                    out += cidr_warnings(text, f"{path}.except[{k}]")
    return out


def _class_annotation(found: Part, path: str) -> list[str]:
    if BETA_CLASS not in found:
        return []
    words = 'deprecated since v1.8; use "storageClassName" attribute instead'
    return [f"{path}metadata.annotations[{BETA_CLASS}]: {words}"]


def _claim_parts(obj: Part, path: str) -> list[str]:
    found = (obj.get("metadata") or {}).get("annotations") or {}
    return _class_annotation(found, path) + claim_warnings(obj.get("spec") or {}, f"{path}spec")


def _claim(obj: Part, old: Part | None) -> list[str]:
    return _claim_parts(obj, "")


def _volume(obj: Part, old: Part | None) -> list[str]:
    spec, found = obj.get("spec") or {}, _annotations(obj)
    out = _class_annotation(found, "")
    if MOUNT_OPTIONS in found:
        words = 'deprecated since v1.31; use "mountOptions" attribute instead'
        out.append(f"metadata.annotations[{MOUNT_OPTIONS}]: {words}")
    if spec.get("persistentVolumeReclaimPolicy") == "Recycle":
        out.append(RECYCLE)
    terms = ((spec.get("nodeAffinity") or {}).get("required") or {}).get("nodeSelectorTerms") or []
    for i, term in enumerate(terms):
        out += term_warnings(term, f"spec.nodeAffinity.required.nodeSelectorTerms[{i}]")
    return out + [f"spec.{key}: {words}" for key, words in OLD_VOLUMES.items() if key in spec and key != "gitRepo"]


def _storage_class(obj: Part, old: Part | None) -> list[str]:
    out: list[str] = []
    for i, term in enumerate(obj.get("allowedTopologies") or ()):
        for j, expression in enumerate(term.get("matchLabelExpressions") or ()):
            checked = term_warnings({"matchExpressions": [expression]}, "")
            path = f"allowedTopologies[{i}].matchLabelExpressions[{j}]"
            out += [f"{path}{text[len('.matchExpressions[0]') :]}" for text in checked]
    return out


def _secret(obj: Part, old: Part | None) -> list[str]:
    if obj.get("type") != "kubernetes.io/tls":
        return []
    data = obj.get("data") or {}
    certificate = decoded(data.get("tls.crt", ""))
    if b"-----BEGIN " not in certificate:
        return ["tls: failed to find any PEM data in certificate input"]
    if b"-----BEGIN CERTIFICATE-----" not in certificate:
        kind = certificate.partition(b"-----BEGIN ")[2].partition(b"-----")[0].decode("ascii", "replace")
        if kind.endswith("PRIVATE KEY"):
            words = "but did find a private key; PEM inputs may have been switched"
            return [f"tls: failed to find certificate PEM data in certificate input, {words}"]
        words = f"after skipping PEM blocks of the following types: [{kind}]"
        return [f'tls: failed to find "CERTIFICATE" PEM block in certificate input {words}']
    if b"-----BEGIN " not in decoded(data.get("tls.key", "")):
        return ["tls: failed to find any PEM data in key input"]
    return []


def _endpoints(obj: Part, old: Part | None) -> list[str]:
    out = ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"]
    for i, subset in enumerate(obj.get("subsets") or ()):
        for key in ("addresses", "notReadyAddresses"):
            for j, address in enumerate(subset.get(key) or ()):
                out += ip_warnings(address.get("ip", ""), f"subsets[{i}].{key}[{j}].ip")
    return out


def _endpoint_slice(obj: Part, old: Part | None) -> list[str]:
    out: list[str] = []
    for i, endpoint in enumerate(obj.get("endpoints") or ()):
        for j, address in enumerate(endpoint.get("addresses") or ()):
            if obj.get("addressType") in ("IPv4", "IPv6"):
                out += ip_warnings(address, f"endpoints[{i}].addresses[{j}]")
    return out


def _node(obj: Part, old: Part | None) -> list[str]:
    out: list[str] = []
    spec = obj.get("spec") or {}
    if spec.get("configSource") is not None:
        out.append("spec.configSource: the feature has been removed")
    if spec.get("externalID"):
        out.append("spec.externalID: this field is deprecated, and is unused by Kubernetes")
    return out


WARNINGS: dict[str, Callable[[Part, Part | None], list[str]]] = {
    "Pod": _pod, "Deployment": _named_template, "ReplicaSet": _named_template, "StatefulSet": _stateful_set,
    "DaemonSet": _spec_template, "ReplicationController": _named_template, "Job": _job, "CronJob": _cron_job,
    "Service": _service, "Ingress": _ingress, "NetworkPolicy": _network_policy, "PersistentVolumeClaim": _claim,
    "PersistentVolume": _volume, "StorageClass": _storage_class, "Secret": _secret, "Endpoints": _endpoints,
    "EndpointSlice": _endpoint_slice, "Node": _node,
}  # fmt: skip
