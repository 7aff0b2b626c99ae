"""The links of the pages: between pages of the site, and from there to other files of the repository."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from .markdown import replace_targets

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
REPOSITORY: str = tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["urls"]["Repository"]

# The site has a page for each rule in place of a section.
_RULES, _RULE = "docs/reference/rules.md", re.compile(r"ag\d+-([\w-]+)")
_DIAGNOSTICS = "generator/argogen/pages"


class DeadLinkError(ValueError):
    """A link to a file that does not exist; the message has the page and the target."""


class Links(NamedTuple):
    """The root directory of the repository, and the path of each page on the site by that of its source."""

    root: Path
    pages: Mapping[str, str]

    def rewrite(self, source: str, text: str) -> str:
        """Return the Markdown of a page with the links that are valid on the site. Raises DeadLinkError."""
        return replace_targets(text, lambda target: self._rewrite_target(source, target))

    def _rewrite_target(self, source: str, target: str) -> str:
        if "://" in target:
            return target
        path, mark, anchor = target.partition("#")
        file = posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else source
        if file == _RULES and (rule := _RULE.fullmatch(anchor)):
            file, mark, anchor = f"{_DIAGNOSTICS}/{rule[1]}.md", "", ""
        elif not path:
            return target
        if file in self.pages:
            return f"{self._relate(source, self.pages[file])}{mark}{anchor}"
        if not (self.root / file).exists():
            raise DeadLinkError(f"{source}: '{target}' leads to no file of the repository")
        if file.startswith("docs/") and file.endswith(".svg"):
            return self._relate(source, file.removeprefix("docs/"))
        kind = "tree" if (self.root / file).is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{file}{mark}{anchor}"

    def _relate(self, source: str, page: str) -> str:
        return posixpath.relpath(page, posixpath.dirname(self.pages[source]) or ".")
