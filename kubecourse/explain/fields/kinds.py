"""What each kind is, in one or two sentences. Kind -> (Spanish, English)."""

from __future__ import annotations

__all__ = ["KINDS"]

# fmt: off
KINDS: dict[str, tuple[str, str]] = {
    "Pod": ("La pieza más pequeña: uno o varios contenedores en un nodo, con una dirección y volúmenes comunes. Casi nunca se crea suelto: lo hace un controlador.", "The smallest piece: one or more containers on a node, sharing an address and volumes. Hardly ever made alone: a controller makes it."),
    "Deployment": ("Mantiene un número de pods iguales y los actualiza poco a poco, con vuelta atrás. Para servicios sin estado propio.", "Keeps a number of equal pods and updates them bit by bit, with a way back. For services without state of their own."),
    "ReplicaSet": ("Mantiene un número de pods iguales. Lo suele hacer un Deployment, uno por versión.", "Keeps a number of equal pods. A Deployment usually makes it, one for each version."),
    "StatefulSet": ("Pods con nombre fijo, orden y disco propio. Para bases de datos y otros con estado.", "Pods with lasting names, an order and disks of their own. For databases and others with state."),
    "DaemonSet": ("Un pod en cada nodo (o en los que elijas). Para agentes: registros, red, vigilancia.", "A pod on every node (or those you choose). For agents: logs, network, monitoring."),
    "Job": ("Un trabajo que acaba: crea pods hasta que bastantes terminan bien.", "Work that ends: makes pods until enough of them end well."),
    "CronJob": ("Lanza un Job cada vez que toca, según un horario.", "Starts a Job whenever it is time, by a schedule."),
    "Service": ("Una dirección y un nombre fijos para un grupo de pods que van y vienen; reparte entre los que están listos.", "A lasting address and name for a group of pods that come and go; spreads requests over those that are ready."),
    "Ingress": ("Reglas para lo que entra por HTTP(S): qué anfitrión y ruta van a qué Service. Necesita un controlador.", "Rules for what comes in by HTTP(S): which host and path go to which Service. It takes a controller."),
    "IngressClass": ("Une un nombre con el controlador que atiende los Ingress que lo citan.", "Ties a name to the controller that serves the Ingresses citing it."),
    "PersistentVolume": ("Un trozo de almacenamiento que dura más que los pods. Lo hace alguien a mano o una StorageClass.", "A piece of storage that outlasts pods. Made by hand or by a StorageClass."),
    "PersistentVolumeClaim": ("Una petición de almacenamiento: tanto espacio y de tal manera. Se enlaza a un PersistentVolume y el pod lo monta.", "A request for storage: so much space, in such a way. It is bound to a PersistentVolume, and the pod mounts it."),
    "StorageClass": ("Una clase de almacenamiento: quién hace los volúmenes y cómo.", "A class of storage: who makes the volumes, and how."),
    "ConfigMap": ("Configuración como parejas clave: texto, que los pods reciben como variables o ficheros.", "Configuration as pairs key: text, which pods get as variables or files."),
    "Secret": ("Como un ConfigMap, para contraseñas y claves. Va en base64, que no es cifrado: cuida quién puede leerlo.", "Like a ConfigMap, for passwords and keys. In base64, which is no encryption: mind who can read it."),
    "Namespace": ("Un espacio de nombres: separa equipos o entornos. Al borrarlo se borra todo lo de dentro.", "A space of names: keeps teams or environments apart. Deleting it deletes all within."),
    "Node": ("Una máquina del clúster, donde corren los pods.", "A machine of the cluster, where pods run."),
    "HorizontalPodAutoscaler": ("Sube y baja las réplicas según lo que se mide (CPU, memoria…).", "Raises and lowers replicas by what is measured (CPU, memory…)."),
    "PodDisruptionBudget": ("Cuántos pods pueden faltar a la vez por obras voluntarias, como vaciar un nodo.", "How many pods may be missing at once through planned work, such as draining a node."),
    "ResourceQuota": ("Topes para un namespace entero: cuántos objetos y cuántos recursos.", "Limits for a whole namespace: how many objects and how many resources."),
    "LimitRange": ("Mínimos, máximos y valores por omisión para cada contenedor o PVC de un namespace.", "Least, most and default values for each container or PVC of a namespace."),
    "NetworkPolicy": ("Quién puede hablar con qué pods. Sin ninguna, todos con todos.", "Who may talk to which pods. Without any, everybody with everybody."),
    "PriorityClass": ("Un nombre para una prioridad: los pods de más prioridad se colocan antes.", "A name for a priority: pods of higher priority are placed first."),
    "ServiceAccount": ("La identidad con la que un pod habla con la API.", "The identity under which a pod talks to the API."),
    "Role": ("Permisos dentro de un namespace.", "Rights within a namespace."),
    "ClusterRole": ("Permisos en todo el clúster, o para reutilizar en varios namespaces.", "Rights in the whole cluster, or to be used in several namespaces."),
    "RoleBinding": ("Da un Role o ClusterRole a alguien, en un namespace.", "Gives a Role or ClusterRole to somebody, in one namespace."),
    "ClusterRoleBinding": ("Da un ClusterRole a alguien, en todo el clúster.", "Gives a ClusterRole to somebody, in the whole cluster."),
    "EndpointSlice": ("Las direcciones de los pods que hay detrás de un Service, y si están listos.", "The addresses of the pods behind a Service, and whether they are ready."),
    "Endpoints": ("Lo que hoy dice EndpointSlice, en su forma antigua.", "What EndpointSlice says today, in its old form."),
    "Event": ("Algo que ha pasado con un objeto, contado por quien lo hizo.", "Something that happened to an object, told by whoever did it."),
}
# fmt: on
