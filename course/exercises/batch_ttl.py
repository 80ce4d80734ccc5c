"""Finished work that stays for ever, or goes before anybody has read it: how long is a field of its own.

The checks look after half a day and after two days, and try to read the last log. Next: `networking.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

JOB = """
apiVersion: batch/v1
kind: Job
metadata:
  name: limpieza
spec:
  backoffLimit: 0
  ttlSecondsAfterFinished: {seconds}
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: limpieza
        image: busybox:1.36
        command: [sh, -c, "sleep 1800; echo borrados {files} ficheros"]
""".lstrip()
LINE = "  ttlSecondsAfterFinished: {seconds}\n"


def edited(*pairs):
    changed = JOB
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def jobs(cluster):
    return [
        job["metadata"]["name"] for job in cluster.list("Job", "default") if "deletionTimestamp" not in job["metadata"]
    ]


def readable(case):
    """Half an hour before its time is up: the Job is there, and its log can be read."""
    twin = case.start.fork()
    twin.apply(case.answer)
    twin.advance(f"{case.values['hours']}h")  # the work itself takes half an hour: half an hour is left
    pods = twin.list("Pod", "default")
    if not jobs(twin) or not pods:
        return say(es="Media hora antes de plazo, el Job y sus logs ya no están: nadie ha podido leer cuántos ficheros borró.",
                   en="Half an hour before its time the Job and its log are gone: nobody could read how many files it deleted.")  # fmt: skip
    if str(case.values["files"]) in twin.logs(pods[0]["metadata"]["name"]):
        return None
    return say(
        es="El trabajo no llegó a contar cuántos ficheros había borrado.",
        en="The work did not get to say how many files it had deleted.",
    )


def gone(case):
    """Two hours after its time is up nothing is left: no Job, no pod."""
    twin = case.start.fork()
    twin.apply(case.answer)
    twin.advance("40m")
    worked = any(job.get("status", {}).get("succeeded") for job in twin.list("Job", "default")) or not jobs(twin)
    twin.advance(f"{case.values['hours'] + 2}h")
    left = len(jobs(twin)) + len(twin.list("Pod", "default"))
    if left:
        return say(
            es=f"Dos horas después de plazo quedan {left} objetos de un trabajo acabado.",
            en=f"Two hours after its time {left} objects of finished work are left.",
        )
    if worked and readable(case) is None:
        return None
    return say(
        es="No queda nada, pero tampoco dio tiempo a leerlo.",
        en="Nothing is left, but there was no time to read it either.",
    )


def whole(case):
    """The work itself is done to its end, and not cut off."""
    twin = case.start.fork()
    twin.apply(case.answer)
    twin.advance("25m")
    if not any(pod["status"].get("phase") == "Running" for pod in twin.list("Pod", "default")):
        return say(
            es="A los veinticinco minutos, con la limpieza a medias, ya no había nadie trabajando.",
            en="After twenty-five minutes, with the cleaning half done, nobody was working any more.",
        )
    if readable(case) is None or gone(case) is None:
        return None
    return say(
        es="La limpieza acaba; lo que pasa después no es lo que se pedía.",
        en="The cleaning comes to its end; what happens then is not what was asked for.",
    )


exercise(
    "batch.ttl",
    3,
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Lo acabado, un rato más y fuera", en="What is done stays a while, then goes"),
    prompt=say(
        es="""
El Job `limpieza` tarda media hora y escribe al acabar cuántos ficheros ha borrado. Lo lanzan a mano todos los días, y el espacio de nombres se llenaba de
trabajos acabados; alguien puso un 0, y ahora nadie llega a tiempo de leer nada.

Que quede **{hours} horas** después de acabar, para que dé tiempo a leer el log, y que luego desaparezca solo, con sus pods.
""",
        en="""
The Job `limpieza` (cleaning) takes half an hour and writes at its end how many files it deleted. It is started by hand every day, and the namespace used to fill up
with finished work; somebody wrote a 0, and now nobody is in time to read anything.

Let it stay for **{hours} hours** after it is done, so that there is time to read its log, and then go by itself, with its pods.
""",
    ),
    varies=lambda chance: (lambda hours: {"hours": hours, "seconds": 3600 * hours, "files": 100 + chance.below(900, "files")})(2 + chance.below(6, "hours")),
    starter=edited(("{seconds}", "0")),
    solution=JOB,
    also_right=[edited(("  backoffLimit: 0\n", "")), edited(("  backoffLimit: 0\n", "  backoffLimit: 0\n  activeDeadlineSeconds: 3600\n"))],
    wrong=[
        wrong(say(es="acabado es borrado", en="done is deleted"), edited((LINE, "")), caught_by="gone", says=say(es="quedan 2 objetos", en="2 objects of finished work")),
        wrong(say(es="cero, cuanto antes", en="zero, the sooner the better"), edited(("{seconds}", "0")), caught_by="readable", says=say(es="ya no están", en="are gone")),
        wrong(say(es="son minutos", en="it is minutes"), edited(("{seconds}", "120")), caught_by="gone", says=say(es="tampoco dio tiempo a leerlo", en="there was no time to read it either")),
        wrong(say(es="un plazo para trabajar", en="a deadline for the work"), edited((LINE, "  activeDeadlineSeconds: 600\n")), caught_by="whole", says=say(es="ya no había nadie trabajando", en="nobody was working any more")),
        wrong(say(es="cuánto historial se guarda", en="how much history is kept"), edited((LINE, "  successfulJobsHistoryLimit: 0\n")), caught_by="malformed", says='unknown field "spec.successfulJobsHistoryLimit"'),
        wrong(say(es="en la plantilla del pod", en="in the pod's template"), edited((LINE, ""), ("      restartPolicy", "      ttlSecondsAfterFinished: {seconds}\n      restartPolicy")), caught_by="malformed", says="unknown field"),
    ],
    checks=[
        criterion(
            "readable", 1, say(es="Da tiempo a leer el log", en="There is time to read the log"), behaves=readable,
            hints=[
                say(es="`kubectl logs job/limpieza` un rato después de que acabe.", en="`kubectl logs job/limpieza` some time after it is done."),
                say(es="El log es del pod, y el pod se va con su Job.", en="The log is the pod's, and the pod goes with its Job."),
                say(es="El plazo va en segundos y cuenta desde que acaba: {seconds}.", en="The time is in seconds and counts from its end: {seconds}."),
            ],
        ),
        criterion(
            "gone", 1, say(es="Y después no queda nada", en="And then nothing is left"), behaves=gone,
            hints=[
                say(es="`kubectl get jobs,pods` al día siguiente.", en="`kubectl get jobs,pods` on the next day."),
                say(es="Un Job acabado se queda para siempre si nadie dice cuánto. (El historial de los CronJob es otra cosa: es suyo, y cuenta Jobs.)",
                    en="A finished Job stays for ever if nobody says how long. (The history of CronJobs is something else: it is theirs, and counts Jobs.)"),
                say(es="`ttlSecondsAfterFinished: {seconds}`, en el `spec` del Job.", en="`ttlSecondsAfterFinished: {seconds}`, in the Job's `spec`."),
            ],
        ),
        criterion(
            "whole", 1, say(es="El trabajo se hace entero", en="The work is done to its end"), behaves=whole,
            hints=[
                say(es="¿Cuánto tarda la limpieza? Media hora.", en="How long does the cleaning take? Half an hour."),
                say(es="`activeDeadlineSeconds` corta lo que está en marcha; no limpia lo acabado.", en="`activeDeadlineSeconds` cuts off what is running; it does not clean up what is done."),
                say(es="Quita cualquier plazo menor de 1800 segundos.", en="Take out any deadline of less than 1800 seconds."),
            ],
        ),
    ],
    debrief=say(
        es="""
Un Job acabado no es basura: es la única prueba de que se hizo, con sus logs. Por eso Kubernetes no lo tira por su cuenta. Un Job suelto se limpia con `ttlSecondsAfterFinished`, que empieza a contar cuando acaba, bien o
mal, y se lleva también los pods. A los de un CronJob los limpia su dueño, que guarda los tres últimos buenos y el último malo si no le dices otra cosa.
""",
        en="""
A finished Job is not rubbish: with its log, it is the only proof that the work was done. So Kubernetes does not throw it away of its own accord. A single Job is cleaned up by `ttlSecondsAfterFinished`, which starts to count when it
ends, well or badly, and takes the pods with it. Those of a CronJob are cleaned up by their owner, which keeps the last three good ones and the last bad one unless you tell it otherwise.
""",
    ),
)  # fmt: skip
