from __future__ import annotations

from fractions import Fraction

import pytest

from argogen.argo.notation.error import NotationError
from argogen.argo.notation.quantities import read_quantity


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
