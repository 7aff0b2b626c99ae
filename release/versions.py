"""Versions of releases: Semantic Versioning in the form of PEP 440."""

from __future__ import annotations

import re
from typing import NamedTuple

from release.failure import ReleaseError

_FORM = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:rc([1-9]\d*))?", re.ASCII)
_FINAL = 1 << 30  # a release follows all of its candidates


class Version(NamedTuple):
    """A version in the order of releases; `candidate` is the number of a release candidate."""

    major: int
    minor: int
    patch: int
    candidate: int = _FINAL

    def is_candidate_of(self, other: Version) -> bool:
        """Return whether it is a candidate of a release."""
        return other.candidate == _FINAL and self != other and self[:3] == other[:3]

    def __str__(self) -> str:
        """Return the form of PEP 440, such as 1.2.0 or 1.2.0rc1."""
        candidate = "" if self.candidate == _FINAL else f"rc{self.candidate}"
        return f"{self.major}.{self.minor}.{self.patch}{candidate}"


def parse_version(text: str) -> Version:
    """Parse a version. Raises ReleaseError."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise ReleaseError(f"'{text}' is not a version of a release: use the form 1.2.0, or 1.2.0rc1 for a candidate")
    return Version(*(int(number) for number in found.groups() if number is not None))


def is_version(text: str) -> bool:
    """Return whether a string is the version of a release."""
    return _FORM.fullmatch(text) is not None
