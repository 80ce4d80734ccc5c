"""The last picture of the panel, for a notebook that is opened without its kernel.

It is an output of its own below the panel. While the panel lives the page hides it; where there is no kernel the
panel's place is empty and the picture is seen, with its text twin and what was selected. CSS alone decides, so that
it works before, and without, any script.
"""

from __future__ import annotations

from html import escape
from typing import Any

from ..diagrams.palette import PALETTES
from .texts import say
from .view import clock_text

__all__ = ["still_html"]

# `:has` looks at the neighbours: a living panel hides the still; a still hides "model not found", which is text only
_STYLE = """
.jp-OutputArea-child:has(.kc-lab) ~ .jp-OutputArea-child:has(.kc-still){display:none}
.jp-OutputArea-child:has(~ .jp-OutputArea-child .kc-still):not(:has(.kc-lab)){display:none}
.kc-still{font:13px/1.45 var(--jp-ui-font-family,system-ui,sans-serif);color:var(--jp-ui-font-color1,inherit)}
.kc-still p{margin:0 0 6px;opacity:.8}.kc-still pre{white-space:pre-wrap}.kc-still svg{max-width:100%;height:auto}
"""


def still_html(lang: str, picture: dict[str, Any], state: dict[str, Any]) -> str:
    """HTML without scripts: when it was, the picture, its text twin, why the selected object was as it was."""
    when = escape(say(lang, "still", time=clock_text(state["now"])))
    details = state.get("details")
    why = details["why"] if details else ""
    body = picture["html"] or f"<pre>{escape(picture['text'])}</pre>"
    return f'<style>{_STYLE}{_dark()}</style><div class="kc-still"><p>{when}</p>{body}{why}</div>'


def _dark() -> str:
    """The dark colours where the page does not say its theme (an exported page)."""
    colours = ";".join(f"--kc-{role}:{colour}" for role, colour in PALETTES["dark"].items())
    return f"@media(prefers-color-scheme:dark){{body:not([data-jp-theme-light]) .kubecourse-picture{{{colours}}}}}"
