"""Write the sources of the site: the pages of the repository, with links for the site, and generated pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from .diagnostics import write_diagnostic, write_diagnostics
from .examples import write_example
from .links import Links
from .markdown import add_captions, remove_comment
from .navigation import add_navigation
from .pages import DIAGNOSTICS, DOCS, ROOT, list_examples, list_pages


def write_sources(folder: Path) -> None:
    """Write the sources to a directory."""
    links = Links(ROOT, list_pages())
    for source, page in links.pages.items():
        if not page.startswith("examples/") and source != "README.md":
            _write(folder / page, _read_page(ROOT / source, page, links))
    _write_examples(folder, links)
    for picture in DOCS.rglob("*.svg"):
        shutil.copyfile(picture, _prepare(folder / picture.relative_to(DOCS)))


def _read_page(file: Path, page: str, links: Links) -> str:
    """Return the Markdown of a page on the site."""
    if file.parent == DIAGNOSTICS:
        return write_diagnostic(file.stem)
    text = remove_comment(file.read_text("utf-8"))
    text = add_captions(links.rewrite(file.relative_to(ROOT).as_posix(), text))
    if page == "index.md":
        return add_navigation(text)
    return write_diagnostics(text) if page == "reference/rules.md" else text


def _write_examples(folder: Path, links: Links) -> None:
    for file in list_examples():
        page = folder / links.pages[file.relative_to(ROOT).as_posix()]
        example = write_example(file)
        _write(page, example.page)
        _write(page.with_suffix(".svg"), example.picture)


def _write(file: Path, text: str) -> None:
    _prepare(file).write_text(text, "utf-8")


def _prepare(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file
