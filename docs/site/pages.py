"""The pages of the site, and the file in the repository from which each of them is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
DIAGNOSTICS = ROOT / "generator" / "argogen" / "pages"
# The home page replaces both README files.
_OTHERS = {
    "README.md": "index.md",
    "docs/README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}
_NO_PIPELINES = {"argogen.yaml", "config.yaml", "parameters.yaml"}


def list_pages() -> dict[str, str]:
    """Return the path of each page on the site, by the path of its source in the repository."""
    docs = {_name(file): file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")}
    diagnostics = {_name(file): f"diagnostics/{file.name}" for file in DIAGNOSTICS.glob("*.md")}
    examples = {_name(file): _name(file.with_suffix(".md")) for file in list_examples()}
    return {**docs, **diagnostics, **examples, **_OTHERS}


def list_examples() -> Iterator[Path]:
    """Yield the pipelines of the examples."""
    for file in sorted(EXAMPLES.rglob("*.yaml")):
        if file.name not in _NO_PIPELINES and not file.name.endswith(".test.yaml"):
            yield file


def _name(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
