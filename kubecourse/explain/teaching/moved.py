"""Where kinds lived in earlier Kubernetes, and what else has to change today: for manifests found on the web.

`today(kind, version)` says what to write; kinds that are gone say what has taken their place. Next: `decoding.py`.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Gone", "Move", "gone", "today"]


class Move(NamedTuple):
    """`since` is the release in which the old version is no longer served; `es` and `en` what else has to change."""

    version: str
    since: str
    es: str = ""
    en: str = ""


class Gone(NamedTuple):
    """A kind that exists no more, and its heir."""

    es: str
    en: str


_SELECTOR = (
    "Además, spec.selector es obligatorio y debe coincidir con las etiquetas de la plantilla.",
    "Besides, spec.selector is required and must match the labels of the template.",
)
_BACKEND = (
    "Además, cada ruta lleva pathType, y el backend se escribe service: {name: …, port: {number: …}} en lugar de "
    "serviceName y servicePort.",
    "Besides, each path has a pathType, and the backend is written service: {name: …, port: {number: …}} instead of "
    "serviceName and servicePort.",
)
_METRICS = (
    "Además, cada métrica indica su objetivo en target: {type: Utilization, averageUtilization: …}.",
    "Besides, each metric states its goal in target: {type: Utilization, averageUtilization: …}.",
)
_EMPTY = (
    "Ojo: un selector vacío ({}) elige ahora todos los pods del namespace, y antes ninguno.",
    "Mind: an empty selector ({}) now chooses all pods of the namespace, where it chose none before.",
)

_MOVED: dict[tuple[str, str], Move] = {
    ("Deployment", "extensions/v1beta1"): Move("apps/v1", "1.16", *_SELECTOR),
    ("Deployment", "apps/v1beta1"): Move("apps/v1", "1.16", *_SELECTOR),
    ("Deployment", "apps/v1beta2"): Move("apps/v1", "1.16"),
    ("DaemonSet", "extensions/v1beta1"): Move("apps/v1", "1.16", *_SELECTOR),
    ("DaemonSet", "apps/v1beta2"): Move("apps/v1", "1.16"),
    ("ReplicaSet", "extensions/v1beta1"): Move("apps/v1", "1.16", *_SELECTOR),
    ("ReplicaSet", "apps/v1beta2"): Move("apps/v1", "1.16"),
    ("StatefulSet", "apps/v1beta1"): Move("apps/v1", "1.16", *_SELECTOR),
    ("StatefulSet", "apps/v1beta2"): Move("apps/v1", "1.16"),
    ("NetworkPolicy", "extensions/v1beta1"): Move("networking.k8s.io/v1", "1.16"),
    ("Ingress", "extensions/v1beta1"): Move("networking.k8s.io/v1", "1.22", *_BACKEND),
    ("Ingress", "networking.k8s.io/v1beta1"): Move("networking.k8s.io/v1", "1.22", *_BACKEND),
    ("IngressClass", "networking.k8s.io/v1beta1"): Move("networking.k8s.io/v1", "1.22"),
    ("CronJob", "batch/v1beta1"): Move("batch/v1", "1.25"),
    ("CronJob", "batch/v2alpha1"): Move("batch/v1", "1.21"),
    ("PodDisruptionBudget", "policy/v1beta1"): Move("policy/v1", "1.25", *_EMPTY),
    ("HorizontalPodAutoscaler", "autoscaling/v2beta1"): Move("autoscaling/v2", "1.25", *_METRICS),
    ("HorizontalPodAutoscaler", "autoscaling/v2beta2"): Move("autoscaling/v2", "1.26"),
    ("EndpointSlice", "discovery.k8s.io/v1beta1"): Move("discovery.k8s.io/v1", "1.25"),
    ("Event", "events.k8s.io/v1beta1"): Move("events.k8s.io/v1", "1.25"),
    ("RuntimeClass", "node.k8s.io/v1beta1"): Move("node.k8s.io/v1", "1.25"),
    ("CustomResourceDefinition", "apiextensions.k8s.io/v1beta1"): Move(
        "apiextensions.k8s.io/v1", "1.22",
        "Además, cada versión lleva su propio schema en spec.versions[].",
        "Besides, each version has a schema of its own in spec.versions[].",
    ),
    ("PriorityClass", "scheduling.k8s.io/v1beta1"): Move("scheduling.k8s.io/v1", "1.22"),
    ("StorageClass", "storage.k8s.io/v1beta1"): Move("storage.k8s.io/v1", "1.22"),
    ("VolumeAttachment", "storage.k8s.io/v1beta1"): Move("storage.k8s.io/v1", "1.22"),
    ("CSIDriver", "storage.k8s.io/v1beta1"): Move("storage.k8s.io/v1", "1.22"),
    ("CSINode", "storage.k8s.io/v1beta1"): Move("storage.k8s.io/v1", "1.22"),
    ("CSIStorageCapacity", "storage.k8s.io/v1beta1"): Move("storage.k8s.io/v1", "1.27"),
    ("Lease", "coordination.k8s.io/v1beta1"): Move("coordination.k8s.io/v1", "1.22"),
    ("ValidatingWebhookConfiguration", "admissionregistration.k8s.io/v1beta1"): Move(
        "admissionregistration.k8s.io/v1", "1.22",
    ),
    ("MutatingWebhookConfiguration", "admissionregistration.k8s.io/v1beta1"): Move(
        "admissionregistration.k8s.io/v1", "1.22",
    ),
    ("CertificateSigningRequest", "certificates.k8s.io/v1beta1"): Move(
        "certificates.k8s.io/v1", "1.22",
        "Además, spec.signerName y spec.usages son obligatorios.",
        "Besides, spec.signerName and spec.usages are required.",
    ),
    ("APIService", "apiregistration.k8s.io/v1beta1"): Move("apiregistration.k8s.io/v1", "1.22"),
}  # fmt: skip
for _kind in ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"):
    for _old in ("v1alpha1", "v1beta1"):
        _MOVED[(_kind, f"rbac.authorization.k8s.io/{_old}")] = Move("rbac.authorization.k8s.io/v1", "1.22")
for _kind in ("FlowSchema", "PriorityLevelConfiguration"):
    for _old, _since in (("v1beta1", "1.26"), ("v1beta2", "1.29"), ("v1beta3", "1.32")):
        _MOVED[(_kind, f"flowcontrol.apiserver.k8s.io/{_old}")] = Move("flowcontrol.apiserver.k8s.io/v1", _since)

_GONE = {
    "PodSecurityPolicy": Gone(
        "PodSecurityPolicy desapareció en la 1.25. Hoy se pone una etiqueta al Namespace: "
        "pod-security.kubernetes.io/enforce: baseline (o restricted).",
        "PodSecurityPolicy went in 1.25. Today a label on the Namespace does it: "
        "pod-security.kubernetes.io/enforce: baseline (or restricted).",
    ),
    "PodPreset": Gone(
        "PodPreset desapareció en la 1.20: escribe los valores en la plantilla, o usa una MutatingAdmissionPolicy.",
        "PodPreset went in 1.20: write the values into the template, or use a MutatingAdmissionPolicy.",
    ),
    "ThirdPartyResource": Gone(
        "ThirdPartyResource desapareció en la 1.8: su heredero es CustomResourceDefinition.",
        "ThirdPartyResource went in 1.8: its heir is CustomResourceDefinition.",
    ),
}


def today(kind: str, version: str) -> Move | None:
    """What to write instead of a version that was served once, or None if it never was one of this kind."""
    return _MOVED.get((kind, version))


def gone(kind: str) -> Gone | None:
    """What has taken the place of a kind that exists no more."""
    return _GONE.get(kind)
