"""Update one member of Galera first, and only that one: a partition, and what it promises when something dies meanwhile.

The checks look at which members were replaced, lose an old one, and let the update go on. Next: `workloads_quota.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

OLD, NEW = "mariadb:11.4", "mariadb:11.8"

GIVEN = """
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  clusterIP: None
  selector:
    app: {name}
  ports:
  - port: 3306
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {name}
spec:
  serviceName: {name}
  replicas: {members}
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
      - name: mariadb
        image: mariadb:11.4
        env:
        - name: MARIADB_ROOT_PASSWORD
          value: s3creta
"""


def varies(chance):
    members = 3 + chance.below(3, "members")
    return {
        "name": ("galera", "mariadb", "basedatos")[chance.below(3, "name")],
        "members": members,
        "last": members - 1,
    }


def images(case):
    """Member -> its image, for those that run."""
    found = {}
    for pod in case.cluster.list("Pod", "default"):
        ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
        if ready and "deletionTimestamp" not in pod["metadata"]:
            found[pod["metadata"]["name"]] = pod["spec"]["containers"][0]["image"]
    return dict(sorted(found.items()))


def member(case, number):
    return f"{case.values['name']}-{number}"


def one_new(case):
    """The last member has the new version, and only it."""
    case.cluster.advance("5m")
    found, last = images(case), member(case, case.values["last"])
    new = [name for name, image in found.items() if image == NEW]
    if new == [last]:
        return None
    if not new:
        return say(es="Ningún miembro tiene la versión nueva.", en="No member has the new version.")  # fmt: skip
    if len(new) == 1:
        return say(es=f"El que tiene la versión nueva es {new[0]}, y se pedía {last}.", en=f"The one with the new version is {new[0]}, and {last} was asked for.")  # fmt: skip
    return say(es=f"Tienen la versión nueva {len(new)} miembros, {', '.join(new)}, y se pedía sólo {last}.", en=f"{len(new)} members have the new version, {', '.join(new)}, and only {last} was asked for.")  # fmt: skip


def untouched(case):
    """The others were not even restarted."""
    if one_new(case) is not None and not [name for name, image in images(case).items() if image == NEW]:
        return say(es="Todavía no ha empezado nada.", en="Nothing has begun yet.")  # fmt: skip
    before = {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in case.start.list("Pod", "default")}
    after = {pod["metadata"]["name"]: pod["metadata"]["uid"] for pod in case.cluster.list("Pod", "default")}
    touched = [
        name for name, uid in before.items() if after.get(name) != uid and name != member(case, case.values["last"])
    ]
    if not touched:
        return None
    return say(es=f"Se ha reemplazado también a {', '.join(touched)}, que debía seguir en marcha.", en=f"{', '.join(touched)} was replaced too, and should have gone on running.")  # fmt: skip


def stays_old(case):
    """An old member that dies meanwhile comes back as it was."""
    if one_new(case) is not None:
        return say(es="Aún no está el primero como se pedía.", en="The first is not yet as it was asked for.")  # fmt: skip
    case.cluster.delete("Pod", member(case, 0))
    case.cluster.settle("10m")
    case.cluster.advance("2m")
    image = images(case).get(member(case, 0))
    if image == OLD:
        return None
    return say(es=f"{member(case, 0)} se ha caído a media prueba y ha vuelto con {image}: sin quererlo, ya son dos con la versión nueva.",
               en=f"{member(case, 0)} fell in the middle of the trial and came back with {image}: without meaning to, there are two with the new version.")  # fmt: skip


def goes_on(case):
    """When the trial is over, letting it go on takes one number."""
    if one_new(case) is not None:
        return say(es="Aún no está el primero como se pedía.", en="The first is not yet as it was asked for.")  # fmt: skip
    case.cluster.kubectl(
        f"""patch statefulset {case.values["name"]} -p '{{"spec":{{"updateStrategy":{{"type":"RollingUpdate","rollingUpdate":{{"partition":0}}}}}}}}'"""
    )
    case.cluster.settle("20m")
    case.cluster.advance("3m")
    found = images(case)
    if len(found) == case.values["members"] and {*found.values()} == {NEW}:
        return None
    return say(es="Al dar la prueba por buena y quitar la partición, los demás no pasan a la versión nueva: la plantilla no la lleva.",
               en="When the trial is called good and the partition taken away, the others do not go to the new version: the template does not have it.")  # fmt: skip


PART = """kubectl patch statefulset {name} -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":{last}}}}}'"""
IMAGE = f"kubectl set image statefulset/{{name}} mariadb={NEW}"

exercise(
    "workloads.one-first",
    3,
    kind="kubectl",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Primero uno, y ya veremos", en="One first, and then we shall see"),
    prompt=say(
        es=f"""
El StatefulSet `{{name}}` tiene {{members}} miembros con `{OLD}`. Se quiere probar `{NEW}` **en un solo miembro**, `{{name}}-{{last}}`, durante unos días:

- los demás ni se paran ni se cambian;
- si mientras tanto se cae uno de los viejos, **vuelve con la versión vieja**;
- si la prueba sale bien, bastará con cambiar un número para que sigan los demás.

Escribe las órdenes de kubectl, una por línea. El orden importa.
""",
        en=f"""
The StatefulSet `{{name}}` has {{members}} members with `{OLD}`. One wants to try `{NEW}` **on a single member**, `{{name}}-{{last}}`, for some days:

- the others are neither stopped nor changed;
- if one of the old ones falls meanwhile, it **comes back with the old version**;
- if the trial goes well, it will be enough to change one number for the others to follow.

Write the kubectl commands, one a line. Their order matters.
""",
    ),
    varies=varies,
    given=GIVEN,
    starter="kubectl get statefulset,pods -o wide\n",
    solution=f"{PART}\n{IMAGE}",
    also_right=[
        """kubectl patch statefulset {name} -p '{"spec":{"updateStrategy":{"rollingUpdate":{"partition":{last}}},"template":{"spec":{"containers":[{"name":"mariadb","image":"mariadb:11.8"}]}}}}'""",
        PART.replace("{last}", "{members}") + f"\n{IMAGE}\n{PART}",
    ],
    wrong=[
        wrong(say(es="el StatefulSet ya va de uno en uno", en="a StatefulSet goes one by one anyway"), IMAGE, caught_by="one-new",
              says=say(es="Tienen la versión nueva {members} miembros", en="{members} members have the new version")),
        wrong(say(es="la partición después", en="the partition afterwards"), f"{IMAGE}\n{PART}", caught_by="untouched",
              says=say(es="Se ha reemplazado también a {name}-0", en="{name}-0")),
        wrong(say(es="la partición es cuántos se cambian", en="the partition is how many are changed"), PART.replace("{last}", "1") + f"\n{IMAGE}", caught_by="one-new",
              says=say(es="{name}-1", en="{name}-1")),
        wrong(say(es="la partición es cuántos hay", en="the partition is how many there are"), PART.replace("{last}", "{members}") + f"\n{IMAGE}", caught_by="one-new",
              says=say(es="Ningún miembro tiene la versión nueva", en="No member has the new version")),
        wrong(say(es="a mano, borrando el que se quiere cambiar", en="by hand, deleting the one to be changed"),
              f"kubectl patch statefulset {{name}} -p '{{\"spec\":{{\"updateStrategy\":{{\"type\":\"OnDelete\",\"rollingUpdate\":null}}}}}}'\n{IMAGE}\nkubectl delete pod {{name}}-{{last}}",
              caught_by="stays-old", says=say(es="ya son dos con la versión nueva", en="there are two with the new version")),
        wrong(say(es="cambiar el pod", en="change the pod"), f"kubectl set image pod/{{name}}-{{last}} mariadb={NEW}", caught_by="goes-on",
              says=say(es="la plantilla no la lleva", en="the template does not have it")),
        wrong(say(es="empezar por el primero", en="begin with the first"), PART.replace("{last}", "0") + f"\n{IMAGE}", caught_by="untouched",
              says=say(es="que debía seguir en marcha", en="should have gone on running")),
        wrong(say(es="pausarlo, como un Deployment", en="pause it, like a Deployment"), f"kubectl rollout pause statefulset/{{name}}\n{IMAGE}", caught_by="malformed",
              says="pausing is not supported"),
    ],
    checks=[
        criterion(
            "one-new", 1, say(es="Sólo {name}-{last} tiene la versión nueva", en="Only {name}-{last} has the new version"), behaves=one_new,
            hints=[
                say(es="`kubectl explain statefulset.spec.updateStrategy.rollingUpdate`, hasta el final.", en="`kubectl explain statefulset.spec.updateStrategy.rollingUpdate`, and read on."),
                say(es="Se actualizan los miembros con número **igual o mayor** que la partición, empezando por el último.", en="Members with a number **equal to or above** the partition are updated, beginning with the last."),
                say(es="`partition: {last}`: alcanza a {name}-{last}, y a ninguno más.", en="`partition: {last}`: it reaches {name}-{last}, and no other."),
            ],
        ),
        criterion(
            "untouched", 1, say(es="Los demás ni se han enterado", en="The others took no notice"), behaves=untouched,
            hints=[
                say(es="`kubectl get pods`: mira la columna AGE.", en="`kubectl get pods`: look at the column AGE."),
                say(es="En cuanto cambia la plantilla, el StatefulSet empieza. ¿Qué tiene que estar puesto ya para entonces?", en="As soon as the template changes, the StatefulSet begins. What has to be in place by then?"),
                say(es="Primero la partición; después, la imagen.", en="First the partition; then the image."),
            ],
        ),
        criterion(
            "stays-old", 1, say(es="Si se cae uno viejo, vuelve viejo", en="If an old one falls, it comes back old"), behaves=stays_old,
            hints=[
                say(es="`kubectl delete pod {name}-0` en tu clúster, y mira con qué imagen vuelve.", en="`kubectl delete pod {name}-0` in your cluster, and see with which image it comes back."),
                say(es="Por debajo de la partición se repone con la revisión de antes; con `OnDelete`, con la plantilla de ahora.", en="Below the partition it is replaced with the former revision; with `OnDelete`, with the template of now."),
                say(es="RollingUpdate con `partition`, y no OnDelete.", en="RollingUpdate with `partition`, and not OnDelete."),
            ],
        ),
        criterion(
            "goes-on", 1, say(es="Y al quitar la partición siguen los demás", en="And with the partition gone the others follow"), behaves=goes_on,
            hints=[
                say(es="`kubectl rollout history statefulset/{name}`: ¿cuántas revisiones hay?", en="`kubectl rollout history statefulset/{name}`: how many revisions are there?"),
                say(es="La versión nueva se escribe en la plantilla, no en el pod.", en="The new version is written in the template, not in the pod."),
                say(es="`kubectl set image statefulset/{name} mariadb=mariadb:11.8`, en el StatefulSet.", en="`kubectl set image statefulset/{name} mariadb=mariadb:11.8`, on the StatefulSet."),
            ],
        ),
    ],
    debrief=say(
        es="""
La partición es una frontera: del número hacia arriba, la plantilla nueva; por debajo, la **revisión** anterior, que el StatefulSet guarda (`kubectl get controllerrevisions`). Por eso un miembro viejo que se cae vuelve viejo,
y no hay que estar de guardia. Bajar el número es seguir, de uno en uno y desde el final; bajarlo a 0, terminar.

Tampoco sin partición se cambian todos a la vez: va uno tras otro, del último al primero, y espera a que cada uno esté listo. Pero no se para a preguntar.
""",
        en="""
The partition is a border: from that number up, the new template; below it, the former **revision**, which the StatefulSet keeps (`kubectl get controllerrevisions`). That is why an old member that falls comes back old,
and nobody has to be on call. Lowering the number is going on, one by one and from the end; lowering it to 0, finishing.

Without a partition they are not all changed at once either: it goes one after another, from last to first, and waits for each to be ready. But it does not stop to ask.
""",
    ),
)  # fmt: skip
