"""What is wrong with the first lines of a manifest: `apiVersion` and `kind`. Versions of yesterday: `moved.py`.

Next: `decoding.py`, for the fields below.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...engine.api.kinds import BUILTIN, SPOKES
from . import moved
from .nearest import nearest

__all__ = ["Found", "by_head", "missing_head", "unknown_kind", "version_of", "word_of"]


class Found(NamedTuple):
    """`path` in the document ("" for the whole), and what to say."""

    path: str
    es: str
    en: str


def word_of(value: Any, key: str) -> str:
    """A text of the manifest's first level, "" if there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def version_of(kind: str) -> str:
    """The apiVersion of a kind, "" if there is no such kind."""
    return next((row.api_version for row in BUILTIN if row.name == kind), "")


def by_head(value: Any) -> list[Found]:
    """What can be said from the manifest alone, where a message says nothing."""
    kind, version = word_of(value, "kind"), word_of(value, "apiVersion")
    known = any(row.name == kind and row.api_version == version for row in (*BUILTIN, *SPOKES.values()))
    return [unknown_kind(kind, version)] if kind and version and not known else []


def unknown_kind(kind: str, version: str) -> Found:
    """No such kind in that version: what it is called today, or what was meant."""
    if heir := moved.gone(kind):
        return Found("kind", heir.es, heir.en)
    if move := moved.today(kind, version):
        return Found(
            "apiVersion",
            f"{version} dejó de servirse en Kubernetes {move.since}: hoy {kind} se escribe con apiVersion: {move.version}. {move.es}".strip(),
            f"{version} is no longer served since Kubernetes {move.since}: today {kind} is written with apiVersion: {move.version}. {move.en}".strip(),
        )
    same = next((row for row in BUILTIN if row.name == kind), None)
    if same:
        return Found(
            "apiVersion",
            f"{kind} existe, pero no en «{version}»: escribe apiVersion: {same.api_version}",
            f"{kind} exists, but not in “{version}”: write apiVersion: {same.api_version}",
        )
    plural = next((row for row in BUILTIN if kind.lower() == row.plural), None)
    near = next((row for row in BUILTIN if row.name == nearest(kind, (r.name for r in BUILTIN))), None)
    meant = plural or near
    if meant is None:
        return Found(
            "kind",
            f"Kubernetes no trae ningún tipo «{kind}» ni nada parecido: mira `kubectl api-resources`; si es de un operador, instala antes su CustomResourceDefinition.",
            f"Kubernetes has no kind “{kind}” nor anything like it: see `kubectl api-resources`; if it belongs to an operator, install its CustomResourceDefinition first.",
        )
    es, en = (
        ("`kind` va en singular y con mayúscula", "`kind` is singular and begins with a capital")
        if plural
        else ("Las mayúsculas cuentan", "Capital letters matter")
        if meant.name.lower() == kind.lower()
        else (f"No hay ningún tipo «{kind}»; el más parecido es", f"There is no kind “{kind}”; the nearest is")
    )
    return Found(
        "kind",
        f"{es}: kind: {meant.name} (y apiVersion: {meant.api_version}).",
        f"{en}: kind: {meant.name} (and apiVersion: {meant.api_version}).",
    )


def missing_head(message: str, value: Any) -> list[Found]:
    """`apiVersion` or `kind` is not there, or is spelt in another way."""
    found = []
    kind, version = word_of(value, "kind"), word_of(value, "apiVersion")
    if not version and "apiVersion" in message:
        odd, known = _odd_key(value, "apiVersion"), version_of(kind)
        es = f" Un {kind} lleva apiVersion: {known}" if known else " `kubectl api-resources` dice la de cada tipo."
        en = f" A {kind} has apiVersion: {known}" if known else " `kubectl api-resources` tells the one of each kind."
        es = (f"La clave se escribe `apiVersion`, no «{odd}»." if odd else "Falta apiVersion.") + es
        en = (f"The key is spelt `apiVersion`, not “{odd}”." if odd else "apiVersion is missing.") + en
        found.append(Found(odd, es, en))
    if not kind and "ind" in message:
        kinds = ", ".join([row.name for row in BUILTIN if row.api_version == version and row.stored][:8])
        odd = _odd_key(value, "kind")
        es = f"La clave se escribe `kind`, no «{odd}»." if odd else "Falta `kind`: di qué tipo de objeto es."
        en = f"The key is spelt `kind`, not “{odd}”." if odd else "`kind` is missing: say what the object is."
        if kinds and not odd:
            es, en = f"{es} Con {version} puede ser {kinds}…", f"{en} With {version} it can be {kinds}…"
        found.append(Found(odd, es, en))
    return found


def _odd_key(value: Any, right: str) -> str:
    """The key that was meant for one of the first lines, as it is written; "" if there is none."""
    keys = [str(key) for key in value] if isinstance(value, dict) else []
    return next((key for key in keys if key != right and nearest(key, [right], 0.85)), "")
