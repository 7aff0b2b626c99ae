"""Correct a line of YAML whose values need quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from argogen.yaml.emitter.scalars import write_quoted
from argogen.yaml.events import parse_events

_LONGEST_LINE = 200  # characters: the effort for a longer line would not be proportional to its length
_LONGEST_HINT = 120
_INDENTATION = "- \t"
_HEAD = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w./-]+:[ \t]+)?")
_COMMENT = re.compile(r"[ \t]+#")
_KEY = re.compile(r"""\s*(?:[\w./-]+|"[^"]*"|'[^']*')\s*:(?:\s+|\Z)""")
_RESERVED_KEY = re.compile(r"(?:\$?\{\{.*?\}\}|\S+)(?=:(?:[ \t]|\Z))")
_FLOW_TOKEN = re.compile(r"""(?<!\w)"(?:[^"\\]|\\.)*"|(?<!\w)'[^']*'|[\[\]{},]""")
_STRINGS = re.compile(r"""("[^"]*"|'[^']*')(?:\s+(?:"[^"]*"|'[^']*'))+""")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_CLOSING = {"[": "]", "{": "}"}


class Correction(NamedTuple):
    """A value that needs quotes: its offset in the line, its source text, and the corrected line.

    The corrected line has no indentation and no dashes. `closing` is the bracket that ends the flow collection around
    the value, "" outside of flow collections.
    """

    offset: int
    value: str
    line: str
    closing: str = ""

    def hint(self, action: str = "quote the value") -> str:
        """Return the hint, with the corrected line unless it is long."""
        return f"{action}: {self.line}" if len(self.line) <= _LONGEST_HINT else action


class _Change(NamedTuple):
    offset: int
    value: str
    new: str
    closing: str


def find_value(line: str) -> int:
    """Return the offset of the value of a line, after its indentation, dashes and key."""
    head = _HEAD.match(line)
    return head.end() if head else 0


def quote_value(line: str) -> Correction | None:
    """Return the line with its whole value in quotes; None if the result would not be valid."""
    start, value = _read_value(line)
    if not value:
        return None
    key = _RESERVED_KEY.match(value) if not line[:start].strip(" \t-") else None
    value = key[0] if key else value
    return _apply(line, start, [_Change(0, value, _quote(value), "")])


def correct_flow(line: str) -> Correction | None:
    """Return the line with the invalid values of its flow collection in quotes.

    None if no value is invalid by itself, or the line has no flow collection that ends on it.
    """
    start, value = _read_value(line)
    if not _is_collection(value) or _parse(value[:-1]):  # with a closing bracket too many
        return None
    return _apply(line, start, list(_list_changes(value, 0)))


def close_line(line: str, closing: str) -> str:
    """Return the line, without indentation and dashes, with `closing` at its end; "" if the result is not valid."""
    start, value = _read_value(line)
    closed = line[:start].lstrip(_INDENTATION) + value + closing
    return closed if value and len(closed) <= _LONGEST_HINT and _parse(closed) else ""


def _read_value(line: str) -> tuple[int, str]:
    """Return the offset of the value of a line, and the value without a comment; "" for a long line."""
    start = find_value(line)
    return start, _COMMENT.split(line[start:], maxsplit=1)[0].rstrip() if len(line) <= _LONGEST_LINE else ""


def _apply(line: str, start: int, changes: list[_Change]) -> Correction | None:
    corrected = line
    for change in reversed(changes):
        at = start + change.offset
        corrected = f"{corrected[:at]}{change.new}{corrected[at + len(change.value) :]}"
    corrected = corrected.lstrip(_INDENTATION).rstrip()
    if not changes or not _parse(corrected):
        return None
    first = changes[0]
    return Correction(start + first.offset, first.value, corrected, first.closing)


def _list_changes(text: str, offset: int) -> Iterator[_Change]:
    """Yield the changes of a flow collection, which begins at `offset`."""
    closing = _CLOSING[text[0]]
    for start, entry in _split(text[1:-1], is_mapping=closing == "}"):
        key = _KEY.match(entry)
        begin = key.end() if key else len(entry) - len(entry.lstrip())
        value = entry[begin:].rstrip()
        if not value or _is_item(value):
            continue
        at = offset + 1 + start + begin
        if _is_collection(value):
            yield from _list_changes(value, at)
        elif closing == "]" and is_several_strings(value):
            yield _Change(at, value, ", ".join(found[0] for found in _STRING.finditer(value)), closing)
        else:
            yield _Change(at, value, _quote(value), closing)


def _split(inner: str, *, is_mapping: bool) -> Iterator[tuple[int, str]]:
    """Yield the entries of a flow collection and their offsets; in a mapping, a comma ends one only before a key."""
    depth = start = 0
    for token in _FLOW_TOKEN.finditer(inner):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(token[0], 0)
        if token[0] != "," or depth > 0:
            continue
        if not is_mapping or _KEY.match(inner, token.end()) or not inner[token.end() :].strip():
            yield start, inner[start : token.start()]
            start = token.end()
    yield start, inner[start:]


def is_several_strings(value: str) -> bool:
    """Return whether a value consists of quoted strings with spaces between them."""
    return _STRINGS.fullmatch(value) is not None


def correct_entry(line: str, opening: str) -> Correction | None:
    """Return the line, which is an entry of a flow collection that `opening` begins, with its value in quotes."""
    start = len(line) - len(line.lstrip())
    entry = _COMMENT.split(line[start:], maxsplit=1)[0].rstrip() if len(line) <= _LONGEST_LINE else ""
    correction = correct_flow(f"{opening}{entry.removesuffix(',')}{_CLOSING[opening]}")
    if correction is None:
        return None
    return correction._replace(offset=start + correction.offset - 1, line=correction.line[1:-1])


def _is_collection(text: str) -> bool:
    return text[:1] in _CLOSING and not text.startswith("{{") and text[-1] == _CLOSING[text[0]]


def _is_item(value: str) -> bool:
    """Return whether a value is a single valid node of a flow collection, and not a mapping without braces."""
    events = _parse(f"[{value}]")[3:-3]  # without the events of the stream, the document and the list
    depth = count = 0
    for event in events:
        count += depth == 0 and isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
    return count == 1 and (len(events) == 1 or _is_collection(value))


def _parse(text: str) -> list[yaml.Event]:
    """Return the events of a source; none if it is invalid."""
    try:
        return list(parse_events(text))
    except (yaml.YAMLError, ValueError):
        return []


def _quote(value: str) -> str:
    return write_quoted(_read_intended(value))


def _read_intended(value: str) -> str:
    """Return the string that is most likely meant by an invalid value."""
    quote = value[0]
    if quote not in "\"'":
        return value
    if quote not in value[1:]:  # not closed
        return value[1:].rstrip()
    string = _STRING.match(value)
    rest = value[string.end() :] if string else ""
    if not string or not rest or rest[0].isspace():  # several strings, such as the operands of a condition
        return value
    if rest[-1] == quote:  # quotes within quotes
        return value[1:-1]
    return value if quote in rest else f"{string[0][1:-1]}{rest}"
