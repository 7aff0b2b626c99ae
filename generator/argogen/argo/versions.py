"""The supported versions of Argo Workflows, and their patch levels."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from argogen.records import TupleRecord

_RANGES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "3.4": ((0, 18),),
    "3.5": ((0, 15),),
    "3.6": ((0, 0), (2, 19)),  # 3.6.1 was not released
    "3.7": ((0, 18),),
    "4.0": ((0, 10),),
    "4.1": ((0, 2),),
}
PATCH_LEVELS: Mapping[str, tuple[int, ...]] = {
    minor: tuple(level for first, last in ranges for level in range(first, last + 1))
    for minor, ranges in _RANGES.items()
}
"""The released patch levels of each supported minor version, the oldest first."""

VERSIONS = tuple(PATCH_LEVELS)
DEFAULT_VERSION = "3.7"
VERSION_PATTERN = rf"^({'|'.join(map(re.escape, VERSIONS))})(\.[0-9]+)?$"
"""The form of a version in schemas; `parse_version` also checks the patch level."""


class UnknownVersionError(ValueError):
    """An unsupported version of Argo, or an unknown patch level; `hint` lists the known ones."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(f"{message} ({hint})")
        self.message = message
        self.hint = hint


class ArgoVersion(TupleRecord):
    """A version of Argo: all patch levels of a minor version, or one of them."""

    minor: str
    patch: int | None = None

    def __str__(self) -> str:
        return self.minor if self.patch is None else f"{self.minor}.{self.patch}"

    @property
    def patches(self) -> tuple[int, ...]:
        """The patch levels."""
        return PATCH_LEVELS[self.minor] if self.patch is None else (self.patch,)

    def is_before(self, minor: str) -> bool:
        """Return whether it is older than a minor version."""
        return is_before(self.minor, minor)


DEFAULT = ArgoVersion(DEFAULT_VERSION)


def is_before(minor: str, other: str) -> bool:
    """Return whether a minor version is older than another one."""
    return VERSIONS.index(minor) < VERSIONS.index(other)


@functools.lru_cache(maxsize=64)
def parse_version(text: str) -> ArgoVersion:
    """Parse a version such as "3.7" or "3.7.16". Raises UnknownVersionError."""
    major, _, rest = text.partition(".")
    number, dot, patch = rest.partition(".")
    minor = f"{major}.{number}"
    # Equivalent to VERSION_PATTERN, which takes longer to compile than all versions of a run take to parse.
    if minor not in PATCH_LEVELS or (dot and not (patch.isascii() and patch.isdigit())):
        raise UnknownVersionError(f"unknown Argo version '{text}'", f"known versions: {', '.join(VERSIONS)}")
    if patch and patch not in map(str, PATCH_LEVELS[minor]):
        raise UnknownVersionError(f"unknown patch level of Argo {minor}: '{text}'", f"known: {show_levels(minor)}")
    return ArgoVersion(minor, int(patch) if patch else None)


def show_levels(minor: str) -> str:
    """Return the patch levels of a minor version as a string, such as "3.6.0, 3.6.2 to 3.6.19"."""
    named = ([f"{minor}.{level}" for level in sorted({*levels})] for levels in _RANGES[minor])
    return ", ".join(" to ".join(levels) for levels in named)
