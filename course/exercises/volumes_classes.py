"""Saying no class, saying the empty one, and misspelling one are three different requests.

The checks see which volume each program really got, and whether the old data are where they were. Next: `volumes_survive.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

CLASS = """
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: rapida
provisioner: csi.vsphere.vmware.com
allowVolumeExpansion: true
---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: archivo-{year}
spec:
  capacity:
    storage: {old}Gi
  accessModes: [ReadWriteOnce]
  persistentVolumeReclaimPolicy: Retain
  nfs:
    server: 192.168.0.60
    path: /archivo/{year}
"""

PROGRAM = """
---
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
      containers:
      - name: web
        image: httpd:2.4
        volumeMounts:
        - name: disco
          mountPath: /disco
      volumes:
      - name: disco
        persistentVolumeClaim:
          claimName: NAME
"""


def claim(name, size, stated):
    return f"""
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {name}
spec:
{stated}  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: {size}Gi
"""


def answer(orders="rapida", photos=None, archive='""', more=""):
    """The three claims; None says no class at all."""
    said = [f"  storageClassName: {each}\n" if each is not None else "" for each in (orders, photos, archive)]
    said[2] += more
    parts = [claim("pedidos", "{fast}", said[0]), claim("fotos", "20", said[1]), claim("archivo", "{old}", said[2])]
    return "---".join(parts).lstrip()


def given_to(case, name):
    """(the volume's object or None, is there such a claim?)"""
    found = [c for c in case.cluster.list("PersistentVolumeClaim", "default") if c["metadata"]["name"] == name]
    volume = found[0]["spec"].get("volumeName") if found else None
    bound = bool(found) and found[0]["status"].get("phase") == "Bound"
    return (case.cluster.get("PersistentVolume", volume) if bound else None), found


def expects(name, wanted):
    """A check: the claim has a volume of that class (None: of no class)."""

    def look(case):
        volume, found = given_to(case, name)
        if not found:
            return say(es=f"Nadie ha pedido {name}: el pod de {name} espera esa petición.",
                       en=f"Nobody asked for {name}: the pod of {name} waits for that claim.")  # fmt: skip
        if volume is None:
            asked = found[0]["spec"].get("storageClassName")
            return say(es=f"La petición {name} sigue Pending, con la clase «{asked}»: ni hay volumen de esa clase ni quien lo fabrique.",
                       en=f'The claim {name} is still Pending, with the class "{asked}": there is neither a volume of that class nor anybody to make one.')  # fmt: skip
        got = volume["spec"].get("storageClassName") or None
        if got == wanted:
            return None
        if wanted is None:
            return say(es=f"{name} está ligada a un disco recién fabricado, de la clase {got}, y vacío: los datos de antes siguen en el volumen sin clase.",
                       en=f"{name} is bound to a disk just made, of the class {got}, and empty: the old data are still in the volume without a class.")  # fmt: skip
        return say(es=f"{name} está ligada a un disco de la clase {got}, y se pedía {wanted}.",
                   en=f"{name} is bound to a disk of the class {got}, and {wanted} was asked for.")  # fmt: skip

    return look


def class_hints(first_es, first_en, last_es, last_en):
    return [
        say(es=first_es, en=first_en),
        say(es="No escribir clase pide la clase por omisión; escribir `\"\"` pide un volumen sin clase; escribir una que no existe no es un error, es una espera.",
            en="Writing no class asks for the default one; writing `\"\"` asks for a volume without a class; writing one that does not exist is no error, it is a wait."),
        say(es=last_es, en=last_en),
    ]  # fmt: skip


exercise(
    "volumes.which-class",
    3,
    hat=say(es="Gorra de desarrollo, con una lista de clases en la mano", en="Developer's hat, with a list of classes in hand"),
    title=say(es="Ninguna clase, la clase vacía y una clase mal escrita", en="No class, the empty class, and a misspelt one"),
    prompt=say(
        es="""
El clúster (de los de VMware) tiene una clase por omisión, `vsphere-default`, y otra que instaló el administrador, `rapida`. Hay además un volumen hecho a
mano hace años, `archivo-{year}`, de {old}Gi y **sin clase**, con datos que nadie quiere perder. Tres programas esperan cada uno su petición:

| petición | tamaño | debe recibir |
|---|---|---|
| `pedidos` | {fast}Gi | un disco de la clase `rapida` |
| `fotos` | 20Gi | un disco cualquiera: el de la clase por omisión vale |
| `archivo` | {old}Gi | el volumen viejo, `archivo-{year}` |

En la celda, las tres están pedidas, y ninguna recibe lo que debe. Arréglalas sin tocar ni las clases ni el volumen.
""",
        en="""
The cluster (one of VMware's) has a default class, `vsphere-default`, and another one that the administrator installed, `rapida` (fast). And there is a volume made
by hand years ago, `archivo-{year}`, of {old}Gi and **without a class**, with data that nobody wants to lose. Three programs wait, each for its claim:

| claim | size | must get |
|---|---|---|
| `pedidos` (orders) | {fast}Gi | a disk of the class `rapida` |
| `fotos` (photos) | 20Gi | any disk: one of the default class will do |
| `archivo` (archive) | {old}Gi | the old volume, `archivo-{year}` |

In the cell all three are asked for, and none gets what it should. Put them right without touching the classes or the volume.
""",
    ),
    cluster={"platform": "vsphere"},
    varies=lambda chance: {
        "year": 2019 + chance.below(6, "year"), "old": 4 + chance.below(5, "old"), "fast": (30, 40, 60, 80)[chance.below(4, "fast")],
    },
    given=CLASS + "".join(PROGRAM.replace("NAME", name) for name in ("pedidos", "fotos", "archivo")),
    starter=answer(orders="rapido", photos='""', archive=None),
    solution=answer(),
    also_right=[
        answer(photos="vsphere-default"),
        answer(more="  volumeName: archivo-{year}\n"),
        answer().replace("storage: 20Gi", "storage: 20480Mi"),
    ],
    wrong=[
        wrong(say(es="sin clase es lo mismo que la clase vacía", en="no class is the same as the empty one"), answer(archive=None),
              caught_by="archive", says=say(es="ligada a un disco recién fabricado, de la clase vsphere-default", en="bound to a disk just made, of the class vsphere-default")),
        wrong(say(es="la clase vacía pide la de por omisión", en="the empty class asks for the default one"), answer(photos='""'),
              caught_by="photos", says=say(es="La petición fotos sigue Pending, con la clase «»", en='The claim fotos is still Pending, with the class ""')),
        wrong(say(es="una letra no importa", en="one letter does not matter"), answer(orders="rapido"),
              caught_by="orders", says=say(es="con la clase «rapido»", en='with the class "rapido"')),
        wrong(say(es="ya me darán la rápida", en="they will give me the fast one"), answer(orders=None),
              caught_by="orders", says=say(es="y se pedía rapida", en="and rapida was asked for")),
        wrong(say(es="basta con nombrar el volumen", en="naming the volume is enough"), answer(archive=None, more="  volumeName: archivo-{year}\n"),
              caught_by="archive", says=say(es="sigue Pending, con la clase «vsphere-default»", en='is still Pending, with the class "vsphere-default"')),
        wrong(say(es="pedir sólo dos", en="asking for two only"), answer().partition("---")[2].lstrip(),
              caught_by="orders", says=say(es="Nadie ha pedido pedidos", en="Nobody asked for pedidos")),
    ],
    checks=[
        criterion("orders", 1, say(es="pedidos tiene un disco de la clase rapida", en="pedidos has a disk of the class rapida"), behaves=expects("pedidos", "rapida"),
                  hints=class_hints("`kubectl get storageclass`, y al lado `kubectl describe pvc pedidos`.", "`kubectl get storageclass`, and beside it `kubectl describe pvc pedidos`.",
                                    "`storageClassName: rapida`, con a al final.", "`storageClassName: rapida`, with an a at the end.")),
        criterion("photos", 1, say(es="fotos tiene un disco de la clase por omisión", en="fotos has a disk of the default class"), behaves=expects("fotos", "vsphere-default"),
                  hints=class_hints("`kubectl get pvc`: ¿qué pone en la columna STORAGECLASS de fotos?", "`kubectl get pvc`: what is in the column STORAGECLASS of fotos?",
                                    "Quita la línea `storageClassName` de `fotos`.", "Take the line `storageClassName` out of `fotos`.")),
        criterion("archive", 1, say(es="archivo tiene el volumen viejo", en="archivo has the old volume"), behaves=expects("archivo", None),
                  hints=class_hints("`kubectl get pv`: ¿quién tiene el volumen viejo, y quién un disco nuevo?", "`kubectl get pv`: who has the old volume, and who a new disk?",
                                    "En `archivo`, `storageClassName: \"\"`, con las comillas.", "In `archivo`, `storageClassName: \"\"`, with the quotes.")),
    ],
    debrief=say(
        es="""
Tres frases distintas. **Callar** la clase pide la clase por omisión, y el servidor la escribe en la petición al admitirla. Decir **`""`** pide un volumen
sin clase, y renuncia a que nadie lo fabrique. Decir una que **no existe** no es un error: podría crearse mañana, así que la petición espera, callada, para
siempre. La peor de las tres averías es la primera, porque no se ve: `archivo` estaba `Bound`, su pod en marcha, y el disco vacío.
""",
        en="""
Three different sentences. **Leaving out** the class asks for the default one, and the server writes it into the claim as it admits it. Saying **`""`** asks for a
volume without a class, and gives up having one made. Saying one that **does not exist** is no error: it might be created tomorrow, so the claim waits, silently, for
ever. The worst of the three faults is the first, for it cannot be seen: `archivo` was `Bound`, its pod was running, and the disk was empty.
""",
    ),
)  # fmt: skip
