"""What has to be applied to install MetalLB here: its kinds, its controller and its speakers."""

from __future__ import annotations

__all__ = ["MANIFEST"]

_KIND = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: {plural}.metallb.io
spec:
  group: metallb.io
  names:
    kind: {kind}
    listKind: {kind}List
    plural: {plural}
    singular: {singular}
  scope: Namespaced
  versions:
  - name: v1beta1
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
---"""

#: apply it as it is
MANIFEST = (
    _KIND.format(kind="IPAddressPool", plural="ipaddresspools", singular="ipaddresspool")
    + _KIND.format(kind="L2Advertisement", plural="l2advertisements", singular="l2advertisement")
    + """
apiVersion: v1
kind: Namespace
metadata:
  name: metallb-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: controller
  namespace: metallb-system
  labels: {app: metallb, component: controller}
spec:
  selector:
    matchLabels: {app: metallb, component: controller}
  template:
    metadata:
      labels: {app: metallb, component: controller}
    spec:
      containers:
      - name: controller
        image: quay.io/metallb/controller:v0.15.3
---
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: speaker
  namespace: metallb-system
  labels: {app: metallb, component: speaker}
spec:
  selector:
    matchLabels: {app: metallb, component: speaker}
  template:
    metadata:
      labels: {app: metallb, component: speaker}
    spec:
      hostNetwork: true
      tolerations:
      - key: node-role.kubernetes.io/control-plane
        operator: Exists
        effect: NoSchedule
      containers:
      - name: speaker
        image: quay.io/metallb/speaker:v0.15.3
"""
)
