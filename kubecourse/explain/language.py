"""In which language to speak: the caller's word, then KUBECOURSE_LANG, then LANG, then English.

Kubernetes' own words (reasons, messages, field names) are never translated. Next: `texts.py`.
"""

from __future__ import annotations

import os

__all__ = ["LANGUAGES", "language"]

#: what the course speaks, the fallback last
LANGUAGES = ("es", "en")


def language(asked: str | None = None) -> str:
    """`"es"` or `"en"`: the first of `asked`, $KUBECOURSE_LANG, $LANG that names one; else `"en"`.

    `es_ES.UTF-8`, `es-MX` and `ES` all mean Spanish; an unknown language falls through to the next.
    """
    for word in (asked, os.environ.get("KUBECOURSE_LANG"), os.environ.get("LANG")):
        known = (word or "")[:2].lower()
        if known in LANGUAGES:
            return known
    return "en"
