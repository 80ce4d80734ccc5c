"""Incidents of programs: images, probes, configuration, quotas, and work that does not begin."""

from __future__ import annotations

from kubecourse.grading import criterion, say, wrong
from kubecourse.study import incident


def deployment(name, image="httpd:2.4", replicas=3, extra="", strategy=""):
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
{strategy}  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers:
      - name: {name}
        image: {image}
{extra}---
"""


def ready(cluster, name):
    """Ready pods of a Deployment's own label, those that leave not counted."""
    pods = [
        pod
        for pod in cluster.list("Pod", "default", labels=f"app={name}")
        if "deletionTimestamp" not in pod["metadata"]
    ]
    return [
        pod
        for pod in pods
        if any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
    ], pods


def all_ready(name, wanted):
    """A check: so many ready, none besides them, and still so ten minutes later without a restart."""

    def look(case):
        case.cluster.advance("2m")
        good, pods = ready(case.cluster, name)
        if len(good) < wanted or len(pods) > len(good):
            return say(es=f"Hay {len(good)} pods de {name} listos y {len(pods) - len(good)} sin estarlo; hacen falta {wanted}, y ninguno a medias.",
                       en=f"{len(good)} pods of {name} are ready and {len(pods) - len(good)} are not; {wanted} are needed, and none half way.")  # fmt: skip
        before = restarts(pods)
        case.cluster.advance("10m")
        after = restarts(ready(case.cluster, name)[1])
        if after > before:
            return say(es=f"En diez minutos los contenedores de {name} se han reiniciado {after - before} veces: parece arreglado y no lo está.",
                       en=f"Within ten minutes the containers of {name} were restarted {after - before} times: it looks mended and is not.")  # fmt: skip
        return None

    return look


def restarts(pods):
    return sum(row["restartCount"] for pod in pods for row in pod["status"].get("containerStatuses", ()))


def hints(*pairs):
    return [say(es=es, en=en) for es, en in pairs]


incident(
    "image-typo",
    "rollout",
    title=say(es="La actualización que no termina", en="The update that does not end"),
    story=say(
        es="A las nueve se lanzó la versión nueva de `tienda`. Son las nueve y diez, la tienda funciona, y el despliegue sigue «en curso».",
        en="At nine the new version of `tienda` (shop) was rolled out. It is ten past, the shop works, and the rollout is still \"in progress\".",
    ),
    look=["get deployments", "get pods"],
    given=deployment("tienda", "httpd:{old}"),
    breaks=lambda cluster: [cluster.kubectl("set image deployment/tienda tienda=httpd:2.4.66-alpin"), cluster.advance("10m")],
    varies=lambda chance: {"old": ("2.4.58", "2.4.62", "2.4.63")[chance.below(3, "old")]},
    repairs=["kubectl rollout undo deployment/tienda", "kubectl set image deployment/tienda tienda=httpd:2.4.65"],
    slips=[
        wrong(say(es="reiniciar el despliegue", en="restart the rollout"), "kubectl rollout restart deployment/tienda", caught_by="ready", says=say(es="y 1 sin estarlo", en="and 1 are not")),
        wrong(say(es="borrar el pod atascado", en="delete the pod that is stuck"), "kubectl delete pods -l app=tienda --field-selector=status.phase=Pending", caught_by="ready", says=say(es="y 1 sin estarlo", en="and 1 are not")),
        wrong(say(es="más réplicas", en="more replicas"), "kubectl scale deployment/tienda --replicas=6", caught_by="ready", says=say(es="sin estarlo", en="are not")),
    ],
    mended=[
        criterion("ready", 1, say(es="Tres réplicas listas y ninguna a medias", en="Three ready replicas and none half way"), behaves=all_ready("tienda", 3), hints=hints(
            ("`kubectl describe pod` del que no está listo: últimas líneas.", "`kubectl describe pod` of the one that is not ready: its last lines."),
            ("La imagen no existe con esa etiqueta. El despliegue espera, y por eso nadie lo ha notado.", "There is no image with that tag. The rollout waits, and that is why nobody noticed."),
            ("`kubectl rollout undo deployment/tienda`, o una imagen que exista.", "`kubectl rollout undo deployment/tienda`, or an image that exists."),
        )),
    ],
    debrief=say(
        es="Un despliegue atascado no se deshace solo, ni siquiera cuando vence su plazo: sólo lo dice. Lo viejo sigue atendiendo porque lo nuevo nunca estuvo listo, que es justo para lo que sirve.",
        en="A rollout that is stuck does not undo itself, not even when its deadline passes: it only says so. The old one goes on serving because the new one was never ready, which is what it is for.",
    ),
)  # fmt: skip

SLOW = """        ports: [{containerPort: 8080}]
        livenessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1, failureThreshold: 2}
"""

incident(
    "impatient-liveness",
    "probes",
    title=say(es="El programa que no llega a arrancar", en="The program that never gets to start"),
    story=say(
        es="Tomcat tarda unos cuatro segundos en escuchar. Desde que alguien añadió «la sonda que faltaba», `informes` se reinicia sin parar.",
        en="Tomcat needs some four seconds until it listens. Since somebody added \"the missing probe\", `informes` (reports) restarts without end.",
    ),
    look=["get pods", "describe deployment informes"],
    given=deployment("informes", "tomcat:11", 2, SLOW),
    breaks=lambda cluster: cluster.advance("8m"),
    repairs=[
        'kubectl patch deployment informes -p \'{"spec":{"template":{"spec":{"containers":[{"name":"informes","startupProbe":{"tcpSocket":{"port":8080},"periodSeconds":2,"failureThreshold":15}}]}}}}\'',
        'kubectl patch deployment informes -p \'{"spec":{"template":{"spec":{"containers":[{"name":"informes","livenessProbe":{"initialDelaySeconds":20}}]}}}}\'',
    ],
    slips=[
        wrong(say(es="reiniciar", en="restart"), "kubectl rollout restart deployment informes", caught_by="ready", says=say(es="informes", en="informes")),
        wrong(say(es="añadir readiness", en="add readiness"),
              'kubectl patch deployment informes -p \'{"spec":{"template":{"spec":{"containers":[{"name":"informes","readinessProbe":{"tcpSocket":{"port":8080}}}]}}}}\'',
              caught_by="ready", says=say(es="informes", en="informes")),
        wrong(say(es="quitar toda vigilancia", en="take all watching away"), 'kubectl patch deployment informes -p \'{"spec":{"template":{"spec":{"containers":[{"name":"informes","livenessProbe":null}]}}}}\'',
              caught_by="watched", says=say(es="nadie lo reinicia", en="nobody restarts it")),
    ],
    mended=[
        criterion("ready", 2, say(es="Los dos arrancan y siguen en pie", en="Both start and stay up"), behaves=all_ready("informes", 2), hints=hints(
            ("`kubectl describe pod`: ¿quién mata al contenedor, y qué dice?", "`kubectl describe pod`: who kills the container, and with what words?"),
            ("La sonda de liveness empieza a preguntar antes de que el programa pueda contestar, y a los dos fallos lo mata.", "The liveness probe begins to ask before the program can answer, and after two failures it kills it."),
            ("Una `startupProbe` al mismo puerto con margen de sobra (o `initialDelaySeconds`): liveness no pregunta hasta que aquélla acierte.",
             "A `startupProbe` on the same port with time to spare (or `initialDelaySeconds`): liveness does not ask before that one succeeds."),
        )),
        criterion("watched", 1, say(es="Y siguen vigilados", en="And they are still watched"),
                  behaves=lambda case: still_watched(case),
                  hints=hints(
                      ("¿Qué pasa si el programa se cuelga sin terminar?", "What happens if the program hangs without ending?"),
                      ("Sin liveness, un programa colgado se queda colgado.", "Without liveness a program that hangs stays hanging."),
                      ("Deja la `livenessProbe` y dale tiempo al arranque con una `startupProbe`.", "Leave the `livenessProbe` and give the start its time with a `startupProbe`."),
                  )),
    ],
    debrief=say(
        es="Liveness mata: sólo debe preguntar a quien ya ha tenido ocasión de contestar. Startup guarda la puerta mientras arranca; readiness decide el tráfico. Tres preguntas distintas.",
        en="Liveness kills: it must only ask those who have had a chance to answer. Startup keeps the door while it starts; readiness decides on traffic. Three different questions.",
    ),
)  # fmt: skip


def still_watched(case):
    """Once up, a liveness probe is there that would restart a program that hangs."""
    good, _ = ready(case.cluster, "informes")
    if not good:
        return say(es="Todavía no hay ninguno en pie.", en="None is up yet.")
    if any("livenessProbe" not in pod["spec"]["containers"][0] for pod in good):
        return say(
            es="Si se cuelga, nadie lo reinicia: la sonda de liveness ya no está.",
            en="If it hangs nobody restarts it: the liveness probe is gone.",
        )
    return None


READY = "        ports: [{containerPort: 80}]\n        readinessProbe: {httpGet: {path: /salud, port: 80}, periodSeconds: 2}\n"

incident(
    "wrong-health-page",
    "probes",
    title=say(es="0 de 3 listos, y ninguno se reinicia", en="0 of 3 ready, and none restarts"),
    story=say(
        es="`catalogo` se instaló con la plantilla de otro equipo. Los pods están «Running», no se reinician nunca, y no atienden a nadie.",
        en="`catalogo` was installed with another team's template. The pods are \"Running\", they never restart, and they serve nobody.",
    ),
    look=["get pods", "get events --field-selector reason=Unhealthy"],
    given=deployment("catalogo", extra=READY),
    repairs=[
        'kubectl patch deployment catalogo -p \'{"spec":{"template":{"spec":{"containers":[{"name":"catalogo","readinessProbe":{"httpGet":{"path":"/"}}}]}}}}\'',
        'kubectl patch deployment catalogo -p \'{"spec":{"template":{"spec":{"containers":[{"name":"catalogo","readinessProbe":{"httpGet":null,"tcpSocket":{"port":80}}}]}}}}\'',
    ],
    slips=[
        wrong(say(es="más paciencia", en="more patience"), 'kubectl patch deployment catalogo -p \'{"spec":{"template":{"spec":{"containers":[{"name":"catalogo","readinessProbe":{"failureThreshold":30}}]}}}}\'',
              caught_by="ready", says=say(es="Hay 0 pods", en="0 pods")),
        wrong(say(es="reiniciar", en="restart"), "kubectl rollout restart deployment catalogo", caught_by="ready", says=say(es="Hay 0 pods", en="0 pods")),
        wrong(say(es="borrar los pods", en="delete the pods"), "kubectl delete pods -l app=catalogo", caught_by="ready", says=say(es="Hay 0 pods", en="0 pods")),
    ],
    mended=[
        criterion("ready", 1, say(es="Tres listos", en="Three ready"), behaves=all_ready("catalogo", 3), hints=hints(
            ("Los avisos *Unhealthy* dicen qué contestó el programa a la sonda.", "The *Unhealthy* warnings say what the program answered the probe."),
            ("Contestó 404: esa página no existe en este programa. Readiness no reinicia nada, sólo deja fuera del Service.", "It answered 404: this program has no such page. Readiness restarts nothing, it only keeps out of the Service."),
            ("Una página que exista (`path: /`), o `tcpSocket` al puerto 80.", "A page that exists (`path: /`), or `tcpSocket` on port 80."),
        )),
    ],
    debrief=say(
        es="Una sonda es una pregunta; si preguntas por algo que no existe, la respuesta siempre es no. Readiness en falso no reinicia nada: el pod vive, pero nadie le manda a nadie.",
        en="A probe is a question; ask for what does not exist and the answer is always no. A failing readiness restarts nothing: the pod lives, but nobody is sent to it.",
    ),
)  # fmt: skip

CONFIG = """
apiVersion: v1
kind: ConfigMap
metadata: {name: ajustes}
data: {IDIOMA: es, MONEDA: EUR}
---
""" + deployment(
    "pedidos",
    replicas=2,
    extra="""        env:
        - name: MONEDA
          valueFrom: {configMapKeyRef: {name: ajustes, key: MONEDA}}
""",
)

incident(
    "lost-key",
    "config",
    title=say(es="El contenedor que no se puede crear", en="The container that cannot be created"),
    story=say(
        es="Alguien «limpió» el ConfigMap `ajustes`. No pasó nada… hasta que esta noche se vació un nodo y los pods de `pedidos` tuvieron que nacer de nuevo.",
        en="Somebody \"cleaned up\" the ConfigMap `ajustes` (settings). Nothing happened… until last night a node was emptied and the pods of `pedidos` (orders) had to be born again.",
    ),
    look=["get pods", "describe configmap ajustes"],
    given=CONFIG,
    breaks=lambda cluster: [cluster.kubectl(["patch", "configmap", "ajustes", "--type=merge", "-p", '{"data":{"MONEDA":null}}']), cluster.kubectl("delete pods -l app=pedidos"), cluster.advance("3m")],
    repairs=['kubectl patch configmap ajustes --type=merge -p \'{"data":{"MONEDA":"EUR"}}\''],
    slips=[
        wrong(say(es="reiniciar", en="restart"), "kubectl rollout restart deployment pedidos", caught_by="ready", says=say(es="Hay 0 pods de pedidos listos", en="0 pods of pedidos are ready")),
        wrong(say(es="otro nombre de clave", en="another name for the key"), 'kubectl patch configmap ajustes --type=merge -p \'{"data":{"moneda":"EUR"}}\'', caught_by="ready", says=say(es="Hay 0 pods de pedidos listos", en="0 pods of pedidos are ready")),
    ],
    mended=[
        criterion("ready", 1, say(es="Dos listos", en="Two ready"), behaves=all_ready("pedidos", 2), hints=hints(
            ("`kubectl describe pod`: ¿qué le falta para crear el contenedor?", "`kubectl describe pod`: what does it lack to create the container?"),
            ("Lee una clave que ya no está en el ConfigMap. Los que ya estaban en marcha la tenían leída.", "It reads a key that is no longer in the ConfigMap. Those that were running had read it before."),
            ("Devuelve la clave `MONEDA` al ConfigMap `ajustes`.", "Put the key `MONEDA` back into the ConfigMap `ajustes`."),
        )),
    ],
    debrief=say(
        es="Las variables de entorno se leen **una vez, al crear el contenedor**. Por eso un borrado se nota días después, cuando algo tiene que nacer otra vez.",
        en="Environment variables are read **once, when the container is created**. That is why a deletion is noticed days later, when something has to be born again.",
    ),
)  # fmt: skip

QUOTA = """
apiVersion: v1
kind: ResourceQuota
metadata: {name: equipo}
spec: {hard: {pods: "3"}}
---
""" + deployment("campana", replicas=3)

incident(
    "quota",
    "quota",
    title=say(es="Pedimos seis y hay tres", en="We asked for six and there are three"),
    story=say(
        es="Empieza la campaña: `kubectl scale` a seis réplicas, ni un error en la terminal… y siguen siendo tres.",
        en="The campaign begins: `kubectl scale` to six replicas, not one error in the terminal… and there are still three.",
    ),
    look=["get deployment campana", "get pods"],
    given=QUOTA,
    breaks=lambda cluster: [cluster.kubectl("scale deployment campana --replicas=6"), cluster.advance("5m")],
    repairs=['kubectl patch resourcequota equipo -p \'{"spec":{"hard":{"pods":"10"}}}\'', "kubectl delete resourcequota equipo"],
    slips=[
        wrong(say(es="pedirlo otra vez", en="ask again"), "kubectl scale deployment campana --replicas=8", caught_by="ready", says=say(es="Hay 3 pods", en="3 pods")),
        wrong(say(es="reiniciar", en="restart"), "kubectl rollout restart deployment campana", caught_by="ready", says=say(es="hacen falta 6", en="6 are needed")),
        wrong(say(es="subirla a cinco", en="raise it to five"), 'kubectl patch resourcequota equipo -p \'{"spec":{"hard":{"pods":"5"}}}\'', caught_by="ready", says=say(es="Hay 5 pods", en="5 pods")),
    ],
    mended=[
        criterion("ready", 1, say(es="Seis listos", en="Six ready"), behaves=all_ready("campana", 6), hints=hints(
            ("El Deployment no crea pods: los crea su ReplicaSet. `kubectl describe replicaset`.", "The Deployment makes no pods: its ReplicaSet does. `kubectl describe replicaset`."),
            ("Dice *exceeded quota*: el espacio de nombres tiene un tope.", "It says *exceeded quota*: the namespace has a limit."),
            ("Sube `pods` en la ResourceQuota `equipo`.", "Raise `pods` in the ResourceQuota `equipo`."),
        )),
    ],
    debrief=say(
        es="`kubectl scale` sólo cambia un número: quien crea es un controlador, más tarde, y a él le dicen que no. El rechazo está en sus eventos, no en tu terminal.",
        en="`kubectl scale` only changes a number: a controller creates, later, and it is the one that is refused. The refusal is in its events, not in your terminal.",
    ),
)  # fmt: skip

WAITS = """
apiVersion: v1
kind: Service
metadata: {name: basedatos}
spec: {selector: {app: mariadb}, ports: [{port: 3306}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - name: espera
        image: busybox:1.37
        command: [sh, -c, "until nslookup base-datos; do sleep 2; done"]
      containers:
      - {name: web, image: "httpd:2.4"}
---
"""

incident(
    "waits-for-ever",
    "init",
    title=say(es="Init:0/1 desde hace una hora", en="Init:0/1 for an hour"),
    story=say(
        es="`web` espera a la base de datos antes de arrancar. La base de datos está; `web` lleva una hora esperando.",
        en="`web` waits for the database before it starts. The database is there; `web` has been waiting for an hour.",
    ),
    look=["get pods", "get services"],
    given=WAITS + deployment("mariadb", "mariadb:11.4", 1, "        env: [{name: MARIADB_ROOT_PASSWORD, value: s3creta}]\n"),
    breaks=lambda cluster: cluster.advance("1h"),
    repairs=[
        "kubectl create service externalname base-datos --external-name=basedatos.default.svc.cluster.local",
        'kubectl patch deployment web -p \'{"spec":{"template":{"spec":{"initContainers":[{"name":"espera","command":["sh","-c","until nslookup basedatos; do sleep 2; done"]}]}}}}\'',
    ],
    slips=[
        wrong(say(es="reiniciar web", en="restart web"), "kubectl rollout restart deployment web", caught_by="ready", says=say(es="Hay 0 pods de web", en="0 pods of web")),
        wrong(say(es="reiniciar la base de datos", en="restart the database"), "kubectl rollout restart deployment mariadb", caught_by="ready", says=say(es="Hay 0 pods de web", en="0 pods of web")),
    ],
    mended=[
        criterion("ready", 1, say(es="Dos listos", en="Two ready"), behaves=all_ready("web", 2), hints=hints(
            ("`kubectl logs deploy/web -c espera`.", "Read the log of the one that waits: `kubectl logs deploy/web -c espera`."),
            ("Pregunta por un nombre que nadie tiene. Compáralo con `kubectl get services`.", "It asks for a name that nobody has. Compare it with `kubectl get services`."),
            ("O cambias la plantilla (`nslookup basedatos`), o creas un Service que se llame `base-datos`.", "Either change the template (`nslookup basedatos`), or make a Service called `base-datos`."),
        )),
    ],
    debrief=say(
        es="Un init container se ejecuta hasta que acaba bien, y hasta entonces el resto no existe. El pod no está roto: espera, y su registro dice a qué.",
        en="An init container runs until it ends well, and until then the rest does not exist. The pod is not broken: it waits, and its log says for what.",
    ),
)  # fmt: skip
