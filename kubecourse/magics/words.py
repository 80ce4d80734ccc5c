"""What the magics say, in Spanish and English."""

from __future__ import annotations

from ..explain.language import language

__all__ = ["WORDS", "say"]

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "new-cluster": "(No había ningún clúster: se ha creado uno nuevo en la variable `cluster`.)",
        "stored": "Respuesta guardada para {id}. Nada ha cambiado en tu clúster.",
        "empty": "La celda está vacía: escribe debajo del encabezado.",
        "no-id": "Falta el ejercicio: escribe {magic} y su identificador, por ejemplo {magic} networking.select-web",
        "dry-ok": "  {name}: el servidor lo aceptaría",
        "dry-none": "No hay ningún objeto en el manifiesto.",
        "no-file": 'error: the path "{path}" does not exist',
        "bad-duration": "No entiendo la duración «{text}»: escribe 30s, 10m, 2h o 1h30m.",
        "settled": "{now} · el clúster está en calma",
        "limit": "{now} · ha pasado el límite de {limit} y aún no está en calma",
        "reached": "{now} · han pasado {by}",
        "stopped": "{now} · parado en cluster.limits.{limit} tras {steps} pasos; repite para seguir o sube el límite",
        "interrupted": "{now} · interrumpido; el clúster está entero y puede seguir",
        "apply-usage": "Uso: %%apply [-n namespace], y el manifiesto debajo.",
    },
    "en": {
        "new-cluster": "(There was no cluster: a new one is in the variable `cluster`.)",
        "stored": "Answer kept for {id}. Nothing has changed in your cluster.",
        "empty": "The cell is empty: write below its first line.",
        "no-id": "The exercise is missing: write {magic} and its id, for example {magic} networking.select-web",
        "dry-ok": "  {name}: the server would accept it",
        "dry-none": "There is no object in the manifest.",
        "no-file": 'error: the path "{path}" does not exist',
        "bad-duration": "The duration “{text}” is not clear: write 30s, 10m, 2h or 1h30m.",
        "settled": "{now} · the cluster is calm",
        "limit": "{now} · the limit of {limit} is over and it is not calm yet",
        "reached": "{now} · {by} have passed",
        "stopped": "{now} · stopped at cluster.limits.{limit} after {steps} steps; do it again to go on, or raise the limit",
        "interrupted": "{now} · interrupted; the cluster is whole and can go on",
        "apply-usage": "Usage: %%apply [-n namespace], and the manifest below.",
    },
}


def say(key: str, **blanks: object) -> str:
    """One sentence in the reader's language."""
    return WORDS[language()][key].format(**blanks)
