"""An agent on every node, control plane included, and on the node that comes tomorrow.

The checks count agents node by node, add a machine, and have each agent read the log of its own machine. Next: `workloads_by_load.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

NODES = [
    *({"name": f"master-{n}", "ip": f"192.168.0.{9 + n}", "role": "control-plane"} for n in (1, 2, 3)),
    *({"name": f"worker-{n}", "ip": f"192.168.0.{100 + n}"} for n in (1, 2)),
    {
        "name": "worker-3",
        "ip": "192.168.0.103",
        "taints": [{"key": "dedicado", "value": "basedatos", "effect": "NoSchedule"}],
    },
]

POD = """  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
"""
TOLERATES = "      tolerations:\n      - operator: Exists\n"
REST = """      containers:
      - name: agente
        image: busybox:1.37
        command: [sleep, infinity]
        volumeMounts:
        - name: log
          mountPath: {path}
          readOnly: true
      volumes:
      - name: log
        hostPath:
          path: {path}
"""
HEAD = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: {name}\nspec:\n"
RIGHT = HEAD + POD + TOLERATES + REST
ALONE = """      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app: {name}
"""
NAMED = """      tolerations:
      - key: node-role.kubernetes.io/control-plane
        effect: NoSchedule
"""
SIX = HEAD.replace("DaemonSet", "Deployment") + "  replicas: 6\n"


def agents(case):
    """Node -> the answer's pods on it that run."""
    found = {node["metadata"]["name"]: [] for node in case.cluster.list("Node")}
    system = {each["metadata"]["uid"] for each in case.start.list("DaemonSet")}
    for pod in case.new("Pod"):
        if any(owner["uid"] in system for owner in pod["metadata"].get("ownerReferences", ())):
            continue
        if pod["status"].get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]:
            found[pod["spec"]["nodeName"]].append(pod)
    return found


def on(nodes, words):
    """A check: just one agent on each of those nodes."""

    def look(case):
        here = agents(case)
        counts = {node: len(here[node]) for node in nodes}
        if all(count == 1 for count in counts.values()):
            return None
        if not any(here.values()):
            return say(es="No hay ningún agente en marcha.", en="No agent is running.")  # fmt: skip
        twice = [node for node, count in counts.items() if count > 1]
        if twice:
            return say(es=f"En {twice[0]} hay {counts[twice[0]]} agentes: cada máquina necesita uno.", en=f"On {twice[0]} there are {counts[twice[0]]} agents: each machine needs one.")  # fmt: skip
        missing = ", ".join(node for node, count in counts.items() if not count)
        return say(es=f"Falta el agente en {missing}. {words.es}", en=f"The agent is missing on {missing}. {words.en}")  # fmt: skip

    return look


def newcomer(case):
    """A machine is added: the agent is on it without anybody doing anything."""
    old = case.cluster.get("Node", "worker-1")
    about = {"name": "worker-4", "labels": {**old["metadata"]["labels"], "kubernetes.io/hostname": "worker-4"}}
    addresses = [{"type": "InternalIP", "address": "192.168.0.104"}, {"type": "Hostname", "address": "worker-4"}]
    case.cluster.api.create(
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": about,
            "spec": {},
            "status": {**old["status"], "addresses": addresses},
        }
    )
    case.cluster.advance("3m")
    here = agents(case)
    if len(here["worker-4"]) == 1:
        return None
    if not any(here.values()):
        return say(es="No hay ningún agente en marcha.", en="No agent is running.")  # fmt: skip
    return say(es="Se ha añadido worker-4 y nadie le ha puesto agente: el número de copias lo escribiste tú, y no cuenta máquinas.",
               en="worker-4 was added and nobody gave it an agent: you wrote the number of copies, and that does not count machines.")  # fmt: skip


def folders(pod, path):
    """Where, in its containers, a pod may find a folder of its machine: there, or wherever it mounted a part of the machine."""
    found = [path]
    roots = {v["name"]: v["hostPath"]["path"].rstrip("/") for v in pod["spec"].get("volumes", ()) if "hostPath" in v}
    for mount in pod["spec"]["containers"][0].get("volumeMounts", ()):
        root = roots.get(mount["name"])
        if root is not None and f"{path}/".startswith(f"{root}/"):
            found.append(mount["mountPath"].rstrip("/") + path[len(root) :])
    return found


def reads(case):
    """What a machine writes, its agent reads."""
    here, path = agents(case), case.values["path"]
    if not any(here.values()):
        return say(es="No hay ningún agente en marcha.", en="No agent is running.")  # fmt: skip
    for node, pods in here.items():
        case.cluster.write_file(node, f"{path}/sistema", f"todo bien en {node}")
        for pod in pods:
            meta = pod["metadata"]
            heard = [
                case.cluster.exec(meta["name"], ["cat", f"{folder}/sistema"], namespace=meta["namespace"]).stdout
                for folder in folders(pod, path)
            ]
            if not any(f"todo bien en {node}" in text for text in heard):
                return say(es=f"El agente de {node} mira en {path} y no ve lo que escribe su máquina: esa carpeta es del contenedor.",
                           en=f"The agent of {node} looks into {path} and does not see what its machine writes: that folder is the container's own.")  # fmt: skip
    return None


TAINT = say(
    es="Esa máquina tiene una mancha (taint) que rechaza a quien no la tolere.",
    en="That machine has a taint that turns away who does not tolerate it.",
)


def hints(first, second, last):
    return [first, second, last]


exercise(
    "workloads.agent",
    4,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Un agente en cada máquina", en="An agent on every machine"),
    prompt=say(
        es="""
Seguridad quiere el agente `{name}` en **todas** las máquinas: las tres del plano de control, los trabajadores, también `worker-3`, que está reservado a la base de datos, y las que
vengan. Uno en cada una, y que lea `{path}` **de su máquina**.

En la celda está el primer intento, un Deployment. No cambies las máquinas ni sus manchas (*taints*): cambia el agente.
""",
        en="""
Security wants the agent `{name}` on **all** machines: the three of the control plane, the workers, `worker-3` too, which is reserved for the database, and those to
come. One on each, and it reads `{path}` **of its machine**.

In the cell is the first attempt, a Deployment. Do not change the machines or their taints: change the agent.
""",
    ),
    cluster={"nodes": NODES},
    varies=lambda chance: {"name": ("vigia", "centinela", "auditor", "sonda")[chance.below(4, "name")], "path": ("/var/log", "/var/log/audit", "/var/log/syslog.d")[chance.below(3, "path")]},
    starter=SIX.replace("replicas: 6", "replicas: 0") + POD + REST.partition("        volumeMounts")[0],
    solution=RIGHT,
    also_right=[
        HEAD + POD + NAMED + "      - key: dedicado\n        operator: Equal\n        value: basedatos\n        effect: NoSchedule\n" + REST,
        RIGHT.replace("  name: {name}\nspec", "  name: {name}\n  namespace: kube-system\nspec").replace("readOnly: true", "readOnly: false")
        .replace("mountPath: {path}", "mountPath: /host"),
        HEAD + "  updateStrategy:\n    type: OnDelete\n" + POD + "      priorityClassName: system-node-critical\n      hostNetwork: true\n" + TOLERATES + REST,
    ],
    wrong=[
        wrong(say(es="un DaemonSet va a todas las máquinas", en="a DaemonSet goes to all machines"), HEAD + POD + REST, caught_by="masters",
              says=say(es="Falta el agente en master-1, master-2, master-3", en="The agent is missing on master-1, master-2, master-3")),
        wrong(say(es="tolerar sólo el plano de control", en="tolerating the control plane only"), HEAD + POD + NAMED + REST, caught_by="reserved",
              says=say(es="Falta el agente en worker-3", en="The agent is missing on worker-3")),
        wrong(say(es="tolerar otra cosa", en="tolerating something else"), RIGHT.replace("- operator: Exists\n", "- operator: Exists\n        effect: NoExecute\n"), caught_by="reserved",
              says=say(es="rechaza a quien no la tolere", en="turns away who does not tolerate it")),
        wrong(say(es="elegir el plano de control", en="choosing the control plane"), HEAD + POD + '      nodeSelector:\n        node-role.kubernetes.io/control-plane: ""\n' + TOLERATES + REST,
              caught_by="workers", says=say(es="Falta el agente en worker-1, worker-2", en="The agent is missing on worker-1, worker-2")),
        wrong(say(es="seis máquinas, seis réplicas", en="six machines, six replicas"), SIX + POD + TOLERATES + ALONE + REST, caught_by="newcomer",
              says=say(es="el número de copias lo escribiste tú", en="you wrote the number of copies")),
        wrong(say(es="un DaemonSet tiene réplicas", en="a DaemonSet has replicas"), RIGHT.replace("spec:\n", "spec:\n  replicas: 6\n", 1), caught_by="malformed",
              says='unknown field "spec.replicas"'),
        wrong(say(es="la carpeta del contenedor es la de la máquina", en="the container's folder is the machine's"), RIGHT.replace("hostPath:\n          path: {path}", "emptyDir: {}"), caught_by="reads",
              says=say(es="esa carpeta es del contenedor", en="that folder is the container's own")),
    ],
    checks=[
        criterion(
            "workers", 1, say(es="Uno en cada trabajador corriente", en="One on each ordinary worker"),
            behaves=on(("worker-1", "worker-2"), say(es="¿Hay algo en la plantilla que las excluya?", en="Is there anything in the template that excludes them?")),
            hints=hints(
                say(es="`kubectl get pods -o wide`: ¿en qué máquinas está?", en="`kubectl get pods -o wide`: on which machines is it?"),
                say(es="Hay un objeto que no cuenta réplicas, sino máquinas.", en="There is an object that counts no replicas, but machines."),
                say(es="`kind: DaemonSet`, sin `replicas` ni `nodeSelector`.", en="`kind: DaemonSet`, without `replicas` or `nodeSelector`."),
            ),
        ),
        criterion(
            "masters", 1, say(es="Uno en cada máquina del plano de control", en="One on each machine of the control plane"), behaves=on(("master-1", "master-2", "master-3"), TAINT),
            hints=hints(
                say(es="`kubectl describe node master-1`: la línea Taints.", en="`kubectl describe node master-1`: the line Taints."),
                say(es="Un pod entra en una máquina manchada si su plantilla tolera la mancha: `tolerations`.", en="A pod gets onto a tainted machine if its template tolerates the taint: `tolerations`."),
                say(es="En el `spec` del pod: `tolerations: [{operator: Exists}]`, que las tolera todas.", en="In the pod's `spec`: `tolerations: [{operator: Exists}]`, which tolerates all."),
            ),
        ),
        criterion(
            "reserved", 1, say(es="Y uno en worker-3, la reservada", en="And one on worker-3, the reserved one"), behaves=on(("worker-3",), TAINT),
            hints=hints(
                say(es="`kubectl describe node worker-3`: su mancha no es la de los maestros.", en="`kubectl describe node worker-3`: its taint is not that of the masters."),
                say(es="Una toleración tiene clave y efecto; si no dice la clave, las tolera todas.", en="A toleration has a key and an effect; if it does not say the key, it tolerates all."),
                say(es="`operator: Exists` sin `key` ni `effect`, o una toleración más para `dedicado`.", en="`operator: Exists` without `key` or `effect`, or one more toleration for `dedicado`."),
            ),
        ),
        criterion(
            "newcomer", 1, say(es="La máquina nueva lo tiene sin que nadie haga nada", en="The new machine has it without anybody doing anything"), behaves=newcomer,
            hints=hints(
                say(es="¿Quién sabría que ahora hacen falta siete?", en="Who would know that seven are needed now?"),
                say(es="El controlador de un DaemonSet mira las máquinas que hay, cada vez que cambian.", en="The controller of a DaemonSet looks at the machines there are, each time they change."),
                say(es="Un DaemonSet.", en="A DaemonSet."),
            ),
        ),
        criterion(
            "reads", 1, say(es="Cada agente lee el registro de su máquina", en="Each agent reads the log of its machine"), behaves=reads,
            hints=hints(
                say(es="Entra en un agente y mira qué hay en `{path}`.", en="Step into an agent and see what is in `{path}`."),
                say(es="Un contenedor tiene su propio sistema de ficheros. Para ver una carpeta de la máquina hay una clase de volumen.", en="A container has a file system of its own. To see a folder of the machine there is a kind of volume."),
                say(es="Un volumen `hostPath: {path: {path}}`, montado en `{path}`.", en="A volume `hostPath: {path: {path}}`, mounted at `{path}`."),
            ),
        ),
    ],
    debrief=say(
        es="""
«Un pod en cada nodo» es la regla, con dos matices. El primero: en cada nodo **que lo admita**; una mancha rechaza también a los DaemonSets, y las toleraciones son la forma de entrar. (Los DaemonSets ya traen unas
pocas puestas: por eso siguen en una máquina acordonada o que no responde.) El segundo: no hay ningún número que escribir, ni que corregir cuando llega una máquina.

Y `hostPath` abre la máquina al pod: es lo que un agente necesita, y lo que a una aplicación no se le da.
""",
        en="""
"One pod on every node" is the rule, with two provisos. The first: on every node **that admits it**; a taint turns DaemonSets away as well, and tolerations are the way in. (DaemonSets come with a
few of them: that is why they stay on a machine that is cordoned or does not answer.) The second: there is no number to write, nor to put right when a machine arrives.

And `hostPath` opens the machine to the pod: it is what an agent needs, and what an application is not given.
""",
    ),
)  # fmt: skip
