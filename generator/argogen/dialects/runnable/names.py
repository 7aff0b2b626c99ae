"""Convert names of nodes, which can be any string, to names that Argo and Kubernetes accept.

Names of pods contain those of templates, so names are lower-case (RFC 1123).
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata

from argogen.language.vocabulary import RESERVED_NAMES

_MAX_LENGTH = 60


@functools.lru_cache(maxsize=1024)  # each name is converted many times
def write_name(text: str) -> str:
    """Return a valid name that resembles the given one; the conversion is deterministic."""
    decomposed = unicodedata.normalize("NFKD", text)
    letters = "".join(each for each in decomposed if not unicodedata.combining(each))
    name = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    lost = any(each.isalnum() and not each.isascii() for each in letters)
    if lost or len(name) > _MAX_LENGTH:
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        name = "-".join(filter(None, (name[: _MAX_LENGTH - 9].rstrip("-"), digest)))
    # `depends` does not allow names that start with a digit; some names are variable prefixes of Argo.
    return f"step-{name}".rstrip("-") if not name or name[0].isdigit() or name in RESERVED_NAMES else name
