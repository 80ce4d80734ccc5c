"""Certificates before Apache: an init container runs to its end, and leaves what it fetched in a volume of the pod.

The checks read the file where Apache has it, take the server of certificates away, and renew the certificate. Next: `batch_backup.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

WEB, STARTER, GIVEN = text("web.yaml"), text("starter.yaml"), text("given.yaml")
FILE = "/usr/local/apache2/certs/app.crt"


def edited(*pairs):
    changed = WEB
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def state(cluster):
    """(the pod of the web or None, is it ready, the certificate as Apache sees it)."""
    pods = [p for p in cluster.list("Pod", "default", labels="app=web") if "deletionTimestamp" not in p["metadata"]]
    pods.sort(key=lambda pod: pod["metadata"]["creationTimestamp"])
    if not pods:
        return None, False, ""
    pod = pods[-1]
    ready = any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
    up = any(
        row["name"] == "apache" and "running" in row["state"] for row in pod["status"].get("containerStatuses", ())
    )
    found = cluster.exec(pod["metadata"]["name"], ["cat", FILE], container="apache").stdout if up else ""
    return pod, ready, found


def has_it(case):
    """Apache is up, and the file is where it looks for it."""
    case.cluster.advance("2m")
    pod, ready, found = state(case.cluster)
    if pod is None:
        return say(es="No hay ningún pod con la etiqueta app: web.", en="There is no pod labelled app: web.")
    if ready and "2026" in found:
        return None
    if ready:
        return say(es="Apache está en marcha sin su certificado: en su carpeta no hay nada.",
                   en="Apache is running without its certificate: there is nothing in its folder.")  # fmt: skip
    return say(es="El pod no llega a estar listo: `kubectl describe pod` dice en qué contenedor se ha quedado.",
               en="The pod does not get ready: `kubectl describe pod` says at which container it stopped.")  # fmt: skip


def waits(case):
    """With nobody to give certificates, Apache must not start; once there is, it must."""
    twin = case.start.fork()
    twin.kubectl("scale deployment certificados --replicas=0")
    twin.settle("5m")
    twin.apply(case.answer)
    twin.advance("3m")
    _, ready, _ = state(twin)
    if ready:
        return say(es="Con el servidor de certificados caído, Apache arrancó igualmente, sin certificado.",
                   en="With the server of certificates down, Apache started all the same, without a certificate.")  # fmt: skip
    twin.kubectl("scale deployment certificados --replicas=1")
    twin.advance("10m")
    _, ready, found = state(twin)
    if ready and "2026" in found:
        return None
    return say(es="El servidor de certificados volvió, y diez minutos después Apache seguía sin arrancar con su certificado.",
               en="The server of certificates came back, and ten minutes later Apache had still not started with its certificate.")  # fmt: skip


def renews(case):
    """A new pod has the certificate of its day, not a copy made once."""
    if has_it(case) is not None:
        return say(
            es="Sin el primer certificado no se puede probar la renovación.",
            en="Without the first certificate no renewal can be tried.",
        )
    case.cluster.apply(GIVEN.split("---\n")[0].replace("2026", "2027"))
    case.cluster.advance("3m")
    case.cluster.kubectl("rollout restart deployment web")
    case.cluster.settle("10m")
    case.cluster.advance("2m")
    if "2027" in state(case.cluster)[2]:
        return None
    return say(es="La autoridad renovó el certificado, y un pod recién creado sigue con el de 2026.",
               en="The authority renewed the certificate, and a pod that was just made still has the one of 2026.")  # fmt: skip


exercise(
    "batch.certificates",
    4,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Los certificados, antes que Apache", en="The certificates, before Apache"),
    prompt=say(
        es=f"""
Dentro del clúster hay un servidor que da los certificados: `http://certificados/app.crt`. Apache los espera en
`{FILE}`, y **no debe arrancar sin ellos**: si el servidor está caído, tiene que esperar, y arrancar solo cuando vuelva.

Completa el Deployment `web` para que cada pod nuevo descargue el suyo antes de que Apache empiece. `busybox:1.36` tiene `wget`.
""",
        en=f"""
Inside the cluster a server gives out certificates: `http://certificados/app.crt`. Apache expects them at
`{FILE}`, and it **must not start without them**: if the server is down it has to wait, and start by itself once it is back.

Complete the Deployment `web` so that each new pod fetches its own before Apache begins. `busybox:1.36` has `wget`.
""",
    ),
    given=GIVEN,
    starter=STARTER,
    solution=WEB,
    also_right=[
        edited(('command: [wget, -O, /certs/app.crt, "http://certificados/app.crt"]',
                'command: [sh, -c, "until wget -O /certs/app.crt http://certificados/app.crt; do sleep 2; done"]')),
        edited(("busybox:1.36", "curlimages/curl:8.16.0"), ('[wget, -O, /certs/app.crt, "http://certificados/app.crt"]',
                '[curl, -f, -o, /certs/app.crt, "http://certificados/app.crt"]')),
        edited(("      - name: certificados\n", '      - name: espera\n        image: busybox:1.36\n        command: [sh, -c, "echo primero"]\n      - name: certificados\n')),
    ],
    wrong=[
        wrong(say(es="un contenedor más, al lado de Apache", en="one more container, beside Apache"),
              edited(("      initContainers:\n", "      containers:\n"), ("      containers:\n      - name: apache", "      - name: apache")),
              caught_by="has-it", says=say(es="El pod no llega a estar listo", en="The pod does not get ready")),
        wrong(say(es="el init no comparte el volumen", en="the init container does not share the volume"),
              edited(("        volumeMounts:\n        - name: certs\n          mountPath: /certs\n", ""), ("[wget, -O, /certs/app.crt", "[wget, -O, /tmp/app.crt")),
              caught_by="has-it", says=say(es="en su carpeta no hay nada", en="nothing in its folder")),
        wrong(say(es="si el init falla, se salta", en="a failed init container is skipped"),
              edited(('[wget, -O, /certs/app.crt, "http://certificados/app.crt"]', '[sh, -c, "wget -O /certs/app.crt http://certificados/app.crt || true"]')),
              caught_by="waits", says=say(es="Apache arrancó igualmente", en="Apache started all the same")),
        wrong(say(es="un init que se queda encendido", en="an init container that stays on"),
              edited(('[wget, -O, /certs/app.crt, "http://certificados/app.crt"]', '[sh, -c, "wget -O /certs/app.crt http://certificados/app.crt; sleep infinity"]')),
              caught_by="has-it", says=say(es="El pod no llega a estar listo", en="The pod does not get ready")),
        wrong(say(es="copiar el certificado en la plantilla", en="copy the certificate into the template"),
              edited(('[wget, -O, /certs/app.crt, "http://certificados/app.crt"]',
                      '[sh, -c, "wget -O /tmp/x http://certificados/app.crt && echo certificado 2026 > /certs/app.crt"]')),
              caught_by="renews", says=say(es="sigue con el de 2026", en="still has the one of 2026")),
        wrong(say(es="una sonda en el init", en="a probe on the init container"),
              edited(("        command: [wget", "        readinessProbe:\n          exec:\n            command: [cat, /certs/app.crt]\n        command: [wget")),
              caught_by="malformed", says="may not be set for init containers without restartPolicy=Always"),
    ],
    checks=[
        criterion(
            "has-it", 1, say(es="Apache tiene su certificado", en="Apache has its certificate"), behaves=has_it,
            hints=[
                say(es="`kubectl get pods`: la columna STATUS dice `Init:…` mientras se prepara.", en="`kubectl get pods`: the column STATUS says `Init:…` while it is being prepared."),
                say(es="Lo que escribe un contenedor no lo ve otro, salvo en un volumen del pod que monten los dos.",
                    en="What one container writes another does not see, except in a volume of the pod that both mount."),
                say(es="Un `initContainers` que monte `certs` en `/certs` y ejecute `wget -O /certs/app.crt http://certificados/app.crt`.",
                    en="An `initContainers` entry that mounts `certs` at `/certs` and runs `wget -O /certs/app.crt http://certificados/app.crt`."),
            ],
        ),
        criterion(
            "waits", 2, say(es="Sin certificado, espera; cuando lo hay, arranca", en="Without a certificate it waits; once there is one, it starts"), behaves=waits,
            hints=[
                say(es="¿Quién puede hacer esperar a un contenedor del pod?", en="Who can make a container of the pod wait?"),
                say(es="Los contenedores de arranque van en orden y cada uno hasta acabar con 0. Si acaba mal se repite, según restartPolicy.",
                    en="Init containers run in order and each until it ends with 0. If it ends badly it is tried again, by restartPolicy."),
                say(es="Que el `wget` sea lo último de la orden y que nadie esconda su fallo con `|| true`.",
                    en="Let `wget` be the last of the command, and let nobody hide its failure with `|| true`."),
            ],
        ),
        criterion(
            "renews", 1, say(es="Cada pod nuevo descarga el vigente", en="Each new pod fetches the one in force"), behaves=renews,
            hints=[
                say(es="¿De dónde sale el fichero cuando se crea un pod?", en="Where does the file come from when a pod is made?"),
                say(es="Una copia escrita en la plantilla caduca con ella.", en="A copy written in the template expires with it."),
                say(es="Descárgalo de `http://certificados/app.crt` en el init container.", en="Fetch it from `http://certificados/app.crt` in the init container."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un init container es un guion con permiso para acabar: se ejecuta antes, hasta el final, y si falla se repite con esperas crecientes
mientras el pod sigue en `Init:`. No se «reinicia el pod» ni se salta el paso. Puesto al lado de Apache, el mismo `wget` acaba con 0, Kubernetes
lo vuelve a arrancar una y otra vez, y Apache no lo espera. La entrega se hace por un volumen del pod: lo único que comparten.
""",
        en="""
An init container is a script that is allowed to end: it runs before, to its end, and if it fails it is tried again with growing waits
while the pod stays at `Init:`. The pod is not "restarted" and the step is not skipped. Put beside Apache, the same `wget` ends with 0, Kubernetes
starts it again and again, and Apache does not wait for it. The handover goes through a volume of the pod: all that they share.
""",
    ),
)  # fmt: skip
