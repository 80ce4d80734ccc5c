"""The README's tables say what the tests of today say, and a kind understands the verbs that its row has."""

from __future__ import annotations

from typing import Any

import pytest

from kubecourse import Cluster

from .kinds import LACKS, VERBS, verbs
from .table import README, commands, kinds

KINDS = [kind for kind in Cluster(platform="minimal", nodes=1).registry if kind.stored]


@pytest.fixture(scope="module")
def settled() -> Any:
    cluster = Cluster(platform="minimal", nodes=[{"name": "worker-1"}])
    cluster.settle()
    return cluster


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_a_kind_understands_every_verb(settled: Any, kind: Any) -> None:
    found = verbs(settled.fork(), kind)
    expected = {verb: "no" if (kind.key, verb) in LACKS else "✓" for verb in VERBS}
    for verb in ("status", "scale"):
        if verb not in kind.subresources:
            del expected[verb]
    assert found == expected


@pytest.mark.parametrize("made", [commands, kinds], ids=["kubectl", "kinds"])
def test_the_readme_has_the_table_of_today(made: Any) -> None:
    assert made() in README.read_text(encoding="utf-8"), "python -m tests.conformance.table"
