"""Markdown of a student made harmless: what they wrote is shown to others, to their teacher first of all.

Markdown lets HTML through, and the pages of nbgrader (the formgrader, the feedback) let Markdown through: a script in a
cell would run with the rights of whoever reads it. Tags that only shape text stay; every other one is shown as text.
"""

from __future__ import annotations

import re

__all__ = ["as_written", "harmless"]

_SHAPES = "b|i|em|strong|code|pre|kbd|sub|sup|br|hr|p|ul|ol|li|del|s|u|small|mark|blockquote|details|summary|table|thead|tbody|tr|th|td|h[1-6]"
_TAG = re.compile(rf"<(?!/?(?:{_SHAPES})\s*/?>)(?!https?://[^\s<>\"']*>)(?=[A-Za-z/!?])", re.I)
_LINK = re.compile(r"(?<!\w)(?=(?:javascript|vbscript|data)\s*:)", re.I)
#: seen by nobody, and no letter: what follows a `<` with it is no tag, in a line of code as little as in a sentence
_NOTHING = "\u200b"


def harmless(markdown: str) -> str:
    """The text, to be read as before, with nothing in it that a browser would run."""
    return _LINK.sub(_NOTHING, _TAG.sub(f"<{_NOTHING}", markdown))


def as_written(text: str) -> str:
    """A text that was made harmless, with the letters its writer typed: for reading as data, never for showing."""
    return text.replace(_NOTHING, "")
