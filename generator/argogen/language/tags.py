"""Find references in template tags; `resolve` resolves them.

`{{ a.b }}` contains one dotted name, `{{=…}}` an expression, in which every free variable is a candidate.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from argogen.argo.expressions import tags
from argogen.argo.expressions.tags import find_tags
from argogen.late import compile_late, import_late
from argogen.records import Record, TupleRecord

if TYPE_CHECKING:
    from argogen.argo.expressions.expr import writing
    from argogen.argo.expressions.name_path_reader import NamePath
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath
else:
    writing = import_late("argogen.argo.expressions.expr.writing")

_NAME = compile_late(r"[A-Za-z0-9_][-\w]*(?:\.[-\w]+|\.?\[\d+\])*")
# A string that consists of one tag with a name: the most frequent case.
_LONE = compile_late(rf"\{{\{{({_NAME.pattern})\}}\}}")
_MEMBER = compile_late(r"""\??\.?([A-Za-z_][-\w]*)|\[(?:'([^']*)'|"([^"]*)")\]""")
_PREFIX = compile_late(r"[!(\s]*([A-Za-z_][-\w]*)(?=\.\w|\[|\s*[-+*/%=!<>&|?])")
# What begins an unclosed tag, and a tag with one closing brace.
_OPENING = compile_late(r"\{\{(?:=|\s*(item|retries|[A-Za-z_][-\w]*(?=\.\w)))")
_HALF_CLOSED = compile_late(r"\{\{[^{}=][^{}]*\}(?!\})")
_TO_NEXT_TAG = compile_late(r"\{\{(?:(?!\{\{).)*")  # on one line

Parts = tuple[str, ...]
Knows = Callable[[Parts], bool]
"""Returns whether the parts are a visible name or the beginning of one; a dash in such a name is not a minus sign."""


class Reference(TupleRecord):
    """A candidate for a reference: as written, and split into parts.

    `called` is set for a function that is called, `minus` if the expression language reads a dash in it as a minus
    sign. `tag` is the whole tag, `at` the index of the first such tag in the string, and `offset` the index of the
    reference in the tag, from which the column of a diagnostic is computed.
    """

    text: str
    parts: Parts
    in_expression: bool
    called: bool = False
    minus: bool = False
    tag: str = ""
    offset: int = 0
    at: int = 0


class ExpressionTag(TupleRecord):
    """A tag with an expression that starts at `offset`; `at` is the same as in Reference."""

    expression: str
    tag: str
    offset: int
    at: int = 0


class UnclosedTag(TupleRecord):
    """A tag that is not closed, to the next one or the end of its line, and the name in it; "" for an expression."""

    text: str
    at: int
    prefix: str


def find_unclosed(text: str) -> Iterator[UnclosedTag]:
    """Yield the tags of a string that are not closed and begin with a name or an expression."""
    if text.count("{{") <= text.count("}}") and not _HALF_CLOSED.search(text):
        return
    for at in tags.list_unclosed(text):
        if opening := _OPENING.match(text, at):
            yield UnclosedTag(_TO_NEXT_TAG.match(text, at)[0], at, opening[1] or "")  # type: ignore[index]


Resolve = Callable[[Reference], "Parts | str | None"]
"""Returns what takes the place of a reference: a name in parts, an expression, or None for no change."""

ResolveWhole = Callable[[str], "Parts | str | None"]
"""Returns what takes the place of an expression after its `=`, or None for no change of the whole."""


class SpacedTag(Record):
    """A tag with a space before `=`, which Argo does not evaluate as an expression: `{{ =x}}`."""

    tag: str
    at: int


class UnmarkedTag(Record):
    """A tag that is neither a name nor marked as an expression: `{{a.result == 'x'}}`; `prefix` is its first name."""

    tag: str
    at: int
    prefix: str


FoundTag = Reference | ExpressionTag | SpacedTag | UnmarkedTag


def may_have_tags(document: Document) -> bool:
    """Return whether a document may have tags: those of a manifest are in its source, if they are not escaped."""
    is_manifest = document.is_translated and bool(document.data.get("foreign_tags"))
    return not is_manifest or document.source.may_have_tags


@functools.lru_cache(maxsize=4096)
def scan(text: str) -> tuple[FoundTag, ...]:
    """Return the tags of a string with a name or an expression, in order; other tags are omitted."""
    if _LONE.fullmatch(text):
        name = text[2:-2]
        return (Reference(name, tuple(name.split(".")), False, False, False, text, 2),)
    found: list[FoundTag] = []
    first: dict[str, int] = {}
    for start, end, inside in find_tags(text):
        written = text[start:end]
        at = first.setdefault(written, start)
        if inside.startswith("="):
            found.append(ExpressionTag(inside[1:], written, 3, at))
        elif inside.lstrip().startswith("="):
            found.append(SpacedTag(written, at))
        elif _NAME.fullmatch(body := inside.strip()):
            offset = written.index(body, 2)
            found.append(Reference(body, tuple(body.split(".")), False, tag=written, offset=offset, at=at))
        elif prefix := _PREFIX.match(body):
            found.append(UnmarkedTag(written, at, prefix[1]))
    return tuple(found)


def is_lone_tag(text: str) -> bool:
    """Return whether a string is one tag with a name, without spaces."""
    return _LONE.fullmatch(text) is not None


def references(text: str, knows: Knows) -> list[Reference]:
    """Return the candidates in all tags of a string; invalid expressions are skipped."""
    found: list[Reference] = []
    for tag in scan(text):
        if isinstance(tag, Reference):
            found.append(tag)
        elif isinstance(tag, ExpressionTag):
            with contextlib.suppress(bad_expression()):
                found += tag_references(tag, knows)
    return found


def expression_references(expression: str, knows: Knows) -> tuple[Reference, ...]:
    """Return the candidates in an expression without braces. Raises ExpressionSyntaxError."""
    return tag_references(ExpressionTag(expression, expression, 0), knows)


def tag_references(tag: ExpressionTag, knows: Knows) -> tuple[Reference, ...]:
    """Return the candidates in the expression of a tag. Raises ExpressionSyntaxError."""
    return tuple(_reference(chain, tag) for chain in _reading().read_name_paths(tag.expression, knows))


def _reference(chain: NamePath, tag: ExpressionTag) -> Reference:
    text = tag.expression[chain.start : chain.end]
    offset = tag.offset + chain.start
    return Reference(text, chain.parts, True, chain.called, chain.minus, tag.tag, offset, tag.at)


@functools.cache
def _reading() -> Any:
    """Return the expression parser, which is imported late: imports are slow, and most pipelines have no expression."""
    return importlib.import_module("argogen.argo.expressions.name_path_reader")


def bad_expression() -> type[Exception]:
    """Return the exception class for an invalid expression, for use in `except`."""
    raised: type[Exception] = _reading().ExpressionSyntaxError
    return raised


def split_chain(chain: str) -> Parts:
    """Split `a.b['c d']` into parts."""
    return tuple(next(part for part in member.groups() if part is not None) for member in _MEMBER.finditer(chain))


def replace(text: str, resolve: Resolve, knows: Knows, resolve_whole: ResolveWhole = lambda _: None) -> str:
    """Return the string with each reference that `resolve` resolves in Argo syntax; the rest is unchanged."""
    if "{{" not in text:
        return text
    written: list[str] = []
    end = 0
    for tag in find_tags(text):
        written += [
            text[end : tag.start],
            _replace_tag(text[tag.start : tag.end], tag.body, resolve, knows, resolve_whole),
        ]
        end = tag.end
    return "".join((*written, text[end:]))


def _replace_tag(tag: str, body: str, resolve: Resolve, knows: Knows, resolve_whole: ResolveWhole) -> str:
    if body.startswith("="):
        if (whole := resolve_whole(body)) is not None:
            return as_tag(whole)
        changed = replace_in_expression(body[1:], resolve, knows)
        return tag if changed == body[1:] else "{{=" + changed + "}}"
    written = body.strip()
    if not _NAME.fullmatch(written):
        return tag
    parts = resolve(Reference(written, tuple(written.split(".")), in_expression=False))
    return tag if parts is None else as_tag(parts)


def replace_in_expression(expression: str, resolve: Resolve, knows: Knows) -> str:
    """Return the expression with each reference that `resolve` resolves in Argo syntax; the rest is unchanged."""
    written: list[str] = []
    end = 0
    try:
        references = expression_references(expression, knows)
    except bad_expression():
        return expression
    for reference in references:
        parts = resolve(reference)
        if parts is not None:
            written += [expression[end : reference.offset], _as_operand(parts)]
            end = reference.offset + len(reference.text)
    return "".join((*written, expression[end:]))


def as_tag(value: Parts | str) -> str:
    """Return the tag of a name in parts, or of an expression."""
    return "{{=" + value + "}}" if isinstance(value, str) else "{{" + ".".join(value) + "}}"


def _as_operand(value: Parts | str) -> str:
    if isinstance(value, str):
        return f"({value})" if " ? " in value else value
    return writing.as_chain(value)


def is_reference(text: str) -> bool:
    """Return whether a string is one dotted name, as in a tag."""
    return "." in text and _NAME.fullmatch(text) is not None


def is_one_tag(text: str, root: str) -> bool:
    """Return whether a string consists of one plain tag with the variable prefix `root`."""
    found = find_tags(text.strip())
    if len(found) != 1 or found[0].end - found[0].start != len(text.strip()):
        return False
    body = found[0].body.strip()
    return body.startswith(f"{root}.") and _NAME.fullmatch(body) is not None


def find_texts_with_tags(value: Any) -> list[str]:
    """Return the strings within a value that contain a tag."""
    found: list[str] = []
    waiting = [value]
    while waiting:  # in reverse order
        part = waiting.pop()
        if type(part) is str:
            if "{{" in part:
                found.append(part)
        elif isinstance(part, dict):
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    found.reverse()
    return found


class TextPaths:
    """Finds strings within values; each value is traversed once, for any number of searches."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, Mapping[str, NodePath]]] = {}  # keeps values alive, so that ids are unique

    def find(self, value: Any, text: str, path: NodePath) -> NodePath | None:
        """Return the path of the first string equal to `text` within a value, whose own path is `path`."""
        if id(value) not in self._known:
            self._known[id(value)] = (value, _list_text_paths(value))
        within = self._known[id(value)][1].get(text)
        return None if within is None else (*path, *within)


def _list_text_paths(value: Any) -> Mapping[str, NodePath]:
    """Return the path of each string, relative to the value; of equal strings, that of the first."""
    found: dict[str, NodePath] = {}
    waiting: list[tuple[NodePath, Any]] = [((), value)]
    while waiting:
        path, part = waiting.pop()
        if isinstance(part, str):
            found.setdefault(part, path)
        elif isinstance(part, dict):
            waiting.extend(reversed([((*path, key), item) for key, item in part.items()]))
        elif isinstance(part, list):
            waiting.extend(reversed([((*path, index), item) for index, item in enumerate(part)]))
    return found
