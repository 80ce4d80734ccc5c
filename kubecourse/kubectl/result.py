"""What a command printed: a str (standard output) that also knows standard error and the exit code."""

from __future__ import annotations

from typing import Any

__all__ = ["Result"]


class Result(str):
    """Standard output as text, with `.stderr` and `.code`. A notebook shows both, output first."""

    __slots__ = ("code", "stderr")
    stderr: str
    code: int

    def __new__(cls, stdout: str = "", stderr: str = "", code: int = 0) -> Result:
        """`code` is the exit code: 0 is well."""
        made = super().__new__(cls, stdout)
        made.stderr, made.code = stderr, code
        return made

    @property
    def ok(self) -> bool:
        """Did the command do what was asked?"""
        return self.code == 0

    def __repr__(self) -> str:
        out = str(self)
        if out and self.stderr and not out.endswith("\n"):
            out += "\n"
        return (out + self.stderr).removesuffix("\n")

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        for number, line in enumerate(repr(self).split("\n")):
            if number:
                printer.break_()
            printer.text(line)

    def __reduce__(self) -> tuple[Any, ...]:
        return Result, (str(self), self.stderr, self.code)
