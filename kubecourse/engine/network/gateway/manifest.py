"""The kinds of the Gateway API that are served here, as CustomResourceDefinitions."""

from __future__ import annotations

__all__ = ["GROUP", "MANIFEST"]

GROUP = "gateway.networking.k8s.io"

_KIND = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: {plural}.gateway.networking.k8s.io
  annotations:
    api-approved.kubernetes.io: https://github.com/kubernetes-sigs/gateway-api/pull/3328
    gateway.networking.k8s.io/bundle-version: v1.4.1
    gateway.networking.k8s.io/channel: standard
spec:
  group: gateway.networking.k8s.io
  names:
    kind: {kind}
    listKind: {kind}List
    plural: {plural}
    singular: {singular}
    shortNames: [{short}]
    categories: [gateway-api]
  scope: {scope}
  versions:
  - name: {version}
    served: true
    storage: true
    subresources:
      status: {{}}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            x-kubernetes-preserve-unknown-fields: true
          status:
            type: object
            x-kubernetes-preserve-unknown-fields: true
"""

#: apply it as it is
MANIFEST = "---".join(
    _KIND.format(kind=kind, plural=plural, singular=kind.lower(), short=short, scope=scope, version=version)
    for kind, plural, short, scope, version in (
        ("GatewayClass", "gatewayclasses", "gc", "Cluster", "v1"),
        ("Gateway", "gateways", "gtw", "Namespaced", "v1"),
        ("HTTPRoute", "httproutes", "", "Namespaced", "v1"),
        ("ReferenceGrant", "referencegrants", "refgrant", "Namespaced", "v1beta1"),
    )
)
