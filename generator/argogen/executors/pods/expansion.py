"""The references $(NAME) in commands, arguments and variables, which Kubernetes expands."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$(?:\$|\(([^)]*)\))")


def expand(text: str, values: Mapping[str, str]) -> str:
    """Return a string with the values of known names; unknown references stay, and `$$` is `$`."""
    if "$" not in text:
        return text

    def replace(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return "$"
        return values.get(name, found[0])

    return _REFERENCE.sub(replace, text)
