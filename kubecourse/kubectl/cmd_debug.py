"""`kubectl debug`: an ephemeral container in a pod, a changed copy of a pod, or a pod on a node.

Promises the three ways and their words; what a container that is not a bare shell wrote is shown when it is attached
to. Upstream: `kubectl/pkg/cmd/debug`. Next: `cmd_events.py`.
"""

from __future__ import annotations

from typing import Any

from ..engine.api.errors import ApiError
from ..engine.core.work import Object
from .failures import Failure, help_error
from .interactive import instead
from .resources import Found, collect, requested
from .session import Session

__all__ = ["debug"]

_TARGETING = (
    "Targeting container {}. If you don't see processes from this container it may be because the container runtime "
    "doesn't support this feature."
)
_SHELLS = ("sh", "bash", "ash", "/bin/sh", "/bin/bash")
_PULLS = ("", "Always", "IfNotPresent", "Never")
_PROFILES = ("legacy", "general", "baseline", "netadmin", "restricted", "sysadmin")
_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")


def debug(session: Session) -> None:
    """Debug each pod or node that is named."""
    if not session.args:
        raise help_error("kubectl debug", "NAME is required for debug")
    _check(session)
    words = session.args if "/" in session.args[0] or len(session.args) > 1 else [f"pod/{session.args[0]}"]
    found, errors = collect(session, requested(session, words))
    for one in found:
        _one(session, one)
    if errors:
        raise errors[0]


def _check(session: Session) -> None:
    flags = session.flags
    copied, image, words = flags("copy-to"), flags("image"), session.tail
    if copied:
        if not image and not flags("set-image") and not words:
            raise Failure("you must specify --image, --set-image or command arguments.")
        if words and not flags("container") and not image:
            raise Failure("you must specify an existing container or a new image when specifying args.")
    else:
        if not image:
            raise Failure("you must specify --image when not using --copy-to.")
        for name in ("replace", "same-node", "set-image"):
            if flags(name):
                raise Failure(f"--{name} may only be used with --copy-to.")
    if flags("image-pull-policy", "") not in _PULLS:
        raise Failure(f"invalid image pull policy: {flags('image-pull-policy')}")
    if flags("profile", "general") not in _PROFILES:
        raise Failure(f"unknown profile: {flags('profile')}")
    if flags("profile") == "legacy":
        session.note(
            "--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile,"
            ' for example "--profile=general".'
        )
    if flags("target"):
        if copied:
            raise Failure("--target is incompatible with --copy-to. Use --share-processes instead.")
        _say(session, _TARGETING.format(f'"{flags("target")}"'))
    if flags("tty") and not flags("stdin"):
        raise Failure("-i/--stdin is required for containers with -t/--tty=true")


def _say(session: Session, text: str) -> None:
    if not session.flags("quiet"):
        session.say(text)


def _one(session: Session, found: Found) -> None:
    kind, obj = found
    if kind.key == "Node":
        pod, name = _on_node(session, obj)
    elif kind.key != "Pod":
        raise Failure(f"{kind.group}/{kind.version}, Kind={kind.name} not supported by debug")
    elif session.flags("copy-to"):
        pod, name = _copied(session, obj)
    else:
        pod, name = _inside(session, obj)
    if session.flags("attach", bool(session.flags("stdin"))):
        _attach(session, pod, name)


def _container(session: Session, name: str) -> Object:
    """The debug container that the flags describe."""
    flags = session.flags
    made: Object = {"name": name, "image": flags("image"), "terminationMessagePolicy": "File", "resources": {}}
    if flags("image-pull-policy"):
        made["imagePullPolicy"] = flags("image-pull-policy")
    if session.tail:
        made["args" if flags("arguments-only") else "command"] = session.tail
    if flags("env"):
        made["env"] = [dict(zip(("name", "value"), text.partition("=")[::2], strict=True)) for text in flags("env")]
    for field in ("stdin", "tty"):
        if flags(field):
            made[field] = True
    rights = {"general": ["SYS_PTRACE"], "netadmin": ["NET_ADMIN", "NET_RAW"]}.get(flags("profile", "general"))
    if rights:
        made["securityContext"] = {"capabilities": {"add": rights}}
    if flags("profile") == "sysadmin":
        made["securityContext"] = {"privileged": True}
    if flags("profile") == "restricted":
        made["securityContext"] = {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "runAsNonRoot": True,
            "seccompProfile": {"type": "RuntimeDefault"},
        }
    return made


def _name(session: Session, pod: Object) -> str:
    """The name asked for, or one that is free."""
    given = session.flags("container")
    if given:
        return str(given)
    taken = {
        c["name"]
        for part in ("containers", "initContainers", "ephemeralContainers")
        for c in pod["spec"].get(part) or ()
    }
    name = f"debugger-{_suffix(session)}"
    while name in taken:
        name = f"debugger-{_suffix(session)}"
    _say(session, f"Defaulting debug container name to {name}.")
    return name


def _suffix(session: Session) -> str:
    return str(session.api.chance.suffix())


def _inside(session: Session, pod: Object) -> tuple[Object, str]:
    """An ephemeral container beside those of the pod."""
    name = _name(session, pod)
    made: dict[str, Any] = _container(session, name)
    if session.flags("target"):
        made["targetContainerName"] = session.flags("target")
    meta = pod["metadata"]
    have = pod["spec"].get("ephemeralContainers") or []
    body = {"spec": {"ephemeralContainers": [*have, made]}}
    new = session.api.patch("Pod", meta["name"], body, meta["namespace"], subresource="ephemeralcontainers")
    session.heard()
    return new, name


def _copied(session: Session, pod: Object) -> tuple[Object, str]:
    """A copy of the pod without labels and probes, with other images or one container more."""
    flags, spec = session.flags, dict(pod["spec"])
    for field in ("ephemeralContainers", "nodeName"):
        if field != "nodeName" or not flags("same-node"):
            spec.pop(field, None)
    spec["containers"] = [{k: v for k, v in c.items() if k not in _PROBES} for c in spec["containers"]]
    spec["containers"], name = _changed(session, pod, spec["containers"])
    if flags("share-processes", True):
        spec["shareProcessNamespace"] = True
    meta = {"name": flags("copy-to"), "namespace": pod["metadata"]["namespace"]}
    if pod["metadata"].get("annotations"):
        meta["annotations"] = pod["metadata"]["annotations"]
    if flags("keep-labels") and pod["metadata"].get("labels"):
        meta["labels"] = pod["metadata"]["labels"]
    made = session.api.create({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}, meta["namespace"])
    session.heard()
    if flags("replace"):
        session.api.delete("Pod", pod["metadata"]["name"], meta["namespace"], grace=0)
    return made, name


def _changed(session: Session, pod: Object, containers: list[Object]) -> tuple[list[Object], str]:
    flags = session.flags
    images = dict(text.partition("=")[::2] for text in flags("set-image") or ())
    missing = [name for name in images if name != "*" and name not in [c["name"] for c in containers]]
    if missing:
        raise Failure(f'unable to find container named "{missing[0]}"')
    containers = [{**c, "image": images.get(c["name"], images.get("*", c["image"]))} for c in containers]
    if flags("container") in [c["name"] for c in containers] or (images and not flags("image")):
        name = flags("container") or containers[0]["name"]
        shown = {
            key: value
            for key, value in _container(session, name).items()
            if value and key in ("image", "command", "args", "stdin", "tty", "env")
        }
        return [{**c, **shown} if c["name"] == flags("container") else c for c in containers], name
    name = _name(session, pod)
    return [*containers, _container(session, name)], name


def _on_node(session: Session, node: Object) -> tuple[Object, str]:
    """A pod on the node that shares its namespaces and sees its files under /host."""
    where, name = node["metadata"]["name"], session.flags("container") or "debugger"
    pod_name = f"node-debugger-{where}-{_suffix(session)}"
    _say(session, f"Creating debugging pod {pod_name} with container {name} on node {where}.")
    container = {**_container(session, name), "volumeMounts": [{"mountPath": "/host", "name": "host-root"}]}
    if session.flags("profile") != "sysadmin":
        container.pop("securityContext", None)
    spec = {
        "containers": [container],
        **dict.fromkeys(("hostIPC", "hostNetwork", "hostPID"), True),
        "nodeName": where,
        "restartPolicy": "Never",
        "tolerations": [{"operator": "Exists"}],
        "volumes": [{"name": "host-root", "hostPath": {"path": "/"}}],
    }
    meta = {"name": pod_name, "labels": {"app.kubernetes.io/managed-by": "kubectl-debug"}}
    made = session.api.create({"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}, session.namespace)
    session.heard()
    return made, name


def _attach(session: Session, pod: Object, name: str) -> None:
    """Show what the container writes until nothing more happens; a bare shell has nobody who types."""
    meta = pod["metadata"]
    session.wait_until(lambda: _over(session, meta, name), 600)
    if (
        session.flags("stdin")
        and session.flags("tty")
        and (not session.tail or session.tail[-1:] in (["sh"], ["bash"]))
    ):
        instead(session, "exec", target=f"{meta['name']} -c {name}")
        return
    try:
        session.out.append(session.cluster.logs(meta["name"], name, False, meta["namespace"]))
    except ApiError as error:
        session.note(f"warning: {error.message}")


def _over(session: Session, meta: Object, name: str) -> bool:
    """Has the container ended, or has it nobody to write to it?"""
    pod = session.api.find("Pod", meta["name"], meta["namespace"]) or {}
    status = pod.get("status") or {}
    rows = [*(status.get("ephemeralContainerStatuses") or ()), *(status.get("containerStatuses") or ())]
    states = [row.get("state") or {} for row in rows if row["name"] == name]
    bare = not session.tail or session.tail[-1] in _SHELLS
    return any("terminated" in state or (bare and "running" in state) for state in states)
