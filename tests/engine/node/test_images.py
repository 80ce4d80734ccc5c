"""The catalogue: known names and tags, generic servers, and what does not exist."""

from __future__ import annotations

import pytest

from kubecourse.engine.node.images import ImageNameError, lookup, missing_text, qualified


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nginx", ("docker.io", "docker.io/library/nginx", "latest")),
        ("docker.io/nginx:1.27", ("docker.io", "docker.io/library/nginx", "1.27")),
        (
            "registry.example.com:5000/team/app:2",
            ("registry.example.com:5000", "registry.example.com:5000/team/app", "2"),
        ),
        ("team/app", ("docker.io", "docker.io/team/app", "latest")),
        ("localhost/app", ("localhost", "localhost/app", "latest")),
    ],
)
def test_short_names_are_completed_as_the_node_does(text: str, name: tuple[str, str, str]) -> None:
    assert qualified(text) == name


@pytest.mark.parametrize(
    "text", ["nginx:1.27", "mariadb:11.4", "busybox", "registry.k8s.io/pause:3.10", "team/shop:9.9"]
)
def test_these_images_exist(text: str) -> None:
    assert lookup(text) is not None


@pytest.mark.parametrize(
    "text", ["nginx:9.99", "nginx:1.27x", "busybox:lates", "team/no-existe:1", "127.0.0.1:1/app:1"]
)
def test_these_do_not_and_the_node_says_why(text: str) -> None:
    assert lookup(text) is None
    assert missing_text(text).count("failed to resolve reference") == 1


def test_a_name_with_capitals_is_no_name() -> None:
    with pytest.raises(ImageNameError, match=r"repository name \(library/Tienda\) must be lowercase"):
        lookup("Tienda:1.0")
    for text in ("", "a b", "nginx:", "nginx::1", "-x"):
        with pytest.raises(ImageNameError):
            lookup(text)
