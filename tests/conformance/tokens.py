"""Names and numbers that differ from run to run, as the tokens of the recordings, and back.

Numbering is by order of creation for each prefix. Which of several equal pods goes first is not defined by the
control plane: `swap` lets the comparison try another numbering of the pods of one prefix.
"""

from __future__ import annotations

import re
from typing import Any

from kubecourse.face import Cluster

__all__ = ["Tokens"]

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_REFUSED = re.compile(r'(pods "[^"]*-)[a-z0-9]{5}(" is forbidden)')
_ACCESS = re.compile(r"kube-api-access-[a-z0-9]{5}\b")


class Tokens:
    """Reads the log of a cluster as it grows."""

    def __init__(self, mask_nodes: bool) -> None:
        self.mask = mask_nodes
        self._seen = 0
        #: real text -> token
        self.names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._pattern: re.Pattern[str] | None = None
        self._asked: set[str] = set()
        self._ports: dict[int, str] = {}

    def asked(self, value: Any) -> None:
        """Texts and numbers that the scenario itself wrote are no tokens."""
        if isinstance(value, dict):
            for item in value.values():
                self.asked(item)
        elif isinstance(value, list):
            for item in value:
                self.asked(item)
        else:
            self._asked.add(str(value))

    def read(self, cluster: Cluster) -> None:
        """Learn the names that came into being since the last time."""
        log = cluster._storage.log
        for change in log[self._seen :]:
            if change.new is not None and change.kind != "Event":
                self._learn(change.kind, change.new)
        self._seen = len(log)
        self._pattern = None

    def _number(self, what: str, prefix: str) -> int:
        key = f"{what}/{prefix}"
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key]

    def _learn(self, kind: str, obj: Any) -> None:
        meta = obj["metadata"]
        name = meta["name"]
        if kind == "Node" and self.mask:
            self.names.setdefault(name, "<node>")
            for address in obj["status"].get("addresses") or ():
                if address["type"] == "InternalIP":
                    self.names.setdefault(address["address"], "<nodeIP>")
        known = name in self.names
        if kind == "ReplicaSet" and not known and (meta.get("labels") or {}).get("pod-template-hash"):
            hash_ = meta["labels"]["pod-template-hash"]
            if name.endswith(f"-{hash_}"):
                prefix = name[: -len(hash_)]
                token = self.names.get(hash_) or f"<rs{self._number('rs', '')}>"
                self.names[name] = prefix + token
                self.names[hash_] = token
        elif kind == "ControllerRevision" and not known:
            prefix, _, hash_ = name.rpartition("-")
            token = f"<rev{self._number('rev', prefix)}>"
            self.names[name] = f"{prefix}-{token}"
            self.names.setdefault(hash_, token)
        elif kind == "Pod":
            self._learn_pod(obj, known)
        elif kind == "EndpointSlice" and not known and meta.get("generateName"):
            self.names[name] = f"{meta['generateName']}<slice{self._number('slice', meta['generateName'])}>"
        elif kind == "Job" and not known:
            owner = (meta.get("ownerReferences") or [{}])[0]
            if owner.get("kind") == "CronJob" and "batch.kubernetes.io/cronjob-scheduled-timestamp" in (
                meta.get("annotations") or {}
            ):
                prefix = owner["name"]
                self.names[name] = f"{prefix}-<minute{self._number('minute', prefix)}>"
        elif kind == "PersistentVolumeClaim":
            self.names.setdefault(f"pvc-{meta['uid']}", f"pvc-<uid of {name}>")
        elif kind == "Service":
            self._learn_service(obj)

    def _learn_pod(self, pod: Any, known: bool) -> None:
        meta = pod["metadata"]
        name, base = meta["name"], meta.get("generateName")
        owner = (meta.get("ownerReferences") or [{}])[0]
        if not known and base and owner.get("kind") != "StatefulSet":
            shown = self.shown(base, final=False)
            if owner.get("kind") == "DaemonSet":
                node = _pinned(pod)
                self.names[name] = f"{shown}<pod{self._number('pod', shown + node)} on {node}>"
            else:
                self.names[name] = f"{shown}<pod{self._number('pod', shown)}>"
        address = (pod.get("status") or {}).get("podIP")
        if address and not pod["spec"].get("hostNetwork") and address not in self._asked:
            # an address can be given again to a later pod: the newest owner counts
            self.names[address] = f"<ip of {self.names.get(name, name)}>"

    def _learn_service(self, service: Any) -> None:
        address = service["spec"].get("clusterIP")
        name = service["metadata"]["name"]
        if address and address != "None" and address not in self._asked and address not in self.names:
            self.names[address] = f"<clusterIP of {name}>"
        for port in service["spec"].get("ports") or ():
            number = port.get("nodePort")
            if number and str(number) not in self._asked and number not in self._ports:
                self._ports[number] = f"<nodePort{len(self._ports) + 1}>"

    # -- there and back ----------------------------------------------------------------------------

    def shown(self, text: str, final: bool = True) -> str:
        """A text with tokens in the place of names."""
        if self._pattern is None or not final:
            names = sorted(self.names, key=len, reverse=True)
            self._pattern = (
                re.compile("|".join(rf"(?<![\w.]){re.escape(n)}(?![\w])" for n in names)) if names else re.compile("$^")
            )
        text = self._pattern.sub(lambda m: self.names[m.group()], text)
        if not final:
            self._pattern = None
            return text
        text = _REFUSED.sub(r"\1<x>\2", text)
        text = _ACCESS.sub("kube-api-access-<x>", text)
        text = _UID.sub("<uid>", text)
        return _TIME.sub("<time>", text)

    def normal(self, value: Any, key: str = "") -> Any:
        """A whole value with tokens."""
        if isinstance(value, dict):
            return {self.shown(k): self.normal(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [self.normal(item, key) for item in value]
        if isinstance(value, str):
            return self.shown(value)
        if isinstance(value, int) and key in ("nodePort", "healthCheckNodePort") and value in self._ports:
            return self._ports[value]
        return value

    def real(self, value: Any) -> Any:
        """A recorded argument with the names of this run in the place of tokens."""
        if isinstance(value, dict):
            return {k: self.real(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.real(item) for item in value]
        if isinstance(value, str) and "<" in value:
            for name, token in sorted(self.names.items(), key=lambda pair: -len(pair[1])):
                value = value.replace(token, name)
        return value

    def exchange(self, one: str, two: str) -> None:
        """Let the pods with these two tokens change places, in every name that holds them."""
        for name, token in self.names.items():
            if one in token or two in token:
                self.names[name] = token.replace(one, "\x00").replace(two, one).replace("\x00", two)

    def pods(self) -> dict[str, list[str]]:
        """Tokens of the pods of each prefix: what `swaps` may exchange."""
        found: dict[str, list[str]] = {}
        for token in self.names.values():
            prefix, mark, number = token.rpartition("<pod")
            if mark and " on " not in number and not token.startswith("<ip of"):
                found.setdefault(prefix, []).append(token)
        return found


def _pinned(pod: Any) -> str:
    try:
        required = pod["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
        return str(required["nodeSelectorTerms"][0]["matchFields"][0]["values"][0])
    except (KeyError, IndexError):
        return str(pod["spec"].get("nodeName", "?"))
