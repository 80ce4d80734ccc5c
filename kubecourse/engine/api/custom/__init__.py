"""Custom resources: what a CustomResourceDefinition's structural schema says about the objects of its kind.

Here today: defaults, pruning and validation by schema, as pure functions that no door calls yet. Next: the
definitions themselves (validation, names, conditions), their kinds in the Registry, and rules in CEL.
"""

from __future__ import annotations

__all__: list[str] = []
