"""Keep some, clean the rest: the history of a CronJob counts Jobs, good ones and bad ones apart, and knows nothing of hours.

The checks let a good day pass and count, then a month without a run and count again. Next: `batch_holidays.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

RIGHT = """
apiVersion: batch/v1
kind: CronJob
metadata:
  name: sincroniza
spec:
  schedule: "{minute} */2 * * *"
  successfulJobsHistoryLimit: {good}
  failedJobsHistoryLimit: {bad}
  jobTemplate:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: sincroniza
            image: busybox:1.36
            command: [sh, -c, "sleep 40; echo hecho; case $(date +%H) in 02|08|14|20) echo sin red; exit 1;; esac"]
""".lstrip()
LIMITS = "  successfulJobsHistoryLimit: {good}\n  failedJobsHistoryLimit: {bad}\n"


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def finished(cluster, how):
    """Jobs that ended so (Complete or Failed), the oldest first."""
    found = [
        job
        for job in cluster.list("Job", "default")
        if any(row["type"] == how and row["status"] == "True" for row in job.get("status", {}).get("conditions", ()))
    ]
    return sorted(found, key=lambda job: job["status"]["startTime"])


_seen = [None, "", None]


def later(case, time="30h"):
    """The cluster a good day after; all checks of one answer look at copies of the same one."""
    if _seen[0] is not case.start or _seen[1] != case.answer:
        twin = case.start.fork()
        twin.apply(case.answer)
        twin.advance(time)
        _seen[:] = [case.start, case.answer, twin]
    return _seen[2].fork()


def kept(twin, how, wanted, words):
    """Exactly so many are there, and each has a pod whose log can be read."""
    jobs = finished(twin, how)
    if len(jobs) != wanted:
        return say(es=f"Un día largo después hay {len(jobs)} trabajos {words[0]}; se pedían los {wanted} últimos.",
                   en=f"After a good day there are {len(jobs)} {words[1]} runs; the last {wanted} were asked for.")  # fmt: skip
    for job in jobs:
        pods = twin.list("Pod", "default", labels=f"job-name={job['metadata']['name']}")
        if not pods or "hecho" not in twin.logs(pods[0]["metadata"]["name"]):
            return say(es="Están los trabajos, pero no se puede leer qué escribieron.", en="The runs are there, but what they wrote cannot be read.")  # fmt: skip
    return None


def good(case):
    """The last good ones, no more and no fewer."""
    return kept(later(case), "Complete", case.values["good"], ("buenos", "good"))


def bad(case):
    """The last bad ones as well; there has been more than one a day."""
    return kept(later(case), "Failed", case.values["bad"], ("malos", "bad"))


def rests(case):
    """A month in which it is suspended: what was kept is still there, for whoever comes back and looks."""
    twin = later(case)
    twin.kubectl('patch cronjob sincroniza -p \'{"spec":{"suspend":true}}\'')
    twin.advance("30d")
    left = len(finished(twin, "Complete")), len(finished(twin, "Failed"))
    if left == (case.values["good"], case.values["bad"]):
        return None
    return say(es=f"Un mes parado, y al volver quedan {left[0]} trabajos buenos y {left[1]} malos por leer.",
               en=f"A month at rest, and on coming back {left[0]} good runs and {left[1]} bad ones are left to read.")  # fmt: skip


def hints(first, last):
    return [
        first,
        say(es="El CronJob es el dueño de sus Jobs y limpia los viejos. Cuenta por separado los que acabaron bien y los que acabaron mal: tres y uno, si no le dices otra cosa.",
            en="The CronJob owns its Jobs and cleans up the old ones. It counts those that ended well and those that ended badly apart: three and one, unless you tell it otherwise."),
        last,
    ]  # fmt: skip


exercise(
    "batch.history",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Guarda unos cuantos y tira el resto", en="Keep a few, clear out the rest"),
    prompt=say(
        es="""
El CronJob `sincroniza` corre cada dos horas, y cuatro veces al día se queda sin red y acaba mal. Cada vez que falla hay que comparar su log con el de las veces buenas, así que quieres tener a mano los **{good} últimos que
acabaron bien** y los **{bad} últimos que acabaron mal**, con sus logs. Más no: cada trabajo acabado deja un pod en la lista.

En agosto se para todo el mes, y en septiembre alguien querrá leerlos. Alguien dejó los dos límites a cero; pon los tuyos.
""",
        en="""
The CronJob `sincroniza` (sync) runs every two hours, and four times a day it loses its network and ends badly. Each time it fails its log has to be compared with that of good runs, so you want at hand the **last {good} that
ended well** and the **last {bad} that ended badly**, with their logs. Not more: each finished run leaves a pod in the list.

In August everything stops for the month, and in September somebody will want to read them. Somebody left both limits at zero; set yours.
""",
    ),
    varies=lambda chance: {"good": 4 + chance.below(5, "good"), "bad": 2 + chance.below(2, "bad"), "minute": 3 + chance.below(50, "minute")},
    starter=edited((LIMITS, "  successfulJobsHistoryLimit: 0\n  failedJobsHistoryLimit: 0\n")),
    solution=RIGHT,
    also_right=[
        edited(("  jobTemplate", "  concurrencyPolicy: Forbid\n  jobTemplate")),
        edited((LIMITS, "  failedJobsHistoryLimit: {bad}\n  startingDeadlineSeconds: 600\n  successfulJobsHistoryLimit: {good}\n")),
    ],
    wrong=[
        wrong(say(es="sin decir nada se guardan todos", en="with nothing said all are kept"), edited((LIMITS, "")), caught_by="good", says=say(es="hay 3 trabajos buenos", en="there are 3 good runs")),
        wrong(say(es="con uno vale para los dos", en="one limit counts for both"), edited(("  failedJobsHistoryLimit: {bad}\n", "")), caught_by="bad", says=say(es="hay 1 trabajos malos", en="there are 1 bad runs")),
        wrong(say(es="los números, cambiados", en="the numbers, the other way round"), edited((LIMITS, "  successfulJobsHistoryLimit: {bad}\n  failedJobsHistoryLimit: {good}\n")),
              caught_by="good", says=say(es="se pedían los {good} últimos", en="the last {good} were asked for")),
        wrong(say(es="por tiempo en vez de por número", en="by time instead of by number"), edited(("      backoffLimit: 0\n", "      backoffLimit: 0\n      ttlSecondsAfterFinished: 86400\n")),
              caught_by="rests", says=say(es="quedan 0 trabajos buenos", en="0 good runs")),
        wrong(say(es="los fallos no interesan", en="failures are of no interest"), edited(("{bad}", "0")), caught_by="bad", says=say(es="hay 0 trabajos malos", en="there are 0 bad runs")),
        wrong(say(es="el historial de un Deployment", en="the history of a Deployment"), edited((LIMITS, "  revisionHistoryLimit: {good}\n")), caught_by="malformed", says='unknown field "spec.revisionHistoryLimit"'),
        wrong(say(es="dentro de la plantilla", en="inside the template"), edited((LIMITS, ""), ("      backoffLimit: 0\n", "      backoffLimit: 0\n      successfulJobsHistoryLimit: {good}\n      failedJobsHistoryLimit: {bad}\n")),
              caught_by="malformed", says='unknown field "spec.jobTemplate.spec'),
        wrong(say(es="menos uno, sin límite", en="minus one, no limit"), edited(("{good}", "-1")), caught_by="malformed", says="greater than or equal to 0"),
    ],
    checks=[
        criterion("good", 1, say(es="Están los últimos buenos, y no más", en="The last good ones are there, and no more"), behaves=good,
                  hints=hints(say(es="`kubectl get jobs` después de unas horas: ¿cuántos `Complete` hay?", en="`kubectl get jobs` after some hours: how many are `Complete`?"),
                              say(es="`successfulJobsHistoryLimit: {good}`, en el `spec` del CronJob.", en="`successfulJobsHistoryLimit: {good}`, in the CronJob's `spec`."))),
        criterion("bad", 1, say(es="Están los últimos malos, y no más", en="The last bad ones are there, and no more"), behaves=bad,
                  hints=hints(say(es="`kubectl get jobs`: ¿y cuántos `Failed`?", en="`kubectl get jobs`: and how many are `Failed`?"),
                              say(es="`failedJobsHistoryLimit: {bad}`, junto al otro.", en="`failedJobsHistoryLimit: {bad}`, beside the other one."))),
        criterion("rests", 1, say(es="Y siguen ahí aunque pase un mes sin correr", en="And they are still there after a month without a run"), behaves=rests,
                  hints=hints(say(es="¿Qué reloj está en marcha cuando el CronJob está parado?", en="Which clock runs while the CronJob is at rest?"),
                              say(es="Quita cualquier `ttlSecondsAfterFinished`: ése cuenta segundos, no trabajos.", en="Take out any `ttlSecondsAfterFinished`: that one counts seconds, not runs."))),
    ],
    debrief=say(
        es="""
Hay dos limpiezas, y se confunden. La del **CronJob** cuenta Jobs y sólo actúa cuando corre otro: si se para, no toca nada. La del **Job** (`ttlSecondsAfterFinished`) cuenta segundos desde el final y no perdona, la mire alguien
o no. Puestas las dos, gana la que llegue antes.

Un límite a cero no es «sin límite», es «no guardes ninguno»: el log del fallo de esta noche se borra antes de que llegues por la mañana. Para guardar más de unas horas de verdad, los logs van a otro sitio; el historial
es sólo lo que tienes a mano.
""",
        en="""
There are two clean-ups, and people mix them up. That of the **CronJob** counts Jobs and acts only when another one runs: at rest it touches nothing. That of the **Job** (`ttlSecondsAfterFinished`) counts seconds from the end and spares nobody, whether
anybody looked or not. With both, whichever comes first wins.

A limit of zero is not "no limit", it is "keep none": the log of tonight's failure is deleted before you arrive in the morning. To keep more than a few hours for real, logs go elsewhere; the history
is only what you have at hand.
""",
    ),
)  # fmt: skip
