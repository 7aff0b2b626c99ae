"""Compile a scalar of a shape: the type and notation of a value depend on its location in the template."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from argogen.templating.data import as_data, as_text
from argogen.templating.errors import FillError, NotDataError, ShapeError
from argogen.templating.shapes.markers import ABSENT_INDEX, MARKER
from argogen.yaml import CORE
from argogen.yaml.untyped import PLAIN, ScalarNode

Values = Sequence[Any]
Fill = Callable[[Values], Any]
_Writer = Callable[[Values, int], str]

_ABSENT_IN_TEXT = "absent value inside a string"


def compile_scalar(node: ScalarNode) -> Fill | None:
    """Return a function from the values of a template to that of this scalar, None if absent. It may raise FillError.

    The function itself is None for a scalar that is always absent. Raises ShapeError.
    """
    pieces = MARKER.split(node.value)
    if len(pieces) == 1:
        constant = _read_constant(node)
        return None if constant is None else lambda _values: constant
    if len(pieces) == 3 and not pieces[0] and not pieces[2].strip("\n"):
        return _compile_lone(int(pieces[1]), node, pieces)
    return _compile_joined(node, pieces)


def _read_constant(node: ScalarNode) -> Any:
    """Return the constant that the template contains, resolved by the core schema of YAML 1.2."""
    try:
        return as_data(CORE.value(node.value)) if node.tag == PLAIN else node.value
    except NotDataError as error:
        raise ShapeError(str(error), line=node.start_mark.line) from error


def _compile_lone(index: int, node: ScalarNode, pieces: list[str]) -> Fill | None:
    """Fill in a value without text around it: unchanged, or as a string in quotes or a block scalar."""
    if index == ABSENT_INDEX:
        return None
    if node.tag == PLAIN:
        return itemgetter(index)
    fill = _compile_joined(node, pieces)
    return lambda values: None if values[index] is None else fill(values)


def _compile_joined(node: ScalarNode, pieces: list[str]) -> Fill:
    if str(ABSENT_INDEX) in pieces[1::2]:
        raise FillError(_ABSENT_IN_TEXT, line=node.start_mark.line, value=ABSENT_INDEX)
    first, *rest = pieces[::2]
    placed = [
        (int(index), _choose_writer(node, "".join(pieces[: 2 * position + 1 : 2])), text)
        for position, (index, text) in enumerate(zip(pieces[1::2], rest, strict=True))
    ]

    def fill(values: Values) -> str:
        return first + "".join([write(values, index) + text for index, write, text in placed])

    return fill


def _choose_writer(node: ScalarNode, before: str) -> _Writer:
    if node.style == "|":
        line = before.rpartition("\n")[2]
        return partial(_write_in_block, indentation=line[: len(line) - len(line.lstrip())])
    return _write_in_fold if node.style == ">" else _write


def _write(values: Values, index: int) -> str:
    if values[index] is None:
        raise FillError(_ABSENT_IN_TEXT, value=index)
    try:
        return as_text(values[index])
    except ValueError as error:
        raise FillError(str(error), value=index) from error


def _write_in_fold(values: Values, index: int) -> str:
    text = _write(values, index)
    if "\n" in text:
        raise FillError("string of several lines in a folded block: use `|` instead of `>`", value=index)
    return text


def _write_in_block(values: Values, index: int, indentation: str) -> str:
    """Indent the later lines of a value like its first, and remove trailing newlines, which the block determines."""
    text = _write(values, index).rstrip("\n")
    return re.sub(r"\n(?!\n)", "\n" + indentation, text) if indentation else text
