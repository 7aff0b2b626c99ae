"""Find comparisons of the status of a workflow or a step with a constant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from argogen.argo.expressions.name_paths import as_name_path
from argogen.argo.expressions.tags import MASK, find_tags
from argogen.argo.expressions.tree import (
    ArrayLiteral,
    BinaryOperation,
    Expression,
    Identifier,
    Literal,
    RuntimeValue,
    walk,
)

_OPERATORS = frozenset({"==", "!=", "in", "not in"})
_NAME = r"[A-Za-z][-\w.]*"
_TAG = rf"\{{\{{=?\s*{_NAME}\s*\}}\}}"
_WORD = r"""["']?\b([A-Za-z]\w*)["']?"""
_EQUAL = r"(?:={1,3}|!==?|-eq|-ne)"
# The words in the parentheses after `in`, and in the patterns of a `case` of a shell.
_MEMBER = re.compile(r"""["']([A-Za-z]\w*)["']""")
_PATTERN = r"""["']?[A-Za-z]\w*["']?"""
_PATTERNS = re.compile(rf"(?:^|;;)\s*\(?({_PATTERN}(?:\s*\|\s*{_PATTERN})*)\s*\)", re.MULTILINE)
_BARE = re.compile(r"[A-Za-z]\w*")


class Comparison(NamedTuple):
    """A comparison of a value, given by its name, with a word at a span of the string."""

    name: str
    word: str
    start: int
    end: int


def list_in_tree(root: Expression, text: str) -> Iterator[Comparison]:
    """Yield the comparisons in an expression of any of the languages."""
    for node in walk(root):
        if isinstance(node, BinaryOperation) and node.operator in _OPERATORS:
            for value, other in ((node.left, node.right), (node.right, node.left)):
                name = _find_name(value, text)
                for word in _list_words(other) if name else ():
                    yield Comparison(name, *word)


def _find_name(node: Expression, text: str) -> str:
    """Return the name of a variable, or of the only tag in a string; "" for other values."""
    is_masked = isinstance(node, Literal) and isinstance(node.value, str) and set(node.value) == {MASK}
    if isinstance(node, RuntimeValue) or is_masked:
        written = text[node.start : node.end].strip("\"' ")
        tags = find_tags(written)
        is_whole = len(tags) == 1 and tags[0].end - tags[0].start == len(written)
        return tags[0].body.lstrip("=").strip() if is_whole else ""
    path = as_name_path(node, text)
    return "" if path is None else ".".join(path.parts)


def _list_words(node: Expression) -> Iterator[tuple[str, int, int]]:
    for each in node.items if isinstance(node, ArrayLiteral) else (node,):
        if isinstance(each, Identifier):
            yield each.name, each.start, each.end
        elif isinstance(each, Literal) and isinstance(each.value, str):
            yield each.value, each.start, each.end


class ProgramPattern:
    """Finds comparisons in programs of shells and scripting languages, of tags and of some variables.

    `variables` are those of the environment and of a shell, `names` those of a program in another language.
    """

    def __init__(self, variables: Sequence[str] = (), names: Sequence[str] = ()) -> None:
        known = "|".join(map(re.escape, variables))
        shell = rf"|\$\{{?(?:{known})\}}?|os\.environ\[[\"'](?:{known})[\"']\]" if variables else ""
        bare = rf"|(?<![\w.$\"'-])(?:{'|'.join(names)})(?![\w.(\[])" if names else ""
        value = rf"""["']?(?P<value>{_TAG}{shell}{bare})["']?"""
        self._after = re.compile(rf"{value}\s*{_EQUAL}\s*{_WORD}")
        self._before = re.compile(rf"{_WORD}\s*{_EQUAL}\s*{value}")
        self._members = re.compile(rf"{value}\s+(?:not\s+)?in\s*[\[({{]([^\])}}]*)")
        self._cases = re.compile(rf"\bcase\s+{value}\s+in\b(.{{0,5000}}?)\besac\b", re.DOTALL)

    def find(self, text: str) -> Iterator[Comparison]:
        """Yield the comparisons in a program; their names are the values as written."""
        for found in self._after.finditer(text):
            yield Comparison(found["value"], found[2], *found.span(2))
        for found in self._before.finditer(text):
            yield Comparison(found["value"], found[1], *found.span(1))
        for found in self._members.finditer(text):
            for word in _MEMBER.finditer(text, *found.span(2)):
                yield Comparison(found["value"], word[1], *word.span(1))
        for found in self._cases.finditer(text):
            for pattern in _PATTERNS.finditer(text, *found.span(2)):
                for word in _BARE.finditer(text, *pattern.span(1)):
                    yield Comparison(found["value"], word[0], *word.span())
