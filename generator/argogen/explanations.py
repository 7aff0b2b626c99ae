"""The explanations of diagnostics: a summary, the reason and the fix, a wrong and a right example.

A page is a Markdown file in the directory `pages` with the name of the diagnostic. Its sections `Wrong` and `Right`
contain pipelines or manifests, which the tests check.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import NamedTuple

from argogen.catalogue import RULES, Rule

_FOLDER = Path(__file__).parent / "pages"
_BLOCK = re.compile(r"^```yaml(?: (?:argo=([0-9.]+)|(configuration)))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^## (\w+)\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """A pipeline, the target Argo version ("" for the default), and the configuration of a runnable pipeline or ""."""

    text: str
    argo_version: str = ""
    configuration: str = ""


class Page(NamedTuple):
    """A page: its name, its first paragraph as the summary, and its Markdown text without the heading."""

    name: str
    summary: str
    text: str

    def examples(self, section: str) -> tuple[Example, ...]:
        """Return the examples of a section, `Wrong` or `Right`."""
        sections = dict(_SECTION.findall(self.text))
        examples: list[Example] = []
        for version, goes_with, text in _BLOCK.findall(sections.get(section, "")):
            if goes_with:
                examples[-1] = examples[-1]._replace(configuration=text)
            else:
                examples.append(Example(text, version))
        return tuple(examples)


@functools.cache
def list_pages() -> tuple[str, ...]:
    """Return the names of all pages."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.md")))


@functools.cache
def read_page(name: str) -> Page:
    """Read the page of a diagnostic. Raises KeyError if it does not exist."""
    if name not in list_pages():
        raise KeyError(name)
    heading, _, text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n\n")
    assert heading == f"# {name}", heading
    summary = " ".join(text.partition("\n\n")[0].split())
    return Page(name, summary, text)


def explain(rule: Rule) -> str:
    """Return the page of a rule without the heading, or the summary if the rule of a package has no page."""
    return read_page(rule.name).text if rule.name in RULES else rule.page or f"{rule.summary}\n"


def link_page(name: str, site: str) -> str:
    """Return the address of the page of a diagnostic on the site, whose address is "" if it is not known.

    The result is "" without it, and without a page, such as for the rule of a package.
    """
    return f"{site}/diagnostics/{name}.html" if site and name in list_pages() else ""
