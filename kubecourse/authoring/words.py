"""What the builder adds to a lesson, in Spanish and English: equal keys, equal blanks."""

from __future__ import annotations

__all__ = ["WORDS"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "exercise": "### ✎ Exercise: {title}",
        "about": "*{hat} · {points} {unit}*",
        "point": "point",
        "points": "points",
        "begin": "Run the next cell first: it gives you the cluster as this exercise finds it.",
        "manifest": "Write your manifest in the cell that begins with `{magic}`, run it, and then run the check below it.",
        "kubectl": "Write your kubectl commands in the cell that begins with `{magic}`, one a line; run it, and then the check below it.",
        "choice": "Write the letter of your answer in the cell that begins with `{magic}` (several: with a space between them), run it, and then the check.",
        "text": "Write two or three sentences of your own in the cell that begins with `{magic}`, run it, and then the cell below it. A person grades this one.",
        "python": "Write your Python code in the cell that begins with `{magic}`, run it, and then the check below it.",
        "number": "Write one number in the cell that begins with `{magic}`, run it, and then the check below it.",
        "predict": "**Predict.**",
        "reveal": "Decide first; open this afterwards",
        "run": "Decide first. The next cell has the answer.",
        "debrief": "Done? What there was to see",
        "stub": "# your answer here",
        "language": "# the language in which the cluster explains itself in this notebook",
    },
    "es": {
        "exercise": "### ✎ Ejercicio: {title}",
        "about": "*{hat} · {points} {unit}*",
        "point": "punto",
        "points": "puntos",
        "begin": "Ejecuta antes la celda siguiente: te da el clúster tal como lo encuentra este ejercicio.",
        "manifest": "Escribe tu manifiesto en la celda que empieza por `{magic}`, ejecútala y ejecuta después la comprobación que hay debajo.",
        "kubectl": "Escribe tus órdenes de kubectl en la celda que empieza por `{magic}`, una por línea; ejecútala y después la comprobación.",
        "choice": "Escribe la letra de tu respuesta en la celda que empieza por `{magic}` (si son varias, separadas por un espacio), ejecútala y después la comprobación.",
        "text": "Escribe dos o tres frases tuyas en la celda que empieza por `{magic}`, ejecútala y ejecuta después la de debajo. Ésta la califica una persona.",
        "python": "Escribe tu código de Python en la celda que empieza por `{magic}`, ejecútala y ejecuta después la comprobación.",
        "number": "Escribe un solo número en la celda que empieza por `{magic}`, ejecútala y después la comprobación.",
        "predict": "**Predice.**",
        "reveal": "Decide primero; ábrelo después",
        "run": "Decide primero. La respuesta está en la celda siguiente.",
        "debrief": "¿Hecho? Lo que había que ver",
        "stub": "# tu respuesta aquí",
        "language": "# el idioma en que el clúster se explica en este cuaderno",
    },
}
