"""Three ports with three owners, and a door that is taken: the client's, the process's, and the machines'.

The checks ask from a pod, from the street through each node, and at the neighbour who had the door before. Next: `networking_ingress.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: tienda
spec:
  replicas: 2
  selector:
    matchLabels:
      app: tienda
  template:
    metadata:
      labels:
        app: tienda
    spec:
      containers:
      - name: tomcat
        image: tomcat:11
        ports:
        - name: web
          containerPort: 8080
        readinessProbe:
          tcpSocket:
            port: 8080
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: intranet
spec:
  selector:
    matchLabels:
      app: intranet
  template:
    metadata:
      labels:
        app: intranet
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
---
apiVersion: v1
kind: Service
metadata:
  name: intranet
spec:
  type: NodePort
  selector:
    app: intranet
  ports:
  - port: 80
    nodePort: 30080
"""
RIGHT = """
apiVersion: v1
kind: Service
metadata:
  name: tienda
spec:
  type: NodePort
  selector:
    app: tienda
  ports:
  - port: {port}
    targetPort: 8080
    nodePort: {door}
""".lstrip()


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def addresses(cluster):
    return [
        row["address"]
        for node in cluster.list("Node")
        for row in node["status"]["addresses"]
        if row["type"] == "InternalIP"
    ]


def from_inside(case):
    """The program next door, by name."""
    case.cluster.advance("2m")
    source = case.cluster.list("Pod", "default", labels="app=intranet")[0]["metadata"]["name"]
    journey = case.cluster.request(f"http://tienda:{case.values['port']}/", source=f"default/{source}")
    if journey and "tienda" in (journey.pod or ""):
        return None
    return say(es=f"La intranet pide http://tienda:{case.values['port']}/ y… {journey.lines('es')[-1]}",
               en=f"The intranet asks for http://tienda:{case.values['port']}/ and… {journey.lines('en')[-1]}")  # fmt: skip


def any_node(case):
    """The partner's machine, at the door that was agreed, on every node."""
    case.cluster.advance("2m")
    for address in addresses(case.cluster):
        journey = case.cluster.request(f"http://{address}:{case.values['door']}/")
        if not journey or "tienda" not in (journey.pod or ""):
            return say(es=f"Por {address}:{case.values['door']} no se llega a la tienda. {journey.lines('es')[-1]}",
                       en=f"{address}:{case.values['door']} does not lead to the shop. {journey.lines('en')[-1]}")  # fmt: skip
    return None


def neighbour(case):
    """The intranet keeps its door, and there is a shop beside it."""
    case.cluster.advance("2m")
    journey = case.cluster.request("http://app.miempresa.com/")
    if not journey or "intranet" not in (journey.pod or ""):
        return say(
            es=f"La intranet ya no contesta en su puerta. {journey.lines('es')[-1]}",
            en=f"The intranet does not answer at its door any more. {journey.lines('en')[-1]}",
        )
    open_doors = [
        row["nodePort"]
        for each in case.new("Service", "default")
        for row in each["spec"].get("ports", ())
        if row.get("nodePort")
    ]
    if len(open_doors) == 1:
        return None
    return say(es=f"La intranet sigue bien, y la tienda ha abierto {len(open_doors)} puertas en los nodos; se pedía una.",
               en=f"The intranet is fine, and the shop opened {len(open_doors)} doors on the nodes; one was asked for.")  # fmt: skip


exercise(
    "networking.ports",
    3,
    hat=say(es="Gorra de desarrollo; la de administración repartió las puertas", en="Developer's hat; the administrator's gave out the doors"),
    title=say(es="Tres puertos, y una puerta ocupada", en="Three ports, and a door that is taken"),
    prompt=say(
        es="""
El Tomcat de la tienda escucha en el **8080**. Los demás programas lo llaman `http://tienda:{port}/`. Y un socio entra desde la calle por el puerto **{door}** de cualquier nodo: así está escrito
en el contrato. Alguien copió el Service de la `intranet`, que ya tiene el 30080 (por ahí entra el balanceador), y el servidor no lo acepta.

Escribe el Service `tienda`. La intranet sigue donde está.
""",
        en="""
The shop's Tomcat listens on **8080**. Other programs call it `http://tienda:{port}/`. And a partner comes in from the street by port **{door}** of any node: so says
the contract. Somebody copied the Service of the `intranet`, which has 30080 already (the balancer comes in there), and the server does not take it.

Write the Service `tienda` (shop). The intranet stays where it is.
""",
    ),
    varies=lambda chance: {"port": 81 + chance.below(18, "port"), "door": 30100 + chance.below(2000, "door")},
    given=GIVEN,
    starter=edited(("port: {port}\n    targetPort: 8080\n    nodePort: {door}", "port: 80\n    nodePort: 30080")),
    solution=RIGHT,
    also_right=[edited(("targetPort: 8080", "targetPort: web")), edited(("type: NodePort", "type: LoadBalancer"))],
    wrong=[
        wrong(say(es="compartir la puerta", en="sharing the door"), edited(("{door}", "30080")), caught_by="malformed", says="provided port is already allocated"),
        wrong(say(es="port es el del proceso", en="port is the process's"), edited(("port: {port}\n    targetPort: 8080", "port: 8080\n    targetPort: {port}")),
              caught_by="from-inside", says=say(es="no tiene el puerto {port}", en="has no port {port}")),
        wrong(say(es="sin targetPort ya se sabe", en="without targetPort it is clear anyway"), edited(("    targetPort: 8080\n", "")),
              caught_by="any-node", says=say(es="no se llega a la tienda", en="does not lead to the shop")),
        wrong(say(es="que elija Kubernetes la puerta", en="let Kubernetes choose the door"), edited(("    nodePort: {door}\n", "")),
              caught_by="any-node", says=say(es="no tiene nada en el puerto {door}", en="has nothing on port {door}")),
        wrong(say(es="nodePort es un puerto del pod", en="nodePort is a port of the pod"), edited(("nodePort: {door}", "nodePort: 8080")),
              caught_by="malformed", says="provided port is not in the valid range"),
        wrong(say(es="un puerto para cada cual, abiertos los dos", en="a port for each, both open"),
              edited(("  - port: {port}\n    targetPort: 8080\n", "  - name: dentro\n    port: {port}\n    targetPort: 8080\n  - name: fuera\n    port: 8080\n    targetPort: 8080\n")),
              caught_by="neighbour", says=say(es="ha abierto 2 puertas", en="opened 2 doors")),
        wrong(say(es="quitarle la puerta a la intranet", en="take the intranet's door"),
              "apiVersion: v1\nkind: Service\nmetadata:\n  name: intranet\nspec:\n  type: NodePort\n  selector:\n    app: tienda\n  ports:\n  - port: 80\n    targetPort: 8080\n    nodePort: 30080\n",
              caught_by="neighbour", says=say(es="La intranet ya no contesta en su puerta", en="The intranet does not answer at its door any more")),
    ],
    checks=[
        criterion(
            "from-inside", 1, say(es="Los programas de dentro la encuentran por su nombre y su puerto", en="Programs inside find it by name and port"), behaves=from_inside,
            hints=[
                say(es="`kubectl get service tienda`: ¿qué puerto es el suyo?", en="`kubectl get service tienda`: which port is its own?"),
                say(es="`port` es el del Service, el que usan los clientes de dentro; `targetPort`, el del proceso.",
                    en="`port` is the Service's, used by clients inside; `targetPort` is the process's."),
                say(es="Pon `port: {port}` y `targetPort: 8080`.", en="Write `port: {port}` and `targetPort: 8080`."),
            ],
        ),
        criterion(
            "any-node", 1, say(es="El socio entra por el puerto acordado de cualquier nodo", en="The partner comes in by the agreed port of any node"), behaves=any_node,
            hints=[
                say(es="`kubectl get service tienda`: el número detrás de los dos puntos.", en="`kubectl get service tienda`: the number after the colon."),
                say(es="`nodePort` es de las máquinas; va de 30000 a 32767, y si no lo dices lo elige Kubernetes.",
                    en="`nodePort` belongs to the machines; it is between 30000 and 32767, and if you say none Kubernetes chooses."),
                say(es="`type: NodePort`, con `nodePort: {door}` y `targetPort: 8080`.", en="`type: NodePort`, with `nodePort: {door}` and `targetPort: 8080`."),
            ],
        ),
        criterion(
            "neighbour", 1, say(es="La intranet conserva la suya, y se abre una sola más", en="The intranet keeps its own, and only one more is opened"), behaves=neighbour,
            hints=[
                say(es="`kubectl get services -A`: ¿de quién es cada puerta?", en="`kubectl get services -A`: whose is each door?"),
                say(es="Una puerta de nodo es de un solo Service en todo el clúster, y cada fila de `ports` abre una.",
                    en="A node's door belongs to one Service in the whole cluster, and each row of `ports` opens one."),
                say(es="Un Service nuevo, `tienda`, con una sola fila en `ports`.", en="A new Service, `tienda`, with one row in `ports`."),
            ],
        ),
    ],
    debrief=say(
        es="""
`targetPort` es del proceso, `port` es del Service y `nodePort` es de todas las máquinas del clúster. Los dos primeros se pueden repetir cuanto se quiera, porque cada pod y cada Service
tienen su propia IP; el tercero no, porque las máquinas son de todos: es un bien escaso, de 30000 a 32767, y se reparte. Otra razón para que haya ClusterIP por todas partes y
una sola puerta a la calle.
""",
        en="""
`targetPort` is the process's, `port` is the Service's and `nodePort` belongs to all machines of the cluster. The first two may be repeated as often as you like, since each pod and each Service
has an IP of its own; the third may not, since the machines are everybody's: it is scarce, from 30000 to 32767, and shared out. One more reason for ClusterIP everywhere and
a single door to the street.
""",
    ),
)  # fmt: skip
