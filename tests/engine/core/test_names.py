"""Names: the checks of Kubernetes with its texts, made-up names and hashes."""

import pytest

from kubecourse.engine.core import names
from kubecourse.engine.core.chance import Chance

SUBDOMAIN = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
    " end with an alphanumeric character (e.g. 'example.com', regex used for validation is"
    r" '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
)


@pytest.mark.parametrize("name", ["web", "web-1.example.com", "0"])
def test_a_good_name_has_nothing_wrong(name: str) -> None:
    assert names.dns_subdomain(name) == []


def test_a_bad_name_is_told_the_rule() -> None:
    assert names.dns_subdomain("Web_1") == [SUBDOMAIN]
    assert names.dns_subdomain("a" * 254) == ["must be no more than 253 characters"]
    assert names.dns_label("a.b") == ["must not contain dots"]
    assert names.dns_1035_label("1a")[0].startswith("a DNS-1035 label must consist of")
    assert names.label_value("a" * 64) == ["must be no more than 63 bytes"]
    assert names.label_value("") == []
    assert names.qualified_name("example.com/") == [
        "name part must be non-empty",
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
        " alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is"
        " '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
    ]
    assert names.qualified_name("a/b/c")[0].endswith("prefix and '/' (e.g. 'example.com/MyName')")
    assert names.port_name("http--80") == ["must not contain consecutive hyphens"]
    assert names.port_name("http-") == ["must not begin or end with a hyphen"]
    assert names.config_key("..") == ["must not be '..'"]


def test_a_name_must_match_to_its_last_character() -> None:
    assert names.dns_label("web\n") != []
    assert names.label_value("web\n") != []


def test_a_generated_name_fits_a_label_and_repeats_with_the_seed() -> None:
    made = names.generate("a" * 70, Chance(1))
    assert len(made) == 63
    assert made == names.generate("a" * 70, Chance(1))
    assert made != names.generate("a" * 70, Chance(2))


def test_hashes_are_fnv_in_letters_that_spell_nothing() -> None:
    assert names.fnv32a(b"foobar") == 0xBF9CF968
    assert names.fnv32(b"foobar") == 0x31F0B262
    template = {"spec": {"containers": [{"name": "a", "image": "b"}]}, "metadata": {}}
    swapped = {"metadata": {}, "spec": {"containers": [{"image": "b", "name": "a"}]}}
    assert names.template_hash(template) == names.template_hash(swapped)
    assert names.template_hash(template) != names.template_hash(template, 1)
    assert set(names.revision_hash(template)) <= set("bcdfghjklmnpqrstvwxz2456789")
