"""Two Apaches on two machines must see the same PDF: ReadWriteOnce means one node, and one disk each is not one disk.

The checks upload a file through one pod, read it through the other, and take a machine away. Next: `workloads_heal.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: PersistentVolume
metadata:
  name: nfs-{size}
spec:
  storageClassName: comun
  capacity:
    storage: {size}Gi
  accessModes: [ReadWriteMany, ReadWriteOnce, ReadOnlyMany]
  persistentVolumeReclaimPolicy: Retain
  nfs:
    server: 192.168.0.61
    path: /subidas
"""

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: subidas
spec:
  storageClassName: comun
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: {size}Gi
""".lstrip()
WEB = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app: web
      containers:
      - name: apache
        image: httpd:2.4
        volumeMounts:
        - name: subidas
          mountPath: /subidas
      volumes:
      - name: subidas
        persistentVolumeClaim:
          claimName: subidas
""".lstrip()
AFFINITY = WEB[WEB.index("      affinity:") : WEB.index("      containers:")]
DISK = WEB[WEB.index("      volumes:") :]
SPREAD = """      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: DoNotSchedule
        labelSelector:
          matchLabels:
            app: web
"""


def answer(*pairs):
    changed = CLAIM + "---\n" + WEB
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def up(cluster):
    """Ready pods of the site: name and node."""
    found = []
    for pod in cluster.list("Pod", "default", labels="app=web"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"]:
            found.append((pod["metadata"]["name"], pod["spec"]["nodeName"]))
    return sorted(found)


def torn(cluster):
    """Is there a claim that pods on several nodes mount, bound to a block disk?"""
    nodes = {}
    for pod in cluster.list("Pod", "default", labels="app=web"):
        for volume in pod["spec"].get("volumes", ()):
            name = volume.get("persistentVolumeClaim", {}).get("claimName")
            if name and pod["spec"].get("nodeName"):
                nodes.setdefault(name, set()).add(pod["spec"]["nodeName"])
    for claim in cluster.list("PersistentVolumeClaim", "default"):
        if len(nodes.get(claim["metadata"]["name"], ())) > 1 and claim["spec"].get("volumeName"):
            if "nfs" not in cluster.get("PersistentVolume", claim["spec"]["volumeName"])["spec"]:
                return True
    return False


def two_places(case):
    """Two Apaches, on two machines."""
    case.cluster.advance("10m")
    found = up(case.cluster)
    if torn(case.cluster):
        return say(es="Los dos pods piden, desde dos máquinas, un disco que sólo se engancha a una: ReadWriteOnce es un nodo.",
                   en="Both pods ask, from two machines, for a disk that is attached to one only: ReadWriteOnce means one node.")  # fmt: skip
    if len(found) < 2:
        return say(es=f"Atienden {len(found)} Apaches y se pedían dos: `kubectl describe pod` dice qué espera el que falta.",
                   en=f"{len(found)} Apaches serve and two were asked for: `kubectl describe pod` says what the missing one waits for.")  # fmt: skip
    if len({node for _, node in found}) < 2:
        return say(es=f"Los dos Apaches están en {found[0][1]}: si se apaga, se apagan los dos.",
                   en=f"Both Apaches are on {found[0][1]}: if it goes off, both do.")  # fmt: skip
    return None


def same_file(case):
    """Uploaded through one, seen through the other, both ways."""
    case.cluster.advance("10m")
    found = up(case.cluster)
    if len(found) < 2 or torn(case.cluster):
        return say(es="No hay dos Apaches que comparar.", en="There are not two Apaches to compare.")
    for number, (one, other) in enumerate((found[:2], found[1::-1]), 1):
        done = case.cluster.exec(one[0], ["sh", "-c", f"echo pdf > /subidas/{number}.pdf"])
        if done.code:
            return say(
                es=f"Por {one[0]} no se puede subir nada: su disco es de sólo lectura.",
                en=f"Nothing can be uploaded through {one[0]}: its disk is read-only.",
            )
        if "pdf" not in case.cluster.exec(other[0], ["cat", f"/subidas/{number}.pdf"]).stdout:
            return say(es=f"Se subió un PDF por {one[0]} y {other[0]} no lo tiene: cada uno guarda lo suyo.",
                       en=f"A PDF was uploaded through {one[0]} and {other[0]} does not have it: each keeps its own.")  # fmt: skip
    return None


def outlives(case):
    """One machine off: the other goes on with the file."""
    if two_places(case) is not None:
        return say(es="Con menos de dos Apaches en dos máquinas, no hay a quién le sobreviva el fichero.",
                   en="With fewer than two Apaches on two machines there is nobody for the file to survive in.")  # fmt: skip
    (one, node), (other, _) = up(case.cluster)
    case.cluster.exec(one, ["sh", "-c", "echo pdf > /subidas/contrato.pdf"])
    case.cluster.fail_node(node)
    case.cluster.advance("1m")
    if "pdf" in case.cluster.exec(other, ["cat", "/subidas/contrato.pdf"]).stdout:
        return None
    return say(es=f"Se apagó {node} y el contrato que se había subido por allí no está en la otra máquina.",
               en=f"{node} went off and the contract that had been uploaded there is not on the other machine.")  # fmt: skip


exercise(
    "volumes.two-nodes",
    4,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Dos Apaches, un PDF", en="Two Apaches, one PDF"),
    prompt=say(
        es="""
Dos Apaches de un mismo Deployment `web`, uno en cada máquina, guardan en `/subidas` lo que suben los clientes. Lo que se sube por uno hay que verlo por el otro, y
si se apaga una máquina la otra ha de seguir con **todos** los ficheros.

El clúster tiene una clase por omisión, `vsphere-default`, que fabrica discos de bloque, y un volumen NFS de {size}Gi hecho a mano, de la clase `comun`. La petición de la celda fue la
primera que se le ocurrió a alguien; el Deployment ya reparte sus pods entre máquinas.
""",
        en="""
Two Apaches of one Deployment, `web`, one on each machine, keep in `/subidas` (uploads) what customers send. What is uploaded through one must be seen through the other, and
if a machine goes off the other one must go on with **all** files.

The cluster has a default class, `vsphere-default`, which makes block disks, and an NFS volume of {size}Gi made by hand, of the class `comun` (*common*). The claim in the cell was the
first thing that came to somebody's mind; the Deployment spreads its pods over machines already.
""",
    ),
    cluster={"platform": "vsphere"},
    varies=lambda chance: {"size": 10 + chance.below(40, "size")},
    given=GIVEN,
    starter=answer(("  storageClassName: comun\n", ""), ("ReadWriteMany", "ReadWriteOnce")),
    solution=answer(),
    also_right=[
        answer((AFFINITY, SPREAD)),
        answer(("storage: {size}Gi", "storage: 1Gi")),
        answer(("  accessModes", "  volumeName: nfs-{size}\n  accessModes")),
    ],
    wrong=[
        wrong(say(es="RWO quiere decir un pod cada vez", en="RWO means one pod at a time"), answer(("  storageClassName: comun\n", ""), ("ReadWriteMany", "ReadWriteOnce")),
              caught_by="two-places", says=say(es="un disco que sólo se engancha a una", en="a disk that is attached to one only")),
        wrong(say(es="entonces, los dos en la misma", en="both on the same one, then"),
              answer(("  storageClassName: comun\n", ""), ("ReadWriteMany", "ReadWriteOnce"), ("podAntiAffinity", "podAffinity")),
              caught_by="two-places", says=say(es="Los dos Apaches están en", en="Both Apaches are on")),
        wrong(say(es="un disco cada uno", en="a disk each"),
              answer((CLAIM + "---\n", ""), ("kind: Deployment", "kind: StatefulSet"), (DISK,
                     "  volumeClaimTemplates:\n  - metadata:\n      name: subidas\n    spec:\n      accessModes: [ReadWriteOnce]\n      resources:\n        requests:\n          storage: 5Gi\n")),
              caught_by="same-file", says=say(es="cada uno guarda lo suyo", en="each keeps its own")),
        wrong(say(es="una carpeta temporal", en="a temporary folder"), answer(("persistentVolumeClaim:\n          claimName: subidas", "emptyDir: {}")),
              caught_by="outlives", says=say(es="no está en la otra máquina", en="is not on the other machine")),
        wrong(say(es="muchos lectores bastan", en="many readers will do"),
              answer(("ReadWriteMany", "ReadOnlyMany"), ("          mountPath: /subidas\n", "          mountPath: /subidas\n          readOnly: true\n")),
              caught_by="same-file", says=say(es="su disco es de sólo lectura", en="its disk is read-only")),
        wrong(say(es="más sitio del que hay", en="more room than there is"), answer(("storage: {size}Gi", "storage: 100Gi")),
              caught_by="two-places", says=say(es="dice qué espera el que falta", en="says what the missing one waits for")),
    ],
    checks=[
        criterion(
            "two-places", 1, say(es="Dos Apaches atienden, en dos máquinas", en="Two Apaches serve, on two machines"), behaves=two_places,
            hints=[
                say(es="`kubectl get pods -o wide`, y `kubectl describe pod` del que no arranca.", en="`kubectl get pods -o wide`, and `kubectl describe pod` for the one that does not start."),
                say(es="ReadWriteOnce es un **nodo**: dos pods del mismo nodo lo comparten, y uno de otro nodo espera para siempre.",
                    en="ReadWriteOnce is one **node**: two pods of the same node share it, and one on another node waits for ever."),
                say(es="Pide `ReadWriteMany` de la clase `comun`, y deja el reparto entre máquinas como está.",
                    en="Ask for `ReadWriteMany` of the class `comun`, and leave the spreading over machines as it is."),
            ],
        ),
        criterion(
            "same-file", 2, say(es="Lo que sube uno lo ve el otro", en="What one uploads the other sees"), behaves=same_file,
            hints=[
                say(es="`kubectl get pvc`: ¿cuántas peticiones hay, y de qué volumen?", en="`kubectl get pvc`: how many claims are there, and of which volume?"),
                say(es="Para compartir, una sola petición montada por los dos. Una por réplica es para quien no comparte: una base de datos.",
                    en="To share, one claim that both mount. One a replica is for those who do not share: a database."),
                say(es="`claimName: subidas` en la plantilla del Deployment, ligada al NFS.", en="`claimName: subidas` in the Deployment's template, bound to the NFS volume."),
            ],
        ),
        criterion(
            "outlives", 1, say(es="Se apaga una máquina y los ficheros siguen", en="A machine goes off and the files are still there"), behaves=outlives,
            hints=[
                say(es="¿Dónde está guardado el fichero, si la máquina por la que se subió está apagada?", en="Where is the file kept, if the machine it was uploaded through is off?"),
                say(es="Un `emptyDir` está en el nodo del pod; un NFS está en la red.", en="An `emptyDir` is on the pod's node; an NFS is on the network."),
                say(es="El volumen de la clase `comun`, y las dos réplicas en máquinas distintas.", en="The volume of the class `comun`, and both replicas on different machines."),
            ],
        ),
    ],
    debrief=say(
        es="""
El modo de acceso habla de **nodos**, no de pods. Un disco de bloque se engancha a una máquina: a la segunda, `Multi-Attach error`, y el pod espera en `ContainerCreating`. Lo que
comparten varias máquinas es un sistema de ficheros de red. Y por eso no hay una respuesta para todos: los Apaches comparten (Deployment y una petición RWX), y cada
MariaDB guarda lo suyo (StatefulSet y una petición RWO por miembro).
""",
        en="""
The access mode speaks of **nodes**, not of pods. A block disk is attached to one machine: for the second, `Multi-Attach error`, and the pod waits in `ContainerCreating`. What
several machines share is a file system on the network. So there is no answer for everybody: Apaches share (a Deployment and one RWX claim), and each
MariaDB keeps its own (a StatefulSet and one RWO claim a member).
""",
    ),
)  # fmt: skip
