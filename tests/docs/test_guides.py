"""The tutorial and the guides: their examples work, and their links are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from docs.reference.pages import write_pages

from .linting import find_unexplained
from .markdown import ROOT, find_blocks, find_broken_links, find_missing_paths, read_page
from .session import Session, follow

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
GUIDES = [name for name in PAGES if "/reference/" not in name]
FOLLOWED = [name for name in GUIDES if any(block.role == "run" for block in find_blocks(read_page(name)))]
# Commands of other programs: all lines of a console, or one.
_OF_OTHERS = re.compile(r"^```\w+ tool=.*?^```$|^\$ (?:docker|flux|pip|python) [^\n]*$", re.MULTILINE | re.DOTALL)
# Options of other programs that the pages show, and an arrow of Mermaid.
FOREIGN = {
    "--dest", "--o", "--from-file", "--patch-file",
    "-f", "-q", "-b", "-m", "-a", "-A", "-e", "-h", "-c", "-p", "-i", "-x",
}  # fmt: skip


def test_there_are_pages_to_follow() -> None:
    assert {"docs/tutorial.md", "docs/how-to/packs.md"} <= set(FOLLOWED)
    assert len(PAGES) > 10


@pytest.mark.parametrize("name", FOLLOWED)
def test_shows_what_happens(name: str, tmp_path: Path) -> None:
    page, session = read_page(name), Session(tmp_path)
    work = session.folder
    assert follow(find_blocks(page), session) > 0
    assert find_unexplained(work, page) == []


@pytest.mark.parametrize("name", GUIDES)
def test_shows_every_yaml_as_it_can_be_read(name: str) -> None:
    blocks = [block for block in find_blocks(read_page(name)) if block.language == "yaml"]
    assert all(list(yaml.safe_load_all(block.text)) for block in blocks)


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    page = read_page(name)
    assert find_broken_links(page, (ROOT / name).parent) == []
    # The paths in executed pages and in the descriptions of keys are those of other directories, and of steps.
    assert name in FOLLOWED or name not in GUIDES or find_missing_paths(page) == []


def test_every_page_is_in_one_section_of_the_first() -> None:
    sections = read_page("docs/README.md").partition("\n## ")[2]
    linked = re.findall(r"\]\(([^)#]+\.md)\)", sections)
    assert sorted(f"docs/{target}" for target in linked if not target.startswith("..")) == [
        name for name in PAGES if name != "docs/README.md"
    ], "link each page once, in the section of docs/README.md in which the navigation of the site should show it"


def test_the_reference_is_up_to_date() -> None:
    kept = {path.name: path.read_text("utf-8") for path in (ROOT / "docs/reference").glob("*.md")}
    del kept["library.md"]  # the page of the docstrings, which Sphinx reads
    assert write_pages() == kept, "run: python -m docs.reference"


def test_every_option_that_a_guide_shows_exists() -> None:
    known = set(re.findall(r"`(--?[a-z][a-z-]*)`", read_page("docs/reference/commands.md"))) | FOREIGN
    pages = [*(read_page(name) for name in GUIDES), read_page("README.md")]
    own = (_OF_OTHERS.sub("", page) for page in pages)
    shown = {option for page in own for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page)}
    assert sorted(shown - known - {"--help"}) == []


def test_the_workflow_for_continuous_integration_runs(tmp_path: Path) -> None:
    """Run the argogen commands of the page in a repository without errors."""
    blocks = find_blocks(read_page("docs/how-to/ci.md"))
    [workflow] = [yaml.safe_load(block.text) for block in blocks if block.role.endswith("manifests.yaml")]
    steps = [step["run"] for step in workflow["jobs"]["check"]["steps"] if step.get("run", "").startswith("argogen ")]
    session = Session(tmp_path)
    session.run("argogen init --yes && argogen render && git init -q -b main && git add -A && git commit -qm all")
    session.run("git update-ref refs/remotes/origin/main HEAD")
    assert len(steps) == 3
    for step in steps:
        session.run(f"GITHUB_BASE_REF=main; {step}")
    session.run("echo '# mine' >> manifests/hello.yaml")
    assert "::error file=manifests/hello.yaml,title=manually-edited-manifest" in session.run(f"{steps[0]} || true")
