"""YAML and JSON look as kubectl prints them."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kubecourse.kubectl.yamltext import json_text, yaml_text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("80", '"80"'), ("true", '"true"'), ("no", '"no"'), ("y", '"y"'), ("", '""'), ("null", '"null"'), ("~", '"~"'), ("1:30", '"1:30"'),
        ("0644", '"0644"'), ("1.5", '"1.5"'), ("2026-01-05T09:00:00Z", '"2026-01-05T09:00:00Z"'), ("a: b", "'a: b'"), ("- a", "'- a'"),
        ("*/5 * * * *", "'*/5 * * * *'"), ("0 3 * * 4", "0 3 * * 4"), ("1e3", "1e3"), ("10.0.0.0/8", "10.0.0.0/8"), ("it's", "it's"),
        ("<none>", "<none>"), ("a #b", "'a #b'"), ("a\tb", '"a\\tb"'), (" a", "' a'"), (80, "80"), (True, "true"), (None, "null"),
        ({}, "{}"), ([], "[]"), ("@every 1h", "'@every 1h'"), ("nginx:1.27", "nginx:1.27"), ("x:", "'x:'"),
    ],
)  # fmt: skip
def test_a_scalar_is_quoted_only_when_it_would_be_read_as_something_else(value, text):
    assert yaml_text({"k": value}) == f"k: {text}\n"


def test_lists_are_not_indented_and_keys_are_sorted():
    assert (
        yaml_text({"b": [{"y": 1, "x": "z"}], "a": {"c": [1, [2]]}})
        == 'a:\n  c:\n  - 1\n  - - 2\nb:\n- x: z\n  "y": 1\n'
    )


def test_lines_become_a_block_that_remembers_the_last_newline():
    assert yaml_text({"t": "l1\nl2\n"}) == "t: |\n  l1\n  l2\n"
    assert yaml_text({"t": "l1\nl2"}) == "t: |-\n  l1\n  l2\n"
    assert yaml_text({"t": "l1\n\n"}) == "t: |+\n  l1\n\n"


def test_a_long_message_folds_after_column_80():
    message = (
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available"
    )
    text = yaml_text({"message": message})
    assert text.splitlines()[0].endswith("deallocate,")
    assert yaml.safe_load(text) == {"message": message}


def test_a_text_that_looks_like_a_number_is_quoted():
    for text in ("1.", ".5", "1e+3", "1.5e-3", "0x1f", "-7"):
        assert yaml.safe_load(yaml_text({"a": text})) == {"a": text}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.sampled_from([*list("ab1 :#-'\"\n\t*{[,é@.?|>%\\"), "😀", "\x07"]), max_size=40),
    lambda below: (
        st.lists(below, max_size=4)
        | st.dictionaries(st.text(st.sampled_from("abcxyz"), min_size=1, max_size=8), below, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.sampled_from("abcxyz-./_"), min_size=1, max_size=8), JSON, max_size=4))
def test_what_is_printed_reads_back_as_the_same(value):
    assert yaml.safe_load(yaml_text(value)) == value or not value


def test_json_has_four_spaces_sorted_keys_and_gos_escapes():
    assert json_text({"b": "<a>", "a": {}}) == '{\n    "a": {},\n    "b": "\\u003ca\\u003e"\n}\n'
