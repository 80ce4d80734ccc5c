"""House rules, so that every room stays what its sign says."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MODULES = sorted((ROOT / "kubecourse").rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_what_it_promises(path: Path) -> None:
    doc = ast.get_docstring(TREES[path])
    assert doc and len(doc) > 20, f"{name(path)} needs a docstring that says what it promises"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_file_is_longer_than_a_sitting(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    reason = "Longer than 400 lines because" in (ast.get_docstring(TREES[path]) or "")
    assert lines <= 400 or reason, f"{name(path)} has {lines} lines: split it by idea, or say why in its docstring"


def test_the_median_file_is_about_a_hundred_lines() -> None:
    lines = [len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES if p.name != "__init__.py"]
    assert statistics.median(lines) <= 180


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_what_is_exported_exists(path: Path) -> None:
    tree = TREES[path]
    exported: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            exported = [e.value for e in node.value.elts if isinstance(e, ast.Constant)]  # type: ignore[attr-defined]
    defined = {"__version__"}
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            defined.add(node.name)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            defined |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            defined.add(node.id)
        elif isinstance(node, ast.Dict):
            # lazily exported names stand in a table: name -> module
            defined |= {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
    assert set(exported) <= defined, f"{name(path)} exports {set(exported) - defined}, which it does not have"


@pytest.mark.parametrize("path", [p for p in MODULES if "engine" in p.parts], ids=name)
def test_the_engine_has_no_clock_and_no_dice_of_its_own(path: Path) -> None:
    banned = {"random", "secrets", "time", "copy", "socket"}
    for node in ast.walk(TREES[path]):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name.split(".")[0] for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names = [(node.module or "").split(".")[0]]
        assert not banned & set(names), f"{name(path)} imports {banned & set(names)}"
        if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today"):
            target = ast.unparse(node.value)
            assert target not in ("datetime", "date", "datetime.datetime"), f"{name(path)} reads the wall clock"


def test_rooms_import_only_downwards() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; import sys; sys.exit(lint_imports())"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_style_is_the_house_style() -> None:
    for arguments in (["check", "."], ["format", "--check", "."]):
        run = subprocess.run([sys.executable, "-m", "ruff", *arguments], cwd=ROOT, capture_output=True, text=True)
        assert run.returncode == 0, run.stdout[-4000:] + run.stderr


def test_types_hold() -> None:
    run = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr
