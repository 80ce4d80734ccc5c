"""Another proxy, the same rules: the class says who reads them, and it cannot be told another name, only written anew.

The checks ask every rule by name, see who answers for the proxy, and compare the rules with those of before. Next: `networking_hops.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

OLD, NEW = "k8s.io/ingress-nginx", "{vendor}"
SITES = ("tienda", "blog", "citas")


def program(name, image, port=80):
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
  selector:
    app: {name}
  ports:
  - port: {port}
    targetPort: 80
"""


def rule(name):
    return f"""---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
spec:
  ingressClassName: {{klass}}
  rules:
  - host: {name}.miempresa.com
    http:
      paths:
      - pathType: Prefix
        path: /
        backend:
          service:
            name: {name}
            port:
              number: 80
"""


def klass(controller, name="{klass}", default=""):
    return f"""apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: {name}
{default}spec:
  controller: {controller}
"""


GIVEN = (
    klass(OLD)
    + "".join(program(name, "nginx:1.27") + rule(name) for name in SITES)
    + program("proxy-viejo", "registry.k8s.io/ingress-nginx/controller:v1.13.3")
    + program("proxy-nuevo", "{image}")
    + """---
apiVersion: v1
kind: Service
metadata:
  name: puerta
spec:
  type: NodePort
  selector:
    app: proxy-viejo
  ports:
  - port: 80
    nodePort: 30080
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: external-dns
  namespace: kube-system
data:
"""
    + "".join(f"  {name}.miempresa.com: 192.168.0.50\n" for name in SITES)
)
SELECT = 'kubectl patch service puerta -p \'{"spec":{"selector":{"app":"proxy-nuevo"}}}\'\n'
DELETE = "kubectl delete ingressclass {klass}\n"


def write(text):
    return f"kubectl apply -f - <<EOF\n{text}EOF\n"


AGAIN = DELETE + write(klass(NEW))
RETIRE = "kubectl delete deployment proxy-viejo\n"
RIGHT = AGAIN + SELECT + RETIRE
RENAME = "".join(f'kubectl patch ingress {name} -p \'{{"spec":{{"ingressClassName":"nueva"}}}}\'\n' for name in SITES)


def journeys(case):
    case.cluster.advance("2m")
    return {name: case.cluster.request(f"http://{name}.miempresa.com/") for name in SITES}


def proxies_on(journey):
    return [hop.at.rpartition("/")[2] for hop in journey.hops if hop.did in ("proxy-rule", "proxy-404")]


def seen(case):
    """All three sites, each with its own program."""
    for name, journey in journeys(case).items():
        if not journey or f"default/{name}" not in (journey.pod or ""):
            return say(es=f"MenchuPC pide {name}.miempresa.com y… {journey.lines('es')[-1]}",
                       en=f"MenchuPC asks for {name}.miempresa.com and… {journey.lines('en')[-1]}")  # fmt: skip
    return None


def by_the_new_one(case):
    """The sites are seen, and it is the new proxy that shows them."""
    for name, journey in journeys(case).items():
        if any(proxy.startswith("proxy-viejo") for proxy in proxies_on(journey)):
            return say(es=f"{name}.miempresa.com sigue pasando por el proxy viejo.",
                       en=f"{name}.miempresa.com still goes through the old proxy.")  # fmt: skip
    if seen(case) is not None:
        return seen(case)
    passed = all(any(proxy.startswith("proxy-nuevo") for proxy in proxies_on(one)) for one in journeys(case).values())
    if passed:
        return None
    return say(es="Las webs se ven, pero no pasan por ningún proxy: la puerta da a otro sitio.",
               en="The sites are seen, but go through no proxy: the door leads elsewhere.")  # fmt: skip


def retired(case):
    """Nobody of the old ones is left running, and the sites are seen for all that."""
    left = [
        pod["metadata"]["name"]
        for pod in case.cluster.list("Pod", "default")
        if pod["metadata"]["name"].startswith("proxy-viejo") and "deletionTimestamp" not in pod["metadata"]
    ]
    if left:
        return say(es=f"El proxy retirado sigue en marcha: {left[0]}.", en=f"The retired proxy is still running: {left[0]}.")  # fmt: skip
    if seen(case) is None:
        return None
    return say(es="El viejo ya no está, y sin él las webs no se ven.", en="The old one is gone, and without it the sites are not seen.")  # fmt: skip


def untouched(case):
    """The teams' rules are those of before, to the letter, and somebody new applies them."""
    before = {one["metadata"]["name"]: (one["metadata"]["uid"], one["spec"]) for one in case.start.list("Ingress", "default")}  # fmt: skip
    after = {one["metadata"]["name"]: (one["metadata"]["uid"], one["spec"]) for one in case.cluster.list("Ingress", "default")}  # fmt: skip
    for name, (uid, spec) in before.items():
        if name not in after:
            return say(es=f"La regla {name} ha desaparecido.", en=f"The rule {name} is gone.")
        if after[name] != (uid, spec):
            return say(es=f"La regla {name} ya no es la que escribió su equipo.", en=f"The rule {name} is no longer the one that its team wrote.")  # fmt: skip
    if by_the_new_one(case) is None:
        return None
    return say(es="Las reglas están intactas, y no las aplica todavía el proxy nuevo.", en="The rules are untouched, and the new proxy does not apply them yet.")  # fmt: skip


def hints(first, last):
    return [
        first,
        say(es="Una regla nombra su clase; la clase nombra a quien la atiende. Si las reglas no cambian, lo que ha de cambiar es la clase, y `spec.controller` de una clase no se puede modificar: se borra y se escribe de nuevo, con el mismo nombre.",
            en="A rule names its class; the class names who attends to it. If the rules stay, the class has to change, and the `spec.controller` of a class cannot be modified: it is deleted and written anew, under the same name."),
        last,
    ]  # fmt: skip


def varies(chance):
    image, vendor = (
        ("traefik:v3.5", "traefik.io/ingress-controller"),
        ("nginx/nginx-ingress:5.1", "nginx.org/ingress-controller"),
    )[chance.below(2, "vendor")]
    return {"image": image, "vendor": vendor, "klass": ("web", "publica", "calle", "portal")[chance.below(4, "class")]}


exercise(
    "networking.change-proxy",
    4,
    kind="kubectl",
    hat=say(es="Gorra de administración; las reglas son de desarrollo", en="Administrator's hat; the rules are the developers'"),
    title=say(es="Otro proxy, las mismas reglas", en="Another proxy, the same rules"),
    prompt=say(
        es="""
Tres equipos publican sus webs con tres Ingress de la clase `{klass}`: `tienda`, `blog` y `citas` (todas en `.miempresa.com`). Las atiende ingress-nginx, el Deployment `proxy-viejo`, que se retiró en marzo de 2026 y ya no
recibe parches. Ya está en marcha su sustituto, `proxy-nuevo` (`{image}`, que atiende por `{vendor}`). El balanceador de la empresa entra por el Service `puerta`.

Haz el cambio: que las tres webs se vean **a través del nuevo**, que del viejo no quede nada, y que ningún equipo tenga que enterarse: **sus reglas no se tocan**.
""",
        en="""
Three teams publish their sites with three Ingresses of the class `{klass}`: `tienda` (shop), `blog` and `citas` (appointments), all in `.miempresa.com`. They are served by ingress-nginx, the Deployment `proxy-viejo` (old), which was retired in March 2026 and
is no longer patched. Its successor is running already, `proxy-nuevo` (new: `{image}`, which answers to `{vendor}`). The company's balancer comes in by the Service `puerta` (door).

Make the change: the three sites must be seen **through the new one**, nothing of the old one may be left, and no team should notice: **their rules are not touched**.
""",
    ),
    varies=varies,
    given=GIVEN,
    starter="# kubectl apply -f - <<EOF\n# …\n# EOF\n",
    solution=RIGHT,
    also_right=[
        RETIRE + SELECT + DELETE + write(klass(NEW, default='  annotations:\n    ingressclass.kubernetes.io/is-default-class: "true"\n')),
        AGAIN + "kubectl delete service puerta\n" + write("apiVersion: v1\nkind: Service\nmetadata:\n  name: puerta\nspec:\n  type: NodePort\n  selector:\n    app: proxy-nuevo\n  ports:\n  - port: 80\n    nodePort: 30080\n")
        + "kubectl scale deployment proxy-viejo --replicas=0\n",
        "kubectl replace --force -f - <<EOF\n" + klass(NEW) + "EOF\n" + SELECT + RETIRE,
    ],
    wrong=[
        wrong(say(es="cambiarle el controlador a la clase", en="change the class's controller"), write(klass(NEW)) + SELECT + RETIRE, caught_by="malformed", says="field is immutable"),
        wrong(say(es="la puerta, y nada más", en="the door, and nothing else"), SELECT + RETIRE, caught_by="seen", says="404"),
        wrong(say(es="la clase, y nada más", en="the class, and nothing else"), AGAIN, caught_by="by-the-new-one", says=say(es="sigue pasando por el proxy viejo", en="still goes through the old proxy")),
        wrong(say(es="apagar el viejo y esperar", en="switch the old one off and wait"), RETIRE, caught_by="seen", says=say(es="MenchuPC pide tienda.miempresa.com", en="MenchuPC asks for tienda.miempresa.com")),
        wrong(say(es="una clase nueva y las reglas, una por una", en="a new class, and the rules one by one"), write(klass(NEW, "nueva")) + RENAME + SELECT + RETIRE,
              caught_by="untouched", says=say(es="ya no es la que escribió su equipo", en="no longer the one that its team wrote")),
        wrong(say(es="la clase nueva, por omisión: ya la cogerán las reglas", en="the new class as the default: the rules will pick it up"),
              write(klass(NEW, "nueva", '  annotations:\n    ingressclass.kubernetes.io/is-default-class: "true"\n')) + SELECT + RETIRE,
              caught_by="untouched", says=say(es="no las aplica todavía", en="does not apply them yet")),
        wrong(say(es="los dos a la vez, por si acaso", en="both at once, to be safe"), AGAIN + SELECT, caught_by="retired", says=say(es="El proxy retirado sigue en marcha", en="The retired proxy is still running")),
        wrong(say(es="borrar la clase: el nuevo ya sabrá", en="delete the class: the new one will know"), DELETE + SELECT + RETIRE, caught_by="untouched", says=say(es="están intactas, y no las aplica", en="are untouched, and the new proxy does not apply them")),
        wrong(say(es="borrar también las reglas", en="delete the rules as well"), RIGHT + "kubectl delete ingress --all\n", caught_by="untouched", says=say(es="ha desaparecido", en="is gone")),
    ],
    checks=[
        criterion("seen", 1, say(es="Las tres webs se ven", en="The three sites are seen"), behaves=lambda case: by_the_new_one(case) if seen(case) is None else seen(case),
                  hints=hints(say(es='`print(cluster.request("http://tienda.miempresa.com/"))`: ¿quién contesta, y con qué?', en='`print(cluster.request("http://tienda.miempresa.com/"))`: who answers, and with what?'),
                              say(es="Borra la clase `{klass}`, escríbela otra vez con `controller: {vendor}`, y cambia el selector de `puerta`.", en="Delete the class `{klass}`, write it again with `controller: {vendor}`, and change the selector of `puerta`."))),
        criterion("by-the-new-one", 1, say(es="Las enseña el proxy nuevo", en="The new proxy shows them"), behaves=by_the_new_one,
                  hints=hints(say(es="`kubectl get service puerta -o wide`: ¿a qué pods da la puerta?", en="`kubectl get service puerta -o wide`: to which pods does the door lead?"),
                              say(es="En `puerta`, `selector: {app: proxy-nuevo}`: los Services eligen por etiquetas, y se pueden cambiar sin borrarlos.", en="In `puerta`, `selector: {app: proxy-nuevo}`: Services choose by labels, and can be changed without deleting them."))),
        criterion("retired", 1, say(es="Del viejo no queda nada en marcha", en="Nothing of the old one is running"), behaves=retired,
                  hints=hints(say(es="`kubectl get deployments,pods`: ¿quién sobra?", en="`kubectl get deployments,pods`: who is left over?"),
                              say(es="Cuando el nuevo ya sirve las tres webs, `kubectl delete deployment proxy-viejo`.", en="Once the new one serves the three sites, `kubectl delete deployment proxy-viejo`."))),
        criterion("untouched", 1, say(es="Las reglas de los equipos siguen siendo las suyas", en="The teams' rules are still their own"), behaves=untouched,
                  hints=hints(say(es="`kubectl get ingress`: ¿qué clase nombran?", en="`kubectl get ingress`: which class do they name?"),
                              say(es="La clase nueva lleva el nombre de la vieja, `{klass}`: así las reglas no se enteran.", en="The new class has the old one's name, `{klass}`: that way the rules need not know."))),
    ],
    debrief=say(
        es="""
Aquí se ve para qué hay un objeto `Ingress`: las mismas tres reglas eran configuración de NGINX y ahora lo son de otro. `cluster.proxy_config("nginx")`, `("traefik")`, `("haproxy")`, `("apache")` y `("envoy")` enseñan cinco
traducciones del mismo papel. Lo que **no** viaja son las anotaciones de cada fabricante (`nginx.ingress.kubernetes.io/…`): cuantas menos, menos se toca el día que cambie el proxy.

El orden también importa. Entre que borras la clase y la escribes otra vez nadie atiende; con los dos proxys en marcha se hace en segundos, y mejor aún si el Service cambia al final. Y que `controller` no se pueda modificar es a propósito:
una clase que hoy es de uno y mañana de otro, sin que nada lo diga, sería una trampa.
""",
        en="""
This is what an `Ingress` object is for: the same three rules were configuration of NGINX, and are now another's. `cluster.proxy_config("nginx")`, `("traefik")`, `("haproxy")`, `("apache")` and `("envoy")` show five
translations of the same rules. What does **not** travel is each maker's annotations (`nginx.ingress.kubernetes.io/…`): the fewer of them, the less there is to touch on the day when the proxy changes.

The order counts too. Between deleting the class and writing it again nobody serves; with both proxies running it takes seconds, and it is better still to switch the Service last. And that `controller` cannot be modified is on purpose:
a class that is one's today and another's tomorrow, with nothing to say so, would be a trap.
""",
    ),
)  # fmt: skip
