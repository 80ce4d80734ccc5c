"""Pieces of work, some at a time, each of which knows its number.

The checks read what each piece left, count who worked at the same time, and lose a machine half way. Next: `batch_init_order.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, wrong

GIVEN = """
apiVersion: v1
kind: PersistentVolume
metadata:
  name: informes
spec:
  storageClassName: comun
  capacity:
    storage: 5Gi
  accessModes: [ReadWriteMany]
  nfs:
    server: 192.168.0.61
    path: /informes
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: informes
spec:
  storageClassName: comun
  accessModes: [ReadWriteMany]
  resources:
    requests:
      storage: 5Gi
---
apiVersion: v1
kind: Pod
metadata:
  name: lector
spec:
  containers:
  - name: web
    image: httpd:2.4
    volumeMounts:
    - name: informes
      mountPath: /informes
  volumes:
  - name: informes
    persistentVolumeClaim:
      claimName: informes
"""
RIGHT = """
apiVersion: batch/v1
kind: Job
metadata:
  name: informes
spec:
  completions: {pieces}
  parallelism: {together}
  completionMode: Indexed
  template:
    spec:
      restartPolicy: Never
      containers:
      - name: informe
        image: busybox:1.36
        command: [sh, -c, "sleep 30; echo informe > /informes/parte-$JOB_COMPLETION_INDEX"]
        volumeMounts:
        - name: informes
          mountPath: /informes
      volumes:
      - name: informes
        persistentVolumeClaim:
          claimName: informes
""".lstrip()
LINES = "  completions: {pieces}\n  parallelism: {together}\n  completionMode: Indexed\n"


def edited(*pairs):
    changed = RIGHT
    for old, new in pairs:
        assert old in changed, old
        changed = changed.replace(old, new)
    return changed


def parts(cluster):
    return cluster.exec("lector", ["ls", "/informes"]).stdout.split()


def all_there(case):
    """A file for each number, and no other."""
    case.cluster.advance("30m")
    found, wanted = parts(case.cluster), [f"parte-{number}" for number in range(case.values["pieces"])]
    if sorted(found) == sorted(wanted):
        return None
    missing = [name for name in wanted if name not in found]
    odd = [name for name in found if name not in wanted]
    return say(es=f"Faltan {len(missing)} de {len(wanted)} partes ({', '.join(missing) or 'ninguna'}) y sobran: {', '.join(odd) or 'ninguna'}.",
               en=f"{len(missing)} of {len(wanted)} parts are missing ({', '.join(missing) or 'none'}) and there are too many: {', '.join(odd) or 'none'}.")  # fmt: skip


def together(case):
    """Never more than asked for at once, and never fewer while there is work."""
    twin, most = case.start.fork(), 0
    twin.apply(case.answer)
    for _ in range(240):
        twin.advance("2s")
        most = max(most, sum(pod["status"].get("phase") == "Running" for pod in twin.list("Pod", "default")) - 1)
    wanted = case.values["together"]
    if most == wanted and all_there(case) is None:
        return None
    if most == wanted:
        return say(
            es="Trabajan los que se pedía a la vez, pero no sale el trabajo que se pedía.",
            en="As many work at once as were asked for, but not the work that was asked for.",
        )
    return say(es=f"Llegaron a trabajar {most} a la vez, y el servidor de informes aguanta exactamente {wanted}.",
               en=f"Up to {most} worked at once, and the report server takes exactly {wanted}.")  # fmt: skip


def survives(case):
    """A machine goes off half way: all parts are there in the end, and the Job is complete."""
    twin = case.start.fork()
    twin.apply(case.answer)
    twin.advance("40s")
    busy = [
        p["spec"].get("nodeName")
        for p in twin.list("Pod", "default")
        if p["metadata"]["name"] != "lector" and p["status"].get("phase") == "Running"
    ]
    keep = twin.get("Pod", "lector")["spec"]["nodeName"]
    off = sorted({node for node in busy if node and node != keep})
    for node in off:
        twin.fail_node(node)
    twin.advance("20m")
    for node in off:
        twin.recover_node(node)  # a Job is complete when all its pods are known to have ended
    twin.advance("20m")
    done = any(
        c["type"] == "Complete" and c["status"] == "True"
        for job in twin.list("Job", "default")
        for c in job["status"].get("conditions", ())
    )
    if done and len(parts(twin)) == case.values["pieces"]:
        return None
    return say(es=f"Se apagó una máquina a mitad de faena y al final hay {len(parts(twin))} partes de {case.values['pieces']}" + (", con el Job sin completar." if not done else "."),
               en=f"A machine went off half way, and in the end there are {len(parts(twin))} parts of {case.values['pieces']}" + (", with the Job not complete." if not done else "."))  # fmt: skip


exercise(
    "batch.indexed",
    3,
    hat=say(es="Gorra de desarrollo", en="Developer's hat"),
    title=say(es="Piezas con número", en="Numbered pieces"),
    prompt=say(
        es="""
El informe del año se hace en **{pieces} partes**, de la 0 a la {last}; cada una tarda medio minuto y deja su fichero en el volumen `informes`: `parte-0`, `parte-1`… El servidor de donde
sacan los datos aguanta **{together} a la vez**.

El Job de la celda hace una sola, y sin número. Complétalo: un Job, {pieces} partes, {together} a la vez, cada pod con su número.
""",
        en="""
The annual report is made in **{pieces} parts**, from 0 to {last}; each takes half a minute and leaves its file in the volume `informes` (reports): `parte-0`, `parte-1`… The server they take
their data from can take **{together} at once**.

The Job in the cell makes only one, and without a number. Complete it: one Job, {pieces} parts, {together} at once, each pod with its number.
""",
    ),
    varies=lambda chance: (lambda together, rounds: {"together": together, "pieces": together * rounds, "last": together * rounds - 1})(2 + chance.below(2, "together"), 2 + chance.below(2, "rounds")),
    given=GIVEN,
    starter=edited((LINES, "")),
    solution=RIGHT,
    also_right=[
        edited(("sleep 30; echo informe > /informes/parte-$JOB_COMPLETION_INDEX", "sleep 30; N=${HOSTNAME#informes-}; echo informe > /informes/parte-${JOB_COMPLETION_INDEX:-$N}")),
        edited(("restartPolicy: Never", "restartPolicy: OnFailure")),
    ],
    wrong=[
        wrong(say(es="con decir cuántas ya llevan número", en="saying how many gives them numbers"), edited(("  completionMode: Indexed\n", "")), caught_by="all-there", says=say(es="y sobran: parte-.", en="there are too many: parte-.")),
        wrong(say(es="todas a la vez, que es más rápido", en="all at once, which is faster"), edited(("parallelism: {together}", "parallelism: {pieces}")), caught_by="together", says=say(es="Llegaron a trabajar {pieces} a la vez", en="Up to {pieces} worked at once")),
        wrong(say(es="de una en una", en="one by one"), edited(("  parallelism: {together}\n", "")), caught_by="together", says=say(es="Llegaron a trabajar 1 a la vez", en="Up to 1 worked at once")),
        wrong(say(es="parallelism es el número de partes", en="parallelism is the number of parts"), edited(("  completions: {pieces}\n", "  completions: {together}\n")), caught_by="all-there", says=say(es="partes (parte-{together}", en="are missing (parte-{together}")),
        wrong(say(es="el número, escrito a mano", en="the number written by hand"), edited(("$JOB_COMPLETION_INDEX", "0")), caught_by="survives", says=say(es="al final hay 1 partes", en="in the end there are 1 parts")),
        wrong(say(es="numeradas, pero sin decir cuántas", en="numbered, but without saying how many"), edited(("  completions: {pieces}\n", "")), caught_by="malformed", says="spec.completions"),
    ],
    checks=[
        criterion(
            "all-there", 1, say(es="Están todas las partes, y ninguna más", en="All parts are there, and no other"), behaves=all_there,
            hints=[
                say(es="`kubectl exec lector -- ls /informes`, y `kubectl describe job informes`.", en="`kubectl exec lector -- ls /informes`, and `kubectl describe job informes`."),
                say(es="Un Job reparte números (en la variable `JOB_COMPLETION_INDEX`) sólo si su modo es `Indexed`; si no, todos los pods son iguales.",
                    en="A Job gives out numbers (in the variable `JOB_COMPLETION_INDEX`) only if its mode is `Indexed`; if not, all pods are alike."),
                say(es="`completions: {pieces}` y `completionMode: Indexed`.", en="`completions: {pieces}` and `completionMode: Indexed`."),
            ],
        ),
        criterion(
            "together", 1, say(es="A la vez, los que aguanta el servidor", en="At once, as many as the server takes"), behaves=together,
            hints=[
                say(es="`kubectl get pods` a los veinte segundos.", en="`kubectl get pods` after twenty seconds."),
                say(es="`completions` dice cuántas en total y `parallelism` cuántas a la vez; si no lo dices, una.", en="`completions` says how many in all and `parallelism` how many at once; one, if you do not say."),
                say(es="Te falta el segundo: `parallelism: {together}`.", en="The second is missing: `parallelism: {together}`."),
            ],
        ),
        criterion(
            "survives", 1, say(es="Se pierde una máquina y no se pierde ninguna parte", en="A machine is lost and no part is"), behaves=survives,
            hints=[
                say(es="¿Quién sabe qué partes faltan, cuando se pierde un pod a medias?", en="Who knows which parts are missing when a pod is lost half way?"),
                say(es="El Job: lleva la cuenta por número, y repone el que no acabó con el **mismo** número.", en="The Job: it counts by number, and makes the one that did not end again with the **same** number."),
                say(es="Usa `$JOB_COMPLETION_INDEX` en el nombre del fichero; nada de números a mano.", en="Use `$JOB_COMPLETION_INDEX` in the file's name; no numbers by hand."),
            ],
        ),
    ],
    debrief=say(
        es="""
`completions` es cuánto trabajo hay, `parallelism` cuánta gente lo hace a la vez, y `completionMode: Indexed` le da a cada cual su número, en la variable `JOB_COMPLETION_INDEX` y en el nombre del pod. Si se
pierde el pod número 3, el que viene es otra vez el 3: el Job no cuenta éxitos, cuenta **números** acabados. Por eso conviene que cada parte se pueda repetir sin daño: quizá se haga dos veces.
""",
        en="""
`completions` is how much work there is, `parallelism` how many people do it at once, and `completionMode: Indexed` gives each its number, in the variable `JOB_COMPLETION_INDEX` and in the pod's name. If pod
number 3 is lost, the next one is 3 again: the Job does not count successes, it counts **numbers** that are done. So let each part be such that it can be repeated without harm: it may be made twice.
""",
    ),
)  # fmt: skip
