"""`kubectl create deployment | job | cronjob` and `kubectl run`.

Upstream: `kubectl/pkg/cmd/create/create_{deployment,job,cronjob}.go`, `pkg/cmd/run`. Next: `create_services.py`.
"""

from __future__ import annotations

import json

from ..engine.api.errors import ApiError
from ..engine.core import patches
from ..engine.core.names import dns_subdomain
from ..engine.core.work import Object
from .cmd_create import one_name, send
from .failures import Failure, go_quote, help_error
from .flags import required
from .session import Session

__all__ = ["cron_job", "deployment", "job", "run"]


def _container_name(image: str) -> str:
    """`registry/team/nginx:1.27` is called `nginx`."""
    name = image.rpartition("/")[2].partition(":")[0].partition("@")[0]
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in name.lower()).strip("-")


def deployment(session: Session) -> None:
    """A Deployment of one or more images."""
    required(session.flags, "image")
    name, images = one_name(session), session.flags("image")
    if session.tail and len(images) > 1:
        raise Failure("cannot specify multiple --image options and command")
    containers = [{"name": _container_name(image), "image": image, "resources": {}} for image in images]
    if session.tail:
        containers[0]["command"] = session.tail
    if session.flags("port", -1) >= 0:
        containers[0]["ports"] = [{"containerPort": session.flags("port")}]
    replicas = session.flags("replicas", 1)
    if replicas < 0:
        raise Failure(f"invalid --replicas value: {replicas}")
    labels = {"app": name}
    send(
        session,
        "Deployment",
        {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": name, "labels": labels},
            "spec": {
                "replicas": replicas,
                "selector": {"matchLabels": labels},
                "strategy": {},
                "template": {"metadata": {"labels": labels}, "spec": {"containers": containers}},
            },
            "status": {},
        },
    )


def _job_spec(name: str, image: str, command: list[str] | None, restart: str) -> Object:
    container: Object = {"name": name, "image": image, "resources": {}}
    if command:
        container["command"] = command
    return {"template": {"metadata": {}, "spec": {"containers": [container], "restartPolicy": restart}}}


def job(session: Session) -> None:
    """A Job from an image, or a copy of a CronJob's."""
    name, flags = one_name(session), session.flags
    if not flags("image") and not flags("from"):
        raise Failure("either --image or --from must be specified")
    if flags("image") and flags("from"):
        raise Failure("either --image or --from must be specified")
    if flags("from"):
        send(session, "Job", _from_cron_job(session, name, flags("from")))
        return
    spec = _job_spec(name, flags("image"), session.tail, "Never")
    send(
        session,
        "Job",
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name}, "spec": spec, "status": {}},
    )


def _from_cron_job(session: Session, name: str, source: str) -> Object:
    word, _, cron = source.partition("/")
    kind = session.registry.find(word)
    if kind is None or not cron:
        raise Failure(f"the server doesn't have a resource type {go_quote(word)}")
    if kind.key != "CronJob":
        raise Failure("from must be an existing cronjob")
    owner = session.api.get("CronJob", cron, session.namespace)
    template = owner["spec"]["jobTemplate"]
    meta = template.get("metadata") or {}
    notes = {"cronjob.kubernetes.io/instantiate": "manual", **(meta.get("annotations") or {})}
    made: Object = {"name": name, "annotations": notes}
    if meta.get("labels"):
        made["labels"] = meta["labels"]
    made["ownerReferences"] = [
        {"apiVersion": "batch/v1", "kind": "CronJob", "name": cron, "uid": owner["metadata"]["uid"], "controller": True}
    ]
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": made, "spec": template["spec"], "status": {}}


def cron_job(session: Session) -> None:
    """A CronJob of one image."""
    flags = session.flags
    required(flags, *[name for name in ("image", "schedule") if name not in flags])
    name = one_name(session)
    spec = _job_spec(name, flags("image"), session.tail, flags("restart") or "OnFailure")
    body = {"jobTemplate": {"metadata": {"name": name}, "spec": spec}, "schedule": flags("schedule")}
    send(
        session,
        "CronJob",
        {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": name}, "spec": body, "status": {}},
    )


def run(session: Session) -> None:
    """A Pod of one image; with `-i` its output, with `--rm` it is gone afterwards."""
    flags = session.flags
    if not session.args:
        raise help_error("kubectl run", "NAME is required for run")
    name = session.args[0]
    required(flags, "image")
    if dns_subdomain(name):
        pass  # the server says what is wrong with it
    pod = _pod(session, name)
    if flags("overrides"):
        try:
            pod = patches.merge_patch(pod, json.loads(flags("overrides")))
        except ValueError as error:
            raise Failure(str(error)) from None
    if flags("rm") and not (flags("stdin") or flags("attach")):
        raise Failure("--rm should only be used for attached containers")
    kind = session.registry.key("Pod")
    assert kind is not None
    if session.dry_run == "client":
        session.done(kind, pod, "created")
        return
    made = session.api.create(pod, session.namespace, dry_run=session.dry_run == "server")
    session.heard()
    if not (flags("stdin") or flags("attach") or flags("rm")):
        session.done(kind, made, "created")
        return
    _attached(session, name)


def _pod(session: Session, name: str) -> Object:
    flags = session.flags
    words = [*session.args[1:], *(session.tail or ())]
    container: Object = {"name": name, "image": flags("image"), "resources": {}}
    if words:
        container["command" if flags("command") else "args"] = words
    if flags("env"):
        container["env"] = [_pair(text) for text in flags("env")]
    if flags("port"):
        container["ports"] = [{"containerPort": int(flags("port"))}]
    if flags("image-pull-policy"):
        container["imagePullPolicy"] = flags("image-pull-policy")
    for flag, field in (("stdin", "stdin"), ("tty", "tty")):
        if flags(flag):
            container[field] = True
    labels = dict(part.partition("=")[::2] for part in flags("labels").split(",")) if flags("labels") else {"run": name}
    meta: Object = {"name": name, "labels": labels}
    if flags("annotations"):
        meta["annotations"] = dict(part.partition("=")[::2] for part in flags("annotations"))
    spec = {"containers": [container], "dnsPolicy": "ClusterFirst", "restartPolicy": flags("restart") or "Always"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {}}


def _pair(text: str) -> Object:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise Failure(f"invalid env: {text}")
    return {"name": name, "value": value}


def _attached(session: Session, name: str) -> None:
    """Wait for the pod to end, show what it wrote, and take it away if asked."""

    def ended() -> bool:
        pod = session.api.find("Pod", name, session.namespace)
        return pod is None or (pod.get("status") or {}).get("phase") in ("Succeeded", "Failed")

    session.wait_until(ended, 600)
    try:
        session.out.append(session.cluster.logs(name, namespace=session.namespace))
    except ApiError as error:
        session.note(str(error))
    if session.flags("rm"):
        session.api.delete("Pod", name, session.namespace, grace=0)
        session.say(f'pod "{name}" deleted from {session.namespace} namespace')
