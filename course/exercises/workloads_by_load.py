"""Between 3 and 10 replicas, by the work there is: what pods ask for, and a number that moves by itself.

The checks send requests that cost CPU, count the pods while they do, and again when all is quiet. Next: `workloads_fits_nowhere.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

URL = "http://app.miempresa.com/"

SERVICE = """
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  type: NodePort
  selector:
    app: {name}
  ports:
  - port: 80
    nodePort: 30080
"""
WEB = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
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
      - name: web
        image: httpd:2.4
"""
ASKS = "        resources:\n          requests:\n            cpu: {ask}m\n"
SCALER = """---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {name}
spec:
  minReplicas: 3
  maxReplicas: 10
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {name}
  metrics:
  - type: Resource
    resource:
      name: cpu
      target:
        type: Utilization
        averageUtilization: {percent}
"""
OLD = """---
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata:
  name: subir-y-bajar
spec:
  minReplicas: 3
  maxReplicas: 10
  targetCPUUtilizationPercentage: {percent}
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {name}
"""
RIGHT = WEB + ASKS + SCALER


def count(case):
    """The pods that serve."""
    found = 0
    for pod in case.cluster.list("Pod", "default", labels=f"app={case.values['name']}"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        found += ready and "deletionTimestamp" not in pod["metadata"]
    return found


def busy(case, pods, minutes=3):
    """As much work as keeps so many pods at the share they should have, for some minutes: how many there are then."""
    cost = pods * case.values["ask"] * case.values["percent"] // 100 // 2
    case.cluster.advance("2m")
    case.cluster.load(URL, rate=2, cost=f"{cost}m", duration=f"{minutes}m")
    case.cluster.advance(f"{minutes}m")
    return count(case)


def complaint(case):
    """What the autoscaler says of itself, for a learner who wonders why nothing moves."""
    found = case.cluster.list("HorizontalPodAutoscaler", "default")
    if not found:
        return say(es="Nadie tiene el encargo de cambiarlo.", en="It is nobody's job to change it.")  # fmt: skip
    for row in found[0]["status"].get("conditions", ()):
        if row["status"] == "False" and row["type"] in ("AbleToScale", "ScalingActive"):
            return say(es=f"El autoescalador dice: {row['reason']}, {row['message']}", en=f"The autoscaler says: {row['reason']}, {row['message']}")  # fmt: skip
    return say(es="El autoescalador está, y no ve motivo para subir.", en="The autoscaler is there, and sees no reason to go up.")  # fmt: skip


def rest(case):
    """With nobody there, three."""
    case.cluster.advance("6m")
    now = count(case)
    if now == 3:
        return None
    return say(es=f"Pods sin visitas: {now}, y se piden 3, ni uno menos ni uno más.", en=f"Pods with no visitors: {now}, and 3 are asked for, not one less and not one more.")  # fmt: skip


def grows(case):
    """Work for six brings about six."""
    now = busy(case, 6)
    if 5 <= now <= 8:
        return None
    if now <= 3:
        words = complaint(case)
        return say(es=f"Con trabajo para seis hay {now} pods. {words.es}", en=f"With work for six there are {now} pods. {words.en}")  # fmt: skip
    return say(es=f"Con trabajo para seis hay {now} pods: la cuenta se hace sobre lo que cada pod ha pedido ({case.values['ask']}m).",
               en=f"With work for six there are {now} pods: the sum is done on what each pod asked for ({case.values['ask']}m).")  # fmt: skip


def limit(case):
    """Work for thirty brings ten."""
    now = busy(case, 30, minutes=6)
    if now == 10:
        return None
    return say(es=f"Con trabajo para treinta hay {now} pods; el tope es 10, y hay que llegar a él.", en=f"With work for thirty there are {now} pods; the limit is 10, and it has to be reached.")  # fmt: skip


def back(case):
    """After the rush, three again."""
    before = busy(case, 6)
    case.cluster.advance("12m")
    now = count(case)
    if before > 3 and now == 3:
        return None
    if before <= 3:
        return say(es="No ha llegado a subir: nada que bajar.", en="It did not go up: nothing to come down from.")  # fmt: skip
    return say(es=f"Doce minutos después de irse la gente siguen {now} pods.", en=f"Twelve minutes after people left there are still {now} pods.")  # fmt: skip


exercise(
    "workloads.by-load",
    4,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="De 3 a 10, según el trabajo", en="From 3 to 10, by the work there is"),
    prompt=say(
        es="""
«Quiero tener en producción entre **3 y 10** pods de esta plantilla.» La plantilla es la de `{name}`; en la celda alguien escribió un número fijo. Haz que el número se mueva solo:

- cada pod **pide {ask}m** de CPU;
- se quiere que, de media, gasten el **{percent} %** de lo que piden: si gastan más, que haya más pods; si gastan menos, menos;
- nunca menos de 3 ni más de 10.

El Service `{name}` ya publica la web en `http://app.miempresa.com/`, y este clúster trae un *metrics-server*. La comprobación mandará visitas.
""",
        en="""
"In production I want between **3 and 10** pods of this template." The template is that of `{name}`; in the cell somebody wrote a fixed number. Make the number move by itself:

- each pod **asks for {ask}m** of CPU;
- on average they are to use **{percent} %** of what they ask for: if they use more, there are to be more pods; if less, fewer;
- never fewer than 3 nor more than 10.

The Service `{name}` publishes the site already as `http://app.miempresa.com/`, and this cluster comes with a metrics-server. The check will send visitors.
""",
    ),
    cluster={"platform": "cloud"},
    varies=lambda chance: {
        "name": "web", "ask": 100 * (1 + chance.below(3, "ask")), "percent": (50, 60)[chance.below(2, "percent")],
    },
    given=SERVICE,
    starter=WEB.replace("replicas: 3", "replicas: 2"),
    solution=RIGHT,
    also_right=[
        WEB + ASKS + OLD,
        WEB.replace("  replicas: 3\n", "") + ASKS.replace("requests", "limits") + SCALER.replace("  - type: Resource", "  - type: ContainerResource").replace("    resource:\n      name: cpu", "    containerResource:\n      container: web\n      name: cpu"),
    ],
    wrong=[
        wrong(say(es="diez, y no se hable más", en="ten, and that is that"), WEB.replace("replicas: 3", "replicas: 10") + ASKS, caught_by="rest",
              says=say(es="Pods sin visitas: 10", en="Pods with no visitors: 10")),
        wrong(say(es="un Deployment crece solo", en="a Deployment grows by itself"), WEB + ASKS, caught_by="grows",
              says=say(es="Nadie tiene el encargo de cambiarlo", en="It is nobody's job to change it")),
        wrong(say(es="el tanto por ciento es de la máquina", en="the percentage is that of the machine"), WEB + SCALER, caught_by="grows",
              says=say(es="missing request for cpu", en="missing request for cpu")),
        wrong(say(es="mínimo 1, que es más barato", en="minimum 1, which is cheaper"), RIGHT.replace("minReplicas: 3", "minReplicas: 1"), caught_by="rest",
              says=say(es="Pods sin visitas: 1,", en="Pods with no visitors: 1,")),
        wrong(say(es="sin tope", en="no limit"), RIGHT.replace("maxReplicas: 10", "maxReplicas: 40"), caught_by="limit",
              says=say(es="el tope es 10", en="the limit is 10")),
        wrong(say(es="seis bastan", en="six will do"), RIGHT.replace("maxReplicas: 10", "maxReplicas: 6"), caught_by="limit",
              says=say(es="Con trabajo para treinta hay 6 pods", en="With work for thirty there are 6 pods")),
        wrong(say(es="apuntar a otro", en="aiming at another one"), WEB + ASKS + SCALER.replace("    name: {name}\n  metrics", "    name: {name}-1\n  metrics"), caught_by="grows",
              says=say(es="FailedGetScale", en="FailedGetScale")),
        wrong(say(es="pedir poco, para que quepan", en="asking for little, so that they fit"), RIGHT.replace("cpu: {ask}m", "cpu: 10m"), caught_by="grows",
              says=say(es="la cuenta se hace sobre lo que cada pod ha pedido", en="the sum is done on what each pod asked for")),
        wrong(say(es="subir y no bajar", en="up and never down"), RIGHT + "  behavior:\n    scaleDown:\n      selectPolicy: Disabled\n", caught_by="back",
              says=say(es="siguen 6 pods", en="there are still 6 pods")),
    ],
    checks=[
        criterion(
            "rest", 1, say(es="Sin visitas, 3", en="With no visitors, 3"), behaves=rest,
            hints=[
                say(es="`kubectl get deployment,hpa`: ¿quién pone el número ahora?", en="`kubectl get deployment,hpa`: who sets the number now?"),
                say(es="El mínimo y el máximo no son del Deployment, sino de quien lo escala.", en="The minimum and the maximum are not the Deployment's, but of who scales it."),
                say(es="Un HorizontalPodAutoscaler con `minReplicas: 3`.", en="A HorizontalPodAutoscaler with `minReplicas: 3`."),
            ],
        ),
        criterion(
            "grows", 2, say(es="Con más trabajo, más pods", en="With more work, more pods"), behaves=grows,
            hints=[
                say(es="`kubectl describe hpa`: las condiciones y los sucesos dicen por qué no sube.", en="`kubectl describe hpa`: conditions and events say why it does not go up."),
                say(es="El tanto por ciento es de lo que el contenedor **pide** (`resources.requests.cpu`). Quien no pide nada no tiene tanto por ciento.",
                    en="The percentage is of what the container **asks for** (`resources.requests.cpu`). Who asks for nothing has no percentage."),
                say(es="`requests: {cpu: {ask}m}` en la plantilla, y `averageUtilization: {percent}` en el autoescalador, que apunta al Deployment `{name}`.",
                    en="`requests: {cpu: {ask}m}` in the template, and `averageUtilization: {percent}` in the autoscaler, which aims at the Deployment `{name}`."),
            ],
        ),
        criterion(
            "limit", 1, say(es="Con muchísimo trabajo, 10", en="With ever so much work, 10"), behaves=limit,
            hints=[
                say(es="¿Dónde está escrito el tope?", en="Where is the limit written?"),
                say(es="El autoescalador nunca pasa de su máximo, por mucho trabajo que haya.", en="The autoscaler never goes beyond its maximum, however much work there is."),
                say(es="`maxReplicas: 10`, ni más ni menos.", en="`maxReplicas: 10`, no more and no less."),
            ],
        ),
        criterion(
            "back", 1, say(es="Cuando se van, otra vez 3", en="When they leave, 3 again"), behaves=back,
            hints=[
                say(es="Subir es rápido y bajar es lento, a propósito. ¿Has esperado bastante?", en="Going up is quick and coming down is slow, on purpose. Did you wait long enough?"),
                say(es="Por omisión se mira lo que hacía falta en los últimos 5 minutos, y se baja a lo mayor de eso.", en="By default it looks at what was needed in the last 5 minutes, and comes down to the most of that."),
                say(es="Deja `behavior` como viene.", en="Leave `behavior` as it comes."),
            ],
        ),
    ],
    debrief=say(
        es="""
La cuenta es una regla de tres: *pods que hay × gasto medio ÷ gasto que se quiere*, redondeada hacia arriba y metida entre el mínimo y el máximo. El gasto lo mide el metrics-server cada 15 s; lo
que se quiere es un tanto por ciento de lo **pedido**, así que sin `requests` no hay cuenta. Sube enseguida y baja con cinco minutos de calma, para no ir dando tumbos.

Dos avisos. Si el manifiesto del Deployment lleva `replicas`, cada `apply` devuelve el número al que pone ahí: con autoescalador, quita esa línea. Y más pods sólo ayudan a quien reparte trabajo: tres
miembros de Galera no se convierten en diez.
""",
        en="""
The sum is simple proportion: *pods there are × average use ÷ use that is wanted*, rounded up and kept between minimum and maximum. The use is measured by the metrics-server every 15 s; what
is wanted is a percentage of what was **asked for**, so that without `requests` there is no sum. It goes up at once and comes down after five quiet minutes, so as not to swing back and forth.

Two warnings. If the Deployment's manifest has `replicas`, each `apply` puts the number back to that: with an autoscaler, take that line out. And more pods only help those who share work out: three
members of Galera do not turn into ten.
""",
    ),
)  # fmt: skip
