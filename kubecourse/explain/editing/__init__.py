"""Help while a manifest is written: what the field under the cursor means, and which fields and values can follow."""

from __future__ import annotations

from .help import Completion, Description, complete, describe, manifest_of

__all__ = ["Completion", "Description", "complete", "describe", "manifest_of"]
