"""Template tags of Argo: `{{ … }}` with a name, `{{=…}}` with an expression.

A tag ends at the first `}}`, and nested tags are replaced first: in `{{inputs.parameters.{{item}}}}`, the inner one
(util/template/simple_template.go). An expression must begin directly after the braces: `{{ =x}}` is an undefined name.

A string is searched once from its start to its end, however many braces are open.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from argogen.late import compile_late
from argogen.records import TupleRecord

_TAG = compile_late(r"\{\{.*?\}\}", re.DOTALL)
_BRACES = compile_late(r"\{\{+|\}\}")
# A name in a tag with one closing brace.
_HALF_CLOSED = compile_late(r"\s*[A-Za-z_][-\w]*(?:\.[-\w]+)*\s*\}")
# The maximum of consecutive opening braces of one tag: the third one begins its content.
_OPENING = 3
MASK = "\u3031"  # a letter that does not occur in words


class Tag(TupleRecord):
    """A template tag, from `start` to `end`, and its content without the braces."""

    start: int
    end: int
    body: str

    @property
    def is_expression(self) -> bool:
        """Whether the tag contains an expression."""
        return self.body.startswith("=")


# Several passes and rules read the same strings.
@functools.lru_cache(maxsize=1024)
def find_tags(text: str) -> tuple[Tag, ...]:
    """Return the tags of a string, in order; of nested tags, the inner one."""
    found: list[Tag] = []
    start, close = text.find("{{"), -1
    while start >= 0:
        if close < start + 2 and (close := text.find("}}", start + 2)) < 0:
            break
        inner = -1 if text.startswith("=", start + 2) else text.find("{{", start + 2, close)
        if inner >= 0:
            start = start + 1 if text.startswith("{", start + 2) else inner
            continue
        found.append(Tag(start, close + 2, text[start + 2 : close]))
        start = text.find("{{", close + 2)
    return tuple(found)


def remove_tags(text: str) -> str:
    """Return a string without its tags, each of which ends at the first closing braces."""
    end = text.rfind("}}") + 2  # after them, opening braces would be searched to the end, each of them
    return _TAG.sub("", text[:end]) + text[end:] if end >= len("}}") else text


def list_unclosed(text: str) -> tuple[int, ...]:
    """Return the offsets of braces that open no tag, and of tags that end with one brace: `{{a.b} … }}`."""
    found = [tag.start for tag in find_tags(text) if not tag.is_expression and _HALF_CLOSED.match(tag.body)]
    if text.count("{{") > text.count("}}"):
        masked = mask_tags(text)
        found += [braces.end() - 2 for braces in _BRACES.finditer(masked) if braces[0] != "}}"]
    return tuple(sorted(found))


def mask_tags(text: str) -> str:
    """Return a string with each tag replaced by a sequence of the letter MASK, of the same length.

    Tags around other tags are replaced after those.
    """
    if "{{" not in text:
        return text
    masked = _mask(text, [(tag.start, tag.end) for tag in find_tags(text)])
    return _mask(text, _find_outermost(text)) if "{{" in masked else masked


def _mask(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    end = 0
    for first, last in spans:
        parts += (text[end:first], MASK * (last - first))
        end = last
    return "".join((*parts, text[end:]))


def _find_outermost(text: str) -> Sequence[tuple[int, int]]:
    """Return the spans of the outermost tags; inner tags are paired first."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[int, int]] = []  # consecutive opening braces that are not closed yet
    at, last_close = 0, text.rfind("}}")
    while braces := _BRACES.search(text, at):
        start, at = braces.span()
        if braces[0] == "}}":
            if opened:
                begin = _open(opened, _OPENING)
                while found and found[-1][0] > begin:
                    found.pop()
                found.append((begin, at))
            continue
        opened.append((start, at))
        close = text.find("}}", at) if at <= last_close and text.startswith("=", at) else -1
        if close >= 0 and (at - start == len("{{") or text.find("{{", at, close) >= 0):
            found.append((_open(opened, len("{{")), close + 2))
            at = close + 2
    return found


def _open(opened: list[tuple[int, int]], most: int) -> int:
    """Remove the last opening braces, as many as belong to one tag, and return their start."""
    first, last = opened.pop()
    begin = max(first, last - most)
    if begin - first >= len("{{"):
        opened.append((first, begin))
    return begin
