"""Find all errors of a source, with their places, after the loader has detected one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from argogen.diagnostics import Diagnostic, in_reading_order
from argogen.yaml.positions.nodes import NodeComposition, NodeKind, SyntaxNode
from argogen.yaml.positions.parser_errors import shorten
from argogen.yaml.positions.syntax_errors import explain_braces
from argogen.yaml.scalars import Scalars, UnknownTagError, shorten_tag
from argogen.yaml.text import SourceText

# Characters that YAML does not allow (https://yaml.org/spec/1.2.2/#51-character-set), and lone surrogates.
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MERGE = "\0<<"  # not equal to any key of a source, since a quoted "<<" is an ordinary key
_MAX_CONTROL_CHARACTERS = 10  # that are reported, since a binary file has many


def find_diagnostics(source: SourceText, scalars: Scalars) -> list[Diagnostic]:
    """Return all diagnostics that one run can detect, in reading order."""
    # replacements of the same length allow to parse the rest of the source, at its places
    readable = SourceText(source.file, _CONTROL.sub("_", source.text))
    composition = NodeComposition(readable)
    unreadable = list(_find_control_characters(source))
    # an error that the parser reports can be the result of a replacement
    found = [*unreadable, *(each for each in composition.diagnostics if not unreadable or each.code != "invalid-yaml")]
    for node in composition.nodes:
        found.extend(_check_tag(readable, scalars, node))
        found.extend(_check_keys(readable, scalars, node))
    for value in _list_values(composition):
        found.extend(_check_scalar(readable, scalars, value))
    return in_reading_order(found)


def _find_control_characters(source: SourceText) -> Iterator[Diagnostic]:
    for found in islice(_CONTROL.finditer(source.text), _MAX_CONTROL_CHARACTERS):
        message = f"invalid control character U+{ord(found[0]):04X}"
        hint = f'remove it, or write it as an escape in double quotes: "{_escape(found[0])}"'
        place = source.place_at(found.start())
        yield Diagnostic("control-character", message, place, hint)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _check_tag(source: SourceText, scalars: Scalars, node: SyntaxNode) -> Iterator[Diagnostic]:
    if node.kind in (NodeKind.MAPPING, NodeKind.SEQUENCE) and node.tag is not None and not scalars.accepts(node.tag):
        yield _unknown_tag(source, node)


def _unknown_tag(source: SourceText, node: SyntaxNode) -> Diagnostic:
    tag = shorten_tag(node.tag or "")
    start = max(source.text.find("!", node.start), node.start)
    return _diagnose(source, "unknown-yaml-tag", f"unknown tag '{tag}'", start, len(tag))


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
    """Return the key of a scalar node.

    Raises:
        ValueError: the scalar is not a valid key.
    """
    if key.tag is not None:
        return scalars.tagged_key(key.tag, key.text)
    return scalars.key(key.text) if key.plain else key.text


def _complex_key(source: SourceText, key: SyntaxNode) -> Diagnostic:
    for start in (key.start - 1, key.start):
        if source.text.startswith("{{", start):
            return explain_braces(source, start)
    message = f"invalid key: expected a string, found {key.kind.value}"
    return _diagnose(source, "non-string-key", message, key.start, key.end - key.start)


def _duplicate_key(source: SourceText, key: SyntaxNode, first: SyntaxNode) -> Diagnostic:
    place = source.place_at(first.start)
    hint = "merge both with '<<: [*first, *second]'" if key.merges else "remove one of them"
    message = f"duplicate key '{shorten(key.text)}' (first at line {place.line}, column {place.column})"
    return _diagnose(source, "duplicate-key", message, key.start, key.end - key.start, hint)


def _check_merge(source: SourceText, value: SyntaxNode) -> Iterator[Diagnostic]:
    for merged in value.children if value.kind is NodeKind.SEQUENCE else [value]:
        if merged.kind not in (NodeKind.MAPPING, NodeKind.UNKNOWN):
            message = f"invalid merge key: '<<' requires a mapping, found {merged.kind.value}"
            yield _diagnose(source, "invalid-merge-key", message, merged.start, merged.end - merged.start)


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
    return _diagnose(source, "invalid-value", str(error), node.start, node.end - node.start)


def _diagnose(source: SourceText, code: str, message: str, start: int, width: int, hint: str = "") -> Diagnostic:
    return Diagnostic(code, message, source.place_at(start, width), hint)
