"""What a StatefulSet asked for stays when its members go: scaling down keeps the disks, and somebody pays for them.

The checks count members, disks and rent, and read the data of the member that stays. Next: `volumes_two_nodes.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  clusterIP: None
  selector:
    app: {name}
  ports:
  - port: 3306
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {name}
spec:
  serviceName: {name}
  replicas: 3
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
  volumeClaimTemplates:
  - metadata:
      name: datos
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: 10Gi
"""


def write(cluster):
    """Each member keeps something of its own."""
    for pod in cluster.list("Pod", "default"):
        cluster.exec(pod["metadata"]["name"], ["sh", "-c", "echo pedido-de-$HOSTNAME > /var/lib/mysql/pedidos"])


def first(case):
    return f"{case.values['name']}-0"


def one_left(case):
    """One member, the first, up."""
    case.cluster.advance("3m")
    names = [
        pod["metadata"]["name"]
        for pod in case.cluster.list("Pod", "default")
        if "deletionTimestamp" not in pod["metadata"]
    ]
    if names == [first(case)]:
        return None
    if not names:
        return say(
            es="No queda ningún miembro en marcha, y se pedía uno.", en="No member is running, and one was asked for."
        )
    return say(
        es=f"Hay {len(names)} miembros y se pedía uno: {', '.join(names)}.",
        en=f"There are {len(names)} members and one was asked for: {', '.join(names)}.",
    )


def data_kept(case):
    """The one that stays has what it wrote, on the disk it wrote it on."""
    case.cluster.advance("3m")
    here = [
        p
        for p in case.cluster.list("Pod", "default")
        if p["metadata"]["name"] == first(case) and p["status"].get("phase") == "Running"
    ]
    if not here:
        return say(
            es=f"{first(case)} no está en marcha: nadie puede leer sus pedidos.",
            en=f"{first(case)} is not running: nobody can read its orders.",
        )
    uid = {c["metadata"]["name"]: c["metadata"]["uid"] for c in case.start.list("PersistentVolumeClaim", "default")}
    claim = [
        c
        for c in case.cluster.list("PersistentVolumeClaim", "default")
        if c["metadata"]["name"] == f"datos-{first(case)}"
    ]
    if claim and "deletionTimestamp" in claim[0]["metadata"]:
        return say(es=f"La petición de {first(case)} está condenada (Terminating): se irá con sus datos en cuanto su pod la suelte.",
                   en=f"The claim of {first(case)} is doomed (Terminating): it will go with its data once its pod lets go of it.")  # fmt: skip
    found = case.cluster.exec(first(case), ["cat", "/var/lib/mysql/pedidos"]).stdout
    if f"pedido-de-{first(case)}" in found and claim and claim[0]["metadata"]["uid"] == uid[f"datos-{first(case)}"]:
        if len(case.new("PersistentVolumeClaim", "default")) == 0 and one_left(case) is None:
            return None
        return say(
            es="Sus datos están, pero el cambio está a medias: sobran miembros.",
            en="Its data are there, but the change is half done: there are members too many.",
        )
    return say(es=f"{first(case)} está en marcha con un disco vacío: sus pedidos se han perdido.",
               en=f"{first(case)} is running with an empty disk: its orders are lost.")  # fmt: skip


def paid(case):
    """Only one disk is left in the array."""
    case.cluster.advance("3m")
    volumes = case.cluster.list("PersistentVolume")
    leaving = [
        c["metadata"]["name"]
        for c in case.cluster.list("PersistentVolumeClaim", "default")
        if "deletionTimestamp" in c["metadata"]
    ]
    if len(volumes) == 1 and not leaving:
        return None
    if not volumes:
        return say(
            es="No queda ningún disco, tampoco el del miembro que se queda.",
            en="No disk is left, not even that of the member that stays.",
        )
    if leaving:
        return say(es=f"Se pidió borrar {', '.join(leaving)} y ahí sigue(n), Terminating: un pod los está usando. Se pagan {len(volumes)} discos.",
                   en=f"The deletion of {', '.join(leaving)} was asked for and they are still there, Terminating: a pod is using them. {len(volumes)} disks are paid for.")  # fmt: skip
    return say(es=f"En la cabina hay {len(volumes)} discos y sólo hace falta uno: los demás se siguen pagando.",
               en=f"There are {len(volumes)} disks in the array and only one is needed: the others are still paid for.")  # fmt: skip


DOWN, DROP = "kubectl scale statefulset {name} --replicas=1", "kubectl delete pvc datos-{name}-1 datos-{name}-2"

exercise(
    "volumes.statefulset",
    3,
    kind="kubectl",
    hat=say(es="Gorra de administración, y la factura de la cabina", en="Administrator's hat, and the bill of the array"),
    title=say(es="Los miembros se van, los discos se quedan", en="The members go, the disks stay"),
    prompt=say(
        es="""
El StatefulSet `{name}` tiene tres miembros, cada uno con su disco de 10Gi hecho a medida. El proyecto se encoge: basta **un** miembro, `{name}-0`, que ha de
conservar sus datos. Y hay que dejar de **pagar los discos** de los otros dos: no deben quedar ni sus peticiones ni sus volúmenes.

Escribe las órdenes de kubectl, una por línea.
""",
        en="""
The StatefulSet `{name}` has three members, each with a disk of 10Gi made to measure. The project shrinks: **one** member will do, `{name}-0`, which must keep
its data. And the **disks** of the other two are not to be **paid for** any more: neither their claims nor their volumes may be left.

Write the kubectl commands, one a line.
""",
    ),
    cluster={"platform": "vsphere"},
    varies=lambda chance: {"name": ("galera", "mariadb", "pedidos", "almacen")[chance.below(4, "name")]},
    given=GIVEN,
    prepare=write,
    starter="kubectl get statefulset,pvc,pv\n",
    solution=f"{DOWN}\n{DROP}",
    also_right=[
        'kubectl patch statefulset {name} -p \'{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenScaled":"Delete","whenDeleted":"Retain"},"replicas":1}}\'',
        f"{DOWN}\nkubectl delete pvc datos-{{name}}-2\nkubectl delete pvc/datos-{{name}}-1",
        f"kubectl delete pvc datos-{{name}}-1 datos-{{name}}-2 --wait=false\n{DOWN}",
    ],
    wrong=[
        wrong(say(es="encoger se lleva los discos", en="scaling down takes the disks away"), DOWN,
              caught_by="paid", says=say(es="En la cabina hay 3 discos", en="There are 3 disks in the array")),
        wrong(say(es="borrar el StatefulSet borra los datos", en="deleting the StatefulSet deletes the data"), "kubectl delete statefulset {name}",
              caught_by="one-left", says=say(es="No queda ningún miembro", en="No member is running")),
        wrong(say(es="borrar las peticiones sin encoger", en="delete the claims without scaling down"), DROP + " --wait=false",
              caught_by="paid", says=say(es="Terminating: un pod los está usando", en="Terminating: a pod is using them")),
        wrong(say(es="borrar todas las peticiones", en="delete all claims"), DOWN + "\nkubectl delete pvc --all --wait=false",
              caught_by="data-kept", says=say(es="está condenada (Terminating)", en="is doomed (Terminating)")),
        wrong(say(es="de tres a cero, limpiar, y a uno", en="from three to none, clean up, and to one"),
              "kubectl scale statefulset {name} --replicas=0\nkubectl delete pvc --all\nkubectl scale statefulset {name} --replicas=1",
              caught_by="data-kept", says=say(es="con un disco vacío", en="with an empty disk")),
        wrong(say(es="borrar los pods que sobran", en="delete the pods one does not need"), "kubectl delete pod {name}-1 {name}-2",
              caught_by="one-left", says=say(es="Hay 3 miembros", en="There are 3 members")),
        wrong(say(es="los volúmenes, directamente", en="the volumes themselves"), DOWN + "\nkubectl delete deployment {name}",
              caught_by="malformed", says="not found"),
    ],
    checks=[
        criterion(
            "one-left", 1, say(es="Queda un miembro, el primero", en="One member is left, the first"), behaves=one_left,
            hints=[
                say(es="`kubectl get statefulset,pods`: ¿quién decide cuántos hay?", en="`kubectl get statefulset,pods`: who decides how many there are?"),
                say(es="Un pod borrado vuelve con el mismo nombre; el número está en `spec.replicas`, y al encoger se va siempre el último.",
                    en="A pod that is deleted comes back under the same name; the number is in `spec.replicas`, and scaling down always takes the last."),
                say(es="Una sola orden: `kubectl scale statefulset {name} --replicas=1`.", en="One command: `kubectl scale statefulset {name} --replicas=1`."),
            ],
        ),
        criterion(
            "data-kept", 1, say(es="Y conserva sus datos", en="And it keeps its data"), behaves=data_kept,
            hints=[
                say(es="`kubectl get pvc`: ¿cuál es la de `{name}-0`?", en="`kubectl get pvc`: which one is that of `{name}-0`?"),
                say(es="La petición se llama como la plantilla y el pod: `datos-{name}-0`. Si no existe, se fabrica otra, vacía.",
                    en="The claim is called after the template and the pod: `datos-{name}-0`. If it is not there, another one is made, an empty one."),
                say(es="Borra sólo las peticiones 1 y 2, por su nombre.", en="Delete only the claims 1 and 2, by name."),
            ],
        ),
        criterion(
            "paid", 1, say(es="En la cabina queda un disco", en="One disk is left in the array"), behaves=paid,
            hints=[
                say(es="`kubectl get pvc,pv`, después de encoger.", en="`kubectl get pvc,pv`, after scaling down."),
                say(es="Al encoger, un StatefulSet no borra las peticiones: cuida tus datos más que tu factura.", en="As it scales down, a StatefulSet deletes no claim: it cares for your data more than for your bill."),
                say(es="Primero encoge, y después `kubectl delete pvc datos-{name}-1 datos-{name}-2`.", en="First scale down, and then `kubectl delete pvc datos-{name}-1 datos-{name}-2`."),
            ],
        ),
    ],
    debrief=say(
        es="""
Una petición hecha por un StatefulSet no muere con el miembro ni con el StatefulSet: si mañana vuelven a hacer falta tres, `{name}-1` encontrará su disco donde lo
dejó. Por eso borrar discos es una decisión aparte, y de una persona (o de `persistentVolumeClaimRetentionPolicy`, que la toma por escrito y de antemano). Y una petición en uso
no se borra: espera, `Terminating`, a que su pod la suelte.
""",
        en="""
A claim that a StatefulSet made dies neither with the member nor with the StatefulSet: if three are needed again tomorrow, `{name}-1` will find its disk where it left
it. So deleting disks is a decision of its own, and a person's (or that of `persistentVolumeClaimRetentionPolicy`, which takes it in writing and in advance). And a claim in use
is not deleted: it waits, `Terminating`, until its pod lets go of it.
""",
    ),
)  # fmt: skip
