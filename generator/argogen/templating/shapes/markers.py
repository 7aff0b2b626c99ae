"""Markers, which stand for the values in the text of a template, so that no value ever passes through YAML text.

A template is rendered to a *shape*: YAML in which every value is one marker. Different values in the same places give
the same shape, so a shape is parsed once and filled in many times.
"""

from __future__ import annotations

import re

FIRST, LAST = "\ue000", "\ue001"
# Around a fragment of YAML text (a macro's result), until its lines are shifted to where it stands.
OPEN, CLOSE = FIRST * 2, LAST * 2
# Around a template's file and line, in text that is rendered again to find the place of an error.
TRACE_OPEN, TRACE_CLOSE = "\ue002", "\ue003"

MARKER = re.compile(f"{FIRST}([0-9]+){LAST}")
# The two characters, or an escape that YAML would turn into one of them.
RESERVED = re.compile(rf"[{FIRST}{LAST}]|\\(?:u|U0000)[eE]00[01]")

# The markers of nearly all texts, made once.
MARKERS = tuple(f"{FIRST}{index}{LAST}" for index in range(256))


def write_marker(index: int) -> str:
    """Return the marker of the value at `index` of a frame's list."""
    return f"{FIRST}{index}{LAST}"


def show_markers(text: str) -> str:
    """Return `text` for people, with each marker as the `${{ … }}` that it came from."""
    return MARKER.sub("${{ … }}", text)
