"""Read the table `[tool.argogen]` of a pyproject.toml as a document with places."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError, Place
from argogen.yaml.document import Document
from argogen.yaml.node_path import NodePath
from argogen.yaml.positions.nodes import NodeKind, SyntaxNode
from argogen.yaml.scalars import SpelledFloat, is_unusually_spelled
from argogen.yaml.spellings import EntrySpellings

if TYPE_CHECKING:
    from argogen.yaml.text import SourceText

TABLE = ("tool", "argogen")

_HEADER = re.compile(r"[ \t]*\[\[?([^\[\]\n]+)\]\]?[ \t]*(?:#.*)?$")
_PART = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
_ENTRY = re.compile(rf"[ \t]*({_PART}(?:[ \t]*\.[ \t]*{_PART})*)[ \t]*=[ \t]*")
_KEY = re.compile(_PART)
_AT = re.compile(r" \(at line (\d+), column (\d+)\)$")


def read_table(source: SourceText) -> Document:
    """Read the table of a pyproject.toml; dates and times become strings. Raises InvalidInputError for invalid TOML."""
    try:
        whole = tomllib.loads(source.text.replace("\r\n", "\n"), parse_float=_Float)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError([_explain(source, str(error))]) from error
    numbers = EntrySpellings()
    data = _make_plain(functools.reduce(lambda table, key: table.get(key, {}), TABLE, whole), numbers)
    return Document(source, 0, [data], functools.partial(TomlPlaces, source), numbers, EntrySpellings())


class _Float(SpelledFloat):
    """A number that keeps its notation in the file."""

    def __new__(cls, text: str) -> _Float:
        value = super().__new__(cls, text)
        value.spelling = text
        return value


def _make_plain(value: Any, numbers: EntrySpellings) -> Any:
    """Return the value in plain types; the notation of unusual numbers is added to `numbers`."""
    if not isinstance(value, dict | list):
        if isinstance(value, float):
            return float(value)
        return value if isinstance(value, str | int) else value.isoformat()
    entries = dict(value if isinstance(value, dict) else enumerate(value))
    parts = {entry: _make_plain(item, numbers) for entry, item in entries.items()}
    plain = parts if isinstance(value, dict) else list(parts.values())
    for entry, item in entries.items():
        if isinstance(item, _Float) and is_unusually_spelled(parts[entry], item.spelling):
            numbers.set(plain, entry, item.spelling)
    return plain


def _explain(source: SourceText, message: str) -> Diagnostic:
    at = _AT.search(message)
    if at is None:
        return Diagnostic("invalid-toml", message, Place(source.file))
    line, column = int(at[1]), int(at[2])
    place = Place(source.file, line, column, 1, source.line(min(line, len(source.line_starts))))
    return Diagnostic("invalid-toml", message[: at.start()], place)


class TomlPlaces:
    """The places of keys and of the first lines of values; nested values have the place of the outer value."""

    def __init__(self, source: SourceText) -> None:
        self._source = source
        self._found = dict(_find_entries(source.text))

    def find(self, document: int, path: NodePath, *, key: bool) -> SyntaxNode:
        """Return the node at the path, or its key; if it does not exist, the deepest node above it."""
        del document
        texts = (*TABLE, *map(str, path))
        depth = next((depth for depth in range(len(texts), 0, -1) if texts[:depth] in self._found), 0)
        if not depth:
            return SyntaxNode(NodeKind.UNKNOWN, 0, 1)
        own, value = self._found[texts[:depth]]
        return own if key and depth == len(texts) else value

    def place(self, node: SyntaxNode) -> Place:
        """Return the place of a node."""
        return self._source.place_at(node.start, node.end - node.start)

    def place_within(self, node: SyntaxNode, start: int, length: int) -> Place:
        """Return the place of a node: places within its content are unknown."""
        del start, length
        return self.place(node)

    def explain_key(self, document: int, path: NodePath) -> str:
        """Return no hint: TOML has no accidental keys."""
        del document, path
        return ""


def _find_entries(text: str) -> Iterator[tuple[tuple[str, ...], tuple[SyntaxNode, SyntaxNode]]]:
    """Yield the path of every table and key, with the nodes of its key and of its value."""
    table: tuple[str, ...] = ()
    start = 0
    for line in text.splitlines(keepends=True):
        header, entry = _HEADER.match(line.rstrip("\r\n")), _ENTRY.match(line)
        if header:
            table = _split_key(header[1])
            node = _make_node(text, start + header.start(1), start + header.end(1))
            yield table, (node, node)
        elif entry:
            key = _make_node(text, start + entry.start(1), start + entry.end(1))
            value = _make_node(text, start + entry.end(), start + len(line.rstrip()))
            yield (*table, *_split_key(entry[1])), (key, value)
        start += len(line)


def _split_key(text: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _KEY.findall(text))


def _make_node(text: str, start: int, end: int) -> SyntaxNode:
    return SyntaxNode(NodeKind.UNKNOWN, start, max(end, start + 1), text=text[start:end])
