"""Three members of Galera: own storage, names that do not change, and data that survive.

The checks write on each member, take all pods away and read again, and call one member by its name. Next: `workloads_heal.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

FILE = "/var/lib/mysql/miembro"

SERVICE = """apiVersion: v1
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
"""
BODY = """apiVersion: apps/v1
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
        ports:
        - containerPort: 3306
        volumeMounts:
        - name: datos
          mountPath: /var/lib/mysql
"""
TEMPLATES = """  volumeClaimTemplates:
  - metadata:
      name: datos
    spec:
      accessModes: [ReadWriteOnce]
      resources:
        requests:
          storage: {size}Gi
"""
RIGHT = SERVICE + BODY + TEMPLATES

CLAIM = """apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: datos
spec:
  storageClassName: nfs-client
  accessModes: [MODE]
  resources:
    requests:
      storage: {size}Gi
---
"""
MOUNTED = "      volumes:\n      - name: datos\n        persistentVolumeClaim:\n          claimName: datos\n"
SCRATCH = "      volumes:\n      - name: datos\n        emptyDir: {}\n"
EPHEMERAL = """      volumes:
      - name: datos
        ephemeral:
          volumeClaimTemplate:
            spec:
              accessModes: [ReadWriteOnce]
              resources:
                requests:
                  storage: {size}Gi
"""


def as_deployment(text):
    return text.replace("kind: StatefulSet", "kind: Deployment").replace("  serviceName: {name}\n", "")


def members(case):
    """The answer's pods that are ready, by name."""
    found = {}
    for pod in case.new("Pod", "default"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"]:
            found[pod["metadata"]["name"]] = pod
    return dict(sorted(found.items()))


def write(case):
    for name in members(case):
        case.cluster.exec(name, ["sh", "-c", f"echo {name} > {FILE}"])


def read(case):
    return {name: case.cluster.exec(name, ["cat", FILE]).stdout.strip() for name in members(case)}


def three(case):
    """Three members that run."""
    count = len(members(case))
    if count == 3:
        return None
    waiting = [
        c["metadata"]["name"]
        for c in case.cluster.list("PersistentVolumeClaim", "default")
        if c["status"].get("phase") != "Bound"
    ]
    if waiting:
        return say(es=f"Miembros en marcha: {count}, y se piden 3; esperan un disco: {', '.join(waiting)}.",
                   en=f"Members running: {count}, and 3 are asked for; waiting for a disk: {', '.join(waiting)}.")  # fmt: skip
    return say(es=f"Miembros en marcha: {count}, y se piden 3.", en=f"Members running: {count}, and 3 are asked for.")  # fmt: skip


def own_storage(case):
    """What one member writes is not what another reads."""
    pods = case.new("Pod", "default")
    mounted = {
        v["persistentVolumeClaim"]["claimName"]
        for pod in pods
        for v in pod["spec"].get("volumes", ())
        if "persistentVolumeClaim" in v
    }
    if len(pods) > 1 and len(mounted) == 1:
        (claim,) = mounted
        return say(es=f"Los {len(pods)} pods montan la misma petición, {claim}: un disco para todos, y dos MariaDB no pueden tocar los mismos ficheros.",
                   en=f"All {len(pods)} pods mount the same claim, {claim}: one disk for all, and two MariaDBs must not touch the same files.")  # fmt: skip
    if three(case) is not None:
        return three(case)
    write(case)
    found = read(case)
    if all(name == written for name, written in found.items()):
        if len(case.new("PersistentVolumeClaim", "default")) >= 3:
            return None
        return say(es="Cada uno escribe en lo suyo, pero no es un disco: es sitio prestado de la máquina, que se va con el pod.",
                   en="Each writes to its own place, but that is no disk: it is borrowed room on the machine, and goes with the pod.")  # fmt: skip
    return say(es="Los tres escriben en el mismo disco: lo que guarda el último tapa lo de los otros.",
               en="All three write to the same disk: what the last one keeps covers what the others did.")  # fmt: skip


def survive(case):
    """All pods are deleted; each member finds what it wrote."""
    if three(case) is not None:
        return three(case)
    write(case)
    before = list(members(case))
    for name in before:
        case.cluster.delete("Pod", name)
    case.cluster.settle("10m")
    case.cluster.advance("2m")
    found = read(case)
    if not found:
        return say(es="Se han perdido los pods y no ha vuelto ninguno.", en="The pods were lost and none came back.")  # fmt: skip
    if list(found) != before:
        return say(es="Vuelven tres miembros con otros nombres: ninguno sabe cuál de los de antes es, ni qué datos eran los suyos.",
                   en="Three members come back under other names: none knows which of the former it is, nor which data were its own.")  # fmt: skip
    lost = [name for name, written in found.items() if name != written]
    if lost:
        return say(es=f"{lost[0]} ha vuelto, y lo que había escrito no está.", en=f"{lost[0]} is back, and what it had written is not.")  # fmt: skip
    return None


def named(case):
    """Each member answers to a name of its own, also after it was replaced."""
    if three(case) is not None:
        return three(case)
    name = case.values["name"]
    for member, pod in members(case).items():
        full = f"{name}-{member[-1]}.{name}.default.svc.cluster.local"
        found = case.cluster.lookup(full, f"default/{member}")
        if [record.data for record in found.answer.records] != [pod["status"]["podIP"]]:
            return say(es=f"{full} no lleva a {member}: los demás miembros no lo encuentran por su nombre.",
                       en=f"{full} does not lead to {member}: the other members do not find it by its name.")  # fmt: skip
    return None


exercise(
    "workloads.galera",
    4,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Tres miembros de Galera", en="Three members of Galera"),
    prompt=say(
        es="""
MariaDB Galera: **tres miembros** que se copian los datos unos a otros. Cada uno guarda **lo suyo** ({size}Gi), y los demás lo llaman por su nombre. Alguien lo montó como se monta un Apache, y está en
la celda. Cámbialo para que:

- haya tres miembros, cada uno con **su propio disco** (en el clúster hay una clase por omisión que los fabrica);
- cada uno responda por su nombre: `{name}-0.{name}`, `{name}-1.{name}` y `{name}-2.{name}`;
- si se pierden los pods, vuelvan **los mismos miembros con los mismos datos**.

(Que Galera forme de verdad el clúster de base de datos pide más configuración; aquí se mira lo que pone Kubernetes. MariaDB guarda en `/var/lib/mysql`.)
""",
        en="""
MariaDB Galera: **three members** that copy their data to one another. Each keeps **its own** ({size}Gi), and the others call it by name. Somebody set it up as one sets up an Apache, and that is in
the cell. Change it so that:

- there are three members, each with **a disk of its own** (the cluster has a default class that makes them);
- each answers to its name: `{name}-0.{name}`, `{name}-1.{name}` and `{name}-2.{name}`;
- if the pods are lost, **the same members with the same data** come back.

(For Galera really to form the database's cluster takes more configuration; what is looked at here is Kubernetes' part. MariaDB keeps its data in `/var/lib/mysql`.)
""",
    ),
    cluster={"platform": "vsphere"},
    varies=lambda chance: {"name": ("galera", "mariadb", "basedatos")[chance.below(3, "name")], "size": 5 + chance.below(15, "size")},
    starter=CLAIM.replace("  storageClassName: nfs-client\n", "").replace("MODE", "ReadWriteMany") + as_deployment(BODY) + MOUNTED,
    solution=RIGHT,
    also_right=[
        RIGHT.replace("  replicas: 3\n", "  replicas: 3\n  podManagementPolicy: Parallel\n"),
        (BODY + TEMPLATES).replace("datos", "disco") + "---\n" + SERVICE.removesuffix("---\n"),
        RIGHT.replace("        - containerPort: 3306\n", "        - containerPort: 3306\n          name: mysql\n").replace("  - port: 3306", "  - name: mysql\n    port: 3306")
        .replace("storage: {size}Gi", "storage: 30Gi").replace("app: {name}", "programa: {name}"),
    ],
    wrong=[
        wrong(say(es="un Deployment da a cada réplica su petición", en="a Deployment gives each replica its own claim"),
              SERVICE + CLAIM.replace("  storageClassName: nfs-client\n", "").replace("MODE", "ReadWriteOnce") + as_deployment(BODY) + MOUNTED,
              caught_by="own-storage", says=say(es="montan la misma petición, datos", en="mount the same claim, datos")),
        wrong(say(es="un StatefulSet trae el disco de serie", en="a StatefulSet comes with its disk"), SERVICE + BODY + SCRATCH,
              caught_by="survive", says=say(es="y lo que había escrito no está", en="and what it had written is not")),
        wrong(say(es="emptyDir es un disco propio", en="an emptyDir is a disk of one's own"), SERVICE + BODY.replace("  replicas: 3", "  podManagementPolicy: Parallel\n  replicas: 3") + SCRATCH,
              caught_by="own-storage", says=say(es="no es un disco: es sitio prestado", en="that is no disk: it is borrowed room")),
        wrong(say(es="un Deployment con un disco nuevo por pod", en="a Deployment with a new disk for each pod"), SERVICE + as_deployment(BODY) + EPHEMERAL,
              caught_by="survive", says=say(es="Vuelven tres miembros con otros nombres", en="Three members come back under other names")),
        wrong(say(es="cualquier Service vale", en="any Service will do"), RIGHT.replace("  clusterIP: None\n", ""),
              caught_by="named", says=say(es="no lo encuentran por su nombre", en="do not find it by its name")),
        wrong(say(es="sin Service no pasa nada", en="no Service, no harm"), BODY + TEMPLATES,
              caught_by="named", says=say(es="{name}-0.{name}.default.svc.cluster.local no lleva a", en="{name}-0.{name}.default.svc.cluster.local does not lead to")),
        wrong(say(es="tres juegos, uno por miembro", en="three sets, one for each member"), RIGHT.replace("replicas: 3", "replicas: 1"),
              caught_by="three", says=say(es="Miembros en marcha: 1, y se piden 3", en="Members running: 1, and 3 are asked for")),
        wrong(say(es="un disco que se abra desde todas partes", en="a disk to be opened from everywhere"), RIGHT.replace("ReadWriteOnce", "ReadWriteMany"),
              caught_by="three", says=say(es="esperan un disco", en="waiting for a disk")),
        wrong(say(es="la plantilla sirve también al Deployment", en="the template serves a Deployment as well"), as_deployment(RIGHT),
              caught_by="malformed", says='unknown field "spec.volumeClaimTemplates"'),
    ],
    checks=[
        criterion(
            "three", 1, say(es="Tres miembros en marcha", en="Three members running"), behaves=three,
            hints=[
                say(es="`kubectl get pods,pvc`: ¿qué espera a qué?", en="`kubectl get pods,pvc`: what is waiting for what?"),
                say(es="Los discos de esta cabina se enganchan a una máquina. Para un solo miembro es justo lo que hace falta.",
                    en="The disks of this array are attached to one machine. For a single member that is just what is needed."),
                say(es="`replicas: 3`, y `accessModes: [ReadWriteOnce]`.", en="`replicas: 3`, and `accessModes: [ReadWriteOnce]`."),
            ],
        ),
        criterion(
            "own-storage", 1, say(es="Cada uno con su propio disco", en="Each with a disk of its own"), behaves=own_storage,
            hints=[
                say(es="`kubectl get pvc`: ¿cuántas peticiones hay, y cuántos miembros?", en="`kubectl get pvc`: how many claims are there, and how many members?"),
                say(es="Una petición escrita una vez la comparten todas las réplicas. Para que haya una por réplica hace falta una plantilla de peticiones.",
                    en="A claim that is written once is shared by all replicas. For one each, a template of claims is needed."),
                say(es="`kind: StatefulSet`, con `volumeClaimTemplates` junto a `template`; el nombre de la plantilla es el del `volumeMount`.",
                    en="`kind: StatefulSet`, with `volumeClaimTemplates` beside `template`; the template has the name of the `volumeMount`."),
            ],
        ),
        criterion(
            "named", 1, say(es="Cada uno con su nombre", en="Each with its name"), behaves=named,
            hints=[
                say(es="`cluster.lookup(\"{name}-0.{name}\", \"default/{name}-0\")`: ¿qué contesta el DNS?", en="`cluster.lookup(\"{name}-0.{name}\", \"default/{name}-0\")`: what does the DNS answer?"),
                say(es="Un Service corriente es una dirección para todos. Para tener un nombre por pod, el Service no tiene dirección.",
                    en="An ordinary Service is one address for all. To have a name for each pod, the Service has no address."),
                say(es="Un Service `{name}` con `clusterIP: None`, y `serviceName: {name}` en el StatefulSet.", en="A Service `{name}` with `clusterIP: None`, and `serviceName: {name}` in the StatefulSet."),
            ],
        ),
        criterion(
            "survive", 1, say(es="Se pierden los pods; vuelven los mismos, con lo suyo", en="The pods are lost; the same come back, with what is theirs"), behaves=survive,
            hints=[
                say(es="Borra un pod y mira cómo se llama el que vuelve.", en="Delete a pod and see what the one that comes back is called."),
                say(es="El nombre ata al miembro con su petición: `datos-{name}-1` es de `{name}-1`, hoy y mañana.",
                    en="The name ties the member to its claim: `datos-{name}-1` belongs to `{name}-1`, today and tomorrow."),
                say(es="StatefulSet y `volumeClaimTemplates`; nada de `emptyDir`.", en="StatefulSet and `volumeClaimTemplates`; no `emptyDir`."),
            ],
        ),
    ],
    debrief=say(
        es="""
Lo que añade un StatefulSet es **identidad**: cada réplica tiene un número, y del número salen su nombre, su entrada en el DNS (si el Service no tiene dirección) y su petición. Quien vuelve
no es «otro igual»: es el mismo miembro con el mismo disco. La plantilla de peticiones es lo normal, pero no obligatoria: un StatefulSet sin ella se acepta, y sirve a quien sólo quiere nombres y orden.

Y un aviso: tres miembros con tres discos no son una base de datos replicada. Copiarse los datos es cosa de Galera; Kubernetes le pone las máquinas, los nombres y los discos.
""",
        en="""
What a StatefulSet adds is **identity**: each replica has a number, and out of the number come its name, its entry in the DNS (if the Service has no address) and its claim. What comes back
is not "another one like it": it is the same member with the same disk. The template of claims is usual but not required: a StatefulSet without one is accepted, and suits whoever wants only names and order.

And a warning: three members with three disks are not a replicated database. Copying the data is Galera's business; Kubernetes provides machines, names and disks.
""",
    ),
)  # fmt: skip
