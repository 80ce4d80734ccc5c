"""Pods are one case for the scheduler if no plugin could tell them apart."""

from __future__ import annotations

from typing import Any

from kubecourse.engine.scheduler.case import twins


def pod(volume: dict[str, Any]) -> dict[str, Any]:
    mounts = [{"name": volume["name"], "mountPath": "/data"}]
    spec = {"volumes": [volume], "containers": [{"name": "c", "image": "nginx", "volumeMounts": mounts}]}
    return {"metadata": {"namespace": "default"}, "spec": spec}


def test_the_drawn_name_of_a_token_volume_makes_no_difference() -> None:
    assert twins(pod({"name": "token-a", "projected": {}}), pod({"name": "token-b", "projected": {}}))


def test_another_claim_is_another_case() -> None:
    first, second = ({"name": "v", "persistentVolumeClaim": {"claimName": name}} for name in "ab")
    assert not twins(pod(first), pod(second))
