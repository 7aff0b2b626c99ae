"""Messages for strings that do not match a pattern of the schemas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from argogen.argo.notation.durations import find_intended_duration
from argogen.argo.versions import VERSION_PATTERN, VERSIONS
from argogen.language.validation.definitions import build_pattern
from argogen.language.validation.value_descriptions import quote, show_example
from argogen.records import Record

_TEMPLATE = r"^[a-zA-Z0-9][-a-zA-Z0-9]*$"


class _Form(Record):
    """A pattern: the noun for valid strings, the hint, and how to read invalid ones.

    `read` returns the valid string that is meant by an invalid one, or "".
    """

    code: str
    noun: str
    hint: str
    read: Callable[[str], str] | None = None


_NAME = "name"
_FORMS = {
    _TEMPLATE: _Form("invalid-name", _NAME, "use letters, digits and dashes, beginning with a letter or digit"),
    r"^[-a-zA-Z0-9_]+$": _Form("invalid-name", _NAME, "use letters, digits, dashes and underscores"),
    r"^([-a-zA-Z0-9_]|\{\{[^{}]*\}\})+$": _Form("invalid-name", _NAME, "use letters, digits, dashes and underscores"),
    r"^[A-Za-z_][-A-Za-z0-9_]*$": _Form(
        "invalid-name", _NAME, "use letters, digits, dashes and underscores, not beginning with a digit or dash"
    ),
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$": _Form(
        "invalid-name", _NAME, "use lower-case letters, digits and dashes, with a letter or digit at both ends"
    ),
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$": _Form(
        "invalid-name", _NAME, "use lower-case letters, digits, dashes and dots, with a letter or digit at both ends"
    ),
    r"^[^/{][^{]*$": _Form("invalid-value", "file pattern", "use a relative path without braces, such as data/*.csv"),
    r"^>=\d+(\.\d+)*$": _Form("invalid-value", "version requirement", "use a minimum version, such as >=0.1"),
    VERSION_PATTERN: _Form(
        "invalid-value", "Argo version", f"use one of {', '.join(VERSIONS)}, or a patch level such as 3.7.16"
    ),
    r"^/": _Form("invalid-value", "path", "use an absolute path, such as /data"),
    r"^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$": _Form(
        "invalid-value", "function", "use MODULE:FUNCTION for a module of the image, or {file: PATH, function: NAME}"
    ),
    r"^([A-Za-z_][A-Za-z0-9_.]*:)?[A-Za-z_][A-Za-z0-9_]*$": _Form(
        "invalid-value", "function", "use MODULE:FUNCTION, or only FUNCTION with 'file' or 'code'"
    ),
    r"^[0-9]+$|\{\{": _Form("invalid-value", "number of retries", "use an integer or a RetryStrategy object"),
    r"^[0-9]+(\.[0-9]+)?$|^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$|\{\{": _Form(
        "invalid-value",
        "duration",
        "use a duration such as 90s, 15m, 2h or 1d, or a number of seconds",
        find_intended_duration,
    ),
}
KNOWN_PATTERNS = frozenset(_FORMS)


class Explanation(NamedTuple):
    """Why a string is invalid; `fix` is the unambiguous replacement, or ""."""

    code: str
    message: str
    hint: str
    fix: str


def explain_string(pattern: str, text: str, examples: list[Any]) -> Explanation:
    """Explain why a string does not match a pattern; the examples are for patterns without a message."""
    form = _FORMS.get(pattern) or _Form("invalid-value", "value", _show_value(examples))
    meant = form.read(text) if form.read else ""
    fix = meant if meant and build_pattern(pattern).is_valid(meant) else ""
    close = fix or next((repaired for repaired in list_similar(text) if build_pattern(pattern).is_valid(repaired)), "")
    hint = f"did you mean {quote(close)}? ({form.hint})" if close else form.hint
    return Explanation(form.code, f"invalid {form.noun} {quote(text)}" if text else f"empty {form.noun}", hint, fix)


def _show_value(examples: list[Any]) -> str:
    example = show_example(examples)
    return f"use a value {example}" if example else ""


def list_similar(text: str) -> Iterator[str]:
    """Yield names that are similar to the string, the most similar first."""
    dashed = re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")
    yield text.lower()
    yield dashed
    yield dashed.lower()
    yield ":".join(text.rpartition(".")[::2])
