"""Images on a node: is the one of a container there, and if not, its pull, with back-off; the secrets for pulls.

Pulls of a node come one after the other. Upstream: `pkg/kubelet/images/image_manager.go`, and
`pkg/kubelet/kubelet_pods.go` (getPullSecretsForPod). Next: `starting.py`, which runs what is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import images
from .timing import ERROR_WAIT, FIRST_BACKOFF, LAST_BACKOFF, stretched

if TYPE_CHECKING:
    from .worker import Worker

__all__ = ["Failed", "check_secrets", "image_of", "pulled"]


class Failed(Exception):
    """A container could not be started; `wait` in ms."""

    def __init__(self, reason: str, message: str, wait: int) -> None:
        super().__init__(message)
        self.reason, self.message, self.wait = reason, message, wait


def check_secrets(w: Worker) -> None:
    """Each sync looks for the pull secrets; those that are missing are told, and the pull is tried all the same."""
    wanted = [entry.get("name", "") for entry in w.spec.get("imagePullSecrets") or ()]
    space = w.pod["metadata"]["namespace"]
    missing = [name for name in wanted if name and w.api.find("Secret", name, space) is None]
    if missing:
        text = f"Unable to retrieve some image pull secrets ({', '.join(missing)})"
        w.event("Warning", "FailedToRetrieveImagePullSecret", f"{text}; attempting to pull the image may not succeed.")


def image_of(w: Worker, name: str) -> images.Image | None:
    """The image on the node; None while it is being pulled. Raises Failed."""
    text = w.container(name).get("image") or ""
    policy = w.container(name).get("imagePullPolicy") or "IfNotPresent"
    try:
        found = images.lookup(text)
        local = ":".join(images.qualified(text)[1:])
    except images.ImageNameError as error:
        w.event("Warning", "InspectFailed", str(error), name)
        w.event("Warning", "Failed", "Error: InvalidImageName", name)
        raise Failed("InvalidImageName", str(error), ERROR_WAIT) from None
    present = w.api.memory.get(f"images/{w.node}", {}).get(local)
    if w.r.get("pulled") == text:
        w.r["pulled"] = None
    elif present is not None and present <= w.now and policy != "Always":
        message = f'Container image "{text}" already present on machine and can be accessed by the pod'
        w.event("Normal", "Pulled", message, name)
    elif policy == "Never":
        message = f'Container image "{text}" is not present with pull policy of Never'
        w.event("Warning", "ErrImageNeverPull", message, name)
        w.event("Warning", "Failed", "Error: ErrImageNeverPull", name)
        raise Failed("ErrImageNeverPull", message, ERROR_WAIT)
    else:
        _pull(w, name, text, found, local, present)
        return None
    return found or _unlisted(local)


def _unlisted(local: str) -> images.Image:
    """An image that no registry has, but the node: it was put there by hand."""
    return images.Image(local, closed=False, command=("/app",))


def _pull(w: Worker, name: str, text: str, found: images.Image | None, local: str, present: int | None) -> None:
    """Begin a pull. Raises Failed while its back-off lasts."""
    delay, since = w.r["img"].get(text, (0, 0))
    if delay and w.now - since < delay:
        w.event("Normal", "BackOff", f'Back-off pulling image "{text}"', name)
        w.event("Warning", "Failed", "Error: ImagePullBackOff", name)
        message = f'Back-off pulling image "{text}": ErrImagePull: {images.missing_text(text)}'
        raise Failed("ImagePullBackOff", message, stretched(10_000))
    w.event("Normal", "Pulling", f'Pulling image "{text}"', name)
    takes = 200 if found is None else images.pull_time(found) if present is None else 400
    free = max(w.now, w.api.memory.get(f"pulls/{w.node}", 0))
    if present is not None and present > w.now:
        # somebody else's pull brings the same image: when that ends, this one finds all of it there
        takes, end = 100, present
    else:
        end = free + takes
        w.api.memory[f"pulls/{w.node}"] = end
    if found is not None and present is None:
        w.api.memory[f"images/{w.node}"] = {**w.api.memory.get(f"images/{w.node}", {}), local: end}
    w.r["pull"] = (text, takes, end - w.now)
    w.r["do"] = ("pull", name, end, not delay)


def pulled(w: Worker, name: str) -> None:
    """A pull has come to its end, good or bad."""
    text, takes, waited = w.r["pull"]
    found = images.lookup(text)
    if found is None:
        _not_pulled(w, name, text)
        return
    times = f"{_go_seconds(takes)} ({_go_seconds(waited)} including waiting)"
    w.event("Normal", "Pulled", f'Successfully pulled image "{text}" in {times}. Image size: {found.size} bytes.', name)
    w.r["pulled"] = text if w.container(name).get("image") == text else None
    w.act()


def _not_pulled(w: Worker, name: str, text: str) -> None:
    message = images.missing_text(text)
    w.event("Warning", "Failed", f'Failed to pull image "{text}": {message}', name)
    w.event("Warning", "Failed", "Error: ErrImagePull", name)
    delay = w.r["img"].get(text, (0, 0))[0]
    w.r["img"] = {**w.r["img"], text: (min(delay * 2, LAST_BACKOFF) or FIRST_BACKOFF, w.now)}
    w.set_why(name, ("ErrImagePull", message))
    if w.r["fresh"]:
        w.r["fresh"], w.r["sync"] = False, (w.now + 300, False)
    else:
        w.r["sync"] = (w.now + ERROR_WAIT, True)


def _go_seconds(ms: int) -> str:
    return f"{ms}ms" if ms < 1000 else f"{ms / 1000:g}s"
