"""The ClusterRoles of the controllers, each bound to the service account of the same name in kube-system.

In the notation of `default_roles.py`, without the prefix `system:controller:`. Upstream:
plugin/pkg/auth/authorizer/rbac/bootstrappolicy/controller_policy.go. Next: `bootstrap.py`, which reads it.
"""

from __future__ import annotations

__all__ = ["CONTROLLERS"]

CONTROLLERS = """
attachdetach-controller
  list,watch - persistentvolumeclaims,persistentvolumes
  R - nodes
  patch,update - nodes/status
  list,watch - pods
  E
  create,delete,R storage.k8s.io volumeattachments
  R storage.k8s.io csidrivers
  R storage.k8s.io csinodes
clusterrole-aggregation-controller
  escalate,R,patch,update rbac.authorization.k8s.io clusterroles
cronjob-controller
  R,update batch cronjobs
  create,delete,R,patch,update batch jobs
  update batch cronjobs/status
  update batch cronjobs/finalizers
  delete,list,watch - pods
  E
daemon-set-controller
  R apps,extensions daemonsets
  update apps,extensions daemonsets/status
  update apps,extensions daemonsets/finalizers
  list,watch - nodes
  create,delete,list,patch,watch - pods
  create - pods/binding
  create,delete,R,patch,update apps controllerrevisions
  E
deployment-controller
  R,update apps,extensions deployments
  update apps,extensions deployments/status
  update apps,extensions deployments/finalizers
  create,delete,R,patch,update apps,extensions replicasets
  R,update - pods
  E
disruption-controller
  R apps,extensions deployments
  R apps,extensions replicasets
  R - replicationcontrollers
  R policy poddisruptionbudgets
  R apps statefulsets
  update policy poddisruptionbudgets/status
  patch,update - pods/status
  get * */scale
  E
endpoint-controller
  R - pods,services
  create,delete,R,update - endpoints
  create - endpoints/restricted
  E
endpointslice-controller
  R - nodes,pods,services
  update - services/finalizers
  create,delete,R,update discovery.k8s.io endpointslices
  E
endpointslicemirroring-controller
  R - endpoints,services
  update - services/finalizers
  update - endpoints/finalizers
  create,delete,R,update discovery.k8s.io endpointslices
  E
expand-controller
  R,patch,update - persistentvolumes
  patch,update - persistentvolumeclaims/status
  R - persistentvolumeclaims
  E
ephemeral-volume-controller
  R - pods
  update - pods/finalizers
  create,R - persistentvolumeclaims
  E
resource-claim-controller
  R - pods
  update - pods/finalizers
  create,delete,R resource.k8s.io resourceclaims
  patch,update resource.k8s.io resourceclaims,resourceclaims/status
  patch,update - pods/status
  E
generic-garbage-collector
  delete,R,patch,update * *
  E
horizontal-pod-autoscaler
  R autoscaling horizontalpodautoscalers
  update autoscaling horizontalpodautoscalers/status
  get,update * */scale
  list,watch - pods
  list,watch metrics.k8s.io pods
  R custom.metrics.k8s.io *
  R external.metrics.k8s.io *
  E
job-controller
  R,patch,update batch jobs
  update batch jobs/status
  update batch jobs/finalizers
  create,delete,list,patch,watch - pods
  E
namespace-controller
  delete,R - namespaces
  update - namespaces/finalize,namespaces/status
  delete,deletecollection,R * *
node-controller
  delete,R,patch,update - nodes
  patch,update - nodes/status
  patch,update - pods/status
  delete,R - pods
  E
persistent-volume-binder
  create,delete,R,update - persistentvolumes
  update - persistentvolumes/status
  R,update - persistentvolumeclaims
  update - persistentvolumeclaims/status
  create,delete,R - pods
  R storage.k8s.io storageclasses
  list,watch - nodes
  E
  watch - events
pod-garbage-collector
  delete,list,watch - pods
  R - nodes
  patch - pods/status
replicaset-controller
  R,update apps,extensions replicasets
  update apps,extensions replicasets/status
  update apps,extensions replicasets/finalizers
  create,delete,list,patch,watch - pods
  E
replication-controller
  R,update - replicationcontrollers
  update - replicationcontrollers/status
  update - replicationcontrollers/finalizers
  create,delete,list,patch,watch - pods
  E
resourcequota-controller
  list,watch * *
  update - resourcequotas/status
  E
route-controller
  list,watch - nodes
  patch - nodes/status
  E
service-account-controller
  create - serviceaccounts
  E
service-controller
  R - services
  patch,update - services/status
  list,watch - nodes
  E
service-cidrs-controller
  R,patch,update networking.k8s.io servicecidrs
  patch,update networking.k8s.io servicecidrs/finalizers
  patch,update networking.k8s.io servicecidrs/status
  R networking.k8s.io ipaddresses
  E
statefulset-controller
  list,watch - pods
  R apps statefulsets
  update apps statefulsets/status
  update apps statefulsets/finalizers
  create,delete,get,patch,update - pods
  create,delete,R,patch,update apps controllerrevisions
  create,R - persistentvolumeclaims
  delete,update - persistentvolumeclaims
  update - pods/finalizers
  E
ttl-controller
  list,patch,update,watch - nodes
  E
certificate-controller
  delete,R certificates.k8s.io certificatesigningrequests
  update certificates.k8s.io certificatesigningrequests/approval,certificatesigningrequests/status
  approve certificates.k8s.io signers =kubernetes.io/kube-apiserver-client-kubelet
  sign certificates.k8s.io signers =kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown
  create authorization.k8s.io subjectaccessreviews
  E
pvc-protection-controller
  R,update - persistentvolumeclaims
  R - pods
  E
pv-protection-controller
  R,update - persistentvolumes
  E
volumeattributesclass-protection-controller
  R - persistentvolumeclaims
  R - persistentvolumes
  R,update storage.k8s.io volumeattributesclasses
  E
ttl-after-finished-controller
  delete,R batch jobs
  E
root-ca-cert-publisher
  create,update - configmaps
  E
validatingadmissionpolicy-status-controller
  R admissionregistration.k8s.io validatingadmissionpolicies
  get,patch,update admissionregistration.k8s.io validatingadmissionpolicies/status
  E
legacy-service-account-token-cleaner
  get - configmaps =kube-apiserver-legacy-service-account-token-tracking
  delete,patch - secrets
selinux-warning-controller
  E
  R - persistentvolumes
  R - persistentvolumeclaims
  R - pods
  R storage.k8s.io csidrivers
"""
