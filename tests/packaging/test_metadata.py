"""The metadata of the package: its page on the package index, and its extras."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from email.message import Message
from importlib.metadata import PackageNotFoundError
from typing import NoReturn

import pytest

from argogen import addresses
from tests.docs.markdown import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REPOSITORY = PROJECT["urls"]["Repository"]
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md")
# Its path ends with /argogen; packages and packs have longer names.
_ADDRESS = re.compile(r"https://[\w./-]+?/argogen(?![\w-])")


def test_the_page_of_the_package_index_has_absolute_links() -> None:
    command = [sys.executable, "-m", "hatchling", "metadata"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    page = json.loads(done.stdout)["readme"]["text"]
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert len(targets) == len(re.findall(r"\]\(", (ROOT / "README.md").read_text("utf-8")))
    assert [target for target in targets if not target.startswith(f"{REPOSITORY}/")] == []
    assert f"]({REPOSITORY}/raw/main/docs/pictures/readme.svg)" in page
    assert f"]({REPOSITORY}/blob/main/docs/tutorial.md)" in page


def test_all_files_have_the_address_of_the_metadata() -> None:
    """Another address of the repository is written to pyproject.toml, and to the files that this test names."""
    assert PROJECT["urls"]["Changelog"] == f"{REPOSITORY}/blob/main/CHANGELOG.md"
    pages = [*(ROOT / name for name in FILES), *(ROOT / "docs").rglob("*.md")]
    found = {page: set(_ADDRESS.findall(page.read_text("utf-8"))) for page in pages}
    assert {page.name: addresses for page, addresses in found.items() if addresses - {REPOSITORY}} == {}
    assert sum(map(bool, found.values())) > len(FILES)


@pytest.mark.parametrize(
    ("rows", "address"),
    [
        (["Documentation, https://argogen.dev/", "Repository, https://x/y"], "https://argogen.dev"),
        (["Repository, https://x/y"], ""),
        (["Documentation, https://docs.example.com/argogen"], "https://docs.example.com/argogen"),
        (None, ""),
    ],
)
def test_the_address_of_the_site(monkeypatch: pytest.MonkeyPatch, rows: list[str] | None, address: str) -> None:
    found = Message()
    for row in rows or ():
        found["Project-URL"] = row
    monkeypatch.setattr(addresses, "metadata", lambda _name: found)
    assert addresses.find_address("Documentation") == address


@pytest.mark.parametrize(
    ("address", "is_published"),
    [
        ("https://docs.example.com/argogen", False),
        ("https://example.org", False),
        ("https://counterexample.org", True),
        ("", False),
    ],
)
def test_hosts_for_documentation_are_not_published(address: str, is_published: bool) -> None:
    assert addresses.is_published(address) is is_published


def test_a_checkout_that_is_not_installed_has_no_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> NoReturn:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(addresses, "metadata", fail)
    assert addresses.find_address("Repository") == ""


def test_development_has_the_packages_of_all_extras() -> None:
    """Tests without a package of an extra would be skipped."""
    dev, *others = (set(PROJECT["optional-dependencies"][name]) for name in ("dev", "docs", "eval", "run", "scripts"))
    assert set(PROJECT["optional-dependencies"]) == {"dev", "docs", "eval", "run", "scripts"}
    assert set().union(*others) - dev == set()
