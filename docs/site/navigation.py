"""The navigation of the site: the sections and the links of the home page, in their order."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_PAGE = re.compile(r"\]\(([^)#]+)\.md\)")


def add_navigation(home: str) -> str:
    """Return the Markdown of the home page with a table of contents for each section."""
    return "\n".join([home, *_write_sections(home)])


def _write_sections(home: str) -> Iterator[str]:
    for title, section in _SECTION.findall(home):
        yield "\n".join(["```{toctree}", ":hidden:", f":caption: {title}", "", *_PAGE.findall(section), "```", ""])
