"""Every week at an hour of Madrid, over a clock change: the hour, the day and the zone are three separate decisions.

The checks let two weeks of March pass and read when the work began. Next: `batch_overlap.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

RIGHT = """
apiVersion: batch/v1
kind: CronJob
metadata:
  name: copia
spec:
  schedule: "{minute} 23 * * {day}"
  timeZone: Europe/Madrid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
          - name: copia
            image: busybox:1.36
            command: [sh, -c, "echo copia; sleep 60"]
""".lstrip()
#: the nights of the two weeks by the number cron gives them: before the change, and after it
NIGHTS = {3: ("2026-03-25", "2026-04-01"), 4: ("2026-03-26", "2026-04-02"), 5: ("2026-03-27", "2026-04-03")}


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def begun(case):
    """When each Job of the two weeks began, as UTC text without seconds."""
    case.cluster.advance("2w")
    return sorted(job["metadata"]["creationTimestamp"][:16] for job in case.cluster.list("Job", "default"))


def winter(case):
    """The first one, before the change."""
    runs, wanted = begun(case), f"{NIGHTS[case.values['day']][0]}T22:{case.values['minute']:02d}"
    if wanted in runs:
        return None
    if not runs:
        return say(es="En dos semanas no ha empezado ninguna copia.", en="In two weeks no backup began.")
    return say(es=f"La primera semana tocaba a las {wanted} UTC (las 23 en Madrid, horario de invierno), y la primera copia empezó a las {runs[0]} UTC.",
               en=f"The first week it was due at {wanted} UTC (23 in Madrid, winter time), and the first backup began at {runs[0]} UTC.")  # fmt: skip


def summer(case):
    """The second one, after the change."""
    runs, wanted = begun(case), f"{NIGHTS[case.values['day']][1]}T21:{case.values['minute']:02d}"
    if wanted in runs:
        return None
    if not runs:
        return say(es="En dos semanas no ha empezado ninguna copia.", en="In two weeks no backup began.")
    return say(es=f"La noche del 29 de marzo cambió la hora, y la semana siguiente tocaba a las {wanted} UTC; la última copia empezó a las {runs[-1]} UTC.",
               en=f"In the night of 29 March the clocks changed, and the week after it was due at {wanted} UTC; the last backup began at {runs[-1]} UTC.")  # fmt: skip


def no_more(case):
    """Two weeks, two backups, and both ended well."""
    runs = begun(case)
    good = [job for job in case.cluster.list("Job", "default") if job.get("status", {}).get("succeeded")]
    if len(runs) == 2 and len(good) == 2:
        return None
    if len(runs) == 2:
        return say(
            es="Hubo dos copias, y no acabaron bien las dos.", en="There were two backups, and not both ended well."
        )
    return say(
        es=f"En dos semanas se esperaban 2 copias y quedan {len(runs)}.",
        en=f"In two weeks 2 backups were expected, and {len(runs)} are there.",
    )


exercise(
    "batch.thursday",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="De noche, en Madrid, también en verano", en="At night, in Madrid, in summer too"),
    prompt=say(
        es="""
Una copia por semana: {night_es}, a las **23:{two} de Madrid**, todo el año. El plano de control cuenta en UTC, y en la noche del 28 al 29 de marzo de 2026 Madrid pasa a horario de verano. En este
clúster es lunes, 23 de marzo de 2026.

Completa el CronJob.
""",
        en="""
One backup a week: {night_en} at **23:{two} in Madrid**, all year round. The control plane counts in UTC, and in the night of 28 to 29 March 2026 Madrid changes to summer time. In this
cluster it is Monday, 23 March 2026.

Complete the CronJob.
""",
    ),
    cluster={"start": "2026-03-23T09:00:00Z"},
    varies=lambda chance: (lambda day, minute: {
        "day": day, "minute": minute, "two": f"{minute:02d}", "next": day + 1,
        "night_es": {3: "los miércoles", 4: "los jueves", 5: "los viernes"}[day], "night_en": {3: "on Wednesdays", 4: "on Thursdays", 5: "on Fridays"}[day],
    })(3 + chance.below(3, "day"), 5 * (1 + chance.below(11, "minute"))),
    starter=edited(('schedule: "{minute} 23 * * {day}"', "schedule:"), ("  timeZone: Europe/Madrid\n", "")),
    solution=RIGHT,
    also_right=[edited(("* * {day}", "* */1 {day}")), edited(("sleep 60", "sleep 300"), ("restartPolicy: Never", "restartPolicy: OnFailure"))],
    wrong=[
        wrong(say(es="la hora es la mía", en="the hour is mine"), edited(("  timeZone: Europe/Madrid\n", "")),
              caught_by="winter", says=say(es="empezó a las 2026-03-2", en="began at 2026-03-2")),
        wrong(say(es="una hora menos, que UTC es una menos", en="one hour less, for UTC is one less"), edited(("  timeZone: Europe/Madrid\n", ""), (" 23 *", " 22 *")),
              caught_by="summer", says=say(es="cambió la hora", en="the clocks changed")),
        wrong(say(es="el lunes es el 2", en="Monday is 2"), edited(("* * {day}", "* * {next}")), caught_by="winter", says=say(es="La primera semana tocaba", en="The first week it was due")),
        wrong(say(es="el día de la semana, en el sitio del mes", en="the day of the week where that of the month goes"), edited(("23 * * {day}", "23 {day} * *")),
              caught_by="winter", says=say(es="La primera semana tocaba", en="The first week it was due")),
        wrong(say(es="un asterisco por minuto", en="an asterisk for the minute"), edited(('"{minute} 23', '"* 23')), caught_by="no-more", says=say(es="se esperaban 2 copias", en="2 backups were expected")),
        wrong(say(es="la zona, dentro del horario", en="the zone inside the schedule"), edited(('"{minute} 23', '"TZ=Europe/Madrid {minute} 23'), ("  timeZone: Europe/Madrid\n", "")), caught_by="malformed", says="spec.schedule"),
        wrong(say(es="una ciudad que no está en la lista", en="a town that is not on the list"), edited(("Europe/Madrid", "Europe/Getafe")), caught_by="malformed", says="unknown time zone"),
    ],
    checks=[
        criterion(
            "winter", 1, say(es="La primera semana, a su hora", en="The first week, at its hour"), behaves=winter,
            hints=[
                say(es="`kubectl get cronjob copia` y `kubectl get jobs`: ¿cuándo empezó?", en="`kubectl get cronjob copia` and `kubectl get jobs`: when did it begin?"),
                say(es="Cinco campos: minuto, hora, día del mes, mes, día de la semana (el domingo es 0, el lunes 1).",
                    en="Five fields: minute, hour, day of the month, month, day of the week (Sunday is 0, Monday 1)."),
                say(es='`schedule: "{minute} 23 * * {day}"`, y la zona en `timeZone`.', en='`schedule: "{minute} 23 * * {day}"`, and the zone in `timeZone`.'),
            ],
        ),
        criterion(
            "summer", 1, say(es="Tras el cambio de hora, también", en="After the change of clocks as well"), behaves=summer,
            hints=[
                say(es="¿A qué hora UTC son las 23 de Madrid en enero? ¿Y en abril?", en="At what hour UTC is it 23 in Madrid in January? And in April?"),
                say(es="Una hora fija en UTC se equivoca medio año. Que la cuenta la haga quien conoce la zona.",
                    en="A fixed hour in UTC is wrong half of the year. Let the one who knows the zone do the sum."),
                say(es="Añade `timeZone: Europe/Madrid`, al lado de `schedule`.", en="Add `timeZone: Europe/Madrid`, beside `schedule`."),
            ],
        ),
        criterion(
            "no-more", 1, say(es="Una por semana, y acaba bien", en="One a week, and it ends well"), behaves=no_more,
            hints=[
                say(es="Cuenta los Jobs después de dos semanas.", en="Count the Jobs after two weeks."),
                say(es="Un asterisco es «todos»: todos los minutos de las 23 son sesenta.", en='An asterisk is "all": all minutes of 23 hours are sixty.'),
                say(es="El primer campo es un número: {minute}.", en="The first field is a number: {minute}."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un CronJob sin `timeZone` cuenta en la hora de quien lo ejecuta, el plano de control, que casi siempre es UTC: ni la tuya ni la de la oficina. Restar una hora a mano acierta hasta el último
domingo de marzo. Con `timeZone`, las 23 de Madrid son las 22 UTC en invierno y las 21 en verano, y de eso se ocupa otro. (Y cuidado con las 2:30 de esa noche: hay un día al año en que no existen.)
""",
        en="""
A CronJob without `timeZone` goes by the clock of whoever runs it, the control plane, which is nearly always UTC: neither yours nor the office's. Taking off an hour by hand is right until the last
Sunday of March. With `timeZone`, 23 in Madrid is 22 UTC in winter and 21 in summer, and somebody else takes care of it. (And beware of 2:30 that night: there is one day a year on which it does not exist.)
""",
    ),
)  # fmt: skip
