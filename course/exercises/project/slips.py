"""Designs of the project: the solution, others that are right too, and wrong ones with the check that catches each."""

from __future__ import annotations

from kubecourse.grading import say, text, wrong

PARTS = {
    name: text(f"{name}.yaml") for name in ("vendors", "storage", "database", "application", "proxy", "door", "backup")
}


def design(**changed):
    """The solution with some parts changed."""
    return "---\n".join(part.strip("\n") + "\n" for part in {**PARTS, **changed}.values() if part.strip())


def edited(name, *pairs):
    """The solution with texts of one part replaced."""
    body = PARTS[name]
    for old, new in pairs:
        assert old in body, (name, old)
        body = body.replace(old, new)
    return design(**{name: body})


def documents(name):
    return PARTS[name].split("---\n")


RIGHT = design()

#: the network department's balancer sends to port 30080: no MetalLB, as the notes draw it
BY_HAND = """
apiVersion: v1
kind: Service
metadata:
  name: proxy
spec:
  type: NodePort
  selector:
    app: proxy
  ports:
  - port: 81
    targetPort: 80
    nodePort: 30080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: external-dns
  namespace: kube-system
data:
  {host}: 192.168.0.50
"""

#: one WordPress on each node that takes it, two proxies of another maker on the masters, copies of the one database
OTHER = design(
    storage=PARTS["storage"].replace("name: nfs\n", "name: cabina\n").replace("20Gi", "5Gi"),
    database=PARTS["database"]
    .replace("          periodSeconds: 2", "          periodSeconds: 1")
    .replace("  replicas: 3\n", "  replicas: 3\n  podManagementPolicy: Parallel\n"),
    application=PARTS["application"]
    .replace("  replicas: 3\n", "  replicas: 4\n  minReadySeconds: 2\n")
    .replace("httpGet:\n            path: /\n            port: 80", "tcpSocket:\n            port: 80"),
    proxy=PARTS["proxy"]
    .replace("traefik.io/ingress-controller", "nginx.org/ingress-controller")
    .replace("name: traefik\n        image: traefik:v3.5", "name: nginx\n        image: nginx/nginx-ingress:5.2"),
    backup=PARTS["backup"]
    .replace("--all-databases", "wordpress")
    .replace("concurrencyPolicy: Forbid", "concurrencyPolicy: Replace"),
)
ALSO = [design(door=BY_HAND), OTHER]

EMPTY = (
    "      - name: subidas\n        persistentVolumeClaim:\n          claimName: subidas\n",
    "      - name: subidas\n        emptyDir: {}\n",
)
TEMPLATES = PARTS["database"][
    PARTS["database"].index("  volumeClaimTemplates:") : PARTS["database"].index("---\napiVersion: policy/v1")
]
ONE_FOLDER = "      volumes:\n      - name: datos\n        persistentVolumeClaim:\n          claimName: datos\n"
ONE_CLAIM = """apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: datos
spec:
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 10Gi
---
"""
DB_PROBE = "        readinessProbe:\n          exec:\n            command: [healthcheck.sh, --connect]\n          periodSeconds: 2\n"
WP_PROBE = "        readinessProbe:\n          httpGet:\n            path: /\n            port: 80\n          periodSeconds: 2\n"

WRONG = [
    wrong(say(es="una clase, pero no por omisión", en="a class, but not the default one"),
          edited("storage", ('    storageclass.kubernetes.io/is-default-class: "true"\n', '    curso: "true"\n'), ("spec:\n  accessModes", "spec:\n  storageClassName: nfs\n  accessModes")),
          caught_by="storage", says=say(es="ninguna StorageClass es la de por omisión", en="no StorageClass is the default one")),
    wrong(say(es="las subidas, en el pod", en="the uploads inside the pod"), edited("application", EMPTY),
          caught_by="uploads", says=say(es="no lo tiene en", en="does not have it in")),
    wrong(say(es="una petición para los tres miembros", en="one claim for all three members"),
          edited("database", (TEMPLATES, ""), ("        - name: datos\n          mountPath: /var/lib/mysql\n", "        - name: datos\n          mountPath: /var/lib/mysql\n" + ONE_FOLDER), ("apiVersion: apps/v1", ONE_CLAIM + "apiVersion: apps/v1")),
          caught_by="own-storage", says=say(es="ve en su carpeta de datos lo que escribió", en="sees in its data folder what")),
    wrong(say(es="tres servidores sin Galera", en="three servers without Galera"),
          edited("database", (" $FIRST --wsrep-cluster-address=gcomm://galera-0.miembros,galera-1.miembros,galera-2.miembros", "")),
          caught_by="own-storage", says=say(es="no es una Galera", en="this is no Galera")),
    wrong(say(es="un StatefulSet sin plantilla de peticiones", en="a StatefulSet without claim templates"),
          edited("database", (TEMPLATES, ""), ("        - name: datos\n          mountPath: /var/lib/mysql\n", "        - name: datos\n          mountPath: /var/lib/mysql\n      volumes:\n      - name: datos\n        emptyDir: {}\n")),
          caught_by="data-survive", says=say(es="los artículos ya no están", en="the articles are no longer there")),
    wrong(say(es="WordPress llama sólo a galera-0", en="WordPress calls galera-0 only"),
          edited("application", ("value: basedatos:3307", "value: galera-0.miembros:3306")),
          caught_by="member-lost", says=say(es="Se perdió galera-0", en="galera-0 was lost")),
    wrong(say(es="la política no deja hablarse a los miembros", en="the policy does not let the members talk"),
          edited("database", ("  - from:\n    - podSelector:\n        matchLabels:\n          app: galera\n", "")),
          caught_by="member-back", says=say(es="en marcha y hay 1", en="and 1 are running")),
    wrong(say(es="la base de datos, abierta a todos", en="the database open to everybody"), design(database="---\n".join(documents("database")[:-1])),
          caught_by="db-closed", says=say(es="Un pod cualquiera del clúster", en="Any pod of the cluster")),
    wrong(say(es="la política también deja fuera a WordPress", en="the policy keeps WordPress out too"), edited("application", ("        basedatos: puede\n", "")),
          caught_by="site", says=say(es="MenchuPC pide", en="MenchuPC asks for")),
    wrong(say(es="sin nombre en el DNS", en="no name in the DNS"), design(door="---\n".join(documents("door")[:-1])),
          caught_by="site", says=say(es="no existe. Kubernetes no configura ese DNS", en="no such name. Kubernetes does not configure this DNS")),
    wrong(say(es="un LoadBalancer y nadie que reparta direcciones", en="a LoadBalancer and nobody who gives addresses"), design(door="---\n".join(documents("door")[2:])),
          caught_by="site", says=say(es="No hay nadie en 192.168.0.240:80", en="Nobody is at 192.168.0.240:80")),
    wrong(say(es="una regla sin clase", en="a rule without a class"), edited("proxy", ("  ingressClassName: proxy\n", "")),
          caught_by="site", says="404"),
    wrong(say(es="cada Service, su puerta", en="a door for each Service"),
          edited("application", ("spec:\n  selector:\n    app: wordpress\n", "spec:\n  type: NodePort\n  selector:\n    app: wordpress\n")),
          caught_by="one-door", says=say(es="2 Services abiertos a la calle", en="2 Services are open to the street")),
    wrong(say(es="sin proxy: la puerta es WordPress", en="no proxy: WordPress is the door"),
          edited("door", ("    app: proxy\n", "    app: wordpress\n")),
          caught_by="one-door", says=say(es="sin pasar por ningún proxy", en="without passing a reverse proxy")),
    wrong(say(es="un solo proxy", en="one proxy only"), edited("proxy", ("  replicas: 2\n", "  replicas: 1\n")),
          caught_by="proxy-lost", says=say(es="fallaron", en="requests failed")),
    wrong(say(es="todo en un nodo", en="all on one node"),
          edited("application", ("      containers:\n", "      nodeSelector:\n        kubernetes.io/hostname: worker-1\n      containers:\n")),
          caught_by="node-dies", says=say(es="Pasado un minuto de la muerte de worker-1", en="A minute after worker-1 died")),
    wrong(say(es="un presupuesto que no deja quitar ninguno", en="a budget that lets none be taken"),
          edited("application", ("minAvailable: 1", "maxUnavailable: 0")),
          caught_by="drain", says=say(es="no se deja desalojar", en="cannot be evicted")),
    wrong(say(es="WordPress sin sonda", en="WordPress without a probe"), edited("application", (WP_PROBE, "")),
          caught_by="update", says=say(es="Durante el cambio a", en="During the change to")),
    wrong(say(es="la hora del clúster", en="the cluster's own time"), edited("backup", ("  timeZone: Europe/Madrid\n", "")),
          caught_by="nightly", says=say(es="de Madrid son las", en="in Madrid is")),
    wrong(say(es="siempre el mismo fichero", en="always the same file"), edited("backup", ("$(date +%Y-%m-%d).sql", "copia.sql")),
          caught_by="nightly", says=say(es="hay 1 ficheros .sql", en="there are 1 .sql files")),
    wrong(say(es="guardar la lista en lugar de los datos", en="keep the list instead of the data"), edited("backup", ("mariadb-dump -h basedatos -P 3307 -u root --all-databases", "mariadb -h basedatos -P 3307 -u root -e 'SHOW DATABASES'")),
          caught_by="restorable", says=say(es="el artículo del jueves no aparece", en="Thursday's article is not there")),
    wrong(say(es="que nunca falle", en="let it never fail"), edited("backup", ("- -ec", "- -c"), ("cp /tmp/copia.sql", "cp /tmp/copia.sql"), (".sql\n            volumeMounts", ".sql || true\n            volumeMounts")),
          caught_by="honest", says=say(es="se dio por bueno", en="was called a success")),
    wrong(say(es="escribir la copia según sale", en="write the copy as it comes"),
          edited("backup", ("> /tmp/copia.sql\n              cp /tmp/copia.sql /copias/$(date +%Y-%m-%d).sql", "> /copias/$(date +%Y-%m-%d).sql")),
          caught_by="honest", says=say(es="parece una copia y no lo es", en="looks like a copy and is none")),
    wrong(say(es="el StatefulSet, sin su Service", en="the StatefulSet without a Service name"), edited("database", ("kind: StatefulSet", "kind: Estateful")),
          caught_by="malformed", says="Estateful"),
]  # fmt: skip
