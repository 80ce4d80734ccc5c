"""A cluster that others drive and that outlives its process: what a server, a terminal and a file ask of it.

`keep` and `open` (a file that is never behind), `exec` with input, a question to a pod's port, and time in slices.
Next: `../face.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from os.path import realpath
from typing import TYPE_CHECKING, Any, Self, cast

from .cluster import Cluster
from .turns import taking_turns

if TYPE_CHECKING:
    from .keeping import Keeper
    from .progress import Progress

__all__ = ["Lasting"]


@taking_turns(lambda cluster: cluster.turns)
class Lasting(Cluster):
    """The engine's cluster, with files, input and a clock that is driven from outside."""

    #: who keeps this cluster in a file: `.path`, `.close()`; None: nobody
    keeper: Keeper | None = None

    def keep(self, path: str, replace: bool = False) -> Keeper:
        """Keep this cluster in a new file: each thing done is in it before the call returns, whatever ends the process.

        `Cluster.open` goes on with it. `replace`: a file that is there already. Raises FileExistsError, OSError.
        """
        from .keeping import keep

        if self.keeper is not None:
            self.keeper.close()
        self.keeper = keep(self, path, replace)
        return self.keeper

    @classmethod
    def open(cls, path: str) -> Self:
        """The cluster in a file of `save`, or of `keep`, where it is kept on from then on.

        Raises ValueError for what is neither, or is kept by another process; OSError if it cannot be read.
        """
        from .core.datafile import is_datafile
        from .keeping import revive

        if not is_datafile(path):
            return super().open(path)
        cluster, keeper = revive(cls, path)
        cluster.keeper = keeper
        return cast("Self", cluster)

    def save(self, path: str) -> None:
        """Write the cluster, its history and its journal to a file (gzip JSON). Raises ValueError for the file it is kept in."""
        if self.keeper is not None and not self.keeper.closed and realpath(path) == realpath(self.keeper.path):
            raise ValueError(f"{path} is where this cluster is kept: all is in it already")
        super().save(path)

    def exec(
        self,
        pod: str,
        command: Sequence[str] | str,
        namespace: str = "default",
        container: str | None = None,
        stdin: str | None = None,
        session: dict[str, str] | None = None,
    ) -> Any:
        """Run a command in a container: a result with .stdout, .stderr, .code.

        `stdin`: what it can read, bytes that are no text as surrogateescape has them. `session`: {} at first, then the
        .variables of the command before, for a shell that goes on. Raises ApiError.
        """
        if stdin is None and session is None:
            return super().exec(pod, command, namespace, container)
        argv = ["sh", "-c", command] if isinstance(command, str) else list(command)
        args = [namespace, pod, container, argv, stdin or "", session]
        return self._act("exec", args, lambda: self._in_container("exec", args))

    def ask(self, pod: str, port: int, path: str = "/", namespace: str = "default") -> tuple[int, str] | str:
        """What a pod answers on a port, asked from inside it: (status, body), (0, "") where nobody speaks HTTP, or why not."""
        api = self._handle("kubelet")
        found: tuple[int, str] | str = self._parts.kubelet.world.connect(
            api, self.api.get("Pod", pod, namespace), "localhost", port, path
        )
        return found

    def pass_time(self, until: int, settle: bool = False, stop: Any = None) -> Progress:
        """Let time pass up to an instant (ms), or until `stop.asked`: for a clock that is driven from outside."""
        progress = self._run(until, settle, None, stop)
        if progress.outcome in ("reached", "limit"):
            self._clock.now = max(self._clock.now, until)
        journal = self._history.journal
        if journal and journal[-1].verb == "pass":
            journal.pop()  # one entry for however many slices
        self._history.record(self._runner.steps, self._clock.now, "pass", [])
        return progress

    def next_due(self) -> int | None:
        """The next instant (ms) at which something is due; None: never."""
        return int(self._clock.now) if not self._runner.idle() else self._clock.next_due()
