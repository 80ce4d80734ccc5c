"""Three members are not three times as fast: how much faster, in per cent, when each datum is kept on several of them.

The learner's number is compared with a count: data are dealt out to members that write one a turn. Next: `workloads_heal.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

#: (members, copies): no two have the same gain, and none that of the lesson's example
SIZES = ((5, 2), (5, 3), (7, 4), (9, 4), (5, 4), (9, 5), (7, 2), (7, 3))


def gain(members, copies):
    """Per cent: so many data are written that all members have equally much to do, and turns are counted."""
    work = [0] * members
    data = 20 * members
    for _ in range(data):
        for member in sorted(range(members), key=lambda each: work[each])[:copies]:
            work[member] += 1
    return round(100 * data / max(work)) - 100


def counted(case):
    """The number, against the count."""
    members, copies = case.values["members"], case.values["copies"]
    right = gain(members, copies)
    if abs(case.number - right) < 1:
        return None
    if abs(case.number - (right + 100)) < 1:
        return say(es=f"Ésa es la velocidad, si una sola máquina es 100. Se pregunta la **mejora**: cuánto más que 100. ¿Y si la velocidad es {right + 100} %?",
                   en=f"That is the speed, if one machine is 100. The question is the **gain**: how much more than 100. If the speed is {right + 100} %?")  # fmt: skip
    if abs(case.number - 100 * (members - 1)) < 1 or abs(case.number - 100 * members) < 1:
        return say(es=f"Sería así si cada dato se guardara en un solo miembro. Se guarda en {copies}: cada dato nuevo da trabajo a {copies} máquinas.",
                   en=f"It would be so if each datum were kept on one member only. It is kept on {copies}: each new datum makes work for {copies} machines.")  # fmt: skip
    if abs(case.number) < 1:
        return say(es=f"Ninguna mejora sería si cada dato se guardara en los {members}. Se guarda sólo en {copies}, y los demás pueden ocuparse de otro.",
                   en=f"It would be no gain if each datum were kept on all {members}. It is kept on {copies} only, and the others can see to another one.")  # fmt: skip
    if abs(case.number - (right + 100) / 100) < 0.01 or abs(case.number - right / 100) < 0.01:
        return say(es="En tanto por ciento: una velocidad de 1,5 es una mejora de 50.", en="In per cent: a speed of 1.5 is a gain of 50.")  # fmt: skip
    if case.number < 0:
        return say(es="Más lento que una sola máquina no es: en cada turno escriben todas.", en="It is not slower than one machine: in each turn they all write.")  # fmt: skip
    return say(es=f"Cuenta los turnos: {members} datos son {members * copies} escrituras, repartidas entre {members} máquinas.",
               en=f"Count the turns: {members} data are {members * copies} writes, shared by {members} machines.")  # fmt: skip


def varies(chance):
    members, copies = SIZES[chance.below(len(SIZES), "size")]
    right = gain(members, copies)
    return {
        "members": members,
        "copies": copies,
        "gain": right,
        "speed": right + 100,
        "naive": 100 * (members - 1),
        "times": 100 * members,
        "ratio": f"{(right + 100) / 100:g}",
        "exact": f"{100 * members / copies - 100:g}",
    }


exercise(
    "workloads.galera-speed",
    1,
    kind="number",
    hat=say(es="Gorra de administración, con la calculadora", en="Administrator's hat, with the calculator"),
    title=say(es="Más máquinas, ¿cuánto más deprisa?", en="More machines, how much faster?"),
    prompt=say(
        es="""
Con una sola máquina se escribe **un dato por unidad de tiempo**. Ahora hay un Galera de **{members} miembros**, y cada dato se guarda en **{copies}** de ellos. Si el trabajo se reparte lo mejor posible, ¿qué
mejora de rendimiento se consigue, en **tanto por ciento**?

(El ejemplo de arriba: 3 miembros y cada dato en 2 son 3 datos en 2 unidades de tiempo, 1,5 por unidad, es decir, una mejora de 50. Con tus números, redondea al entero.)
""",
        en="""
One machine by itself writes **one datum per unit of time**. Now there is a Galera of **{members} members**, and each datum is kept on **{copies}** of them. If the work is shared as well as can be, what
gain in performance is there, in **per cent**?

(The example above: 3 members and each datum on 2 makes 3 data in 2 units of time, 1.5 per unit, that is a gain of 50. With your numbers, round to a whole number.)
""",
    ),
    varies=varies,
    solution="{gain}",
    also_right=["{gain}.0", "# {members} / {copies} - 1\n{gain}", "{exact}"],
    wrong=[
        wrong(say(es="más miembros, otras tantas veces más deprisa", en="three members, triple speed"), "{naive}", caught_by="counted",
              says=say(es="Sería así si cada dato se guardara en un solo miembro", en="It would be so if each datum were kept on one member only")),
        wrong(say(es="la velocidad en vez de la mejora", en="the speed instead of the gain"), "{speed}", caught_by="counted",
              says=say(es="Ésa es la velocidad", en="That is the speed")),
        wrong(say(es="copiar se come toda la ganancia", en="copying eats all the gain"), "0", caught_by="counted",
              says=say(es="Ninguna mejora sería si", en="It would be no gain if")),
        wrong(say(es="en tanto por uno", en="as a ratio"), "{ratio}", caught_by="counted", says=say(es="En tanto por ciento", en="In per cent")),
        wrong(say(es="más lento", en="slower"), "-33", caught_by="counted", says=say(es="Más lento que una sola máquina no es", en="It is not slower than one machine")),
        wrong(say(es="a ojo", en="by guess"), "12", caught_by="counted", says=say(es="Cuenta los turnos", en="Count the turns")),
        wrong(say(es="con el signo", en="with the sign"), "{gain} %", caught_by="malformed", says="{gain} %"),
    ],
    checks=[
        criterion(
            "counted", 1, say(es="La mejora", en="The gain"), behaves=counted,
            hints=[
                say(es="Cambia los números de la celda anterior y mira la barra.", en="Change the numbers of the cell before and look at the bar."),
                say(es="Cada dato da trabajo a {copies} máquinas; en cada turno trabajan las {members}.", en="Each datum makes work for {copies} machines; in each turn all {members} work."),
                say(es="Velocidad: {members} / {copies}. Mejora: eso menos 1, por 100.", en="Speed: {members} / {copies}. Gain: that minus 1, times 100."),
            ],
        ),
    ],
    debrief=say(
        es="""
La velocidad de escritura es **miembros ÷ copias**. Con 3 y 2, un 50 % por el precio de tres máquinas: la alta disponibilidad es cara. Y es el máximo teórico: falta el tiempo de ponerse de acuerdo.

La cuenta de arriba pone dos copias de cada dato para que se vea el reparto. Galera, tal como es, guarda **todo en todos**: copias = miembros, y al escribir no se gana nada; lo que se multiplica son las lecturas, y la tranquilidad.
""",
        en="""
The speed of writing is **members ÷ copies**. With 3 and 2 it is 50 % for the price of three machines: high availability is expensive. And it is the theoretical maximum: the time to come to an agreement is left out.

The sum above has two copies of each datum to show how work is shared. Galera as it is keeps **everything on everyone**: copies = members, and nothing is gained in writing; what is multiplied are reads, and peace of mind.
""",
    ),
)  # fmt: skip
