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
    assert not read_schedule(text).comes


@pytest.mark.parametrize("text", ["0 0 29 2 *", "0 0 31 2 mon", "0 0 31 * *", "@every 1s", "* * * * *"])
def test_a_date_that_comes(text: str) -> None:
    assert read_schedule(text).comes


FIVE = "minute, hour, day of the month, month, day of the week; there are no seconds"


@pytest.mark.parametrize(
    ("text", "span", "message", "hint"),
    [
        ("0 0 * * 7", "7", "there is no day of the week '7'", "Sunday is 0"),
        ("61 * * * *", "61", "there is no minute '61'", "it goes from 0 to 59"),
        ("0 0 * jan sunday", "sunday", "'sunday' is no day of the week", "three letters: sun, mon, tue, wed, thu, fri"),
        ("0 22-4 * * *", "22-4", "'22-4' ends before it begins", "write 22-23,0-4"),
        ("*/0 * * * *", "*/0", "'*/0' has steps of nothing", "write */1, or *"),
        ("1-2-3 * * * *", "1-2-3", "'1-2-3' is no minute", "write it as 1, 1-5, */5 or 1-30/5"),
        ("CRON_TZ=UTC 0 24 * * *", "24", "there is no hour '24'", "it goes from 0 to 23"),
        ("0 0 L * *", "L", "'L' is no day of the month", "write a number, *, or a range"),
        ("0 0 0 * * *", "0 0 0 * * *", "a schedule has five fields, and this has 6", FIVE),
        ("", "", "a schedule has five fields, and this has none", FIVE),
        (
            "@noon",
            "@noon",
            "'@noon' is no schedule",
            "there are @yearly, @monthly, @weekly, @daily, @hourly and @every",
        ),
        ("@every 1d", "@every 1d", "'1d' is no duration", "write 24h"),
        ("CRON_TZ=UTC", "CRON_TZ=UTC", "there is a time zone and no schedule", "write CRON_TZ=Europe/Madrid 0 2 * * *"),
    ],
)
def test_says_which_field_is_wrong(text: str, span: str, message: str, hint: str) -> None:
    with pytest.raises(NotationError) as raised:
        read_schedule(text)
    fault = raised.value
    assert (text[fault.start : fault.end or len(text)], fault.message) == (span, message)
    assert hint in fault.hint
