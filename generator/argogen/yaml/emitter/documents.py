"""Emit canonical YAML: the same data gives the same bytes, in the style of YAML that is written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.yaml.emitter.scalars import is_block, write_block, write_item, write_number, write_quoted, write_scalar

_INLINE_COLUMNS = 60
# YAML finds the `:` of a key on one line only so far away; a longer key is marked by `?`.
_MAX_KEY = 1000


def dump(document: Any) -> str:
    """Return JSON-like data as one YAML document, without `---`, with one line end at its end.

    Tuples are lists, and keys become text as in JSON. Raises TypeError for what JSON has no form for, ValueError for
    nan, inf, lone surrogates and nesting beyond reason.
    """
    emitter = YamlEmitter()
    try:
        emitter.write_document(document)
    except RecursionError as error:
        raise ValueError("the data nests too deeply to be written") from error
    return "\n".join(emitter.lines) + "\n"


def dump_all(documents: Iterable[Any]) -> str:
    """Return several documents, with `---` between them."""
    return "---\n".join(map(dump, documents))


class _ScalarCache(dict[str, str]):
    """What each string is written as: a manifest repeats few strings often."""

    def __init__(self, write: Callable[[str], str]) -> None:
        self._write = write

    def __missing__(self, text: str) -> str:
        self[text] = written = self._write(text)
        return written


class YamlEmitter:
    """Appends the lines of a document.

    A `head` is what stands on the line before a value (`key:`, `-`), or before the first entry of a collection (`- `);
    `pad` is the indentation of the collection that the value is in. Lists are not indented below their key.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._scalars = _ScalarCache(write_scalar)
        self._items = _ScalarCache(write_item)
        self._kept: tuple[int, str, str] | None = None

    def write_document(self, document: Any) -> None:
        """Append a whole document."""
        document = _simplify(document)
        if document and type(document) is dict:
            self._write_mapping(document, "", "")
        elif type(document) is list and not self._inline(document):
            self._write_sequence(document, "", "")
        else:
            self._write_value("", document, "")
        self._end_cleanly()
        self.lines[0] = self.lines[0].lstrip(" ")  # a lone scalar comes with the blank that parts it from its head

    def _write_mapping(self, mapping: dict[Any, Any], head: str, pad: str) -> None:
        for key, value in mapping.items():
            name = self._scalars[key if type(key) is str else _write_key(key)]
            if len(name) > _MAX_KEY:
                self.lines.append(f"{head}? {name}")
                head, name = pad, ""
            self._write_value(f"{head}{name}:", value, pad)
            head = pad

    def _write_sequence(self, items: list[Any], head: str, pad: str) -> None:
        for item in map(_simplify, items):
            kind = type(item)
            if item and kind is dict:
                self._write_mapping(item, f"{head}- ", pad + "  ")
            elif kind is list and not self._inline(item):
                self._write_sequence(item, f"{head}- ", pad + "  ")
            else:
                self._write_value(f"{head}-", item, pad)
            head = pad

    def _write_value(self, head: str, value: Any, pad: str) -> None:
        kind = type(value)
        if kind is str:
            if "\n" in value and is_block(value):
                self._write_block(head, value, pad)
            else:
                self.lines.append(f"{head} {self._scalars[value]}")
        elif kind is dict or kind is list:
            self._write_collection(head, value, pad)
        elif kind in _NUMBERS:
            self.lines.append(f"{head} {write_number(value)}")
        else:
            self._write_value(head, _simplify(value), pad)

    def _write_collection(self, head: str, value: Any, pad: str) -> None:
        if type(value) is dict:
            self.lines.append(head if value else f"{head} {{}}")
            self._write_mapping(value, pad + "  ", pad + "  ")
        elif inline := self._inline(value):
            self.lines.append(f"{head} {inline}")
        else:
            self.lines.append(head)
            self._write_sequence(value, pad, pad)

    def _write_block(self, head: str, text: str, pad: str) -> None:
        header, *body = write_block(text, pad + "  ")
        if header.endswith("+"):
            self._kept = (len(self.lines), head, text)
        self.lines.append(f"{head} {header}")
        self.lines += body

    def _inline(self, items: list[Any]) -> str:
        """Return `[sh, -c]`, the form of a short list of scalars; "" for any other list."""
        written = []
        for item in map(_simplify, items):
            kind = type(item)
            if kind is dict or kind is list or (kind is str and "\n" in item):
                return ""
            written.append(self._items[item] if kind is str else write_number(item))
        line = f"[{', '.join(written)}]"
        return line if len(line) <= _INLINE_COLUMNS else ""

    def _end_cleanly(self) -> None:
        """Quote the last string if it ends in blank lines: tools that trim the end of a file would change it."""
        if self.lines[-1] == "" and self._kept:
            index, head, text = self._kept
            self.lines[index:] = [f"{head} {write_quoted(text)}"]


_NUMBERS = frozenset({int, float, bool, type(None)})
_EXACT = _NUMBERS | {str, dict, list}


def _simplify(value: Any) -> Any:
    """Return `value` as one of the types of JSON data, with its items as they are."""
    if type(value) in _EXACT:
        return value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str):
        return str.__str__(value)  # the text itself, where str() would give an enum's member its name
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    raise TypeError(f"a {type(value).__name__} cannot stand in a manifest")


def _write_key(key: Any) -> str:
    key = _simplify(key)
    if isinstance(key, (dict, list)):
        raise TypeError("a key in a manifest is text, no list or mapping")
    return str(key) if isinstance(key, str) else write_number(key)
