"""Check for tags that Argo does not resolve because of braces before them, such as those of a dictionary.

Argo ends a tag at the first `}}`. It replaces a tag within the braces of another one only if it is a plain name without
spaces (util/template/simple_template.go), and reads a third brace as a part of the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from argogen.argo.expressions.tags import Tag
from argogen.argo.variables import VARIABLE_PREFIXES
from argogen.linter.model.flow.known_names import is_known
from argogen.linter.model.flow.passed_values import PassedValues
from argogen.linter.model.nodes import is_loop
from argogen.linter.model.subject import Subject
from argogen.linter.model.texts import TaggedText, TextRole
from argogen.linter.rule_diagnostic import RuleDiagnostic

_MAPPING = re.compile(r"""\{\{\s*(["'][-\w .]+["']\s*:)""")
# A string that Python formats, which makes single braces of double ones, and its beginning on the same line.
_FORMATS = re.compile(r"""\.format\(|(?<![A-Za-z])[fFtT][rR]?(?:\"{3}|\'{3})""")
_F_STRING = re.compile(r"""(?<![A-Za-z])[fFtT][rR]?["'][^\n]*$""")
_MAX_LINE = 256
_PREFIXES = VARIABLE_PREFIXES | {"item"}
# Names and values of parameters before which a `$` is probably intended: amounts, and names of variables.
_DOLLARS = re.compile(r"price|cost|amount|budget|usd|dollar|var|env", re.IGNORECASE)
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]*", re.ASCII)


def find_nested_tags(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report tags that stay unresolved because of other braces."""
    for text in subject.texts:
        end = 0
        for tag in text.tags:
            if tag.body.startswith("{"):
                yield from () if is_strict(text) else _check_third_brace(text, tag)
            elif text.value[tag.start - 1 : tag.start] == "$" and subject.is_manifest:
                yield from _check_dollar(text, tag, subject)
            elif tag.body.lstrip(" -")[:1] == ".":
                yield from _check_dot(text, tag, subject)
            elif "{{" in text.value[end : tag.start]:
                yield from _check_nested(text, tag)
            end = tag.end


def find_braced_mappings(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report mappings of JSON or Python in double braces, which Argo keeps."""
    for text in subject.texts:
        if _MAPPING.search(text.value) and not is_strict(text) and not _FORMATS.search(text.value):
            for found in _MAPPING.finditer(text.value):
                if not _F_STRING.search(text.value, max(0, found.start() - _MAX_LINE), found.start()):
                    message = "mapping in double braces: Argo reads '{{' as the start of a tag, and keeps both braces"
                    hint, span = f"use one brace: {{{found[1]}", found.span()
                    yield RuleDiagnostic("unrecognized-tag", message, text.origin, hint, "", text.value, *span)


def is_braced_variable(body: str) -> bool:
    """Return whether the content of a tag is a variable after another brace."""
    return body.startswith("{") and body.lstrip("{ ").partition(".")[0].strip() in _PREFIXES


def is_strict(text: TaggedText) -> bool:
    """Return whether Argo rejects unresolved tags in a string: in a step or task with a loop."""
    return text.call is not None and text.hook is None and text.role is TextRole.CALL and is_loop(text.call)


def _check_dollar(text: TaggedText, tag: Tag, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a variable in the syntax of GitHub: Argo keeps the `$`, which is intended before some values."""
    name = tag.body.strip()
    is_escaped = tag.start > 1 and text.value[tag.start - 2] in "$\\"
    if tag.is_expression or is_escaped or not is_known(name, text.template, subject) or _DOLLARS.search(name):
        return
    values = subject.derive(PassedValues).find(name, text.template) if text.template is not None else ()
    if not any(_is_after_dollar(each.value, text.value) for each in values):
        message = f"Argo replaces only '{{{{{tag.body}}}}}', and keeps the '$' before it"
        hint = f"write '{{{{{name}}}}}'"
        yield RuleDiagnostic("unrecognized-tag", message, text.origin, hint, "", text.value, tag.start - 1, tag.end)


def _is_after_dollar(value: str, text: str) -> bool:
    """Return whether a value is the name of an environment variable, or the number of a field of awk."""
    return _ENV_NAME.fullmatch(value) is not None or ("awk" in text and value.isdecimal())


def _check_dot(text: TaggedText, tag: Tag, subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report a variable with the dot of Go templates, with which Argo does not find it."""
    name = tag.body.strip(" -").removeprefix(".")
    if is_known(name, text.template, subject):
        message = f"Argo does not resolve '.{name}': its variables have no dot before them"
        yield _report(text, tag, message, f"write '{{{{{name}}}}}'")


def _check_third_brace(text: TaggedText, tag: Tag) -> Iterator[RuleDiagnostic]:
    if is_braced_variable(tag.body):
        name = tag.body.lstrip("{ ").strip()
        message = f"'{{{{{{' before '{name}': Argo reads the third brace as a part of the name"
        yield _report(text, tag, message, f"separate the braces: {{ {{{{{name}}}}}")


def _check_nested(text: TaggedText, tag: Tag) -> Iterator[RuleDiagnostic]:
    name = tag.body.strip()
    if tag.is_expression:
        message = "Argo does not evaluate an expression within other double braces"
        yield _report(text, tag, message, "separate the outer braces: { { … } }")
    elif name != tag.body and name.partition(".")[0] in _PREFIXES:
        message = f"Argo does not resolve '{name}' with spaces within other double braces"
        yield _report(text, tag, message, f"use {{{{{name}}}}}, or separate the outer braces: {{ {{ … }} }}")


def _report(text: TaggedText, tag: Tag, message: str, hint: str) -> RuleDiagnostic:
    return RuleDiagnostic("unrecognized-tag", message, text.origin, hint, "", text.value, tag.start, tag.end)
