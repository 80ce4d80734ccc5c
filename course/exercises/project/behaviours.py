"""What is asked of the company's WordPress, one behaviour a function: they break the cluster, and look who still serves.

Each answers None, or words on what was seen. Next: `copies.py`, what is asked of the backups.
"""

from __future__ import annotations

import contextlib

from kubecourse.engine.api.errors import ApiError
from kubecourse.grading import part, say

looks = part("looks.py")
Missing, guarded = looks.Missing, looks.guarded
called, members, product, site, servers = looks.called, looks.members, looks.product, looks.site, looks.servers

CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: kc-claim}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 1Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: kc-claim}
spec:
  containers: [{name: c, image: "busybox:1.36", command: [sleep, infinity], volumeMounts: [{name: d, mountPath: /d}]}]
  volumes: [{name: d, persistentVolumeClaim: {claimName: kc-claim}}]
"""
UPLOADS = "/var/www/html/wp-content/uploads"


# -- storage ---------------------------------------------------------------------------------------------


@guarded
def storage(case):
    """Whoever asks for a shared volume without naming a class has it within two minutes."""
    case.cluster.apply(CLAIM)
    case.cluster.advance("2m")
    claim = case.cluster.get("PersistentVolumeClaim", "kc-claim")
    if claim["status"]["phase"] == "Bound":
        return None
    named = claim["spec"].get("storageClassName")
    if named is None:
        return say(es="Una petición que no nombra clase se queda sin ella: ninguna StorageClass es la de por omisión.",
                   en="A claim that names no class gets none: no StorageClass is the default one.")  # fmt: skip
    return say(es=f"Una petición que no nombra clase recibe {named}, y dos minutos después sigue sin volumen.",
               en=f"A claim that names no class is given {named}, and two minutes later it still has no volume.")  # fmt: skip


@guarded
def uploads(case):
    """A PDF uploaded by one WordPress is seen by all, and is still there when all of them have died."""
    site(case)
    pods = servers(case.cluster, "wordpress")
    if len(pods) < 2:
        return say(
            es="Sólo hay un WordPress: no hay con quién compartir.",
            en="There is only one WordPress: nobody to share with.",
        )
    namespace, first = called(pods[0])
    case.cluster.exec(first, ["sh", "-c", f"echo catalogo > {UPLOADS}/catalogo.pdf"], namespace=namespace)
    for pod in pods[1:]:
        if (
            "catalogo"
            not in case.cluster.exec(called(pod)[1], ["cat", f"{UPLOADS}/catalogo.pdf"], namespace=namespace).stdout
        ):
            return say(es=f"Un cliente sube catalogo.pdf por {first}, y {called(pod)[1]} no lo tiene en {UPLOADS}.",
                       en=f"A customer uploads catalogo.pdf through {first}, and {called(pod)[1]} does not have it in {UPLOADS}.")  # fmt: skip
    for pod in pods:
        case.cluster.delete("Pod", called(pod)[1], namespace)
    case.cluster.advance("2m")
    for pod in servers(case.cluster, "wordpress"):
        if (
            "catalogo"
            in case.cluster.exec(called(pod)[1], ["cat", f"{UPLOADS}/catalogo.pdf"], namespace=namespace).stdout
        ):
            return None
    return say(
        es="catalogo.pdf se perdió al morir los pods que lo tenían.",
        en="catalogo.pdf was lost when the pods that had it died.",
    )


# -- the database ----------------------------------------------------------------------------------------


@guarded
def own_storage(case):
    """Three members that know of each other, and no two keep their data in one place."""
    found = members(case)
    for pod in found:
        namespace, name = called(pod)
        case.cluster.exec(name, ["sh", "-c", f"echo {name} > /var/lib/mysql/kc-{name}"], namespace=namespace)
    for pod in found:
        namespace, name = called(pod)
        seen = case.cluster.exec(name, ["ls", "/var/lib/mysql"], namespace=namespace).stdout.split()
        others = [each for each in seen if each.startswith("kc-") and each != f"kc-{name}"]
        if others:
            return say(es=f"{name} ve en su carpeta de datos lo que escribió {others[0][3:]}: dos servidores sobre los mismos ficheros los corrompen.",
                       en=f"{name} sees in its data folder what {others[0][3:]} wrote: two servers on the same files corrupt them.")  # fmt: skip
    wordpress = site(case)
    looks.post(case.cluster, wordpress, "primera")
    for pod in found:
        said, error = looks.posts(case.cluster, wordpress, pod["status"]["podIP"], "3306")
        if "primera" not in said:
            return say(es=f"Lo que WordPress escribe no está en {called(pod)[1]}: no es una Galera, son tres bases de datos sueltas. {error}".strip(),
                       en=f"What WordPress writes is not at {called(pod)[1]}: this is no Galera but three databases on their own. {error}".strip())  # fmt: skip
    return None


@guarded
def data_survive(case):
    """All members die at once, as in a power cut: five minutes later the articles are there."""
    looks.post(case.cluster, site(case), "antes del apagon")
    for pod in members(case):
        case.cluster.delete("Pod", called(pod)[1], called(pod)[0])
    case.cluster.advance("5m")
    wordpress = site(case)
    said, error = looks.posts(case.cluster, wordpress)
    if "antes del apagon" in said:
        return None
    return say(es=f"Tras morir todos los miembros, los artículos ya no están. {error}".strip(),
               en=f"After all the members died the articles are no longer there. {error}".strip())  # fmt: skip


@guarded
def member_lost(case):
    """One member after the other is lost, and nobody notices."""
    site(case)
    for pod in members(case):
        cluster = case.cluster.fork()
        cluster.delete("Pod", called(pod)[1], called(pod)[0])
        said = looks.told(
            *looks.lost_requests(case, cluster, 45, 1),
            say(es=f"Se perdió {called(pod)[1]}", en=f"{called(pod)[1]} was lost"),
        )
        if said:
            return said
    return None


@guarded
def member_back(case):
    """A lost member is back with what was written while it was away."""
    site(case)
    for lost in members(case):
        cluster = case.cluster.fork()
        namespace, name = called(lost)
        cluster.delete("Pod", name, namespace)
        for wait, title in (
            ("3s", "nada mas irse"),
            ("29s", "mientras no estaba"),
        ):  # it may take half a minute to leave
            cluster.advance(wait)
            looks.post(cluster, site(case, cluster), title)
        cluster.advance("4m")
        wordpress = site(case, cluster)
        for pod in members(case, cluster):
            said, error = looks.posts(cluster, wordpress, pod["status"]["podIP"], "3306")
            if "nada mas irse" not in said or "mientras no estaba" not in said:
                return say(es=f"Cuatro minutos después de perder {name}, {called(pod)[1]} no tiene lo que se escribió mientras tanto. {error}".strip(),
                           en=f"Four minutes after {name} was lost, {called(pod)[1]} does not have what was written meanwhile. {error}".strip())  # fmt: skip
    return None


STRANGER = """
apiVersion: v1
kind: Pod
metadata: {name: kc-stranger, namespace: NAMESPACE, labels: {app: kc-stranger}}
spec: {containers: [{name: c, image: "busybox:1.36", command: [sleep, infinity]}]}
"""


@guarded
def db_closed(case):
    """A pod of somebody else's, in the same namespace, cannot talk to the database; WordPress can."""
    wordpress = site(case)
    namespace = called(wordpress)[0]
    host, port = looks.database(case.cluster, wordpress)
    case.cluster.apply(STRANGER.replace("NAMESPACE", namespace))
    case.cluster.advance("1m")
    targets = [(host, port), *((pod["status"]["podIP"], "3306") for pod in members(case))]
    for target, its_port in targets:
        if case.cluster.request(f"tcp://{target}:{its_port}", source=f"{namespace}/kc-stranger"):
            return say(es=f"Un pod cualquiera del clúster abre una conexión con la base de datos en {target}:{its_port}.",
                       en=f"Any pod of the cluster can open a connection to the database at {target}:{its_port}.")  # fmt: skip
    return None


# -- the way in ------------------------------------------------------------------------------------------


@guarded
def reachable(case):
    """MenchuPC sees the site by its name, and it is a WordPress with its database."""
    looks.post(case.cluster, site(case), "hola")


@guarded
def one_door(case):
    """One Service is open to the street, that of the proxy; by the bare address nothing is seen."""
    site(case)
    first = next(hop.at for hop in case.cluster.request(looks.url(case)).hops if hop.at.startswith("Pod/"))
    _, namespace, name = first.split("/")
    if "wordpress" in product(case.cluster.get("Pod", name, namespace)):
        return say(es="La petición llega a WordPress sin pasar por ningún proxy inverso: el próximo nombre necesitará otra puerta.",
                   en="The request comes to WordPress without passing a reverse proxy: the next name will need another door.")  # fmt: skip
    open_ones = [
        each for each in case.cluster.list("Service") if each["spec"].get("type") in ("NodePort", "LoadBalancer")
    ]
    if len(open_ones) > 1:
        names = ", ".join(sorted(each["metadata"]["name"] for each in open_ones))
        return say(es=f"Hay {len(open_ones)} Services abiertos a la calle ({names}) y basta uno, el del proxy.",
                   en=f"{len(open_ones)} Services are open to the street ({names}) and one is enough, the proxy's.")  # fmt: skip
    for each in open_ones:
        address = (
            f"http://192.168.0.101:{each['spec']['ports'][0]['nodePort']}/"
            if each["spec"]["ports"][0].get("nodePort")
            else None
        )
        if address and case.cluster.request(address):
            return say(es="Quien entra por una dirección, sin decir el nombre, también ve la web.",
                       en="Whoever comes in by an address, without the name, sees the site too.")  # fmt: skip
    return None


@guarded
def proxy_lost(case):
    """A pod of the proxy dies, and no request fails."""
    site(case)
    first = next(hop.at for hop in case.cluster.request(looks.url(case)).hops if hop.at.startswith("Pod/"))
    _, namespace, name = first.split("/")
    case.cluster.delete("Pod", name, namespace)
    return looks.told(
        *looks.lost_requests(case, case.cluster, 30, 0.5),
        say(
            es=f"Murió {name}, el primer pod por el que pasa la petición",
            en=f"{name} died, the first pod on the request's way",
        ),
    )


# -- machines --------------------------------------------------------------------------------------------


def workers(cluster):
    return [node["metadata"]["name"] for node in cluster.list("Node") if not node["spec"].get("taints")]


@guarded
def node_dies(case):
    """Either worker dies: once the cluster has noticed, everybody is served."""
    site(case)
    for node in workers(case.cluster):
        cluster = case.cluster.fork()
        cluster.fail_node(node)
        cluster.advance("70s")
        said = looks.told(
            *looks.lost_requests(case, cluster, 480, 20),
            say(es=f"Pasado un minuto de la muerte de {node}", en=f"A minute after {node} died"),
        )
        if said:
            return said
    return None


@guarded
def drained(case):
    """Either worker is emptied for maintenance, within ten minutes, and nobody notices."""
    site(case)
    for node in workers(case.cluster):
        cluster = case.cluster.fork()
        cluster.api.patch("Node", node, {"spec": {"unschedulable": True}}, type="merge")
        failed, asked, first, left = 0, 0, None, None
        for _ in range(300):
            left = evict(cluster, node)
            new = looks.lost_requests(case, cluster, 2, 1)
            failed, asked, first = failed + new[0], asked + new[1], new[2] if first is None else first
            if not left:
                break
        if left:
            return say(es=f"Diez minutos después, {node} sigue sin vaciarse: {left[0]} no se deja desalojar.",
                       en=f"Ten minutes later {node} is still not empty: {left[0]} cannot be evicted.")  # fmt: skip
        said = looks.told(
            failed, asked, first, say(es=f"Mientras se vaciaba {node}", en=f"While {node} was being emptied")
        )
        if said:
            return said
    return None


def evict(cluster, node):
    """Ask each pod of a node to leave, as kubectl drain does; the names of those that are still there."""
    left = []
    for pod in cluster.list("Pod", fields=f"spec.nodeName={node}"):
        owners = [owner["kind"] for owner in pod["metadata"].get("ownerReferences", ())]
        if "DaemonSet" in owners or "Node" in owners or pod["status"]["phase"] in ("Succeeded", "Failed"):
            continue
        left.append(called(pod)[1])
        if "deletionTimestamp" not in pod["metadata"]:
            with contextlib.suppress(ApiError):  # its budget says: later
                cluster.api.evict(called(pod)[1], called(pod)[0])
    return left


@guarded
def updated(case):
    """Another version while people read: no request fails, and in the end all is new."""
    wordpress = site(case)
    kind, name, namespace = looks.workload(case.cluster, wordpress)
    container = next(each for each in wordpress["spec"]["containers"] if "wordpress" in each["image"])
    image = "wordpress:6.8.2" if container["image"].endswith("6.8.3") else "wordpress:6.8.3"
    done = case.cluster.kubectl(f"set image {kind.lower()}/{name} {container['name']}={image} -n {namespace}")
    if done.code:
        return str(done.stderr).strip()
    failed, asked, first = looks.lost_requests(case, case.cluster, 120, 1)
    said = looks.told(failed, asked, first, say(es=f"Durante el cambio a {image}", en=f"During the change to {image}"))
    if said:
        return said
    old = [
        called(pod)[1]
        for pod in servers(case.cluster, "wordpress", ready=False)
        if image not in str(pod["spec"]["containers"])
    ]
    if old:
        return say(
            es=f"Dos minutos después {old[0]} sigue con la versión anterior.",
            en=f"Two minutes later {old[0]} still has the old version.",
        )
    return None
