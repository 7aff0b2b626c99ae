"""Fragments of YAML in the output of a template: results of macros, `caller()`, `super()` and `{% set %}` blocks."""

from __future__ import annotations

import re

from argogen.templating.shapes.markers import CLOSE, OPEN, TRACE_CLOSE, TRACE_OPEN

# These are strings, which `re` compiles on first use: most runs have no fragment.
# The alternative for markers is first: the last character of a marker before a CLOSE would match as part of it.
_PIECES = f"(\ue000[0-9]+\ue001|\n|{OPEN}|{CLOSE})"
# A line with only traces counts as blank, so that traces do not change the number of lines.
_BLANK = rf"(?: |{TRACE_OPEN}[^{TRACE_CLOSE}]*{TRACE_CLOSE})*"
_FIRST_BLANKS = rf"\A(?:{_BLANK}\n)+"
_LAST_BLANKS = rf"(?:\n{_BLANK})+\Z"
_INDENTATION = "(?m)^ *(?=[^ \n])"


def wrap_fragment(text: str) -> str:
    """Return `text` without the common indentation of its lines, marked as a fragment to indent where it is placed."""
    text = re.sub(_LAST_BLANKS, "", re.sub(_FIRST_BLANKS, "", indent_fragments(text)))
    margin = min(map(len, re.findall(_INDENTATION, text)), default=0)
    if margin:
        text = re.sub(f"(?m)^ {{1,{margin}}}", "", text)
    return f"{OPEN}{text}{CLOSE}"


def indent_fragments(text: str) -> str:
    """Return `text` with the later lines of each fragment indented to the column in which the fragment starts.

    Wrapped fragments never nest: wrapping one resolves those inside it.
    """
    if OPEN not in text:
        return text
    out: list[str] = []
    column = margin = 0
    for piece in re.split(_PIECES, text):
        if piece == OPEN:
            margin = column
        elif piece == CLOSE:
            margin = 0
        elif piece == "\n":
            out.append(piece)
            column = 0
        elif piece:
            lead = "" if column else " " * margin
            out.append(lead + piece)
            column += len(lead) + len(piece)
    return "".join(out)
