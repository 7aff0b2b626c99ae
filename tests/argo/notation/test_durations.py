from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argogen.argo.notation.durations import (
    LONGEST,
    format_go_duration,
    read_day_duration,
    read_duration,
    read_go_duration,
)
from argogen.argo.notation.error import NotationError
from argogen.language.vocabulary import find_pattern

SECOND = 10**9


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("1h", 3600 * SECOND),
        ("1h30m", 5400 * SECOND),
        ("1.5h", 5400 * SECOND),
        (".5s", SECOND // 2),
        ("2.s", 2 * SECOND),
        ("300ms", 300 * 10**6),
        ("1us1µs1μs", 3000),
        ("-1m", -60 * SECOND),
        ("+1m", 60 * SECOND),
        ("0", 0),
        ("1m1m", 120 * SECOND),
    ],
)
def test_reads_what_go_reads(text: str, nanoseconds: int) -> None:
    assert read_go_duration(text) == nanoseconds


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("600", "600s"),
        ("1d", "24h"),
        ("2 weeks", "336h"),
        ("1.5d", "36h"),
        ("5min", "5m"),
        ("1 hour", "1h"),
        ("1h 30m", "1h30m"),
        ("90 Seconds", "90s"),
        ("10 x", ""),
        ("1e3s", ""),
        ("", ""),
        ("-", ""),
        ("1h30", ""),
        ("soon", ""),
    ],
)
def test_says_what_is_meant(text: str, meant: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_go_duration(text)
    assert raised.value.fix == meant
    assert raised.value.hint == (f"use '{meant}'" if meant else "use the units h, m, s and ms, as in 1h30m")


@pytest.mark.parametrize("text", ["99999999h", "2562048h", "-2562048h"])
def test_duration_beyond_the_maximum_of_go(text: str) -> None:
    with pytest.raises(NotationError, match=f"duration '{text}' exceeds the maximum of Go") as raised:
        read_go_duration(text)
    assert raised.value.hint == "use at most 2562047h (about 292 years)"
    assert read_go_duration("2562047h") <= LONGEST


def test_argo_takes_bare_seconds_in_most_places() -> None:
    assert read_duration("90") == 90 * SECOND
    assert read_duration("-5") == -5 * SECOND
    assert read_duration("1m") == 60 * SECOND
    with pytest.raises(NotationError, match="invalid duration '1d'"):
        read_duration("1d")
    with pytest.raises(NotationError):
        read_duration("1.5")


@pytest.mark.parametrize("text", ["9" * 5000 + "h", "9" * 5000, "0." + "1" * 5000 + "s", "٣s", "٣", "9223372037"])
def test_refuses_what_nobody_can_read_or_hold(text: str) -> None:
    for read in (read_go_duration, read_duration):
        with pytest.raises(NotationError):
            read(text)


@pytest.mark.parametrize(
    ("written", "seconds", "go"),
    [
        ("90s", 90, "90s"),
        ("15m", 900, "15m"),
        ("1h30m", 5400, "1h30m"),
        ("1d", 86400, "24h"),
        ("1.5d", 129600, "36h"),
        ("1.0d", 86400, "24h"),
        ("0.1d", 8640, "2.4h"),
        ("1d12h", 129600, "24h12h"),
        ("50000d", 4_320_000_000, "1200000h"),
        ("500ms", Fraction(1, 2), "500ms"),
        ("300", 300, "300s"),
        ("100000.5", Fraction(200001, 2), "100000.5s"),
        (300, 300, "300s"),
        (300.0, 300, "300s"),
        (0.5, Fraction(1, 2), "0.5s"),
        (1e-7, Fraction(1, 10**7), "0.0000001s"),
        (100000.5, Fraction(200001, 2), "100000.5s"),
        (1_000_000.5, Fraction(2000001, 2), "1000000.5s"),
        (10_000_000, 10_000_000, "10000000s"),
        ("106751d", 106751 * 86400, "2562024h"),
    ],
)
def test_durations_of_pipelines_are_exact(written: str | float, seconds: int, go: str) -> None:
    assert read_day_duration(written) == seconds
    assert format_go_duration(written) == go


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("soon", "invalid duration 'soon'"),
        ("٣s", "invalid duration '٣s'"),
        ("1h 30m", "invalid duration '1h 30m'"),
        ("", "invalid duration ''"),
        (float("inf"), "invalid duration 'inf'"),
        (float("nan"), "invalid duration 'nan'"),
        ("106752d", "duration '106752d' exceeds the maximum of Go"),
        (1e300, "duration '1e+300' exceeds the maximum of Go"),
        ("9" * 5000 + "d", "exceeds the maximum of Go"),
    ],
)
def test_refuses_durations_of_pipelines(written: str | float, message: str) -> None:
    with pytest.raises(NotationError, match=re.escape(message)):
        read_day_duration(written)


def list_durations() -> st.SearchStrategy[str]:
    number = st.from_regex(r"[0-9]{1,12}(\.[0-9]{1,5})?", fullmatch=True)
    part = st.builds(str.__add__, number, st.sampled_from(["ms", "s", "m", "h", "d"]))
    return st.one_of(
        number, st.lists(part, min_size=1, max_size=3).map("".join), st.text("0123456789.smhd٣ ", max_size=9)
    )


@given(list_durations())
def test_what_is_accepted_is_what_go_reads(written: str) -> None:
    try:
        seconds = read_day_duration(written)
    except NotationError as error:
        found = "exceeds" in error.message
    else:
        found = read_go_duration(format_go_duration(written)) == int(seconds * 10**9) <= LONGEST
    assert found == bool(re.search(find_pattern("timeout"), written))
