"""The engine needs the standard library and pure Python PyYAML, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

WORDPRESS = Path(__file__).parents[1] / "benchmarks/wordpress.yaml"

CODE = """
import sys
from importlib.abc import MetaPathFinder

class OnlyOurs(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if name in ("yaml._yaml", "_yaml") or (top not in sys.stdlib_module_names and top not in ("kubecourse", "yaml")):
            raise ImportError(f"{name} is not for the engine")
        return None

sys.meta_path.insert(0, OnlyOurs())
from kubecourse.engine.cluster import Cluster
import yaml
assert not yaml.__with_libyaml__
cluster = Cluster()
cluster.apply(open(sys.argv[1], encoding="utf-8").read())
assert cluster.settle()
assert cluster.request("http://app.miempresa.com/")
assert cluster.get("Deployment", "wordpress")["status"]["readyReplicas"] == 2
print("alone")
"""


def test_wordpress_runs_where_nothing_else_is_installed() -> None:
    run = subprocess.run([sys.executable, "-c", CODE, str(WORDPRESS)], capture_output=True, text=True)
    assert run.stdout == "alone\n", run.stderr
