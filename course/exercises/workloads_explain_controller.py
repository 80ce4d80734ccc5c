"""In one's own words: which controller a program asks for, and why. A person reads it, with the rubric below.

Next: `batch_explain_backup.py`.
"""

from __future__ import annotations

from kubecourse.grading import exercise, rubric, say, wrong

HINTS = [
    say(es="Repasa los ejercicios de Galera y de «¿quién lo lleva?».", en="Look again at the exercises on Galera and on which controller a program asks for."),
    say(es="Pregunta por cada programa: ¿dónde están sus datos, y da igual cuál de sus copias conteste?", en="Ask of each program: where are its data, and does it matter which of its copies answers?"),
    say(es="Para cada uno: el controlador, lo que ese controlador le da y el otro no, y qué se rompería con el contrario.", en="For each: the controller, what that controller gives it and the other does not, and what would break with the other one."),
]  # fmt: skip

exercise(
    "workloads.explain-controller",
    3,
    kind="text",
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Dos programas, dos controladores: explica por qué", en="Two programs, two controllers: explain why"),
    prompt=say(
        es="""
La empresa va a instalar un **{stateful}** de tres miembros, cada uno con sus propios datos, que se copian entre ellos; y delante un **{stateless}** de tres réplicas, que guarda todo en ese servicio y nada en su disco.

Un compañero propone un Deployment para los dos, «que es lo que sabemos». Explícale en unas frases qué controlador pondrías a cada uno, **por qué**, y **qué pasaría** con el de los datos si le hicieras caso.
""",
        en="""
The company is about to install a **{stateful}** of three members, each with data of its own which they copy between them; and before it a **{stateless}** of three replicas, which keeps everything in that service and nothing on its disk.

A colleague proposes a Deployment for both, "which is what we know". Explain to him in a few sentences which controller you would give each of them, **why**, and **what would happen** to the one with the data if you did as he says.
""",
    ),
    varies=lambda chance: {
        "stateful": ("Elasticsearch", "Kafka", "MongoDB", "Galera")[chance.below(4, "stateful")],
        "stateless": ("WordPress", "Tomcat", "nginx", "Node.js")[chance.below(4, "stateless")],
    },
    solution=say(
        es="A {stateless} le basta un Deployment: no guarda nada y da igual qué copia conteste o cómo se llame. A {stateful} le pondría un StatefulSet, porque cada miembro necesita su propio disco y un nombre que no cambie, para "
        "que al volver encuentre sus datos y los demás lo reconozcan. Con un Deployment los tres pedirían la misma petición de almacenamiento: o escriben los tres en el mismo disco y se pisan, o los que caen en otro nodo no lo "
        "pueden montar, y al morir uno vuelve con otro nombre.",
        en="A Deployment will do for {stateless}: it keeps nothing, and it does not matter which copy answers or what it is called. I would give {stateful} a StatefulSet, since each member needs a disk of its own and a name that does not change, "
        "so that on coming back it finds its data and the others know it. With a Deployment all three would use the same claim: either they all write to one disk and spoil each other's files, or those on another node cannot mount it, "
        "and when one dies it comes back under another name.",
    ),
    also_right=[
        say(
            es="Lo que separa a los dos es la identidad. Las copias de {stateless} son intercambiables: Deployment. Los miembros de {stateful} no: el dos sigue siendo el dos, con el disco del dos, aunque cambie de nodo, y eso lo dan el "
            "nombre fijo y la plantilla de peticiones del StatefulSet. Un Deployment tiene una sola petición para todos sus pods y los crea sin orden, así que se mezclarían los datos.",
            en="What sets them apart is identity. The copies of {stateless} can be swapped: a Deployment. The members of {stateful} cannot: number two is still number two, with the disk of number two, on whatever node, and that is what the "
            "fixed name and the claim template of a StatefulSet give. A Deployment has one claim for all its pods and makes them in no order, so their data would be mixed.",
        )
    ],
    wrong=[
        wrong(say(es="porque es una base de datos", en="because it is a database"),
              say(es="A {stateless} un Deployment y a {stateful} un StatefulSet, porque las bases de datos van siempre con StatefulSet y las webs con Deployment.",
                  en="A Deployment for {stateless} and a StatefulSet for {stateful}, because databases always go with StatefulSet and sites with Deployment."),
              caught_by="why", says=say(es="por el tipo de programa", en="by the kind of program")),
        wrong(say(es="el Deployment da un disco a cada réplica", en="the Deployment gives each replica a disk"),
              say(es="Valdría un Deployment en los dos, porque al poner una petición en la plantilla cada réplica recibe la suya; lo único que cambia es el nombre de los pods.",
                  en="A Deployment would do for both, since with a claim in the template each replica gets its own; all that differs is the names of the pods."),
              caught_by="which", says=say(es="cree que un Deployment da a cada réplica su propia petición", en="believes that a Deployment gives each replica a claim of its own")),
        wrong(say(es="un DaemonSet de tres", en="a DaemonSet of three"),
              say(es="Para {stateful} un DaemonSet con tres réplicas, así hay uno en cada nodo con su disco, y para {stateless} un Deployment normal y corriente.",
                  en="For {stateful} a DaemonSet with three replicas, so there is one on each node with its disk, and for {stateless} an ordinary Deployment."),
              caught_by="which", says=say(es="un DaemonSet no tiene réplicas", en="a DaemonSet has no replicas")),
        wrong(say(es="iría más lento", en="it would be slower"),
              say(es="Deployment para {stateless} y StatefulSet para {stateful}, que necesita disco propio y nombre fijo. Si usamos un Deployment, {stateful} iría más lento.",
                  en="A Deployment for {stateless} and a StatefulSet for {stateful}, which needs its own disk and a fixed name. If we use a Deployment, {stateful} would be slower."),
              caught_by="else", says=say(es="más lento", en="slower")),
        wrong(say(es="una palabra", en="a word"), "StatefulSet", caught_by="malformed", says=say(es="palabras", en="words")),
    ],
    checks=[
        rubric("which", 1, say(es="Qué controlador a cada uno", en="Which controller for each"), hints=HINTS,
               looks_for=say(es="Deployment para {stateless}; StatefulSet para {stateful}.", en="A Deployment for {stateless}; a StatefulSet for {stateful}."),
               falls_short=say(es="Los confunde; cree que un Deployment da a cada réplica su propia petición; o propone un DaemonSet (un DaemonSet no tiene réplicas: las cuenta en nodos).",
                               en="It mixes them up; believes that a Deployment gives each replica a claim of its own; or proposes a DaemonSet (a DaemonSet has no replicas: it counts nodes).")),
        rubric("why", 1, say(es="Por qué", en="Why"), hints=HINTS,
               looks_for=say(es="Unas copias son intercambiables y otras no: identidad propia, es decir, disco propio y nombre que no cambia.",
                             en="Some copies can be swapped and others cannot: an identity, that is, a disk of one's own and a name that does not change."),
               falls_short=say(es="Lo decide por el tipo de programa («es una base de datos») y no por lo que el programa necesita.",
                               en='It decides by the kind of program ("it is a database") and not by what the program needs.')),
        rubric("else", 1, say(es="Qué pasaría con el otro", en="What would happen with the other"), hints=HINTS,
               looks_for=say(es="Una sola petición para los tres: se pisan en el mismo disco o no lo pueden montar en otro nodo; o al volver no se sabe quién es quién.",
                             en="One claim for all three: they spoil each other's files on one disk, or cannot mount it on another node; or nobody knows who is who on coming back."),
               falls_short=say(es="Se queda en «iría mal» o «iría más lento».", en='It stops at "it would go wrong" or "it would be slower".')),
    ],
    debrief=say(
        es="""
No decide el tipo de programa, sino una pregunta: **¿son intercambiables sus copias?** Si lo son, Deployment. Si cada una es alguien (su disco, su nombre), StatefulSet. Una base de datos de una sola copia con su
petición puede ir en un Deployment de una réplica sin perder nada; y hay programas sin datos que necesitan un nombre fijo.

Qué pasaría con el otro: el Deployment pone en los tres pods la **misma** petición. Con un disco que sólo se monta en un nodo, los demás esperan; con uno compartido, tres procesos escriben en los mismos ficheros. Y el que vuelve,
vuelve con otro nombre y nadie sabe qué parte de los datos era la suya.
""",
        en="""
It is not the kind of program that decides but a question: **can its copies be swapped?** If so, a Deployment. If each is somebody (its disk, its name), a StatefulSet. A database of one copy with its
claim may go in a Deployment of one replica and nothing is lost; and there are programs without data that need a fixed name.

What would happen with the other: a Deployment puts the **same** claim into all three pods. With a disk that is mounted on one node only, the others wait; with a shared one, three processes write to the same files. And whoever comes back
has another name, and nobody knows which part of the data was its own.
""",
    ),
)  # fmt: skip
