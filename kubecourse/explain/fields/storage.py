"""What the fields of volumes, claims, storage classes, ConfigMaps and Secrets mean."""

from __future__ import annotations

__all__ = ["WORDS"]

_MODE = (
    "Permisos de los ficheros, en octal (0644) o su número decimal.",
    "Permissions of the files, in octal (0644) or as a decimal number.",
)
_ITEMS = (
    "Qué claves y con qué nombre de fichero; si falta, todas.",
    "Which keys and under which file name; all if missing.",
)
_OPTIONAL = (
    "true: puede faltar; si no, el pod espera hasta que exista.",
    "true: it may be missing; otherwise the pod waits until it exists.",
)
_CLOUD = (
    "Disco o carpeta de una nube, de la época anterior a CSI: hoy se hace con un PVC y su StorageClass.",
    "Disk or folder of a cloud, from before CSI: today a PVC with its StorageClass does it.",
)
_PORTWORX = (
    "Un volumen de Portworx; hoy se pide con un PVC y su driver CSI.",
    "A volume of Portworx; today a PVC with its CSI driver asks for one.",
)
_OLD = (
    "Un sistema de almacenamiento de antes de CSI, retirado: usa un PVC con su driver CSI.",
    "A storage system from before CSI, gone: use a PVC with its CSI driver.",
)

# fmt: off
WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "Volume": {
        "awsElasticBlockStore": _CLOUD, "azureDisk": _CLOUD, "azureFile": _CLOUD, "cinder": _CLOUD,
        "gcePersistentDisk": _CLOUD, "vsphereVolume": _CLOUD, "photonPersistentDisk": _OLD, "cephfs": _OLD, "flocker": _OLD,
        "glusterfs": _OLD, "portworxVolume": _PORTWORX, "quobyte": _OLD, "rbd": _OLD, "scaleIO": _OLD, "storageos": _OLD,
        "flexVolume": ("Un driver FlexVolume instalado en los nodos; en desuso, mejor CSI.", "A FlexVolume driver installed on the nodes; deprecated, better CSI."),
        "gitRepo": ("En desuso y cerrado por seguridad: usa un initContainer con git y un emptyDir.", "Deprecated and shut for safety: use an init container with git and an emptyDir."),
        "configMap": ("Los datos de un ConfigMap, un fichero por clave.", "The data of a ConfigMap, a file for each key."),
        "csi": ("Un volumen efímero que hace un driver CSI.", "A passing volume that a CSI driver makes."),
        "downwardAPI": ("Datos del propio pod (etiquetas, nombre…) como ficheros.", "Facts about the pod itself (labels, name…) as files."),
        "emptyDir": ("Un directorio vacío que nace con el pod y se pierde con él; lo comparten sus contenedores.", "An empty directory that is born with the pod and lost with it; its containers share it."),
        "ephemeral": ("Un PVC que nace y muere con el pod.", "A PVC that is born and dies with the pod."),
        "fc": ("Un disco de una red Fibre Channel.", "A disk of a Fibre Channel network."),
        "hostPath": ("Un directorio o fichero del nodo. Ata los datos a ese nodo y es un riesgo: para pruebas y agentes.", "A directory or file of the node. Ties the data to that node and is a risk: for tests and agents."),
        "image": ("El contenido de una imagen, montado para leer.", "The content of an image, mounted for reading."),
        "iscsi": ("Un disco de un servidor iSCSI.", "A disk of an iSCSI server."),
        "name": ("El nombre del volumen; los contenedores lo citan en volumeMounts.", "The volume's name; containers cite it in volumeMounts."),
        "nfs": ("Un directorio de un servidor NFS; pueden escribir muchos pods a la vez.", "A directory of an NFS server; many pods can write at once."),
        "persistentVolumeClaim": ("El volumen al que está enlazado un PVC del mismo namespace.", "The volume that a PVC of the same namespace is bound to."),
        "projected": ("Varias fuentes (Secrets, ConfigMaps, credenciales…) juntas en un directorio.", "Several sources (Secrets, ConfigMaps, tokens…) together in one directory."),
        "secret": ("Los datos de un Secret, un fichero por clave; en memoria, no en el disco del nodo.", "The data of a Secret, a file for each key; in memory, not on the node's disk."),
    },
    # every …VolumeSource whose own words are not below
    "VolumeSource": {
        "fsType": ("El sistema de ficheros (ext4, xfs…).", "The file system (ext4, xfs…)."),
        "readOnly": ("true: solo para leer.", "true: for reading only."),
        "secretRef": ("El Secret con las credenciales.", "The Secret with the credentials."),
        "partition": ("La partición; 0 o nada es el disco entero.", "The partition; 0 or nothing is the whole disk."),
        "volumeID": ("El identificador del disco.", "The disk's identifier."),
        "driver": ("El driver que lo sirve.", "The driver that serves it."),
        "options": ("Opciones para el driver.", "Options for the driver."),
        "path": ("La ruta en el servidor.", "The path on the server."),
    },
    "ConfigMapVolumeSource": {"defaultMode": _MODE, "items": _ITEMS, "name": ("El ConfigMap.", "The ConfigMap."), "optional": _OPTIONAL},
    "SecretVolumeSource": {"defaultMode": _MODE, "items": _ITEMS, "secretName": ("El Secret (aquí se llama secretName, no name).", "The Secret (here it is secretName, not name)."), "optional": _OPTIONAL},
    "KeyToPath": {"key": ("La clave.", "The key."), "mode": _MODE, "path": ("El fichero en que se convierte, relativo al montaje.", "The file it becomes, relative to the mount.")},
    "CSIVolumeSource": {
        "driver": ("El driver CSI.", "The CSI driver."), "fsType": ("El sistema de ficheros.", "The file system."),
        "nodePublishSecretRef": ("Secret para montarlo.", "Secret to mount it."), "readOnly": ("true: solo para leer.", "true: for reading only."),
        "volumeAttributes": ("Parámetros para el driver.", "Parameters for the driver."),
    },
    "DownwardAPIVolumeSource": {"defaultMode": _MODE, "items": ("Los ficheros y lo que dice cada uno.", "The files and what each says.")},
    "DownwardAPIVolumeFile": {
        "fieldRef": ("El campo del pod.", "The field of the pod."), "mode": _MODE, "path": ("El nombre del fichero.", "The file's name."),
        "resourceFieldRef": ("El recurso de un contenedor.", "The resource of a container."),
    },
    "DownwardAPIProjection": {"items": ("Los ficheros y lo que dice cada uno.", "The files and what each says.")},
    "EmptyDirVolumeSource": {
        "medium": ("Vacío: el disco del nodo. Memory: la memoria, que cuenta en el límite del contenedor.", "Empty: the node's disk. Memory: its memory, which counts towards the container's limit."),
        "sizeLimit": ("Tamaño máximo; si se pasa, se desaloja el pod.", "Largest size; beyond it the pod is evicted."),
    },
    "EphemeralVolumeSource": {"volumeClaimTemplate": ("El PVC que se hará para este pod.", "The PVC that is made for this pod.")},
    "PersistentVolumeClaimTemplate": {"metadata": ("Etiquetas y anotaciones del PVC.", "Labels and annotations of the PVC."), "spec": ("Lo mismo que el `spec` de un PVC.", "The same as the `spec` of a PVC.")},
    "HostPathVolumeSource": {
        "path": ("La ruta en el nodo.", "The path on the node."),
        "type": ("Qué debe haber ahí: vacío (no se mira), Directory, DirectoryOrCreate, File, FileOrCreate, Socket….", "What must be there: empty (not checked), Directory, DirectoryOrCreate, File, FileOrCreate, Socket…."),
    },
    "ImageVolumeSource": {"pullPolicy": ("Cuándo se baja: Always, IfNotPresent o Never.", "When it is pulled: Always, IfNotPresent or Never."), "reference": ("La imagen.", "The image.")},
    "NFSVolumeSource": {"path": ("El directorio que exporta el servidor.", "The directory that the server exports."), "readOnly": ("true: solo para leer.", "true: for reading only."), "server": ("Nombre o dirección del servidor NFS.", "Name or address of the NFS server.")},
    "ISCSIVolumeSource": {
        "chapAuthDiscovery": ("Si pide contraseña al buscar.", "Whether discovery takes a password."), "chapAuthSession": ("Si pide contraseña al conectar.", "Whether the session takes a password."),
        "fsType": ("El sistema de ficheros.", "The file system."), "initiatorName": ("El nombre con que se presenta el nodo.", "The name under which the node comes."), "iqn": ("El nombre del destino.", "The target's name."),
        "iscsiInterface": ("La interfaz iSCSI.", "The iSCSI interface."), "lun": ("El número de disco.", "The disk's number."), "portals": ("Más servidores del mismo destino.", "Further servers of the target."),
        "readOnly": ("true: solo para leer.", "true: for reading only."), "secretRef": ("El Secret con la contraseña.", "The Secret with the password."), "targetPortal": ("Dirección y puerto del servidor.", "Address and port of the server."),
    },
    "FCVolumeSource": {
        "fsType": ("El sistema de ficheros.", "The file system."), "lun": ("El número de disco.", "The disk's number."), "readOnly": ("true: solo para leer.", "true: for reading only."),
        "targetWWNs": ("Los nombres mundiales de los destinos.", "The targets' world wide names."), "wwids": ("Los identificadores mundiales del disco.", "The disk's world wide identifiers."),
    },
    "PersistentVolumeClaimVolumeSource": {"claimName": ("El PVC, del mismo namespace que el pod.", "The PVC, of the pod's namespace."), "readOnly": ("true: montado solo para leer.", "true: mounted for reading only.")},
    "ProjectedVolumeSource": {"defaultMode": _MODE, "sources": ("Las fuentes que se juntan.", "The sources put together.")},
    "VolumeProjection": {
        "clusterTrustBundle": ("Certificados raíz de un ClusterTrustBundle.", "Root certificates of a ClusterTrustBundle."), "configMap": ("Un ConfigMap.", "A ConfigMap."),
        "downwardAPI": ("Datos del pod.", "Facts about the pod."), "podCertificate": ("Un certificado para este pod.", "A certificate for this pod."), "secret": ("Un Secret.", "A Secret."),
        "serviceAccountToken": ("Una credencial de su ServiceAccount, que se renueva.", "A token of its ServiceAccount, renewed by itself."),
    },
    "ConfigMapProjection": {"items": _ITEMS, "name": ("El ConfigMap.", "The ConfigMap."), "optional": _OPTIONAL},
    "SecretProjection": {"items": _ITEMS, "name": ("El Secret.", "The Secret."), "optional": _OPTIONAL},
    "ServiceAccountTokenProjection": {
        "audience": ("Para quién vale la credencial; si falta, para la API.", "For whom the token is meant; the API if missing."),
        "expirationSeconds": ("Cuánto dura; se renueva antes de caducar.", "How long it lasts; renewed before it ends."), "path": ("El fichero donde se deja.", "The file it is left in."),
    },
    "ClusterTrustBundleProjection": {
        "labelSelector": ("Qué ClusterTrustBundles.", "Which ClusterTrustBundles."), "name": ("El ClusterTrustBundle.", "The ClusterTrustBundle."), "optional": _OPTIONAL,
        "path": ("El fichero donde se deja.", "The file it is left in."), "signerName": ("El firmante.", "The signer."),
    },
    "PersistentVolumeClaimSpec": {
        "accessModes": ("Cómo se montará: ReadWriteOnce (un nodo), ReadOnlyMany, ReadWriteMany (varios nodos) o ReadWriteOncePod (un solo pod).", "How it will be mounted: ReadWriteOnce (one node), ReadOnlyMany, ReadWriteMany (several nodes) or ReadWriteOncePod (one pod)."),
        "dataSource": ("De dónde se copian los datos al nacer: una instantánea u otro PVC.", "What the data are copied from at birth: a snapshot or another PVC."),
        "dataSourceRef": ("Como dataSource, pero admite otros tipos de objeto.", "Like dataSource, but for other kinds of object too."),
        "resources": ("Cuánto espacio pide: requests.storage. Solo puede crecer, si la clase lo permite.", "How much space it asks for: requests.storage. It can only grow, if the class allows."),
        "selector": ("Qué PV hechos a mano sirven, por sus etiquetas; así no hay volúmenes dinámicos.", "Which PVs made by hand will do, by labels; no dynamic volume is made then."),
        "storageClassName": ("La StorageClass. Si falta, la que sea por omisión; \"\" pide un PV sin clase, hecho a mano.", "The StorageClass. The default one if missing; \"\" asks for a PV without a class, made by hand."),
        "volumeAttributesClassName": ("La VolumeAttributesClass con los ajustes del volumen; se puede cambiar después.", "The VolumeAttributesClass with the volume's settings; it can change later."),
        "volumeMode": ("Filesystem (un directorio; lo habitual) o Block (un dispositivo).", "Filesystem (a directory; the usual) or Block (a device)."),
        "volumeName": ("El PV al que está enlazado; lo pone el clúster, o tú si quieres uno concreto.", "The PV it is bound to; the cluster sets it, or you if you want a certain one."),
    },
    "VolumeResourceRequirements": {"limits": ("El espacio máximo; casi nadie lo usa.", "The most space; hardly used."), "requests": ("El espacio que pide: {storage: 5Gi}.", "The space it asks for: {storage: 5Gi}.")},
    "PersistentVolumeClaimStatus": {
        "accessModes": ("Los modos que de verdad tiene el volumen.", "The modes that the volume really has."), "allocatedResourceStatuses": ("Cómo va la ampliación.", "How the growth is going."),
        "allocatedResources": ("El tamaño que se está dando.", "The size that is being given."), "capacity": ("El tamaño real.", "The real size."),
        "conditions": ("Qué le pasa ahora, por ejemplo que está creciendo.", "What is happening to it, for instance that it grows."), "currentVolumeAttributesClassName": ("La VolumeAttributesClass en vigor.", "The VolumeAttributesClass in force."),
        "modifyVolumeStatus": ("Cómo va el cambio de ajustes.", "How the change of settings is going."), "phase": ("Pending (sin volumen aún), Bound (enlazado) o Lost (el volumen desapareció).", "Pending (no volume yet), Bound or Lost (the volume is gone)."),
    },
    "PersistentVolumeSpec": {
        "accessModes": ("Cómo se puede montar.", "How it can be mounted."), "capacity": ("Cuánto cabe: {storage: 10Gi}.", "How much it holds: {storage: 10Gi}."),
        "claimRef": ("El PVC que lo tiene; mientras esté, ningún otro puede.", "The PVC that has it; as long as it is there no other can."), "csi": ("Un volumen de un driver CSI.", "A volume of a CSI driver."),
        "hostPath": ("Un directorio del nodo; solo para pruebas en un nodo.", "A directory of the node; only for tests on one node."), "local": ("Un disco de un nodo concreto; necesita nodeAffinity.", "A disk of a certain node; needs nodeAffinity."),
        "mountOptions": ("Opciones de montaje, como en mount -o.", "Mount options, as in mount -o."), "nfs": ("Un directorio de un servidor NFS.", "A directory of an NFS server."),
        "nodeAffinity": ("Desde qué nodos se puede usar.", "From which nodes it can be used."), "iscsi": ("Un disco iSCSI.", "An iSCSI disk."), "fc": ("Un disco Fibre Channel.", "A Fibre Channel disk."),
        "persistentVolumeReclaimPolicy": ("Qué pasa con los datos al borrar el PVC: Retain (se quedan, y el PV en Released) o Delete (se borran). Recycle está en desuso.", "What becomes of the data when the PVC is deleted: Retain (they stay, the PV is Released) or Delete (they go). Recycle is deprecated."),
        "storageClassName": ("La clase; el PVC debe pedir la misma.", "The class; the PVC must ask for the same."), "volumeAttributesClassName": ("La VolumeAttributesClass del volumen.", "The volume's VolumeAttributesClass."), "volumeMode": ("Filesystem o Block.", "Filesystem or Block."),
        "awsElasticBlockStore": _CLOUD, "azureDisk": _CLOUD, "azureFile": _CLOUD, "cinder": _CLOUD, "gcePersistentDisk": _CLOUD, "vsphereVolume": _CLOUD,
        "photonPersistentDisk": _OLD, "cephfs": _OLD, "flocker": _OLD, "glusterfs": _OLD, "portworxVolume": _PORTWORX, "quobyte": _OLD, "rbd": _OLD, "scaleIO": _OLD, "storageos": _OLD,
        "flexVolume": ("Un driver FlexVolume; en desuso.", "A FlexVolume driver; deprecated."),
    },
    "LocalVolumeSource": {"fsType": ("El sistema de ficheros, si es un disco sin montar.", "The file system, if it is an unmounted disk."), "path": ("La ruta en el nodo, que ya debe existir.", "The path on the node, which must exist.")},
    "CSIPersistentVolumeSource": {
        "driver": ("El driver CSI.", "The CSI driver."), "volumeHandle": ("Cómo llama el driver a este volumen.", "What the driver calls this volume."), "fsType": ("El sistema de ficheros.", "The file system."), "readOnly": ("true: solo para leer.", "true: for reading only."),
        "volumeAttributes": ("Datos del volumen para el driver.", "Facts about the volume for the driver."), "controllerExpandSecretRef": ("Secret para ampliarlo.", "Secret to grow it."), "controllerPublishSecretRef": ("Secret para conectarlo.", "Secret to attach it."),
        "nodeExpandSecretRef": ("Secret para ampliarlo en el nodo.", "Secret to grow it on the node."), "nodePublishSecretRef": ("Secret para montarlo.", "Secret to mount it."), "nodeStageSecretRef": ("Secret para prepararlo en el nodo.", "Secret to stage it on the node."),
    },
    "VolumeNodeAffinity": {"required": ("Los nodos desde los que se llega al volumen.", "The nodes from which the volume can be reached.")},
    "PersistentVolumeStatus": {
        "lastPhaseTransitionTime": ("Cuándo cambió de fase.", "When its phase changed."), "message": ("Qué le pasa.", "What is the matter with it."), "reason": ("El motivo, en una palabra.", "The reason, in a word."),
        "phase": ("Available (libre), Bound (enlazado), Released (su PVC se borró; los datos siguen) o Failed.", "Available (free), Bound, Released (its PVC is gone; the data stay) or Failed."),
    },
    "StorageClass": {
        "allowVolumeExpansion": ("true: los PVC de esta clase pueden crecer.", "true: PVCs of this class can grow."), "allowedTopologies": ("En qué zonas o nodos puede hacer volúmenes.", "In which zones or nodes it may make volumes."),
        "mountOptions": ("Opciones de montaje de sus volúmenes.", "Mount options of its volumes."), "parameters": ("Parámetros para el provisionador; cada uno tiene los suyos.", "Parameters for the provisioner; each has its own."),
        "provisioner": ("Quién hace los volúmenes; kubernetes.io/no-provisioner, nadie: se hacen a mano.", "Who makes the volumes; kubernetes.io/no-provisioner means nobody: they are made by hand."),
        "reclaimPolicy": ("La política de los PV que haga: Delete (por omisión) o Retain.", "The policy of the PVs it makes: Delete (the default) or Retain."),
        "volumeBindingMode": ("Cuándo se hace el volumen: Immediate (ya) o WaitForFirstConsumer (cuando se sepa en qué nodo va el pod).", "When the volume is made: Immediate or WaitForFirstConsumer (once the pod's node is known)."),
    },
    "TopologySelectorTerm": {"matchLabelExpressions": ("Etiquetas de nodo que deben darse.", "Node labels that must be there.")},
    "TopologySelectorLabelRequirement": {"key": ("La etiqueta.", "The label."), "values": ("Los valores admitidos.", "The values allowed.")},
    "ConfigMap": {
        "binaryData": ("Datos que no son texto, en base64.", "Data that are no text, in base64."), "data": ("Los datos: clave y texto. Cada clave puede ser una variable o un fichero.", "The data: key and text. Each key can be a variable or a file."),
        "immutable": ("true: no se podrá cambiar nunca; protege y alivia al clúster.", "true: it can never change; safe, and lighter for the cluster."),
    },
    "Secret": {
        "data": ("Los datos, en base64, que no es cifrado: cualquiera lo lee.", "The data, in base64, which is no encryption: anyone can read it."), "immutable": ("true: no se podrá cambiar nunca.", "true: it can never change."),
        "stringData": ("Los mismos datos escritos tal cual; al guardar pasan a `data`.", "The same data written as they are; they move to `data` when stored."),
        "type": ("Para qué es: Opaque (cualquier cosa), kubernetes.io/tls, kubernetes.io/dockerconfigjson…; algunos exigen claves.", "What it is for: Opaque (anything), kubernetes.io/tls, kubernetes.io/dockerconfigjson…; some demand keys."),
    },
    "SecretReference": {"name": ("El Secret.", "The Secret."), "namespace": ("Su namespace.", "Its namespace.")},
}
# fmt: on
