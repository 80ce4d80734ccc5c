"""Follow a packet: what a request really goes through, and what only prepared the way for it.

Nothing here knows the answer: the request is sent, and its hops are compared with what was marked. Next: `networking_pod_ip.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, deal, exercise, say, slots, wrong

URL = "http://app.miempresa.com/"


def program(name, image, more=""):
    return f"""---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
      - name: {name}
        image: {image}
{more}"""


GIVEN = (
    program("mariadb", "mariadb:11.4", "        env:\n        - name: MARIADB_ROOT_PASSWORD\n          value: s3creta\n")
    + program("wordpress", "wordpress:6.8", '        env:\n        - name: WORDPRESS_DB_HOST\n          value: "{host}"\n')
    + program("proxy", "traefik:v3.5")
    + """---
apiVersion: v1
kind: Service
metadata:
  name: basedatos
spec:
  clusterIP: 10.10.30.{last}
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
  selector:
    app: wordpress
  ports:
  - port: 87
    targetPort: 80
---
apiVersion: v1
kind: Service
metadata:
  name: puerta
spec:
  type: NodePort
  selector:
    app: {door}
  ports:
  - port: 81
    targetPort: 80
    nodePort: 30080
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: proxy
spec:
  controller: traefik.io/ingress-controller
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: proxy
  rules:
  - host: app.miempresa.com
    http:
      paths:
      - pathType: Prefix
        path: /
        backend:
          service:
            name: web
            port:
              number: 87
"""
)  # fmt: skip
#: what may be marked -> its words, and how a hop of the request begins that happens there
STREET = {
    "dns": say(es="el DNS de la empresa", en="the company's DNS"),
    "balancer": say(es="el balanceador `192.168.0.50`", en="the balancer `192.168.0.50`"),
    "node": say(es="un nodo cualquiera, por su puerto 30080 y sus reglas de netfilter", en="some node or other, by its port 30080 and its netfilter rules"),
}  # fmt: skip
INSIDE = {
    "proxy": say(es="el pod de Traefik", en="Traefik's pod"),
    "web": say(es="el pod de WordPress", en="WordPress's pod"),
    "coredns": say(es="CoreDNS, el DNS del clúster", en="CoreDNS, the cluster's DNS"),
    "mariadb": say(es="el pod de MariaDB", en="MariaDB's pod"),
}
IDLE = {
    "kubeproxy": say(es="el proceso `kube-proxy` de ese nodo", en="the `kube-proxy` process of that node"),
    "apiserver": say(es="el servidor de API", en="the API server"),
    "controllers": say(es="`kube-controller-manager`, que lleva la lista de pods de cada Service", en="`kube-controller-manager`, which keeps the list of pods of each Service"),
    "deployment": say(es="el Deployment `wordpress`", en="the Deployment `wordpress`"),
}  # fmt: skip
WHERE = {
    "dns": "DNS/external", "balancer": "Balancer/", "node": "Node/", "proxy": "Pod/default/proxy-", "web": "Pod/default/wordpress-",
    "coredns": "DNS/cluster", "mariadb": "Pod/default/mariadb-", "kubeproxy": "Pod/kube-system/kube-proxy-", "apiserver": "Pod/kube-system/kube-apiserver-",
    "controllers": "Pod/kube-system/kube-controller-manager-", "deployment": "Deployment/",
}  # fmt: skip


def varies(chance):
    """Two doors, two ways to call the database: with the letters, what is right for this student."""
    door = ("proxy", "wordpress")[chance.below(2, "door")]
    by_name = bool(chance.below(2, "host"))
    port, last = 3307 + chance.below(80, "port"), 100 + chance.below(90, "last")
    dealt = deal(chance, [{**STREET, **INSIDE, **IDLE}])
    right = [
        "dns",
        "balancer",
        "node",
        *(["proxy"] if door == "proxy" else []),
        "web",
        *(["coredns"] if by_name else []),
        "mariadb",
    ]

    def letters(*ids):
        return " ".join(sorted(dealt[id] for id in ids))

    def toggled(id):
        return letters(*(set(right) ^ {id}))

    return dealt | {
        "door": door,
        "host": f"basedatos:{port}" if by_name else f"10.10.30.{last}:{port}",
        "port": port,
        "last": last,
        "right": letters(*right),
        "spelled": ", ".join(letters(*right).upper().split()),
        "other_proxy": toggled("proxy"),
        "proxy_told": "roxy" if door == "proxy" else "Traefik",
        "other_dns": toggled("coredns"),
        "no_base": toggled("mariadb"),
        "no_node": toggled("node"),
        "no_street": letters(*right[2:]),
    }


def passed(case):
    """id -> the first hop there, as a sentence in both languages; only those that the request went through."""
    journey = case.cluster.request(URL)
    assert journey, journey.verdict
    found = {}
    for id, prefix in WHERE.items():
        at = next((n for n, hop in enumerate(journey.hops) if hop.at.startswith(prefix)), None)
        if at is not None:
            found[id] = tuple(journey.lines(lang)[at].partition(". ")[2] for lang in ("es", "en"))
    return found


def compared(case, group):
    """What was marked of a group and is no hop, or is one and was not marked."""
    hops = passed(case)
    for id, words in group.items():
        marked = case.values[id] in case.letters
        if marked and id not in hops:
            return say(es=f"La petición se ha enviado, y no ha pasado por {words.es}.", en=f"The request was sent, and did not go through {words.en}.")  # fmt: skip
        if id in hops and not marked:
            return say(es=f"Falta un salto: «{hops[id][0]}»", en=f'A hop is missing: "{hops[id][1]}"')
    return None


def street(case):
    return compared(case, STREET)


def inside(case):
    return compared(case, INSIDE)


def idle(case):
    """None of those that only prepare the way; whoever marks next to nothing has predicted nothing."""
    seen = compared(case, IDLE)
    if seen is not None:
        return say(es=f"{seen.es} Preparó el camino antes, o no es más que un papel.", en=f"{seen.en} It prepared the way before, or is no more than a sheet of paper.")  # fmt: skip
    if street(case) is None or inside(case) is None:
        return None
    return say(es="Nada de lo que has marcado sobra aquí, pero faltan saltos por los dos lados.", en="Nothing that you marked is too much here, but hops are missing on both sides.")  # fmt: skip


def hints(first, second, last):
    return [first, second, last]


exercise(
    "networking.hops",
    3,
    kind="choice",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Sigue el paquete", en="Follow the packet"),
    prompt=say(
        es=f"""
En el clúster están WordPress (`web`, puerto 87), MariaDB (`basedatos`, puerto {{port}}) y un proxy Traefik con una regla para `app.miempresa.com`. El Service que abre la calle es `puerta`, en el 30080; mira bien
**a quién elige**: `app: {{door}}`. Y mira cómo llama WordPress a su base de datos: `WORDPRESS_DB_HOST: {{host}}`.

MenchuPC pide `{URL}` y recibe su página. **Antes de probarlo**: ¿quiénes intervienen en ese viaje, desde que ella pulsa Intro hasta que MariaDB contesta a WordPress? Marca todos, y sólo ésos.
""",
        en=f"""
In the cluster there are WordPress (`web`, port 87), MariaDB (`basedatos`, port {{port}}) and a Traefik proxy with a rule for `app.miempresa.com`. The Service that opens the street is `puerta` (door), at 30080; look carefully at
**whom it chooses**: `app: {{door}}`. And look how WordPress calls its database: `WORDPRESS_DB_HOST: {{host}}`.

MenchuPC asks for `{URL}` and gets her page. **Before you try it**: who takes part in that journey, from the moment she presses Enter until MariaDB answers WordPress? Mark all of them, and only them.
""",
    ),
    varies=varies,
    given=GIVEN,
    options=slots(len(WHERE)),
    solution="{right}",
    also_right=["{spelled}"],
    wrong=[
        wrong(say(es="los paquetes pasan por kube-proxy", en="packets go through kube-proxy"), "{right} {kubeproxy}", caught_by="idle", says=say(es="no ha pasado por el proceso `kube-proxy`", en="did not go through the `kube-proxy` process")),
        wrong(say(es="el servidor de API reparte", en="the API server spreads requests"), "{right} {apiserver}", caught_by="idle", says=say(es="no ha pasado por el servidor de API", en="did not go through the API server")),
        wrong(say(es="alguien ha de buscar los pods", en="somebody has to look for the pods"), "{right} {controllers}", caught_by="idle", says="`kube-controller-manager`"),
        wrong(say(es="el Deployment reparte entre sus pods", en="the Deployment spreads over its pods"), "{right} {deployment}", caught_by="idle", says=say(es="no ha pasado por el Deployment", en="did not go through the Deployment")),
        wrong(say(es="el proxy, al revés de como está", en="the proxy, the other way round"), "{other_proxy}", caught_by="inside", says="{proxy_told}"),
        wrong(say(es="el DNS del clúster, al revés de como está", en="the cluster's DNS, the other way round"), "{other_dns}", caught_by="inside", says="DNS"),
        wrong(say(es="el viaje acaba en WordPress", en="the journey ends at WordPress"), "{no_base}", caught_by="inside", says="mariadb-"),
        wrong(say(es="del DNS al pod", en="from the DNS to the pod"), "{no_node}", caught_by="street", says="30080"),
        wrong(say(es="la calle no cuenta", en="the street does not count"), "{no_street}", caught_by="street", says=say(es="Falta un salto: «MenchuPC pregunta", en='A hop is missing: "MenchuPC asks')),
        wrong(say(es="una palabra", en="a word"), "proxy", caught_by="malformed", says="a–k"),
    ],
    checks=[
        criterion("street", 1, say(es="La calle: hasta la puerta del clúster", en="The street: to the cluster's door"), behaves=street, hints=hints(
            say(es="¿Qué sabe MenchuPC? Sólo un nombre.", en="What does MenchuPC know? Nothing but a name."),
            say(es="Del nombre sale una dirección de la empresa, y esa dirección no es de Kubernetes.", en="The name gives an address of the company, and that address is not Kubernetes'."),
            say(es="DNS de la empresa, balanceador, y el puerto 30080 de un nodo: los tres.", en="The company's DNS, the balancer, and port 30080 of a node: all three."))),
        criterion("inside", 2, say(es="Dentro: hasta la base de datos", en="Inside: to the database"), behaves=inside, hints=hints(
            say(es="`kubectl get service puerta -o wide`: ¿qué pods hay detrás? ¿Y qué dice `WORDPRESS_DB_HOST`, un nombre o un número?", en="`kubectl get service puerta -o wide`: which pods are behind it? And what does `WORDPRESS_DB_HOST` say, a name or a number?"),
            say(es="Que haya un proxy en marcha no quiere decir que se pase por él; y un DNS sólo trabaja si alguien pregunta por un nombre.", en="That a proxy is running does not mean that one goes through it; and a DNS works only if somebody asks for a name."),
            say(es="`puerta` elige `app: {door}`. WordPress llama a `{host}`. WordPress y MariaDB están siempre.", en="`puerta` chooses `app: {door}`. WordPress calls `{host}`. WordPress and MariaDB are always there."))),
        criterion("idle", 1, say(es="Y nadie que sólo preparó el camino", en="And nobody who only prepared the way"), behaves=idle, hints=hints(
            say(es="Si ese programa se parara ahora mismo un minuto, ¿dejaría de llegar la petición?", en="If that program stopped for a minute right now, would the request no longer arrive?"),
            say(es="El plano de control escribe reglas y listas *antes*; el paquete lo mueve el núcleo de cada nodo.", en="The control plane writes rules and lists *before*; the packet is moved by the kernel of each node."),
            say(es="Ni kube-proxy, ni el servidor de API, ni los controladores, ni un Deployment ven pasar un solo paquete.", en="Neither kube-proxy nor the API server nor the controllers nor a Deployment ever sees a packet go by."))),
    ],
    debrief=say(
        es="""
Ahora sí, pruébalo: `print(cluster.request("http://app.miempresa.com/"))`, y salto a salto con `steps(…)`.

kube-proxy engaña con su nombre: no es un proxy. **Escribe** reglas de netfilter y se aparta; quien cambia la dirección del paquete es el núcleo del nodo. Puedes parar kube-proxy y las webs siguen: lo que se para es que
las reglas se pongan al día. Con el servidor de API y los controladores pasa igual: sin ellos nada *cambia*, y lo que había sigue funcionando. Por eso se puede actualizar el plano de control sin cerrar la tienda.

Y del CoreDNS: sólo aparece cuando alguien pregunta un nombre. Una IP escrita a mano se lo salta… hasta el día en que el Service se crea de nuevo con otra.
""",
        en="""
Try it now: `print(cluster.request("http://app.miempresa.com/"))`, and hop by hop with `steps(…)`.

kube-proxy's name misleads: it is no proxy. It **writes** netfilter rules and steps aside; what changes the packet's address is the node's kernel. You may stop kube-proxy and the sites go on: what stops is that
the rules are kept up to date. It is the same with the API server and the controllers: without them nothing *changes*, and what was there goes on working. That is why the control plane can be updated without closing the shop.

And CoreDNS: it comes in only when somebody asks for a name. An IP written by hand skips it… until the day when the Service is made anew with another one.
""",
    ),
)  # fmt: skip
