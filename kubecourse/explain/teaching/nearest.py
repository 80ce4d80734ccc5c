"""The nearest word that would have been right: kinds, fields, values, names, and Spanish words for English ones.

Nothing is proposed that is not near: a wrong guess teaches worse than none. Next: `moved.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

__all__ = ["config_key", "env_name", "label", "label_value", "nearest", "port_name", "quantity_text", "subdomain"]

#: words a Spanish speaker writes where Kubernetes has an English one, and letters that kubectl prints short
_SAME = {
    "siempre": "Always", "nunca": "Never", "borrar": "Delete", "eliminar": "Delete", "conservar": "Retain",
    "mantener": "Retain", "retener": "Retain", "prohibir": "Forbid", "permitir": "Allow", "reemplazar": "Replace",
    "sustituir": "Replace", "entrada": "Ingress", "salida": "Egress", "carpeta": "Directory", "directorio": "Directory",
    "fichero": "File", "archivo": "File", "recrear": "Recreate", "inmediato": "Immediate", "igual": "Equal",
    "existe": "Exists", "exacto": "Exact", "prefijo": "Prefix", "tarde": "WaitForFirstConsumer", "paralelo": "Parallel",
    "serie": "OrderedReady", "indexado": "Indexed", "rwo": "ReadWriteOnce", "rwx": "ReadWriteMany",
    "rox": "ReadOnlyMany", "rwop": "ReadWriteOncePod", "iffallo": "OnFailure", "rolling": "RollingUpdate",
    "sistemadeficheros": "Filesystem", "bloque": "Block",
    "ordered": "OrderedReady", "noexecute": "NoExecute", "noschedule": "NoSchedule", "regex": "ImplementationSpecific",
    "despliegue": "Deployment", "servicio": "Service", "trabajo": "Job", "nodo": "Node", "secreto": "Secret",
    "espacio": "Namespace", "contenedor": "Pod", "volumen": "PersistentVolume", "configuracion": "ConfigMap",
    "contenedores": "pods", "despliegues": "deployments", "servicios": "services", "trabajos": "jobs",
    "nodos": "nodes", "secretos": "secrets", "espacios": "namespaces", "volumenes": "persistentvolumes",
    "eventos": "events", "container": "pods", "containers": "pods", "persistentvolumeclaim": "PersistentVolumeClaim",
    "imagen": "image", "puertos": "ports", "puerto": "port", "nombre": "name", "etiquetas": "labels",
    "replicas": "replicas", "replica": "replicas", "comando": "command", "argumentos": "args",
}  # fmt: skip
_ABBREVIATED = {
    "deploy": "Deployment", "svc": "Service", "po": "Pod", "rs": "ReplicaSet", "sts": "StatefulSet",
    "ds": "DaemonSet", "cj": "CronJob", "cm": "ConfigMap", "ns": "Namespace", "pv": "PersistentVolume",
    "pvc": "PersistentVolumeClaim", "sc": "StorageClass", "ing": "Ingress", "netpol": "NetworkPolicy",
    "hpa": "HorizontalPodAutoscaler", "pdb": "PodDisruptionBudget", "sa": "ServiceAccount",
}  # fmt: skip


def _plain(word: str) -> str:
    """Lower case, without accents and without what separates words."""
    bare = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", bare.lower())


def nearest(word: str, known: Iterable[str], least: float = 0.72) -> str:
    """The word of `known` that was probably meant, or "". `least`: how alike it must be, from 0 to 1."""
    words = list(known)
    bare = _plain(word)
    if not bare:
        return ""
    for candidate in words:
        if _plain(candidate) == bare:
            return candidate
    same = _SAME.get(bare) or _ABBREVIATED.get(word.lower())
    if same in words:
        return str(same)
    for candidate in words:
        plain = _plain(candidate)
        if plain in (bare + "s", bare + "es") or bare in (plain + "s", plain + "es"):
            return candidate
    for candidate in words:
        if len(bare) > 2 and _one_slip(bare, _plain(candidate)):
            return candidate
    best, how = "", least
    for candidate in words:
        plain = _plain(candidate)
        # close from both ends: the ratio depends a little on who is asked first
        alike = max(SequenceMatcher(None, bare, plain).ratio(), SequenceMatcher(None, plain, bare).ratio())
        if alike > how:
            best, how = candidate, alike
    return best


def _one_slip(one: str, two: str) -> bool:
    """Is there one letter more, one less, one other, or are two neighbours exchanged?"""
    if abs(len(one) - len(two)) > 1 or one[:1] != two[:1]:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    rest_one, rest_two = one[start:], two[start:]
    swapped = rest_one[:2] == rest_two[:2][::-1] and rest_one[2:] == rest_two[2:]
    return swapped or rest_one[1:] == rest_two or rest_one == rest_two[1:] or rest_one[1:] == rest_two[1:]


def _slug(text: str, kept: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"-{2,}", "-", re.sub(f"[^{kept}]", "-", bare))


def subdomain(text: str) -> str:
    """A name that objects may have: `Mi_Web` -> `mi-web`; "" if nothing is left of it."""
    made = _slug(re.sub(r"^\w+://", "", text).lower(), "a-z0-9.-")
    parts = [part.strip("-") for part in made.split(".")]
    return ".".join(part for part in parts if part)[:253].strip("-.")


def label(text: str, longest: int = 63) -> str:
    """A name of one part, as containers, volumes and Services have."""
    return _slug(text.lower(), "a-z0-9-").strip("-")[:longest].strip("-")


def port_name(text: str) -> str:
    """At most 15 characters with a letter among them."""
    made = label(text)
    if len(made) > 15:
        kept: list[str] = []
        for part in made.split("-"):
            if len("-".join([*kept, part])) > 15:
                break
            kept.append(part)
        made = "-".join(kept) or made[:15].strip("-")
    if made and not re.search("[a-z]", made):
        made = f"p{made}"[:15]
    return made


def label_value(text: str) -> str:
    """What a label's value, or the name part of its key, may be: `hola mundo` -> `hola-mundo`."""
    return _slug(text, "A-Za-z0-9._-").strip("-._")[:63].strip("-._")


def env_name(text: str) -> str:
    """A name that every shell takes: `A=B` -> `A_B`."""
    made = re.sub(r"[^A-Za-z0-9_]", "_", unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode())
    return f"_{made}" if made[:1].isdigit() else made


def config_key(text: str) -> str:
    """A key of ConfigMap or Secret: `mi clave` -> `mi-clave`."""
    return _slug(text, "A-Za-z0-9._-").strip("-")


_UNITS = {
    "": "", "b": "", "byte": "", "bytes": "", "k": "k", "kb": "k", "kib": "Ki", "ki": "Ki", "m": "M", "mb": "M", "mib": "Mi",
    "mi": "Mi", "g": "G", "gb": "G", "gib": "Gi", "gi": "Gi", "t": "T", "tb": "T", "tib": "Ti", "ti": "Ti",
    "giga": "G", "gigas": "G", "mega": "M", "megas": "M", "tera": "T", "teras": "T",
    "core": "", "cores": "", "cpu": "", "cpus": "", "nucleo": "", "nucleos": "", "milli": "m", "millicores": "m",
    "mcpu": "m", "millis": "m",
}  # fmt: skip


def quantity_text(text: str) -> str:
    """The quantity that was probably meant: `1GB` -> `1G`, `500 m` -> `500m`, `1,5` -> `1.5`; "" if unclear."""
    bare = unicodedata.normalize("NFKD", text.strip()).encode("ascii", "ignore").decode()
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*([A-Za-z%]*)", bare)
    if match is None:
        return ""
    number, unit = match.group(1).replace(",", "."), match.group(2)
    if unit in ("m", "k", "M", "G", "T", "Ki", "Mi", "Gi", "Ti"):
        return number + unit
    known = _UNITS.get(unit.lower())
    return "" if known is None else number + known
