"""Match a claim with the right one of several volumes: class, access mode and size decide, names do not.

MariaDB waits for its claim; the checks see which volume it got and whether what it writes outlives its pod. Next: `networking.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

CLAIM = text("claim.yaml")


def bound(case):
    """The volume that the claim has, or None."""
    claims = [
        each for each in case.cluster.list("PersistentVolumeClaim", "default") if each["status"].get("phase") == "Bound"
    ]
    found = [each for each in claims if each["metadata"]["name"] == "datos-mariadb"]
    return found[0]["spec"]["volumeName"] if found else None


def gets_one(case):
    """It is bound, to a volume of the fast array with room enough."""
    volume = bound(case)
    if volume is None:
        if not [
            c for c in case.cluster.list("PersistentVolumeClaim", "default") if c["metadata"]["name"] == "datos-mariadb"
        ]:
            return say(es="No hay ninguna petición que se llame datos-mariadb, que es la que monta el pod.",
                       en="There is no claim called datos-mariadb, which is the one the pod mounts.")  # fmt: skip
        return say(es="La petición sigue Pending: ningún volumen libre tiene a la vez esa clase, ese modo y ese tamaño.",
                   en="The claim is still Pending: no free volume has that class, that mode and that size together.")  # fmt: skip
    spec = case.cluster.get("PersistentVolume", volume)["spec"]
    if spec.get("storageClassName") != "rapida":
        return say(es=f"Se ha emparejado con {volume}, que no es de la cabina rápida.",
                   en=f"It was matched with {volume}, which is not on the fast array.")  # fmt: skip
    if volume == "rapida-5":
        return say(es="Se ha emparejado con rapida-5: pediste menos de lo que la base de datos necesita.",
                   en="It was matched with rapida-5: you asked for less than the database needs.")  # fmt: skip
    return None


def nothing_wasted(case):
    """The large one stays for others."""
    volume = bound(case)
    if volume == "rapida-20":
        return None
    if volume is None:
        return say(es="Todavía no se ha llevado ningún volumen.", en="It has not been given any volume yet.")
    return say(es=f"Se ha llevado {volume} entero. Pide lo que necesitas: gana el menor de los que bastan.",
               en=f"It took all of {volume}. Ask for what you need: the smallest that will do wins.")  # fmt: skip


def outlives(case):
    """Write as MariaDB would, lose the pod, read it back; on a volume with room for 10Gi."""
    if gets_one(case) is not None:
        return say(es="MariaDB no tiene todavía el disco que necesita: no hay datos que salvar.",
                   en="MariaDB does not have the disk it needs yet: there are no data to save.")  # fmt: skip
    pod = case.cluster.list("Pod", "default", labels="app=mariadb")[0]["metadata"]["name"]
    case.cluster.exec(pod, ["sh", "-c", "echo factura-1 > /var/lib/mysql/facturas"])
    case.cluster.delete("Pod", pod)
    case.cluster.settle("10m")
    left = [each["metadata"]["name"] for each in case.cluster.list("Pod", "default", labels="app=mariadb")]
    if left and "factura-1" in case.cluster.exec(left[0], ["cat", "/var/lib/mysql/facturas"]).stdout:
        return None
    return say(
        es="Murió el pod y el nuevo no encontró la factura.",
        en="The pod died and the new one did not find the invoice.",
    )


def edited(old, new):
    assert old in CLAIM, old
    return CLAIM.replace(old, new)


exercise(
    "volumes.match",
    3,
    hat=say(es="Gorra de desarrollo: tú pides, otro ya puso los discos", en="Developer's hat: you ask, somebody else has put the disks there"),
    title=say(es="El Tinder de los volúmenes", en="The Tinder of volumes"),
    prompt=say(
        es="""
El administrador ha dejado cinco volúmenes en el clúster:

| volumen | clase | modo | tamaño |
|---|---|---|---|
| `rapida-5` | `rapida` | ReadWriteOnce | 5Gi |
| `rapida-20` | `rapida` | ReadWriteOnce | 20Gi |
| `rapida-100` | `rapida` | ReadWriteOnce | 100Gi |
| `comun-15` | `comun` | ReadWriteMany | 15Gi |
| `suelto-12` | *(ninguna)* | ReadWriteOnce | 12Gi |

El pod de MariaDB espera una petición llamada `datos-mariadb`. Necesita **10Gi de la cabina rápida**, y nadie te perdonará que dejes
inutilizado el volumen de 100Gi. Escribe la PVC; el tamaño que falta en la celda es sólo el primer problema.
""",
        en="""
The administrator has left five volumes in the cluster:

| volume | class | mode | size |
|---|---|---|---|
| `rapida-5` | `rapida` | ReadWriteOnce | 5Gi |
| `rapida-20` | `rapida` | ReadWriteOnce | 20Gi |
| `rapida-100` | `rapida` | ReadWriteOnce | 100Gi |
| `comun-15` | `comun` | ReadWriteMany | 15Gi |
| `suelto-12` | *(none)* | ReadWriteOnce | 12Gi |

MariaDB's pod waits for a claim called `datos-mariadb`. It needs **10Gi on the fast array** (*rápida* means fast), and nobody will forgive
you if you block the volume of 100Gi. Write the PVC; the size that is missing in the cell is only the first problem.
""",
    ),
    given=text("shelf.yaml"),
    starter=CLAIM.replace("  storageClassName: rapida\n", "").replace("10Gi", ""),
    solution=CLAIM,
    also_right=[
        edited("10Gi", "10240Mi"),
        edited("10Gi", "20Gi"),
        edited("  accessModes", "  volumeName: rapida-20\n  accessModes"),
        edited("  accessModes", '  selector:\n    matchLabels:\n      bandeja: "2"\n  accessModes'),
    ],
    wrong=[
        wrong(say(es="sin clase vale cualquiera", en="without a class any will do"), edited("  storageClassName: rapida\n", ""),
              caught_by="gets-one", says=say(es="que no es de la cabina rápida", en="which is not on the fast array")),
        wrong(say(es="un volumen menor también sirve", en="a smaller volume will do"), edited("10Gi", "5Gi"),
              caught_by="gets-one", says=say(es="menos de lo que la base de datos necesita", en="less than the database needs")),
        wrong(say(es="ReadWriteMany, por si acaso", en="ReadWriteMany, to be safe"), edited("ReadWriteOnce", "ReadWriteMany"),
              caught_by="gets-one", says=say(es="La petición sigue Pending", en="The claim is still Pending")),
        wrong(say(es="la clase, con otro nombre", en="the class under another name"), edited("rapida", "rapido"),
              caught_by="outlives", says=say(es="no tiene todavía el disco", en="does not have the disk")),
        wrong(say(es="mejor que sobre", en="better too much than too little"), edited("10Gi", "50Gi"),
              caught_by="nothing-wasted", says=say(es="Se ha llevado rapida-100 entero", en="It took all of rapida-100")),
        wrong(say(es="basta con nombrar el volumen", en="naming the volume is enough"),
              edited("  storageClassName: rapida\n", "  volumeName: rapida-20\n"),
              caught_by="gets-one", says=say(es="La petición sigue Pending", en="The claim is still Pending")),
        wrong(say(es="otro nombre de petición", en="another name for the claim"), edited("datos-mariadb", "datos"),
              caught_by="gets-one", says=say(es="que es la que monta el pod", en="which is the one the pod mounts")),
        wrong(say(es="diez gigas con espacio", en="ten gigas with a space"), edited("10Gi", "10 Gi"),
              caught_by="malformed", says="quantities must match the regular expression"),
    ],
    checks=[
        criterion(
            "gets-one", 1, say(es="La petición tiene un volumen de la cabina rápida, y suficiente",
                               en="The claim has a volume of the fast array, and large enough"), behaves=gets_one,
            hints=[
                say(es="`kubectl describe pvc datos-mariadb`, y al lado `kubectl get pv`.", en="`kubectl describe pvc datos-mariadb`, and beside it `kubectl get pv`."),
                say(es="Casan si la clase es idéntica (no decir ninguna también es decir algo), el volumen ofrece el modo y su tamaño basta.",
                    en="They match if the class is identical (saying none is saying something too), the volume offers the mode and its size will do."),
                say(es="`storageClassName: rapida`, `accessModes: [ReadWriteOnce]` y `storage: 10Gi`.",
                    en="`storageClassName: rapida`, `accessModes: [ReadWriteOnce]` and `storage: 10Gi`."),
            ],
        ),
        criterion(
            "nothing-wasted", 1, say(es="El volumen de 100Gi sigue libre", en="The volume of 100Gi is still free"), behaves=nothing_wasted,
            hints=[
                say(es="¿Cuál de los libres se lleva una petición?", en="Which of the free ones does a claim get?"),
                say(es="El menor de los que bastan, y entero: lo que sobra no se reparte.",
                    en="The smallest that will do, and all of it: what is left over is not shared out."),
                say(es="Entre 5Gi (sin incluirlo) y 20Gi, el que toca es rapida-20.", en="Above 5Gi and up to 20Gi, the one you get is rapida-20."),
            ],
        ),
        criterion(
            "outlives", 1, say(es="Lo escrito sobrevive al pod", en="What is written outlives the pod"), behaves=outlives,
            hints=[
                say(es="¿Ha llegado a arrancar MariaDB? `kubectl get pods`.", en="Has MariaDB started at all? `kubectl get pods`."),
                say(es="Un pod cuya petición está Pending no tiene nodo: espera al disco.", en="A pod whose claim is Pending has no node: it waits for the disk."),
                say(es="Con la petición ligada a `rapida-20` arranca sola; no hay que tocar el Deployment.",
                    en="With the claim bound to `rapida-20` it starts by itself; the Deployment needs no change."),
            ],
        ),
    ],
    debrief=say(
        es="""
Ni la PVC nombra al volumen ni el volumen a la PVC: se escriben por separado, y quien los junta mira clase, modo, tamaño (y el selector, si
lo hay). Nombrarlo con `volumeName` no evita el examen: la clase ha de coincidir igual. Y 10Gi pedidos son 20Gi recibidos, enteros: por eso
hoy casi nadie llena estanterías de volúmenes, y el disco se fabrica a medida cuando llega la petición.
""",
        en="""
Neither does the PVC name the volume nor the volume the PVC: they are written separately, and what brings them together is class, mode, size (and
the selector, if there is one). Naming it with `volumeName` does not spare you the exam: the class must agree all the same. And 10Gi asked are 20Gi
received, whole: which is why hardly anybody fills shelves with volumes today, and the disk is made to measure when the claim comes.
""",
    ),
)  # fmt: skip
