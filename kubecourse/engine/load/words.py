"""The sentences of a load, in English and in Spanish: what was refused, why requests failed, how it went, and
the words of its picture.

Equal keys in both languages (a test holds it).
"""

from __future__ import annotations

__all__ = ["WORDS", "reason_text", "say"]

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "bad-url": "{0!r} is not an address to send requests to: write http://host[:port]/path.",
        "bad-source": "{0!r} cannot send requests: name a machine such as MenchuPC, or a pod.",
        "bad-name": "{0!r} is no name for a load: small letters, digits and hyphens, at most 63.",
        "bad-profile": "{0!r} is no profile: {1}, or a list such as [('1m', 10), ('30s', 200)].",
        "bad-stretch": "{0!r} is not a stretch: write (how long, requests a second), for instance ('1m', 10).",
        "bad-time": "{0!r} is not a length of time for a load: one second at least, such as '90s' or '10m'.",
        "bad-rate": "{0!r} is not a number of requests a second: from 0 to {1}.",
        "bad-connections": "{0!r} is not a number of connections that clients keep: from 0 (a new one each time) to {1}.",
        "bad-cost": "{0!r} is not what a request costs in CPU: write '50m' for 0.05 seconds of one CPU, at most 60.",
        "too-long": "A load lasts {0} hours at most.",
        "too-many": "A load has {0} requests at most.",
        "name-taken": "There is a load called {0!r} already that has not ended: choose another name, or stop it.",
        "no-load": "There is no load called {0!r} in this cluster (was it taken back by a rewind?).",
        "summary": "{sent} requests, {ok} answered, {failed} failed",
        "none-failed": "{sent} requests, no request failed",
        "none-sent": "no request was sent",
        "away": "away for {seconds} s at most",
        "refused": "refused",
        "timeout": "no answer",
        "nxdomain": "name unknown",
        "overloaded": "too busy",
        "title": "Load {name} on {url}: {begin} to {end}",
        "answered": "answered",
        "failed": "failed",
        "a-second": "{0} a second",
        "outage": "away for {seconds} s: {begin} to {end}",
        "row": "{time} {sent} sent, {ok} answered",
        "row-failed": "{time} {sent} sent, {ok} answered, failed: {why}",
        "pod": "{pod}: {count}",
        "more-pods": "{0} more pods: {1}",
        "each": "Every line is {0} s:",
    },
    "es": {
        "bad-url": "{0!r} no es una dirección a la que mandar peticiones: escribe http://host[:puerto]/ruta.",
        "bad-source": "{0!r} no puede mandar peticiones: nombra una máquina como MenchuPC, o un pod.",
        "bad-name": "{0!r} no sirve como nombre de una carga: minúsculas, cifras y guiones, 63 como mucho.",
        "bad-profile": "{0!r} no es un perfil: {1}, o una lista como [('1m', 10), ('30s', 200)].",
        "bad-stretch": "{0!r} no es un tramo: escribe (cuánto dura, peticiones por segundo), por ejemplo ('1m', 10).",
        "bad-time": "{0!r} no vale como duración de una carga: un segundo por lo menos, como '90s' o '10m'.",
        "bad-rate": "{0!r} no es un número de peticiones por segundo: de 0 a {1}.",
        "bad-connections": "{0!r} no es un número de conexiones que los clientes mantengan: de 0 (una nueva cada vez) a {1}.",
        "bad-cost": "{0!r} no es lo que cuesta una petición en CPU: escribe '50m' para 0,05 segundos de una CPU, 60 como mucho.",
        "too-long": "Una carga dura {0} horas como mucho.",
        "too-many": "Una carga tiene {0} peticiones como mucho.",
        "name-taken": "Ya hay una carga llamada {0!r} que no ha terminado: elige otro nombre, o párala.",
        "no-load": "No hay ninguna carga llamada {0!r} en este clúster (¿la ha deshecho un rewind?).",
        "summary": "{sent} peticiones, {ok} contestadas, {failed} fallidas",
        "none-failed": "{sent} peticiones, ninguna ha fallado",
        "none-sent": "no se ha mandado ninguna petición",
        "away": "sin servicio durante {seconds} s como mucho",
        "refused": "rechazadas",
        "timeout": "sin respuesta",
        "nxdomain": "nombre desconocido",
        "overloaded": "pod saturado",
        "title": "Carga {name} sobre {url}: {begin} a {end}",
        "answered": "contestadas",
        "failed": "fallidas",
        "a-second": "{0} por segundo",
        "outage": "sin servicio durante {seconds} s: {begin} a {end}",
        "row": "{time} {sent} mandadas, {ok} contestadas",
        "row-failed": "{time} {sent} mandadas, {ok} contestadas, fallidas: {why}",
        "pod": "{pod}: {count}",
        "more-pods": "otros {0} pods: {1}",
        "each": "Cada línea son {0} s:",
    },
}


def say(lang: str, key: str, *args: object, **facts: object) -> str:
    """The sentence `key` in `lang`."""
    return WORDS[lang][key].format(*args, **facts)


def reason_text(lang: str, reason: str) -> str:
    """Why requests failed, in words; an HTTP code stays what it is."""
    return WORDS[lang].get(reason, reason) if not reason.isdigit() else reason
