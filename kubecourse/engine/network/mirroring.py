"""Endpoints that somebody wrote by hand are mirrored in EndpointSlices, which is where everybody looks.

For services without a selector only: those with one have slices of their own. Upstream: pkg/controller/endpointslicemirroring.
Left out: events about addresses that cannot be read, annotations of the last trigger. Next: `slices.py`.
"""

from __future__ import annotations

from typing import Any

from ..core.work import Object, Wake, Watch, split_key

__all__ = ["Mirroring"]

_MANAGER = "endpointslicemirroring-controller.k8s.io"
_MANAGED_BY, _SERVICE = "endpointslice.kubernetes.io/managed-by", "kubernetes.io/service-name"
_SKIP, _LEADER = "endpointslice.kubernetes.io/skip-mirror", "control-plane.alpha.kubernetes.io/leader"
_NOTES = ("kubectl.kubernetes.io/last-applied-configuration", "endpoints.kubernetes.io/last-change-trigger-time")
_MOST = 1000

#: (family, ports as they are written): one slice each
_Group = tuple[str, str]


def _by_hand(old: Object | None, new: Object | None) -> bool:
    """Endpoints that the endpoint controller does not write."""
    labels = ((new or old or {}).get("metadata") or {}).get("labels") or {}
    return labels.get("endpoints.kubernetes.io/managed-by") != "endpoint-controller"


def _bare(old: Object | None, new: Object | None) -> bool:
    """Services that have no selector, or had none."""
    return any(service is not None and not service["spec"].get("selector") for service in (old, new))


def _mirrors(old: Object | None, new: Object | None) -> bool:
    return any(_is_mirror(piece) for piece in (old, new) if piece is not None)


def _is_mirror(piece: Object) -> bool:
    return (piece["metadata"].get("labels") or {}).get(_MANAGED_BY) == _MANAGER


def _of(api: Any, piece: Object) -> list[str]:
    name = (piece["metadata"].get("labels") or {}).get(_SERVICE)
    return [f"{piece['metadata']['namespace']}/{name}"] if name else []


class Mirroring:
    """Keeps the mirrored slices of each Endpoints object that a service without selector has."""

    name = "endpoint-slice-mirroring-controller"
    watches = (Watch("Endpoints", None, _by_hand), Watch("Service", None, _bare), Watch("EndpointSlice", _of, _mirrors))

    def reconcile(self, api: Any, key: str) -> Wake | None:
        """Bring the mirrors of one Endpoints object in line with it."""
        namespace, name = split_key(key)
        present = [
            piece
            for piece in api.list("EndpointSlice", namespace, f"{_SERVICE}={name},{_MANAGED_BY}={_MANAGER}")
            if not piece["metadata"].get("deletionTimestamp")
        ]
        endpoints = api.find("Endpoints", name, namespace)
        groups = _groups(endpoints) if endpoints and _mirrored(api, endpoints) else {}
        for (family, _), (rows, ports) in groups.items():
            _write(api, endpoints, present, family, rows, ports)
        for piece in present:
            api.delete("EndpointSlice", piece["metadata"]["name"], namespace)
        return None


def _mirrored(api: Any, endpoints: Object) -> bool:
    meta = endpoints["metadata"]
    if (meta.get("labels") or {}).get(_SKIP) == "true" or _LEADER in (meta.get("annotations") or {}):
        return False
    service = api.find("Service", meta["name"], meta["namespace"])
    return service is not None and not service["spec"].get("selector") and not meta.get("deletionTimestamp")


def _groups(endpoints: Object) -> dict[_Group, tuple[list[Object], list[Object]]]:
    """Endpoints and ports of each slice that is wanted."""
    found: dict[_Group, tuple[list[Object], list[Object]]] = {}
    for subset in endpoints.get("subsets") or ():
        ports = [_port(port) for port in subset.get("ports") or ()]
        both = [(row, True) for row in subset.get("addresses") or ()]
        both += [(row, False) for row in subset.get("notReadyAddresses") or ()]
        for address, ready in both[:_MOST]:
            family = "IPv6" if ":" in address["ip"] else "IPv4"
            found.setdefault((family, str(ports)), ([], ports))[0].append(_endpoint(address, ready))
    return found


def _port(port: Object) -> Object:
    row = {"name": port.get("name", ""), "port": port["port"], "protocol": port.get("protocol", "TCP")}
    return {**row, "appProtocol": port["appProtocol"]} if port.get("appProtocol") else row


def _endpoint(address: Object, ready: bool) -> Object:
    kept = {field: address[field] for field in ("hostname", "nodeName", "targetRef") if address.get(field)}
    return {"addresses": [address["ip"]], "conditions": {"ready": ready}, **kept}


def _write(
    api: Any, endpoints: Object, present: list[Object], family: str, rows: list[Object], ports: list[Object]
) -> None:
    """One slice: the one with these ports, or else another of the family, or a new one. Takes it out of `present`."""
    meta = endpoints["metadata"]
    labels = {**(meta.get("labels") or {}), _SERVICE: meta["name"], _MANAGED_BY: _MANAGER}
    notes = {name: text for name, text in (meta.get("annotations") or {}).items() if name not in _NOTES}
    mine = [piece for piece in present if piece["addressType"] == family]
    mine.sort(key=lambda piece: piece.get("ports") != ports)
    if not mine:
        owner = {"apiVersion": "v1", "kind": "Endpoints", "name": meta["name"], "uid": meta["uid"], "controller": True,
                 "blockOwnerDeletion": True}  # fmt: skip
        about = {
            "generateName": f"{meta['name']}-",
            "namespace": meta["namespace"],
            "labels": labels,
            "ownerReferences": [owner],
        }
        api.create({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": family, "endpoints": rows,
                    "ports": ports, "metadata": {**about, "annotations": notes} if notes else about})  # fmt: skip
        return
    piece = mine[0]
    present.remove(piece)
    before = {name: text for name, text in piece["metadata"].items() if name not in ("labels", "annotations")}
    same = piece.get("endpoints") == rows and piece.get("ports") == ports
    if not same:
        before["generation"] = before.get("generation", 0) + 1
    about = {**before, "labels": labels, **({"annotations": notes} if notes else {})}
    if not same or about != piece["metadata"]:
        api.change(piece, metadata=about, endpoints=rows, ports=ports)
