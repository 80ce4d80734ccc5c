"""A disk is full: make it larger while the database runs, without losing a line.

The checks write what did not fit, read what was there, and see whether it is still the same pod. Next: `volumes_provisioner.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: {row}
provisioner: csi.vsphere.vmware.com
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {name}
spec:
  storageClassName: {row}
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: {old}Gi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
      - name: mariadb
        image: mariadb:11.4
        env:
        - name: MARIADB_ROOT_PASSWORD
          value: s3creta
        volumeMounts:
        - name: datos
          mountPath: /var/lib/mysql
      volumes:
      - name: datos
        persistentVolumeClaim:
          claimName: {name}
"""


def fill(cluster):
    """Some invoices, and then the disk is full."""
    pod = database(cluster)
    size = cluster.list("PersistentVolumeClaim", "default")[0]["spec"]["resources"]["requests"]["storage"]
    cluster.exec(pod, ["sh", "-c", "echo factura-1 > /var/lib/mysql/facturas"])
    cluster.exec(pod, f"dd if=/dev/zero of=/var/lib/mysql/2025 bs=1M count={int(size.removesuffix('Gi')) * 1024 - 1}")


def database(cluster):
    """The pod that runs, or None."""
    found = [
        pod["metadata"]["name"] for pod in cluster.list("Pod", "default")
        if pod["status"].get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]
    ]  # fmt: skip
    return found[0] if found else None


def claim_of(case):
    found = [
        c for c in case.cluster.list("PersistentVolumeClaim", "default") if c["metadata"]["name"] == case.values["name"]
    ]
    return found[0] if found else None


def grown(case):
    """What did not fit is written now."""
    old, new = case.values["old"], case.values["new"]
    claim, pod = claim_of(case), database(case.cluster)
    if claim is None or pod is None:
        return say(es="No hay base de datos en marcha con su disco.", en="There is no database running with its disk.")  # fmt: skip
    told = claim["status"].get("capacity", {}).get("storage")
    done = case.cluster.exec(pod, f"dd if=/dev/zero of=/var/lib/mysql/2026 bs=1M count={(new - old) * 1024 - 64}")
    if "No space left" not in done.stderr:
        return None
    if claim["spec"]["resources"]["requests"]["storage"] == f"{old}Gi":
        volume = case.cluster.get("PersistentVolume", claim["spec"]["volumeName"])["spec"]["capacity"]["storage"]
        if volume != f"{old}Gi":
            return say(es=f"El volumen dice ahora {volume}, y el disco sigue siendo el de antes: en el PV se apunta lo que hay, no se pide.",
                       en=f"The volume says {volume} now, and the disk is what it was: a PV notes down what there is, it does not ask for it.")  # fmt: skip
        return say(es=f"Nadie ha pedido más: la petición sigue siendo de {old}Gi, y el disco está lleno.",
                   en=f"Nobody asked for more: the claim is still one of {old}Gi, and the disk is full.")  # fmt: skip
    return say(es=f"El disco es de {told}, y los datos nuevos no caben: hacen falta {new}Gi.",
               en=f"The disk has {told}, and the new data do not fit: it takes {new}Gi.")  # fmt: skip


def kept(case):
    """The invoices are there, on a disk that grew."""
    pod = database(case.cluster)
    if pod is None or "factura-1" not in case.cluster.exec(pod, "cat /var/lib/mysql/facturas").stdout:
        return say(es="Las facturas ya no están: el disco es otro, recién hecho y vacío.",
                   en="The invoices are gone: the disk is another one, newly made and empty.")  # fmt: skip
    if grown(case) is not None:
        return say(es="Las facturas están, pero el disco no ha crecido.", en="The invoices are there, but the disk did not grow.")  # fmt: skip
    return None


def running(case):
    """It is the same pod, and its container was not started again."""
    if grown(case) is not None:
        return say(es="Todavía no ha crecido nada.", en="Nothing has grown yet.")  # fmt: skip
    before = {pod["metadata"]["uid"] for pod in case.start.list("Pod", "default")}
    same = [pod for pod in case.cluster.list("Pod", "default") if pod["metadata"]["uid"] in before]
    if same and all(row["restartCount"] == 0 for row in same[0]["status"]["containerStatuses"]):
        return None
    return say(es="El pod de la base de datos es otro: la has parado para algo que se hace con ella en marcha.",
               en="The database's pod is another one: you stopped it for something that is done while it runs.")  # fmt: skip


ALLOW = "kubectl patch storageclass {row} -p '{\"allowVolumeExpansion\":true}'"
MORE = 'kubectl patch pvc {name} -p \'{"spec":{"resources":{"requests":{"storage":"{new}Gi"}}}}\''

exercise(
    "volumes.grow",
    3,
    kind="kubectl",
    hat=say(es="Las dos gorras, una detrás de otra", en="Both hats, one after the other"),
    title=say(es="El disco está lleno", en="The disk is full"),
    prompt=say(
        es="""
La base de datos `{name}` tiene un disco de {old}Gi, de la clase `{row}`, y está lleno: cada factura nueva acaba en `No space left on device`. Consigue que tenga **{new}Gi**:

- sin perder ni una factura de las que hay;
- sin parar la base de datos, que está en marcha.

Escribe las órdenes de kubectl, una por línea. La primera que se te ocurra es muy posible que la rechacen: lee por qué.
""",
        en="""
The database `{name}` has a disk of {old}Gi, of the class `{row}`, and it is full: each new invoice ends in `No space left on device`. Make it **{new}Gi**:

- without losing one of the invoices there are;
- without stopping the database, which is running.

Write the kubectl commands, one a line. The first that comes to mind may well be refused: read why.
""",
    ),
    cluster={"platform": "vsphere"},
    varies=lambda chance: {
        "name": ("mariadb", "facturas", "tienda", "contabilidad")[chance.below(4, "name")], "row": ("rapida", "oro", "discos")[chance.below(3, "row")],
        "old": 4 + chance.below(6, "old"), "new": 15 + 5 * chance.below(4, "new"),
    },
    given=GIVEN,
    prepare=fill,
    starter="kubectl get pvc,pv,storageclass\n",
    solution=f"{ALLOW}\n{MORE}",
    also_right=[
        f"{ALLOW}\n" + MORE.replace("{new}Gi", "100Gi"),
        "kubectl patch sc/{row} --type=json -p '[{\"op\":\"add\",\"path\":\"/allowVolumeExpansion\",\"value\":true}]'\n" + MORE,
        f"{ALLOW}\n{MORE.replace('{new}Gi', '12Gi')}\n{MORE}",
    ],
    wrong=[
        wrong(say(es="pedir más, sin más", en="just ask for more"), MORE, caught_by="malformed",
              says="only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize"),
        wrong(say(es="permitirlo es hacerlo", en="to allow it is to do it"), ALLOW, caught_by="grown",
              says=say(es="Nadie ha pedido más", en="Nobody asked for more")),
        wrong(say(es="reiniciarla, a ver si hay más sitio", en="restart it, perhaps there is more room"), "kubectl rollout restart deployment {name}",
              caught_by="running", says=say(es="Todavía no ha crecido nada", en="Nothing has grown yet")),
        wrong(say(es="un giga bastará", en="one giga will do"), f"{ALLOW}\n{MORE.replace('{new}Gi', '11Gi')}", caught_by="grown",
              says=say(es="El disco es de 11Gi, y los datos nuevos no caben", en="The disk has 11Gi, and the new data do not fit")),
        wrong(say(es="borrar y pedir otra vez", en="delete and ask again"),
              f"{ALLOW}\nkubectl scale deployment {{name}} --replicas=0\nkubectl delete pvc {{name}}\nkubectl scale deployment {{name}} --replicas=1",
              caught_by="kept", says=say(es="Las facturas ya no están", en="The invoices are gone")),
        wrong(say(es="parar, crecer y arrancar", en="stop, grow and start"),
              f"{ALLOW}\nkubectl scale deployment {{name}} --replicas=0\n{MORE}\nkubectl scale deployment {{name}} --replicas=1",
              caught_by="running", says=say(es="la has parado para algo que se hace con ella en marcha", en="you stopped it for something that is done while it runs")),
        wrong(say(es="encoger después", en="shrink afterwards"), f"{ALLOW}\n{MORE}\n{MORE.replace('{new}Gi', '{old}Gi')}", caught_by="malformed",
              says="field can not be less than status.capacity"),
    ],
    checks=[
        criterion(
            "grown", 2, say(es="Lo que no cabía se escribe", en="What did not fit is written"), behaves=grown,
            hints=[
                say(es="¿Quién pidió {old}Gi? Ahí es donde se pide más. Si no te dejan, lee la negativa hasta el final.",
                    en="Who asked for {old}Gi? That is where to ask for more. If you are not allowed to, read the refusal to its end."),
                say(es="Que un disco pueda crecer lo dice su clase: `kubectl get storageclass`, columna ALLOWVOLUMEEXPANSION.",
                    en="Whether a disk may grow is for its class to say: `kubectl get storageclass`, the column ALLOWVOLUMEEXPANSION."),
                say(es="Primero `allowVolumeExpansion: true` en la clase `{row}`; después, `spec.resources.requests.storage: {new}Gi` en la petición.",
                    en="First `allowVolumeExpansion: true` in the class `{row}`; then `spec.resources.requests.storage: {new}Gi` in the claim."),
            ],
        ),
        criterion(
            "kept", 1, say(es="Con las facturas de antes", en="With the invoices of before"), behaves=kept,
            hints=[
                say(es="¿Es el mismo disco? `kubectl get pvc` antes y después: columna VOLUME.", en="Is it the same disk? `kubectl get pvc` before and after: the column VOLUME."),
                say(es="Una petición borrada se lleva su disco: con `Delete`, y es lo que hay por omisión, no queda nada.",
                    en="A claim that is deleted takes its disk along: with `Delete`, which is the default, nothing is left."),
                say(es="No borres nada: edita la petición que hay.", en="Delete nothing: edit the claim that is there."),
            ],
        ),
        criterion(
            "running", 1, say(es="Y sin parar la base de datos", en="And without stopping the database"), behaves=running,
            hints=[
                say(es="`kubectl get pods`: ¿qué edad tiene el pod?", en="`kubectl get pods`: how old is the pod?"),
                say(es="El disco crece en la cabina y el sistema de ficheros crece en el nodo, montado como está.",
                    en="The disk grows in the array and the file system grows on the node, mounted as it is."),
                say(es="Sobran las órdenes que tocan el Deployment.", en="The commands that touch the Deployment are not needed."),
            ],
        ),
    ],
    debrief=say(
        es="""
Quien administra decide si los discos de una clase **pueden** crecer; quien desarrolla, **cuánto** pide. Después hay dos pasos, que se ven en los sucesos de la petición: crece el disco en la
cabina, y crece el sistema de ficheros en el nodo que lo tiene montado. El PV no se toca nunca: es el registro de lo que hay. Y es un camino de ida: una petición no encoge.

`allowVolumeExpansion` es de lo poco que se puede cambiar en una clase ya creada, y vale también para los discos que se hicieron antes.
""",
        en="""
The administrator decides whether the disks of a class **may** grow; the developer, **how much** to ask for. Then there are two steps, to be seen in the claim's events: the disk grows in the
array, and the file system grows on the node that has it mounted. The PV is never touched: it records what there is. And it is a one-way street: a claim does not shrink.

`allowVolumeExpansion` is one of the few things that can be changed in a class that exists, and it holds for disks that were made before as well.
""",
    ),
)  # fmt: skip
