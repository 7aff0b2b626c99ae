"""Order the templates: the entrypoint, its calls depth-first, handlers, templates without callers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from argogen.language.model.pipeline import CallModel, TemplateModel
from argogen.language.resolve.symbols import Symbols


def in_call_order(symbols: Symbols) -> list[TemplateModel]:
    """Return each template once, in call order."""
    seen: dict[TemplateModel, None] = {}
    _add(_list_entry(symbols), symbols, seen)
    _add(_list_workflow_handlers(symbols), symbols, seen)
    _add(symbols.named.values(), symbols, seen)
    return list(seen)


def _add(starts: Iterable[TemplateModel], symbols: Symbols, seen: dict[TemplateModel, None]) -> None:
    """Add the templates that are reachable by calls, then their handlers and the templates reachable from these."""
    waiting = list(starts)
    while waiting:
        reached: list[TemplateModel] = []
        for start in waiting:
            reached.extend(_descend(start, symbols, seen))
        callers = (template for template in reached if template.groups)
        waiting = [handler for template in callers for handler in _list_handlers(template, symbols)]


def _descend(start: TemplateModel, symbols: Symbols, seen: dict[TemplateModel, None]) -> Iterator[TemplateModel]:
    waiting = [start]
    while waiting:
        template = waiting.pop()
        if template not in seen:
            seen[template] = None
            yield template
            if template.groups:
                calls = (call for group in template.groups for call in group)
                waiting.extend(reversed(_list_targets(calls, symbols)))


def _list_handlers(template: TemplateModel, symbols: Symbols) -> list[TemplateModel]:
    calls = (call for group in template.groups for call in group)
    return _list_targets((handler for call in calls for handler in call.handlers()), symbols)


def _list_targets(calls: Iterable[CallModel], symbols: Symbols) -> list[TemplateModel]:
    return [target for call in calls if (target := symbols.find_template(call)) is not None]


def _list_entry(symbols: Symbols) -> list[TemplateModel]:
    entry = symbols.pipeline.main or symbols.named.get(symbols.pipeline.entrypoint or "")
    return [entry] if entry else []


def _list_workflow_handlers(symbols: Symbols) -> list[TemplateModel]:
    on_exit = symbols.find_exit()
    first = [on_exit] if isinstance(on_exit, TemplateModel) else []
    return [*first, *_list_targets(symbols.pipeline.hooks.values(), symbols)]
