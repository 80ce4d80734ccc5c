"""One replica is an active/passive pair: how long is the service away when its node dies? Measured, not believed.

The learner's number is compared with the clock of a cluster in which the node really dies. Next: `batch.py`, another module.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

URL = "http://app.miempresa.com/"
#: seconds: a measurement taken at another moment of the heartbeat's period is right too
TOLERANCE = 15


def measured(cluster):
    """Seconds without an answer after the node under the only pod dies."""
    node = cluster.list("Pod", "default", labels="app=web")[0]["spec"]["nodeName"]
    begin = int(cluster.now)
    cluster.fail_node(node)
    cluster.run_until(lambda c: c.request(URL).ok, limit="30m")
    return (int(cluster.now) - begin) / 1000


def on_the_clock(case):
    """The number, against the clock."""
    seconds = measured(case.cluster)
    if abs(case.number - seconds) <= TOLERANCE:
        return None
    if case.number < 10:
        return say(es="«Al instante» vale cuando muere un contenedor. Ha muerto la máquina, y nadie avisa de su propia muerte.",
                   en='"At once" holds when a container dies. The machine died, and nobody reports their own death.')  # fmt: skip
    if abs(case.number - 300) <= TOLERANCE:
        return say(es="Los 300 s de paciencia no empiezan a contar hasta que el nodo se da por muerto. Falta esa espera.",
                   en="The 300 s of patience only begin when the node is held dead. That wait is missing.")  # fmt: skip
    if case.number < 100:
        return say(es="A esas alturas el nodo pasa a NotReady, pero sus pods se toleran todavía un buen rato.",
                   en="By then the node becomes NotReady, but its pods are tolerated for a good while yet.")  # fmt: skip
    if case.number > seconds:
        return say(es="Antes: no hace falta que el nodo vuelva ni que nadie haga nada.",
                   en="Sooner: the node need not come back and nobody has to do anything.")  # fmt: skip
    return say(es="Más: mide hasta que MenchuPC vuelve a tener respuesta, no hasta que cambia un estado.",
               en="Longer: measure until MenchuPC has an answer again, not until some state changes.")  # fmt: skip


exercise(
    "workloads.node-dies",
    1,
    kind="number",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Muere el nodo de la única réplica", en="The node of the only replica dies"),
    prompt=say(
        es=f"""
`web` tiene **una** réplica y la publica el balanceador de la empresa. Se apaga la máquina en la que está, y nadie toca nada.
¿Cuántos **segundos** pasa MenchuPC sin web? Se admite un error de {TOLERANCE} s.

Puedes calcularlo o medirlo: `cluster.fail_node(…)` y `cluster.run_until(lambda c: c.request("{URL}").ok)` en tu clúster.
""",
        en=f"""
`web` has **one** replica, and the company's balancer publishes it. The machine on which it runs is switched off, and nobody does anything.
For how many **seconds** is MenchuPC without the site? Being off by {TOLERANCE} s is fine.

You may work it out or measure it: `cluster.fail_node(…)` and `cluster.run_until(lambda c: c.request("{URL}").ok)` in your cluster.
""",
    ),
    given=text("web.yaml"),
    solution="350",
    also_right=["352", "345,5"],
    wrong=[
        wrong(say(es="al instante", en="at once"), "2", caught_by="on-the-clock",
              says=say(es="nadie avisa de su propia muerte", en="nobody reports their own death")),
        wrong(say(es="cuando el nodo pasa a NotReady", en="when the node becomes NotReady"), "50", caught_by="on-the-clock",
              says=say(es="se toleran todavía un buen rato", en="tolerated for a good while yet")),
        wrong(say(es="sólo la tolerancia", en="the toleration only"), "300", caught_by="on-the-clock",
              says=say(es="Falta esa espera", en="That wait is missing")),
        wrong(say(es="hasta que vuelva el nodo", en="until the node is back"), "1800", caught_by="on-the-clock",
              says=say(es="no hace falta que el nodo vuelva", en="the node need not come back")),
        wrong(say(es="cuatro minutos", en="four minutes"), "240", caught_by="on-the-clock",
              says=say(es="Más: mide hasta que", en="Longer: measure until")),
        wrong(say(es="con letras", en="in words"), "350 segundos", caught_by="malformed", says="350 segundos"),
    ],
    checks=[
        criterion(
            "on-the-clock", 1, say(es="El tiempo sin servicio", en="The time without service"), behaves=on_the_clock,
            hints=[
                say(es="Hay dos esperas, una detrás de otra. Mira `kubectl get events` y los `tolerations` del pod.",
                    en="There are two waits, one after the other. See `kubectl get events` and the pod's `tolerations`."),
                say(es="Primero el nodo deja de latir hasta que se da por perdido; después sus pods se toleran 300 s.",
                    en="First the node stops beating until it is given up; then its pods are tolerated for 300 s."),
                say(es="50 s de gracia + 300 s de tolerancia + lo que tarde el pod nuevo.",
                    en="50 s of grace + 300 s of toleration + what the new pod needs."),
            ],
        ),
    ],
    debrief=say(
        es="""
Activo/pasivo con una réplica es verdad a medias: si cae **el contenedor**, son segundos; si cae **el nodo**, son unos 50 s hasta que el
plano de control lo da por perdido y otros 300 s que cada pod tolera por omisión. Acortarlo es decisión tuya: una toleración más corta para
`node.kubernetes.io/unreachable` y `not-ready`, o, mejor, dos réplicas en dos nodos, que es activo/activo.
""",
        en="""
Active/passive with one replica is half true: if **the container** falls it is seconds; if **the node** falls it is about 50 s until the
control plane gives it up, and another 300 s that each pod tolerates by default. Making that shorter is yours to decide: a shorter toleration
for `node.kubernetes.io/unreachable` and `not-ready` or, better, two replicas on two nodes, which is active/active.
""",
    ),
)  # fmt: skip
