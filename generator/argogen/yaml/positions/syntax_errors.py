"""Explain errors of the YAML parser, at the place that needs a change."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from argogen.diagnostics import Diagnostic, Place
from argogen.yaml.emitter.scalars import write_quoted
from argogen.yaml.text import SourceText

_Explain = Callable[[SourceText, str, int, int], Diagnostic]

_INDENTATION = re.compile(r"[ \t]*(?:[-?][ \t]+)*")
_BRACES = re.compile(r"(?:^[ \t]*|[:\-?][ \t]+|[,\[][ \t]*)(\$?\{\{.*?\}\})")
# What may stand before a text that goes on to the end of its line.
_BEFORE_ALONE = re.compile(r"[ \t]*(?:-[ \t]+)*(?:[\w.-]+:[ \t]+)?")


def explain_error(source: SourceText, error: Exception) -> Diagnostic:
    """Return the error at which reading stopped, as one diagnostic: bad-yaml, or a narrower code where one is known."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Diagnostic("bad-yaml", f"this text is not YAML: {error}", Place(source.file))
    problem = str(error.problem)
    at = min(error.problem_mark.index, len(source.text))
    since = at if error.context_mark is None else min(error.context_mark.index, len(source.text))
    if "tab character" in problem or source.text[at : at + 1] == "\t":
        return _explain_tab(source, at)
    if braces := _find_braces(source, at):
        return braces
    explain = next((explain for words, explain in _EXPLANATIONS.items() if words in problem), _explain_other)
    return explain(source, f"{problem} {error.context or ''}".strip(), at, since)


def explain_braces(source: SourceText, start: int) -> Diagnostic:
    """Report braces at `start`, Argo's or argogen's, that YAML takes for mappings because the text is not quoted."""
    place = source.place_at(start)
    rest = place.text[place.column - 1 :].rstrip()
    message = "without quotes, YAML takes these braces for a mapping"
    hint = "put quotes around the whole text"
    if _BEFORE_ALONE.fullmatch(place.text[: place.column - 1]) and " #" not in rest and rest.isprintable():
        return _bad(source, start, len(rest), message, hint, code="unquoted-braces", fix=write_quoted(rest))
    return _bad(source, start, rest.find("}}") + 2 if "}}" in rest else 2, message, hint, code="unquoted-braces")


def _find_braces(source: SourceText, at: int) -> Diagnostic | None:
    place = source.place_at(at)
    for braces in _BRACES.finditer(place.text):
        if braces.start(1) < place.column:
            return explain_braces(source, source.line_starts[place.line - 1] + braces.start(1))
    return None


def _bad(
    source: SourceText,
    at: int,
    width: int,
    message: str,
    hint: str = "",
    code: str = "bad-yaml",
    fix: str | None = None,
) -> Diagnostic:
    return Diagnostic(code, message, source.place_at(at, width), hint, fix=fix)


def _explain_tab(source: SourceText, at: int) -> Diagnostic:
    at = at if source.text[at : at + 1] == "\t" else max(source.text.find("\t", at), 0)
    width = len(source.text[at:]) - len(source.text[at:].lstrip("\t")) if source.text[at : at + 1] == "\t" else 1
    lines = len(re.findall(r"(?m)^[ ]*\t", source.text))
    hint = f"use spaces: {lines} lines are indented with tabs" if lines > 1 else "use spaces"
    return _bad(source, at, width, "a tab stands where YAML needs spaces", hint, code="tab-indentation")


def _explain_colon(source: SourceText, _: str, at: int, __: int) -> Diagnostic:
    place = source.place_at(at)
    before = place.text[: place.column - 1]
    margin = _end_of_indentation(before)
    if "\t" in before[:margin]:
        return _explain_tab(source, at - len(before) + before.index("\t"))
    if ": " in before[margin:]:
        return _bad(source, at, 1, "a second ':' makes this text ambiguous", "put quotes around a text that holds ': '")
    message = "this key does not fit the lines above it"
    hint = "check its indentation, and that the line above has its ':' and its closing quote"
    return _bad(source, at - len(before) + margin, len(before) - margin, message, hint)


def _end_of_indentation(text: str) -> int:
    found = _INDENTATION.match(text)
    return found.end() if found else 0


def _explain_level(source: SourceText, _: str, at: int, since: int) -> Diagnostic:
    place = source.place_at(at)
    if place.text[: place.column - 1].strip(" -?"):
        return _explain_rest(source, at)
    began = source.place_at(since)
    what = "list" if source.text[since : since + 1] == "-" else "mapping"
    message = "this line fits no level above it"
    hint = f"the {what} that it follows begins at line {began.line}, column {began.column}"
    return _bad(source, at, len(place.text), message, hint)


def _explain_rest(source: SourceText, at: int) -> Diagnostic:
    return _bad(source, at, 1, "the value ends before this", "put quotes around the whole text")


def _explain_bracket(source: SourceText, problem: str, at: int, since: int) -> Diagnostic:
    opened, closing = ("[", "]") if "']'" in problem else ("{", "}")
    reached = source.place_at(at)
    if reached.line == source.place_at(since).line:
        return _bad(source, at, 1, f"a ',' or a '{closing}' is missing before this", "put quotes around special texts")
    hint = f"a ',' or a '{closing}' is missing before line {reached.line}, column {reached.column}"
    return _bad(source, since, 1, f"this '{opened}' is not closed", hint)


def _explain_content(source: SourceText, _: str, at: int, __: int) -> Diagnostic:
    if not source.text[at:].strip():
        return _bad(source, len(source.text.rstrip()), 1, "the text ends where a value is expected")
    return _bad(source, at, 1, f"a value cannot start with '{source.text[at]}'", "put quotes around the whole text")


def _explain_quote(source: SourceText, _: str, __: int, since: int) -> Diagnostic:
    return _bad(source, since, 1, "this quote is never closed")


def _explain_escape(source: SourceText, _: str, at: int, __: int) -> Diagnostic:
    at = max(source.text.rfind("\\", 0, at + 1), 0)
    escape = source.text[at : at + 2]
    hint = f"write '\\{escape}' for a backslash, or put the text in single quotes"
    return _bad(source, at, 2, f"'{escape}' begins no valid escape in double quotes", hint)


def _explain_alias(source: SourceText, _: str, __: int, since: int) -> Diagnostic:
    sign = source.text[since : since + 1]
    kind = "an alias" if sign == "*" else "an anchor"
    return _bad(source, since, 1, f"'{sign}' at the start of a text means {kind}", "put quotes around the whole text")


def _explain_dash(source: SourceText, _: str, at: int, __: int) -> Diagnostic:
    return _bad(source, at, 1, "a list cannot begin on this line", "put '- ' on a line of its own, or quotes around it")


def _explain_key(source: SourceText, _: str, __: int, since: int) -> Diagnostic:
    return _bad(source, since, len(source.text), "a ':' is missing after this key")


def _explain_document(source: SourceText, _: str, at: int, __: int) -> Diagnostic:
    hint = "look for a bracket or quote too many; documents are parted by a line '---'"
    return _bad(source, at, 1, "the document ends before this", hint)


def _explain_block(source: SourceText, _: str, at: int, __: int) -> Diagnostic:
    message = "only '-', '+' or a digit can follow '|' and '>' here"
    return _bad(source, at, 1, message, "begin the text on the next line")


def _explain_tag(source: SourceText, _: str, __: int, since: int) -> Diagnostic:
    tag = source.text[since:].split(maxsplit=1)[0] if source.text[since:].strip() else "!"
    return _bad(source, since, len(tag), f"the tag '{tag}' has no meaning here", code="unknown-tag")


def _explain_other(source: SourceText, problem: str, at: int, _: int) -> Diagnostic:
    return _bad(source, at, 1, f"this is not YAML: {problem}")


_EXPLANATIONS: dict[str, _Explain] = {  # libyaml's words (scanner.c, parser.c); PyYAML's own are often the same
    "mapping values are not allowed": _explain_colon,
    "did not find expected key": _explain_level,
    "did not find expected '-' indicator": _explain_level,
    "did not find expected ','": _explain_bracket,
    "did not find expected node content": _explain_content,
    "character that cannot start any token": _explain_content,
    "found unexpected end of stream": _explain_quote,
    "found unexpected document": _explain_quote,
    "escape": _explain_escape,
    "hexdecimal": _explain_escape,
    "alphabetic or numeric character": _explain_alias,
    "block sequence entries are not allowed": _explain_dash,
    "could not find expected ':'": _explain_key,
    "<document start>": _explain_document,
    "comment or line break": _explain_block,
    "undefined tag handle": _explain_tag,
}
