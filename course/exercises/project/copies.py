"""What is asked of the company's nightly copies, one behaviour a function: that they come, can be read back, and do not lie.

Each answers None, or words on what was seen. Next: `ladder.py`, which asks for each in its turn.
"""

from __future__ import annotations

from kubecourse.grading import part, say

looks = part("looks.py")
guarded, servers = looks.guarded, looks.servers


@guarded
def nightly(case):
    """Monday to Friday morning: four nights, four copies, each begun at the hour."""
    cluster, files = looks.week(case)
    made = [change for change in cluster.changes if change.kind == "Job" and change.old is None and change.new]
    begun = [change.new["metadata"]["creationTimestamp"][11:16] for change in made if looks.scheduled(change.new)]
    wanted = f"{(int(case.values['hour']) - 1) % 24:02}:00"
    if not begun:
        return say(es="De lunes a viernes no ha empezado ninguna copia.", en="From Monday to Friday no copy was begun.")
    wrong = [each for each in begun if each != wanted]
    if wrong:
        return say(es=f"Una copia empezó a las {wrong[0]} UTC; las {case.values['hour']}:00 de Madrid son las {wanted} UTC en enero.",
                   en=f"A copy began at {wrong[0]} UTC; {case.values['hour']}:00 in Madrid is {wanted} UTC in January.")  # fmt: skip
    if len(files) != 4:
        return say(es=f"El viernes por la mañana debe haber cuatro copias, una por noche, y hay {len(files)} ficheros .sql.",
                   en=f"On Friday morning there must be four copies, one a night, and there are {len(files)} .sql files.")  # fmt: skip
    return None


@guarded
def restorable(case):
    """Thursday night's copy, read into an empty server, has Thursday's article."""
    cluster, files = looks.week(case)
    if not files:
        return say(es="No hay ninguna copia que restaurar.", en="There is no copy to restore.")
    name = next((each for each in sorted(files, reverse=True) if "jueves" in files[each]), max(files))
    namespace = looks.reader(cluster)
    run = f"mariadb -px -e 'CREATE DATABASE IF NOT EXISTS wordpress'; mariadb -px wordpress < /copies/{name}"
    cluster.exec("kc-reader", ["sh", "-c", run], namespace=namespace)
    listed = cluster.exec(
        "kc-reader", ["mariadb", "-px", "-N", "-e", "SHOW DATABASES"], namespace=namespace
    ).stdout.split()
    for each in listed:
        if (
            "jueves"
            in cluster.exec(
                "kc-reader", ["mariadb", "-px", "-N", each, "-e", "SELECT title FROM kc_posts"], namespace=namespace
            ).stdout
        ):
            return None
    return say(es=f"{name} se restaura en un servidor vacío y el artículo del jueves no aparece.",
               en=f"{name} is restored into an empty server and Thursday's article is not there.")  # fmt: skip


@guarded
def honest(case):
    """With no database to copy the night's work fails, and the earlier copies are as they were."""
    cluster, files = looks.week(case)
    job = next(iter(cluster.list("CronJob")), None)
    if job is None or not files:
        return say(
            es="No hay copias programadas que poner a prueba.", en="There are no scheduled copies to put to the test."
        )
    for pod in servers(cluster, "mariadb", ready=False):
        kind, name, namespace = looks.workload(cluster, pod)
        cluster.kubectl(f"scale {kind.lower()}/{name} --replicas=0 -n {namespace}")
    cluster.advance("25h")
    night = max(
        cluster.list("Job", job["metadata"]["namespace"]), key=lambda each: each["metadata"]["creationTimestamp"]
    )
    if night.get("status", {}).get("succeeded"):
        return say(es="Sin base de datos que copiar, el trabajo de esa noche se dio por bueno: nadie se enterará.",
                   en="With no database to copy, that night's work was called a success: nobody will learn of it.")  # fmt: skip
    after = looks.copies(cluster)
    changed = [name for name in files if after.get(name) != files[name]]
    if changed:
        return say(
            es=f"La noche que falló estropeó {changed[0]}, una copia que era buena.",
            en=f"The night that failed spoiled {changed[0]}, a copy that was good.",
        )
    extra = [name for name in after if name not in files]
    if extra:
        return say(
            es=f"La noche que falló dejó {extra[0]}, que parece una copia y no lo es.",
            en=f"The night that failed left {extra[0]}, which looks like a copy and is none.",
        )
    return None
