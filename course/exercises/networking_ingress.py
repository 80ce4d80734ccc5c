"""One door for two programs: a rule with its host, its class, its paths and the Service's port.

The checks ask as MenchuPC does, by name and path, and by the bare address of the balancer. Next: `networking_headless.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong


def program(name, port):
    return f"""
---
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
      - name: nginx
        image: nginx:1.27
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


GIVEN = (
    """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: calle
spec:
  controller: traefik.io/ingress-controller
---
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata:
  name: oficina
spec:
  controller: example.com/nobody-yet
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: proxy
spec:
  selector:
    matchLabels:
      app: proxy
  template:
    metadata:
      labels:
        app: proxy
    spec:
      containers:
      - name: traefik
        image: traefik:v3.5
        ports:
        - containerPort: 80
---
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
"""
    + program("tienda", "{shop}")
    + program("blog", "{blog}")
)
RIGHT = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  ingressClassName: calle
  rules:
  - host: app.miempresa.com
    http:
      paths:
      - pathType: Prefix
        path: /
        backend:
          service:
            name: tienda
            port:
              number: {shop}
      - pathType: Prefix
        path: /blog
        backend:
          service:
            name: blog
            port:
              number: {blog}
""".lstrip()
URL = "http://app.miempresa.com"


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def leads(path, name):
    """What is wrong with a path that should lead to a program, or None."""

    def look(case):
        case.cluster.advance("1m")
        journey = case.cluster.request(URL + path)
        if name in (journey.pod or "") and "proxy" not in (journey.pod or ""):
            return None
        other = "tienda" if name == "blog" else "blog"
        if other in (journey.pod or ""):
            return say(
                es=f"MenchuPC pide {URL}{path} y le contesta {other}.",
                en=f"MenchuPC asks for {URL}{path} and {other} answers.",
            )
        return say(
            es=f"MenchuPC pide {URL}{path} y… {journey.verdict}: {journey.lines('es')[-1]}",
            en=f"MenchuPC asks for {URL}{path} and… {journey.verdict}: {journey.lines('en')[-1]}",
        )

    return look


def below(case):
    """The blog's pages, and not only its cover."""
    return leads("/blog", "blog")(case) or leads("/blog/2026/enero", "blog")(case)


def shop(case):
    """The shop's cover and its pages, one of which begins almost like the blog."""
    return leads("/", "tienda")(case) or leads("/carro", "tienda")(case) or leads("/blogueros", "tienda")(case)


def no_other_name(case):
    """The rule is for one name: whoever comes by the bare address gets nothing; one door only."""
    if shop(case) is not None and below(case) is not None:
        return say(
            es="Todavía no se llega a ningún programa por su nombre.", en="No program can be reached by its name yet."
        )
    journey = case.cluster.request("http://192.168.0.50/")
    if journey:
        return say(es="Quien entra por la dirección del balanceador, sin decir el nombre, también ve la tienda.",
                   en="Whoever comes in by the balancer's address, without the name, sees the shop too.")  # fmt: skip
    return None


exercise(
    "networking.ingress",
    4,
    hat=say(es="Gorra de desarrollo: la regla es tuya, el proxy es de quien administra", en="Developer's hat: the rule is yours, the proxy is the administrator's"),
    title=say(es="Una puerta para dos programas", en="One door for two programs"),
    prompt=say(
        es="""
El administrador ya ha instalado el proxy y sus clases: `calle`, la de ese proxy, y `oficina`, la de otro que llegará. Los Services son ClusterIP: `tienda`, en el
puerto {shop}, y `blog`, en el {blog}.

Escribe el Ingress: `http://app.miempresa.com/blog` y todo lo que cuelga de ahí es del blog; lo demás, de la tienda. Por otro nombre (o por la dirección a secas) no
debe verse nada.
""",
        en="""
The administrator has installed the proxy and its classes already: `calle` (*street*), that of this proxy, and `oficina` (*office*), that of another one to come. The Services are
ClusterIP: `tienda` (shop) on port {shop}, and `blog` on {blog}.

Write the Ingress: `http://app.miempresa.com/blog` and all below it is the blog's; the rest is the shop's. Under another name (or by the bare address) nothing
must be seen.
""",
    ),
    varies=lambda chance: {"shop": 8000 + chance.below(90, "shop"), "blog": 8100 + chance.below(90, "blog")},
    given=GIVEN,
    starter=edited(("  ingressClassName: calle\n", ""), ("number: {shop}", "number: 80"), ("number: {blog}", "number: 80")),
    solution=RIGHT,
    also_right=[
        edited(("        path: /\n", "        path: '/'\n")),
        # two objects, one a path: the proxy puts them together
        edited(("  name: web\n", "  name: tienda\n"), ("      - pathType: Prefix\n        path: /blog\n        backend:\n          service:\n            name: blog\n            port:\n              number: {blog}\n", ""))
        + "---\n" + RIGHT.replace("  name: web\n", "  name: blog\n", 1).replace(
            "      - pathType: Prefix\n        path: /\n        backend:\n          service:\n            name: tienda\n            port:\n              number: {shop}\n", ""),
    ],
    wrong=[
        wrong(say(es="la clase sobra", en="the class is not needed"), edited(("  ingressClassName: calle\n", "")),
              caught_by="shop", says="404"),
        wrong(say(es="cualquier clase vale", en="any class will do"), edited(("ingressClassName: calle", "ingressClassName: oficina")),
              caught_by="blog", says="404"),
        wrong(say(es="el puerto del pod", en="the pod's port"), edited(("number: {shop}", "number: 80")),
              caught_by="shop", says=say(es=f"MenchuPC pide {URL}/ y", en=f"MenchuPC asks for {URL}/ and")),
        wrong(say(es="Exact es más seguro", en="Exact is safer"), edited(("Prefix\n        path: /blog", "Exact\n        path: /blog")),
              caught_by="blog", says=say(es="/blog/2026/enero y le contesta tienda", en="/blog/2026/enero and tienda answers")),
        wrong(say(es="sin host vale para todos", en="without a host it serves all"), edited(("  - host: app.miempresa.com\n    http:", "  - http:")),
              caught_by="no-other-name", says=say(es="sin decir el nombre, también ve la tienda", en="without the name, sees the shop too")),
        wrong(say(es="host con su http y todo", en="a host with its http and all"), edited(("host: app", "host: http://app")), caught_by="malformed", says="spec.rules[0].host"),
        wrong(say(es="Exact también para la portada", en="Exact for the cover too"), edited(("Prefix\n        path: /\n", "Exact\n        path: /\n")),
              caught_by="shop", says="/carro"),
    ],
    checks=[
        criterion(
            "shop", 2, say(es="La tienda, con todas sus páginas", en="The shop, with all its pages"), behaves=shop,
            hints=[
                say(es=f'`print(cluster.request("{URL}/"))`: ¿quién lo para, y con qué palabras? `kubectl get ingressclass`.',
                    en=f'`print(cluster.request("{URL}/"))`: who stops it, and with what words? `kubectl get ingressclass`.'),
                say(es="Una regla es de quien atiende su clase; y el puerto que nombra es el del **Service**, no el del pod.",
                    en="A rule belongs to whoever serves its class; and the port it names is the **Service's**, not the pod's."),
                say(es="`ingressClassName: calle`, y `number: {shop}` para `tienda`, con `Prefix` y `/`.",
                    en="`ingressClassName: calle`, and `number: {shop}` for `tienda`, with `Prefix` and `/`."),
            ],
        ),
        criterion(
            "blog", 1, say(es="El blog, con todo lo que cuelga de él", en="The blog, with all below it"), behaves=below,
            hints=[
                say(es="Pide también una página de dentro: `/blog/2026/enero`.", en="Ask for a page inside too: `/blog/2026/enero`."),
                say(es="`Exact` es sólo esa dirección; `Prefix` es ella y lo que cuelga, elemento a elemento (`/blogueros` no cuelga de `/blog`). Gana la ruta más larga.",
                    en="`Exact` is that address only; `Prefix` is that and all below, element by element (`/blogueros` is not below `/blog`). The longest path wins."),
                say(es="`pathType: Prefix`, `path: /blog`, Service `blog`, `number: {blog}`.", en="`pathType: Prefix`, `path: /blog`, Service `blog` and `number: {blog}`."),
            ],
        ),
        criterion(
            "no-other-name", 1, say(es="Por otro nombre no se ve nada", en="Under another name nothing is seen"), behaves=no_other_name,
            hints=[
                say(es='`print(cluster.request("http://192.168.0.50/"))`: ¿quién contesta?', en='`print(cluster.request("http://192.168.0.50/"))`: who answers?'),
                say(es="Una regla sin `host` es para todos los nombres, también para ninguno.", en="A rule without `host` is for all names, and for none as well."),
                say(es="`host: app.miempresa.com`, sin `http://` ni barra.", en="`host: app.miempresa.com`, with neither `http://` nor a slash."),
            ],
        ),
    ],
    debrief=say(
        es="""
El Ingress no es nadie: es un papel con reglas. Lo lee el controlador que atiende su **clase**, y si no la dices, o dices la de otro, nadie lo lee y el proxy contesta 404. Lo que el
papel nombra son Services y sus puertos, que para eso tienen nombre. Y el proxy decide en este orden: el nombre que se pide, y de sus rutas, la más larga que encaje.
""",
        en="""
An Ingress does nothing by itself: it is a sheet of rules. The controller that serves its **class** reads it, and if you name none, or another's, nobody does and the proxy answers 404. What the
sheet names is Services and their ports, for that is what they have names for. And the proxy decides in this order: the name that is asked for, and of its paths the longest that fits.
""",
    ),
)  # fmt: skip
