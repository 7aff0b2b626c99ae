"""Mask values of environment variables in messages, which logs of continuous integration keep."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from argogen.diagnostics import Diagnostic

MASK = "***"
_SHORTEST = 4  # characters: shorter values are parts of many words
_START = 8  # of a value whose rest a message omits


def mask_diagnostics(diagnostics: Iterable[Diagnostic], values: Sequence[str]) -> tuple[Diagnostic, ...]:
    """Return the diagnostics without these values; places are those of the source, which contains names only."""
    if not values:
        return tuple(diagnostics)
    return tuple(
        each._replace(message=mask(each.message, values), hint=mask(each.hint, values)) for each in diagnostics
    )


def mask(text: str, values: Iterable[str]) -> str:
    """Return a string without these values, also where it contains only the beginning of one."""
    for value in sorted(set(values), key=len, reverse=True):
        if len(value) >= _SHORTEST:
            text = text.replace(value, MASK)
            text = _mask_start(text, value) if len(value) > _START else text
    return text


def _mask_start(text: str, value: str) -> str:
    at = text.find(value[:_START])
    while at >= 0:
        length = _START
        while length < len(value) and text.startswith(value[length], at + length):
            length += 1
        text = f"{text[:at]}{MASK}{text[at + length :]}"
        at = text.find(value[:_START], at + len(MASK))
    return text
