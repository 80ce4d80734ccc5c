"""A pod that asks for more than any machine has waits for ever: the sum over the cluster is not a machine.

The checks see who runs, what room they keep for themselves, and whether a neighbour can still be placed. Next: `workloads_heal.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

#: the scheduler's room is one machine at a time
NODES = [
    {"name": "master-1", "ip": "192.168.0.10", "role": "control-plane"},
    {"name": "worker-1", "ip": "192.168.0.101", "cpu": 4},
    {"name": "worker-2", "ip": "192.168.0.102", "cpu": 4},
]
RIGHT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: informes
spec:
  replicas: 2
  selector:
    matchLabels:
      app: informes
  template:
    metadata:
      labels:
        app: informes
    spec:
      containers:
      - name: informes
        image: httpd:2.4
        resources:
          requests:
            cpu: {least}m
            memory: 256Mi
""".lstrip()
NEIGHBOUR = """
apiVersion: v1
kind: Pod
metadata:
  name: vecino
spec:
  containers:
  - name: vecino
    image: httpd:2.4
    resources:
      requests:
        cpu: 1500m
"""
RESOURCES = RIGHT[RIGHT.index("        resources:") :]


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def up(cluster):
    found = [
        p for p in cluster.list("Pod", "default", labels="app=informes") if "deletionTimestamp" not in p["metadata"]
    ]
    return [
        p
        for p in found
        if any(c["type"] == "Ready" and c["status"] == "True" for c in p["status"].get("conditions", ()))
    ]


def milli(text):
    return int(text[:-1]) if text.endswith("m") else int(float(text) * 1000)


def both_run(case):
    """Two programs that run."""
    case.cluster.advance("3m")
    found = len(up(case.cluster))
    if found == 2:
        return None
    events = [e["message"] for e in case.cluster.events("default") if e["reason"] == "FailedScheduling"]
    why = events[-1].split(". ")[0] if events else ""
    return say(es=f"Están en marcha {found} pods de los 2. {why}", en=f"{found} pods of 2 are running. {why}")


def has_room(case):
    """Each has what it needs, kept for it."""
    if both_run(case) is not None:
        return say(
            es="Mientras no estén en marcha los dos, no hay sitio que guardar.",
            en="As long as not both run there is no room to keep.",
        )
    for pod in up(case.cluster):
        kept = sum(milli(c.get("resources", {}).get("requests", {}).get("cpu", "0")) for c in pod["spec"]["containers"])
        if kept < case.values["least"]:
            return say(es=f"{pod['metadata']['name']} tiene reservados {kept}m de cpu y necesita {case.values['least']}m: con la máquina llena irá a pedales.",
                       en=f"{pod['metadata']['name']} has {kept}m of cpu kept for it and needs {case.values['least']}m: on a full machine it will crawl.")  # fmt: skip
    return None


def neighbour(case):
    """A program of 1500m still finds room, and both stay up."""
    running = both_run(case) is None
    case.cluster.apply(NEIGHBOUR)
    case.cluster.advance("3m")
    if case.cluster.get("Pod", "vecino")["status"].get("phase") == "Running" and running and len(up(case.cluster)) == 2:
        return None
    if not running:
        return say(
            es="Los informes no están en marcha: el vecino no es el problema.",
            en="The reports do not run: the neighbour is not the problem.",
        )
    return say(es="El vecino, que pide 1500m, ya no cabe en ninguna máquina: los informes se han guardado más de lo que usan.",
               en="The neighbour, which asks for 1500m, fits on no machine any more: the reports have kept more than they use.")  # fmt: skip


exercise(
    "workloads.fits-nowhere",
    3,
    hat=say(es="Las dos gorras: quien desarrolla pide, quien administra cuenta", en="Both hats: the developer asks, the administrator counts"),
    title=say(es="Un pod que no cabe en ningún sitio", en="A pod that fits nowhere"),
    prompt=say(
        es="""
Cada copia de `informes` usa como mucho **{least}m** de cpu, y ha de tenerlos siempre. Alguien sumó las máquinas, vio ocho cpus, y pidió **{asked}** para cada copia. Los dos pods llevan `Pending` desde ayer.

Pide lo que haga falta: los dos en marcha, cada uno con su sitio guardado, y que luego quepa también el `vecino`, que necesita 1500m.
""",
        en="""
Each copy of `informes` (reports) uses **{least}m** of cpu at most, and must always have them. Somebody added up the machines, saw eight cpus, and asked for **{asked}** for each copy. Both pods have been `Pending` since yesterday.

Ask for what is needed: both running, each with its room kept, and room left for the `vecino` (neighbour), which needs 1500m.
""",
    ),
    cluster={"nodes": NODES},
    varies=lambda chance: {"least": 1100 + 50 * chance.below(9, "least"), "asked": 5 + chance.below(3, "asked")},
    starter=edited(("cpu: {least}m", "cpu: {asked}")),
    solution=RIGHT,
    also_right=[
        edited(("cpu: {least}m", "cpu: 1.6")),
        edited(("          requests:\n            cpu: {least}m\n            memory: 256Mi\n", "          limits:\n            cpu: {least}m\n            memory: 256Mi\n")),
    ],
    wrong=[
        wrong(say(es="lo que suman todas las máquinas", en="what all machines add up to"), edited(("cpu: {least}m", "cpu: 8")), caught_by="both-run", says="Insufficient cpu"),
        wrong(say(es="la máquina entera", en="the whole machine"), edited(("cpu: {least}m", "cpu: 4")), caught_by="neighbour", says=say(es="se han guardado más de lo que usan", en="have kept more than they use")),
        wrong(say(es="no pedir nada", en="ask for nothing"), edited((RESOURCES, "")), caught_by="has-room", says=say(es="tiene reservados 0m", en="has 0m of cpu kept")),
        wrong(say(es="un límite sin petición aparte es lo de menos", en="a small request and a large limit"),
              edited(("            cpu: {least}m\n            memory: 256Mi\n", "            cpu: 100m\n          limits:\n            cpu: 2\n")), caught_by="has-room", says=say(es="tiene reservados 100m", en="has 100m of cpu kept")),
        wrong(say(es="por si acaso, tres", en="three, to be safe"), edited(("cpu: {least}m", "cpu: 3")), caught_by="neighbour", says=say(es="ya no cabe en ninguna máquina", en="fits on no machine any more")),
        wrong(say(es="pedir más que el límite", en="ask for more than the limit"), RIGHT + "          limits:\n            cpu: 500m\n", caught_by="malformed", says="must be less than or equal to cpu limit"),
    ],
    checks=[
        criterion(
            "both-run", 1, say(es="Los dos pods están en marcha", en="Both pods are running"), behaves=both_run,
            hints=[
                say(es="`kubectl describe pod -l app=informes`, la última línea.", en="`kubectl describe pod -l app=informes`, the last line."),
                say(es="Un pod va entero a **una** máquina. `kubectl describe node worker-1`: lo que tiene, y lo que ya está pedido.",
                    en="A pod goes to **one** machine, whole. `kubectl describe node worker-1`: what it has, and what is asked for already."),
                say(es="Cada máquina tiene 4 cpus, y ningún pod se parte en dos: pide {least}m.", en="Each machine has 4 cpus, and no pod is split in two: ask for {least}m."),
            ],
        ),
        criterion(
            "has-room", 1, say(es="Cada uno tiene su sitio guardado", en="Each has its room kept"), behaves=has_room,
            hints=[
                say(es="`kubectl describe node worker-1`, tabla *Allocated resources*.", en="`kubectl describe node worker-1`, the table *Allocated resources*."),
                say(es="Lo que se guarda es `requests`; `limits` es un techo, no una reserva.", en="What is kept is `requests`; `limits` is a ceiling, not a reservation."),
                say(es="`requests: {cpu: {least}m}`, en el contenedor.", en="`requests: {cpu: {least}m}`, in the container."),
            ],
        ),
        criterion(
            "neighbour", 1, say(es="Queda sitio para el vecino", en="There is room left for the neighbour"), behaves=neighbour,
            hints=[
                say(es="Resta: 4 cpus, menos lo tuyo. ¿Quedan 1500m en alguna máquina?", en="Subtract: 4 cpus, less what is yours. Are 1500m left on any machine?"),
                say(es="Lo pedido cuenta como gastado aunque nadie lo use.", en="What is asked for counts as spent even if nobody uses it."),
                say(es="Pide lo que usas y no más: {least}m.", en="Ask for what you use and no more: {least}m."),
            ],
        ),
    ],
    debrief=say(
        es="""
El planificador no mira cuánto se usa, sino cuánto se ha **pedido**, y máquina a máquina: ocho cpus repartidas en dos máquinas no son sitio para un pod de cinco. Pedir de más deja fuera a los demás; no pedir nada cabe
siempre, y se paga el día en que la máquina se llena. `requests` es el sitio guardado; `limits`, el techo.
""",
        en="""
The scheduler does not look at what is used but at what was **asked for**, and machine by machine: eight cpus on two machines are no room for a pod of five. Asking for too much keeps others out; asking for nothing always
fits, and is paid for on the day the machine is full. `requests` is the room that is kept; `limits`, the ceiling.
""",
    ),
)  # fmt: skip
