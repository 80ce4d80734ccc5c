"""A Job gives up after so many tries, and cuts off what hangs: two limits, and neither is there by accident.

The script is in a ConfigMap; the checks run the same Job with one that fails, one that hangs and one that works. Next: `batch_indexed.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

SCRIPT = """
apiVersion: v1
kind: ConfigMap
metadata:
  name: guion
data:
  copia.sh: |
    sleep 5; echo no hay conexion; exit 1
"""
RIGHT = """
apiVersion: batch/v1
kind: Job
metadata:
  name: copia
spec:
  backoffLimit: {retries}
  activeDeadlineSeconds: 1200
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: copia
        image: busybox:1.36
        command: [sh, /guion/copia.sh]
        volumeMounts:
        - name: guion
          mountPath: /guion
      volumes:
      - name: guion
        configMap:
          name: guion
""".lstrip()


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def tries(cluster):
    """How often the script was begun: pods, and restarts of their containers."""
    pods = cluster.list("Pod", "default")
    return len(pods) + sum(row["restartCount"] for pod in pods for row in pod["status"].get("containerStatuses", ()))


def run(case, script, time):
    """The answer on a cluster whose script is another one, so long later: (cluster, conditions that hold)."""
    twin = case.start.fork()
    twin.apply(SCRIPT.replace("sleep 5; echo no hay conexion; exit 1", script))
    twin.apply(case.answer)
    twin.advance(time)
    jobs = twin.list("Job", "default")
    held = {
        c["type"]: c.get("reason", "")
        for job in jobs
        for c in job["status"].get("conditions", ())
        if c["status"] == "True"
    }
    return twin, held


def gives_up(case):
    """So many retries, not one more, and the Job says so."""
    twin, held = run(case, "sleep 5; exit 1", "2h")
    wanted, found = case.values["retries"] + 1, tries(twin)
    if "Complete" in held:
        return say(
            es="La copia falló siempre, y el Job dice que se completó.",
            en="The backup failed every time, and the Job says that it is complete.",
        )
    if "Failed" not in held:
        return say(
            es=f"Dos horas y {found} intentos después, el Job no se ha rendido.",
            en=f"Two hours and {found} tries later the Job has not given up.",
        )
    if found == wanted:
        return None
    return say(
        es=f"Se rindió tras {found} intentos; se pedían {wanted}: el primero y {wanted - 1} más.",
        en=f"It gave up after {found} tries; {wanted} were asked for: the first and {wanted - 1} more.",
    )


def cut_off(case):
    """One that hangs is stopped within half an hour, and left as failed; slow but good ones have their quarter of an hour."""
    twin, held = run(case, "sleep 100000", "30m")
    alive = [pod for pod in twin.list("Pod", "default") if pod["status"].get("phase") in ("Running", "Pending")]
    if alive or "Failed" not in held:
        return say(
            es="La copia se quedó colgada, y media hora después ahí sigue.",
            en="The backup hung, and half an hour later it is still there.",
        )
    twin, held = run(case, "sleep 840", "1h")
    if "Complete" in held:
        return None
    return say(
        es="Una copia lenta, de catorce minutos, que iba bien, fue cortada.",
        en="A slow backup, of fourteen minutes, that went well, was cut off.",
    )


def works(case):
    """When it works, it is done once; and nothing keeps on failing either."""
    twin, held = run(case, "echo hecho", "30m")
    if gives_up(case) is not None and cut_off(case) is not None:
        return say(
            es="Cuando va bien, va bien; pero cuando no, nadie le pone fin.",
            en="When it goes well, it goes well; but when it does not, nobody puts an end to it.",
        )
    if "Complete" in held and tries(twin) == 1:
        return None
    return say(es=f"Con la red arreglada, la copia se empezó {tries(twin)} veces y el Job no consta como completo.",
               en=f"With the network put right the backup was begun {tries(twin)} times, and the Job does not show as complete.")  # fmt: skip


exercise(
    "batch.give-up",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Saber rendirse", en="Knowing when to give up"),
    prompt=say(
        es="""
La copia del Job de la celda a veces falla (la red), y a veces se queda colgada sin decir nada. Queremos:

- si falla, **{retries} reintentos** además del primer intento, y entonces que conste como fallida;
- si se cuelga, que como mucho **a la media hora** esté parada y conste como fallida. Pero una copia buena puede tardar un cuarto de hora;
- si va bien, que se haga una vez.
""",
        en="""
The backup of the Job in the cell fails at times (the network), and at times it hangs and says nothing. We want:

- if it fails, **{retries} retries** besides the first try, and then to see it as failed;
- if it hangs, to have it stopped **within half an hour** and shown as failed. But a good backup may take a quarter of an hour;
- if it goes well, to have it done once.
""",
    ),
    varies=lambda chance: {"retries": 1 + chance.below(4, "retries")},
    given=SCRIPT,
    starter=edited(("  backoffLimit: {retries}\n  activeDeadlineSeconds: 1200\n", "")),
    solution=RIGHT,
    also_right=[
        edited(("1200", "1500")),
        edited(("  activeDeadlineSeconds: 1200\n", "  podFailurePolicy:\n    rules:\n    - action: Count\n      onExitCodes:\n        operator: In\n        values: [1]\n  activeDeadlineSeconds: 1000\n")),
        edited(("  backoffLimit", "  completions: 1\n  parallelism: 1\n  backoffLimit")),
    ],
    wrong=[
        wrong(say(es="por omisión no insiste", en="by default it does not insist"), edited(("  backoffLimit: {retries}\n", "")), caught_by="gives-up", says=say(es="Se rindió tras 7 intentos", en="It gave up after 7 tries")),
        wrong(say(es="backoffLimit cuenta intentos", en="backoffLimit counts tries"), edited(("  backoffLimit: {retries}\n", "  backoffLimit: 0\n")), caught_by="gives-up", says=say(es="Se rindió tras 1 intentos", en="It gave up after 1 tries")),
        wrong(say(es="un Job colgado se reinicia solo", en="a Job that hangs is restarted"), edited(("  activeDeadlineSeconds: 1200\n", "")), caught_by="cut-off", says=say(es="media hora después ahí sigue", en="half an hour later it is still there")),
        wrong(say(es="cortar cuanto antes", en="cut it off early"), edited(("1200", "300")), caught_by="cut-off", says=say(es="que iba bien, fue cortada", en="that went well, was cut off")),
        wrong(say(es="tragarse el error", en="swallow the error"), edited(("[sh, /guion/copia.sh]", '[sh, -c, "sh /guion/copia.sh || true"]')), caught_by="gives-up", says=say(es="el Job dice que se completó", en="the Job says that it is complete")),
        wrong(say(es="insistir desde dentro", en="insist from inside"), edited(("[sh, /guion/copia.sh]", '[sh, -c, "until sh /guion/copia.sh; do sleep 60; done"]'), ("  activeDeadlineSeconds: 1200\n", "")),
              caught_by="works", says=say(es="nadie le pone fin", en="nobody puts an end to it")),
        wrong(say(es="restartPolicy Always, como siempre", en="restartPolicy Always, as ever"), edited(("restartPolicy: Never", "restartPolicy: Always")), caught_by="malformed", says="spec.template.spec.restartPolicy"),
    ],
    checks=[
        criterion(
            "gives-up", 1, say(es="Falla siempre: se rinde a tiempo", en="It always fails: it gives up in time"), behaves=gives_up,
            hints=[
                say(es="`kubectl get pods`: ¿cuántos intentos ha habido? `kubectl describe job copia`: ¿cuántos admite?", en="`kubectl get pods`: how many tries were there? `kubectl describe job copia`: how many does it allow?"),
                say(es="`backoffLimit` son los **re**intentos; si no lo dices, seis.", en="`backoffLimit` counts the **re**tries; if you do not say, six."),
                say(es="`backoffLimit: {retries}`, con `restartPolicy: Never` para que cada intento sea un pod.", en="`backoffLimit: {retries}`, with `restartPolicy: Never` so that each try is a pod."),
            ],
        ),
        criterion(
            "cut-off", 1, say(es="Se cuelga: alguien la para", en="It hangs: somebody stops it"), behaves=cut_off,
            hints=[
                say(es="¿Qué hace `backoffLimit` con un intento que ni acaba ni falla?", en="What does `backoffLimit` do about a try that neither ends nor fails?"),
                say(es="Nada. El tiempo total de un Job se limita con otro campo, en segundos.", en="Nothing. The whole time of a Job is limited by another field, in seconds."),
                say(es="`activeDeadlineSeconds: 1200` en el `spec` del Job: veinte minutos.", en="`activeDeadlineSeconds: 1200` in the Job's `spec`: twenty minutes."),
            ],
        ),
        criterion(
            "works", 1, say(es="Va bien: una vez y basta", en="It works: once is enough"), behaves=works,
            hints=[
                say(es="¿Quién decide que ha acabado bien?", en="Who decides that it ended well?"),
                say(es="El código de salida del guion: déjalo llegar hasta el Job.", en="The exit code of the script: let it come through to the Job."),
                say(es="No toques la orden: los dos límites van fuera, en el Job.", en="Do not touch the command: both limits go outside, into the Job."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un Job tiene dos paciencias. `backoffLimit` cuenta fallos: el primer intento y esos reintentos, separados por esperas que se doblan (10 s, 20 s, 40 s…). `activeDeadlineSeconds` cuenta tiempo, de todo el Job, y
vale también para lo que se cuelga, que no falla nunca. Nadie «reinicia» un Job que no acaba. Y las dos sólo sirven si el guion dice la verdad: un `|| true` convierte una copia que no existe en un éxito.
""",
        en="""
A Job has two kinds of patience. `backoffLimit` counts failures: the first try and that many retries, with waits between them that double (10 s, 20 s, 40 s…). `activeDeadlineSeconds` counts the time of the whole Job, and
also catches what hangs, which never fails. Nobody "restarts" a Job that does not end. And both only help if the script tells the truth: a `|| true` turns a backup that is not there into a success.
""",
    ),
)  # fmt: skip
