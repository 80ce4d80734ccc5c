"""Incidents between a customer and a program: Services, names, rules and policies."""

from __future__ import annotations

import json

from kubecourse.grading import criterion, say, wrong
from kubecourse.study import incident

URL = "http://app.miempresa.com/"


def program(name, image="httpd:2.4", replicas=2, labels=None, extra=""):
    return f"""
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}}}
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {labels or name}}}}}
  template:
    metadata: {{labels: {{app: {labels or name}}}}}
    spec:
      containers:
      - name: web
        image: {image}
{extra}---
"""


def door(name, target=80, selector=None):
    return f"""
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec:
  type: NodePort
  selector: {{app: {selector or name}}}
  ports: [{{port: 80, targetPort: {target}, nodePort: 30080}}]
---
"""


def served(case):
    """MenchuPC is answered, ten times out of ten."""
    for _ in range(10):
        journey = case.cluster.request(URL)
        if not journey:
            return say(
                es=f"MenchuPC pide {URL} y… {journey.lines('es')[-1]}",
                en=f"MenchuPC asks for {URL} and… {journey.lines('en')[-1]}",
            )
        case.cluster.advance("1s")
    return None


def other_selector(cluster):
    """The Service asks for a label that the pods do not have."""
    name = cluster.list("Deployment", "default")[0]["metadata"]["name"]
    cluster.kubectl(["patch", "service", name, "-p", json.dumps({"spec": {"selector": {"app": f"{name}-web"}}})])


def hints(*pairs):
    return [say(es=es, en=en) for es, en in pairs]


incident(
    "wrong-selector",
    "service",
    title=say(es="La web no contesta y los pods están bien", en="The site does not answer and the pods are fine"),
    story=say(
        es="«Desde el cambio de etiquetas de esta mañana no entra nadie en la web», dice Menchu. Los pods están en marcha y listos.",
        en='"Since this morning\'s change of labels nobody gets into the site", says Menchu. The pods are running and ready.',
    ),
    look=["get pods --show-labels", "get services"],
    given=program("{app}") + door("{app}"),
    breaks=lambda cluster: other_selector(cluster),
    varies=lambda chance: {"app": ("tienda", "portal", "revista", "agenda")[chance.below(4, "app")]},
    repairs=["kubectl set selector service {app} app={app}", "kubectl delete service {app}\nkubectl create service nodeport {app} --tcp=80:80 --node-port=30080"],
    slips=[
        wrong(say(es="reiniciar los pods", en="restart the pods"), "kubectl rollout restart deployment {app}", caught_by="served", says=say(es="no tiene detrás ningún pod listo", en="has no ready pod behind it")),
        wrong(say(es="más réplicas", en="more replicas"), "kubectl scale deployment {app} --replicas=5", caught_by="served", says=say(es="no tiene detrás ningún pod listo", en="has no ready pod behind it")),
        wrong(say(es="etiquetar el Deployment", en="label the Deployment"), "kubectl label deployment {app} app={app}-web", caught_by="served", says=say(es="no tiene detrás ningún pod listo", en="has no ready pod behind it")),
    ],
    mended=[
        criterion("served", 1, say(es="La web contesta siempre", en="The site always answers"), behaves=served, hints=hints(
            ("`kubectl get endpointslices`: ¿a quién reparte el Service?", "`kubectl get endpointslices`: to whom does the Service spread?"),
            ("A nadie: su selector pide una etiqueta que los pods no llevan. Compara `get service -o wide` con `get pods --show-labels`.",
             "To nobody: its selector asks for a label that the pods do not have. Compare `get service -o wide` with `get pods --show-labels`."),
            ("El selector bueno: `kubectl set selector service {app} app={app}`.", "The right selector: `kubectl set selector service {app} app={app}`."),
        )),
    ],
    debrief=say(
        es="Un Service no conoce a ningún Deployment: sólo mira las **etiquetas de los pods**. Si nadie las lleva no es un error para Kubernetes, es una lista vacía; por eso no hubo ni un aviso.",
        en="A Service knows no Deployment: it looks at the **labels of pods** only. If nobody has them that is no error to Kubernetes but an empty list; that is why there was not a single warning.",
    ),
)  # fmt: skip

incident(
    "wrong-target-port",
    "service",
    title=say(es="Conexión rechazada", en="Connection refused"),
    story=say(
        es="Alguien «ordenó los puertos» del Service. Hay pods, hay endpoints, y aun así: conexión rechazada.",
        en='Somebody "tidied up the ports" of the Service. There are pods, there are endpoints, and yet: connection refused.',
    ),
    look=["get service web -o wide", "get endpointslices"],
    given=program("web") + door("web"),
    breaks=lambda cluster: cluster.kubectl(["patch", "service", "web", "-p", '{"spec":{"ports":[{"port":80,"targetPort":8080,"nodePort":30080}]}}']),
    repairs=['kubectl patch service web -p \'{"spec":{"ports":[{"port":80,"targetPort":80,"nodePort":30080}]}}\''],
    slips=[
        wrong(say(es="declarar el puerto en el contenedor", en="declare the port in the container"),
              'kubectl patch deployment web -p \'{"spec":{"template":{"spec":{"containers":[{"name":"web","ports":[{"containerPort":8080}]}]}}}}\'',
              caught_by="served", says=say(es="MenchuPC pide", en="MenchuPC asks for")),
        wrong(say(es="el puerto de los clientes", en="the clients' port"),
              'kubectl patch service web --type=json -p \'[{"op":"replace","path":"/spec/ports/0/port","value":8080}]\'',
              caught_by="served", says=say(es="MenchuPC pide", en="MenchuPC asks for")),
    ],
    mended=[
        criterion("served", 1, say(es="La web contesta siempre", en="The site always answers"), behaves=served, hints=hints(
            ("`print(cluster.request(\"http://app.miempresa.com/\"))`: ¿quién rechaza la conexión, y en qué puerto?", "`print(cluster.request(\"http://app.miempresa.com/\"))`: who refuses the connection, and on which port?"),
            ("El paquete llega al pod, pero a un puerto en el que su programa no escucha. httpd escucha en el 80.", "The packet comes to the pod, but to a port on which its program does not listen. httpd listens on 80."),
            ("`targetPort: 80` en el Service.", "`targetPort: 80` in the Service."),
        )),
    ],
    debrief=say(
        es="`port` es el de los clientes, `targetPort` el del programa, `nodePort` el de los nodos. `containerPort` es sólo una nota: declararlo no hace que nadie escuche.",
        en="`port` is the clients', `targetPort` the program's, `nodePort` the nodes'. `containerPort` is only a note: to declare it makes nobody listen.",
    ),
)  # fmt: skip

PROXY = """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: calle}
spec: {controller: traefik.io/ingress-controller}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: calle
  rules:
  - host: app.miempresa.com
    http: {paths: [{pathType: Prefix, path: /, backend: {service: {name: web, port: {number: 8000}}}}]}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 8000, targetPort: 80}]}
---
"""


def rename_class(cluster):
    """The class got a new name; an IngressClass cannot be renamed, so it was made anew."""
    cluster.kubectl("delete ingressclass calle")
    cluster.apply({"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": {"name": "publica"},
                   "spec": {"controller": "traefik.io/ingress-controller"}})  # fmt: skip
    cluster.advance("1m")


incident(
    "class-renamed",
    "ingress",
    title=say(es="404 en toda la web", en="404 on the whole site"),
    story=say(
        es="El equipo de plataforma renombró la clase de entrada y avisó por correo. Desde entonces la web entera da 404.",
        en="The platform team renamed the ingress class and sent an e-mail about it. Since then the whole site says 404.",
    ),
    look=["get ingress", "get ingressclass"],
    given=program("web") + PROXY + program("proxy", "traefik:v3.5", 1) + door("proxy"),
    breaks=rename_class,
    repairs=['kubectl patch ingress web -p \'{"spec":{"ingressClassName":"publica"}}\''],
    slips=[
        wrong(say(es="reiniciar el proxy", en="restart the proxy"), "kubectl rollout restart deployment proxy", caught_by="served", says="404"),
        wrong(say(es="abrir otra puerta", en="open another door"), "kubectl patch service web -p '{\"spec\":{\"type\":\"NodePort\"}}'", caught_by="served", says="404"),
    ],
    mended=[
        criterion("served", 1, say(es="La web contesta por su nombre", en="The site answers to its name"), behaves=served, hints=hints(
            ("¿Quién dice el 404? `print(cluster.request(\"http://app.miempresa.com/\"))`.", "Who says 404? `print(cluster.request(\"http://app.miempresa.com/\"))`."),
            ("El proxy: no conoce ninguna regla para ese nombre. La regla está, pero es de una clase que ya no existe.", "The proxy: it knows no rule for that name. The rule is there, but it is of a class that is no more."),
            ("`spec.ingressClassName: publica` en el Ingress `web`.", "`spec.ingressClassName: publica` in the Ingress `web`."),
        )),
    ],
    debrief=say(
        es="Un Ingress es papel: lo lee quien atiende su clase. Si la clase no existe nadie se queja, porque nadie lo lee.",
        en="An Ingress is a sheet of paper: whoever serves its class reads it. If the class does not exist nobody complains, for nobody reads it.",
    ),
)  # fmt: skip

WORDPRESS = (
    program("mariadb", "mariadb:11.4", 1, extra="        env: [{name: MARIADB_ROOT_PASSWORD, value: s3creta}]\n")
    + """
apiVersion: v1
kind: Service
metadata: {name: basedatos}
spec: {selector: {app: mariadb}, ports: [{port: 3306}]}
---
"""
    + program("wordpress", "wordpress:6.8", 2, extra="        env: [{name: WORDPRESS_DB_HOST, value: basedatos}]\n")
    + door("wordpress")
)

DENY = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: cerrado}
spec: {podSelector: {matchLabels: {app: mariadb}}, policyTypes: [Ingress]}
"""


def closed_to_others(case):
    """WordPress is served and a stranger still is not."""
    found = served(case)
    if found is not None:
        return found
    case.cluster.kubectl("run curioso --image=busybox:1.37 -- sleep 1d")
    case.cluster.advance("30s")
    if case.cluster.request("tcp://basedatos:3306", source="default/curioso"):
        return say(es="WordPress vuelve a funcionar, y ahora cualquiera habla con la base de datos: seguridad no lo va a aceptar.",
                   en="WordPress works again, and now anybody can talk to the database: security will not accept that.")  # fmt: skip
    return None


incident(
    "closed-too-well",
    "policy",
    title=say(es="Error 500 después de la auditoría", en="Error 500 after the audit"),
    story=say(
        es="Seguridad cerró la base de datos con una NetworkPolicy. La auditoría pasó; WordPress da error 500.",
        en="Security closed the database with a NetworkPolicy. The audit was passed; WordPress says error 500.",
    ),
    look=["get networkpolicies", "get pods"],
    given=WORDPRESS,
    breaks=lambda cluster: cluster.apply(DENY),
    repairs=[
        'kubectl patch networkpolicy cerrado --type=merge -p \'{"spec":{"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"wordpress"}}}]}]}}\'',
        'kubectl patch networkpolicy cerrado --type=merge -p \'{"spec":{"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"wordpress"}}}],"ports":[{"port":3306}]}]}}\'',
    ],
    slips=[
        wrong(say(es="quitar la política", en="take the policy away"), "kubectl delete networkpolicy cerrado", caught_by="closed", says=say(es="ahora cualquiera habla con la base de datos", en="now anybody can talk to the database")),
        wrong(say(es="el puerto del Service, a todos", en="the Service's port, to all"), 'kubectl patch networkpolicy cerrado --type=merge -p \'{"spec":{"ingress":[{"ports":[{"port":3306}]}]}}\'',
              caught_by="closed", says=say(es="ahora cualquiera habla con la base de datos", en="now anybody can talk to the database")),
        wrong(say(es="la etiqueta de la base de datos", en="the database's own label"), 'kubectl patch networkpolicy cerrado --type=merge -p \'{"spec":{"ingress":[{"from":[{"podSelector":{"matchLabels":{"app":"mariadb"}}}]}]}}\'',
              caught_by="closed", says="500"),
    ],
    mended=[
        criterion("closed", 1, say(es="WordPress funciona y los demás siguen fuera", en="WordPress works and everybody else stays out"), behaves=closed_to_others, hints=hints(
            ("`kubectl describe networkpolicy cerrado`: ¿a quién deja pasar?", "`kubectl describe networkpolicy cerrado`: whom does it let in?"),
            ("Selecciona la base de datos y no tiene ninguna regla de entrada: a nadie. No hay que quitarla, hay que añadir la excepción.",
             "It selects the database and has no rule for ingress: nobody. It need not go; it needs an exception."),
            ("Una regla `ingress` con `from: [{podSelector: {matchLabels: {app: wordpress}}}]`.", "A rule `ingress` with `from: [{podSelector: {matchLabels: {app: wordpress}}}]`."),
        )),
    ],
    debrief=say(
        es="En cuanto una NetworkPolicy selecciona un pod, para ese pod **todo lo que no se permite está prohibido**. Las políticas sólo suman permisos: se arregla permitiendo, no borrando.",
        en="As soon as a NetworkPolicy selects a pod, for that pod **all that is not allowed is forbidden**. Policies only add permissions: you mend by allowing, not by deleting.",
    ),
)  # fmt: skip

incident(
    "no-names",
    "dns",
    title=say(es="«getaddrinfo: ¿qué nombre?»", en='"getaddrinfo: what name?"'),
    story=say(
        es="De repente nada encuentra a nada: WordPress no llega a su base de datos, y los demás equipos dicen lo mismo. Anoche alguien «ahorró recursos».",
        en='All of a sudden nothing finds anything: WordPress does not reach its database, and the other teams say the same. Last night somebody "saved resources".',
    ),
    look=["get pods", "get deployments -A"],
    given=WORDPRESS,
    breaks=lambda cluster: cluster.kubectl("scale deployment coredns -n kube-system --replicas=0"),
    repairs=["kubectl scale deployment coredns -n kube-system --replicas=3", "kubectl scale deployment coredns -n kube-system --replicas=2"],
    slips=[
        wrong(say(es="reiniciar WordPress", en="restart WordPress"), "kubectl rollout restart deployment wordpress", caught_by="served", says=say(es="MenchuPC pide", en="MenchuPC asks for")),
        wrong(say(es="reiniciar el DNS que no está", en="restart the DNS that is not there"), "kubectl rollout restart deployment coredns -n kube-system", caught_by="served", says=say(es="MenchuPC pide", en="MenchuPC asks for")),
    ],
    mended=[
        criterion("served", 1, say(es="Los nombres vuelven, y la web con ellos", en="Names are back, and the site with them"), behaves=served, hints=hints(
            ("Pregunta por un nombre desde dentro: `kubectl exec deploy/wordpress -- nslookup basedatos`.", "Ask for a name from inside: `kubectl exec deploy/wordpress -- nslookup basedatos`."),
            ("Los nombres los da CoreDNS, que es un Deployment más, en `kube-system`. ¿Cuántas réplicas tiene?", "Names come from CoreDNS, which is a Deployment like any other, in `kube-system`. How many replicas has it?"),
            ("Devuélvele sus réplicas: `kubectl scale deployment coredns -n kube-system --replicas=3`.", "Give it its replicas back: `kubectl scale deployment coredns -n kube-system --replicas=3`."),
        )),
    ],
    debrief=say(
        es="El DNS del clúster es un programa dentro del clúster. Si cae, los pods siguen «Running» y nadie encuentra a nadie: cuando falla todo a la vez, mira primero los nombres.",
        en="The cluster's DNS is a program inside the cluster. If it goes, the pods are still \"Running\" and nobody finds anybody: when all fails at once, look at names first.",
    ),
)  # fmt: skip
