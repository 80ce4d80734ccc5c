"""What the panel's editor asks while a manifest is written: what a field means, and what can come next.

Plain data for `static/assist.js`; the cluster is asked for names and not touched. Facts and words: `explain/editing`.
"""

from __future__ import annotations

from typing import Any

from ..explain.editing import complete, describe

__all__ = ["ASKED", "answer"]

#: what the page may ask
ASKED = ("describe", "complete")
#: rows that a list shows at most
_MOST = 40


def answer(message: dict[str, Any], lang: str, cluster: Any = None) -> dict[str, Any]:
    """The answer to `{"do": "describe" | "complete", "text", "line", "column", "ask"}`; line and column from 0. Never raises."""
    reply: dict[str, Any] = {"ask": message.get("ask"), "do": message.get("do")}
    try:
        text, line, column = str(message["text"]), int(message["line"]), int(message["column"])
        if message["do"] == "describe":
            found = describe(text, line, column, lang)
            if found is None:
                return reply
            told = {"title": found.title, "type": found.type, "required": found.required, "words": found.words}
            return {**reply, "found": {**told, "values": list(found.values)}}
        start, items = complete(text, line, column, lang, cluster)
        rows = [{"label": i.label, "text": i.text, "detail": i.detail, "words": i.words} for i in items[:_MOST]]
        return {**reply, "start": start, "items": rows}
    except (KeyError, TypeError, ValueError, RecursionError):
        return reply
