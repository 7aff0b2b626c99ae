"""Explain errors in the values of a line: characters that need quotes, quotes, brackets, escapes."""

from __future__ import annotations

from argogen.diagnostics import Diagnostic
from argogen.yaml.positions.blocks import read_block_context
from argogen.yaml.positions.corrections import (
    Correction,
    close_line,
    correct_entry,
    correct_flow,
    find_value,
    is_several_strings,
    quote_value,
)
from argogen.yaml.positions.indentation_errors import explain_level, explain_nested_key, explain_tab, find_indentation
from argogen.yaml.positions.parser_errors import ParserError, diagnose, shorten
from argogen.yaml.text import SourceText

_QUOTE_STRINGS = "put a string with special characters in quotes"
_COLON = "unquoted string cannot contain ': '"
_MISSING_COMMA = "missing ',' between list items"
_MISSING_QUOTE = {'"': "missing closing double quote", "'": "missing closing single quote"}
_RESERVED = {"*": " (alias)", "&": " (anchor)", "!": " (tag)"}


def explain_flow(error: ParserError) -> Diagnostic | None:
    """Report a value within brackets that needs quotes, if there is one on the line."""
    place = error.source.place_at(error.start if error.line.strip() == "" else error.stop)
    correction = correct_flow(place.text)
    return _report_correction(error, place.line, correction) if correction else None


def _report_correction(error: ParserError, line: int, correction: Correction) -> Diagnostic:
    message = _describe(correction.value, correction.closing)
    hint = correction.hint("separate the items with ','" if message == _MISSING_COMMA else "quote the value")
    if correction.closing == "}" and message == _COLON:
        hint += " (or separate the keys with ',')"
    start = error.source.line_starts[line - 1] + correction.offset
    return diagnose(error.source, start, len(correction.value), message, hint)


def _describe(value: str, closing: str) -> str:
    """Return why a value is invalid; `closing` is the bracket of the flow collection that it is in, or ""."""
    if value[0] in "\"'":
        if value[0] not in value[1:]:
            return _MISSING_QUOTE[value[0]]
        is_list = closing == "]" and is_several_strings(value)
        return _MISSING_COMMA if is_list else "unexpected text after the closing quote"
    if value[0] in "@`%*&!|>,]}":
        return _describe_start(value[0])
    if ": " in value or value.endswith(":"):
        return _COLON
    special = next((letter for letter in value if closing and letter in ",[]{}"), "")
    brackets = "[ ]" if closing == "]" else "{ }"
    return f"unquoted string within '{brackets}' cannot contain '{special}'" if special else "invalid value"


def _describe_start(letter: str) -> str:
    return f"unquoted string cannot start with '{letter}'{_RESERVED.get(letter, '')}"


def explain_colon(error: ParserError) -> Diagnostic:
    """Report `: ` in a value, or a key after a value."""
    before = error.line[: error.offset]
    if "\t" in before[: find_indentation(before)]:
        return explain_tab(error.source, error.line_start)
    if find_value(error.line) >= error.offset or ": " not in before:
        return explain_nested_key(error)
    return _explain_value(error, error.stop, 1)


def _explain_value(error: ParserError, index: int, width: int, otherwise: str = _QUOTE_STRINGS) -> Diagnostic:
    """Report the value of the line as one that needs quotes."""
    correction = quote_value(error.line)
    message = _describe(correction.value if correction else error.line[find_value(error.line) :], "")
    return diagnose(error.source, index, width, message, correction.hint() if correction else otherwise)


def explain_entry(error: ParserError) -> Diagnostic:
    """Report text where the next entry of a block is expected: after a value, or on a line with a wrong indentation."""
    if not error.line[: error.offset].strip(" \t-?"):
        return explain_level(error)
    letter = error.line[error.offset]
    if letter in "]}":
        return diagnose(error.source, error.stop, 1, f"unmatched '{letter}'", _hint_quotes(error, "remove it"))
    scalar = read_block_context(error.source, error.stop).scalar
    begin = error.source.place_at(scalar.start_mark.index) if scalar and scalar.start_mark else None
    if begin and begin.line < error.source.place_at(error.stop).line:
        message = f"unexpected text after the string that begins in line {begin.line}"
        return diagnose(error.source, error.stop, 1, message, f"check the quotes in line {begin.line}")
    message = "unexpected text after the value"
    if scalar and scalar.style:
        message = "unexpected text after the closing quote"
    return diagnose(error.source, error.stop, 1, message, _hint_quotes(error, "") or _QUOTE_STRINGS)


def _hint_quotes(error: ParserError, otherwise: str) -> str:
    """Return the hint to quote the value of the line, after the alternative to it."""
    correction = quote_value(error.line)
    quotes = correction.hint() if correction else ""
    return f"{otherwise}, or {quotes}" if otherwise and quotes else otherwise or quotes


def explain_bracket(error: ParserError) -> Diagnostic:
    """Report a flow collection that is not closed, or lacks a comma."""
    source, closing = error.source, "]" if "']'" in error.problem else "}"
    opened, reached = source.place_at(error.start), source.place_at(error.stop)
    is_over_lines = opened.text.rstrip().endswith(source.text[error.start]) and source.text[error.stop :].strip()
    if is_over_lines and (correction := correct_entry(reached.text, source.text[error.start])):
        return _report_correction(error, reached.line, correction)
    if opened.line == reached.line or is_over_lines:
        hint = f"add ',' or '{closing}', or {_QUOTE_STRINGS}"
        return diagnose(source, error.stop, 1, f"expected ',' or '{closing}'", hint)
    closed = close_line(opened.text, closing)
    hint = f"add ',' or '{closing}' before line {reached.line}, column {reached.column}"
    return diagnose(source, error.start, 1, f"missing closing '{closing}'", f"close it: {closed}" if closed else hint)


def explain_content(error: ParserError) -> Diagnostic:
    """Report a character that cannot begin a value, or the end of the source."""
    if not error.source.text[error.stop :].strip():
        end = len(error.source.text.rstrip())
        return diagnose(error.source, end, 1, "missing value at the end of the file")
    letter = error.source.text[error.stop]
    return diagnose(error.source, error.stop, 1, _describe_start(letter), _hint_quotes(error, "") or _QUOTE_STRINGS)


def explain_alias(error: ParserError) -> Diagnostic:
    """Report `*` or `&` before text that is no name."""
    sign = error.source.text[error.start : error.start + 1]
    return diagnose(error.source, error.start, 1, _describe_start(sign), _hint_quotes(error, "") or _QUOTE_STRINGS)


def explain_undefined_alias(source: SourceText, name: str, start: int, width: int) -> Diagnostic:
    """Report an alias without an anchor, which is often an unquoted string such as `*.txt`."""
    place = source.place_at(start)
    correction = quote_value(place.text) if find_value(place.text) == place.column - 1 else None
    hint = f"define '&{name}' before it" + (f", or {correction.hint()}" if correction else "")
    return diagnose(source, start, width, f"undefined alias '*{name}'", hint, code="undefined-alias")


def explain_quote(error: ParserError) -> Diagnostic:
    """Report a quote without its closing quote."""
    place = error.source.place_at(error.start)
    quote, hint = error.source.text[error.start], ""
    if find_value(place.text) == place.column - 1 and (correction := _close_quote(place.text)):
        hint = correction.hint("close the string")
    return diagnose(error.source, error.start, 1, _MISSING_QUOTE[quote], hint)


def _close_quote(line: str) -> Correction | None:
    start = find_value(line)
    return quote_value(line) if line[start] not in line[start + 1 :] else None


def explain_escape(error: ParserError) -> Diagnostic:
    """Report an invalid escape sequence."""
    start = max(error.source.text.rfind("\\", 0, error.stop + 1), 0)
    escape = error.source.text[start : start + 2]
    hint = f"write '\\{escape}' for a backslash, or use single quotes"
    return diagnose(error.source, start, 2, f"invalid escape sequence '{escape}' in double quotes", hint)


def explain_dash(error: ParserError) -> Diagnostic:
    """Report `- ` on the line of a key."""
    hint = _hint_quotes(error, "start the list on the next line")
    return diagnose(error.source, error.stop, 1, "list item on the line of its key", hint)


def explain_block_header(error: ParserError) -> Diagnostic:
    """Report text after the `|` or `>` of a block scalar."""
    header = error.source.text[error.start]
    hint = _hint_quotes(error, "start the string on the next line")
    return diagnose(error.source, error.stop, 1, f"unexpected text after '{header}'", hint)


def explain_directive(error: ParserError) -> Diagnostic:
    """Report `%` at the start of a line, where only directives begin with it."""
    line = error.source.place_at(error.start).text
    correction = quote_value(line)
    hint = correction.hint() if correction else ""
    return diagnose(error.source, error.start, len(line), f"invalid YAML directive '{shorten(line)}'", hint)


def explain_document(error: ParserError) -> Diagnostic:
    """Report text after the end of a document, or a directive that no document follows."""
    letter = error.source.text[error.stop : error.stop + 1]
    if not letter:
        return diagnose(error.source, error.stop, 1, "no document follows the directive", "add a line '---' below it")
    if letter in "]}":
        return diagnose(error.source, error.stop, 1, f"unmatched '{letter}'", "remove it")
    hint = "begin the next document with a line '---', or check the quotes and brackets above"
    return diagnose(error.source, error.stop, 1, "unexpected text after the end of the document", hint)


def explain_yaml_tag(error: ParserError) -> Diagnostic:
    """Report an undefined tag of YAML."""
    words = error.source.text[error.start :].split(maxsplit=1)
    tag = words[0] if words else "!"
    return diagnose(error.source, error.start, len(tag), f"unknown tag '{shorten(tag)}'", code="unknown-yaml-tag")
