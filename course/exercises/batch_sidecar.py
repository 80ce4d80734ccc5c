"""A sidecar that ships logs: beside work that ends, it has to start before, stay meanwhile, and not keep the pod open.

The checks read what was shipped, wait for the Job to end, and kill the sidecar halfway. Next: `batch_history.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

HEAD = """
apiVersion: batch/v1
kind: Job
metadata:
  name: pedidos
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
""".lstrip()
APP = """      - name: app
        image: busybox:1.36
        command: [sh, -c, "for n in $(seq {orders}); do echo pedido $n >> /logs/app.log; sleep 5; done; echo total {orders} >> /logs/app.log"]
        volumeMounts:
        - name: logs
          mountPath: /logs
"""
SHIPS = """      - name: envia
        image: busybox:1.36
        restartPolicy: Always
        command: [tail, -n, "+1", -F, /logs/app.log]
        volumeMounts:
        - name: logs
          mountPath: /logs
"""
TAIL = """      volumes:
      - name: logs
        emptyDir: {}
"""
RIGHT = HEAD + "      initContainers:\n" + SHIPS + "      containers:\n" + APP + TAIL
PLAIN = SHIPS.replace("        restartPolicy: Always\n", "")


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def pod_of(cluster):
    return cluster.list("Pod", "default", labels="job-name=pedidos")[0]


def sent(cluster, pod):
    """All that containers other than app have printed."""
    spec = pod["spec"]
    names = [row["name"] for row in (*spec.get("initContainers", ()), *spec["containers"]) if row["name"] != "app"]
    return "\n".join(str(cluster.kubectl(f"logs {pod['metadata']['name']} -c {name}")) for name in names), names


def lacking(case, cluster):
    """Lines of the work that nobody has shipped, once it has had its time."""
    found = cluster.list("Pod", "default", labels="job-name=pedidos")
    text, names = sent(cluster, found[0]) if found else ("", [])
    wanted = [*(f"pedido {n}" for n in range(1, case.values["orders"] + 1)), f"total {case.values['orders']}"]
    have = {line.strip() for line in text.splitlines()}
    return [line for line in wanted if line not in have], names


def fresh(case):
    twin = case.start.fork()
    twin.apply(case.answer)
    return twin


def begun(cluster):
    """Has the work itself started?"""
    pods = cluster.list("Pod", "default", labels="job-name=pedidos")
    rows = pods[0]["status"].get("containerStatuses") or () if pods else ()
    return any(row["name"] == "app" and not row["state"].get("waiting") for row in rows)


def shipped(case):
    """Every line is there a while after the work is done, the last one too."""
    twin = fresh(case)
    twin.advance("8m")
    if not begun(twin):
        state = [*str(twin.kubectl("get pods --no-headers")).split(), "", "", "?"][2]
        return say(es=f"A los ocho minutos el trabajo no ha empezado: el pod dice {state}.", en=f"After eight minutes the work has not begun: the pod says {state}.")  # fmt: skip
    missing, names = lacking(case, twin)
    if not names:
        return say(es="En el pod sólo está app, y nadie más lee su fichero.", en="There is only app in the pod, and nobody else reads its file.")  # fmt: skip
    if missing:
        return say(es=f"De lo que escribió app faltan {len(missing)} líneas por enviar; la primera, «{missing[0]}».",
                   en=f'Of what app wrote {len(missing)} lines were not shipped; the first is "{missing[0]}".')  # fmt: skip
    return None


def ends(case):
    """The Job is complete soon after its work is."""
    twin = fresh(case)
    twin.advance("10m")
    status = twin.get("Job", "pedidos").get("status", {})
    kinds = {row["type"]: row.get("reason", "") for row in status.get("conditions", ()) if row["status"] == "True"}
    if "Failed" in kinds:
        return say(es=f"El Job ha acabado mal: {kinds['Failed']}.", en=f"The Job ended badly: {kinds['Failed']}.")
    if "Complete" not in kinds:
        running = [
            row["name"] for row in pod_of(twin)["status"].get("containerStatuses") or () if row["state"].get("running")
        ]
        if running:
            return say(es=f"El trabajo acabó hace rato y el Job sigue abierto: espera a {', '.join(running)}, que no acaba nunca.",
                       en=f"The work was done long ago and the Job is still open: it waits for {', '.join(running)}, which never ends.")  # fmt: skip
        return say(es="El Job no ha acabado.", en="The Job is not done.")
    if lacking(case, twin)[0]:
        return say(es="El Job acaba, y sus pedidos no los ha enviado nadie.", en="The Job ends, and nobody shipped its orders.")  # fmt: skip
    return None


def outlives(case):
    """The shipper dies halfway: it comes back, the work goes on where it was, and nothing is lacking in the end."""
    twin = fresh(case)
    twin.advance("30s")
    pod = pod_of(twin)
    names = sent(twin, pod)[1]
    if not names or not begun(twin):
        return say(es="No hay nadie enviando mientras app trabaja.", en="Nobody is shipping while app works.")
    twin.kill(pod["metadata"]["name"], container=names[0])
    twin.advance("10m")
    pods = twin.list("Pod", "default", labels="job-name=pedidos")
    if not pods:
        return say(es="Murió el que enviaba, y el Job se dio por perdido: con OnFailure cada reinicio, también el suyo, cuenta como un intento fallido.",
                   en="The shipper died, and the Job was given up: with OnFailure each restart, its own too, counts as a failed attempt.")  # fmt: skip
    app = [row for row in pods[0]["status"]["containerStatuses"] if row["name"] == "app"]
    if len(pods) > 1 or app[0]["restartCount"]:
        return say(es="Murió el que enviaba, y el trabajo se empezó otra vez desde el principio.",
                   en="The shipper died, and the work was begun anew from the beginning.")  # fmt: skip
    if lacking(case, twin)[0]:
        return say(es="Murió el que enviaba y no volvió: lo que app escribió después se ha perdido.",
                   en="The shipper died and did not come back: what app wrote after that is lost.")  # fmt: skip
    if not twin.get("Job", "pedidos")["status"].get("succeeded"):
        return say(es="Murió el que enviaba, volvió, y ahora el Job no acaba.", en="The shipper died, came back, and now the Job does not end.")  # fmt: skip
    return None


def hints(first, last):
    return [
        first,
        say(es="Un *sidecar* es un contenedor de inicio con `restartPolicy: Always`: arranca antes que los demás y no los hace esperar a su final, se reinicia si muere, y al acabar el trabajo se le despide.",
            en="A *sidecar* is an init container with `restartPolicy: Always`: it starts before the others and does not make them wait for its end, is restarted if it dies, and is sent home when the work is done."),
        last,
    ]  # fmt: skip


exercise(
    "batch.sidecar",
    3,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Uno que trabaja y otro que lo cuenta", en="One works, another one tells"),
    prompt=say(
        es="""
El Job `pedidos` tarda unos minutos y escribe lo que hace en un fichero, `/logs/app.log`, que se pierde con el pod. Los demás recogen lo que sale por la **salida** de los contenedores (`kubectl logs`). Pon a su lado un
contenedor que vaya sacando el fichero por la suya: `tail -n +1 -F /logs/app.log` hace justo eso, y **no acaba nunca**.

- tiene que salir todo, de la primera línea a la última, `total {orders}`;
- el Job tiene que **acabar** cuando acabe su trabajo;
- si el que envía muere a mitad, que vuelva, y que el trabajo no empiece de nuevo.

El contenedor `app` no se toca.
""",
        en="""
The Job `pedidos` (orders) takes some minutes and writes what it does to a file, `/logs/app.log`, which is lost with the pod. Everybody else collects what containers **print** (`kubectl logs`). Put a container
beside it that prints the file as it grows: `tail -n +1 -F /logs/app.log` does just that, and **never ends**.

- all must be printed, from the first line to the last, `total {orders}`;
- the Job must **end** when its work does;
- if the shipper dies halfway it must come back, and the work must not begin anew.

The container `app` stays as it is.
""",
    ),
    varies=lambda chance: {"orders": 14 + chance.below(20, "orders")},
    starter=HEAD + "      containers:\n" + APP + TAIL,
    solution=RIGHT,
    also_right=[
        edited(("name: envia", "name: mensajero"), ("backoffLimit: 0", "backoffLimit: 4")),
        edited(('command: [tail, -n, "+1", -F, /logs/app.log]', 'command: [sh, -c, "touch /logs/app.log; tail -n +1 -f /logs/app.log"]')),
    ],
    wrong=[
        wrong(say(es="un contenedor más, junto al otro", en="one more container beside the other"), HEAD + "      containers:\n" + PLAIN + APP + TAIL,
              caught_by="ends", says=say(es="espera a envia, que no acaba nunca", en="waits for envia, which never ends")),
        wrong(say(es="un contenedor de inicio corriente", en="an ordinary init container"), edited(("        restartPolicy: Always\n", "")),
              caught_by="shipped", says=say(es="el trabajo no ha empezado: el pod dice Init:0/1", en="the work has not begun: the pod says Init:0/1")),
        wrong(say(es="cada cual con su carpeta", en="to each a folder of its own"), edited(("        volumeMounts:\n        - name: logs\n          mountPath: /logs\n      containers", "      containers")),
              caught_by="shipped", says=say(es="líneas por enviar; la primera, «pedido 1»", en='lines were not shipped; the first is "pedido 1"')),
        wrong(say(es="un plazo para que acabe", en="a deadline to make it end"), HEAD.replace("backoffLimit: 0", "backoffLimit: 0\n  activeDeadlineSeconds: 300") + "      containers:\n" + PLAIN + APP + TAIL,
              caught_by="ends", says="DeadlineExceeded"),
        wrong(say(es="que lo reintente el Job", en="let the Job retry it"), HEAD.replace("Never", "OnFailure").replace("backoffLimit: 0", "backoffLimit: 4") + "      containers:\n" + PLAIN + APP + TAIL,
              caught_by="outlives", says=say(es="ahora el Job no acaba", en="now the Job does not end")),
        wrong(say(es="OnFailure también para el trabajo", en="OnFailure for the work as well"), edited(("restartPolicy: Never", "restartPolicy: OnFailure")),
              caught_by="outlives", says=say(es="el Job se dio por perdido", en="the Job was given up")),
        wrong(say(es="Always para todo el pod", en="Always for the whole pod"), HEAD.replace("Never", "Always") + "      containers:\n" + PLAIN + APP + TAIL,
              caught_by="malformed", says="spec.template.spec.restartPolicy"),
    ],
    checks=[
        criterion("shipped", 1, say(es="Sale todo lo que app escribe", en="All that app writes is printed"), behaves=shipped,
                  hints=hints(say(es="`kubectl get pods` y `kubectl logs job/pedidos -c …`: ¿ha empezado app? ¿Qué ve el otro en `/logs`?", en="`kubectl get pods` and `kubectl logs job/pedidos -c …`: has app begun? What does the other see in `/logs`?"),
                              say(es="Un contenedor en `initContainers` con `restartPolicy: Always`, que monta el mismo volumen `logs` en `/logs`.", en="A container in `initContainers` with `restartPolicy: Always`, which mounts the same volume `logs` at `/logs`."))),
        criterion("ends", 1, say(es="El Job acaba cuando su trabajo", en="The Job ends when its work does"), behaves=ends,
                  hints=hints(say(es="`kubectl get pods`: si pone `1/2` y `NotReady`, ¿quién sigue en pie?", en="`kubectl get pods`: if it reads `1/2` and `NotReady`, who is still up?"),
                              say(es="Bajo `containers` sólo `app`. Un pod está acabado cuando lo están sus contenedores de `containers`.", en="Nothing but `app` under `containers`. A pod is done when its containers under `containers` are."))),
        criterion("outlives", 1, say(es="El que envía puede morir sin que se pierda nada", en="The shipper may die and nothing is lost"), behaves=outlives,
                  hints=hints(say(es="El `restartPolicy` del pod es `Never`: ¿vale también para el que envía?", en="The pod's `restartPolicy` is `Never`: does it hold for the shipper too?"),
                              say(es="`restartPolicy: Always` **en el contenedor**, no en el pod: cada sidecar lleva la suya.", en="`restartPolicy: Always` **in the container**, not in the pod: each sidecar has its own."))),
    ],
    debrief=say(
        es="""
Los contenedores de un pod se suponen para siempre, y un Job los quiere con final: un segundo contenedor que no acaba deja el Job abierto hasta que alguien lo mira. Durante años se arregló con trucos (que uno matara al otro,
un fichero de aviso…). Desde la 1.29 hay sidecars de verdad: van en `initContainers` porque **arrancan** en ese momento, en orden, pero con `restartPolicy: Always` no se espera a que acaben; y cuando los principales
han terminado reciben TERM, de modo que todavía pueden enviar las últimas líneas.

En un Deployment, donde nadie acaba, un segundo contenedor corriente también sirve; el sidecar sigue siendo mejor, porque está listo antes de la primera línea y se va después de la última.
""",
        en="""
The containers of a pod are expected to run for ever, and a Job wants them to end: a second container that does not keeps the Job open until somebody looks. For years that was mended by tricks (one killing the other,
a file as a signal…). Since 1.29 there are real sidecars: they stand in `initContainers` because that is when they **start**, in order, but with `restartPolicy: Always` nobody waits for their end; and when the main ones
are done they get TERM, so that they can still ship the last lines.

In a Deployment, where nobody ends, an ordinary second container will do too; the sidecar is still better, for it is ready before the first line and leaves after the last.
""",
    ),
)  # fmt: skip
