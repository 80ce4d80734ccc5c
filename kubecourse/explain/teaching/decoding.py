"""What a text that cannot be decoded means: unknown and doubled fields, wrong types, quantities, kinds and versions.

Each function takes the message and the document (or None) and gives `Found`s: path, Spanish, English. Next: `points.py`.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any

from ...engine.api.schema import node
from ...engine.core import quantity
from ...engine.core.fields import parts
from .heads import Found, by_head, missing_head, unknown_kind, version_of, word_of
from .nearest import quantity_text
from .places import elsewhere, leaves, sibling, under

__all__ = ["Found", "decoding"]

_HANDLED = re.compile(r'(\w+) in version "([^"]+)" cannot be handled as a \w+: (.*)', re.S)
_STRICT = re.compile(r'(unknown|duplicate) field "([^"]+)"')
_GO = re.compile(r"cannot unmarshal (\w+)(?: (\S+))? into Go struct field (\S+) of type (.+?)$")
_NO_KIND = re.compile(r'no matches for kind "([^"]*)" in version "([^"]*)"')


def decoding(message: str, value: Any) -> list[Found]:
    """All that can be said about a message of the decoder; `value` is the document where it is known."""
    if found := _NO_KIND.search(message):
        return [unknown_kind(found.group(1), found.group(2))]
    if "kind not set" in message or "Object 'Kind' is missing" in message or "apiVersion not set" in message or (
        "Object 'apiVersion' is missing" in message
    ):  # fmt: skip
        return missing_head(message, value)
    if "failed to download openapi" in message or "unable to handle the request" in message or (
        not message or message == "the server could not find the requested resource"
    ):  # fmt: skip
        return by_head(value)
    handled = _HANDLED.search(message)
    kind, rest = (handled.group(1), handled.group(3)) if handled else (word_of(value, "kind"), message)
    version = word_of(value, "apiVersion") or version_of(kind)
    strict = _STRICT.findall(rest)
    if strict:
        return [_twice(path) if what == "duplicate" else _unknown(kind, version, path) for what, path in strict]
    if go := _GO.search(rest.strip()):
        return _type(go, kind, version, value)
    if "quantities must match" in rest or "unable to parse quantity" in rest:
        return _quantities(kind, version, value)
    if "base64" in rest:
        return _base64(value)
    return []


# -- fields ------------------------------------------------------------------------------------------------------

#: fields that many write where they never were, with what to do
_FAMOUS: tuple[tuple[str, str, str, str], ...] = (
    ("DaemonSet", r"^spec\.replicas$",
     "Un DaemonSet no tiene `replicas`: pone un pod en cada nodo que pueda. Para un número fijo usa un Deployment.",
     "A DaemonSet has no `replicas`: it puts a pod on every node that can take one. For a fixed number use a Deployment."),
    ("Job", r"^spec\.replicas$",
     "Un Job no tiene `replicas`: `completions` dice cuántas veces debe acabar bien y `parallelism` cuántos pods a la vez.",
     "A Job has no `replicas`: `completions` says how often it must end well, `parallelism` how many pods at a time."),
    ("Ingress", r"backend\.serviceName$",
     "`serviceName` es de la versión antigua: hoy se escribe backend: {service: {name: web, port: {number: 80}}}.",
     "`serviceName` is of the old version: today it is backend: {service: {name: web, port: {number: 80}}}."),
    ("Ingress", r"backend\.servicePort$",
     "`servicePort` es de la versión antigua: hoy va dentro de service, como port: {number: 80} o port: {name: http}.",
     "`servicePort` is of the old version: today it stands in service, as port: {number: 80} or port: {name: http}."),
    ("Service", r"^spec\.port$",
     "Un Service tiene una lista de puertos: ports: y debajo «- port: 80» (y targetPort si el contenedor escucha en otro).",
     "A Service has a list of ports: ports: and below it “- port: 80” (and targetPort if the container listens on another)."),
    ("", r"^spec\.template\.spec\.replicas$",
     "`replicas` es del controlador, no del pod: va en spec.replicas, a la altura de `template`.",
     "`replicas` belongs to the controller, not to the pod: spec.replicas, level with `template`."),
    ("Service", r"^spec\.selector\.matchLabels",
     "El selector de un Service es un mapa sencillo, sin matchLabels: selector: {app: web}.",
     "The selector of a Service is a plain map, without matchLabels: selector: {app: web}."),
    ("", r"ports\[\d+\]\.(targetPort|nodePort)$",
     "En un contenedor el puerto es containerPort; targetPort y nodePort son del Service.",
     "In a container the port is containerPort; targetPort and nodePort belong to the Service."),
    ("", r"ontainers\[\d+\]\.environment$",
     "Las variables de entorno van en `env`, como lista: - name: CLAVE / value: \"valor\".",
     "Environment variables go into `env`, as a list: - name: KEY / value: \"value\"."),
    ("", r"resources\.(cpu|memory|ephemeral-storage)$",
     "Los recursos se dicen dos veces: requests (lo que se reserva) y limits (lo máximo): resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}.",
     "Resources are said twice: requests (what is reserved) and limits (the most): resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}."),
    ("", r"\.env\[\d+\]\.(?!name$|value$|valueFrom$)\w+$|ontainers\[\d+\]\.env$|\.env\[\d+\]$",
     "Las variables van en una lista, y cada una lleva dos campos: «- name: CLAVE» y debajo «value: \"valor\"».",
     "Variables are a list, and each has two fields: “- name: KEY” and below it “value: \"text\"”."),
    ("CronJob", r"^spec\.(template|containers)$",
     "Un CronJob hace Jobs, y los Jobs hacen pods: spec.jobTemplate.spec.template.spec.containers.",
     "A CronJob makes Jobs, and Jobs make pods: spec.jobTemplate.spec.template.spec.containers."),
    ("PersistentVolumeClaim", r"^spec\.(storage|size|capacity)$|^spec\.resources\.storage$",
     "El tamaño va en resources: {requests: {storage: 1Gi}}.", "The size goes into resources: {requests: {storage: 1Gi}}."),
    ("PersistentVolume", r"^spec\.(storage|size|resources)$",
     "Lo que cabe en un PV se dice en capacity: {storage: 10Gi}.", "What a PV holds is said in capacity: {storage: 10Gi}."),
    ("Ingress", r"backend\.service\.port$",
     "El puerto del backend es un mapa: port: {number: 80}, o port: {name: http}.",
     "The backend's port is a map: port: {number: 80}, or port: {name: http}."),
    ("Ingress", r"backend\.service$",
     "El backend es un mapa: service: {name: web, port: {number: 80}}.", "The backend is a map: service: {name: web, port: {number: 80}}."),
    ("", r"^spec\.selector\.[\w./-]+$",
     "Aquí el selector lleva matchLabels (solo el de un Service no): selector: {matchLabels: {app: web}}.",
     "Here the selector has matchLabels (only that of a Service has not): selector: {matchLabels: {app: web}}."),
    ("", r"Probe\.(path|port|scheme|host|httpHeaders)$",
     "Esos campos van dentro de httpGet: httpGet: {path: /, port: 80}.", "Those fields go into httpGet: httpGet: {path: /, port: 80}."),
    ("", r"Probe\.command$",
     "La orden va dentro de exec: exec: {command: [cat, /tmp/listo]}.", "The command goes into exec: exec: {command: [cat, /tmp/ready]}."),
    ("", r"volumeMounts\[\d+\]\.path$",
     "El directorio donde se monta es `mountPath`.", "The directory it is mounted on is `mountPath`."),
    ("", r"volumes\[\d+\]\.(path|hostpath)$",
     "Un directorio del nodo se escribe hostPath: {path: /datos}.", "A directory of the node is written hostPath: {path: /data}."),
)  # fmt: skip


def _unknown(kind: str, version: str, path: str) -> Found:
    for which, pattern, es, en in _FAMOUS:
        if which in ("", kind) and re.search(pattern, path):
            return Found(path, es, en)
    steps = parts(path)
    word = str(steps[-1]) if steps else path
    near, place = sibling(kind, version, steps), elsewhere(kind, version, steps)
    slip = bool(near) and near.lower() in (word.lower(), word.lower() + "s", word.lower().removesuffix("s"))
    if near and (slip or not place):
        es = "Las mayúsculas cuentan" if near.lower() == word.lower() else f"`{word}` no existe ahí"
        en = "Capital letters matter" if near.lower() == word.lower() else f"There is no `{word}` there"
        return Found(path, f"{es}: escribe `{near}`.", f"{en}: write `{near}`.")
    if place == word:
        return Found(
            path,
            f"`{word}` va en el primer nivel, a la altura de `kind`: quítale la sangría.",
            f"`{word}` belongs to the first level, level with `kind`: take its indentation away.",
        )
    if place:
        es, en = f"`{word}` existe, pero en otro sitio: {place}.", f"`{word}` exists, but elsewhere: {place}."
        if near:
            es, en = f"{es} ¿O querías decir `{near}`?", f"{en} Or did you mean `{near}`?"
        return Found(path, f"{es} Revisa la sangría.", f"{en} Check the indentation.")
    parent = ".".join(str(s) for s in steps[:-1] if not isinstance(s, int))
    command = f"kubectl explain {kind.lower()}{'.' + parent if parent else ''}"
    return Found(
        path,
        f"Ahí no existe ningún campo `{word}` ni parecido: {command} enumera los que hay.",
        f"There is no field `{word}` there, nor one like it: {command} lists those there are.",
    )


def _twice(path: str) -> Found:
    word = path.rpartition(".")[2]
    return Found(
        path,
        f"`{word}` está dos veces en el mismo nivel y solo valdría la última: deja una, o junta lo que dicen ambas.",
        f"`{word}` stands twice at one level and only the last would count: keep one, or merge what both say.",
    )


# -- types -------------------------------------------------------------------------------------------------------

#: of one sort of mistake
_MOST = 5
_SHAPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "bool": bool, "number": (int, float)}


def _type(go: re.Match[str], kind: str, version: str, value: Any) -> list[Found]:
    given, wanted = go.group(1), go.group(4)
    pattern = go.group(3).split(".")[1:]
    found: list[Found] = []
    for steps, where, below in leaves(node(kind, version), value) if isinstance(value, dict) else ():
        names = [str(s) for s in steps if not isinstance(s, int)]
        fits = isinstance(below, _SHAPES.get(given, object)) and (given != "number" or not isinstance(below, bool))
        # of a map Go names the map alone, not the key
        if not fits or not (names == pattern or (names[:-1] == pattern and wanted == "string")):
            continue
        # Go stops at the first; what is wrong in the same way further down is told at once
        whole = wanted.startswith(("int", "uint")) and isinstance(below, int)  # right as it is
        if (wanted == "string" and where.type == "map") or whole or len(found) == _MOST:
            continue
        found.append(_mistyped(given, wanted, kind, _path(steps), below))
    return found or [_mistyped(given, wanted, kind, ".".join(pattern), None)]


def _mistyped(given: str, wanted: str, kind: str, path: str, bad: Any) -> Found:
    famous = next((row for row in _FAMOUS if row[0] in ("", kind) and re.search(row[1], path)), None)
    if famous:
        return Found(path, famous[2], famous[3])
    word = path.rpartition(".")[2]
    item = re.fullmatch(r"(.*)\[\d+\]", word)
    if item and wanted not in ("string", "bool") and not wanted.startswith(("int", "uint", "[]")):
        return Found(path, *_item_words(item.group(1), kind, path))
    return Found(path, *_type_words(given, wanted, word, bad))


def _item_words(word: str, kind: str, path: str) -> tuple[str, str]:
    """An item of a list of objects was written as a bare word or number."""
    inside = under(kind, version_of(kind), parts(path))
    first = next(iter(inside.required), "name" if "name" in inside.fields else "")
    example = f"- {first}: …" if first else "- …: …"
    return (
        f"Cada elemento de `{word}` es un mapa con sus campos: «{example}».",
        f"Each item of `{word}` is a map with fields of its own: “{example}”.",
    )


def _type_words(given: str, wanted: str, word: str, bad: Any) -> tuple[str, str]:
    shown = str(bad).lower() if isinstance(bad, bool) else str(bad)
    if wanted == "string" and given == "bool":
        return (
            f'`{word}` es texto, y true, false, yes, no, on y off sin comillas son valores lógicos: escribe "{shown}".',
            f'`{word}` is text, and true, false, yes, no, on and off without quotes are booleans: write "{shown}".',
        )
    if wanted == "string" and given == "number":
        quoted = f'"{shown}"' if bad is not None else '"8080"'
        return (
            f"`{word}` es texto, y un número sin comillas no lo es: escribe {quoted}.",
            f"`{word}` is text, and a number without quotes is not: write {quoted}.",
        )
    if wanted.startswith("[]"):
        item = f" («- {shown}»)" if given in ("string", "number") and bad is not None and len(shown) < 40 else ""
        item_en = item.replace("«", "“").replace("»", "”")
        return (
            f"`{word}` es una lista: cada elemento va en su línea, empezando por un guion{item}.",
            f"`{word}` is a list: each item has its line, beginning with a dash{item_en}.",
        )
    if wanted.startswith(("int", "uint")) and given == "number":
        return (
            f"`{word}` es un número entero, y {shown} lleva decimales.",
            f"`{word}` is a whole number, and {shown} has decimals.",
        )
    if wanted.startswith(("int", "uint")):
        if isinstance(bad, str) and re.fullmatch(r"-?\d+", bad):
            return (
                f"`{word}` es un número: quítale las comillas, {bad}.",
                f"`{word}` is a number: drop the quotes, {bad}.",
            )
        return (
            f"`{word}` es un número entero escrito con cifras y sin comillas"
            + (f", y aquí hay «{shown}»." if bad is not None else "."),
            f"`{word}` is a whole number in digits and without quotes"
            + (f", and here is “{shown}”." if bad is not None else "."),
        )
    if wanted == "bool":
        return (
            f"`{word}` es un valor lógico: true o false, sin comillas.",
            f"`{word}` is a boolean: true or false, without quotes.",
        )
    if wanted == "string":
        return (
            f"`{word}` es un texto sencillo, y aquí hay {'un mapa (clave: valor)' if given == 'object' else 'una lista'}.",
            f"`{word}` is a plain text, and here is {'a map (key: value)' if given == 'object' else 'a list'}.",
        )
    if wanted.startswith("map") and isinstance(bad, str) and (pair := re.fullmatch(r"([\w./-]+)=([\w.-]+)", bad)):
        return (
            f"`{word}` es un mapa, clave: valor, y no clave=valor: {{{pair.group(1)}: {pair.group(2)}}}.",
            f"`{word}` is a map, key: value, and not key=value: {{{pair.group(1)}: {pair.group(2)}}}.",
        )
    return (
        f"`{word}` es un mapa: sus campos van debajo, dos espacios más adentro, como clave: valor"
        + (" (y sin guion)." if given == "array" else "."),
        f"`{word}` is a map: its fields go below, two spaces further in, as key: value"
        + (" (and no dash)." if given == "array" else "."),
    )


def _path(steps: Iterable[str | int]) -> str:
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        elif "." in step or "/" in step:
            text += f"['{step}']"
        else:
            text += f".{step}" if text else step
    return text


def _quantities(kind: str, version: str, value: Any) -> list[Found]:
    found = []
    for steps, where, below in leaves(node(kind, version), value) if isinstance(value, dict) else ():
        if where.type != "quantity" or not isinstance(below, (str, int, float)):
            continue
        try:
            quantity.canonical(below)
        except quantity.QuantityError:
            fixed = quantity_text(str(below))
            binary = re.fullmatch(r"(\d+)([MGT])", fixed)
            also = f" ({binary.group(1)}{binary.group(2)}i = 1024)" if binary else ""
            es = f" Escribe {fixed}{also}." if fixed else " Por ejemplo 500m, 0.5, 128Mi o 5Gi."
            en = f" Write {fixed}{also}." if fixed else " For instance 500m, 0.5, 128Mi or 5Gi."
            found.append(Found(
                _path(steps),
                f"«{below}» no es una cantidad: número y unidad van juntos, con punto decimal; las unidades son m, k, M, G, T y Ki, Mi, Gi, Ti.{es}",
                f"“{below}” is no quantity: number and unit stand together, with a decimal point; units are m, k, M, G, T and Ki, Mi, Gi, Ti.{en}",
            ))  # fmt: skip
    return found or [Found(
        "", "Una cantidad se escribe como 500m, 0.5, 128Mi o 5Gi: sin espacios, sin coma y sin «B».",
        "A quantity is written like 500m, 0.5, 128Mi or 5Gi: no spaces, no comma and no “B”.",
    )]  # fmt: skip


def _base64(value: Any) -> list[Found]:
    found = []
    data = value.get("data") if isinstance(value, dict) else None
    for key, text in (data or {}).items() if isinstance(data, dict) else ():
        try:
            base64.b64decode(str(text), validate=True)
        except ValueError:
            coded = base64.b64encode(str(text).encode()).decode()
            found.append(Found(
                f"data.{key}",
                f"En `data` los valores van en base64, y este no lo está. Escríbelo tal cual en `stringData` (más cómodo), o pon {coded[:60]}.",
                f"Values in `data` are base64, and this one is not. Write it as it is in `stringData` (easier), or put {coded[:60]}.",
            ))  # fmt: skip
    return found or [Found(
        "data", "En `data` de un Secret los valores van en base64; en `stringData`, tal cual.",
        "Values in `data` of a Secret are base64; in `stringData` they are as they are.",
    )]  # fmt: skip
