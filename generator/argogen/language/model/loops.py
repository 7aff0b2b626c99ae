"""A loop with a limit of its own.

Argo limits how many of a template's children run at once, not how many runs of one loop: so the loop gets a template
around it (`NAME-loop`), which holds the limit. `when`, `needs` and hooks stay outside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from argogen.language.model.drafts import CallModel, TemplateModel

_OUTSIDE = frozenset({"foreign_tags", "name", "needs", "when", "continue_on", "hooks", "on_exit"})
# Inside too: one failed run must not keep what the others gave from being handed out.
_BOTH = frozenset({"continue_on", "foreign_tags"})


def limit_of(call: CallModel) -> int | None:
    """How many runs of this call's loop may go on at once, if it says so."""
    loop = call.data.get("for_each")
    limit: int | None = loop.get("parallelism") if isinstance(loop, dict) else None
    return limit


def wrap_loop(call: CallModel) -> TemplateModel:
    """Put the loop of a call, and all that is repeated, into a draft of its own to which the call leads."""
    outside = _OUTSIDE - {"when"} if _asks_about_item(call.data) else _OUTSIDE
    loop = {key: value for key, value in call.data["for_each"].items() if key != "parallelism"}
    inside = {key: value for key, value in call.data.items() if key not in outside - _BOTH} | {"for_each": loop}
    wrapper = TemplateModel(f"{call.name}-loop", "steps", {}, call.path, caller=call)
    wrapper.parallelism = limit_of(call)
    wrapper.wrapped = CallModel(call.name, wrapper, inside, call.path)
    call.data = {key: value for key, value in call.data.items() if key in outside}
    call.target = wrapper
    return wrapper


def _asks_about_item(data: Mapping[str, Any]) -> bool:
    """Whether `when` is about the loop's value, so that it has to be asked for each one."""
    names = {"item", data["for_each"].get("as", "item")}
    pattern = rf"\{{\{{[^}}]*\b(?:{'|'.join(map(re.escape, names))})\b"
    return re.search(pattern, str(data.get("when", ""))) is not None
