"""The symbols of a pipeline: which calls stand in which template, what leads where, and which names a text can use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from argogen.language.model.pipeline import (
    CallModel,
    ComponentUse,
    InheritedTemplate,
    LoopModel,
    PipelineModel,
    TemplateModel,
)


class Scope(NamedTuple):
    """Where a text is read: inside a template, in the fields of a `call` there, or (`is_head`) in what it loops over.

    The head of a loop does not see the loop's own value. Where an artifact is named (`names_artifact`), a reference
    means the artifact of that name.
    """

    template: TemplateModel
    call: CallModel | None = None
    is_head: bool = False
    names_artifact: bool = False

    @property
    def has_foreign_tags(self) -> bool:
        """Whether what is read here has tags of other programs, which are to be left alone."""
        return (self.call or self.template).has_foreign_tags


class Symbols(NamedTuple):
    """The links between the parts of a pipeline model.

    `templates` are all of them, `calls` every call, each followed by its handlers. `named` are the templates that `use`
    can name; `owners` are the templates in which calls stand, `openers` the calls in which templates stand; `steps` are
    those that handlers belong to; `users` are the calls that lead to a named template.
    """

    pipeline: PipelineModel
    named: Mapping[str, TemplateModel]
    templates: tuple[TemplateModel, ...]
    calls: tuple[CallModel, ...]
    owners: Mapping[CallModel, TemplateModel]
    openers: Mapping[TemplateModel, CallModel]
    steps: Mapping[CallModel, CallModel]
    users: Mapping[TemplateModel, Sequence[CallModel]]

    def find_template(self, call: CallModel) -> TemplateModel | None:
        """Return the template of this pipeline that a call leads to."""
        target = call.target
        if isinstance(target, TemplateModel):
            return target
        return self.named.get(target.name) if isinstance(target, ComponentUse) else None

    def find_exit(self) -> TemplateModel | InheritedTemplate | None:
        """Return the template that the workflow's exit handler names."""
        handler = self.pipeline.on_exit
        return self.named.get(handler.name) if isinstance(handler, ComponentUse) else handler

    def step_of(self, call: CallModel) -> CallModel:
        """Return the step or task whose turn decides what has run before: the call itself, or the one it belongs to."""
        return self.steps.get(call, call)

    def callers_of(self, template: TemplateModel) -> Sequence[CallModel]:
        """Return all calls that lead to a template."""
        opener = self.openers.get(template)
        return self.users.get(template, ()) if opener is None else (opener,)

    def is_inlined(self, template: TemplateModel) -> bool:
        """Return whether a template stands inside of calls only, where it has no name."""
        opener = self.openers.get(template)
        if opener is not None:
            return opener.is_inline
        users = self.users.get(template, ())
        return bool(users) and all(call.is_inline for call in users)

    def find_inline_owners(self, template: TemplateModel) -> list[TemplateModel]:
        """Return the templates inside of whose calls a template stands, at any depth."""
        found: dict[TemplateModel, None] = {}
        waiting = [template]
        while waiting:
            callers = self.callers_of(waiting.pop())
            direct = [self.owners[call] for call in callers if call.is_inline and self.owners[call] not in found]
            found.update(dict.fromkeys(direct))
            waiting += direct
        return list(found)

    def outwards(self, scope: Scope) -> Iterator[tuple[TemplateModel, CallModel | None]]:
        """Return each level from the inside out, with the call of that level in which the scope lies."""
        level: TemplateModel | None = scope.template
        call = scope.call
        while level is not None:
            yield level, call
            call = self.openers.get(level)
            level = None if call is None else self.owners[call]

    def loop_seen(self, scope: Scope, via: CallModel | None) -> LoopModel | None:
        """Return the loop whose value can be used in a scope inside a call; a hook sees that of its step."""
        if via is None or (scope.is_head and scope.call is via):
            return None
        return self.step_of(via).loop

    def is_visible(self, name: str, scope: Scope) -> bool:
        """Return whether a reference that begins so means a step or a loop's value in a scope."""
        for level, via in self.outwards(scope):
            loop = self.loop_seen(scope, via)
            if name in level.calls or (loop is not None and name in ("item", loop.alias)):
                return True
        return False


def build_symbols(pipeline: PipelineModel) -> Symbols:
    """Link the parts of a pipeline model."""
    named = {**pipeline.components}
    if pipeline.main is not None:
        named.setdefault(pipeline.main.name, pipeline.main)
    templates = _list_templates(pipeline)
    calls: list[CallModel] = []
    owners: dict[CallModel, TemplateModel] = {}
    steps: dict[CallModel, CallModel] = {}
    for template in templates:
        for call in _list_calls(template):
            handlers = list(call.handlers()) if call.hooks or call.on_exit is not None else ()
            calls += (call, *handlers)
            owners[call] = template
            owners.update(dict.fromkeys(handlers, template))
            steps.update(dict.fromkeys(handlers, call))
    calls += pipeline.hooks.values()
    owners.update(dict.fromkeys(pipeline.hooks.values(), pipeline.host))
    openers = {call.target: call for call in calls if isinstance(call.target, TemplateModel)}
    users: dict[TemplateModel, list[CallModel]] = {}
    for call in calls:
        if isinstance(call.target, ComponentUse) and call.target.name in named:
            users.setdefault(named[call.target.name], []).append(call)
    return Symbols(pipeline, named, tuple(templates), tuple(calls), owners, openers, steps, users)


def _list_templates(pipeline: PipelineModel) -> list[TemplateModel]:
    """Return every template: those that stand in no other come first, each before those that stand in it."""
    roots = list(pipeline.roots())
    hooks = [hook.target for hook in pipeline.hooks.values() if isinstance(hook.target, TemplateModel)]
    found = [*roots, *hooks]
    for root in tuple(found):
        waiting = [root]
        while waiting:
            opened = [call.target for call in _list_all(waiting.pop()) if isinstance(call.target, TemplateModel)]
            found += opened
            waiting += opened
    return found


def _list_calls(template: TemplateModel) -> Iterator[CallModel]:
    for group in template.groups:
        yield from group


def _list_all(template: TemplateModel) -> Iterator[CallModel]:
    for call in _list_calls(template):
        yield call
        yield from call.handlers()


def visible_names(symbols: Symbols, scope: Scope, inputs: Mapping[TemplateModel, Mapping[str, object]]) -> list[str]:
    """Return the names with which a reference can begin in a scope; `inputs` are the input artifacts of templates."""
    names: dict[str, None] = {}
    has_artifacts = False
    for level, via in symbols.outwards(scope):
        loop = symbols.loop_seen(scope, via)
        if loop is not None:
            names.update(dict.fromkeys(filter(None, ("item", loop.alias))))
        names.update(dict.fromkeys(level.calls))
        has_artifacts = has_artifacts or bool(inputs.get(level))
    return [*names, "parameters", *(["artifacts"] if has_artifacts else []), "workflow"]
