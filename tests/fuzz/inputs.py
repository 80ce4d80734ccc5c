"""Strategies: manifests that were right until something happened to them, JSON of any shape, and kubectl lines."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

__all__ = ["broken_objects", "broken_texts", "json_values", "kubectl_lines", "patches"]

_RECORDED = Path(__file__).parent.parent / "conformance" / "recordings" / "api-defaults"
Path_ = tuple[Any, ...]


@cache
def seeds() -> list[dict[str, Any]]:
    """The objects that the recordings of defaults create: every kind of the course, with rich fields."""
    found = []
    for path in sorted(_RECORDED.glob("*.yaml")):
        scenario = yaml.load(path.read_text("utf-8"), Loader=yaml.SafeLoader)
        for step in scenario["steps"]:
            made = step.get("create") or []
            found += made if isinstance(made, list) else [made]
    return [obj for obj in found if isinstance(obj, dict)]


#: words that trip parsers, formats and people
ODD_TEXT = [
    "", " ", "\t", "\n", "0", "-1", "1e309", "0x10", "nan", "null", "true", "yes", "~", "*", "&a", "{{", "}}", "%", "@", "`", "'", '"', "\\",
    "a" * 64, "a" * 254, "A_b", "-a", "a-", "..", "../../etc/passwd", "/", "//", "a/b/c", "a:b", "1Gi", "1 Gi", "500m", "-500m", "1e3", "1e99999",
    "9" * 40, "* * * * *", "@every 1s", "60 * * * *", "0 0 31 2 *", "2026-02-30T00:00:00Z", "9999999999-01-01", "10.0.0.256", "::1", "10.0.0.0/33",
    "http://[", "$(A)", "$(((", "x\u0000y", "\ud7ff", "\ufeff", "\u202e", "n\u0303", "ñandú", "日本", "😀" * 20, "<script>alert(1)</script>", "'; --",
    "x" * 70_000, "100%", "101%", "-5%", "1.5", "kube-system", "default", "web", "TCP", "Always",
]  # fmt: skip
ODD_NUMBERS = [
    0,
    -1,
    1,
    2**31,
    -(2**31) - 1,
    2**53 + 1,
    2**63,
    2**64,
    -(2**63) - 1,
    10**40,
    0.5,
    -0.0,
    1e308,
    65536,
    30000,
    32768,
]

scalars = st.one_of(
    st.sampled_from(ODD_TEXT),
    st.sampled_from(ODD_NUMBERS),
    st.none(),
    st.booleans(),
    st.text(max_size=12),
    st.integers(),
)
json_values = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=8), inner, max_size=4)),
    max_leaves=12,
)
#: a value that goes down further than anybody reads
deep = st.integers(20, 300).map(lambda depth: json.loads("[" * depth + "]" * depth))
anything = st.one_of(scalars, json_values, deep)


def _paths(value: Any, at: Path_ = ()) -> Iterator[Path_]:
    if at:
        yield at
    if isinstance(value, dict):
        for key in value:
            yield from _paths(value[key], (*at, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _paths(item, (*at, index))


def _at(value: Any, path: Path_) -> Any:
    for step in path:
        value = value[step]
    return value


@st.composite
def broken_objects(draw: st.DrawFn) -> dict[str, Any]:
    """A right object to which one to four things happen."""
    obj = copy.deepcopy(draw(st.sampled_from(seeds())))
    for _ in range(draw(st.integers(1, 4))):
        paths = list(_paths(obj))
        if not paths:
            break
        path = draw(st.sampled_from(paths))
        parent, key = _at(obj, path[:-1]), path[-1]
        what = draw(st.sampled_from(["replace", "replace", "drop", "rename", "wrap", "double", "add", "move"]))
        if what == "replace":
            parent[key] = draw(anything)
        elif what == "drop":
            del parent[key]
        elif what == "rename" and isinstance(parent, dict):
            parent[draw(st.one_of(st.sampled_from(ODD_TEXT), st.text(max_size=8)))] = parent.pop(key)
        elif what == "wrap":
            parent[key] = draw(st.sampled_from([[parent[key]], {"x": parent[key]}]))
        elif what == "double" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[key]))
        elif what == "add" and isinstance(parent[key], dict):
            parent[key][draw(st.text(max_size=8))] = draw(anything)
        elif what == "move":
            other = draw(st.sampled_from(seeds()))
            parent[key] = copy.deepcopy(_at(other, draw(st.sampled_from(list(_paths(other))))))
    return obj


@st.composite
def broken_texts(draw: st.DrawFn) -> str:
    """The YAML or JSON of an object, with characters and lines that were cut, doubled or put in."""
    obj = draw(st.one_of(st.sampled_from(seeds()), broken_objects()))
    text = (
        yaml.safe_dump(obj, sort_keys=False, allow_unicode=True) if draw(st.booleans()) else json.dumps(obj, indent=1)
    )
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(text)))
        what = draw(st.sampled_from(["cut", "insert", "double", "line", "indent", "join"]))
        if what == "cut":
            text = text[:place] + text[place + draw(st.integers(1, 40)) :]
        elif what == "insert":
            text = text[:place] + draw(st.one_of(st.sampled_from(ODD_TEXT[:50]), st.text(max_size=6))) + text[place:]
        elif what == "double":
            text = text[:place] + text[max(0, place - 60) : place] + text[place:]
        else:
            text = _line(draw, text, what)
    return text


def _line(draw: st.DrawFn, text: str, what: str) -> str:
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    if what == "line":
        lines.insert(
            at,
            draw(
                st.sampled_from(
                    ["---", "...", "%YAML 1.1", "? a", "- - -", "<<: *x", "\t- a", "a: &a [*a]", "!!python/x"]
                )
            ),
        )
    elif what == "indent":
        lines[at] = " " * draw(st.integers(0, 9)) + lines[at].strip()
    else:
        lines[at] = lines[at].rstrip() + " " + draw(st.sampled_from(["|", ">", "{", "[", "# x", ": x", "!!binary |"]))
    return "\n".join(lines)


@st.composite
def patches(draw: st.DrawFn) -> tuple[str, Any]:
    """A type of patch and a body, seldom one that fits."""
    kind = draw(st.sampled_from(["strategic", "merge", "json"]))
    if kind != "json" or draw(st.integers(0, 5)) == 0:
        obj = draw(st.one_of(broken_objects(), json_values))
        if isinstance(obj, dict) and draw(st.booleans()):
            obj["$patch"] = draw(st.sampled_from(["replace", "delete", "merge", "x", 1]))
        return kind, obj
    pointers = st.one_of(
        st.sampled_from(["", "/", "/spec", "/spec/replicas", "/spec/template/spec/containers/0/image", "/metadata/labels/a~1b", "/spec/-", "/status"]),
        st.text(max_size=6),
    )  # fmt: skip
    step = st.fixed_dictionaries(
        {"op": st.sampled_from(["add", "remove", "replace", "move", "copy", "test", "x"]), "path": pointers},
        optional={"value": anything, "from": pointers, "y": scalars},
    )
    return kind, draw(st.lists(step, max_size=4))


_WORDS = [
    "get", "describe", "delete", "apply", "create", "patch", "scale", "label", "annotate", "rollout", "set", "run", "expose", "explain", "wait",
    "top", "logs", "exec", "cp", "drain", "cordon", "taint", "auth", "api-resources", "config", "diff", "events", "autoscale", "debug", "edit",
    "pods", "po", "deploy", "deployment/web", "deployments.apps", "svc", "no", "ns", "pv,pvc", "all", "web", "image", "status", "undo", "can-i",
    "job", "cronjob", "configmap", "secret", "generic", "clusterip", "quota", "role", "rolebinding", "ingress", "pod/", "/", "deployment/web/x",
    "-o", "yaml", "json", "wide", "name", "jsonpath={.items[*].metadata.name}", "jsonpath={.a[", "custom-columns=A:.x", "go-template={{.", "-A",
    "-n", "default", "nope", "-l", "app=web", "app in (", "!x", "--field-selector", "status.phase=Running", "a=b=c", "--sort-by", ".metadata.name",
    "-w", "--watch", "--dry-run=client", "--dry-run=server", "--dry-run=x", "--replicas=3", "--replicas=-1", "--replicas=x", "--image=nginx", "--image=",
    "--port=80", "--port=99999999", "--", "sh", "-c", "echo", "-p", '{"spec":', "{}", "--type=json", "[]", "--all", "--force", "--grace-period=-5",
    "--cascade=orphan", "--show-labels", "a=b", "a-", "=", "key=value:NoSchedule", "key:NoWhat", "--for=condition=Ready", "--for=jsonpath={.x}=1",
    "--timeout=1s", "--timeout=x", "--from-literal=a=b", "--from-literal=a", "--from-file=/etc/passwd", "--schedule=* * * * *", "--as=ana", "-f", "-",
    "--raw", "/api", "-", "'", '"', "\\", "|", "grep", ">", ";", "$(x)", "`x`", "ñ", "😀", "\x00",
]  # fmt: skip

kubectl_lines = st.lists(
    st.one_of(st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.sampled_from(_WORDS), st.text(max_size=6)),
    max_size=9,
).map(" ".join)
