"""Code as an answer: off unless switched on; and what code can try in its box earns nothing and reaches nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kubecourse.grading import Exercise, criterion, exercise, grade, python_cells, say
from kubecourse.grading.nbgrader_setup import configure
from kubecourse.grading.run.apart import forked

WORDS = say(es="La media", en="The mean")
ASKS = ("mean([1, 2, 6])", "mean([5])", "mean([1, 2])")
RIGHT = "def mean(xs):\n    return sum(xs) / len(xs)\n"


def made() -> Exercise:
    checks = [
        criterion(f"c{n}", 1, WORDS, behaves=lambda case, ask=ask, right=right: case.reply(ask) == right, hints=[WORDS])
        for n, (ask, right) in enumerate(zip(ASKS, (3.0, 5.0, 1.5), strict=True))
    ]
    return exercise(
        "demo.mean", 3, title=WORDS, prompt=WORDS, hat=WORDS, kind="python", asks=ASKS, solution=RIGHT, checks=checks
    )


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(python_cells.SWITCH, "1")
    monkeypatch.setattr(python_cells, "SECONDS", 1)
    try:
        python_cells.replies("", ["1"])
    except python_cells.Refused as refused:
        pytest.skip(f"this kernel has no box: {refused}")


def test_code_is_not_run_unless_it_is_switched_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(python_cells.SWITCH, raising=False)
    score = grade(made(), f"open({str(tmp_path / 'was-here')!r}, 'w')\n{RIGHT}", lang="en")
    assert (score, score.state) == (0.0, "malformed")
    assert "here code is not run" in score.text
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(("said", "kept"), [(False, ""), (True, "1"), ("no-box", "no-box")])
def test_one_setting_switches_it_on(said: bool | str, kept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from traitlets.config import Config

    monkeypatch.setenv(python_cells.SWITCH, "?")
    configure(Config(), python_cells=said)
    assert os.environ[python_cells.SWITCH] == kept
    with pytest.raises(ValueError, match="python_cells is 'yes'"):
        configure(Config(), python_cells="yes")


def test_without_a_box_nothing_is_run_and_the_reason_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(python_cells.SWITCH, "1")
    no_box = python_cells._box().replace(
        "def apart() -> None:", "def apart() -> None:\n    raise OSError('no such thing')\n"
    )
    monkeypatch.setattr(python_cells, "_box", lambda: no_box)
    score = grade(made(), RIGHT, lang="en")
    assert score == 0.0 and "this machine cannot shut it off" in score.text and "no such thing" in score.text
    monkeypatch.setenv(python_cells.SWITCH, "no-box")
    assert grade(made(), RIGHT) == 3.0


@pytest.mark.usefixtures("on")
def test_right_code_earns_its_points_here_and_in_a_limited_process() -> None:
    assert grade(made(), RIGHT + "print('x' * 100_000)") == 3.0
    assert forked(made(), RIGHT, "en", 20).score == 3.0
    assert grade(made(), "def mean(xs):\n    return sum(xs) // len(xs)") == 2.0


#: what code tries -> what it says; each earns nothing
TRIES = {
    "ends-the-process": "import os; os._exit(0)",
    "exits": "raise SystemExit(0)",
    "kills-all": "import os, signal; os.kill(-1, signal.SIGKILL)",
    "kills-its-parent": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    "never-ends": "while True: pass",
    "sleeps": "import time; time.sleep(1000)",
    "fills-the-memory": "x = 'x' * (1 << 40)",
    "forks": "import os\nwhile True: os.fork()",
    "threads": "import threading\nfor n in range(1000): threading.Thread(target=lambda: None).start()",
    "runs-a-program": "import subprocess; subprocess.run(['/bin/sh', '-c', 'true'], check=True)",
    "calls-home": "import socket; socket.create_connection(('127.0.0.1', 80), 1)",
    "reads-users": "open('/etc/passwd').read()",
    "reads-processes": "open('/proc/1/environ').read()",
    "reads-the-course": "import kubecourse",
    "writes-the-library": "import os; open(os.__file__, 'a').write('x')",
    "writes-a-large-file": "open('x', 'w').write('x' * (4 << 20))",
    "opens-many-files": "fs = [open(f'f{n}', 'w') for n in range(1000)]",
    "becomes-root": "import os; os.setuid(0)",
    "mounts": "import ctypes\nif ctypes.CDLL(None).mount(b'tmpfs', b'/work', b'tmpfs', 0, None): raise OSError('mount')",
    "says-it-is-not-in-a-box": "import os\nfor fd in range(32):\n  try: os.write(fd, b'{\"refused\": \"x\"}')\n  except OSError: pass\nos._exit(3)",
    "says-its-score": "import os\nfor fd in range(32):\n  try: os.write(fd, b'\\n{\"score\": 3, \"state\": \"met\", \"replies\": 3}')\n  except OSError: pass\nos._exit(0)",
    "talks-without-end": "import os\nwhile True:\n  for fd in range(32):\n    try: os.write(fd, b'x' * 65536)\n    except OSError: pass",
    "patches-json": "import json; json.dumps = lambda *a, **k: '{\"score\": 3}'",
    "returns-what-is-equal-to-all": "class All:\n  def __eq__(self, other): return True\ndef mean(xs): return All()",
    "returns-a-float-that-lies": "class F(float):\n  def __eq__(self, other): return True\ndef mean(xs): return F(1)",
    "returns-no-number": "def mean(xs): return float('nan')",
    "nests-for-ever": "x = []\nx.append(x)\ndef mean(xs): return x",
    "raises-what-cannot-be-told": "class E(Exception):\n  def __str__(self): raise E()\nraise E()",
    "is-no-python": "def mean(xs) return 3",
}  # fmt: skip


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("name", TRIES)
def test_what_code_tries_earns_nothing_and_comes_to_an_end(name: str) -> None:
    score = grade(made(), TRIES[name], lang="en")
    assert score == 0.0
    assert "root:x:0" not in score.text and "Traceback" not in score.text


@pytest.mark.usefixtures("on")
def test_the_code_sees_an_empty_folder_nobodys_rights_and_nobody_else() -> None:
    here = str(Path(python_cells.__file__).parents[2])
    code = f"import os\nfrom importlib.util import find_spec\nthere = [os.path.exists({here!r}), find_spec('yaml'), find_spec('kubecourse')]"
    found = python_cells.replies(code, ["os.listdir('.')", "os.getuid()", "os.getpid()", "[*os.environ]", "there"])
    assert [each["value"] for each in found.values()] == [[], 65534, 1, ["LANG"], [False, None, None]]
