"""The course's own steps for nbgrader: starters on release, mended notebooks, and answers graded as data.

`GradeAnswers` stands where `Execute` stood: it reads the answers' cells as text, has each evaluated in a limited process,
and writes score and feedback as outputs of the check cells. No cell of a student is run. Points and checks are those of
the course's records. Next: `nbgrader_setup.py`, which puts the steps in their places.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from nbgrader import utils
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor, OverwriteCells
from traitlets import Float

from .answers import read_cell
from .freetext import for_teacher, gathered
from .harmless import harmless
from .limited import SECONDS, Graded, evaluate_apart, refused
from .records import Exercise, spoken
from .registry import exercises
from .stage import values_for
from .submission import collect, lang_of

__all__ = ["CleanMetadata", "GradeAnswers", "PutStarters", "RestoreCells"]


class PutStarters(ClearSolutions):
    """Instead of nbgrader's stub, an answer's cell is released with the starter of its record."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Remember the language, for starters that have words."""
        self._lang = lang_of(nb)
        done: tuple[Any, Any] = super().preprocess(nb, resources)
        return done

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """One cell."""
        found = read_cell(cell.source) if cell.cell_type == "code" and utils.is_solution(cell) else None
        made = exercises().get(found.id) if found else None
        if made is None:
            done: tuple[Any, Any] = super().preprocess_cell(cell, resources, cell_index)
            return done
        starter = spoken(made.starter, self._lang, values_for(made)).strip("\n")
        stub = str(self.code_stub.get("python", ""))
        cell.source = f"{made.magic}\n{starter or stub}"
        return cell, resources


class CleanMetadata(NbGraderPreprocessor):
    """Before nbgrader looks at a submission: metadata that would make it stumble is removed, and the cell graded as text."""

    def preprocess_cell(self, cell: Any, resources: Any, cell_index: int) -> tuple[Any, Any]:
        """One cell."""
        if cell.cell_type == "markdown":
            cell.source = harmless(cell.source)
        cell.metadata.pop("raw_mimetype", None)
        cell.metadata.pop("format", None)
        found = cell.metadata.get("nbgrader")
        if found is not None and (not isinstance(found, dict) or not isinstance(found.get("grade_id"), str)):
            self.log.warning("Cell %s has broken nbgrader metadata, which is ignored", cell_index)
            del cell.metadata["nbgrader"]
        return cell, resources


class RestoreCells(OverwriteCells):
    """As OverwriteCells, and cells that are gone come back at the end even if their neighbours are gone too."""

    def add_missing_grade_cells(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Add check cells that the submission does not have."""
        notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        sources = {cell.name: cell for cell in notebook.source_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        for cell in nb.cells:  # a cell of another assignment: its id was taken away just before
            if "nbgrader" in cell.metadata and "grade_id" not in cell.metadata.nbgrader:
                del cell.metadata["nbgrader"]
        present = {cell.metadata.nbgrader["grade_id"] for cell in nb.cells if "nbgrader" in cell.metadata}
        for grade in notebook.grade_cells:
            if grade.name not in present:
                self.log.warning("Missing grade cell %s: added at the end", grade.name)
                cell = self.missing_cell_transform(sources[grade.name], grade.max_score, grade.name in solutions)
                cell.source, cell["id"] = sources[grade.name].source, f"restored-{len(nb.cells)}"
                nb.cells.append(cell)
        return nb, resources


class GradeAnswers(NbGraderPreprocessor):
    """Answers as data, in the place of Execute."""

    seconds = Float(SECONDS, help="How long the evaluation of one answer may take.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Give every check cell its score and feedback."""
        lang = lang_of(nb)
        known = {f"{made.slug}-check": made for made in exercises().values()}
        checks = [cell for cell in nb.cells if _is_check(cell)]
        asked = [known.get(cell.metadata.nbgrader["grade_id"]) for cell in checks]
        answers = collect((cell.cell_type, cell.source) for cell in nb.cells)
        with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as pool:
            graded = [pool.submit(self._grade, made, answers, lang) if made else None for made in asked]
        for cell, made, future in zip(checks, asked, graded, strict=True):
            if made is None or future is None:
                self._unknown(cell)
            else:
                self._write(cell, made, future.result())
        by_hand = {f"{made.slug}-answer": made for made in exercises().values() if made.kind == "text"}
        for cell in nb.cells:
            if _is_text(cell) and cell.metadata.nbgrader["grade_id"] in by_hand:
                made = by_hand[cell.metadata.nbgrader["grade_id"]]
                self._read_by_hand(cell, made, answers.get(made.id, []), lang)
        return nb, resources

    def _grade(self, made: Exercise, answers: dict[str, list[str]], lang: str | None) -> Graded:
        """0 for an answer that is absent, or that is there several times with different words."""
        given = answers.get(made.id, [])
        if not given:
            return refused(made, "absent", lang, trouble="no cell with this answer")
        if len(given) > 1:
            return refused(made, "twice", lang, str(len(given)), f"{len(given)} different answers")
        return evaluate_apart(made, given[0], lang, self.seconds)

    def _write(self, cell: Any, made: Exercise, graded: Graded) -> None:
        if graded.trouble:
            self.log.warning("Answer %s: %s", made.id, graded.trouble)
        most = float(cell.metadata.nbgrader["points"])
        score = graded.score
        if most != made.points:
            self.log.warning("Answer %s: %g points in the gradebook, %g in the record", made.id, most, made.points)
            score = round(score * most / made.points, 2)
        _put(cell, {"text/plain": repr(min(most, score)), "text/html": graded.html})

    def _read_by_hand(self, cell: Any, made: Exercise, given: list[str], lang: str | None) -> None:
        """Whatever was written anywhere for this text is put where nbgrader asks for its points, with the rubric below it."""
        cell.source, moved = gathered(cell.source, made, given, lang)
        if moved:
            self.log.warning("Answer %s: %d texts, all of them put into one cell", made.id, moved)
        _put(cell, {"text/plain": "", "text/html": for_teacher(made, values_for(made), lang)})

    def _unknown(self, cell: Any) -> None:
        """Without an output nbgrader would give such a cell full marks."""
        name = cell.metadata.nbgrader["grade_id"]
        self.log.error("Cell %s is no check of the course: 0 points; grade it by hand", name)
        _put(cell, {"text/plain": "0.0"})


def _is_check(cell: Any) -> bool:
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


def _is_text(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(utils.is_grade(cell)) and bool(utils.is_solution(cell))


def _put(cell: Any, data: dict[str, str]) -> None:
    from nbformat.v4 import new_output

    cell.execution_count = 1
    cell.outputs = [new_output("execute_result", data, execution_count=1)]
