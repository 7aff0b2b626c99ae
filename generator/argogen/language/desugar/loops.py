"""Expand loops: the forms of `for_each`, and wrappers of loops with a parallelism limit.

Argo limits the parallelism of templates, not of loops. A loop with a limit is therefore wrapped in a template
(`NAME-loop`) with this limit; `when`, `needs` and hooks remain outside. If another task depends on some of the
iterations (`NAME.AnySucceeded`), the loop has to be a task of its DAG, which gets the limit.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from argogen.language.model.pipeline import LoopModel
from argogen.late import compile_late
from argogen.records import Record
from argogen.yaml.node_path import NodePath

_OUTSIDE = frozenset({"foreign_tags", "name", "needs", "when", "continue_on", "hooks", "on_exit"})
# Also inside: otherwise, a failed iteration would prevent the export of outputs of the others.
_BOTH = frozenset({"continue_on", "foreign_tags"})

_COUNTED = compile_late(r"([-\w]+)\.(?:AnySucceeded|AllFailed)\b")


class SplitStep(Record):
    """A step with a limited loop: its keys outside of the wrapper, and those of the loop inside."""

    outside: Mapping[str, Any]
    inside: Mapping[str, Any]
    limit: int


def expand_loop(data: Mapping[str, Any], path: NodePath) -> LoopModel | None:
    """Return the loop of a step, or None; `for_each` can have any form."""
    written = data.get("for_each")
    if written is None:
        return None
    path = (*path, "for_each")
    if not isinstance(written, dict):
        return LoopModel(written, None, None, path, path)
    items, sequence, alias = (written.get(key) for key in ("items", "sequence", "as"))
    is_non_empty = bool(written.get("non_empty"))
    return LoopModel(items, sequence, alias, path, (*path, "items"), is_non_empty, written.get("parallelism"))


def find_counted(tasks: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the tasks of which others need some runs, as in `each.AnySucceeded`."""
    needs = (task.get("needs") for task in tasks.values())
    return frozenset(name for text in needs if isinstance(text, str) for name in _COUNTED.findall(text))


def split_limited(data: Mapping[str, Any]) -> SplitStep | None:
    """Split a step whose loop has a parallelism limit; None for other steps."""
    loop = data.get("for_each")
    if not isinstance(loop, dict) or loop.get("parallelism") is None:
        return None
    outside = _OUTSIDE - {"when"} if _needs_item(data) else _OUTSIDE
    inside = {key: value for key, value in data.items() if key not in outside - _BOTH}
    inside["for_each"] = {key: value for key, value in loop.items() if key != "parallelism"}
    return SplitStep({key: value for key, value in data.items() if key in outside}, inside, loop["parallelism"])


def _needs_item(data: Mapping[str, Any]) -> bool:
    """Return whether `when` refers to the loop variable, so that it is evaluated in each iteration."""
    names = {"item", data["for_each"].get("as", "item")}
    pattern = rf"\{{\{{[^}}]*\b(?:{'|'.join(map(re.escape, names))})\b"
    return re.search(pattern, str(data.get("when", ""))) is not None
