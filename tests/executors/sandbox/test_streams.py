"""Secrets are found wherever the chunks of a stream end."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from argogen.executors.masking import StreamMasking

SECRETS = [b"hunter2", b"hunt", b"topsecret"]


@given(st.lists(st.sampled_from([b"hun", b"ter2", b"t", b"op", b"secret", b" ", b"x", b"hunter2"])))
def test_chunks_make_no_difference(chunks: list[bytes]) -> None:
    masking = StreamMasking(SECRETS)
    masked = b"".join(masking.replace(chunk) for chunk in chunks) + masking.replace(b"", is_last=True)
    assert not any(secret in masked for secret in SECRETS)
    assert masked == StreamMasking(SECRETS).replace(b"".join(chunks), is_last=True)


def test_only_a_start_of_a_secret_is_held_back() -> None:
    masking = StreamMasking(SECRETS)
    assert masking.replace(b"a line\n") == b"a line\n"
    assert masking.replace(b"hu") == b""
    assert masking.replace(b"h") == b"hu"
    assert masking.replace(b"", is_last=True) == b"h"
