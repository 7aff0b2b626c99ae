"""Versions of Argo, their patch levels, and the changes in behavior between them."""

from __future__ import annotations

import pytest

from argogen.argo.behavior import CHANGES, MISSING_OUTPUTS_WAIT, OBJECT_LIMITS, SKIPPED_OUTPUTS_DEFAULT
from argogen.argo.versions import (
    PATCH_LEVELS,
    VERSION_PATTERN,
    VERSIONS,
    ArgoVersion,
    UnknownVersionError,
    parse_version,
)
from argogen.schemas import read_source_schema


@pytest.mark.parametrize("minor", VERSIONS)
def test_a_version_is_its_text(minor: str) -> None:
    levels = [f"{minor}.{patch}" for patch in PATCH_LEVELS[minor]]
    assert [str(parse_version(text)) for text in (minor, *levels)] == [minor, *levels]
    assert parse_version(minor).patches == PATCH_LEVELS[minor]


def test_a_patch_level_belongs_to_its_minor_version() -> None:
    assert parse_version("3.7.16") == ArgoVersion("3.7", 16)
    assert parse_version("4.0") == ArgoVersion("4.0")
    assert parse_version("3.6.0").patches == (0,)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("9.9", "unknown Argo version '9.9' (known versions: 3.4, 3.5, 3.6, 3.7, 4.0, 4.1)"),
        ("3", "unknown Argo version '3' (known versions: 3.4, 3.5, 3.6, 3.7, 4.0, 4.1)"),
        ("v3.7.16", "unknown Argo version 'v3.7.16' (known versions: 3.4, 3.5, 3.6, 3.7, 4.0, 4.1)"),
        ("3.7.x", "unknown Argo version '3.7.x' (known versions: 3.4, 3.5, 3.6, 3.7, 4.0, 4.1)"),
        ("3.7.", "unknown Argo version '3.7.' (known versions: 3.4, 3.5, 3.6, 3.7, 4.0, 4.1)"),
        ("", "unknown Argo version '' (known versions: 3.4, 3.5, 3.6, 3.7, 4.0, 4.1)"),
        ("3.7.99", "unknown patch level of Argo 3.7: '3.7.99' (known: 3.7.0 to 3.7.18)"),
        ("3.6.1", "unknown patch level of Argo 3.6: '3.6.1' (known: 3.6.0, 3.6.2 to 3.6.19)"),
        ("4.0.07", "unknown patch level of Argo 4.0: '4.0.07' (known: 4.0.0 to 4.0.10)"),
    ],
)
def test_an_unknown_version(text: str, message: str) -> None:
    with pytest.raises(UnknownVersionError) as error:
        parse_version(text)
    assert str(error.value) == message


def test_the_project_schema_has_the_same_versions() -> None:
    assert read_source_schema("project")["$defs"]["argo_version"]["pattern"] == VERSION_PATTERN


@pytest.mark.parametrize(
    ("version", "waits", "defaults", "limits"),
    [
        ("3.4", False, False, False),
        ("3.7.10", False, False, False),
        ("3.7.11", True, False, False),
        ("3.7.15", True, False, False),
        ("3.7.16", True, True, False),
        ("3.7", False, False, False),  # not all of its patch levels
        ("4.0.1", False, False, True),
        ("4.0.7", True, True, True),
        ("4.0", False, False, True),
        ("4.1", True, True, True),
        ("4.1.0", True, True, True),
    ],
)
def test_a_version_has_a_change_if_all_its_patch_levels_have_it(
    version: str, waits: bool, defaults: bool, limits: bool
) -> None:
    given = parse_version(version)
    changes = (MISSING_OUTPUTS_WAIT, SKIPPED_OUTPUTS_DEFAULT, OBJECT_LIMITS)
    assert [change.holds_in(given) for change in changes] == [waits, defaults, limits]


@pytest.mark.parametrize(("version", "may"), [("3.6", False), ("3.7", True), ("4.0", True), ("3.7.15", False)])
def test_a_minor_version_may_have_a_change(version: str, may: bool) -> None:
    assert SKIPPED_OUTPUTS_DEFAULT.may_hold_in(parse_version(version)) is may


def test_changes_are_in_the_order_of_versions() -> None:
    firsts = [[parse_version(version) for version in change.since] for change in CHANGES]
    assert all(versions == sorted(versions, key=lambda it: VERSIONS.index(it.minor)) for versions in firsts)
    assert len({change.summary for change in CHANGES}) == len(CHANGES)
