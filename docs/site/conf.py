"""The configuration of Sphinx."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from argogen import __version__

project = "argogen"
author = "The argogen developers"
project_copyright = author
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
# The anchors of headings are those of GitHub.
myst_heading_anchors = 6
smartquotes = False
# Pages show invalid YAML, and YAML in fragments.
suppress_warnings = ["misc.highlighting_failure"]

# Names in backticks in docstrings
default_role = "code"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True}
# The types of Python are documented elsewhere. Old versions of Sphinx do not resolve the import of Path.
nitpick_ignore_regex = [("py:.*", r"(collections\.abc|enum|os|pathlib|typing)\..*|Path")]

html_theme = "furo"
html_title = "argogen"
html_static_path = ["static"]
html_js_files = ["files.js"]
html_css_files = ["pages.css"]
html_search_scorer = str(Path(__file__).with_name("scorer.js"))
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
html_domain_indices = False


def setup(app: Sphinx) -> None:
    """Describe the signatures of records."""
    app.connect("autodoc-process-signature", describe_record)


def describe_record(_app: Sphinx, _kind: str, _name: str, value: Any, *_: Any) -> tuple[str, str] | None:
    """Return the signature of a record, whose constructor takes any arguments: its fields with their defaults."""
    names = getattr(value, "_fields", None) if inspect.isclass(value) else None
    if names is None:
        return None
    defaults = {**getattr(value, "_field_defaults", {}), **vars(value)}
    return f"({', '.join(_describe_field(name, defaults) for name in names)})", ""


def _describe_field(name: str, defaults: dict[str, Any]) -> str:
    default = defaults.get(name)
    return name if default is None or type(default).__name__ == "_tuplegetter" else f"{name}={default!r}"
