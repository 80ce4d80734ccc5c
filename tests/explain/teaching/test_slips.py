"""Slips of the finger all over the panel's examples: nearly all are explained, and none trips the explanation."""

from __future__ import annotations

import random
from pathlib import Path

from kubecourse import ApiError
from kubecourse.explain.teaching import teach
from kubecourse.face import Cluster

EXAMPLES = Path(__file__).resolve().parents[3] / "kubecourse/widgets/examples"
MANY = 300
WORDS = ["yes", "3", '"3"', "[a]", "{a: b}", "", "-1", "tres", "1GB", "Siempre", "a_b", "*x", "@a", "'it's'"]


def slip(text: str, dice: random.Random) -> str:
    """The text with one line written wrong."""
    lines = text.split("\n")
    at = dice.randrange(len(lines))
    line = lines[at]
    cut = dice.randrange(len(line)) if line else 0
    written = [
        " " + line, line[1:], line.replace(":", "", 1), line.replace(": ", ":", 1), line.upper(), line[:cut] + line[cut + 1 :],
        line.replace("- ", "-", 1), line.replace("- ", "  ", 1), line + "\n" + line, "\t" + line.lstrip(),
        line.partition(": ")[0] + ": " + dice.choice(WORDS), line.replace('"', "", 1),
    ]  # fmt: skip
    lines[at] = dice.choice(written)
    return "\n".join(lines)


def test_slips_are_explained() -> None:
    dice = random.Random(2026)
    texts = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.yaml"))]
    base = Cluster(platform="minimal")
    base.settle()
    refused, silent = 0, []
    for number in range(MANY):
        if number % 50 == 0:  # what was accepted goes again, so that creation and change are both met
            cluster = base.fork()
        text = slip(dice.choice(texts), dice)
        try:
            cluster.apply(text)
        except ApiError as error:
            refused += 1
            found = teach(error, text, dice.choice(["es", "en"]), cluster)
            if not found:
                silent.append(error.message[-200:])
            assert all(1 <= (point.line or 1) <= text.count("\n") + 1 for point in found)
    print(f"{refused - len(silent)} of {refused} refusals are explained")
    assert refused > MANY / 3 and len(silent) <= 0.02 * refused, silent
