"""The operator: a Shop is a Deployment with as many replicas as it has counters; a closed shop leaves a ConfigMap behind.

Run by `kopf run`. What the operator holds by its finalizer is done before a Shop is gone. Next: `../test_operator.py`.
"""

from __future__ import annotations

from typing import Any

import kopf
import kubernetes


def _template(image: str) -> dict[str, Any]:
    return {"metadata": {"labels": {"sells": "bread"}}, "spec": {"containers": [{"name": "counter", "image": image}]}}


@kopf.on.startup()
def begin(settings: kopf.OperatorSettings, **_: Any) -> None:
    """The other client of this operator reads the same kubeconfig; no events, so that the log is the operator's own."""
    kubernetes.config.load_kube_config()
    settings.posting.enabled = False


@kopf.on.create("miempresa.com", "v1", "shops")
def opened(spec: Any, name: str, namespace: str, **_: Any) -> dict[str, Any]:
    """Its Deployment, owned by the Shop."""
    body = {
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name},
        "spec": {"replicas": spec["counters"], "selector": {"matchLabels": {"sells": "bread"}}, "template": _template(spec["image"])},
    }  # fmt: skip
    kopf.adopt(body)
    made = kubernetes.client.AppsV1Api().create_namespaced_deployment(namespace, body)
    return {"deployment": made.metadata.name}


@kopf.on.field("miempresa.com", "v1", "shops", field="spec.counters")
def changed(old: Any, new: Any, name: str, namespace: str, patch: Any, **_: Any) -> None:
    """More or fewer counters."""
    if old is None:
        return
    kubernetes.client.AppsV1Api().patch_namespaced_deployment_scale(name, namespace, {"spec": {"replicas": new}})
    patch.status["counters"] = new


@kopf.on.delete("miempresa.com", "v1", "shops")
def closed(name: str, namespace: str, **_: Any) -> None:
    """What is left of a shop; the finalizer lets it go only after this."""
    body = {"metadata": {"name": f"{name}-closed"}, "data": {"sold": "everything"}}
    kubernetes.client.CoreV1Api().create_namespaced_config_map(namespace, body)
