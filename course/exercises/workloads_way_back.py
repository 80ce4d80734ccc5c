"""An image that nobody has, and the way back to the version that was serving, without a moment of darkness.

The answer is a few kubectl commands; the checks see what runs afterwards and what users saw meanwhile. Next: `workloads_node_dies.py`.
"""

from __future__ import annotations

from kubecourse.grading import criterion, exercise, say, text, wrong

URL = "http://app.miempresa.com/"
GOOD, BAD = "nginx:1.27", "nginx:1.27-definitiva"


def break_it(cluster):
    """1.26, then 1.27 for a day, then a tag that the registry does not have."""
    cluster.advance("1h")
    cluster.kubectl(f"set image deployment/web nginx={GOOD}")
    cluster.settle("10m")
    cluster.advance("1d")
    cluster.kubectl(f"set image deployment/web nginx={BAD}")
    cluster.settle("5m")
    cluster.advance("2m")


def pods(cluster):
    return [pod for pod in cluster.list("Pod", "default") if "deletionTimestamp" not in pod["metadata"]]


def images(cluster):
    """Image of each pod that is ready."""
    return [
        pod["spec"]["containers"][0]["image"]
        for pod in pods(cluster)
        if any(c["type"] == "Ready" and c["status"] == "True" for c in pod["status"].get("conditions", ()))
    ]


def finished(case):
    """No pod is waiting for the impossible, now or after a while."""
    case.cluster.advance("10m")
    waiting = len(pods(case.cluster)) - len(images(case.cluster))
    if waiting:
        return say(es=f"Sigue habiendo {waiting} pod esperando una imagen que no existe: la plantilla aún la pide.",
                   en=f"There is still {waiting} pod waiting for an image that does not exist: the template still asks for it.")  # fmt: skip
    if not images(case.cluster):
        return say(es="Ya no hay ningún pod que espere… ni ninguno que atienda.",
                   en="No pod is waiting any more… and none is serving.")  # fmt: skip
    return None


def same_version(case):
    """Three pods of the version that served before, asked of the Deployment itself."""
    case.cluster.advance("10m")
    deployment = case.cluster.list("Deployment", "default")
    wanted = [row["spec"]["template"]["spec"]["containers"][0]["image"] for row in deployment]
    if not wanted:
        return say(es="El Deployment ya no está, y con él se fueron sus revisiones.",
                   en="The Deployment is gone, and its revisions with it.")  # fmt: skip
    if wanted[0] == GOOD and images(case.cluster) == [GOOD] * 3:
        return None
    return say(
        es=f"La plantilla pide {wanted[0]}; lo que servía antes del error era {GOOD}, con 3 réplicas listas.",
        en=f"The template asks for {wanted[0]}; what served before the mistake was {GOOD}, with 3 replicas ready.",
    )


def users_saw_nothing(case):
    """The commands again, one by one, with MenchuPC asking all the time."""
    if finished(case) is not None:
        return say(es="La vuelta atrás no ha terminado: todavía no se puede saber.",
                   en="The way back has not come to its end: it is too early to say.")  # fmt: skip
    web = case.start.fork()
    for line in case.answer.replace("\\\n", " ").splitlines():
        command = line.strip().removeprefix("!").strip().removeprefix("kubectl ")
        if not command or command.startswith("#"):
            continue
        web.kubectl(command)
        for _ in range(60):
            if not web.request(URL):
                return say(
                    es=f"Tras «{command}» hubo un momento en que MenchuPC se quedó sin web.",
                    en=f'After "{command}" there was a moment when MenchuPC had no site.',
                )
            web.advance("500ms")
    return None


exercise(
    "workloads.way-back",
    3,
    kind="kubectl",
    hat=say(es="Gorra de administración", en="Administrator's hat"),
    title=say(es="Una imagen mala, y la vuelta atrás", en="A bad image, and the way back"),
    prompt=say(
        es=f"""
Ayer el Deployment `web` pasó de `nginx:1.26` a `{GOOD}` y todo fue bien. Hace dos minutos alguien le puso la imagen
`{BAD}`, que no existe. La web sigue contestando, pero el despliegue está atascado.

Devuelve `web` a **la versión que servía antes del error**, con sus tres réplicas, sin que MenchuPC se quede sin web ni un momento.
""",
        en=f"""
Yesterday the Deployment `web` went from `nginx:1.26` to `{GOOD}` and all was well. Two minutes ago somebody gave it the image
`{BAD}`, which does not exist. The site still answers, but the rollout is stuck.

Bring `web` back to **the version that served before the mistake**, with its three replicas, and with MenchuPC never without the site.
""",
    ),
    given=text("web.yaml"),
    prepare=break_it,
    solution="kubectl rollout undo deployment/web",
    also_right=[
        f"kubectl set image deployment/web nginx={GOOD}",
        "kubectl rollout history deployment/web\nkubectl rollout undo deployment/web --to-revision=2\nkubectl rollout status deployment/web",
        """kubectl patch deployment web -p '{"spec":{"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.27"}]}}}}'""",
    ],
    wrong=[
        wrong(say(es="borrar los pods para que vuelvan sanos", en="delete the pods so that they come back healthy"),
              "kubectl delete pods -l app=web",
              caught_by="finished", says=say(es="la plantilla aún la pide", en="the template still asks for it")),
        wrong(say(es="reiniciar arregla", en="a restart mends it"), "kubectl rollout restart deployment/web",
              caught_by="finished", says=say(es="esperando una imagen que no existe", en="waiting for an image that does not exist")),
        wrong(say(es="la primera revisión es la buena", en="the first revision is the good one"),
              "kubectl rollout undo deployment/web --to-revision=1",
              caught_by="same-version", says=say(es="La plantilla pide nginx:1.26", en="The template asks for nginx:1.26")),
        wrong(say(es="dos veces atrás", en="back twice"), "kubectl rollout undo deployment/web\nkubectl rollout undo deployment/web",
              caught_by="same-version", says=say(es=f"La plantilla pide {BAD}", en=f"The template asks for {BAD}")),
        wrong(say(es="a cero y vuelta a empezar", en="down to zero and start again"),
              "kubectl scale deployment web --replicas=0\nkubectl rollout undo deployment/web\nkubectl scale deployment web --replicas=3",
              caught_by="users-saw-nothing", says=say(es="MenchuPC se quedó sin web", en="MenchuPC had no site")),
        wrong(say(es="borrar el Deployment", en="delete the Deployment"), "kubectl delete deployment web",
              caught_by="same-version", says=say(es="se fueron sus revisiones", en="its revisions with it")),
        wrong(say(es="otro nombre", en="another name"), "kubectl rollout undo deployment/nginx",
              caught_by="malformed", says='deployments.apps "nginx" not found'),
    ],
    checks=[
        criterion(
            "finished", 1, say(es="Nadie espera ya una imagen imposible", en="Nobody waits for an impossible image any more"), behaves=finished,
            hints=[
                say(es="¿Quién pidió esa imagen: el pod o la plantilla?", en="Who asked for that image: the pod or the template?"),
                say(es="Un pod nuevo sale igual que la plantilla: hay que cambiar la plantilla, no los pods.",
                    en="A new pod comes out like the template: change the template, not the pods."),
                say(es="`kubectl rollout undo` pone en la plantilla la de una revisión anterior.",
                    en="`kubectl rollout undo` puts an earlier revision's template in its place."),
            ],
        ),
        criterion(
            "same-version", 1, say(es=f"Tres réplicas de {GOOD}", en=f"Three replicas of {GOOD}"), behaves=same_version,
            hints=[
                say(es="`kubectl rollout history deployment/web` enseña las revisiones.", en="`kubectl rollout history deployment/web` shows the revisions."),
                say(es="`undo` sin número va a la revisión anterior a la actual; hacerlo dos veces te trae de vuelta al error.",
                    en="`undo` without a number goes to the revision before the current one; doing it twice brings the mistake back."),
                say(es="Una sola vez: `kubectl rollout undo deployment/web`.", en="Just once: `kubectl rollout undo deployment/web`."),
            ],
        ),
        criterion(
            "users-saw-nothing", 1, say(es="MenchuPC no nota nada", en="MenchuPC notices nothing"), behaves=users_saw_nothing,
            hints=[
                say(es="La web está contestando ahora mismo. ¿Quién la sirve?", en="The site is answering right now. Who serves it?"),
                say(es="Las tres réplicas buenas siguen en pie: lo que las quite deja a MenchuPC sin web.",
                    en="The three good replicas are still standing: whatever takes them away leaves MenchuPC without the site."),
                say(es="Ni borrar ni escalar a cero: basta cambiar la plantilla.", en="Neither delete nor scale to zero: changing the template is enough."),
            ],
        ),
    ],
    debrief=say(
        es="""
El despliegue atascado era una buena noticia: con `maxUnavailable` del 25 % de tres (cero, redondeado hacia abajo) el viejo ReplicaSet no
cede un pod hasta que el nuevo tenga uno listo. Por eso la web no se cayó. Cada plantilla distinta es un ReplicaSet que se queda a cero
réplicas: ésa es la memoria con la que `undo` vuelve. Y volver no es ir hacia atrás: la revisión 2 se convierte en la 4.
""",
        en="""
The stuck rollout was good news: with `maxUnavailable` at 25 % of three (zero, rounded down) the old ReplicaSet gives no pod up until
the new one has one ready. That is why the site did not fall. Each different template is a ReplicaSet that stays, at zero replicas: this is
the memory with which `undo` goes back. And going back is no step backwards: revision 2 becomes revision 4.
""",
    ),
)  # fmt: skip
