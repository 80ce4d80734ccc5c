"""Files that are no notebooks, too large, or not there."""

from __future__ import annotations

import json

from .kit import Notebook, attack, code

for _name, _text in {
    "empty": "", "broken": "{", "list": "[]", "number": "7", "no-cells": '{"cells": 7}', "null-cells": '{"cells": null}',
    "odd-cells": '{"cells": [7, null, [], {"cell_type": "evil"}, {"source": 7}]}', "deep": "[" * 100_000, "lone-half": "\ud800",
    "old": '{"nbformat": 3, "worksheets": []}',
}.items():  # fmt: skip
    attack(f"file-{_name}")(lambda notebook, text=_text: text)


@attack("file-large")
def _large(notebook: Notebook) -> str:
    notebook["cells"].append(code("x" * (21 << 20)))
    return json.dumps(notebook)


@attack("file-of-many-cells")
def _many(notebook: Notebook) -> None:
    notebook["cells"] += [code("1")] * 6_000
