"""The magics: %kubectl, %%kubectl, %%apply, %%manifest, %%answer, %advance, %settle.

They act on the notebook's variable `cluster`, made on first use if there is none. What goes wrong is printed in
kubectl's words as ordinary output, so that an answer's cell never writes to stderr. Next: `completion.py`.
"""

from __future__ import annotations

import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

from IPython.core.magic import Magics as IPythonMagics
from IPython.core.magic import cell_magic, line_cell_magic, line_magic, magics_class
from IPython.display import display

from ..engine.api.errors import ApiError
from ..engine.core.clock import duration
from ..explain.mistakes import mistake
from ..grading import answers
from ..kubectl.script import commands
from .shown import Advice, Refusal
from .words import say

__all__ = ["Magics", "the_cluster"]


def the_cluster(shell: Any, quiet: bool = False) -> Any:
    """The notebook's `cluster`; a new one, with a note, if there is none. `quiet`: None instead of a new one."""
    found = shell.user_ns.get("cluster")
    if found is not None and hasattr(found, "kubectl"):
        return found
    if quiet:
        return None
    from ..face import Cluster

    made = Cluster()
    shell.user_ns["cluster"] = made
    print(say("new-cluster"))
    return made


@magics_class
class Magics(IPythonMagics):
    """The course's words for a cell."""

    @line_cell_magic
    def kubectl(self, line: str, cell: str | None = None) -> None:
        """`%kubectl get pods`; `%%kubectl`: a command a line, or `%%kubectl apply -f -` and its stdin below."""
        cluster = the_cluster(self.shell)
        if cell is None:
            self._run(cluster, line)
            return
        words = line.split()
        if words and _reads_stdin(words):
            self._run(cluster, line, cell)
            return
        exercise = words[0] if len(words) == 1 and "." in words[0] else None
        if exercise:
            answers.remember(exercise, cell)
        elif words:
            self._run(cluster, line)
        for _, command in commands(cell):
            self._run(cluster, command.removeprefix("kubectl "))

    @cell_magic
    def apply(self, line: str, cell: str) -> None:
        """`%%apply [-n namespace]`: apply the manifest below to the cluster."""
        cluster = the_cluster(self.shell)
        namespace = _namespace(line)
        if namespace is None:
            print(say("apply-usage"))
            return
        try:
            done = cluster.apply(cell, namespace)
        except ApiError as error:
            said = cluster.fork().kubectl(["apply", "-n", namespace, "-f", "-"], cell)
            words = str(said.stderr).strip() or error.message
            display(Refusal(mistake(error, message=words, text=cell, cluster=cluster), cell))
            return
        for obj, what in done:
            print(f"{_called(obj)} {what}")
        if not done:
            print(say("dry-none"))
        cluster.settle(0)

    @cell_magic
    def manifest(self, line: str, cell: str) -> None:
        """`%%manifest ID`: keep the manifest below as the answer to an exercise; the server's opinion is shown."""
        exercise = line.strip()
        if not exercise:
            print(say("no-id", magic="%%manifest"))
            return
        answers.remember(exercise, cell)
        if not cell.strip():
            print(say("empty"))
            return
        cluster = self.shell.user_ns.get("cluster") if self.shell else None
        if cluster is None or not hasattr(cluster, "fork"):
            from ..face import Cluster

            cluster = Cluster()
        try:
            done = cluster.fork().apply(cell)
        except ApiError as error:
            display(Refusal(mistake(error, text=cell, cluster=cluster), cell))
            return
        print(say("stored", id=exercise))
        for obj, _ in done:
            print(say("dry-ok", name=_called(obj)))
        if not done:
            print(say("dry-none"))

    @cell_magic
    def answer(self, line: str, cell: str) -> None:
        """`%%answer ID`: keep the text below as the answer to an exercise."""
        exercise = line.strip()
        if not exercise:
            print(say("no-id", magic="%%answer"))
            return
        answers.remember(exercise, cell)
        print(say("stored", id=exercise) if cell.strip() else say("empty"))

    @line_magic
    def advance(self, line: str) -> None:
        """`%advance 10m`: let time pass."""
        cluster, by = the_cluster(self.shell), line.strip() or "10m"
        try:
            duration(by)
        except ValueError:
            print(say("bad-duration", text=by))
            return
        print(_told(cluster.advance(by), cluster, by=by))

    @line_magic
    def settle(self, line: str) -> None:
        """`%settle [limit]`: let time pass until nothing is left to do, one hour at most if no limit is given."""
        cluster, limit = the_cluster(self.shell), line.strip() or "1h"
        try:
            duration(limit)
        except ValueError:
            print(say("bad-duration", text=limit))
            return
        print(_told(cluster.settle(limit), cluster, limit=limit))

    def _run(self, cluster: Any, command: str, stdin: str = "") -> None:
        """Print both streams, as a terminal shows them; then the control plane does what is due at this instant.

        A person types the next command later than the control plane reacts to the last one.
        """
        seen = [stdin]

        def read(path: str) -> str:
            seen.append(_read(path))
            return seen[-1]

        result = cluster.kubectl(command, stdin, read_file=read)
        if text := repr(result):
            print(text)
        if result.code and result.stderr:
            found = mistake(result.stderr, text=seen[-1], cluster=cluster)
            if found.points:
                display(Advice(found))
        cluster.settle(0)


def _told(progress: Any, cluster: Any, **facts: str) -> str:
    if progress.stopped:
        return say("stopped", now=cluster.now, limit=progress.stopped, steps=progress.steps)
    return say(progress.outcome, now=cluster.now, **facts)


def _reads_stdin(words: list[str]) -> bool:
    return any(word in ("-f-", "--filename=-", "-f=-") for word in words) or any(
        word in ("-f", "--filename") and following == "-" for word, following in pairwise(words)
    )


def _namespace(line: str) -> str | None:
    """`-n NAME` of `%%apply`; None when the line is something else."""
    try:
        words = shlex.split(line)
    except ValueError:
        return None
    if not words:
        return "default"
    if len(words) == 2 and words[0] in ("-n", "--namespace"):
        return words[1]
    if len(words) == 1 and words[0].startswith("--namespace="):
        return words[0].partition("=")[2]
    return None


def _read(path: str) -> str:
    """A file of the reader's, for `-f PATH`."""
    return Path(path).expanduser().read_text(encoding="utf-8")


def _called(obj: Any) -> str:
    """`deployment.apps/web`, as kubectl names what it applied."""
    group, _, _ = obj["apiVersion"].rpartition("/")
    kind = obj["kind"].lower()
    return f"{kind}.{group}/{obj['metadata']['name']}" if group else f"{kind}/{obj['metadata']['name']}"
