"""The ClusterRoles and Roles that a cluster has from its first second: those of people, and of its parts.

A row without indent is a role: its name, `>word` for the label aggregate-to-word, `<word` for a role that collects
those, `@namespace` for a Role. Indented rows are its rules: verbs, API groups, resources, and `=name,...`, or verbs and
paths. `R` is get, list, watch; `W` is create, delete, deletecollection, patch, update; `-` is the core group; `E` is the
right to write events. Upstream: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/{policy,namespace_policy}.go;
rows called kubeadm come with kubeadm. Next: `default_controllers.py`.
"""

from __future__ import annotations

__all__ = ["BINDINGS", "ROLES"]

ROLES = """
cluster-admin
  * * *
  * *
system:discovery
  get /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/
system:monitoring
  get /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*
system:basic-user
  create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews
  create authentication.k8s.io selfsubjectreviews
system:public-info-viewer
  get /healthz,/livez,/readyz,/version,/version/
system:service-account-issuer-discovery
  get /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/
admin <admin
edit >admin <edit
view >edit <view
system:aggregate-to-admin >admin
  create authorization.k8s.io localsubjectaccessreviews
  W,R rbac.authorization.k8s.io rolebindings,roles
system:aggregate-to-edit >edit
  R - pods/attach,pods/exec,pods/portforward,pods/proxy,secrets,services/proxy
  impersonate - serviceaccounts
  W - pods,pods/attach,pods/exec,pods/portforward,pods/proxy
  create - pods/eviction
  W - configmaps,persistentvolumeclaims,replicationcontrollers,replicationcontrollers/scale,secrets,serviceaccounts,services,services/proxy
  create - serviceaccounts/token
  W apps daemonsets,deployments,deployments/rollback,deployments/scale,replicasets,replicasets/scale,statefulsets,statefulsets/scale
  W autoscaling horizontalpodautoscalers
  W batch cronjobs,jobs
  W extensions daemonsets,deployments,deployments/rollback,deployments/scale,ingresses,networkpolicies,replicasets,replicasets/scale,replicationcontrollers/scale
  W policy poddisruptionbudgets
  W networking.k8s.io ingresses,networkpolicies
  W resource.k8s.io resourceclaims,resourceclaimtemplates
system:aggregate-to-view >view
  R - configmaps,endpoints,persistentvolumeclaims,persistentvolumeclaims/status,pods,replicationcontrollers,replicationcontrollers/scale,serviceaccounts,services,services/status
  R - bindings,events,limitranges,namespaces/status,pods/log,pods/status,replicationcontrollers/status,resourcequotas,resourcequotas/status
  R - namespaces
  R discovery.k8s.io endpointslices
  R apps controllerrevisions,daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,replicasets,replicasets/scale,replicasets/status,statefulsets,statefulsets/scale,statefulsets/status
  R autoscaling horizontalpodautoscalers,horizontalpodautoscalers/status
  R batch cronjobs,cronjobs/status,jobs,jobs/status
  R extensions daemonsets,daemonsets/status,deployments,deployments/scale,deployments/status,ingresses,ingresses/status,networkpolicies,replicasets,replicasets/scale,replicasets/status,replicationcontrollers/scale
  R policy poddisruptionbudgets,poddisruptionbudgets/status
  R networking.k8s.io ingresses,ingresses/status,networkpolicies
  R resource.k8s.io resourceclaims,resourceclaims/status,resourceclaimtemplates
system:heapster
  R - events,namespaces,nodes,pods
  R extensions deployments
system:node
  create authentication.k8s.io tokenreviews
  create authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews
  R - services
  create,R - nodes
  patch,update - nodes/status
  patch,update - nodes
  create,patch,update - events
  R - pods
  create,delete - pods
  patch,update - pods/status
  create - pods/eviction
  R - configmaps,secrets
  get - persistentvolumeclaims,persistentvolumes
  get - endpoints
  create,R certificates.k8s.io certificatesigningrequests
  create,delete,get,patch,update coordination.k8s.io leases
  get storage.k8s.io volumeattachments
  get,patch,update - persistentvolumeclaims/status
  create - serviceaccounts/token
  R storage.k8s.io csidrivers
  create,delete,get,patch,update storage.k8s.io csinodes
  R node.k8s.io runtimeclasses
  get resource.k8s.io resourceclaims
  deletecollection,create,delete,R,patch,update resource.k8s.io resourceslices
system:node-problem-detector
  get - nodes
  patch - nodes/status
  E
system:kubelet-api-admin
  R - nodes
  proxy - nodes
  * - nodes/checkpoint,nodes/configz,nodes/healthz,nodes/log,nodes/metrics,nodes/pods,nodes/proxy,nodes/stats
system:node-bootstrapper
  create,R certificates.k8s.io certificatesigningrequests
system:auth-delegator
  create authentication.k8s.io tokenreviews
  create authorization.k8s.io subjectaccessreviews
system:kube-aggregator
  R - endpoints,services
system:kube-controller-manager
  E
  create coordination.k8s.io leases
  get,update coordination.k8s.io leases =kube-controller-manager
  create - secrets,serviceaccounts
  delete - secrets
  get - configmaps,namespaces,secrets,serviceaccounts
  update - secrets,serviceaccounts
  create authentication.k8s.io tokenreviews
  create authorization.k8s.io subjectaccessreviews
  list,watch * *
  create - serviceaccounts/token
system:kube-dns
  list,watch - endpoints,services
system:persistent-volume-provisioner
  create,delete,R - persistentvolumes
  R,update - persistentvolumeclaims
  R storage.k8s.io storageclasses
  watch - events
  E
system:certificates.k8s.io:certificatesigningrequests:nodeclient
  create certificates.k8s.io certificatesigningrequests/nodeclient
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
  create certificates.k8s.io certificatesigningrequests/selfnodeclient
system:volume-scheduler
  R,patch,update - persistentvolumes
  R storage.k8s.io storageclasses
  R,patch,update - persistentvolumeclaims
system:certificates.k8s.io:legacy-unknown-approver
  approve certificates.k8s.io signers =kubernetes.io/legacy-unknown
system:certificates.k8s.io:kubelet-serving-approver
  approve certificates.k8s.io signers =kubernetes.io/kubelet-serving
system:certificates.k8s.io:kube-apiserver-client-approver
  approve certificates.k8s.io signers =kubernetes.io/kube-apiserver-client
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
  approve certificates.k8s.io signers =kubernetes.io/kube-apiserver-client-kubelet
system:node-proxier
  list,watch - endpoints,services
  R - nodes
  E
  list,watch discovery.k8s.io endpointslices
  list,watch networking.k8s.io servicecidrs
system:kube-scheduler
  E
  create coordination.k8s.io leases
  get,update coordination.k8s.io leases =kube-scheduler
  R - nodes
  delete,R - pods
  create - bindings,pods/binding
  patch,update - pods/status
  R - replicationcontrollers,services
  R apps,extensions replicasets
  R apps statefulsets
  R policy poddisruptionbudgets
  R - persistentvolumeclaims,persistentvolumes
  create authentication.k8s.io tokenreviews
  create authorization.k8s.io subjectaccessreviews
  R storage.k8s.io csinodes
  list,watch - namespaces
  R storage.k8s.io csidrivers
  R storage.k8s.io csistoragecapacities
  R storage.k8s.io volumeattachments
  R resource.k8s.io deviceclasses
  R,patch,update resource.k8s.io resourceclaims
  R,patch,update resource.k8s.io resourceclaims/status
  R resource.k8s.io resourceslices
system:coredns kubeadm
  list,watch - endpoints,namespaces,pods,services
  list,watch discovery.k8s.io endpointslices
kubeadm:get-nodes kubeadm
  get - nodes
extension-apiserver-authentication-reader @kube-system
  R - configmaps =extension-apiserver-authentication
system:controller:bootstrap-signer @kube-system
  R - secrets
system:controller:cloud-provider @kube-system
  create,R - configmaps
system:controller:token-cleaner @kube-system
  delete,R - secrets
  E
system::leader-locking-kube-controller-manager @kube-system
  watch - configmaps
  get,update - configmaps =kube-controller-manager
  create,R,update coordination.k8s.io leases
system::leader-locking-kube-scheduler @kube-system
  watch - configmaps
  get,update - configmaps =kube-scheduler
system:controller:bootstrap-signer @kube-public
  R - configmaps
  update - configmaps =cluster-info
  E
"""

#: role, then who has it: `g:` a group, `u:` a user, `s:` a service account of kube-system; `name=role` names the binding
BINDINGS = """
cluster-admin g:system:masters
system:monitoring g:system:monitoring
system:discovery g:system:authenticated
system:basic-user g:system:authenticated
system:public-info-viewer g:system:authenticated g:system:unauthenticated
system:node-proxier u:system:kube-proxy
system:kube-controller-manager u:system:kube-controller-manager
system:kube-dns s:kube-dns
system:kube-scheduler u:system:kube-scheduler
system:volume-scheduler u:system:kube-scheduler
system:node
system:service-account-issuer-discovery g:system:serviceaccounts
kubeadm:cluster-admins=cluster-admin kubeadm g:kubeadm:cluster-admins
kubeadm:get-nodes=kubeadm:get-nodes kubeadm g:system:bootstrappers:kubeadm:default-node-token
kubeadm:kubelet-bootstrap=system:node-bootstrapper kubeadm g:system:bootstrappers:kubeadm:default-node-token
kubeadm:node-autoapprove-bootstrap=system:certificates.k8s.io:certificatesigningrequests:nodeclient kubeadm g:system:bootstrappers:kubeadm:default-node-token
kubeadm:node-autoapprove-certificate-rotation=system:certificates.k8s.io:certificatesigningrequests:selfnodeclient kubeadm g:system:nodes
kubeadm:node-proxier=system:node-proxier kubeadm s:kube-proxy
system:coredns kubeadm s:coredns
system::extension-apiserver-authentication-reader=extension-apiserver-authentication-reader @kube-system u:system:kube-controller-manager u:system:kube-scheduler
system::leader-locking-kube-controller-manager @kube-system u:system:kube-controller-manager s:kube-controller-manager s:leader-election-controller
system::leader-locking-kube-scheduler @kube-system u:system:kube-scheduler s:kube-scheduler
system:controller:bootstrap-signer @kube-system s:bootstrap-signer
system:controller:cloud-provider @kube-system s:cloud-provider
system:controller:token-cleaner @kube-system s:token-cleaner
system:controller:bootstrap-signer @kube-public s:bootstrap-signer
"""
