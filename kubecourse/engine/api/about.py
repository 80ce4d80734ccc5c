"""What the simulated API server says of itself at `/version`: the same over HTTP and to our own kubectl.

Next: `http/discovery.py` and `kubectl/raw.py`, which answer with it.
"""

from __future__ import annotations

__all__ = ["VERSION"]

VERSION = {
    "major": "1", "minor": "36", "emulationMajor": "1", "emulationMinor": "36", "minCompatibilityMajor": "1",
    "minCompatibilityMinor": "35", "gitVersion": "v1.36.2", "gitCommit": "", "gitTreeState": "clean",
    "buildDate": "2026-01-01T00:00:00Z", "goVersion": "go1.26", "compiler": "gc", "platform": "linux/amd64",
}  # fmt: skip
