"""The way outwards from where a text is read, through the drafts around it."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.language.model.drafts import CallModel, Loop, Scope, TemplateModel


def outwards(scope: Scope) -> Iterator[tuple[TemplateModel, CallModel | None]]:
    """Each level from the inside out, with the call of that level through which the way comes."""
    level: TemplateModel | None = scope.draft
    call = scope.call
    while level is not None:
        yield level, call
        call = level.caller
        level = call.owner if call is not None else None


def loop_seen(scope: Scope, via: CallModel | None) -> Loop | None:
    """The loop whose value can be used on the way through a call; a hook sees that of its step."""
    if via is None or (scope.head and scope.call is via):
        return None
    return via.at.loop


def is_visible(name: str, scope: Scope) -> bool:
    """Whether a reference that begins so means a step or a loop's value there."""
    for level, via in outwards(scope):
        loop = loop_seen(scope, via)
        if name in level.calls or (loop is not None and name in ("item", loop.alias)):
            return True
    return False


def visible_names(scope: Scope) -> dict[str, None]:
    """The names with which a reference can begin there."""
    names: dict[str, None] = {}
    for level, via in outwards(scope):
        loop = loop_seen(scope, via)
        if loop is not None:
            names.update(dict.fromkeys(filter(None, ("item", loop.alias))))
        names.update(dict.fromkeys(level.calls))
    artifacts = {"artifacts": None} if any(level.artifacts for level, _ in outwards(scope)) else {}
    return {**names, "parameters": None, **artifacts, "workflow": None}
