from __future__ import annotations

import pytest

from argogen.argo.notation.durations import read_duration, read_go_duration
from argogen.argo.notation.error import NotationError

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
        ("99999999h", ""),
        ("soon", ""),
    ],
)
def test_says_what_is_meant(text: str, meant: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_go_duration(text)
    assert raised.value.fix == meant
    assert raised.value.hint == (f"write {meant}" if meant else "write it with h, m, s and ms, such as 1h30m")


def test_argo_takes_bare_seconds_in_most_places() -> None:
    assert read_duration("90") == 90 * SECOND
    assert read_duration("-5") == -5 * SECOND
    assert read_duration("1m") == 60 * SECOND
    with pytest.raises(NotationError, match="'1d' is no duration"):
        read_duration("1d")
    with pytest.raises(NotationError):
        read_duration("1.5")
