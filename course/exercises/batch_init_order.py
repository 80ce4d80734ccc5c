"""Two init containers in order: the second works on what the first one left, and a failure of either keeps the site shut.

The checks read the page from outside, break each step, and look at what runs. Next: `batch_overlap.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: original
data:
  portada: Bienvenidos a NOMBRE
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
  - port: 80
    nodePort: 30080
"""
FETCH = """      - name: trae
        image: busybox:1.36
        command: [sh, -c, "sleep 2; cp /original/portada /web/index.html"]
        volumeMounts:
        - name: original
          mountPath: /original
        - name: web
          mountPath: /web
"""
CHANGE = """      - name: cambia
        image: busybox:1.36
        command: [sh, -c, "sed -i s/NOMBRE/{shop}/ /web/index.html"]
        volumeMounts:
        - name: web
          mountPath: /web
"""
APACHE = """      - name: apache
        image: httpd:2.4
        volumeMounts:
        - name: web
          mountPath: /usr/local/apache2/htdocs
"""


def site(inits, containers=APACHE):
    head = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
"""
    tail = """      volumes:
      - name: web
        emptyDir: {}
      - name: original
        configMap:
          name: original
"""
    return head + (f"      initContainers:\n{inits}" if inits else "") + f"      containers:\n{containers}" + tail


RIGHT = site(FETCH + CHANGE)
URL = "http://app.miempresa.com/"


def page(cluster):
    """(what Apache serves, is a pod ready?)"""
    for pod in cluster.list("Pod", "default", labels="app=web"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"]:
            return cluster.exec(
                pod["metadata"]["name"], ["cat", "/usr/local/apache2/htdocs/index.html"], container="apache"
            ).stdout, True
    return "", False


def named(case):
    """The cover has the shop's name."""
    case.cluster.advance("3m")
    found, ready = page(case.cluster)
    if ready and f"Bienvenidos a {case.values['shop']}" in found:
        return None
    if not ready:
        states = [
            line.split()[2]
            for line in str(case.cluster.kubectl("get pods -l app=web --no-headers")).splitlines()
            if line.strip()
        ]
        return say(
            es=f"Tres minutos después Apache no atiende: el pod dice {', '.join(states)}.",
            en=f"Three minutes later Apache does not serve: the pod says {', '.join(states)}.",
        )
    if "NOMBRE" in found:
        return say(
            es="La portada dice «Bienvenidos a NOMBRE»: se cambió antes de que estuviera, o no se cambió.",
            en='The cover says "Bienvenidos a NOMBRE": it was changed before it was there, or not at all.',
        )
    return say(
        es="Apache atiende sin portada: en su carpeta no está la nuestra.",
        en="Apache serves without a cover: ours is not in its folder.",
    )


def never_half(case):
    """Whoever asks from the first second on sees the right page or none; ten pods, one after the other."""
    twin = case.start.fork()
    twin.apply(case.answer)
    for _ in range(240):
        twin.advance("500ms")
        found, ready = page(twin)
        if ready and f"a {case.values['shop']}" not in found:
            return say(
                es="Hubo un rato en que Apache atendía sin la portada terminada.",
                en="For a while Apache served without the finished cover.",
            )
    if named(case) is None:
        return None
    return say(
        es="Apache no llegó a atender: nadie ha visto nada, ni bueno ni malo.",
        en="Apache never came to serve: nobody saw anything, good or bad.",
    )


def shut_if_it_fails(case):
    """With nothing to fetch the site stays shut, and opens by itself once there is."""
    twin = case.start.fork()
    twin.kubectl("delete configmap original")
    empty = GIVEN.split("---\n")[0].replace("portada: ", "otra: ")
    twin.apply(empty)
    twin.apply(case.answer)
    twin.advance("3m")
    if page(twin)[1]:
        return say(
            es="No había portada que traer, y Apache abrió igualmente.",
            en="There was no cover to fetch, and Apache opened all the same.",
        )
    twin.apply(GIVEN.split("---\n")[0])
    twin.advance("12m")
    if f"a {case.values['shop']}" in page(twin)[0]:
        return None
    return say(
        es="La portada llegó más tarde, y Apache sigue sin abrir con ella.",
        en="The cover came later, and Apache has still not opened with it.",
    )


exercise(
    "batch.init-order",
    3,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Primero traer, luego cambiar", en="First fetch, then change"),
    prompt=say(
        es="""
La portada se prepara en dos pasos: `trae` copia el original (tarda un poco) y `cambia` pone el nombre de la tienda, **{shop}**. Luego la sirve Apache. En la celda están los dos pasos, pero no en orden, y el pod
no arranca.

Consigue que Apache atienda sólo con la portada terminada. Si no hay original que traer, que espere cerrado y abra solo cuando lo haya.
""",
        en="""
The cover is made in two steps: `trae` (*fetch*) copies the original, which takes a moment, and `cambia` (*change*) puts the shop's name into it, **{shop}**. Then Apache serves it. Both steps are in the cell, but not in order, and the pod
does not start.

Get Apache to serve only once the cover is finished. If there is no original to fetch, it must wait, shut, and open by itself once there is.
""",
    ),
    varies=lambda chance: {"shop": ("LaVela", "ElFaro", "Albahaca", "TresPicos", "Menchu")[chance.below(5, "shop")]},
    given=GIVEN,
    starter=site(CHANGE + FETCH),
    solution=RIGHT,
    also_right=[
        site(FETCH.replace("cp /original/portada /web/index.html", "sed s/NOMBRE/{shop}/ /original/portada > /web/nueva && mv /web/nueva /web/index.html")),
        site(FETCH.replace("      - name: trae", "      - name: saluda\n        image: busybox:1.36\n        command: [echo, hola]\n      - name: trae") + CHANGE),
    ],
    wrong=[
        wrong(say(es="el orden lo pone Kubernetes", en="Kubernetes finds the order"), site(CHANGE + FETCH), caught_by="named", says="Init:"),
        wrong(say(es="los dos pasos, al lado de Apache", en="both steps beside Apache"), site("", APACHE + FETCH + CHANGE), caught_by="named", says=say(es="Apache no atiende", en="Apache does not serve")),
        wrong(say(es="que un fallo no pare la obra", en="let a failure not stop the work"), site((FETCH + CHANGE).replace("index.html\"", "index.html || true\"")),
              caught_by="shut-if-it-fails", says=say(es="y Apache abrió igualmente", en="and Apache opened all the same")),
        wrong(say(es="sólo traer", en="fetch only"), site(FETCH), caught_by="named", says=say(es="«Bienvenidos a NOMBRE»", en='"Bienvenidos a NOMBRE"')),
        wrong(say(es="cambiarla con Apache ya abierto", en="change it once Apache is open"), site(FETCH, APACHE + CHANGE.replace("/web/index.html\"", "/web/index.html; sleep infinity\"").replace("sed -i", "sleep 10; sed -i")),
              caught_by="never-half", says=say(es="sin la portada terminada", en="without the finished cover")),
        wrong(say(es="cada paso en su propia carpeta", en="each step in a folder of its own"), site(FETCH.replace("/web", "/tmp/web").replace("cp ", "mkdir -p /tmp/web; cp ").replace("        - name: web\n          mountPath: /tmp/web\n", "")),
              caught_by="named", says=say(es="sin portada", en="without a cover")),
    ],
    checks=[
        criterion(
            "named", 1, say(es="La portada lleva el nombre de la tienda", en="The cover has the shop's name"), behaves=named,
            hints=[
                say(es="`kubectl get pods`: ¿en qué `Init:` se para? `kubectl logs … -c cambia`.", en="`kubectl get pods`: at which `Init:` does it stop? `kubectl logs … -c cambia`."),
                say(es="Los init containers van en el orden en que están escritos, y cada uno espera a que acabe bien el anterior.",
                    en="Init containers run in the order in which they are written, and each waits until the one before has ended well."),
                say(es="Primero `trae` y después `cambia`, los dos en `initContainers`.", en="First `trae` and then `cambia`, both in `initContainers`."),
            ],
        ),
        criterion(
            "never-half", 1, say(es="Nadie ve una portada a medias", en="Nobody sees a cover half done"), behaves=never_half,
            hints=[
                say(es="¿Qué servía Apache en el primer segundo?", en="What did Apache serve in the first second?"),
                say(es="Los contenedores normales arrancan todos a la vez: ninguno espera a otro.", en="Ordinary containers start all at once: none waits for another."),
                say(es="Todo lo que prepara la portada va antes: en `initContainers`.", en="All that makes the cover goes before: into `initContainers`."),
            ],
        ),
        criterion(
            "shut-if-it-fails", 1, say(es="Sin original, cerrado; con él, abre solo", en="Shut without the original; with it, opens by itself"), behaves=shut_if_it_fails,
            hints=[
                say(es="¿Qué código de salida da el paso que falla?", en="What exit code does the step that fails give?"),
                say(es="Un init que falla se repite y el pod sigue en `Init:`; uno que esconde su fallo deja pasar.", en="An init container that fails is tried again and the pod stays at `Init:`; one that hides its failure lets it pass."),
                say(es="Nada de `|| true`: que el `cp` falle.", en="No `|| true`: let `cp` fail."),
            ],
        ),
    ],
    debrief=say(
        es="""
La lista `initContainers` es un guion: de arriba abajo, uno cada vez, y sólo se pasa al siguiente con un 0. Un paso que falla no se salta: se repite, con esperas crecientes, y detrás de él espera todo lo demás. Por eso el orden
importa, y por eso no hay que esconder los fallos: un `|| true` en un paso de preparación abre la tienda con el escaparate vacío.
""",
        en="""
The list `initContainers` is a script: from top to bottom, one at a time, and on to the next one only with a 0. A step that fails is not skipped: it is tried again, with growing waits, and all the rest waits behind it. So the order
matters, and so failures must not be hidden: a `|| true` in a preparation step opens the shop with an empty window.
""",
    ),
)  # fmt: skip
