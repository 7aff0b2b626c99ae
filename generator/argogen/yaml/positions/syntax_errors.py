"""Explain errors of the YAML parser, at the place that needs a change."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from argogen.diagnostics import Diagnostic, Place
from argogen.yaml.emitter.scalars import write_quoted
from argogen.yaml.positions import value_errors
from argogen.yaml.positions.corrections import correct_flow, find_value, quote_value
from argogen.yaml.positions.indentation_errors import explain_missing_colon, explain_tab
from argogen.yaml.positions.parser_errors import ParserError, diagnose, read_parser_error
from argogen.yaml.text import SourceText

_Explain = Callable[[ParserError], Diagnostic]

_BRACES = re.compile(r"(?:^[ \t]*|[:\-?][ \t]+|[,\[][ \t]*)(\$?\{\{)")
_BRACES_KEY = re.compile(r"\$?\{\{.*?\}\}(?=:(?:[ \t]|\Z))")


def explain_error(source: SourceText, error: Exception) -> Diagnostic:
    """Return the error at which the parser stopped: invalid-yaml, or a more specific code."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Diagnostic("invalid-yaml", f"invalid YAML: {error}", Place(source.file))
    found = read_parser_error(source, error)
    if "tab character" in found.problem or source.text[found.stop : found.stop + 1] == "\t":
        return explain_tab(source, found.stop)
    if special := _explain_braces_before(found) or value_errors.explain_flow(found):
        return special
    explain = next((explain for words, explain in _EXPLANATIONS.items() if words in found.problem), _explain_other)
    return explain(found)


def explain_braces(source: SourceText, start: int) -> Diagnostic:
    """Report unquoted braces at `start`, of Argo or argogen, which are a mapping in YAML."""
    place = source.place_at(start)
    rest = place.text[place.column - 1 :].rstrip()
    key = _BRACES_KEY.match(rest)
    rest = key[0] if key else rest
    message = "unquoted template tag: YAML reads these braces as a mapping"
    correction = quote_value(place.text) if find_value(place.text) == place.column - 1 else correct_flow(place.text)
    hint = correction.hint() if correction else "quote the value"
    code = "unquoted-braces"
    if find_value(place.text) == place.column - 1 and " #" not in rest and rest.isprintable():
        return diagnose(source, start, len(rest), message, hint, code, fix=write_quoted(rest))
    return diagnose(source, start, rest.find("}}") + 2 if "}}" in rest else 2, message, hint, code)


def _explain_braces_before(error: ParserError) -> Diagnostic | None:
    """Report unquoted braces before the place at which the parser stopped, or there."""
    closed = error.line.rfind("}}")
    for braces in _BRACES.finditer(error.line, 0, error.offset + 3):
        if braces.start(1) <= error.offset and braces.end(1) <= closed:
            return explain_braces(error.source, error.line_start + braces.start(1))
    return None


def _explain_other(error: ParserError) -> Diagnostic:
    return diagnose(error.source, error.stop, 1, f"invalid YAML: {error.problem}")


_EXPLANATIONS: dict[str, _Explain] = {  # by messages of libyaml (scanner.c, parser.c) and PyYAML
    "mapping values are not allowed": value_errors.explain_colon,
    "did not find expected key": value_errors.explain_entry,
    "expected <block end>": value_errors.explain_entry,
    "did not find expected '-' indicator": value_errors.explain_entry,
    "expected ','": value_errors.explain_bracket,
    "expected node content": value_errors.explain_content,
    "expected the node content": value_errors.explain_content,
    "cannot start any token": value_errors.explain_content,
    "found unexpected end of stream": value_errors.explain_quote,
    "found unexpected document": value_errors.explain_quote,
    "escape": value_errors.explain_escape,
    "hexdecimal": value_errors.explain_escape,
    "alphabetic or numeric character": value_errors.explain_alias,
    "entries are not allowed": value_errors.explain_dash,
    "could not find expected ':'": explain_missing_colon,
    "<document start>": value_errors.explain_document,
    "comment or line break": value_errors.explain_block_header,
    "keys are not allowed": value_errors.explain_content,
    "directive": value_errors.explain_directive,
    "undefined tag handle": value_errors.explain_yaml_tag,
}
