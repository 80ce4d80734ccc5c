"""What becomes of a container that ends: six pods, three policies, two exit codes, predicted first and then run.

Nothing here knows the answer: the pods are made, half an hour passes, and what was marked is compared. Next: `explain_retain.py`.
"""

from __future__ import annotations

from itertools import pairwise

from kubecourse.grading import criterion, deal, exercise, say, slots, wrong

POLICIES = ("Always", "OnFailure", "Never")
ENDS = {f"{policy.lower()}_{how}": (policy, how) for policy in POLICIES for how in ("ok", "bad")}
PODS = {
    id: say(es=f"`restartPolicy: {policy}`, acaba con {{{how}}}", en=f"`restartPolicy: {policy}`, ends with {{{how}}}")
    for id, (policy, how) in ENDS.items()
}
FACTS = {
    "other_pod": say(es="cada vez que se arranca de nuevo es otro pod, con otra IP", en="each time it is started again it is another pod, with another IP"),
    "other_node": say(es="al cabo de unas cuantas veces pasa al otro nodo", en="after a number of times it moves to the other node"),
    "slower": say(es="cada vez tarda más en arrancar de nuevo", en="each time it takes longer to be started again"),
    "gives_up": say(es="a la sexta vez Kubernetes lo da por perdido", en="the sixth time Kubernetes gives it up"),
    "keeps": say(es="lo que dejó en un volumen `emptyDir` sigue ahí la vez siguiente", en="what it left in an `emptyDir` volume is still there the next time"),
    "job_forever": say(es="si lo crea un Job y acaba con {bad}, el Job lo intenta para siempre", en="if a Job makes it and it ends with {bad}, the Job tries for ever"),
}  # fmt: skip
SCRIPT = "echo x >> /notas/veces; echo van $(wc -l < /notas/veces); sleep {seconds}; exit "


def pod(id, values):
    policy, how = ENDS[id]
    command = SCRIPT.replace("{seconds}", str(values["seconds"])) + str(values[how])
    return f"""
apiVersion: v1
kind: Pod
metadata:
  name: {id.replace("_", "-")}
spec:
  restartPolicy: {policy}
  volumes:
  - name: notas
    emptyDir: {{}}
  containers:
  - name: script
    image: busybox:1.36
    command: [sh, -c, "{command}"]
    volumeMounts:
    - name: notas
      mountPath: /notas
"""


def starts(cluster, id):
    found = cluster.get("Pod", id.replace("_", "-"))["status"].get("containerStatuses") or ({},)
    return found[0].get("restartCount", 0)


_seen = [None, None]


def truth(case):
    """What half an hour shows, looked at once for each student."""
    if _seen[0] is not case.start:
        _seen[:] = [case.start, watched(case)]
    return _seen[1]


def watched(case):
    """id -> is it so, after half an hour; and the facts, as seen on the pod that fails under Always."""
    cluster = case.start.fork()
    for id in ENDS:
        cluster.apply(pod(id, case.values))
    cluster.kubectl(
        [
            "create",
            "job",
            "tarea",
            "--image=busybox:1.36",
            "--",
            "sh",
            "-c",
            f"sleep {case.values['seconds']}; exit {case.values['bad']}",
        ]
    )
    cluster.settle()
    name = "always-bad"
    before, times, last = cluster.get("Pod", name), [], 0
    for _ in range(360):
        cluster.advance("5s")
        if starts(cluster, "always_bad") > last:
            last = starts(cluster, "always_bad")
            times.append(str(cluster.now))
    after = cluster.get("Pod", name)
    gaps = [_seconds(b) - _seconds(a) for a, b in pairwise(times)]
    counted = [int(word) for word in str(cluster.logs(name, previous=True)).split() if word.isdigit()]
    again = {id: starts(cluster, id) > 0 for id in ENDS}
    return again | {
        "other_pod": (before["metadata"]["uid"], before["status"]["podIP"]) != (after["metadata"]["uid"], after["status"]["podIP"]),
        "other_node": before["spec"]["nodeName"] != after["spec"]["nodeName"],
        "slower": gaps[-1] > gaps[0],
        "gives_up": after["status"]["phase"] == "Failed",
        "keeps": bool(counted) and counted[-1] > 1,
        "job_forever": not any(row["type"] == "Failed" for row in cluster.get("Job", "tarea")["status"].get("conditions", ())),
    }, last  # fmt: skip


def _seconds(text):
    hours, minutes, seconds = text[11:19].split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def compared(case, group):
    found, times = truth(case)
    for id, words in group.items():
        marked = case.values[id] in case.letters
        if marked != found[id]:
            return id, found[id], words, times
    return None


def restarted(case):
    """Exactly those that the kubelet starts again."""
    seen = compared(case, PODS)
    if seen is None:
        return None
    id, again, words, _ = seen
    if again and id == "always_ok":
        return say(es="Acaba con 0, y el kubelet lo arranca otra vez: Always es siempre, también cuando todo ha ido bien.",
                   en="It ends with 0, and the kubelet starts it again: Always means always, when all went well too.")  # fmt: skip
    if again:
        return say(es=f"Se ha arrancado otra vez, y no lo habías marcado: {words.es}.", en=f"It was started again, and you had not marked it: {words.en}.")  # fmt: skip
    return say(es=f"No se ha vuelto a arrancar: {words.es}.", en=f"It was not started again: {words.en}.")


def facts(case):
    """What was seen of the one that was started again and again."""
    seen = compared(case, FACTS)
    if seen is None:
        return None if restarted(case) is None or len(case.letters) > 3 else say(
            es="Esta mitad está bien; marca también qué pods se vuelven a arrancar.", en="This half is right; mark which pods are started again as well."
        )  # fmt: skip
    _, so, words, times = seen
    if so:
        return say(es=f"Se ha visto, en {times} arranques, y no lo habías marcado: {words.es}.", en=f"It was seen, in {times} starts, and you had not marked it: {words.en}.")  # fmt: skip
    return say(es=f"Media hora y {times} arranques después, no es verdad que {words.es}.", en=f"Half an hour and {times} starts later, it is not true that {words.en}.")  # fmt: skip


def varies(chance):
    dealt = {"ok": 0, "bad": 1 + chance.below(60, "bad"), "seconds": 3 + chance.below(9, "seconds")}
    letters = deal(chance, [PODS, FACTS], dealt)
    right = ("always_ok", "always_bad", "onfailure_bad", "slower", "keeps")
    return (
        dealt
        | letters
        | {
            "right": " ".join(sorted(letters[id] for id in right)),
            "shouted": ",".join(letters[id].upper() for id in right),
        }
    )


def without(id):
    """The right letters but one, by the blanks of a record: those of all others."""
    return " ".join(
        f"{{{each}}}" for each in ("always_ok", "always_bad", "onfailure_bad", "slower", "keeps") if each != id
    )


exercise(
    "batch.exit-zero",
    3,
    kind="choice",
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Todo ha ido bien. ¿Y ahora qué?", en="All went well. Now what?"),
    prompt=say(
        es="""
Seis pods hacen lo mismo: un script que trabaja {seconds} segundos y **acaba**. Sólo se diferencian en su `restartPolicy` y en el código con que acaban, 0 o {bad}. Dejamos pasar media hora. **Antes de probarlo**, marca:

- en las seis primeras, aquellos cuyo contenedor se **arranca otra vez**;
- en las seis últimas, lo que es verdad de un contenedor que se arranca otra vez.
""",
        en="""
Six pods do the same: a script that works for {seconds} seconds and **ends**. They differ only in their `restartPolicy` and in the code with which they end, 0 or {bad}. We let half an hour pass. **Before you try it**, mark:

- of the first six, those whose container is **started again**;
- of the last six, what is true of a container that is started again.
""",
    ),
    varies=varies,
    options=slots(len(PODS) + len(FACTS)),
    solution="{right}",
    also_right=["{shouted}"],
    wrong=[
        wrong(say(es="con 0 ya no se reinicia", en="with 0 it is not restarted"), without("always_ok"), caught_by="restarted", says=say(es="Acaba con 0, y el kubelet lo arranca otra vez", en="It ends with 0, and the kubelet starts it again")),
        wrong(say(es="lo que falla siempre se reintenta", en="what fails is always tried again"), "{right} {never_bad}", caught_by="restarted", says=say(es="No se ha vuelto a arrancar: `restartPolicy: Never`", en="It was not started again: `restartPolicy: Never`")),
        wrong(say(es="OnFailure es siempre", en="OnFailure means always"), "{right} {onfailure_ok}", caught_by="restarted", says="`restartPolicy: OnFailure`"),
        wrong(say(es="OnFailure es cosa de Jobs", en="OnFailure is for Jobs"), without("onfailure_bad"), caught_by="restarted", says=say(es="Se ha arrancado otra vez, y no lo habías marcado", en="It was started again, and you had not marked it")),
        wrong(say(es="se reinicia el pod entero", en="the whole pod is restarted"), "{right} {other_pod}", caught_by="facts", says=say(es="no es verdad que cada vez que se arranca de nuevo es otro pod", en="it is not true that each time it is started again it is another pod")),
        wrong(say(es="reiniciar lo lleva a otro nodo", en="restarting moves it to another node"), "{right} {other_node}", caught_by="facts", says=say(es="pasa al otro nodo", en="it moves to the other node")),
        wrong(say(es="al final se rinde", en="in the end it gives up"), "{right} {gives_up}", caught_by="facts", says=say(es="lo da por perdido", en="gives it up")),
        wrong(say(es="un Job insiste siempre", en="a Job insists for ever"), "{right} {job_forever}", caught_by="facts", says=say(es="el Job lo intenta para siempre", en="the Job tries for ever")),
        wrong(say(es="siempre a los diez segundos", en="every ten seconds"), without("slower"), caught_by="facts", says=say(es="cada vez tarda más", en="each time it takes longer")),
        wrong(say(es="se pierde todo", en="all is lost"), without("keeps"), caught_by="facts", says="`emptyDir`"),
        wrong(say(es="un número", en="a number"), "0", caught_by="malformed", says="a–l"),
    ],
    checks=[
        criterion("restarted", 2, say(es="Cuáles se vuelven a arrancar", en="Which are started again"), behaves=restarted, hints=[
            say(es="Crea los pods y mira la columna `RESTARTS` de `kubectl get pods` un rato después.", en="Make the pods and look at the column `RESTARTS` of `kubectl get pods` a while later."),
            say(es="El código con que acaba un proceso sólo le importa a una de las tres políticas.", en="The code with which a process ends matters to one of the three policies only."),
            say(es="`Always`: los dos. `OnFailure`: sólo el que acaba con {bad}. `Never`: ninguno.", en="`Always`: both. `OnFailure`: only the one that ends with {bad}. `Never`: neither."),
        ]),
        criterion("facts", 1, say(es="Qué es lo que se arranca, y cómo", en="What it is that is started, and how"), behaves=facts, hints=[
            say(es="`kubectl get pod -o wide` al principio y al final: ¿qué columnas cambian?", en="`kubectl get pod -o wide` at the beginning and the end: which columns change?"),
            say(es="Arranca el **contenedor**, dentro del mismo pod: misma IP, mismo nodo, mismos volúmenes. Lo único que crece es la espera.", en="What starts is the **container**, inside the same pod: the same IP, the same node, the same volumes. Only the wait grows."),
            say(es="Son verdad dos de las seis: la de la espera y la del `emptyDir`.", en="Two of the six are true: that of the wait and that of the `emptyDir`."),
        ]),
    ],
    debrief=say(
        es="""
Los apuntes dicen que a Kubernetes le entra el pánico y reinicia el pod, y que no hay quien lo evite. La idea es buena: se espera que un contenedor no acabe nunca. Los hechos son más amables: lo que se arranca otra vez es el
**contenedor**, lo hace el kubelet de su nodo sin preguntar a nadie, y decide `restartPolicy`, que se puede escribir. La espera se dobla desde diez segundos hasta cinco minutos, y no se rinde nunca: `CrashLoopBackOff` no es un error, es
esa espera.

El pod no se va a otro nodo ni aunque falle mil veces: un pod nace y muere en el suyo. Lo que un contenedor escribe en su propio disco se pierde con él; lo de un `emptyDir` dura lo que el pod.
""",
        en="""
The notes say that Kubernetes panics and restarts the pod, and that nothing can prevent it. The idea is good: a container is expected never to end. The facts are kinder: what is started again is the
**container**; the kubelet of its node does it without asking anybody; and what decides is `restartPolicy`, which is yours to write. The wait doubles from ten seconds up to five minutes, and it never gives up: `CrashLoopBackOff` is not an error, it is
that wait.

The pod never goes to another node, not even if it fails a thousand times: a pod is born and dies on the same one. What a container writes to its own disk is lost with it; what is in an `emptyDir` lasts as long as the pod.
""",
    ),
)  # fmt: skip
