"""The colours of a picture, by role, once for light pages and once for dark ones.

Within a theme every role has a colour of its own, so that `render.py` can turn colours back into CSS variables
(`--kc-<role>`) and a page can follow its theme. Colour is never alone: each state has its words in the cell and
a mark. Next: `dot.py`.
"""

from __future__ import annotations

__all__ = ["MARKS", "PALETTES", "role_of"]

#: one ASCII mark a state, shown where there is no room for words
MARKS = {
    "pending": "?", "creating": "~", "running": ">", "ready": "+", "not-ready": "o", "crash": "!",
    "terminating": "-", "succeeded": "=", "failed": "x", "unknown": "?",
}  # fmt: skip

#: state -> the role whose `-fill`, `-line` and `-text` colours it has
_ROLES = {
    "ready": "good", "running": "good", "pending": "wait", "creating": "busy", "not-ready": "wait",
    "crash": "bad", "failed": "bad", "terminating": "gone", "succeeded": "done", "unknown": "gone",
    "service": "service", "ingress": "ingress", "storage": "storage", "owner": "owner",
}  # fmt: skip

PALETTES: dict[str, dict[str, str]] = {
    "light": {
        "text": "#1b2733", "muted": "#56657a", "edge": "#6c7d93", "weak": "#97a3b3",
        "panel": "#f6f8fb", "panel-line": "#b9c4d3", "head": "#e4eaf2",
        "control": "#f4f2fa", "control-line": "#bdb4d8", "control-head": "#e7e1f4",
        "tray": "#fdfcf8", "tray-line": "#b5a77d",
        "plain-fill": "#ffffff", "plain-line": "#aab6c6", "plain-text": "#445365",
        "good-fill": "#e3f5e8", "good-line": "#3f9c5e", "good-text": "#17683a",
        "wait-fill": "#fff3d6", "wait-line": "#c98a11", "wait-text": "#7d5200",
        "busy-fill": "#e1effd", "busy-line": "#3a86cf", "busy-text": "#175289",
        "bad-fill": "#fde6e4", "bad-line": "#cc4237", "bad-text": "#9c1f16",
        "gone-fill": "#eceff2", "gone-line": "#8b97a5", "gone-text": "#4e5a68",
        "done-fill": "#e9ecf9", "done-line": "#7684c4", "done-text": "#3b4a91",
        "service-fill": "#e6ebfe", "service-line": "#5670d8", "service-text": "#2c419b",
        "ingress-fill": "#def5f4", "ingress-line": "#23928c", "ingress-text": "#0c5f5a",
        "storage-fill": "#f8ecdf", "storage-line": "#b17a43", "storage-text": "#74451a",
        "path-line": "#c2410c", "path-bad": "#d11a4a",
        "owner-fill": "#f0e9fb", "owner-line": "#8a63c9", "owner-text": "#573290",
    },
    "dark": {
        "text": "#e8edf4", "muted": "#a3b1c2", "edge": "#8898ae", "weak": "#66748a",
        "panel": "#1a212b", "panel-line": "#46546a", "head": "#27313f",
        "control": "#1f1d2b", "control-line": "#58507a", "control-head": "#2e2942",
        "tray": "#211f19", "tray-line": "#857a58",
        "plain-fill": "#202833", "plain-line": "#5b6a7f", "plain-text": "#b8c4d3",
        "good-fill": "#15301f", "good-line": "#4cae6e", "good-text": "#8fdca9",
        "wait-fill": "#382a0c", "wait-line": "#d09a2e", "wait-text": "#f3cd7d",
        "busy-fill": "#11293f", "busy-line": "#4a96dd", "busy-text": "#9accfa",
        "bad-fill": "#3e1714", "bad-line": "#e0594d", "bad-text": "#ffaaa2",
        "gone-fill": "#272d35", "gone-line": "#76828f", "gone-text": "#b3bdc9",
        "done-fill": "#20264a", "done-line": "#8492d6", "done-text": "#bec8fa",
        "service-fill": "#1b2450", "service-line": "#7088ea", "service-text": "#bac7ff",
        "ingress-fill": "#0b3231", "ingress-line": "#35aaa3", "ingress-text": "#8fe0da",
        "storage-fill": "#35261a", "storage-line": "#c08c57", "storage-text": "#eac49b",
        "path-line": "#ff9d5c", "path-bad": "#ff6b8f",
        "owner-fill": "#2c1f44", "owner-line": "#a27fdf", "owner-text": "#d5c1fb",
    },
}  # fmt: skip


def role_of(state: str) -> str:
    """The colour role of a state: `crash` -> `bad`; what is not a state is `plain`."""
    return _ROLES.get(state, "plain")
