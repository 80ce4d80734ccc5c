"""Text in columns, as Go's tabwriter lays it out: a column is as wide as its widest cell in a run of lines.

Cells end with a tab; the last cell of a line is not part of a column. `kubectl get` uses a least width
of 6 and a padding of 3, `kubectl describe` 0 and 2. Upstream: Go `text/tabwriter`. Next: `yamltext.py`.
"""

from __future__ import annotations

__all__ = ["align", "table"]


def align(text: str, least: int = 0, padding: int = 2) -> str:
    """`text` with its tabs replaced by spaces that align the cells."""
    lines = [line.split("\t") for line in text.split("\n")]
    out: list[str] = []
    _block(lines, 0, len(lines), [], least, padding, out)
    return "\n".join(out)


def _block(
    lines: list[list[str]], first: int, end: int, widths: list[int], least: int, padding: int, out: list[str]
) -> None:
    column, here = len(widths), first
    while here < end:
        if column >= len(lines[here]) - 1:
            here += 1
            continue
        _write(lines, first, here, widths, out)
        first, width = here, least
        while here < end and column < len(lines[here]) - 1:
            width = max(width, len(lines[here][column]) + padding)
            here += 1
        _block(lines, first, here, [*widths, width], least, padding, out)
        first = here
    _write(lines, first, end, widths, out)


def _write(lines: list[list[str]], first: int, end: int, widths: list[int], out: list[str]) -> None:
    count = len(widths)
    for cells in lines[first:end]:
        out.append("".join([cell.ljust(widths[at]) if at < count else cell for at, cell in enumerate(cells)]))


def table(rows: list[list[str]], least: int = 6, padding: int = 3) -> str:
    """Rows of equally many cells, aligned; a newline after each. The fast way for `kubectl get`."""
    if not rows:
        return ""
    widths = [max(least, max(map(len, cells)) + padding) for cells in list(zip(*rows, strict=True))[:-1]]
    form = "".join([f"{{:<{width}}}" for width in widths]) + "{}\n"
    return "".join([form.format(*cells) for cells in rows])
