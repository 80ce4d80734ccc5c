"""`python -m tests.conformance DIR`: replay every recording below DIR.

Prints the first difference of each that differs, a line `AREA equal/total` per area, and last `TOTAL equal/total`.
"""

from __future__ import annotations

import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .replay import differs, load


def one(path: Path) -> tuple[str, str, str | None]:
    """(area, name, first difference or None) of a recording."""
    try:
        scenario = load(path)
        area = scenario.get("area") or path.parent.name
        if "steps" not in scenario or "area" not in scenario:
            from .lifecycle import differs as lifecycle

            found = lifecycle(scenario, path.parent.name)
        else:
            found = differs(scenario)
    except Exception as error:
        return path.parent.name, path.stem, f"{type(error).__name__}: {error} {traceback.format_exc(limit=-2)}"
    if not found:
        return area, path.stem, None
    where, want, have = found[0]
    return (
        area,
        path.stem,
        f"{where}\n    recorded: {str(want)[:900]}\n    ours:     {str(have)[:900]}\n    ({len(found)} differences)",
    )


def main(folder: str) -> int:
    """0 when all are equal."""
    paths = sorted(p for p in Path(folder).rglob("*.yaml"))
    counts: dict[str, list[int]] = {}
    with ProcessPoolExecutor() as pool:
        for area, name, difference in pool.map(one, paths, chunksize=8):
            row = counts.setdefault(area, [0, 0])
            row[1] += 1
            if difference is None:
                row[0] += 1
            else:
                print(f"{area}/{name}: {difference}")
    for area, (equal, total) in sorted(counts.items()):
        print(f"{area} {equal}/{total}")
    equal, total = (sum(row[i] for row in counts.values()) for i in (0, 1))
    print(f"TOTAL {equal}/{total}")
    return 0 if equal == total else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parent / "recordings")))
