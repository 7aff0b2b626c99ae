"""Markers that replace the values in the output of a template, so that no value is serialized as YAML.

A template is rendered to a *shape*: YAML in which every value is one marker. Different values in the same locations
have the same shape, so a shape is parsed once and filled in many times.
"""

from __future__ import annotations

from argogen.late import compile_late

FIRST, LAST = "\ue000", "\ue001"
# Around a fragment of YAML (such as the result of a macro), until its lines are indented.
OPEN, CLOSE = FIRST * 2, LAST * 2
# Around the file and line of a template, in output that is rendered again to locate an error.
TRACE_OPEN, TRACE_CLOSE = "\ue002", "\ue003"

MARKER = compile_late(f"{FIRST}([0-9]+){LAST}")
# The two characters, or an escape sequence of YAML for one of them.
RESERVED = compile_late(rf"[{FIRST}{LAST}]|\\(?:u|U0000)[eE]00[01]")

# The index and marker of all absent values, so that the shape depends on which values are absent.
ABSENT_INDEX = 0
ABSENT = f"{FIRST}{ABSENT_INDEX}{LAST}"

# Precomputed markers, enough for nearly all templates.
MARKERS = tuple(f"{FIRST}{index}{LAST}" for index in range(256))


def write_marker(index: int) -> str:
    """Return the marker of the value at `index` of a frame's list."""
    return f"{FIRST}{index}{LAST}"


def show_markers(text: str) -> str:
    """Return `text` for a message, with `${{ … }}` in place of each marker."""
    return MARKER.sub("${{ … }}", text)
