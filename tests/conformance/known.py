"""Recordings that are known to differ, each with its reason: strict expected failures, and the README's table."""

from __future__ import annotations

_PROXY = "kube-proxy's rules are not written as iptables text yet"
_NO_OPENAPI = "the recorded kubectl could not download the OpenAPI document and says so; ours names the unknown kind"
_RACE = "the budget was looked at before the first pod was there: a race that other recordings show the other way"
_TOGETHER = "pods that end at the same moment leave a slice together, in the recording one by one"
_ONCE_MORE = "the real scheduler tries once more between two changes that follow each other at once"

KNOWN: dict[str, str] = {
    "api-defaults/hpa-v1": "autoscaling/v1 is not converted to autoscaling/v2 yet",
    "api-errors/kind-wrong-case": _NO_OPENAPI,
    "api-errors/unknown-kind": _NO_OPENAPI,
    "api-errors/unknown-version": _NO_OPENAPI,
    "kube-proxy/*": _PROXY,
    "kubectl/apply-server-side": "server-side apply is not there yet",
    "kubectl/describe-node": "facts of the recorded machine, its lease and the words of its simple kubelet",
    "kubectl/get-services": "the endpoints of the Service kubernetes are shown, which the recorded cluster did not have",
    "networking/scale-to-zero": _TOGETHER,
    "pod-lifecycle/configmap-volume-update": "`ls -l` shows no total line and no ..data links",
    "pod-lifecycle/cordon-drain": _ONCE_MORE,
    "pod-lifecycle/downward-volume": "a changed label reaches the file of a downward volume at the next sync only",
    "pod-lifecycle/ephemeral": "`kubectl debug` prints less than recorded",
    "pod-lifecycle/eviction-api": "kubectl create --raw is not there",
    "pod-lifecycle/exec-and-logs": "kubectl says `Error from server` where the recording says `error:`",
    "pod-lifecycle/force-delete": "no Killing event when a pod is deleted by force",
    "pod-lifecycle/inside": "`ps` does not show the children of a shell",
    "pod-lifecycle/job-fails-onfailure": "no Killing event for the last pod of a failed job",
    "pod-lifecycle/kubelet-restart": "order of states round a back-off while the kubelet is away",
    "pod-lifecycle/liveness-exec-timeout": "a probe that takes too long restarts the container every 4 s, recorded up to 6.3 s",
    "pod-lifecycle/liveness-probe-grace": "one CrashLoopBackOff more at the third restart",
    "pod-lifecycle/node-lost": "kubectl names the reason of an error that the recording leaves out",
    "pod-lifecycle/node-name-too-big": "the refusal is also an event, which was not recorded",
    "pod-lifecycle/poststart-fails": "ContainerCreating is shown again at each restart",
    "pod-lifecycle/pull-secret-missing": "the event about a missing pull secret has another text",
    "pod-lifecycle/qos-classes": "a container starts at once, recorded after some seconds",
    "pod-lifecycle/resize-cpu": "in-place resize has no event yet",
    "pod-lifecycle/share-pid": "`ps` does not show the pause process",
    "pod-lifecycle/sidecar-crash-before-main": "the states before the main container differ in their order",
    "pod-lifecycle/static-pod": "static pods from files on a node are not there",
    "pod-lifecycle/subpath-missing-mount": "the mode of the directory made for a missing subPath",
    "scheduling/cordon-all": _ONCE_MORE,
    "volumes/pod-claim-missing": _ONCE_MORE,
    "volumes/pod-ephemeral-volume": _ONCE_MORE,
    "volumes/recycle": "the deprecated Recycle policy has no recycler pod",
    "workloads/curso-wordpress-galera": _TOGETHER,
    "workloads/pdb-all": _RACE,
    "workloads/pdb-not-ready": _RACE,
    "workloads/pdb-status-maxunavailable-25pc-of-4": _RACE,
}
