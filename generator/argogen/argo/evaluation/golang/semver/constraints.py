"""Constraints of semantic versions, such as `>=1.2, <2 || ^3.1`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from argogen.argo.evaluation.errors import GoPanicError
from argogen.argo.evaluation.golang.semver.versions import (
    Version,
    compare_prereleases,
    compare_versions,
    parse_version,
)

_PART = r"[0-9|x|X|\*]+"
_SUFFIX = r"[0-9A-Za-z\-]+(?:\.[0-9A-Za-z\-]+)*"
_OPERATOR = r"=||!=|>|<|>=|=>|<=|=<|~|~>|\^"
_VERSION = rf"v?({_PART})(\.{_PART})?(\.{_PART})?(-{_SUFFIX})?(\+{_SUFFIX})?"
_BARE = re.sub(r"\((?!\?)", "(?:", _VERSION)
_CONSTRAINT = re.compile(rf"\s*({_OPERATOR})\s*{_VERSION}\s*")
_RANGE = re.compile(rf"\s*({_BARE})\s+-\s+({_BARE})\s*")
_FIND = re.compile(rf"(?:{_OPERATOR})\s*{_BARE}")
_VALID = re.compile(rf"\s*(?:{_OPERATOR})\s*{_BARE}\s*(?:(?:\s+|,\s*)(?:{_OPERATOR})\s*{_BARE}\s*)*")
_ANY_NUMBER = frozenset({"x", "X", "*", ""})


class Constraint(NamedTuple):
    """A comparison with a version, of which the number from `missing` on is any."""

    operator: str
    version: Version
    missing: str = ""

    @property
    def is_dirty(self) -> bool:
        """Whether a number of the version is any."""
        return bool(self.missing)

    @property
    def lacks_minor(self) -> bool:
        """Whether the minor number, and not the major one, is any."""
        return self.missing == "minor"

    @property
    def lacks_patch(self) -> bool:
        """Whether only the patch number is any."""
        return self.missing == "patch"


def check_constraint(text: str, version: str) -> bool:
    """Return whether a version satisfies constraints. Raises GoPanicError."""
    alternatives = [_parse_all(part) for part in _rewrite_ranges(text).split("||")]
    candidate = parse_version(version)
    return any(all(_check(candidate, constraint) for constraint in part) for part in alternatives)


def _rewrite_ranges(text: str) -> str:
    """Return constraints with `a - b` written as `>= a, <= b`."""
    for found in list(_RANGE.finditer(text)):
        text = text.replace(found[0], f">= {found[1]}, <= {found[2]} ", 1)
    return text


def _parse_all(text: str) -> list[Constraint]:
    if not _VALID.fullmatch(text):
        raise GoPanicError(f"improper constraint: {text}")
    return [_parse(part) for part in _FIND.findall(text)]


def _parse(text: str) -> Constraint:
    found = _CONSTRAINT.fullmatch(text)
    if found is None:
        raise GoPanicError(f"improper constraint: {text}")
    operator, major, minor, patch, suffix, metadata = (group or "" for group in found.groups())
    missing, written = "", major + minor + patch + suffix + metadata
    if major in _ANY_NUMBER:
        missing, written = "major", f"0.0.0{suffix}"
    elif minor[1:] in _ANY_NUMBER:
        missing, written = "minor", f"{major}.0.0{suffix}"
    elif patch[1:] in _ANY_NUMBER:
        missing, written = "patch", f"{major}{minor}.0{suffix}"
    try:
        return Constraint(operator, parse_version(written), missing)
    except GoPanicError:
        raise GoPanicError("constraint Parser Error") from None


def _check(version: Version, constraint: Constraint) -> bool:
    if constraint.operator == "!=":
        return _is_unequal(version, constraint)
    if version.prerelease and not constraint.version.prerelease:
        return False
    return _CHECKS[constraint.operator](version, constraint)


def _is_unequal(version: Version, constraint: Constraint) -> bool:
    wanted = constraint.version
    if not constraint.is_dirty:
        return compare_versions(version, wanted) != 0
    if version.prerelease and not wanted.prerelease:
        return False
    if wanted.major != version.major:
        return True
    if constraint.lacks_minor:
        return False
    if wanted.minor != version.minor:
        return True
    return _is_unequal_patch(version, constraint)


def _is_unequal_patch(version: Version, constraint: Constraint) -> bool:
    wanted = constraint.version
    if constraint.lacks_patch:
        has_prerelease = version.prerelease or wanted.prerelease
        return bool(has_prerelease) and compare_prereleases(version.prerelease, wanted.prerelease) != 0
    return wanted.patch != version.patch or compare_versions(version, wanted) != 0


def _is_greater(version: Version, constraint: Constraint) -> bool:
    wanted = constraint.version
    if not constraint.is_dirty:
        return compare_versions(version, wanted) > 0
    if version.major != wanted.major:
        return version.major > wanted.major
    if constraint.lacks_minor:
        return False
    return version.minor > wanted.minor if constraint.lacks_patch else compare_versions(version, wanted) > 0


def _is_at_most(version: Version, constraint: Constraint) -> bool:
    wanted = constraint.version
    if not constraint.is_dirty:
        return compare_versions(version, wanted) <= 0
    if version.major != wanted.major:
        return version.major < wanted.major
    return version.minor <= wanted.minor or constraint.lacks_minor


def _is_close(version: Version, constraint: Constraint) -> bool:
    wanted = constraint.version
    if compare_versions(version, wanted) < 0:
        return False
    if wanted[:3] == (0, 0, 0) and constraint.missing in ("", "major"):
        return True
    return version.major == wanted.major and (version.minor == wanted.minor or constraint.lacks_minor)


def _is_equal(version: Version, constraint: Constraint) -> bool:
    if constraint.is_dirty:
        return _is_close(version, constraint)
    return compare_versions(version, constraint.version) == 0


def _is_compatible(version: Version, constraint: Constraint) -> bool:
    wanted = constraint.version
    if compare_versions(version, wanted) < 0:
        return False
    if wanted.major > 0 or constraint.lacks_minor or version.major > 0:
        return version.major == wanted.major
    if wanted.minor > 0 or constraint.lacks_patch or version.minor > 0:
        return version.minor == wanted.minor
    return version.patch == wanted.patch


def _is_older(version: Version, constraint: Constraint) -> bool:
    return compare_versions(version, constraint.version) < 0


def _is_at_least(version: Version, constraint: Constraint) -> bool:
    return compare_versions(version, constraint.version) >= 0


_CHECKS: Mapping[str, Callable[[Version, Constraint], bool]] = {
    "": _is_equal, "=": _is_equal, ">": _is_greater, "<": _is_older, ">=": _is_at_least, "=>": _is_at_least,
    "<=": _is_at_most, "=<": _is_at_most, "~": _is_close, "~>": _is_close, "^": _is_compatible,
}  # fmt: skip
