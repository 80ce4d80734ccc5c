"""Decoding: YAML as kubectl reads it, refusals as the server words them, and no text that hangs."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.api.decode import documents, flattened, to_object
from kubecourse.engine.api.errors import ApiError
from kubecourse.engine.api.kinds import Registry
from kubecourse.engine.core.fields import plain

RECORDINGS = Path(__file__).parents[2] / "conformance" / "recordings"
SCALARS = json.loads((RECORDINGS / "yaml-scalars.json").read_text(encoding="utf-8"))
REGISTRY = Registry()
PARSERS = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "pure"])


def refused(text: str | bytes, pure: bool = False) -> ApiError:
    with pytest.raises(ApiError) as refusal:
        documents(text, pure=pure)
    return refusal.value


@PARSERS
@pytest.mark.parametrize("case", SCALARS, ids=lambda case: case["yaml"] or "empty")
def test_a_scalar_means_what_it_means_to_kubectl(case: dict[str, Any], pure: bool) -> None:
    text = f"a: 1\nb: 2\nc: 3\nd: 4\nv: {case['yaml']}\n"
    if "error" in case:
        assert refused(text, pure).message.startswith(f"error parsing STDIN: {case['error']}")
    else:
        value = documents(text, pure=pure)[0].value["v"]
        assert value == case["value"]
        assert type(value) is type(case["value"])


def _creates() -> list[Any]:
    """Every manifest of the recordings that was refused while decoding, or warned about, and what was said."""
    found = []
    for path in sorted((RECORDINGS / "api-errors").glob("*.yaml")):
        for at, step in enumerate(yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["steps"]):
            result = step.get("result", {})
            decoded = "cannot be handled as" in str(result.get("message")) or path.stem.startswith("unknown-")
            if isinstance(step.get("create"), dict) and (decoded or result.get("warnings")):
                found.append(pytest.param(step, id=f"{path.stem}-{at}"))
    return found


@pytest.mark.parametrize("step", _creates())
def test_a_manifest_is_refused_or_warned_about_as_recorded(step: dict[str, Any]) -> None:
    result = step["result"]
    try:
        warnings = to_object(plain(step["create"]), REGISTRY, step.get("fieldValidation", "Strict"))[2]
    except ApiError as error:
        assert (error.code, error.reason or None, error.message) == (
            result["code"], result["reason"], result["message"]
        )  # fmt: skip
    else:
        assert warnings == [text for text in result["warnings"] if text.startswith("unknown field")]


@PARSERS
@pytest.mark.parametrize(
    ("text", "words", "line", "hint"),
    [
        ("a:\n\t- b\n", "yaml: line 2: found character that cannot start any token", 2, "yaml.tab"),
        ("a: b\n c: d\n", "yaml: line 2: mapping values are not allowed in this context", 2, "yaml.indent"),
        ("a: b: c", "yaml: mapping values are not allowed in this context", 1, "yaml.indent"),
        ("- a\nb: c", "yaml: line 1: did not find expected '-' indicator", 2, "yaml.indent"),
        ("a: [1,2\nb: 3", "yaml: line 1: did not find expected ',' or ']'", 2, "yaml.syntax"),
        ("a: {{ x }}", 'yaml: invalid map key: map[interface {}]interface {}{"x":interface {}(nil)}', 1, "yaml.key"),
        ("a: *x", "yaml: unknown anchor 'x' referenced", 1, "yaml.alias"),
        ("a: &x [*x]", "yaml: anchor 'x' value contains itself", 1, "yaml.alias"),
        ("a: !!int x", "yaml: cannot decode !!str `x` as a !!int", 1, "yaml.syntax"),
        ("x: 1\n---\na: b\n c: d\n", "yaml: line 2: mapping values are not allowed in this context", 4, "yaml.indent"),
    ],
)
def test_unreadable_yaml_is_explained_as_kubectl_does_with_the_line_in_the_text(
    text: str, words: str, line: int, hint: str, pure: bool
) -> None:
    error = refused(text, pure)
    assert error.message == f"error parsing STDIN: error converting YAML to JSON: {words}"
    assert (error.reason, error.line, error.hint) == ("BadRequest", line, hint)


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(12)
)


@PARSERS
@pytest.mark.parametrize(
    "text",
    [
        BOMB, "[" * 100_000, "{" * 100_000, "- " * 100_000, "a: " * 80_000, '{"a":' * 50_000,
        "\n".join(" " * i + "a:" for i in range(700)), "a: b\n" * 1_000_000,
        "a0: &a0 {x: 1}\n" + "".join(f"a{i}: &a{i}\n  <<: *a{i - 1}\n  k{i}: 1\n" for i in range(1, 2000)),
    ],
    ids=["bomb", "lists", "maps", "dashes", "keys", "json", "indents", "5MB", "merges"],
)  # fmt: skip
def test_no_text_makes_it_hang(text: str, pure: bool) -> None:
    begin = time.process_time()
    assert refused(text, pure).reason in ("BadRequest", "RequestEntityTooLarge")
    assert time.process_time() - begin < 1


def test_documents_know_where_they_and_their_fields_stand() -> None:
    text = "# c\n---\napiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n  - name: b\n    image: c\n"
    pod, twice = documents(text + "---\n\n---\na: 1\na: 2\n")
    assert (pod.index, pod.line_of("kind"), pod.line_of("spec.containers[1].image")) == (1, 4, 9)
    assert pod.line_of("spec.containers[1].nothing") == 8
    assert twice.value == {"a": 2}
    assert twice.duplicates == ((("a",), 14),)
    assert documents("---\n# nothing\n---\n~\n") == []


def test_json_and_lists_and_bytes_are_read_too() -> None:
    text = '{"kind": "List", "apiVersion": "v1", "items": [{"kind": "Pod"}, {"kind": "Service"}]}\n'
    document = documents(b"\xef\xbb\xbf" + text.encode())[0]
    assert [item["kind"] for item in flattened(document.value)] == ["Pod", "Service"]
    assert documents("{a: 1, b: [x]}")[0].value == {"a": 1, "b": ["x"]}
    assert refused(b"a: \xff").hint == "yaml.utf8"


def test_merge_keys_and_aliases_give_every_place_its_own_copy() -> None:
    value = documents("base: &b {x: {k: 1}, z: 1}\none:\n  <<: *b\n  z: 2\ntwo: *b\n")[0].value
    assert value["one"] == {"z": 2, "x": {"k": 1}}
    assert value["two"]["x"] is not value["base"]["x"]
    assert value["one"]["x"] is not value["base"]["x"]


@pytest.mark.parametrize(
    ("value", "source", "words", "hint"),
    [
        ({"apiVersion": "v1"}, "server", "Object 'Kind' is missing in '{\"apiVersion\":\"v1\"}'", "object.no-kind"),
        ({"kind": "Pod"}, "server", "Object 'apiVersion' is missing in '{\"kind\":\"Pod\"}'", "object.no-version"),
        ({"kind": "Pod"}, "kubectl", 'error validating "STDIN": error validating data: apiVersion not set; if you'
         " choose to ignore these errors, turn validation off with --validate=false", "object.no-version"),
        ({"apiVersion": "v1", "kind": "Deployment"}, "kubectl", 'no matches for kind "Deployment" in version "v1"',
         "kind.other-version apps/v1"),
        ({"apiVersion": "v1", "kind": "pod"}, "kubectl", 'no matches for kind "pod" in version "v1"',
         "kind.spelling Pod v1"),
        ({"apiVersion": "v1", "kind": "Pod", "metadata": {"labels": {"v": 2}}}, "kubectl",
         'unable to decode "STDIN": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of'
         " type string", "field.type"),
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused_with_a_hint(value: Any, source: str, words: str, hint: str) -> None:
    with pytest.raises(ApiError) as refusal:
        to_object(value, REGISTRY, source=source)
    assert (refusal.value.message, refusal.value.hint) == (words, hint)


def test_a_field_given_twice_is_refused_where_the_server_sees_it() -> None:
    config = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"x": "2"}}
    with pytest.raises(ApiError, match=r'strict decoding error: duplicate field "data.x"$'):
        to_object(plain(config), REGISTRY, duplicates=["data.x"])
    assert to_object(plain(config), REGISTRY, "Warn", duplicates=["data.x"])[2] == ['duplicate field "data.x"']


@given(st.text(alphabet="ab:-[]{},&*!|>'\"#%@ \t\n0.", max_size=60))
def test_any_text_is_read_or_refused_with_a_line(text: str) -> None:
    for pure in (False, True):
        try:
            json.dumps([document.value for document in documents(text, pure=pure)])
        except ApiError as error:
            assert error.line is not None
            assert 1 <= error.line <= text.count("\n") + 1


@PARSERS
def test_a_tab_between_words_is_no_mistake(pure: bool) -> None:
    assert documents("a:\tb\t\nd:\n- c:\t1\t# x\n", pure=pure)[0].value == {"a": "b", "d": [{"c": 1}]}
