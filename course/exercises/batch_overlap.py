"""A backup that takes longer than its period: two at once spoil each other, and one that is always cut off never ends.

The checks watch three hours, minute by minute. Next: `batch_give_up.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

STARTER = """
apiVersion: batch/v1
kind: CronJob
metadata:
  name: copia
spec:
  schedule: "*/10 * * * *"
  successfulJobsHistoryLimit: 10
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: copia
            image: busybox:1.36
            command: [sh, -c, "sleep {seconds}"]
""".lstrip()
SCHEDULE = '  schedule: "*/10 * * * *"\n'


def with_lines(*lines, job=""):
    return STARTER.replace(SCHEDULE, SCHEDULE + "".join(f"  {line}\n" for line in lines)).replace(
        "  jobTemplate:\n    spec:\n", f"  jobTemplate:\n    spec:\n{job}"
    )


def watch(case):
    """Three hours: (most pods at one time, Jobs that ended well, Jobs that were begun)."""
    most, begun, good = 0, {*()}, {*()}
    for _ in range(180):
        case.cluster.advance("1m")
        most = max(
            most,
            sum(
                pod["status"].get("phase") == "Running" and "deletionTimestamp" not in pod["metadata"]
                for pod in case.cluster.list("Pod", "default")
            ),
        )
        for job in case.cluster.list("Job", "default"):
            begun.add(job["metadata"]["name"])
            if job.get("status", {}).get("succeeded"):
                good.add(job["metadata"]["name"])
    return most, len(good), len(begun)


def never_two(case):
    """One at a time, if there is any."""
    most, _, begun = watch(case)
    if not begun:
        return say(es="En tres horas no ha empezado ninguna copia.", en="In three hours no backup began.")
    if most > 1:
        return say(
            es=f"Hubo un momento con {most} copias a la vez sobre los mismos ficheros.",
            en=f"There was a moment with {most} backups at once on the same files.",
        )
    if not case.cluster.list("CronJob", "default"):
        return say(es="El horario ha desaparecido.", en="The schedule has gone.")
    return None


def they_end(case):
    """What is begun comes to its end: at most the last one is still on its way."""
    most, good, begun = watch(case)
    if most > 1:
        return say(
            es="Las que acaban han escrito a la vez que otras: no acaba ninguna entera.",
            en="Those that end have written at the same time as others: none ends whole.",
        )
    if good and begun - good <= 1:
        return None
    if not begun:
        return say(es="En tres horas no ha empezado ninguna copia.", en="In three hours no backup began.")
    return say(es=f"En tres horas empezaron {begun} copias y acabaron bien {good}: a las demás las cortaron a medias.",
               en=f"In three hours {begun} backups began and {good} ended well: the others were cut off half way.")  # fmt: skip


def often(case):
    """It goes on: a good copy at least every 45 minutes, one at a time."""
    most, good, _ = watch(case)
    if good >= 4 and most == 1:
        return None
    if most > 1:
        return say(
            es="Copias hay, pero se pisan: ninguna es de fiar.",
            en="There are backups, but they tread on each other: none can be trusted.",
        )
    return say(es=f"En tres horas hay {good} copias buenas; con lo que tarda cada una caben al menos 4.",
               en=f"In three hours there are {good} good backups; with the time each takes there is room for 4 at least.")  # fmt: skip


exercise(
    "batch.overlap",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Una copia que tarda más que su turno", en="A backup that takes longer than its turn"),
    prompt=say(
        es="""
El CronJob de la celda lanza una copia cada diez minutos. La copia, que antes era un suspiro, tarda ya **{minutes} minutos**, y los datos no van a menguar. Desde entonces se pisan unas a otras.

Cámbialo para que **nunca haya dos a la vez**, para que **ninguna se corte a medias**, y para que siga habiendo una copia buena cada poco tiempo (en tres horas, cuatro al menos). El trabajo en sí no
se toca.
""",
        en="""
The CronJob in the cell starts a backup every ten minutes. The backup, which used to take a moment, takes **{minutes} minutes** by now, and the data will not shrink. Since then they tread on each other.

Change it so that there are **never two at once**, so that **none is cut off half way**, and so that there is still a good backup every now and then (four at least in three hours). The work itself
stays as it is.
""",
    ),
    varies=lambda chance: (lambda minutes: {"minutes": minutes, "seconds": 60 * minutes})(22 + chance.below(6, "minutes")),
    starter=STARTER,
    solution=with_lines("concurrencyPolicy: Forbid"),
    also_right=[
        STARTER.replace("*/10", "*/30"),
        with_lines("concurrencyPolicy: Forbid", "startingDeadlineSeconds: 120"),
        with_lines("concurrencyPolicy: Forbid").replace("*/10", "*/5"),
    ],
    wrong=[
        wrong(say(es="por omisión ya se esperan", en="by default they wait for each other"), with_lines("concurrencyPolicy: Allow"), caught_by="never-two", says=say(es="copias a la vez", en="backups at once")),
        wrong(say(es="Replace: que gane la nueva", en="Replace: let the new one win"), with_lines("concurrencyPolicy: Replace"), caught_by="they-end", says=say(es="acabaron bien 0", en="0 ended well")),
        wrong(say(es="cortarla antes de la siguiente", en="cut it off before the next one"), with_lines(job="      activeDeadlineSeconds: 540\n"), caught_by="they-end", says=say(es="las cortaron a medias", en="were cut off half way")),
        wrong(say(es="una cada dos horas", en="one every two hours"), STARTER.replace("*/10 *", "0 */2"), caught_by="often", says=say(es="caben al menos 4", en="there is room for 4")),
        wrong(say(es="cada veinte minutos", en="every twenty minutes"), STARTER.replace("*/10", "*/20"), caught_by="often", says=say(es="se pisan", en="tread on each other")),
        wrong(say(es="apagarlo", en="turn it off"), with_lines("suspend: true"), caught_by="never-two", says=say(es="no ha empezado ninguna copia", en="no backup began")),
        wrong(say(es="la política, en el Job", en="the policy in the Job"), with_lines(job="      concurrencyPolicy: Forbid\n"), caught_by="malformed", says='unknown field "spec.jobTemplate.spec.concurrencyPolicy"'),
    ],
    checks=[
        criterion(
            "never-two", 1, say(es="Nunca dos a la vez", en="Never two at once"), behaves=never_two,
            hints=[
                say(es="`kubectl get pods` al cabo de media hora; o la línea de tiempo: `cluster.diagram(\"timeline\")`.", en="`kubectl get pods` after half an hour; or the timeline: `cluster.diagram(\"timeline\")`."),
                say(es="A un CronJob no le importa si la anterior sigue, salvo que se lo digas: `concurrencyPolicy`.", en="A CronJob does not care whether the one before still runs, unless you tell it: `concurrencyPolicy`."),
                say(es="`Allow` es lo de siempre, `Replace` mata a la vieja, `Forbid` se salta el turno.", en="`Allow` is what you have, `Replace` kills the old one, `Forbid` skips the turn."),
            ],
        ),
        criterion(
            "they-end", 1, say(es="La que empieza, acaba", en="What begins comes to its end"), behaves=they_end,
            hints=[
                say(es="`kubectl get jobs`: ¿cuántas están completas?", en="`kubectl get jobs`: how many are complete?"),
                say(es="Si la nueva siempre quita a la vieja y ninguna cabe en su turno, no acaba ninguna jamás.",
                    en="If the new one always removes the old one and none fits into its turn, none ever ends."),
                say(es="`concurrencyPolicy: Forbid`, en el `spec` del CronJob.", en="`concurrencyPolicy: Forbid`, in the CronJob's `spec`."),
            ],
        ),
        criterion(
            "often", 1, say(es="Y sigue habiendo copias", en="And there are still backups"), behaves=often,
            hints=[
                say(es="¿Cada cuánto puede empezar una, si tarda {minutes} minutos?", en="How often can one begin, if it takes {minutes} minutes?"),
                say(es="Con `Forbid`, el turno que pilla a otra en marcha se pierde, no se guarda: la siguiente empieza en el primer turno libre.",
                    en="With `Forbid`, a turn that finds another one running is lost, not kept: the next begins at the first free turn."),
                say(es="Con el horario de diez minutos y `Forbid` empieza una cada treinta.", en="With the schedule of ten minutes and `Forbid` one begins every thirty."),
            ],
        ),
    ],
    debrief=say(
        es="""
Tres políticas para un mismo problema. `Allow` los deja convivir: bien si no comparten nada. `Replace` mata al que va por la mitad: bien si sólo vale el dato más reciente y cabe en su turno. `Forbid` se
salta el turno, y **no lo apunta para luego**: no hay cola. Por eso con turnos de diez minutos sale una copia cada treinta, y no cada {minutes}.
""",
        en="""
Three policies for one problem. `Allow` lets them live together: fine if they share nothing. `Replace` kills the one that is half way: fine if only the newest data count and it fits into its turn. `Forbid`
skips the turn, and **does not note it for later**: there is no queue. So with turns of ten minutes there is one backup every thirty, and not every {minutes}.
""",
    ),
)  # fmt: skip
