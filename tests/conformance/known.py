"""Recordings that are known to differ, each with its reason: strict expected failures, and the README's table."""

from __future__ import annotations

_PROXY = "kube-proxy's rules are not written as iptables text yet"
_TIE = "two nodes are equal for the pod, and the draw between them fell otherwise"
_NO_OPENAPI = "the recorded kubectl could not download the OpenAPI document and says so; ours names the unknown kind"
_RACE = "the budget was looked at before the first pod was there: a race that other recordings show the other way"
_ONCE_MORE = "the real scheduler tries once more between two changes that follow each other at once"
_TEXT = "what the little shell or kubectl prints there is not complete"

KNOWN: dict[str, str] = {
    "api-defaults/hpa-v1": "autoscaling/v1 is not converted to autoscaling/v2 yet",
    "api-errors/kind-wrong-case": _NO_OPENAPI,
    "api-errors/unknown-kind": _NO_OPENAPI,
    "api-errors/unknown-version": _NO_OPENAPI,
    "batch/job-backoff-one": _TIE,
    "batch/job-completions-3-parallelism-1": _TIE,
    "batch/job-indexed-one-fails": "a pod that ends at once was seen as failed before it was seen as ready",
    "batch/job-pfp-ignore": _TIE,
    "kube-proxy/*": _PROXY,
    "kubectl/apply-server-side": "server-side apply is not there yet",
    "kubectl/describe-node": "node information and leases of the recorded machine",
    "kubectl/events": "the event of the scheduler's first try is not merged as the recorded one",
    "kubectl/get-network": "a field of describe differs for policies of the network",
    "kubectl/get-services": "the endpoints of the Service kubernetes are shown, which the recorded cluster did not have",
    "networking/scale-to-zero": "pods leave a slice two at a time, in the recording one by one",
    "networking/terminating-pod": "the trigger annotation of a slice stays where the recording has none",
    "pod-lifecycle/configmap-volume-update": _TEXT,
    "pod-lifecycle/cordon-drain": _TEXT,
    "pod-lifecycle/downward-volume": _TEXT,
    "pod-lifecycle/ephemeral": _TEXT,
    "pod-lifecycle/eviction-api": "kubectl create --raw is not there",
    "pod-lifecycle/exec-and-logs": _TEXT,
    "pod-lifecycle/force-delete": "a forced deletion stops the containers without the last events",
    "pod-lifecycle/image-present-policies": _TEXT,
    "pod-lifecycle/inside": _TEXT,
    "pod-lifecycle/job-fails-onfailure": "one event more or less at the end of a job",
    "pod-lifecycle/kubelet-restart": "what a restarted kubelet does again is not in the recorded order",
    "pod-lifecycle/liveness-exec-timeout": "a probe that takes too long is counted a second earlier",
    "pod-lifecycle/liveness-probe-grace": "one state more or less at the end of the time observed",
    "pod-lifecycle/node-lost": _TEXT,
    "pod-lifecycle/node-name-too-big": "the events of a refused pod are not complete",
    "pod-lifecycle/poststart-fails": "a failed postStart hook restarts the container in another order of states",
    "pod-lifecycle/pull-secret-missing": "the event about a missing pull secret is not written",
    "pod-lifecycle/qos-classes": "five pods start at once and not one after the other",
    "pod-lifecycle/resize-cpu": "in-place resize has no events yet",
    "pod-lifecycle/share-pid": _TEXT,
    "pod-lifecycle/sidecar-crash-before-main": "one state more or less at the end of the time observed",
    "pod-lifecycle/static-pod": "static pods from files on a node are not there",
    "pod-lifecycle/subpath-missing-mount": _TEXT,
    "scheduling/cordon-all": _ONCE_MORE,
    "volumes/pod-claim-missing": _ONCE_MORE,
    "volumes/pod-ephemeral-volume": _ONCE_MORE,
    "volumes/recycle": "the deprecated Recycle policy has no recycler pod",
    "workloads/curso-wordpress-galera": "the claim of a set's pod is looked at when its pod is there already",
    "workloads/node-deleted": "the pod garbage collector marks and fails a pod in the other order",
    "workloads/pdb-all": _RACE,
    "workloads/pdb-min-available": "after an eviction the budget is counted again before the next one is asked",
    "workloads/pdb-not-ready": _RACE,
    "workloads/pdb-status-maxunavailable-25pc-of-4": _RACE,
    "workloads/quota-deployment": "the refused creations are retried once less in the time observed",
    "workloads/rollout-midway-scale": "one combined event more than recorded",
    "workloads/scale-down-deletion-cost": _TIE,
}
