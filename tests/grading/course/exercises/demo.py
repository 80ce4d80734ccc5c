"""Exercises of the tests' own small course."""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

WEB = text("web.yaml")


def two_ready(case):
    found = case.cluster.get("Deployment", "web").get("status", {}).get("readyReplicas", 0)
    if found == 2:
        return None
    return say(es=f"Se han visto {found} réplicas listas, no 2.", en=f"{found} replicas were ready, not 2.")


def heals(case):
    pods = case.cluster.list("Pod", "default")
    if not pods:
        return say(es="No hay ningún pod que matar.", en="There is no pod to kill.")
    case.cluster.delete("Pod", pods[0]["metadata"]["name"])
    case.cluster.settle("5m")
    after = {pod["metadata"]["name"] for pod in case.cluster.list("Pod", "default")}
    if len(after) == len(pods) and pods[0]["metadata"]["name"] not in after:
        return None
    return say(es="El pod borrado no ha vuelto.", en="The deleted pod did not come back.")


HINTS = [
    say(es="¿Quién crea los pods?", en="Who makes the pods?"),
    say(es="Mira spec.replicas.", en="Look at spec.replicas."),
    say(es="Pon replicas: 2.", en="Write replicas: 2."),
]
HAT = say(es="Desarrollo", en="Developer")

exercise(
    "demo.heal",
    4,
    title=say(es="Dos que se curan", en="Two that heal"),
    hat=HAT,
    prompt=say(es="Haz un Deployment `web` con dos réplicas.", en="Make a Deployment `web` with two replicas."),
    starter="# apiVersion: apps/v1\n",
    solution=WEB,
    also_right=[WEB.replace("nginx:1.27", "httpd:2.4")],
    wrong=[
        wrong(
            say(es="una sola", en="a single one"),
            WEB.replace("replicas: 2", "replicas: 1"),
            caught_by="two-ready",
            says=say(es="Se han visto 1 réplicas listas", en="1 replicas were ready"),
        ),
        wrong(
            say(es="ninguna", en="none at all"),
            WEB.replace("replicas: 2", "replicas: 0"),
            caught_by="heals",
            says=say(es="No hay ningún pod", en="There is no pod"),
        ),
        wrong(
            say(es="campo mal escrito", en="misspelt field"),
            WEB.replace("replicas:", "replica:"),
            caught_by="malformed",
            says='unknown field "spec.replica"',
        ),
    ],
    checks=[
        criterion("two-ready", 1, say(es="Dos pods listos", en="Two pods are ready"), behaves=two_ready, hints=HINTS),
        criterion("heals", 3, say(es="Vuelve lo borrado", en="What is deleted comes back"), behaves=heals, hints=HINTS),
    ],
    debrief=say(es="El ReplicaSet los repone.", en="The ReplicaSet replaces them."),
)


def who(case):
    if case.letters == ("b",):
        return None
    return say(es="El Deployment no los crea él mismo.", en="The Deployment does not make them itself.")


exercise(
    "demo.who",
    1,
    kind="choice",
    title=say(es="¿Quién crea los pods?", en="Who makes the pods?"),
    hat=HAT,
    prompt=say(es="Elige una.", en="Choose one."),
    options=[
        say(es="el Deployment", en="the Deployment"),
        say(es="el ReplicaSet", en="the ReplicaSet"),
    ],
    solution="b",
    wrong=[wrong(say(es="el de arriba", en="the upper one"), "a", caught_by="who",
                 says=say(es="no los crea", en="does not make"))],
    checks=[criterion("who", 1, say(es="La respuesta", en="The answer"), behaves=who, hints=HINTS)],
    debrief=say(es="Lo dice su ownerReference.", en="Its ownerReference says so."),
)  # fmt: skip


def scaled(case):
    want = case.values["count"]
    found = len(case.cluster.list("Pod", "default"))
    if found == want:
        return None
    return say(es=f"Hay {found} pods.", en=f"There are {found} pods.")


exercise(
    "demo.scale",
    2,
    kind="kubectl",
    title=say(es="Escala", en="Scale"),
    hat=HAT,
    prompt=say(es="Escala `web` a {count} réplicas.", en="Scale `web` to {count} replicas."),
    given=WEB,
    varies=lambda chance: {"count": 3 + chance.below(4, "count")},
    solution="kubectl scale deployment web --replicas={count}",
    wrong=[
        wrong(say(es="una de más", en="one too many"), "scale deployment web --replicas=9", caught_by="scaled",
              says=say(es="Hay 9 pods", en="There are 9 pods")),
        wrong(say(es="nombre", en="name"), "scale deployment wep --replicas=3", caught_by="malformed", says="not found"),
    ],
    checks=[criterion("scaled", 1, say(es="El número", en="The number"), behaves=scaled, hints=HINTS)],
    debrief=say(es="Nuevas copias de la plantilla.", en="New copies of the template."),
)  # fmt: skip
