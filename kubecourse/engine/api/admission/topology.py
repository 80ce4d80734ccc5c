"""PodTopologyLabels: a pod that gets a node gets the node's zone and region as labels.

Upstream: plugin/pkg/admission/podtopologylabels/admission.go (it admits bindings).
"""

from __future__ import annotations

from typing import Any

__all__ = ["label_topology"]

_LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def label_topology(api: Any, pod: dict[str, Any], node: str) -> None:
    """Put the labels into `pod`, a new top level whose parts may be shared: its metadata is replaced, not changed."""
    found = api.find("Node", node)
    labels = (found["metadata"].get("labels") or {}) if found else {}
    known = {label: labels[label] for label in _LABELS if label in labels}
    if known:
        metadata = pod["metadata"]
        pod["metadata"] = {**metadata, "labels": {**(metadata.get("labels") or {}), **known}}
