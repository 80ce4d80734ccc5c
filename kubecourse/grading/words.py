"""What feedback says, in Spanish and English: equal keys, equal blanks."""

from __future__ import annotations

from ..explain.language import language

__all__ = ["WORDS", "tell"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "met": "met",
        "not-yet": "not yet",
        "malformed": "not readable",
        "state-met": "All there: the cluster does what was asked.",
        "state-not-yet": "Not yet. Behaviours seen: {met} of {all}.",
        "state-malformed": "The answer could not be used. Nothing is lost: mend it and check again.",
        "score": "{score} of {points} points",
        "score-one": "{score} of {points} point",
        "empty": "The answer is still empty.",
        "missing": "There is no answer: run the answer's cell (the one that begins with {magic}), then this one again.",
        "unknown": "There is no exercise {id}. There are: {message}",
        "refused": "The API server refused it:",
        "command": "This command failed:",
        "letters": "Answer with letters, {message}; several with a space between them.",
        "number": "Answer with one number and nothing else; found: {message}",
        "stopped": "It asks for more work than an exercise may take (limit of {message}): how many objects does it make?",
        "broke": "The simulator could not go on with this answer ({message}). Please report it.",
        "silent": "The evaluation did not come to an end within its limits of time and memory.",
        "absent": "The notebook has no cell for this answer: it must begin with {magic}.",
        "twice": "The notebook has {message} different answers to this exercise: leave one cell that begins with {magic}.",
        "place": "Line {line}",
        "place-document": "Document {document}, line {line}",
        "only-document": "Document {document}",
        "no-words": "The behaviour that is asked for was not seen.",
        "check-broke": "The check could not be carried out: {seen}",
        "cluster-says": "The cluster says",
        "try": "Try this",
        "hint": "Hint {number}",
        "points": "{weight} of {all}",
    },
    "es": {
        "met": "conseguido",
        "not-yet": "todavía no",
        "malformed": "no se puede leer",
        "state-met": "Todo está: el clúster hace lo que se pedía.",
        "state-not-yet": "Todavía no. Comportamientos conseguidos: {met} de {all}.",
        "state-malformed": "La respuesta no se ha podido usar. No se pierde nada: corrígela y comprueba de nuevo.",
        "score": "{score} de {points} puntos",
        "score-one": "{score} de {points} punto",
        "empty": "La respuesta sigue vacía.",
        "missing": "No hay respuesta: ejecuta la celda de la respuesta (la que empieza por {magic}) y después esta otra vez.",
        "unknown": "No hay ningún ejercicio {id}. Hay: {message}",
        "refused": "El servidor de API la ha rechazado:",
        "command": "Esta orden ha fallado:",
        "letters": "Responde con letras, {message}; si son varias, separadas por un espacio.",
        "number": "Responde con un número y nada más; se ha encontrado: {message}",
        "stopped": "Pide más trabajo del que cabe en un ejercicio (límite de {message}): ¿cuántos objetos crea?",
        "broke": "El simulador no ha podido seguir con esta respuesta ({message}). Avisa, por favor.",
        "silent": "La evaluación no ha terminado dentro de sus límites de tiempo y memoria.",
        "absent": "El cuaderno no tiene celda para esta respuesta: debe empezar por {magic}.",
        "twice": "El cuaderno tiene {message} respuestas distintas a este ejercicio: deja una sola celda que empiece por {magic}.",
        "place": "Línea {line}",
        "place-document": "Documento {document}, línea {line}",
        "only-document": "Documento {document}",
        "no-words": "No se ha visto el comportamiento que se pide.",
        "check-broke": "La comprobación no se ha podido hacer: {seen}",
        "cluster-says": "El clúster dice",
        "try": "Prueba esto",
        "hint": "Pista {number}",
        "points": "{weight} de {all}",
    },
}


def tell(key: str, lang: str | None = None, /, **blanks: object) -> str:
    """The sentence `key`, blanks filled."""
    return WORDS[language(lang)][key].format(**blanks)
