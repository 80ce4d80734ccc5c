"""What is wrong with a learner's text, where, and what to try: a refusal of the API, ready to be shown.

`mistake(error, lang)` keeps Kubernetes' message as it is and adds what it means in the reader's language, a point for
each thing it says; where nothing special is known, a hint for errors of its sort. `Mistake.marked(text)` prints the line
in question with a mark. Used by the panel, the magics and the feedback. Next: `teaching/points.py`, which explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .language import language
from .teaching import Point, teach

__all__ = ["HINTS", "Mistake", "mistake", "numbered"]

#: hint key of `ApiError.hint` (or `reason.…`) -> what to try; {0}, {1} are words that followed the key
HINTS: dict[str, dict[str, str]] = {
    "es": {
        "yaml.tab": "YAML no admite tabuladores para sangrar: usa espacios (dos por nivel).",
        "yaml.indent": "Revisa la sangría: las claves de un mismo nivel empiezan en la misma columna, y tras «clave:» va un espacio.",
        "yaml.quote": "Parece que falta cerrar unas comillas, un corchete o una llave.",
        "yaml.syntax": "Aquí el texto deja de ser YAML: mira esta línea y la anterior.",
        "yaml.depth": "Hay demasiados niveles, unos dentro de otros: simplifica el documento.",
        "yaml.alias": "Revisa las anclas (&nombre) y los alias (*nombre): alguno falta o se repite en exceso.",
        "yaml.key": "Una clave debe ser un texto sencillo. Si lleva símbolos, ponla entre comillas.",
        "yaml.size": "El texto es demasiado grande para una petición: divídelo en varios manifiestos.",
        "yaml.utf8": "Hay caracteres que no son UTF-8: guarda el texto con esa codificación.",
        "field.unknown": "Ese campo no existe ahí: busca una errata o un nivel de sangría equivocado. `kubectl explain` enumera los que hay.",
        "field.duplicate": "La misma clave aparece dos veces en el mismo nivel: deja solo una.",
        "field.type": "El valor no es del tipo esperado: mira si sobran o faltan comillas, o si ahí va una lista (con «-») o un mapa.",
        "field.quantity": "Escribe una cantidad como 500m, 0.5, 128Mi o 5Gi, sin espacios.",
        "field.base64": "En `data` de un Secret los valores van en base64; en `stringData` puedes escribirlos tal cual.",
        "object.not-a-map": "Un manifiesto es un mapa: empieza por apiVersion, kind y metadata.",
        "object.no-kind": "Falta `kind`: di qué tipo de objeto es (Pod, Deployment, Service…).",
        "object.no-version": "Falta `apiVersion`: `kubectl api-resources` dice cuál corresponde a cada tipo.",
        "kind.unknown": "Este clúster no conoce ese tipo: comprueba `kind` y `apiVersion` con `kubectl api-resources`.",
        "kind.other-version": "Ese tipo existe, pero en otra versión: escribe apiVersion: {0}",
        "kind.spelling": "Las mayúsculas cuentan: escribe kind: {0} (apiVersion: {1}).",
        "reason.Invalid": "Corrige el valor que se cita: el mensaje dice qué regla no cumple.",
        "reason.Forbidden": "El clúster lo entiende, pero no lo permite: lee quién lo impide (cuota, límites, políticas…).",
        "reason.NotFound": "No existe algo de lo que se nombra: revisa el nombre y el namespace.",
        "reason.AlreadyExists": "Ese nombre ya está ocupado: elige otro o borra antes el que hay.",
        "reason.Conflict": "El objeto ha cambiado entretanto: vuelve a aplicarlo.",
        "line": "línea {0}",
        "document": "documento {0}",
        "try": "Prueba esto",
    },
    "en": {
        "yaml.tab": "YAML does not take tabs for indentation: use spaces (two a level).",
        "yaml.indent": "Check the indentation: keys of one level begin in the same column, and a space follows “key:”.",
        "yaml.quote": "A quote, a bracket or a brace seems to be left open.",
        "yaml.syntax": "Here the text stops being YAML: look at this line and the one above.",
        "yaml.depth": "Too many levels inside each other: make the document simpler.",
        "yaml.alias": "Check the anchors (&name) and aliases (*name): one is missing or used far too often.",
        "yaml.key": "A key must be plain text. Put it in quotes if it has symbols.",
        "yaml.size": "The text is too large for one request: cut it into several manifests.",
        "yaml.utf8": "Some characters are not UTF-8: save the text in that encoding.",
        "field.unknown": "There is no such field at that place: look for a typo or a wrong level of indentation. `kubectl explain` lists those there are.",
        "field.duplicate": "The same key stands twice on one level: keep one of them.",
        "field.type": "The value is not of the expected type: see whether quotes are missing or too many, or a list (with “-”) or a map belongs there.",
        "field.quantity": "Write a quantity like 500m, 0.5, 128Mi or 5Gi, without spaces.",
        "field.base64": "Values in `data` of a Secret are base64; in `stringData` you may write them as they are.",
        "object.not-a-map": "A manifest is a map: begin with apiVersion, kind and metadata.",
        "object.no-kind": "`kind` is missing: say what the object is (Pod, Deployment, Service…).",
        "object.no-version": "`apiVersion` is missing: `kubectl api-resources` tells which one each kind has.",
        "kind.unknown": "This cluster does not know that kind: check `kind` and `apiVersion` with `kubectl api-resources`.",
        "kind.other-version": "That kind exists, but in another version: write apiVersion: {0}",
        "kind.spelling": "Capital letters matter: write kind: {0} (apiVersion: {1}).",
        "reason.Invalid": "Mend the value that is quoted: the message tells which rule it breaks.",
        "reason.Forbidden": "The cluster understands it but does not allow it: read who forbids it (quota, limits, policies…).",
        "reason.NotFound": "Something that is named does not exist: check the name and the namespace.",
        "reason.AlreadyExists": "That name is taken: choose another, or delete what is there first.",
        "reason.Conflict": "The object has changed meanwhile: apply it again.",
        "line": "line {0}",
        "document": "document {0}",
        "try": "Try this",
    },
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """`message` is Kubernetes' own; `hint` is ours, "" if there is none; line and document count from 1.

    `points`: the same as `hint`, one by one with their lines; empty where only something general can be said.
    """

    message: str
    line: int | None
    document: int | None
    hint: str
    lang: str
    points: tuple[Point, ...] = ()

    @property
    def where(self) -> str:
        """`line 4, document 2`, or "" when nothing is known."""
        words = HINTS[self.lang]
        parts = [words[key].format(at) for key, at in (("line", self.line), ("document", self.document)) if at]
        return ", ".join(parts)

    @property
    def lines(self) -> tuple[int, ...]:
        """Every line that something is said about, in order."""
        found = {point.line for point in self.points if point.line} | ({self.line} if self.line else set())
        return tuple(sorted(found))

    def excerpt(self, text: str, around: int = 2) -> list[tuple[int, str, bool]]:
        """Lines of the text about what is wrong: number, words, is it one of them. A gap has the number 0."""
        rows, marked = text.split("\n"), [n for n in self.lines if n <= len(text.split("\n"))]
        near = around if len(marked) < 2 else min(around, 1)
        shown: list[tuple[int, str, bool]] = []
        for number in sorted({n for m in marked for n in range(max(1, m - near), min(len(rows), m + near) + 1)}):
            if shown and number > shown[-1][0] + 1:
                shown.append((0, "", False))
            shown.append((number, rows[number - 1], number in marked))
        return shown

    def marked(self, text: str, around: int = 2) -> str:
        """The message, the lines about what is wrong with `>` before them, and the hint: plain text."""
        shown = [self.message if not self.where else f"{self.message}  ({self.where})"]
        for number, row, wrong in self.excerpt(text, around):
            shown.append(f"{'>' if wrong else ' '} {number:>3} | {row}".rstrip() if number else "      ⋮")
        if self.hint:
            gap = "\n" if "\n" in self.hint else " "
            shown.append(f"{HINTS[self.lang]['try']}:{gap}{self.hint}")
        return "\n".join(shown)


def numbered(points: tuple[Point, ...], lang: str) -> str:
    """The points as text: one as it is, several a line each with where it is."""
    if len(points) < 2:
        return "".join(point.says for point in points)
    lines = []
    for number, point in enumerate(points, 1):
        where = f"({HINTS[lang]['line'].format(point.line)}) " if point.line else ""
        lines.append(f"{number}. {where}{point.says}")
    return "\n".join(lines)


def mistake(
    error: Any, lang: str | None = None, message: str | None = None, text: str = "", cluster: Any = None
) -> Mistake:
    """An `ApiError` (or any error) for a reader. `message`: other words for it, such as kubectl's.

    `text`: the manifest it is about, to find lines and what is near; `cluster`: to find names that are near.
    """
    spoken = language(lang)
    try:
        points = tuple(teach(error, text, spoken, cluster))
    except Exception:  # an explanation that fails must not hide what it was to explain
        points = ()
    key, *blanks = (getattr(error, "hint", None) or f"reason.{getattr(error, 'reason', '')}").split()
    hint = numbered(points, spoken) or HINTS[spoken].get(key, "").format(*blanks, "", "")
    words = message if message is not None else getattr(error, "message", None) or str(error)
    line = points[0].line if points and points[0].line else getattr(error, "line", None)
    return Mistake(words, line, getattr(error, "document", None), hint, spoken, points)
