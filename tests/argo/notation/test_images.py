from __future__ import annotations

import pytest

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.images import Image, read_image

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("busybox", Image("busybox")),
        ("busybox:1.36", Image("busybox", "1.36")),
        ("ghcr.io/acme/a_b/c--d:v1", Image("ghcr.io/acme/a_b/c--d", "v1")),
        ("localhost:5000/x", Image("localhost:5000/x")),
        (f"x@{DIGEST}", Image("x", "", DIGEST)),
        (f"Example.org/x:1@{DIGEST}", Image("Example.org/x", "1", DIGEST)),
    ],
)
def test_reads_references(text: str, image: Image) -> None:
    assert read_image(text) == image


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("acme/Tool:1", "use 'acme/tool:1'"),
        ("https://ghcr.io/x", "use 'ghcr.io/x'"),
        ("busybox :1", "use 'busybox:1'"),
        ("busybox:", "use NAME:TAG or NAME@sha256:DIGEST"),
        ("busybox@sha256:12", "use NAME:TAG or NAME@sha256:DIGEST"),
        ("", "use NAME:TAG or NAME@sha256:DIGEST"),
        ("a" * 256, "shorten it"),
    ],
)
def test_says_what_is_wrong(text: str, hint: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_image(text)
    assert raised.value.hint == hint
