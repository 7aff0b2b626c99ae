"""The way outwards from where a text is read, through the drafts around it."""

from __future__ import annotations

from collections.abc import Iterator

from argogen.language.model.drafts import Call, Draft, Loop, Spot


def outwards(spot: Spot) -> Iterator[tuple[Draft, Call | None]]:
    """Each level from the inside out, with the call of that level through which the way comes."""
    level: Draft | None = spot.draft
    call = spot.call
    while level is not None:
        yield level, call
        call = level.caller
        level = call.owner if call is not None else None


def loop_seen(spot: Spot, via: Call | None) -> Loop | None:
    """The loop whose value can be used on the way through a call; a hook sees that of its step."""
    if via is None or (spot.head and spot.call is via):
        return None
    return via.at.loop


def is_visible(name: str, spot: Spot) -> bool:
    """Whether a reference that begins so means a step or a loop's value there."""
    for level, via in outwards(spot):
        loop = loop_seen(spot, via)
        if name in level.calls or (loop is not None and name in ("item", loop.alias)):
            return True
    return False


def visible_names(spot: Spot) -> dict[str, None]:
    """The names with which a reference can begin there."""
    names: dict[str, None] = {}
    for level, via in outwards(spot):
        loop = loop_seen(spot, via)
        if loop is not None:
            names.update(dict.fromkeys(filter(None, ("item", loop.alias))))
        names.update(dict.fromkeys(level.calls))
    artifacts = {"artifacts": None} if any(level.artifacts for level, _ in outwards(spot)) else {}
    return {**names, "parameters": None, **artifacts, "workflow": None}
