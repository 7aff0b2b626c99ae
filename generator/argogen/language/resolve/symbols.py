"""The symbol table of a pipeline: calls, their templates, and the names that are visible in a scope."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from argogen.language.model.pipeline import (
    CallModel,
    ComponentUse,
    InheritedTemplate,
    LoopModel,
    PipelineModel,
    TemplateModel,
)
from argogen.language.resolve.loops.item_forms import ItemForms
from argogen.language.resolve.loops.item_keys import LoopKeys
from argogen.records import Record, TupleRecord
from argogen.suggestions import NameIndex, NameIndices


class Scope(TupleRecord):
    """The scope of a string: a template, the fields of a `call` in it, or (`is_head`) the items of its loop.

    The loop variable is not visible in the items of the loop. With `names_artifact`, a reference resolves to an
    artifact.
    """

    template: TemplateModel
    call: CallModel | None = None
    is_head: bool = False
    names_artifact: bool = False

    @property
    def has_foreign_tags(self) -> bool:
        """Whether strings in this scope contain tags of other programs, which are written unchanged."""
        return (self.call or self.template).has_foreign_tags


class Symbols(Record):
    """The links between the parts of a pipeline model.

    `templates` are all templates, `calls` all calls, each followed by its handlers. `named` are the templates that
    `use` can refer to. `owners` are the templates that contain calls, `openers` the calls that contain templates,
    `steps` the steps of handlers, and `users` the calls of a named template. `indices` contain names for suggestions,
    `item_keys` the keys of loop items, `item_forms` their forms.
    """

    pipeline: PipelineModel
    named: Mapping[str, TemplateModel]
    templates: tuple[TemplateModel, ...]
    calls: tuple[CallModel, ...]
    owners: Mapping[CallModel, TemplateModel]
    openers: Mapping[TemplateModel, CallModel]
    steps: Mapping[CallModel, CallModel]
    users: Mapping[TemplateModel, Sequence[CallModel]]
    indices: NameIndices
    item_keys: LoopKeys
    item_forms: ItemForms

    def find_template(self, call: CallModel) -> TemplateModel | None:
        """Return the template of this pipeline that a call runs, or None."""
        target = call.target
        if isinstance(target, TemplateModel):
            return target
        return self.named.get(target.name) if isinstance(target, ComponentUse) else None

    def find_exit(self) -> TemplateModel | InheritedTemplate | None:
        """Return the template of the exit handler of the workflow."""
        handler = self.pipeline.on_exit
        return self.named.get(handler.name) if isinstance(handler, ComponentUse) else handler

    def step_of(self, call: CallModel) -> CallModel:
        """Return the step or task that determines the order of a call: the call itself, or the step of a handler."""
        return self.steps.get(call, call)

    def callers_of(self, template: TemplateModel) -> Sequence[CallModel]:
        """Return all calls that run a template."""
        opener = self.openers.get(template)
        return self.users.get(template, ()) if opener is None else (opener,)

    def is_inlined(self, template: TemplateModel) -> bool:
        """Return whether all uses of a template are inline, so that it has no name in the manifest."""
        opener = self.openers.get(template)
        if opener is not None:
            return opener.is_inline
        users = self.users.get(template, ())
        return bool(users) and all(call.is_inline for call in users)

    def find_inline_owners(self, template: TemplateModel) -> list[TemplateModel]:
        """Return the templates into which a template is inlined, at any depth."""
        found: dict[TemplateModel, None] = {}
        waiting = [template]
        while waiting:
            callers = self.callers_of(waiting.pop())
            direct = [self.owners[call] for call in callers if call.is_inline and self.owners[call] not in found]
            found.update(dict.fromkeys(direct))
            waiting += direct
        return list(found)

    def outwards(self, scope: Scope) -> Iterator[tuple[TemplateModel, CallModel | None]]:
        """Yield each enclosing template from the innermost, with its call that contains the scope."""
        level: TemplateModel | None = scope.template
        call = scope.call
        while level is not None:
            yield level, call
            call = self.openers.get(level)
            level = None if call is None else self.owners[call]

    def find_visible_loop(self, scope: Scope, via: CallModel | None) -> LoopModel | None:
        """Return the loop whose variable is visible in a scope inside a call; for a hook, the loop of its step."""
        if via is None or (scope.is_head and scope.call is via):
            return None
        return self.step_of(via).loop

    def is_visible(self, name: str, scope: Scope) -> bool:
        """Return whether a name is a step or a loop variable in a scope."""
        for level, via in self.outwards(scope):
            loop = self.find_visible_loop(scope, via)
            if name in level.calls or (loop is not None and name in ("item", loop.alias)):
                return True
        return False


def build_symbols(pipeline: PipelineModel) -> Symbols:
    """Build the symbol table of a pipeline model."""
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
    return Symbols(
        pipeline,
        named,
        tuple(templates),
        tuple(calls),
        owners,
        openers,
        steps,
        users,
        NameIndices(),
        LoopKeys(),
        ItemForms(),
    )


def _list_templates(pipeline: PipelineModel) -> list[TemplateModel]:
    """Return all templates: first the outermost ones, then each template before those nested in it."""
    roots = list(pipeline.roots())
    hooks = [hook.target for hook in pipeline.hooks.values() if isinstance(hook.target, TemplateModel)]
    found = [*roots, *hooks]
    for root in tuple(found):
        waiting = [root]
        while waiting:
            template = waiting.pop()
            if template.groups:
                opened = [call.target for call in _list_all(template) if isinstance(call.target, TemplateModel)]
                found += opened
                waiting += opened
    return found


def _list_calls(template: TemplateModel) -> Iterator[CallModel]:
    for group in template.groups:
        yield from group


def _list_all(template: TemplateModel) -> Iterator[CallModel]:
    for call in _list_calls(template):
        yield call
        if call.hooks or call.on_exit is not None:
            yield from call.handlers()


def visible_names(symbols: Symbols, scope: Scope, inputs: Mapping[TemplateModel, Mapping[str, object]]) -> NameIndex:
    """Return the names with which a reference can begin in a scope; `inputs` are the input artifacts of templates."""
    return symbols.indices.join(scope, lambda: _list_visible(symbols, scope, inputs))


def _list_visible(
    symbols: Symbols, scope: Scope, inputs: Mapping[TemplateModel, Mapping[str, object]]
) -> list[NameIndex]:
    found: list[NameIndex] = []
    has_artifacts = False
    for level, via in symbols.outwards(scope):
        loop = symbols.find_visible_loop(scope, via)
        if loop is not None:
            found.append(NameIndex([name for name in ("item", loop.alias) if name]))
        found.append(symbols.indices.of(level.calls))
        has_artifacts = has_artifacts or bool(inputs.get(level))
    found.append(NameIndex(["parameters", *(["artifacts"] if has_artifacts else []), "workflow"]))
    return found
