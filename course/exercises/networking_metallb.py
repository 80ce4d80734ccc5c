"""LoadBalancer on machines of one's own: somebody has to have addresses to give, and somebody has to say where they are.

The checks look at the addresses, ask as MenchuPC does, take the announcing node away, and ask for more than there is.
Next: `networking_one_door.py`.
"""

from __future__ import annotations

from kubecourse.engine.network.metallb import MANIFEST
from kubecourse.grading import criterion, exercise, say, wrong


def program(name, port):
    return f"""---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: {name}
  template:
    metadata:
      labels:
        app: {name}
    spec:
      containers:
      - name: nginx
        image: nginx:1.27
---
apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  type: LoadBalancer
  selector:
    app: {name}
  ports:
  - port: {port}
    targetPort: 80
"""


NAMES = {"tienda": 80, "partes": 8080}
GIVEN = "".join(program(name, port) for name, port in NAMES.items())
POOL = """
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata:
  name: oficina
  namespace: metallb-system
spec:
  addresses:
  - 192.168.0.{first}-192.168.0.{last}
""".lstrip()
SAYS = """---
apiVersion: metallb.io/v1beta1
kind: L2Advertisement
metadata:
  name: oficina
  namespace: metallb-system
spec:
  ipAddressPools: [oficina]
"""
RIGHT = POOL + SAYS
RANGE = "192.168.0.{first}-192.168.0.{last}"


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def address_of(cluster, name):
    rows = (cluster.get("Service", name).get("status", {}).get("loadBalancer") or {}).get("ingress") or []
    return rows[0].get("ip", "") if rows else ""


def ours(case):
    """The addresses that the network's people gave."""
    return [f"192.168.0.{number}" for number in range(case.values["first"], case.values["last"] + 1)]


def given(case):
    """Each Service has an address of its own, and one of those that were agreed."""
    case.cluster.advance("1m")
    for name in NAMES:
        address = address_of(case.cluster, name)
        if not address:
            return say(
                es=f"EXTERNAL-IP de {name} sigue en <pending>.", en=f"The EXTERNAL-IP of {name} is still <pending>."
            )
        if address not in ours(case):
            return say(
                es=f"{name} ha recibido {address}, que no es de las que te dieron.",
                en=f"{name} was given {address}, which is none of those that you have.",
            )
    return None


def answers(case):
    """MenchuPC reaches both by their addresses."""
    case.cluster.advance("1m")
    for name, port in NAMES.items():
        address = address_of(case.cluster, name)
        if not address:
            return say(es=f"{name} no tiene dirección a la que llamar.", en=f"{name} has no address to call.")
        journey = case.cluster.request(f"http://{address}:{port}/")
        if not journey or name not in (journey.pod or ""):
            return say(es=f"MenchuPC llama a {name}, {address}:{port}, y… {journey.lines('es')[-1]}",
                       en=f"MenchuPC calls {name}, {address}:{port}, and… {journey.lines('en')[-1]}")  # fmt: skip
    return None


def outlives(case):
    """Each node is lost in turn; a few minutes later the addresses answer, through another."""
    if answers(case) is not None:
        return say(es="Todavía no contestan ni con todos los nodos en pie.", en="They do not answer with all nodes up, as yet.")  # fmt: skip
    for node in ("worker-1", "worker-2"):
        case.cluster.fail_node(node)
        case.cluster.advance("8m")
        if answers(case) is not None:
            return say(es=f"Se ha perdido {node}, y con él una de las direcciones: no la anuncia nadie más.",
                       en=f"{node} was lost, and one of the addresses with it: nobody else announces it.")  # fmt: skip
        case.cluster.recover_node(node)
        case.cluster.advance("3m")
    return None


def no_more(case):
    """Two more Services tomorrow get nothing that belongs to others."""
    for name in ("mapas", "fichajes"):
        case.cluster.apply(program(name, 80))
    case.cluster.advance("2m")
    found = {name: address_of(case.cluster, name) for name in (*NAMES, "mapas", "fichajes")}
    for name, address in found.items():
        if address and address not in ours(case):
            return say(es=f"Mañana {name} se queda con {address}, que es de otra máquina de la empresa.",
                       en=f"Tomorrow {name} takes {address}, which belongs to another machine of the company.")  # fmt: skip
    if {address for address in found.values() if address} == {*ours(case)}:
        return None
    return say(es="Ni siquiera se llegan a repartir las dos que te dieron.", en="Not even the two that you have are all given.")  # fmt: skip


def hints(first, last):
    return [
        first,
        say(es="MetalLB son dos trabajos: **repartir** direcciones de una lista que alguien le da (`IPAddressPool`) y **anunciar** en la red quién responde por ellas (`L2Advertisement`). Las dos cosas viven en `metallb-system`.",
            en="MetalLB is two jobs: **giving** addresses from a list that somebody hands it (`IPAddressPool`) and **announcing** to the network who answers for them (`L2Advertisement`). Both live in `metallb-system`."),
        last,
    ]  # fmt: skip


exercise(
    "networking.metallb",
    4,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="El LoadBalancer que se queda en <pending>", en="The LoadBalancer that stays <pending>"),
    prompt=say(
        es="""
Desarrollo ha pedido dos Services de tipo LoadBalancer, `tienda` (80) y `partes` (8080). El clúster está en máquinas propias y los dos llevan toda la mañana en `<pending>`. Has instalado MetalLB: sus pods están en marcha, y
todo sigue igual.

Los de redes te dan **dos** direcciones de la empresa, de la **192.168.0.{first}** a la **192.168.0.{last}**, y ni una más: las de al lado son de otras máquinas. Que MenchuPC llegue a los dos programas, también si se pierde
un nodo cualquiera. Los Services no se tocan.
""",
        en="""
The developers asked for two Services of type LoadBalancer, `tienda` (shop, 80) and `partes` (reports, 8080). The cluster is on machines of our own, and both have read `<pending>` all morning. You installed MetalLB: its pods are running, and
nothing has changed.

The network team gives you **two** of the company's addresses, from **192.168.0.{first}** to **192.168.0.{last}**, and not one more: those beside them belong to other machines. Let MenchuPC reach both programs, even when
any one node is lost. The Services stay as they are.
""",
    ),
    varies=lambda chance: (lambda first: {"first": first, "last": first + 1})(151 + chance.below(90, "first")),
    given=[GIVEN, MANIFEST],
    starter=edited(("{first}-192.168.0.{last}", "x-192.168.0.y")),
    solution=RIGHT,
    also_right=[
        edited((f"  - {RANGE}\n", "  - 192.168.0.{first}/32\n  - 192.168.0.{last}/32\n"), ("  ipAddressPools: [oficina]\n", "  interfaces: [eth0]\n")),
        edited(("name: oficina", "name: calle"), ("[oficina]", "[calle]")),
    ],
    wrong=[
        wrong(say(es="con la lista basta", en="the list will do"), POOL, caught_by="answers", says=say(es="MenchuPC llama a tienda", en="MenchuPC calls tienda")),
        wrong(say(es="anunciar sin repartir", en="announce without giving"), SAYS.removeprefix("---\n"), caught_by="given", says=say(es="sigue en <pending>", en="is still <pending>")),
        wrong(say(es="la lista, junto a los programas", en="the list beside the programs"), edited(("  namespace: metallb-system\n", "")), caught_by="given", says=say(es="tienda sigue en <pending>", en="tienda is still <pending>")),
        wrong(say(es="direcciones de la red interna", en="addresses of the internal network"), edited((RANGE, "10.10.30.200-10.10.30.201")), caught_by="given", says=say(es="ha recibido 10.10.30.20", en="was given 10.10.30.20")),
        wrong(say(es="la del balanceador que ya había", en="that of the balancer that was there"), edited((RANGE, "192.168.0.50-192.168.0.51")), caught_by="given", says=say(es="ha recibido 192.168.0.5", en="was given 192.168.0.5")),
        wrong(say(es="unas cuantas de sobra", en="a few to spare"), edited(("192.168.0.{last}", "192.168.0.254")), caught_by="no-more", says=say(es="es de otra máquina de la empresa", en="belongs to another machine of the company")),
        wrong(say(es="los dos comparten una", en="both share one"), edited((RANGE, "192.168.0.{first}/32")), caught_by="given", says=say(es="sigue en <pending>", en="is still <pending>")),
        wrong(say(es="anuncia otra lista", en="announcing another list"), edited(("ipAddressPools: [oficina]", "ipAddressPools: [default]")), caught_by="answers", says="L2Advertisement"),
        wrong(say(es="que lo anuncie siempre el mismo nodo", en="let one node announce it always"), RIGHT + "  nodeSelectors:\n  - matchLabels:\n      kubernetes.io/hostname: worker-1\n",
              caught_by="outlives", says=say(es="Se ha perdido worker-1", en="worker-1 was lost")),
        wrong(say(es="un tipo que no hay", en="a kind that there is not"), edited(("kind: IPAddressPool", "kind: AddressPool")), caught_by="malformed", says="AddressPool"),
    ],
    checks=[
        criterion("given", 1, say(es="Cada Service tiene una dirección, y es de las que te dieron", en="Each Service has an address, and it is one of those that you have"), behaves=given,
                  hints=hints(say(es="`kubectl describe service tienda`: los eventos dicen por qué no hay dirección.", en="`kubectl describe service tienda`: the events say why there is no address."),
                              say(es="Un `IPAddressPool` en `metallb-system` con `addresses: [192.168.0.{first}-192.168.0.{last}]`.", en="An `IPAddressPool` in `metallb-system` with `addresses: [192.168.0.{first}-192.168.0.{last}]`."))),
        criterion("answers", 1, say(es="MenchuPC llega a los dos", en="MenchuPC reaches both"), behaves=answers,
                  hints=hints(say(es='`print(cluster.request("http://192.168.0.{first}:80/"))`: ¿quién responde por esa dirección?', en='`print(cluster.request("http://192.168.0.{first}:80/"))`: who answers for that address?'),
                              say(es="Un `L2Advertisement` en `metallb-system` que nombre tu lista, o ninguna: entonces anuncia todas.", en="An `L2Advertisement` in `metallb-system` that names your pool, or none: then it announces all."))),
        criterion("outlives", 1, say(es="También si se pierde un nodo", en="Even when a node is lost"), behaves=outlives,
                  hints=hints(say(es="`kubectl get events --field-selector reason=nodeAssigned`: ¿qué nodo anuncia cada dirección?", en="`kubectl get events --field-selector reason=nodeAssigned`: which node announces each address?"),
                              say(es="Sin `nodeSelectors`: cualquiera con un speaker puede tomar el relevo.", en="No `nodeSelectors`: anyone with a speaker may take over."))),
        criterion("no-more", 1, say(es="Y no se toma ninguna que sea de otros", en="And none is taken that belongs to others"), behaves=no_more,
                  hints=hints(say(es="¿Qué pasará con el tercer Service de este tipo?", en="What will become of the third Service of this type?"),
                              say(es="La lista, de la {first} a la {last} justas. El tercero esperará en `<pending>`, y es lo correcto.", en="The pool, from {first} to {last} and no further. The third one will wait in `<pending>`, and rightly."))),
    ],
    debrief=say(
        es="""
`type: LoadBalancer` no crea ningún balanceador: **pide** uno. En una nube lo atiende un programa que ya va incluido en la factura; en máquinas propias no hay nadie, y la petición espera sin un error. MetalLB es el más
conocido de los que la atienden (otros: kube-vip, PureLB, el de Cilium), y sólo sabe lo que le digas: qué direcciones puede dar y cómo anunciarlas.

En capa 2 cada dirección la responde **un** nodo, y los demás esperan turno; si cae, otro se declara dueño. Reparte el tráfico después, ya dentro, la regla de kube-proxy. Para que entre por varios nodos a la vez hace falta
hablar BGP con los routers de la empresa.
""",
        en="""
`type: LoadBalancer` makes no balancer: it **asks** for one. In a cloud a program attends to it that is included in the bill; on machines of your own there is nobody, and the request waits without an error. MetalLB is the best
known of those that attend to it (others: kube-vip, PureLB, Cilium's own), and it knows only what you tell it: which addresses it may give, and how to announce them.

In layer 2 each address is answered for by **one** node, and the others wait their turn; if it falls, another declares itself the owner. The spreading comes after that, inside, by kube-proxy's rule. To have traffic come in by several nodes at
once you have to speak BGP with the company's routers.
""",
    ),
)  # fmt: skip
