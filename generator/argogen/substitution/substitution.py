"""Substitute `${{ … }}` when a manifest is generated.

This module imports jinja2, which takes longer than reading a small pipeline: callers import it only for sources that
contain `${{`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from argogen.diagnostics import Diagnostic, InvalidInputError, in_reading_order
from argogen.substitution.braces import OPENING, Segment, split_text
from argogen.substitution.expressions import EvaluationError, Evaluator, UnknownNameError
from argogen.substitution.undefined_names import report_undefined_name
from argogen.suggestions import list_known, suggest
from argogen.yaml.scalars import drop_spelling, to_string

if TYPE_CHECKING:
    from argogen.yaml.document import Document
    from argogen.yaml.node_path import NodePath

_STRING = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""", re.DOTALL)

_DOTTED = re.compile(r"(?:\w+\.)*\w+")
_REFERENCE = re.compile(r"item|[A-Za-z_][-\w]*(?:\.[-\w]+)+")


def substitute(document: Document, names: Mapping[str, Any]) -> Document:
    """Return the document with each `${{ … }}` in its keys and values replaced, or the same document without any.

    A string that consists of one `${{ … }}` becomes its value, with its type; within other text, the value becomes a
    string: scalars as in YAML, lists and mappings as JSON. `$${{` is a literal `${{`. A key must remain a string.
    Values are not substituted again, and cannot change the structure around them. Places are those of the source.

    Raises:
        SubstitutionError: with all diagnostics in reading order: undefined-name, invalid-substitution, duplicate-key.
    """
    if OPENING not in document.source.text:
        return document
    substitution = _Substitution(document, Evaluator(names))
    top: list[Any] = substitution.replace_in((), document.top)
    new = document._replace(top=top, numbers=substitution.numbers, keys=substitution.keys)
    if substitution.diagnostics:
        raise SubstitutionError(in_reading_order(substitution.diagnostics), new, substitution.unknown)
    return document if top is document.top else new


class SubstitutionError(InvalidInputError):
    """Errors in `${{ }}`, and the document without their values; `unknown` are the paths of values that are missing."""

    def __init__(self, diagnostics: Iterable[Diagnostic], document: Document, unknown: Iterable[NodePath]) -> None:
        super().__init__(diagnostics)
        self.document = document
        self.unknown = tuple(unknown)


class _Substitution:
    """A walk over a document; containers without `${{` are unchanged, aliases of one anchor remain the same object.

    Paths here begin at the `top` of the document. `numbers` and `keys` are the spellings of the new document.
    """

    def __init__(self, document: Document, evaluator: Evaluator) -> None:
        self.diagnostics: list[Diagnostic] = []
        self.unknown: list[NodePath] = []
        self.numbers, self.keys = document.numbers.copy(), document.keys.copy()
        self._document = document
        self._evaluator = evaluator
        self._done: dict[int, Any] = {}

    def replace_in(self, path: NodePath, value: Any) -> Any:
        """Return a value with its substitutions; the depth of recursion is limited by the reader."""
        if isinstance(value, str):
            return self._replace_text(path, value) if OPENING in value else value
        if isinstance(value, dict | list) and id(value) not in self._done:
            new = self._replace_mapping(path, value) if isinstance(value, dict) else self._replace_list(path, value)
            self._done[id(value)] = new
        return self._done.get(id(value), value)

    def _replace_list(self, path: NodePath, items: list[Any]) -> list[Any]:
        new = [self.replace_in((*path, index), item) for index, item in enumerate(items)]
        if all(map(operator.is_, new, items)):
            return items
        for index, value in enumerate(new):
            self.numbers.set(new, index, getattr(value, "spelling", None) or self.numbers.get(items, index))
            new[index] = drop_spelling(value)
        return new

    def _replace_mapping(self, path: NodePath, mapping: dict[str, Any]) -> dict[str, Any]:
        keys = [self._replace_key((*path, key), key) if OPENING in key else key for key in mapping]
        values = [self.replace_in((*path, key), value) for key, value in mapping.items()]
        if all(map(operator.is_, keys, mapping)) and all(map(operator.is_, values, mapping.values())):
            return mapping
        new: dict[str, Any] = {}
        for old_key, key, value in zip(mapping, keys, values, strict=True):
            if key in new:
                place = self._document.place((*path, old_key)[1:], key=True)
                message = f"duplicate key '{key}' after substitution"
                self.diagnostics.append(Diagnostic("duplicate-key", message, place))
            new[key] = drop_spelling(value)
            self.numbers.set(new, key, getattr(value, "spelling", None) or self.numbers.get(mapping, old_key))
            self.keys.set(new, key, old_key if key != old_key else self.keys.get(mapping, old_key))
        return new

    def _replace_key(self, path: NodePath, key: str) -> str:
        count = len(self.diagnostics)
        value = self._replace_text(path, key, key=True)
        if isinstance(value, str):
            return value
        if len(self.diagnostics) == count:
            message = f"key must be a string, got {_KINDS.get(type(value), 'a number')}"
            self._report(path, Segment(0, len(key), key), message, key=True)
        return key

    def _replace_text(self, path: NodePath, text: str, *, key: bool = False) -> Any:
        segments = list(split_text(text))
        if len(segments) == 1 and segments[0].is_expression:
            count = len(self.diagnostics)
            value = self._evaluate(path, segments[0], key=key)
            self.unknown += [path[1:]] if len(self.diagnostics) > count and not key else []
            return value
        values = (self._evaluate(path, each, key=key) if each.is_expression else each.text for each in segments)
        return "".join(map(to_string, values))

    def _evaluate(self, path: NodePath, segment: Segment, *, key: bool) -> Any:
        try:
            if segment.is_closed:
                return self._evaluator.evaluate(segment.text)
            opening = Segment(segment.start, segment.start + len(OPENING), OPENING)
            self._report(path, opening, "unclosed '${{'", "add '}}', or write '$${{' for a literal '${{'", key=key)
        except UnknownNameError as error:
            self._report_name(path, segment, error, key=key)
        except EvaluationError as error:
            self._report(path, segment, str(error), key=key)
        return None

    def _report(self, path: NodePath, segment: Segment, message: str, hint: str = "", *, key: bool) -> None:
        place = self._document.place_within(path[1:], segment.start, segment.end - segment.start, key=key)
        self.diagnostics.append(Diagnostic("invalid-substitution", message, place, hint))

    def _report_name(self, path: NodePath, segment: Segment, error: UnknownNameError, *, key: bool) -> None:
        start, dotted = _find_name(segment.text, error.name)
        at = segment.start + len(OPENING) + start
        place = self._document.place_within(path[1:], at, len(error.name), key=key)
        hint = suggest(error.name, error.known, prefix=dotted.removesuffix(error.name))
        if not hint and dotted == error.name:
            hint = _suggest_tag(segment.text, error.known)
        elif not hint and dotted == f"vars.{error.name}":
            hint = f"define it in 'vars', choose an environment with --env, or use --var {error.name}=VALUE"
        self.diagnostics.append(report_undefined_name(dotted, place, hint))


def _suggest_tag(text: str, known: Iterable[str]) -> str:
    """Return the hint for an undefined name, which may be a reference to a step, an item or a parameter."""
    if _REFERENCE.fullmatch(text.strip()):
        return f"for a value of the workflow run, write '{{{{{text.strip()}}}}}' without '$'"
    return list_known(known)


def _find_name(expression: str, name: str) -> tuple[int, str]:
    """Return the offset of a name in an expression, and the name with the prefix before its dot."""
    without_strings = _STRING.sub(lambda found: " " * len(found[0]), expression)
    if not _DOTTED.fullmatch(name):  # a key in a string: `vars['a-b']`
        whole = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        quoted = whole.search(without_strings) or whole.search(expression)
        return (quoted.start() if quoted else 0, name)
    names = chain(_DOTTED.finditer(without_strings), _DOTTED.finditer(expression))
    return next((_locate(found, name) for found in names if name in found[0].split(".")), (0, name))


def _locate(dotted: re.Match[str], name: str) -> tuple[int, str]:
    """Return the offset of the last part of a dotted name that is `name`, and this with the parts before it."""
    parts = dotted[0].split(".")
    while parts[-1] != name:
        parts.pop()
    written = ".".join(parts)
    return dotted.start() + len(written) - len(name), written


_KINDS = {type(None): "null", bool: "a boolean", list: "a list", dict: "a mapping"}
