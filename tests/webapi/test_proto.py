"""What Go clients send as protobuf is the same object as its JSON; bytes that are none are refused with a Status."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubecourse import Cluster
from kubecourse.engine.api.kinds import BUILTIN
from kubecourse.http import proto

from .conftest import WEB, Client

#: what kubectl 1.36.4 sent for the command, and the object that was meant
SENT = {
    "create job once --image=busybox:1.37 -- true": (
        "6b3873000a0f0a0862617463682f763112034a6f621289010a140a046f6e636512001a0022002a00320038004200126732650a100a0012001a"
        "0022002a003200380042001251122e0a046f6e6365120c62757379626f783a312e33371a04747275652a0042006a0072008001008801009001"
        "00a201001a054e65766572320042004a0052005800600068008201008a01009a0100c201001a082000280030003a001a002200",
        {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "once"}, "spec": {"template": {"spec": {
            "containers": [{"name": "once", "image": "busybox:1.37", "command": ["true"]}], "restartPolicy": "Never"}}}},
    ),
    "auth can-i list pods": (
        "6b3873000a320a17617574686f72697a6174696f6e2e6b38732e696f2f7631121753656c665375626a656374416363657373526576696577"
        "123d0a100a0012001a0022002a00320038004200121f0a1d0a0764656661756c7412046c6973741a0022002a04706f647332003a001a080800"
        "12001a0020001a002200",
        {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
         "spec": {"resourceAttributes": {"namespace": "default", "verb": "list", "resource": "pods"}}},
    ),
    "create secret generic pass --from-literal=user=ana": (
        "6b3873000a0c0a027631120653656372657412250a140a047061737312001a0022002a00320038004200120b0a04757365721203616e611a00"
        "1a002200",
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "pass"}, "data": {"user": "YW5h"}},
    ),
    "create role reader --verb=get,list --resource=pods": (
        "6b3873000a240a1c726261632e617574686f72697a6174696f6e2e6b38732e696f2f76311204526f6c65122d0a160a0672656164657212001a"
        "0022002a0032003800420012130a036765740a046c69737412001a04706f64731a002200",
        {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "reader"},
         "rules": [{"verbs": ["get", "list"], "apiGroups": [""], "resources": ["pods"]}]},
    ),
    "create pdb guard --selector=app=web --min-available=1": (
        "6b3873000a200a09706f6c6963792f76311213506f6444697372757074696f6e427564676574123b0a150a05677561726412001a0022002a00"
        "32003800420012160a06080010011a00120c0a0a0a0361707012037765621a0a080018002000280030001a002200",
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "guard"},
         "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "web"}}}},
    ),
}  # fmt: skip


# -- a small encoder, so that what was read can be written -----------------------------------------------------------


def varint(value: int) -> bytes:
    value, made = value & 0xFFFF_FFFF_FFFF_FFFF, bytearray()
    while value > 127:
        made.append(value & 127 | 128)
        value >>= 7
    return bytes([*made, value])


def part(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def written(value: Any, word: str) -> int | bytes:
    """One value as the wire has it."""
    if word in ("int", "bool"):
        return int(value)
    if word == "string":
        return str(value).encode()
    if word == "bytes":
        return b64decode(value)
    if word in ("Time", "MicroTime"):
        moment = datetime.fromisoformat(value)
        return part(1, int(moment.replace(microsecond=0).timestamp())) + part(2, moment.microsecond * 1000)
    if word == "IntOrString":
        return part(1, 1) + part(3, value.encode()) if isinstance(value, str) else part(1, 0) + part(2, value)
    if word == "Strings":
        return b"".join(part(1, item.encode()) for item in value)
    if word in ("Quantity", "Raw"):
        return part(1, (value if isinstance(value, str) else "{}").encode())
    return struct(value, word)


def struct(value: dict[str, Any], name: str) -> bytes:
    made = b""
    for number, field in proto.fields(name).items():
        if field.name == "+":
            made += part(number, struct(value, field.type))
        elif field.name not in value:
            continue
        elif field.map:
            rows = (
                (part(1, key.encode()), part(2, written(below, field.type))) for key, below in value[field.name].items()
            )
            made += b"".join(part(number, key + below) for key, below in rows)
        else:
            items = value[field.name] if field.many else [value[field.name]]
            made += b"".join(part(number, written(item, field.type)) for item in items)
    return made


def envelope(value: dict[str, Any]) -> bytes:
    version, kind = value["apiVersion"], value["kind"]
    about = part(1, version.encode()) + part(2, kind.encode())
    return proto.PREFIX + part(1, about) + part(2, struct(value, proto.struct_of(version, kind)))


WORDS = st.text("abcñ☃", min_size=1, max_size=4)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "int": st.integers(-(1 << 63), (1 << 63) - 1).filter(bool), "bool": st.just(True), "string": WORDS,
    "bytes": st.sampled_from(["YW5h", "AP8="]), "Quantity": st.sampled_from(["1", "250m", "4Gi"]), "Raw": st.just({}),
    "IntOrString": st.integers(1, 9) | WORDS, "Strings": st.lists(WORDS, min_size=1, max_size=2),
    "Time": MOMENTS.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%SZ}".rjust(20, "0")),
    "MicroTime": MOMENTS.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}".rjust(27, "0")),
}  # fmt: skip


@st.composite
def structs(draw: Any, name: str, depth: int = 4) -> dict[str, Any]:
    """An object of a struct, as JSON would have it, with a handful of its fields."""
    known = [field for field in proto.fields(name).values() if depth or field.type in VALUES]
    chosen = draw(st.lists(st.sampled_from(known), max_size=4, unique_by=lambda field: field.name)) if known else []
    made: dict[str, Any] = {}
    for field in chosen:
        one = VALUES[field.type] if field.type in VALUES else structs(field.type, depth - 1)
        if field.name == "+":
            made |= draw(one)
        elif field.map:
            made[field.name] = draw(st.dictionaries(WORDS, one, min_size=1, max_size=2))
        elif field.many:
            made[field.name] = draw(st.lists(one, min_size=1, max_size=2))
        else:
            made[field.name] = draw(one)
    return {name: value for name, value in made.items() if value != {} or kept(name, known)}


def kept(name: str, known: list[proto.Field]) -> bool:
    """Does an empty value say something there?"""
    return any(field.name == name and (field.pointer or field.stays or field.type == "Raw") for field in known)


KINDS = sorted((kind.api_version, kind.name) for kind in BUILTIN if proto.struct_of(kind.api_version, kind.name))
QUICK = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@QUICK
@given(st.data())
def test_every_object_comes_back_from_its_bytes(data: st.DataObject) -> None:
    version, kind = data.draw(st.sampled_from(KINDS))
    told = {"kind": kind, "apiVersion": version}
    value = {**told, **data.draw(structs(proto.struct_of(version, kind)))}
    found = proto.read(envelope(value))
    # an embedded struct that stays even when it is empty adds nothing to the one that holds it
    assert found == {**value, **{name: below for name, below in found.items() if below == {}}}


@QUICK
@given(st.data())
def test_bytes_that_were_cut_or_changed_are_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray.fromhex(data.draw(st.sampled_from(sorted(sent for sent, _ in SENT.values()))))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(proto.read(bytes(whole[: data.draw(st.integers(0, len(whole)))])), dict)
    except proto.Malformed as error:
        assert str(error)


@pytest.mark.parametrize("line", SENT)
def test_what_kubectl_sent_is_what_was_meant(line: str) -> None:
    sent, meant = SENT[line]
    assert proto.read(bytes.fromhex(sent)) == meant


def test_all_kinds_that_go_clients_have_types_for_can_be_sent() -> None:
    served = {(kind.api_version, kind.name) for kind in BUILTIN}
    without = {"apiextensions.k8s.io/v1", "apiregistration.k8s.io/v1"}  # clients send these as JSON
    assert {one for one in served if one[0] not in without} == set(KINDS)
    for kind in ("Eviction", "Scale", "TokenRequest", "DeleteOptions"):
        versions = {"Eviction": "policy/v1", "Scale": "autoscaling/v1", "TokenRequest": "authentication.k8s.io/v1"}
        assert proto.struct_of(versions.get(kind, "apps/v1"), kind), kind


def test_the_last_of_two_counts_and_structs_are_merged() -> None:
    body = part(1, part(1, b"a")) + part(1, part(3, b"team")) + part(1, part(1, b"b"))
    sent = proto.PREFIX + part(1, part(1, b"v1") + part(2, b"Pod")) + part(2, body)
    assert proto.read(sent)["metadata"] == {"name": "b", "namespace": "team"}


def test_an_object_sent_as_protobuf_is_kept_like_its_json(client: Client, cluster: Cluster) -> None:
    path = "/apis/apps/v1/namespaces/default/deployments"
    code, body, _ = client.raw("POST", path, envelope(WEB), Content_Type=proto.TYPE)
    assert code == 201, body
    kept = cluster.get("Deployment", "web")
    assert (kept["spec"]["replicas"], kept["spec"]["selector"]) == (2, WEB["spec"]["selector"])
    options = {"kind": "DeleteOptions", "apiVersion": "apps/v1", "propagationPolicy": "Orphan"}
    assert client.raw("DELETE", f"{path}/web", envelope(options), Content_Type=proto.TYPE)[0] == 200


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{}", "expected prefix [107 56 115 0] (7b7d)"),
        (proto.PREFIX + b"\x0a\x7f", "unexpected EOF"),
        (proto.PREFIX + part(2, part(1, 7)), "(must be of type Pod): proto: wrong wireType = 0 for field Metadata"),
        (proto.PREFIX + part(1, part(1, b"v1") + part(2, b"Nothing")), 'no kind "Nothing" is registered for version "v1"'),
        (proto.PREFIX + b"\x0a" + b"\xff" * 12, "proto: integer overflow"),
        (proto.PREFIX + b"\x07", "proto: Unknown: illegal tag 0 (wire type 7)"),
        (proto.PREFIX + b"\x0c", "proto: Unknown: wiretype end group for non-group"),
        (proto.PREFIX + b"\x0f", "proto: illegal wireType 7"),
        (envelope({"kind": "Pod", "apiVersion": "v1"}) + part(2, part(1, part(8, part(1, 1 << 62)))), "outside of range"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_object_are_a_bad_request(client: Client, body: bytes, said: str) -> None:
    code, text, _ = client.raw("POST", "/api/v1/namespaces/default/pods", body, Content_Type=proto.TYPE)
    assert (code, b"BadRequest" in text, said in text.decode().replace('\\"', '"')) == (400, True, True), text
