from __future__ import annotations

from datetime import datetime

import pytest

from argogen.argo.notation.cron import read_schedule
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.zones import check_zone, find_changed


@pytest.mark.parametrize("name", ["", "Local", "UTC", "Europe/Madrid", "America/Argentina/Buenos_Aires", "EST"])
def test_knows_time_zones(name: str) -> None:
    check_zone(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("europe/madrid", "did you mean 'Europe/Madrid'?"),
        ("Europe/Madird", "did you mean 'Europe/Madrid'?"),
        ("Nowhere", "names are those of the IANA, such as Europe/Madrid"),
    ],
)
def test_says_what_may_be_meant(name: str, hint: str) -> None:
    with pytest.raises(NotationError, match="there is no time zone") as raised:
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
    ],
)
def test_times_that_a_change_of_the_clocks_leaves_out_or_repeats(
    schedule: str, zone: str, found: tuple[datetime, bool] | None
) -> None:
    assert find_changed(read_schedule(schedule), zone) == found
