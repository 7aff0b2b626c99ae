"""Calls: steps, tasks and hooks of the Context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argogen import context
from argogen.argo.structure import Structure
from argogen.language.desugar.parameters import read_parameter
from argogen.language.lower.artifacts import build_artifacts
from argogen.language.lower.expansion import escape_value
from argogen.language.lower.tag_writer import TagWriter, split_generated
from argogen.language.model.pipeline import CallModel, ComponentUse, InheritedTemplate, TemplateModel, is_plain
from argogen.language.resolve.resolution import Resolution
from argogen.language.resolve.symbols import Scope
from argogen.records import Record
from argogen.yaml.scalars import to_code_string, to_string


class CallBuilder(Record):
    """Builds the calls of a pipeline; `names` are the names of its templates."""

    resolution: Resolution
    names: Mapping[TemplateModel, str]
    structure: Structure

    def build_call(self, call: CallModel, owner: TemplateModel, inline: context.Template | None) -> context.Call:
        """Return a step or a task with resolved references; `inline` is its inline template."""
        write = TagWriter(Scope(owner, call), self.resolution)
        return context.Call._make(
            {
                "name": call.name,
                "origin": call.path,
                **(self._target(call) if inline is None else {"inline": inline}),
                **self._given(call, write),
                **self._edges(call),
                **({} if is_plain(call) else self._rare(call, owner, write)),
            }
        )

    def build_hook(self, name: str, hook: CallModel) -> context.Hook:
        """Return a hook with its target, arguments and expression."""
        write = TagWriter(Scope(self.resolution.symbols.owners[hook], hook), self.resolution)
        expression = None if hook.expression is None else write.expression(hook.expression)
        fields = {**self._target(hook), **self._given(hook, write), "expression": expression}
        return context.Hook(name, **fields, origin=hook.path)

    def _target(self, call: CallModel) -> dict[str, Any]:
        """Return the target of a call, as a field of the Context."""
        if isinstance(call.target, context.TemplateRef):
            return {"template_ref": call.target}
        if isinstance(call.target, InheritedTemplate):
            return {"template": call.target.name}
        template = self.resolution.symbols.find_template(call)
        if template is None:  # the name of an unknown one is kept: a Context with errors is compared on import
            return {"template": call.target.name} if isinstance(call.target, ComponentUse) else {}
        return {"template": self.names[template]}

    def _edges(self, call: CallModel) -> dict[str, Any]:
        """Return the dependencies of a task, in the form that its DAG uses."""
        edges = self.resolution.edges.get(call)
        if edges is None:
            return {}
        return {"dependencies": edges.dependencies} if edges.depends is None else {"depends": edges.depends}

    def _rare(self, call: CallModel, owner: TemplateModel, write: TagWriter) -> dict[str, Any]:
        """Return the fields that few calls have."""
        on_exit, exit_hook = self._on_exit(call)
        return {
            "when": _when(call, write),
            **self._loop(call, owner),
            "continue_on": call.continue_on,
            "on_exit": on_exit,
            "hooks": tuple([self.build_hook(name, hook) for name, hook in {**call.hooks, **exit_hook}.items()]),
            "raw": call.raw,
        }

    def _on_exit(self, call: CallModel) -> tuple[str | None, dict[str, CallModel]]:
        """Return the name for `onExit`, or a handler with arguments as the hook `exit`: `onExit` is only a name."""
        handler = call.on_exit
        if handler is None:
            return None, {}
        if isinstance(handler.target, (TemplateModel, ComponentUse)) and not self._takes_arguments(handler):
            return self._target(handler)["template"], {}
        return None, {"exit": handler}

    def _takes_arguments(self, call: CallModel) -> bool:
        own = call.own_template
        generated = own is not None and own in self.resolution.inputs
        passed_on = self.resolution.shares.arguments.get(call)
        return bool(call.arguments or call.more_arguments or passed_on or generated)

    def _given(self, call: CallModel, write: TagWriter) -> dict[str, Any]:
        """Return the arguments of a call, with those for generated inputs."""
        parameters, artifacts = split_generated(call.own_template, self.resolution)
        found: dict[str, Any] = {}
        if call.arguments or parameters or call.more_arguments:
            make, path = context.Parameter._make, call.path
            generated = [make({"name": k, "value": write.tag(source), "origin": path}) for k, source in parameters]
            more = self._more_arguments(call, write) if call.more_arguments else ()
            own = self._arguments(call, write) if call.arguments else ()
            found["arguments"] = (*own, *generated, *more)
        given = self.resolution.shares.arguments.get(call)
        if given or artifacts:
            passed = [context.Artifact(k, reference=write.tag(source), origin=call.path) for k, source in artifacts]
            found["artifacts"] = (*build_artifacts(given, write, self.structure), *passed)
        return found

    def _arguments(self, call: CallModel, write: TagWriter) -> list[context.Parameter]:
        template = self.resolution.symbols.find_template(call)
        # The arguments of code are environment variables.
        form = _write_variable if template is not None and template.is_code else to_string
        path = (*call.path, "with")
        return [context.Parameter(k, write(form(value)), origin=(*path, k)) for k, value in call.arguments.items()]

    def _more_arguments(self, call: CallModel, write: TagWriter) -> tuple[context.Parameter, ...]:
        written = write(self.structure.coerce(list(call.more_arguments), "[Parameter]"))
        path = (*call.path, "arguments", "parameters")
        return tuple(read_parameter(argument, (*path, number)) for number, argument in enumerate(written))

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
        # Argo runs a step with empty withItems once, with the tag as a string, and with an empty withParam not at all.
        return {"with_items": tuple(write(items))} if items else {"with_param": "[]"}


def _write_variable(value: Any) -> str:
    return escape_value(to_code_string(value))


def _when(call: CallModel, write: TagWriter) -> str | None:
    if isinstance(call.when, bool):
        return "true" if call.when else "false"
    return None if call.when is None else str(write(call.when))
