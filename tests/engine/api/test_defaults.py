"""What the answer to a create holds, compared with what a real cluster answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from kubecourse.engine.api import defaults
from kubecourse.engine.api.kinds import Registry
from kubecourse.engine.core.fields import plain

from .small_server import SmallServer

RECORDINGS = sorted((Path(__file__).parents[2] / "conformance" / "recordings" / "api-defaults").glob("*.yaml"))
LEFT_OUT = frozenset(["uid", "resourceVersion", "creationTimestamp", "lastTransitionTime", "lastProbeTime"])
TOKEN = re.compile(r"<[^<>]+>")


def differences(wanted: Any, got: Any, path: str = "") -> list[str]:
    if isinstance(wanted, str) and TOKEN.search(wanted):
        parts = re.split(r"(<[^<>]+>)", wanted)
        pattern = "".join(".+" if TOKEN.fullmatch(part) else re.escape(part) for part in parts)
        fits = wanted == "<varies>" or re.fullmatch(pattern, str(got))
        return [] if fits and got is not None else [f"{path}: {got!r} is not {wanted!r}"]
    if isinstance(wanted, dict) and isinstance(got, dict):
        keys = {**wanted, **{key: None for key in got if key not in LEFT_OUT}}
        found = [f"{path}.{key}: missing" for key in keys if key not in got]
        found += [f"{path}.{key}: {got[key]!r} should not be there" for key in keys if key not in wanted]
        return found + [d for key in wanted if key in got for d in differences(wanted[key], got[key], f"{path}.{key}")]
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        pairs = enumerate(zip(wanted, got, strict=True))
        return [d for index, (a, b) in pairs for d in differences(a, b, f"{path}[{index}]")]
    same = wanted == got and isinstance(wanted, bool) == isinstance(got, bool)
    return [] if same else [f"{path}: {got!r} is not {wanted!r}"]


@pytest.mark.skipif(not RECORDINGS, reason="the recordings are not here")
@pytest.mark.parametrize("recording", RECORDINGS, ids=lambda path: path.stem)
def test_a_created_object_is_what_a_real_cluster_made_of_it(recording: Path) -> None:
    server = SmallServer()
    for step in yaml.load(recording.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))["steps"]:
        if "create" not in step:
            server.now += 1000
            continue
        manifests = step["create"] if isinstance(step["create"], list) else [step["create"]]
        results = step["result"].get("all") or [step["result"]]
        for manifest, result in zip(manifests, results, strict=True):
            got = server.create(manifest)
            assert differences(result["object"], got) == []
            again = plain(got)
            kind = Registry().gvk(got["apiVersion"], got["kind"])
            if kind is not None:
                defaults.apply(kind, again)
                again.setdefault("status", None)
                assert {**again, "status": None} == {**got, "status": None}, "defaulting twice is defaulting once"
