"""Publish WordPress with two Services: three ports with three owners, one name that does not change, one door to the street.

The checks send requests: from a WordPress pod, from MenchuPC through the balancer, to each node, and to doors that must be shut. Next: `batch.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

SERVICES = text("services.yaml")
URL = "http://app.miempresa.com/"


def edited(*pairs):
    changed = SERVICES
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def wordpress(case):
    pods = case.cluster.list("Pod", "default", labels="app=wordpress")
    return f"default/{pods[0]['metadata']['name']}"


def by_name(case):
    """WordPress reaches its database where its configuration says."""
    case.cluster.advance("1m")
    journey = case.cluster.request("tcp://basedatos-desarrollo:3307", source=wordpress(case))
    if journey and (journey.pod or "").startswith("default/mariadb"):
        return None
    return say(es=f"WordPress pregunta a basedatos-desarrollo:3307 y… {journey.lines('es')[-1]}",
               en=f"WordPress asks basedatos-desarrollo:3307 and… {journey.lines('en')[-1]}")  # fmt: skip


def from_the_street(case):
    """MenchuPC gets a page of WordPress, the balancer and the nodePort between them."""
    case.cluster.advance("1m")
    journey = case.cluster.request(URL)
    if journey and (journey.pod or "").startswith("default/wordpress"):
        return None
    if journey.code == 500:
        return say(es="MenchuPC llega a WordPress, pero WordPress no llega a su base de datos: 500.",
                   en="MenchuPC reaches WordPress, but WordPress does not reach its database: 500.")  # fmt: skip
    return say(
        es=f"MenchuPC pide {URL} y… {journey.lines('es')[-1]}",
        en=f"MenchuPC asks for {URL} and… {journey.lines('en')[-1]}",
    )


def any_node(case):
    """Every machine is a door, and none of them leads to the database."""
    case.cluster.advance("1m")
    addresses = [
        row["address"] for node in case.cluster.list("Node") for row in node["status"]["addresses"] if row["type"] == "InternalIP"
    ]  # fmt: skip
    for address in addresses:
        journey = case.cluster.request(f"http://{address}:30080/")
        if "wordpress" not in (journey.pod or ""):
            return say(es=f"Por {address}:30080 no se llega a WordPress. {journey.lines('es')[-1]}",
                       en=f"{address}:30080 does not lead to WordPress. {journey.lines('en')[-1]}")  # fmt: skip
    for service in case.new("Service", "default"):
        for row in service["spec"].get("ports", ()):
            port = row.get("nodePort")
            if port and "mariadb" in (case.cluster.request(f"tcp://{addresses[0]}:{port}").pod or ""):
                return say(es=f"Cualquiera de la empresa llega a MariaDB por el puerto {port} de los nodos.",
                           en=f"Anybody in the company reaches MariaDB by port {port} of the nodes.")  # fmt: skip
    return None


exercise(
    "networking.publish",
    4,
    hat=say(es="Gorra de desarrollo, con un ojo en la de administración", en="Developer's hat, with an eye on the administrator's"),
    title=say(es="De MenchuPC a MariaDB", en="From MenchuPC to MariaDB"),
    prompt=say(
        es="""
Los dos Deployment están en marcha: `mariadb` (etiqueta `app: mariadb`, escucha en 3306) y `wordpress` (`app: wordpress`, escucha en 80; su
configuración dice `WORDPRESS_DB_HOST: basedatos-desarrollo:3307`). El balanceador de la empresa, 192.168.0.50, manda lo que recibe en el
puerto 80 al **30080** de los nodos, y el DNS de la empresa ya lo llama `app.miempresa.com`.

Escribe los **dos Services** de los apuntes: `basedatos-desarrollo` en el puerto 3307 y `wp-desarrollo` en el 87. WordPress tiene que encontrar su
base de datos, MenchuPC tiene que ver la web por cualquier nodo, y MariaDB no tiene que verse desde fuera.
""",
        en="""
Both Deployments are running: `mariadb` (label `app: mariadb`, listening on 3306) and `wordpress` (`app: wordpress`, listening on 80; its
configuration says `WORDPRESS_DB_HOST: basedatos-desarrollo:3307`). The company's balancer, 192.168.0.50, sends what arrives on
port 80 to port **30080** of the nodes, and the company's DNS calls it `app.miempresa.com` already.

Write the **two Services** of the notes: `basedatos-desarrollo` on port 3307 and `wp-desarrollo` on 87. WordPress must find its
database, MenchuPC must see the site through any node, and MariaDB must not be seen from outside.
""",
    ),
    given=text("given.yaml"),
    starter="""
apiVersion: v1
kind: Service
metadata:
  name: basedatos-desarrollo
spec:
  selector:
    app: mariadb
  ports:
---
apiVersion: v1
kind: Service
metadata:
  name: wp-desarrollo
spec:
  selector:
    app: wordpress
  ports:
""",
    solution=SERVICES,
    also_right=[
        edited(("LoadBalancer", "NodePort")),
        edited(("targetPort: 3306", "targetPort: sql"), ("targetPort: 80", "targetPort: http")),
        edited(("  type: ClusterIP\n", ""), ("  - port: 87\n", "  - name: web\n    protocol: TCP\n    port: 87\n")),
        edited(("    app: mariadb\n  ports", "    app: mariadb\n  clusterIP: 10.10.30.100\n  ports")),
    ],
    wrong=[
        wrong(say(es="targetPort es el puerto que usan los clientes", en="targetPort is the port that clients use"),
              edited(("port: 3307\n    targetPort: 3306", "port: 3306\n    targetPort: 3307")),
              caught_by="by-name", says=say(es="no tiene el puerto 3307", en="has no port 3307")),
        wrong(say(es="sin targetPort", en="without targetPort"), edited(("    targetPort: 80\n", "")),
              caught_by="from-the-street", says=say(es="conexión rechazada", en="connection refused")),
        wrong(say(es="el selector es el nombre del Service", en="the selector is the Service's name"),
              edited(("app: mariadb", "app: basedatos-desarrollo")),
              caught_by="by-name", says=say(es="no tiene detrás ningún pod listo", en="has no ready pod behind it")),
        wrong(say(es="con ClusterIP basta", en="ClusterIP will do"), edited(("  type: LoadBalancer\n", ""), ("    nodePort: 30080\n", "")),
              caught_by="from-the-street", says=say(es="no tiene nada en el puerto 30080", en="has nothing on port 30080")),
        wrong(say(es="que el nodePort lo elija Kubernetes", en="let Kubernetes choose the nodePort"), edited(("    nodePort: 30080\n", "")),
              caught_by="any-node", says=say(es="no se llega a WordPress", en="does not lead to WordPress")),
        wrong(say(es="nodePort es un puerto del pod", en="nodePort is a port of the pod"), edited(("nodePort: 30080", "nodePort: 80")),
              caught_by="malformed", says="provided port is not in the valid range"),
        wrong(say(es="todos NodePort, y listo", en="NodePort for all, and done"), edited(("ClusterIP", "NodePort")),
              caught_by="any-node", says=say(es="Cualquiera de la empresa llega a MariaDB", en="Anybody in the company reaches MariaDB")),
        wrong(say(es="sólo el Service de fuera", en="only the outer Service"), SERVICES.split("---\n")[1],
              caught_by="from-the-street", says=say(es="WordPress no llega a su base de datos", en="WordPress does not reach its database")),
    ],
    checks=[
        criterion(
            "by-name", 1, say(es="WordPress encuentra su base de datos", en="WordPress finds its database"), behaves=by_name,
            hints=[
                say(es='`print(cluster.request("tcp://basedatos-desarrollo:3307", source="default/…"))` cuenta el viaje desde un pod.',
                    en='`print(cluster.request("tcp://basedatos-desarrollo:3307", source="default/…"))` tells the journey from a pod.'),
                say(es="`port` es el del Service, el que usan los clientes; `targetPort`, el del proceso dentro del pod. El selector busca etiquetas de pods.",
                    en="`port` is the Service's, which clients use; `targetPort` that of the process in the pod. The selector looks for labels of pods."),
                say(es="Pon `port: 3307`, `targetPort: 3306` y `selector: {app: mariadb}`.", en="Write `port: 3307`, `targetPort: 3306` and `selector: {app: mariadb}`."),
            ],
        ),
        criterion(
            "from-the-street", 2, say(es="MenchuPC ve la web", en="MenchuPC sees the site"), behaves=from_the_street,
            hints=[
                say(es=f'`print(cluster.request("{URL}"))`: ¿en qué salto se para?', en=f'`print(cluster.request("{URL}"))`: at which hop does it stop?'),
                say(es="El balanceador ya apunta al 30080 de los nodos: alguien tiene que escuchar ahí y llevarlo al puerto del proceso.",
                    en="The balancer points at 30080 of the nodes already: somebody must listen there and take it to the process's port."),
                say(es="`type: NodePort` o `LoadBalancer`, con `port: 87`, `targetPort: 80`, `nodePort: 30080`.",
                    en="`type: NodePort` or `LoadBalancer`, with `port: 87`, `targetPort: 80`, `nodePort: 30080`."),
            ],
        ),
        criterion(
            "any-node", 1, say(es="Cualquier nodo es puerta de la web y ninguno de la base de datos",
                               en="Any node is a door to the site and none to the database"), behaves=any_node,
            hints=[
                say(es="`kubectl get services`: ¿qué puertos hay en los nodos?", en="`kubectl get services`: which ports are there on the nodes?"),
                say(es="Un nodePort se abre en todos los nodos, maestros incluidos. Lo que no lo necesita va sin él.",
                    en="A nodePort opens on every node, masters included. What does not need one goes without."),
                say(es="ClusterIP para `basedatos-desarrollo`, y sólo `wp-desarrollo` con `nodePort: 30080`.",
                    en="ClusterIP for `basedatos-desarrollo`, and only `wp-desarrollo` with `nodePort: 30080`."),
            ],
        ),
    ],
    debrief=say(
        es="""
Tres puertos, tres dueños: `targetPort` es del proceso, `port` es del Service (nombre e IP que no cambian) y `nodePort` es de las máquinas, de todas.
Un Service NodePort *es* un ClusterIP con un NAT en cada nodo; un LoadBalancer es un NodePort más alguien que configura el balanceador. En este
clúster propio no hay nadie que lo haga: `EXTERNAL-IP` se queda en `<pending>`, y si la web funciona es porque el balanceador se apuntó a mano al 30080.
""",
        en="""
Three ports, three owners: `targetPort` is the process's, `port` is the Service's (a name and an IP that do not change) and `nodePort` belongs to the
machines, all of them. A NodePort Service *is* a ClusterIP with a NAT on each node; a LoadBalancer is a NodePort and somebody who configures the balancer. On
these premises there is nobody to do so: `EXTERNAL-IP` stays `<pending>`, and the site works because the balancer was pointed at 30080 by hand.
""",
    ),
)  # fmt: skip
