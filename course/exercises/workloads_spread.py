"""Replicas that all sit on one machine are one replica to who pulls the plug: spread them, and keep it so.

The checks count pods by machine, scale up, switch the fullest machine off, and wait for its pods to be replaced. Next: `workloads_way_back.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

#: a large machine that is empty, and two that are busy: left alone, the scheduler prefers the first
NODES = [
    {"name": "master-1", "ip": "192.168.0.10", "role": "control-plane"},
    {"name": "worker-1", "ip": "192.168.0.101", "cpu": 32, "memory": "64Gi"},
    {"name": "worker-2", "ip": "192.168.0.102", "cpu": 8},
    {"name": "worker-3", "ip": "192.168.0.103", "cpu": 8},
]
WORKERS = ("worker-1", "worker-2", "worker-3")

BUSY = """
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: informes
spec:
  selector:
    matchLabels:
      app: informes
  template:
    metadata:
      labels:
        app: informes
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: kubernetes.io/hostname
                operator: NotIn
                values: [worker-1]
      containers:
      - name: informes
        image: busybox:1.37
        command: [sleep, infinity]
        resources:
          requests:
            cpu: 6
            memory: 6Gi
"""
HEAD = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: {replicas}
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
"""
REST = """      containers:
      - name: web
        image: httpd:2.4
        resources:
          requests:
            cpu: 200m
            memory: 128Mi
"""
SPREAD = """      topologySpreadConstraints:
      - maxSkew: 1
        topologyKey: kubernetes.io/hostname
        whenUnsatisfiable: DoNotSchedule
        nodeTaintsPolicy: Honor
        labelSelector:
          matchLabels:
            app: {name}
"""
HONOR = "        nodeTaintsPolicy: Honor\n"
PREFER = """      affinity:
        podAntiAffinity:
          preferredDuringSchedulingIgnoredDuringExecution:
          - weight: 100
            podAffinityTerm:
              topologyKey: kubernetes.io/hostname
              labelSelector:
                matchLabels:
                  app: {name}
"""
REQUIRE = """      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: kubernetes.io/hostname
            labelSelector:
              matchLabels:
                app: {name}
"""
NO_MASTER = """      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
            - matchExpressions:
              - key: node-role.kubernetes.io/control-plane
                operator: DoesNotExist
"""
RIGHT = HEAD + SPREAD + REST


def varies(chance):
    replicas = (5, 6, 8, 9)[chance.below(4, "replicas")]
    return {"name": ("web", "tienda", "portal")[chance.below(3, "name")], "replicas": replicas, "more": replicas + 3}


def by_node(case):
    """Worker -> pods of the answer that are ready on it."""
    found = dict.fromkeys(WORKERS, 0)
    for pod in case.cluster.list("Pod", "default", labels=f"app={case.values['name']}"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"] and pod["spec"].get("nodeName") in found:
            found[pod["spec"]["nodeName"]] += 1
    return found


def seen(counts):
    return " · ".join(f"{node}: {count}" for node, count in counts.items())


def spread(case, wanted):
    """All run, no machine has two more than another; else words."""
    counts = by_node(case)
    total = sum(counts.values())
    if total < wanted:
        return say(es=f"Sólo {total} de {wanted} pods están en marcha ({seen(counts)}); a los demás nadie les encuentra un sitio que cumpla lo que exiges.",
                   en=f"Only {total} of {wanted} pods run ({seen(counts)}); for the others nobody finds a place that meets what you require.")  # fmt: skip
    if max(counts.values()) - min(counts.values()) > 1:
        return say(es=f"El reparto es {seen(counts)}: si se apaga la más llena se va demasiado.", en=f"The spread is {seen(counts)}: if the fullest goes off, too much goes with it.")  # fmt: skip
    return None


def even(case):
    """As it was asked for."""
    return spread(case, case.values["replicas"])


def grows(case):
    """Three more, and still even."""
    wanted = case.values["replicas"] + 3
    case.cluster.kubectl(f"scale deployment {case.values['name']} --replicas={wanted}")
    case.cluster.settle("10m")
    return spread(case, wanted)


def loses_little(case):
    """The fullest machine goes off: the others go on with two thirds."""
    counts, replicas = by_node(case), case.values["replicas"]
    fullest = max(counts, key=lambda node: counts[node])
    left = sum(counts.values()) - counts[fullest]
    least = replicas - -(-replicas // 3)
    if left >= least:
        return None
    return say(es=f"Al apagarse {fullest} quedan {left} pods de {replicas}, y podían quedar {least}.", en=f"When {fullest} goes off {left} pods of {replicas} are left, and {least} might have been.")  # fmt: skip


def heals(case):
    """Some minutes later the lost pods are up on the machines that are left."""
    counts, replicas = by_node(case), case.values["replicas"]
    if sum(counts.values()) < replicas:
        return say(es="Ya antes de apagar nada faltan pods.", en="Pods are missing even before anything goes off.")  # fmt: skip
    fullest = max(counts, key=lambda node: counts[node])
    case.cluster.fail_node(fullest)
    case.cluster.advance("8m")
    after = by_node(case)
    here = sum(count for node, count in after.items() if node != fullest)
    if here >= replicas:
        return None
    return say(es=f"Ocho minutos después de apagarse {fullest} hay {here} pods en las otras dos, de {replicas}: para tu regla, la máquina muerta sigue siendo un sitio vacío que hay que llenar antes.",
               en=f"Eight minutes after {fullest} went off there are {here} pods on the other two, of {replicas}: to your rule the dead machine is still an empty place to be filled first.")  # fmt: skip


exercise(
    "workloads.spread",
    4,
    hat=say(es="Gorra de desarrollo, con las máquinas a la vista", en="Developer's hat, with the machines in view"),
    title=say(es="No todos en la misma máquina", en="Not all on one machine"),
    prompt=say(
        es="""
`{name}` tiene {replicas} réplicas. De los tres trabajadores, `worker-1` es grande y está vacío; los otros dos andan ocupados. El planificador, que mira dónde hay más sitio, carga el grande, y si se
apaga se lleva media web.

Cambia la plantilla para que las réplicas queden **repartidas por igual** entre los trabajadores (ninguno con dos más que otro), que sigan repartidas **al subir a {more}**, y que, si muere una máquina, lo perdido
**se reponga** en las otras dos. No pongas nombres de máquinas: cambian.
""",
        en="""
`{name}` has {replicas} replicas. Of the three workers, `worker-1` is large and empty; the other two are busy. The scheduler, which looks where there is most room, loads the large one, and if that goes
off it takes half of the site with it.

Change the template so that the replicas are **spread evenly** over the workers (none with two more than another), stay so **when going up to {more}**, and so that, if a machine dies, what was lost **is
replaced** on the other two. Write no names of machines: they change.
""",
    ),
    cluster={"nodes": NODES},
    varies=varies,
    given=BUSY,
    starter=HEAD + '      nodeSelector:\n        kubernetes.io/hostname: worker-1\n' + REST,
    solution=RIGHT,
    also_right=[HEAD + PREFER + REST, RIGHT.replace("        nodeTaintsPolicy", "        nodeAffinityPolicy: Honor\n        nodeTaintsPolicy").replace("cpu: 200m", "cpu: 100m")],
    wrong=[
        wrong(say(es="el planificador ya reparte", en="the scheduler spreads them anyway"), HEAD + REST, caught_by="even",
              says=say(es="si se apaga la más llena se va demasiado", en="if the fullest goes off, too much goes with it")),
        wrong(say(es="una preferencia basta", en="a preference will do"), RIGHT.replace("DoNotSchedule", "ScheduleAnyway"), caught_by="even",
              says=say(es="El reparto es worker-1:", en="The spread is worker-1:")),
        wrong(say(es="nunca dos en la misma", en="never two on the same one"), HEAD + REQUIRE + REST, caught_by="grows",
              says=say(es="Sólo 3 de {more} pods están en marcha", en="Only 3 of {more} pods run")),
        wrong(say(es="exigir el reparto, y olvidar al maestro", en="requiring it, and forgetting the master"), RIGHT.replace(HONOR, ""), caught_by="even",
              says=say(es="Sólo 3 de {replicas} pods están en marcha", en="Only 3 of {replicas} pods run")),
        wrong(say(es="dejar fuera al maestro, y olvidar a los muertos", en="leaving out the master, and forgetting the dead"), RIGHT.replace(HONOR, "").replace("      containers", NO_MASTER + "      containers"),
              caught_by="heals", says=say(es="la máquina muerta sigue siendo un sitio vacío", en="the dead machine is still an empty place")),
        wrong(say(es="la etiqueta de otro", en="somebody else's label"), RIGHT.replace("          matchLabels:\n            app: {name}", "          matchLabels:\n            app: apache"), caught_by="loses-little",
              says=say(es="Al apagarse worker-1 quedan", en="When worker-1 goes off")),
        wrong(say(es="por zonas, donde no hay zonas", en="by zones, where there are none"), RIGHT.replace("kubernetes.io/hostname", "topology.kubernetes.io/zone"), caught_by="even",
              says=say(es="Sólo 0 de {replicas} pods están en marcha", en="Only 0 of {replicas} pods run")),
        wrong(say(es="un DaemonSet reparte", en="a DaemonSet spreads"), (HEAD + REST).replace("Deployment", "DaemonSet").replace("  replicas: {replicas}\n", ""), caught_by="grows",
              says=say(es="Sólo 3 de {more}", en="Only 3 of {more}")),
        wrong(say(es="un nodo con nombre y apellidos", en="a node by its name"), RIGHT.replace("      containers", "      nodeName: worker-1\n      containers"), caught_by="heals",
              says=say(es="hay 0 pods en las otras dos", en="there are 0 pods on the other two")),
    ],
    checks=[
        criterion(
            "even", 2, say(es="Repartidas por igual", en="Spread evenly"), behaves=even,
            hints=[
                say(es="`kubectl get pods -o wide`, y `cluster.diagram(\"scheduling\", pod=…)` de uno.", en="`kubectl get pods -o wide`, and `cluster.diagram(\"scheduling\", pod=…)` of one."),
                say(es="Hay un campo de la plantilla que limita la diferencia entre sitios: `topologySpreadConstraints`. ¿Qué cuenta como sitio? También una máquina que no admite tus pods.",
                    en="A field of the template limits the difference between places: `topologySpreadConstraints`. What counts as a place? A machine that does not admit your pods does too."),
                say(es="`maxSkew: 1`, `topologyKey: kubernetes.io/hostname`, `whenUnsatisfiable: DoNotSchedule`, `nodeTaintsPolicy: Honor`, y el `labelSelector` de tus pods.",
                    en="`maxSkew: 1`, `topologyKey: kubernetes.io/hostname`, `whenUnsatisfiable: DoNotSchedule`, `nodeTaintsPolicy: Honor`, and the `labelSelector` of your pods."),
            ],
        ),
        criterion(
            "grows", 1, say(es="También con tres más", en="With three more, too"), behaves=grows,
            hints=[
                say(es="Escala tú y mira si alguno se queda Pending.", en="Scale it yourself and see whether any stays Pending."),
                say(es="«Nunca dos en la misma máquina» deja de poder cumplirse cuando hay más réplicas que máquinas.", en="\"Never two on one machine\" cannot be met once there are more replicas than machines."),
                say(es="Limita la diferencia, no el número.", en="Limit the difference, not the number."),
            ],
        ),
        criterion(
            "loses-little", 1, say(es="Al apagarse la más llena se pierde un tercio", en="When the fullest goes off a third is lost"), behaves=loses_little,
            hints=[
                say(es="¿Cuántas hay en la que más tiene?", en="How many are there on the one with most?"),
                say(es="La regla cuenta los pods que casan con su `labelSelector`. Si no casa ninguno, todo le parece bien repartido.", en="The rule counts the pods that match its `labelSelector`. If none does, everything looks well spread."),
                say(es="`labelSelector: {matchLabels: {app: {name}}}`.", en="`labelSelector: {matchLabels: {app: {name}}}`, the label of your own template."),
            ],
        ),
        criterion(
            "heals", 1, say(es="Y lo perdido se repone en las otras dos", en="And what was lost is replaced on the other two"), behaves=heals,
            hints=[
                say(es="Apaga una con `cluster.fail_node`, avanza 8 minutos y mira quién está Pending, y por qué.", en="Switch one off with `cluster.fail_node`, advance 8 minutes, and see who is Pending, and why."),
                say(es="Una máquina muerta no desaparece: queda manchada, y para la regla es un sitio con cero pods.", en="A dead machine does not disappear: it is tainted, and to the rule it is a place with no pods."),
                say(es="`nodeTaintsPolicy: Honor` saca de la cuenta las máquinas que tus pods no toleran.", en="`nodeTaintsPolicy: Honor` takes machines that your pods do not tolerate out of the count."),
            ],
        ),
    ],
    debrief=say(
        es="""
Dos réplicas en la misma máquina son activo/activo para el contenedor, y una sola para el enchufe. El planificador ya prefiere repartir, pero una preferencia compite con otras, y aquí perdía con «donde hay más
sitio». `DoNotSchedule` la hace ley; y una ley hay que pensarla para los días malos: por omisión cuentan como sitio **todas** las máquinas, también el plano de control y las muertas, y entonces tus pods esperan a que se
llene una máquina en la que no pueden entrar. `nodeTaintsPolicy: Honor` lo arregla.

El reparto se decide **al colocar** cada pod. Nadie mueve después a los que ya están: si vuelve una máquina, vuelve vacía.
""",
        en="""
Two replicas on one machine are active/active to the container, and a single one to the plug. The scheduler prefers to spread as it is, but a preference competes with others, and here it lost to "where there is most
room". `DoNotSchedule` makes it law; and a law must be thought through for bad days: by default **all** machines count as places, the control plane and the dead ones too, and then your pods wait for a machine to be
filled that they cannot enter. `nodeTaintsPolicy: Honor` mends that.

The spread is decided **as each pod is placed**. Nobody moves afterwards those that are there: if a machine comes back, it comes back empty.
""",
    ),
)  # fmt: skip
