"""Turn names of nodes, which can be any text, into names that Argo and Kubernetes accept.

Pods are named after their templates, so there are no capitals (RFC 1123).
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

from argogen.language.vocabulary import RESERVED_NAMES

_MAX_LENGTH = 60


@functools.lru_cache(maxsize=1024)  # each name is needed many times while its graph is translated
def write_name(text: str) -> str:
    """Return a name for a text: the same one each time, and as much like it as can be."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    name = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    lost = any(each.isalnum() and not each.isascii() for each in letters)
    if lost or len(name) > _MAX_LENGTH:
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        name = "-".join(filter(None, (name[: _MAX_LENGTH - 9].rstrip("-"), digest)))
    # A task that others need cannot begin with a digit, and some words begin tags of Argo's.
    return f"step-{name}".rstrip("-") if not name or name[0].isdigit() or name in RESERVED_NAMES else name
