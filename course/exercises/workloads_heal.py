"""From bare pods to a template: what is lost comes back, and users notice nothing.

The checks take pods and a node away and ask the application from MenchuPC, as a user does. Next: `workloads_who_dies.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

BARE, WEB = text("bare.yaml"), text("web.yaml")
URL = "http://app.miempresa.com/"


def serving(case, among=None):
    """The answer's pods that are ready, by name; `among`: only on these nodes."""
    found = []
    for pod in case.new("Pod", "default"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        leaving = "deletionTimestamp" in pod["metadata"]
        if ready and not leaving and (among is None or pod["spec"]["nodeName"] in among):
            found.append(pod["metadata"]["name"])
    return found


def come_back(case):
    """Take all pods away: as many others have to appear."""
    before = serving(case)
    if not before:
        return say(
            es="No hay ningún pod listo que quitar.", en="There is no pod that is ready, so nothing to take away."
        )
    for name in before:
        case.cluster.delete("Pod", name)
    case.cluster.settle("10m")
    after = serving(case)
    if not after:
        return say(
            es=f"Se han borrado {len(before)} pods y no ha vuelto ninguno: nadie tenía el encargo de reponerlos.",
            en=f"{len(before)} pods were deleted and none came back: it was nobody's job to replace them.",
        )
    if len(after) < len(before):
        return say(es=f"Había {len(before)} pods y sólo han vuelto {len(after)}.",
                   en=f"There were {len(before)} pods and only {len(after)} came back.")  # fmt: skip
    return None


def never_away(case):
    """Delete one pod after another; users ask right after each loss and a minute later."""
    names = serving(case)
    if not names or not case.cluster.request(URL):
        return say(
            es="MenchuPC no llega a la aplicación ni antes de romper nada: ¿encuentra el Service a tus pods?",
            en="MenchuPC does not reach the application even before anything breaks: does the Service find your pods?",
        )
    for name in names:
        case.cluster.delete("Pod", name)
        case.cluster.advance("1s")
        if not case.cluster.request(URL):
            return say(
                es="Al perder un pod no quedaba otro atendiendo: durante unos segundos la web no contestó.",
                en="When one pod was lost no other was serving: for some seconds the site did not answer.",
            )
        case.cluster.advance("1m")
    return None


def node_dies(case):
    """The machine under the first pod dies: two have to serve again elsewhere within seven minutes."""
    names = serving(case)
    if not names:
        return say(es="Ningún pod está listo.", en="No pod is ready.")
    dead = case.cluster.get("Pod", names[0])["spec"]["nodeName"]
    case.cluster.fail_node(dead)
    case.cluster.advance("7m")
    alive = [node["metadata"]["name"] for node in case.cluster.list("Node") if node["metadata"]["name"] != dead]
    count = len(serving(case, alive))
    if count >= 2:
        return None
    return say(
        es=f"Siete minutos después de morir {dead}, en los demás nodos atienden {count} pods y hacen falta 2.",
        en=f"Seven minutes after {dead} died, {count} pods serve on the other nodes and 2 are needed.",
    )


exercise(
    "workloads.heal",
    4,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="De pods sueltos a una plantilla", en="From bare pods to a template"),
    prompt=say(
        es="""
Alguien dejó escritos los dos pods de la web tal cual, uno a uno. El Service `web` ya está creado: reparte entre los pods
con la etiqueta `app: web`, y el balanceador de la empresa lo publica en `http://app.miempresa.com/`.

Cambia el manifiesto para que Kubernetes cree **dos pods** a partir de **una plantilla** y los reponga siempre. La
comprobación borrará pods y apagará un nodo mientras MenchuPC navega.
""",
        en="""
Somebody wrote the two pods of the web site down as they are, one by one. The Service `web` exists already: it spreads requests
over the pods labelled `app: web`, and the company's balancer publishes it as `http://app.miempresa.com/`.

Change the manifest so that Kubernetes makes **two pods** from **one template** and always replaces them. The check
will delete pods and switch a node off while MenchuPC is browsing.
""",
    ),
    given=text("service.yaml"),
    starter=BARE,
    solution=WEB,
    also_right=[
        WEB.replace("replicas: 2", "replicas: 3")
        .replace("httpd:2.4", "nginx:1.27")
        .replace("name: apache", "name: web"),
        WEB.replace("kind: Deployment", "kind: ReplicaSet"),
        WEB.replace("      app: web\n  template:", "      app: web\n      tier: front\n  template:").replace(
            "        app: web\n    spec:", "        app: web\n        tier: front\n    spec:"
        ),
    ],
    wrong=[
        wrong(
            say(es="dos pods sueltos: ya se parecen a dos réplicas", en="two bare pods: they look like two replicas"),
            BARE.replace("httpd:2.4", "nginx:1.27"),
            caught_by="come-back",
            says=say(es="nadie tenía el encargo de reponerlos", en="it was nobody's job to replace them"),
        ),
        wrong(
            say(es="con una réplica no hay corte", en="one replica has no outage"),
            WEB.replace("replicas: 2", "replicas: 1"),
            caught_by="never-away",
            says=say(es="durante unos segundos la web no contestó", en="for some seconds the site did not answer"),
        ),
        wrong(
            say(
                es="la etiqueta del Deployment es la de sus pods", en="a label on the Deployment is a label on its pods"
            ),
            WEB.replace("  name: web\n", "  name: web\n  labels:\n    app: web\n", 1)
            .replace("      app: web\n  template", "      app: front\n  template")
            .replace("        app: web\n    spec", "        app: front\n    spec"),
            caught_by="never-away",
            says=say(es="¿encuentra el Service a tus pods?", en="does the Service find your pods?"),
        ),
        wrong(
            say(es="fijado a un nodo", en="pinned to one node"),
            WEB.replace("    spec:\n", "    spec:\n      nodeSelector:\n        kubernetes.io/hostname: worker-1\n"),
            caught_by="node-dies",
            says=say(es="en los demás nodos atienden 0 pods", en="0 pods serve on the other nodes"),
        ),
        wrong(
            say(es="un DaemonSet tiene réplicas", en="a DaemonSet has replicas"),
            WEB.replace("kind: Deployment", "kind: DaemonSet"),
            caught_by="malformed",
            says='unknown field "spec.replicas"',
        ),
        wrong(
            say(es="un DaemonSet repone en otro nodo", en="a DaemonSet replaces pods on another node"),
            WEB.replace("kind: Deployment", "kind: DaemonSet").replace("  replicas: 2\n", ""),
            caught_by="node-dies",
            says=say(es="atienden 1 pods y hacen falta 2", en="1 pods serve on the other nodes and 2 are needed"),
        ),
        wrong(
            say(es="un StatefulSet es lo mismo", en="a StatefulSet is the same"),
            WEB.replace("kind: Deployment", "kind: StatefulSet").replace("spec:\n", "spec:\n  serviceName: web\n", 1),
            caught_by="node-dies",
            says=say(es="hacen falta 2", en="2 are needed"),
        ),
        wrong(
            say(es="el selector no casa con la plantilla", en="the selector does not match the template"),
            WEB.replace("        app: web\n    spec", "        app: apache\n    spec"),
            caught_by="malformed",
            says="`selector` does not match template `labels`",
        ),
    ],
    checks=[
        criterion(
            "come-back",
            2,
            say(es="Lo que se borra vuelve, con otro nombre", en="What is deleted comes back, under another name"),
            behaves=come_back,
            hints=[
                say(
                    es="Mira quién es el dueño de un pod: `kubectl describe pod`, línea *Controlled By*.",
                    en="See who owns a pod: `kubectl describe pod`, the line *Controlled By*.",
                ),
                say(
                    es="Un pod sin dueño no lo repone nadie. El dueño tiene una plantilla y un número de réplicas.",
                    en="A pod without an owner is replaced by nobody. The owner has a template and a number of replicas.",
                ),
                say(
                    es="Un solo objeto `kind: Deployment` (`apiVersion: apps/v1`): el `spec` de un pod pasa a `spec.template.spec`.",
                    en="One object `kind: Deployment` (`apiVersion: apps/v1`): the `spec` of a pod moves to `spec.template.spec`.",
                ),
            ],
        ),
        criterion(
            "never-away",
            1,
            say(es="MenchuPC no nota la pérdida de un pod", en="MenchuPC does not notice the loss of a pod"),
            behaves=never_away,
            hints=[
                say(
                    es="¿Cuántos pods hay detrás del Service en el momento en que uno se va? `kubectl get endpointslices`.",
                    en="How many pods are behind the Service when one goes? `kubectl get endpointslices`.",
                ),
                say(
                    es="El Service busca etiquetas de pods, y las pone la plantilla. Y reponer un pod lleva unos segundos.",
                    en="The Service looks for labels of pods, and the template sets those. And replacing a pod takes some seconds.",
                ),
                say(
                    es="`replicas: 2`, y `app: web` en `spec.selector.matchLabels` y en `spec.template.metadata.labels`.",
                    en="`replicas: 2`, and `app: web` in `spec.selector.matchLabels` and in `spec.template.metadata.labels`.",
                ),
            ],
        ),
        criterion(
            "node-dies",
            1,
            say(es="Muere un nodo y siguen dos pods atendiendo", en="A node dies and two pods go on serving"),
            behaves=node_dies,
            hints=[
                say(
                    es="Mira en qué nodos pueden estar tus pods: `kubectl get pods -o wide`.",
                    en="See on which nodes your pods may be: `kubectl get pods -o wide`.",
                ),
                say(
                    es="Un pod no se muda nunca: se crea otro, si su dueño puede hacerlo en cualquier nodo sin esperar al muerto.",
                    en="A pod never moves: another is made, if its owner may do so on any node without waiting for the dead one.",
                ),
                say(
                    es="Un Deployment sin `nodeName` ni `nodeSelector`.",
                    en="A Deployment without `nodeName` or `nodeSelector`.",
                ),
            ],
        ),
    ],
    debrief=say(
        es="""
Borrar un pod del Deployment es cambiar la cuenta: el ReplicaSet ve uno de menos y crea otro, con otro nombre y otra IP. No
«se reinicia» ni «se mueve» nada. Al morir el nodo tarda más porque primero hay que *darlo* por muerto: unos 50 s sin latidos
y 300 s de paciencia. El StatefulSet no pasa esta prueba a propósito: sus miembros son únicos y prefiere esperar a tener dos
veces al mismo. Y la web no se notó porque había otra réplica detrás del Service, no porque Kubernetes sea rápido.
""",
        en="""
Deleting a pod of the Deployment changes a count: the ReplicaSet sees one too few and makes another, with another name and another
IP. Nothing is "restarted" and nothing "moves". When the node dies it takes longer, because it must first be *given up* for dead: about 50 s
without heartbeats and 300 s of patience. The StatefulSet fails this on purpose: its members are unique, and it would rather wait than
have the same one twice. And nobody noticed because another replica stood behind the Service, not because Kubernetes is quick.
""",
    ),
)
