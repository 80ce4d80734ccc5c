"""The README's table of fidelity: recordings equal of all, area by area. `python -m tests.conformance.table` writes it.

What is not listed in `known.py` is equal, or `test_recordings.py` fails; what is listed differs, or it fails too.
"""

from __future__ import annotations

from pathlib import Path

from .known import KNOWN

__all__ = ["BEGIN", "END", "README", "table"]

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


def main() -> None:
    """Put the table into the README."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    README.write_text(before + table() + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
