"""The course's own steps for nbgrader: starters on release, mended notebooks, and answers graded as data.

`GradeAnswers` stands where `Execute` stood: it reads the answers' cells as text, has each evaluated in a limited process,
and writes score and feedback as outputs of the check cells. No cell of a student is run. Points and checks are those of
the course's records. Next: `nbgrader_setup.py`, which puts the steps in their places.
"""

from __future__ import annotations

from typing import Any

from nbformat import from_dict
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearSolutions, NbGraderPreprocessor, OverwriteCells
from traitlets import Float

from .answers import read_cell
from .bench import Bench
from .freetext import for_teacher
from .gather import asked_by, gather
from .harmless import harmless
from .limited import SECONDS
from .records import spoken
from .registry import exercises
from .run.sound import course_of
from .scoring import answers_in, mark
from .stage import values_for
from .submission import lang_of

__all__ = ["CleanMetadata", "GatherAnswers", "GradeAnswers", "PutStarters", "RestoreCells"]


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


class GatherAnswers(NbGraderPreprocessor):
    """Each answer into its own cell, whatever was done to the notebook; see `gather.py`."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The whole notebook. Raises Unsound if the course has none of its exercises: nobody is given 0 for that."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as book:
            notebook = book.find_notebook(about["notebook"], about["assignment"])
            names = [cell.name for cell in notebook.source_cells]
            by_hand = {cell.name for cell in notebook.solution_cells}
            checks = {cell.name for cell in notebook.grade_cells if cell.cell_type == "code"} - by_hand
        course_of(about["assignment"], sorted(checks))
        done = gather(nb.cells, asked_by(names, exercises().values()), lang_of(nb))
        for told in done.told():
            self.log.warning("%s", told[:1].upper() + told[1:])
        nb.cells = [from_dict(cell) for cell in done.cells]
        return nb, resources


class GradeAnswers(NbGraderPreprocessor):
    """Answers as data, in the place of Execute."""

    seconds = Float(SECONDS, help="How long the evaluation of one answer may take.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Give every check cell its score and feedback."""
        lang, answers = lang_of(nb), answers_in(nb.cells)
        known = {f"{made.slug}-check": made for made in exercises().values()}
        with Bench() as bench:
            for cell in nb.cells:
                if not _is_check(cell):
                    continue
                name, points = cell.metadata.nbgrader["grade_id"], float(cell.metadata.nbgrader["points"])
                made = known.get(name)
                given = answers.get(made.id) if made else None
                found = mark(
                    name, points, made, given, lang, lambda made, text: bench.tried(made, text, lang, self.seconds)
                )
                for notice in found.notices:
                    self.log.warning("%s", notice[:1].upper() + notice[1:])
                _put(cell, found.shows)
        by_hand = {f"{made.slug}-answer": made for made in exercises().values() if made.kind == "text"}
        for cell in nb.cells:
            if _is_text(cell) and cell.metadata.nbgrader["grade_id"] in by_hand:
                made = by_hand[cell.metadata.nbgrader["grade_id"]]
                _put(cell, {"text/plain": "", "text/html": for_teacher(made, values_for(made), lang)})
        return nb, resources


def _is_check(cell: Any) -> bool:
    return cell.cell_type == "code" and utils.is_grade(cell) and not utils.is_solution(cell)


def _is_text(cell: Any) -> bool:
    return cell.cell_type == "code" and bool(utils.is_grade(cell)) and bool(utils.is_solution(cell))


def _put(cell: Any, data: dict[str, str]) -> None:
    from nbformat.v4 import new_output

    cell.execution_count = 1
    cell.outputs = [new_output("execute_result", data, execution_count=1)]
