"""Which of five volumes does a claim get, and why: predicted first, then the claim is really made.

Nothing here knows the answer: the check applies the claim and reads which volume it has. Next: `workloads_agent.py`, another module.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

LETTERS = "abcde"


def shelf():
    """Five volumes; their letters and sizes are the student's own."""
    rows = [
        ("small", "{less}Gi", "ReadWriteOnce", "rapida", ""),
        ("enough", "{more}Gi", "ReadWriteOnce", "rapida", ""),
        ("labelled", "{most}Gi", "ReadWriteOnce", "rapida", "\n  labels:\n    para: pedidos"),
        ("exact", "{size}Gi", "ReadWriteOnce", "lenta", ""),
        ("reading", "{size}Gi", "ReadOnlyMany", "rapida", ""),
    ]
    return "".join(
        f"""---
apiVersion: v1
kind: PersistentVolume
metadata:
  name: pv-{{{name}}}{labels}
spec:
  storageClassName: {row}
  capacity:
    storage: {size}
  accessModes: [{modes}]
  nfs:
    server: 192.168.0.60
    path: /{{{name}}}
"""
        for name, size, modes, row, labels in rows
    )


CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pedidos
spec:
  storageClassName: rapida
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: SIZEGi
"""
KINDS = ("small", "enough", "labelled", "exact", "reading")


def varies(chance):
    """Who has which letter, and how much is asked for."""
    order, left = {}, [*LETTERS]
    for kind in KINDS:
        order[kind] = left.pop(chance.below(len(left), kind))
    size = 8 + 2 * chance.below(8, "size")
    sizes = {"size": size, "less": size - 1, "more": size * 2, "most": size * 5}
    texts = {
        "small": f"{size - 1}Gi, ReadWriteOnce, `rapida`",
        "enough": f"{size * 2}Gi, ReadWriteOnce, `rapida`",
        "labelled": f"{size * 5}Gi, ReadWriteOnce, `rapida`, `labels: para=pedidos`",
        "exact": f"{size}Gi, ReadWriteOnce, `lenta`",
        "reading": f"{size}Gi, ReadOnlyMany, `rapida`",
    }
    return order | sizes | {f"row_{order[kind]}": text for kind, text in texts.items()}


def winner(case):
    """The letter of the volume that the claim really gets."""
    twin = case.cluster.fork()
    twin.apply(CLAIM.replace("SIZE", str(case.values["size"])))
    twin.settle("10m")
    return twin.get("PersistentVolumeClaim", "pedidos")["spec"].get("volumeName", "").removeprefix("pv-")


def chosen(case, among):
    return [letter for letter in case.letters if letter in among]


def wins(case):
    """One volume was named, and it is the one."""
    named, values = chosen(case, LETTERS), case.values
    if len(named) != 1:
        return say(es=f"Una petición se lleva un solo volumen, y has señalado {len(named)}.",
                   en=f"A claim gets one volume, and you named {len(named)}.")  # fmt: skip
    if named[0] == winner(case):
        return None
    if named[0] == values["small"]:
        return say(es="A ése le falta un giga. Por poco que falte, no basta: una petición nunca recibe menos de lo que pide.",
                   en="That one is one giga short. However little is missing, it will not do: a claim never gets less than it asks for.")  # fmt: skip
    if named[0] == values["exact"]:
        return say(es="Tiene el tamaño exacto, pero es de la clase lenta. La clase ha de ser la misma, letra a letra.",
                   en="Its size is exact, but its class is lenta. The class has to be the same, letter by letter.")  # fmt: skip
    if named[0] == values["reading"]:
        return say(es="Ése sólo se deja leer: no ofrece ReadWriteOnce, que es el modo que se pide.",
                   en="That one may only be read: it does not offer ReadWriteOnce, the mode that is asked for.")  # fmt: skip
    return say(es="Serviría, pero hay otro que también basta y es más pequeño. Y su etiqueta no la ha mirado nadie: la petición no lleva selector.",
               en="It would do, but another one is enough too and is smaller. And nobody looked at its label: the claim has no selector.")  # fmt: skip


WHY = {
    "f": say(es="Nadie apunta a nadie: ni el volumen nombra la petición ni la petición el volumen. Y una etiqueta sólo cuenta si la petición trae un `selector`.",
             en="Neither points to the other: the volume does not name the claim, nor the claim the volume. And a label only counts if the claim has a `selector`."),
    "h": say(es="Al revés: si ganara el mayor, una petición pequeña se llevaría el disco que otra grande necesita.",
             en="The other way round: if the largest won, a small claim would take the disk that a large one needs."),
    "i": say(es="El más parecido en tamaño puede quedarse corto, o ser de otra clase: primero se descarta, y después se elige.",
             en="The nearest in size may be too short, or of another class: first some are ruled out, and then one is chosen."),
    "j": say(es="La antigüedad no cuenta. Prueba a crear los volúmenes en otro orden: gana el mismo.",
             en="Age does not count. Try to create the volumes in another order: the same one wins."),
}  # fmt: skip


def explains(case):
    """One reason, the rule."""
    named = chosen(case, "fghij")
    if named == ["g"]:
        return None
    if len(named) != 1:
        return say(es=f"Hace falta un motivo, y has señalado {len(named)}.", en=f"One reason is needed, and you named {len(named)}.")  # fmt: skip
    return WHY[named[0]]


exercise(
    "volumes.which-wins",
    2,
    kind="choice",
    hat=say(es="Entre las dos gorras: la celestina", en="Between the two hats: the matchmaker"),
    title=say(es="Cinco volúmenes y una petición: ¿quién gana?", en="Five volumes and one claim: who wins?"),
    prompt=say(
        es="""
En la estantería hay cinco volúmenes libres. Llega la petición `pedidos`: **{size}Gi**, modo `ReadWriteOnce`, clase `rapida`, y nada más. Antes de crearla, predice:

1. ¿con **qué volumen** (de la «a» a la «e») se empareja?
2. ¿**por qué** (de la «f» a la «j»)?

Responde con dos letras.
""",
        en="""
Five free volumes are on the shelf. Along comes the claim `pedidos` (orders): **{size}Gi**, mode `ReadWriteOnce`, class `rapida`, and nothing else. Before it is made, predict:

1. **which volume** (a to e) is it matched with?
2. **why** (f to j)?

Answer with two letters.
""",
    ),
    options=[
        *(say(es=f"`pv-{letter}`: {{row_{letter}}}", en=f"`pv-{letter}`: {{row_{letter}}}") for letter in LETTERS),
        say(es="porque volumen y petición se señalan uno a otro: lo dice la etiqueta",
            en="because the volume and the claim point to each other: the label says so"),
        say(es="porque, de los que tienen esa clase, ese modo y tamaño suficiente, es el menor",
            en="because, of those with that class, that mode and room enough, it is the smallest"),
        say(es="porque, de los que sirven, es el mayor, y así no se queda corto", en="because, of those that will do, it is the largest, so there will be room"),
        say(es="porque su tamaño es el más parecido al que se pide", en="because its size is the nearest to what is asked for"),
        say(es="porque es el primero que se creó", en="because it was created first"),
    ],
    varies=varies,
    given=shelf(),
    solution="{enough} g",
    also_right=["g, {enough}", "# antes de crearla / before it is made\n{enough}\ng"],
    wrong=[
        wrong(say(es="vale uno algo más pequeño", en="a slightly smaller one will do"), "{small} i", caught_by="wins",
              says=say(es="A ése le falta un giga", en="That one is one giga short")),
        wrong(say(es="el tamaño exacto, de otra clase", en="the exact size, of another class"), "{exact} g", caught_by="wins",
              says=say(es="es de la clase lenta", en="its class is lenta")),
        wrong(say(es="leer y escribir da igual", en="reading and writing are alike"), "{reading} g", caught_by="wins",
              says=say(es="Ése sólo se deja leer", en="That one may only be read")),
        wrong(say(es="petición y volumen se referencian", en="claim and volume reference each other"), "{labelled} f", caught_by="explains",
              says=say(es="Nadie apunta a nadie", en="Neither points to the other")),
        wrong(say(es="la etiqueta lo reserva", en="the label reserves it"), "{labelled} g", caught_by="wins",
              says=say(es="su etiqueta no la ha mirado nadie", en="nobody looked at its label")),
        wrong(say(es="gana el mayor", en="the largest wins"), "{labelled} h", caught_by="explains",
              says=say(es="Al revés: si ganara el mayor", en="The other way round: if the largest won")),
        wrong(say(es="gana el más parecido", en="the nearest wins"), "{enough} i", caught_by="explains",
              says=say(es="primero se descarta, y después se elige", en="first some are ruled out, and then one is chosen")),
        wrong(say(es="gana el más viejo", en="the oldest wins"), "{enough} j", caught_by="explains",
              says=say(es="La antigüedad no cuenta", en="Age does not count")),
        wrong(say(es="sin motivo", en="no reason"), "{enough}", caught_by="explains",
              says=say(es="has señalado 0", en="you named 0")),
        wrong(say(es="varios a la vez", en="several at once"), "a b c d e g", caught_by="wins",
              says=say(es="Una petición se lleva un solo volumen", en="A claim gets one volume")),
    ],
    checks=[
        criterion(
            "wins", 1, say(es="El volumen que gana", en="The volume that wins"), behaves=wins,
            hints=[
                say(es="Empieza tachando: ¿cuáles no pueden ser?", en="Begin by crossing out: which ones cannot be it?"),
                say(es="Fuera los de otra clase, los que no ofrecen ReadWriteOnce y los de menos de {size}Gi.",
                    en="Out go those of another class, those that do not offer ReadWriteOnce and those of less than {size}Gi."),
                say(es="Quedan dos, de {more}Gi y de {most}Gi. Gana el que menos desperdicia.", en="Two are left, of {more}Gi and {most}Gi. The one that wastes least wins."),
            ],
        ),
        criterion(
            "explains", 1, say(es="El motivo", en="The reason"), behaves=explains,
            hints=[
                say(es="Créala en tu clúster (`begin`) y pregunta: `cluster.why(\"PersistentVolumeClaim\", \"pedidos\")`.",
                    en="Create it in your cluster (`begin`) and ask: `cluster.why(\"PersistentVolumeClaim\", \"pedidos\")`."),
                say(es="Hay dos pasos: primero se descarta a quien no cumple, y luego se elige entre los que quedan.",
                    en="There are two steps: first those that will not do are ruled out, then one of the rest is chosen."),
                say(es="El motivo nombra la clase, el modo y «el menor».", en="The reason names the class, the mode and \"the smallest\"."),
            ],
        ),
    ],
    debrief=say(
        es="""
Ni la petición conoce el volumen ni el volumen la petición: se escriben por separado, y los empareja un controlador. Descarta por clase, modos, tamaño y (si lo hay)
selector, y de los que quedan se lleva **el menor**, entero. Después sí que quedan atados uno a otro, en exclusiva: `spec.volumeName` y `spec.claimRef` los escribe él
al emparejar. Quien quiera reservar de antemano un volumen para alguien escribe esos campos a mano; una etiqueta, por sí sola, no reserva nada.

Una letra pequeña: «el menor» se busca antes entre los que ofrecen justo los modos pedidos. Uno de 80Gi sólo ReadWriteOnce le gana a uno de 20Gi que ofrezca además ReadWriteMany.
""",
        en="""
The claim does not know the volume, nor the volume the claim: they are written separately, and a controller matches them. It rules out by class, modes, size and (if there is
one) selector, and of the rest it takes **the smallest**, all of it. Only then are they tied to each other, exclusively: it writes `spec.volumeName` and `spec.claimRef`
as it matches them. Whoever wants to reserve a volume beforehand writes those fields by hand; a label by itself reserves nothing.

Small print: "the smallest" is looked for first among those that offer just the modes asked for. One of 80Gi with only ReadWriteOnce beats one of 20Gi that offers ReadWriteMany as well.
""",
    ),
)  # fmt: skip
