"""The server's internal structures, as far as refusals print them: which fields, in which order, of what form.

One line a type: `Go name`, or `Go name=yaml name` where the YAML name is not the Go name with a small first letter,
then a form: none for text, `#` number, `?` flag, `*` pointer, `[` list, `{` map, `%` quantity, `|` number or text, and for
structures `.T` itself, `*T` a pointer, `[T` a list of them; `:T` embeds the fields of T. Facts from
`pkg/apis/*/types.go`. Next: `gojson.py`, which reads it.
"""

from __future__ import annotations

__all__ = ["TYPES"]

TYPES: dict[str, str] = {
    "PodTemplateSpec": "Spec.PodSpec",
    "PodSpec": "Volumes[Volume InitContainers[Container Containers[Container EphemeralContainers[EphemeralContainer"
    " RestartPolicy TerminationGracePeriodSeconds* ActiveDeadlineSeconds* DNSPolicy=dnsPolicy NodeSelector{"
    " ServiceAccountName AutomountServiceAccountToken* NodeName SecurityContext*PodSecurityContext"
    " ImagePullSecrets[Reference Hostname Subdomain SetHostnameAsFQDN* Affinity*Affinity SchedulerName"
    " Tolerations[Toleration HostAliases[HostAlias PriorityClassName Priority* PreemptionPolicy*"
    " DNSConfig=dnsConfig*PodDNSConfig ReadinessGates[ReadinessGate RuntimeClassName* Overhead{ EnableServiceLinks*"
    " TopologySpreadConstraints[TopologySpreadConstraint OS=os*Reference SchedulingGates[Reference"
    " ResourceClaims[PodResourceClaim Resources*ResourceRequirements HostnameOverride* SchedulingGroup*",
    "Reference": "Name",
    "PodSecurityContext": "HostNetwork? HostPID=hostPID? HostIPC=hostIPC? ShareProcessNamespace* HostUsers*"
    " SELinuxOptions=seLinuxOptions*SELinuxOptions WindowsOptions*WindowsOptions RunAsUser* RunAsGroup* RunAsNonRoot*"
    " SupplementalGroups[ SupplementalGroupsPolicy* FSGroup=fsGroup* FSGroupChangePolicy=fsGroupChangePolicy*"
    " Sysctls[Sysctl SeccompProfile*Profile AppArmorProfile*Profile SELinuxChangePolicy=seLinuxChangePolicy*",
    "SecurityContext": "Capabilities*Capabilities Privileged* SELinuxOptions=seLinuxOptions*SELinuxOptions"
    " WindowsOptions*WindowsOptions RunAsUser* RunAsGroup* RunAsNonRoot* ReadOnlyRootFilesystem*"
    " AllowPrivilegeEscalation* ProcMount* SeccompProfile*Profile AppArmorProfile*Profile",
    "Capabilities": "Add[ Drop[",
    "SELinuxOptions": "User Role Type Level",
    "WindowsOptions": "GMSACredentialSpecName=gmsaCredentialSpecName* GMSACredentialSpec=gmsaCredentialSpec*"
    " RunAsUserName* HostProcess*",
    "Profile": "Type LocalhostProfile*",
    "Sysctl": "Name Value",
    "Container": "Name Image Command[ Args[ WorkingDir Ports[ContainerPort EnvFrom[EnvFromSource Env[EnvVar"
    " Resources.ResourceRequirements ResizePolicy[ResizePolicy RestartPolicy* RestartPolicyRules[RestartRule"
    " VolumeMounts[VolumeMount VolumeDevices[VolumeDevice LivenessProbe*Probe ReadinessProbe*Probe StartupProbe*Probe"
    " Lifecycle*Lifecycle TerminationMessagePath TerminationMessagePolicy ImagePullPolicy"
    " SecurityContext*SecurityContext Stdin? StdinOnce? TTY=tty?",
    "EphemeralContainer": ":Container TargetContainerName",
    "ContainerPort": "Name HostPort# ContainerPort# Protocol HostIP=hostIP",
    "EnvFromSource": "Prefix ConfigMapRef*OptionalReference SecretRef*OptionalReference",
    "OptionalReference": "Name Optional*",
    "EnvVar": "Name Value ValueFrom*EnvVarSource",
    "EnvVarSource": "FieldRef*FieldSelector ResourceFieldRef*ResourceSelector ConfigMapKeyRef*KeySelector"
    " SecretKeyRef*KeySelector FileKeyRef*FileKeySelector",
    "FieldSelector": "APIVersion=apiVersion FieldPath",
    "ResourceSelector": "ContainerName Resource Divisor%",
    "KeySelector": "Name Key Optional*",
    "FileKeySelector": "VolumeName Path Key Optional*",
    "ResourceRequirements": "Limits{ Requests{ Claims[ResourceClaim",
    "VolumeResources": "Limits{ Requests{",
    "ResourceClaim": "Name Request",
    "PodResourceClaim": "Name ResourceClaimName* ResourceClaimTemplateName*",
    "ResizePolicy": "ResourceName RestartPolicy",
    "RestartRule": "Action ExitCodes*RestartExitCodes",
    "RestartExitCodes": "Operator Values[",
    "VolumeMount": "Name ReadOnly? RecursiveReadOnly* MountPath SubPath MountPropagation* SubPathExpr",
    "VolumeDevice": "Name DevicePath",
    "Probe": "Exec*Exec HTTPGet=httpGet*HTTPGet TCPSocket=tcpSocket*TCPSocket GRPC=grpc*GRPC InitialDelaySeconds#"
    " TimeoutSeconds# PeriodSeconds# SuccessThreshold# FailureThreshold# TerminationGracePeriodSeconds*",
    "Lifecycle": "PostStart*Handler PreStop*Handler StopSignal*",
    "Handler": "Exec*Exec HTTPGet=httpGet*HTTPGet TCPSocket=tcpSocket*TCPSocket Sleep*Sleep",
    "Exec": "Command[",
    "HTTPGet": "Path Port| Host Scheme HTTPHeaders=httpHeaders[Sysctl",
    "TCPSocket": "Port| Host",
    "GRPC": "Port# Service*",
    "Sleep": "Seconds#",
    "Toleration": "Key Operator Value Effect TolerationSeconds*",
    "Taint": "Key Value Effect TimeAdded*",
    "HostAlias": "IP=ip Hostnames[",
    "PodDNSConfig": "Nameservers[ Searches[ Options[DNSOption",
    "DNSOption": "Name Value*",
    "ReadinessGate": "ConditionType",
    "TopologySpreadConstraint": "MaxSkew# TopologyKey WhenUnsatisfiable LabelSelector* MinDomains* NodeAffinityPolicy*"
    " NodeTaintsPolicy* MatchLabelKeys[",
    "Affinity": "NodeAffinity*NodeAffinity PodAffinity*PodAffinity PodAntiAffinity*PodAffinity",
    "NodeAffinity": "RequiredDuringSchedulingIgnoredDuringExecution*NodeSelector"
    " PreferredDuringSchedulingIgnoredDuringExecution[PreferredTerm",
    "NodeSelector": "NodeSelectorTerms[NodeSelectorTerm",
    "NodeSelectorTerm": "MatchExpressions[NodeRequirement MatchFields[NodeRequirement",
    "NodeRequirement": "Key Operator Values[",
    "PreferredTerm": "Weight# Preference.NodeSelectorTerm",
    "PodAffinity": "RequiredDuringSchedulingIgnoredDuringExecution[PodAffinityTerm"
    " PreferredDuringSchedulingIgnoredDuringExecution[WeightedTerm",
    "PodAffinityTerm": "LabelSelector* Namespaces[ TopologyKey NamespaceSelector* MatchLabelKeys[ MismatchLabelKeys[",
    "WeightedTerm": "Weight# PodAffinityTerm.PodAffinityTerm",
    "VolumeNodeAffinity": "Required*NodeSelector",
    "Volume": "Name :VolumeSource",
    "VolumeSource": "HostPath*HostPath EmptyDir*EmptyDir GCEPersistentDisk=gcePersistentDisk*"
    " AWSElasticBlockStore=awsElasticBlockStore* GitRepo*GitRepo Secret*SecretVolume NFS=nfs*NFS ISCSI=iscsi*"
    " Glusterfs*Glusterfs PersistentVolumeClaim*ClaimVolume RBD=rbd* Quobyte* FlexVolume* Cinder* CephFS=cephfs*"
    " Flocker* DownwardAPI*DownwardVolume FC=fc* AzureFile* ConfigMap*ConfigMapVolume VsphereVolume* AzureDisk*"
    " PhotonPersistentDisk* Projected*Projected PortworxVolume* ScaleIO* StorageOS=storageos* CSI=csi*InlineCSI"
    " Ephemeral*Ephemeral Image*ImageVolume",
    "HostPath": "Path Type*",
    "EmptyDir": "Medium SizeLimit*",
    "GitRepo": "Repository Revision Directory",
    "SecretVolume": "SecretName Items[KeyToPath DefaultMode* Optional*",
    "ConfigMapVolume": "Name Items[KeyToPath DefaultMode* Optional*",
    "KeyToPath": "Key Path Mode*",
    "NFS": "Server Path ReadOnly?",
    "Glusterfs": "EndpointsName=endpoints Path ReadOnly?",
    "GlusterfsPersistent": "EndpointsName=endpoints Path ReadOnly? EndpointsNamespace*",
    "ClaimVolume": "ClaimName ReadOnly?",
    "DownwardVolume": "Items[DownwardFile DefaultMode*",
    "DownwardFile": "Path FieldRef*FieldSelector ResourceFieldRef*ResourceSelector Mode*",
    "Projected": "Sources[Projection DefaultMode*",
    "Projection": "Secret*SecretProjection DownwardAPI*DownwardProjection ConfigMap*SecretProjection"
    " ServiceAccountToken*TokenProjection ClusterTrustBundle* PodCertificate*",
    "SecretProjection": "Name Items[KeyToPath Optional*",
    "DownwardProjection": "Items[DownwardFile",
    "TokenProjection": "Audience ExpirationSeconds# Path",
    "InlineCSI": "Driver ReadOnly* FSType=fsType* VolumeAttributes{ NodePublishSecretRef*Reference",
    "Ephemeral": "VolumeClaimTemplate*ClaimTemplate",
    "ClaimTemplate": "Spec.PersistentVolumeClaimSpec",
    "ImageVolume": "Reference PullPolicy",
    "PersistentVolumeSource": "GCEPersistentDisk=gcePersistentDisk*GCEDisk AWSElasticBlockStore=awsElasticBlockStore*AWSDisk"
    " HostPath*HostPath Glusterfs*GlusterfsPersistent NFS=nfs*NFS RBD=rbd* Quobyte* ISCSI=iscsi*ISCSI FlexVolume* Cinder*"
    " CephFS=cephfs* FC=fc* Flocker* AzureFile* VsphereVolume*Vsphere AzureDisk* PhotonPersistentDisk* PortworxVolume*"
    " ScaleIO* Local*Local StorageOS=storageos* CSI=csi*PersistentCSI",
    "GCEDisk": "PDName=pdName FSType=fsType Partition# ReadOnly?",
    "AWSDisk": "VolumeID=volumeID FSType=fsType Partition# ReadOnly?",
    "Vsphere": "VolumePath FSType=fsType StoragePolicyName StoragePolicyID=storagePolicyID",
    "ISCSI": "TargetPortal IQN=iqn Lun# ISCSIInterface=iscsiInterface FSType=fsType ReadOnly? Portals["
    " DiscoveryCHAPAuth=chapAuthDiscovery? SessionCHAPAuth=chapAuthSession? SecretRef*SecretReference InitiatorName*",
    "Local": "Path FSType=fsType*",
    "PersistentCSI": "Driver VolumeHandle ReadOnly? FSType=fsType VolumeAttributes{"
    " ControllerPublishSecretRef*SecretReference NodeStageSecretRef*SecretReference NodePublishSecretRef*SecretReference"
    " ControllerExpandSecretRef*SecretReference NodeExpandSecretRef*SecretReference",
    "SecretReference": "Name Namespace",
    "PersistentVolumeClaimSpec": "AccessModes[ Selector* Resources.VolumeResources VolumeName StorageClassName*"
    " VolumeMode* DataSource*TypedReference DataSourceRef*TypedObjectReference VolumeAttributesClassName*",
    "TypedReference": "APIGroup=apiGroup* Kind Name",
    "TypedObjectReference": "APIGroup=apiGroup* Kind Name Namespace*",
    "DeploymentStrategy": "Type RollingUpdate*RollingDeployment",
    "RollingDeployment": "MaxUnavailable| MaxSurge|",
    "DaemonSetUpdateStrategy": "Type RollingUpdate*RollingDeployment",
    "StatefulSetUpdateStrategy": "Type RollingUpdate*RollingStatefulSet",
    "RollingStatefulSet": "Partition# MaxUnavailable*",
    "PodDisruptionBudgetSpec": "MinAvailable* Selector* MaxUnavailable* UnhealthyPodEvictionPolicy*",
    "SuccessPolicy": "Rules[SuccessRule",
    "SuccessRule": "SucceededIndexes* SucceededCount*",
    "PodFailurePolicy": "Rules[FailureRule",
    "FailureRule": "Action OnExitCodes*FailureExitCodes OnPodConditions[FailureCondition",
    "FailureExitCodes": "ContainerName* Operator Values[",
    "FailureCondition": "Type Status",
    "ServicePort": "Name Protocol AppProtocol* Port# TargetPort| NodePort#",
    "RoleRef": "APIGroup=apiGroup Kind Name",
    "NodeAddress": "Type Address",
    "ScopeSelector": "MatchExpressions[ScopeRequirement",
    "ScopeRequirement": "ScopeName Operator Values[",
}
