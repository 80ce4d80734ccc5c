"""Nobody fills shelves: install the program that makes volumes, and the class under whose name it is asked for.

The checks ask for storage as developers do, look at who made it, and take the program's pod away. Next: `volumes_released.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

DRIVER = "k8s-sigs.io/nfs-subdir-external-provisioner"
MADE_BY = "pv.kubernetes.io/provisioned-by"


def claim(name, size, row=""):
    return f"""
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {name}
spec:
{row}  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: {size}Gi
"""


CLASS = f"""
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: empresa
  annotations:
    storageclass.kubernetes.io/is-default-class: "true"
provisioner: {DRIVER}
"""
PROGRAM = f"""---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: fabrica
  namespace: kube-system
spec:
  replicas: 1
  selector:
    matchLabels:
      app: fabrica
  template:
    metadata:
      labels:
        app: fabrica
    spec:
      containers:
      - name: provisioner
        image: registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2
        env:
        - name: PROVISIONER_NAME
          value: {DRIVER}
        - name: NFS_SERVER
          value: 192.168.0.60
        - name: NFS_PATH
          value: /exports
        volumeMounts:
        - name: carpeta
          mountPath: /persistentvolumes
      volumes:
      - name: carpeta
        nfs:
          server: 192.168.0.60
          path: /exports
"""
BOTH = (CLASS + PROGRAM).lstrip()
BARE = """---
apiVersion: v1
kind: Pod
metadata:
  name: fabrica
  namespace: kube-system
""" + PROGRAM.partition("    spec:\n")[2].replace("\n      ", "\n  ").replace("      containers", "spec:\n  containers", 1)  # fmt: skip
BY_HAND = """
apiVersion: v1
kind: PersistentVolume
metadata:
  name: a-mano
spec:
  capacity:
    storage: {photos}Gi
  accessModes: [ReadWriteMany]
  nfs:
    server: 192.168.0.60
    path: /a-mano
""".lstrip()


def volume_of(cluster, name):
    """The volume that a claim has, or None."""
    spec = cluster.get("PersistentVolumeClaim", name)["spec"]
    return cluster.get("PersistentVolume", spec["volumeName"]) if spec.get("volumeName") else None


def fault(case, name):
    """Why a claim of the class empresa has no volume, in words."""
    rows = [row for row in case.cluster.list("StorageClass") if row["metadata"]["name"] == "empresa"]
    if not rows:
        return say(es="No hay ninguna clase que se llame empresa, y es la que van a pedir.",
                   en="There is no class called empresa, and that is the one they will ask for.")  # fmt: skip
    if rows[0]["provisioner"] != DRIVER:
        return say(es=f"La clase empresa encarga los volúmenes a {rows[0]['provisioner']}, y no hay nadie que atienda por ese nombre: {name} sigue Pending.",
                   en=f"The class empresa orders its volumes from {rows[0]['provisioner']}, and nobody answers to that name: {name} is still Pending.")  # fmt: skip
    return say(es=f"La clase está, y {name} sigue Pending: no hay en marcha ningún programa que fabrique sus volúmenes.",
               en=f"The class is there, and {name} is still Pending: no program is running that makes its volumes.")  # fmt: skip


def on_demand(case):
    """A claim of the class gets a volume made to its measure."""
    size = case.values["size"]
    case.cluster.apply(claim("pedidos", size, "  storageClassName: empresa\n"))
    case.cluster.settle("10m")
    volume = volume_of(case.cluster, "pedidos")
    if volume is None:
        return fault(case, "pedidos")
    made = MADE_BY in volume["metadata"].get("annotations", {})
    if not made or volume["spec"]["capacity"]["storage"] != f"{size}Gi":
        return say(es=f"pedidos ha recibido {volume['metadata']['name']}, que estaba hecho de antemano, y no uno a su medida.",
                   en=f"pedidos got {volume['metadata']['name']}, which was made beforehand, and not one to its measure.")  # fmt: skip
    return None


def default(case):
    """The claim that waits since before, and names no class, is served too."""
    volume = volume_of(case.cluster, "fotos")
    if volume is None:
        rows = [row["metadata"]["name"] for row in case.cluster.list("StorageClass")]
        if rows and on_demand(case) is None:
            return say(es="La clase funciona para quien la nombra, pero fotos no nombra ninguna, y ninguna clase es la de por omisión.",
                       en="The class works for those who name it, but fotos names none, and no class is the default one.")  # fmt: skip
        return say(es="fotos, que no nombra ninguna clase, sigue Pending.", en="fotos, which names no class, is still Pending.")  # fmt: skip
    if MADE_BY not in volume["metadata"].get("annotations", {}):
        return say(es="El volumen de fotos lo has escrito tú. ¿Y mañana, con la petición siguiente?",
                   en="You wrote the volume of fotos yourself. And tomorrow, with the next claim?")  # fmt: skip
    return None


def stays(case):
    """The program's pods are deleted; the next claim must be served all the same."""
    if on_demand(case) is not None:
        return say(es="Todavía no hay fábrica que poner a prueba.", en="There is no factory to be put to the test yet.")  # fmt: skip
    for pod in case.new("Pod"):
        case.cluster.delete("Pod", pod["metadata"]["name"], pod["metadata"]["namespace"])
    case.cluster.advance("2m")
    case.cluster.apply(claim("facturas", 1, "  storageClassName: empresa\n"))
    case.cluster.settle("10m")
    if volume_of(case.cluster, "facturas") is not None:
        return None
    return say(es="Se perdió el pod del provisionador y nadie lo repuso: desde entonces las peticiones esperan.",
               en="The provisioner's pod was lost and nobody replaced it: since then claims wait.")  # fmt: skip


def hints(first, last):
    return [
        first,
        say(es="Hacen falta dos cosas: un programa en marcha que fabrique, y una clase que diga a quién se encarga.",
            en="Two things are needed: a running program that makes volumes, and a class that says from whom to order."),
        last,
    ]  # fmt: skip


exercise(
    "volumes.provisioner",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Monta la fábrica de volúmenes", en="Set up the factory of volumes"),
    prompt=say(
        es=f"""
Clúster recién instalado en máquinas propias: no hay ninguna clase, y la petición `fotos` ({{photos}}Gi, sin clase) lleva esperando desde esta mañana. La empresa tiene un servidor
NFS, `192.168.0.60:/exports`. Haz que el almacenamiento se fabrique **bajo demanda**:

- una clase llamada **`empresa`**, que sea además la clase **por omisión**;
- el **programa** que la atiende, en marcha en `kube-system`, y que vuelva si pierde su pod.

El programa es la imagen `registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2`; atiende por el nombre `{DRIVER}` (se le dice en la
variable `PROVISIONER_NAME`; el servidor y la carpeta, en `NFS_SERVER` y `NFS_PATH`) y quiere la carpeta montada en `/persistentvolumes`. En la celda está lo que dejó hecho un compañero.

Otros harán peticiones de la clase `empresa`, de tamaños que hoy nadie conoce. No toques `fotos`: no es tuya.
""",
        en=f"""
A cluster just installed on machines of our own: there is no class, and the claim `fotos` (photos, {{photos}}Gi, no class) has been waiting since this morning. The company has an
NFS server, `192.168.0.60:/exports`. Have storage made **on demand**:

- a class called **`empresa`** (company), which is the **default** class as well;
- the **program** that serves it, running in `kube-system`, and coming back if its pod is lost.

The program is the image `registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2`; it answers to the name `{DRIVER}` (told to it in the
variable `PROVISIONER_NAME`; server and folder, in `NFS_SERVER` and `NFS_PATH`) and wants the folder mounted at `/persistentvolumes`. In the cell is what a colleague left.

Others will make claims of the class `empresa`, of sizes that nobody knows today. Do not touch `fotos`: it is not yours.
""",
    ),
    varies=lambda chance: {"photos": 10 + 5 * chance.below(8, "photos"), "size": 3 + chance.below(40, "size")},
    given=claim("fotos", "{photos}"),
    starter=CLASS.lstrip().replace(DRIVER, "nfs").replace(' "true"', ' "false"'),
    solution=BOTH,
    also_right=[
        BOTH.replace("replicas: 1", "replicas: 2").replace("fabrica", "nfs").replace("provisioner: k8s", "reclaimPolicy: Retain\nprovisioner: k8s"),
        BOTH.replace("kind: Deployment", "kind: StatefulSet").replace("  replicas: 1\n", "  serviceName: fabrica\n"),
        (PROGRAM + "---" + CLASS).removeprefix("---\n").replace("provisioner: k8s", "allowVolumeExpansion: true\nprovisioner: k8s"),
    ],
    wrong=[
        wrong(say(es="la clase es el provisionador", en="the class is the provisioner"), CLASS.lstrip(), caught_by="on-demand",
              says=say(es="no hay en marcha ningún programa que fabrique", en="no program is running that makes its volumes")),
        wrong(say(es="el programa sin clase", en="the program without a class"), PROGRAM.removeprefix("---\n"), caught_by="on-demand",
              says=say(es="No hay ninguna clase que se llame empresa", en="There is no class called empresa")),
        wrong(say(es="el nombre, abreviado", en="the name, shortened"), BOTH.replace(f"provisioner: {DRIVER}", "provisioner: nfs"), caught_by="on-demand",
              says=say(es="encarga los volúmenes a nfs", en="orders its volumes from nfs")),
        wrong(say(es="con una sola clase no hace falta decir cuál es la de por omisión", en="with one class there is no need to say which is the default"),
              BOTH.replace(' "true"', ' "false"'), caught_by="default",
              says=say(es="ninguna clase es la de por omisión", en="no class is the default one")),
        wrong(say(es="un administrador crea volúmenes", en="an administrator creates volumes"), BY_HAND + "---" + CLASS.replace(DRIVER, "kubernetes.io/no-provisioner"),
              caught_by="on-demand", says=say(es="encarga los volúmenes a kubernetes.io/no-provisioner", en="orders its volumes from kubernetes.io/no-provisioner")),
        wrong(say(es="llenar la estantería", en="fill the shelf"),
              BY_HAND.replace("{photos}", "100").replace("  capacity", "  storageClassName: empresa\n  capacity") + "---" + CLASS,
              caught_by="on-demand", says=say(es="no hay en marcha ningún programa", en="no program is running")),
        wrong(say(es="un pod suelto basta", en="a bare pod will do"), (CLASS + BARE).lstrip(), caught_by="stays",
              says=say(es="y nadie lo repuso", en="and nobody replaced it")),
    ],
    checks=[
        criterion("on-demand", 2, say(es="Una petición de la clase empresa recibe un volumen a su medida", en="A claim of the class empresa gets a volume to its measure"), behaves=on_demand,
                  hints=hints(say(es="Haz una petición de prueba y mira sus sucesos: `kubectl describe pvc`.", en="Make a claim to try it and see its events: `kubectl describe pvc`."),
                              say(es=f"Un Deployment con esa imagen y sus tres variables, y la clase con `provisioner: {DRIVER}`.",
                                  en=f"A Deployment with that image and its three variables, and the class with `provisioner: {DRIVER}`."))),
        criterion("default", 1, say(es="Y fotos, que no nombra clase, deja de esperar", en="And fotos, which names no class, waits no longer"), behaves=default,
                  hints=hints(say(es="`kubectl get storageclass`: ¿pone `(default)` en alguna?", en="`kubectl get storageclass`: is any of them marked `(default)`?"),
                              say(es="La anotación `storageclass.kubernetes.io/is-default-class: \"true\"`, con comillas.", en="The annotation `storageclass.kubernetes.io/is-default-class: \"true\"`, with quotes."))),
        criterion("stays", 1, say(es="La fábrica sobrevive a la pérdida de su pod", en="The factory survives the loss of its pod"), behaves=stays,
                  hints=hints(say(es="`kubectl -n kube-system get pods`, y busca quién es el dueño del tuyo.", en="`kubectl -n kube-system get pods`, and look for the owner of yours."),
                              say(es="Un Deployment con una réplica, y no un Pod.", en="A Deployment with one replica, and not a Pod."))),
    ],
    debrief=say(
        es="""
El provisionador es **un programa**: un pod que vigila peticiones. La clase sólo es el nombre por el que se le llama. Los tres pasos se ven en los sucesos de la petición: fabrica el volumen
en el servidor, registra el PV, y el emparejamiento lo hace Kubernetes como siempre. Si el programa cae no se pierde nada de lo ya montado; sólo se quedan esperando las peticiones nuevas. Y `fotos`,
que se quedó sin clase porque no la había, la ha recibido al aparecer una por omisión: eso lo hace Kubernetes con las peticiones que siguen sin emparejar.

En un clúster de verdad el programa necesita además permiso para leer peticiones y escribir volúmenes (una cuenta y sus reglas RBAC): por eso se instala con su *chart* de Helm, y no a mano. Aquí
lo hace `cluster.install("nfs-provisioner")`.
""",
        en="""
The provisioner is **a program**: a pod that watches claims. The class is only the name by which it is called. Its three steps can be seen in the claim's events: it makes the volume
on the server, registers the PV, and the matching is done by Kubernetes as ever. If the program goes down, nothing that is mounted is lost; only new claims are kept waiting. And `fotos`,
which had no class because there was none, was given one when a default class appeared: Kubernetes does that to claims that are still unmatched.

In a real cluster the program also needs permission to read claims and write volumes (an account and its RBAC rules): that is why it is installed with its Helm chart, and not by hand. Here
`cluster.install("nfs-provisioner")` does it.
""",
    ),
)  # fmt: skip
