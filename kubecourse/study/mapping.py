"""The map of concepts as a picture: each concept in the column of what it needs, with its state in a word and a mark.

The text twin has a line a concept. Next: `page.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..diagrams.diagram import Diagram
from ..diagrams.palette import PALETTES
from ..diagrams.scene import Scene
from ..explain.language import language
from .concept_records import Concept
from .progress import Progress
from .words import tell

__all__ = ["MARKS", "ConceptMap"]

#: one ASCII mark a state, for who sees no colours
MARKS = {"later": ".", "open": "o", "begun": "~", "met": "+", "due": "!", "firm": "*"}
_ROLES = {"later": "gone", "open": "plain", "begun": "busy", "met": "good", "due": "wait", "firm": "done"}


class ConceptMap(Diagram):
    """The map, marked by somebody's progress."""

    def __init__(
        self, known: Mapping[str, Concept], progress: Progress, lang: str | None = None, theme: str = "light"
    ) -> None:
        spoken = language(lang)
        super().__init__(Scene(view="concepts", title=tell("map", spoken), lang=spoken), theme)
        self._known, self._progress = known, progress

    def _words(self, concept: Concept) -> tuple[str, str]:
        lang, state = self.scene.lang, self._progress.states[concept.id]
        done, every = self._progress.of(concept)
        marked = f"{MARKS[state]} {tell(state, lang)}"
        if every:
            return concept.title(lang), f"{marked}, {done}/{every}"
        return concept.title(lang), marked

    @property
    def dot(self) -> str:
        """The DOT text."""
        palette = PALETTES[self.theme]
        lines = [
            "digraph concepts {",
            f'  graph [rankdir=LR, bgcolor="transparent", nodesep=0.14, ranksep=0.35, fontname="Helvetica", fontcolor="{palette["text"]}"]',
            '  node [shape=box, style="filled,rounded", fontname="Helvetica", fontsize=11, margin="0.12,0.05", height=0.4]',
            f'  edge [color="{palette["weak"]}", arrowsize=0.6]',
        ]
        for concept in self._known.values():
            role = _ROLES[self._progress.states[concept.id]]
            title, state = self._words(concept)
            wide = 2.4 if self._progress.states[concept.id] == "due" else 1.0
            lines.append(
                f'  "{concept.id}" [label="{_escaped(title)}\\n{_escaped(state)}", fillcolor="{palette[f"{role}-fill"]}",'
                f' color="{palette[f"{role}-line"]}", fontcolor="{palette[f"{role}-text"]}", penwidth={wide}]'
            )
        lines += [f'  "{need}" -> "{concept.id}"' for concept in self._known.values() for need in concept.needs]
        return "\n".join([*lines, "}"]) + "\n"

    @property
    def text(self) -> str:
        """The text twin: a line a concept, by module."""
        lang, lines = self.scene.lang, [self.scene.title]
        for module in dict.fromkeys(concept.module for concept in self._known.values()):
            lines += ["", tell(f"module-{module}", lang)]
            for concept in self._known.values():
                if concept.module == module:
                    lines.append(f"  {self._line(concept)}")
        return "\n".join(lines)

    def _line(self, concept: Concept) -> str:
        lang = self.scene.lang
        title, state = self._words(concept)
        told = f"{state[0]} {title}: {state[2:]}"
        if concept.needs:
            names = ", ".join(self._known[need].title(lang) for need in concept.needs)
            told += f" ({tell('needs', lang, names=names)})"
        return told


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
