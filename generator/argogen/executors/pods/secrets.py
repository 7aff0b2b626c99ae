"""The forms in which the value of a Secret may appear in the output of a step."""

from __future__ import annotations

import base64
import json
import urllib.parse
from collections.abc import Iterable, Iterator

MASK = "***"
SHORTEST = 4
"""Shorter values are not masked: they occur everywhere."""
_SHORTEST_ENCODED = 5
_LONGEST = 4096
_WIDTHS = (76, 64)
"""The lengths of the lines in which the programs base64 and openssl write."""


def list_forms(values: Iterable[bytes]) -> tuple[str, ...]:
    """Return the strings to mask for values: they themselves, their lines, and both as other formats encode them.

    The longest are first.
    """
    return tuple(sorted({form for value in values for form in _list_forms(value)}, key=_order))


def _order(form: str) -> tuple[int, str]:
    return -len(form), form


def mask(text: str, forms: Iterable[str]) -> str:
    """Return a string with forms of secrets, the longest first, replaced."""
    for form in forms:
        if form in text:
            text = text.replace(form, MASK)
    return text


def _list_forms(value: bytes) -> Iterator[str]:
    text = value.decode("utf-8", "replace").strip()
    for part in {line.strip() for line in (*text.splitlines(), *([text] if len(text) <= _LONGEST else ()))}:
        if len(part) >= SHORTEST:
            yield from _escape(part)
    if len(text) >= SHORTEST:
        yield from _encode(value)


def _escape(text: str) -> Iterator[str]:
    """Yield a string as it is in JSON, also in that of Go, in addresses and in commands of a shell."""
    yield text
    for is_ascii in (False, True):
        escaped = json.dumps(text, ensure_ascii=is_ascii)[1:-1]
        yield escaped
        yield escaped.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")
    yield urllib.parse.quote(text, safe="")
    yield urllib.parse.quote(text)
    yield urllib.parse.quote_plus(text)
    yield text.replace("'", "'\\''")
    yield text.replace("'", "'\"'\"'")


def _encode(value: bytes) -> Iterator[str]:
    """Yield a value in hexadecimal notation and in base64, also in the middle of other data and in lines."""
    yield value.hex()
    yield value.hex().upper()
    for stripped in {value, value.strip()} if len(value) <= _LONGEST else ():
        for before in range(3):
            for encode in (base64.b64encode, base64.urlsafe_b64encode):
                core = encode(bytes(before) + stripped).decode()[
                    -(-8 * before // 6) : 8 * (before + len(stripped)) // 6
                ]
                if len(core) >= _SHORTEST_ENCODED:
                    yield core
    for whole in (value, value.strip() + b"\n"):
        encoded = base64.b64encode(whole).decode()
        for width in _WIDTHS:
            lines = (encoded[start : start + width] for start in range(0, len(encoded), width))
            yield from (line for line in lines if len(line) >= 2 * _SHORTEST_ENCODED)
