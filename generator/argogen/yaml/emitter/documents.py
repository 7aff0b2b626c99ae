"""Emit canonical YAML: equal data results in equal bytes, in the style of YAML written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from argogen.yaml.emitter.scalars import is_block, write_block, write_item, write_number, write_quoted, write_scalar

_INLINE_COLUMNS = 60
# YAML requires the `:` of a key within 1,024 characters; a longer key is marked with `?`.
_MAX_KEY = 1000
_MAX_LINES = 4096
_MAX_CACHED = 1024

MAX_SIZE = 32 * 2**20
"""The number of characters of a document; the reader does not accept more bytes either."""


class DocumentSizeError(ValueError):
    """The data expands to more than MAX_SIZE characters: an object that is used many times is written each time."""

    def __init__(self) -> None:
        super().__init__(f"expands to more than {MAX_SIZE // 2**20} MiB")


def dump(document: Any) -> str:
    """Return JSON-like data as one YAML document, without `---`, with a single line end at its end.

    Tuples are lists, and keys become strings as in JSON. Raises TypeError for types that JSON does not support, and
    ValueError for nan, inf, lone surrogates and nesting beyond the recursion limit.
    """
    emitter = YamlEmitter()
    try:
        emitter.write_document(document)
    except RecursionError as error:
        raise ValueError("the data is nested too deeply") from error
    return emitter.text


def dump_all(documents: Iterable[Any]) -> str:
    """Return several documents, with `---` between them."""
    return "---\n".join(map(dump, documents))


class _Cache:
    """The written form of each string, since a manifest repeats few strings often: `find` returns it, or None.

    Long results are not kept; `count` is called with each of them.
    """

    def __init__(self, write: Callable[[str], str], count: Callable[[str], None]) -> None:
        self._write = write
        self._count = count
        self._known: dict[Any, str] = {}
        self.find = self._known.get

    def add(self, text: str) -> str:
        """Write a string, and return the result."""
        written = self._write(text)
        if len(written) > _MAX_CACHED:
            self._count(written)
        else:
            self._known[text] = written
        return written


class YamlEmitter:
    """Appends the lines of a document.

    A `head` is what precedes a value on its line (`key:`, `-`), or before the first entry of a collection (`- `);
    `pad` is the indentation of the collection around the value. Lists are not indented below their key.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._texts: list[str] = []
        self._long = self._joined = 0
        self._keys = _Cache(_write_name, self._count)
        self._scalars = _Cache(_write_line, self._count)
        self._items = _Cache(_write_item, self._count)
        self._kept: tuple[int, str, str] | None = None

    def _count(self, text: str) -> None:
        """Count the characters of long strings. Raises DocumentSizeError, before they take too much memory."""
        self._long += len(text)
        if self._long > MAX_SIZE:
            raise DocumentSizeError

    @property
    def text(self) -> str:
        """The emitted YAML."""
        return "".join([f"{line}\n" for line in (*self._texts, *self.lines)])

    def write_document(self, document: Any) -> None:
        """Append a whole document."""
        document = _simplify(document)
        if document and type(document) is dict:
            self._write_mapping(document, "", "")
        elif type(document) is list and not self._inline(document):
            self._write_sequence(document, "", "")
        else:
            self._write_value("", document, "")
            self.lines[0] = self.lines[0].lstrip(" ")  # a scalar alone has an empty head, and the space after it
        self._end_cleanly()

    def _write_mapping(self, mapping: dict[Any, Any], head: str, pad: str) -> None:
        lines, find_key, find_scalar = self.lines, self._keys.find, self._scalars.find
        if len(lines) > _MAX_LINES:
            self._join_lines()
        for key, value in mapping.items():
            name = find_key(key)
            if not name and not (name := self._add_key(key)):
                self._write_long_key(key, head)
                head, name = pad, ":"
            kind = type(value)
            # Most entries are strings that are known, and take no call.
            if kind is str and (written := find_scalar(value) or self._write_scalar(value)):
                lines.append(f"{head}{name} {written}")
            elif kind is dict or kind is list:
                self._write_collection(f"{head}{name}", value, pad)
            else:
                self._write_value(f"{head}{name}", value, pad)
            head = pad

    def _add_key(self, key: Any) -> str:
        """Return what precedes the value of a key: `key:`, or "" for a key that is marked with `?`."""
        # 1 and True are equal, so that only strings are cached.
        return self._keys.add(key) if type(key) is str else _write_name(_write_key(key))

    def _write_long_key(self, key: Any, head: str) -> None:
        written = write_scalar(_write_key(key))
        self._count(written)
        self.lines.append(f"{head}? {written}")

    def _write_scalar(self, text: str) -> str:
        """Return a string on one line; "" if it is written as a block scalar, which is decided once."""
        written = self._scalars.find(text)
        return self._scalars.add(text) if written is None else written

    def _write_sequence(self, items: list[Any], head: str, pad: str) -> None:
        inner = pad + "  "
        for item in items:
            if type(item) is dict and item:
                self._write_mapping(item, f"{head}- ", inner)
            else:
                self._write_item(_simplify(item), head, pad)
            head = pad

    def _write_item(self, item: Any, head: str, pad: str) -> None:
        if len(self.lines) > _MAX_LINES:
            self._join_lines()
        if type(item) is dict and item:
            self._write_mapping(item, f"{head}- ", pad + "  ")
        elif type(item) is list and not self._inline(item):
            self._write_sequence(item, f"{head}- ", pad + "  ")
        else:
            self._write_value(f"{head}-", item, pad)

    def _write_value(self, head: str, value: Any, pad: str) -> None:
        kind = type(value)
        if kind is str:
            if written := self._write_scalar(value):
                self.lines.append(f"{head} {written}")
            else:
                self._write_block(head, value, pad)
        elif kind is dict or kind is list:
            self._write_collection(head, value, pad)
        elif kind in _NUMBERS:
            self.lines.append(f"{head} {write_number(value)}")
        else:
            self._write_value(head, _simplify(value), pad)

    def _write_collection(self, head: str, value: Any, pad: str) -> None:
        if type(value) is dict:
            pad += "  "
            self.lines.append(head if value else f"{head} {{}}")
            self._write_mapping(value, pad, pad)
        elif not (value and type(value[0]) is dict) and (inline := self._inline(value)):
            self.lines.append(f"{head} {inline}")
        else:
            self.lines.append(head)
            self._write_sequence(value, pad, pad)

    def _write_block(self, head: str, text: str, pad: str) -> None:
        self._count(text)
        header, *body = write_block(text, pad + "  ")
        if header.endswith("+"):
            self._kept = (len(self.lines), head, text)
        self.lines.append(f"{head} {header}")
        self.lines += body

    def _inline(self, items: list[Any]) -> str:
        """Return a short list of scalars in the form `[sh, -c]`; "" for any other list."""
        find, written = self._items.find, []
        for item in items:
            text = find(item) if type(item) is str else self._write_inline(_simplify(item))
            if text is None:
                text = self._items.add(item)
            if not text:
                return ""
            written.append(text)
        line = f"[{', '.join(written)}]"
        return line if len(line) <= _INLINE_COLUMNS else ""

    def _write_inline(self, item: Any) -> str:
        """Return a scalar as an item of such a list; "" for a string of several lines, and for a collection."""
        if type(item) is str:
            return self._items.add(item)
        return "" if type(item) is dict or type(item) is list else write_number(item)

    def _join_lines(self) -> None:
        """Join the lines so far to one string, which takes a third of the memory."""
        self._texts.append("\n".join(self.lines))
        self._joined += len(self._texts[-1])
        if self._joined > MAX_SIZE:
            raise DocumentSizeError
        self._kept = None
        self.lines.clear()

    def _end_cleanly(self) -> None:
        """Quote the last string if it ends with empty lines, which tools that trim the end of a file would remove."""
        if self.lines[-1] == "" and self._kept:
            index, head, text = self._kept
            self.lines[index:] = [f"{head} {write_quoted(text)}"]


_NUMBERS = frozenset({int, float, bool, type(None)})
_EXACT = _NUMBERS | {str, dict, list}


def _simplify(value: Any) -> Any:
    """Return `value` as one of the types of JSON data, with unchanged items."""
    if type(value) in _EXACT:
        return value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, str):
        return str.__str__(value)  # str() would return the name of an enum's member
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    raise TypeError(f"unsupported type in a manifest: {type(value).__name__}")


def _write_name(text: str) -> str:
    """Return what precedes the value of a key; "" if it is too long for that."""
    written = write_scalar(text)
    return f"{written}:" if len(written) <= _MAX_KEY else ""


def _write_line(text: str) -> str:
    """Return a string on one line; "" if it is written as a block scalar."""
    return "" if "\n" in text and is_block(text) else write_scalar(text)


def _write_item(text: str) -> str:
    """Return a string as an item between `[` and `]`; "" if it has several lines."""
    return "" if "\n" in text else write_item(text)


def _write_key(key: Any) -> str:
    key = _simplify(key)
    if isinstance(key, (dict, list)):
        raise TypeError(f"unsupported type of a key in a manifest: {type(key).__name__}")
    return str(key) if isinstance(key, str) else write_number(key)
