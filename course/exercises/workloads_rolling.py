"""A new version while people are buying: no request may fail, and no seller may be missing.

The check applies the answer to the running shop and asks it from MenchuPC four times a second until all is quiet. Next: `workloads_way_back.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

STARTER, RIGHT = text("starter.yaml"), text("solution.yaml")
READINESS = RIGHT[RIGHT.index("        readinessProbe") :]
STRATEGY = "  strategy:\n    rollingUpdate:\n      maxUnavailable: 0\n      maxSurge: 1\n"
URL = "http://app.miempresa.com/"
VERSION = "tomcat:11"
#: how long an update may take, in quarters of a second
PATIENCE = 4 * 240


def running(cluster, only_new=False):
    """Ready pods of the shop that are not leaving."""
    count = 0
    for pod in cluster.list("Pod", "default", labels="app=tienda"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        new = pod["spec"]["containers"][0]["image"] == VERSION
        count += ready and "deletionTimestamp" not in pod["metadata"] and (new or not only_new)
    return count


def replicas(case):
    return case.cluster.get("Deployment", "tienda")["spec"].get("replicas", 1)


def all_new(case):
    """The new version is what serves, all of it."""
    wanted, found = max(replicas(case), 4), running(case.cluster, only_new=True)
    if found == wanted:
        return None
    waiting = len(case.cluster.list("Pod", "default", labels="app=tienda")) - running(case.cluster)
    if not found and not waiting:
        return say(es=f"Nadie ejecuta {VERSION}: la plantilla sigue pidiendo la versión anterior.",
                   en=f"Nobody runs {VERSION}: the template still asks for the version before.")  # fmt: skip
    return say(
        es=f"Hay {found} pods listos con {VERSION} y hacen falta {wanted}; {waiting} no llegan a estar listos.",
        en=f"{found} pods with {VERSION} are ready and {wanted} are needed; {waiting} never get ready.",
    )


def replay(case):
    """Apply the answer again to the shop as it was, and watch: (failed requests, of how many, why, fewest ready pods)."""
    shop = case.start.fork()
    shop.apply(case.answer)
    failed, asked, why, fewest = 0, 0, None, running(shop)
    while asked < PATIENCE and not (asked > 20 and running(shop, only_new=True) >= 4 and shop.settle("0s")):
        shop.advance("250ms")
        journey, asked = shop.request(URL), asked + 1
        fewest = min(fewest, running(shop))
        if not journey:
            failed, why = failed + 1, why or journey
    return failed, asked, why, fewest


def no_request_lost(case):
    """Every request is answered, and there was an update at all."""
    if all_new(case) is not None:
        return say(es="La versión nueva no ha llegado a sustituir a la anterior: no hay actualización que medir.",
                   en="The new version did not come to replace the old one: there is no update to measure.")  # fmt: skip
    failed, asked, why, _ = replay(case)
    if not failed:
        return None
    if why.verdict == "no-endpoints":
        return say(
            es=f"Fallaron {failed} de {asked} peticiones: hubo un momento sin ningún pod listo.",
            en=f"{failed} of {asked} requests failed: for a moment no pod at all was ready.",
        )
    return say(
        es=f"Fallaron {failed} de {asked} peticiones: llegaron a un pod en marcha cuyo Tomcat aún no escuchaba.",
        en=f"{failed} of {asked} requests failed: they came to a running pod whose Tomcat was not listening yet.",
    )


def full_strength(case):
    """Never fewer than four."""
    if all_new(case) is not None:
        return say(es="Sin la versión nueva en marcha no hay actualización que medir.",
                   en="Without the new version running there is no update to measure.")  # fmt: skip
    fewest = replay(case)[3]
    if fewest >= 4:
        return None
    return say(es=f"Durante la actualización hubo un momento con sólo {fewest} pods listos; en plena campaña hacen falta 4.",
               en=f"During the update there was a moment with only {fewest} ready pods; in high season 4 are needed.")  # fmt: skip


exercise(
    "workloads.rolling",
    4,
    hat=say(es="Las dos gorras: la sonda es de desarrollo, la estrategia de administración",
            en="Both hats: the probe is the developer's, the strategy the administrator's"),
    title=say(es="Cambiar de versión sin perder una venta", en="A new version without losing a sale"),
    prompt=say(
        es="""
La tienda funciona con `tomcat:10`, cuatro réplicas. El proceso arranca enseguida, pero **tarda unos segundos en escuchar** en el puerto 8080.
Es campaña: pasa a `tomcat:11` sin que falle **ninguna** petición y sin bajar **nunca** de cuatro pods atendiendo. Puede haber más.

El manifiesto de la celda es el que está aplicado ahora.
""",
        en="""
The shop runs on `tomcat:10`, four replicas. The process starts at once, but **takes some seconds until it listens** on port 8080.
It is high season: move to `tomcat:11` so that **no** request fails and there are **never** fewer than four pods serving. There may be more.

The manifest in the cell is the one that is applied now.
""",
    ),
    given=text("given.yaml"),
    # the shop has been open for a while: its own start is not part of the update
    prepare=lambda cluster: cluster.advance("5m"),
    starter=STARTER,
    solution=RIGHT,
    also_right=[
        RIGHT.replace("httpGet:\n            path: /\n            port: 8080", "tcpSocket:\n            port: 8080"),
        RIGHT.replace("readinessProbe", "startupProbe").replace("maxSurge: 1", "maxSurge: 100%"),
        RIGHT.replace("maxUnavailable: 0", "maxUnavailable: 0%").replace("maxSurge: 1", "maxSurge: 2\n  minReadySeconds: 3").replace(
            "    rollingUpdate:\n      max", "    type: RollingUpdate\n    rollingUpdate:\n      max"
        ),
    ],
    wrong=[
        wrong(say(es="cambiar sólo la imagen", en="change the image only"), STARTER.replace("tomcat:10", VERSION),
              caught_by="no-request-lost", says=say(es="cuyo Tomcat aún no escuchaba", en="was not listening yet")),
        wrong(say(es="todo a la vez", en="all at once"),
              RIGHT.replace(STRATEGY, "  strategy:\n    type: Recreate\n"),
              caught_by="no-request-lost", says=say(es="un momento sin ningún pod listo", en="for a moment no pod at all was ready")),
        wrong(say(es="liveness también frena el tráfico", en="liveness keeps traffic away too"),
              RIGHT.replace("readinessProbe", "livenessProbe"),
              caught_by="no-request-lost", says=say(es="cuyo Tomcat aún no escuchaba", en="was not listening yet")),
        wrong(say(es="la estrategia por omisión ya no quita ninguno", en="the default strategy takes none away"),
              RIGHT.replace(STRATEGY, ""),
              caught_by="full-strength", says=say(es="sólo 3 pods listos", en="only 3 ready pods")),
        wrong(say(es="sondear el puerto del Service", en="probe the Service's port"),
              RIGHT.replace("            port: 8080\n          period", "            port: 80\n          period"),
              caught_by="all-new", says=say(es="no llegan a estar listos", en="never get ready")),
        wrong(say(es="ni uno menos ni uno más", en="not one fewer, not one more"),
              RIGHT.replace("maxSurge: 1", "maxSurge: 0"),
              caught_by="malformed", says="may not be 0 when `maxSurge` is 0"),
    ],
    checks=[
        criterion(
            "all-new", 1, say(es=f"Al final todo es {VERSION}", en=f"In the end all is {VERSION}"), behaves=all_new,
            hints=[
                say(es="`kubectl rollout status deployment/tienda` dice a qué espera.", en="`kubectl rollout status deployment/tienda` says what it waits for."),
                say(es="Si un pod nuevo no llega a listo, su sonda pregunta donde nadie contesta.",
                    en="If a new pod never gets ready, its probe asks where nobody answers."),
                say(es="La imagen va en la plantilla, y la sonda al puerto del contenedor: 8080.",
                    en="The image goes into the template, and the probe to the container's port: 8080."),
            ],
        ),
        criterion(
            "no-request-lost", 2, say(es="No falla ninguna petición", en="No request fails"), behaves=no_request_lost,
            hints=[
                say(es="¿Desde qué momento manda el Service peticiones a un pod nuevo?", en="From what moment on does the Service send requests to a new pod?"),
                say(es="Desde que está listo, y sin sonda eso es en cuanto arranca el proceso. Hay que preguntarle al programa.",
                    en="From when it is ready, and without a probe that is as soon as the process starts. The program has to be asked."),
                say(es="Una `readinessProbe` con `httpGet` a `/` en el puerto 8080, en el contenedor de la plantilla.",
                    en="A `readinessProbe` with `httpGet` to `/` on port 8080, in the template's container."),
            ],
        ),
        criterion(
            "full-strength", 1, say(es="Nunca menos de cuatro", en="Never fewer than four"), behaves=full_strength,
            hints=[
                say(es="`kubectl describe deployment tienda`, línea *RollingUpdateStrategy*.", en="`kubectl describe deployment tienda`, the line *RollingUpdateStrategy*."),
                say(es="El 25 % de cuatro es uno: por omisión puede faltar uno mientras se cambia.",
                    en="25 % of four is one: by default one may be missing during the change."),
                say(es="`spec.strategy.rollingUpdate.maxUnavailable: 0`, con `maxSurge` de al menos 1.",
                    en="`spec.strategy.rollingUpdate.maxUnavailable: 0`, with `maxSurge` of at least 1."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un despliegue es una conversación entre dos ReplicaSet: el nuevo crece cuando `maxSurge` lo permite, el viejo encoge cuando
`maxUnavailable` lo permite, y lo que cuenta como disponible lo decide **la sonda de readiness**. Sin sonda, «listo» significa
«el proceso ha arrancado», que casi nunca es lo que quieres. Liveness responde a otra pregunta (¿hay que reiniciar el contenedor?) y no
aparta el tráfico. El precio de `maxUnavailable: 0` es tener sitio, mientras dura el cambio, para un pod más.
""",
        en="""
A rollout is a conversation between two ReplicaSets: the new one grows when `maxSurge` lets it, the old one shrinks when
`maxUnavailable` lets it, and what counts as available is decided by **the readiness probe**. Without one, "ready" means "the process
has started", which is hardly ever what you want. Liveness answers another question (must the container be restarted?) and keeps no
traffic away. The price of `maxUnavailable: 0` is room for one more pod while the change lasts.
""",
    ),
)  # fmt: skip
