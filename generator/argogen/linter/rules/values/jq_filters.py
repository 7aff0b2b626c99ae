"""Check the jq filters of the outputs of resource templates, which the executor reads after the action."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from argogen.argo.notation.error import NotationError
from argogen.context import Template
from argogen.late import import_late
from argogen.linter.model.subject import Subject
from argogen.linter.rule_diagnostic import RuleDiagnostic
from argogen.suggestions import suggest

if TYPE_CHECKING:
    from argogen.argo.expressions.jq import functions, parse
else:
    functions = import_late("argogen.argo.expressions.jq.functions")
    parse = import_late("argogen.argo.expressions.jq.parse")

_PATH = r"[A-Za-z_][\w.\[\]]*"
_JSON_PATH = re.compile(rf"\{{\s*\$?(?P<path>\.{_PATH})\s*\}}|\$(?P<root>\.{_PATH})", re.ASCII)
_COMMAND = re.compile(r"jq\s+(?:-\w+\s+)*", re.ASCII)
_WITHOUT_DOT = re.compile(rf"{_PATH}(?=\s|$)", re.ASCII)


class _Fault(NamedTuple):
    rule: str
    message: str
    hint: str
    start: int = 0
    end: int = 0


def check_jq_filters(subject: Subject) -> Iterator[RuleDiagnostic]:
    """Report filters that gojq rejects, so that the step ends with an error."""
    for each in subject.objects.get("ResourceTemplate", ()):
        for output in each.node.outputs if isinstance(each.node, Template) else ():
            text = output.jq_filter or (output.value_from or {}).get("jqFilter")
            if isinstance(text, str) and "{{" not in text:
                for fault in _check(text, subject):
                    at = (fault.rule, fault.message, output.origin or each.origin, fault.hint, "jqFilter", text)
                    yield RuleDiagnostic(*at, fault.start, fault.end, below=("valueFrom", "jqFilter"))


def _check(text: str, subject: Subject) -> Iterator[_Fault]:
    """Yield the first error of a filter."""
    if not text.strip():
        yield _Fault("invalid-expression", "empty jq filter", "use '.' for the whole object, or a path such as .status")
        return
    try:
        reader = parse.JqReader(text)
    except parse.TooDeepError:
        return
    except NotationError as error:
        span = (error.start, error.end) if error.start < len(text) else (0, 0)
        yield _Fault(
            "invalid-expression", f"invalid jq filter: {error.message}", _suggest(text, subject) or error.hint, *span
        )
        return
    yield from next((found for use in reader.uses if (found := _check_use(use, text, reader.defined, subject))), ())


def _check_use(use: parse.Use, text: str, defined: set[str], subject: Subject) -> tuple[_Fault, ...]:
    """Return the error of a call or a variable, if it has one; definitions apply to the whole filter."""
    if use.name in defined or "::" in use.name or use.name in functions.VARIABLES:
        return ()
    counts = functions.FUNCTIONS.get(use.name, ())
    if use.arguments is None:
        message, rule = f"unknown variable '{use.name}' in a jq filter", "unknown-expression-variable"
        hint = suggest(use.name, [name for name in defined if name.startswith("$")])
    elif not counts:
        message, rule = f"unknown function '{use.name}' in a jq filter", "unknown-function"
        hint = (_suggest(text, subject) or _suggest_dot(text)) if use.start == 0 else ""
        hint = hint or suggest(use.name, functions.FUNCTIONS)
    elif use.arguments not in counts:
        message, rule = _explain_count(use.name, use.arguments, counts), "wrong-argument-count"
        hint = "separate arguments with ';'" if use.arguments == 1 else ""
    else:
        return ()
    return (_Fault(rule, message, hint, use.start, use.end),)


def _explain_count(name: str, given: int, counts: tuple[int, ...]) -> str:
    plural = "" if counts == (1,) else "s"
    return f"the jq function '{name}' requires {' or '.join(map(str, counts))} argument{plural}, got {given}"


def _suggest(text: str, subject: Subject) -> str:
    """Return the hint for a JSONPath or a command; "" for any other filter."""
    if found := _JSON_PATH.fullmatch(text.strip()):
        path = found["path"] or found["root"]
        keys = subject.phrase("jq_filter", "jqFilter"), subject.phrase("json_path", "jsonPath")
        return f"write {keys[0]}: {path}, or {keys[1]}: '{{{path}}}'"
    if found := _COMMAND.match(text):
        return f"write only the filter: {text[found.end() :]}" if found.end() < len(text) else "write a filter"
    return ""


def _suggest_dot(text: str) -> str:
    """Return the hint for a path without the first dot, such as `status.phase`."""
    return f"write .{text}" if _WITHOUT_DOT.match(text) and "." in text.split()[0] else ""
