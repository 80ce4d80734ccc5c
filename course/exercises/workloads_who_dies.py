"""Scaling down is a decision about which pods are worth least: the learner predicts it, the cluster then does it.

Nothing here knows the answer: each check scales the cluster and compares. Next: `workloads_rolling.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

#: one worker has room for two of these pods, the other for one
NODES = [
    {"name": "master-1", "ip": "192.168.0.10", "role": "control-plane"},
    {"name": "worker-1", "ip": "192.168.0.101", "cpu": 2},
    {"name": "worker-2", "ip": "192.168.0.102", "cpu": 1},
]
LETTERS = "abcd"


def grow(cluster):
    """Two pods for an hour, then four: one more finds room, the last does not."""
    cluster.advance("1h")
    cluster.kubectl("scale deployment web --replicas=4")
    cluster.settle("10m")
    cluster.advance("1m")


def roles(cluster):
    """Which pod is which letter: by node, age and whether it was placed at all."""
    pods = sorted(cluster.list("Pod", "default"), key=lambda pod: pod["metadata"]["creationTimestamp"])
    crowded = [pod for pod in pods if pod["spec"].get("nodeName") == "worker-1"]
    alone = [pod for pod in pods if pod["spec"].get("nodeName") == "worker-2"]
    waiting = [pod for pod in pods if not pod["spec"].get("nodeName")]
    chosen = [crowded[0], alone[0], crowded[1], waiting[0]]
    return {pod["metadata"]["name"]: letter for pod, letter in zip(chosen, LETTERS, strict=True)}


def victims(case):
    """The letters of the pods that go when the cluster really scales down to two."""
    who = roles(case.cluster)
    case.cluster.kubectl("scale deployment web --replicas=2")
    case.cluster.settle("10m")
    left = {pod["metadata"]["name"] for pod in case.cluster.list("Pod", "default")}
    return [letter for name, letter in sorted(who.items(), key=lambda pair: pair[1]) if name not in left]


def two(case):
    """Four minus two is two; naming all of them predicts nothing."""
    if len(case.letters) == 2:
        return None
    return say(
        es=f"De cuatro a dos se van dos pods, y has señalado {len(case.letters)}.",
        en=f"From four to two, two pods go, and you named {len(case.letters)}.",
    )


def waiting_goes(case):
    """The pod that serves nobody is worth least."""
    if two(case) is not None:
        return two(case)
    if "d" in case.letters and "d" in victims(case):
        return None
    return say(
        es="Has dejado vivo al que esperaba sitio: no atiende a nadie, y fue lo primero que quitó el clúster.",
        en="You let the one live that waits for room: it serves nobody, and it was the first thing the cluster removed.",
    )


def crowded_goes(case):
    """Of those that serve: the fuller node first, the younger pod first."""
    if two(case) is not None:
        return two(case)
    if "c" in case.letters and "c" in victims(case):
        return None
    if "b" in case.letters:
        return say(
            es="El b era el único de worker-2. Quitarlo dejaba la web entera en un nodo; el clúster lo conservó.",
            en="b was the only one on worker-2. Removing it left the whole site on one node; the cluster kept it.",
        )
    return say(
        es="El a llevaba una hora atendiendo. Entre dos del mismo nodo el clúster quitó el más joven.",
        en="a had been serving for an hour. Of two on the same node the cluster removed the younger.",
    )


exercise(
    "workloads.who-dies",
    2,
    kind="choice",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Encoger: ¿a quién le toca?", en="Scaling down: whose turn is it?"),
    prompt=say(
        es="""
El Deployment `web` tenía dos réplicas y hace un minuto subió a cuatro. Cada pod pide una CPU y los nodos están casi llenos.
Ahora alguien ejecuta `kubectl scale deployment web --replicas=2`. ¿Qué **dos** pods desaparecen?
""",
        en="""
The Deployment `web` had two replicas and went up to four a minute ago. Each pod asks for one CPU and the nodes are nearly full.
Now somebody runs `kubectl scale deployment web --replicas=2`. Which **two** pods go?
""",
    ),
    options=[
        say(es="el de `worker-1` que lleva una hora listo", en="the one on `worker-1` that has been ready for an hour"),
        say(es="el de `worker-2` que lleva una hora listo; está solo en su nodo",
            en="the one on `worker-2` that has been ready for an hour; it is alone on its node"),
        say(es="el de `worker-1` que está listo desde hace un minuto", en="the one on `worker-1` that has been ready for a minute"),
        say(es="el que sigue `Pending`, porque no cabe en ningún nodo", en="the one that is still `Pending`, because it fits on no node"),
    ],
    cluster={"nodes": NODES},
    given=text("web.yaml"),
    prepare=grow,
    solution="c d",
    also_right=["d, c", "D C"],
    wrong=[
        wrong(say(es="los más viejos", en="the oldest"), "a b", caught_by="waiting-goes",
              says=say(es="no atiende a nadie", en="it serves nobody")),
        wrong(say(es="los que están listos en el mismo nodo", en="the ready ones on one node"), "a c", caught_by="waiting-goes",
              says=say(es="fue lo primero que quitó", en="the first thing the cluster removed")),
        wrong(say(es="el que espera y el veterano", en="the waiting one and the veteran"), "a d", caught_by="crowded-goes",
              says=say(es="quitó el más joven", en="removed the younger")),
        wrong(say(es="el que espera y el solitario", en="the waiting one and the lonely one"), "b d", caught_by="crowded-goes",
              says=say(es="el único de worker-2", en="the only one on worker-2")),
        wrong(say(es="todos, por si acaso", en="all, to be sure"), "a b c d", caught_by="crowded-goes",
              says=say(es="has señalado 4", en="you named 4")),
        wrong(say(es="una letra que no hay", en="a letter that is not there"), "c e", caught_by="malformed", says="a–d"),
    ],
    checks=[
        criterion(
            "waiting-goes", 1, say(es="El primero en irse", en="The first to go"), behaves=waiting_goes,
            hints=[
                say(es="¿Cuál de los cuatro no hace ningún trabajo?", en="Which of the four does no work?"),
                say(es="Los que no tienen nodo van antes que los que lo tienen; los no listos, antes que los listos.",
                    en="Those without a node go before those with one; those not ready before those that are."),
                say(es="Es el que sigue `Pending`.", en="It is the one that is still `Pending`."),
            ],
        ),
        criterion(
            "crowded-goes", 1, say(es="El segundo", en="The second"), behaves=crowded_goes,
            hints=[
                say(es="Quedan tres listos. ¿Qué reparto te gustaría conservar?", en="Three ready ones are left. What spread would you like to keep?"),
                say(es="Va antes quien comparte nodo con más hermanos; a igualdad, quien lleva menos tiempo listo.",
                    en="Who shares a node with more siblings goes first; among equals, who has been ready for less time."),
                say(es="Uno de los dos de `worker-1`, el joven.", en="One of the two on `worker-1`, the young one."),
            ],
        ),
    ],
    debrief=say(
        es="""
El ReplicaSet ordena a sus pods y quita por arriba: sin nodo antes que con nodo, `Pending` antes que `Running`, no listo antes que
listo, menor `pod-deletion-cost`, más hermanos en el mismo nodo, menos tiempo listo, más reinicios, más joven. Ningún criterio mira
quién tiene usuarios conectados: si eso te importa, anota el pod con `controller.kubernetes.io/pod-deletion-cost` antes de encoger.
""",
        en="""
The ReplicaSet puts its pods in order and removes from the top: without a node before with one, `Pending` before `Running`, not ready
before ready, lower `pod-deletion-cost`, more siblings on the same node, less time ready, more restarts, younger. Nothing looks at who
has users connected: if you care, annotate the pod with `controller.kubernetes.io/pod-deletion-cost` before scaling down.
""",
    ),
)  # fmt: skip
