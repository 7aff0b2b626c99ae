"""Loops: the forms of `for_each`, and the template around a loop that has a limit of its own.

Argo limits how many of a template's children run at once, not how many runs of one loop: so the loop gets a template
around it (`NAME-loop`), which holds the limit. `when`, `needs` and hooks stay outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen.language.model.pipeline import LoopModel
from argogen.yaml.node_path import NodePath

_OUTSIDE = frozenset({"foreign_tags", "name", "needs", "when", "continue_on", "hooks", "on_exit"})
# Inside too: one failed run must not keep what the others gave from being handed out.
_BOTH = frozenset({"continue_on", "foreign_tags"})


class SplitStep(NamedTuple):
    """A step whose loop has a limit: what stays outside of the wrapper, and what is repeated in it."""

    outside: Mapping[str, Any]
    inside: Mapping[str, Any]
    limit: int


def expand_loop(data: Mapping[str, Any], path: NodePath) -> LoopModel | None:
    """Return the loop of a step, whichever form its `for_each` has."""
    written = data.get("for_each")
    if written is None:
        return None
    path = (*path, "for_each")
    if not isinstance(written, dict):
        return LoopModel(written, None, None, path, path)
    return LoopModel(written.get("items"), written.get("sequence"), written.get("as"), path, (*path, "items"))


def split_limited(data: Mapping[str, Any]) -> SplitStep | None:
    """Return the two parts of a step whose loop has a limit."""
    loop = data.get("for_each")
    limit = loop.get("parallelism") if isinstance(loop, dict) else None
    if limit is None:
        return None
    outside = _OUTSIDE - {"when"} if _needs_item(data) else _OUTSIDE
    return SplitStep(
        {key: value for key, value in data.items() if key in outside},
        {key: value for key, value in data.items() if key not in outside - _BOTH},
        limit,
    )


def _needs_item(data: Mapping[str, Any]) -> bool:
    """Return whether `when` is about the loop's value, so that it is decided for each one."""
    names = {"item", data["for_each"].get("as", "item")}
    pattern = rf"\{{\{{[^}}]*\b(?:{'|'.join(map(re.escape, names))})\b"
    return re.search(pattern, str(data.get("when", ""))) is not None
