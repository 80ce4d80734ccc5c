"""A pod that runs is not a pod that serves: who grows under load, and who is full, must say when they may be asked.

The checks ask four times a second while the shop grows and while one pod goes on strike. Next: `workloads_rolling.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: Service
metadata:
  name: tienda
spec:
  type: NodePort
  selector:
    app: tienda
  ports:
  - port: 80
    targetPort: 8080
    nodePort: 30080
"""
RIGHT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tienda
spec:
  replicas: 2
  selector:
    matchLabels:
      app: tienda
  template:
    metadata:
      labels:
        app: tienda
    spec:
      containers:
      - name: tomcat
        image: tomcat:11
        ports:
        - containerPort: 8080
        readinessProbe:
          exec:
            command: [sh, -c, "test ! -f /tmp/inventario && wget -q -O /dev/null http://localhost:8080/"]
          periodSeconds: 1
          failureThreshold: 1
""".lstrip()
PROBE = RIGHT[RIGHT.index("        readinessProbe:") :]
URL = "http://app.miempresa.com/"


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def ready(cluster):
    found = [p for p in cluster.list("Pod", "default", labels="app=tienda") if "deletionTimestamp" not in p["metadata"]]
    return [
        p["metadata"]["name"]
        for p in found
        if any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", ()))
    ]


def restarts(cluster):
    return sum(
        row["restartCount"]
        for pod in cluster.list("Pod", "default", labels="app=tienda")
        for row in pod["status"].get("containerStatuses", ())
    )


def ask(cluster, seconds):
    """Four requests a second: (failed, asked, who answered)."""
    failed, asked, who = 0, 0, []
    for _ in range(4 * seconds):
        cluster.advance("250ms")
        journey, asked = cluster.request(URL), asked + 1
        failed += not journey
        who.append(journey.pod)
    return failed, asked, who


def opens(case):
    """In the end the shop is open."""
    case.cluster.advance("2m")
    found = len(ready(case.cluster))
    return (
        None
        if found >= 2
        else say(
            es=f"Con la tienda abierta hace dos minutos sólo hay {found} pods listos de 2.",
            en=f"With the shop open for two minutes only {found} pods of 2 are ready.",
        )
    )


def grows(case):
    """From two to so many under load, and no request is lost."""
    if opens(case) is not None:
        return opens(case)
    case.cluster.kubectl(f"scale deployment tienda --replicas={case.values['many']}")
    failed, asked, who = ask(case.cluster, 40)
    if failed:
        return say(es=f"La tienda creció a {case.values['many']} en plena carga y fallaron {failed} de {asked} peticiones: fueron a parar a pods que aún no escuchaban.",
                   en=f"The shop grew to {case.values['many']} under load and {failed} of {asked} requests failed: they ended at pods that did not listen yet.")  # fmt: skip
    if len({*who}) < case.values["many"]:
        return say(
            es=f"La tienda creció a {case.values['many']}, y cuarenta segundos después sólo atienden {len({*who})}.",
            en=f"The shop grew to {case.values['many']}, and forty seconds later only {len({*who})} serve.",
        )
    return None


def steps_aside(case):
    """One that takes stock is left alone: no traffic, no restart, and it comes back."""
    if opens(case) is not None:
        return opens(case)
    first, before = ready(case.cluster)[0], restarts(case.cluster)
    case.cluster.exec(first, ["touch", "/tmp/inventario"])
    case.cluster.advance("10s")
    _, _, who = ask(case.cluster, 30)
    if restarts(case.cluster) > before:
        return say(
            es="Al que hacía inventario lo reiniciaron a media cuenta.",
            en="The one that was taking stock was restarted in the middle of it.",
        )
    if f"default/{first}" in who:
        return say(
            es="Uno se puso a hacer inventario y le siguieron mandando clientes.",
            en="One began to take stock, and customers were still sent to it.",
        )
    case.cluster.exec(first, ["rm", "/tmp/inventario"])
    case.cluster.advance("10s")
    _, _, who = ask(case.cluster, 20)
    if f"default/{first}" in who and None not in who:
        return None
    return say(
        es="Acabó el inventario y no volvieron a mandarle clientes.",
        en="It finished taking stock, and no customers were sent to it again.",
    )


exercise(
    "workloads.ready",
    3,
    hat=say(es="Gorra de desarrollo: nadie más sabe cuándo está listo tu programa", en="Developer's hat: nobody else knows when your program is ready"),
    title=say(es="En marcha no es lo mismo que listo", en="Running is not the same as ready"),
    prompt=say(
        es="""
La tienda es un Tomcat que arranca enseguida y **tarda unos segundos en escuchar** en el 8080. Además, a veces un pod hace inventario: mientras exista en él el fichero `/tmp/inventario` no se le debe mandar a nadie, pero tampoco
se le puede reiniciar, porque perdería la cuenta.

Al Deployment de la celda le falta decir cuándo está listo un pod. Díselo: que pueda crecer de 2 a {many} con clientes dentro sin que falle **ninguna** petición, y que quien hace inventario se aparte y vuelva. El contenedor tiene `sh`, `test` y `wget`.
""",
        en="""
The shop is a Tomcat that starts at once and **takes some seconds until it listens** on 8080. And at times a pod takes stock: as long as there is the file `/tmp/inventario` in it, nobody may be sent there, but it must not be
restarted either, for it would lose count.

The Deployment in the cell does not say when a pod is ready. Say it: the shop must grow from 2 to {many} with customers inside and **no** request failing, and whoever takes stock must step aside and come back. The container has `sh`, `test` and `wget`.
""",
    ),
    varies=lambda chance: {"many": 4 + chance.below(3, "many")},
    given=GIVEN,
    starter=edited((PROBE, "")),
    solution=RIGHT,
    also_right=[
        edited((PROBE, PROBE.replace('"test ! -f /tmp/inventario && wget -q -O /dev/null http://localhost:8080/"', '"test ! -f /tmp/inventario"')
                + "        startupProbe:\n          tcpSocket:\n            port: 8080\n          periodSeconds: 1\n          failureThreshold: 60\n")),
        edited(("failureThreshold: 1", "failureThreshold: 2"), ("periodSeconds: 1", "periodSeconds: 2")),
    ],
    wrong=[
        wrong(say(es="sólo mirar el inventario", en="look at the stock-taking only"), edited((" && wget -q -O /dev/null http://localhost:8080/", "")), caught_by="grows", says=say(es="pods que aún no escuchaban", en="pods that did not listen yet")),
        wrong(say(es="sólo mirar el puerto", en="look at the port only"), edited((PROBE, "        readinessProbe:\n          tcpSocket:\n            port: 8080\n          periodSeconds: 1\n")),
              caught_by="steps-aside", says=say(es="le siguieron mandando clientes", en="customers were still sent to it")),
        wrong(say(es="liveness aparta el tráfico", en="liveness keeps traffic away"), edited(("readinessProbe", "livenessProbe"), ("failureThreshold: 1", "failureThreshold: 10")),
              caught_by="grows", says=say(es="fallaron", en="requests failed")),
        wrong(say(es="las dos sondas iguales", en="the same probe twice"), edited((PROBE, PROBE + PROBE.replace("readinessProbe", "livenessProbe").replace("failureThreshold: 1", "initialDelaySeconds: 20\n          failureThreshold: 3"))),
              caught_by="steps-aside", says=say(es="lo reiniciaron a media cuenta", en="was restarted in the middle of it")),
        wrong(say(es="preguntar en el puerto del Service", en="ask at the Service's port"), edited(("localhost:8080", "localhost:80")), caught_by="grows", says=say(es="sólo hay 0 pods listos", en="only 0 pods of 2 are ready")),
        wrong(say(es="esperar un rato y ya", en="just wait for a while"), edited((PROBE, "        readinessProbe:\n          exec:\n            command: [\"true\"]\n          initialDelaySeconds: 20\n")), caught_by="steps-aside", says=say(es="le siguieron mandando clientes", en="customers were still sent to it")),
    ],
    checks=[
        criterion(
            "grows", 2, say(es="Crece con clientes dentro sin perder ninguno", en="It grows with customers inside and loses none"), behaves=grows,
            hints=[
                say(es="`kubectl get pods -w`: ¿cuánto tarda la columna READY en decir 1/1? ¿Y Tomcat en escuchar?", en="`kubectl get pods -w`: how long until the column READY says 1/1? And until Tomcat listens?"),
                say(es="Sin sonda de readiness, un pod está listo en cuanto arranca el proceso, y el Service le manda gente.",
                    en="Without a readiness probe a pod is ready as soon as the process starts, and the Service sends people to it."),
                say(es="Una `readinessProbe` que pregunte en `http://localhost:8080/` cada segundo.", en="A `readinessProbe` that asks at `http://localhost:8080/` every second."),
            ],
        ),
        criterion(
            "steps-aside", 1, say(es="Quien hace inventario se aparta, sin reiniciarse, y vuelve", en="Who takes stock steps aside, is not restarted, and comes back"), behaves=steps_aside,
            hints=[
                say(es="Crea el fichero con `kubectl exec` y mira READY y RESTARTS.", en="Make the file with `kubectl exec` and look at READY and RESTARTS."),
                say(es="Readiness aparta y devuelve; liveness reinicia. Y una sonda `exec` falla cuando su orden no acaba con 0.",
                    en="Readiness puts aside and brings back; liveness restarts. And an `exec` probe fails when its command does not end with 0."),
                say(es="`exec` con `sh -c \"test ! -f /tmp/inventario && wget …\"`, en la `readinessProbe` y en ninguna otra.",
                    en="`exec` with `sh -c \"test ! -f /tmp/inventario && wget …\"`, in the `readinessProbe` and in no other."),
            ],
        ),
    ],
    debrief=say(
        es="""
Hay tres preguntas y tres sondas. ¿Ha acabado de arrancar? (startup). ¿Le mando gente? (readiness: se hace siempre, y se entra y se sale cuantas veces haga falta). ¿Hay que reiniciarlo? (liveness: la única que mata). Confundir las dos
últimas sale caro: una base de datos lenta hace que todos los pods fallen su liveness a la vez, y un mal rato se vuelve una caída.
""",
        en="""
There are three questions and three probes. Has it finished starting? (startup). Do I send people there? (readiness: asked all the time, and a pod goes in and out as often as needed). Must it be restarted? (liveness: the only one that kills). Mixing up the
last two is expensive: one slow database makes all pods fail their liveness at the same time, and a bad moment becomes an outage.
""",
    ),
)  # fmt: skip
