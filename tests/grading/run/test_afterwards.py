"""After a run: its report, its exports and what changed until the next one, as an instructor types them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from . import classroom

_AFTERWARDS = """
import json, sys
from pathlib import Path
from kubecourse.cli import main

root = Path(sys.argv[1])
def do(*words):
    assert main(["grade", words[0], "demo_es", "--dir", str(root), *words[1:]]) == 0

do("run", "--workers", "1")
do("report")
do("export", "--format", "canvas", "--to", str(root / "canvas.csv"))
file = root / "submitted/bob/demo_es/demo.ipynb"
file.write_text(file.read_text().replace("demo.who\\\\na", "demo.who\\\\nb"))
do("run", "--workers", "1")
do("diff")
"""


def test_a_run_has_a_report_exports_and_a_difference_to_the_next(room: Path) -> None:
    released, solved = classroom.release(room), classroom.source(room)
    right = {cell["id"]: "".join(cell["source"]) for cell in solved["cells"] if cell["id"].endswith("-answer")}
    for student in ("ada", "bob", "eve"):
        given = json.loads(json.dumps(released))
        for cell in given["cells"]:
            if cell["id"] in right and student != "eve":
                cell["source"] = right[cell["id"]]
            if student == "bob" and cell["id"] == "demo-heal-answer":
                cell["source"] = right[cell["id"]].replace("replicas: 2", "replicas: 1")
            if student == "bob" and cell["id"] == "demo-who-answer":
                cell["source"] = "%%answer demo.who\na"
        classroom.hand_in(room, student, given)
    done = subprocess.run([sys.executable, "-c", _AFTERWARDS, str(room)], env=classroom.environment(room.parent),
                          capture_output=True, text=True, timeout=240)  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    shown = (room / "reports" / "demo_es" / "report.html").read_text(encoding="utf-8")
    assert "a single one" in shown, "the mistake of the record that bob made"
    assert "3 students · mean 4 of 7" in shown
    assert (room / "reports" / "demo_es" / "questions.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    made = json.loads((room / "reports" / "demo_es" / "report.ipynb").read_text(encoding="utf-8"))
    assert made["nbformat"] == 4
    assert '"ada","","","ada","","7"' in (room / "canvas.csv").read_text(encoding="utf-8-sig")
    assert "bob: demo.who 0 → 1" in done.stdout
    assert "1 marks of 1 students changed" in done.stdout
