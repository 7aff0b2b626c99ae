"""The links of a built site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

# Attributes whose files a browser loads with the page; the targets of the others are loaded if a person selects them.
_LOADED = {
    ("script", "src"),
    ("img", "src"),
    ("link", "href"),
    ("iframe", "src"),
    ("object", "data"),
    ("source", "src"),
}
_SELECTED = {("a", "href"), ("form", "action")}


class HtmlPage(NamedTuple):
    """The targets of a page: those that are loaded with it, and those of its links, and the anchors that it has."""

    loaded: tuple[str, ...]
    links: tuple[str, ...]
    anchors: frozenset[str]


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.anchors = set[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.anchors.add(value or "")
            if (tag, name) in _LOADED:
                self.loaded.append(value or "")
            if (tag, name) in _SELECTED:
                self.links.append(value or "")


def read_site(folder: Path) -> dict[str, HtmlPage]:
    """Return all pages of a site by their paths."""
    return {file.relative_to(folder).as_posix(): read_page(file.read_text("utf-8")) for file in folder.rglob("*.html")}


def read_page(text: str) -> HtmlPage:
    """Return the links of a page."""
    collector = _Collector()
    collector.feed(text)
    return HtmlPage(tuple(collector.loaded), tuple(collector.links), frozenset(collector.anchors))


def is_external(target: str) -> bool:
    """Return whether a target is on another host."""
    parts = urlsplit(target)
    return bool(parts.netloc) or parts.scheme not in ("", "data")


def resolve(page: str, target: str) -> tuple[str, str]:
    """Return the path of an internal target in the site, and its anchor."""
    path, _, anchor = urljoin(page, target).partition("#")
    return unquote(path.partition("?")[0]), unquote(anchor)


def find_dead_links(pages: Mapping[str, HtmlPage], folder: Path) -> Iterator[str]:
    """Yield the internal links to missing files and anchors."""
    for name, page in pages.items():
        for target in (*page.loaded, *page.links):
            if is_external(target) or target.startswith("data:"):
                continue
            path, anchor = resolve(name, target)
            if not (folder / path).is_file() or (anchor and path in pages and anchor not in pages[path].anchors):
                yield f"{name}: {target}"


def find_reachable(pages: Mapping[str, HtmlPage], first: str) -> set[str]:
    """Return the pages to which links lead from the first one."""
    reached, waiting = {first}, [first]
    while waiting:
        name = waiting.pop()
        found = {resolve(name, target)[0] for target in pages[name].links if not is_external(target)}
        new = {path for path in found if path in pages} - reached
        reached |= new
        waiting += new
    return reached
