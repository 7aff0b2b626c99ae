"""Time zones: of the time zone database, and fixed offsets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import GoType
from argogen.argo.notation.error import NotationError
from argogen.argo.notation.zones import load_zone

_EARLIEST, _LATEST = -62135510400, 253402214400


class ZoneOffset(NamedTuple):
    """The abbreviation of a zone at a time, its offset in seconds, and whether it is daylight-saving time."""

    name: str
    seconds: int
    is_dst: bool = False


class Location(NamedTuple):
    """A *time.Location: its name; for a fixed offset, the seconds."""

    name: str
    seconds: int = 0
    is_fixed: bool = True

    @property
    def go_type(self) -> GoType:
        """The type of the pointer to a location."""
        return types.LOCATION


UTC_ZONE = Location("UTC")


def load_location(name: str) -> Location:
    """Return the zone with a name of the time zone database. Raises GoPanicError."""
    if name in ("", "UTC", "Local"):  # the controller of Argo runs in UTC
        return UTC_ZONE
    try:
        load_zone(name)
    except NotationError:
        raise GoPanicError(f"unknown time zone {name}") from None
    return Location(name, is_fixed=False)


def offset_at(location: Location, seconds: int) -> ZoneOffset:
    """Return the offset of a zone at a Unix time."""
    if location.is_fixed:
        return ZoneOffset(location.name, location.seconds)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=max(_EARLIEST, min(_LATEST, seconds)))
    local = at.astimezone(load_zone(location.name))
    offset, saving = local.utcoffset() or timedelta(), local.dst() or timedelta()
    return ZoneOffset(local.tzname() or "", int(offset.total_seconds()), bool(saving))


def find_offset(location: Location, name: str, seconds: int) -> int | None:
    """Return the offset of a zone while it has an abbreviation, near a local time; None if it never has."""
    candidates = [offset_at(location, seconds + months * 30 * 86400) for months in range(-12, 13, 3)]
    for candidate in candidates:
        if candidate.name == name and offset_at(location, seconds - candidate.seconds).name == name:
            return candidate.seconds
    return next((candidate.seconds for candidate in candidates if candidate.name == name), None)
