"""The metadata of the package: its page on the package index, and its extras."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

from argogen.version import REPOSITORY
from tests.docs.markdown import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_page_of_the_package_index_has_absolute_links() -> None:
    command = [sys.executable, "-m", "hatchling", "metadata"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    page = json.loads(done.stdout)["readme"]["text"]
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert len(targets) == len(re.findall(r"\]\(", (ROOT / "README.md").read_text("utf-8")))
    assert [target for target in targets if not target.startswith(f"{REPOSITORY}/")] == []
    assert f"]({REPOSITORY}/raw/main/docs/pictures/readme.svg)" in page
    assert f"]({REPOSITORY}/blob/main/docs/tutorial.md)" in page


def test_addresses_are_those_of_the_repository() -> None:
    assert PROJECT["urls"]["Repository"] == REPOSITORY
    files = [url.partition("/blob/main/")[2] for name, url in PROJECT["urls"].items() if name != "Repository"]
    assert files == ["docs/README.md", "CHANGELOG.md"]
    assert all((ROOT / file).is_file() for file in files)


def test_development_has_the_packages_of_all_extras() -> None:
    """Tests without a package of an extra would be skipped."""
    dev, *others = (set(PROJECT["optional-dependencies"][name]) for name in ("dev", "docs", "eval", "run", "scripts"))
    assert set(PROJECT["optional-dependencies"]) == {"dev", "docs", "eval", "run", "scripts"}
    assert set().union(*others) - dev == set()
