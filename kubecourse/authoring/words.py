"""What the builder adds to a lesson, in Spanish and English: equal keys, equal blanks."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "exercise": "### ✎ Exercise: {title}",
        "about": "*{hat} · {points} {unit}*",
        "point": "point",
        "points": "points",
        "manifest": "Write your manifest in the next cell, run it, and then run the check below it.",
        "kubectl": "Write your kubectl commands in the next cell, one a line; run it, and then the check below it.",
        "choice": "Write the letter of your answer in the next cell (several: with a space between them), run it, and then the check.",
        "number": "Write one number in the next cell, run it, and then the check below it.",
        "predict": "**Predict.**",
        "reveal": "Decide first; open this afterwards",
        "run": "Decide first. The next cell has the answer.",
        "debrief": "Done? What there was to see",
        "stub": "# your answer here",
        "language": "# the language in which the cluster explains itself in this notebook",
        "minutes": "*About {minutes} minutes.*",
    },
    "es": {
        "exercise": "### ✎ Ejercicio: {title}",
        "about": "*{hat} · {points} {unit}*",
        "point": "punto",
        "points": "puntos",
        "manifest": "Escribe tu manifiesto en la celda siguiente, ejecútala y ejecuta después la comprobación que hay debajo.",
        "kubectl": "Escribe tus órdenes de kubectl en la celda siguiente, una por línea; ejecútala y después la comprobación.",
        "choice": "Escribe la letra de tu respuesta en la celda siguiente (si son varias, separadas por un espacio), ejecútala y después la comprobación.",
        "number": "Escribe un solo número en la celda siguiente, ejecútala y después la comprobación.",
        "predict": "**Predice.**",
        "reveal": "Decide primero; ábrelo después",
        "run": "Decide primero. La respuesta está en la celda siguiente.",
        "debrief": "¿Hecho? Lo que había que ver",
        "stub": "# tu respuesta aquí",
        "language": "# el idioma en que el clúster se explica en este cuaderno",
        "minutes": "*Unos {minutes} minutos.*",
    },
}
