"""The references in Argo's tags: found here, resolved in `resolve`.

`{{ a.b }}` holds one dotted name, `{{=…}}` an expression, in which every name from outside is a candidate.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from argogen.argo.expressions import tags
from argogen.argo.expressions.tags import find_tags

if TYPE_CHECKING:
    from argogen.argo.expressions.name_path_reader import NamePath
    from argogen.yaml.node_path import NodePath

_NAME = re.compile(r"[A-Za-z0-9_][-\w]*(?:\.[-\w]+|\.?\[\d+\])*")
_MEMBER = re.compile(r"""\??\.?([A-Za-z_][-\w]*)|\[(?:'([^']*)'|"([^"]*)")\]""")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")

Parts = tuple[str, ...]
Knows = Callable[[Parts], bool]
"""Whether these parts are a name here, or the beginning of one, so that a dash in them is no minus."""


class Reference(NamedTuple):
    """A candidate for a reference: as written, and in parts.

    `called` when it is a function, `minus` when an expression reads a dash in it as a minus. `tag` is the whole tag
    that it stands in, and `offset` where in it, so that a fault can be shown at its column.
    """

    text: str
    parts: Parts
    in_expression: bool
    called: bool = False
    minus: bool = False
    tag: str = ""
    offset: int = 0


class ExpressionTag(NamedTuple):
    """A tag with an expression, which starts at `offset` in it."""

    expression: str
    tag: str
    offset: int


def find_unclosed(text: str) -> str:
    """Return the beginning of a tag that nothing closes, "" if there is none."""
    at = tags.find_unclosed(text)
    return "" if at is None else text[at:].splitlines()[0]


Resolve = Callable[[Reference], "Parts | None"]


class SpacedTag(NamedTuple):
    """A tag that somebody meant for an expression, but that Argo does not take for one: `{{ =x}}`."""

    tag: str


@functools.lru_cache(maxsize=4096)
def scan(text: str) -> tuple[Reference | ExpressionTag | SpacedTag, ...]:
    """Return the tags of a text, in order; those that hold neither a name nor an expression are left out."""
    found: list[Reference | ExpressionTag | SpacedTag] = []
    for tag in find_tags(text):
        written = text[tag.start : tag.end]
        if tag.is_expression:
            found.append(ExpressionTag(tag.body[1:], written, 3))
        elif tag.body.lstrip().startswith("="):
            found.append(SpacedTag(written))
        elif _NAME.fullmatch(body := tag.body.strip()):
            found.append(Reference(body, tuple(body.split(".")), False, tag=written, offset=written.index(body, 2)))
    return tuple(found)


def references(text: str, knows: Knows) -> list[Reference]:
    """Return the candidates in all tags of a text, as far as they can be read."""
    found: list[Reference] = []
    for tag in scan(text):
        if isinstance(tag, Reference):
            found.append(tag)
        elif isinstance(tag, ExpressionTag):
            with contextlib.suppress(bad_expression()):
                found += expression_references(tag.expression, knows, tag.tag, tag.offset)
    return found


def expression_references(expression: str, knows: Knows, tag: str = "", start: int = 0) -> tuple[Reference, ...]:
    """Return the candidates in an expression, which starts at `start` in its `tag`. Raises ExpressionSyntaxError."""
    found = _reading().read_name_paths(expression, knows)
    return tuple(_reference(chain, expression, tag or expression, start) for chain in found)


def _reference(chain: NamePath, expression: str, tag: str, start: int) -> Reference:
    text = expression[chain.start : chain.end]
    return Reference(text, chain.parts, True, chain.called, chain.minus, tag, start + chain.start)


@functools.cache
def _reading() -> Any:
    """Return the reader of expressions: parsers take a while to import, and most pipelines have no expression."""
    return importlib.import_module("argogen.argo.expressions.name_path_reader")


def bad_expression() -> type[Exception]:
    """Return what is raised for a text that is no expression, to be named in `except`."""
    raised: type[Exception] = _reading().ExpressionSyntaxError
    return raised


def split_chain(chain: str) -> Parts:
    """Return `a.b['c d']` in parts."""
    return tuple(next(part for part in member.groups() if part is not None) for member in _MEMBER.finditer(chain))


def replace(text: str, resolve: Resolve, knows: Knows) -> str:
    """Return the text with each reference that `resolve` knows in Argo's form; all else is left as written."""
    if "{{" not in text:
        return text
    written: list[str] = []
    end = 0
    for tag in find_tags(text):
        written += [text[end : tag.start], _replace_tag(text[tag.start : tag.end], tag.body, resolve, knows)]
        end = tag.end
    return "".join((*written, text[end:]))


def _replace_tag(tag: str, body: str, resolve: Resolve, knows: Knows) -> str:
    if body.startswith("="):
        changed = replace_in_expression(body[1:], resolve, knows)
        return tag if changed == body[1:] else "{{=" + changed + "}}"
    written = body.strip()
    if not _NAME.fullmatch(written):
        return tag
    parts = resolve(Reference(written, tuple(written.split(".")), in_expression=False))
    return tag if parts is None else "{{" + ".".join(parts) + "}}"


def replace_in_expression(expression: str, resolve: Resolve, knows: Knows) -> str:
    """Return the expression with each reference that `resolve` knows in Argo's form; all else stays."""
    written: list[str] = []
    end = 0
    try:
        references = expression_references(expression, knows)
    except bad_expression():
        return expression
    for reference in references:
        parts = resolve(reference)
        if parts is not None:
            written += [expression[end : reference.offset], as_chain(parts)]
            end = reference.offset + len(reference.text)
    return "".join((*written, expression[end:]))


def as_chain(parts: Parts) -> str:
    """Return Parts as the expr language reads them: a part that is no identifier goes into brackets."""
    first, *rest = parts
    return first + "".join(f".{part}" if _IDENTIFIER.fullmatch(part) else f"[{_quote(part)}]" for part in rest)


def _quote(part: str) -> str:
    return f"'{part}'" if part.isprintable() and not set(part) & set("'\\") else json.dumps(part, ensure_ascii=False)


def is_reference(text: str) -> bool:
    """Return whether a text is one dotted name, such as stands in a tag."""
    return "." in text and _NAME.fullmatch(text) is not None


def braced(text: str) -> str:
    """Return a text as a tag where it is a bare reference, else as it is."""
    return f"{{{{{text}}}}}" if is_reference(text) else text


def is_one_tag(text: str, root: str) -> bool:
    """Return whether a text is one plain tag that begins with `root`, and nothing else."""
    found = find_tags(text.strip())
    if len(found) != 1 or found[0].end - found[0].start != len(text.strip()):
        return False
    body = found[0].body.strip()
    return body.startswith(f"{root}.") and _NAME.fullmatch(body) is not None


def as_expression(text: str) -> str:
    """Return a text with tags, all written out, as one expression of the expr language."""
    found = find_tags(text)
    if len(found) == 1 and found[0].is_expression and text.strip() == text[found[0].start : found[0].end]:
        return found[0].body[1:].strip()
    parts: list[str] = []
    end = 0
    for tag in found:
        parts += [json.dumps(text[end : tag.start], ensure_ascii=False)] if tag.start > end else []
        body = tag.body.strip()
        parts.append(f"({body[1:].strip()})" if tag.is_expression else as_chain(tuple(body.split("."))))
        end = tag.end
    parts += [json.dumps(text[end:], ensure_ascii=False)] if end < len(text) else []
    return " + ".join(parts)


def find_texts_with_tags(value: Any) -> list[str]:
    """Return the texts within a value that hold a tag."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if type(part) is str:
            if "{{" in part:
                found.append(part)
        elif isinstance(part, dict):
            waiting.extend(reversed(part.values()))
        elif isinstance(part, list):
            waiting.extend(reversed(part))
    return found


def find_text(value: Any, text: str, path: NodePath) -> NodePath | None:
    """Return the path of the first text within a value, which stands at `path`, that equals `text`."""
    if value == text:
        return path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, item in items if (found := find_text(item, text, (*path, key)))), None)
