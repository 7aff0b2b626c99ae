"""Attributes that the pages of Sphinx and of the theme lack for screen readers and keyboards."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_ATTRIBUTES: Mapping[str, str] = {
    # The captions of the navigation are headings without a level.
    '<p class="caption" role="heading"': ' aria-level="2"',
    # Landmarks of the same kind require different names.
    '<aside class="sidebar-drawer"': ' aria-label="Site"',
    '<aside class="toc-drawer"': ' aria-label="On this page"',
    '<aside class="toc-drawer no-toc"': ' aria-label="On this page"',
    # Code that is wider than the page is scrolled with the keyboard.
    "<pre": ' tabindex="0"',
}


def complete_pages(folder: Path) -> None:
    """Add the attributes to all pages of a site."""
    for file in folder.rglob("*.html"):
        file.write_text(add_attributes(file.read_text("utf-8")), "utf-8")


def add_attributes(page: str) -> str:
    """Return a page with the attributes."""
    for start, attribute in _ATTRIBUTES.items():
        page = page.replace(f"{start}>", f"{start}{attribute}>")
    return page
