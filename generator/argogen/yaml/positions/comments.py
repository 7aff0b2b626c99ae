"""Find the comments of a source, and the entries to which they belong."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from argogen.yaml.node_path import NodePath
from argogen.yaml.positions.nodes import NodeComposition, NodeKind, SyntaxNode
from argogen.yaml.text import SourceText

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_MARK = re.compile(r"(---|\.\.\.)(\s.*)?")

# The comment lines above each node of a document, unchanged, from the `#` on; those at its end have the empty path.
Comments = Mapping[NodePath, list[str]]


class DocumentLines(NamedTuple):
    """The lines of one document of a source, counted from 1, and its comments."""

    lines: range
    comments: Comments


def find_comments(source: SourceText) -> list[DocumentLines]:
    """Return the comments of each document of a valid source.

    A comment on a separate line belongs to the outermost node that begins on the next line with content; a comment at
    the end of a line counts as a comment above it. An empty line between two comments is kept.
    """
    return [_CommentReader(source, lines, root).read() for lines, root in _list_documents(source)]


def _list_documents(source: SourceText) -> Iterator[tuple[range, SyntaxNode]]:
    """Yield the lines of each document, and its root."""
    roots = NodeComposition(source).roots
    firsts = [_line(source, root.start) for root in roots]
    begins = [1]
    for before, first in pairwise(firsts):
        marks = [number for number in range(before + 1, first + 1) if _MARK.fullmatch(source.line(number))]
        begins.append(marks[-1] if marks else first)
    ends = [*begins[1:], len(source.line_starts) + 1]
    yield from ((range(begin, end), root) for begin, end, root in zip(begins, ends, roots, strict=False))


def _line(source: SourceText, index: int) -> int:
    return bisect_right(source.line_starts, index)


class _CommentReader:
    """Reads the lines of one document.

    `outermost` has the path of the outermost node that begins on each line, `code_ends` the columns at which the
    scalars of a line end, `inside` the lines that begin within a scalar.
    """

    def __init__(self, source: SourceText, lines: range, root: SyntaxNode) -> None:
        self._source = source
        self._lines = lines
        self._outermost: dict[int, NodePath] = {}
        self._code_ends: dict[int, int] = {}
        self._inside: set[int] = set()
        for node, path in _walk(root):
            self._outermost.setdefault(_line(source, node.start), path)
            if node.kind is NodeKind.SCALAR:
                self._mark(node)

    def _mark(self, node: SyntaxNode) -> None:
        first, last = _line(self._source, node.start), _line(self._source, max(node.start, node.end - 1))
        self._inside.update(range(first + 1, last + 1))
        if node.style not in ("|", ">"):
            self._code_ends[first] = len(self._source.line(first))
            self._code_ends[last] = node.end - self._source.line_starts[last - 1]

    def read(self) -> DocumentLines:
        """Return the comments, with the lines."""
        found: dict[NodePath, list[str]] = {}
        pending: list[str] = []
        here: NodePath = ()
        column = -1  # of the comment at the end of the previous line, which may continue on this one
        for number in self._lines:
            text = self._source.line(number)
            comment = self._find(number, text)
            here = self._outermost.get(number, here)
            if comment is not None and text.strip() == comment and len(text) - len(text.lstrip()) == column:
                found[here].append(comment)
                continue
            column = -1
            if comment is not None:
                pending.append(comment)
            elif pending and pending[-1] and not text.strip():
                pending.append("")
            if pending and here and self._takes(number, text, comment):
                found.setdefault(here, []).extend(_trim(pending))
                pending = []
                column = text.rindex(comment) if comment else -1
        return DocumentLines(self._lines, {**found, (): _trim(pending)} if pending else found)

    def _takes(self, number: int, text: str, comment: str | None) -> bool:
        """Return whether the comments up to this line belong to the node that begins on it."""
        code = text.strip() if comment is None else text[: text.rindex(comment)].strip()
        return bool(code) and code != "-" and (number in self._outermost or comment is not None)

    def _find(self, number: int, text: str) -> str | None:
        if number in self._inside and number not in self._code_ends:
            return None
        comment = _COMMENT.search(text, self._code_ends.get(number, 0))
        return comment[0].rstrip() if comment else None


def _trim(lines: list[str]) -> list[str]:
    return lines[:-1] if lines[-1] == "" else lines


def _walk(root: SyntaxNode) -> Iterator[tuple[SyntaxNode, NodePath]]:
    """Yield each key, item and scalar with its path, outer nodes first."""
    pending: list[tuple[SyntaxNode, NodePath]] = [(root, ())]
    while pending:
        node, path = pending.pop()
        inner: list[tuple[SyntaxNode, NodePath]] = []
        if node.kind is NodeKind.MAPPING:
            for key, value in node.pairs:
                yield key, (*path, key.text)
                inner.append((value, (*path, key.text)))
        elif node.kind is NodeKind.SEQUENCE:
            inner = [(item, (*path, index)) for index, item in enumerate(node.children)]
            yield from inner
        elif path:
            yield node, path
        pending.extend(reversed(inner))
