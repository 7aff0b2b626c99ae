"""Container image references, as https://github.com/distribution/reference reads them."""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from argogen.argo.notation.error import NotationError, quote

_HOST = r"[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?"
_DOMAIN = rf"(?:{_HOST}(?:\.{_HOST})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?"
_PART = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_IMAGE = re.compile(
    rf"(?P<name>(?:{_DOMAIN}/)?{_PART}(?:/{_PART})*)"
    r"(?::(?P<tag>[\w][\w.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?",
    re.ASCII,
)


class Image(NamedTuple):
    """An image reference; `tag` and `digest` are empty if absent."""

    name: str
    tag: str = ""
    digest: str = ""


@functools.lru_cache(maxsize=1024)
def read_image(text: str) -> Image:
    """Return the parts of a reference such as `ghcr.io/acme/tool:1.2@sha256:…`. Raises NotationError."""
    image = _IMAGE.fullmatch(text)
    if image is None:
        raise NotationError(f"invalid image reference {quote(text)}", _explain(text))
    if len(image["name"]) > 255:
        raise NotationError(f"image name must be at most 255 characters, got {len(image['name'])}", "shorten it")
    return Image(image["name"], image["tag"] or "", image["digest"] or "")


def _explain(text: str) -> str:
    """Return the hint, with the corrected reference if it is known."""
    corrected = re.sub(r"\s", "", text.rpartition("://")[2])
    name, mark, rest = _split_name(corrected)
    corrected = f"{name.lower()}{mark}{rest}"
    return f"use '{corrected}'" if _IMAGE.fullmatch(corrected) else "use NAME:TAG or NAME@sha256:DIGEST"


def _split_name(text: str) -> tuple[str, str, str]:
    """Return the name in a reference, the mark after it, and the rest; a registry can have a port."""
    at = re.search(r"[:@](?!.*/)", text)
    return (text, "", "") if at is None else (text[: at.start()], at[0], text[at.end() :])
