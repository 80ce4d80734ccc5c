"""Which verbs each built-in kind understands, found out by doing them: the README's second table, and what its test checks.

`SPECS` has the least that a kind can be made of. `verbs(cluster, kind)` creates, reads, lists, watches, changes and deletes one object
of it through the door that kubectl uses. Next: `table.py`.
"""

from __future__ import annotations

from typing import Any

import yaml

from kubecourse import ApiError
from kubecourse.engine.core.fields import plain

__all__ = ["LACKS", "SPECS", "VERBS", "body", "verbs"]

VERBS = ("create", "get", "list", "watch", "apply", "replace", "patch", "describe", "status", "scale", "delete")

_POD = "{containers: [{name: c, image: 'nginx:1.27'}]}"
_LABELLED = f"{{metadata: {{labels: {{a: x}}}}, spec: {_POD}}}"
_SET = f"selector: {{matchLabels: {{a: x}}}}, template: {_LABELLED}"
_JOB = "{template: {spec: {restartPolicy: Never, containers: [{name: c, image: 'busybox:1.37'}]}}}"
_HOOK = "{name: a.example.com, admissionReviewVersions: [v1], sideEffects: None, clientConfig: {url: 'https://x.example.com'}}"
_RULES = "{matchConstraints: {resourceRules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods]}]}, "

#: kind -> what stands beside apiVersion, kind and metadata
SPECS: dict[str, str] = {
    "APIService": "spec: {group: example.com, version: v1, groupPriorityMinimum: 100, versionPriority: 100, service: {name: s, namespace: default}}",
    "CertificateSigningRequest": "spec: {request: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURSBSRVFVRVNULS0tLS0K, signerName: example.com/x, usages: [client auth]}",
    "ClusterRole": "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
    "ClusterRoleBinding": "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}",
    "ControllerRevision": "{revision: 1, data: {a: b}}",
    "CronJob": f"spec: {{schedule: '0 0 1 1 *', jobTemplate: {{spec: {_JOB}}}}}",
    "CSIDriver": "spec: {attachRequired: false}",
    "CSINode": "spec: {drivers: []}",
    "CSIStorageCapacity": "storageClassName: standard",
    "CustomResourceDefinition": "spec: {group: example.com, scope: Namespaced, names: {plural: xs, singular: x, kind: X}, versions: "
    "[{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}",
    "DaemonSet": f"spec: {{{_SET}}}",
    "Deployment": f"spec: {{{_SET}}}",
    "DeviceClass": "spec: {}",
    "EndpointSlice": "{addressType: IPv4, endpoints: []}",
    "Event": "{involvedObject: {kind: Pod, name: x, namespace: default}, reason: R, message: m, type: Normal, reportingComponent: c, reportingInstance: i}",
    "Event.events.k8s.io": "{regarding: {kind: Pod, name: x, namespace: default}, reason: R, note: m, type: Normal, action: a, reportingController: example.com/c, "
    "reportingInstance: i, eventTime: '2026-01-05T09:00:00.000000Z'}",
    "FlowSchema": "spec: {priorityLevelConfiguration: {name: catch-all}, matchingPrecedence: 100}",
    "HorizontalPodAutoscaler": "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}",
    "IngressClass": "spec: {controller: example.com/c}",
    "Ingress": "spec: {defaultBackend: {service: {name: s, port: {number: 80}}}}",
    "IPAddress": "spec: {parentRef: {resource: services, name: s, namespace: default}}",
    "Job": f"spec: {_JOB}",
    "Lease": "spec: {holderIdentity: x}",
    "LimitRange": "spec: {limits: [{type: Container, max: {cpu: 1}}]}",
    "MutatingAdmissionPolicy": f"spec: {_RULES}reinvocationPolicy: Never, mutations: [{{patchType: JSONPatch, jsonPatch: {{expression: '[]'}}}}]}}",
    "MutatingAdmissionPolicyBinding": "spec: {policyName: p}",
    "MutatingWebhookConfiguration": f"webhooks: [{_HOOK}]",
    "NetworkPolicy": "spec: {podSelector: {}}",
    "PersistentVolume": "spec: {accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}, hostPath: {path: /x}}",
    "PersistentVolumeClaim": "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
    "Pod": f"spec: {_POD}",
    "PodDisruptionBudget": "spec: {minAvailable: 1, selector: {matchLabels: {a: x}}}",
    "PodTemplate": f"template: {_LABELLED}",
    "PriorityClass": "value: 5",
    "PriorityLevelConfiguration": "spec: {type: Exempt, exempt: {nominalConcurrencyShares: 0}}",
    "ReplicaSet": f"spec: {{{_SET}}}",
    "ReplicationController": f"spec: {{selector: {{a: x}}, template: {_LABELLED}}}",
    "ResourceClaim": "spec: {}",
    "ResourceClaimTemplate": "spec: {spec: {}}",
    "ResourceQuota": "spec: {hard: {pods: 5}}",
    "ResourceSlice": "spec: {driver: d.example.com, nodeName: worker-1, pool: {name: p, generation: 1, resourceSliceCount: 1}}",
    "Role": "rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]",
    "RoleBinding": "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}",
    "RuntimeClass": "handler: runc",
    "Service": "spec: {ports: [{port: 80}]}",
    "ServiceCIDR": "spec: {cidrs: [10.20.0.0/24]}",
    "StatefulSet": f"spec: {{serviceName: s, {_SET}}}",
    "StorageClass": "provisioner: example.com/p",
    "ValidatingAdmissionPolicy": f"spec: {_RULES}validations: [{{expression: 'true'}}]}}",
    "ValidatingAdmissionPolicyBinding": "spec: {policyName: p, validationActions: [Deny]}",
    "ValidatingWebhookConfiguration": f"webhooks: [{_HOOK}]",
    "VolumeAttachment": "spec: {attacher: d.example.com, nodeName: worker-1, source: {persistentVolumeName: v}}",
    "VolumeAttributesClass": "{driverName: d.example.com, parameters: {a: b}}",
}
#: what a kind is known not to do, and why
LACKS: dict[tuple[str, str], str] = {}
_NAMES = {"APIService": "v1.example.com", "CustomResourceDefinition": "xs.example.com", "IPAddress": "10.10.30.77"}


def body(kind: Any) -> Any:
    """The least object of a kind."""
    meta: dict[str, Any] = {"name": _NAMES.get(kind.name, "x")}
    if kind.namespaced:
        meta["namespace"] = "default"
    rest = yaml.safe_load(SPECS.get(kind.key) or SPECS.get(kind.name) or "{}")
    return {"apiVersion": kind.api_version, "kind": kind.name, "metadata": meta, **rest}


def verbs(cluster: Any, kind: Any) -> dict[str, str]:
    """verb -> "✓", "" where the kind does not have it, or what went wrong. The cluster is used up: hand in a fork."""
    obj = body(kind)
    name, space = obj["metadata"]["name"], obj["metadata"].get("namespace", "")
    api, key, text = cluster.api, kind.key, yaml.safe_dump(obj)
    mark = cluster.changes[-1].revision
    found: dict[str, str] = {}

    def does(verb: str, work: Any) -> None:
        try:
            found[verb] = "✓" if work() else "no"
        except ApiError as error:
            found[verb] = str(error)

    def change(label: str, **how: Any) -> bool:
        new = plain(api.get(key, name, space))
        new["metadata"].setdefault("labels", {})[label] = "1"
        api.replace(new, **how)
        return api.get(key, name, space)["metadata"].get("labels", {}).get(label) == "1"

    def patched() -> bool:
        api.patch(key, name, {"metadata": {"labels": {"patched": "1"}}}, space, type="merge")
        return api.get(key, name, space)["metadata"]["labels"]["patched"] == "1"

    def printed(line: str, stdin: str = "") -> bool:
        result = cluster.kubectl(line, stdin)
        return result.code == 0 and name in result

    def scaled() -> bool:
        api.patch(key, name, {"spec": {"replicas": 2}}, space, type="merge", subresource="scale")
        return api.get(key, name, space)["spec"]["replicas"] == 2

    def gone() -> bool:
        api.delete(key, name, space, grace=0 if key == "Pod" else None)
        cluster.settle()
        return api.find(key, name, space) is None

    def status() -> bool:
        return api.replace(plain(api.get(key, name, space)), subresource="status") is not None

    does("create", lambda: api.create(obj, space or None))
    does("get", lambda: api.get(key, name, space)["metadata"]["name"] == name)
    does("list", lambda: name in [one["metadata"]["name"] for one in api.list(key, space or None)])
    does(
        "watch",
        lambda: next(v for v, one in api.watch(key, space or None, mark) if one["metadata"]["name"] == name) == "ADDED",
    )
    does("describe", lambda: printed(f"describe {kind.resource} {name}"))
    does("apply", lambda: printed("apply -f -", text))
    does("replace", lambda: change("replaced"))
    does("patch", patched)
    if "status" in kind.subresources:
        does("status", status)
    if "scale" in kind.subresources:
        does("scale", scaled)
    does("delete", gone)
    return found
