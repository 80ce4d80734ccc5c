"""The node of the only replica dies: be back sooner, without losing one's nerve at each hiccup of the network.

The checks switch the machine off for good, or for a while, and count the seconds without an answer. Next: `workloads_spread.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

URL = "http://app.miempresa.com/"

SERVICE = """
apiVersion: v1
kind: Service
metadata:
  name: licencia
spec:
  type: NodePort
  selector:
    app: licencia
  ports:
  - port: 80
    nodePort: 30080
"""
HEAD = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: licencia
spec:
  replicas: 1
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app: licencia
  template:
    metadata:
      labels:
        app: licencia
    spec:
"""
REST = """      containers:
      - name: web
        image: httpd:2.4
"""
UNREACHABLE = """      - key: node.kubernetes.io/unreachable
        operator: Exists
        effect: NoExecute
        tolerationSeconds: SECONDS
"""
NOT_READY = UNREACHABLE.replace("unreachable", "not-ready")
RIGHT = HEAD + "      tolerations:\n" + NOT_READY + UNREACHABLE + REST
PROBE = """        livenessProbe:
          httpGet:
            path: /
            port: 80
          periodSeconds: 5
"""


def with_seconds(seconds, text=RIGHT):
    return text.replace("SECONDS", str(seconds))


def running(cluster):
    """The pods of the program that are ready."""
    found = []
    for pod in cluster.list("Pod", "default", labels="app=licencia"):
        if any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ())):
            found.append(pod)
    return found


def away(cluster):
    """Seconds without an answer after the machine under the program went off for good; None: more than ten minutes."""
    begin = int(cluster.now)
    cluster.fail_node(running(cluster)[0]["spec"]["nodeName"])
    cluster.run_until(lambda c: c.request(URL).ok, limit="10m")
    return round((int(cluster.now) - begin) / 1000) if cluster.request(URL).ok else None


def sooner(case):
    """Back within the limit."""
    if len(running(case.cluster)) == 0:
        return say(es="El programa no está en marcha.", en="The program is not running.")  # fmt: skip
    seconds, limit = away(case.cluster), case.values["limit"]
    if seconds is None:
        return say(es="Diez minutos después nadie lo ha repuesto: o tu pod tolera la muerte de su máquina para siempre, o su dueño espera a estar seguro.",
                   en="Ten minutes later nobody has replaced it: either your pod tolerates the death of its machine for ever, or its owner waits to be certain.")  # fmt: skip
    if seconds <= limit:
        return None
    if 300 < seconds < 400:
        return say(es=f"Se ha tardado {seconds} s: siguen siendo los 300 s de paciencia que trae todo pod. Lo que reinicia contenedores lo hace el kubelet de **su** máquina, y ésa está apagada.",
                   en=f"It took {seconds} s: those are still the 300 s of patience that every pod comes with. What restarts containers is the kubelet of **its** machine, and that is off.")  # fmt: skip
    return say(es=f"Se ha tardado {seconds} s, y el límite es de {limit} s.", en=f"It took {seconds} s, and the limit is {limit} s.")  # fmt: skip


def steady(case):
    """A cut that ends in time moves nothing."""
    if sooner(type(case)(case.cluster.fork(), case.answer, case.values, case.exercise, case.start)) is not None:
        return say(es="Todavía no vuelve a tiempo: nada que calmar.", en="It is not back in time yet: nothing to calm down.")  # fmt: skip
    pod, hiccup = running(case.cluster)[0], case.values["hiccup"]
    case.cluster.fail_node(pod["spec"]["nodeName"])
    case.cluster.advance(f"{hiccup}s")
    case.cluster.recover_node(pod["spec"]["nodeName"])
    case.cluster.advance("2m")
    if [each["metadata"]["uid"] for each in running(case.cluster)] == [pod["metadata"]["uid"]]:
        return None
    return say(es=f"La máquina sólo estuvo {hiccup} s sin red, y el programa se fue a otra: con tan poca paciencia, cada tirón de la red es una mudanza.",
               en=f"The machine was without network for only {hiccup} s, and the program went to another: with so little patience, each hiccup of the network means moving house.")  # fmt: skip


def alone(case):
    """One licence: never two at once."""
    if sooner(type(case)(case.cluster.fork(), case.answer, case.values, case.exercise, case.start)) is not None:
        return say(es="Todavía no vuelve a tiempo.", en="It is not back in time yet.")  # fmt: skip
    count = len(running(case.cluster))
    if count == 1:
        return None
    return say(es=f"Hay {count} pods atendiendo a la vez, y la licencia es de uno.", en=f"{count} pods are serving at once, and the licence is for one.")  # fmt: skip


def varies(chance):
    more = 20 * chance.below(4, "more")
    return {"hiccup": 80 + more, "limit": 130 + more, "patience": 50 + more}


exercise(
    "workloads.sooner",
    3,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Volver antes, sin perder los nervios", en="Back sooner, without losing your nerve"),
    prompt=say(
        es="""
El programa `licencia` sólo puede tener **una** copia en marcha (se paga por copia). Cuando muere su máquina, MenchuPC pasa casi seis minutos sin él. Cambia el manifiesto para que:

- si la máquina muere, vuelva a contestar **antes de {limit} s**;
- si la máquina sólo pierde la red **{hiccup} s** y vuelve, el programa **no se mueva**;
- nunca haya dos copias.

Nadie va a estar mirando: tiene que pasar solo.
""",
        en="""
The program `licencia` (licence) may have only **one** copy running (each copy is paid for). When its machine dies, MenchuPC is without it for nearly six minutes. Change the manifest so that:

- if the machine dies, it answers again **within {limit} s**;
- if the machine only loses the network for **{hiccup} s** and comes back, the program **does not move**;
- there are never two copies.

Nobody will be watching: it has to happen by itself.
""",
    ),
    varies=varies,
    given=SERVICE,
    starter=HEAD + REST,
    solution=with_seconds("{patience}"),
    also_right=[
        with_seconds("{patience}", HEAD + "      tolerations:\n" + UNREACHABLE + REST),
        with_seconds("{patience}").replace("        operator: Exists\n", "").replace("      - key: node.kubernetes.io/not-ready\n", "      - operator: Exists\n        key: node.kubernetes.io/not-ready\n")
        .replace("      - key: node.kubernetes.io/unreachable\n", "      - operator: Exists\n"),
    ],
    wrong=[
        wrong(say(es="reiniciar lo muda de máquina: basta una sonda", en="restarting moves it to another machine: a probe will do"), HEAD + REST + PROBE, caught_by="sooner",
              says=say(es="lo hace el kubelet de **su** máquina", en="is the kubelet of **its** machine")),
        wrong(say(es="nada de paciencia", en="no patience at all"), with_seconds(0), caught_by="steady",
              says=say(es="cada tirón de la red es una mudanza", en="each hiccup of the network means moving house")),
        wrong(say(es="tolerarlo todo", en="tolerating everything"), HEAD + "      tolerations:\n      - operator: Exists\n" + REST, caught_by="sooner",
              says=say(es="tolera la muerte de su máquina para siempre", en="tolerates the death of its machine for ever")),
        wrong(say(es="sólo not-ready", en="not-ready only"), with_seconds("{patience}", HEAD + "      tolerations:\n" + NOT_READY + REST), caught_by="sooner",
              says=say(es="siguen siendo los 300 s de paciencia", en="those are still the 300 s of patience")),
        wrong(say(es="la paciencia es todo el plazo", en="the patience is all there is"), with_seconds("{limit}"), caught_by="sooner",
              says=say(es="y el límite es de {limit} s", en="and the limit is {limit} s")),
        wrong(say(es="dos copias", en="two copies"), with_seconds("{patience}").replace("replicas: 1", "replicas: 2"), caught_by="alone",
              says=say(es="la licencia es de uno", en="the licence is for one")),
        wrong(say(es="un StatefulSet, que es único", en="a StatefulSet, which is unique"),
              with_seconds("{patience}").replace("kind: Deployment", "kind: StatefulSet").replace("  strategy:\n    type: Recreate\n", ""), caught_by="sooner",
              says=say(es="o su dueño espera a estar seguro", en="or its owner waits to be certain")),
        wrong(say(es="despedirse deprisa", en="a quick farewell"), HEAD + "      terminationGracePeriodSeconds: 0\n" + REST, caught_by="sooner",
              says=say(es="Se ha tardado", en="It took")),
    ],
    checks=[
        criterion(
            "sooner", 2, say(es="Vuelve a tiempo", en="Back in time"), behaves=sooner,
            hints=[
                say(es="`kubectl describe pod`: la línea Tolerations. Nadie las escribió, y ahí están.", en="`kubectl describe pod`: the line Tolerations. Nobody wrote them, and there they are."),
                say(es="Unos 50 s hasta que el nodo se da por perdido, y después lo que el pod tolere: 300 s si no dice otra cosa.",
                    en="About 50 s until the node is given up, and then what the pod tolerates: 300 s unless it says otherwise."),
                say(es="Una toleración de `node.kubernetes.io/unreachable`, efecto `NoExecute`, con `tolerationSeconds`: 50 + eso + unos segundos ha de quedar por debajo de {limit}.",
                    en="A toleration of `node.kubernetes.io/unreachable`, effect `NoExecute`, with `tolerationSeconds`: 50 + that + some seconds has to stay below {limit}."),
            ],
        ),
        criterion(
            "steady", 1, say(es="Un tirón de la red no lo mueve", en="A hiccup of the network does not move it"), behaves=steady,
            hints=[
                say(es="¿Cuánto dura el tirón, contado desde que el nodo se da por perdido?", en="How long is the hiccup, counted from when the node is given up?"),
                say(es="Los primeros 50 s de {hiccup} son del plano de control; el resto lo tiene que aguantar tu pod.", en="The first 50 s of {hiccup} are the control plane's; the rest is for your pod to bear."),
                say(es="`tolerationSeconds` entre {hiccup} − 50 y {limit} − 60, con algo de margen.", en="`tolerationSeconds` between {hiccup} − 50 and {limit} − 60, with a little to spare."),
            ],
        ),
        criterion(
            "alone", 1, say(es="Y nunca hay dos", en="And there are never two"), behaves=alone,
            hints=[
                say(es="`kubectl get pods`: ¿cuántos hay?", en="`kubectl get pods`: how many are there?"),
                say(es="Dos réplicas son lo mejor cuando se puede. Aquí no se puede.", en="Two replicas are best where one may. Here one may not."),
                say(es="`replicas: 1`, como estaba.", en="`replicas: 1`, as it was."),
            ],
        ),
    ],
    debrief=say(
        es="""
El tiempo sin servicio tiene dos sumandos, y cada uno un dueño. Los ~50 s hasta dar el nodo por perdido son del administrador (iguales para todos). La paciencia posterior es **del pod**: si no dice nada, el servidor le
escribe dos toleraciones de 300 s. Acortarla es cambiar cortes largos por mudanzas inútiles: hay que elegir un número.

Y «nunca dos» es verdad a medias: el plano de control no sabe si la máquina murió o sólo perdió la red. Si el programa sigue vivo allí, durante un rato hay dos. Quien no pueda permitírselo de ninguna manera quiere un
StatefulSet, que prefiere esperar. Donde se pueda, dos réplicas en dos máquinas valen más que cualquier paciencia.
""",
        en="""
The time without service is a sum of two, and each part has its owner. The ~50 s until the node is given up are the administrator's (the same for all). The patience after that is **the pod's**: if it says nothing, the server
writes two tolerations of 300 s into it. Making it shorter trades long outages for needless moves: a number has to be chosen.

And "never two" is half true: the control plane does not know whether the machine died or only lost the network. If the program is still alive there, there are two for a while. Whoever cannot afford that at any price wants a
StatefulSet, which would rather wait. Where you may, two replicas on two machines are worth more than any patience.
""",
    ),
)  # fmt: skip
