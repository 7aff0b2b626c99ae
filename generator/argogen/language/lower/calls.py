"""Calls: steps, tasks and hooks of the Context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from argogen import context
from argogen.argo.structure import Structure
from argogen.language.desugar.parameters import read_parameter
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.tag_writer import TagWriter, list_generated
from argogen.language.model.pipeline import CallModel, InheritedTemplate, TemplateModel
from argogen.language.resolve.edges import Edges
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.yaml.scalars import to_code_string, to_string

_NO_EDGES = Edges()


class CallBuilder(NamedTuple):
    """Builds the calls of a pipeline; `names` are those of its templates."""

    resolution: Resolution
    names: Mapping[TemplateModel, str]
    structure: Structure

    def build_call(self, call: CallModel, owner: TemplateModel, inline: context.Template | None) -> context.Call:
        """Return a step or a task, every reference written out; `inline` is the template that it holds itself."""
        write = TagWriter(Scope(owner, call), self.resolution)
        edges = self.resolution.edges.get(call, _NO_EDGES)
        on_exit, exit_hook = self._on_exit(call)
        return context.Call(
            name=call.name,
            template=None if inline else self._template(call),
            template_ref=_template_ref(call),
            inline=inline,
            arguments=self._arguments(call, write),
            more_arguments=self._more_arguments(call, write),
            artifacts=self._artifacts(call, write),
            when=_when(call, write),
            **self._loop(call, owner),
            dependencies=edges.dependencies,
            depends=edges.depends,
            continue_on=call.continue_on,
            on_exit=on_exit,
            hooks=tuple([self.build_hook(name, hook) for name, hook in {**call.hooks, **exit_hook}.items()]),
            raw=call.raw,
            origin=call.path,
        )

    def build_hook(self, name: str, hook: CallModel) -> context.Hook:
        """Return a hook: what it calls, with which arguments, and when."""
        write = TagWriter(Scope(self.resolution.symbols.owners[hook], hook), self.resolution)
        return context.Hook(
            name,
            self._template(hook),
            _template_ref(hook),
            self._arguments(hook, write),
            self._more_arguments(hook, write),
            self._artifacts(hook, write),
            None if hook.expression is None else write.expression(hook.expression),
            hook.path,
        )

    def _on_exit(self, call: CallModel) -> tuple[str | None, dict[str, CallModel]]:
        """Return the name for `onExit`, which takes nothing else, or the handler with arguments as the hook `exit`."""
        handler = call.on_exit
        if handler is None:
            return None, {}
        template = self.resolution.symbols.find_template(handler)
        if template is not None and not self._takes_arguments(handler):
            return self.names[template], {}
        return None, {"exit": handler}

    def _takes_arguments(self, call: CallModel) -> bool:
        own = call.own_template
        generated = own is not None and own in self.resolution.inputs
        passed_on = self.resolution.shares.arguments.get(call)
        return bool(call.arguments or call.more_arguments or passed_on or generated)

    def _template(self, call: CallModel) -> str | None:
        if isinstance(call.target, InheritedTemplate):
            return call.target.name
        template = self.resolution.symbols.find_template(call)
        return None if template is None else self.names[template]

    def _arguments(self, call: CallModel, write: TagWriter) -> tuple[context.Parameter, ...]:
        template = self.resolution.symbols.find_template(call)
        form = to_code_string if template is not None and template.is_code else to_string
        path = (*call.path, "with")
        given = [context.Parameter(k, write(form(value)), origin=(*path, k)) for k, value in call.arguments.items()]
        generated = list_generated(call.own_template, "parameters", self.resolution)
        return (*given, *[context.Parameter(k, write.tag(source), origin=call.path) for k, source in generated])

    def _more_arguments(self, call: CallModel, write: TagWriter) -> tuple[context.Parameter, ...]:
        if not call.more_arguments:
            return ()
        written = write(self.structure.coerce(list(call.more_arguments), "[Parameter]"))
        path = (*call.path, "arguments", "parameters")
        return tuple(read_parameter(argument, (*path, number)) for number, argument in enumerate(written))

    def _artifacts(self, call: CallModel, write: TagWriter) -> tuple[context.Artifact, ...]:
        given = build_artifacts(self.resolution.shares.arguments.get(call), write, self.structure)
        generated = list_generated(call.own_template, "artifacts", self.resolution)
        return (
            *given,
            *[context.Artifact(k, reference=write.tag(source), origin=call.path) for k, source in generated],
        )

    def _loop(self, call: CallModel, owner: TemplateModel) -> dict[str, Any]:
        if call.loop is None:
            return {}
        write = TagWriter(Scope(owner, call, is_head=True), self.resolution)
        if call.loop.sequence is not None:
            fields = {key: write(to_string(value)) for key, value in call.loop.sequence.items()}
            return {"with_sequence": context.Sequence(**fields)}
        items = call.loop.items
        if isinstance(items, str):
            return {"with_param": write(items)}
        # Argo runs once over an empty withItems, with the tag as text; over an empty withParam it runs nothing.
        return {"with_items": tuple(write(items))} if items else {"with_param": "[]"}


def _template_ref(call: CallModel) -> context.TemplateRef | None:
    return call.target if isinstance(call.target, context.TemplateRef) else None


def _when(call: CallModel, write: TagWriter) -> str | None:
    if isinstance(call.when, bool):
        return "true" if call.when else "false"
    return None if call.when is None else str(write(call.when))
