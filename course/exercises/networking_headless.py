"""A name for each member: a headless Service, which does not choose for you.

The checks call each member by its name from a pod, lose one, and call it again. Next: `networking_config.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: galera
spec:
  serviceName: {service}
  replicas: 3
  selector:
    matchLabels:
      app: galera
  template:
    metadata:
      labels:
        app: galera
    spec:
      containers:
      - name: mariadb
        image: mariadb:11.4
        env:
        - name: MARIADB_ROOT_PASSWORD
          value: s3creta
---
apiVersion: v1
kind: Service
metadata:
  name: lecturas
spec:
  selector:
    app: galera
  ports:
  - port: 3306
---
apiVersion: v1
kind: Pod
metadata:
  name: vigia
spec:
  containers:
  - name: vigia
    image: httpd:2.4
"""
RIGHT = """
apiVersion: v1
kind: Service
metadata:
  name: {service}
spec:
  clusterIP: None
  selector:
    app: galera
  ports:
  - port: 3306
""".lstrip()


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def call(case, number):
    """The journey to a member by its name, from another pod."""
    return case.cluster.request(f"tcp://galera-{number}.{case.values['service']}:3306", source="default/vigia")


def each_by_name(case):
    """galera-0, galera-1 and galera-2 answer to their names, and no one to another's."""
    case.cluster.advance("1m")
    for number in range(3):
        journey = call(case, number)
        if not journey:
            return say(es=f"vigia llama a galera-{number}.{case.values['service']}:3306 y… {journey.lines('es')[-1]}",
                       en=f"vigia calls galera-{number}.{case.values['service']}:3306 and… {journey.lines('en')[-1]}")  # fmt: skip
        if journey.pod != f"default/galera-{number}":
            return say(
                es=f"Por galera-{number} contesta {journey.pod}.", en=f"{journey.pod} answers for galera-{number}."
            )
    return None


def same_name_again(case):
    """A member that was lost has its old name at its new address."""
    case.cluster.advance("1m")
    before = case.cluster.get("Pod", "galera-1")["status"]["podIP"]
    case.cluster.delete("Pod", "galera-1")
    case.cluster.advance("3m")
    journey = call(case, 1)
    if (
        journey
        and journey.pod == "default/galera-1"
        and case.cluster.get("Pod", "galera-1")["status"]["podIP"] != before
    ):
        return None
    return say(es=f"Se perdió galera-1, volvió con otra IP, y por su nombre… {journey.lines('es')[-1]}",
               en=f"galera-1 was lost, came back with another IP, and by its name… {journey.lines('en')[-1]}")  # fmt: skip


def still_shared(case):
    """Whoever does not mind which member answers still has the other Service; and there are names now."""
    case.cluster.advance("1m")
    seen = {case.cluster.request("tcp://lecturas:3306", source="default/vigia").pod for _ in range(30)}
    if len(seen) < 3 or None in seen:
        return say(
            es="Por lecturas:3306, que repartía entre los tres, ya no se llega a todos.",
            en="lecturas:3306, which spread over all three, does not lead to all of them any more.",
        )
    if each_by_name(case) is None or case.cluster.request(
        f"tcp://{case.values['service']}:3306", source="default/vigia"
    ):
        return None
    return say(
        es=f"lecturas sigue repartiendo, y el nombre {case.values['service']} no lleva a nadie.",
        en=f"lecturas still spreads, and the name {case.values['service']} leads to nobody.",
    )


exercise(
    "networking.headless",
    3,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Llamar a cada cual por su nombre", en="Calling each by its name"),
    prompt=say(
        es="""
El StatefulSet `galera` tiene tres miembros y dice `serviceName: {service}`, pero ese Service no lo ha escrito nadie. Hay otro, `lecturas`, que reparte entre los tres. Ahora hace falta
llamar a un miembro en concreto, por ejemplo a `galera-1.{service}`, desde cualquier pod y en el puerto 3306; y que al volver con otra IP siga siendo él.

Escribe el Service que falta. Lo demás no se toca.
""",
        en="""
The StatefulSet `galera` has three members and says `serviceName: {service}`, but nobody has written that Service. There is another one, `lecturas` (reads), which spreads over all three. Now one
particular member must be called, `galera-1.{service}` for example, from any pod and on port 3306; and when it comes back with another IP it must still be itself.

Write the Service that is missing. Nothing else changes.
""",
    ),
    varies=lambda chance: {"service": ("miembros", "nodos", "galera-interno", "racimo")[chance.below(4, "service")]},
    given=GIVEN,
    starter=edited(("  clusterIP: None\n  selector:\n    app: galera\n", "  clusterIP: None\n  selector:\n    app: mariadb\n")),
    solution=RIGHT,
    also_right=[
        edited(("  ports:", "  publishNotReadyAddresses: true\n  ports:")),
        edited(("  - port: 3306\n", "  - name: sql\n    port: 3306\n    targetPort: 3306\n")),
    ],
    wrong=[
        wrong(say(es="un Service corriente también da nombres", en="an ordinary Service gives names too"), edited(("  clusterIP: None\n", "")), caught_by="each-by-name", says=say(es="vigia llama a galera-0.{service}:3306", en="vigia calls galera-0.{service}:3306")),
        wrong(say(es="otro nombre de Service", en="another name for the Service"), edited(("name: {service}", "name: galera")), caught_by="same-name-again", says=say(es="y por su nombre", en="and by its name")),
        wrong(say(es="sin selector: ya lo sabe el StatefulSet", en="without a selector: the StatefulSet knows"), edited(("  selector:\n    app: galera\n", "")), caught_by="still-shared", says=say(es="no lleva a nadie", en="leads to nobody")),
        wrong(say(es="quitarle la IP al que ya había", en="take the IP from the one that was there"), edited(("name: {service}", "name: lecturas")), caught_by="malformed", says="spec.clusterIPs[0]"),
        wrong(say(es="mover lecturas al primero", en="move lecturas to the first one"),
              "apiVersion: v1\nkind: Service\nmetadata:\n  name: lecturas\nspec:\n  selector:\n    app: galera\n    apps.kubernetes.io/pod-index: '0'\n  ports:\n  - port: 3306\n",
              caught_by="still-shared", says=say(es="ya no se llega a todos", en="does not lead to all of them any more")),
        wrong(say(es="none en minúscula", en="none in lower case"), edited(("clusterIP: None", "clusterIP: none")), caught_by="malformed", says="spec.clusterIP"),
    ],
    checks=[
        criterion(
            "each-by-name", 1, say(es="Cada miembro contesta por su nombre", en="Each member answers to its name"), behaves=each_by_name,
            hints=[
                say(es="`kubectl get endpointslices` y `kubectl exec vigia -- nslookup galera-1.{service}`.", en="`kubectl get endpointslices` and `kubectl exec vigia -- nslookup galera-1.{service}`."),
                say(es="Un Service con IP da **un** nombre, el suyo. Sin IP, el DNS da las de los pods, y un nombre a cada miembro.",
                    en="A Service with an IP gives **one** name, its own. Without an IP, the DNS gives those of the pods, and a name to each member."),
                say(es="`clusterIP: None`, con N mayúscula, y el selector `app: galera`.", en="`clusterIP: None`, with a capital N, and the selector `app: galera`."),
            ],
        ),
        criterion(
            "same-name-again", 1, say(es="El que vuelve, vuelve con su nombre", en="Who comes back has its name"), behaves=same_name_again,
            hints=[
                say(es="Borra `galera-1` y mira su IP antes y después.", en="Delete `galera-1` and look at its IP before and after."),
                say(es="El nombre sale de dos sitios que han de coincidir: `serviceName` en el StatefulSet y el nombre del Service.",
                    en="The name comes from two places that must agree: `serviceName` in the StatefulSet and the Service's name."),
                say(es="El Service se llama `{service}`.", en="The Service is called `{service}`."),
            ],
        ),
        criterion(
            "still-shared", 1, say(es="Quien no elige, sigue sin elegir", en="Who does not choose still need not"), behaves=still_shared,
            hints=[
                say(es="`kubectl get services`: ¿sigue `lecturas` como estaba?", en="`kubectl get services`: is `lecturas` as it was?"),
                say(es="Dos Services pueden elegir los mismos pods: uno para repartir y otro para nombrar.", en="Two Services may choose the same pods: one to spread, and one to name."),
                say(es="Añade uno nuevo con el mismo selector; no cambies `lecturas`.", en="Add a new one with the same selector; do not change `lecturas`."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un Service corriente es una centralita: llamas a un número y te pone con cualquiera. A una base de datos en la que uno escribe y los demás copian no se le puede hablar así. Con `clusterIP: None` no hay
centralita, sino guía: el DNS da las direcciones de los pods y, si el StatefulSet lo nombra en `serviceName`, un nombre a cada uno, que lo sigue cuando cambia de IP. No es un tipo de Service aparte; es un ClusterIP sin IP.
""",
        en="""
An ordinary Service is a switchboard: you call one number and are put through to anybody. A database in which one writes and the others copy cannot be spoken to like that. With `clusterIP: None` there is no
switchboard but a directory: the DNS gives the pods' addresses and, if the StatefulSet names it in `serviceName`, a name to each, which follows it when its IP changes. It is no type of its own; it is a ClusterIP without an IP.
""",
    ),
)  # fmt: skip
