"""Semantic versions."""

from __future__ import annotations

import re
from typing import NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang import types
from argogen.argo.evaluation.golang.types import GoType

_NUMBER = r"(0|[1-9]\d*)"
_IDENTIFIER = r"(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)"
_VERSION = re.compile(
    rf"v?{_NUMBER}(?:\.{_NUMBER})?(?:\.{_NUMBER})?(?:-({_IDENTIFIER}(?:\.{_IDENTIFIER})*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?",
    re.ASCII,
)
_LARGEST = (1 << 64) - 1


class Version(NamedTuple):
    """A version; `is_pointer` if the value is a *semver.Version."""

    major: int
    minor: int
    patch: int
    prerelease: str = ""
    metadata: str = ""
    original: str = ""
    is_pointer: bool = True

    @property
    def go_type(self) -> GoType:
        """The type of the version, or of a pointer to it."""
        return types.VERSION if self.is_pointer else types.VERSION.element or types.VERSION

    @property
    def text(self) -> str:
        """The canonical form."""
        prerelease = f"-{self.prerelease}" if self.prerelease else ""
        metadata = f"+{self.metadata}" if self.metadata else ""
        return f"{self.major}.{self.minor}.{self.patch}{prerelease}{metadata}"

    def increment(self, part: str) -> Version:
        """Return the next version: a release of a prerelease, or with the next number."""
        numbers = [self.major, self.minor, self.patch]
        at = ("major", "minor", "patch").index(part)
        if part != "patch" or not self.prerelease:
            numbers[at] += 1
        numbers[at + 1 :] = [0] * (2 - at)
        return self.with_original(Version(numbers[0], numbers[1], numbers[2]))

    def with_original(self, changed: Version) -> Version:
        """Return a changed version whose original form has the prefix of this one."""
        prefix = "v" if self.original.startswith("v") else ""
        return changed._replace(original=prefix + changed.text, is_pointer=False)


def parse_version(text: str) -> Version:
    """Return the version in a string, of which minor and patch may be missing. Raises GoPanicError."""
    found = _VERSION.fullmatch(text)
    if found is None:
        raise GoPanicError("Invalid Semantic Version")
    numbers = [int(number or 0) for number in found.groups()[:3]]
    if max(numbers) > _LARGEST:
        raise GoPanicError(f"Error parsing version segment: {max(numbers)}: value out of range")
    return Version(numbers[0], numbers[1], numbers[2], found[4] or "", found[5] or "", text)


def compare_versions(one: Version, other: Version) -> int:
    """Return -1, 0 or 1, as a version is older than another, the same, or newer; metadata do not count."""
    if one[:3] != other[:3]:
        return -1 if one[:3] < other[:3] else 1
    if not one.prerelease or not other.prerelease:
        return bool(other.prerelease) - bool(one.prerelease)
    return compare_prereleases(one.prerelease, other.prerelease)


def compare_prereleases(one: str, other: str) -> int:
    """Return -1, 0 or 1 for two prereleases, by their identifiers."""
    left, right = one.split("."), other.split(".")
    for index in range(max(len(left), len(right))):
        first, second = "".join(left[index : index + 1]), "".join(right[index : index + 1])
        if first != second:
            return 1 if _rank(first) > _rank(second) else -1
    return 0


def _rank(identifier: str) -> tuple[int, int, str]:
    if not identifier:
        return 0, 0, ""
    if identifier.isascii() and identifier.isdigit() and int(identifier) <= _LARGEST:
        return 1, int(identifier), ""
    return 2, 0, identifier
