"""The README's tables, built from tests. `python -m tests.conformance.table` writes them between their marks.

- *conformance*: recordings equal of all, area by area. What is not listed in `known.py` is equal, or `test_recordings.py`
  fails; what is listed differs, or it fails too.
- *kubectl*: every command, how far it goes, how many command lines prove it (`tests/kubectl/test_every_command.py` runs them).
- *kinds*: which verbs each kind understands, found out by doing them when the table is made.

`test_recordings.py` and `test_table.py` fail when the README is stale. Next: `test_table.py`.
"""

from __future__ import annotations

from pathlib import Path

from kubecourse import Cluster
from tests.kubectl.commands import LESS, PROVED

from .kinds import LACKS, VERBS, verbs
from .known import KNOWN

__all__ = ["BEGIN", "END", "README", "commands", "kinds", "table", "written"]

README = Path(__file__).parents[2] / "README.md"
BEGIN, END = "<!-- conformance:begin -->", "<!-- conformance:end -->"
_HOLDS = {
    "api-defaults": "the stored object after defaulting and admission",
    "api-errors": "refusals and warnings, word by word",
    "batch": "Job, CronJob",
    "kube-proxy": "iptables rules of a node",
    "kubectl": "what kubectl prints",
    "networking": "Service, EndpointSlice, Ingress",
    "pod-lifecycle": "a real kubelet: status, back-off, probes, hooks",
    "scheduling": "where pods go, and why they do not",
    "volumes": "volumes, claims, classes, protection",
    "workloads": "Deployment, ReplicaSet, StatefulSet, DaemonSet, PDB, HPA, nodes",
}


def table() -> str:
    """Markdown, between its two marks."""
    rows = ["| area | what was recorded | equal |", "|---|---|---|"]
    equal_of_all = [0, 0]
    root = Path(__file__).parent / "recordings"
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        names = [path.stem for path in folder.glob("*.yaml")]
        different = [n for n in names if f"{folder.name}/{n}" in KNOWN or f"{folder.name}/*" in KNOWN]
        equal = len(names) - len(different)
        equal_of_all[0] += equal
        equal_of_all[1] += len(names)
        rows.append(f"| {folder.name} | {_HOLDS[folder.name]} | {equal} of {len(names)} |")
    rows.append(f"| **all** | | **{equal_of_all[0]} of {equal_of_all[1]}** |")
    return "\n".join([BEGIN, *rows, END])


def commands() -> str:
    """The table of kubectl's commands; every row is proved by lines that a test runs."""
    rows = ["| command | how far | proved by |", "|---|---|---|"]
    for command in sorted(PROVED):
        lines = PROVED[command]
        refused = sum(code for _, _, code in lines)
        proof = f"{len(lines)} line{'s' * (len(lines) > 1)}" + (f", {refused} refused" if refused else "")
        rows.append(f"| `{command}` | {LESS.get(command, 'works')} | {proof} |")
    return _marked("kubectl", rows)


def kinds() -> str:
    """The table of kinds and verbs; every verb is done while the table is made."""
    cluster = Cluster(platform="minimal", nodes=[{"name": "worker-1"}])
    cluster.settle()
    groups: dict[tuple[str, str], list[str]] = {}
    for kind in cluster.registry:
        if kind.stored:
            found = verbs(cluster.fork(), kind)
            marks = " | ".join(found.get(verb, "").replace("no", "–") for verb in VERBS)
            groups.setdefault((kind.group or "core", marks), []).append(kind.name)
    rows = [f"| group | kinds | {' | '.join(VERBS)} |", f"|---|---|{':-:|' * len(VERBS)}"]
    rows += [f"| {group} | {', '.join(sorted(names))} | {marks} |" for (group, marks), names in groups.items()]
    notes = [f"{kind} {verb}: {why}." for (kind, verb), why in LACKS.items()]
    return _marked("kinds", [*rows, "", *notes])


def _marked(name: str, rows: list[str]) -> str:
    return "\n".join([f"<!-- {name}:begin -->", *rows, f"<!-- {name}:end -->"])


def written(text: str) -> str:
    """The README with the tables of today in it."""
    for made in (table(), commands(), kinds()):
        first, last = made.partition("\n")[0], made.rpartition("\n")[2]
        before, mark, rest = text.partition(first)
        if mark:
            text = before + made + rest.partition(last)[2]
    return text


def main() -> None:
    """Put the tables into the README."""
    README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
