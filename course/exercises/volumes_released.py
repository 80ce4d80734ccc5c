"""Released is not Available: a kept volume remembers its last owner, and somebody must make it forget.

The checks see who has the volume now and read last year's invoices in the pod. Next: `volumes_statefulset.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: PersistentVolume
metadata:
  name: {volume}
spec:
  storageClassName: facturas
  capacity:
    storage: 10Gi
  accessModes: [ReadWriteMany]
  persistentVolumeReclaimPolicy: Retain
  nfs:
    server: 192.168.0.61
    path: /{volume}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: facturas
spec:
  storageClassName: facturas
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 10Gi
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: facturas
spec:
  selector:
    matchLabels:
      app: facturas
  template:
    metadata:
      labels:
        app: facturas
    spec:
      containers:
      - name: web
        image: httpd:2.4
        volumeMounts:
        - name: datos
          mountPath: /datos
      volumes:
      - name: datos
        persistentVolumeClaim:
          claimName: facturas
"""
CLAIM = GIVEN.split("---\n")[1]


def lose_the_claim(cluster):
    """Write the invoices, delete the claim as somebody did on a bad Friday, and ask again: Released, and Pending."""
    pod = cluster.list("Pod", "default", labels="app=facturas")[0]["metadata"]["name"]
    cluster.exec(pod, ["sh", "-c", "echo factura-77 > /datos/libro"])
    cluster.kubectl("scale deployment facturas --replicas=0")
    cluster.settle("5m")
    cluster.delete("PersistentVolumeClaim", "facturas")
    cluster.settle("5m")
    cluster.apply(CLAIM)
    cluster.kubectl("scale deployment facturas --replicas=1")


def bound(case):
    """The claim has the volume of always."""
    case.cluster.advance("2m")
    claims = [c for c in case.cluster.list("PersistentVolumeClaim", "default") if c["metadata"]["name"] == "facturas"]
    if not claims:
        return say(es="La petición facturas ya no existe, y el pod no puede arrancar sin ella.",
                   en="The claim facturas is not there any more, and the pod cannot start without it.")  # fmt: skip
    claim, volume = claims[0], case.values["volume"]
    if claim["status"].get("phase") == "Bound" and claim["spec"].get("volumeName") == volume:
        return None
    found = [v for v in case.cluster.list("PersistentVolume") if v["metadata"]["name"] == volume]
    if not found:
        return say(es=f"Ya no hay ningún volumen {volume} registrado en el clúster; la petición espera.",
                   en=f"No volume {volume} is registered in the cluster any more; the claim waits.")  # fmt: skip
    phase = found[0]["status"].get("phase")
    if phase == "Available":
        return say(es=f"El volumen {volume} está Available y la petición sigue {claim['status'].get('phase')}: ya no se corresponden.",
                   en=f"The volume {volume} is Available and the claim is still {claim['status'].get('phase')}: they do not match any more.")  # fmt: skip
    return say(es=f"El volumen {volume} sigue {phase} y la petición, {claim['status'].get('phase')}: el volumen recuerda a otra dueña.",
               en=f"The volume {volume} is still {phase} and the claim {claim['status'].get('phase')}: the volume remembers another owner.")  # fmt: skip


def readable(case):
    """Last year's invoices, in the pod that serves them."""
    case.cluster.advance("5m")
    for pod in case.cluster.list("Pod", "default", labels="app=facturas"):
        if pod["status"].get("phase") == "Running":
            if "factura-77" in case.cluster.exec(pod["metadata"]["name"], ["cat", "/datos/libro"]).stdout:
                return None
            return say(
                es="El pod está en marcha, y en su disco no está la factura 77.",
                en="The pod runs, and invoice 77 is not on its disk.",
            )
    return say(es="Ningún pod de facturas está en marcha: nadie puede leer la factura 77.",
               en="No pod of facturas is running: nobody can read invoice 77.")  # fmt: skip


def next_time(case):
    """The same again, after the answer: what is kept must be kept still."""
    if bound(case) is not None:
        return say(
            es="Todavía no hay un volumen que proteger la próxima vez.",
            en="There is no volume yet to protect the next time.",
        )
    lose = case.cluster
    lose.kubectl("scale deployment facturas --replicas=0")
    lose.settle("5m")
    lose.delete("PersistentVolumeClaim", "facturas")
    lose.advance("2m")
    if any(
        v["metadata"]["name"] == case.values["volume"] and v["status"].get("phase") == "Released"
        for v in lose.list("PersistentVolume")
    ):
        return None
    return say(es="Alguien vuelve a borrar la petición, y esta vez el volumen no se queda con sus datos.",
               en="Somebody deletes the claim again, and this time the volume does not keep its data.")  # fmt: skip


FORGET = 'kubectl patch pv {volume} --type=json -p \'[{"op":"remove","path":"/spec/claimRef"}]\''

exercise(
    "volumes.released",
    3,
    kind="kubectl",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Un volumen que no olvida a su ex", en="A volume that cannot forget"),
    prompt=say(
        es="""
El viernes alguien borró la petición `facturas`. El volumen `{volume}` era `Retain`, así que los datos están: `kubectl get pv` dice `Released`. El
lunes se volvió a crear la misma petición, con el mismo nombre, y ahí sigue: `Pending`, y su pod con ella.

Escribe las órdenes de kubectl que devuelven el volumen a la petición `facturas`, **con sus datos**, y sin que la próxima vez se pierdan. (Para mirar sin
riesgo: `cluster = begin("volumes.released")`.)
""",
        en="""
On Friday somebody deleted the claim `facturas` (invoices). The volume `{volume}` was `Retain`, so the data are there: `kubectl get pv` says `Released`. On
Monday the same claim was made again, under the same name, and there it is: `Pending`, and its pod with it.

Write the kubectl commands that give the volume back to the claim `facturas`, **with its data**, and without losing them the next time. (To look without
risk: `cluster = begin("volumes.released")`.)
""",
    ),
    varies=lambda chance: {"volume": f"{('cabina', 'caja', 'armario')[chance.below(3, 'word')]}-{1 + chance.below(9, 'number')}"},
    given=GIVEN,
    prepare=lose_the_claim,
    starter=say(es="# kubectl …", en="# kubectl …"),
    solution=FORGET,
    also_right=[
        'kubectl patch pv {volume} -p \'{"spec":{"claimRef":null}}\'',
        'kubectl patch pv {volume} -p \'{"spec":{"claimRef":{"uid":null,"resourceVersion":null}}}\'',
        "kubectl get pvc\n" + FORGET + "\nkubectl get pvc,pv",
    ],
    wrong=[
        wrong(say(es="borrar el volumen, que ya volverá", en="delete the volume, it will come back"), "kubectl delete pv {volume}",
              caught_by="bound", says=say(es="Ya no hay ningún volumen", en="is registered in the cluster any more")),
        wrong(say(es="reiniciar el pod", en="restart the pod"), "kubectl rollout restart deployment facturas",
              caught_by="bound", says=say(es="el volumen recuerda a otra dueña", en="the volume remembers another owner")),
        wrong(say(es="que se recicle: Delete", en="let it be recycled: Delete"), 'kubectl patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}\'',
              caught_by="readable", says=say(es="nadie puede leer la factura 77", en="nobody can read invoice 77")),
        wrong(say(es="liberarlo, y que la próxima vez se borre", en="free it, and let it be deleted the next time"),
              FORGET + '\nkubectl patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Delete"}}\'',
              caught_by="next-time", says=say(es="esta vez el volumen no se queda", en="this time the volume does not keep")),
        wrong(say(es="cambiarle la clase de paso", en="change its class on the way"), 'kubectl patch pv {volume} -p \'{"spec":{"storageClassName":"libre","claimRef":null}}\'',
              caught_by="bound", says=say(es="ya no se corresponden", en="they do not match any more")),
    ],
    checks=[
        criterion(
            "bound", 1, say(es="La petición facturas tiene su volumen de siempre", en="The claim facturas has its volume of always"), behaves=bound,
            hints=[
                say(es="`kubectl get pv {volume} -o yaml`: lee `spec.claimRef` despacio.", en="`kubectl get pv {volume} -o yaml`: read `spec.claimRef` slowly."),
                say(es="El volumen recuerda a su petición por el **uid**: la nueva se llama igual y es otra.",
                    en="The volume remembers its claim by the **uid**: the new one has the same name and is another one."),
                say(es="Quita `spec.claimRef` del volumen: `kubectl patch pv {volume} --type=json -p …` con `op: remove`.",
                    en="Remove `spec.claimRef` from the volume: `kubectl patch pv {volume} --type=json -p …` with `op: remove`."),
            ],
        ),
        criterion(
            "readable", 1, say(es="La factura 77 se puede leer", en="Invoice 77 can be read"), behaves=readable,
            hints=[
                say(es="¿Qué espera el pod? `kubectl describe pod -l app=facturas`.", en="What does the pod wait for? `kubectl describe pod -l app=facturas`."),
                say(es="Un pod cuya petición está Pending no se coloca; en cuanto se ligue arrancará solo.",
                    en="A pod whose claim is Pending is not placed; once it is bound it starts by itself."),
                say(es="No hay que tocar el Deployment: basta con que el volumen olvide su `claimRef`.", en="The Deployment needs no change: it is enough that the volume forgets its `claimRef`."),
            ],
        ),
        criterion(
            "next-time", 1, say(es="La próxima vez tampoco se pierde", en="It will not be lost the next time either"), behaves=next_time,
            hints=[
                say(es="¿Qué le pasa a un volumen cuando se borra su petición? ¿Quién lo decide?", en="What happens to a volume when its claim is deleted? Who decides?"),
                say(es="`persistentVolumeReclaimPolicy`: con `Retain` se queda, con `Delete` se va con la petición.",
                    en="`persistentVolumeReclaimPolicy`: with `Retain` it stays, with `Delete` it goes with the claim."),
                say(es="Déjala en `Retain`.", en="Leave it at `Retain`."),
            ],
        ),
    ],
    debrief=say(
        es="""
Al ligarse, el volumen se apunta a su petición con nombre, espacio de nombres y **uid**. Si la petición muere, un volumen `Retain` se queda como `Released`: con los datos,
y con el apunte, para que nadie los herede por accidente. Una petición nueva que se llame igual tiene otro uid, y no es ella. Borrar el apunte es una decisión de
una persona: la de quien administra, después de mirar qué hay dentro.
""",
        en="""
As it is bound, the volume notes its claim by name, namespace and **uid**. If the claim dies, a `Retain` volume is left `Released`: with the data, and with
the note, so that nobody inherits them by accident. A new claim of the same name has another uid, and is not the one. Deleting the note is a
person's decision: the administrator's, after looking at what is inside.
""",
    ),
)  # fmt: skip
