"""`kubecourse doctor`: what is there, what is missing, and how to get it."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from importlib import metadata

from .words import say

__all__ = ["options", "run"]

_PACKAGES = ("jupyterlab", "ipywidgets", "anywidget", "graphviz", "pyyaml", "nbgrader")


def options(parser: argparse.ArgumentParser) -> None:
    """`kubecourse doctor` has no arguments."""


def run(arguments: argparse.Namespace) -> int:
    """Print one line a finding; 1 if something needed is missing."""
    good = _python()
    for name in _PACKAGES:
        good = _package(name) and good
    _renderer()
    _yaml()
    good = _cluster() and good
    print(say("doctor-good" if good else "doctor-bad"))
    return 0 if good else 1


def _yes(what: str) -> bool:
    print(say("doctor-yes", what=what))
    return True


def _no(what: str, how: str) -> bool:
    print(say("doctor-no", what=what, how=how))
    return False


def _python() -> bool:
    version = ".".join(map(str, sys.version_info[:3]))
    return _yes(say("doctor-python", version=version))
    return _no(say("doctor-python-old"), version)


def _package(name: str) -> bool:
    try:
        return _yes(say("doctor-package", name=name, version=metadata.version(name)))
    except metadata.PackageNotFoundError:
        return _no(name, say("doctor-pip", name=name))


def _renderer() -> bool:
    try:
        return _yes(say("doctor-dot", which=f"graphviz-pure {metadata.version('graphviz-pure')}"))
    except metadata.PackageNotFoundError:
        found = shutil.which("dot")
        return _yes(say("doctor-dot", which=found)) if found else _no("dot", say("doctor-no-dot"))


def _yaml() -> bool:
    import yaml

    if getattr(yaml, "__with_libyaml__", False):
        return _yes(say("doctor-yaml"))
    return _no(say("doctor-yaml"), say("doctor-no-yaml"))


def _cluster() -> bool:
    begun = time.perf_counter()
    try:
        from ..face import Cluster

        cluster = Cluster()
        pods = cluster.list("Pod", "kube-system")
        assert pods and all(pod["status"]["phase"] == "Running" for pod in pods)
    except Exception as error:
        # whatever it is, the learner is told, and the other lines stay useful
        return _no("Cluster()", say("doctor-no-cluster", error=repr(error)))
    return _yes(say("doctor-cluster", ms=round((time.perf_counter() - begun) * 1000)))
