"""A namespace with a purse: pods that do not say what they need are not let in, and those that ask for too much run out of it.

The checks count who runs, what is left in the purse, and whether the next rollout still fits. Next: `workloads_rolling.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: ResourceQuota
metadata:
  name: bolsa
spec:
  hard:
    requests.cpu: {purse}m
    pods: "6"
"""
RIGHT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
        resources:
          requests:
            cpu: 200m
""".lstrip()
RESOURCES = RIGHT[RIGHT.index("        resources:") :]


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def ready(cluster, image="nginx"):
    found = [
        p
        for p in cluster.list("Pod", "default", labels="app=web")
        if "deletionTimestamp" not in p["metadata"] and image in p["spec"]["containers"][0]["image"]
    ]
    return sum(
        any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", ())) for p in found
    )


def refused(cluster):
    """What the quota said the last time that it refused a pod: what is missing, or too much."""
    said = [e["message"] for e in cluster.events("default") if e["reason"] == "FailedCreate"]
    return said[-1].partition("is forbidden: ")[2] if said else ""


def three(case):
    """All three are up, and were let in by the purse."""
    case.cluster.advance("5m")
    found = ready(case.cluster)
    if found >= 3:
        return None
    why = refused(case.cluster)
    return say(
        es=f"Atienden {found} pods de los 3. Lo que se le contestó al ReplicaSet: {why}",
        en=f"{found} pods of 3 serve. What the ReplicaSet was told: {why}",
    )


def room_for_change(case):
    """A new version comes in without taking the old one away first."""
    if three(case) is not None:
        return say(
            es="Sin los tres en marcha no hay actualización que probar.",
            en="Without all three running there is no update to try.",
        )
    case.cluster.kubectl("set image deployment/web nginx=nginx:1.28")
    case.cluster.advance("10m")
    new = ready(case.cluster, "1.28")
    if new == 3:
        return None
    return say(es=f"Se cambió de versión, y diez minutos después hay {new} pods nuevos de 3: en la bolsa no cabe ni uno más. {refused(case.cluster)}",
               en=f"The version was changed, and ten minutes later there are {new} new pods of 3: the purse has no room for one more. {refused(case.cluster)}")  # fmt: skip


def purse_kept(case):
    """The purse is what it was, and something that was asked for is in it."""
    case.cluster.advance("5m")
    hard = case.cluster.get("ResourceQuota", "bolsa")["spec"].get("hard", {}).get("requests.cpu")
    if hard != case.start.get("ResourceQuota", "bolsa")["spec"]["hard"]["requests.cpu"]:
        return say(
            es=f"La bolsa ha pasado a ser de {hard}: eso no te toca a ti.",
            en=f"The purse has become {hard}: that is not for you to do.",
        )
    if ready(case.cluster) and case.cluster.get("ResourceQuota", "bolsa")["status"].get("used", {}).get(
        "requests.cpu"
    ) in ("0", None):
        return say(
            es="Los pods no gastan nada de la bolsa: no tienen ni un milicpu guardado.",
            en="The pods spend nothing of the purse: not one millicpu is kept for them.",
        )
    if three(case) is None:
        return None
    return say(
        es="La bolsa está intacta, y la web, sin sus tres pods.",
        en="The purse is untouched, and the site is without its three pods.",
    )


exercise(
    "workloads.quota",
    3,
    hat=say(es="Gorra de desarrollo, con la bolsa que le dio administración", en="Developer's hat, with the purse that the administrators gave"),
    title=say(es="Un espacio de nombres con bolsa", en="A namespace with a purse"),
    prompt=say(
        es="""
Administración ha puesto en tu espacio de nombres una cuota, `bolsa`: entre todos los pods se pueden pedir **{purse}m** de cpu, y ni uno más. El Deployment de la celda funcionaba ayer; hoy no tiene ni un pod, y `kubectl apply` no se queja.

Que haya tres, sin tocar la cuota; y que quepa además una actualización corriente, que durante un rato necesita un pod de más. Cada pod va sobrado con 200m.
""",
        en="""
The administrators have put a quota into your namespace, `bolsa` (purse): all pods together may ask for **{purse}m** of cpu, and not one more. The Deployment in the cell worked yesterday; today it has no pod at all, and `kubectl apply` does not complain.

Get the three of them, without touching the quota; and leave room for an ordinary update, which needs one more pod for a while. 200m is plenty for each pod.
""",
    ),
    varies=lambda chance: (lambda purse: {"purse": purse, "third": purse // 3, "more": purse * 2})(900 + 30 * chance.below(8, "purse")),
    given=GIVEN,
    starter=edited((RESOURCES, "")),
    solution=RIGHT,
    also_right=[
        edited(("          requests:\n            cpu: 200m\n", "          limits:\n            cpu: 220m\n")),
        edited(("cpu: 200m", "cpu: 0.2")),
        # a surge that is not needed: one goes before one comes
        edited(("  replicas: 3\n", "  replicas: 3\n  strategy:\n    rollingUpdate:\n      maxSurge: 0\n      maxUnavailable: 1\n"), ("cpu: 200m", "cpu: {third}m")),
    ],
    wrong=[
        wrong(say(es="sin decir nada se gasta poco", en="saying nothing spends little"), edited((RESOURCES, "")), caught_by="three", says="must specify requests.cpu"),
        wrong(say(es="medio procesador cada uno", en="half a cpu each"), edited(("cpu: 200m", "cpu: 500m")), caught_by="three", says="exceeded quota: bolsa"),
        wrong(say(es="la bolsa, a partes iguales", en="the purse in equal parts"), edited(("cpu: 200m", "cpu: {third}m")), caught_by="room-for-change", says=say(es="no cabe ni uno más", en="has no room for one more")),
        wrong(say(es="un límite de memoria ya es pedir", en="a limit of memory is asking too"), edited(("cpu: 200m", "memory: 64Mi")), caught_by="three", says="must specify requests.cpu"),
        wrong(say(es="agrandar la bolsa", en="make the purse larger"), GIVEN.lstrip().replace("{purse}m", "{more}m") + "---\n" + RIGHT, caught_by="purse-kept", says=say(es="La bolsa ha pasado a ser de", en="The purse has become")),
        wrong(say(es="pedir cero", en="ask for zero"), edited(("cpu: 200m", "cpu: 0")), caught_by="purse-kept", says=say(es="no gastan nada de la bolsa", en="spend nothing of the purse")),
    ],
    checks=[
        criterion(
            "three", 1, say(es="Los tres están en marcha", en="All three are running"), behaves=three,
            hints=[
                say(es="`kubectl describe replicaset -l app=web`: el error no está en el Deployment ni hay pod donde mirar.", en="`kubectl describe replicaset -l app=web`: the error is not in the Deployment, and there is no pod to look at."),
                say(es="Con una cuota de `requests.cpu`, un pod que no dice cuánta cpu pide no se admite; y el que pide más de lo que queda, tampoco.",
                    en="With a quota of `requests.cpu`, a pod that does not say how much cpu it asks for is not admitted; nor is one that asks for more than is left."),
                say(es="`resources: {requests: {cpu: 200m}}`, en el contenedor de la plantilla.", en="`resources: {requests: {cpu: 200m}}`, in the template's container."),
            ],
        ),
        criterion(
            "room-for-change", 1, say(es="Cabe una actualización", en="An update fits"), behaves=room_for_change,
            hints=[
                say(es="`kubectl describe quota bolsa`: ¿cuánto queda con los tres en marcha?", en="`kubectl describe quota bolsa`: how much is left with all three running?"),
                say(es="Una actualización corriente crea uno nuevo antes de quitar uno viejo: por un rato son cuatro.", en="An ordinary update makes a new one before it takes an old one away: for a while there are four."),
                say(es="Cuatro veces lo que pidas ha de caber en {purse}m: con 200m son 800m.", en="Four times what you ask for must fit into {purse}m: with 200m that is 800m."),
            ],
        ),
        criterion(
            "purse-kept", 1, say(es="La bolsa es la que era, y se gasta de ella", en="The purse is what it was, and is spent from"), behaves=purse_kept,
            hints=[
                say(es="`kubectl describe quota bolsa`, columnas *Used* y *Hard*.", en="`kubectl describe quota bolsa`, the columns *Used* and *Hard*."),
                say(es="La cuota es de quien administra; lo tuyo es lo que piden tus pods.", en="The quota is the administrator's; yours is what your pods ask for."),
                say(es="Sólo hace falta cambiar el Deployment.", en="Only the Deployment needs a change."),
            ],
        ),
    ],
    debrief=say(
        es="""
Una cuota se comprueba al **crear pods**, no al aplicar el Deployment: por eso `apply` no se queja, y quien recibe el «no» es el ReplicaSet, que lo apunta en sus eventos y lo sigue intentando. En cuanto hay cuota de un recurso, hay que decir
cuánto se pide de él. Y la cuenta no acaba en las réplicas: una actualización necesita sitio, o un `maxSurge: 0` y un pod menos por un rato.
""",
        en="""
A quota is checked as **pods are created**, not as the Deployment is applied: so `apply` does not complain, and the one who is told "no" is the ReplicaSet, which notes it in its events and goes on trying. As soon as there is a quota of a resource, you have
to say how much of it you ask for. And the sum does not end with the replicas: an update needs room, or a `maxSurge: 0` and one pod less for a while.
""",
    ),
)  # fmt: skip
