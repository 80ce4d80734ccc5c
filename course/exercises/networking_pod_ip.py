"""The IP of a pod works, until the pod is another one: the learner shows it on the cluster, and then puts a name in its place.

The checks want to see this morning's pod gone, ask the site, and lose the database twice more. Next: `networking_not_ready.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: mariadb
spec:
  selector:
    matchLabels:
      app: mariadb
  template:
    metadata:
      labels:
        app: mariadb
    spec:
      containers:
      - name: mariadb
        image: mariadb:11.4
        env:
        - name: MARIADB_ROOT_PASSWORD
          value: s3creta
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: wordpress
spec:
  replicas: 2
  selector:
    matchLabels:
      app: wordpress
  template:
    metadata:
      labels:
        app: wordpress
    spec:
      containers:
      - name: apache
        image: wordpress:6.8
        env:
        - name: WORDPRESS_DB_HOST
          value: to-be-written
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: wordpress
  ports:
  - port: 80
    nodePort: 30080
"""
URL = "http://app.miempresa.com/"
PROVE = "kubectl delete pod -l app=mariadb\n"
EXPOSE = "kubectl expose deployment mariadb --name={name} --port={port} --target-port=3306\n"
SET = "kubectl set env deployment/wordpress WORDPRESS_DB_HOST={name}:{port}\n"
RIGHT = PROVE + "kubectl get pods -o wide\n" + EXPOSE + SET


def by_address(cluster):
    """This morning somebody looked up the IP of the pod, and wrote it down."""
    address = database(cluster)["status"]["podIP"]
    cluster.kubectl(f"set env deployment/wordpress WORDPRESS_DB_HOST={address}:3306")
    cluster.settle()
    cluster.advance("2m")
    assert cluster.request(URL)


def database(cluster):
    found = [
        pod
        for pod in cluster.list("Pod", "default", labels="app=mariadb")
        if "deletionTimestamp" not in pod["metadata"]
    ]
    return found[0] if found else None


def site(cluster):
    cluster.advance("2m")
    return sorted((cluster.request(URL) for _ in range(12)), key=lambda each: 999 if each.failure else each.code)[-1]


def shown(case):
    """This morning's pod is gone, and its address leads to nobody."""
    case.cluster.advance("1m")
    old, new = database(case.start), database(case.cluster)
    if new is None:
        return say(es="Has quitado MariaDB del todo. Se trataba de perder un pod, no el programa.",
                   en="You took MariaDB away altogether. It was about losing a pod, not the program.")  # fmt: skip
    if new["metadata"]["uid"] == old["metadata"]["uid"]:
        if new["status"]["containerStatuses"][0]["restartCount"]:
            return say(es="Se ha reiniciado el contenedor. El pod es el de esta mañana y conserva su IP: así no se prueba nada.",
                       en="The container was restarted. The pod is this morning's and keeps its IP: nothing is proved that way.")  # fmt: skip
        return say(es="El pod de MariaDB sigue siendo el de esta mañana: todavía no se ha probado nada.",
                   en="MariaDB's pod is still this morning's: nothing has been proved yet.")  # fmt: skip
    web = case.cluster.list("Pod", "default", labels="app=wordpress")[0]["metadata"]["name"]
    called = case.cluster.request(f"tcp://{old['status']['podIP']}:3306", source=f"default/{web}")
    if not called:
        return None
    return say(es="La IP de antes sigue contestando.", en="The old IP still answers.")


def mended(case):
    """MenchuPC sees pages, from both pods."""
    worst = site(case.cluster)
    if worst:
        return lasts(case)
    if worst.code == 500:
        containers = case.cluster.get("Deployment", "wordpress")["spec"]["template"]["spec"]["containers"]
        host = next(
            (row.get("value") for row in containers[0].get("env", ()) if row["name"] == "WORDPRESS_DB_HOST"), ""
        )
        return say(es=f"WordPress contesta 500: pregunta por su base de datos a {host}.",
                   en=f"WordPress answers 500: it asks {host} for its database.")  # fmt: skip
    return say(es=f"MenchuPC pide {URL} y… {worst.lines('es')[-1]}", en=f"MenchuPC asks for {URL} and… {worst.lines('en')[-1]}")  # fmt: skip


def lasts(case):
    """MariaDB loses its pod twice more, and on another node, and nobody has to look up anything."""
    for node in ("worker-1", "worker-2"):
        case.cluster.kubectl(f"cordon {node}")
        pod = database(case.cluster)
        if pod is not None:
            case.cluster.delete("Pod", pod["metadata"]["name"])
        worst = site(case.cluster)
        case.cluster.kubectl(f"uncordon {node}")
        if not worst:
            return say(es="MariaDB ha perdido su pod otra vez, y la web, con él: sigue apuntada una dirección que se fue.",
                       en="MariaDB lost its pod once more, and the site was lost with it: an address is written down that is gone.")  # fmt: skip
    return None


def named(case):
    """The accountants call by the name and port that were agreed, through losses of the pod; and so may WordPress."""
    name, port = case.values["name"], case.values["port"]
    for _ in range(2):
        case.cluster.advance("1m")
        web = case.cluster.list("Pod", "default", labels="app=wordpress")[0]["metadata"]["name"]
        journey = case.cluster.request(f"tcp://{name}:{port}", source=f"default/{web}")
        if "default/mariadb" not in (journey.pod or ""):
            return say(es=f"Los demás programas llamarán a {name}:{port}, y… {journey.lines('es')[-1]}",
                       en=f"Other programs will call {name}:{port}, and… {journey.lines('en')[-1]}")  # fmt: skip
        pod = database(case.cluster)
        case.cluster.delete("Pod", pod["metadata"]["name"])
        case.cluster.settle()
    return None


def hints(first, second, last):
    return [first, second, last]


exercise(
    "networking.pod-ip",
    3,
    kind="kubectl",
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="La IP del pod funciona. Demuestra por qué no la queremos", en="The pod's IP works. Prove why we do not want it"),
    prompt=say(
        es="""
Un compañero miró la IP del pod de MariaDB, la escribió en `WORDPRESS_DB_HOST` y la web funciona. «¿Ves? No hace falta ningún Service.»

Con órdenes de kubectl, y en este orden:

1. **demuéstrale** que está equivocado: haz que esa IP deje de servir, con algo que pasa cualquier día;
2. **arréglalo** para siempre: que WordPress, y mañana contabilidad, llamen a MariaDB por `{name}:{port}` (el proceso escucha en el 3306).
""",
        en="""
A colleague looked up the IP of MariaDB's pod and wrote it into `WORDPRESS_DB_HOST`, and the site works. "See? No need for a Service."

With kubectl commands, and in this order:

1. **prove** to him that he is wrong: make that IP useless, by something that could happen any day;
2. **mend it** for good: let WordPress, and the accountants tomorrow, call MariaDB by `{name}:{port}` (the process listens on 3306).
""",
    ),
    varies=lambda chance: {"name": ("basedatos", "datos", "almacen", "bd-desarrollo")[chance.below(4, "name")], "port": 3307 + chance.below(90, "port")},
    given=GIVEN,
    prepare=by_address,
    starter="kubectl get pods -o wide\n",
    solution=RIGHT,
    also_right=[
        "kubectl rollout restart deployment mariadb\n" + SET + EXPOSE,
        "kubectl scale deployment mariadb --replicas=0\nkubectl scale deployment mariadb --replicas=1\nkubectl create service clusterip {name} --tcp={port}:3306\n"
        "kubectl set selector service {name} app=mariadb\n" + SET,
    ],
    wrong=[
        wrong(say(es="con demostrarlo basta", en="to prove it will do"), PROVE, caught_by="mended", says=say(es="WordPress contesta 500", en="WordPress answers 500")),
        wrong(say(es="arreglar sin demostrar", en="mend and not prove"), EXPOSE + SET, caught_by="shown", says=say(es="todavía no se ha probado nada", en="nothing has been proved yet")),
        wrong(say(es="reiniciar el contenedor es reiniciar el pod", en="to restart the container is to restart the pod"), "kubectl exec deploy/mariadb -- kill 1\n" + EXPOSE + SET,
              caught_by="shown", says=say(es="Se ha reiniciado el contenedor", en="The container was restarted")),
        wrong(say(es="reiniciar al que llama", en="restart the one who calls"), PROVE + "kubectl rollout restart deployment wordpress\n", caught_by="mended", says=say(es="WordPress contesta 500", en="WordPress answers 500")),
        wrong(say(es="con que exista el Service basta", en="it is enough that the Service exists"), PROVE + EXPOSE, caught_by="mended", says=say(es="pregunta por su base de datos a 10.10.20", en="it asks 10.10.20")),
        wrong(say(es="sin decir el puerto del proceso", en="without the process's port"), PROVE + EXPOSE.replace(" --target-port=3306", "") + SET, caught_by="named", says=say(es="Los demás programas llamarán a {name}:{port}", en="Other programs will call {name}:{port}")),
        wrong(say(es="el puerto de siempre", en="the usual port"), PROVE + EXPOSE.replace("--port={port}", "--port=3306") + SET.replace("{port}", "3306"), caught_by="named", says=say(es="no tiene el puerto {port}", en="has no port {port}")),
        wrong(say(es="un Service sin IP", en="a Service without an IP"), PROVE + EXPOSE.replace("--port", "--cluster-ip=None --port") + SET, caught_by="named", says=say(es="Los demás programas llamarán", en="Other programs will call")),
        wrong(say(es="apuntar la IP nueva", en="write down the new IP"), PROVE + EXPOSE + "kubectl set env deployment/wordpress WORDPRESS_DB_HOST=10.10.20.105:3306\n",
              caught_by="mended", says=say(es="sigue apuntada una dirección que se fue", en="an address is written down that is gone")),
        wrong(say(es="quitar el programa entero", en="take the whole program away"), "kubectl delete deployment mariadb\n", caught_by="shown", says=say(es="no el programa", en="not the program")),
        wrong(say(es="el mismo Service dos veces", en="the same Service twice"), PROVE + EXPOSE + EXPOSE, caught_by="malformed", says="already exists"),
    ],
    checks=[
        criterion("shown", 1, say(es="La IP de esta mañana ya no lleva a nadie", en="This morning's IP leads to nobody any more"), behaves=shown, hints=hints(
            say(es="`kubectl get pods -o wide`: mira la IP de MariaDB, y qué le pasa si se pierde su pod.", en="`kubectl get pods -o wide`: look at MariaDB's IP, and at what becomes of it when its pod is lost."),
            say(es="La IP es del pod, no del programa ni del contenedor: dura lo que dura el pod.", en="The IP is the pod's, not the program's nor the container's: it lasts as long as the pod."),
            say(es="`kubectl delete pod -l app=mariadb`: el Deployment pone otro, con otra IP.", en="`kubectl delete pod -l app=mariadb`: the Deployment puts another one there, with another IP."))),
        criterion("mended", 1, say(es="MenchuPC ve la web, y la sigue viendo cuando MariaDB pierde su pod", en="MenchuPC sees the site, and still does when MariaDB loses its pod"), behaves=mended, hints=hints(
            say(es="`kubectl set env deployment/wordpress --list`: ¿a quién llama?", en="`kubectl set env deployment/wordpress --list`: whom does it call?"),
            say(es="Un nombre que no cambia es un Service; y quien llama tiene que usarlo.", en="A name that does not change is a Service; and whoever calls has to use it."),
            say(es="`kubectl expose deployment mariadb …` y `kubectl set env deployment/wordpress WORDPRESS_DB_HOST={name}:{port}`.", en="`kubectl expose deployment mariadb …` and `kubectl set env deployment/wordpress WORDPRESS_DB_HOST={name}:{port}`."))),
        criterion("named", 1, say(es="Y cualquiera la llama por su nombre y su puerto", en="And anybody calls it by its name and port"), behaves=named, hints=hints(
            say(es="`kubectl get service`: ¿qué puerto es el suyo?", en="`kubectl get service`: which port is its own?"),
            say(es="`--port` es el del Service; `--target-port`, el del proceso. Si no dices el segundo, vale el primero.", en="`--port` is the Service's; `--target-port` the process's. Without the second, the first one counts."),
            say(es="Es `kubectl expose deployment mariadb --name={name} --port={port} --target-port=3306`.", en="It is `kubectl expose deployment mariadb --name={name} --port={port} --target-port=3306`."))),
    ],
    debrief=say(
        es="""
Dentro del clúster la IP de un pod se alcanza desde cualquier sitio, y por eso engaña: hoy funciona. Pero nadie la sabe antes de que el pod exista, ni dura más que él; y un pod se pierde por mil motivos corrientes: una versión
nueva, un nodo que se vacía, una fuga de memoria… Si sólo muere el proceso, el kubelet arranca otra vez el **contenedor** en el mismo pod, y la IP se conserva: por eso a veces tarda meses en notarse.

El Service es lo contrario: se puede crear antes que el pod, y su nombre y su IP no cambian mientras exista. Detrás, una lista de direcciones que un controlador pone al día en cuanto cambian.
""",
        en="""
Inside the cluster a pod's IP can be reached from anywhere, and so it misleads: today it works. But nobody knows it before the pod exists, nor does it outlast the pod; and a pod is lost for a thousand everyday reasons: a new
version, a node that is drained, a memory leak… If only the process dies, the kubelet starts the **container** again in the same pod, and the IP is kept: that is why it may take months to show.

A Service is the opposite: it can be made before the pod, and its name and IP do not change as long as it exists. Behind it is a list of addresses that a controller updates as soon as they change.
""",
    ),
)  # fmt: skip
