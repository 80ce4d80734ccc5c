"""Why a text is no YAML, in the reader's words: the line is read again as a person would, and a correction proposed.

`fault(text, line, message)` looks at the line that the parser names and at the one above it, where such mistakes
usually are. Next: `points.py`.
"""

from __future__ import annotations

import re

__all__ = ["fault"]

_KEY = re.compile(r"^(\s*(?:- )?)([A-Za-z][\w./-]*)")

#: keys below which a map is always meant
_MAPS = (
    "metadata",
    "spec",
    "template",
    "selector",
    "matchLabels",
    "labels",
    "annotations",
    "resources",
    "limits",
    "requests",
    "data",
)

_TEXTS: dict[str, tuple[str, str]] = {
    "tab": (
        "YAML no admite tabuladores para sangrar, y esta línea empieza con uno: cámbialo por espacios (dos por nivel).",
        "YAML takes no tabs for indentation, and this line begins with one: put spaces instead (two a level).",
    ),
    "no-space": (
        "Tras los dos puntos va un espacio: «{fixed}».", "A space follows the colon: “{fixed}”.",
    ),
    "no-dash-space": (
        "Tras el guion de una lista va un espacio: «{fixed}».", "A space follows the dash of a list: “{fixed}”.",
    ),
    "no-colon": (
        "A esta línea le faltan los dos puntos: «{fixed}».", "This line lacks its colon: “{fixed}”.",
    ),
    "quote": (
        "Las comillas se abren y no se cierran ({mark}): cierra las de esta línea.",
        "A quote is opened and not closed ({mark}): close the one of this line.",
    ),
    "bracket": (
        "Hay un corchete o una llave ({mark}) sin su pareja: ciérralo.",
        "A bracket or brace ({mark}) has no partner: close it.",
    ),
    "two-colons": (
        "El valor lleva «: », que en YAML empieza otra clave: ponlo entre comillas: {fixed}",
        "The value has “: ” in it, which begins another key in YAML: put it in quotes: {fixed}",
    ),
    "special": (
        "Un valor no puede empezar por «{mark}» sin comillas: {fixed}",
        "A value cannot begin with “{mark}” unless quoted: {fixed}",
    ),
    "alias": (
        "`*` al principio de un valor nombra un alias de YAML, y ese no está definido. Si es un asterisco de verdad, ponlo entre comillas.",
        "`*` at the beginning of a value names a YAML alias, and there is none of that name. If an asterisk is meant, quote it.",
    ),
    "start": (
        "El documento empieza con una línea sangrada ({have}), y las primeras (apiVersion, kind, metadata) van pegadas al margen: quítale la sangría, o falta la línea de la que cuelga.",
        "The document begins with an indented line ({have}), and the first ones (apiVersion, kind, metadata) stand at the margin: take its indentation away, or the line it hangs from is missing.",
    ),
    "separator": (
        "Los documentos se separan con una línea de tres guiones exactos: ---", "Documents are separated by a line of exactly three hyphens: ---",
    ),
    "helm": (
        "{{{{ … }}}} es de las plantillas de Helm, que se rellenan antes de enviarse: aquí escribe ya el valor (o ponlo entre comillas, si es texto).",
        "{{{{ … }}}} belongs to Helm's templates, which are filled in before they are sent: write the value here (or quote it, if it is text).",
    ),
    "inner-quote": (
        "La comilla de dentro cierra el texto antes de tiempo: usa las otras comillas por fuera: {fixed}",
        "The quote inside ends the text too early: use the other quotes outside: {fixed}",
    ),
    "too-many": (
        "En esta línea sobra un «{mark}»: cierra más de lo que se abre.",
        "There is a “{mark}” too many in this line: it closes more than was opened.",
    ),
    "same-line": (
        "Tras «{key}:» empieza un mapa, y sus campos van en las líneas de debajo, dos espacios más adentro (o entre llaves: {key}: {{{rest}}}).",
        "A map begins after “{key}:”, and its fields go on the lines below, two spaces further in (or in braces: {key}: {{{rest}}}).",
    ),
    "deeper": (
        "Esta línea está más adentro ({have}) que la de encima, que ya tiene su valor: ponla en la misma columna que sus hermanas ({want}).",
        "This line is further in ({have}) than the one above, which has its value already: put it in the column of its siblings ({want}).",
    ),
    "between": (
        "La sangría de esta línea ({have}) no coincide con la de ningún nivel de encima ({levels}): alinéala con sus hermanas.",
        "The indentation of this line ({have}) fits no level above it ({levels}): align it with its siblings.",
    ),
    "list-mix": (
        "Aquí se mezclan una lista (líneas con «-») y un mapa (clave: valor) en el mismo nivel: o todo lleva guion, o nada.",
        "A list (lines with “-”) and a map (key: value) are mixed at one level: either all have a dash, or none.",
    ),
}  # fmt: skip


def fault(text: str, line: int | None, message: str = "") -> tuple[int | None, str, str]:
    """The line in question (from 1) and the explanation in Spanish and English; "" and "" if nothing is recognised."""
    lines = text.split("\n")
    if line is None or not 1 <= line <= len(lines):
        return line, "", ""
    if "invalid map key" in message or "invalid map value" in message:
        line = next((n for n, row in enumerate(lines, 1) if "{{" in row), line)
    tabs = [n for n, row in enumerate(lines, 1) if re.match(r" *\t", row)]
    tab = next((n for n in tabs if lines[n - 1].strip()), tabs[0] if tabs else None)
    if tab and ("tab" in message or "cannot start any token" in message):
        return _say(tab, "tab")
    if "<document start>" in message and (early := _starts_deep(lines, line)):
        return _say(early, "start", have=_indent(lines[early - 1]))
    if "unexpected end of stream" in message or "while scanning a quoted scalar" in message:
        opened = _open_quote(lines)
        if opened:
            return _say(opened[0], "quote", mark=opened[1])
    for number in _about(lines, line):
        found = _of_line(lines, number)
        if found:
            return found
    if "did not find expected ',' or" in message or "flow" in message:
        bracket = _open_bracket(lines)
        if bracket:
            return _say(bracket[0], "bracket", mark=bracket[1])
    return _indentation(lines, line)


def _say(line: int, what: str, /, **blanks: object) -> tuple[int, str, str]:
    es, en = _TEXTS[what]
    return line, es.format(**_counted(blanks, "espacio")), en.format(**_counted(blanks, "space"))


def _counted(blanks: dict[str, object], word: str) -> dict[str, object]:
    """Numbers are numbers of spaces."""
    return {k: f"{v} {word}{'' if v == 1 else 's'}" if isinstance(v, int) else v for k, v in blanks.items()}


def _about(lines: list[str], line: int) -> list[int]:
    """The named line, then the nearest lines above and below that say something."""
    above = next((n for n in range(line - 1, 0, -1) if lines[n - 1].strip()), 0)
    below = next((n for n in range(line + 1, len(lines) + 1) if lines[n - 1].strip()), 0)
    return [n for n in (line, above, below) if n]


def _of_line(lines: list[str], number: int) -> tuple[int, str, str] | None:
    row = lines[number - 1]
    bare = row.split(" #")[0].rstrip()
    if re.match(r"\s*-[A-Za-z]", bare) and ":" in bare:
        return _say(number, "no-dash-space", fixed=re.sub(r"^(\s*)-", r"\1- ", bare).strip())
    if re.fullmatch(r"\s*(- )?[A-Za-z][\w-]*:[^\s/].*", bare):
        return _say(number, "no-space", fixed=re.sub(r"^(\s*(?:- )?[A-Za-z][\w-]*):", r"\1: ", bare).strip())
    if re.fullmatch(r"--|-{4,}|[–—]+-?", bare):
        return _say(number, "separator")
    if re.search(r"\{\{.*\}\}", bare):
        return _say(number, "helm")
    inner = re.fullmatch(r"(\s*(?:- )?[A-Za-z][\w./-]*: +)'(.*)'", bare)
    if inner and "'" in inner.group(2).replace("''", "") and '"' not in inner.group(2):
        return _say(number, "inner-quote", fixed=f'{inner.group(1)}"{inner.group(2)}"'.strip())
    whole = re.sub(r"\"[^\"]*\"|'[^']*'", "", bare)
    for opening, closing in ("[]", "{}"):
        if whole.count(closing) > whole.count(opening) and opening in whole:
            return _say(number, "too-many", mark=closing)
    same = re.fullmatch(r"\s*(?:- )?(" + "|".join(_MAPS) + r"): +([A-Za-z][\w./-]*: .*)", bare)
    if same:
        return _say(number, "same-line", key=same.group(1), rest=same.group(2).strip())
    value = re.fullmatch(r"(\s*(?:- )?[A-Za-z][\w./-]*: +)([^\s\"'\[{|>&!].*)", bare)
    if value and (": " in value.group(2) or value.group(2).endswith(":")):
        return _say(number, "two-colons", fixed=f'{value.group(1)}"{value.group(2)}"'.strip())
    special = re.fullmatch(r"(\s*(?:- )?(?:[A-Za-z][\w./-]*: +)?)([@`%].*)", bare)
    if special:
        fixed = f'{special.group(1)}"{special.group(2)}"'.strip()
        return _say(number, "special", mark=special.group(2)[0], fixed=fixed)
    if re.search(r": +\*\S*", bare):
        return _say(number, "alias")
    word = re.fullmatch(r"(\s*(?:- )?)([A-Za-z]\w*)( +(\S.*))?", bare)
    if word and not _inside_block(lines, number):
        fixed = f"{word.group(1)}{word.group(2)}:" + (f" {word.group(4)}" if word.group(4) else "")
        return _say(number, "no-colon", fixed=fixed.strip())
    return None


def _starts_deep(lines: list[str], line: int) -> int | None:
    """The first line of a document, where it is indented and a later one is not."""
    first = next((n for n in range(line, 0, -1) if n == 1 or lines[n - 2].startswith("---")), 1)
    for number in range(first, len(lines) + 1):
        row = lines[number - 1]
        if row.strip() and not row.lstrip().startswith("#") and not row.startswith("---"):
            return number if _indent(row) else None
    return None


def _inside_block(lines: list[str], number: int) -> bool:
    """Is the line text below `key: |`, where anything goes, or an item of a list of words?"""
    own = _indent(lines[number - 1])
    if re.match(r"\s*- [^:]+$", lines[number - 1]):
        # an item of two words, and below it fields in its column: that is a map
        below = next((row for row in lines[number:] if row.strip()), "")
        return not (_indent(below) == own + 2 and re.match(r"\s*[A-Za-z]\w*:(\s|$)", below))
    for n in range(number - 1, 0, -1):
        row = lines[n - 1]
        if row.strip() and _indent(row) < own:
            return bool(re.search(r"[|>][+-]?\d*\s*$", row))
    return False


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _open_quote(lines: list[str]) -> tuple[int, str] | None:
    for number, row in enumerate(lines, 1):
        value = re.match(r"\s*(?:- )?(?:[A-Za-z][\w./-]*: +)?([\"'])(.*)$", row)
        if value and value.group(1) not in value.group(2):
            return number, value.group(1)
    return None


def _open_bracket(lines: list[str]) -> tuple[int, str] | None:
    for number, row in enumerate(lines, 1):
        bare = re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", row)
        for opening, closing in ("[]", "{}"):
            if bare.count(opening) != bare.count(closing):
                return number, opening
    return None


def _indentation(lines: list[str], line: int) -> tuple[int, str, str]:
    """The line that stands in no column of those above it."""
    for number in [line, *range(line - 1, 0, -1)]:
        row = lines[number - 1]
        above = next((n for n in range(number - 1, 0, -1) if lines[n - 1].strip()), 0)
        if not row.strip() or not above or row.lstrip().startswith("#"):
            continue
        have, before = _indent(row), lines[above - 1]
        want = _indent(before) + (2 if before.lstrip().startswith("- ") else 0)
        if have > want and re.search(r": +[^\s|>&!#].*$", before):
            return _say(number, "deeper", have=have, want=want)
        levels = _levels(lines, number)
        if have < want and have not in levels and levels:
            return _say(number, "between", have=have, levels=", ".join(map(str, levels)))
    row = lines[line - 1]
    siblings = [r for r in lines[: line - 1] if r.strip() and _indent(r) == _indent(row)]
    if siblings and row.lstrip().startswith("- ") != siblings[-1].lstrip().startswith("- "):
        return _say(line, "list-mix")
    return line, "", ""


def _levels(lines: list[str], number: int) -> list[int]:
    """The columns that are open above a line."""
    found: list[int] = []
    lowest = 10_000
    for n in range(number - 1, 0, -1):
        row = lines[n - 1]
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        for column in ([_indent(row) + 2] if row.lstrip().startswith("- ") else []) + [_indent(row)]:
            if column < lowest:
                found.append(column)
                lowest = column
        if row.startswith("---"):
            break
    return sorted(found)
