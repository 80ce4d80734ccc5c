"""A Service with nobody behind it: the selector looks for labels of pods, all of them, and no more than those.

The checks ask the shop many times and see who answered. Next: `networking_ports.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tienda
  labels:
    app: tienda-web
    equipo: ventas
spec:
  replicas: 3
  selector:
    matchLabels:
      app: {app}
      capa: web
  template:
    metadata:
      labels:
        app: {app}
        capa: web
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cache
spec:
  selector:
    matchLabels:
      app: {app}
      capa: datos
  template:
    metadata:
      labels:
        app: {app}
        capa: datos
    spec:
      containers:
      - name: redis
        image: redis:7
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: correo
spec:
  selector:
    matchLabels:
      app: correo
      capa: web
  template:
    metadata:
      labels:
        app: correo
        capa: web
    spec:
      containers:
      - name: apache
        image: httpd:2.4
"""
RIGHT = """
apiVersion: v1
kind: Service
metadata:
  name: tienda
spec:
  type: NodePort
  selector:
    app: {app}
    capa: web
  ports:
  - port: 80
    nodePort: 30080
""".lstrip()
URL = "http://app.miempresa.com/"


def selecting(*lines):
    head, _, tail = RIGHT.partition("  selector:\n    app: {app}\n    capa: web\n")
    return head + ("  selector:\n" + "".join(f"    {line}\n" for line in lines) if lines else "") + tail


def journeys(case):
    """Forty requests, so that each pod behind the Service has its turn."""
    case.cluster.advance("1m")
    return [case.cluster.request(URL) for _ in range(40)]


def answered(case):
    """Somebody of the shop answers."""
    asked = journeys(case)
    if any("default/tienda" in (each.pod or "") for each in asked):
        return None
    if any(each.pod for each in asked):
        return say(es="Contesta alguien, pero no es la tienda.", en="Somebody answers, but it is not the shop.")
    return say(
        es=f"MenchuPC pide {URL} y… {asked[0].lines('es')[-1]}",
        en=f"MenchuPC asks for {URL} and… {asked[0].lines('en')[-1]}",
    )


def only_the_shop(case):
    """Nobody else is behind the name, and all of the shop is."""
    asked = journeys(case)
    for each in asked:
        if each.pod and "default/tienda" not in each.pod:
            return say(
                es=f"Algunas peticiones de la tienda las contesta {each.pod}.",
                en=f"Some requests for the shop are answered by {each.pod}.",
            )
    failed = [each for each in asked if not each]
    if failed:
        return say(es=f"Fallan {len(failed)} de {len(asked)} peticiones: hay detrás algún pod que no escucha ahí, o no hay ninguno.",
                   en=f"{len(failed)} of {len(asked)} requests fail: some pod behind it does not listen there, or there is none.")  # fmt: skip
    return None


def follows(case):
    """New pods of the shop are found as well, and old ones forgotten."""
    case.cluster.kubectl("scale deployment tienda --replicas=5")
    case.cluster.kubectl("rollout restart deployment tienda")
    case.cluster.advance("5m")
    seen = {each.pod for each in journeys(case) if each.pod and "default/tienda" in each.pod}
    if len(seen) == 5:
        return None
    return say(es=f"La tienda creció a cinco pods nuevos, y por el Service sólo se llega a {len(seen)}.",
               en=f"The shop grew to five new pods, and the Service leads to {len(seen)} of them only.")  # fmt: skip


exercise(
    "networking.no-endpoints",
    3,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Un Service sin nadie detrás", en="A Service with nobody behind it"),
    prompt=say(
        es="""
El Deployment `tienda` tiene tres pods listos, y MenchuPC no ve la tienda. El Service de la celda está aplicado y nadie se ha quejado de él. En el clúster hay además una
`cache` y el `correo`, que llevan etiquetas parecidas y no deben contestar por la tienda.

Arregla el Service. Los Deployment no se tocan.
""",
        en="""
The Deployment `tienda` (shop) has three ready pods, and MenchuPC does not see the shop. The Service in the cell is applied and nobody complained about it. There are also a
`cache` and the `correo` (mail) in the cluster, with similar labels, which must not answer for the shop.

Put the Service right. The Deployments stay as they are.
""",
    ),
    varies=lambda chance: {"app": ("tienda", "escaparate", "catalogo", "ventas")[chance.below(4, "app")] + f"-{1 + chance.below(9, 'number')}"},
    given=GIVEN,
    starter=selecting("app: tienda-web"),
    solution=RIGHT,
    also_right=[selecting("capa: web", "app: {app}"), RIGHT.replace("  - port: 80\n", "  - port: 80\n    targetPort: 80\n    protocol: TCP\n")],
    wrong=[
        wrong(say(es="las etiquetas del Deployment son las de sus pods", en="the Deployment's labels are its pods' labels"), selecting("app: tienda-web", "equipo: ventas"),
              caught_by="answered", says=say(es="no tiene detrás ningún pod listo", en="has no ready pod behind it")),
        wrong(say(es="con una etiqueta basta", en="one label will do"), selecting("app: {app}"),
              caught_by="only-the-shop", says=say(es="hay detrás algún pod que no escucha ahí", en="some pod behind it does not listen there")),
        wrong(say(es="todos los de la capa web", en="all of the layer web"), selecting("capa: web"),
              caught_by="only-the-shop", says=say(es="las contesta default/correo", en="are answered by default/correo")),
        wrong(say(es="sin selector van todos", en="without a selector it takes all"), selecting(),
              caught_by="follows", says=say(es="sólo se llega a 0", en="leads to 0 of them only")),
        wrong(say(es="una etiqueta de más", en="one label too many"), selecting("app: {app}", "capa: web", "equipo: ventas"),
              caught_by="follows", says=say(es="sólo se llega a 0", en="leads to 0 of them only")),
        wrong(say(es="un selector como el del Deployment", en="a selector like the Deployment's"), selecting("matchLabels:", "  app: {app}", "  capa: web"),
              caught_by="malformed", says="spec.selector"),
    ],
    checks=[
        criterion(
            "answered", 1, say(es="Contesta la tienda", en="The shop answers"), behaves=answered,
            hints=[
                say(es="`kubectl get endpointslices` y `kubectl get pods --show-labels`.", en="`kubectl get endpointslices` and `kubectl get pods --show-labels`."),
                say(es="El selector busca etiquetas de **pods**. Las de `metadata.labels` del Deployment son sólo del Deployment.",
                    en="The selector looks for labels of **pods**. Those in the Deployment's `metadata.labels` are the Deployment's only."),
                say(es="Los pods llevan `app: {app}` y `capa: web`.", en="The pods have `app: {app}` and `capa: web`."),
            ],
        ),
        criterion(
            "only-the-shop", 1, say(es="Y sólo contesta la tienda", en="And only the shop answers"), behaves=only_the_shop,
            hints=[
                say(es="`kubectl get pods -l …` con tu selector: ¿sobra alguien?", en="`kubectl get pods -l …` with your selector: is there anybody too many?"),
                say(es="Un pod está detrás del Service si tiene **todas** las etiquetas del selector. Con pocas, entran de más.",
                    en="A pod is behind the Service if it has **all** labels of the selector. With few of them, too many come in."),
                say(es="Las dos: `app: {app}` y `capa: web`.", en="Both: `app: {app}` and `capa: web`."),
            ],
        ),
        criterion(
            "follows", 1, say(es="Los pods nuevos entran solos", en="New pods come in by themselves"), behaves=follows,
            hints=[
                say(es="¿Quién pone en la lista del Service las direcciones de los pods?", en="Who puts the pods' addresses on the Service's list?"),
                say(es="Un controlador, cada vez que aparece o desaparece un pod que casa con el selector. Sin selector no hay quien lo haga.",
                    en="A controller, each time a pod that matches the selector appears or goes. Without a selector nobody does."),
                say(es="`selector:` con `app: {app}` y `capa: web`, y nada más.", en="`selector:` with `app: {app}` and `capa: web`, and nothing else."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un Service no conoce Deployments: conoce etiquetas de pods. Un selector que no casa con nadie no es un error, porque quizá esos pods lleguen mañana; el Service
existe, tiene IP y nombre, y nadie detrás. Con una etiqueta de menos pasa algo peor: que casi funciona. Por eso la primera pregunta ante un Service mudo es
`kubectl get endpointslices`, y la segunda, `kubectl get pods -l` con su selector.
""",
        en="""
A Service does not know Deployments: it knows labels of pods. A selector that matches nobody is not an error, for those pods may come tomorrow; the Service
is there, has an IP and a name, and nobody behind it. With one label too few something worse happens: it almost works. So the first question to a silent Service is
`kubectl get endpointslices`, and the second `kubectl get pods -l` with its selector.
""",
    ),
)  # fmt: skip
