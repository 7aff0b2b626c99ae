from __future__ import annotations

import zoneinfo
from datetime import datetime
from pathlib import Path

import pytest

from argogen.argo.notation.cron import read_schedule
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.zones import Transition, check_zone, find_affected_time, list_transitions


@pytest.mark.parametrize("name", ["", "Local", "UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires", "EST"])
def test_time_zones_are_valid(name: str) -> None:
    assert is_valid(name)


def is_valid(name: str) -> bool:
    try:
        check_zone(name)
    except NotationError:
        return False
    return True


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("europe/madrid", "did you mean 'Europe/Madrid'?"),
        ("Europe/Madird", "did you mean 'Europe/Madrid'?"),
        ("Nowhere", "use an IANA name, such as Europe/Madrid"),
    ],
)
def test_similar_time_zones_are_suggested(name: str, hint: str) -> None:
    with pytest.raises(NotationError, match="unknown time zone") as raised:
        check_zone(name)
    assert raised.value.hint == hint


@pytest.mark.parametrize(
    ("schedule", "zone", "found"),
    [
        ("30 2 * * *", "Europe/Madrid", (datetime(2026, 3, 29, 2, 30), False)),
        ("0 2 * * sun", "Europe/Madrid", (datetime(2026, 3, 29, 2, 0), False)),
        ("30 2 * 10 *", "Europe/Madrid", (datetime(2026, 10, 25, 2, 30), True)),
        ("30 2 1 * *", "Europe/Madrid", None),
        ("0 3 * * *", "Europe/Madrid", None),
        ("30 * * * *", "Europe/Madrid", None),
        ("30 2 * * *", "UTC", None),
        ("30 2 * * *", "Asia/Tokyo", None),
        ("15 2 * * *", "Australia/Lord_Howe", (datetime(2026, 10, 4, 2, 15), False)),
        ("30 1 * * *", "Australia/Lord_Howe", (datetime(2026, 4, 5, 1, 30), True)),
        ("0 2 * * *", "no/zone", None),
        ("@every 1h", "Europe/Madrid", None),
        # the first year in which that date is the last Sunday of March, or the second one
        ("30 2 28 3 *", "Europe/Madrid", (datetime(2027, 3, 28, 2, 30), False)),
        ("30 2 30 3 *", "Europe/Madrid", (datetime(2031, 3, 30, 2, 30), False)),
        ("30 2 13 3 *", "America/New_York", (datetime(2033, 3, 13, 2, 30), False)),
        ("30 2 27 3 *", "Europe/Madrid", (datetime(2033, 3, 27, 2, 30), False)),
        ("30 2 29 10 *", "Europe/Madrid", (datetime(2028, 10, 29, 2, 30), True)),
    ],
)
def test_times_that_a_change_of_the_clocks_leaves_out_or_repeats(
    schedule: str, zone: str, found: tuple[datetime, bool] | None
) -> None:
    assert find_affected_time(read_schedule(schedule), zone) == found


# The rules at the end of the data: the last Sundays of March and October; the second one of March, the first one of
# November; the first ones of October and April.
@pytest.mark.parametrize(
    ("zone", "year", "days"),
    [
        ("Europe/Madrid", 2031, [(3, 30, 2), (10, 26, 2)]),
        ("Europe/Madrid", 2037, [(3, 29, 2), (10, 25, 2)]),
        ("Europe/Madrid", 2038, [(3, 28, 2), (10, 31, 2)]),
        ("Europe/Madrid", 2040, [(3, 25, 2), (10, 28, 2)]),
        ("America/New_York", 2040, [(3, 11, 2), (11, 4, 1)]),
        ("Australia/Sydney", 2040, [(4, 1, 2), (10, 7, 2)]),
        ("Europe/London", 2099, [(3, 29, 1), (10, 25, 1)]),
        ("Asia/Tokyo", 2040, []),
        ("no/zone", 2040, []),
        ("../zones", 2040, []),
    ],
)
def test_transitions_of_any_year(zone: str, year: int, days: list[tuple[int, int, int]]) -> None:
    found = list_transitions(zone, year)
    assert [(each.start.month, each.start.day, each.start.hour) for each in found] == days
    assert {each.start.year for each in found} <= {year}


def test_transitions_have_a_start_and_an_end() -> None:
    assert list_transitions("Europe/Madrid", 2040) == (
        Transition(datetime(2040, 3, 25, 2), datetime(2040, 3, 25, 3), is_repeated=False),
        Transition(datetime(2040, 10, 28, 2), datetime(2040, 10, 28, 3), is_repeated=True),
    )


def test_the_data_do_not_depend_on_the_machine(tmp_path: Path) -> None:
    zoneinfo.reset_tzpath([str(tmp_path)])
    try:
        assert find_affected_time(read_schedule("30 2 * * *"), "Europe/Paris") is not None
        check_zone("Europe/Paris")
    finally:
        zoneinfo.reset_tzpath()
