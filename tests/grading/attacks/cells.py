"""Cells that would do harm if anybody ran them, and check cells that were made to look as if they had been run."""

from __future__ import annotations

from .kit import Notebook, attack, check, code, insert

#: what a cell says -> code
_DEEDS = {
    "ends-the-process": "import os; os._exit(0)",
    "exits": "import sys; sys.exit(0)",
    "patches-check": "import kubecourse; kubecourse.check = lambda *a, **k: 7.0",
    "patches-the-grader": "import kubecourse.grading.evaluate as e\ne.grade = e.evaluate = lambda *a, **k: 7.0",
    "patches-the-fork": "import kubecourse.grading.run.apart as a\na.forked = lambda *x: None",
    "patches-float": "import builtins; builtins.float = lambda x: 7.0",
    "patches-json": "import json; json.loads = lambda *a: {'score': 7}",
    "prints-a-score": "print(4.0)",
    "shows-a-score": "from IPython.display import display\ndisplay(4.0)",
    "never-ends": "while True: pass",
    "forks-for-ever": "import os\nwhile True: os.fork()",
    "fills-the-memory": "x = ' ' * (1 << 40)",
    "writes-the-gradebook": "import sqlite3; sqlite3.connect('gradebook.db').execute('UPDATE grade SET manual_score=4')",
    "reads-secrets": "print(open('/etc/passwd').read())",
    "deletes-the-class": "import shutil; shutil.rmtree('..')",
    "calls-home": "import urllib.request; urllib.request.urlopen('http://192.0.2.1/')",
    "waits-for-the-end": "import atexit, os; atexit.register(os._exit, 0)",
    "kills-its-parent": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "another-magic": "from IPython.core.magic import register_cell_magic\n@register_cell_magic\ndef manifest(line, cell): return 4.0",
    "runs-a-shell": "!rm -rf / --no-preserve-root",
    "writes-into-the-course": "open('exercises/demo.py', 'w').write('')",
}


def _with(source: str):
    def made(notebook: Notebook) -> None:
        insert(notebook, code(source))

    return made


for _name, _source in _DEEDS.items():
    attack(f"cell-{_name}")(_with(_source))


@attack("check-says-its-points")
def _check_says(notebook: Notebook) -> None:
    check(notebook, "heal")["source"] = "4.0"


@attack("check-has-a-forged-output")
def _check_forged(notebook: Notebook) -> None:
    for name in ("heal", "who", "scale"):
        cell = check(notebook, name)
        cell["outputs"] = [
            {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": "4.0"}}
        ]


@attack("check-asks-another-exercise")
def _check_other(notebook: Notebook) -> None:
    check(notebook, "heal")["source"] = "check('demo.who', 'b')"


@attack("check-outputs-are-no-list")
def _check_text(notebook: Notebook) -> None:
    check(notebook, "heal")["outputs"] = "4.0"


for _name, _text in {
    "script": "<script>alert(1)</script>", "image": "<img src=x onerror=alert(1)>", "frame": "<iframe src='//192.0.2.1'></iframe>",
    "link": "[read me](javascript:alert(1))", "broken": "<scr<script>ipt>alert(1)</script>", "upper": "<SCRIPT >alert(1)</SCRIPT >",
    "attribute": "<b onmouseover=alert(1)>x</b>", "form": "<form action=/formgrader/api><input></form>", "comment": "<!--><script>alert(1)</script>",
    "data": "[x](data:text/html;base64,PHNjcmlwdD4=)",
}.items():  # fmt: skip
    attack(f"markdown-{_name}")(lambda notebook, text=_text: insert(notebook, code(text, cell_type="markdown")))


@attack("raw-html")
def _raw(notebook: Notebook) -> None:
    insert(
        notebook,
        code(
            "<script>alert(1)</script>", cell_type="raw", metadata={"raw_mimetype": "text/html", "format": "text/html"}
        ),
    )
