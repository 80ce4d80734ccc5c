"""DOT to SVG, and SVG made fit for a page.

Graphviz is looked for in this order: one in the browser (`browser.py`), the `graphviz-pure` wheel, a system `dot`; run
through Python's `graphviz` where it is installed. `None` where nothing can be had: the caller shows the text twin. Next: `diagram.py`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import lru_cache
from html import escape
from pathlib import Path

from kubecourse.diagrams.palette import PALETTES

__all__ = ["dressed", "elsewhere", "find_dot", "page_svg", "run_dot"]

_PREAMBLE = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
_TITLE = re.compile(r"<title>[^<]*</title>\n?")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_LINK = re.compile(r'<a xlink:href="#([^"]*)" xlink:title="([^"]*)"[^>]*>')
_TIP = re.compile(r'<a xlink:title="([^"]*)"[^>]*>')
#: Graphviz speaks in points, pages in pixels
_PX = 96 / 72
#: who draws instead of a program of this machine, the last one counts
_DRAWERS: list[Callable[[str], str | None]] = []


def elsewhere(draw: Callable[[str], str | None]) -> None:
    """From now on `draw` makes SVG of DOT; what it answers None to is told in words."""
    _DRAWERS.append(draw)


@lru_cache(maxsize=1)
def find_dot() -> str | None:
    """The path of a Graphviz that can be run, or None."""
    from shutil import which

    beside = Path(sys.executable).parent
    for name in ("graphviz-pure", "dot"):
        found = which(name, path=str(beside)) or which(name)
        if found:
            return found
    return None


def run_dot(dot: str) -> str | None:
    """The SVG of `dot` as Graphviz writes it, or None if there is none or it fails."""
    if _DRAWERS:
        return _DRAWERS[-1](dot)
    binary = find_dot()
    if binary is None:
        return None
    try:
        return _through_library(dot, binary)
    except ImportError:
        return _through_process(dot, binary)


def _through_library(dot: str, binary: str) -> str | None:
    import graphviz
    from graphviz.backend import dot_command

    usual = dot_command.DOT_BINARY
    dot_command.DOT_BINARY = Path(binary)
    try:
        return str(graphviz.pipe_string("dot", "svg", dot, encoding="utf-8", quiet=True))
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError, OSError):
        return None
    finally:
        dot_command.DOT_BINARY = usual


def _through_process(dot: str, binary: str) -> str | None:
    import subprocess

    try:
        done = subprocess.run([binary, "-Tsvg"], input=dot.encode(), capture_output=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode()


def dressed(svg: str, title: str) -> str:
    """Graphviz' SVG with a title, sizes that follow the page, `data-object` and a `<title>` on each element."""
    svg = _COMMENT.sub("", _PREAMBLE.sub("", svg, count=1))
    svg = _TITLE.sub("", svg)
    svg = _LINK.sub(r'<a xlink:href="#\1" data-object="\1"><title>\2</title>', svg)
    svg = _TIP.sub(r"<a><title>\1</title>", svg)
    svg = svg.replace("Helvetica,sans-Serif", "Helvetica,Arial,sans-serif")
    size = _SIZE.search(svg)
    if size is None:
        return svg
    wide, high = (float(number) * _PX for number in size.groups())
    label = escape(title, quote=True)
    head = f'<svg role="img" aria-label="{label}" class="kubecourse-diagram" width="{wide:.0f}" height="{high:.0f}"'
    return svg[: size.start()] + head + svg[size.end() :]


def page_svg(svg: str, theme: str) -> str:
    """The SVG to be put *into* an HTML page: colours as CSS variables that follow JupyterLab's theme, no jumps of the
    page when an object is clicked, never wider than its place.
    """
    roles = {colour: role for role, colour in PALETTES[theme].items()}
    pattern = re.compile("|".join(roles))
    svg = pattern.sub(lambda found: f"var(--kc-{roles[found[0]]},{found[0]})", svg)
    svg = re.sub(r'xlink:href="#[^"]*" ', "", svg)
    return svg.replace("<svg ", '<svg style="max-width:100%;height:auto" ', 1)
