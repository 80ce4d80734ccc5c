"""An interrupt never leaves a cluster half changed: it is kept back until the step in hand is done.

While `Patience` is entered (in the main thread), Ctrl-C sets `asked`; the loop stops between two
steps, and on leaving the KeyboardInterrupt is raised as usual. A second Ctrl-C is not kept back longer.
"""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any, Self

__all__ = ["Patience"]


class Patience:
    """Context manager: `asked` is True once somebody pressed Ctrl-C."""

    def __init__(self) -> None:
        self.asked = False
        self._before: Any = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            before = signal.getsignal(signal.SIGINT)
            # nested, or a handler of somebody else's: leave it in charge
            if before is signal.default_int_handler:
                self._before = before
                signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            if self.asked and kind is None:
                raise KeyboardInterrupt
