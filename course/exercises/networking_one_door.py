"""Five balancers that are paid for, and one that would do: a proxy before the web programs, and what is no web stays outside of it.

The checks count addresses and open ports, ask each name, ask from inside, and ask as the partner whose program speaks no HTTP.
Next: `networking_change_proxy.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

WEBS = {"tienda": 80, "blog": 8080, "intranet": 87, "wiki": 8000, "citas": 9000}
QUEUE = 6379
PROXY = """---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: {klass}
spec:
  controller: traefik.io/ingress-controller
"""


def program(name, image, port, to, type="LoadBalancer"):
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
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  type: {type}
  selector:
    app: {name}
  ports:
  - port: {port}
    targetPort: {to}
"""


GIVEN = (
    "".join(program(name, "nginx:1.27", port, 80) for name, port in WEBS.items())
    + program("cola", "redis:7", QUEUE, QUEUE)
    + PROXY
    + program("proxy", "traefik:v3.5", 80, 80, "ClusterIP")
)
TO_CLUSTER_IP = '{"spec":{"type":"ClusterIP"}}'


def rules(webs):
    return " ".join(f'--rule="{name}.miempresa.com/*={name}:{port}"' for name, port in webs.items())


CREATE = f"kubectl create ingress web --class={{klass}} {rules(WEBS)}\n"
OPEN = 'kubectl patch service proxy -p \'{"spec":{"type":"LoadBalancer"}}\'\n'
SHUT = "".join(f"kubectl patch service {name} -p '{TO_CLUSTER_IP}'\n" for name in WEBS)
RIGHT = CREATE + OPEN + SHUT


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def address_of(cluster, name):
    rows = (cluster.get("Service", name).get("status", {}).get("loadBalancer") or {}).get("ingress") or []
    return rows[0].get("ip", "") if rows else ""


def paid(cluster):
    """Services with an address of the cloud, by name."""
    names = [one["metadata"]["name"] for one in cluster.list("Service", "default")]
    return {name: address_of(cluster, name) for name in names if address_of(cluster, name)}


def one_address(case):
    """One address for the five webs, no port on any node but what their balancers need, and the webs behind it."""
    case.cluster.advance("1m")
    left = [name for name in paid(case.cluster) if name != "cola"]
    if len(left) > 1:
        return say(es=f"Para las webs se siguen pagando {len(left)} direcciones: {', '.join(left)}.",
                   en=f"The webs still cost {len(left)} addresses: {', '.join(left)}.")  # fmt: skip
    for service in case.cluster.list("Service", "default"):
        open_door = service["spec"].get("type") == "NodePort"
        if open_door:
            return say(es=f"{service['metadata']['name']} ya no se paga, pero ha abierto una puerta en todos los nodos.",
                       en=f"{service['metadata']['name']} is paid for no more, but has opened a door on all nodes.")  # fmt: skip
    if not left:
        return say(es="No queda ninguna dirección por la que entrar a las webs.", en="No address is left by which to come to the webs.")  # fmt: skip
    return None if left == ["proxy"] else say(
        es=f"Queda una sola dirección para las webs, la de {left[0]}: por ahí no se llega a las otras cuatro.",
        en=f"One address is left for the webs, that of {left[0]}: it does not lead to the other four.",
    )  # fmt: skip


def five_names(case):
    """Each name shows its own program, through the one address."""
    case.cluster.advance("1m")
    if "proxy" not in paid(case.cluster):
        return say(es="El proxy no tiene dirección: nadie de la calle puede llegar a él.",
                   en="The proxy has no address: nobody from the street can get to it.")  # fmt: skip
    door = paid(case.cluster)["proxy"]
    for name in WEBS:
        # the page need not exist: what counts is who is asked for it
        journey = case.cluster.request(f"http://{door}/una/pagina", headers={"Host": f"{name}.miempresa.com"})
        if f"default/{name}" not in (journey.pod or ""):
            return say(es=f"MenchuPC pide {name}.miempresa.com por la dirección del proxy y… {journey.lines('es')[-1]}",
                       en=f"MenchuPC asks for {name}.miempresa.com at the proxy's address and… {journey.lines('en')[-1]}")  # fmt: skip
    return None


def others_go_on(case):
    """The partner's queue has its address, and inside the programs call each other as ever; the webs moved meanwhile."""
    before = address_of(case.start, "cola")
    journey = case.cluster.request(f"tcp://{before}:{QUEUE}")
    if not journey or "default/cola" not in (journey.pod or ""):
        return say(es=f"El socio llama a la cola, {before}:{QUEUE}, y… {journey.lines('es')[-1]}",
                   en=f"The partner calls the queue, {before}:{QUEUE}, and… {journey.lines('en')[-1]}")  # fmt: skip
    source = f"default/{case.cluster.list('Pod', 'default', labels='app=cola')[0]['metadata']['name']}"
    for name, port in WEBS.items():
        inside = case.cluster.request(f"http://{name}:{port}/", source=source)
        if not inside:
            return say(es=f"Dentro, los programas llaman a {name}:{port} como siempre, y… {inside.lines('es')[-1]}",
                       en=f"Inside, programs call {name}:{port} as ever, and… {inside.lines('en')[-1]}")  # fmt: skip
    if five_names(case) is None:
        return None
    return say(es="El socio y los de dentro no notan nada; pero las cinco webs no se ven aún por la puerta común.",
               en="The partner and those inside notice nothing; but the five webs are not yet seen by the common door.")  # fmt: skip


def hints(first, last):
    return [
        first,
        say(es="Un Ingress reparte **HTTP**, por el nombre que se pide. El proxy recibe la calle; lo que hay detrás sólo necesita nombre dentro: ClusterIP.",
            en="An Ingress spreads **HTTP**, by the name that is asked for. The proxy takes the street; what is behind it needs a name inside only: ClusterIP."),
        last,
    ]  # fmt: skip


exercise(
    "networking.one-door",
    4,
    kind="kubectl",
    hat=say(es="Gorra de administración, con la factura delante", en="Administrator's hat, the bill in front of you"),
    title=say(es="Cinco balanceadores donde basta uno", en="Five balancers where one will do"),
    cluster={"platform": "cloud"},
    prompt=say(
        es=f"""
En esta nube cada Service de tipo LoadBalancer se paga. Hay seis: cinco **webs**, {", ".join(f"`{name}` ({port})" for name, port in WEBS.items())}, y la **cola** de mensajes `cola` ({QUEUE}), a la que un socio llama
desde fuera por su dirección. En el clúster hay ya un proxy Traefik, `proxy`, que atiende la clase `{{klass}}`, y al que todavía no entra nadie: su Service es ClusterIP.

Deja **una** dirección para las cinco webs. Por ella, `tienda.miempresa.com` enseña la tienda, `blog.miempresa.com` el blog, y así todas (los del DNS apuntarán los nombres a donde digas). El socio y
los programas de dentro no deben notar nada, y en los nodos no se abre ninguna puerta.
""",
        en=f"""
In this cloud each Service of type LoadBalancer is paid for. There are six: five **web sites**, {", ".join(f"`{name}` ({port})" for name, port in WEBS.items())}, and the message **queue** `cola` ({QUEUE}), which a partner calls
from outside by its address. There is a Traefik proxy in the cluster already, `proxy`, which serves the class `{{klass}}` and which nobody comes to yet: its Service is ClusterIP.

Leave **one** address for the five web sites. At it, `tienda.miempresa.com` shows the shop, `blog.miempresa.com` the blog, and so on (the DNS team will point the names wherever you say). The partner and
the programs inside must notice nothing, and no door is opened on the nodes.
""",
    ),
    varies=lambda chance: {"klass": ("calle", "publica", "puerta", "fachada", "recibidor")[chance.below(5, "class")] + f"-{1 + chance.below(9, 'number')}"},
    given=GIVEN,
    solution=RIGHT,
    also_right=[
        SHUT + OPEN + "".join(f'kubectl create ingress {name} --class={{klass}} --rule="{name}.miempresa.com/*={name}:{port}"\n' for name, port in WEBS.items()),
        CREATE + "kubectl delete service proxy\nkubectl expose deployment proxy --type=LoadBalancer --port=80\n" + SHUT,
    ],
    wrong=[
        wrong(say(es="el Ingress abre la calle él solo", en="the Ingress opens the street by itself"), CREATE + SHUT, caught_by="five-names", says=say(es="El proxy no tiene dirección", en="The proxy has no address")),
        wrong(say(es="añadir sin quitar", en="add and take nothing away"), CREATE + OPEN, caught_by="one-address", says=say(es="se siguen pagando 6 direcciones", en="still cost 6 addresses")),
        wrong(say(es="NodePort no se paga", en="NodePort costs nothing"), RIGHT.replace("ClusterIP", "NodePort"), caught_by="one-address", says=say(es="ha abierto una puerta en todos los nodos", en="has opened a door on all nodes")),
        wrong(say(es="un Ingress vale para cualquier TCP", en="an Ingress serves TCP of any kind"),
              RIGHT + f"kubectl create ingress cola --class={{klass}} --rule=\"cola.miempresa.com/*=cola:{QUEUE}\"\nkubectl patch service cola -p '{TO_CLUSTER_IP}'\n",
              caught_by="others-go-on", says=say(es="El socio llama a la cola", en="The partner calls the queue")),
        wrong(say(es="sin decir la clase", en="without naming the class"), edited((" --class={klass}", "")), caught_by="five-names", says="404"),
        wrong(say(es="una regla para todas", en="one rule for all"), 'kubectl create ingress web --class={klass} --rule="/*=tienda:80"\n' + OPEN + SHUT,
              caught_by="five-names", says=say(es="MenchuPC pide blog.miempresa.com", en="MenchuPC asks for blog.miempresa.com")),
        wrong(say(es="sólo la portada de cada una", en="but the cover of each"), edited(("com/*=", "com/=")), caught_by="five-names", says="404"),
        wrong(say(es="el puerto del proceso", en="the process's port"), edited(("blog:8080", "blog:80")), caught_by="five-names", says=say(es="pide blog.miempresa.com", en="asks for blog.miempresa.com")),
        wrong(say(es="borrar los Services de las webs", en="delete the webs' Services"), CREATE + OPEN + f"kubectl delete service {' '.join(WEBS)}\n",
              caught_by="others-go-on", says=say(es="los programas llaman a tienda:80 como siempre", en="programs call tienda:80 as ever")),
        wrong(say(es="un tipo que no hay", en="a type that there is not"), OPEN.replace("LoadBalancer", "Ingress"), caught_by="malformed", says="Unsupported value"),
    ],
    checks=[
        criterion("one-address", 1, say(es="Se paga una sola dirección para las webs", en="One single address is paid for the webs"), behaves=one_address,
                  hints=hints(say(es="`kubectl get services`: la columna `EXTERNAL-IP` es la factura.", en="`kubectl get services`: the column `EXTERNAL-IP` is the bill."),
                              say(es="`kubectl patch service blog -p '{\"spec\":{\"type\":\"ClusterIP\"}}'`, con las cinco webs.", en="`kubectl patch service blog -p '{\"spec\":{\"type\":\"ClusterIP\"}}'`, for the five webs."))),
        criterion("five-names", 2, say(es="Cada nombre enseña su programa", en="Each name shows its own program"), behaves=five_names,
                  hints=hints(say(es='`cluster.request("http://…/una/pagina", headers={"Host": "blog.miempresa.com"})` con la dirección del proxy: ¿dónde se para?', en='`cluster.request("http://…/una/pagina", headers={"Host": "blog.miempresa.com"})` with the proxy\'s address: where does it stop?'),
                              say(es="`kubectl create ingress web --class={klass} --rule=\"tienda.miempresa.com/*=tienda:80\" …`, y el Service `proxy` de tipo LoadBalancer. El asterisco hace que la ruta sea `Prefix`.",
                                  en="`kubectl create ingress web --class={klass} --rule=\"tienda.miempresa.com/*=tienda:80\" …`, and the Service `proxy` of type LoadBalancer. The asterisk makes the path `Prefix`."))),
        criterion("others-go-on", 1, say(es="El socio y los de dentro no notan nada", en="The partner and those inside notice nothing"), behaves=others_go_on,
                  hints=hints(say(es="¿Qué habla el socio con la cola? No es HTTP.", en="What does the partner speak to the queue? It is not HTTP."),
                              say(es="La `cola` conserva su LoadBalancer; las webs, su Service y su puerto.", en="`cola` keeps its LoadBalancer; the webs keep their Service and port."))),
    ],
    debrief=say(
        es="""
Todos los Services ClusterIP menos uno: el del proxy. Así se paga una dirección, hay una sola puerta que vigilar, y poner otra web mañana es una regla más y ninguna factura. Y fíjate en la cola: «todos menos uno» vale para
lo que habla **HTTP**, porque el proxy decide leyendo el nombre que va dentro de la petición. Redis, MariaDB o un correo no lo llevan; para ellos sigue haciendo falta un LoadBalancer propio (o un proxy que reparta TCP por
puertos, y lo que viene, las `TCPRoute` de Gateway API). Los números de los apuntes, cero NodePort y un LoadBalancer, son un buen punto de partida, no una ley.
""",
        en="""
All Services ClusterIP but one: the proxy's. So one address is paid for, there is a single door to watch, and another web tomorrow is one more rule and no bill. And look at the queue: "all but one" holds for what
speaks **HTTP**, since the proxy decides by reading the name inside the request. Redis, MariaDB or mail have none; they still need a LoadBalancer of their own (or a proxy that spreads TCP by
port, and what is coming, the `TCPRoute` of the Gateway API). The numbers of the notes, no NodePort and one LoadBalancer, are a good place to start, not a law.
""",
    ),
)  # fmt: skip
