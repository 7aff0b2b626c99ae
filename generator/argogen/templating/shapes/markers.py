"""How a value stands in the text of a part: as a marker, so that no value ever passes through YAML text.

A part is rendered to a *shape*: YAML in which every value is one marker. Values that take the same places give the same
shape, so a shape is parsed once and filled many times.
"""

from __future__ import annotations

import re

FIRST, LAST = "\ue000", "\ue001"
# Around a fragment of YAML text (a macro's result), until its lines are shifted to where it stands.
OPEN, CLOSE = FIRST * 2, LAST * 2
# Around a template's file and line, in the text of a part that is rendered again to find a fault's place.
TRACE_OPEN, TRACE_CLOSE = "\ue002", "\ue003"

MARKER = re.compile(f"{FIRST}([0-9]+){LAST}")
# The two characters, or an escape that YAML would turn into one of them.
RESERVED = re.compile(rf"[{FIRST}{LAST}]|\\(?:u|U0000)[eE]00[01]")

# The markers of nearly all parts, ready made.
MARKERS = tuple(f"{FIRST}{index}{LAST}" for index in range(256))


def write_marker(index: int) -> str:
    """The marker of the value that stands at `index` in its part's list."""
    return f"{FIRST}{index}{LAST}"


def show_markers(text: str) -> str:
    """`text` for a person to read: each marker as the `${{ … }}` that it came from."""
    return MARKER.sub("${{ … }}", text)
