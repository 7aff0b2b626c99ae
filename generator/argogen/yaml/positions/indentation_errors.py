"""Explain errors of indentation: tabs, columns without a block, text outside of its block scalar, missing colons."""

from __future__ import annotations

import re
from collections.abc import Iterable

import yaml

from argogen.diagnostics import Diagnostic
from argogen.yaml.positions.blocks import Block, BlockContext, choose_nearest, read_block_context
from argogen.yaml.positions.parser_errors import ParserError, diagnose, shorten
from argogen.yaml.text import SourceText

_INDENTATION = re.compile(r"[ \t]*(?:[-?][ \t]+)*")
_TABS = re.compile(r"^[ ]*\t", re.MULTILINE)
_ENTRY = re.compile(r"-(?:[ \t]|\Z)|[\w./-]+:(?:[ \t]|\Z)")
_COMMENT = re.compile(r"(?<!\s)\s+#")
_KEY_WITHOUT_SPACE = re.compile(r"([A-Za-z_][\w-]*):(?!//)(\S.*)")


def explain_tab(source: SourceText, index: int) -> Diagnostic:
    """Report the tab at an index, or the next one."""
    start = max(source.text.find("\t", index), 0)
    width = len(source.text[start:]) - len(source.text[start:].lstrip("\t"))
    lines = len(_TABS.findall(source.text))
    hint = "indent with spaces" + (f" ({lines} lines are indented with tabs)" if lines > 1 else "")
    return diagnose(source, start, width, "tab in the indentation", hint, code="tab-indentation")


def find_indentation(line: str) -> int:
    """Return the width of the indentation of a line, and of the dashes after it."""
    found = _INDENTATION.match(line)
    return found.end() if found else 0


def explain_level(error: ParserError) -> Diagnostic:
    """Report a line that begins neither at the column of an enclosing block nor within one."""
    context = read_block_context(error.source, error.line_start)
    is_list = error.line[error.offset :].startswith(("- ", "-\t")) or error.line[error.offset :] == "-"
    if not _ENTRY.match(error.line, error.offset) and (outside := _explain_outside(error, context, error.stop)):
        return outside
    width = len(error.line) - error.offset
    same = [block for block in context.blocks if block.column == error.offset + 1]
    nearest = choose_nearest(context.blocks, error.offset + 1, is_list=is_list)
    if same and not nearest:
        return _explain_kind(error, same[-1])
    message = f"indentation does not match any enclosing block{_expect(block.column for block in nearest)}"
    return diagnose(error.source, error.stop, width, message, _align(nearest))


def _explain_kind(error: ParserError, block: Block) -> Diagnostic:
    """Report a key in a list, or an item in a mapping."""
    width = len(error.line) - error.offset
    if block.is_list:
        message = f"unexpected key in the list that begins in line {block.line}"
        hint = "start the line with '- '"
    else:
        message = f"unexpected list item in the mapping that begins in line {block.line}"
        hint = "remove '- ', or indent the list below its key"
    return diagnose(error.source, error.stop, width, message, hint)


def explain_nested_key(error: ParserError) -> Diagnostic:
    """Report a key after a plain scalar, which has no keys below it."""
    margin = find_indentation(error.line[: error.offset])
    if "\t" in error.line[:margin]:
        return explain_tab(error.source, error.line_start)
    context = read_block_context(error.source, error.line_start)
    if context.scalar and (missing := _explain_colon(error.source, context.scalar)):
        return missing
    start, width = error.line_start + margin, max(error.offset - margin, 1)
    nearest = choose_nearest(context.blocks, margin + 1, is_list=False)
    message = f"unexpected indentation of a key{_expect(block.column for block in nearest)}"
    hint = "if the line continues the value above, put that value in quotes"
    return diagnose(error.source, start, width, message, _align(nearest) or hint)


def _explain_colon(source: SourceText, scalar: yaml.ScalarEvent) -> Diagnostic | None:
    """Report a line that is a scalar by itself and probably meant as a key: `name:plan`, `steps`."""
    index = scalar.start_mark.index if scalar.start_mark else 0
    place = source.place_at(index)
    if find_indentation(place.text) != place.column - 1 or scalar.style:
        return None
    return _explain_key(source, index, "")


def explain_missing_colon(error: ParserError) -> Diagnostic:
    """Report a line without a colon among the keys of a mapping."""
    place = error.source.place_at(error.start)
    context = read_block_context(error.source, error.start - place.column + 1)
    if outside := _explain_outside(error, context, error.start):
        return outside
    follows_text = context.scalar and context.scalar.value and not context.scalar.style
    hint = f"if it continues the value above, indent it (expected column {place.column + 2})" if follows_text else ""
    return _explain_key(error.source, error.start, hint)


def _explain_key(source: SourceText, index: int, hint: str) -> Diagnostic:
    place = source.place_at(index)
    text = _COMMENT.split(place.text[place.column - 1 :], maxsplit=1)[0].rstrip()
    corrected = write_space(text)
    if not corrected:
        return diagnose(source, index, len(text), f"missing ':' after '{shorten(text)}'", hint)
    message = f"missing space after ':' in '{shorten(text)}'"
    return diagnose(source, index + text.index(":"), 1, message, f"write '{shorten(corrected)}'")


def write_space(text: str) -> str:
    """Return `name: plan` for `name:plan`, and "" for anything but a key and a value without a space."""
    found = _KEY_WITHOUT_SPACE.fullmatch(text)
    return f"{found[1]}: {found[2]}" if found else ""


def _explain_outside(error: ParserError, context: BlockContext, index: int) -> Diagnostic | None:
    """Report text after a block scalar, such as `run: |`, that is not indented below it."""
    source, scalar = error.source, context.scalar
    if scalar is None or scalar.style not in ("|", ">") or scalar.start_mark is None:
        return None
    header = source.place_at(scalar.start_mark.index)
    place = source.place_at(index)
    column = find_text_column(source, header.line, is_empty=not scalar.value.strip())
    key = header.text[find_indentation(header.text) :].rstrip()
    message = f"text below '{key}' is not indented (expected column {column})"
    hint = f"indent each of its lines by {column - 1} space{'' if column == 2 else 's'} or more"
    return diagnose(source, index, len(place.text), message, hint)


def find_text_column(source: SourceText, header: int, *, is_empty: bool) -> int:
    """Return the column at which a block scalar begins, or should begin; its `|` is in line `header`."""
    if is_empty:
        return find_indentation(source.line(header)) + 3
    lines = map(source.line, range(header + 1, len(source.line_starts) + 1))
    return next((len(line) - len(line.lstrip(" ")) + 1 for line in lines if line.strip()), 1)


def _expect(columns: Iterable[int]) -> str:
    expected = " or ".join(map(str, columns))
    return f" (expected column {expected})" if expected else ""


def _align(blocks: list[Block]) -> str:
    lines = " or ".join(str(block.line) for block in blocks)
    return f"align it with line {lines}" if lines else ""
