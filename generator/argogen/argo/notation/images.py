"""References to container images, as https://github.com/distribution/reference reads them."""

from __future__ import annotations

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
    """A reference to an image; `tag` and `digest` are empty where there is none."""

    name: str
    tag: str = ""
    digest: str = ""


def read_image(text: str) -> Image:
    """The parts of a reference such as `ghcr.io/acme/tool:1.2@sha256:…`. Raises NotationError."""
    image = _IMAGE.fullmatch(text)
    if image is None:
        raise NotationError(f"{quote(text)} names no image", _explain(text))
    if len(image["name"]) > 255:
        raise NotationError(f"the name has {len(image['name'])} characters, and an image takes 255", "shorten it")
    return Image(image["name"], image["tag"] or "", image["digest"] or "")


def _explain(text: str) -> str:
    if text != text.strip() or " " in text:
        return "take the blanks out"
    if "://" in text:
        return "take the protocol out"
    name = re.split(r"[:@]", text.rpartition("/")[2])[0]
    if name != name.lower():
        return "names of images are in lower case"
    return "write it as NAME:TAG or NAME@sha256:DIGEST"
