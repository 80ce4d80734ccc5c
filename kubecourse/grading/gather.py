"""Answers put back where they belong, whatever was done to the cells around them: the same step for every way of grading.

A cell is known by the first line of its text (`%%manifest volumes.match`), else by the name nbgrader gave it. Where the
intent is plain (a cell that was moved, retyped, split, copied, left without its first line, or written below the one that
was meant for it) the answer is put into its own cell, before its check, and a cell beside it says what was done. Where it
is not plain, nothing is guessed: two different answers earn nothing, and the instructor hears of it. No text is lost.
Next: `scoring.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..explain.language import LANGUAGES
from .answers import read_cell
from .harmless import as_written, harmless
from .nbgrader_setup import STUB
from .records import Exercise, spoken
from .stage import values_for
from .words import tell

__all__ = ["DIFFERENT", "Gathered", "asked_by", "gather"]

#: in the metadata of an answer's cell: how many different answers were found, when there was more than one
DIFFERENT = "kubecourse_different"
Cell = dict[str, Any]
_FENCE = re.compile(r"\A\s*(`{3,}|~{3,})[^\n`]*\n(.*?)\n?\1\s*\Z", re.S)
_KEY = re.compile(r"(?:- ?)*[\w./-]+:(?:\s|$)|- |-$|---")
_BETWEEN = "\n\n* * *\n\n"


@dataclass
class Gathered:
    """The cells, mended; and what an instructor should know of: (exercise, key of `words.py`, its blanks)."""

    cells: list[Cell]
    notices: list[tuple[str, str, dict[str, object]]] = field(default_factory=list)

    def told(self, lang: str | None = "en") -> list[str]:
        """The notices as sentences."""
        return [f"answer {id}: {tell(key, lang, **blanks)}" for id, key, blanks in self.notices]


@dataclass
class _Found:
    """A cell that holds (a part of) an answer: where, what it says, and what is unusual about it ("" for nothing)."""

    at: int
    text: str
    how: str = ""


def asked_by(names: Iterable[str], known: Iterable[Exercise]) -> list[Exercise]:
    """The exercises that a notebook with cells of these names asks for."""
    there = set(names)
    return [made for made in known if there & {f"{made.slug}-check", f"{made.slug}-answer"}]


def gather(cells: Sequence[Cell], asked: Sequence[Exercise], lang: str | None) -> Gathered:
    """The cells with every answer in its place. The cells themselves are changed."""
    done = Gathered(list(cells))
    for cell in done.cells:
        cell["metadata"].pop(DIFFERENT, None)  # our word, and nobody else's
    for made in asked:
        _one(done, made, asked, lang)
    _strangers(done, asked)
    return done


def _one(done: Gathered, made: Exercise, asked: Sequence[Exercise], lang: str | None) -> None:
    found = _claims(done.cells, made, {other.id for other in asked})
    written = [one for one in found if not _nothing(made, one.text)]
    if not written:
        written = _astray(done.cells, made, found, asked)
    elif len(written) == 1 and made.kind != "text":
        written = _joined(done.cells, made, written[0], asked)
    elif made.kind == "text":
        written += [one for one in _strays(done.cells, made, written[-1].at, asked) if _reads_as(made, one)]
    different = _different(written)
    if not different:
        own = next((one for one in found if _name(done.cells[one.at]) == f"{made.slug}-answer"), None)
        _clear(done, [one for one in found if one is not (own or found[0])], lang)
        return
    how = next((one.how for one in written if one.how), "")
    if made.kind == "text" and len(different) > 1:
        how, different = "read-texts", [_BETWEEN.join(text.strip() for text in different)]
    _settle(
        done,
        made,
        [*found, *(one for one in written if one.at not in {each.at for each in found})],
        different,
        how,
        lang,
    )


def _claims(cells: Sequence[Cell], made: Exercise, ids: set[str]) -> list[_Found]:
    """Cells that say themselves, or by the name nbgrader gave them, that they are this answer."""
    found: list[_Found] = []
    for at, cell in enumerate(cells):
        source = _source(cell)
        own = read_cell(source)
        mine = _name(cell) == f"{made.slug}-answer"
        if own is not None and own.id == made.id:
            found.append(_Found(at, own.text, "" if cell["cell_type"] == "code" else "read-retyped"))
        elif mine and not (own is not None and own.id in ids):
            text = source.lstrip("\n")
            if text.startswith("%%"):
                text = text.partition("\n")[2]
            split = found and found[-1].at == at - 1 and text.strip()
            if split:  # cut in two by the notebook's own command, which gives both halves the same name
                found[-1] = _Found(at - 1, f"{found[-1].text.rstrip(chr(10))}\n{text}", "read-split")
                found.append(_Found(at, "", "read-split"))
            else:
                found.append(_Found(at, text, "read-headless"))
    return found


def _strays(cells: Sequence[Cell], made: Exercise, after: int, asked: Sequence[Exercise]) -> list[_Found]:
    """Cells that came after the release, between an answer's cell and what follows it there."""
    found = []
    for at in range(after + 1, len(cells)):
        cell = cells[at]
        source = _source(cell)
        if _released(cell, asked) or read_cell(source) is not None:
            break
        if source.strip():
            found.append(_Found(at, source, "read-below"))
    return found


def _astray(cells: Sequence[Cell], made: Exercise, found: list[_Found], asked: Sequence[Exercise]) -> list[_Found]:
    """The answer's cell is as it was released, or gone: what stands in its place, if it reads as an answer of this kind."""
    before = {f"{made.slug}-{part}" for part in ("prompt", "begin", "answer")}
    places = [one.at for one in found] or [at for at, cell in enumerate(cells) if _name(cell) in before][-1:]
    if not places:
        return []
    return [one for one in _strays(cells, made, places[0], asked) if _reads_as(made, one)]


def _joined(cells: Sequence[Cell], made: Exercise, one: _Found, asked: Sequence[Exercise]) -> list[_Found]:
    """An answer that goes on in the cells below it."""
    parts, whole, text = [one], 1, one.text
    for more in _strays(cells, made, one.at, asked):
        if more.at != parts[-1].at + 1 or cells[more.at]["cell_type"] != "code" or not _goes_on(made, text, more.text):
            break
        parts.append(more)
        text = f"{text.rstrip(chr(10))}\n{more.text}"
        if made.kind == "kubectl" or _documents(text):
            whole = len(parts)
    if whole == 1:
        return [one]
    parts = parts[:whole]
    text = "\n".join(part.text.rstrip("\n") for part in parts)
    # the parts are named too, so that they are no answers of their own any more
    return [_Found(one.at, text, "read-split"), *(_Found(part.at, text, "read-split") for part in parts[1:])]


def _reads_as(made: Exercise, one: _Found) -> bool:
    text = one.text.strip()
    if made.kind == "manifest":
        return all(isinstance(each, dict) and "kind" in each for each in _documents(text) or [None])
    if made.kind == "kubectl":
        lines = [line.strip() for line in text.splitlines() if line.strip()[:1] not in ("", "#")]
        return bool(lines) and lines[0].startswith(("kubectl ", "!kubectl "))
    if made.kind == "number":
        return re.fullmatch(r"[-+]?\d+(?:[.,]\d+)?", text) is not None
    if made.kind == "choice":
        letters = "abcdefghijklmnopqrstuvwxyz"[: len(made.options)]
        return re.fullmatch(rf"[{letters}](?:[\s,;]+[{letters}])*", text, re.I) is not None
    return len(text.split()) > 2 and not text.startswith(("%", "!"))


def _goes_on(made: Exercise, before: str, text: str) -> bool:
    """What is no notebook code, and cannot stand alone."""
    lines = [line for line in text.splitlines() if line.strip()[:1] not in ("", "#")]
    if not lines:
        return False
    if made.kind == "kubectl":
        return all(line.startswith("kubectl ") for line in lines)
    if made.kind != "manifest" or not _KEY.match(lines[0].strip()) or lines[0].strip()[:1] in ("%", "!"):
        return False
    return lines[0].startswith("---") or before.rstrip().endswith("---") or not _alone(text)


def _alone(text: str) -> bool:
    return any(isinstance(each, dict) and "kind" in each and "apiVersion" in each for each in _documents(text))


def _documents(text: str) -> list[Any]:
    """YAML without its meaning: strings, lists, mappings; nothing where it is none."""
    if len(text) > 200_000 or re.search(r"(?:^|[\s\[{,])[&*]\w", text):
        return []
    try:
        return [each for each in yaml.load_all(text, Loader=yaml.BaseLoader) if each not in (None, "")]
    except (yaml.YAMLError, RecursionError, ValueError):
        return []


def _different(found: Sequence[_Found]) -> list[str]:
    texts: dict[str, str] = {}
    for one in found:
        texts.setdefault("\n".join(line.rstrip() for line in one.text.strip().splitlines()), one.text)
    return [text for text in texts.values() if text.strip()]


def _nothing(made: Exercise, text: str) -> bool:
    """As it was released, or with nothing but comments."""
    if not "".join(line for line in text.splitlines() if line.strip()[:1] != "#").strip(" -\n\t"):
        return made.kind != "text" or text.strip() in ("", STUB)
    values = values_for(made)
    return text.strip() in {spoken(made.starter, lang, values).strip() for lang in LANGUAGES}


def _settle(done: Gathered, made: Exercise, used: list[_Found], texts: list[str], how: str, lang: str | None) -> None:
    """One cell with the answer, before its check; the others are kept as words."""
    own = [one for one in used if _name(done.cells[one.at]) == f"{made.slug}-answer"]
    home = done.cells[(own or used)[0].at]
    others = [one for one in used if done.cells[one.at] is not home]
    as_is = read_cell(home["source"]) if home["cell_type"] == "code" else None
    if len(texts) > 1:
        source = "\n".join(f"# {line}".rstrip() for text in texts for line in ["-" * 20, *text.strip().splitlines()])
        how = "read-twice"
        home["metadata"][DIFFERENT] = len(texts)
    else:
        source = texts[0]
    if as_is is None or as_is.id != made.id or as_is.text.strip() != source.strip():
        home["source"] = f"{made.magic}\n{source.strip(chr(10))}"
    if home["cell_type"] != "code" or not own:
        _as_answer(home, made)
    _clear(done, others, lang)
    moved = _before_check(done, made, home)
    how = how or ("read-moved" if moved else "")
    if how:
        blanks: dict[str, object] = {"count": len(texts)} if how == "read-twice" else {}
        if how != "read-twice":  # the instructor hears of that when it is marked
            done.notices.append((made.id, how, blanks))
        at = next(at for at, cell in enumerate(done.cells) if cell is home)
        done.cells.insert(at, _words(done.cells, tell(how, lang, **blanks), made))


def _as_answer(cell: Cell, made: Exercise) -> None:
    cell["cell_type"] = "code"
    cell.setdefault("outputs", [])
    cell.setdefault("execution_count", None)
    by_hand = made.kind == "text"
    about: Cell = {"cell_type": "code", "grade": by_hand, "grade_id": f"{made.slug}-answer", "locked": False,
                   "schema_version": 3, "solution": True, "task": False}  # fmt: skip
    cell["metadata"]["nbgrader"] = about | ({"points": made.points} if by_hand else {})


def _clear(done: Gathered, others: Iterable[_Found], lang: str | None) -> None:
    """Cells that were (copies or parts of) this answer: shown as words, so that nothing takes them for one."""
    for one in others:
        cell = done.cells[one.at]
        source = as_written(cell["source"]) if cell["cell_type"] == "markdown" else cell["source"]
        fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", source)), default=0))
        cell["cell_type"], cell["metadata"] = "markdown", type(cell["metadata"])()
        cell["source"] = harmless(f"{tell('read-copy', lang)}\n\n{fence}text\n{source}\n{fence}")
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _before_check(done: Gathered, made: Exercise, home: Cell) -> bool:
    """Move an answer's cell that stands after its check."""
    check = next((at for at, cell in enumerate(done.cells) if _name(cell) == f"{made.slug}-check"), None)
    at = next(at for at, cell in enumerate(done.cells) if cell is home)
    if check is None or at < check:
        return False
    done.cells.insert(check, done.cells.pop(at))
    return True


def _strangers(done: Gathered, asked: Sequence[Exercise]) -> None:
    """Cells that say they are an answer to something that this notebook does not ask."""
    ids = {made.id for made in asked}
    for cell in done.cells:
        own = read_cell(cell["source"]) if cell["cell_type"] == "code" else None
        if own is not None and own.id not in ids and "." in own.id and own.text.strip():
            done.notices.append((own.id, "read-stranger", {}))


def _words(cells: Sequence[Cell], sentence: str, made: Exercise) -> Cell:
    ids = {cell.get("id") for cell in cells}
    said: Cell = {"cell_type": "markdown", "metadata": {}, "source": f"> ⚠ {sentence}"}
    if ids == {None}:
        return said  # a notebook from before cells had ids
    return said | {"id": next(id for n in range(len(ids) + 1) if (id := f"{made.slug}-notice-{n}") not in ids)}


def _source(cell: Cell) -> str:
    """What was written, without the fence of a text cell."""
    source: str = cell["source"]
    if cell["cell_type"] == "code":
        return source
    source = as_written(source)
    fenced = _FENCE.match(source)
    return fenced[2] if fenced else source


def _name(cell: Cell) -> str:
    about = cell["metadata"].get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else ""


def _released(cell: Cell, asked: Sequence[Exercise]) -> bool:
    """Whether a cell was there when the notebook was handed out, as far as its name or number tells."""
    if _name(cell):
        return True
    id = str(cell["metadata"].get("kubecourse_id") or cell.get("id", ""))
    return any(id.startswith(f"{made.slug}-") for made in asked)
