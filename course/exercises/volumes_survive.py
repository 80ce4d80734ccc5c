"""Data outlive a container, a pod and a machine only where each of the three deaths cannot reach them.

The checks write in the guest book, kill in three ways, and read it again. Next: `volumes_released.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

PLACE = "/var/lib/libro"

GIVEN = """
apiVersion: v1
kind: PersistentVolume
metadata:
  name: comun-{size}
spec:
  storageClassName: comun
  capacity:
    storage: {size}Gi
  accessModes: [ReadWriteMany]
  persistentVolumeReclaimPolicy: Retain
  nfs:
    server: 192.168.0.61
    path: /libro
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {claim}
spec:
  storageClassName: comun
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: {size}Gi
"""

SOLUTION = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: libro
spec:
  replicas: 1
  selector:
    matchLabels:
      app: libro
  template:
    metadata:
      labels:
        app: libro
    spec:
      containers:
      - name: apache
        image: httpd:2.4
        volumeMounts:
        - name: paginas
          mountPath: /var/lib/libro
      volumes:
      - name: paginas
        persistentVolumeClaim:
          claimName: {claim}
""".lstrip()
CLAIMED = "        persistentVolumeClaim:\n          claimName: {claim}\n"


def edited(old, new):
    assert old in SOLUTION, old
    return SOLUTION.replace(old, new)


def book(cluster):
    """The name of the pod that serves the book, or None."""
    for pod in cluster.list("Pod", "default", labels="app=libro"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"]:
            return pod["metadata"]["name"]
    return None


def signed(case):
    """Somebody signs. What is wrong already, in words, or None."""
    pod = book(case.cluster)
    if pod is None:
        return say(es="El libro no está abierto: su pod no llega a estar listo, `kubectl describe pod` dice por qué.",
                   en="The book is not open: its pod does not get ready, `kubectl describe pod` says why.")  # fmt: skip
    done = case.cluster.exec(pod, ["sh", "-c", f"mkdir -p {PLACE} && echo menchu >> {PLACE}/firmas"])
    if done.code:
        return say(
            es="No se puede escribir en el libro: es de sólo lectura.",
            en="Nobody can write in the book: it is read-only.",
        )
    return None


def read_after(blow, es, en):
    """A check: sign, strike, wait, read."""

    def look(case):
        seen = signed(case)
        if seen is not None:
            return seen
        blow(case.cluster)
        case.cluster.advance("15m")
        pod = book(case.cluster)
        if pod is None:
            return say(
                es=f"{es} y quince minutos después nadie ha abierto el libro.",
                en=f"{en} and fifteen minutes later nobody has opened the book.",
            )
        if "menchu" in case.cluster.exec(pod, ["cat", f"{PLACE}/firmas"]).stdout:
            return None
        return say(es=f"{es} y la firma de Menchu ya no está.", en=f"{en} and Menchu's signature is gone.")

    return look


def kill_node(cluster):
    cluster.fail_node(cluster.get("Pod", book(cluster))["spec"]["nodeName"])


exercise(
    "volumes.survives",
    4,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="El libro de visitas que no olvida", en="The guest book that does not forget"),
    prompt=say(
        es=f"""
Un programa guarda las firmas de las visitas en `{PLACE}`. El administrador ya ha ligado una petición para él, `{{claim}}`. El Deployment de la celda
monta un `emptyDir`. Cámbialo para que una firma sobreviva a tres muertes: la del **contenedor**, la del **pod** y la de la **máquina**.
""",
        en=f"""
A program keeps the signatures of its visitors in `{PLACE}`. The administrator has bound a claim for it already, `{{claim}}`. The Deployment in the cell
mounts an `emptyDir`. Change it so that a signature outlives three deaths: that of the **container**, of the **pod** and of the **machine**.
""",
    ),
    varies=lambda chance: {"claim": ("visitas", "firmas", "recuerdos", "huellas")[chance.below(4, "claim")], "size": 2 + chance.below(9, "size")},
    given=GIVEN,
    starter=edited(CLAIMED, "        emptyDir: {}\n"),
    solution=SOLUTION,
    also_right=[
        edited("          mountPath: /var/lib/libro\n", "          mountPath: /var/lib/libro\n          subPath: libro\n"),
        edited("mountPath: /var/lib/libro", "mountPath: /var/lib"),
        edited("  replicas: 1\n", "  strategy:\n    type: Recreate\n"),
    ],
    wrong=[
        wrong(say(es="un emptyDir es un disco", en="an emptyDir is a disk"), edited(CLAIMED, "        emptyDir:\n          sizeLimit: 1Gi\n"),
              caught_by="pod", says=say(es="Borraron el pod y la firma de Menchu ya no está", en="The pod was deleted and Menchu's signature is gone")),
        wrong(say(es="una carpeta de la máquina", en="a folder of the machine"), edited(CLAIMED, "        hostPath:\n          path: /libro\n          type: DirectoryOrCreate\n"),
              caught_by="node", says=say(es="Se apagó la máquina y la firma de Menchu ya no está", en="The machine went off and Menchu's signature is gone")),
        wrong(say(es="declarar el volumen ya es montarlo", en="declaring the volume is mounting it"),
              edited("        volumeMounts:\n        - name: paginas\n          mountPath: /var/lib/libro\n", ""),
              caught_by="pod", says=say(es="Borraron el pod y la firma de Menchu ya no está", en="The pod was deleted and Menchu's signature is gone")),
        wrong(say(es="montarlo en otra carpeta", en="mounting it at another folder"), edited("mountPath: /var/lib/libro", "mountPath: /libro"),
              caught_by="node", says=say(es="la firma de Menchu ya no está", en="Menchu's signature is gone")),
        wrong(say(es="el nombre del volumen en vez del de la petición", en="the volume's name instead of the claim's"), edited("claimName: {claim}", "claimName: comun-{size}"),
              caught_by="pod", says=say(es="El libro no está abierto", en="The book is not open")),
        wrong(say(es="de sólo lectura, para que nadie lo borre", en="read-only, so that nobody deletes it"),
              edited("          mountPath: /var/lib/libro\n", "          mountPath: /var/lib/libro\n          readOnly: true\n"),
              caught_by="pod", says=say(es="es de sólo lectura", en="it is read-only")),
        wrong(say(es="atado a una máquina", en="tied to one machine"), edited("      containers:\n", "      nodeSelector:\n        kubernetes.io/hostname: worker-1\n      containers:\n"),
              caught_by="node", says=say(es="nadie ha abierto el libro", en="nobody has opened the book")),
    ],
    checks=[
        criterion(
            "pod", 2, say(es="La firma sobrevive al contenedor y al pod", en="The signature outlives the container and the pod"),
            behaves=read_after(lambda cluster: (cluster.kill(book(cluster)), cluster.advance("1m"), cluster.delete("Pod", book(cluster))), "Borraron el pod", "The pod was deleted"),
            hints=[
                say(es="¿De quién es la carpeta donde escribe el programa: del contenedor, del pod, o de nadie de los dos?",
                    en="Whose is the folder in which the program writes: the container's, the pod's, or neither's?"),
                say(es="Un `emptyDir` nace y muere con el pod. Una petición ligada es un objeto aparte, y no le pasa nada.",
                    en="An `emptyDir` is born and dies with the pod. A bound claim is an object of its own, and nothing happens to it."),
                say(es="En `volumes`, `persistentVolumeClaim: {claimName: {claim}}`; en `volumeMounts`, la carpeta exacta.",
                    en="In `volumes`, `persistentVolumeClaim: {claimName: {claim}}`; in `volumeMounts`, the exact folder."),
            ],
        ),
        criterion(
            "node", 2, say(es="La firma sobrevive a la máquina", en="The signature outlives the machine"), behaves=read_after(kill_node, "Se apagó la máquina", "The machine went off"),
            hints=[
                say(es="Cuando una máquina muere, su pod renace en otra. ¿Está allí la carpeta?", en="When a machine dies, its pod is born again on another one. Is the folder there?"),
                say(es="Lo que hay en el disco de un nodo se queda en él; una petición de red se monta en cualquiera.",
                    en="What is on a node's disk stays there; a claim on the network can be mounted on any."),
                say(es="Nada de `hostPath` ni de atar el pod a un nodo: la petición `{claim}`, en {place}.".replace("{place}", f"`{PLACE}`"),
                    en="No `hostPath`, and do not tie the pod to a node: the claim `{claim}`, at {place}.".replace("{place}", f"`{PLACE}`")),
            ],
        ),
    ],
    debrief=say(
        es="""
Tres muertes, tres alcances. Lo escrito en el contenedor muere con él; un `emptyDir` aguanta los reinicios del contenedor y muere con el pod; un `hostPath` aguanta
al pod y se queda en su máquina. La petición no muere con ninguno, porque no es de ninguno: es un objeto con vida propia, y el disco está en la red. Y
fíjate en cuánto tardó la tercera: unos minutos, los que el clúster espera antes de dar una máquina por perdida.
""",
        en="""
Three deaths, three reaches. What is written in the container dies with it; an `emptyDir` survives restarts of the container and dies with the pod; a `hostPath` survives
the pod's end and stays on its machine. The claim dies with none of them, for it belongs to none: it is an object with a life of its own, and the disk is on the network. And
see how long the third one took: some minutes, which the cluster waits before it gives up a machine.
""",
    ),
)  # fmt: skip
