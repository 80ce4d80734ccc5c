"""How the project is looked at: who serves, who keeps the data, what a customer and a stranger see. No check is in here.

Programs are found by their image and by the way of a request, never by the names that an answer chose. Next: `behaviours.py`.
"""

from __future__ import annotations

import re

from kubecourse.engine.api.errors import ApiError
from kubecourse.grading import say

#: the claim for the copies, the only name the statement fixes besides the host
COPIES = "copias"
NEXT = {"6.8.3": "6.8.2"}


class Missing(Exception):
    """Something without which a behaviour cannot be looked at; `.words` says what."""

    def __init__(self, words):
        super().__init__(str(words))
        self.words = words


def guarded(look):
    """A check that answers with words where something it needs is not there."""

    def guard(case):
        try:
            return look(case)
        except Missing as missing:
            return missing.words

    return guard


def url(case):
    return f"http://{case.values['host']}/"


def product(pod):
    """Repositories of its containers: wordpress, mariadb…"""
    return {each["image"].rpartition(":")[0].rpartition("/")[2] or each["image"] for each in pod["spec"]["containers"]}


def is_ready(pod):
    rows = pod.get("status", {}).get("conditions", ())
    return "deletionTimestamp" not in pod["metadata"] and any(
        c["type"] == "Ready" and c["status"] == "True" for c in rows
    )


def of_work(pod):
    """A pod of a Job is not a server."""
    return any(owner["kind"] == "Job" for owner in pod["metadata"].get("ownerReferences", ()))


def servers(cluster, image, ready=True):
    """Pods that serve with an image, by name."""
    found = [pod for pod in cluster.list("Pod") if image in product(pod) and not of_work(pod)]
    return [pod for pod in found if (is_ready(pod) or not ready) and pod["metadata"]["name"] != "kc-reader"]


def called(pod):
    return pod["metadata"]["namespace"], pod["metadata"]["name"]


def site(case, cluster=None):
    """The pod of WordPress that answers MenchuPC. Raises Missing."""
    cluster = cluster or case.cluster
    journey = cluster.request(url(case))
    if not journey:
        raise Missing(
            say(
                es=f"MenchuPC pide {url(case)} y… {journey.lines('es')[-1]}",
                en=f"MenchuPC asks for {url(case)} and… {journey.lines('en')[-1]}",
            )
        )
    namespace, _, name = journey.pod.partition("/")
    pod = cluster.get("Pod", name, namespace)
    if "wordpress" not in product(pod):
        raise Missing(
            say(
                es=f"Por {url(case)} contesta {name}, que no es un WordPress.",
                en=f"{name} answers for {url(case)}, and it is no WordPress.",
            )
        )
    return pod


def members(case, cluster=None):
    """The members of the Galera. Raises Missing."""
    cluster = cluster or case.cluster
    found = servers(cluster, "mariadb")
    if len(found) < 3:  # three that start at once wait for the first, and for their back-off
        cluster.advance("2m")
        found = servers(cluster, "mariadb")
    if len(found) < 3:
        raise Missing(
            say(
                es=f"Se piden tres miembros de MariaDB en marcha y hay {len(found)}.",
                en=f"Three members of MariaDB are asked for, and {len(found)} are running.",
            )
        )
    return found


def scheduled(job):
    """Was the Job made by a CronJob?"""
    return any(owner["kind"] == "CronJob" for owner in job["metadata"].get("ownerReferences", ()))


def environment(cluster, pod):
    namespace, name = called(pod)
    rows = (line.partition("=") for line in cluster.exec(name, ["env"], namespace=namespace).stdout.splitlines())
    return {key: value for key, _, value in rows}


def database(cluster, wordpress):
    """host, port of the database as a WordPress calls it."""
    host, _, port = environment(cluster, wordpress).get("WORDPRESS_DB_HOST", "mysql").partition(":")
    return host, port or "3306"


def sql(cluster, wordpress, text, host=None, port=None):
    """Run SQL as WordPress does, from its pod: (what it printed, what it complained)."""
    known = environment(cluster, wordpress)
    own, ownport = database(cluster, wordpress)
    namespace, name = called(wordpress)
    words = ["mariadb", "-N", "-h", host or own, "-P", port or ownport, f"-u{known.get('WORDPRESS_DB_USER', 'root')}",
             f"-p{known.get('WORDPRESS_DB_PASSWORD', '')}", known.get("WORDPRESS_DB_NAME", "wordpress"), "-e", text]  # fmt: skip
    done = cluster.exec(name, words, namespace=namespace)
    return done.stdout.strip(), done.stderr.strip()


def post(cluster, wordpress, title):
    """Write an article as WordPress would. Raises Missing."""
    _, error = sql(
        cluster, wordpress, f"CREATE TABLE IF NOT EXISTS kc_posts (title TEXT); INSERT INTO kc_posts VALUES ('{title}')"
    )
    if error:
        raise Missing(
            say(
                es=f"WordPress no puede escribir en su base de datos: {error}",
                en=f"WordPress cannot write to its database: {error}",
            )
        )


def posts(cluster, wordpress, host=None, port=None):
    return sql(cluster, wordpress, "SELECT title FROM kc_posts", host, port)


def lost_requests(case, cluster, seconds, step):
    """Ask every `step` seconds: (failed, asked, the first that failed)."""
    failed, first, asked = 0, None, 0
    while asked * step < seconds:
        cluster.advance(step)
        journey, asked = cluster.request(url(case)), asked + 1
        if not journey:
            failed, first = failed + 1, journey if first is None else first
    return failed, asked, first


def told(failed, asked, first, what):
    """None, or how many requests failed and why the first did."""
    if not failed:
        return None
    return say(es=f"{what.es}: fallaron {failed} de {asked} peticiones. La primera: {first.lines('es')[-1]}",
               en=f"{what.en}: {failed} of {asked} requests failed. The first: {first.lines('en')[-1]}")  # fmt: skip


def workload(cluster, pod):
    """(kind, name, namespace) of what made the pod."""
    kind, name = next(((o["kind"], o["name"]) for o in pod["metadata"].get("ownerReferences", ())), ("Pod", ""))
    if kind == "ReplicaSet":
        owner = next(iter(cluster.get("ReplicaSet", name, called(pod)[0])["metadata"].get("ownerReferences", ())), None)
        kind, name = (owner["kind"], owner["name"]) if owner else (kind, name)
    return kind, name, called(pod)[0]


def quiet(cluster):
    """Days pass quickly where nobody probes: take the probes away and wait until all stands again."""
    for kind in ("Deployment", "StatefulSet"):
        for made in cluster.list(kind):
            template = made["spec"]["template"]["spec"]
            plain = [
                {key: value for key, value in each.items() if "Probe" not in key} for each in template["containers"]
            ]
            if plain != [*template["containers"]]:
                spec = {
                    **made["spec"],
                    "template": {**made["spec"]["template"], "spec": {**template, "containers": plain}},
                }
                cluster.api.replace({**made, "spec": spec})
    cluster.settle("30m")
    cluster.advance("2m")


READER = """
apiVersion: v1
kind: Pod
metadata: {name: kc-reader, namespace: NAMESPACE}
spec:
  tolerations: [{operator: Exists}]
  containers:
  - name: reader
    image: mariadb:11.4
    env: [{name: MARIADB_ROOT_PASSWORD, value: x}]
    volumeMounts: [{name: copies, mountPath: /copies}]
  volumes: [{name: copies, persistentVolumeClaim: {claimName: CLAIM}}]
"""


def reader(cluster):
    """A pod of the grader's that sees the copies. Raises Missing."""
    claim = next((each for each in cluster.list("PersistentVolumeClaim") if each["metadata"]["name"] == COPIES), None)
    if claim is None or claim.get("status", {}).get("phase") != "Bound":
        raise Missing(say(es=f"No hay una petición `{COPIES}` con su volumen: no hay dónde guardar las copias.",
                          en=f"There is no claim `{COPIES}` with its volume: there is nowhere to keep the copies."))  # fmt: skip
    namespace = claim["metadata"]["namespace"]
    try:
        cluster.get("Pod", "kc-reader", namespace)
    except ApiError:
        cluster.apply(READER.replace("NAMESPACE", namespace).replace("CLAIM", COPIES))
        cluster.advance("1m")
    return namespace


def copies(cluster):
    """The files of the copies: name -> content. Raises Missing."""
    namespace = reader(cluster)
    listed = cluster.exec("kc-reader", ["sh", "-c", "cd /copies; ls"], namespace=namespace).stdout.split()
    return {name: cluster.exec("kc-reader", ["cat", f"/copies/{name}"], namespace=namespace).stdout
            for name in listed if re.fullmatch(r".+\.sql", name)}  # fmt: skip


_WEEKS = {}


def week(case):
    """Monday morning to Friday morning, an article a day: (cluster, the files of the copies). Lived once for all checks."""
    key = (id(case.start), case.answer)
    if key not in _WEEKS:
        _WEEKS.clear()
        cluster = case.cluster.fork()
        quiet(cluster)
        wordpress = site(case, cluster)
        for day in ("lunes", "martes", "miercoles", "jueves"):
            post(cluster, wordpress, day)
            cluster.advance("24h")
        # the reader is made last: whoever waits for its consumer has had it by now
        _WEEKS[key] = (case.start, cluster, copies(cluster))
    return _WEEKS[key][1].fork(), _WEEKS[key][2]
