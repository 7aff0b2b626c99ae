"""Find all errors of a text, with their places, once it is known that there is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.yaml.positions.nodes import NodeComposition, NodeKind, SyntaxNode
from argogen.yaml.positions.syntax_errors import explain_braces
from argogen.yaml.scalars import Scalars, UnknownTagError, shorten_tag
from argogen.yaml.text import SourceText

# What YAML admits nowhere (https://yaml.org/spec/1.2.2/#51-character-set); lone surrogates are in no UTF-8 file either.
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MERGE = "\0<<"  # no key of a text: a quoted "<<" is an ordinary one
_MAX_CONTROL_CHARACTERS = 10  # a binary file has too many to report each


def find_diagnostics(source: SourceText, scalars: Scalars) -> list[Diagnostic]:
    """Return every diagnostic that can be found in one run, in reading order."""
    # a stand-in of the same length lets the rest of the text be read, at its own places
    readable = SourceText(source.file, _CONTROL.sub("_", source.text))
    composition = NodeComposition(readable)
    unreadable = list(_find_control_characters(source))
    # what the parser reports about a stand-in is no error of the text
    found = [*unreadable, *(each for each in composition.diagnostics if not unreadable or each.code != "bad-yaml")]
    for node in composition.nodes:
        found.extend(_check_tag(readable, scalars, node))
        found.extend(_check_keys(readable, scalars, node))
    for value in _list_values(composition):
        found.extend(_check_scalar(readable, scalars, value))
    return in_reading_order(found)


def _find_control_characters(source: SourceText) -> Iterator[Diagnostic]:
    for found in islice(_CONTROL.finditer(source.text), _MAX_CONTROL_CHARACTERS):
        message = f"the character U+{ord(found[0]):04X} cannot stand in YAML"
        hint = 'remove it, or write an escape such as "\\x1b" in double quotes'
        place = source.place_at(found.start())
        yield Diagnostic("control-character", message, place, hint)


def _check_tag(source: SourceText, scalars: Scalars, node: SyntaxNode) -> Iterator[Diagnostic]:
    if node.kind in (NodeKind.MAPPING, NodeKind.SEQUENCE) and node.tag is not None and not scalars.accepts(node.tag):
        yield _unknown_tag(source, node)


def _unknown_tag(source: SourceText, node: SyntaxNode) -> Diagnostic:
    tag = shorten_tag(node.tag or "")
    start = max(source.text.find("!", node.start), node.start)
    return _diagnose(source, "unknown-tag", f"the tag '{tag}' has no meaning here", start, len(tag))


def _check_keys(source: SourceText, scalars: Scalars, node: SyntaxNode) -> Iterator[Diagnostic]:
    if node.kind is not NodeKind.MAPPING:
        return
    seen: dict[str, SyntaxNode] = {}
    for key in node.children[::2]:
        yield from _check_key(source, scalars, key, seen)
    for key, value in node.pairs:
        if key.merges:
            yield from _check_merge(source, value)


def _check_key(
    source: SourceText, scalars: Scalars, key: SyntaxNode, seen: dict[str, SyntaxNode]
) -> Iterator[Diagnostic]:
    if key.kind in (NodeKind.MAPPING, NodeKind.SEQUENCE):
        yield _complex_key(source, key)
    elif key.kind is NodeKind.SCALAR and not (key.merges and scalars.merges_in_place):
        try:
            entry = _MERGE if key.merges else read_key(scalars, key)
        except ValueError as error:
            yield _bad_scalar(source, key, error)
            return
        if entry in seen:
            yield _duplicate_key(source, key, seen[entry])
        seen.setdefault(entry, key)


def read_key(scalars: Scalars, key: SyntaxNode) -> str:
    """Return the key that a scalar node stands for.

    Raises:
        ValueError: it can be no key.
    """
    if key.tag is not None:
        return scalars.tagged_key(key.tag, key.text)
    return scalars.key(key.text) if key.plain else key.text


def _complex_key(source: SourceText, key: SyntaxNode) -> Diagnostic:
    if source.text.startswith("{{", key.start - 1):
        return explain_braces(source, key.start - 1)
    return _diagnose(source, "complex-key", f"{key.kind.value} cannot be a key", key.start, key.end - key.start)


def _duplicate_key(source: SourceText, key: SyntaxNode, first: SyntaxNode) -> Diagnostic:
    place = source.place_at(first.start)
    hint = "write '<<: [*first, *second]'" if key.merges else "keep one of them"
    message = f"the key '{key.text}' stands at line {place.line}, column {place.column} already"
    return _diagnose(source, "duplicate-key", message, key.start, key.end - key.start, hint)


def _check_merge(source: SourceText, value: SyntaxNode) -> Iterator[Diagnostic]:
    for merged in value.children if value.kind is NodeKind.SEQUENCE else [value]:
        if merged.kind not in (NodeKind.MAPPING, NodeKind.UNKNOWN):
            message = f"'<<' merges mappings, and this is {merged.kind.value}"
            yield _diagnose(source, "bad-merge", message, merged.start, merged.end - merged.start)


def _list_values(composition: NodeComposition) -> Iterator[SyntaxNode]:
    yield from composition.roots
    for node in composition.nodes:
        if node.kind is NodeKind.MAPPING:
            yield from (value for key, value in node.pairs if not key.merges)
        else:
            yield from node.children


def _check_scalar(source: SourceText, scalars: Scalars, node: SyntaxNode) -> Iterator[Diagnostic]:
    if node.kind is NodeKind.SCALAR:
        try:
            _read_value(scalars, node)
        except ValueError as error:
            yield _bad_scalar(source, node, error)


def _read_value(scalars: Scalars, node: SyntaxNode) -> object:
    if node.tag is not None:
        return scalars.tagged_value(node.tag, node.text)
    return scalars.value(node.text) if node.plain else node.text


def _bad_scalar(source: SourceText, node: SyntaxNode, error: ValueError) -> Diagnostic:
    if isinstance(error, UnknownTagError):
        return _unknown_tag(source, node)
    return _diagnose(source, "bad-value", str(error), node.start, node.end - node.start)


def _diagnose(source: SourceText, code: str, message: str, start: int, width: int, hint: str = "") -> Diagnostic:
    return Diagnostic(code, message, source.place_at(start, width), hint)
