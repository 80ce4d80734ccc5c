"""Six programs: which object does each ask for, and why; every other choice is answered with what would happen.

Next: `workloads_who_dies.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, deal, exercise, say, slots, wrong

#: program -> option -> (what it says, what would happen; None: it is right)
PROGRAMS = {
    "apaches": {
        "apaches_deployment": (say(es="los Apaches de WordPress: **Deployment**, con un almacenamiento común", en="WordPress's Apaches: a **Deployment**, with common storage"), None),
        "apaches_stateful": (
            say(es="los Apaches de WordPress: **StatefulSet**, para que cada uno tenga su disco", en="WordPress's Apaches: a **StatefulSet**, so that each has its disk"),
            say(es="El PDF que guarda web-0 no lo ve quien entra por web-1: cada uno tendría su disco, y aquí se quiere uno común.",
                en="Who comes in through web-1 does not see the PDF that web-0 kept: each would have its disk, and here a common one is wanted."),
        ),
        "apaches_daemon": (
            say(es="los Apaches de WordPress: **DaemonSet**, y así hay uno en cada máquina", en="WordPress's Apaches: a **DaemonSet**, so that there is one on each machine"),
            say(es="Habría tantos Apaches como máquinas, ni uno más cuando vienen visitas; y al añadir una máquina para la base de datos, otro Apache.",
                en="There would be as many Apaches as machines, not one more when visitors come; and with each machine added for the database, another Apache."),
        ),
    },
    "galera": {
        "galera_deployment": (
            say(es="MariaDB Galera: **Deployment** de 3 réplicas; cada réplica recibe su petición", en="MariaDB Galera: a **Deployment** of 3 replicas; each replica gets its own claim"),
            say(es="Un Deployment no fabrica peticiones: las tres réplicas montarían la misma, y dos MariaDB sobre los mismos ficheros los estropean.",
                en="A Deployment makes no claims: the three replicas would mount the same one, and two MariaDBs on the same files ruin them."),
        ),
        "galera_stateful": (say(es="MariaDB Galera: **StatefulSet** de 3 réplicas, con plantilla de peticiones", en="MariaDB Galera: a **StatefulSet** of 3 replicas, with a template of claims"), None),
        "galera_three": (
            say(es="MariaDB Galera: **tres Deployments** de una réplica, cada uno con su petición", en="MariaDB Galera: **three Deployments** of one replica, each with its claim"),
            say(es="Funciona a ratos: son tres manifiestos que mantener iguales, sin orden al actualizar, y durante una actualización cada uno tiene un rato dos pods sobre su disco.",
                en="It works at times: three manifests to be kept equal, no order in updates, and during an update each has two pods on its disk for a while."),
        ),
    },
    "agent": {
        "agent_daemon": (say(es="un agente que recoge los registros de cada máquina: **DaemonSet**", en="an agent that collects the logs of each machine: a **DaemonSet**"), None),
        "agent_deployment": (
            say(es="un agente que recoge los registros de cada máquina: **Deployment** con una réplica por máquina", en="an agent that collects the logs of each machine: a **Deployment** with one replica for each machine"),
            say(es="Nada impide que dos réplicas caigan en la misma máquina y otra se quede sin ninguna; y el número hay que cambiarlo cada vez que llega una.",
                en="Nothing keeps two replicas from one machine while another has none; and the number must be changed each time a machine comes."),
        ),
        "agent_stateful": (
            say(es="un agente que recoge los registros de cada máquina: **StatefulSet**, porque guarda datos", en="an agent that collects the logs of each machine: a **StatefulSet**, because it keeps data"),
            say(es="Lo que guarda es de la máquina, no suyo: un miembro numerado no está atado a ninguna máquina en particular.",
                en="What it keeps is the machine's, not its own: a numbered member is tied to no machine in particular."),
        ),
    },
    "shop": {
        "shop_daemon": (
            say(es="la tienda, que no guarda nada, de 3 a 10 según la carga: **DaemonSet** con `replicas: 3`", en="the shop, which keeps nothing, 3 to 10 by load: a **DaemonSet** with `replicas: 3`"),
            say(es="Un DaemonSet no tiene `replicas`: el servidor rechaza el campo. Cuenta máquinas, no trabajo.", en="A DaemonSet has no `replicas`: the server refuses the field. It counts machines, not work."),
        ),
        "shop_deployment": (say(es="la tienda, que no guarda nada, de 3 a 10 según la carga: **Deployment** y un autoescalador", en="the shop, which keeps nothing, 3 to 10 by load: a **Deployment** and an autoscaler"), None),
        "shop_stateful": (
            say(es="la tienda, que no guarda nada, de 3 a 10 según la carga: **StatefulSet**, que sube de uno en uno", en="the shop, which keeps nothing, 3 to 10 by load: a **StatefulSet**, which goes up one by one"),
            say(es="Subiría de uno en uno, esperando a cada uno, justo cuando hay prisa; y un miembro en una máquina muerta no se repone. Todo eso es el precio de una identidad que la tienda no usa.",
                en="It would go up one by one, waiting for each, just when there is a rush; and a member on a dead machine is not replaced. All that is the price of an identity that the shop does not use."),
        ),
    },
    "photos": {
        "photos_deployment": (
            say(es="convertir de una vez 10 000 fotos: **Deployment**, y cuando acabe ya pararé", en="converting 10,000 photos once: a **Deployment**, and it will stop when it is done"),
            say(es="Cuando el programa acaba bien, con 0, el Deployment lo vuelve a arrancar: sus contenedores se esperan para siempre. Acabaría convertidas mil veces.",
                en="When the program ends well, with 0, the Deployment starts it again: its containers are expected to run for ever. They would be converted a thousand times."),
        ),
        "photos_job": (say(es="convertir de una vez 10 000 fotos: **ninguno de los tres**; es un Job", en="converting 10,000 photos once: **none of the three**; it is a Job"), None),
        "photos_daemon": (
            say(es="convertir de una vez 10 000 fotos: **DaemonSet**, para usar todas las máquinas", en="converting 10,000 photos once: a **DaemonSet**, to use all machines"),
            say(es="Cada máquina convertiría las 10 000, y al acabar volvería a empezar.", en="Each machine would convert all 10,000, and begin again when done."),
        ),
    },
    "memory": {
        "memory_deployment": (
            say(es="tres miembros que votan, se llaman por su nombre y sólo usan memoria: **Deployment**; un StatefulSet exige plantilla de peticiones",
                en="three members that vote, call each other by name and use memory only: a **Deployment**; a StatefulSet requires a template of claims"),
            say(es="No la exige: `volumeClaimTemplates` es opcional. Y con un Deployment los nombres cambian en cada reposición: nadie sabría a quién llamar.",
                en="It does not: `volumeClaimTemplates` is optional. And with a Deployment the names change with each replacement: nobody would know whom to call."),
        ),
        "memory_service": (
            say(es="tres miembros que votan, se llaman por su nombre y sólo usan memoria: **Deployment** y un Service para los tres",
                en="three members that vote, call each other by name and use memory only: a **Deployment** and one Service for the three"),
            say(es="El Service da un nombre al grupo, no a cada uno: al llamar contesta cualquiera de los tres, quizá uno mismo.",
                en="The Service names the group, not each of them: when one calls, any of the three answers, perhaps oneself."),
        ),
        "memory_stateful": (
            say(es="tres miembros que votan, se llaman por su nombre y sólo usan memoria: **StatefulSet** sin plantilla de peticiones",
                en="three members that vote, call each other by name and use memory only: a **StatefulSet** without a template of claims"),
            None,
        ),
    },
}  # fmt: skip
RIGHT = {
    program: next(id for id, (_, sorry) in options.items() if sorry is None) for program, options in PROGRAMS.items()
}


def varies(chance):
    return deal(chance, [{id: words for id, (words, _) in options.items()} for options in PROGRAMS.values()])


def choice_for(program, name):
    """A check: one option for this program, the right one."""

    def look(case):
        named = [id for id in PROGRAMS[program] if case.values[id] in case.letters]
        if len(named) != 1:
            return say(es=f"De {name.es} hace falta una letra, y hay {len(named)}.", en=f"For {name.en} one letter is needed, and there are {len(named)}.")  # fmt: skip
        return PROGRAMS[program][named[0]][1]

    return look


def answer(**other):
    """The letters of the right options, but for the programs named."""
    return " ".join(f"{{{id}}}" for id in (RIGHT | other).values() if id)


def caught(program, id, name, says):
    return wrong(name, answer(**{program: id}), caught_by=program, says=says)


def case_of(program, title, second, last):
    return criterion(
        program, 1, title, behaves=choice_for(program, title),
        hints=[
            say(es="Tres preguntas: ¿comparten lo que guardan? ¿Tiene cada uno un nombre? ¿Cuántos hacen falta, y quién lo dice?",
                en="Three questions: do they share what they keep? Does each have a name? How many are needed, and who says so?"),
            second, last,
        ],
    )  # fmt: skip


exercise(
    "workloads.which-controller",
    3,
    kind="choice",
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Seis programas: ¿qué pide cada uno?", en="Six programs: what does each ask for?"),
    prompt=say(
        es="""
Elegir entre Deployment, StatefulSet y DaemonSet no es cuestión de gusto: lo pide la forma de trabajar del programa. Hay seis programas, y tres propuestas para cada uno. Señala **una por programa**: seis letras.
""",
        en="""
Choosing between Deployment, StatefulSet and DaemonSet is not a matter of taste: the way the program works asks for it. There are six programs, and three proposals for each. Name **one for each program**: six letters.
""",
    ),
    options=slots(18),
    varies=varies,
    solution=answer(),
    also_right=[", ".join(f"{{{id}}}" for id in reversed(RIGHT.values()))],
    wrong=[
        caught("apaches", "apaches_stateful", say(es="lo que guarda algo es un StatefulSet", en="whatever keeps something is a StatefulSet"), say(es="El PDF que guarda web-0", en="the PDF that web-0 kept")),
        caught("apaches", "apaches_daemon", say(es="uno por máquina", en="one on each machine"), say(es="tantos Apaches como máquinas", en="as many Apaches as machines")),
        caught("galera", "galera_deployment", say(es="un Deployment da a cada réplica su petición", en="a Deployment gives each replica its own claim"), say(es="Un Deployment no fabrica peticiones", en="A Deployment makes no claims")),
        caught("galera", "galera_three", say(es="tres de uno son un Galera", en="three of one are a Galera"), say(es="tres manifiestos que mantener iguales", en="three manifests to be kept equal")),
        caught("agent", "agent_deployment", say(es="tantas réplicas como máquinas", en="as many replicas as machines"), say(es="dos réplicas caigan en la misma máquina", en="two replicas from one machine")),
        caught("agent", "agent_stateful", say(es="recoger es guardar", en="collecting is keeping"), say(es="Lo que guarda es de la máquina", en="What it keeps is the machine's")),
        caught("shop", "shop_daemon", say(es="un DaemonSet tiene réplicas", en="a DaemonSet has replicas"), say(es="el servidor rechaza el campo", en="the server refuses the field")),
        caught("shop", "shop_stateful", say(es="mejor con orden", en="rather in order"), say(es="una identidad que la tienda no usa", en="an identity that the shop does not use")),
        caught("photos", "photos_deployment", say(es="quien acaba con 0 no se reinicia", en="what ends with 0 is not started again"), say(es="el Deployment lo vuelve a arrancar", en="the Deployment starts it again")),
        caught("photos", "photos_daemon", say(es="todas las máquinas a la vez", en="all machines at once"), say(es="Cada máquina convertiría las 10 000", en="Each machine would convert all 10,000")),
        caught("memory", "memory_deployment", say(es="un StatefulSet exige plantilla de peticiones", en="a StatefulSet must have a claim template"), say(es="`volumeClaimTemplates` es opcional", en="`volumeClaimTemplates` is optional")),
        caught("memory", "memory_service", say(es="un Service da nombre a cada uno", en="a Service names each of them"), say(es="da un nombre al grupo", en="names the group")),
        caught("memory", "", say(es="cinco de seis", en="five of six"), say(es="hace falta una letra, y hay 0", en="one letter is needed, and there are 0")),
    ],
    checks=[
        case_of("apaches", say(es="los Apaches", en="the Apaches"),
                say(es="Un cliente sube un PDF por uno y otro cliente lo abre por otro.", en="One client uploads a PDF through one, and another client opens it through another."),
                say(es="Iguales, y con almacenamiento común.", en="All alike, and with common storage.")),
        case_of("galera", say(es="Galera", en="Galera"),
                say(es="Cada miembro guarda lo suyo y los demás lo llaman por su nombre.", en="Each member keeps its own, and the others call it by name."),
                say(es="Una petición por réplica: eso sólo lo fabrica uno de los tres.", en="One claim for each replica: only one of the three makes those.")),
        case_of("agent", say(es="el agente", en="the agent"),
                say(es="¿Cuántos hacen falta si mañana hay una máquina más?", en="How many are needed if there is one more machine tomorrow?"),
                say(es="El que cuenta máquinas.", en="The one that counts machines.")),
        case_of("shop", say(es="la tienda", en="the shop"),
                say(es="No guarda nada y no tiene nombre: da igual cuál conteste.", en="It keeps nothing and has no name: it does not matter which one answers."),
                say(es="El que cuenta réplicas, y deja que otro mueva el número.", en="The one that counts replicas, and lets another move the number.")),
        case_of("photos", say(es="las fotos", en="the photos"),
                say(es="Es trabajo que acaba.", en="It is work that ends."),
                say(es="Los tres esperan que sus contenedores no acaben nunca.", en="All three expect their containers never to end.")),
        case_of("memory", say(es="los que votan", en="those that vote"),
                say(es="Necesitan nombres que no cambien. ¿Y discos?", en="They need names that do not change. And disks?"),
                say(es="Los nombres los da un StatefulSet, con discos o sin ellos.", en="A StatefulSet gives names, with disks or without.")),
    ],
    debrief=say(
        es="""
La pregunta que decide es **de quién es lo que se guarda**: de todos (almacenamiento común, Deployment), de cada uno (StatefulSet), de la máquina (DaemonSet), o de nadie (Deployment). La segunda, si alguien los llama
**uno a uno**. Y la tercera, si el trabajo **acaba**: entonces es un Job.

La regla «un StatefulSet es una plantilla de pod y al menos una de petición» dice para qué se usa casi siempre; el servidor lo acepta sin ninguna.
""",
        en="""
The question that decides is **who owns what is kept**: everybody (common storage, Deployment), each one (StatefulSet), the machine (DaemonSet), or nobody (Deployment). The second is whether they are called
**one by one**. And the third, whether the work **ends**: then it is a Job.

The rule "a StatefulSet is a template of a pod and at least one of a claim" says what it is nearly always used for; the server accepts one without any.
""",
    ),
)  # fmt: skip
