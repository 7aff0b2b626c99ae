"""The result of an inspection: sections of items, each with a status."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence

from argogen.diagnostics import Diagnostic
from argogen.git.remote import hide_password
from argogen.records import TupleRecord

_HOMES = re.compile(r"(?<=/home/)[^/\s'\"]+|(?<=/Users/)[^/\s'\"]+")


class Status(enum.Enum):
    """The status of an item: `missing` if it is optional, `required` if the project requires it and it is missing."""

    OK = "ok"
    MISSING = "missing"
    REQUIRED = "required"


class Item(TupleRecord):
    """One item: its name, its value or the reason why it is missing, and a hint how to get it."""

    name: str
    value: str
    status: Status = Status.OK
    hint: str = ""


class Section(TupleRecord):
    """The items of one subject."""

    name: str
    items: Sequence[Item]


def refuse(name: str, diagnostic: Diagnostic) -> Item:
    """Return the item of an error in the configuration."""
    place = f"{diagnostic.place.file}:{diagnostic.place.line}: " if diagnostic.place.line else ""
    return Item(name, f"{place}{diagnostic.message}", Status.REQUIRED, diagnostic.hint)


def is_usable(sections: Iterable[Section]) -> bool:
    """Whether nothing is missing that the project requires."""
    return all(item.status is not Status.REQUIRED for section in sections for item in section.items)


def anonymize(sections: Iterable[Section], homes: Iterable[str]) -> tuple[Section, ...]:
    """Replace the paths of `homes` by `~` and the names of other home directories, and hide passwords in URLs."""
    # The root directory is the home of some users of containers, and in every path.
    paths = sorted({home.rstrip("/\\") for home in homes} - {""}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"{re.escape(path)}(?![\w.-])" for path in paths)) if paths else None

    def clean(text: str) -> str:
        return hide_password(_HOMES.sub("USER", pattern.sub("~", text) if pattern else text))

    return tuple(
        section._replace(
            items=tuple(
                item._replace(name=clean(item.name), value=clean(item.value), hint=clean(item.hint))
                for item in section.items
            )
        )
        for section in sections
    )
