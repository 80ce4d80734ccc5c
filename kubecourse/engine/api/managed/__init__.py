"""Who owns which field: managedFields and server-side apply.

`sets.py` has sets of fields and their spelling, `walk.py` finds the fields of objects, `merge.py` merges, `managers.py`
has the entries, `ownership.py` moves fields between owners, `ledger.py` reads the owners off the log, `apply.py` is
the verb, `typed.py` refuses manifests that the types do not allow.
"""

from __future__ import annotations

from .apply import apply
from .ledger import entries_of, made_note, replace_note, update_note

__all__ = ["apply", "entries_of", "made_note", "replace_note", "update_note"]
