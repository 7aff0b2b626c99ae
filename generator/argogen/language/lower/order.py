"""The order of templates: the entrypoint, what it calls depth-first, then handlers, then what nothing calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from argogen.language.model.drafts import CallModel, TemplateModel
from argogen.language.model.outline import Outline


def in_call_order(result: Outline) -> list[TemplateModel]:
    """Every draft once."""
    seen: dict[TemplateModel, None] = {}
    _add(_entry(result), seen)
    _add(_workflow_handlers(result), seen)
    _add(result.components.values(), seen)
    return list(seen)


def _add(starts: Iterable[TemplateModel], seen: dict[TemplateModel, None]) -> None:
    """Add what can be reached by calls, then the handlers on the way and what those reach."""
    waiting = list(starts)
    while waiting:
        reached: list[TemplateModel] = []
        for start in waiting:
            reached.extend(_descend(start, seen))
        waiting = [handler for draft in reached for handler in _handlers(draft)]


def _descend(start: TemplateModel, seen: dict[TemplateModel, None]) -> Iterator[TemplateModel]:
    waiting = [start]
    while waiting:
        draft = waiting.pop()
        if draft not in seen:
            seen[draft] = None
            yield draft
            waiting.extend(reversed(_targets(draft.calls.values())))


def _handlers(draft: TemplateModel) -> list[TemplateModel]:
    return _targets(handler for call in draft.calls.values() for handler in call.handlers())


def _targets(calls: Iterable[CallModel]) -> list[TemplateModel]:
    return [call.target for call in calls if isinstance(call.target, TemplateModel)]


def _entry(result: Outline) -> list[TemplateModel]:
    entry = result.main or result.components.get(result.data.get("entrypoint", ""))
    return [entry] if entry else []


def _workflow_handlers(result: Outline) -> list[TemplateModel]:
    on_exit = [result.on_exit] if isinstance(result.on_exit, TemplateModel) else []
    return [*on_exit, *_targets(result.hooks.values())]
