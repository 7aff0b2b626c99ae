"""Index the strings of a document, and compare strings except for their tags, which normalization rewrites."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from argogen.records import cached_property
from argogen.yaml.node_path import NodePath

# The output that an expression with a fallback reads.
_DUG = re.compile(r"""sprig\.dig\([^()]*'([^']+)', (?:'[^']*'|"[^"]*"), (?:steps|tasks)\b""")
_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_]\w*")
_DASHED_WORD = re.compile(r"[-\w]+")
# Limits: candidates of one shape that are compared, and characters on both sides that are searched.
_MAX_CANDIDATES = 1000
_MAX_DISTANCE = 5000

Span = tuple[int, int]


class TextIndex:
    """The paths of strings, by the string and by its shape, in the order of the document."""

    def __init__(self, texts: Iterable[tuple[NodePath, str]]) -> None:
        self._paths: dict[str, list[NodePath]] = {}
        for path, text in texts:
            self._paths.setdefault(text, []).append(path)

    def find_same(self, text: str) -> Sequence[NodePath]:
        """Return the paths of a string."""
        return self._paths.get(text, ())

    def find_similar(self, text: str) -> Iterator[NodePath]:
        """Yield the paths of strings that differ only in their tags, which end in the same words."""
        shape = self._find_shape(text)
        for candidate in shape.find_similar(text) if shape is not None else ():
            yield from self._paths[candidate]

    def find_shaped(self, text: str) -> NodePath | None:
        """Return the path of the only string that differs only in its tags; None unless there is exactly one."""
        shape = self._find_shape(text)
        paths = self._paths[shape.texts[0]] if shape is not None and len(shape.texts) == 1 else ()
        return paths[0] if len(paths) == 1 else None

    def _find_shape(self, text: str) -> _Shape | None:
        return self._shapes.get(_remove_tags(text)) if "{{" in text else None

    @cached_property
    def _shapes(self) -> Mapping[str, _Shape]:
        texts: dict[str, list[str]] = {}
        for known in self._paths:
            texts.setdefault(_remove_tags(known), []).append(known)
        return {shape: _Shape(alike) for shape, alike in texts.items()}


class _Shape:
    """Strings that differ only in their tags, indexed by the last word of the tag with the most variants."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def find_similar(self, text: str) -> Iterator[str]:
        """Yield the strings whose tags end in the same words as those of `text`."""
        made = _list_ends(text)
        for number in islice(self._list_candidates(made), _MAX_CANDIDATES):
            if "{{" in self.texts[number] and all(map(str.endswith, made, self._ends[number])):
                yield self.texts[number]

    def _list_candidates(self, made: Sequence[str]) -> Iterable[int]:
        if len(self.texts) == 1 or not made:
            return range(len(self.texts))
        tag, numbers = self._by_word
        ends = (made[tag][start:] for start in range(len(made[tag]) + 1))
        return sorted(chain.from_iterable(numbers.get(end, ()) for end in ends))

    @cached_property
    def _ends(self) -> Sequence[Sequence[str]]:
        return [_list_ends(text) for text in self.texts]

    @cached_property
    def _by_word(self) -> tuple[int, Mapping[str, Sequence[int]]]:
        """The number of the tag with the most variants, and the numbers of the strings by its last word."""
        words = list(zip(*self._ends, strict=True))
        tag = max(range(len(words)), key=lambda number: len(set(words[number])))
        found: dict[str, list[int]] = {}
        for number, word in enumerate(words[tag]):
            found.setdefault(word, []).append(number)
        return tag, found


class RewrittenText:
    """A string of the Context, and its source, in which parts of the string are searched for."""

    def __init__(self, written: str, text: str) -> None:
        self._written = written
        self._is_same = written == text
        self._tags = [] if self._is_same else _list_tags(written)
        self._made = [] if self._is_same else _list_tags(text)
        self._ends = [end for _, end in self._made]

    def find_part(self, start: int, wanted: str) -> Span | None:
        """Return the index and length of a part of the string in the source."""
        if self._is_same:
            return start, len(wanted)
        before = bisect_right(self._ends, start)
        if self._made[before : before + 1] == [(start, start + len(wanted))]:  # a whole tag was rewritten
            first, last = self._tags[before]
            return first, last - first
        offset = start + (self._tags[before - 1][1] - self._ends[before - 1] if before else 0)
        if self._written.startswith(wanted, offset):
            return offset, len(wanted)
        return self._find_around(offset, wanted)

    def _find_around(self, offset: int, wanted: str) -> Span | None:
        """Return the place of a part if it is unique, otherwise the place of one of its words."""
        begin = max(0, offset - _MAX_DISTANCE)
        around = self._written[begin : offset + _MAX_DISTANCE]
        first = around.find(wanted)
        is_only = first >= 0 and around.find(wanted, first + len(wanted)) < 0
        found = (first, len(wanted)) if is_only else _find_word(around, wanted)
        return None if found is None else (begin + found[0], found[1])


def _find_word(written: str, wanted: str) -> Span | None:
    """Return the place of the first or last word of a part, with the name that contains it, if it is unique."""
    words = _WORD.findall(wanted)
    for pattern in (rf"\b{words[0]}\b", rf"[-\w.]*\b{words[-1]}\b") if words else ():
        found = list(islice(re.finditer(pattern, written), 2))
        if len(found) == 1:
            return found[0].start(), len(found[0][0])
    return None


def _list_tags(text: str) -> list[Span]:
    # The search ends at the last closing braces: it would otherwise scan to the end for each unclosed tag.
    return [tag.span() for tag in _TAG.finditer(text, 0, text.rfind("}}") + 2)]


def _remove_tags(text: str) -> str:
    """Return a string with empty tags."""
    end = text.rfind("}}") + 2
    return _TAG.sub("{{}}", text[:end]) + text[end:]


def _list_ends(text: str) -> Sequence[str]:
    """Return the last word of each tag, so that `{{plan.exit_code}}` and `{{steps.plan.exitCode}}` match."""
    return [_find_last_word(text[start:end]) for start, end in _list_tags(text)]


def _find_last_word(tag: str) -> str:
    dug = _DUG.search(tag)
    if dug is not None:
        return dug[1].replace("-", "").replace("_", "").lower()
    words = (word.replace("-", "") for word in reversed(_DASHED_WORD.findall(tag)))
    return next(filter(None, words), "").replace("_", "").lower()
