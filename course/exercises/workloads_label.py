"""A label with a slip in it: the pod waits for a node that nobody has, and another answer ties it to a machine that may die.

The checks see on which nodes the database is, lose one of them, and grow the cluster's demand. Next: `workloads_node_dies.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

NODES = [
    {"name": "master-1", "ip": "192.168.0.10", "role": "control-plane"},
    {"name": "worker-1", "ip": "192.168.0.101", "labels": {"disco": "lento"}},
    {"name": "worker-2", "ip": "192.168.0.102", "labels": {"disco": "ssd"}},
    {"name": "worker-3", "ip": "192.168.0.103", "labels": {"disco": "ssd"}},
    {"name": "worker-4", "ip": "192.168.0.104", "labels": {"disco": "lento"}},
]
RIGHT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: buscador
  template:
    metadata:
      labels:
        app: buscador
    spec:
      nodeSelector:
        disco: ssd
      containers:
      - name: redis
        image: redis:7
""".lstrip()
SELECTOR = "      nodeSelector:\n        disco: ssd\n"


def affinity(text):
    return RIGHT.replace(
        SELECTOR,
        "      affinity:\n        nodeAffinity:\n"
        + "".join(f"          {line}\n" for line in text.strip("\n").splitlines()),
    )


REQUIRED = """
requiredDuringSchedulingIgnoredDuringExecution:
  nodeSelectorTerms:
  - matchExpressions:
    - key: disco
      operator: In
      values: [ssd]
"""
PREFERRED = """
preferredDuringSchedulingIgnoredDuringExecution:
- weight: 100
  preference:
    matchExpressions:
    - key: disco
      operator: In
      values: [ssd]
"""


def places(cluster):
    """Nodes of ready pods that stay."""
    found = []
    for pod in cluster.list("Pod", "default", labels="app=buscador"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"]:
            found.append(pod["spec"]["nodeName"])
    return sorted(found)


def slow(cluster):
    return [name for name in places(cluster) if cluster.get("Node", name)["metadata"]["labels"].get("disco") != "ssd"]


def all_up(case):
    """All replicas run, on fast disks."""
    case.cluster.advance("3m")
    wanted, found = case.values["replicas"], places(case.cluster)
    if len(found) < wanted:
        events = [e["message"] for e in case.cluster.events("default") if e["reason"] == "FailedScheduling"]
        why = events[-1].split(". ")[0] if events else ""
        return say(
            es=f"Están en marcha {len(found)} pods de {wanted}. {why}",
            en=f"{len(found)} pods of {wanted} are running. {why}",
        )
    if slow(case.cluster):
        return say(
            es=f"Hay pods en {', '.join(slow(case.cluster))}, que tiene disco lento.",
            en=f"There are pods on {', '.join(slow(case.cluster))}, which has a slow disk.",
        )
    return None


def node_lost(case):
    """One of the fast machines goes off: the work goes to the other fast one."""
    if all_up(case) is not None:
        return say(
            es="Todavía no están todos en máquinas rápidas: no hay nada que rescatar.",
            en="Not all are on fast machines yet: there is nothing to rescue.",
        )
    lost = places(case.cluster)[0]
    case.cluster.fail_node(lost)
    case.cluster.advance("10m")
    alive = [name for name in places(case.cluster) if name != lost]
    if len(alive) == case.values["replicas"]:
        return None
    return say(es=f"Se apagó {lost}, había otra máquina rápida, y diez minutos después atienden {len(alive)} pods de {case.values['replicas']}.",
               en=f"{lost} went off, there was another fast machine, and ten minutes later {len(alive)} pods of {case.values['replicas']} serve.")  # fmt: skip


def never_slow(case):
    """Both fast machines closed: it waits, and does not go to a slow one."""
    twin = case.start.fork()
    for name in ("worker-2", "worker-3"):
        twin.kubectl(f"cordon {name}")
    twin.apply(case.answer)
    twin.advance("5m")
    if places(twin):
        return say(es=f"Con las máquinas rápidas cerradas, se fue a {', '.join(sorted({*places(twin)}))} en vez de esperar.",
                   en=f"With the fast machines closed it went to {', '.join(sorted({*places(twin)}))} instead of waiting.")  # fmt: skip
    for name in ("worker-2", "worker-3"):
        twin.kubectl(f"uncordon {name}")
    twin.advance("10m")
    if len(places(twin)) == case.values["replicas"]:
        return None
    return say(
        es="Las máquinas rápidas volvieron a abrirse, y los pods siguen esperando.",
        en="The fast machines were opened again, and the pods still wait.",
    )


exercise(
    "workloads.label",
    3,
    hat=say(es="Gorra de desarrollo; las etiquetas de los nodos las puso administración", en="Developer's hat; the administrators put the labels on the nodes"),
    title=say(es="Una errata que espera para siempre", en="A slip that waits for ever"),
    prompt=say(
        es="""
El buscador `{name}` necesita discos rápidos. Dos de los cuatro nodos los tienen, y llevan una etiqueta que lo dice (míralo: `begin("workloads.label")` y `kubectl get nodes --show-labels`). El Deployment de la celda pide {replicas} réplicas y ninguna
arranca.

Arréglalo: todas en máquinas rápidas, **nunca** en una lenta aunque haya que esperar, y si se apaga una rápida que sigan en la otra.
""",
        en="""
The search engine `{name}` needs fast disks. Two of the four nodes have them, and a label that says so (see: `begin("workloads.label")` and `kubectl get nodes --show-labels`). The Deployment in the cell asks for {replicas} replicas and none
starts.

Put it right: all on fast machines, **never** on a slow one even if that means waiting, and if a fast one goes off they carry on on the other.
""",
    ),
    cluster={"nodes": NODES},
    varies=lambda chance: {"name": ("buscador", "indice", "rastreador")[chance.below(3, "name")], "replicas": 2 + chance.below(4, "replicas")},
    starter=RIGHT.replace("disco: ssd", "disk: ssd"),
    solution=RIGHT,
    also_right=[affinity(REQUIRED), affinity(REQUIRED.replace("    - key: disco\n      operator: In\n      values: [ssd]", "    - {key: disco, operator: In, values: [ssd, nvme]}"))],
    wrong=[
        wrong(say(es="la clave casi igual", en="almost the same key"), RIGHT.replace("disco: ssd", "discos: ssd"), caught_by="all-up", says="didn't match Pod's node affinity/selector"),
        wrong(say(es="quitar la condición", en="take the condition out"), RIGHT.replace(SELECTOR, ""), caught_by="all-up", says=say(es="que tiene disco lento", en="which has a slow disk")),
        wrong(say(es="el nodo, por su nombre", en="the node, by its name"), RIGHT.replace(SELECTOR, "      nodeName: worker-2\n"), caught_by="never-slow", says=say(es="se fue a worker-2", en="it went to worker-2")),
        wrong(say(es="atado a una máquina", en="tied to one machine"), RIGHT.replace("disco: ssd", "kubernetes.io/hostname: worker-2"), caught_by="node-lost", says=say(es="Se apagó worker-2", en="worker-2 went off")),
        wrong(say(es="preferir es exigir", en="to prefer is to require"), affinity(PREFERRED), caught_by="never-slow", says=say(es="en vez de esperar", en="instead of waiting")),
        wrong(say(es="una tolerancia atrae", en="a toleration attracts"), RIGHT.replace(SELECTOR, "      tolerations:\n      - key: disco\n        operator: Equal\n        value: ssd\n"), caught_by="all-up", says=say(es="que tiene disco lento", en="which has a slow disk")),
    ],
    checks=[
        criterion(
            "all-up", 1, say(es="Todas en marcha, en máquinas rápidas", en="All running, on fast machines"), behaves=all_up,
            hints=[
                say(es="`kubectl describe pod -l app=buscador` y `kubectl get nodes --show-labels`.", en="`kubectl describe pod -l app=buscador` and `kubectl get nodes --show-labels`."),
                say(es="`nodeSelector` pide que el nodo tenga esa clave y ese valor, letra por letra. Una que nadie tiene no es un error.",
                    en="`nodeSelector` asks for a node with that key and that value, letter by letter. One that nobody has is no error."),
                say(es="La clave es `disco`: `nodeSelector: {disco: ssd}`.", en="The key is `disco`: `nodeSelector: {disco: ssd}`."),
            ],
        ),
        criterion(
            "node-lost", 1, say(es="Se apaga una rápida y siguen en la otra", en="A fast one goes off and they go on on the other"), behaves=node_lost,
            hints=[
                say(es="¿Cuántos nodos cumplen lo que pides? Si es uno, has atado el programa a una máquina.", en="How many nodes meet what you ask for? If it is one, you have tied the program to a machine."),
                say(es="Pide una propiedad, no un nombre: la propiedad la tienen varias.", en="Ask for a property, not for a name: several have the property."),
                say(es="La etiqueta `disco: ssd`, y no `kubernetes.io/hostname` ni `nodeName`.", en="The label `disco: ssd`, and neither `kubernetes.io/hostname` nor `nodeName`."),
            ],
        ),
        criterion(
            "never-slow", 1, say(es="Antes esperar que ir a una lenta", en="Rather wait than go to a slow one"), behaves=never_slow,
            hints=[
                say(es="Cierra las rápidas (`kubectl cordon worker-2`) y crea el Deployment: ¿qué hace?", en="Close the fast ones (`kubectl cordon worker-2`) and create the Deployment: what does it do?"),
                say(es="`preferred…` es un deseo, `required…` y `nodeSelector` son condiciones. `nodeName` ni siquiera pregunta al planificador.",
                    en="`preferred…` is a wish, `required…` and `nodeSelector` are conditions. `nodeName` does not even ask the scheduler."),
                say(es="`nodeSelector: {disco: ssd}` basta.", en="`nodeSelector: {disco: ssd}` will do."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un pod `Pending` no es un fallo: es una condición que nadie cumple todavía, y quizá mañana alguien etiquete un nodo. El planificador lo dice con todas las letras en los eventos. Hay tres fuerzas: exigir (`nodeSelector`,
`required…`), desear (`preferred…`) y saltarse la cola (`nodeName`, sin planificador). Una toleración no es ninguna de las tres: abre una puerta, no empuja a nadie a cruzarla.
""",
        en="""
A `Pending` pod is no failure: it is a condition that nobody meets yet, and somebody may label a node tomorrow. The scheduler says so in as many words in the events. There are three forces: requiring (`nodeSelector`,
`required…`), wishing (`preferred…`) and jumping the queue (`nodeName`, without the scheduler). A toleration is none of the three: it opens a door, and pushes nobody through it.
""",
    ),
)  # fmt: skip
