"""Graphviz inside the browser, where Python itself runs there (JupyterLite): the same DOT, drawn by Graphviz as WebAssembly.

`await ready(address)` loads it once, from the site itself or from the Internet; without it pictures show their text twin, as
anywhere without a Graphviz. Next: `render.py`, which asks for it first.
"""

from __future__ import annotations

from typing import Any

from kubecourse.diagrams import render

__all__ = ["ready"]


async def ready(address: str) -> bool:
    """Load @viz-js/viz from `address` (a URL, or a path below the site's root) and draw with it from now on.

    False where it cannot be had, or where this is no browser: pictures are told in words then.
    """
    try:
        from pyodide.code import run_js
    except ImportError:
        return False
    try:
        load = run_js("(async (url) => (await import(url)).instance())")
        viz: Any = await load(_full(address))
    except Exception:  # whatever JavaScript threw: no network, no such file, an old browser
        return False

    def draw(dot: str) -> str | None:
        try:
            return str(viz.renderString(dot, run_js("({format: 'svg'})")))
        except Exception:  # a picture that it cannot draw is told in words
            return None

    render.elsewhere(draw)
    return True


def _full(address: str) -> str:
    """A path is below the root of the site, which lies above the kernel's own files."""
    if "://" in address:
        return address
    from js import location

    return f"{str(location.href).partition('/extensions/')[0]}/{address}"
