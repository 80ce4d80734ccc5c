"""`%load_ext kubecourse`: kubectl, manifests and answers as cells of the notebook, and the clock.

The words are in `commands.py`, what Tab proposes in `completion.py`, what Shift-Tab tells in `inspection.py`,
how a refusal looks that Python runs into in `refusals.py`, the bar of a long wait in `bar.py`. All act on the notebook's variable `cluster`.
"""

from __future__ import annotations

from typing import Any

__all__ = ["load_ipython_extension"]


def load_ipython_extension(ipython: Any) -> None:
    """Register the magics and their completion with a shell."""
    from ..grading.evaluate import listeners
    from ..study.learner import note
    from . import bar, inspection, refusals
    from .commands import Magics
    from .completion import manifest_matcher, matcher

    ipython.register_magics(Magics)
    inspection.install(ipython)
    refusals.install(ipython)
    bar.install()
    if note not in listeners:
        listeners.append(note)
    custom = ipython.Completer.custom_matchers
    known = {getattr(one, "__name__", "") for one in custom}
    custom += [one for one in (matcher, manifest_matcher) if one.__name__ not in known]
