"""Errors that teach: what a refusal of the API server or of kubectl means, where it is, and what to write instead.

The door is `points.teach`; `../mistakes.py` shows what it finds. Kubernetes' own words are never touched.
"""

from __future__ import annotations

from .points import Point, teach

__all__ = ["Point", "teach"]
