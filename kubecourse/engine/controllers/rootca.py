"""Root CA publisher: every namespace has the ConfigMap `kube-root-ca.crt`, with which pods trust the API server.

Promises: made with the namespace, mended when changed, made again when deleted, not while the namespace is going.
The certificate is a placeholder: nothing here speaks TLS. Upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go.
Next: `nodelifecycle.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..api.errors import ApiError
from ..core.work import DONE, Object, Wake, Watch

__all__ = ["RootCaPublisher"]

NAME = "kube-root-ca.crt"
_DATA = {"ca.crt": "-----BEGIN CERTIFICATE-----\nkubecourse\n-----END CERTIFICATE-----\n"}
_KEY = "kubernetes.io/description"
_DESCRIPTION = (
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal"
    " service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
)


class RootCaPublisher:
    """Keeps the ConfigMap of one namespace."""

    name = "root-ca-certificate-publisher-controller"
    watches: tuple[Watch, ...]

    def __init__(self) -> None:
        self.watches = (Watch("Namespace"), Watch("ConfigMap", _namespace_of, _is_ours))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Make the ConfigMap, or put its data right."""
        namespace = api.find("Namespace", key)
        if namespace is None or "deletionTimestamp" in namespace["metadata"]:
            return DONE
        found = api.find("ConfigMap", NAME, key)
        if found is None:
            meta = {"name": NAME, "namespace": key, "annotations": {_KEY: _DESCRIPTION}}
            try:
                api.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta, "data": {**_DATA}})
            except ApiError as error:
                if error.reason != "AlreadyExists":
                    raise
            return DONE
        meta = found["metadata"]
        annotations = {**(meta.get("annotations") or {}), _KEY: _DESCRIPTION}
        api.change(found, data={**_DATA}, metadata={**meta, "annotations": annotations})
        return DONE


def _namespace_of(api: Any, config: Object) -> Iterable[str]:
    return (config["metadata"]["namespace"],)


def _is_ours(old: Object | None, new: Object | None) -> bool:
    obj: Object = new or old or {}
    return bool(obj["metadata"]["name"] == NAME) and old is not None
