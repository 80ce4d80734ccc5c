"""What Tab proposes in `%kubectl …` lines and `%%kubectl` cells: commands, flags, kinds and names of the cluster.

In cells that hold a manifest: fields and values, from `explain/editing`. Next: `inspection.py`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["manifest_matcher", "matcher", "proposals"]


def proposals(cluster: Any, text: str, cursor_line: int | None = None) -> list[str]:
    """Words that may stand at the end of the command in `text` (a cell up to the cursor); none if it is no kubectl."""
    lines = text.split("\n")
    last = lines[-1].lstrip() if cursor_line is None else lines[cursor_line].lstrip()
    first = next((line.lstrip() for line in lines if line.strip()), "")
    if last.startswith(("%kubectl ", "%%kubectl ")):
        command = last.partition(" ")[2]
    elif first.startswith("%%kubectl"):
        command = last.removeprefix("kubectl ")
    else:
        return []
    from ..kubectl import complete

    return complete(cluster, command)


def _present() -> Any:
    """The notebook's cluster, if there is one."""
    from IPython.core.getipython import get_ipython

    from .commands import the_cluster

    shell = get_ipython()
    return the_cluster(shell, quiet=True) if shell is not None else None


def matcher(context: Any) -> Any:
    """IPython's way to ask (its matcher protocol, second version)."""
    from IPython.core.completer import SimpleCompletion

    cluster = _present()
    found: list[str] = []
    if cluster is not None:
        before = context.full_text[: _offset(context)]
        try:
            found = proposals(cluster, before)
        except Exception:  # a half-written command is no error while it is typed
            found = []
    word = context.full_text[: _offset(context)].split("\n")[-1].split(" ")[-1]
    completions = [SimpleCompletion(text=one, type="kubectl") for one in found]
    return {"completions": completions, "matched_fragment": word, "suppress": bool(found), "ordered": True}


def manifest_matcher(context: Any) -> Any:
    """Fields and values in a cell that holds a manifest."""
    from IPython.core.completer import SimpleCompletion

    from ..explain.editing import complete, manifest_of

    text = manifest_of(context.full_text)
    if text is None or context.cursor_line == 0:
        return {"completions": [], "matched_fragment": "", "suppress": False}
    column = int(context.cursor_position)
    try:
        start, found = complete(text, context.cursor_line, column, cluster=_present())
    except Exception:  # a half-written manifest is no error while it is typed
        start, found = column, []
    word = text.split("\n")[context.cursor_line][start:column]
    completions = [SimpleCompletion(text=one.text, type=one.detail or "value") for one in found]
    # what Python knows of such words is never meant here
    return {"completions": completions, "matched_fragment": word, "suppress": True, "ordered": True}


manifest_matcher.matcher_api_version = 2  # type: ignore[attr-defined]
manifest_matcher.matcher_priority = 150  # type: ignore[attr-defined]
manifest_matcher.matcher_identifier = "kubecourse.manifest"  # type: ignore[attr-defined]
matcher.matcher_api_version = 2  # type: ignore[attr-defined]
matcher.matcher_priority = 200  # type: ignore[attr-defined]
matcher.matcher_identifier = "kubecourse.kubectl"  # type: ignore[attr-defined]


def _offset(context: Any) -> int:
    lines = context.full_text.split("\n")
    line = min(context.cursor_line, len(lines) - 1)
    return sum(len(one) + 1 for one in lines[:line]) + int(context.cursor_position)
