"""Incidents of machines, volumes and schedules: who has no place, no disk, or no night."""

from __future__ import annotations

from kubecourse.grading import criterion, say, wrong
from kubecourse.study import incident


def hints(*pairs):
    return [say(es=es, en=en) for es, en in pairs]


def deployment(name, replicas=2, extra=""):
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
      - name: {name}
        image: httpd:2.4
{extra}---
"""


def running(name, wanted):
    """A check: so many pods of a program are ready two minutes later."""

    def look(case):
        case.cluster.advance("2m")
        found = [
            pod
            for pod in case.cluster.list("Pod", "default", labels=f"app={name}")
            if "deletionTimestamp" not in pod["metadata"]
        ]
        good = [
            pod
            for pod in found
            if any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        ]
        if len(good) >= wanted:
            return None
        waiting = [pod["metadata"]["name"] for pod in found if pod not in good]
        more_es = f"; {waiting[0]} espera" if waiting else ""
        more_en = f"; {waiting[0]} waits" if waiting else ""
        return say(
            es=f"De {name} hay {len(good)} pods listos y hacen falta {wanted}{more_es}.",
            en=f"Of {name} {len(good)} pods are ready and {wanted} are needed{more_en}.",
        )

    return look


def after_maintenance(cluster):
    """Both workers were emptied, one after the other, and nobody let them work again."""
    for node in ("worker-1", "worker-2"):
        cluster.kubectl(f"cordon {node}")
    cluster.kubectl("delete pods -l app=tienda")
    cluster.advance("10m")


incident(
    "after-maintenance",
    "nodes",
    title=say(es="Nadie cabe en ningún sitio", en="Nobody fits anywhere"),
    story=say(
        es="Anoche hubo mantenimiento. Los nodos dicen «Ready», y aun así la tienda entera está en Pending.",
        en="There was maintenance last night. The nodes say \"Ready\", and yet the whole shop is Pending.",
    ),
    look=["get pods", "get nodes"],
    given=deployment("tienda", 3),
    breaks=after_maintenance,
    repairs=["kubectl uncordon worker-1\nkubectl uncordon worker-2", "kubectl uncordon worker-1 worker-2"],
    slips=[
        wrong(say(es="borrar los pods", en="delete the pods"), "kubectl delete pods -l app=tienda", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="reiniciar", en="restart"), "kubectl rollout restart deployment tienda", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="pedir menos réplicas", en="ask for fewer replicas"), "kubectl scale deployment tienda --replicas=1", caught_by="running", says=say(es="hacen falta 3", en="3 are needed")),
        wrong(say(es="usar un solo nodo", en="use one node only"), "kubectl uncordon worker-1", caught_by="both", says=say(es="worker-2", en="worker-2")),
    ],
    mended=[
        criterion("running", 2, say(es="La tienda está en marcha", en="The shop is running"), behaves=running("tienda", 3), hints=hints(
            ("`kubectl describe pod`, última línea: ¿qué dice cada nodo?", "`kubectl describe pod`, last line: what does each node say?"),
            ("«were unschedulable»: los nodos están sanos y acordonados. Se vaciaron y nadie los abrió después.", "\"were unschedulable\": the nodes are healthy, and cordoned. They were emptied and nobody opened them afterwards."),
            ("Ábrelos: `kubectl uncordon worker-1 worker-2`.", "Open them: `kubectl uncordon worker-1 worker-2`."),
        )),
        criterion("both", 1, say(es="Y los dos trabajadores admiten pods", en="And both workers take pods"), behaves=lambda case: both_open(case), hints=hints(
            ("`kubectl get nodes`, columna STATUS.", "`kubectl get nodes`, the column STATUS."),
            ("`SchedulingDisabled` es el cordón: lo que hay sigue, nada nuevo entra.", "`SchedulingDisabled` is the cordon: what is there stays, nothing new comes in."),
            ("Quítaselo también al otro: `kubectl uncordon`.", "Take it from the other one too: `kubectl uncordon`."),
        )),
    ],
    debrief=say(
        es="`cordon` (y `drain`, que empieza por él) no tiene vuelta automática. «Ready» dice que la máquina está sana; que admita pods es otra cosa.",
        en="`cordon` (and `drain`, which begins with it) does not end by itself. \"Ready\" says that the machine is healthy; whether it takes pods is another matter.",
    ),
)  # fmt: skip


def both_open(case):
    shut = [node["metadata"]["name"] for node in case.cluster.list("Node") if node["spec"].get("unschedulable")]
    if shut:
        return say(
            es=f"{shut[0]} sigue sin admitir pods: el día que caiga el otro no quedará ninguno.",
            en=f"{shut[0]} still takes no pods: on the day the other one falls, none will be left.",
        )
    return None


incident(
    "too-big",
    "scheduling",
    title=say(es="Un pod que no cabe en ninguna máquina", en="A pod that fits no machine"),
    story=say(
        es="`informe` necesitaba «más potencia» y alguien se la dio. Desde entonces está en Pending, y en los nodos sobra sitio.",
        en="`informe` (report) needed \"more power\" and somebody gave it some. Since then it is Pending, and there is plenty of room on the nodes.",
    ),
    look=["get pods", "describe node worker-1"],
    given=deployment("informe", 1),
    breaks=lambda cluster: [cluster.kubectl("patch deployment informe -p '{\"spec\":{\"strategy\":{\"type\":\"Recreate\",\"rollingUpdate\":null}}}'"),
                            cluster.kubectl("set resources deployment informe --requests=cpu=6"), cluster.advance("5m")],
    repairs=["kubectl set resources deployment informe --requests=cpu=2", "kubectl rollout undo deployment informe"],
    slips=[
        wrong(say(es="más réplicas", en="more replicas"), "kubectl scale deployment informe --replicas=2", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="seis mil milésimas", en="six thousand thousandths"), "kubectl set resources deployment informe --requests=cpu=6000m", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="sólo el límite", en="the limit only"), "kubectl set resources deployment informe --limits=cpu=8", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
    ],
    mended=[
        criterion("running", 1, say(es="El informe está en marcha", en="The report is running"), behaves=running("informe", 1), hints=hints(
            ("`kubectl describe pod`: *Insufficient* ¿qué?", "`kubectl describe pod`: *Insufficient* what?"),
            ("Pide más CPU de la que tiene una máquina entera. Que haya sitio entre todas no sirve: un pod no se parte.", "It asks for more CPU than a whole machine has. That there is room in all of them together is no help: a pod is not split."),
            ("`kubectl set resources deployment informe --requests=cpu=2`.", "Ask for less: `kubectl set resources deployment informe --requests=cpu=2`."),
        )),
    ],
    debrief=say(
        es="El planificador cuenta lo que se **pide** (requests), no lo que se usa, y un pod va entero a un nodo. Si no cabe en el mayor, no cabe.",
        en="The scheduler counts what is **asked for** (requests), not what is used, and a pod goes to one node as a whole. If it does not fit the biggest, it does not fit.",
    ),
)  # fmt: skip

CLASS = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: archivo}
spec:
  selector: {matchLabels: {app: archivo}}
  template:
    metadata: {labels: {app: archivo}}
    spec:
      containers:
      - name: archivo
        image: httpd:2.4
        volumeMounts: [{name: datos, mountPath: /datos}]
      volumes: [{name: datos, persistentVolumeClaim: {claimName: datos}}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: datos}
spec:
  storageClassName: nfs-cliente
  accessModes: [ReadWriteMany]
  resources: {requests: {storage: 5Gi}}
"""

GOOD_CLAIM = (
    """kubectl delete deployment archivo
kubectl delete pvc datos
kubectl apply -f - <<EOF
"""
    + CLASS.replace("nfs-cliente", "nfs-client").strip()
    + "\nEOF"
)

NEW_CLASS = """kubectl apply -f - <<EOF
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: nfs-cliente}
provisioner: k8s-sigs.io/nfs-subdir-external-provisioner
EOF"""

DEFAULT = "kubectl annotate storageclass nfs-client storageclass.kubernetes.io/is-default-class=true"

incident(
    "no-such-class",
    "storage-class",
    title=say(es="Una petición que espera a quien no existe", en="A claim that waits for nobody"),
    story=say(
        es="`archivo` se acaba de instalar y no arranca. El provisionador está en marcha y en la cabina sobra sitio.",
        en="`archivo` (archive) has just been installed and does not start. The provisioner is running and there is plenty of room in the backend.",
    ),
    look=["get pods,pvc", "get storageclass"],
    given="",
    breaks=lambda cluster: [cluster.install("nfs-provisioner"), cluster.settle(), cluster.apply(CLASS), cluster.advance("5m")],
    repairs=[GOOD_CLAIM, NEW_CLASS],
    slips=[
        wrong(say(es="hacerla la de por omisión", en="make it the default one"), DEFAULT, caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="cambiar la clase de la petición", en="change the claim's class"), "kubectl patch pvc datos -p '{\"spec\":{\"storageClassName\":\"nfs-client\"}}'", caught_by="malformed", says="Forbidden"),
        wrong(say(es="reiniciar", en="restart"), "kubectl rollout restart deployment archivo", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
    ],
    mended=[
        criterion("running", 1, say(es="El archivo arranca con su volumen", en="The archive starts with its volume"), behaves=running("archivo", 1), hints=hints(
            ("`kubectl describe pvc datos`: ¿qué clase pide? `kubectl get storageclass`: ¿cuáles hay?", "`kubectl describe pvc datos`: which class does it ask for? `kubectl get storageclass`: which ones are there?"),
            ("Pide `nfs-cliente` y hay `nfs-client`. La clase de una petición no se puede cambiar.", "It asks for `nfs-cliente` and there is `nfs-client`. The class of a claim cannot be changed."),
            ("Borra la petición (y a quien la usa) y créala con la clase buena; o crea una clase con el nombre que pide.", "Delete the claim (and who uses it) and make it with the right class; or make a class with the name it asks for."),
        )),
    ],
    debrief=say(
        es="Una clase mal escrita no es un error: es una clase que quizá llegue mañana, y la petición la espera. Por eso también vale crearla. La de por omisión sólo es para quien no nombra ninguna.",
        en="A misspelt class is no error: it is a class that may come tomorrow, and the claim waits for it. That is why making it works too. The default one is only for those who name none.",
    ),
)  # fmt: skip

incident(
    "nobody-provisions",
    "provisioner",
    title=say(es="La clase está bien y nadie hace el volumen", en="The class is right and nobody makes the volume"),
    story=say(
        es="Ayer los volúmenes se creaban solos. Hoy `archivo` espera el suyo desde hace diez minutos. La clase existe y está bien escrita.",
        en="Yesterday volumes were made by themselves. Today `archivo` (archive) has been waiting for its own for ten minutes. The class exists and is spelt right.",
    ),
    look=["get pods,pvc", "get storageclass"],
    given="",
    breaks=lambda cluster: [cluster.install("nfs-provisioner"), cluster.settle(), cluster.kubectl("scale deployment nfs-client-provisioner -n nfs-provisioner --replicas=0"),
                            cluster.advance("1m"), cluster.apply(CLASS.replace("nfs-cliente", "nfs-client")), cluster.advance("10m")],
    repairs=["kubectl scale deployment nfs-client-provisioner -n nfs-provisioner --replicas=1"],
    slips=[
        wrong(say(es="otra petición igual", en="the same claim again"), "kubectl delete pod -l app=archivo", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="hacer la clase la de por omisión", en="make the class the default one"), DEFAULT, caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="reiniciar el provisionador a cero", en="restart the provisioner at zero"), "kubectl rollout restart deployment nfs-client-provisioner -n nfs-provisioner", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
    ],
    mended=[
        criterion("running", 1, say(es="El archivo arranca con su volumen", en="The archive starts with its volume"), behaves=running("archivo", 1), hints=hints(
            ("`kubectl describe pvc datos`: ¿a quién espera?", "`kubectl describe pvc datos`: for whom does it wait?"),
            ("Espera a un provisionador, que es un programa: busca su Deployment y mira si está en marcha.", "It waits for a provisioner, which is a program: look for its Deployment and see whether it runs."),
            ("`kubectl scale deployment nfs-client-provisioner -n nfs-provisioner --replicas=1`.", "Let it run again: `kubectl scale deployment nfs-client-provisioner -n nfs-provisioner --replicas=1`."),
        )),
    ],
    debrief=say(
        es="Una StorageClass es un papel con un nombre de provisionador. Quien trabaja es un pod; con cero pods, las peticiones se quedan en la cola sin un solo error.",
        en="A StorageClass is a sheet of paper with a provisioner's name on it. A pod does the work; with no pods, claims stay in the queue without a single error.",
    ),
)  # fmt: skip

DATABASE = """
apiVersion: v1
kind: Service
metadata: {name: basedatos}
spec: {clusterIP: None, selector: {app: basedatos}, ports: [{port: 3306}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: basedatos}
spec:
  serviceName: basedatos
  selector: {matchLabels: {app: basedatos}}
  template:
    metadata: {labels: {app: basedatos}}
    spec:
      containers:
      - name: mariadb
        image: mariadb:11.4
        env: [{name: MARIADB_ROOT_PASSWORD, value: s3creta}]
"""


def node_gone(cluster):
    """The machine under the only member dies for good."""
    cluster.fail_node(cluster.get("Pod", "basedatos-0")["spec"]["nodeName"])
    cluster.advance("20m")


incident(
    "dead-node",
    "statefulset",
    title=say(es="Terminating desde hace un cuarto de hora", en="Terminating for a quarter of an hour"),
    story=say(
        es="La máquina de `basedatos-0` se quemó (literalmente: no va a volver). La base de datos sigue caída y Kubernetes no la levanta en el otro nodo.",
        en="The machine of `basedatos-0` burned down (literally: it will not come back). The database is still away, and Kubernetes does not raise it on the other node.",
    ),
    look=["get pods -o wide", "get nodes"],
    given=DATABASE,
    breaks=node_gone,
    repairs=["kubectl delete pod basedatos-0 --force --grace-period=0", "kubectl taint node worker-1 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"],
    slips=[
        wrong(say(es="borrarlo sin más", en="just delete it"), "kubectl delete pod basedatos-0 --wait=false", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="más réplicas", en="more replicas"), "kubectl scale statefulset basedatos --replicas=2", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
        wrong(say(es="reiniciar el StatefulSet", en="restart the StatefulSet"), "kubectl rollout restart statefulset basedatos", caught_by="running", says=say(es="hay 0 pods listos", en="0 pods are ready")),
    ],
    mended=[
        criterion("running", 1, say(es="La base de datos está en marcha en el otro nodo", en="The database runs on the other node"), behaves=running("basedatos", 1), hints=hints(
            ("`kubectl get pod basedatos-0 -o wide`: ¿quién tiene que confirmar que ha acabado?", "`kubectl get pod basedatos-0 -o wide`: who has to confirm that it has ended?"),
            ("El kubelet de un nodo muerto. Un StatefulSet no crea otro con el mismo nombre mientras no conste que el anterior no está.", "The kubelet of a dead node. A StatefulSet makes no other of the same name as long as it is not certain that the former is gone."),
            ("Tú sí sabes que no volverá: `kubectl delete pod basedatos-0 --force --grace-period=0`.", "You do know that it will not come back: `kubectl delete pod basedatos-0 --force --grace-period=0`."),
        )),
    ],
    debrief=say(
        es="Dos `basedatos-0` sobre los mismos datos sería peor que ninguno, así que Kubernetes espera una certeza que un nodo muerto no puede dar. Forzar el borrado es dar tu palabra: hazlo sólo si la máquina está apagada de verdad.",
        en="Two of `basedatos-0` on the same data would be worse than none, so Kubernetes waits for a certainty that a dead node cannot give. To force the deletion is to give your word: only do so if the machine is truly off.",
    ),
)  # fmt: skip

BACKUP = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: copia}
spec:
  schedule: "0 23 * * *"
  timeZone: Europe/Madrid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: copia, image: "busybox:1.37", command: [sh, -c, "echo copiado"]}]
"""


def copied_each_night(case):
    """Within the next three nights three Jobs begin at 23:00 in Madrid and end well."""
    before = {job["metadata"]["uid"] for job in case.cluster.list("Job", "default")}
    begin = int(case.cluster.now)
    case.cluster.advance("72h")
    made = [
        change.new
        for change in case.cluster.changes
        if change.kind == "Job"
        and change.old is None
        and change.new
        and change.time > begin
        and change.new["metadata"]["uid"] not in before
    ]
    hours = [job["metadata"]["creationTimestamp"][11:16] for job in made]
    if hours == ["22:00"] * 3:
        return None
    if not hours:
        return say(es="Pasan tres noches y no empieza ninguna copia.", en="Three nights pass and no copy begins.")
    return say(es=f"En tres días empiezan {len(hours)} copias, a las {', '.join(hours)} UTC; se esperaban tres, a las 22:00 UTC (las 23:00 de Madrid).",
               en=f"Within three days {len(hours)} copies begin, at {', '.join(hours)} UTC; three were expected, at 22:00 UTC (23:00 in Madrid).")  # fmt: skip


incident(
    "no-copies",
    "cronjob",
    title=say(es="Hace una semana que no hay copia", en="There has been no copy for a week"),
    story=say(
        es="La última copia es de antes de las fiestas. El CronJob está ahí y nadie ha visto ningún error.",
        en="The last copy is from before the holidays. The CronJob is there and nobody has seen an error.",
    ),
    look=["get cronjob", "get jobs"],
    given=BACKUP,
    breaks=lambda cluster: [cluster.advance("24h"), cluster.kubectl(["patch", "cronjob", "copia", "-p", '{"spec":{"suspend":true}}']), cluster.advance("168h")],
    repairs=["kubectl patch cronjob copia -p '{\"spec\":{\"suspend\":false}}'", "kubectl patch cronjob copia --type=merge -p '{\"spec\":{\"suspend\":null}}'"],
    slips=[
        wrong(say(es="una copia a mano", en="one copy by hand"), "kubectl create job ahora --from=cronjob/copia", caught_by="nightly", says=say(es="Pasan tres noches y no empieza", en="Three nights pass and no copy begins")),
        wrong(say(es="otro horario", en="another schedule"), "kubectl patch cronjob copia -p '{\"spec\":{\"schedule\":\"0 22 * * *\"}}'", caught_by="nightly", says=say(es="Pasan tres noches y no empieza", en="Three nights pass and no copy begins")),
        wrong(say(es="hacerlo de nuevo sin zona", en="make it anew without a zone"),
              "kubectl delete cronjob copia\nkubectl create cronjob copia --image=busybox:1.37 --schedule='0 23 * * *' -- echo copiado",
              caught_by="nightly", says=say(es="a las 23:00, 23:00, 23:00 UTC", en="at 23:00, 23:00, 23:00 UTC")),
    ],
    mended=[
        criterion("nightly", 1, say(es="Una copia cada noche, a su hora", en="A copy each night, at its hour"), behaves=copied_each_night, hints=hints(
            ("`kubectl get cronjob`: todas las columnas.", "`kubectl get cronjob`: all of its columns."),
            ("SUSPEND dice True: se paró por las fiestas y nadie lo volvió a poner en marcha.", "SUSPEND says True: it was stopped for the holidays and nobody started it again."),
            ("`spec.suspend: false` en el CronJob.", "`spec.suspend: false` in the CronJob."),
        )),
    ],
    debrief=say(
        es="Un CronJob suspendido no falla: no hace nada, y nada es lo que se oye. Lo que vigila una copia es que **exista la de hoy**, no que no haya errores.",
        en="A suspended CronJob does not fail: it does nothing, and nothing is what one hears. What watches a backup is that **today's exists**, not that there are no errors.",
    ),
)  # fmt: skip
