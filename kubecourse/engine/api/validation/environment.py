"""Environment variables of a container.

Rules of `ValidateEnv` and `ValidateEnvFrom`, with the names 1.36 takes: any printable ASCII but `=`. Next: `containers.py`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ...core import names
from .causes import Causes, invalid, invalid_all, required
from .downward import IN_VARIABLES, field_ref, resource_ref
from .volumes import relative_path

__all__ = ["env", "env_from"]

BAD_NAME = "a valid environment variable name must consist only of printable ASCII characters other than '='"
ONE_OF = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"


@lru_cache(maxsize=2048)
def _right_name(name: str) -> bool:
    return name.isascii() and name.isprintable() and "=" not in name


def env(causes: Causes, variables: list[dict[str, Any]], path: str) -> None:
    """The list `env`."""
    for i, variable in enumerate(variables):
        name = variable.get("name", "")
        if not name:
            required(causes, f"{path}[{i}].name")
        elif not _right_name(name):
            invalid(causes, f"{path}[{i}].name", name, BAD_NAME)
        source = variable.get("valueFrom")
        if source is not None:
            _value_from(causes, source, variable.get("value", ""), f"{path}[{i}].valueFrom")


def _value_from(causes: Causes, source: dict[str, Any], value: str, path: str) -> None:
    if "fieldRef" in source:
        field_ref(causes, source["fieldRef"], IN_VARIABLES, f"{path}.fieldRef")
    if "resourceFieldRef" in source:
        resource_ref(causes, source["resourceFieldRef"], f"{path}.resourceFieldRef", in_file=False)
    for key in ("configMapKeyRef", "secretKeyRef"):
        if key in source:
            _key_ref(causes, source[key], f"{path}.{key}")
    if "fileKeyRef" in source:
        _file_ref(causes, source["fileKeyRef"], f"{path}.fileKeyRef")
    if not source:
        invalid(causes, path, "", ONE_OF)
    elif value:
        invalid(causes, path, "", "may not be specified when `value` is not empty")
    elif len(source) > 1:
        invalid(causes, path, "", "may not have more than one field specified at a time")


def _key_ref(causes: Causes, ref: dict[str, Any], path: str) -> None:
    name, key = ref.get("name", ""), ref.get("key", "")
    invalid_all(causes, f"{path}.name", name, names.dns_subdomain(name))
    if not key:
        required(causes, f"{path}.key")
    else:
        invalid_all(causes, f"{path}.key", key, names.config_key(key))


def _file_ref(causes: Causes, ref: dict[str, Any], path: str) -> None:
    for key in ("volumeName", "path", "key"):
        if not ref.get(key):
            required(causes, f"{path}.{key}")
    relative_path(causes, ref.get("path", ""), f"{path}.path")


def env_from(causes: Causes, sources: list[dict[str, Any]], path: str) -> None:
    """The list `envFrom`."""
    for i, source in enumerate(sources):
        where = f"{path}[{i}]"
        prefix = source.get("prefix", "")
        if prefix and not _right_name(prefix):
            invalid(causes, f"{where}.prefix", prefix, BAD_NAME)
        found = [key for key in ("configMapRef", "secretRef") if key in source]
        for key in found:
            _whole(causes, source[key].get("name", ""), f"{where}.{key}.name")
        if not found:
            invalid(causes, path, "", "must specify one of: `configMapRef` or `secretRef`")
        elif len(found) > 1:
            invalid(causes, path, "", "may not have more than one field specified at a time")


def _whole(causes: Causes, name: str, path: str) -> None:
    if not name:
        required(causes, path)
    else:
        masked = name[:-2] + "a" if len(name) > 1 and name.endswith("-") else name
        invalid_all(causes, path, name, names.dns_subdomain(masked))
