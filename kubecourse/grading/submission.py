"""What a submitted notebook says of itself: its language. Nothing in it is run.

Next: `gather.py`, where the answers are.
"""

from __future__ import annotations

from typing import Any

from ..explain.language import LANGUAGES

__all__ = ["lang_of"]


def lang_of(nb: Any) -> str | None:
    """The language the builder wrote into the notebook's metadata."""
    ours = nb.metadata.get("kubecourse")
    lang = ours.get("lang") if isinstance(ours, dict) else None
    return lang if lang in LANGUAGES else None
