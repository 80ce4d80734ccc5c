"""Quantities in the form the server stores: `0.5` becomes `500m`, `1024Mi` becomes `1Gi`.

Amounts of resources are never finer than a thousandth (`SetDefaults_ResourceList`); a quantity that
cannot be read is left for validation to refuse.
"""

from __future__ import annotations

from typing import Any

from ...core import quantity

__all__ = ["one", "resource_list", "resources"]


def one(holder: dict[str, Any], field: str) -> None:
    """Bring one field into canonical form."""
    value = holder.get(field)
    if value is not None:
        try:
            holder[field] = quantity.canonical(value)
        except quantity.QuantityError:
            return


def resource_list(amounts: dict[str, Any] | None) -> None:
    """Bring a map `resource -> quantity` into canonical form."""
    if not amounts:
        return
    for name, value in amounts.items():
        try:
            text = quantity.canonical(value)
            if text[-1] in "nu":
                text = str(quantity.from_milli(quantity.milli(text)))
        except quantity.QuantityError:
            continue
        if text is not value:
            amounts[name] = text


def resources(requirements: dict[str, Any] | None) -> None:
    """Limits and requests of a container, a pod or a claim."""
    if requirements:
        resource_list(requirements.get("limits"))
        resource_list(requirements.get("requests"))
