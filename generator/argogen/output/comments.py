"""Stamps as comments of pictures: a stamp has lines that begin with `#`, as in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from argogen.records import TupleRecord


class CommentStyle(TupleRecord):
    """The form of a comment of several lines: the strings before it, before each of its lines, and after it."""

    before: str = ""
    line: str = ""
    after: str = ""


_XML = CommentStyle("<!--\n", "", "-->\n")
_STYLES: Mapping[str, CommentStyle] = {
    ".mmd": CommentStyle(line="%% "), ".mermaid": CommentStyle(line="%% "), ".svg": _XML, ".html": _XML,
}  # fmt: skip
_PLAIN = CommentStyle()


def write_comment(stamp: str, path: PurePath) -> str:
    """Return a stamp as the comment of a file, by its ending."""
    style = _find_style(path)
    lines = stamp.splitlines(keepends=True)
    if style.after:  # a comment of XML ends at two dashes
        lines = [line.replace("--", "-&#45;") for line in lines]
    return f"{style.before}{''.join(style.line + line for line in lines)}{style.after}"


def read_comment(text: str, path: PurePath) -> str:
    """Return the content of a file with its first comment as lines of a stamp; unchanged without such a comment."""
    style = _find_style(path)
    if style is _PLAIN:
        return text
    text = text.replace("\r\n", "\n")
    if not text.startswith(f"{style.before}{style.line}#"):
        return text
    start = len(style.before)
    if style.after:
        end = text.find(style.after, start)
        return text if end < 0 else text[start:end].replace("-&#45;", "--") + text[end + len(style.after) :]
    lines = text.splitlines(keepends=True)
    count = next((number for number, line in enumerate(lines) if not line.startswith(f"{style.line}#")), len(lines))
    return "".join([*(line.removeprefix(style.line) for line in lines[:count]), *lines[count:]])


def _find_style(path: PurePath) -> CommentStyle:
    return _STYLES.get(path.suffix.lower(), _PLAIN)
