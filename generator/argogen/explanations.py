"""The pages that explain what a diagnostic means: what it is, why it matters, a wrong and a right example.

A page is a Markdown file in the folder `pages`, called like the diagnostic. Its sections `Wrong` and `Right` hold
pipelines, or manifests, of which the tests see to it that they are what they say.
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
    """A pipeline, the Argo version that it is for, if that matters, and a runnable pipeline's configuration."""

    text: str
    argo_version: str = ""
    configuration: str = ""


class Page(NamedTuple):
    """A page: its name, what it says in one paragraph, and all of it in Markdown without its heading."""

    name: str
    summary: str
    text: str

    def examples(self, section: str) -> tuple[Example, ...]:
        """The examples of a section, `Wrong` or `Right`."""
        sections = dict(_SECTION.findall(self.text))
        examples: list[Example] = []
        for version, goes_with, text in _BLOCK.findall(sections.get(section, "")):
            if goes_with:
                examples[-1] = examples[-1]._replace(configuration=text)
            else:
                examples.append(Example(text, version))
        return tuple(examples)


def list_pages() -> tuple[str, ...]:
    """The names of all pages."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.md")))


@functools.cache
def read_page(name: str) -> Page:
    """The page of a diagnostic. Raises KeyError if there is none."""
    if name not in list_pages():
        raise KeyError(name)
    heading, _, text = (_FOLDER / f"{name}.md").read_text(encoding="utf-8").partition("\n\n")
    assert heading == f"# {name}", heading
    summary = " ".join(text.partition("\n\n")[0].split())
    return Page(name, summary, text)


def explain(rule: Rule) -> str:
    """Return the page of a rule without its heading; of a package's rule without a page, the summary."""
    return read_page(rule.name).text if rule.name in RULES else rule.page or f"{rule.summary}\n"
