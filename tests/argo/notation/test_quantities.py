from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import LARGEST, is_quantity, read_quantity
from argogen.argo.structure.shapes import SCALARS


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2", 2),
        ("500m", Fraction(1, 2)),
        ("1.5Gi", Fraction(3, 2) * 2**30),
        ("1k", 1000),
        ("1Ki", 1024),
        ("1e3", 1000),
        ("1E3", 1000),
        ("1E", 10**18),
        ("1Ei", 2**60),
        ("1e-3", Fraction(1, 1000)),
        (".5", Fraction(1, 2)),
        ("1.", 1),
        ("-1", -1),
        ("100n", Fraction(1, 10**7)),
        ("+1", 1),
        ("0e4000", 0),
        (f"{LARGEST}", LARGEST),
        (f"-{LARGEST}", -LARGEST),
        ("7.9Ei", Fraction(79, 10) * 2**60),
        ("1e-20", Fraction(1, 10**20)),
    ],
)
def test_reads_what_kubernetes_reads(text: str, amount: Fraction) -> None:
    assert read_quantity(text) == amount


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1GB", "write 1G or 1Gi"),
        ("128mb", "write 128M or 128Mi"),
        ("100K", "write 100k or 100Ki"),
        ("1gi", "write 1G or 1Gi"),
        ("1x", "units are m, k, M, G, Ki, Mi, Gi …"),
        ("1 Gi", "write a number and perhaps a unit: 500m, 2, 1Gi"),
        ("", "write a number and perhaps a unit: 500m, 2, 1Gi"),
        ("one", "write a number and perhaps a unit: 500m, 2, 1Gi"),
        ("1e", "write 1E or 1Ei"),
    ],
)
def test_says_what_to_write(text: str, hint: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_quantity(text)
    assert raised.value.hint == hint


@pytest.mark.parametrize("text", ["1e19", "1e4000", "1e999999999", "9.3E", "8Ei", "-1e19", f"{LARGEST + 1}"])
def test_refuses_what_kubernetes_cannot_hold(text: str) -> None:
    with pytest.raises(NotationError, match="is more than Kubernetes can hold"):
        read_quantity(text)


@pytest.mark.parametrize("text", ["٣", "1٣", "1e٣", "1E2147483648", "1e99999999999999999999", "9" * 5000, "1.5.2"])
def test_refuses_what_kubernetes_cannot_read(text: str) -> None:
    with pytest.raises(NotationError):
        read_quantity(text)


AMOUNTS = st.one_of(
    st.from_regex(r"[+-]?[0-9]{0,25}\.?[0-9]{0,3}([numkMGTPE]i?|[eE][+-]?[0-9]{0,5})?", fullmatch=True),
    st.text("0123456789.eEmikMG+-٣ ", max_size=12),
)


@given(AMOUNTS)
def test_what_is_rendered_is_what_the_rules_accept(text: str) -> None:
    """The check of the structure and the rules of lint have one grammar."""
    assert is_quantity(text) == SCALARS["Quantity"].accepts(text)
    try:
        read_quantity(text)
    except NotationError:
        assert not is_quantity(text)
    else:
        assert is_quantity(text)


@pytest.mark.parametrize(
    ("value", "accepted"),
    [(1, True), (0.5, True), (1e300, False), (float("inf"), False), (True, False), (1 << 63, False)],
)
def test_numbers_are_quantities_within_the_same_bounds(value: Any, accepted: bool) -> None:
    assert SCALARS["Quantity"].accepts(value) == accepted
    assert (list(SCALARS["Quantity"].explain(value, ())) == []) == accepted
