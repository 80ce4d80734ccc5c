"""A kubectl of our own: `run(cluster, "get pods -o wide")` prints what kubectl v1.37 prints.

`Result` is the printed text with `.stderr` and `.code`; `complete` proposes the next word for a
notebook. The way of a command line: `words.py` splits it, `commands.py` finds the row of the command,
`flags.py` reads its flags, the row's function in `cmd_*.py` does it with a `Session`, and what goes
wrong is worded by `failures.py`.
"""

from __future__ import annotations

from .complete import complete
from .result import Result
from .run import run

__all__ = ["Result", "complete", "run"]
