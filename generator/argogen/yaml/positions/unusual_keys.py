"""Explain keys that are valid YAML, but are text that was meant otherwise."""

from __future__ import annotations

import re
import unicodedata

from argogen.yaml.positions.corrections import correct_flow
from argogen.yaml.positions.indentation_errors import find_text_column, write_space
from argogen.yaml.positions.nodes import SyntaxNode
from argogen.yaml.text import SourceText

_USUAL = re.compile(r"[\w./-]+")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]")


def is_unusual(key: str) -> bool:
    """Return whether a key has characters that keys of pipelines and manifests do not have."""
    return _USUAL.fullmatch(key) is None


def is_entry_without_value(source: SourceText, mapping: SyntaxNode, value: SyntaxNode) -> bool:
    """Return whether a value is absent between the braces of a mapping, as in `{run: echo a, b}`."""
    return value.is_scalar and value.start == value.end and source.text.startswith("{", mapping.start)


def find_headers(mapping: SyntaxNode) -> dict[str, SyntaxNode]:
    """Return the block scalars, such as `run: |`, that are directly before an unusual key, by that key."""
    headers: dict[str, SyntaxNode] = {}
    header = None
    for key, value in mapping.pairs:
        if header and is_unusual(key.text):
            headers[key.text] = header
        else:
            header = value if value.style in ("|", ">") else None
    return headers


def explain_unusual_key(source: SourceText, mapping: SyntaxNode, key: SyntaxNode, header: SyntaxNode | None) -> str:
    """Return the hint for an unknown key that was probably not meant as one, or ""."""
    if space := _SPACES.search(key.text):
        name = unicodedata.name(space[0], "character").lower()
        return f"replace the {name} (U+{ord(space[0]):04X}) with a space"
    if corrected := write_space(key.text):
        return f"write '{corrected}'"
    place = source.place_at(key.start)
    if header is not None:
        line = source.place_at(header.start).line
        column = find_text_column(source, line, is_empty=not header.text.strip())
        return f"if it continues line {line}, indent it (expected column {column})"
    is_flow = source.text.startswith("{", mapping.start)
    correction = correct_flow(place.text) if is_flow else None
    return correction.hint() if correction else ""
