from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import argogen
from argogen.argo.notation.error import NotationError, quote
from argogen.argo.notation.quantities import LARGEST, is_quantity, list_intended_quantities, read_quantity
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


_FORM = "use a number with an optional unit: 500m, 2, 1.5Gi (units: m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei)"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1GB", "use '1G' (10^9 bytes) or '1Gi' (2^30 bytes)"),
        ("128mb", "use '128M' (M = 10^6 bytes) or '128Mi' (Mi = 2^20 bytes)"),
        ("500 MB", "use '500M' (M = 10^6 bytes) or '500Mi' (Mi = 2^20 bytes)"),
        ("-1 kilobyte", _FORM),
        ("100K", "use '100k' (k = 10^3) or '100Ki' (Ki = 2^10)"),
        ("1gi", "use '1Gi'"),
        ("10MiB", "use '10Mi'"),
        ("1,5Gi", "use '1.5Gi'"),
        ("1 Gi", "use '1Gi'"),
        ("2 cores", "use '2'"),
        ("500millicores", "use '500m'"),
        ("1.5 vCPU", "use '1.5'"),
        ("16 bytes", "use '16'"),
        ("1e", "use '1E' (10^18) or '1Ei' (2^60)"),
        ("1x", _FORM),
        ("", _FORM),
        ("one", _FORM),
        ("9" * 1001 + "GB", _FORM),
    ],
)
def test_error_names_the_nearest_quantities(text: str, hint: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_quantity(text)
    assert raised.value.message == f"invalid quantity {quote(text)}"
    assert raised.value.hint == hint


@given(st.from_regex(r"[0-9]{1,3}([.,][0-9])? ?([mM]i?[bB]?|[kK][bB]?|GB|GiB|cores|mcpu)", fullmatch=True))
def test_nearest_quantities_are_valid(text: str) -> None:
    assert is_quantity(text) or [*map(is_quantity, re.findall("'(.*?)'", " ".join(list_intended_quantities(text))))]
    assert all(map(is_quantity, re.findall("'(.*?)'", " ".join(list_intended_quantities(text)))))


@pytest.mark.parametrize("text", ["1GB", "128mb", "lots", "8Ei", "1,5Gi"])
def test_wording_is_the_same_everywhere(text: str) -> None:
    """In the structure of manifests, in keys of pipelines and in the rules."""
    with pytest.raises(NotationError) as raised:
        read_quantity(text)
    expected = (raised.value.message, raised.value.hint)
    (of_structure,) = SCALARS["Quantity"].explain(text, ())
    assert (of_structure.message, of_structure.hint) == expected
    volume = f"volumes: {{v: {{claim_template: {{size: '{text}', access_modes: [ReadWriteOnce]}}}}}}"
    for keys in (volume, f"resources: {{limits: {{memory: '{text}'}}}}"):
        found = argogen.lint(text=f"name: a\nimage: b:1\nrun: c\n{keys}\n").diagnostics
        assert expected in [(each.message, each.hint) for each in found]


@pytest.mark.parametrize("text", ["1e19", "1e4000", "1e999999999", "9.3E", "8Ei", "-1e19", f"{LARGEST + 1}"])
def test_refuses_what_kubernetes_cannot_hold(text: str) -> None:
    with pytest.raises(NotationError, match="exceeds the maximum of Kubernetes"):
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
