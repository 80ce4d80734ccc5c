"""What the fields that every object has mean, and those of namespaces, nodes, quotas, limits, priorities and rights."""

from __future__ import annotations

__all__ = ["WORDS"]

# fmt: off
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    # every kind
    "": {
        "apiVersion": ("El grupo y la versión en que está escrito el objeto, por ejemplo apps/v1.", "The group and version the object is written in, for instance apps/v1."),
        "kind": ("Qué tipo de objeto es: Pod, Deployment, Service….", "What kind of object it is: Pod, Deployment, Service…."),
        "metadata": ("Quién es: nombre, namespace, etiquetas y anotaciones.", "Who it is: name, namespace, labels and annotations."),
        "spec": ("Lo que quieres que haya.", "What you want there to be."), "status": ("Lo que hay de verdad; lo escribe el clúster.", "What there really is; the cluster writes it."),
    },
    "ObjectMeta": {
        "annotations": ("Notas libres, para personas y programas; no sirven para seleccionar.", "Free notes for people and programs; nothing is selected by them."), "creationTimestamp": ("Cuándo se creó.", "When it was created."),
        "deletionGracePeriodSeconds": ("Segundos que se le dan para acabar.", "Seconds it is given to end."), "deletionTimestamp": ("Cuándo se pidió borrarlo: si está, se está yendo.", "When its deletion was asked for: if it is there, it is going."),
        "finalizers": ("Tareas pendientes antes de borrarse: mientras quede una, no desaparece.", "Work to be done before it goes: as long as one is left it does not vanish."), "generateName": ("Principio del nombre; el servidor añade un sufijo al azar.", "Beginning of the name; the server adds a random suffix."),
        "generation": ("Número de versión del spec; sube con cada cambio.", "The spec's version number; rises with each change."), "labels": ("Etiquetas clave: valor; con ellas eligen los selectores.", "Labels, key: value; selectors choose by them."),
        "managedFields": ("Quién escribió cada campo; lo lleva el servidor.", "Who wrote each field; the server keeps it."), "name": ("El nombre, único en su tipo y namespace; no se cambia.", "The name, unique in its kind and namespace; it never changes."),
        "namespace": ("El namespace donde vive; si falta, el de la orden (default).", "The namespace it lives in; the command's (default) if missing."), "ownerReferences": ("De quién es: al borrar al dueño se va con él.", "Whose it is: it goes when its owner is deleted."),
        "resourceVersion": ("Versión interna; cambia con cada escritura y evita pisar cambios ajenos.", "Internal version; changes with every write and keeps others' changes safe."), "selfLink": ("Ya no se usa.", "No longer used."), "uid": ("Su identidad: otro con el mismo nombre tendrá otro.", "Its identity: another of the same name has another."),
    },
    "OwnerReference": {
        "apiVersion": ("La apiVersion del dueño.", "The owner's apiVersion."), "blockOwnerDeletion": ("Si el dueño espera a que este se borre (con foreground).", "Whether the owner waits until this one is gone (with foreground)."), "controller": ("true: es el controlador que lo lleva.", "true: it is the controller in charge."),
        "kind": ("El tipo del dueño.", "The owner's kind."), "name": ("El nombre del dueño.", "The owner's name."), "uid": ("El uid del dueño.", "The owner's uid."),
    },
    "ManagedFieldsEntry": {
        "apiVersion": ("Versión de los campos.", "Version of the fields."), "fieldsType": ("Siempre FieldsV1.", "Always FieldsV1."), "fieldsV1": ("Los campos.", "The fields."), "manager": ("Quién los escribió.", "Who wrote them."),
        "operation": ("Apply o Update.", "Apply or Update."), "subresource": ("Por qué subrecurso.", "By which subresource."), "time": ("Cuándo.", "When."),
    },
    "LabelSelector": {"matchExpressions": ("Condiciones sobre etiquetas; deben cumplirse todas.", "Conditions on labels; all must hold."), "matchLabels": ("Parejas clave: valor; deben coincidir todas.", "Pairs key: value; all must match.")},
    "LabelSelectorRequirement": {"key": ("La clave de la etiqueta.", "The label's key."), "operator": ("In, NotIn, Exists o DoesNotExist.", "In, NotIn, Exists or DoesNotExist."), "values": ("Los valores; ninguno con Exists y DoesNotExist.", "The values; none with Exists and DoesNotExist.")},
    "LocalObjectReference": {"name": ("El nombre del objeto, del mismo namespace.", "The object's name, in the same namespace.")},
    "TypedLocalObjectReference": {"apiGroup": ("Su grupo; vacío, el básico.", "Its group; the core one if empty."), "kind": ("Su tipo.", "Its kind."), "name": ("Su nombre.", "Its name.")},
    "TypedObjectReference": {"apiGroup": ("Su grupo; vacío, el básico.", "Its group; the core one if empty."), "kind": ("Su tipo.", "Its kind."), "name": ("Su nombre.", "Its name."), "namespace": ("Su namespace.", "Its namespace.")},
    "ObjectReference": {
        "apiVersion": ("Su apiVersion.", "Its apiVersion."), "fieldPath": ("La parte de él, si no es todo.", "The part of it, if not the whole."), "kind": ("Su tipo.", "Its kind."), "name": ("Su nombre.", "Its name."), "namespace": ("Su namespace.", "Its namespace."),
        "resourceVersion": ("Su versión.", "Its version."), "uid": ("Su uid.", "Its uid."),
    },
    # every …Condition
    "Condition": {
        "lastProbeTime": ("Cuándo se comprobó.", "When it was checked."), "lastTransitionTime": ("Cuándo cambió.", "When it changed."), "lastUpdateTime": ("Cuándo se puso al día.", "When it was brought up to date."), "lastHeartbeatTime": ("Cuándo dio señales de vida.", "When it last gave a sign of life."),
        "message": ("El porqué, en una frase.", "The why, in a sentence."), "observedGeneration": ("De qué versión del spec habla.", "Which version of the spec it is about."), "reason": ("El porqué, en una palabra.", "The why, in a word."), "status": ("True, False o Unknown.", "True, False or Unknown."), "type": ("De qué trata, por ejemplo Ready.", "What it is about, for instance Ready."),
    },
    "NamespaceSpec": {"finalizers": ("Qué debe vaciarse antes de que desaparezca.", "What must be emptied before it vanishes.")},
    "NamespaceStatus": {"conditions": ("Qué falta por borrar.", "What is left to delete."), "phase": ("Active o Terminating.", "Active or Terminating.")},
    "NodeSpec": {
        "configSource": ("Ya no se usa.", "No longer used."), "externalID": ("Ya no se usa.", "No longer used."), "podCIDR": ("La red de la que salen las direcciones de sus pods.", "The network its pods' addresses come from."), "podCIDRs": ("Esas redes, una por familia.", "Those networks, one for each family."),
        "providerID": ("Cómo lo llama la nube.", "What the cloud calls it."), "taints": ("Marcas que alejan a los pods que no las toleran.", "Marks that keep away pods that do not tolerate them."), "unschedulable": ("true: no admite pods nuevos (kubectl cordon).", "true: takes no new pods (kubectl cordon)."),
    },
    "Taint": {
        "effect": ("NoSchedule (no entran nuevos), PreferNoSchedule (mejor que no) o NoExecute (además echa a los que hay).", "NoSchedule (no new ones), PreferNoSchedule (rather not) or NoExecute (evicts those there, too)."), "key": ("La clave.", "The key."), "timeAdded": ("Cuándo se puso.", "When it was set."), "value": ("El valor.", "The value."),
    },
    "NodeStatus": {
        "addresses": ("Sus direcciones y nombres.", "Its addresses and names."), "allocatable": ("Lo que queda para pods tras apartar lo del sistema.", "What is left for pods once the system has its share."), "capacity": ("Lo que tiene en total.", "What it has in all."), "conditions": ("Ready y si le falta memoria, disco o procesos.", "Ready, and whether memory, disk or processes run short."),
        "config": ("Ya no se usa.", "No longer used."), "daemonEndpoints": ("El puerto del kubelet.", "The kubelet's port."), "declaredFeatures": ("Funciones que dice tener.", "Features it says it has."), "features": ("Lo que sabe hacer su ejecutor de contenedores.", "What its container runtime can do."), "images": ("Las imágenes que ya tiene.", "The images it has already."),
        "nodeInfo": ("Sistema, núcleo y versiones.", "System, kernel and versions."), "phase": ("Ya no se usa.", "No longer used."), "runtimeHandlers": ("Formas de ejecutar contenedores que ofrece.", "Ways to run containers it offers."), "volumesAttached": ("Volúmenes conectados.", "Volumes attached."), "volumesInUse": ("Volúmenes en uso.", "Volumes in use."),
    },
    "NodeAddress": {"address": ("La dirección o el nombre.", "The address or name."), "type": ("InternalIP, ExternalIP, Hostname….", "InternalIP, ExternalIP, Hostname….")},
    "NodeDaemonEndpoints": {"kubeletEndpoint": ("El del kubelet.", "The kubelet's.")}, "DaemonEndpoint": {"Port": ("El puerto.", "The port.")},
    "NodeFeatures": {"supplementalGroupsPolicy": ("Si sabe aplicar supplementalGroupsPolicy.", "Whether it can apply supplementalGroupsPolicy.")},
    "NodeRuntimeHandler": {"features": ("Lo que sabe hacer.", "What it can do."), "name": ("Su nombre; vacío, el de siempre.", "Its name; the default one if empty.")},
    "NodeRuntimeHandlerFeatures": {"recursiveReadOnlyMounts": ("Si admite montajes de solo lectura hasta el fondo.", "Whether it takes mounts read-only all the way down."), "userNamespaces": ("Si admite espacios de usuarios.", "Whether it takes user namespaces.")},
    "AttachedVolume": {"devicePath": ("La ruta del dispositivo.", "The device's path."), "name": ("El volumen.", "The volume.")},
    "ContainerImage": {"names": ("Sus nombres.", "Its names."), "sizeBytes": ("Su tamaño en bytes.", "Its size in bytes.")},
    "NodeSystemInfo": {
        "architecture": ("La arquitectura, como amd64.", "The architecture, such as amd64."), "bootID": ("El identificador del arranque.", "The boot's identifier."), "containerRuntimeVersion": ("El ejecutor de contenedores y su versión.", "The container runtime and its version."), "kernelVersion": ("La versión del núcleo.", "The kernel's version."),
        "kubeProxyVersion": ("Ya no se usa.", "No longer used."), "kubeletVersion": ("La versión del kubelet.", "The kubelet's version."), "machineID": ("El identificador de la máquina.", "The machine's identifier."), "operatingSystem": ("linux o windows.", "linux or windows."), "osImage": ("La distribución.", "The distribution."), "swap": ("Su memoria de intercambio.", "Its swap memory."), "systemUUID": ("El UUID del sistema.", "The system's UUID."),
    },
    "NodeSwapStatus": {"capacity": ("Cuánta, en bytes.", "How much, in bytes.")},
    "ResourceQuotaSpec": {
        "hard": ("Los topes del namespace: pods, services, requests.cpu, limits.memory, requests.storage, count/deployments.apps….", "The namespace's limits: pods, services, requests.cpu, limits.memory, requests.storage, count/deployments.apps…."),
        "scopeSelector": ("A qué objetos se aplica, con operadores; por ejemplo, a los de una PriorityClass.", "Which objects it applies to, with operators; for instance those of a PriorityClass."), "scopes": ("A qué objetos se aplica: BestEffort, NotBestEffort, Terminating….", "Which objects it applies to: BestEffort, NotBestEffort, Terminating…."),
    },
    "ScopeSelector": {"matchExpressions": ("Las condiciones; todas.", "The conditions; all of them.")},
    "ScopedResourceSelectorRequirement": {"operator": ("In, NotIn, Exists o DoesNotExist.", "In, NotIn, Exists or DoesNotExist."), "scopeName": ("El ámbito, por ejemplo PriorityClass.", "The scope, for instance PriorityClass."), "values": ("Los valores.", "The values.")},
    "ResourceQuotaStatus": {"hard": ("Los topes en vigor.", "The limits in force."), "used": ("Lo gastado.", "What is used.")},
    "LimitRangeSpec": {"limits": ("Los límites, uno por tipo.", "The limits, one for each type.")},
    "LimitRangeItem": {
        "default": ("El limit que se da al contenedor que no lo dice.", "The limit given to a container that states none."), "defaultRequest": ("El request que se da al que no lo dice.", "The request given to one that states none."), "max": ("Lo más que se admite.", "The most that is allowed."),
        "maxLimitRequestRatio": ("Cuántas veces puede superar el limit al request.", "How many times the request the limit may be."), "min": ("Lo menos que se admite.", "The least that is allowed."), "type": ("A qué se aplica: Container, Pod o PersistentVolumeClaim.", "What it applies to: Container, Pod or PersistentVolumeClaim."),
    },
    "PriorityClass": {
        "description": ("Para qué sirve, en palabras.", "What it is for, in words."), "globalDefault": ("true: vale para los pods que no nombran ninguna. Solo una.", "true: for pods that name none. Only one can be."),
        "preemptionPolicy": ("PreemptLowerPriority (echa a otros si hace falta; por omisión) o Never.", "PreemptLowerPriority (pushes others out if needed; the default) or Never."), "value": ("La prioridad: cuanto mayor, antes. Hasta 1000000000; no se cambia.", "The priority: the higher, the earlier. Up to 1000000000; it never changes."),
    },
    "ServiceAccount": {"automountServiceAccountToken": ("Si los pods reciben su credencial; el pod puede decir otra cosa.", "Whether pods get its token; a pod can say otherwise."), "imagePullSecrets": ("Credenciales para bajar imágenes que heredan sus pods.", "Credentials to pull images, inherited by its pods."), "secrets": ("Secrets asociados; hoy casi no se usan.", "Secrets tied to it; hardly used today.")},
    "Role": {"rules": ("Lo que permite; nada prohíbe.", "What it allows; nothing forbids.")},
    "ClusterRole": {"aggregationRule": ("Junta las reglas de otros ClusterRoles, por etiquetas.", "Puts together the rules of other ClusterRoles, by labels."), "rules": ("Lo que permite, en todo el clúster o donde lo dé un RoleBinding.", "What it allows, in the whole cluster or where a RoleBinding gives it.")},
    "AggregationRule": {"clusterRoleSelectors": ("Qué ClusterRoles se juntan.", "Which ClusterRoles are put together.")},
    "PolicyRule": {
        "apiGroups": ("Los grupos: \"\" es el básico (pods, services…), apps el de los Deployments, \"*\" todos.", "The groups: \"\" is the core one (pods, services…), apps that of Deployments, \"*\" all."), "nonResourceURLs": ("Rutas que no son objetos, como /healthz; solo en ClusterRoles.", "Paths that are no objects, such as /healthz; only in ClusterRoles."),
        "resourceNames": ("Solo los objetos de estos nombres; si falta, todos.", "Only objects of these names; all if missing."), "resources": ("Los recursos, en plural y minúsculas: pods, deployments, pods/log….", "The resources, plural and lower case: pods, deployments, pods/log…."), "verbs": ("Lo que se puede hacer: get, list, watch, create, update, patch, delete… o \"*\".", "What may be done: get, list, watch, create, update, patch, delete… or \"*\"."),
    },
    "RoleBinding": {"roleRef": ("El Role o ClusterRole que se da; no se cambia.", "The Role or ClusterRole that is given; it never changes."), "subjects": ("A quién se da.", "To whom it is given.")},
    "ClusterRoleBinding": {"roleRef": ("El ClusterRole que se da, en todo el clúster; no se cambia.", "The ClusterRole that is given, in the whole cluster; it never changes."), "subjects": ("A quién se da.", "To whom it is given.")},
    "RoleRef": {"apiGroup": ("rbac.authorization.k8s.io.", "rbac.authorization.k8s.io."), "kind": ("Role o ClusterRole.", "Role or ClusterRole."), "name": ("Su nombre.", "Its name.")},
    "Subject": {"apiGroup": ("Vacío para ServiceAccounts; rbac.authorization.k8s.io para User y Group.", "Empty for ServiceAccounts; rbac.authorization.k8s.io for User and Group."), "kind": ("User, Group o ServiceAccount.", "User, Group or ServiceAccount."), "name": ("Su nombre.", "Its name."), "namespace": ("El namespace de la ServiceAccount.", "The ServiceAccount's namespace.")},
    "Event": {
        "action": ("Qué se hizo.", "What was done."), "count": ("Cuántas veces.", "How often."), "eventTime": ("Cuándo.", "When."), "firstTimestamp": ("La primera vez.", "The first time."), "involvedObject": ("De qué objeto trata.", "Which object it is about."), "lastTimestamp": ("La última vez.", "The last time."),
        "message": ("Qué pasó, en una frase.", "What happened, in a sentence."), "reason": ("Qué pasó, en una palabra.", "What happened, in a word."), "related": ("Otro objeto que tiene que ver.", "Another object that has to do with it."), "reportingComponent": ("Quién lo cuenta.", "Who tells it."), "reportingInstance": ("Cuál de ellos.", "Which of them."),
        "series": ("Si se repite, cuántas veces y hasta cuándo.", "If it repeats, how often and until when."), "source": ("Quién lo cuenta (forma antigua).", "Who tells it (old form)."), "type": ("Normal o Warning.", "Normal or Warning."),
    },
    "EventSeries": {"count": ("Cuántas veces.", "How often."), "lastObservedTime": ("La última vez.", "The last time.")},
    "EventSource": {"component": ("El componente.", "The component."), "host": ("El nodo.", "The node.")},
    "PodStatus": {
        "allocatedResources": ("Recursos concedidos al pod.", "Resources granted to the pod."), "conditions": ("PodScheduled, Initialized, ContainersReady, Ready….", "PodScheduled, Initialized, ContainersReady, Ready…."), "containerStatuses": ("Cómo está cada contenedor.", "How each container is."), "ephemeralContainerStatuses": ("Cómo están los efímeros.", "How the ephemeral ones are."),
        "extendedResourceClaimStatus": ("Las reservas hechas para sus recursos extendidos.", "The claims made for its extended resources."), "hostIP": ("La dirección de su nodo.", "Its node's address."), "hostIPs": ("Las direcciones de su nodo.", "Its node's addresses."), "initContainerStatuses": ("Cómo están los de inicio.", "How the init ones are."), "message": ("Por qué está así.", "Why it is so."),
        "nodeAllocatableResourceClaimStatuses": ("Reservas que salen de los recursos del nodo.", "Claims met from the node's resources."), "nominatedNodeName": ("El nodo donde se le está haciendo sitio.", "The node where room is being made for it."), "observedGeneration": ("La versión del spec que vio el kubelet.", "The spec's version that the kubelet saw."),
        "phase": ("Pending, Running, Succeeded, Failed o Unknown.", "Pending, Running, Succeeded, Failed or Unknown."), "podIP": ("Su dirección.", "Its address."), "podIPs": ("Sus direcciones.", "Its addresses."),
        "qosClass": ("Guaranteed, Burstable o BestEffort, según sus recursos: decide a quién se echa antes.", "Guaranteed, Burstable or BestEffort, by its resources: decides who is evicted first."), "reason": ("Por qué, en una palabra.", "Why, in a word."), "resize": ("En desuso: cómo va el cambio de recursos.", "Deprecated: how the resize goes."),
        "resourceClaimStatuses": ("Las reservas hechas para él.", "The claims made for it."), "resources": ("Los recursos en vigor.", "The resources in force."), "startTime": ("Cuándo lo vio el kubelet.", "When the kubelet saw it."),
    },
    "HostIP": {"ip": ("La dirección.", "The address.")}, "PodIP": {"ip": ("La dirección.", "The address.")},
    "ContainerStatus": {
        "allocatedResources": ("Recursos concedidos.", "Resources granted."), "allocatedResourcesStatus": ("Estado de sus dispositivos.", "State of its devices."), "containerID": ("Su identificador.", "Its identifier."), "image": ("La imagen.", "The image."), "imageID": ("La imagen, con su huella.", "The image with its digest."),
        "lastState": ("Cómo acabó la vez anterior.", "How it ended last time."), "name": ("El contenedor.", "The container."), "ready": ("Si está listo.", "Whether it is ready."), "resources": ("Los recursos en vigor.", "The resources in force."), "restartCount": ("Veces que se ha reiniciado.", "How often it was restarted."), "started": ("Si ya pasó su startupProbe.", "Whether its startupProbe has passed."),
        "state": ("Cómo está ahora.", "How it is now."), "stopSignal": ("La señal con que se para.", "The signal that stops it."), "user": ("Con qué usuario corre.", "As which user it runs."), "volumeMounts": ("Sus volúmenes montados.", "Its mounted volumes."),
    },
    "ContainerState": {"running": ("Corre.", "It runs."), "terminated": ("Ha acabado.", "It has ended."), "waiting": ("Espera.", "It waits.")},
    "ContainerStateRunning": {"startedAt": ("Desde cuándo.", "Since when.")},
    "ContainerStateTerminated": {
        "containerID": ("Su identificador.", "Its identifier."), "exitCode": ("Código de salida: 0 es éxito; 137, muerto por KILL; 143, por TERM.", "Exit code: 0 is success; 137 killed by KILL; 143 by TERM."), "finishedAt": ("Cuándo acabó.", "When it ended."), "message": ("Su última palabra.", "Its last word."),
        "reason": ("Completed, Error, OOMKilled….", "Completed, Error, OOMKilled…."), "signal": ("La señal que lo mató.", "The signal that killed it."), "startedAt": ("Cuándo empezó.", "When it began."),
    },
    "ContainerStateWaiting": {"message": ("El porqué, en una frase.", "The why, in a sentence."), "reason": ("ContainerCreating, ImagePullBackOff, CrashLoopBackOff….", "ContainerCreating, ImagePullBackOff, CrashLoopBackOff….")},
    "ContainerUser": {"linux": ("Su usuario de Linux.", "Its Linux user.")}, "LinuxContainerUser": {"gid": ("Grupo.", "Group."), "supplementalGroups": ("Más grupos.", "Further groups."), "uid": ("Usuario.", "User.")},
    "VolumeMountStatus": {"mountPath": ("Dónde está montado.", "Where it is mounted."), "name": ("El volumen.", "The volume."), "readOnly": ("Si es solo para leer.", "Whether it is for reading only."), "recursiveReadOnly": ("Si lo es hasta el fondo.", "Whether it is so all the way down."), "volumeStatus": ("Más datos del volumen.", "More about the volume.")},
    "PodResourceClaimStatus": {"name": ("La reserva.", "The claim."), "resourceClaimName": ("Su ResourceClaim.", "Its ResourceClaim.")},
}
# fmt: on
