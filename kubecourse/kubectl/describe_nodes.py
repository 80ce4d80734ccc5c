"""`kubectl describe node`: conditions, capacity, and what the pods on it asked for.

Upstream: `kubectl/pkg/describe/describe.go` (describeNode). Next: `cmd_describe.py`.
"""

from __future__ import annotations

from ..engine.api.tables import row
from ..engine.api.tables_words import age
from ..engine.core import quantity
from ..engine.core.clock import moment, stamp
from ..engine.core.work import Object
from .describe_words import events, head, time
from .session import Session

__all__ = ["node"]

Amounts = dict[str, quantity.Quantity]


def node(session: Session, obj: Object) -> list[str]:
    """A Node."""
    spec, status, meta = obj.get("spec") or {}, obj.get("status") or {}, obj["metadata"]
    top = head(obj, space=False)
    lines = [
        top[0],
        f"Roles:\t{row('Node', obj, session.now)[2]}",
        *top[1:],
        f"CreationTimestamp:\t{time(meta.get('creationTimestamp'))}",
    ]
    taints = [
        _taint(one) for one in sorted(spec.get("taints") or (), key=lambda t: (t.get("effect", ""), t["key"]))
    ] or ["<none>"]
    lines += [f"Taints:\t{taints[0]}", *(f"\t{text}" for text in taints[1:])]
    lines.append(f"Unschedulable:\t{'true' if spec.get('unschedulable') else 'false'}")
    lines += _lease(session, obj)
    if status.get("conditions"):
        lines += _conditions(status["conditions"])
    lines += ["Addresses:", *(f"  {one['type']}:\t{one['address']}" for one in status.get("addresses") or ())]
    for title, field in (("Capacity", "capacity"), ("Allocatable", "allocatable")):
        amounts = status.get(field) or {}
        lines += [f"{title}:", *(f"  {name}:\t{amounts[name]}" for name in sorted(amounts))]
    lines += _info(status.get("nodeInfo") or {})
    if spec.get("podCIDR"):
        lines += [f"PodCIDR:\t{spec['podCIDR']}", f"PodCIDRs:\t{','.join(spec.get('podCIDRs') or ())}"]
    if spec.get("providerID"):
        lines.append(f"ProviderID:\t{spec['providerID']}")
    return [*lines, *_pods(session, obj), *events(session, obj)]


def _taint(one: Object) -> str:
    value = f"={one['value']}" if one.get("value") else ""
    return f"{one['key']}{value}:{one.get('effect', '')}"


def _lease(session: Session, obj: Object) -> list[str]:
    """The lease that the kubelet renews every ten seconds; it is not kept as an object, but follows from the heartbeats."""
    found = session.api.find("Lease", obj["metadata"]["name"], "kube-node-lease")
    spec = (found.get("spec") or {}) if found else _renewed(session, obj)
    return [
        "Lease:",
        f"  HolderIdentity:\t{spec.get('holderIdentity', '<unset>')}",
        f"  AcquireTime:\t{time(spec.get('acquireTime')) or '<unset>'}",
        f"  RenewTime:\t{time(spec.get('renewTime')) or '<unset>'}",
    ]


def _renewed(session: Session, obj: Object) -> Object:
    conditions = (obj.get("status") or {}).get("conditions") or ()
    ready = next((one for one in conditions if one["type"] == "Ready"), None)
    if ready is None or not ready.get("lastHeartbeatTime"):
        return {}
    last = moment(ready["lastHeartbeatTime"])
    if ready["status"] != "Unknown":
        last = session.now - (session.now - last) % 10_000
    return {"holderIdentity": obj["metadata"]["name"], "renewTime": stamp(last)}


def _conditions(found: list[Object]) -> list[str]:
    fields = ("type", "status", "lastHeartbeatTime", "lastTransitionTime", "reason", "message")
    heads = [field[0].upper() + field[1:] for field in fields]
    lines = ["Conditions:", "  " + "\t".join(heads), "  " + "\t".join("-" * len(word) for word in heads)]
    for one in found:
        lines.append(
            f"  {one['type']} \t{one['status']} \t{time(one.get('lastHeartbeatTime'))} \t{time(one.get('lastTransitionTime'))} "
            f"\t{one.get('reason', '')} \t{one.get('message', '')}"
        )
    return lines


_INFO = (
    ("Machine ID", "machineID"),
    ("System UUID", "systemUUID"),
    ("Boot ID", "bootID"),
    ("Kernel Version", "kernelVersion"),
    ("OS Image", "osImage"),
    ("Operating System", "operatingSystem"),
    ("Architecture", "architecture"),
    ("Container Runtime Version", "containerRuntimeVersion"),
    ("Kubelet Version", "kubeletVersion"),
)


def _info(info: Object) -> list[str]:
    return ["System Info:", *(f"  {title}:\t{info.get(field, '')}" for title, field in _INFO)]


def _sum(into: Amounts, amounts: Object | None) -> None:
    for name, text in (amounts or {}).items():
        into[name] = quantity.add(into[name], text) if name in into else quantity.parse(text)


def asked(pod: Object, field: str) -> Amounts:
    """Requests or limits of a pod: its containers and sidecars together, or its biggest init container if that is more."""
    spec = pod["spec"]
    total: Amounts = {}
    for container in spec["containers"]:
        _sum(total, (container.get("resources") or {}).get(field))
    sidecars: Amounts = {}
    biggest: Amounts = {}
    for container in spec.get("initContainers") or ():
        mine = (container.get("resources") or {}).get(field)
        if container.get("restartPolicy") == "Always":
            _sum(total, mine)
            _sum(sidecars, mine)
            now = dict(sidecars)
        else:
            now = dict(sidecars)
            _sum(now, mine)
        for name, amount in now.items():
            if name not in biggest or quantity.compare(biggest[name], amount) < 0:
                biggest[name] = amount
    for name, amount in biggest.items():
        if name not in total or quantity.compare(total[name], amount) < 0:
            total[name] = amount
    if field == "requests" or spec.get("overhead"):
        _sum(total, spec.get("overhead"))
    return total


def _share(amount: quantity.Quantity | None, name: str, allocatable: Object) -> str:
    whole = quantity.milli(allocatable.get(name, "0"))
    if amount is None:
        return "0 (0%)"
    return f"{amount} ({int(quantity.milli(str(amount)) / whole * 100) if whole else 0}%)"


def _pods(session: Session, obj: Object) -> list[str]:
    allocatable = (obj.get("status") or {}).get("allocatable") or (obj.get("status") or {}).get("capacity") or {}
    pods = [
        pod
        for pod in session.api.pods_on(obj["metadata"]["name"])
        if (pod.get("status") or {}).get("phase") not in ("Succeeded", "Failed")
    ]
    pods = sorted(pods, key=lambda pod: (pod["metadata"]["namespace"], pod["metadata"]["name"]))
    lines = [
        f"Non-terminated Pods:\t({len(pods)} in total)",
        "  Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge",
        "  ---------\t----\t\t------------\t----------\t---------------\t-------------\t---",
    ]
    totals: dict[str, Amounts] = {"requests": {}, "limits": {}}
    for pod in pods:
        mine = {field: asked(pod, field) for field in totals}
        for field, amounts in mine.items():
            _sum(totals[field], {name: str(amount) for name, amount in amounts.items()})
        cells = [
            _share(mine[field].get(name), name, allocatable)
            for name in ("cpu", "memory")
            for field in ("requests", "limits")
        ]
        meta = pod["metadata"]
        lines.append(
            f"  {meta['namespace']}\t{meta['name']}\t\t"
            + "\t".join(cells)
            + f"\t{age(meta.get('creationTimestamp'), session.now)}"
        )
    lines += [
        "Allocated resources:",
        "  (Total limits may be over 100 percent, i.e., overcommitted.)",
        "  Resource\tRequests\tLimits",
        "  --------\t--------\t------",
    ]
    for name in ("cpu", "memory", "ephemeral-storage"):
        lines.append(f"  {name}\t" + "\t".join(_share(totals[field].get(name), name, allocatable) for field in totals))
    for name in sorted(set(allocatable) - {"cpu", "memory", "ephemeral-storage", "pods"}):
        lines.append(f"  {name}\t" + "\t".join(str(totals[field].get(name, 0)) for field in totals))
    return lines
