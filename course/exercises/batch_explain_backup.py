"""In one's own words: three copies are no backup. A person reads it, with the rubric below. Next: `networking.py`."""

from __future__ import annotations

from kubecourse.grading import exercise, rubric, say, wrong

HINTS = [
    say(es="Vuelve a la copia de la tienda: ¿qué pedidos volvieron y cuáles no?", en="Go back to the backup of the shop: which orders came back, and which did not?"),
    say(es="Piensa en alguien que borra una tabla por error un {day} a las cinco de la tarde.", en="Think of somebody who deletes a table by mistake on a {day_en} at five in the afternoon."),
    say(es="Di qué hacen los otros dos miembros en ese momento, qué se puede recuperar y hasta qué hora, y cómo sabes que la copia sirve.", en="Say what the other two members do at that moment, what can be recovered and up to which hour, and how you know that the copy is any good."),
]  # fmt: skip
DAYS = {"lunes": "Monday", "martes": "Tuesday", "miércoles": "Wednesday", "viernes": "Friday"}


def varies(chance):
    day = [*DAYS][chance.below(4, "day")]
    return {"day": day, "day_en": DAYS[day]}


exercise(
    "batch.explain-backup",
    3,
    kind="text",
    hat=say(es="Gorra de administración, hablando con quien paga", en="Administrator's hat, talking to whoever pays"),
    title=say(es="Ya hay tres copias. ¿Para qué otra?", en="There are three copies already. Why another?"),
    prompt=say(
        es="""
«La base de datos está en tres miembros de Galera, en tres máquinas», dice la directora. «¿Por qué pagamos además un disco para la copia de los jueves por la noche?»

Contéstale en unas frases que entienda. Pon como ejemplo que alguien borra por error la tabla de pedidos un **{day}** a las cinco de la tarde: qué harían los tres miembros, **cuánto se perdería** con la copia que hay, y
**cómo sabrías** hoy que esa copia se puede recuperar.
""",
        en="""
"The database is on three members of Galera, on three machines," says the director. "Why do we pay for a disk for the backup on Thursday nights as well?"

Answer her in a few sentences that she understands. Take as your example that somebody deletes the table of orders by mistake on a **{day_en}** at five in the afternoon: what the three members would do, **how much would be lost** with the backup that there is,
and **how you would know** today that it can be restored.
""",
    ),
    varies=varies,
    solution=say(
        es="Los tres miembros protegen de que se rompa una máquina, no de un error: si alguien borra la tabla el {day}, los otros dos la borran también, en el mismo segundo. Lo único que queda es la copia del último jueves a las once de "
        "la noche, así que se perdería todo lo que entró desde entonces. Y una copia que nadie ha recuperado nunca es una esperanza: para saberlo hay que restaurarla de vez en cuando en una base de datos aparte y contar los pedidos.",
        en="The three members protect us from a broken machine, not from a mistake: if somebody deletes the table on {day_en}, the other two delete it as well, within the same second. All that is left is the backup of last Thursday at eleven "
        "at night, so everything that came in since then would be lost. And a backup that nobody has ever restored is a hope: to know, it has to be restored now and then into a separate database, and the orders counted.",
    ),
    also_right=[
        say(
            es="Replicar es hacer lo mismo tres veces, también lo que está mal; una copia de seguridad es recordar cómo estaba antes. Con la nuestra volveríamos al jueves por la noche y perderíamos los pedidos de después; si eso es demasiado, "
            "se hace más a menudo. Cada mes un Job la recupera en una base de datos de prueba y comprueba que están los pedidos: así sé que sirve.",
            en="To replicate is to do the same thing three times, what is wrong included; a backup is to remember how things were. With ours we would go back to Thursday night and lose the orders since; if that is too much it is made more "
            "often. Every month a Job restores it into a test database and checks that the orders are there: that is how I know that it works.",
        )
    ],
    wrong=[
        wrong(say(es="los otros dos la conservan", en="the other two still have it"),
              say(es="Si alguien borra la tabla en un miembro, los otros dos la conservan y se la devuelven; la copia de los jueves es por si fallan los tres a la vez.",
                  en="If somebody deletes the table on one member, the other two still have it and give it back; the Thursday backup is in case all three fail at once."),
              caught_by="copies", says=say(es="los otros dos miembros conservan la tabla", en="the other two members still have the table")),
        wrong(say(es="no se pierde nada", en="nothing is lost"),
              say(es="Los tres la borrarían, pero con la copia de los jueves lo recuperamos todo tal y como estaba, porque está en un disco aparte y no se pierde nada.",
                  en="All three would delete it, but with the Thursday backup we recover everything as it was, since it is on a disk apart and nothing is lost."),
              caught_by="loss", says=say(es="no se pierde nada", en="nothing is lost")),
        wrong(say(es="el Job acaba bien, luego sirve", en="the Job ends well, so it works"),
              say(es="Los tres la borran. Se pierde lo que entró desde el jueves. Sé que la copia funciona porque el CronJob dice que su último Job ha acabado bien.",
                  en="All three delete it. What came in since Thursday is lost. I know that the backup works because the CronJob says that its last Job ended well."),
              caught_by="proof", says=say(es="que el Job acabó bien", en="that the Job ended well")),
        wrong(say(es="sobra", en="not needed"),
              say(es="En realidad no hace falta: con tres miembros y volúmenes Retain los datos no se pueden perder, así que podemos ahorrarnos ese disco.",
                  en="In fact it is not needed: with three members and Retain volumes the data cannot be lost, so we can save the money for that disk."),
              caught_by="copies", says=say(es="que la copia sobra", en="that the backup is not needed")),
        wrong(say(es="dos palabras", en="two words"), say(es="Por seguridad.", en="For safety."), caught_by="malformed", says=say(es="palabras", en="words")),
    ],
    checks=[
        rubric("copies", 1, say(es="Qué hacen los tres miembros", en="What the three members do"), hints=HINTS,
               looks_for=say(es="Repiten también el error: replicar protege de perder una máquina, no de borrar o estropear datos.",
                             en="They repeat the mistake too: replication protects from losing a machine, not from deleting or spoiling data."),
               falls_short=say(es="Cree que los otros dos miembros conservan la tabla, o que la copia sobra.", en="It believes that the other two members still have the table, or that the backup is not needed.")),
        rubric("loss", 1, say(es="Cuánto se perdería", en="How much would be lost"), hints=HINTS,
               looks_for=say(es="Todo lo que entró desde el jueves a las 23:00 hasta ese {day} a las cinco; cada cuánto se copia dice cuánto se puede perder.",
                             en="All that came in from Thursday at 23:00 to that {day_en} at five; how often copies are made says how much may be lost."),
               falls_short=say(es="Dice que no se pierde nada, o no dice desde cuándo.", en="It says that nothing is lost, or not since when.")),
        rubric("proof", 1, say(es="Cómo se sabe que sirve", en="How one knows that it works"), hints=HINTS,
               looks_for=say(es="Restaurándola: en otro sitio, de vez en cuando, y mirando que los datos estén.", en="By restoring it: elsewhere, now and then, and looking whether the data are there."),
               falls_short=say(es="Se fía de que el Job acabó bien, o de que el fichero existe.", en="It trusts that the Job ended well, or that the file is there.")),
    ],
    debrief=say(
        es="""
Replicar y copiar se parecen y protegen de cosas distintas. Galera hace lo mismo en tres sitios **a la vez**, también un `DROP TABLE`: sirve contra las máquinas que se rompen. La copia recuerda cómo estaba **antes**: sirve contra los
errores, los programas que se equivocan y quien entra a hacer daño. De cuándo es dice cuánto se pierde; lo que cuesta recuperarla, cuánto tiempo estás cerrado.

Y ningún Job que acaba con 0 demuestra que una copia sirva: un volcado vacío también acaba con 0. Se demuestra restaurando, como has hecho en este cuaderno.
""",
        en="""
Replicas and backups look alike and protect from different things. Galera does the same in three places **at once**, a `DROP TABLE` too: it is good against machines that break. A backup remembers how things were **before**: it is good against
mistakes, programs that go wrong and people who mean harm. How old it is says how much is lost; what it takes to restore it, for how long you are closed.

And no Job that ends with 0 proves that a backup is any good: an empty dump ends with 0 as well. What proves it is restoring, as you have done in this notebook.
""",
    ),
)  # fmt: skip
