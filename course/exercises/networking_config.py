"""The database's address is in a ConfigMap, with the wrong port: a running program does not read its environment twice.

The checks ask WordPress for a page, as it is and with more replicas, and ask whoever else uses the database. Next: `volumes.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
data:
  WORDPRESS_DB_HOST: basedatos:{bad}
  WORDPRESS_DB_NAME: tienda
---
apiVersion: v1
kind: Service
metadata:
  name: basedatos
spec:
  selector:
    app: mariadb
  ports:
  - port: {good}
    targetPort: 3306
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: mariadb
spec:
  selector:
    matchLabels:
      app: mariadb
  template:
    metadata:
      labels:
        app: mariadb
    spec:
      containers:
      - name: mariadb
        image: mariadb:11.4
        env:
        - name: MARIADB_ROOT_PASSWORD
          value: s3creta
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: wordpress
spec:
  replicas: 2
  selector:
    matchLabels:
      app: wordpress
  template:
    metadata:
      labels:
        app: wordpress
    spec:
      containers:
      - name: apache
        image: wordpress:6.8
        envFrom:
        - configMapRef:
            name: web
---
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: wordpress
  ports:
  - port: 80
    nodePort: 30080
"""
URL = "http://app.miempresa.com/"
PATCH = 'kubectl patch configmap web -p \'{"data":{"WORDPRESS_DB_HOST":"basedatos:{good}"}}\''
RESTART = "kubectl rollout restart deployment wordpress"


def seen(cluster):
    """Thirty requests: what each pod of the site answers, the worst last."""
    cluster.advance("2m")
    return sorted((cluster.request(URL) for _ in range(30)), key=lambda each: each.code if not each.failure else 999)


def site(case):
    """MenchuPC sees pages, from every pod."""
    worst = seen(case.cluster)[-1]
    if worst:
        return None
    if worst.code == 500:
        host = case.cluster.get("ConfigMap", "web").get("data", {}).get("WORDPRESS_DB_HOST", "")
        if host.endswith(f":{case.values['good']}"):
            return say(es="El ConfigMap dice ya el puerto bueno, y los pods en marcha siguen preguntando en el que leyeron al arrancar: 500.",
                       en="The ConfigMap has the right port by now, and the running pods still ask at the one they read as they started: 500.")  # fmt: skip
        return say(
            es=f"WordPress contesta 500: sigue llamando a {host}.", en=f"WordPress answers 500: it still calls {host}."
        )
    return say(
        es=f"MenchuPC pide {URL} y… {worst.lines('es')[-1]}", en=f"MenchuPC asks for {URL} and… {worst.lines('en')[-1]}"
    )


def stays(case):
    """New pods tomorrow are right as well: it was put right at its source."""
    case.cluster.kubectl("scale deployment wordpress --replicas=4")
    case.cluster.advance("3m")
    for pod in case.cluster.list("Pod", "default", labels="app=wordpress"):
        case.cluster.delete("Pod", pod["metadata"]["name"])
    case.cluster.advance("5m")
    worst = seen(case.cluster)[-1]
    if worst:
        return None
    return say(es="Mañana se crean pods nuevos, y los nuevos vuelven a fallar: leen lo que está escrito.",
               en="Tomorrow new pods are made, and the new ones fail again: they read what is written.")  # fmt: skip


def others(case):
    """The accountants' program, which knows the Service's port, goes on; and the site is up."""
    source = case.cluster.list("Pod", "default", labels="app=mariadb")
    journey = case.cluster.request(
        f"tcp://basedatos:{case.values['good']}", source=f"default/{source[0]['metadata']['name']}"
    )
    if not journey:
        return say(es=f"El programa de contabilidad llama a basedatos:{case.values['good']}, como siempre, y… {journey.lines('es')[-1]}",
                   en=f"The accountants' program calls basedatos:{case.values['good']}, as always, and… {journey.lines('en')[-1]}")  # fmt: skip
    if seen(case.cluster)[-1]:
        return None
    return say(
        es="Contabilidad no ha notado nada; pero la web sigue sin su base de datos.",
        en="The accountants noticed nothing; but the site is still without its database.",
    )


exercise(
    "networking.config",
    3,
    kind="kubectl",
    hat=say(es="Gorra de desarrollo, de guardia", en="Developer's hat, on call"),
    title=say(es="El puerto, en un papel que nadie vuelve a leer", en="The port, on a note that nobody reads twice"),
    prompt=say(
        es="""
La web da error 500. WordPress lee dónde está su base de datos del ConfigMap `web`, que dice `basedatos:{bad}`; el Service `basedatos` está en el puerto **{good}**, y así lo conoce también
el programa de contabilidad, que no se puede tocar.

Escribe las órdenes de kubectl que devuelven la web a MenchuPC, ahora y también para los pods que se creen mañana.
""",
        en="""
The site answers with error 500. WordPress reads where its database is from the ConfigMap `web`, which says `basedatos:{bad}`; the Service `basedatos` (database) is on port **{good}**, and
that is where the accountants' program, which cannot be touched, looks for it too.

Write the kubectl commands that give the site back to MenchuPC, now and for the pods that will be made tomorrow.
""",
    ),
    varies=lambda chance: {"good": 3307 + chance.below(40, "good"), "bad": 3400 + chance.below(90, "bad")},
    given=GIVEN,
    prepare=lambda cluster: cluster.advance("2m"),
    starter="kubectl get configmap web -o yaml\n",
    solution=f"{PATCH}\n{RESTART}",
    also_right=[
        "kubectl set env deployment/wordpress WORDPRESS_DB_HOST=basedatos:{good}",
        f"{PATCH}\nkubectl delete pod -l app=wordpress",
        f"{PATCH}\nkubectl scale deployment wordpress --replicas=0\nkubectl scale deployment wordpress --replicas=2",
    ],
    wrong=[
        wrong(say(es="corregir el ConfigMap basta", en="putting the ConfigMap right is enough"), PATCH,
              caught_by="site", says=say(es="siguen preguntando en el que leyeron al arrancar", en="still ask at the one they read as they started")),
        wrong(say(es="reiniciar y ya", en="just restart"), RESTART, caught_by="site", says=say(es="sigue llamando a basedatos:{bad}", en="it still calls basedatos:{bad}")),
        wrong(say(es="mover el Service al puerto del papel", en="move the Service to the port on the sheet"),
              'kubectl patch service basedatos --type=json -p \'[{"op":"replace","path":"/spec/ports/0/port","value":{bad}}]\'',
              caught_by="others", says=say(es="El programa de contabilidad llama a basedatos:{good}", en="The accountants' program calls basedatos:{good}")),
        wrong(say(es="el puerto del proceso", en="the process's port"), 'kubectl patch configmap web -p \'{"data":{"WORDPRESS_DB_HOST":"basedatos:3306"}}\'\n' + RESTART,
              caught_by="stays", says=say(es="los nuevos vuelven a fallar", en="the new ones fail again")),
        wrong(say(es="reiniciar y después corregir", en="restart, and then put it right"), f"{RESTART}\n{PATCH}",
              caught_by="others", says=say(es="la web sigue sin su base de datos", en="the site is still without its database")),
        wrong(say(es="un ConfigMap nuevo con el mismo nombre", en="a new ConfigMap of the same name"), "kubectl create configmap web --from-literal=WORDPRESS_DB_HOST=basedatos:{good}",
              caught_by="malformed", says="already exists"),
    ],
    checks=[
        criterion(
            "site", 1, say(es="MenchuPC ve páginas", en="MenchuPC sees pages"), behaves=site,
            hints=[
                say(es="`kubectl exec deploy/wordpress -- env`: ¿qué leyó el programa al arrancar?", en="`kubectl exec deploy/wordpress -- env`: what did the program read as it started?"),
                say(es="Las variables de entorno se leen una vez, al arrancar el contenedor. Cambiar el ConfigMap no las cambia.",
                    en="Environment variables are read once, as the container starts. Changing the ConfigMap does not change them."),
                say(es="Corrige el ConfigMap y después `kubectl rollout restart deployment wordpress`.", en="Put the ConfigMap right and then `kubectl rollout restart deployment wordpress`."),
            ],
        ),
        criterion(
            "stays", 1, say(es="Y los pods de mañana también", en="And so will the pods of tomorrow"), behaves=stays,
            hints=[
                say(es="¿De dónde leen los pods nuevos?", en="Where do new pods read from?"),
                say(es="Del ConfigMap (o de la plantilla): ahí tiene que estar el nombre del Service y **su** puerto, no el del proceso.",
                    en="From the ConfigMap (or the template): the Service's name and **its** port have to be there, not the process's."),
                say(es="`WORDPRESS_DB_HOST: basedatos:{good}`, dentro de `data`.", en="`WORDPRESS_DB_HOST: basedatos:{good}`, inside `data`."),
            ],
        ),
        criterion(
            "others", 1, say(es="Contabilidad no nota nada", en="The accountants notice nothing"), behaves=others,
            hints=[
                say(es="¿Quién más llama a `basedatos`?", en="Who else calls `basedatos`?"),
                say(es="El puerto de un Service es un contrato con todos sus clientes: se cambia a quien se equivoca, no al que cumple.",
                    en="A Service's port is a contract with all its clients: change the one who is wrong, not the one who keeps it."),
                say(es="Deja el Service como está.", en="Leave the Service as it is."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un ConfigMap como entorno es una foto hecha al arrancar: nadie se la vuelve a enseñar al proceso, y kubectl no avisa. (Montado como fichero sí se actualiza, al cabo de un rato, y aun
así el programa ha de volver a leerlo.) Por eso un cambio de configuración es un despliegue como otro cualquiera. Y lo que hay que escribir en él es el nombre y el puerto del Service: que la
base de datos escuche en el 3306 no le importa a nadie más que al Service.
""",
        en="""
A ConfigMap as environment is a photograph taken at the start: nobody shows it to the process again, and kubectl does not warn. (Mounted as a file it is updated, after a while, and even
then the program must read it again.) So a change of configuration is a rollout like any other. And what belongs in it is the Service's name and port: that the
database listens on 3306 is nobody's business but the Service's.
""",
    ),
)  # fmt: skip
