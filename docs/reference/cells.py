"""Strings in the cells of Markdown tables."""

from __future__ import annotations


def escape(text: str) -> str:
    """Return a sentence with `|` and newlines escaped for a table cell."""
    return text.replace("|", "\\|").replace("\n", " ")
