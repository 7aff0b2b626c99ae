"""The style sheet of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_FILE = Path(__file__).with_name("picture.css")
_SPACES = re.compile(r"\s*([{}:;,>])\s+|\s+(?=>)|\s*\n\s*")
_RULE = re.compile(r"(@media [^{]*)\{((?:[^{}]*\{[^{}]*\})*)\}|([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")
_USED = re.compile(r'\bclass="([^"]*)"')


def read_styles() -> str:
    """Return the whole style sheet, without the spaces that are for readers."""
    return _SPACES.sub(r"\1", _FILE.read_text("utf-8"))


def select_styles(picture: str) -> str:
    """Return the rules for the classes that occur in a picture."""
    used = {name for found in set(_USED.findall(picture)) for name in found.split()}
    return "".join(_select(read_styles(), used))


def _select(styles: str, used: set[str]) -> Iterator[str]:
    for found in _RULE.finditer(styles):
        if found[1]:
            inner = "".join(_select(found[2], used))
            yield f"{found[1]}{{{inner}}}" if inner else ""
        else:
            kept = [one for one in found[3].split(",") if used.issuperset(_CLASS.findall(one))]
            yield f"{','.join(kept)}{{{found[4].rstrip(';')}}}" if kept else ""
