"""Remove characters that a picture cannot show, and escape those with a meaning in XML."""

from __future__ import annotations

import html
import re

# Control characters, marks of the writing direction, and code points that XML excludes.
_EXCLUDED = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]+")


def clean(text: str) -> str:
    """Return a string as one line, with spaces for characters that are not shown."""
    return _EXCLUDED.sub(" ", text).strip()


def escape(text: str) -> str:
    """Return a string as the content of an element or the value of an attribute in double quotes."""
    return html.escape(_EXCLUDED.sub(" ", text))
