"""A backup is work that ends: once, with a copy that can be read, and an honest failure when there is nothing to copy.

The checks look at what is left running, read the copy from another pod, and try the same with the data gone.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

JOB, STARTER = text("job.yaml"), text("starter.yaml")
CONTENT = "factura 1: 120 euros"


def edited(*pairs):
    changed = JOB
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def database(cluster):
    return cluster.list("Pod", "default", labels="app=mariadb")[0]["metadata"]["name"]


def fill(cluster):
    """What there is to back up."""
    cluster.exec(database(cluster), ["sh", "-c", f"echo '{CONTENT}' > /var/lib/mysql/facturas"])


def others(cluster):
    """Pods that are not the database's."""
    return [pod for pod in cluster.list("Pod", "default") if pod["metadata"].get("labels", {}).get("app") != "mariadb"]


def ends(case):
    """An hour later nothing of it is running, waiting or starting again."""
    case.cluster.advance("1h")
    pods = others(case.cluster)
    restarts = sum(row["restartCount"] for pod in pods for row in pod["status"].get("containerStatuses", ()))
    if restarts:
        return say(es=f"El contenedor acabó bien y se ha vuelto a arrancar {restarts} veces en una hora.",
                   en=f"The container ended well and was started again {restarts} times within an hour.")  # fmt: skip
    if any(pod["status"]["phase"] in ("Running", "Pending") for pod in pods):
        return say(es="Una hora después, el proceso de la copia todavía no ha acabado.",
                   en="An hour later the process of the backup has not ended yet.")  # fmt: skip
    worked = [pod for pod in pods if pod["status"]["phase"] == "Succeeded"]
    if len(worked) == 1:
        return None
    if not worked:
        return say(es="Ningún pod acabó su trabajo con bien.", en="No pod ended its work well.")
    return say(es=f"Se pedía una copia y en una hora hubo al menos {len(worked)}.",
               en=f"One backup was asked for, and within an hour there were at least {len(worked)}.")  # fmt: skip


def copied(case):
    """The file is in the volume of backups, as another pod sees it, and it was work that ended."""
    found = case.cluster.exec(database(case.cluster), ["cat", "/copias/facturas"]).stdout
    if CONTENT not in found:
        return say(
            es="En el volumen de las copias no está el fichero facturas.",
            en="The file facturas is not in the volume of backups.",
        )
    if ends(case) is not None:
        return say(es="El fichero está, pero quien lo copia no para: no sabrás de cuándo es la copia.",
                   en="The file is there, but whoever copies it does not stop: you will not know of when the copy is.")  # fmt: skip
    return None


def tells_failure(case):
    """The same with nothing to copy: it must not end as if all were well."""
    twin = case.start.fork()
    twin.exec(database(twin), ["rm", "/var/lib/mysql/facturas"])
    twin.apply(case.answer)
    twin.advance("1h")
    pods = others(twin)
    done = [job for job in twin.list("Job", "default") if job.get("status", {}).get("succeeded")]
    if done or any(pod["status"]["phase"] == "Succeeded" for pod in pods):
        return say(es="Sin fichero que copiar, el trabajo se dio por bueno: nadie se enterará de que no hay copia.",
                   en="With no file to copy, the work was called a success: nobody will learn that there is no backup.")  # fmt: skip
    if any(pod["status"]["phase"] in ("Running", "Pending") for pod in pods):
        return say(es="Sin fichero que copiar lo sigue intentando una hora después: nadie se rinde ni avisa.",
                   en="With no file to copy it still tries an hour later: nobody gives up and nobody is told.")  # fmt: skip
    if not pods and not twin.list("Job", "default"):
        return say(es="No ha quedado ningún rastro del intento.", en="No trace of the attempt is left.")
    return None


exercise(
    "batch.backup-once",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Una copia de seguridad, una vez", en="A backup, once"),
    prompt=say(
        es="""
MariaDB guarda sus datos en la petición `datos`; hay otra, `copias`, para las copias. Alguien quiso copiar el fichero `facturas` con el
Deployment de la celda, y no le ha gustado lo que pasa cuando el `cp` acaba.

Cámbialo para que la copia se haga **una vez**, acabe, quede en la raíz del volumen `copias` con el nombre `facturas`, y para que, si no se puede
hacer, **se rinda y conste** como fallo.
""",
        en="""
MariaDB keeps its data in the claim `datos`; there is another one, `copias`, for backups. Somebody wanted to copy the file `facturas` (invoices) with
the Deployment in the cell, and did not like what happens when `cp` ends.

Change it so that the backup is made **once**, ends, and is left at the root of the volume `copias` under the name `facturas`; and so that, if it
cannot be made, it **gives up and shows** as failed.
""",
    ),
    given=text("given.yaml"),
    prepare=fill,
    starter=STARTER,
    solution=JOB,
    also_right=[
        edited(("restartPolicy: Never", "restartPolicy: OnFailure"), ("backoffLimit: 2", "backoffLimit: 1")),
        edited(("  backoffLimit: 2\n", "  activeDeadlineSeconds: 600\n")),
        edited(("[cp, /datos/facturas, /copias/facturas]", '[sh, -c, "cat /datos/facturas > /tmp/f && cp /tmp/f /copias/facturas"]')),
    ],
    wrong=[
        wrong(say(es="el mismo Deployment, con otra imagen", en="the same Deployment with another image"), STARTER.replace("busybox:1.36", "alpine:3.22"),
              caught_by="ends", says=say(es="se ha vuelto a arrancar", en="was started again")),
        wrong(say(es="que no acabe, y así no se reinicia", en="let it not end, so that it is not restarted"),
              edited(("[cp, /datos/facturas, /copias/facturas]", '[sh, -c, "cp /datos/facturas /copias/facturas; sleep infinity"]')),
              caught_by="ends", says=say(es="todavía no ha acabado", en="has not ended yet")),
        wrong(say(es="cada cinco minutos", en="every five minutes"),
              "apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: copia\nspec:\n  schedule: '*/5 * * * *'\n  jobTemplate:\n    spec:\n      template:\n"
              + "".join(f"    {line}\n" for line in JOB[JOB.index("    spec:") :].splitlines()),
              caught_by="ends", says=say(es="hubo al menos", en="there were at least")),
        wrong(say(es="la copia, dentro del contenedor", en="the copy inside the container"), edited(("/copias/facturas]", "/tmp/facturas]")),
              caught_by="copied", says=say(es="no está el fichero facturas", en="is not in the volume of backups")),
        wrong(say(es="que nunca falle", en="let it never fail"),
              edited(("[cp, /datos/facturas, /copias/facturas]", '[sh, -c, "cp /datos/facturas /copias/facturas || true"]')),
              caught_by="tells-failure", says=say(es="el trabajo se dio por bueno", en="was called a success")),
        wrong(say(es="un Job reinicia siempre", en="a Job always restarts"), edited(("restartPolicy: Never", "restartPolicy: Always")),
              caught_by="malformed", says='restartPolicy: Required value: valid values: "OnFailure", "Never"'),
        wrong(say(es="sin decir restartPolicy", en="without a restartPolicy"), edited(("      restartPolicy: Never\n", "")),
              caught_by="malformed", says="restartPolicy"),
    ],
    checks=[
        criterion(
            "ends", 1, say(es="El trabajo se hace una vez y acaba", en="The work is done once, and ends"), behaves=ends,
            hints=[
                say(es="Mira la columna RESTARTS de `kubectl get pods`.", en="Look at the column RESTARTS of `kubectl get pods`."),
                say(es="En un Deployment todo contenedor que acaba se vuelve a arrancar, también si acabó con 0.",
                    en="In a Deployment each container that ends is started again, also if it ended with 0."),
                say(es="`kind: Job`, `apiVersion: batch/v1`, sin `selector`, y `restartPolicy: Never` en la plantilla.",
                    en="`kind: Job`, `apiVersion: batch/v1`, no `selector`, and `restartPolicy: Never` in the template."),
            ],
        ),
        criterion(
            "copied", 1, say(es="La copia está en su volumen", en="The backup is in its volume"), behaves=copied,
            hints=[
                say(es="¿En qué volumen ha escrito el `cp`? Mira sus `volumeMounts`.", en="To which volume did `cp` write? Look at its `volumeMounts`."),
                say(es="Lo escrito fuera de un volumen se va con el contenedor.", en="What is written outside of a volume goes with the container."),
                say(es="Monta la petición `copias` en `/copias` y escribe en `/copias/facturas`.", en="Mount the claim `copias` at `/copias` and write to `/copias/facturas`."),
            ],
        ),
        criterion(
            "tells-failure", 1, say(es="Si no se puede, se rinde y consta", en="If it cannot be done, it gives up and shows"), behaves=tells_failure,
            hints=[
                say(es="¿Con qué código acaba tu orden si el fichero no está?", en="With which code does your command end if the file is not there?"),
                say(es="Distinto de 0 es un intento fallido; `backoffLimit` dice cuántos se reintentan antes de dar el Job por fallido.",
                    en="Other than 0 is a failed attempt; `backoffLimit` says how many are tried again before the Job is called failed."),
                say(es="Deja que mande el código del `cp`, en un Job con un `backoffLimit` pequeño.", en="Let `cp`'s own code decide, in a Job with a small `backoffLimit`."),
            ],
        ),
    ],
    debrief=say(
        es="""
A un pod normal le pedimos que no acabe nunca; a un Job, que acabe bien. Por eso su plantilla no admite `restartPolicy: Always`, y por eso
sabe contar: `backoffLimit` reintentos y se rinde. Un Job que no acaba **no** se reinicia: para eso está `activeDeadlineSeconds`. Lo
normal es no crear Jobs a mano sino su plantilla, un CronJob: «los jueves por la noche».
""",
        en="""
Of an ordinary pod we ask that it never ends; of a Job, that it ends well. That is why its template takes no `restartPolicy: Always`, and why
it can count: `backoffLimit` tries more and it gives up. A Job that does not end is **not** restarted: that is what `activeDeadlineSeconds`
is for. Usually you do not create Jobs by hand: you write their template, a CronJob: "on Thursday nights".
""",
    ),
)  # fmt: skip
