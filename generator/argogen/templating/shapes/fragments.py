"""Fragments of YAML text (what macros, `caller()`, `super()` and `{% set %}` blocks give) in the text of a template."""

from __future__ import annotations

import re

from argogen.templating.shapes.markers import CLOSE, OPEN, TRACE_CLOSE, TRACE_OPEN

# These stay text, which `re` compiles when it first meets it: most runs see no fragment.
# A marker comes first: its last character right before a CLOSE would look like part of it.
_PIECES = f"(\ue000[0-9]+\ue001|\n|{OPEN}|{CLOSE})"
# A line with nothing but traces counts as blank, so that a text has as many lines with them as without.
_BLANK = rf"(?: |{TRACE_OPEN}[^{TRACE_CLOSE}]*{TRACE_CLOSE})*"
_FIRST_BLANKS = rf"\A(?:{_BLANK}\n)+"
_LAST_BLANKS = rf"(?:\n{_BLANK})+\Z"
_INDENTATION = "(?m)^ *(?=[^ \n])"


def wrap_fragment(text: str) -> str:
    """Return `text` without the indentation that all its lines share, marked to be shifted to where it is placed."""
    text = re.sub(_LAST_BLANKS, "", re.sub(_FIRST_BLANKS, "", indent_fragments(text)))
    margin = min(map(len, re.findall(_INDENTATION, text)), default=0)
    if margin:
        text = re.sub(f"(?m)^ {{1,{margin}}}", "", text)
    return f"{OPEN}{text}{CLOSE}"


def indent_fragments(text: str) -> str:
    """Return `text` with the later lines of each fragment moved to the column in which the fragment starts.

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
