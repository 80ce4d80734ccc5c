"""Only WordPress may talk to MariaDB: a NetworkPolicy is put on who is called, and lets in by label, not by address.

The checks ask as the site, as a neighbour, as an impostor of another namespace, and as a program that starts tomorrow.
Next: `networking_metallb.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong


def program(name, label, image, env="", namespace="default"):
    return f"""---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector:
    matchLabels:
      app: {label}
  template:
    metadata:
      labels:
        app: {label}
    spec:
      containers:
      - name: {name}
        image: {image}
{env}"""


GIVEN = (
    program("mariadb", "mariadb", "mariadb:11.4", "        env:\n        - name: MARIADB_ROOT_PASSWORD\n          value: s3creta\n")
    + program("web", "{front}", "wordpress:6.8", "        env:\n        - name: WORDPRESS_DB_HOST\n          value: basedatos:{port}\n")
    + program("contabilidad", "contabilidad", "httpd:2.4")
    + """---
apiVersion: v1
kind: Namespace
metadata:
  name: pruebas
"""
    + program("web", "{front}", "httpd:2.4", namespace="pruebas")
    + """---
apiVersion: v1
kind: Service
metadata:
  name: basedatos
spec:
  selector:
    app: mariadb
  ports:
  - port: {port}
    targetPort: 3306
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: {front}
  ports:
  - port: 80
    nodePort: 30080
"""
)  # fmt: skip
RIGHT = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: mariadb
spec:
  podSelector:
    matchLabels:
      app: mariadb
  policyTypes: [Ingress]
  ingress:
  - from:
    - podSelector:
        matchLabels:
          app: {front}
    ports:
    - port: 3306
""".lstrip()
PEER = "    - podSelector:\n        matchLabels:\n          app: {front}\n"
URL = "http://app.miempresa.com/"


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def pod_of(cluster, deployment, namespace="default"):
    """A running pod of a Deployment, as `namespace/name`."""
    for pod in cluster.list("Pod", namespace):
        if pod["metadata"]["name"].startswith(f"{deployment}-") and "deletionTimestamp" not in pod["metadata"]:
            return f"{namespace}/{pod['metadata']['name']}"
    raise LookupError(deployment)


def shut_out(cluster):
    """The site needs its database; without that it is not shut out, it is broken."""
    journey = cluster.request(URL)
    if journey and "default/web" in (journey.pod or ""):
        return None
    if journey.code == 500:
        return say(es="MenchuPC llega a WordPress, y WordPress se queda sin su base de datos: 500.",
                   en="MenchuPC reaches WordPress, and WordPress is cut off from its database: 500.")  # fmt: skip
    return say(
        es=f"MenchuPC pide {URL} y… {journey.lines('es')[-1]}",
        en=f"MenchuPC asks for {URL} and… {journey.lines('en')[-1]}",
    )


def site(case):
    """MenchuPC sees the site with its data, and the neighbours may go on asking it too."""
    case.cluster.advance("1m")
    seen = shut_out(case.cluster)
    if seen is not None:
        return seen
    journey = case.cluster.request("http://web/", source=pod_of(case.cluster, "contabilidad"))
    if journey:
        return None
    return say(
        es=f"Contabilidad también consulta la web, y ahora… {journey.lines('es')[-1]}",
        en=f"The accountants ask the site as well, and now… {journey.lines('en')[-1]}",
    )


def others_out(case):
    """Neither the neighbour nor somebody with the same label in another namespace gets through; the site does."""
    case.cluster.advance("1m")
    address = case.cluster.get("Service", "basedatos")["spec"]["clusterIP"]
    for deployment, space, es, en in (
        ("contabilidad", "default", "Contabilidad", "The accountants' program"),
        ("web", "pruebas", "Un pod de pruebas que lleva la misma etiqueta", "A pod of pruebas that has the same label"),
    ):
        if case.cluster.request(
            f"tcp://{address}:{case.values['port']}", source=pod_of(case.cluster, deployment, space)
        ):
            return say(es=f"{es} llega a MariaDB.", en=f"{en} reaches MariaDB.")
    if shut_out(case.cluster) is None:
        return None
    return say(es="No entra nadie, tampoco WordPress.", en="Nobody gets in, and WordPress does not either.")


def tomorrow(case):
    """New pods of the site get in with no change, and a new program does not."""
    for name in ("web", "mariadb"):
        case.cluster.kubectl(f"rollout restart deployment {name}")
    case.cluster.apply(program("informes", "informes", "httpd:2.4"))
    case.cluster.advance("3m")
    seen = shut_out(case.cluster)
    if seen is not None:
        return say(es=f"Se han renovado los pods. {seen.es}", en=f"The pods were renewed. {seen.en}")
    if case.cluster.request(f"tcp://basedatos:{case.values['port']}", source=pod_of(case.cluster, "informes")):
        return say(es="Un programa nuevo, informes, entra en MariaDB sin que nadie le haya dado permiso.",
                   en="A new program, informes, gets into MariaDB though nobody gave it leave.")  # fmt: skip
    return None


def hints(*, last):
    return [
        say(es='`print(cluster.request("tcp://basedatos:{port}", source="default/…"))` desde cada pod: ¿qué política lo para, y con qué regla?',
            en='`print(cluster.request("tcp://basedatos:{port}", source="default/…"))` from each pod: which policy stops it, and by which rule?'),
        say(es="`podSelector` arriba elige **a quién se protege**; `from`, a quién se deja entrar. El puerto es el del proceso: cuando el paquete llega al pod, el del Service ya no está.",
            en="`podSelector` at the top chooses **who is protected**; `from`, who is let in. The port is the process's: by the time the packet gets to the pod, the Service's is gone."),
        last,
    ]  # fmt: skip


exercise(
    "networking.policy",
    4,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="A MariaDB sólo le habla WordPress", en="Only WordPress may talk to MariaDB"),
    prompt=say(
        es="""
En este clúster cualquier pod puede llamar a cualquier otro, y por tanto a la base de datos. Tiene que poder llamarla **sólo la web**: los pods con `app: {front}` **de este espacio de nombres**, `default`. Ni
`contabilidad`, que es vecina; ni los de `pruebas`, donde alguien usa la misma etiqueta; ni lo que se instale mañana.

La web sigue abierta a todos. El Service `basedatos` atiende en el {port} y MariaDB escucha en el 3306. Un compañero dejó la política de la celda, y desde entonces tampoco se ve la web. Escríbela bien.
""",
        en="""
In this cluster any pod may call any other, and so the database too. **Only the site** is to be able to: the pods with `app: {front}` **of this namespace**, `default`. Not
`contabilidad` (accounts), which is a neighbour; not those of `pruebas` (tests), where somebody uses the same label; nor anything that is installed tomorrow.

The site stays open to all. The Service `basedatos` (database) serves on {port} and MariaDB listens on 3306. A colleague left the policy in the cell, and since then the site cannot be seen either. Put it right.
""",
    ),
    varies=lambda chance: {"front": ("wordpress", "portada", "escaparate", "blog")[chance.below(4, "front")], "port": 3307 + chance.below(90, "port")},
    given=GIVEN,
    starter=edited(("app: {front}", "app: otra"), ("app: mariadb", "app: {front}"), ("app: otra", "app: mariadb")),
    solution=RIGHT,
    also_right=[
        edited(("  policyTypes: [Ingress]\n", ""), ("    ports:\n    - port: 3306\n", "")),
        edited(("- podSelector:\n        matchLabels:", "- namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: default\n      podSelector:\n        matchLabels:")),
        RIGHT.replace("  ingress:\n", "").partition("  - from")[0] + "---\n" + edited(("name: mariadb\n", "name: mariadb-web\n")),
    ],
    wrong=[
        wrong(say(es="la política, en quien llama", en="the policy on the one who calls"), edited(("app: {front}", "app: otra"), ("app: mariadb", "app: {front}"), ("app: otra", "app: mariadb")),
              caught_by="others-out", says=say(es="Contabilidad llega a MariaDB", en="The accountants' program reaches MariaDB")),
        wrong(say(es="elegir por el nombre del Service", en="choose by the Service's name"), edited(("app: mariadb", "app: basedatos")),
              caught_by="tomorrow", says=say(es="informes, entra en MariaDB", en="informes, gets into MariaDB")),
        wrong(say(es="dos condiciones en dos rayas", en="two conditions in two items"), edited((PEER, PEER + "    - namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: default\n")),
              caught_by="others-out", says=say(es="Contabilidad llega a MariaDB", en="The accountants' program reaches MariaDB")),
        wrong(say(es="un namespaceSelector vacío es el de aquí", en="an empty namespaceSelector is the one here"), edited((PEER, "    - namespaceSelector: {}\n      podSelector:\n        matchLabels:\n          app: {front}\n")),
              caught_by="others-out", says=say(es="de pruebas que lleva la misma etiqueta", en="of pruebas that has the same label")),
        wrong(say(es="el puerto es el del Service", en="the port is the Service's"), edited(("port: 3306", "port: {port}")),
              caught_by="site", says=say(es="se queda sin su base de datos", en="is cut off from its database")),
        wrong(say(es="para todos los pods, que es más seguro", en="for all pods, which is safer"), edited(("  podSelector:\n    matchLabels:\n      app: mariadb\n", "  podSelector: {}\n")),
              caught_by="site", says=say(es=f"MenchuPC pide {URL}", en=f"MenchuPC asks for {URL}")),
        wrong(say(es="prohibir al que molesta", en="forbid the one who is a nuisance"), edited((PEER, "    - podSelector:\n        matchExpressions:\n        - {key: app, operator: NotIn, values: [contabilidad]}\n")),
              caught_by="tomorrow", says=say(es="sin que nadie le haya dado permiso", en="though nobody gave it leave")),
        wrong(say(es="la red de los pods", en="the pods' network"), edited((PEER, "    - ipBlock:\n        cidr: 10.10.20.0/24\n")),
              caught_by="others-out", says=say(es="Contabilidad llega", en="The accountants' program reaches")),
        wrong(say(es="cerrarla del todo", en="shut it altogether"), edited(("  ingress:\n", "")).partition("  - from")[0],
              caught_by="others-out", says=say(es="No entra nadie, tampoco WordPress", en="Nobody gets in, and WordPress does not either")),
        wrong(say(es="de salida en vez de entrada", en="going out instead of coming in"), edited(("policyTypes: [Ingress]", "policyTypes: [Egress]")),
              caught_by="others-out", says=say(es="Contabilidad llega", en="The accountants' program reaches")),
        wrong(say(es="from sin lista", en="from without a list"), edited((PEER, "      podSelector:\n        matchLabels:\n          app: {front}\n")), caught_by="malformed", says="from"),
    ],
    checks=[
        criterion("site", 1, say(es="La web se ve, con sus datos y desde todas partes", en="The site is seen, with its data and from everywhere"), behaves=site,
                  hints=hints(last=say(es="Protege sólo a `app: mariadb`, y deja el puerto 3306 (o ninguno: todos).", en="Protect `app: mariadb` only, and leave port 3306 (or none: all of them)."))),
        criterion("others-out", 2, say(es="Nadie más llega a la base de datos", en="Nobody else reaches the database"), behaves=others_out,
                  hints=hints(last=say(es="Una sola raya en `from`, con `podSelector` y `app: {front}`: sin `namespaceSelector` se entiende este espacio de nombres.",
                                       en="One single item in `from`, with `podSelector` and `app: {front}`: without a `namespaceSelector`, this namespace is meant."))),
        criterion("tomorrow", 1, say(es="Y mañana, igual, sin tocarla", en="And tomorrow likewise, without touching it"), behaves=tomorrow,
                  hints=hints(last=say(es="Ni direcciones ni listas de prohibidos: se dice quién **sí** entra, por su etiqueta.", en="Neither addresses nor lists of the forbidden: say who **does** come in, by label."))),
    ],
    debrief=say(
        es="""
Mientras ninguna política elige a un pod, ese pod lo recibe todo. En cuanto una lo elige, sólo recibe lo que alguna permita: no hay reglas que prohíban, sólo permisos que se suman. Dos rayas en `from` son dos
permisos (uno **o** el otro); dos selectores en la misma raya son una condición (los dos **a la vez**). Todo va por etiquetas, porque las IP cambian: las de hoy ya no valen mañana.

Y no la hace cumplir Kubernetes, sino el complemento de red. Con Calico o Cilium se cumple; con Flannel solo, el servidor la acepta, la guarda, y no la lee nadie: `Cluster(network="flannel")` para verlo.
""",
        en="""
As long as no policy chooses a pod, that pod takes everything. Once one chooses it, it takes only what some policy allows: there are no rules that forbid, only permissions that add up. Two items in `from` are two
permissions (one **or** the other); two selectors in one item are one condition (both **at once**). It all goes by labels, for IPs change: today's are no good tomorrow.

And it is not Kubernetes that enforces it but the network plug-in. Calico and Cilium do; with Flannel alone the server accepts it, keeps it, and nobody reads it: `Cluster(network="flannel")` to see that.
""",
    ),
)  # fmt: skip
