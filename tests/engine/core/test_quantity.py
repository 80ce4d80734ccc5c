"""Quantities are exact, and printed as the server stores them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubecourse.engine.core import quantity
from kubecourse.engine.core.quantity import QuantityError

FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("0.5", "500m"), ("1024Mi", "1Gi"), ("1.5Gi", "1536Mi"), ("0.5Gi", "512Mi"), ("1000", "1k"), ("4000m", "4"),
        ("1e3", "1e3"), ("1E3", "1e3"), ("1e2", "100"), ("100k", "100k"), ("1000k", "1M"), ("12E", "12E"), ("0", "0"),
        ("0.5Ti", "512Gi"), ("1025", "1025"), ("1.5Ki", "1536"), ("0.5Ki", "512"), ("-1", "-1"), (" 1Gi ", "1Gi"),
        ("0.0000000001", "1n"), (1, "1"), (1.25, "1250m"), (0.1, "100m"), ("+.5", "500m"), ("0Gi", "0"),
    ],
)  # fmt: skip
def test_a_quantity_is_stored_in_its_canonical_form(written: str, stored: str) -> None:
    assert quantity.canonical(written) == stored


@pytest.mark.parametrize("text", ["1 Gi", "5 gigas", "1GB", "uno", "", "1.5.5", True])
def test_what_is_no_quantity_is_refused_in_the_words_of_the_server(text: str) -> None:
    with pytest.raises(QuantityError) as refusal:
        quantity.parse(text)
    assert str(refusal.value) == FORMAT


@pytest.mark.parametrize("text", ["1K", "1e", "--1"])
def test_an_unknown_suffix_is_named_as_such(text: str) -> None:
    with pytest.raises(QuantityError, match=r"^unable to parse quantity's suffix$"):
        quantity.parse(text)


def test_whole_and_milli_values_are_rounded_away_from_zero() -> None:
    assert [quantity.milli(text) for text in ("250m", "0.5", "1", "1u", "-1u", 2)] == [250, 500, 1000, 1, -1, 2000]
    assert [quantity.value(text) for text in ("1Ki", "100m", "-100m", "1.5Gi", 0.5)] == [1024, 1, -1, 1610612736, 1]


def test_sums_keep_the_form_of_the_first_amount() -> None:
    assert str(quantity.add("500m", "1")) == "1500m"
    assert str(quantity.add("1Gi", "1M")) == "1074741824"
    assert str(quantity.add("0", "1Gi")) == "1Gi"
    assert str(quantity.sub("1Gi", "512Mi")) == "512Mi"
    assert quantity.compare("1", "1000m") == 0
    assert quantity.compare("1Gi", "1G") == 1
    assert quantity.format_like(quantity.parse("2048"), "1Mi") == "2Ki"


def test_a_monstrous_exponent_costs_nothing() -> None:
    assert quantity.parse("1e999999999").nano > 0
    assert quantity.parse("1e-999999999").nano == 1


@given(st.integers(-(10**15), 10**15), st.sampled_from(["", "m", "k", "M", "Ki", "Mi", "Gi", "e3", "e-3"]))
def test_what_the_server_stores_means_the_same(number: int, suffix: str) -> None:
    factor = {
        "": 1, "m": Fraction(1, 1000), "k": 1000, "M": 10**6, "Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "e3": 1000,
        "e-3": Fraction(1, 1000),
    }[suffix]  # fmt: skip
    read = quantity.parse(f"{number}{suffix}")
    again = quantity.parse(str(read))
    assert again.nano == read.nano
    assert str(again) == str(read)
    if suffix[-1:] != "i" or abs(number * factor) < 2**63:
        assert Fraction(read.nano, 10**9) == number * factor
