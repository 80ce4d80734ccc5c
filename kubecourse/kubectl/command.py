"""What a row of the table of commands is, and the flags that many rows share.

A row's function is named as text (`cmd_get:get`) and imported when it is called, so that the first
`%kubectl` of a notebook loads what it needs and no more. Next: `rows_create.py`, `rows.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple

from .flags import COMMON, Flag, flag_rows
from .session import Session

__all__ = ["CREATE", "DRY", "FILES", "PICK", "PRINT", "WRITE", "Command"]

FILES = "filename,f* recursive,R? kustomize,k"
PRINT = "output,o template show-managed-fields? allow-missing-template-keys?"
DRY = "dry-run=client"
PICK = "selector,l all? field-selector all-namespaces,A?"
WRITE = f"{FILES} {PRINT} {DRY} field-manager"
CREATE = f"{WRITE} save-config? validate=true"


class Command(NamedTuple):
    """`path` is `create deployment`; `does` is `module:function`."""

    path: str
    does: str
    flags: str = ""
    about: str = ""

    @property
    def rows(self) -> list[Flag]:
        """Its own flags and those of every command."""
        return flag_rows(f"{self.flags} {COMMON}")

    @property
    def function(self) -> Callable[[Session], None]:
        """What does it."""
        module, _, name = self.does.partition(":")
        found: Callable[[Session], None] = getattr(import_module(f".{module}", __package__), name)
        return found
