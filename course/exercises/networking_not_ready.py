"""A pod that is not ready gets no traffic: what a Service, a readiness probe and a liveness probe each do, predicted and then seen.

Nothing here knows the answer: three programs are broken in turn, and requests and restarts are counted. Next: `networking_policy.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, deal, exercise, say, slots, wrong


def program(name, probe, port):
    return f"""---
apiVersion: apps/v1
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
        image: nginx:1.27
        {probe}:
          periodSeconds: 5
          httpGet:
            path: /index.html
            port: 80
---
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
    nodePort: {port}
"""


GIVEN = program("lista", "readinessProbe", 30080) + program("viva", "livenessProbe", 30081)
BREAK = ["rm", "/usr/share/nginx/html/index.html"]
#: with one of three pods broken
BROKEN = {
    "aside": say(es="en `lista`, los otros dos contestan todas las peticiones", en="in `lista`, the other two answer all requests"),
    "restarted": say(es="en `lista`, el contenedor roto se reinicia", en="in `lista`, the broken container is restarted"),
    "deleted": say(es="en `lista`, el pod roto se borra y se crea otro", en="in `lista`, the broken pod is deleted and another one made"),
    "listed": say(es="en `lista`, la dirección del pod roto sigue apuntada en su EndpointSlice, como no lista", en="in `lista`, the broken pod's address stays in its EndpointSlice, as not ready"),
    "healed": say(es="en `viva`, el contenedor roto se reinicia y vuelve a contestar", en="in `viva`, the broken container is restarted and answers again"),
    "clean": say(es="en `viva`, ninguna petición llega al pod roto", en="in `viva`, no request gets to the broken pod"),
}  # fmt: skip
#: with all of them broken, or none there
EMPTY = {
    "last": say(es="si se rompen los tres de `lista`, uno sigue recibiendo peticiones para que no quede ninguno", en="if all three of `lista` break, one goes on getting requests so that somebody does"),
    "keeps_ip": say(es="si no queda ninguno listo, el Service conserva su IP y su nombre", en="if none is left ready, the Service keeps its IP and name"),
    "refused": say(es="un Service cuyo selector no casa con ningún pod no se puede crear", en="a Service whose selector matches no pod cannot be made"),
}  # fmt: skip
TRUE = ("aside", "listed", "healed", "keeps_ip")
_seen = [None, None]


def pods(cluster, name):
    return sorted(cluster.list("Pod", "default", labels=f"app={name}"), key=lambda pod: pod["metadata"]["name"])


def restarts(pod):
    return pod["status"]["containerStatuses"][0]["restartCount"]


def asked(cluster, port, times):
    return [cluster.request(f"http://192.168.0.101:{port}/index.html") for _ in range(times)]


def _found(cluster, name):
    return next((pod for pod in cluster.list("Pod", "default") if pod["metadata"]["name"] == name), None)


def watched(case):
    """What is really so, and how many requests failed: (id -> bool, failures of `viva`)."""
    cluster = case.start.fork()
    victims = {name: pods(cluster, name)[case.values["number"]]["metadata"]["name"] for name in ("lista", "viva")}
    for victim in victims.values():
        cluster.exec(victim, BREAK)
    early = asked(cluster, 30081, 24)  # before a probe has looked often enough
    cluster.advance("60s")
    late, broken = asked(cluster, 30080, 24), _found(cluster, victims["lista"])
    slices = [row for one in cluster.list("EndpointSlice", "default") for row in one.get("endpoints") or ()]
    mine = [row for row in slices if (row.get("targetRef") or {}).get("name") == victims["lista"]]
    cluster.advance("2m")
    again = cluster.get("Pod", victims["viva"])
    healed = restarts(again) > 0 and all(asked(cluster, 30081, 24))
    address = cluster.get("Service", "lista")["spec"]["clusterIP"]
    for pod in pods(cluster, "lista"):
        cluster.exec(pod["metadata"]["name"], BREAK)
    cluster.advance("60s")
    empty = asked(cluster, 30080, 6)
    kept = cluster.get("Service", "lista")["spec"]["clusterIP"] == address
    made = cluster.kubectl("create service clusterip nadie --tcp=80")
    failed = sum(not journey for journey in early)
    return {
        "aside": all(late),
        "restarted": broken is not None and restarts(broken) > 0,
        "deleted": broken is None,
        "listed": bool(mine) and mine[0]["conditions"].get("ready") is False,
        "healed": healed,
        "clean": failed == 0,
        "last": any(empty),
        "keeps_ip": kept,
        "refused": made.code != 0,
    }, failed


def compared(case, group):
    if _seen[0] is not case.start:
        _seen[:] = [case.start, watched(case)]
    found, failed = _seen[1]
    for id, words in group.items():
        if (case.values[id] in case.letters) == found[id]:
            continue
        if id == "clean":
            return say(es=f"Se ha probado: fallaron {failed} de 24 peticiones a `viva`. Mientras llega el reinicio, una sonda de vida no aparta a nadie.",
                       en=f"It was tried: {failed} of 24 requests to `viva` failed. Until the restart comes, a liveness probe takes nobody aside.")  # fmt: skip
        if found[id]:
            return say(es=f"Se ha probado y es verdad, y no lo habías marcado: {words.es}.", en=f"It was tried and is true, and you had not marked it: {words.en}.")  # fmt: skip
        return say(es=f"Se ha probado y no es verdad: {words.es}.", en=f"It was tried and is not true: {words.en}.")
    return None


def one_broken(case):
    return compared(case, BROKEN)


def none_left(case):
    seen = compared(case, EMPTY)
    if seen is not None or len(case.letters) > 1:
        return seen
    return say(es="Esta parte está bien; falta lo que pasa con uno roto.", en="This part is right; what happens with one broken is missing.")  # fmt: skip


def varies(chance):
    letters = deal(chance, [BROKEN, EMPTY])
    return letters | {
        "number": chance.below(3, "number"),
        "right": " ".join(sorted(letters[id] for id in TRUE)),
        "shouted": ", ".join(letters[id].upper() for id in TRUE),
    }


def without(id):
    return " ".join(f"{{{each}}}" for each in TRUE if each != id)


exercise(
    "networking.not-ready",
    3,
    kind="choice",
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Un pod que no está listo no recibe a nadie", en="A pod that is not ready receives nobody"),
    prompt=say(
        es="""
Dos webs iguales, de tres réplicas cada una: `lista` tiene una sonda de **disponibilidad** (`readinessProbe`) y `viva` una de **vida** (`livenessProbe`); las dos miran `/index.html` cada cinco segundos. En un pod de cada una
se borra esa página: el proceso sigue en marcha y contesta 404.

**Antes de probarlo**, marca lo que es verdad.
""",
        en="""
Two equal sites of three replicas each: `lista` has a **readiness** probe and `viva` a **liveness** probe; both look at `/index.html` every five seconds. In one pod of each
that page is deleted: the process goes on and answers 404.

**Before you try it**, mark what is true.
""",
    ),
    varies=varies,
    given=GIVEN,
    options=slots(len(BROKEN) + len(EMPTY)),
    solution="{right}",
    also_right=["{shouted}"],
    wrong=[
        wrong(say(es="readiness reinicia el contenedor", en="readiness restarts the container"), "{right} {restarted}", caught_by="one-broken", says=say(es="no es verdad: en `lista`, el contenedor roto se reinicia", en="is not true: in `lista`, the broken container is restarted")),
        wrong(say(es="el Deployment cambia el pod roto", en="the Deployment replaces the broken pod"), "{right} {deleted}", caught_by="one-broken", says=say(es="se borra y se crea otro", en="is deleted and another one made")),
        wrong(say(es="liveness aparta el tráfico", en="liveness keeps traffic away"), "{right} {clean}", caught_by="one-broken", says=say(es="una sonda de vida no aparta a nadie", en="a liveness probe takes nobody aside")),
        wrong(say(es="sale de la lista del todo", en="it leaves the list altogether"), without("listed"), caught_by="one-broken", says="EndpointSlice"),
        wrong(say(es="algo fallará siempre", en="something will always fail"), without("aside"), caught_by="one-broken", says=say(es="los otros dos contestan todas", en="the other two answer all")),
        wrong(say(es="siempre queda uno", en="there is always one left"), "{right} {last}", caught_by="none-left", says=say(es="uno sigue recibiendo peticiones", en="one goes on getting requests")),
        wrong(say(es="un Service necesita un pod en marcha para existir", en="a Service needs a running pod to exist"), "{right} {refused}", caught_by="none-left", says=say(es="no se puede crear", en="cannot be made")),
        wrong(say(es="sin pods, el Service desaparece", en="without pods the Service goes"), without("keeps_ip"), caught_by="none-left", says=say(es="el Service conserva su IP", en="the Service keeps its IP")),
        wrong(say(es="una palabra", en="a word"), "lista", caught_by="malformed", says="a–i"),
    ],
    checks=[
        criterion("one-broken", 2, say(es="Con uno roto de tres", en="With one broken of three"), behaves=one_broken, hints=[
            say(es="Bórrale la página a un pod con `kubectl exec`, y mira `kubectl get pods` y `kubectl get endpointslices -o yaml`.", en="Delete the page in one pod with `kubectl exec`, and look at `kubectl get pods` and `kubectl get endpointslices -o yaml`."),
            say(es="Son dos preguntas distintas: «¿le mando gente?» (readiness) y «¿lo reinicio?» (liveness). Ninguna contesta por la otra.", en="They are two questions: \"shall I send it people?\" (readiness) and \"shall I restart it?\" (liveness). Neither answers for the other."),
            say(es="Son verdad tres de las seis primeras: apartar, seguir en la lista como no listo, y reiniciar el de `viva`.", en="Three of the first six are true: stepping aside, staying on the list as not ready, and restarting the one of `viva`."),
        ]),
        criterion("none-left", 1, say(es="Con todos rotos, o sin ninguno", en="With all broken, or none there"), behaves=none_left, hints=[
            say(es="Prueba `kubectl create service clusterip nadie --tcp=80`: ¿qué pods hay detrás?", en="Try `kubectl create service clusterip nadie --tcp=80`: which pods are behind it?"),
            say(es="El Service es un nombre y una IP; la lista de detrás es otro objeto, y puede estar vacía.", en="A Service is a name and an IP; the list behind it is another object, and may be empty."),
            say(es="De las tres últimas es verdad una: la de la IP.", en="Of the last three one is true: that of the IP."),
        ]),
    ],
    debrief=say(
        es="""
La sonda de **disponibilidad** decide si hay que mandarle gente: el pod sale del reparto, sigue en marcha y vuelve solo cuando contesta bien; nadie lo reinicia. La de **vida** decide si hay que reiniciar el contenedor; mientras no
llega el momento (tres fallos seguidos, si no dices otra cosa), el pod sigue recibiendo peticiones y las falla. Por eso suelen ir las dos, y no con la misma pregunta.

Y un Service no depende de nadie: se puede crear antes que sus pods y sobrevive a todos. Si ninguno está listo, su IP está y nadie contesta: no elige a uno malo para que no quede vacío.
""",
        en="""
A **readiness** probe decides whether to send it people: the pod is taken out of the round, goes on running, and comes back by itself once it answers well; nobody restarts it. A **liveness** probe decides whether to restart the container; until
that moment comes (three failures in a row, unless you say otherwise) the pod goes on getting requests, and fails them. So one usually has both, and not with the same question.

And a Service depends on nobody: it can be made before its pods and outlives all of them. If none is ready, its IP is there and nobody answers: it does not choose a bad one so as not to be empty.
""",
    ),
)  # fmt: skip
