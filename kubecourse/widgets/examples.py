"""The manifests that the panel offers to load: those of the course's notes, and two that go wrong.

The texts are files in `examples/`; their titles are in `texts.py`. Next: `bench.py`.
"""

from __future__ import annotations

from pathlib import Path

from .texts import say

__all__ = ["KEYS", "examples", "read"]

_FOLDER = Path(__file__).resolve().parent / "examples"
#: in the order in which they are offered
KEYS = ("all", "services", "ingress", "mariadb", "wordpress", "typo", "image")
_ALL = ("mariadb", "wordpress", "services", "ingress")


def read(key: str) -> str:
    """The YAML of one example; `all` is the four manifests of the notes in one text."""
    if key == "all":
        return "---\n".join(read(one) for one in _ALL)
    return (_FOLDER / f"{key}.yaml").read_text(encoding="utf-8")


def examples(lang: str) -> dict[str, str]:
    """Title -> YAML, in the reader's language."""
    return {say(lang, f"example.{key}"): read(key) for key in KEYS}
