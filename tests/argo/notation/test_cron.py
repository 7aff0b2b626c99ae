from __future__ import annotations

import pytest

from argogen.argo.notation.cron import read_schedule
from argogen.argo.notation.error import NotationError


def test_reads_the_five_fields() -> None:
    schedule = read_schedule("*/20 8-10 1,15 jan-MAR ?")
    assert schedule.minutes == {0, 20, 40}
    assert schedule.hours == {8, 9, 10}
    assert schedule.days == {1, 15}
    assert schedule.months == {1, 2, 3}
    assert schedule.weekdays == {0, 1, 2, 3, 4, 5, 6}
    assert not schedule.either_day
    assert read_schedule("5/20 * * * *").minutes == {5, 25, 45}
    assert read_schedule("0 0 1 * mon").either_day


@pytest.mark.parametrize(
    ("text", "same"),
    [("@daily", "0 0 * * *"), ("@hourly", "0 * * * *"), ("@weekly", "0 0 * * 0"), ("@yearly", "0 0 1 1 *")],
)
def test_reads_descriptors(text: str, same: str) -> None:
    assert read_schedule(text) == read_schedule(same)


def test_reads_a_zone_in_front() -> None:
    assert read_schedule("CRON_TZ=Europe/Madrid  0 2 * * *") == read_schedule("0 2 * * *")._replace(
        zone="Europe/Madrid"
    )
    assert read_schedule("TZ=UTC @daily").zone == "UTC"
    assert read_schedule("@every 90m").every == 5400 * 10**9


@pytest.mark.parametrize("text", ["0 3 30 2 *", "0 0 31 2,4,6 *", ", * * * *", "0 0 31 6 ?"])
def test_a_date_that_never_comes(text: str) -> None:
    assert not read_schedule(text).occurs


@pytest.mark.parametrize("text", ["0 0 29 2 *", "0 0 31 2 mon", "0 0 31 * *", "@every 1s", "* * * * *"])
def test_a_date_that_comes(text: str) -> None:
    assert read_schedule(text).occurs


FIVE = "the fields are minute, hour, day of the month, month and day of the week; seconds are not supported"


@pytest.mark.parametrize(
    ("text", "span", "reason", "hint"),
    [
        ("0 25 * * *", "25", ": hour must be 0–23, got 25", ""),
        ("0 0 * * 7", "7", ": day of the week must be 0–6, got 7", "use 0 for Sunday"),
        ("61 * * * *", "61", ": minute must be 0–59, got 61", ""),
        ("0 0 * jan sunday", "sunday", ": invalid day of the week 'sunday'", "one of sun, mon, tue, wed, thu, fri"),
        ("0 22-4 * * *", "22-4", ": hour range '22-4' ends before it begins", "use 22-23,0-4"),
        ("*/0 * * * *", "*/0", ": step of the minute must be at least 1, got */0", "use *"),
        ("1-2-3 * * * *", "1-2-3", ": invalid minute '1-2-3'", "use the form 1, 1-5, */5 or 1-30/5"),
        ("CRON_TZ=UTC 0 24 * * *", "24", ": hour must be 0–23, got 24", ""),
        ("0 0 L * *", "L", ": invalid day of the month 'L'", "use a number, * or a range"),
        ("0 0 0 * * *", "0 0 0 * * *", ": expected 5 fields, found 6", FIVE),
        ("", "", ": expected 5 fields, found 0", FIVE),
        ("@noon", "@noon", "", "use @yearly, @monthly, @weekly, @daily, @hourly or @every 1h30m"),
        ("@every 1d", "@every 1d", ": invalid duration '1d'", "use '@every 24h'"),
        ("CRON_TZ=UTC", "CRON_TZ=UTC", ": missing schedule after the time zone", "use 'CRON_TZ=UTC 0 2 * * *'"),
    ],
)
def test_error_names_the_field(text: str, span: str, reason: str, hint: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_schedule(text)
    error = raised.value
    assert text[error.start : error.end or len(text)] == span
    assert error.message == f"invalid cron schedule '{text}'{reason}"
    assert hint in error.hint
