"""Names of nodes, which can be any text, as names that Argo and Kubernetes take.

Pods are named after their templates, so there are no capitals (RFC 1123).
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

from argogen.language.vocabulary import RESERVED_NAMES

_LONGEST = 60


@functools.cache
def write_name(text: str) -> str:
    """Return a name for a text: the same one each time, and as much like it as can be."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    name = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    lost = any(each.isalnum() and not each.isascii() for each in letters)
    if lost or len(name) > _LONGEST:
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        name = "-".join(filter(None, (name[: _LONGEST - 9].rstrip("-"), digest)))
    # A task that others need cannot begin with a digit, and some words begin tags of Argo's.
    return f"step-{name}".rstrip("-") if not name or name[0].isdigit() or name in RESERVED_NAMES else name
