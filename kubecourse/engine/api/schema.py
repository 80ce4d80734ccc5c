"""The types of all fields, compiled a definition at a time, and the strict walk over an object.

`node(kind)` gives the tree that patches and `kubectl explain` follow; `tidy` is the fast walk that
settles almost every object; `typecheck.py` has the slow one that says what is wrong, in Go's words.
Facts: `schema_table.py`. Next: `typecheck.py`.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, NamedTuple

from ..core import quantity
from .kinds import Kind

__all__ = ["ANY", "Explained", "SchemaNode", "explain", "node", "strict", "tidy", "types"]

#: codes of scalar types, as the table writes them
_NAMES = {
    "s": "string", "y": "bytes", "i": "int32", "l": "int64", "b": "bool", "f": "number", "q": "quantity",
    "x": "int-or-string", "t": "time", "u": "micro-time", "o": "any",
}  # fmt: skip
_EXPLAINED = {
    "string": "string", "bytes": "string", "int32": "integer", "int64": "integer", "bool": "boolean",
    "number": "number", "quantity": "Quantity", "int-or-string": "IntOrString", "time": "string",
    "micro-time": "string", "any": "Object",
}  # fmt: skip
_LOWEST = {"int32": -(1 << 31), "int64": -(1 << 63)}
_no_fields: dict[str, SchemaNode] = {}


class SchemaNode:
    """One field's type.

    `type`: object, map, list, or a scalar (string, bytes, int32, int64, bool, number, quantity, int-or-string, time,
    micro-time, any). `name`: the definition of an object (`core.v1.PodSpec`). Of lists: `list_type` (atomic, set, map),
    `keys` (map keys), and for strategic merge `merges` and `merge_key` ("" for a list of scalars). `retain_keys`:
    `$retainKeys` belongs in a patch of it. `atomic`: replaced as a whole by server-side apply.
    """

    __slots__ = ("_fields", "_required", "atomic", "item", "keys", "list_type", "merge_key", "merges", "name",
                 "retain_keys", "type")  # fmt: skip

    def __init__(self, type: str, name: str = "", item: SchemaNode | None = None) -> None:
        self.type = type
        self.name = name
        self.item = item
        self.list_type = self.merge_key = ""
        self.keys: tuple[str, ...] = ()
        self.merges = self.retain_keys = self.atomic = False
        self._fields: dict[str, SchemaNode] | None = None
        self._required: tuple[str, ...] = ()

    @property
    def fields(self) -> dict[str, SchemaNode]:
        """The fields of an object, by name; empty for anything else."""
        if self._fields is None:
            self._fields, self._required = _definition(self.name) if self.name else (_no_fields, ())
        return self._fields

    @property
    def required(self) -> tuple[str, ...]:
        """The fields an object must have, by name."""
        return self._required if self.fields else ()

    @property
    def go_name(self) -> str:
        """The Go struct's name: `PodSpec`."""
        return self.name.rpartition(".")[2]

    def child(self, field: str) -> SchemaNode:
        """The type of a field or map key; `ANY` where nothing is known."""
        if self.type == "map" and self.item is not None:
            return self.item
        return self.fields.get(field, ANY)

    def __repr__(self) -> str:
        return f"SchemaNode({self.type!r}, {self.name!r})"


ANY = SchemaNode("any")


@lru_cache(maxsize=1)
def _table() -> tuple[dict[tuple[str, str], str], dict[str, str]]:
    from .schema_table import TABLE

    heads, _, lines = TABLE.partition("\n\n")
    kinds = {}
    for head in heads.splitlines():
        version, kind, definition = head.split(" ")
        kinds[(version, kind)] = definition
    definitions = {}
    for line in lines.splitlines():
        name, _, rest = line.partition(" ")
        definitions[name] = rest
    return kinds, definitions


@cache
def _definition(name: str) -> tuple[dict[str, SchemaNode], tuple[str, ...]]:
    fields, required = {}, []
    for word in _table()[1].get(name, "").split():
        if word == "~":
            continue
        field, _, facts = word.partition(":")
        if field[-1] == "!":
            field = field[:-1]
            required.append(field)
        fields[field] = _field(facts)
    return fields, tuple(required)


def _field(facts: str) -> SchemaNode:
    code, *flags = facts.split("|")
    made = _typed(code)
    for flag in flags:
        key, _, value = flag.partition("=")
        if key == "m":
            made.list_type, made.keys = "map", tuple(value.split(","))
        elif key in ("a", "s"):
            made.list_type = "atomic" if key == "a" else "set"
        elif key == "~":
            made.atomic = True
        elif key in ("p", "P"):
            made.merges, made.merge_key = True, value
        elif key == "r":
            made.retain_keys = True
    return made


def _typed(code: str) -> SchemaNode:
    if code[0] in "[{":
        return SchemaNode("list" if code[0] == "[" else "map", item=_typed(code[1:]))
    if code in _NAMES:
        return SchemaNode(_NAMES[code])
    made = SchemaNode("object", code)
    made.atomic = _table()[1].get(code, "").startswith("~ ")
    return made


@cache
def _root(api_version: str, kind: str) -> SchemaNode:
    name = _table()[0].get((api_version, kind))
    return SchemaNode("object", name) if name else ANY


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for version, kind in _table()[0]:
        found.setdefault(kind, version)
    return found


def node(kind: Kind | str, api_version: str = "") -> SchemaNode:
    """The type tree of a kind: a row, or a kind's name (`Event.events.k8s.io` for the second Event).

    `ANY` for kinds that the cluster was taught and for unknown ones: their fields are not known here.
    """
    if isinstance(kind, Kind):
        return _root(kind.api_version, kind.name)
    name, _, group = kind.partition(".")
    return _root(api_version or (f"{group}/v1" if group else _by_name().get(name, "")), name)


def types(kind: Kind | str) -> bool:
    """Are the fields of this kind known?"""
    return node(kind) is not ANY


def strict(kind: Kind | str, obj: Any) -> list[str]:
    """What a strict server says of `obj`: see `typecheck.strict`."""
    from . import typecheck

    return typecheck.strict(kind, obj)


def tidy(where: SchemaNode, value: Any) -> bool:
    """The fast walk. True: all is right, and quantities in `value` were rewritten in place as the server stores them.
    False: something is unknown, null or of the wrong type; nothing can be said about quantities. Ask `strict`.
    """
    kind = where.type
    if kind == "object":
        if type(value) is not dict:
            return False
        fields = where.fields
        for key, below in value.items():
            field = fields.get(key)
            if field is None:
                return False
            if field.type == "string":
                if type(below) is not str:
                    return False
            elif field.type == "quantity":
                if not _quantity(value, key, below):
                    return False
            elif not tidy(field, below):
                return False
        return True
    if kind == "list":
        item = where.item or ANY
        return type(value) is list and all(tidy(item, below) for below in value)
    if kind == "map":
        return type(value) is dict and _tidy_map(where.item or ANY, value)
    return _scalar(kind, value)


def _tidy_map(item: SchemaNode, value: dict[str, Any]) -> bool:
    if item.type == "string":
        return all(type(below) is str for below in value.values())
    if item.type == "quantity":
        return all(_quantity(value, key, below) for key, below in value.items())
    return all(tidy(item, below) for below in value.values())


def _quantity(holder: dict[str, Any], key: str, value: Any) -> bool:
    if type(value) not in (str, int, float):
        return False
    try:
        holder[key] = quantity.canonical(value)
    except quantity.QuantityError:
        return False
    return True


def _scalar(kind: str, value: Any) -> bool:
    if kind == "string":
        return type(value) is str
    if kind == "bool":
        return type(value) is bool
    if kind in _LOWEST:
        return type(value) is int and _LOWEST[kind] <= value < -_LOWEST[kind]
    if kind == "int-or-string":
        return type(value) is str or (type(value) is int and -(1 << 31) <= value < 1 << 31)
    if kind == "any":
        return value is not None
    if kind == "number":
        return type(value) in (int, float)
    return _written(kind, value)


def _written(kind: str, value: Any) -> bool:
    from . import typecheck  # formats are rare; their words live with the slow walk

    return type(value) is str and not typecheck.format_error(kind, value)


class Explained(NamedTuple):
    """What `kubectl explain` prints of a field: its type, and the (name, type, required) of the fields below."""

    name: str
    type: str
    fields: tuple[tuple[str, str, bool], ...]


def _explained(where: SchemaNode) -> str:
    if where.type == "list":
        return f"[]{_explained(where.item or ANY)}"
    if where.type == "map":
        return f"map[string]{_explained(where.item or ANY)}"
    return where.go_name if where.type == "object" else _EXPLAINED[where.type]


def explain(kind: Kind | str, path: str | tuple[str, ...] = ()) -> Explained:
    """The facts of `kubectl explain KIND.path`. Raises KeyError(field) for a field that does not exist."""
    here, name = node(kind), ""
    for name in path.split(".") if isinstance(path, str) and path else path:
        while here.type in ("list", "map") and here.item is not None:
            here = here.item
        if name not in here.fields:
            raise KeyError(name)
        here = here.fields[name]
    shown = _explained(here)
    while here.type in ("list", "map") and here.item is not None:
        here = here.item
    required = here.required
    below = tuple((field, _explained(child), field in required) for field, child in here.fields.items())
    return Explained(name, shown, below)
