"""Four claims wait, each for another reason: name it, and the cluster tries the remedy that follows from it.

Nothing here knows the answer: a reason is right if its remedy binds the claim. Next: `volumes_grow.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, deal, exercise, say, slots, wrong

CLASS = """
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: NAME
provisioner: k8s-sigs.io/nfs-subdir-external-provisioner
"""
DEFAULT = CLASS.replace("NAME", '{row}\n  annotations:\n    storageclass.kubernetes.io/is-default-class: "true"')
PROGRAM = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: nfs-client-provisioner
  namespace: kube-system
spec:
  replicas: 0
  selector:
    matchLabels:
      app: nfs-client-provisioner
  template:
    metadata:
      labels:
        app: nfs-client-provisioner
    spec:
      containers:
      - name: nfs-client-provisioner
        image: registry.k8s.io/sig-storage/nfs-subdir-external-provisioner:v4.0.2
"""
VOLUME = """
apiVersion: v1
kind: PersistentVolume
metadata:
  name: sin-clase
spec:
  capacity:
    storage: 100Gi
  accessModes: [ReadWriteOnce]
  nfs:
    server: 192.168.0.60
    path: /sin-clase
"""
POD = """
apiVersion: v1
kind: Pod
metadata:
  name: quien-la-usa
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


def claim(name, stated):
    return f"""
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {name}
spec:
{stated}  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: {{size}}Gi
"""


CLAIMS = {
    "fotos": "",
    "archivo": '  storageClassName: ""\n',
    "pedidos": "  storageClassName: {fast}\n",
    "informes": "  storageClassName: {typo}\n",
}


def run(cluster):
    """The provisioner's program, running."""
    cluster.kubectl("-n kube-system scale deployment nfs-client-provisioner --replicas=1")
    cluster.settle()


# -- what each reason would have one do -----------------------------------------------------------------


def start(cluster, name, values):
    """Start the program of the default class."""
    run(cluster)


def shelf(cluster, name, values):
    """Register a volume without a class."""
    cluster.apply(VOLUME)


def use(cluster, name, values):
    """Let a pod mount it."""
    cluster.apply(POD.replace("NAME", name))


def wait(cluster, name, values):
    """Wait a day."""
    cluster.advance("1d")


def create_class(cluster, name, values):
    """Make the class that it names, with its program running."""
    cluster.apply(CLASS.replace("NAME", values["fast"]))
    run(cluster)


def ask_again(cluster, name, values):
    """Delete the claim and ask again under the right name, with the program running."""
    cluster.delete("PersistentVolumeClaim", name)
    cluster.settle()
    cluster.apply(claim(name, f"  storageClassName: {values['row']}\n").replace("{size}", str(values["size"])))
    run(cluster)


def edit(cluster, name, values):
    """Put the name right in the claim itself."""
    cluster.kubectl(f"""patch pvc {name} -p '{{"spec":{{"storageClassName":"{values["row"]}"}}}}'""")
    run(cluster)


#: claim -> reason -> (what the learner reads, the remedy, what is said when it does not help)
REASONS = {
    "fotos": {
        "none_asked": (
            say(es="`fotos` no dice clase, así que quiere un volumen sin clase, y no hay ninguno en la estantería", en="`fotos` says no class, so it wants a volume without one, and there is none on the shelf"),
            shelf,
            say(es="Se ha registrado un volumen sin clase, y fotos no lo ha querido: callar la clase no es «ninguna», es «la de por omisión».",
                en="A volume without a class was registered, and fotos did not want it: leaving out the class is not \"none\", it is \"the default one\"."),
        ),
        "default_down": (
            say(es="`fotos` no dice clase, así que tiene la de por omisión, y el programa que la atiende está parado", en="`fotos` says no class, so it has the default one, and the program that serves that is stopped"),
            start, None,
        ),
        "fotos_unused": (
            say(es="`fotos` espera a que algún pod la use", en="`fotos` waits for some pod to use it"),
            use,
            say(es="Se ha creado un pod que usa fotos, y ahora esperan los dos: su clase no es de las que aguardan al primer consumidor.",
                en="A pod that uses fotos was created, and now both are waiting: its class is not one that waits for the first consumer."),
        ),
    },
    "archivo": {
        "empty_default": (
            say(es="`archivo` deja la clase vacía, que es pedir la de por omisión, y su programa está parado", en="`archivo` leaves the class empty, which asks for the default one, and its program is stopped"),
            start,
            say(es="Se ha arrancado el programa de la clase por omisión y archivo no se ha enterado: `\"\"` renuncia a que nadie fabrique nada.",
                en="The program of the default class was started, and archivo took no notice: `\"\"` gives up having anything made."),
        ),
        "shelf_empty": (
            say(es="`archivo` quiere un volumen sin clase, y en la estantería no hay ninguno", en="`archivo` wants a volume without a class, and there is none on the shelf"),
            shelf, None,
        ),
        "archivo_unused": (
            say(es="`archivo` espera a que algún pod la use", en="`archivo` waits for some pod to use it"),
            use,
            say(es="Con un pod que usa archivo todo sigue igual, y además hay un pod que espera.", en="With a pod that uses archivo all is as before, and a pod is waiting too."),
        ),
    },
    "pedidos": {
        "falls_back": (
            say(es="`pedidos` nombra una clase que no existe, así que recibirá la de por omisión cuando su programa arranque", en="`pedidos` names a class that does not exist, so it will get the default one once its program is started"),
            start,
            say(es="El programa de la clase por omisión está en marcha y pedidos sigue ahí: quien nombra una clase no recibe otra.",
                en="The program of the default class is running and pedidos is still there: who names a class is not given another."),
        ),
        "class_absent": (
            say(es="`pedidos` nombra una clase que nadie ha creado todavía: hasta que la creen no hay quien la atienda", en="`pedidos` names a class that nobody has created yet: until they do there is nobody to serve it"),
            create_class, None,
        ),
        "takes_long": (
            say(es="a `pedidos` no le pasa nada: un disco rápido tarda, y llegará solo", en="nothing is wrong with `pedidos`: a fast disk takes its time, and it will come by itself"),
            wait,
            say(es="Ha pasado un día entero y pedidos sigue Pending. Una espera que no espera a nadie no acaba.",
                en="A whole day has passed and pedidos is still Pending. A wait that waits for nobody does not end."),
        ),
    },
    "informes": {
        "guessed": (
            say(es="`informes` tiene una letra mal, pero se entiende: se ligará cuando arranque el programa", en="`informes` has one letter wrong, but it can be understood: it will be bound once the program is started"),
            start,
            say(es="Nadie adivina: para el clúster, {typo} y {row} son dos clases distintas.", en="Nobody guesses: to the cluster, {typo} and {row} are two different classes."),
        ),
        "misspelt": (
            say(es="`informes` tiene una letra mal, y la clase de una petición no se puede corregir: hay que borrarla y pedir otra vez", en="`informes` has one letter wrong, and the class of a claim cannot be mended: it must be deleted and asked for again"),
            ask_again, None,
        ),
        "editable": (
            say(es="`informes` tiene una letra mal: basta con corregirla en la petición", en="`informes` has one letter wrong: it is enough to put it right in the claim"),
            edit,
            say(es="El servidor rechaza el cambio: `spec is immutable after creation`. Una petición no cambia de clase.",
                en="The server refuses the change: `spec is immutable after creation`. A claim does not change its class."),
        ),
    },
}  # fmt: skip


def varies(chance):
    names = {
        "row": ("empresa", "oficina", "general")[chance.below(3, "row")],
        "fast": ("rapida", "oro", "turbo")[chance.below(3, "fast")],
        "size": 5 + chance.below(20, "size"),
    }
    row = names["row"]
    names["typo"] = row[:3] + row[4] + row[3] + row[5:]
    groups = [{id: words for id, (words, _, _) in reasons.items()} for reasons in REASONS.values()]
    return names | deal(chance, groups, names)


def reason_of(name):
    """A check: the reason named for this claim has a remedy that works."""

    def look(case):
        named = [id for id in REASONS[name] if case.values[id] in case.letters]
        if len(named) != 1:
            return say(es=f"De {name} hace falta un motivo, y has señalado {len(named)}.", en=f"For {name} one reason is needed, and you named {len(named)}.")  # fmt: skip
        _, remedy, sorry = REASONS[name][named[0]]
        remedy(case.cluster, name, case.values)
        case.cluster.settle("30m")
        if case.cluster.get("PersistentVolumeClaim", name)["status"].get("phase") == "Bound":
            return None
        return sorry

    return look


def reason_hints(name, last_es, last_en):
    return [
        say(es=f"`kubectl describe pvc {name}`: la línea StorageClass y el último suceso.", en=f"`kubectl describe pvc {name}`: the line StorageClass and the last event."),
        say(es="Ponla al lado de `kubectl get storageclass` y de `kubectl get pv`: ¿qué falta?", en="Put it beside `kubectl get storageclass` and `kubectl get pv`: what is missing?"),
        say(es=last_es, en=last_en),
    ]  # fmt: skip


RIGHT = ("default_down", "shelf_empty", "class_absent", "misspelt")


def answer(**other):
    """Letters of the right reasons, but for the claims named."""
    chosen = [other.get(name, right) for name, right in zip(REASONS, RIGHT, strict=True)]
    return " ".join(f"{{{id}}}" for id in chosen if id)


exercise(
    "volumes.four-waits",
    4,
    kind="choice",
    hat=say(es="Gorra de administración, de guardia", en="Administrator's hat, on call"),
    title=say(es="Cuatro peticiones Pending, cuatro motivos", en="Four claims Pending, four reasons"),
    prompt=say(
        es="""
El clúster tiene una sola clase, `{row}`, que es la de por omisión; la atiende un provisionador de NFS que alguien dejó parado (0 réplicas). No hay ningún volumen hecho a mano. Cuatro peticiones de
{size}Gi están `Pending`:

| petición | lo que dice de la clase |
|---|---|
| `fotos` | nada |
| `archivo` | `storageClassName: ""` |
| `pedidos` | `storageClassName: {fast}` |
| `informes` | `storageClassName: {typo}` |

Señala **el motivo de cada una**: cuatro letras. La comprobación aplicará el remedio que se desprende de cada motivo, y mirará si la petición se liga.
""",
        en="""
The cluster has a single class, `{row}`, which is the default one; it is served by an NFS provisioner that somebody left stopped (0 replicas). There is no volume made by hand. Four claims of
{size}Gi are `Pending`:

| claim | what it says of the class |
|---|---|
| `fotos` (photos) | nothing |
| `archivo` (archive) | `storageClassName: ""` |
| `pedidos` (orders) | `storageClassName: {fast}` |
| `informes` (reports) | `storageClassName: {typo}` |

Name **the reason of each**: four letters. The check will apply the remedy that follows from each reason, and see whether the claim is bound.
""",
    ),
    options=slots(12),
    varies=varies,
    given=[PROGRAM, DEFAULT, *(claim(name, stated) for name, stated in CLAIMS.items())],
    solution=answer(),
    also_right=["{misspelt}, {class_absent}, {shelf_empty}, {default_down}", "# fotos, archivo, pedidos, informes\n" + answer().replace(" ", "\n")],
    wrong=[
        wrong(say(es="callar la clase es no querer ninguna", en="leaving out the class means none"), answer(fotos="none_asked"), caught_by="fotos",
              says=say(es="callar la clase no es «ninguna»", en='leaving out the class is not "none"')),
        wrong(say(es="falta un pod", en="a pod is missing"), answer(fotos="fotos_unused"), caught_by="fotos",
              says=say(es="ahora esperan los dos", en="now both are waiting")),
        wrong(say(es="vacía es la de por omisión", en="empty is the default one"), answer(archivo="empty_default"), caught_by="archivo",
              says=say(es="renuncia a que nadie fabrique nada", en="gives up having anything made")),
        wrong(say(es="el archivo espera a un pod", en="the archive waits for a pod"), answer(archivo="archivo_unused"), caught_by="archivo",
              says=say(es="además hay un pod que espera", en="a pod is waiting too")),
        wrong(say(es="ya le darán la de por omisión", en="it will be given the default one"), answer(pedidos="falls_back"), caught_by="pedidos",
              says=say(es="quien nombra una clase no recibe otra", en="who names a class is not given another")),
        wrong(say(es="paciencia", en="patience"), answer(pedidos="takes_long"), caught_by="pedidos",
              says=say(es="Ha pasado un día entero", en="A whole day has passed")),
        wrong(say(es="se entiende", en="it can be understood"), answer(informes="guessed"), caught_by="informes",
              says=say(es="Nadie adivina", en="Nobody guesses")),
        wrong(say(es="se corrige la letra", en="put the letter right"), answer(informes="editable"), caught_by="informes",
              says=say(es="El servidor rechaza el cambio", en="The server refuses the change")),
        wrong(say(es="sólo tres", en="three only"), answer(informes=""), caught_by="informes",
              says=say(es="De informes hace falta un motivo, y has señalado 0", en="For informes one reason is needed, and you named 0")),
    ],
    checks=[
        criterion("fotos", 1, say(es="fotos: no dice nada", en="fotos: says nothing"), behaves=reason_of("fotos"),
                  hints=reason_hints("fotos", "Al entrar le pusieron la clase {row}; y quien fabrica los de {row} está parado.", "It was given the class {row} as it came in; and who makes those of {row} is stopped.")),
        criterion("archivo", 1, say(es='archivo: dice ""', en='archivo: says ""'), behaves=reason_of("archivo"),
                  hints=reason_hints("archivo", "Sólo le vale un volumen sin clase, y de ésos no hay.", "Only a volume without a class will do, and there are none.")),
        criterion("pedidos", 1, say(es="pedidos: nombra una clase que falta", en="pedidos: names a class that is missing"), behaves=reason_of("pedidos"),
                  hints=reason_hints("pedidos", "La clase {fast} no existe; nombrarla no la crea.", "The class {fast} does not exist; naming it does not create it.")),
        criterion("informes", 1, say(es="informes: una letra", en="informes: one letter"), behaves=reason_of("informes"),
                  hints=reason_hints("informes", "{typo} no es {row}, y en una petición ya hecha eso no se cambia.", "{typo} is not {row}, and that cannot be changed in a claim that is made.")),
    ],
    debrief=say(
        es="""
`kubectl get pvc` escribe lo mismo en las cuatro, `Pending`, y ninguna es un error para el servidor. El motivo está en dos sitios: en la clase que la petición **tiene** (no en la que su autor
cree haber puesto) y en su último suceso. Callar la clase es pedir la de por omisión; `""` es pedir un volumen hecho a mano; un nombre que no existe espera a que alguien lo cree, y quien escribe
mal un nombre espera a que alguien cree *ese*. Los tres primeros remedios son del administrador. El cuarto es de quien pidió: la petición se borra y se vuelve a hacer, y como no estaba ligada no se pierde nada.
""",
        en="""
`kubectl get pvc` writes the same for all four, `Pending`, and to the server none is an error. The reason is in two places: in the class that the claim **has** (not the one its author
believes to have written), and in its last event. Leaving out the class asks for the default one; `""` asks for a volume made by hand; a name that does not exist waits for somebody to create it, and whoever
misspells a name waits for somebody to create *that*. The first three remedies are the administrator's. The fourth is for whoever asked: the claim is deleted and made again, and as it was not bound nothing is lost.
""",
    ),
)  # fmt: skip
