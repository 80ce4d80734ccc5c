"""Stop it over the holidays and catch up one run: suspended turns count as missed, and a deadline says which may still be made up for.

The checks let the holidays pass, take the brake off themselves, and count the runs. Next: `batch_exit_zero.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

NOW = """
apiVersion: batch/v1
kind: CronJob
metadata:
  name: facturas
spec:
  schedule: "0 {hour} * * *"
  timeZone: Europe/Madrid
  startingDeadlineSeconds: 600
  successfulJobsHistoryLimit: 100
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: facturas
            image: busybox:1.36
            command: [sh, -c, "sleep 60; echo facturas al dia"]
""".lstrip()
LINE = "  startingDeadlineSeconds: 600\n"
RIGHT = NOW.replace(LINE, "  suspend: true\n")


def edited(*pairs):
    changed = NOW
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def jobs(cluster):
    return cluster.list("Job", "default")


def back(case):
    """The morning after the holidays, 8:30 in Madrid, with the brake taken off: (cluster, Jobs of the holidays)."""
    cluster = case.cluster
    cluster.advance(f"{case.values['days'] * 24 - 1}h")
    cluster.advance("30m")  # it was 9:00 in Madrid when the holidays began
    before = len(jobs(cluster))
    if cluster.list("CronJob", "default"):
        cluster.kubectl('patch cronjob facturas -p \'{"spec":{"suspend":false}}\'')
    return cluster, before


def quiet(case):
    """Nothing runs meanwhile, nothing piles up, and the timetable is still there."""
    cluster, before = back(case)
    if not cluster.list("CronJob", "default"):
        return say(es="El CronJob ya no existe: a la vuelta alguien tendrá que escribirlo otra vez.",
                   en="The CronJob is no longer there: somebody will have to write it again.")  # fmt: skip
    if not before:
        return None
    if any(job["spec"].get("suspend") or job["spec"].get("parallelism") == 0 for job in jobs(cluster)):
        return say(es=f"No ha corrido nada, pero se han amontonado {before} Jobs que esperan, uno por noche.",
                   en=f"Nothing ran, but {before} Jobs have piled up that wait, one a night.")  # fmt: skip
    return say(es=f"En las vacaciones ha corrido {before} veces.", en=f"It ran {before} times over the holidays.")  # fmt: skip


def one(case):
    """Within minutes of the brake being off one run is made up for, and one only."""
    cluster, before = back(case)
    cluster.advance("15m")
    done = [job for job in jobs(cluster) if job.get("status", {}).get("succeeded")]
    made = len(jobs(cluster)) - before
    if made == 1 and len(done) == 1:
        return None
    if before:
        return say(es=f"No se trataba de recuperar todas: hay {len(jobs(cluster))} trabajos.", en=f"It was not about making up for all of them: there are {len(jobs(cluster))} runs.")  # fmt: skip
    if made > 1:
        return say(es=f"Al volver han corrido {made} de golpe.", en=f"On coming back {made} ran at once.")
    return say(es="Se ha quitado el freno y no se ha recuperado ninguna: la última noche quedaba ya demasiado atrás, o para el calendario no existió.",
               en="The brake is off and none was made up for: the last night was too long ago by then, or never existed for the timetable.")  # fmt: skip


def normal(case):
    """Then as ever: a run a night, at its hour."""
    cluster, _ = back(case)
    cluster.advance("15m")
    settled = len(jobs(cluster))
    cluster.advance("3d")
    made = len(jobs(cluster)) - settled
    if made != 3:
        return say(es=f"Tres noches después de volver han corrido {made} trabajos; tocaban tres.",
                   en=f"Three nights after coming back {made} runs were made; three were due.")  # fmt: skip
    if quiet(_again(case)) is None:
        return None
    return say(es="Después corre cada noche, sí; pero en las vacaciones no paró como se pedía.", en="It runs every night afterwards; but over the holidays it did not stop as it should.")  # fmt: skip


def _again(case):
    """The same case from its beginning."""
    from dataclasses import replace

    twin = case.start.fork()
    twin.apply(case.answer)
    twin.settle()
    return replace(case, cluster=twin)


def hints(first, last):
    return [
        first,
        say(es="`suspend` no borra el calendario: las noches que pasan cuentan como **perdidas**. Al quitarlo, el controlador recupera sólo la última, y sólo si no han pasado más segundos de los que dice `startingDeadlineSeconds`.",
            en="`suspend` does not delete the timetable: nights that go by count as **missed**. When it is taken off, the controller makes up for the last one only, and only if no more seconds have gone by than `startingDeadlineSeconds` says."),
        last,
    ]  # fmt: skip


exercise(
    "batch.holidays",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Cerrado por vacaciones", en="Closed for the holidays"),
    cluster={"start": "2026-12-21T08:00:00Z"},
    prompt=say(
        es="""
El CronJob `facturas` corre todas las noches a las {hour}:00, hora de Madrid. Hoy, 21 de diciembre, son las nueve de la mañana y la empresa cierra **{days} días**. Mientras tanto no debe correr nada, ni quedarse nada en
cola. El día de la vuelta, a las 8:30, un compañero ejecutará sólo esto:

`kubectl patch cronjob facturas -p '{"spec":{"suspend":false}}'`

y entonces tiene que correr **una vez**, para ponerse al día, sin esperar a la noche; y desde ahí, como siempre. Deja escrito hoy el CronJob que lo consigue. (Está aplicado el de la celda.)
""",
        en="""
The CronJob `facturas` (invoices) runs every night at {hour}:00, Madrid time. Today, the 21st of December, it is nine in the morning and the company closes for **{days} days**. Nothing must run meanwhile, and nothing queue
up. On the day they are back, at 8:30, a colleague will run only this:

`kubectl patch cronjob facturas -p '{"spec":{"suspend":false}}'`

and then it has to run **once**, to catch up, without waiting for the night; and from there on as ever. Write today the CronJob that does it. (The one in the cell is applied.)
""",
    ),
    varies=lambda chance: {"hour": 20 + chance.below(4, "hour"), "days": 9 + chance.below(8, "days")},
    given=NOW,
    starter=NOW,
    solution=RIGHT,
    also_right=[
        edited((LINE, "  suspend: true\n  startingDeadlineSeconds: 86400\n")),
        RIGHT.replace("  successful", "  concurrencyPolicy: Forbid\n  successful"),
    ],
    wrong=[
        wrong(say(es="parar y ya está", en="stop it and that is that"), edited((LINE, LINE + "  suspend: true\n")), caught_by="one", says=say(es="no se ha recuperado ninguna", en="none was made up for")),
        wrong(say(es="una hora de margen", en="an hour of grace"), edited((LINE, "  startingDeadlineSeconds: 3600\n  suspend: true\n")), caught_by="one", says=say(es="quedaba ya demasiado atrás", en="was too long ago by then")),
        wrong(say(es="quitar diciembre y enero del calendario", en="take December and January out of the timetable"), edited((LINE, ""), ("* * *", "* 2-11 *")),
              caught_by="normal", says=say(es="han corrido 0 trabajos", en="0 runs were made")),
        wrong(say(es="suspender los Jobs", en="suspend the Jobs"), edited((LINE, ""), ("    spec:\n      template", "    spec:\n      suspend: true\n      template")),
              caught_by="quiet", says=say(es="se han amontonado", en="have piled up")),
        wrong(say(es="cero pods a la vez", en="no pods at a time"), edited((LINE, ""), ("    spec:\n      template", "    spec:\n      parallelism: 0\n      template")),
              caught_by="quiet", says=say(es="Jobs que esperan", en="Jobs have piled up that wait")),
        wrong(say(es="Forbid guarda la cola", en="Forbid keeps a queue"), edited((LINE, "  concurrencyPolicy: Forbid\n")), caught_by="quiet", says=say(es="ha corrido {days} veces", en="It ran {days} times")),
        wrong(say(es="con comillas", en="in quotes"), edited((LINE, '  suspend: "true"\n')), caught_by="malformed", says="suspend"),
        wrong(say(es="pausado, como un Deployment", en="paused, as a Deployment"), edited((LINE, "  paused: true\n")), caught_by="malformed", says='unknown field "spec.paused"'),
    ],
    checks=[
        criterion("quiet", 1, say(es="En las vacaciones no corre nada ni se amontona nada", en="Nothing runs over the holidays, and nothing piles up"), behaves=quiet,
                  hints=hints(say(es="`kubectl get cronjobs`: la columna `SUSPEND`. Y `kubectl get jobs` al cabo de unos días.", en="`kubectl get cronjobs`: the column `SUSPEND`. And `kubectl get jobs` some days later."),
                              say(es="`suspend: true` en el `spec` del **CronJob**, no en el de su plantilla.", en="`suspend: true` in the **CronJob's** `spec`, not in that of its template."))),
        criterion("one", 1, say(es="Al volver se recupera una noche, y sólo una", en="One night is made up for on coming back, and only one"), behaves=one,
                  hints=hints(say(es="¿Cuántas horas hay entre la última noche perdida y las 8:30? ¿Y cuántas permite `startingDeadlineSeconds: 600`?", en="How many hours lie between the last missed night and 8:30? And how many does `startingDeadlineSeconds: 600` allow?"),
                              say(es="Quita `startingDeadlineSeconds`, o que llegue a la mañana siguiente: 86400, por ejemplo.", en="Take `startingDeadlineSeconds` out, or let it reach the next morning: 86400, for example."))),
        criterion("normal", 1, say(es="Y después, cada noche, como siempre", en="And afterwards every night, as ever"), behaves=normal,
                  hints=hints(say(es="¿Sigue el calendario como estaba?", en="Is the timetable as it was?"),
                              say(es="No toques `schedule` ni `timeZone`.", en="Leave `schedule` and `timeZone` alone."))),
    ],
    debrief=say(
        es="""
Un CronJob no lleva una cola: cada vez que lo mira, el controlador calcula qué turnos tocaban desde la última vez y arranca **el último**, uno. Por eso después de dos semanas paradas corre una vez y no catorce. (Si los turnos perdidos
pasan de cien avisa con un evento, por si es un error de reloj.) `startingDeadlineSeconds` es la fecha de caducidad de un turno: diez minutos va bien para un informe que sólo sirve a su hora; para unas facturas
no, porque hay que hacerlas aunque sea tarde.

Y `suspend` tiene dos sitios: en el CronJob no se crean Jobs; en la plantilla se crean todos, parados, y alguien tendrá que soltarlos o borrarlos uno a uno.
""",
        en="""
A CronJob keeps no queue: each time it looks, the controller works out which turns were due since last time and starts **the last one**, just one. That is why after two weeks at rest it runs once and not fourteen times. (If more than a hundred
were missed it warns with an event, in case it is a clock error.) `startingDeadlineSeconds` is a turn's use-by date: ten minutes is right for a report that is only useful on time; not for
invoices, which have to be made even if late.

And `suspend` has two places: in the CronJob no Jobs are made; in the template all are made, at rest, and somebody will have to release or delete them one by one.
""",
    ),
)  # fmt: skip
