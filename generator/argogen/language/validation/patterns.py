"""The forms of text that the language wants, in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from argogen.argo.notation.durations import mean_duration
from argogen.language.validation.definitions import build_pattern
from argogen.language.validation.value_descriptions import quote, show_example

_TEMPLATE = r"^[a-zA-Z0-9][-a-zA-Z0-9]*$"


@dataclass(frozen=True)
class _Form:
    """What a text of this form is (the end of "… is not"), what makes one, and how to read what else people write."""

    code: str
    what: str
    made_of: str
    read: Callable[[str], str] | None = None


_NAME = "a valid name"
_FORMS = {
    _TEMPLATE: _Form("bad-name", _NAME, "use letters, digits and dashes, and a letter or digit first"),
    r"^[-a-zA-Z0-9_]+$": _Form("bad-name", _NAME, "use letters, digits, dashes and underscores"),
    r"^([-a-zA-Z0-9_]|\{\{[^{}]*\}\})+$": _Form("bad-name", _NAME, "use letters, digits, dashes and underscores"),
    r"^[A-Za-z_][-A-Za-z0-9_]*$": _Form(
        "bad-name", _NAME, "use letters, digits, dashes and underscores, and no digit first"
    ),
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$": _Form(
        "bad-name", _NAME, "use lower-case letters, digits and dashes, and no dash at an end"
    ),
    r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$": _Form(
        "bad-name", _NAME, "use lower-case letters, digits, dashes and dots, and a letter or digit at both ends"
    ),
    r"^[^/{][^{]*$": _Form(
        "bad-value", "a pattern for files", "write it relative to the folder, without braces: data/*.csv"
    ),
    r"^>=\d+(\.\d+)*$": _Form("bad-value", "a version that is needed", "write the least one, such as >=0.1"),
    r"^/": _Form("bad-value", "an absolute path", "begin it with /"),
    r"^[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*$": _Form(
        "bad-value", "a function of a module", "write it as MODULE:FUNCTION"
    ),
    r"^([A-Za-z_][A-Za-z0-9_.]*:)?[A-Za-z_][A-Za-z0-9_]*$": _Form(
        "bad-value", "a function", "write it as MODULE:FUNCTION, or, with a file, its name alone"
    ),
    r"^[0-9]+$|\{\{": _Form("bad-value", "a number of retries", "write a number, or Argo's RetryStrategy object"),
    r"^[0-9]+(\.[0-9]+)?$|^([0-9]+(\.[0-9]+)?(ms|s|m|h|d))+$|\{\{": _Form(
        "bad-value", "a duration", "write it as 90s, 15m, 2h or 1d, or as a number of seconds", mean_duration
    ),
}
KNOWN_PATTERNS = frozenset(_FORMS)


class Explanation(NamedTuple):
    """Why a text cannot stand somewhere; `fix` is the right one, where there is no doubt about it."""

    code: str
    message: str
    hint: str
    fix: str


def explain_text(pattern: str, text: str, examples: list[Any]) -> Explanation:
    """What to say of a text that does not match; the examples are for a pattern without words here."""
    form = _FORMS.get(pattern) or _Form("bad-value", "a text that can stand here", show_example(examples))
    meant = form.read(text) if form.read else ""
    fix = meant if meant and build_pattern(pattern).is_valid(meant) else ""
    close = fix or next((repaired for repaired in list_similar(text) if build_pattern(pattern).is_valid(repaired)), "")
    hint = f"did you mean {quote(close)}? {form.made_of}" if close else form.made_of
    return Explanation(form.code, f"{quote(text) if text else 'an empty text'} is not {form.what}", hint, fix)


def list_similar(text: str) -> Iterator[str]:
    """Names that are like the text, the most like it first."""
    dashed = re.sub(r"[^a-zA-Z0-9]+", "-", text).strip("-")
    yield text.lower()
    yield dashed
    yield dashed.lower()
    yield ":".join(text.rpartition(".")[::2])
