"""A disk made too early is made in the wrong place: wait for the first consumer.

Three programs must each run in a zone of the cloud; the checks see whether they run, where their disks are, and what is paid
for before anybody uses it. Next: `volumes_four_waits.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

ZONE = "topology.kubernetes.io/zone"
NODES = [
    {"name": "master-1", "ip": "192.168.0.10", "role": "control-plane"},
    *(
        {"name": f"worker-{z}", "ip": f"192.168.0.{101 + n}", "labels": {ZONE: f"eu-west-1{z}"}}
        for n, z in enumerate("abc")
    ),
]

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: NAME
spec:
  storageClassName: {row}
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: {size}Gi
---"""
PROGRAM = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: NAME
spec:
  selector:
    matchLabels:
      app: NAME
  template:
    metadata:
      labels:
        app: NAME
    spec:
      nodeSelector:
        topology.kubernetes.io/zone: eu-west-1{ZONE}
      containers:
      - name: mariadb
        image: mariadb:11.4
        env:
        - name: MARIADB_ROOT_PASSWORD
          value: s3creta
        volumeMounts:
        - name: datos
          mountPath: /var/lib/mysql
      volumes:
      - name: datos
        persistentVolumeClaim:
          claimName: NAME
---"""
NAMES = ("tienda-0", "tienda-1", "tienda-2")
GIVEN = "".join(
    CLAIM.replace("NAME", name) + PROGRAM.replace("NAME", name).replace("{ZONE}", f"{{zone_{number}}}")
    for number, name in enumerate(NAMES)
) + CLAIM.replace("NAME", "reserva")  # fmt: skip

CLASS = """apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: {row}
provisioner: ebs.csi.aws.com
volumeBindingMode: WaitForFirstConsumer
"""
LIMIT = "allowedTopologies:\n- matchLabelExpressions:\n  - key: topology.kubernetes.io/zone\n    values: [ZONES]\n"


def varies(chance):
    """Which program must be in which zone. No going round the zones in order gets it right: these orders swap two of them."""
    order = ("acb", "cba", "bac")[chance.below(3, "order")]
    named = {f"zone_{number}": zone for number, zone in enumerate(order)}
    return named | {
        "row": ("discos", "nube", "bases")[chance.below(3, "row")],
        "size": 10 + 5 * chance.below(6, "size"),
    }


def claims(case):
    return {row["metadata"]["name"]: row for row in case.cluster.list("PersistentVolumeClaim", "default")}


def place(case, name):
    """The zone of a claim's disk, or None if it has no disk."""
    volume = claims(case)[name]["spec"].get("volumeName")
    if not volume:
        return None
    terms = case.cluster.get("PersistentVolume", volume)["spec"]["nodeAffinity"]["required"]["nodeSelectorTerms"]
    return terms[0]["matchExpressions"][0]["values"][0]


def up(case, name):
    pods = list(case.cluster.list("Pod", "default", labels=f"app={name}"))
    return any(pod["status"].get("phase") == "Running" for pod in pods)


def runs(number):
    """A check: the program of that number runs, with its disk."""
    name = NAMES[number]

    def look(case):
        wanted = f"eu-west-1{case.values[f'zone_{number}']}"
        case.cluster.advance("2m")
        if up(case, name):
            return None
        row = [each for each in case.cluster.list("StorageClass") if each["metadata"]["name"] == case.values["row"]]
        if not row:
            return say(es=f"No hay ninguna clase {case.values['row']}: las peticiones siguen esperándola.",
                       en=f"There is no class {case.values['row']}: the claims are still waiting for it.")  # fmt: skip
        found = place(case, name)
        if found is not None:
            return say(es=f"{name} tiene que estar en {wanted}, y su disco se fabricó en {found}: el pod no puede ir a donde está el disco, ni el disco venir.",
                       en=f"{name} has to be in {wanted}, and its disk was made in {found}: the pod cannot go where the disk is, nor the disk come.")  # fmt: skip
        if row[0].get("allowedTopologies"):
            return say(es=f"La clase sólo permite discos en otras zonas, y {name} tiene que estar en {wanted}: no hay máquina que valga para los dos.",
                       en=f"The class allows disks in other zones only, and {name} has to be in {wanted}: no machine will do for both.")  # fmt: skip
        return say(es=f"Nadie fabrica el disco de {name}: ¿a quién lo encarga la clase? Es {row[0]['provisioner']}.",
                   en=f"Nobody makes the disk of {name}: from whom does the class order it? From {row[0]['provisioner']}.")  # fmt: skip

    return look


def nothing_early(case):
    """A disk is made when somebody uses it, not before; and then it is."""
    if all(place(case, name) is None for name in NAMES):
        return say(es="Todavía no se fabrica ningún disco.", en="No disk is being made yet.")  # fmt: skip
    found = place(case, "reserva")
    if found is not None:
        return say(es=f"Ya se paga un disco para reserva, en {found}, y nadie lo usa todavía: cuando alguien lo quiera quizá esté en otra zona.",
                   en=f"A disk for reserva is already paid for, in {found}, and nobody uses it yet: whoever wants it may be in another zone.")  # fmt: skip
    return None


def row_hints(last):
    return [
        say(es="`kubectl describe pod` de uno que no arranque, y `kubectl get pv` con la columna de la zona: `kubectl describe pv`.",
            en="`kubectl describe pod` of one that does not start, and `kubectl describe pv`: the line of the zone."),
        say(es="Si el disco se hace al pedirlo, nadie sabe aún dónde correrá el pod. Hay un modo que espera a saberlo.",
            en="If the disk is made when it is asked for, nobody knows yet where the pod will run. There is a mode that waits to know."),
        last,
    ]  # fmt: skip


LAST = say(
    es="`volumeBindingMode: WaitForFirstConsumer`, y nada de `allowedTopologies`.",
    en="`volumeBindingMode: WaitForFirstConsumer`, and no `allowedTopologies`.",
)
NOW = CLASS.replace("volumeBindingMode: WaitForFirstConsumer\n", "volumeBindingMode: Immediate\n")

exercise(
    "volumes.first-consumer",
    4,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="No lo fabriques todavía", en="Do not make it yet"),
    prompt=say(
        es="""
En la nube, un disco vive en **una zona**, y sólo lo alcanzan las máquinas de esa zona. Hay tres programas con su petición de {size}Gi; la ley los quiere en sitios distintos:

| programa | zona |
|---|---|
| `tienda-0` | eu-west-1{zone_0} |
| `tienda-1` | eu-west-1{zone_1} |
| `tienda-2` | eu-west-1{zone_2} |

Las tres peticiones, y una cuarta, `reserva`, que todavía no usa nadie, nombran la clase **`{row}`**, que está por crear. Escríbela: que los tres programas arranquen, cada uno en su zona, y que no
se pague el disco de `reserva` mientras nadie lo use. El fabricante de la nube atiende por `ebs.csi.aws.com`. En la celda está el primer intento.
""",
        en="""
In the cloud a disk lives in **one zone**, and only machines of that zone reach it. There are three programs, each with a claim of {size}Gi; the law wants them in different places:

| program | zone |
|---|---|
| `tienda-0` (shop) | eu-west-1{zone_0} |
| `tienda-1` | eu-west-1{zone_1} |
| `tienda-2` | eu-west-1{zone_2} |

The three claims, and a fourth, `reserva` (spare), that nobody uses yet, name the class **`{row}`**, which is yet to be made. Write it: the three programs start, each in its zone, and the disk
of `reserva` is not paid for while nobody uses it. The cloud's maker of disks answers to `ebs.csi.aws.com`. In the cell is the first attempt.
""",
    ),
    cluster={"platform": "cloud", "nodes": NODES},
    varies=varies,
    given=GIVEN.removesuffix("---"),
    starter=CLASS.replace("ebs.csi.aws.com", "ebs").replace("WaitForFirstConsumer", "Immediate"),
    solution=CLASS,
    also_right=[
        CLASS + "allowVolumeExpansion: true\nreclaimPolicy: Retain\n",
        CLASS + LIMIT.replace("ZONES", "eu-west-1c, eu-west-1a, eu-west-1b"),
    ],
    wrong=[
        wrong(say(es="al pedirlo, como siempre", en="when it is asked for, as ever"), NOW, caught_by="nothing-early",
              says=say(es="Ya se paga un disco para reserva", en="A disk for reserva is already paid for")),
        wrong(say(es="el modo por omisión será el bueno", en="the default mode will be the right one"), NOW.replace("volumeBindingMode: Immediate\n", "") + LIMIT.replace("ZONES", "eu-west-1{zone_0}"),
              caught_by="second", says=say(es="su disco se fabricó en", en="its disk was made in")),
        wrong(say(es="todos en la primera zona", en="all in the first zone"), CLASS + LIMIT.replace("ZONES", "eu-west-1{zone_0}"), caught_by="third",
              says=say(es="no hay máquina que valga para los dos", en="no machine will do for both")),
        wrong(say(es="todos en la segunda", en="all in the second"), CLASS + LIMIT.replace("ZONES", "eu-west-1{zone_1}"), caught_by="first",
              says=say(es="La clase sólo permite discos en otras zonas", en="The class allows disks in other zones only")),
        wrong(say(es="ebs a secas", en="just ebs"), CLASS.replace("ebs.csi.aws.com", "ebs"), caught_by="first",
              says=say(es="¿a quién lo encarga la clase? Es ebs", en="from whom does the class order it? From ebs")),
        wrong(say(es="otra clase parecida", en="another class like it"), CLASS.replace("name: {row}", "name: {row}-tarde"), caught_by="first",
              says=say(es="las peticiones siguen esperándola", en="the claims are still waiting for it")),
        wrong(say(es="sin fabricante: lo harán a mano", en="no maker: they will do it by hand"), CLASS.replace("ebs.csi.aws.com", "kubernetes.io/no-provisioner"), caught_by="nothing-early",
              says=say(es="Todavía no se fabrica ningún disco", en="No disk is being made yet")),
    ],
    checks=[
        criterion("first", 1, say(es="tienda-0 arranca en su zona", en="tienda-0 starts in its zone"), behaves=runs(0), hints=row_hints(LAST)),
        criterion("second", 1, say(es="tienda-1 arranca en la suya", en="tienda-1 starts in its own"), behaves=runs(1), hints=row_hints(LAST)),
        criterion("third", 1, say(es="tienda-2 arranca en la suya", en="tienda-2 starts in its own"), behaves=runs(2), hints=row_hints(LAST)),
        criterion(
            "nothing-early", 1, say(es="Nadie paga discos antes de usarlos", en="Nobody pays for disks before they are used"), behaves=nothing_early,
            hints=[
                say(es="`kubectl get pvc reserva`. ¿Es malo que siga Pending?", en="`kubectl get pvc reserva`. Is it bad that it is still Pending?"),
                say(es="Pending, con el suceso `WaitForFirstConsumer`, no es una avería: es paciencia.", en="Pending, with the event `WaitForFirstConsumer`, is no fault: it is patience."),
                LAST,
            ],
        ),
    ],
    debrief=say(
        es="""
Con `Immediate` el disco se hace al llegar la petición, en la zona que toque por turno; el pod llega después y descubre que su disco está en otra parte: `volume node affinity conflict`. Con
`WaitForFirstConsumer` el orden es el contrario: el planificador elige máquina para el pod, la apunta en la petición, y el disco se fabrica **allí**. Por eso una petición sin pod se queda `Pending`,
y está bien. Las clases de las nubes, y las de discos locales, vienen ya así; las de NFS o las de una cabina que alcanzan todos no lo necesitan.
""",
        en="""
With `Immediate` the disk is made when the claim arrives, in whatever zone's turn it is; the pod comes later and finds its disk elsewhere: `volume node affinity conflict`. With
`WaitForFirstConsumer` it is the other way round: the scheduler chooses a machine for the pod, notes it on the claim, and the disk is made **there**. That is why a claim without a pod stays `Pending`,
and rightly so. The classes of clouds, and those of local disks, come like this; those of NFS or of an array that all machines reach do not need it.
""",
    ),
)  # fmt: skip
